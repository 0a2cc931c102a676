package casework

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
	"samenspel/internal/measure"
	"samenspel/internal/people"
)

// Asking is what is known of a need.
type Asking struct {
	Key      string // of its row in a form: problems are about columns such as "help-k1"; "" = there is one row
	Need     string // id; "" = another need
	Help     string // code of the kind of help; "" = not said yet
	Audience string // code, or ""
	Ages     string // band, or ""
	Aim      string // code, or ""
	Text     Text
	Services []string          // shortlist: ids
	Own      map[string]string // answers to own questions: id → "yes" or "no"; others are left out
	Said                       // without Now, which is asked when it is settled
	Judge    *Step             // does informal help fit? nil = no answer yet

	asked []OwnQuestion // the own questions on the form
}

// maxServices is the longest shortlist.
const maxServices = 10

// check gives the problems that keep a need from being kept, its text excepted. Columns are the names of form fields.
func (a Asking) check() error {
	var problems errs.Problems
	say := func(wrong bool, column string) {
		if wrong {
			problems = append(problems, errs.Problem{Column: column, Key: "casework.wrong.choice", Text: "casework.wrong.choice"})
		}
	}
	taxonomies := directory.Taxonomy()
	_, help := taxonomies.Needs.Find(a.Help)
	_, audience := taxonomies.Audiences.Find(a.Audience)
	_, band := directory.BandByCode(a.Ages)
	say(a.Help != "" && !help, "help")
	say(a.Audience != "" && !audience, "audience")
	say(a.Ages != "" && !band, "ages")
	say(!known(measure.Helpers, a.Before), "before")
	say(!known(Moments, a.Moment), "moment")
	say(!known(Named, a.Named), "named")
	say(!known(Aims, a.Aim), "aim")
	for _, q := range a.asked {
		say(!known(Named, a.Own[q.ID]), "own-"+q.ID)
	}
	say(len(a.Services) > maxServices, "services")
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// into gives a need with what is known of it, and the reason for going on in spite of what looks like a name.
func (a Asking) into(n Need) (_ Need, despite string, err error) {
	if err := a.check(); err != nil {
		return n, "", err
	}
	n.Help, n.Audience, n.Ages, n.Aim, n.Services = a.Help, a.Audience, a.Ages, a.Aim, a.Services
	n.Before, n.Moment, n.Named = a.Before, a.Moment, a.Named
	n.Own = answers(n.Own, a.Own, a.asked)
	n.Text, despite, err = a.Text.said("text")
	return n, despite, err
}

// keyed gives problems with the row of a form that they are about.
func (a Asking) keyed(err error) error {
	var problems errs.Problems
	if a.Key == "" || !errors.As(err, &problems) {
		return err
	}
	problems = slices.Clone(problems)
	for i := range problems {
		problems[i].Column += "-" + a.Key
	}
	return problems
}

// Opening is a case that is laid on the table.
type Opening struct {
	Request    string // of the form: the same twice makes one case
	Slip       string // code of a slip that was printed before; "" = a new one
	Team       string // id
	Area       string // id; "" = that of the team
	Discussion string // id of the one in which it is discussed, or ""
	Needs      []Asking

	Professional string // work address, or ""
}

// Open begins a case with at least one need. The same request again gives the case that was made of it.
func (s *Store) Open(ctx context.Context, actor access.Actor, o Opening) (c Case, err error) {
	defer errs.Wrap(&err, "casework.Open")
	if o.Request == "" || actor.Person == "" {
		return c, errs.Invalid
	}
	if len(o.Needs) == 0 {
		return c, errs.Problems{{Column: "needs", Key: "casework.wrong.needs", Text: "casework.wrong.needs"}}
	}
	return c, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		c = Case{ID: db.IDFor("case", tx.Network, actor.Person, o.Request), Team: o.Team, Owner: actor.Person, Opened: dayOf(tx)}
		if c.Area, err = teamOf(duty, o.Team, o.Area); err != nil {
			return err
		}
		if err := may(actor, access.Edit, c); err != nil {
			return err
		}
		there, err := db.All(ctx, tx, readCase, cases+` and c.id = $2`, tx.Network, c.ID)
		if err != nil || len(there) > 0 {
			c = append(there, c)[0]
			return err
		}
		if err := begin(ctx, tx, actor, &c, o); err != nil {
			return err
		}
		return s.brought(ctx, tx, c)
	})
}

// begin writes a new case with its needs.
func begin(ctx context.Context, tx *db.Tx, actor access.Actor, c *Case, o Opening) (err error) {
	said, err := onForm(ctx, tx, c.Area, o.Needs)
	if err != nil {
		return err
	}
	changed, events, err := answered(*c, nil, said, actor.Person, dayOf(tx))
	if err != nil {
		return err
	}
	if c.Professional, err = workAddress(o.Professional); err != nil {
		return err
	}
	if c.Code, c.Words, err = takeSlip(ctx, tx, o.Team, o.Slip); err != nil {
		return err
	}
	if err := insertCase(ctx, tx, *c); err != nil {
		return err
	}
	c.Version = 1
	if err := putNeeds(ctx, tx, changed...); err != nil {
		return err
	}
	if o.Discussion != "" {
		if err := lay(ctx, tx, actor, o.Discussion, *c); err != nil {
			return err
		}
	}
	if err := ends(ctx, tx, c, nil, changed); err != nil {
		return err
	}
	if !c.Open() {
		if err := updateCase(ctx, tx, *c); err != nil {
			return err
		}
	}
	return happened(ctx, tx, actor, c.ID, events...)
}

// workAddress gives the work address of a professional as it is kept.
func workAddress(typed string) (string, error) {
	typed = strings.ToLower(strings.TrimSpace(typed))
	if typed != "" && !mail.ValidAddress(typed) {
		return "", errs.Problems{{Column: "professional", Key: "casework.wrong.professional", Text: "casework.wrong.professional"}}
	}
	return typed, nil
}

// orDespite gives an act, or that somebody went on in spite of what looked like a name.
func orDespite(act Act, reason string) Act {
	if reason != "" {
		return Despite
	}
	return act
}

// change does something to a case that was read with a version, in one transaction with its events and its line in the
// trace. fn changes the case and gives the needs that changed. The case ends with its last open need.
func (s *Store) change(ctx context.Context, actor access.Actor, id string, version int64, fn func(tx *db.Tx, c *Case, all []Need) ([]Need, []Event, error)) error {
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := one(ctx, tx, actor, access.Edit, id)
		if err != nil {
			return err
		}
		c.Version = version
		all, err := needsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		changed, events, err := fn(tx, &c, all)
		if err != nil {
			return err
		}
		if err := putNeeds(ctx, tx, changed...); err != nil {
			return err
		}
		if err := ends(ctx, tx, &c, all, changed); err != nil {
			return err
		}
		if err := updateCase(ctx, tx, c); err != nil {
			return err
		}
		return happened(ctx, tx, actor, id, events...)
	})
}

// ends closes a case of which no need is open, with its actions, and opens one again of which a need is.
func ends(ctx context.Context, tx *db.Tx, c *Case, before, changed []Need) error {
	open := slices.ContainsFunc(changed, Need.Open) || slices.ContainsFunc(before, func(n Need) bool {
		return n.Open() && !slices.ContainsFunc(changed, func(after Need) bool { return after.ID == n.ID })
	})
	switch {
	case open == c.Open():
		return nil
	case open:
		words, err := freeWords(ctx, tx, c.Team, c.Words)
		c.Words, c.Ended, c.Rounded, c.Erased = words, nil, false, false
		return err
	}
	c.Ended = &tx.Now
	_, err := tx.Exec(ctx, `update case_action set result = $3, ended_on = $4 where network_id = $1 and case_id = $2 and ended_on is null`,
		tx.Network, c.ID, string(Dropped), dayOf(tx))
	return err
}

// find gives a need of a case.
func find(all []Need, id string) (Need, error) {
	i := slices.IndexFunc(all, func(n Need) bool { return n.ID == id })
	if i < 0 {
		return Need{}, errs.NotFound
	}
	return all[i], nil
}

// Do takes a step with a need: Judge, PassOn, Settle, Reopen.
func (s *Store) Do(ctx context.Context, actor access.Actor, id string, version int64, need string, step Step) (err error) {
	defer errs.Wrap(&err, "casework.Do(%q, %s)", id, step.Act)
	if !slices.Contains([]Act{Judge, PassOn, Settle, Reopen}, step.Act) || len(step.Services) > maxServices {
		return errs.Invalid
	}
	step.By = actor.Person
	note, _, err := step.Note.said("note")
	if err != nil {
		return err
	}
	return s.change(ctx, actor, id, version, func(tx *db.Tx, c *Case, all []Need) ([]Need, []Event, error) {
		n, err := find(all, need)
		if err != nil {
			return nil, nil, err
		}
		n, err = n.After(step, dayOf(tx))
		*c = c.after(step)
		return []Need{n}, []Event{{Need: need, Act: step.Act, State: n.State, Reason: note}}, err
	})
}

// Referred notes that a referral was made of a need, in the transaction in which that is made (referral.Teller). A need of
// which nobody said yet that a volunteer fits stays as it is.
func Referred(ctx context.Context, tx *db.Tx, actor access.Actor, need, _ string) (err error) {
	defer errs.Wrap(&err, "casework.Referred(%q)", need)
	id, err := caseOf(ctx, tx, need)
	if err != nil {
		return err
	}
	c, err := one(ctx, tx, actor, access.Edit, id)
	if err != nil {
		return err
	}
	all, err := needsOf(ctx, tx, id)
	if err != nil {
		return err
	}
	n, err := find(all, need)
	if err != nil || !n.Can(PassOn) {
		return err
	}
	if n, err = n.After(Step{Act: PassOn, By: actor.Person}, dayOf(tx)); err != nil {
		return err
	}
	if err := putNeeds(ctx, tx, n); err != nil {
		return err
	}
	if err := updateCase(ctx, tx, c); err != nil {
		return err
	}
	return happened(ctx, tx, actor, id, Event{Need: need, Act: PassOn, State: n.State})
}

// caseOf gives the id of the case of a need.
func caseOf(ctx context.Context, tx *db.Tx, need string) (string, error) {
	return db.One(ctx, tx, db.Value[string], `select case_id from case_need where network_id = $1 and id = $2`, tx.Network, need)
}

// Situation is what may be said of a case with one tap, and need not be.
type Situation struct {
	OwnNetwork string
	Carer      string
	Level      string
	Accent     string

	Professional string // work address, or ""
}

// DescribeCase changes the situation of an open case.
func (s *Store) DescribeCase(ctx context.Context, actor access.Actor, id string, version int64, in Situation) (err error) {
	defer errs.Wrap(&err, "casework.DescribeCase(%q)", id)
	if !known(OwnNetworks, in.OwnNetwork) || !known(Carers, in.Carer) || !known(Levels, in.Level) || !known(Accents, in.Accent) {
		return errs.Problems{{Column: "situation", Key: "casework.wrong.choice", Text: "casework.wrong.choice"}}
	}
	return s.change(ctx, actor, id, version, func(tx *db.Tx, c *Case, _ []Need) ([]Need, []Event, error) {
		if !c.Open() {
			return nil, nil, errs.Conflict
		}
		address, err := workAddress(in.Professional)
		c.OwnNetwork, c.Carer, c.Level, c.Accent, c.Professional = in.OwnNetwork, in.Carer, in.Level, in.Accent, address
		if err != nil {
			return nil, nil, err
		}
		return nil, []Event{{Act: Describe}}, s.brought(ctx, tx, *c)
	})
}

// LookUp makes an action of an open case: something to find out by a day (zero = in two weeks).
func (s *Store) LookUp(ctx context.Context, actor access.Actor, id string, version int64, text Text, day time.Time) (err error) {
	defer errs.Wrap(&err, "casework.LookUp(%q)", id)
	return s.change(ctx, actor, id, version, func(tx *db.Tx, c *Case, _ []Need) ([]Need, []Event, error) {
		said, despite, err := text.said("text")
		if err != nil {
			return nil, nil, err
		}
		today := dayOf(tx)
		a := NewAction(actor.Person, said, day, today)
		switch {
		case !c.Open():
			return nil, nil, errs.Conflict
		case said == "":
			return nil, nil, errs.Problems{{Column: "text", Key: "casework.wrong.empty", Text: "casework.wrong.empty"}}
		case a.Next.Before(today) || a.Next.After(today.AddDate(0, 0, longestLater)):
			return nil, nil, errs.Problems{{Column: "until", Key: "casework.wrong.until", Text: "casework.wrong.until"}}
		}
		_, err = tx.Exec(ctx, `insert into case_action (network_id, id, case_id, text, owner_id, began_on, next_on, due_on, result) values ($1, $2, $3, $4, $5, $6, $7, $8, '')`,
			tx.Network, db.NewID(), id, a.Text, a.Owner, a.Began, a.Next, a.Due)
		return nil, []Event{{Act: orDespite(LookUp, despite), Reason: despite}}, err
	})
}

// Finish ends an action of a case: Looked or Dropped.
func (s *Store) Finish(ctx context.Context, actor access.Actor, id string, version int64, action string, result ActionResult) (err error) {
	defer errs.Wrap(&err, "casework.Finish(%q)", id)
	if result != Looked && result != Dropped {
		return errs.Invalid
	}
	return s.change(ctx, actor, id, version, func(tx *db.Tx, _ *Case, _ []Need) ([]Need, []Event, error) {
		n, err := tx.Exec(ctx, `update case_action set result = $4, ended_on = $5 where network_id = $1 and case_id = $2 and id = $3 and ended_on is null`,
			tx.Network, id, action, string(result), dayOf(tx))
		if err == nil && n == 0 {
			err = errs.NotFound
		}
		return nil, []Event{{Act: Finish}}, err
	})
}
