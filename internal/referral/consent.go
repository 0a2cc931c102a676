package referral

import (
	"context"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
)

// Item is what a consent is about.
type Item string

// The items.
const (
	ItemQuestion Item = "question" // the question with the wish may go to the organisation
	ItemContact  Item = "contact"  // the organisation may know who it is, and call
	ItemTasks    Item = "tasks"    // the organisation may read who does what
)

// Items are all of them.
var Items = []Item{ItemQuestion, ItemContact, ItemTasks}

// Giver is who gave a consent.
type Giver string

// Givers are all of them.
var Givers = []Giver{"resident", "representative"}

// FormVersion is the version of the words that people are asked to agree to (texts consent.say.* of the catalogue). Raise
// it when these change in meaning.
const FormVersion = 1

// forms are the days from which each version is used.
var forms = map[int]time.Time{1: calendar.Date(2026, time.October, 1)}

// FormFrom gives the day from which a version of the words is used.
func FormFrom(version int) time.Time { return forms[version] }

// Consent is a yes to one item for one organisation until a day.
type Consent struct {
	ID           string
	Item         Item
	Organization string // id
	Giver        Giver
	Form         int
	Until        time.Time // last day
	Given        time.Time
	NotedBy      string // id of a person or a referrer
	Withdrawn    *time.Time
}

// Holds tells whether the consent is in force at a moment.
func (c Consent) Holds(now time.Time) bool {
	return c.Withdrawn == nil && !calendar.Today(now).After(c.Until)
}

// valid tells whether one of these consents allows an item for an organisation.
func valid(all []Consent, item Item, organization string, now time.Time) bool {
	return slices.ContainsFunc(all, func(c Consent) bool {
		return c.Item == item && c.Organization == organization && c.Holds(now)
	})
}

func consentsOf(ctx context.Context, tx *db.Tx, referral string) ([]Consent, error) {
	return db.All(ctx, tx, func(scan db.Scan) (c Consent, err error) {
		return c, scan(&c.ID, &c.Item, &c.Organization, &c.Giver, &c.Form, &c.Until, &c.Given, &c.NotedBy, &c.Withdrawn)
	}, `select id, item, organization_id, giver, form, until_on, given_at, noted_by, withdrawn_at from consent
		where network_id = $1 and referral_id = $2 order by id`, tx.Network, referral)
}

// note writes a consent for the organisation of a referral.
func note(ctx context.Context, tx *db.Tx, actor access.Actor, r Referral, item Item, giver Giver, until time.Time) error {
	if until.IsZero() {
		until = dayOf(tx).AddDate(0, 0, usualConsent)
	}
	_, err := tx.Exec(ctx, `insert into consent (network_id, referral_id, id, item, organization_id, giver, form, until_on, given_at, noted_by)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, tx.Network, r.ID, db.NewID(), string(item), r.Organization, string(giver), FormVersion, until, tx.Now, actor.Person)
	return err
}

// Choice is what the resident chose: this organisation, and what it may know.
type Choice struct {
	Wish    string // scanned
	Giver   Giver
	Until   time.Time // of both consents; zero = half a year
	Share   bool      // the organisation may know who it is
	Contact Contact   // with Share
	Scanner Scanner
}

// check gives what is missing.
func (c Choice) check(today time.Time) error {
	var problems errs.Problems
	say := func(wrong bool, column, key string) {
		if wrong {
			problems = append(problems, errs.Problem{Column: column, Key: key, Text: key})
		}
	}
	problems = append(problems, scan(c.Scanner, "wish", c.Wish, maxWish)...)
	say(!slices.Contains(Givers, c.Giver), "giver", "referral.wrong.giver")
	say(!c.Until.IsZero() && (!c.Until.After(today) || c.Until.After(today.AddDate(0, 0, longestConsent))), "until", "referral.wrong.consent-until")
	say(c.Share && c.Contact.Phone == "" && c.Contact.Email == "", "phone", "referral.wrong.phone")
	say(c.Contact.Email != "" && !mail.ValidAddress(c.Contact.Email), "email", "referral.wrong.email")
	say(len(c.Contact.Name)+len(c.Contact.Phone)+len(c.Contact.Hours) > 600, "name", "referral.wrong.long")
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// Choose notes that the resident said yes, seals the contact details that may go along, and sends the question to the
// organisation. Nothing left before.
func (s *Store) Choose(ctx context.Context, actor access.Actor, id string, version int64, choice Choice) (err error) {
	defer errs.Wrap(&err, "referral.Choose(%q)", id)
	return s.change(ctx, actor, id, version, Do{Act: Send}, func(tx *db.Tx, before, r Row, d *Do) (Row, error) {
		if err := choice.check(dayOf(tx)); err != nil {
			return r, err
		}
		r.Wish = choice.Wish
		if err := note(ctx, tx, actor, r.Referral, ItemQuestion, choice.Giver, choice.Until); err != nil {
			return r, err
		}
		if choice.Share {
			if err := note(ctx, tx, actor, r.Referral, ItemContact, choice.Giver, choice.Until); err != nil {
				return r, err
			}
			if err := s.writeContact(ctx, tx, r.Referral, choice.Contact); err != nil {
				return r, err
			}
		}
		return r, tellOrganization(ctx, tx, letterAsked, r)
	})
}

// Revoke withdraws a consent. Without consent for the question everything is withdrawn and removed; without the one for
// contact details these are erased.
func (s *Store) Revoke(ctx context.Context, actor access.Actor, id, consent string) (err error) {
	defer errs.Wrap(&err, "referral.Revoke(%q)", id)
	return s.change(ctx, actor, id, anyVersion, Do{Act: Revoke}, func(tx *db.Tx, before, r Row, d *Do) (Row, error) {
		all, err := consentsOf(ctx, tx, id)
		if err != nil {
			return r, err
		}
		i := slices.IndexFunc(all, func(c Consent) bool { return c.ID == consent && c.Withdrawn == nil })
		if i < 0 {
			return r, errs.NotFound
		}
		if _, err := tx.Exec(ctx, `update consent set withdrawn_at = $4 where network_id = $1 and referral_id = $2 and id = $3`, tx.Network, id, consent, tx.Now); err != nil {
			return r, err
		}
		d.Text = string(all[i].Item)
		if all[i].Item == ItemTasks {
			return r, nil
		}
		if err := s.destroy(ctx, tx, r.Referral); err != nil || all[i].Item != ItemQuestion {
			return r, err
		}
		r.Reason = "consent"
		r.Referral = r.ended(Withdrawn, tx.Now, "")
		return s.withdrawn(ctx, tx, before, r)
	})
}

// withdrawn removes what was shared, and tells the organisation when it knew of it.
func (s *Store) withdrawn(ctx context.Context, tx *db.Tx, before, r Row) (Row, error) {
	if err := s.destroy(ctx, tx, r.Referral); err != nil {
		return r, err
	}
	r.Wish, r.Tasks = "", Tasks{}
	if _, err := tx.Exec(ctx, `update consent set withdrawn_at = $3 where network_id = $1 and referral_id = $2 and withdrawn_at is null`, tx.Network, r.ID, tx.Now); err != nil {
		return r, err
	}
	if before.SentOn == nil || before.State == Declined {
		return r, nil
	}
	return r, tellOrganization(ctx, tx, letterWithdrawn, r)
}
