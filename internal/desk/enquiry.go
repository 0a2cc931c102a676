package desk

import (
	"slices"
	"time"
)

// Channel is how a question came in.
type Channel string

// The channels.
const (
	Phone Channel = "phone"
	Mail  Channel = "mail"
	Web   Channel = "web"
	Door  Channel = "door" // somebody walked in
	Board Channel = "board"
)

// Channels are all of them.
var Channels = []Channel{Phone, Mail, Web, Door, Board}

// Kind is what a question is about, broadly (inventory C02).
type Kind string

// The kinds. A question has none until somebody says so; none is closed without.
const (
	Wanted       Kind = "wanted"       // a volunteer, or other informal help
	Carers       Kind = "carers"       // support for carers
	Volunteering Kind = "volunteering" // wanting to help
	OtherKind    Kind = "other"
)

// Kinds are all of them.
var Kinds = []Kind{Wanted, Carers, Volunteering, OtherKind}

// Asker is as what somebody asks (inventory A05).
type Asker string

// Askers are all of them.
var Askers = []Asker{"resident", "carer", "volunteer", "team", "welfare", "neighbours", "gp", "nurse", "organization", "other"}

// Professional tells whether somebody asks as a professional.
func (a Asker) Professional() bool {
	return slices.Contains([]Asker{"team", "welfare", "gp", "nurse"}, a)
}

// Whom are the answers to "for whom?".
var Whom = []string{"self", "else"}

// When is how soon help is wanted.
type When string

// Whens are all of them, the soonest first.
var Whens = []When{"now", "month", "later"}

// State is where a question is in its life.
type State string

// The states.
const (
	New         State = "new"
	Taken       State = "taken"
	Passed      State = "passed"
	Waiting     State = "waiting"
	Answered    State = "answered"
	LookingBack State = "looking-back"
	Closed      State = "closed"
)

// States are all of them, in the order in which they usually come.
var States = []State{New, Taken, Passed, Waiting, Answered, LookingBack, Closed}

// Outcome is how a question ended.
type Outcome string

// The outcomes. The first three are also the answers of a look-back; of those only Helped closes.
const (
	Helped      Outcome = "helped"
	NotYet      Outcome = "not-yet"
	Again       Outcome = "again"
	Information Outcome = "information" // information only: no help was sought any more
	Formal      Outcome = "formal"      // it needed professional help
	Unreached   Outcome = "unreached"   // the asker could not be reached
	Needless    Outcome = "needless"    // withdrawn, double, or no question at all
)

// Endings are the outcomes with which a question can be closed.
var Endings = []Outcome{Helped, Information, Formal, Unreached, Needless}

// Enquiry is a question. Days are dates at midnight UTC.
type Enquiry struct {
	ID      string
	Code    string // by which the asker can name it and look it up
	Channel Channel
	State   State
	Note    string // what is asked; nothing about who asks
	Kind    Kind
	Asker   Asker
	Team    string   // id of the team that asks, or ""
	Whom    string   // one of Whom, or ""
	Needs   []string // codes
	Area    string   // id, or ""
	When    When

	Owner   string // id of a person; "" = the information point
	Outside string // name of a party outside who has it now, or ""

	Received  time.Time  // first day that counts
	Began     time.Time  // day on which the present term began
	Next      time.Time  // day on which something must happen
	Due       time.Time  // last day of the present term
	AnswerDue time.Time  // last day for the first answer
	Answered  *time.Time // day of the first answer
	PassedOn  *time.Time // day on which it was first passed on

	Touched   *time.Time // last thing done in the present term after it began
	Reminded  *time.Time // in the present term
	Escalated *time.Time // in the present term

	Outcome Outcome
	Ended   *time.Time // moment of closing
	Erased  bool       // its text is gone
	Made    time.Time
	MadeBy  string // id of a person; "" = the asker
	Version int64
}

// Open tells whether somebody must still do something.
func (e Enquiry) Open() bool { return e.State != Closed }

// Overdue tells whether its term is over on a day.
func (e Enquiry) Overdue(day time.Time) bool { return e.Open() && day.After(e.Due) }

// Resting tells whether nothing can be done before its next day.
func (e Enquiry) Resting(day time.Time) bool {
	return (e.State == Waiting || e.State == LookingBack) && day.Before(e.Next)
}

// Can tells whether something can happen to it now.
func (e Enquiry) Can(act Act) bool {
	_, ok := exits[e.State][act]
	return ok
}

// Contact is who asked and how to reach them. It is kept apart from the enquiry, sealed.
type Contact struct {
	Name  string `json:"name,omitempty"`
	Phone string `json:"phone,omitempty"`
	Email string `json:"email,omitempty"`
	Hours string `json:"hours,omitempty"` // when to call
	More  string `json:"more,omitempty"`  // what else stood in the note
	Text  string `json:"text,omitempty"`  // of a mail, as it came
	Mail  string `json:"mail,omitempty"`  // Message-ID of the last mail, with brackets, for the header of an answer
}

// Empty tells whether nothing is known.
func (c Contact) Empty() bool { return c == Contact{} }

// Event is one thing that happened to an enquiry.
type Event struct {
	At     time.Time
	Person string // id; "" = the asker or the program
	Act    Act
	State  State  // after it
	To     string // id of the owner after it; "" = the information point
	Reason string // scanned
}

// Given is a service that was named to the asker.
type Given struct {
	Service      string // id
	Slug         string
	Title        string
	Organization string // name
	Phone        string
	URL          string
	Needs        []string // codes that the service meets; written only
	At           time.Time
}

func known[T comparable](all []T, one T) bool {
	var none T
	return one == none || slices.Contains(all, one)
}
