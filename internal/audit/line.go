package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"

	"samenspel/internal/access"
)

// Outcome says how an act ended.
type Outcome string

// The outcomes.
const (
	Done   Outcome = "done"
	Denied Outcome = "denied"
	Failed Outcome = "failed"
)

// Act is what someone did, without who and when.
type Act struct {
	Action  string        // a fixed word: "read", "edit", "import", "sign in"
	Object  access.Object // kind of thing
	ID      string        // of the thing; "" = a list of them
	Outcome Outcome       // "" = Done
	Purpose string        // a fixed word, or the reason that was typed to break the glass
}

// Line is one line of the trace.
type Line struct {
	Seq    int64 // from 1, without gaps
	At     time.Time
	Person string // id; "" for a visitor, the operator or the program itself
	Roles  string // in force, separated by spaces
	Act
	Origin string // reference of the request
	Hash   string // of this line and all before it, in hexadecimal
}

// chained gives the hash of a line that follows one with the hash before. Every field goes in with its length, so that
// no two different lines read alike.
func (l Line) chained(network, before string) string {
	h := sha256.New()
	for _, field := range []string{before, network, l.At.UTC().Format(time.RFC3339Nano), l.Person, l.Roles, l.Action,
		string(l.Object), l.ID, string(l.Outcome), l.Purpose, l.Origin} {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(field)))
		h.Write(size[:])
		h.Write([]byte(field))
	}
	var seq [8]byte
	binary.BigEndian.PutUint64(seq[:], uint64(l.Seq)) // #nosec G115 -- a count from 1
	h.Write(seq[:])
	return hex.EncodeToString(h.Sum(nil))
}
