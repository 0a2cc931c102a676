package casework

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// OwnQuestion is what a network asks of a need beside what is asked everywhere, with yes or no. It never changes: for other
// words it is stopped, and another is asked.
type OwnQuestion struct {
	ID      string
	Area    string // id of a wijk; "" = the whole town
	Text    string // scanned
	Since   int64  // version of the form that asks it first
	SinceOn time.Time
	Gone    int64 // version that asks it no more; 0 = asked now
	GoneOn  *time.Time
}

// Asked tells whether it is asked now.
func (q OwnQuestion) Asked() bool { return q.Gone == 0 }

// Form is the form of cases of a network: what is the same everywhere stands in this package, and here what it asks of its
// own, with what it asked before.
type Form struct{ Questions []OwnQuestion }

// mostOwn is how many own questions a form has at most, in any wijk.
const mostOwn = 3

// longestQuestion is in characters.
const longestQuestion = 120

// Version counts the changes of the form, from 1.
func (f Form) Version() int64 {
	version := int64(1)
	for _, q := range f.Questions {
		version = max(version, q.Since, q.Gone)
	}
	return version
}

// For gives what is asked now of a case of an area.
func (f Form) For(area string) (asked []OwnQuestion) {
	for _, q := range f.Questions {
		if q.Asked() && (q.Area == "" || q.Area == area) {
			asked = append(asked, q)
		}
	}
	return asked
}

// full tells whether a question of an area, or of the town, would make a form too long somewhere.
func (f Form) full(area string) bool {
	areas := []string{area}
	if area == "" {
		for _, q := range f.Questions {
			areas = append(areas, q.Area)
		}
	}
	return slices.ContainsFunc(areas, func(a string) bool { return len(f.For(a)) >= mostOwn })
}

// check gives what keeps a question from being asked. Columns are the names of form fields.
func (f Form) check(q OwnQuestion, texts privacy.Check) error {
	var problems errs.Problems
	say := func(column, key string) {
		problems = append(problems, errs.Problem{Column: column, Key: key, Text: key})
	}
	switch long := utf8.RuneCountInString(q.Text); {
	case long == 0:
		say("text", "ownquestion.wrong.none")
	case long > longestQuestion:
		say("text", "ownquestion.wrong.long")
	case f.full(q.Area):
		say("area", "ownquestion.wrong.full")
	case slices.ContainsFunc(f.For(q.Area), func(there OwnQuestion) bool { return strings.EqualFold(there.Text, q.Text) }):
		say("text", "ownquestion.wrong.there")
	}
	if problems = append(problems, texts.Problems("text", q.Text)...); len(problems) > 0 {
		return problems
	}
	return nil
}

// answers gives what is known of a need after a form was filled in that asks these questions: what it asks no more stays.
func answers(before, said map[string]string, asked []OwnQuestion) map[string]string {
	after := map[string]string{}
	maps.Copy(after, before)
	for _, q := range asked {
		delete(after, q.ID)
		if answer := said[q.ID]; answer != "" {
			after[q.ID] = answer
		}
	}
	return after
}

// OwnCount is how often a question was answered, each way.
type OwnCount struct {
	OwnQuestion
	Yes, No int
}
