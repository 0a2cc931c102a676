package db

import (
	"crypto/sha256"
	"strings"

	"github.com/google/uuid"
)

// NewID gives a new id: a UUID version 7 as text, so that ids sort by the time they were made.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// IDFor gives the id that always goes with these words: for things that have no id of their own but are the same when
// all that is said of them is the same. It is a UUID version 8 as text.
func IDFor(words ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	id := uuid.UUID(sum[:16])
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	return id.String()
}
