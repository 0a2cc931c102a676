//go:build race

package search

// raceEnabled says that timings mean nothing.
const raceEnabled = true
