package volunteering

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
)

// Wish is what somebody who wants to help fills in.
type Wish struct {
	Request   string // number of the form; the same twice makes one sign-up
	Needs     []string
	Audiences []string
	Form      string
	Moments   []string
	Area      string   // id, or ""
	Services  []string // ids: to whom to be introduced
	Contact   Contact
	Lang      string
}

// The most characters of a field of a contact, and of what somebody wants to say; the most organisations at once.
const (
	maxField = 200
	maxWords = 500
	most     = 3
)

// check gives the problems that keep a wish from being kept. Columns are the names of form fields.
func (w Wish) check() error {
	var problems errs.Problems
	say := func(wrong bool, column, key string) {
		if wrong {
			problems = append(problems, errs.Problem{Column: column, Key: key, Text: key})
		}
	}
	t := directory.Taxonomy()
	strange := func(codes []string, known func(string) bool) bool {
		return slices.ContainsFunc(codes, func(code string) bool { return !known(code) })
	}
	in := func(terms directory.Terms) func(string) bool {
		return func(code string) bool { _, ok := terms.Find(code); return ok }
	}
	say(strange(w.Needs, in(t.Needs)), "need", "volunteer.wrong.choice")
	say(strange(w.Audiences, in(t.Audiences)), "audience", "volunteer.wrong.choice")
	say(w.Form != "" && !in(t.Forms)(w.Form), "form", "volunteer.wrong.choice")
	say(strange(w.Moments, func(m string) bool { return slices.Contains(Moments, m) }), "moment", "volunteer.wrong.choice")
	say(len(w.Services) > most, "service", "volunteer.wrong.most")
	c := w.Contact
	say(strings.TrimSpace(c.Name) == "", "name", "volunteer.wrong.name")
	say(utf8.RuneCountInString(c.Name) > maxField, "name", "volunteer.wrong.long")
	say(utf8.RuneCountInString(c.Words) > maxWords, "words", "volunteer.wrong.words")
	say(c.Phone == "" && c.Email == "", "email", "volunteer.wrong.reach")
	say(c.Email != "" && !mail.ValidAddress(c.Email), "email", "volunteer.wrong.email")
	say(c.Phone != "" && !isNumber(c.Phone), "phone", "volunteer.wrong.phone")
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// isNumber tells whether a text can be a telephone number.
func isNumber(text string) bool {
	digits := 0
	for _, r := range text {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits >= 6 && utf8.RuneCountInString(text) <= maxField
}

// SignUp keeps the wish of somebody to help, and sends that person the address of the own page. Anyone may. The same
// request again gives the sign-up that was made of it.
func (s *Store) SignUp(ctx context.Context, actor access.Actor, w Wish) (made Signup, err error) {
	defer errs.Wrap(&err, "volunteering.SignUp")
	if err := access.Can(actor, access.Read, access.People); err != nil {
		return made, err
	}
	if err := w.check(); err != nil {
		return made, err
	}
	entries, err := s.entries(ctx, actor, w.Services)
	if err != nil {
		return made, err
	}
	box, err := s.o.Secrets(ctx, actor.Network)
	if err != nil {
		return made, err
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		made, err = db.One(ctx, tx, read, signups+` and v.request = $2`, tx.Network, w.Request)
		if !errors.Is(err, errs.NotFound) {
			return err
		}
		term, _, err := days(ctx, tx)
		if err != nil {
			return err
		}
		made = Signup{ID: db.NewID(), Code: strings.ToLower(rand.Text()), Needs: w.Needs, Audiences: w.Audiences, Form: w.Form, Moments: w.Moments, Area: w.Area, Version: 1}.begin(dayOf(tx), term)
		if err := insert(ctx, tx, made, w.Request); err != nil {
			return err
		}
		if err := s.keep(ctx, tx, box, made.ID, w.Contact); err != nil {
			return err
		}
		if err := choose(ctx, tx, made.ID, entries); err != nil {
			return err
		}
		if err := welcome(ctx, tx, made, w, len(entries)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: string(SignUp), Object: access.Volunteers, ID: made.ID})
	})
	return made, err
}

// entries gives services that are in the directory now; an unknown one is a problem of the form.
func (s *Store) entries(ctx context.Context, actor access.Actor, services []string) ([]directory.Entry, error) {
	if len(services) == 0 {
		return nil, nil
	}
	entries, err := s.directory.Entries(ctx, actor, services)
	if err == nil && len(entries) < len(services) {
		err = errs.Problems{{Column: "service", Key: "volunteer.wrong.service", Text: "volunteer.wrong.service"}}
	}
	return entries, err
}

// Step is what is done about a sign-up.
type Step struct {
	Act      Act
	Services []string // to whom to introduce, besides those that were chosen
}

// DoOwn does something about the own sign-up, for whoever has the code of its page.
func (s *Store) DoOwn(ctx context.Context, actor access.Actor, code string, act Act) (err error) {
	defer errs.Wrap(&err, "volunteering.DoOwn(%s)", act)
	if err := access.Can(actor, access.Read, access.People); err != nil {
		return err
	}
	if !slices.Contains([]Act{Introduce, Later, Place, Stop}, act) {
		return errs.Invalid
	}
	return s.do(ctx, actor, Step{Act: act}, nil, func(tx *db.Tx) (Signup, error) { return byCode(ctx, tx, code) })
}

// Do does something about a sign-up, for the information point. version is that of the page it was seen on.
func (s *Store) Do(ctx context.Context, actor access.Actor, id string, version int64, step Step) (err error) {
	defer errs.Wrap(&err, "volunteering.Do(%q, %s)", id, step.Act)
	if err := access.Can(actor, access.Edit, access.Volunteers); err != nil {
		return err
	}
	entries, err := s.entries(ctx, actor, step.Services)
	if err != nil {
		return err
	}
	return s.do(ctx, actor, step, entries, func(tx *db.Tx) (Signup, error) {
		found, err := db.One(ctx, tx, read, signups+` and v.id = $2`, tx.Network, id)
		found.Version = version
		return found, err
	})
}

func (s *Store) do(ctx context.Context, actor access.Actor, step Step, entries []directory.Entry, find func(*db.Tx) (Signup, error)) error {
	box, err := s.o.Secrets(ctx, actor.Network)
	if err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		found, err := find(tx)
		if err != nil {
			return err
		}
		if err := choose(ctx, tx, found.ID, entries); err != nil {
			return err
		}
		p, err := whole(ctx, tx, box, found)
		if err != nil {
			return err
		}
		if step.Act == Introduce {
			if err := p.introduce(ctx, tx); err != nil {
				return err
			}
		}
		return p.take(ctx, tx, actor, step.Act)
	})
}

// take lets an act happen to a sign-up.
func (p Person) take(ctx context.Context, tx *db.Tx, actor access.Actor, act Act) error {
	term, _, err := days(ctx, tx)
	if err != nil {
		return err
	}
	left := 0
	for _, i := range p.Introductions {
		if i.Sent != nil && i.Answer != No {
			left++
		}
	}
	after, err := p.After(act, left, term, dayOf(tx))
	if err != nil {
		return err
	}
	if err := update(ctx, tx, after); err != nil {
		return err
	}
	return audit.Write(ctx, tx, actor, audit.Act{Action: string(act), Object: access.Volunteers, ID: p.ID})
}

// introduce sends the introductions that did not go yet. One without an address goes too: the information point calls.
func (p Person) introduce(ctx context.Context, tx *db.Tx) error {
	var rows [][]any
	for i, to := range p.Introductions {
		if to.Sent != nil {
			continue
		}
		if err := introduceBy(ctx, tx, p, to); err != nil {
			return err
		}
		p.Introductions[i].Sent = &tx.Now
		rows = append(rows, []any{tx.Network, p.ID, to.Organization, tx.Now})
	}
	if len(p.Introductions) == 0 {
		return errs.Problems{{Column: "service", Key: "volunteer.wrong.none", Text: "volunteer.wrong.none"}}
	}
	return tx.Repeat(ctx, `update introduction set sent_at = $4 where network_id = $1 and volunteer_id = $2 and organization_id = $3`, rows)
}

// Met notes what an organisation says came of an introduction, by its link.
func (s *Store) Met(ctx context.Context, actor access.Actor, object string, answer Answer) (err error) {
	defer errs.Wrap(&err, "volunteering.Met")
	id, organization := cutObject(object)
	if err := access.Can(actor, access.Edit, access.OwnEntries, access.At{Organization: organization}); err != nil {
		return err
	}
	if !slices.Contains(Answers, answer) {
		return errs.Problems{{Column: "answer", Key: "volunteer.wrong.choice", Text: "volunteer.wrong.choice"}}
	}
	box, err := s.o.Secrets(ctx, actor.Network)
	if err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		changed, err := tx.Exec(ctx, `update introduction set answer = $4, answered_at = $5 where network_id = $1 and volunteer_id = $2 and organization_id = $3 and sent_at is not null`,
			tx.Network, id, organization, string(answer), tx.Now)
		if err == nil && changed == 0 {
			err = errs.NotFound
		}
		if err != nil {
			return err
		}
		found, err := db.One(ctx, tx, read, signups+` and v.id = $2`, tx.Network, id)
		if err != nil {
			return err
		}
		p, err := whole(ctx, tx, box, found)
		if err != nil {
			return err
		}
		act := map[Answer]Act{Started: Place, Talking: Later, No: Decline}[answer]
		if err := p.take(ctx, tx, actor, act); !errors.Is(err, errs.Conflict) {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "answer", Object: access.Volunteers, ID: id}) // it ended meanwhile: the answer stays
	})
}
