// Package app is the only place where the parts are put together: each command of the program is a file here.
//
// A command gets an env: where to write, the settings, and the stores on an open database. It returns an error; Run
// alone turns that into a sentence on standard error and an exit code: 0 it worked, 1 it did not, 2 it was asked
// wrongly.
package app
