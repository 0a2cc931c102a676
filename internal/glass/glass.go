package glass

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// Lasts is how long a broken glass stays open.
const Lasts = time.Hour

// Objects are the kinds of things that can be opened.
var Objects = []access.Object{access.CaseTexts}

// Opening is one thing that one person may read for an hour.
type Opening struct {
	ID     string
	Person string // id
	Thing  access.Thing
	Area   string // id of the area it belongs to
	Reason string
	Opened time.Time
	Closes time.Time // an hour later, or when it was ended
}

// Holds tells whether it is open at a moment.
func (o Opening) Holds(at time.Time) bool { return !o.Opened.After(at) && o.Closes.After(at) }

// The bounds of a reason, in characters.
const leastReason, mostReason = 10, 500

var idForm = regexp.MustCompile(`^[A-Za-z0-9-]{1,40}$`)

// Check gives the problems that keep the glass whole. Columns are the names of form fields; texts are keys, except what
// package privacy says about a reason.
func (o Opening) Check(lang string) error {
	var problems errs.Problems
	say := func(column, text string) { problems = append(problems, errs.Problem{Column: column, Text: text}) }
	if !slices.Contains(Objects, o.Thing.Object) {
		say("object", "glass.wrong.object")
	}
	if !idForm.MatchString(o.Thing.ID) {
		say("id", "glass.wrong.id")
	}
	if o.Area == "" {
		say("area", "glass.wrong.area")
	}
	length := utf8.RuneCountInString(strings.TrimSpace(o.Reason))
	found := privacy.Scan(o.Reason)
	switch {
	case length < leastReason:
		say("reason", "glass.wrong.short")
	case length > mostReason:
		say("reason", "glass.wrong.long")
	case len(found) > 0:
		say("reason", privacy.Explain(found[0].Kind, lang))
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}
