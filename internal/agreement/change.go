package agreement

import (
	"slices"
	"strings"
	"time"

	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// Change is one thing that somebody does to an agreement. Make one with the functions below.
type Change struct {
	name string // in the trace
	do   func(a *Agreement, today time.Time, texts privacy.Check) error
	side func(a Agreement) string // id of the side that may do it too; nil = who arranges agreements only
}

// Rewrite gives an agreement other words, another term and other targets. Its sides and its kind stay.
func Rewrite(to Agreement) Change {
	return Change{name: "edit", do: func(a *Agreement, _ time.Time, texts privacy.Check) error {
		a.Subject, a.Text, a.Starts, a.Ends, a.Targets = to.Subject, to.Text, to.Starts, to.Ends, to.Targets
		*a = a.trimmed()
		return asError(a.check(texts))
	}}
}

// LookBack settles the next look-back, with what was said.
func LookBack(words string) Change {
	return Change{name: "look back", do: func(a *Agreement, _ time.Time, texts privacy.Check) error {
		day, ok := a.LookBack()
		words = strings.TrimSpace(words)
		switch {
		case long(words, mostWords):
			return wrong("words")
		case !ok:
			return errs.Conflict
		}
		a.Looked, a.Words = &day, words
		return asError(texts.Problems("words", words))
	}}
}

// Join adds a side.
func Join(side string) Change {
	return Change{name: "join", do: func(a *Agreement, _ time.Time, _ privacy.Check) error {
		if a.signature(side) >= 0 || len(a.Signatures) >= mostSides {
			return wrong("join")
		}
		a.Signatures = append(a.Signatures, Signature{Party: Party{ID: side}})
		return nil
	}}
}

// Sign notes on which day a side signed.
func Sign(side string, day time.Time) Change {
	return Change{name: "sign", do: func(a *Agreement, today time.Time, _ privacy.Check) error {
		i := a.signature(side)
		if i < 0 || day.IsZero() || day.After(today) {
			return wrong("signed")
		}
		a.Signatures = slices.Clone(a.Signatures)
		a.Signatures[i].Signed = &day
		return nil
	}}
}

// Commit adds something that a side will do.
func Commit(c Commitment) Change {
	return Change{name: "commit", do: func(a *Agreement, _ time.Time, texts privacy.Check) error {
		c.What, c.Done = strings.TrimSpace(c.What), nil
		if len(a.Commitments) >= mostCommitments {
			return wrong("what")
		}
		a.Commitments = append(a.Commitments, c)
		return asError(c.check(*a, texts))
	}}
}

// Tick says that a commitment was done, or that it was not after all. The side that made it may say so itself.
func Tick(n int) Change {
	return Change{name: "tick", do: func(a *Agreement, today time.Time, _ privacy.Check) error {
		if n < 0 || n >= len(a.Commitments) {
			return errs.NotFound
		}
		a.Commitments = slices.Clone(a.Commitments)
		c := &a.Commitments[n]
		if c.Done != nil {
			c.Done = nil
		} else {
			c.Done = &today
		}
		return nil
	}, side: func(a Agreement) string {
		if n < 0 || n >= len(a.Commitments) {
			return ""
		}
		return a.Commitments[n].Side
	}}
}

// Uncommit takes a commitment away.
func Uncommit(n int) Change {
	return Change{name: "uncommit", do: func(a *Agreement, _ time.Time, _ privacy.Check) (err error) {
		a.Commitments, err = without(a.Commitments, n)
		return err
	}}
}

// Know adds somebody whom the other sides may call.
func Know(c Contact) Change {
	return Change{name: "add contact", do: func(a *Agreement, _ time.Time, texts privacy.Check) error {
		c = Contact{strings.TrimSpace(c.Name), strings.TrimSpace(c.About), strings.TrimSpace(c.Reach)}
		if len(a.Contacts) >= mostContacts {
			return wrong("name")
		}
		a.Contacts = append(a.Contacts, c)
		return asError(append(c.check(), texts.Problems("about", c.About, privacy.Name)...))
	}}
}

// Forget takes a contact away.
func Forget(n int) Change {
	return Change{name: "remove contact", do: func(a *Agreement, _ time.Time, _ privacy.Check) (err error) {
		a.Contacts, err = without(a.Contacts, n)
		return err
	}}
}

// Spend adds what a year cost.
func Spend(c Cost) Change {
	return Change{name: "spend", do: func(a *Agreement, _ time.Time, _ privacy.Check) error {
		if len(a.Costs) >= mostCosts {
			return wrong("euros")
		}
		a.Costs = append(a.Costs, c)
		return asError(c.check(*a))
	}}
}

// Unspend takes a line of costs away.
func Unspend(n int) Change {
	return Change{name: "unspend", do: func(a *Agreement, _ time.Time, _ privacy.Check) (err error) {
		a.Costs, err = without(a.Costs, n)
		return err
	}}
}

// asError makes no problems no error.
func asError(problems errs.Problems) error {
	if len(problems) == 0 {
		return nil
	}
	return problems
}

// without gives a list without the one at a place.
func without[T any](all []T, n int) ([]T, error) {
	if n < 0 || n >= len(all) {
		return nil, errs.NotFound
	}
	return slices.Delete(slices.Clone(all), n, n+1), nil
}
