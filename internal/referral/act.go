package referral

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
)

// anyVersion is for acts that hold whatever else changed.
const anyVersion int64 = -1

// change does something to a referral that was read with a version, in one transaction with its event and its line in the
// trace. fn gives the referral after what the act itself does; it may add to the act.
func (s *Store) change(ctx context.Context, actor access.Actor, id string, version int64, d Do,
	fn func(tx *db.Tx, before, after Row, d *Do) (Row, error)) error {
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		return s.changeIn(ctx, tx, actor, id, version, d, fn)
	})
}

func (s *Store) changeIn(ctx context.Context, tx *db.Tx, actor access.Actor, id string, version int64, d Do,
	fn func(tx *db.Tx, before, after Row, d *Do) (Row, error)) error {
	c, err := load(ctx, tx)
	if err != nil {
		return err
	}
	before, by, err := one(ctx, tx, actor, access.Edit, c, id)
	if err != nil {
		return err
	}
	if !mayDo(by, d.Act) {
		return forbidden(by, d.Act)
	}
	if version != anyVersion && version != before.Version { // said first, before what is wrong with the rest
		return fmt.Errorf("%w: somebody else changed this referral", errs.Conflict)
	}
	d.By = by
	after := before
	if after.Referral, err = before.After(d, c.terms, tx.Now); err != nil {
		return err
	}
	if after, err = fn(tx, before, after, &d); err != nil {
		return err
	}
	if err := update(ctx, tx, after.Referral); err != nil {
		return err
	}
	if err := s.heard(ctx, tx, after.Referral, d); err != nil {
		return err
	}
	return happened(ctx, tx, actor, after.Referral, d)
}

// heard lets the need that a referral came from know what a look-back heard. That it goes on in no way is for a person: the
// need can go elsewhere.
func (s *Store) heard(ctx context.Context, tx *db.Tx, r Referral, d Do) error {
	if s.o.Heard == nil || d.Act != LookBack || d.Outcome == NotGoing || r.Kind != FromCase {
		return nil
	}
	return s.o.Heard(ctx, tx, r.Source.ID, d.Outcome == HasStarted, d.Until)
}

// Do does what needs nothing but words. Send, Make, Redirect, Signals, Opens and Revoke have operations of their own.
// Whatever a sender enters for an organisation is confirmed to it by mail.
func (s *Store) Do(ctx context.Context, actor access.Actor, id string, version int64, d Do, scanner Scanner) (err error) {
	defer errs.Wrap(&err, "referral.Do(%q, %s)", id, d.Act)
	if slices.Contains([]Act{Make, Send, Redirect, Signals, Opens, Revoke, Consents, Divide}, d.Act) {
		return fmt.Errorf("%w: %s has an operation of its own", errs.Invalid, d.Act)
	}
	if problems := scan(scanner, "text", d.Text, maxReason); problems != nil {
		return problems
	}
	return s.change(ctx, actor, id, version, d, s.follow(ctx))
}

// follow does what an act brings along: letters, and what is erased.
func (s *Store) follow(ctx context.Context) func(tx *db.Tx, before, r Row, d *Do) (Row, error) {
	return func(tx *db.Tx, before, r Row, d *Do) (Row, error) {
		if d.Advised != "" {
			if _, err := offering(ctx, tx, d.Advised); err != nil {
				return r, err
			}
		}
		switch {
		case d.Act == Withdraw:
			return s.withdrawn(ctx, tx, before, r)
		case d.Act == Reached, !r.Open():
			if err := s.destroy(ctx, tx, r.Referral); err != nil {
				return r, err
			}
		}
		switch {
		case d.Act == Hand:
			return r, tellReferrer(ctx, tx, r)
		case d.Act == Again:
			return r, askAgain(ctx, tx, r)
		case d.By == BySender && slices.Contains(answers, d.Act):
			return r, tellOrganization(ctx, tx, letterNoted, r)
		}
		return r, nil
	}
}

// New is a referral to make.
type New struct {
	Request      string // of the form: the same form twice makes one referral; "" = each makes one
	Source       Source
	Service      string   // id
	Professional Referrer // who talks with the resident: e-mail, name, team; none = the sender does
	Wish         string
	Aim          string // code, or ""
	When         When
	Agreed       *time.Time // day of the discussion, which is day 0 of the look-back; nil = the day it is sent
	Before       string     // id of the referral it follows on
	Scanner      Scanner
	Tell         Teller // lets where it comes from know; nil = nobody keeps that
}

// Teller lets what a referral comes from know that it was made, in the same transaction. An error of it makes none.
type Teller func(ctx context.Context, tx *db.Tx, actor access.Actor, source, code string) error

// check gives what is wrong with it.
func (n New) check() error {
	problems := scan(n.Scanner, "wish", n.Wish, maxWish)
	say := func(wrong bool, column, key string) {
		if wrong {
			problems = append(problems, errs.Problem{Column: column, Key: key, Text: key})
		}
	}
	say(!slices.Contains(Origins, n.Source.Kind), "origin", "referral.wrong.origin")
	_, known := directory.Taxonomy().Needs.Find(n.Source.Need)
	say(!known, "need", "referral.wrong.need")
	say(n.Service == "", "service", "referral.wrong.service")
	say(n.Aim != "" && !slices.Contains(Aims, n.Aim), "aim", "referral.wrong.aim")
	say(n.When != "" && !slices.Contains(Whens, n.When), "when", "referral.wrong.when")
	say(n.Professional.Email != "" && !mail.ValidAddress(n.Professional.Email), "referrer", "referral.wrong.email")
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// Make makes a concept, for the actor as its sender.
func (s *Store) Make(ctx context.Context, actor access.Actor, n New) (r Referral, err error) {
	defer errs.Wrap(&err, "referral.Make")
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		r, err = Add(ctx, tx, actor, n)
		return err
	})
	return r, err
}

// Add is Make inside a transaction that another concept opened. The service must be offered now; the organisation is the
// one that stands for who offers it.
func Add(ctx context.Context, tx *db.Tx, actor access.Actor, n New) (r Referral, err error) {
	if err := n.check(); err != nil {
		return r, err
	}
	if n.Request == "" {
		n.Request = db.NewID()
	}
	c, err := load(ctx, tx)
	if err != nil {
		return r, err
	}
	there, err := db.One(ctx, tx, db.Value[string], `select id from referral where network_id = $1 and request = $2`, tx.Network, n.Request)
	if err == nil {
		again, _, err := one(ctx, tx, actor, access.Edit, c, there)
		return again.Referral, err
	}
	if !errors.Is(err, errs.NotFound) {
		return r, err
	}
	r = Referral{ID: db.NewID(), Code: newCode(), Source: n.Source, Service: n.Service, Sender: actor.Person, Wish: strings.TrimSpace(n.Wish), Aim: n.Aim, When: n.When,
		State: Concept, Before: n.Before, Made: tx.Now, MadeBy: actor.Person, Version: 1}
	if err := access.Can(actor, access.Edit, access.Referrals, c.own(actor, r)); err != nil {
		return r, err
	}
	if r.Organization, err = offering(ctx, tx, n.Service); err != nil {
		return r, err
	}
	if r.Referrer, err = keepReferrer(ctx, tx, n.Professional); err != nil {
		return r, err
	}
	r = r.begin(c.terms, dayOf(tx))
	if n.Agreed != nil {
		r = r.agreedOn(*n.Agreed)
	}
	if err := insert(ctx, tx, r, n.Request); err != nil {
		return r, err
	}
	if n.Tell != nil {
		if err := n.Tell(ctx, tx, actor, n.Source.ID, r.Code); err != nil {
			return r, err
		}
	}
	return r, happened(ctx, tx, actor, r, Do{Act: Make, By: BySender})
}

// offering gives the organisation that offers a service now.
func offering(ctx context.Context, tx *db.Tx, service string) (string, error) {
	var closed bool
	id, err := db.One(ctx, tx, func(scan db.Scan) (id string, err error) { return id, scan(&id, &closed) }, `select coalesce(o.survivor_id, o.id), s.no_professionals from service s
		join organization o on o.network_id = s.network_id and o.id = s.organization_id
		where s.network_id = $1 and s.id = $2 and s.withdrawn_at is null`, tx.Network, service)
	if errors.Is(err, errs.NotFound) {
		return "", errs.Problems{{Column: "service", Key: "referral.wrong.service", Text: "referral.wrong.service"}}
	}
	if closed {
		return "", errs.Problems{{Column: "service", Key: "referral.wrong.closed", Text: "referral.wrong.closed"}}
	}
	return id, err
}

// keepReferrer gives the id under which a professional is known, from now on or already; "" for none.
func keepReferrer(ctx context.Context, tx *db.Tx, f Referrer) (string, error) {
	f.Email = strings.ToLower(strings.TrimSpace(f.Email))
	if f.Email == "" {
		return "", nil
	}
	person, err := db.One(ctx, tx, db.Value[string], `select id from person where network_id = $1 and lower(email) = $2 order by id`, tx.Network, f.Email)
	if err != nil && !errors.Is(err, errs.NotFound) {
		return "", err
	}
	return db.One(ctx, tx, db.Value[string], `insert into referrer (network_id, id, person_id, name, email, team_id, made_at) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (network_id, email) do update set person_id = excluded.person_id, team_id = coalesce(excluded.team_id, referrer.team_id),
			name = case when excluded.name <> '' then excluded.name else referrer.name end returning id`,
		tx.Network, db.NewID(), person, strings.TrimSpace(f.Name), f.Email, null(f.Team), tx.Now)
}

// Redirect makes another referral in the place of one that was declined or did not succeed: for the same need, to another
// service. The resident is asked again, because a consent is for one organisation. It gives the new one.
func (s *Store) Redirect(ctx context.Context, actor access.Actor, id string, version int64, service string) (next Referral, err error) {
	defer errs.Wrap(&err, "referral.Redirect(%q)", id)
	err = s.change(ctx, actor, id, version, Do{Act: Redirect}, func(tx *db.Tx, before, r Row, d *Do) (Row, error) {
		n := New{Request: "after " + id, Source: r.Source, Service: service, Professional: r.Professional, Wish: r.Wish, Aim: r.Aim, When: r.When, Agreed: before.Agreed, Before: id}
		if next, err = Add(ctx, tx, actor, n); err != nil {
			return r, err
		}
		return r, s.destroy(ctx, tx, r.Referral)
	})
	if err != nil || next.Referrer == "" {
		return next, err
	}
	err = s.Do(ctx, actor, next.ID, next.Version, Do{Act: Hand}, Scanner{})
	return next, err
}

// letters of codes: none looks or sounds like another.
const letters = "abcdefghkmnpqrstwxyz23456789"

// newCode gives a code such as "k3fm-x8qa".
func newCode() string {
	random := make([]byte, 8)
	_, _ = rand.Read(random) // never fails
	code := make([]byte, len(random))
	for i, bits := range random {
		code[i] = letters[int(bits)%len(letters)]
	}
	return string(code[:4]) + "-" + string(code[4:])
}
