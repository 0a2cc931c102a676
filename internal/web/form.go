package web

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/i18n"
)

// form is what someone sent, and what is wrong with it. A page shows it again as it was typed, with a sentence at each
// field.
type form struct {
	values url.Values
	Wrong  map[string]string // field → sentence
}

const maxFields = 200

// readForm reads the fields that were sent with a request.
func (v *visit) readForm() (form, error) {
	if err := v.r.ParseForm(); err != nil {
		return form{}, fmt.Errorf("%w: the form cannot be read: %w", errs.Invalid, err)
	}
	if len(v.r.PostForm) > maxFields {
		return form{}, fmt.Errorf("%w: the form has %d fields", errs.Invalid, len(v.r.PostForm))
	}
	return form{values: v.r.PostForm, Wrong: map[string]string{}}, nil
}

// fill makes a form that shows what is stored, from names and values in turn.
func fill(pairs ...string) form {
	f := form{values: url.Values{}, Wrong: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.values.Set(pairs[i], pairs[i+1])
	}
	return f
}

// over gives the form with what is stored in the fields that it does not have: those of other forms on the page.
func (f form) over(stored form) form {
	for name, values := range stored.values {
		if _, sent := f.values[name]; !sent {
			f.values[name] = values
		}
	}
	return f
}

// Get gives the text of a field, without spaces around it.
func (f form) Get(name string) string { return strings.TrimSpace(f.values.Get(name)) }

// Is tells whether a field has this value: for choices.
func (f form) Is(name, value string) bool { return f.Get(name) == value }

// number reads a number of hours; "" is 0. What is no number is noted as wrong.
func (f form) number(v *visit, name string) float64 {
	text := strings.Replace(f.Get(name), ",", ".", 1)
	if text == "" {
		return 0
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		f.Wrong[name] = v.T("form.number")
	}
	return n
}

// version reads the version a form started from. A forged one is a version that does not exist.
func (f form) version() int64 {
	n, err := strconv.ParseInt(f.Get("version"), 10, 64)
	if err != nil || n < 1 {
		return -1
	}
	return n
}

// New gives the id that a form which makes something carries from when it is shown.
func (f form) New() string { return cmp.Or(f.Get("new"), uuid.Must(uuid.NewV7()).String()) }

// made gives the id of what a form makes: the one that it carries, mixed with all that was typed. So the same form sent
// twice makes one thing, and with another text in it another thing. A form without an id makes a thing each time.
func (f form) made() string {
	id, err := uuid.Parse(f.New())
	if err != nil {
		id = uuid.Must(uuid.NewV7())
	}
	typed := sha256.Sum256([]byte(f.values.Encode()))
	copy(id[9:], typed[:]) // the time, the version and the variant stay
	return id.String()
}

// day reads a date; "" is nil. What is no date is noted as wrong.
func (f form) day(v *visit, name string) *time.Time {
	text := f.Get(name)
	if text == "" {
		return nil
	}
	for _, layout := range []string{time.DateOnly, "2-1-2006", "02-01-2006"} {
		if day, err := time.Parse(layout, text); err == nil && day.Year() > 1900 && day.Year() < 2200 {
			return &day
		}
	}
	f.Wrong[name] = v.T("form.date")
	return nil
}

// dayOr is day, with another day for an empty field.
func (f form) dayOr(v *visit, name string, otherwise time.Time) time.Time {
	if day := f.day(v, name); day != nil {
		return *day
	}
	return otherwise
}

// blame puts the problems of an operation beside the fields they are about. It tells whether the error was about the
// form; another error is for the page of failures.
func (f form) blame(v *visit, err error) bool {
	var problems errs.Problems
	switch {
	case errors.As(err, &problems):
		for _, p := range problems {
			f.Wrong[p.Column] = v.said(p)
		}
	case errors.Is(err, errs.Conflict):
		f.Wrong[""] = v.T("form.conflict")
	default:
		return false
	}
	return true
}

// problem says in the words of the page what is wrong with a row of a file.
func (v *visit) problem(p errs.Problem) string {
	if p.Row == 0 {
		return v.said(p)
	}
	return v.T("areas.row", "Row", p.Row, "Text", v.said(p))
}

// said gives the sentence of a problem: by its key, or by its text where that is a key.
func (v *visit) said(p errs.Problem) string {
	if p.Key != "" {
		return v.T(p.Key, "Value", p.Value)
	}
	return v.T(p.Text)
}

// Failed tells whether something is wrong.
func (f form) Failed() bool { return len(f.Wrong) > 0 }

// again shows a form once more, with what is wrong; what was typed is kept.
func (s *Server) again(v *visit, f form, name string, data any) error {
	status := http.StatusUnprocessableEntity
	if _, stale := f.Wrong[""]; stale {
		status = http.StatusConflict
	}
	v.w.Header().Set("Cache-Control", "no-store")
	return s.write(v, status, name, data)
}

// done sends the browser to another page after a change, so that loading it again changes nothing.
func (v *visit) done(address string) error {
	v.w.Header().Set("Cache-Control", "no-store")
	http.Redirect(v.w, v.r, address, http.StatusSeeOther)
	return nil
}

// field is one line of a form as the template shows it.
type field struct {
	ID, Name, Label, Hint, Kind, Value, Wrong, Auto string
}

// tickField is a list of which any number can be ticked.
type tickField struct {
	Name, Label, Hint, Wrong string
	Choices                  []tick
}

type tick struct {
	Code, Label string
	Chosen      bool
}

// newTicks gives the terms of a taxonomy as a list to tick.
func newTicks(p *i18n.Printer, f form, name, key string, terms directory.Terms) tickField {
	made := tickField{Name: name, Label: p.T(key), Wrong: f.Wrong[name]}
	if hint := p.T(key + ".hint"); hint != key+".hint" {
		made.Hint = hint
	}
	for _, t := range terms {
		made.Choices = append(made.Choices, tick{t.Code, t.Label(p.Lang()), f.Has(name, t.Code)})
	}
	return made
}

// newField gives a field of a form. The text with key + ".hint" stands below the label when there is one; auto is what
// the browser may fill in.
func newField(p *i18n.Printer, f form, name, key, kind string, auto []string) field {
	made := field{ID: "f-" + name, Name: name, Label: p.T(key), Kind: kind, Value: f.Get(name), Wrong: f.Wrong[name]}
	if hint := p.T(key + ".hint"); hint != key+".hint" {
		made.Hint = hint
	}
	if len(auto) > 0 {
		made.Auto = auto[0]
	}
	if kind == "password" {
		made.Value = ""
	}
	return made
}

// within reads a number of an address; what is none, or out of bounds, gives the usual one.
func within(text string, usual, least, most int) int {
	if n, err := strconv.Atoi(text); err == nil && n >= least && n <= most {
		return n
	}
	return usual
}
