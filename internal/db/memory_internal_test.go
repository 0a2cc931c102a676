package db

import (
	"strconv"
	"testing"
)

// TestWhatComesAgainIsRememberedAmongWhatDoesNot: lists of ids of any length make ever new statements; they do not keep one
// that comes again from being prepared.
func TestWhatComesAgainIsRememberedAmongWhatDoesNot(t *testing.T) {
	m := newMemory()
	for i := range 3 * mostKept {
		m.of("once " + strconv.Itoa(i))
	}
	m.of("again")
	if _, again := m.of("again"); !again {
		t.Error("a statement that came twice is not to be prepared")
	}
	if len(m.kept) > mostKept {
		t.Errorf("%d statements are kept", len(m.kept))
	}
}
