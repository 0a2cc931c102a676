package referral

import (
	"slices"
	"time"

	"samenspel/internal/calendar"
)

// Origin is where a referral came from.
type Origin string

// The origins. A referral keeps the id of the enquiry, of the need of a case, or of the organisation that passes on.
const (
	FromEnquiry      Origin = "enquiry"
	FromCase         Origin = "case-need"
	FromOrganization Origin = "organization"
)

// Origins are all of them.
var Origins = []Origin{FromEnquiry, FromCase, FromOrganization}

// When is how soon help is wanted.
type When string

// Whens are all of them, the soonest first.
var Whens = []When{"now", "month", "later"}

// State is where a referral is in its life.
type State string

// The states.
const (
	Concept      State = "concept"
	WithResident State = "with-resident"
	Sent         State = "sent"
	Considering  State = "considering"
	Later        State = "later"
	Accepted     State = "accepted" // looking for a volunteer
	Started      State = "started"  // somebody said so; not yet looked back
	Active       State = "active"   // answered "started" at a look-back
	Completed    State = "completed"
	Declined     State = "declined"
	Failed       State = "failed" // it did not succeed
	Withdrawn    State = "withdrawn"
)

// States are all of them, in the order in which they usually come.
var States = []State{Concept, WithResident, Sent, Considering, Later, Accepted, Started, Active, Completed, Declined, Failed, Withdrawn}

// Side is whose turn it is.
type Side string

// The sides.
const (
	BySender       Side = "sender"
	ByProfessional Side = "professional"
	ByOrganization Side = "organization"
	ByProgram      Side = "program"
)

// Reasons of ends that are no success, by state. They are codes; catalogues have the words.
var Reasons = map[State][]string{
	Declined:  {"no-room", "no-fit", "area", "too-heavy", "more-info", "other"},
	Failed:    {"no-volunteer", "no-click", "resident-stopped", "unreachable", "other-help", "too-heavy", "other"},
	Withdrawn: {"resident-no", "solved", "other-help", "consent", "mistake", "other"},
}

// ReasonGone is why a referral comes back from an organisation that is not there any more. Nobody chooses it.
const ReasonGone = "gone"

// NoRoom is the reason of a decline that offers a look-alike.
const NoRoom = "no-room"

// Stepped is what became of formal care after a volunteer started.
type Stepped string

// SteppedAnswers are all of them.
var SteppedAnswers = []Stepped{"less", "same", "more", "unknown"}

// Outcome is the answer of a look-back.
type Outcome string

// The outcomes.
const (
	HasStarted Outcome = "started"
	NotYet     Outcome = "not-yet"
	NotGoing   Outcome = "not-going"
)

// Outcomes are all of them.
var Outcomes = []Outcome{HasStarted, NotYet, NotGoing}

// Aims are what help can be for beside the help itself. They are codes; "" is not said.
var Aims = []string{"preventive", "after-care", "respite"}

// Tasks is who does what while a volunteer helps. Each is scanned; "" is not said.
type Tasks struct {
	Professional string `json:"professional,omitempty"`
	Volunteer    string `json:"volunteer,omitempty"`
	Network      string `json:"network,omitempty"` // family, friends, neighbours
}

// Empty tells whether nothing was said.
func (t Tasks) Empty() bool { return t == Tasks{} }

// Results are how a match ended.
var Results = []string{"goal", "goes-on", "stopped"}

// resultGoesOn is the result of a match that runs on by itself.
const resultGoesOn = "goes-on"

// Source says where a referral came from.
type Source struct {
	Kind Origin
	ID   string
	Area string // id, or ""
	Team string // id, or ""
	Need string // code
}

// Referral is a need that is passed on to one organisation. Days are dates at midnight UTC.
type Referral struct {
	ID   string
	Code string // by which people name it on the phone
	Source
	Service      string // id, or ""
	Organization string // id
	Sender       string // id of a person
	Referrer     string // id of a Referrer, or "" when the sender talks with the resident
	Wish         string // of the resident; scanned
	Aim          string // code, or ""
	Tasks        Tasks
	When         When

	State      State
	Began      time.Time  // day on which the present term began
	Next       time.Time  // day on which the owner is asked
	Due        time.Time  // last day of the present term
	Asked      *time.Time // moment at which the owner was asked in this term
	Returned   *time.Time // moment at which it went back to the sender in this term
	Escalated  *time.Time // moment at which the coordinator heard of it in this term
	AnswerDue  *time.Time // last day for the first answer
	SentOn     *time.Time
	Answered   *time.Time // moment of the last answer of the organisation
	AnsweredBy Side       // BySender: it was entered for the organisation

	Agreed     *time.Time // day 0 of the look-back
	LookNext   *time.Time // day from which it stands on the list
	LookDue    *time.Time // last day; it is asked by mail then
	LookAsked  *time.Time // moment of that mail
	LookLate   *time.Time // moment at which the coordinator heard of it
	LookedBack *time.Time // day of the answer that settled it
	StartedOn  *time.Time
	SteppedOn  *time.Time // day of the answer
	Stepped    Stepped

	Reason  string // code
	Result  string // code
	Before  string // id of the referral it follows on, or ""
	Advised string // id of the service that a declining organisation named
	Ended   *time.Time
	Erased  bool // its texts are gone
	Made    time.Time
	MadeBy  string // id of a person
	Version int64
}

// Open tells whether somebody must still do something.
func (r Referral) Open() bool { return r.Ended == nil }

// Owner gives who has it. What went back is of the sender.
func (r Referral) Owner() Side {
	if r.Returned != nil {
		return BySender
	}
	return life[r.State].owner
}

// Turn gives who must do something on a day, or next when nobody must: a look-back that is due is for the sender.
func (r Referral) Turn(day time.Time) Side {
	if r.Looking() && !r.LookNext.After(day) {
		return BySender
	}
	return r.Owner()
}

// Looking tells whether a look-back is still to be settled.
func (r Referral) Looking() bool { return r.Open() && r.LookNext != nil && r.LookedBack == nil }

// NextDay gives the day on which something must happen: of the state or of the look-back, whichever comes first.
func (r Referral) NextDay() time.Time {
	if r.Looking() && r.LookNext.Before(r.Next) {
		return *r.LookNext
	}
	return r.Next
}

// Overdue tells whether a term is over on a day.
func (r Referral) Overdue(day time.Time) bool {
	return r.Open() && (day.After(r.Due) || r.Looking() && day.After(*r.LookDue))
}

// Can tells whether something can happen to it now.
func (r Referral) Can(act Act) bool {
	_, ok := life[r.State].exits[act]
	if slices.Contains(answers, act) && r.SentOn == nil {
		return false // nobody was asked
	}
	return ok && (r.Open() || act == Signals && r.Running())
}

// Running tells whether a volunteer is expected or at work, so that there can be something to signal.
func (r Referral) Running() bool {
	return r.Open() && slices.Contains([]State{Accepted, Started, Active}, r.State) || r.State == Completed && r.Result == resultGoesOn
}

// Stuck tells whether it waits longer than it should on a day.
func (r Referral) Stuck(day time.Time) bool {
	return r.Open() && (r.Returned != nil || r.Escalated != nil || r.Overdue(day))
}

// StuckFrom gives the day from which it waits longer than it should, as long as nothing happens to it; nil = it has ended.
func (r Referral) StuckFrom() *time.Time {
	if !r.Open() {
		return nil
	}
	from := r.Due.AddDate(0, 0, 1)
	if r.Looking() {
		from = earlier(from, r.LookDue.AddDate(0, 0, 1))
	}
	for _, moment := range []*time.Time{r.Returned, r.Escalated} {
		if moment != nil {
			from = earlier(from, calendar.Today(*moment))
		}
	}
	return &from
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// Undoable tells whether the answer can be taken back at a moment.
func (r Referral) Undoable(now time.Time) bool {
	return r.Open() && r.Answered != nil && r.Can(Undo) && now.Before(r.Answered.Add(undoTime))
}

// Referrer is a professional for whom referrals are made. A work address is all that is known of one without an account.
type Referrer struct {
	ID     string
	Person string // id, or ""
	Name   string
	Email  string
	Team   string // id, or ""
}

// Event is one thing that happened to a referral.
type Event struct {
	At     time.Time
	Person string // id; "" = by a link, or the program
	Side   Side
	Act    Act
	State  State  // after it
	Reason string // code or scanned text
}
