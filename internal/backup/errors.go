package backup

import (
	"fmt"

	"samenspel/internal/errs"
)

// refusal is a sentence for the person who asked, with its kind for the program.
type refusal struct {
	kind error
	text string
}

func (r refusal) Error() string { return r.text }
func (r refusal) Unwrap() error { return r.kind }

// invalid refuses what was given.
func invalid(format string, args ...any) error {
	return refusal{errs.Invalid, fmt.Sprintf(format, args...)}
}

// conflict refuses because of what is there.
func conflict(format string, args ...any) error {
	return refusal{errs.Conflict, fmt.Sprintf(format, args...)}
}

var (
	errDamaged = invalid("the file is no whole backup of Samenspel: it is damaged, cut off or something else; take another copy of it")
	errKey     = invalid("this key does not open the file: give the identity or the passphrase that belongs to it, or another copy if the file was damaged")
	errFull    = conflict("the database is not empty and a backup is restored into an empty one only; give an empty one with --data or --database")
)
