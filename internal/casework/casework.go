package casework

import (
	"slices"
	"time"

	"samenspel/internal/measure"
)

// State is where a need is in its life.
type State string

// The states.
const (
	Asked    State = "asked"    // nobody said yet whether informal help fits
	Suitable State = "suitable" // it fits; it must be passed on, now or on a later day
	Later    State = "later"    // perhaps, from a day on
	Passed   State = "passed"   // somebody was asked; does it start?
	Done     State = "done"
)

// States are all of them, in the order in which they usually come.
var States = []State{Asked, Suitable, Later, Passed, Done}

// Fit is the answer to "could a volunteer do this?".
type Fit string

// The answers.
const (
	Yes      Fit = "yes"
	NotNow   Fit = "later"
	No       Fit = "no"
	Unjudged Fit = ""
)

// Reasons are why something does not fit, or not now: codes. Catalogues have the words.
var Reasons = map[Fit][]string{
	NotNow: {"resident-not-ready", "other-care-first", "own-network-first", "no-room", "other"},
	No:     {"needs-professional", "unsafe", "no-service", "own-network", "resident-no", "solved", "other"},
}

// When is how soon help is wanted.
type When string

// The times.
const (
	Now     When = "now"
	Month   When = "month"   // within a month
	Quarter When = "quarter" // in two to three months
)

// Whens are all of them, the soonest first.
var Whens = []When{Now, Month, Quarter}

// Outcome is how a need ended, or what a look-back heard.
type Outcome string

// The outcomes. NotYet is an answer of a look-back only, and ends nothing.
const (
	Started  Outcome = "started"
	NotYet   Outcome = "not-yet"
	NotGoing Outcome = "not-going"
	Unfit    Outcome = "unfit" // informal help does not fit
)

// NotGoingReasons are why help did not start after all.
var NotGoingReasons = []string{"no-volunteer", "no-click", "resident-stopped", "unreachable", "other-help", "too-heavy", "other"}

// What may be said of a case or need with one tap, and need not be. All are codes; "" is not said.
var (
	OwnNetworks = []string{"looked", "none", "not-yet"}              // was the own network of the resident looked at?
	Carers      = []string{"none", "asked", "not-asked", "referred"} // is there a carer, was asked how they are, were they shown where help is?
	Accents     = []string{"s", "o", "f", "a"}                       // which part of SOFA comes first now: together, support, make possible, agree
	Aims        = []string{"preventive", "after-care", "respite"}    // what a need is for, beside the help itself
	Levels      = measure.Lines                                      // of care: social base, first line, second line
	Kinds       = []Kind{Talk, CaseMeeting, Multidisciplinary}       // of discussions of a team
	Moments     = []string{"start", "halfway", "end"}                // of the formal care, when the need is discussed
	Named       = []string{"yes", "no"}                              // did the team itself name informal help?
)

// Kind is what sort of discussion it is.
type Kind string

// The kinds.
const (
	Talk              Kind = "talk"         // one professional and an ambassador
	CaseMeeting       Kind = "case-meeting" // the team
	Multidisciplinary Kind = "mdo"          // with other parties (multidisciplinair overleg)
	IntervisionKind   Kind = "intervision"  // of ambassadors among themselves: closed, and not of a team (see Intervision)
)

// Term is who must do something, and by when. Days are dates at midnight UTC.
type Term struct {
	Owner     string // id of a person
	Began     time.Time
	Next      time.Time  // day on which something must happen
	Due       time.Time  // last day
	Reminded  *time.Time // in the present term
	Escalated *time.Time // in the present term
}

// Case is a situation that is discussed, without identity.
type Case struct {
	ID    string
	Code  string
	Words string // two, such as "blauwe fiets"
	Team  string // id
	Area  string // id of a wijk, or of an area around it

	OwnNetwork string
	Carer      string
	Level      string // of care, when it was discussed first
	LevelAfter string // since help started or stopped
	Accent     string

	Professional string // work address of who keeps who it is about; "" = not known, or the case ended

	Owner   string     // who recorded it; each need may have another
	Opened  time.Time  // day; of the month only, once it ended
	Ended   *time.Time // moment at which the last need was done; of the month only, once the texts are gone
	Erased  bool       // its texts are gone
	Rounded bool       // its dates are months
	Version int64
}

// Open tells whether something must still be done.
func (c Case) Open() bool { return c.Ended == nil }

// Need is one need within a case (deelvraag).
type Need struct {
	ID       string
	Case     string // id
	Place    int    // in its case, from 1
	Help     string // code of the kind of help; "" = not said yet
	Audience string // code, or ""
	Ages     string // band, or ""
	Aim      string // code, or ""
	Text     string // scanned
	Services []string
	Own      map[string]string // answers to own questions of the network: id → "yes" or "no"
	Said

	State  State
	Fit    Fit
	Reason string // code
	When   When
	Term
	Opened  time.Time  // day; of the month only, once its case ended
	Agreed  *time.Time // day 0: a volunteer was agreed; the same
	Outcome Outcome
	Ended   *time.Time // day; the same
	Lead    int        // whole days from Opened to Ended
}

// Said is what may be said of a need with one tap. All are codes; "" is not said.
type Said struct {
	Before measure.Helper // who helped when it was discussed first
	Now    measure.Helper // who helps now, asked when it is settled
	Moment string
	Named  string
}

// Open tells whether somebody must still do something.
func (n Need) Open() bool { return n.State != Done }

// Overdue tells whether its term is over on a day.
func (n Need) Overdue(day time.Time) bool { return n.Open() && day.After(n.Due) }

// Can tells whether something can happen to it now.
func (n Need) Can(act Act) bool {
	_, ok := exits[n.State][act]
	return ok
}

// Action is something to look up or to do for a case by a day.
type Action struct {
	ID   string
	Case string // id
	Text string // scanned
	Term
	Result ActionResult
	Ended  *time.Time // day
}

// ActionResult is how an action ended; "" while it is open.
type ActionResult string

// The results.
const (
	Looked  ActionResult = "done"
	Dropped ActionResult = "dropped"
)

// Open tells whether somebody must still do it.
func (a Action) Open() bool { return a.Result == "" }

// Discussion is a meeting or talk in which cases are discussed (bespreking). Its owner is who leads it.
type Discussion struct {
	ID     string
	Team   string // id
	Area   string // id
	Kind   Kind
	Held   time.Time // day
	Leader string    // id of a person
	Closed *time.Time
}

// Due gives the day after which an open discussion is closed by the program.
func (d Discussion) Due() time.Time { return Office.After(d.Held, closeAfter) }

// Event is one thing that happened to a case while it was open.
type Event struct {
	At     time.Time
	Need   string // id, or "" = the case
	Person string // id; "" = the program
	Act    Act
	State  State  // of the need after it, or ""
	Reason string // why somebody went on in spite of what looked like a name, or what a look-back said is needed
}

func known[T ~string](all []T, one T) bool { return one == "" || slices.Contains(all, one) }
