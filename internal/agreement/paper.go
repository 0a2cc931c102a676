package agreement

import (
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// Kind is what sort of agreement it is.
type Kind string

// The kinds.
const (
	Exchange Kind = "exchange" // how much one side passes on to the other
	Intent   Kind = "intent"   // what all who sign it want together
	Covenant Kind = "covenant" // what each side will do
)

// Kinds are all of them.
var Kinds = []Kind{Exchange, Intent, Covenant}

// Signature is a side of an agreement, and when it signed.
type Signature struct {
	Party
	Signed *time.Time `json:"signed,omitempty"` // nil = not yet
}

// Commitment is something that a side will do.
type Commitment struct {
	What string     `json:"what"`
	Side string     `json:"side"`           // id of an organisation; "" = the network
	By   *time.Time `json:"by,omitempty"`   // the last day; nil = no day was agreed
	Done *time.Time `json:"done,omitempty"` // nil = not yet
}

// Contact is somebody whom the other sides may call, or write to.
type Contact struct {
	Name  string `json:"name"`
	About string `json:"about"` // what they know of
	Reach string `json:"reach"` // a phone number or a mail address
}

// Cost is what a year of an agreement cost, as far as it was for one thing.
type Cost struct {
	Year  int    `json:"year"`
	For   string `json:"for"` // one of Purposes
	Euros int    `json:"euros"`
}

// Purposes are what costs can be for.
var Purposes = []string{"recruiting", "selection", "training", "phone", "other"}

// The bounds of what stands on paper.
const (
	mostText        = 10_000 // characters
	mostSides       = 40
	mostCommitments = 50
	mostContacts    = 50
	mostCosts       = 100
	mostLine        = 200 // characters of a commitment
	mostName        = 100 // characters of a name, of what somebody knows of, and of how to reach them
	mostEuros       = 10_000_000
)

// withSides gives the agreement with both its sides among those who sign.
func (a Agreement) withSides() Agreement {
	var first []Signature
	for _, p := range []Party{a.From, a.To} {
		if a.signature(p.ID) < 0 {
			first = append(first, Signature{Party: p})
		}
	}
	a.Signatures = append(first, a.Signatures...)
	return a
}

// signature gives the place of a side among those who sign; -1 = it is none.
func (a Agreement) signature(id string) int {
	return slices.IndexFunc(a.Signatures, func(s Signature) bool { return s.ID == id })
}

// Signed tells whether every side signed. Until then it is a concept.
func (a Agreement) Signed() bool {
	return !slices.ContainsFunc(a.Signatures, func(s Signature) bool { return s.Signed == nil })
}

// Kept gives how many commitments were done.
func (a Agreement) Kept() (n int) {
	for _, c := range a.Commitments {
		if c.Done != nil {
			n++
		}
	}
	return n
}

// Late gives the commitments that should have been done before a day.
func (a Agreement) Late(today time.Time) (late []Commitment) {
	for _, c := range a.Commitments {
		if c.Done == nil && c.By != nil && c.By.Before(today) {
			late = append(late, c)
		}
	}
	return late
}

// Spent gives what a year cost, in euros.
func (a Agreement) Spent(year int) (euros int) {
	for _, c := range a.Costs {
		if c.Year == year {
			euros += c.Euros
		}
	}
	return euros
}

// For gives a new agreement with the same words between the first side and another one: nothing is signed or done yet. It
// lasts as long as this one.
func (a Agreement) For(id, to string, today time.Time) Agreement {
	other := Agreement{ID: id, Kind: a.Kind, From: a.From, To: Party{ID: to}, Subject: a.Subject, Text: a.Text, Targets: slices.Clone(a.Targets),
		Starts: today, Ends: today.Add(a.Ends.Sub(a.Starts))}
	for _, c := range a.Commitments {
		switch c.Side {
		case a.To.ID:
			other.Commitments = append(other.Commitments, Commitment{What: c.What, Side: to})
		case a.From.ID:
			other.Commitments = append(other.Commitments, Commitment{What: c.What, Side: a.From.ID})
		}
	}
	return other.withSides()
}

// wrong is a problem with one field of a form.
func wrong(column string) errs.Problems {
	key := "agreement.wrong." + column
	return errs.Problems{{Column: column, Key: key, Text: key}}
}

func long(text string, most int) bool {
	return text == "" || utf8.RuneCountInString(text) > most
}

// check gives what is wrong with a commitment of an agreement.
func (c Commitment) check(a Agreement, texts privacy.Check) errs.Problems {
	switch {
	case long(c.What, mostLine):
		return wrong("what")
	case a.signature(c.Side) < 0:
		return wrong("side")
	}
	return texts.Problems("what", c.What, privacy.Name, privacy.Date)
}

func (c Contact) check() errs.Problems {
	switch {
	case long(c.Name, mostName):
		return wrong("name")
	case utf8.RuneCountInString(c.About) > mostName:
		return wrong("about")
	case !reachable(c.Reach):
		return wrong("reach")
	}
	return nil
}

// reachable tells whether a text is a mail address or a phone number.
func reachable(text string) bool {
	if strings.Contains(text, "@") {
		address, err := mail.ParseAddress(text)
		return err == nil && address.Address == text
	}
	digits := 0
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+-() ", r):
			return false
		}
	}
	return digits >= 3 && digits <= 15
}

func (c Cost) check(a Agreement) errs.Problems {
	switch {
	case c.Year < a.Starts.Year() || c.Year > a.Ends.Year():
		return wrong("year")
	case !slices.Contains(Purposes, c.For):
		return wrong("for")
	case c.Euros < 1 || c.Euros > mostEuros:
		return wrong("euros")
	}
	return nil
}
