package measure

import (
	"cmp"
	"time"
)

// Key names a measure. It is the name in JSON and in files.
type Key string

// The measures.
const (
	Discussed   Key = "discussed"
	Suitable    Key = "suitable"
	PassedOn    Key = "passed_on"
	Started     Key = "started"
	InTime      Key = "started_in_time"
	Active      Key = "active"
	SteppedDown Key = "stepped_down"
)

// Parts are the measures that are counted of the cases that were discussed, in the order in which they are kept and shown.
var Parts = []Key{Suitable, PassedOn, Started, InTime, Active, SteppedDown}

// HalfYear is the number of days within which help starts in time.
const HalfYear = 183

// Case is what is counted of a case.
type Case struct {
	ID    string
	Month time.Time // first day of the month in which it was first discussed
	Team  string    // id
	Area  string    // id, or ""
	Asker string    // code, or ""
	Needs []Need    // in order

	LineBefore, LineAfter string // of Lines: where the care was and is; "" = not said
}

// Need is what is counted of a need.
type Need struct {
	ID       string
	Help     string // code of the kind of help, or ""
	Suitable bool   // the answer to "could a volunteer do this?" is yes
	Passed   bool   // somebody was asked to help
	Started  bool   // informal help began
	Active   bool   // a look-back found a volunteer at work
	Stepped  Step
	Unmet    string // code of the reason why nobody helps; "" = not so, or not known
	Helped   Helper // who helped when it was discussed first
	Helps    Helper // who helps since
	Moment   string // of the formal care: start, halfway, end; "" = not said
	Named    string // whether the team itself named informal help: yes, no; "" = not said
	Options  int    // services on the choice sheet

	// Whole days from the first discussion; below 0 = not known, or it did not happen.
	PassedAfter, AcceptedAfter, ActiveAfter int
}

// With gives what is known of a need from two sides: something is true when either says so, and took the fewest days of both.
func (n Need) With(other Need) Need {
	n.Suitable, n.Passed, n.Started, n.Active = n.Suitable || other.Suitable, n.Passed || other.Passed, n.Started || other.Started, n.Active || other.Active
	n.Stepped = cmp.Or(n.Stepped, other.Stepped)
	n.Unmet, n.Helped, n.Helps = cmp.Or(n.Unmet, other.Unmet), cmp.Or(n.Helped, other.Helped), cmp.Or(n.Helps, other.Helps)
	n.PassedAfter, n.AcceptedAfter, n.ActiveAfter = fewest(n.PassedAfter, other.PassedAfter), fewest(n.AcceptedAfter, other.AcceptedAfter), fewest(n.ActiveAfter, other.ActiveAfter)
	if n.Started || n.Active {
		n.Unmet = ""
	}
	return n
}

func fewest(a, b int) int {
	if a < 0 || b >= 0 && b < a {
		return b
	}
	return a
}

// Missing are the reasons that say that there was nobody to help, and not that help did not fit.
var Missing = []string{"no-room", "no-service", "no-volunteer"}

// NewNeed gives a need of which nothing is known but the kind of help.
func NewNeed(help string) Need {
	return Need{Help: help, PassedAfter: -1, AcceptedAfter: -1, ActiveAfter: -1}
}

// Step is what became of formal care, months after informal help began.
type Step string

// The steps.
const (
	Less    Step = "less"
	Same    Step = "same"
	More    Step = "more"
	Unknown Step = "unknown"
	Unasked Step = ""
)

// holds tells whether a measure is true of a need.
func (n Need) holds(key Key) bool {
	switch key {
	case Suitable:
		return n.Suitable
	case PassedOn:
		return n.Passed
	case Started:
		return n.Started || n.Active
	case InTime:
		return n.Active && n.ActiveAfter >= 0 && n.ActiveAfter <= HalfYear
	case Active:
		return n.Active
	case SteppedDown:
		return n.Stepped == Less
	}
	return true
}

// Has tells of which of Parts at least one need of the case is.
func (c Case) Has() []bool {
	has := make([]bool, len(Parts))
	for i, key := range Parts {
		for _, n := range c.Needs {
			has[i] = has[i] || n.holds(key)
		}
	}
	return has
}

// Has tells which of Parts are true of a need.
func (n Need) Has() []bool { return Case{Needs: []Need{n}}.Has() }

// First gives the kind of help of the first need, by which a case is cut.
func (c Case) First() string {
	if len(c.Needs) == 0 {
		return ""
	}
	return c.Needs[0].Help
}

// Lead is a lead time.
type Lead string

// The lead times, each from the first discussion.
const (
	UntilPassed   Lead = "passed_on"
	UntilAccepted Lead = "accepted"
	UntilActive   Lead = "active"
)

// Leads are all of them, in the order in which they come.
var Leads = []Lead{UntilPassed, UntilAccepted, UntilActive}

// After gives the days of a lead time; ok is false when there are none.
func (n Need) After(lead Lead) (days int, ok bool) {
	switch lead {
	case UntilPassed:
		days = n.PassedAfter
	case UntilAccepted:
		days = n.AcceptedAfter
	case UntilActive:
		days = n.ActiveAfter
	}
	return days, days >= 0
}

// Spread is how many needs took how many days.
type Spread map[int]int

// N gives how many there are.
func (s Spread) N() (n int) {
	for _, count := range s {
		n += count
	}
	return n
}

// Quantile gives the fewest days within which this percentage is, from 1 to 100; 0 when there are none.
func (s Spread) Quantile(percent int) int {
	total, most := s.N(), 0
	for days := range s {
		most = max(most, days)
	}
	seen := 0
	for days := range most {
		if seen += s[days]; 100*seen >= percent*total {
			return days
		}
	}
	return most
}

// Percent gives a part in whole percents, rounded half up; ok is false of nothing.
func Percent(part, whole int) (percent int, ok bool) {
	if whole == 0 {
		return 0, false
	}
	return (200*part + whole) / (2 * whole), true
}
