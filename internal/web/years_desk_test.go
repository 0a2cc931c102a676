//go:build !race

package web_test

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/desk"
	"samenspel/internal/jobs"
	"samenspel/internal/referral"
	"samenspel/internal/web"
)

// This file gives the two years an information point, and nights in which the machine is killed.

// asks lets somebody call the information point. What is asked is written down, and kept there or passed on.
func (y *years) asks() {
	_, body := y.ask(access.Desk, http.MethodGet, "/vragen/nieuw", nil)
	form := formOn(y.t, body)
	form.Set("note", []string{"Iemand zoekt gezelschap", "De tuin wordt te veel", "Wie helpt met de post?"}[y.dice.IntN(3)])
	form.Set("wijk", []string{"Noord", "Zuid"}[y.dice.IntN(2)])
	form.Set("phone", "099 000 00 44")
	form.Set("do", []string{"keep", "pass"}[y.dice.IntN(2)])
	if code, body := y.ask(access.Desk, http.MethodPost, "/vragen/nieuw", form); code != http.StatusSeeOther {
		y.t.Errorf("writing a question down answers %d: %.2000s", code, body)
	}
	y.do("ask")
}

// answersQuestions lets the information point do something with questions, or not: most days nothing happens. Now and then
// somebody whose question was closed calls again.
func (y *years) answersQuestions() {
	today := y.here.Now().Format(time.DateOnly)
	for _, line := range dbtest.Ask[string](y.t, y.here.DB, `select id || ' ' || state || case when next_on <= '`+today+` 23:59:59' then ' due' else ' ' end from enquiry
		where network_id = '`+y.here.Network.ID+`' and ended_at is null order by id`) {
		f := strings.Fields(line)
		y.handles("/vragen/"+f[0], desk.State(f[1]), len(f) > 2)
	}
	if y.last || y.dice.IntN(60) > 0 {
		return
	}
	for _, id := range dbtest.Ask[string](y.t, y.here.DB, `select id from enquiry where network_id = '`+y.here.Network.ID+`' and state = 'closed' order by id limit 1`) {
		y.form(access.Desk, "/vragen/"+id, "do", "reopen")
	}
}

// handles takes a step with a question.
func (y *years) handles(path string, state desk.State, due bool) {
	n := y.dice.IntN(100)
	switch state {
	case desk.Answered:
		switch {
		case n < 20 && !y.last && path != "/vragen/"+y.ids["vragen"]: // that one has no number to call
			y.form(access.Desk, path, "do", "ask-back")
		case n < 40:
			y.form(access.Desk, path, "do", "close", "kind", "wanted", "asker", "resident", "outcome", "information")
		}
	case desk.LookingBack:
		outcome := []string{"helped", "not-yet", "again"}[n%3]
		if y.last {
			outcome = "helped"
		}
		if due && n < 60 {
			y.form(access.Desk, path, "do", "look-back", "outcome", outcome, "kind", "wanted", "asker", "resident")
		}
	default:
		switch {
		case n < 10 && state != desk.Taken:
			y.form(access.Desk, path, "do", "take")
		case n < 15 && !y.last:
			y.form(access.Desk, path, "do", "wait", "until", y.here.Now().AddDate(0, 0, 10).Format(time.DateOnly))
		case n < 20 && !y.last:
			y.form(access.Desk, path, "do", "pass-on", "to", "person:"+y.persons[access.Ambassador], "reason", "Zij kent de wijk")
		case n < 35 || y.last && n < 60:
			y.form(access.Desk, path, "do", "answer")
		}
	}
}

// lateQuestions gives the questions that are over time, and those that are of nobody.
func (y *years) lateQuestions(today time.Time) (late []string) {
	actor := access.Actor{Network: y.here.Network.ID, Person: y.persons[access.Desk], Grants: []access.Grant{{Role: access.Desk}}}
	for after := ""; ; {
		q, err := y.here.Desk.Queue(ctx, actor, desk.All, after)
		y.must(err)
		for _, r := range q.Rows {
			if r.Overdue(today) || r.Owner != "" && r.Responsible.ID == "" {
				late = append(late, r.Code+" "+string(r.State)+" "+r.Due.Format(time.DateOnly)+" "+r.Responsible.Name)
			}
		}
		if after = q.Next; after == "" {
			return late
		}
	}
}

// errDead is what a program that was killed would not hear any more.
var errDead = errors.New("killed")

// dying lets so many statements run, and then none.
type dying struct {
	db.Statements
	left *atomic.Int64
}

func (d dying) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if d.left.Add(-1) < 0 {
		return nil, errDead
	}
	return d.Statements.ExecContext(ctx, query, args...)
}

func (d dying) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if d.left.Add(-1) < 0 {
		return nil, errDead
	}
	return d.Statements.PrepareContext(ctx, query)
}

func (d dying) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if d.left.Add(-1) < 0 {
		return nil, errDead
	}
	return d.Statements.QueryContext(ctx, query, args...)
}

// killed lets the work of a night begin, and kills the program in the middle of a statement: what ran cannot note that it
// stopped. Another program, with pages and workers of its own, begins on what stands in the database.
func (y *years) killed() {
	left := new(atomic.Int64)
	left.Store(int64(5 + y.dice.IntN(40)))
	program := *y
	program.starts(y.here.DB.WithStatements(func(s db.Statements) db.Statements { return dying{s, left} }))
	y.must(y.here.DB.In(ctx, y.here.Network.ID, func(tx *db.Tx) error {
		for _, kind := range []string{referral.JobKind, casework.JobKind, desk.JobKind} {
			if _, err := jobs.Enter(ctx, tx, jobs.Job{Kind: kind}); err != nil {
				return err
			}
		}
		return nil
	}))
	_, _ = program.office.worker.Drain(ctx) // it does not come back to tell
	program.ask(access.Coordinator, http.MethodGet, "/week", nil)
	y.do("killed in the night")
	if left.Load() < 0 {
		y.do("in the middle of something")
	}
	y.starts(y.here.DB)
	for range 4 { // what the dead one had is doubted, taken over, and done
		*y.here.Later += time.Minute
		_, err := y.office.worker.Drain(ctx)
		y.must(err)
	}
}

// starts begins another program on a database: its pages, and its worker.
func (y *years) starts(d *db.DB) {
	y.here = y.here.Restarted(y.t, d)
	y.handler = y.here.Web(y.t, web.Options{}, nil)
	y.opens(y.office.folder)
}
