//go:build !race

package web_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/glass"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/network"
	"samenspel/internal/privacy"
	"samenspel/internal/retention"
	"samenspel/internal/testkit"
)

// backgroundScene is what happens behind the pages: mail, jobs, the trace, terms, openings and settings of the network.
var backgroundScene = scene{fill: fillBackground, elsewhere: backgroundElsewhere, works: []work{
	{"verify the trace", func(w *twins) (any, error) { return audit.NewStore(w.town.DB).Verify(ctx, w.town.Operator, nil) }},
	{"the ends of months of the trace", func(w *twins) (any, error) { return audit.NewStore(w.town.DB).Heads(ctx, w.town.Operator) }},
	{"close a month of the trace", inside(func(_ *twins, tx *db.Tx) (any, error) { return audit.Close(ctx, tx, sealKey) })},
	{"remove a month of the trace", inside(func(_ *twins, tx *db.Tx) (any, error) {
		if err := audit.RemoveSegment(ctx, tx, oldSegment); err != nil {
			return nil, err
		}
		return audit.Segments(ctx, tx)
	})},
	{"remove a month of the trace that is elsewhere", inside(func(_ *twins, tx *db.Tx) (any, error) { return nil, audit.RemoveSegment(ctx, tx, newSegment) })},
	{"the trace of one thing", func(w *twins) (any, error) {
		return audit.NewStore(w.town.DB).Lines(ctx, w.town.Operator, audit.Filter{Object: string(access.Staff), Limit: 500})
	}},
	{"work in the background", drain},
	{"one job", func(w *twins) (any, error) {
		return jobs.NewStore(w.town.DB).Get(ctx, w.town.Operator, w.secrets["job failed"])
	}},
	{"a job that fails", failing(func(*twins) error { return nil })},
	{"a job that another worker has by now", failing(func(w *twins) error {
		return w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `update job set lease = 'another' where network_id = $1 and state = 'running' and kind = 'failing'`, tx.Network)
			return err
		})
	})},
	{"a job that takes long", func(w *twins) (any, error) {
		worker, err := jobs.NewWorker(w.town.DB, jobs.Options{Networks: w.own, Log: slog.New(slog.DiscardHandler), Lease: 30 * time.Millisecond,
			Kinds: []jobs.Kind{{Name: "long", Do: func(ctx context.Context, _ *jobs.Run) error {
				defer w.lend("job")()
				for !w.heardOf("update job set leased_until") && ctx.Err() == nil {
					time.Sleep(time.Millisecond)
				}
				select { // who renews the lease of another is told to stop soon after
				case <-ctx.Done():
				case <-time.After(500 * time.Millisecond):
				}
				return ctx.Err()
			}}}})
		if err != nil {
			return nil, err
		}
		err = w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
			_, err := jobs.Enter(ctx, tx, jobs.Job{Kind: "long"})
			return err
		})
		if err != nil {
			return nil, err
		}
		defer w.lend("job")()
		return worker.Drain(ctx)
	}},
	{"forget jobs", inside(func(_ *twins, tx *db.Tx) (any, error) { return jobs.Forget(ctx, tx, tx.Now.AddDate(0, -6, 0)) })},
	{"forget openings", inside(func(_ *twins, tx *db.Tx) (any, error) { return glass.Forget(ctx, tx, tx.Now.AddDate(1, 0, 0)) })},
	{"hold mail", inside(func(_ *twins, tx *db.Tx) (any, error) { return mail.Hold(ctx, tx) })},
	{"change what is agreed about terms", agreeing},
	{"remove what was kept long enough", removing},
	{"erase mail", inside(func(_ *twins, tx *db.Tx) (any, error) { return mail.Erase(ctx, tx, "post@hier.example") })},
	{"find mail", inside(func(_ *twins, tx *db.Tx) (any, error) { return mail.Named(ctx, tx, []string{"sent@hier.example"}) })},
	{"bounce", inside(func(_ *twins, tx *db.Tx) (any, error) { return mail.Bounce(ctx, tx, "sent@hier.example") })},
	{"end a broken glass", func(w *twins) (any, error) {
		actor := access.Actor{Network: w.town.Network.ID, Person: w.persons[access.Coordinator], Grants: []access.Grant{{Role: access.Coordinator}}}
		return nil, w.server.Glass.End(ctx, actor, "glas")
	}},
	{"send mail again that was sent", func(w *twins) (any, error) {
		return nil, w.server.Outbox.Retry(ctx, w.town.Operator, w.secrets["mail sent"])
	}},
	{"take the logo away", func(w *twins) (any, error) {
		n, err := w.town.Networks.BySlug(ctx, "hier")
		if err != nil {
			return nil, err
		}
		return nil, w.town.Networks.PutLogo(ctx, w.town.Operator, n, network.Logo{}, nil)
	}},
	{"a logo", func(w *twins) (any, error) { return w.town.Networks.Picture(ctx, w.town.Operator) }},
}}

// fillBackground enters mail, jobs and months of the trace in every state.
func fillBackground(w *twins, t testing.TB) {
	musts(t)(w.town.DB.In(ctx, w.town.Network.ID, w.enterBackground))
}

func (w *twins) enterBackground(tx *db.Tx) error {
	network, now, old := tx.Network, tx.Now, tx.Now.AddDate(-1, 0, 0)
	for _, state := range []string{"failed", "bounced", "sent", "waiting"} {
		id, err := mail.Queue(ctx, tx, mail.Message{Kind: "sign-in", Lang: "nl", Object: w.secrets["linkid"], Address: "post@hier.example", Name: "Iemand " + ownMark, Args: map[string]string{"Until": "morgen " + ownMark}})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update outbox set state = $3, message_id = $4, created_at = $5 where network_id = $1 and id = $2`, network, id, state, state+"@hier.example", old); err != nil {
			return err
		}
		w.secrets["mail "+state] = id
	}
	for i, job := range []struct{ kind, key, state, lease string }{{"mail", "", "failed", ""}, {"mail", "", "dropped", ""}, {"mail", "", "done", ""},
		{"test", "", "running", "lost"}, {"test", "", "running", "doubted"}, {"test", "", "waiting", ""}} {
		id := fmt.Sprintf("00000000-0000-7000-8000-0000000000%02d", i)
		if _, err := tx.Exec(ctx, `insert into job (network_id, id, kind, payload, priority, state, attempt, due_at, run_at, lease, leased_until, doubted, started_at,
			ended_at, done, total, progress, last_error, entered_at) values ($1, $2, $3, '"x"', 0, $4, 1, $5, $5, $6, $7, $8, $5, $9, 0, 0, '', '', $5)`,
			network, id, job.kind, job.state, now, job.lease, now.Add(-time.Minute), job.lease == "doubted", old); err != nil {
			return err
		}
		w.secrets["job "+job.state+job.lease] = id
	}
	err := enter(tx,
		row{`insert into glass (network_id, id, person_id, object, object_id, area_id, reason, opened_at, closes_at) values ($1, 'glas', $2, 'cases', 'x', $6, $3, $4, $5)`,
			[]any{w.persons[access.Coordinator], "Een reden " + ownMark, now, now.Add(time.Hour), w.secrets["noord"]}},
		row{`insert into retention (network_id, asked_by, asked_at, agreed_by, agreed_at, ran_at) values ($1, $2, $4, $3, $4, $4)`,
			[]any{w.persons[access.Administrator], w.persons[access.PrivacyOfficer], old}},
		row{`insert into logo (network_id, hash, body) values ($1, 'logo', 'cGljdHVyZQ==')`, nil},
		row{`insert into retention_term (network_id, object, event, term) values ($1, 'mail', 'made', '60d')`, nil},
		row{`insert into tombstone (network_id, object, hash, effect, at, job) values ($1, 'mail', 'hash', 'delete', $2, 'test')`, []any{old}},
		row{`insert into audit_segment (network_id, seq, hash, closed_at, signature) values ($1, $2, '', $3, '')`, []any{oldSegment, old}},
	)
	if err != nil {
		return err
	}
	for i, period := range []time.Time{old, now, old, now} {
		if _, err := tx.Exec(ctx, `insert into job (network_id, id, kind, period, payload, priority, state, attempt, due_at, run_at, lease, doubted, ended_at, done, total, progress, last_error, entered_at)
			values ($1, $2, $5, $3, 'null', 0, 'done', 1, $3, $3, '', $4, $3, 0, 0, '', '', $3)`, network, fmt.Sprintf("00000000-0000-7000-8000-0000000001%02d", i), period, false, []string{"often", "often", "seldom", "seldom"}[i]); err != nil {
			return err
		}
	}
	return nil
}

func backgroundElsewhere(w *twins) []string {
	return append(w.others(
		other{"audit_segment", `seq = ` + strconv.Itoa(oldSegment), set{"seq": strconv.Itoa(newSegment), "closed_at": `(select max(at) from kept_audit_line)`}},
	), `delete from kept_job where network_id = `+quote(w.town.Network.ID)+` and kind = 'seldom' and id like '%103'`)
}

// failing makes a work of a job that fails while another of the same key waits. Meanwhile something happens to it.
func failing(meanwhile func(*twins) error) func(*twins) (any, error) {
	return func(w *twins) (any, error) {
		enter := func(at time.Time) error {
			return w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
				_, err := jobs.Enter(ctx, tx, jobs.Job{Kind: "failing", Key: "dezelfde", At: at})
				return err
			})
		}
		back := func() {}
		worker, err := jobs.NewWorker(w.town.DB, jobs.Options{Networks: w.own, Log: slog.New(slog.DiscardHandler), Kinds: []jobs.Kind{{Name: "failing", Do: func(context.Context, *jobs.Run) error {
			back()
			err := enter(testkit.Today.Add(time.Hour))
			back = w.lend("job")
			return errors.Join(errors.New("it fails"), err, meanwhile(w))
		}}}})
		if err != nil {
			return nil, err
		}
		if err := enter(testkit.Today); err != nil {
			return nil, err
		}
		back = w.lend("job")
		defer func() { back() }()
		return worker.Drain(ctx)
	}
}

// agreeing makes a term shorter, so that two people must agree once more.
func agreeing(w *twins) (any, error) {
	first, second := w.town.Operator, w.town.Operator
	first.Person, second.Person = w.persons[access.Administrator], w.persons[access.PrivacyOfficer]
	second.Grants = []access.Grant{{Role: access.PrivacyOfficer}}
	err := w.town.Retention.SetTerm(ctx, first, privacy.Mail, privacy.Made, privacy.Term{Days: 30})
	if err == nil {
		err = w.town.Retention.Ask(ctx, first)
	}
	if err == nil {
		err = w.town.Retention.Agree(ctx, second)
	}
	if err != nil {
		return nil, err
	}
	state, rules, err := w.town.Retention.State(ctx, first)
	return fmt.Sprint(state.Agreed(), rules), err
}

// removing tries, and then does, what happens every night, with a file of tombstones of its own.
func removing(w *twins) (out any, err error) {
	folder, err := os.MkdirTemp("", "tombstones")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	engine := retention.New(w.town.DB, retention.Options{Folder: folder, Key: []byte("key"), Keepers: []retention.Keeper{testkit.Mails}})
	would, err := engine.Try(ctx, w.town.Operator)
	if err != nil {
		return nil, err
	}
	did, agreed, err := engine.Run(ctx, w.town.Operator, "test")
	return fmt.Sprint(would, did, agreed), err
}

// own gives the network whose work is done.
func (w *twins) own(context.Context) ([]string, error) { return []string{w.town.Network.ID}, nil }

// drain does everything that waits in the background, with the letters as they leave.
func drain(w *twins) (any, error) {
	var sent outbasket
	mailer := &mail.Mailer{DB: w.town.DB, Sender: &sent, Key: make([]byte, 32), Lang: w.town.Accounts.LangOf, Log: slog.New(slog.DiscardHandler),
		Identity: func(context.Context, string) (mail.Identity, error) {
			return mail.Identity{Name: "Samenspel", From: "punt@hier.example", Host: "hier.example"}, nil
		},
		Link: func(m mail.Message, _ string) (string, error) {
			token, err := w.town.Accounts.LinkToken(ctx, m.Network, m.Object)
			return "https://hier.example/welkom/" + token, err
		}}
	var ran []string
	worker, err := jobs.NewWorker(w.town.DB, jobs.Options{Networks: w.own, Log: slog.New(slog.DiscardHandler), Slots: 1, Lease: 30 * time.Second,
		Schedules: []jobs.Schedule{{Kind: "often", Every: time.Hour}},
		Kinds: []jobs.Kind{mailer.Kind(), {Name: "test", Do: func(_ context.Context, r *jobs.Run) error {
			ran = append(ran, r.Network+" "+r.ID)
			defer w.lend("job")()
			return r.Progress(ctx, 1, 2, "half")
		}}, {Name: "often", Do: func(context.Context, *jobs.Run) error { return nil }}}})
	if err != nil {
		return nil, err
	}
	attempts, err := worker.Drain(ctx)
	*w.town.Later = 40 * time.Second
	more, again := worker.Drain(ctx)
	return fmt.Sprint(attempts, more, len(ran), sent), errors.Join(err, again)
}

// outbasket keeps letters as they leave.
type outbasket []string

func (o *outbasket) Send(_ context.Context, e mail.Envelope) error {
	*o = append(*o, fmt.Sprint(e))
	return nil
}
