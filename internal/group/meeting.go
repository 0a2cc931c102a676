package group

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/errs"
	"samenspel/internal/mail"
	"samenspel/internal/privacy"
)

// Meeting is one time that a group meets.
type Meeting struct {
	ID      string
	Group   string // id
	Day     time.Time
	From    int // minutes past midnight
	Until   int
	Place   string
	Theme   string
	Invited *time.Time // when the invitation went out; nil = not yet
	Off     bool       // it was called off
	Words   string     // minutes
	Minutes MinutesState
	Version int64
}

// The usual time of a meeting: nine to twelve (inventory E06).
const (
	UsualFrom  = 9 * 60
	UsualUntil = 12 * 60
	lastMinute = 24 * 60
)

// ItemKind is what an item of an agenda is about.
type ItemKind string

// The kinds. The first is something of its own; those of Automatic come by themselves.
const (
	Own       ItemKind = "own"
	Minutes   ItemKind = "minutes"   // of the last meeting, to approve
	Actions   ItemKind = "actions"   // that wait
	Newcomers ItemKind = "newcomers" // who came since the last meeting
	Within    ItemKind = "within"    // what goes on in the network
	Plans     ItemKind = "plans"
	Town      ItemKind = "town"     // what the municipality does
	Informal  ItemKind = "informal" // informal care, each time (inventory M17)
	Cases     ItemKind = "cases"    // cases are discussed: never for guests
)

// ItemKinds are all that can be put on an agenda.
var ItemKinds = []ItemKind{Own, Within, Plans, Town, Informal, Cases}

// fixed are the items with which the agenda of a kind of group begins (inventory E08, M17).
var fixed = map[Kind][]ItemKind{Core: {Within, Plans, Town, Cases}, Table: {Informal, Within, Cases}}

// ItemState is whether an item is on the agenda.
type ItemState string

// The states.
const (
	Proposed ItemState = "proposed"
	On       ItemState = "on"
	Refused  ItemState = "refused" // with a reason, which whoever proposed it reads
)

// Item is one item of an agenda.
type Item struct {
	ID      string // "" for what comes by itself
	Kind    ItemKind
	Title   string // of an item of its own; the others are named by their kind
	Notes   string // what to read beforehand
	Owner   string // who brings it in
	Minutes int    // that it needs
	Guests  bool   // guests see it
	State   ItemState
	Seat    string   // id of the seat that proposed it; "" = who arranges the meeting
	By      string   // who that is
	Reason  string   // why it was refused
	Who     []string // of newcomers: names and organisations; of actions: what they are
}

// Answer is what somebody says to an invitation.
type Answer string

// The answers.
const (
	Silent Answer = ""
	Comes  Answer = "yes"
	Not    Answer = "no"
	Sends  Answer = "other" // somebody else comes
)

// Answers are those that can be given.
var Answers = []Answer{Comes, Not, Sends}

// Invitee is who was asked to a meeting.
type Invitee struct {
	ID           string
	Seat         string // id; "" = a guest of this meeting
	Organization string // id of whose seat it is; "" = the municipality, or a guest
	Name         string // of that organisation
	Contact      string
	Email        string
	Guest        bool // sees what is chosen for guests
	Answer       Answer
	Instead      string // who comes in the place
	Reminded     *time.Time
	Came         bool
}

// The bounds of a meeting.
const (
	mostTheme   = 150 // characters
	mostPlace   = 150
	mostReason  = 500
	mostNotes   = 5000
	mostMinutes = 8 * 60
)

// check gives the problems that keep a meeting of a group from being kept.
func (m Meeting) check(g Group, texts privacy.Check) errs.Problems {
	var c complain
	c.say(m.Day.IsZero(), "day", "meeting.wrong.day")
	c.say(m.From < 0 || m.Until <= m.From || m.Until > lastMinute, "until", "meeting.wrong.until")
	c.text(texts, "place", m.Place, true, mostPlace, privacy.Name, privacy.Address, privacy.Postcode)
	c.text(texts, "theme", m.Theme, false, mostTheme, privacy.Name)
	c.say(g.Kind == Wide && m.Theme == "", "theme", "meeting.wrong.theme")
	c.say(g.State == Ended, "day", "meeting.wrong.ended")
	return c.Problems
}

// trimmed gives the meeting without spaces around its texts.
func (m Meeting) trimmed() Meeting {
	m.Place, m.Theme = strings.TrimSpace(m.Place), strings.TrimSpace(m.Theme)
	return m
}

// check gives the problems that keep an item from being kept.
func (i Item) check(texts privacy.Check) errs.Problems {
	var c complain
	c.text(texts, "title", i.Title, i.Kind == Own, mostTheme, privacy.Name)
	c.text(texts, "notes", i.Notes, false, mostNotes, privacy.Name)
	c.say(!slices.Contains(ItemKinds, i.Kind), "item", "meeting.wrong.item")
	c.say(utf8.RuneCountInString(i.Owner) > mostName, "owner", "group.wrong.long")
	c.say(i.Minutes < 0 || i.Minutes > mostMinutes, "minutes", "meeting.wrong.minutes")
	c.say(i.Guests && i.Kind == Cases, "guests", "meeting.wrong.guests")
	return c.Problems
}

// trimmed gives the item without spaces around its texts. What is named by its kind has no title.
func (i Item) trimmed() Item {
	i.Title, i.Notes, i.Owner = strings.TrimSpace(i.Title), strings.TrimSpace(i.Notes), strings.TrimSpace(i.Owner)
	if i.Kind != Own {
		i.Title = ""
	}
	return i
}

// Template gives the items with which the agenda of a group begins.
func (g Group) Template() (items []Item) {
	for _, kind := range fixed[g.Kind] {
		items = append(items, Item{Kind: kind, State: On})
	}
	return items
}

// Before gives the last meeting before a day among those of a group, in order of days; nil = there was none.
func Before(all []Meeting, day time.Time) (last *Meeting) {
	for i, m := range all {
		if !m.Off && m.Day.Before(day) {
			last = &all[i]
		}
	}
	return last
}

// After gives the first meeting after a day among those of a group, in order of days; nil = none is planned.
func After(all []Meeting, day time.Time) *Meeting {
	for i, m := range all {
		if !m.Off && m.Day.After(day) {
			return &all[i]
		}
	}
	return nil
}

// Agenda puts the items of a meeting in order: first what comes by itself, at the end the cases. before is the meeting before
// this one, or nil; open are the actions that wait. What was proposed or refused is not on it.
func (m Meeting) Agenda(g Group, before *Meeting, open []Point, items []Item) (agenda []Item) {
	if before != nil && before.Minutes == Sent {
		agenda = append(agenda, Item{Kind: Minutes, State: On})
	}
	if what := m.waiting(open); len(what) > 0 {
		agenda = append(agenda, Item{Kind: Actions, State: On, Who: what})
	}
	if who := m.newcomers(g, before); len(who) > 0 {
		agenda = append(agenda, Item{Kind: Newcomers, State: On, Who: who})
	}
	var cases []Item
	for _, i := range items {
		switch {
		case i.State != On:
		case i.Kind == Cases:
			cases = append(cases, i)
		default:
			agenda = append(agenda, i)
		}
	}
	return append(agenda, cases...)
}

// waiting says which actions of earlier meetings wait.
func (m Meeting) waiting(open []Point) (what []string) {
	for _, p := range open {
		if p.Open() && p.Day.Before(m.Day) {
			what = append(what, p.Text)
		}
	}
	return what
}

// newcomers gives who came since the meeting before this one: at a first meeting everybody is new, and nobody is named.
func (m Meeting) newcomers(g Group, before *Meeting) (who []string) {
	for _, s := range g.Held(m.Day) {
		if before != nil && s.Joined.After(before.Day) {
			who = append(who, s.Speaks())
		}
	}
	return who
}

// Speaks says who has a seat, and for whom.
func (s Seat) Speaks() string {
	if s.Name == "" {
		return s.Contact
	}
	return s.Contact + " (" + s.Name + ")"
}

// ForGuests gives what of an agenda guests see: what was chosen for them, and never cases.
func ForGuests(agenda []Item) []Item {
	return slices.DeleteFunc(slices.Clone(agenda), func(i Item) bool { return !i.Guests || i.Kind == Cases })
}

// asked gives the seats that are asked to a meeting which is the nth of its group: the members, and the guests whose turn it is.
func (g Group) asked(day time.Time, nth int) []Seat {
	return slices.DeleteFunc(slices.Clone(g.Seats), func(s Seat) bool {
		return !s.Holds(day) || s.Email == "" || s.Role == Guest && nth%s.Every != 0
	})
}

// Clash is another meeting on the same day that some of the same organisations are to go to.
type Clash struct {
	Meeting Meeting
	Group   string   // its name
	Names   []string // of the organisations
}

// Clashes gives the meetings of other groups on the day of a meeting that ask the same organisations (inventory H12).
func Clashes(m Meeting, all []Meeting, groups []Group) (clashes []Clash) {
	at := map[string]Group{}
	for _, g := range groups {
		at[g.ID] = g
	}
	for _, other := range all {
		if other.Group == m.Group || other.Off || m.Off || !other.Day.Equal(m.Day) {
			continue
		}
		if names := both(at[m.Group].Held(m.Day), at[other.Group].Held(m.Day)); len(names) > 0 {
			clashes = append(clashes, Clash{other, at[other.Group].Name, names})
		}
	}
	return clashes
}

// both gives the names of the organisations that hold seats among both.
func both(one, other []Seat) (names []string) {
	for _, s := range one {
		same := slices.ContainsFunc(other, func(o Seat) bool { return o.Organization == s.Organization })
		if s.Name != "" && same && !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	return names
}

// checkGuest gives the problems that keep somebody from being asked as a guest.
func checkGuest(contact, email string) errs.Problems {
	var c complain
	c.say(strings.TrimSpace(contact) == "" || utf8.RuneCountInString(contact) > mostName, "contact", "group.wrong.contact")
	c.say(!mail.ValidAddress(strings.TrimSpace(email)), "email", "group.wrong.email")
	return c.Problems
}
