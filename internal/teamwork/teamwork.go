package teamwork

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
)

// Point is one of the four focus points of a team conversation. Its words are the texts "teamwork.point." + Point.
type Point string

// The focus points, in the order of their source (inventory K01).
const (
	Vision  Point = "vision"
	Role    Point = "role"
	Tools   Point = "tools"
	Setting Point = "setting"
)

// Points are all of them.
var Points = []Point{Vision, Role, Tools, Setting}

// How long a team talks about one point, in minutes (inventory K38).
const (
	LeastMinutes = 10
	MostMinutes  = 15
)

// Note is what a team wrote of a point: two of its three boxes. The third holds the actions.
type Note struct {
	Stands  string `json:"stands"`  // where we stand
	Matters string `json:"matters"` // what matters to us
}

// empty tells whether nothing was written.
func (n Note) empty() bool { return n == Note{} }

// Talk is a conversation of a team.
type Talk struct {
	ID       string
	Team     string // id
	Begun    time.Time
	Finished *time.Time
	Notes    map[Point]Note
	Actions  []Action // that came out of it, as they fall due
	Version  int64
}

// Of gives the actions that came out of a point.
func (t Talk) Of(p Point) (all []Action) {
	for _, a := range t.Actions {
		if a.Point == p {
			all = append(all, a)
		}
	}
	return all
}

// Written tells whether there is anything of a point.
func (t Talk) Written(p Point) bool { return !t.Notes[p].empty() || len(t.Of(p)) > 0 }

// Count gives of how many points something is written.
func (t Talk) Count() (n int) {
	for _, p := range Points {
		if t.Written(p) {
			n++
		}
	}
	return n
}

// Next gives the point at which a session goes on: the first of which nothing is written, else the first.
func (t Talk) Next() Point {
	for _, p := range Points {
		if !t.Written(p) {
			return p
		}
	}
	return Points[0]
}

// finish gives the problem that keeps a conversation from being finished: without an action nothing comes of it.
func (t Talk) finish() errs.Problems {
	if len(t.Actions) > 0 {
		return nil
	}
	return wrong("what", "teamwork.wrong.noaction")
}

// Action is what somebody will do by a day.
type Action struct {
	ID      string
	Team    string // id
	Talk    string // id of the conversation it came out of; "" = none
	Point   Point  // "" = none
	What    string
	Person  string // id
	Name    string // of that person; "" = left
	Due     time.Time
	Done    *time.Time
	Version int64
}

// Late tells whether an action is open after its day.
func (a Action) Late(today time.Time) bool { return a.Done == nil && today.After(a.Due) }

// PlanParts are the parts of a plan: what a team wants to reach, and how it does that (inventory K18, K34, K35). The words
// of a part are the text "teamwork.plan." + part.
var PlanParts = []string{"what", "groups", "how", "when", "role", "contribution", "areas", "expectations", "manners", "together"}

// Plan is what a team wants with informal care.
type Plan struct {
	Team    string // id
	Motto   string
	Texts   map[string]string // part → text
	Review  *time.Time        // the day on which the team looks at it again
	Version int64             // 0 = there is none yet
}

// Empty tells whether nothing was written.
func (p Plan) Empty() bool { return p.Motto == "" && len(p.Texts) == 0 }

// weeksAhead is how long before its day a plan is seen in the week.
const weeksAhead = 4

// Soon tells whether the day to look at a plan again is near, or over.
func (p Plan) Soon(today time.Time) bool {
	return p.Review != nil && !p.Review.After(today.AddDate(0, 0, 7*weeksAhead))
}

// Circle is a team with who can be responsible for something of it.
type Circle struct {
	people.Team
	Who []people.Person // its members, liaison and manager, and the ambassador of its area or else a coordinator; by name
}

// circle gives a team with who can be responsible, as tasks are divided now. Volunteers who have not the rights of members
// do not read what a team says, and so have nothing to do for it here.
func circle(d people.Duty, t people.Team) Circle {
	c := Circle{Team: t}
	add := func(p people.Person) {
		if p.ID != "" && !slices.ContainsFunc(c.Who, func(there people.Person) bool { return there.ID == p.ID }) {
			c.Who = append(c.Who, p)
		}
	}
	for _, m := range t.Members {
		if m.Kind == people.Professional || t.Volunteers {
			add(m.Person)
		}
	}
	for _, a := range d.Tasks {
		if a.TeamID == t.ID && (a.Role == access.Liaison || a.Role == access.TeamManager) {
			add(a.Person)
		}
	}
	add(d.Nearest(t.AreaID))
	slices.SortFunc(c.Who, func(a, b people.Person) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	return c
}

// at says to whom a thing of the team belongs; person is whose it is, or "".
func (c Circle) at(person string) access.At {
	return access.At{Area: c.AreaID, Team: c.ID, Person: person}
}

// The lengths of texts, in characters, and how far ahead a day may be.
const (
	mostText  = 2000
	mostWhat  = 200
	mostMotto = 120
	mostYears = 2
)

func wrong(column, key string) errs.Problems {
	return errs.Problems{{Column: column, Key: key, Text: key}}
}

// long gives the problem of a text that is too long.
func long(column, text string, most int) errs.Problems {
	if utf8.RuneCountInString(text) > most {
		return errs.Problems{{Column: column, Key: "teamwork.wrong.long", Text: "teamwork.wrong.long"}}
	}
	return nil
}

// check gives the problems of a note. Columns are the names of form fields, here and below.
func (n Note) check(texts privacy.Check) (problems errs.Problems) {
	for _, box := range [][2]string{{"stands", n.Stands}, {"matters", n.Matters}} {
		problems = slices.Concat(problems, long(box[0], box[1], mostText), texts.Problems(box[0], box[1]))
	}
	return problems
}

// check gives the problems of an action that a team makes on a day.
func (a Action) check(c Circle, today time.Time, texts privacy.Check) (problems errs.Problems) {
	if a.What == "" || utf8.RuneCountInString(a.What) > mostWhat {
		problems = append(problems, wrong("what", "teamwork.wrong.what")...)
	}
	if !slices.ContainsFunc(c.Who, func(p people.Person) bool { return p.ID == a.Person }) {
		problems = append(problems, wrong("person", "teamwork.wrong.person")...)
	}
	if a.Due.Before(today) || a.Due.After(today.AddDate(mostYears, 0, 0)) {
		problems = append(problems, wrong("due", "teamwork.wrong.due")...)
	}
	return append(problems, texts.Problems("what", a.What)...)
}

// check gives the problems of a plan. A motto may look like a name.
func (p Plan) check(today time.Time, texts privacy.Check) errs.Problems {
	problems := append(long("motto", p.Motto, mostMotto), texts.Problems("motto", p.Motto, privacy.Name)...)
	for _, part := range PlanParts {
		problems = slices.Concat(problems, long(part, p.Texts[part], mostText), texts.Problems(part, p.Texts[part]))
	}
	if p.Review != nil && (p.Review.Before(today) || p.Review.After(today.AddDate(mostYears, 0, 0))) {
		problems = append(problems, wrong("review", "teamwork.wrong.due")...)
	}
	return problems
}

// trimmed gives the plan without spaces around its texts, and without parts that do not exist or are empty.
func (p Plan) trimmed() Plan {
	texts := map[string]string{}
	for _, part := range PlanParts {
		if text := strings.TrimSpace(p.Texts[part]); text != "" {
			texts[part] = text
		}
	}
	p.Motto, p.Texts = strings.TrimSpace(p.Motto), texts
	return p
}
