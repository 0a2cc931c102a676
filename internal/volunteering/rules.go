package volunteering

import (
	"fmt"
	"slices"
	"time"

	"samenspel/internal/calendar"
	"samenspel/internal/errs"
)

// State is where a sign-up is.
type State string

// The states.
const (
	New        State = "new"
	Introduced State = "introduced"
	Closed     State = "closed"
)

// Act is something that happens to a sign-up.
type Act string

// The acts. Ask and Escalate are what the job of a day does.
const (
	SignUp    Act = "sign-up"
	Introduce Act = "introduce"
	Later     Act = "later" // not begun yet: ask again in three weeks
	Decline   Act = "decline"
	Place     Act = "place"
	NoMatch   Act = "no-match"
	Stop      Act = "stop" // who signed up does not want to any more
	Ask       Act = "ask"
	Escalate  Act = "escalate"
)

// Outcome is how a sign-up ended.
type Outcome string

// The outcomes.
const (
	Placed  Outcome = "placed"
	Nothing Outcome = "no-match"
	Changed Outcome = "changed-mind"
)

// Answer is what came of an introduction.
type Answer string

// The answers of organisations.
const (
	Open    Answer = "" // none yet
	Started Answer = "started"
	Talking Answer = "talking"
	No      Answer = "no"
)

// Answers are those that an organisation chooses from.
var Answers = []Answer{Started, Talking, No}

// Moments are when somebody can help.
var Moments = []string{"daytime", "evening", "weekend", "now-and-then"}

// When is asked whether somebody began, and when that is over time, in days after the introduction.
const (
	askAfter  = 21
	lateAfter = 28
)

// Signup is somebody who wants to help. It says nothing about who that is.
type Signup struct {
	ID        string
	Code      string // of the own page
	State     State
	Needs     []string // what, as codes of the taxonomy
	Audiences []string // with whom
	Form      string   // code, or "" = no preference
	Moments   []string
	Area      string    // id, or ""
	Next      time.Time // day on which something is due
	Due       time.Time // day after which it is over time
	Touched   time.Time // when something last happened
	Asked     *time.Time
	Escalated *time.Time
	Outcome   Outcome
	Ended     *time.Time
	Version   int64
}

// begin gives a new sign-up its first day; days are the working days of the term.
func (s Signup) begin(day time.Time, days int) Signup {
	s.State = New
	s.Next = calendar.Office.After(day, days)
	s.Due, s.Asked, s.Escalated = s.Next, nil, nil
	return s
}

// After gives the sign-up after an act on a day, or an error of kind Conflict when the act does not fit its state. left
// tells how many introductions wait for an answer after it; days is the term of a new sign-up, in working days.
func (s Signup) After(act Act, left, days int, day time.Time) (Signup, error) {
	if s.State == Closed || s.State == New && slices.Contains([]Act{Later, Decline}, act) {
		return s, fmt.Errorf("%w: a sign-up that is %s takes no %s", errs.Conflict, s.State, act)
	}
	switch act {
	case Introduce, Later:
		s.State, s.Next, s.Due = Introduced, day.AddDate(0, 0, askAfter), day.AddDate(0, 0, lateAfter)
		s.Asked, s.Escalated = nil, nil
	case Decline:
		if left == 0 {
			s = s.begin(day, days)
		}
	case Place:
		s.State, s.Outcome = Closed, Placed
	case NoMatch:
		s.State, s.Outcome = Closed, Nothing
	case Stop:
		s.State, s.Outcome = Closed, Changed
	default:
		return s, fmt.Errorf("%w: %q is no act of a person", errs.Invalid, act)
	}
	return s, nil
}

// Must gives what the job of a day has to do about a sign-up: Ask, Escalate, or "".
func (s Signup) Must(day time.Time) Act {
	switch {
	case s.State == Closed:
	case day.After(s.Due) && s.Escalated == nil:
		return Escalate
	case s.State == Introduced && !day.Before(s.Next) && s.Asked == nil:
		return Ask
	}
	return ""
}

// Late tells whether a sign-up is over time on a day.
func (s Signup) Late(day time.Time) bool { return s.State != Closed && day.After(s.Due) }

// Contact is how to reach who signed up. It is kept sealed.
type Contact struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Email string `json:"email"`
	Words string `json:"words"` // what that person wants to say
}

// Reach gives the ways to reach somebody as a text: "06-1234, anna@example.org".
func (c Contact) Reach() string {
	switch {
	case c.Phone == "":
		return c.Email
	case c.Email == "":
		return c.Phone
	}
	return c.Phone + ", " + c.Email
}

// Introduction is to one organisation.
type Introduction struct {
	Organization string // id
	Service      string // id
	Name         string // of the organisation
	Title        string // of the service
	Slug         string
	Mail         string // "" = it has none, and is called
	Phone        string
	Sent         *time.Time
	Answer       Answer
	Answered     *time.Time
}
