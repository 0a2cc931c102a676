package casework

import (
	"context"
	"fmt"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
)

func readOwn(scan db.Scan) (q OwnQuestion, err error) {
	return q, scan(&q.ID, &q.Area, &q.Text, &q.Since, &q.SinceOn, &q.Gone, &q.GoneOn)
}

// loadForm reads the own questions, in the order in which they were asked first.
func loadForm(ctx context.Context, tx *db.Tx) (f Form, err error) {
	f.Questions, err = db.All(ctx, tx, readOwn, `select q.id, q.area_id, q.text, q.since, q.since_on, q.gone, q.gone_on from own_question q where q.network_id = $1 order by q.since`, tx.Network)
	return f, err
}

// Form gives what a network asks of its own, and asked before, to who decides on it.
func (s *Store) Form(ctx context.Context, actor access.Actor) (f Form, err error) {
	defer errs.Wrap(&err, "casework.Form")
	if err := access.Can(actor, access.Read, access.CaseForm); err != nil {
		return f, err
	}
	return f, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		f, err = loadForm(ctx, tx)
		return err
	})
}

// Ask adds a question to the form, under its ID, in the town or in a wijk: of q it reads those and Text. What was asked
// before under that ID stays as it is.
func (s *Store) Ask(ctx context.Context, actor access.Actor, q OwnQuestion, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "casework.Ask")
	q.Text = strings.Join(strings.Fields(q.Text), " ")
	return s.changeForm(ctx, actor, "ask", q.ID, func(tx *db.Tx, f Form) error {
		for _, there := range f.Questions {
			if there.ID == q.ID {
				return nil
			}
		}
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		if wijk, _ := duty.Tree.WijkOf(q.Area); wijk.ID != q.Area {
			return errs.Problems{{Column: "area", Key: "casework.wrong.area", Text: "casework.wrong.area"}}
		}
		if err := f.check(q, texts); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into own_question (network_id, id, area_id, text, since, since_on, gone) values ($1, $2, $3, $4, $5, $6, 0)`,
			tx.Network, q.ID, q.Area, q.Text, f.Version()+1, dayOf(tx))
		return err
	})
}

// Stop takes a question from the form. What was answered stays.
func (s *Store) Stop(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "casework.Stop(%q)", id)
	return s.changeForm(ctx, actor, "stop", id, func(tx *db.Tx, f Form) error {
		n, err := tx.Exec(ctx, `update own_question set gone = $3, gone_on = $4 where network_id = $1 and id = $2 and gone = 0`, tx.Network, id, f.Version()+1, dayOf(tx))
		if err == nil && n == 0 {
			return fmt.Errorf("%w: this question is not asked", errs.NotFound)
		}
		return err
	})
}

// changeForm changes the form, and notes it.
func (s *Store) changeForm(ctx context.Context, actor access.Actor, action, id string, fn func(*db.Tx, Form) error) error {
	if err := access.Can(actor, access.Edit, access.CaseForm); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		f, err := loadForm(ctx, tx)
		if err != nil {
			return err
		}
		if err := fn(tx, f); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: action, Object: access.CaseForm, ID: id})
	})
}

// onForm gives what is said of needs of an area, with the questions that its form asks.
func onForm(ctx context.Context, tx *db.Tx, area string, said []Asking) ([]Asking, error) {
	f, err := loadForm(ctx, tx)
	all := make([]Asking, len(said))
	for i, a := range said {
		a.asked = f.For(area)
		all[i] = a
	}
	return all, err
}

// CountOwn counts the answers to own questions of needs that were laid on the table from one day on until another, inside a
// transaction that another concept opened. Questions that nobody answered then are in it while they are asked.
func CountOwn(ctx context.Context, tx *db.Tx, from, until time.Time) (all []OwnCount, err error) {
	f, err := loadForm(ctx, tx)
	if err != nil || len(f.Questions) == 0 {
		return nil, err
	}
	type answer struct{ question, said string }
	counts := map[answer]int{}
	err = db.Each(ctx, tx, func(scan db.Scan) error {
		said := map[string]string{}
		err := scan(db.FromJSON(&said))
		for id, one := range said {
			counts[answer{id, one}]++
		}
		return err
	}, `select own_answers from case_need where network_id = $1 and own_answers <> '{}' and opened_on >= $2 and opened_on < $3`, tx.Network, from, until)
	for _, q := range f.Questions {
		c := OwnCount{q, counts[answer{q.ID, "yes"}], counts[answer{q.ID, "no"}]}
		if q.Asked() || c.Yes+c.No > 0 {
			all = append(all, c)
		}
	}
	return all, err
}
