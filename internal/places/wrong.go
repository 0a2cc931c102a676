package places

import (
	"errors"

	"samenspel/internal/errs"
	"samenspel/internal/i18n"
)

// wrong is a reason to refuse a line or a file: the end of the id of a text, and what stood there.
type wrong struct{ reason, value string }

func (w wrong) key() string { return "areas.wrong." + w.reason }

// Error gives the sentence in English, for the shell.
func (w wrong) Error() string { return i18n.In("en").T(w.key(), "Value", w.value) }

// problem says at a row why it is refused.
func problem(row int, err error) errs.Problem {
	p := errs.Problem{Row: row, Text: err.Error()}
	var reason wrong
	if errors.As(err, &reason) {
		p.Key, p.Value = reason.key(), reason.value
	}
	return p
}

// refusal refuses a whole file for one reason.
func refusal(row int, reason wrong) error { return errs.Problems{problem(row, reason)} }
