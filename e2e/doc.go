// Package e2e holds the journeys: what people do, done in a real browser against the real program with the example
// town. Beside them stand the checks that need a browser: accessibility, valid HTML, width, keyboard, pictures.
package e2e
