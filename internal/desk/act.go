package desk

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
)

// change does something to an enquiry that was read with a version, in one transaction with its event and its line in
// the trace. fn gives the enquiry after it, and the reason for the event. It gives the version from now on.
func (s *Store) change(ctx context.Context, actor access.Actor, id string, version int64, act Act,
	fn func(tx *db.Tx, p Post, e Enquiry) (Enquiry, string, error)) error {
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		p, err := post(ctx, tx)
		if err != nil {
			return err
		}
		e, err := one(ctx, tx, actor, access.Edit, p, id)
		if err != nil {
			return err
		}
		e.Version = version
		e, reason, err := fn(tx, p, e)
		if err != nil {
			return err
		}
		if err := update(ctx, tx, e); err != nil {
			return err
		}
		return happened(ctx, tx, actor, e, act, reason)
	})
}

// Do takes a step that needs nothing but words: Take, Wait, AskBack, LookBack, Close, Reopen, Reply, Note. Its reason
// loses what could tell who somebody is.
func (s *Store) Do(ctx context.Context, actor access.Actor, id string, version int64, step Step) (err error) {
	defer errs.Wrap(&err, "desk.Do(%q, %s)", id, step.Act)
	if slices.Contains([]Act{PassOn, PassOut, Answer, Describe}, step.Act) {
		return errs.Invalid // they have operations of their own
	}
	step.By, step.Reason = actor.Person, masked(step.Reason)
	box, err := s.o.Secrets(ctx, actor.Network)
	if err != nil {
		return err
	}
	return s.change(ctx, actor, id, version, step.Act, func(tx *db.Tx, p Post, e Enquiry) (Enquiry, string, error) {
		if step.Act == AskBack {
			contact, err := openContact(ctx, tx, box, id)
			if err != nil {
				return e, "", err
			}
			if contact.Phone == "" && contact.Email == "" {
				return e, "", errs.Problems{{Column: "phone", Key: "desk.wrong.nophone", Text: "desk.wrong.nophone"}}
			}
		}
		e, err := e.After(step, p.Terms, dayOf(tx))
		return e, step.Reason, err
	})
}

// Referred notes that a referral was made of an enquiry, with its code, in the transaction in which that is made
// (referral.Teller). Who makes it takes the enquiry when nobody has it: the asker still waits for a word.
func Referred(ctx context.Context, tx *db.Tx, actor access.Actor, id, code string) (err error) {
	defer errs.Wrap(&err, "desk.Referred(%q)", id)
	p, err := post(ctx, tx)
	if err != nil {
		return err
	}
	e, err := one(ctx, tx, actor, access.Edit, p, id)
	if err != nil {
		return err
	}
	if e, err = e.After(Step{Act: Refer, By: actor.Person}, p.Terms, dayOf(tx)); err != nil {
		return err
	}
	if err := update(ctx, tx, e); err != nil {
		return err
	}
	return happened(ctx, tx, actor, e, Refer, code)
}

// maxReason is the longest reason, in characters.
const maxReason = 300

// masked gives a text without what could tell who somebody is, cut to the length of a reason.
func masked(text string) string {
	text = strings.TrimSpace(privacy.Mask(text, privacy.Scan(text)))
	if utf8.RuneCountInString(text) > maxReason {
		text = string([]rune(text)[:maxReason])
	}
	return text
}

// Describe changes what is known of an enquiry and of who asks. Of the incoming it reads all but Request, Channel and
// Take. When the kind changes before anyone answered, the term is that of the new kind.
func (s *Store) Describe(ctx context.Context, actor access.Actor, id string, version int64, in Incoming) (err error) {
	defer errs.Wrap(&err, "desk.Describe(%q)", id)
	in.Channel = Phone // any known one: it is not changed
	if in.Scanner == nil {
		in.Scanner = new(privacy.Scanner)
	}
	if err := in.check(); err != nil {
		return err
	}
	box, err := s.o.Secrets(ctx, actor.Network)
	if err != nil {
		return err
	}
	return s.change(ctx, actor, id, version, Describe, func(tx *db.Tx, p Post, e Enquiry) (Enquiry, string, error) {
		e, err := e.After(Step{Act: Describe}, p.Terms, dayOf(tx))
		if err != nil {
			return e, "", err
		}
		in, err := p.asked(in)
		if err != nil {
			return e, "", err
		}
		before, err := openContact(ctx, tx, box, id)
		if err != nil {
			return e, "", err
		}
		in.Contact.More, in.Contact.Text = before.More, before.Text
		apart := Separate(in.Note, in.Contact, in.Scanner)
		if in.Area, err = areaOf(ctx, tx, p.Tree, in.Area, in.Postcode); err != nil {
			return e, "", err
		}
		e.Note, e.Kind, e.Asker, e.Team, e.Whom, e.Needs, e.Area, e.When = apart.Note, in.Kind, in.Asker, in.Team, in.Whom, in.Needs, in.Area, in.When
		e.Erased = false
		return e.described(p.Terms), "", s.writeContact(ctx, tx, box, id, apart.Contact)
	})
}

// Destination is to whom an enquiry is passed on: a person or a team, who the route leads to, or back to the information
// point when it is empty.
type Destination struct {
	Route  bool
	Sector string
	Person string // id
	Team   string // id
}

// Pass passes an enquiry on, with a reason when somebody else already had it. Who gets it hears of it by mail. It gives
// who that is.
func (s *Store) Pass(ctx context.Context, actor access.Actor, id string, version int64, to Destination, reason string) (target Target, err error) {
	defer errs.Wrap(&err, "desk.Pass(%q)", id)
	reason = masked(reason)
	err = s.change(ctx, actor, id, version, PassOn, func(tx *db.Tx, p Post, e Enquiry) (Enquiry, string, error) {
		day := dayOf(tx)
		if target, err = p.target(to, e, p.Terms.received(tx.Now)); err != nil {
			return e, "", err
		}
		step := Step{Act: PassOn, By: actor.Person, To: target.Person.ID, Due: target.Due, Reason: reason}
		letter, who := letterPassed, target.Person
		if target.Outside != "" {
			step.Act, step.Outside = PassOut, target.Outside
			letter, who = letterOutside, people.Person{Name: target.Outside, Email: target.Email}
		}
		if e, err = e.After(step, p.Terms, day); err != nil {
			return e, "", err
		}
		if who.ID != actor.Person || target.Outside != "" {
			err = tell(ctx, tx, letter, who, e, map[string]string{"Note": e.Note, "Code": e.Code})
		}
		return e, reason, err
	})
	return target, err
}

// Takers are the roles that questions can be passed on to.
var Takers = []people.Role{access.Ambassador, access.Coordinator, access.Desk, access.Host}

// target finds who a destination leads to.
func (p Post) target(to Destination, e Enquiry, day time.Time) (Target, error) {
	missing := errs.Problems{{Column: "to", Key: "desk.wrong.to", Text: "desk.wrong.to"}}
	switch {
	case to.Route:
		t := p.Route(e.Area, to.Sector, day)
		if t.Keeps {
			return t, errs.Problems{{Column: "to", Key: "desk.wrong.keeps", Text: "desk.wrong.keeps"}}
		}
		return t, nil
	case to.Team != "":
		i := slices.IndexFunc(p.Teams, func(t people.Team) bool { return t.ID == to.Team && t.Email != "" })
		if i < 0 {
			return Target{}, missing
		}
		return Target{Outside: p.Teams[i].Name, Email: p.Teams[i].Email, Due: Office.After(day, p.Terms.Ambassador)}, nil
	case to.Person != "":
		for _, c := range p.Candidates() {
			if c.Person.ID == to.Person {
				return Target{Person: c.Person, Role: c.Role, Due: Office.After(day, p.Terms.Ambassador)}, nil
			}
		}
		return Target{}, missing
	}
	return Target{}, nil
}

// Candidates gives everyone to whom a question can be passed on by hand, with the stand-in in the place of who is absent,
// each once.
func (p Post) Candidates() (all []people.Assignment) {
	for _, role := range Takers {
		for _, a := range p.Tasks {
			a.Person = p.Present(a.Person)
			if a.Role == role && !slices.ContainsFunc(all, func(there people.Assignment) bool { return there.Person.ID == a.Person.ID }) {
				all = append(all, a)
			}
		}
	}
	return all
}

// Response is an answer to an enquiry.
type Response struct {
	Given []Given // service, title and organisation of each
	Text  string  // to the asker, in a mail; "" = none
	Mail  bool    // send it to the address of the asker
	Offer string  // the services in words, for the mail
	Lang  string  // of the mail
}

// Answer notes that the asker has an answer, with the services that were named, and sends it by mail when asked.
func (s *Store) Answer(ctx context.Context, actor access.Actor, id string, version int64, r Response) (err error) {
	defer errs.Wrap(&err, "desk.Answer(%q)", id)
	box, err := s.o.Secrets(ctx, actor.Network)
	if err != nil {
		return err
	}
	return s.change(ctx, actor, id, version, Answer, func(tx *db.Tx, p Post, e Enquiry) (Enquiry, string, error) {
		e, err := e.After(Step{Act: Answer, By: actor.Person}, p.Terms, dayOf(tx))
		if err != nil {
			return e, "", err
		}
		rows := make([][]any, len(r.Given))
		for i, g := range r.Given {
			rows[i] = []any{tx.Network, id, g.Service, g.Title, g.Organization, db.JSON(g.Needs), tx.Now}
		}
		if err := tx.Repeat(ctx, `insert into enquiry_given (network_id, enquiry_id, service_id, title, organization, needs, given_at) values ($1, $2, $3, $4, $5, $6, $7)
			on conflict (network_id, enquiry_id, service_id) do nothing`, rows); err != nil || !r.Mail {
			return e, "", err
		}
		contact, err := openContact(ctx, tx, box, id)
		if err == nil && contact.Email == "" {
			err = errs.Problems{{Column: "email", Key: "desk.wrong.noemail", Text: "desk.wrong.noemail"}}
		}
		if err != nil {
			return e, "", err
		}
		return e, "", answerByMail(ctx, tx, contact, e, r)
	})
}
