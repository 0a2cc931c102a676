package group

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
	"samenspel/internal/privacy"
)

// Kind is what a group is for.
type Kind string

// The kinds.
const (
	Core    Kind = "core"    // kerngroep: the three blood groups of informal care
	Wide    Kind = "wide"    // netwerkgroep: all partners, around a theme
	Working Kind = "working" // werkgroep: has an assignment, and ends with it
	Table   Kind = "table"   // wijktafel: volunteers and professionals of a wijk
)

// Kinds are all of them, in the order in which they are shown.
var Kinds = []Kind{Core, Wide, Working, Table}

// Blood is a blood group: one of the three branches of informal care.
type Blood string

// The blood groups.
const (
	Carers     Blood = "carers"     // support for carers
	SelfHelp   Blood = "self-help"  // people with the same experience
	Volunteers Blood = "volunteers" // volunteers who come to somebody's home
)

// Bloods are all of them.
var Bloods = []Blood{Carers, SelfHelp, Volunteers}

// Role is what a seat does in its group, and nowhere else.
type Role string

// The roles. The first is the usual one.
const (
	Member    Role = ""
	Chair     Role = "chair"
	Secretary Role = "secretary"
	Guest     Role = "guest" // sits in now and then; sees what is chosen for guests
)

// Roles are all of them.
var Roles = []Role{Member, Chair, Secretary, Guest}

// State is where a group is in its life.
type State string

// The states.
const (
	Running  State = "running"
	Reported State = "reported" // a working group told what came of its assignment
	Ended    State = "ended"
)

// Group is a part of the network that meets.
type Group struct {
	ID      string
	Kind    Kind
	Name    string
	Places  int // how many seats it is to have; 0 = not said
	Rhythm  Rhythm
	From    string     // id of the group that gave the assignment; of a working group
	Goal    string     // of the assignment
	Due     *time.Time // its last day
	State   State
	Report  string // what came of the assignment
	Answer  string // why the report was not accepted
	Starts  time.Time
	Version int64
	Seats   []Seat // by role and organisation; those that were left come last
}

// Seat is a place in a group, held by an organisation or by the municipality.
type Seat struct {
	ID           string
	Organization string // id; "" = the municipality
	Name         string // of the organisation; "" = the municipality
	Person       string // id of a person of the network; "" = somebody without an account
	Contact      string // name
	Email        string
	Role         Role
	Every        int // of a guest: comes to one in so many meetings
	Paid         bool
	Blood        Blood  // "" = none
	Mandate      string // what the holder may decide
	Joined       time.Time
	Left         *time.Time // the first day without it; nil = it is held
	Version      int64
}

// Holds tells whether a seat is held on a day.
func (s Seat) Holds(day time.Time) bool {
	return !s.Joined.After(day) && (s.Left == nil || s.Left.After(day))
}

// leads tells whether the seat arranges the meetings of its group.
func (s Seat) leads() bool { return s.Role == Chair || s.Role == Secretary }

// Held gives the seats of members that are held on a day.
func (g Group) Held(day time.Time) []Seat {
	return slices.DeleteFunc(slices.Clone(g.Seats), func(s Seat) bool { return s.Role == Guest || !s.Holds(day) })
}

// Vacant gives how many seats nobody holds on a day.
func (g Group) Vacant(day time.Time) int { return max(0, g.Places-len(g.Held(day))) }

// Missing gives the blood groups that a core group lacks on a day.
func (g Group) Missing(day time.Time) (missing []Blood) {
	held := g.Held(day)
	for _, b := range Bloods {
		if g.Kind == Core && !slices.ContainsFunc(held, func(s Seat) bool { return s.Blood == b }) {
			missing = append(missing, b)
		}
	}
	return missing
}

// Overdue tells whether the last day of an assignment has passed without a report.
func (g Group) Overdue(today time.Time) bool {
	return g.State == Running && g.Due != nil && today.After(*g.Due)
}

// can tells whether an actor may read a group, or arrange its meetings: all, or as who has a seat in it. A guest has no
// seat in this sense. What is allowed to whom in the groups themselves is for the whole network.
func (g Group) can(actor access.Actor, action access.Action, today time.Time) error {
	at := access.At{ID: g.ID}
	if s := g.seatOf(actor.Person, today); s != nil && (action == access.Read || s.leads()) {
		at.Person = s.Person
	}
	return access.Can(actor, action, access.Meetings, at)
}

// Sits tells whether a person of the network holds a seat on a day, other than as a guest.
func (g Group) Sits(person string, day time.Time) bool { return g.seatOf(person, day) != nil }

// seatOf gives the seat that a person of the network holds on a day, other than as a guest: one that leads before another.
func (g Group) seatOf(person string, day time.Time) *Seat {
	held := g.Held(day)
	for _, leads := range []bool{true, false} {
		if i := slices.IndexFunc(held, func(s Seat) bool { return person != "" && s.Person == person && s.leads() == leads }); i >= 0 {
			return &held[i]
		}
	}
	return nil
}

// The bounds of a group.
const (
	mostName   = 100 // characters
	mostGoal   = 500
	mostWords  = 2000
	mostPlaces = 99
	mostEvery  = 12
)

// complain collects the problems of a thing: each has the name of a form field as its column.
type complain struct{ errs.Problems }

func (c *complain) say(wrong bool, column, key string) {
	if wrong {
		c.Problems = append(c.Problems, errs.Problem{Column: column, Key: key, Text: key})
	}
}

// text complains about a text that is longer than most characters, missing where it is needed, or tells who somebody is.
func (c *complain) text(texts privacy.Check, column, text string, needed bool, most int, passes ...privacy.Kind) {
	c.say(needed && text == "", column, "group.wrong.empty")
	c.say(utf8.RuneCountInString(text) > most, column, "group.wrong.long")
	c.Problems = append(c.Problems, texts.Problems(column, text, passes...)...)
}

// check gives the problems that keep a group from being kept.
func (g Group) check(texts privacy.Check) errs.Problems {
	var c complain
	c.text(texts, "name", g.Name, true, mostName, privacy.Name)
	c.say(!slices.Contains(Kinds, g.Kind), "kind", "group.wrong.kind")
	c.say(g.Places < 0 || g.Places > mostPlaces, "places", "group.wrong.places")
	c.say(!g.Rhythm.sound(), "most", "group.wrong.rhythm")
	if g.Kind == Working {
		c.say(g.From == "" || g.From == g.ID, "from", "group.wrong.from")
		c.text(texts, "goal", g.Goal, true, mostGoal)
		c.say(g.Due == nil || g.Due.Before(g.Starts), "due", "group.wrong.due")
	}
	return c.Problems
}

// trimmed gives the group without spaces around its texts, and without an assignment unless it is a working group.
func (g Group) trimmed() Group {
	g.Name, g.Goal = strings.TrimSpace(g.Name), strings.TrimSpace(g.Goal)
	if g.Kind != Working {
		g.From, g.Goal, g.Due = "", "", nil
	}
	return g
}

// check gives the problems that keep a seat from being kept.
func (s Seat) check(texts privacy.Check) errs.Problems {
	var c complain
	c.say(s.Person == "" && s.Contact == "", "contact", "group.wrong.contact")
	c.say(utf8.RuneCountInString(s.Contact) > mostName, "contact", "group.wrong.long")
	c.say(s.Person == "" && !mail.ValidAddress(s.Email), "email", "group.wrong.email")
	c.say(!slices.Contains(Roles, s.Role), "role", "group.wrong.role")
	c.say(s.Role == Guest && (s.Every < 1 || s.Every > mostEvery), "every", "group.wrong.every")
	c.say(s.Blood != "" && !slices.Contains(Bloods, s.Blood), "blood", "group.wrong.blood")
	c.text(texts, "mandate", s.Mandate, false, mostGoal)
	return c.Problems
}

// trimmed gives the seat without spaces around its texts. What is known of a person of the network is not kept twice.
func (s Seat) trimmed() Seat {
	s.Contact, s.Email, s.Mandate = strings.TrimSpace(s.Contact), strings.TrimSpace(s.Email), strings.TrimSpace(s.Mandate)
	if s.Person != "" {
		s.Contact, s.Email = "", ""
	}
	if s.Role != Guest {
		s.Every = 0
	}
	return s
}

// Act is a step in the life of a group.
type Act string

// The acts.
const (
	Tell   Act = "tell"   // a working group tells what came of its assignment
	Accept Act = "accept" // who gave it accepts that: it is over
	Return Act = "return" // who gave it asks for more, and says why
	End    Act = "end"    // a group without an assignment stops
)

// steps are the acts that each state allows, and where they lead.
var steps = map[State]map[Act]State{
	Running:  {Tell: Reported, End: Ended},
	Reported: {Accept: Ended, Return: Running},
}

// After gives the group after an act, with its words. An act that does not fit is a Conflict.
func (g Group) After(act Act, words string) (Group, error) {
	next, ok := steps[g.State][act]
	if !ok || act != End && g.Kind != Working || act == End && g.Kind == Working {
		return g, errs.Conflict
	}
	switch g.State = next; act {
	case Tell:
		g.Report, g.Answer = words, ""
	case Return:
		g.Answer = words
	}
	return g, nil
}
