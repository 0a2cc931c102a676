package jobs

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/db"
)

// machine plays a worker and everything that can happen to it, step by step, on a real database.
type machine struct {
	t     *rapid.T
	d     *db.DB
	net   string
	clock *hand
	w     *Worker
	kind  Kind
	held  []claimed // in the hands of workers that live
	dead  int       // claims of workers that died
}

const modelLease = 30 * time.Second

func (m *machine) enter(t *rapid.T) {
	j := Job{Kind: "x", Priority: rapid.IntRange(-1, 1).Draw(t, "priority")}
	if n := rapid.IntRange(0, 3).Draw(t, "key"); n > 0 {
		j.Key = fmt.Sprint("k", n)
	}
	j.At = m.clock.now().Add(time.Duration(rapid.IntRange(-5, 5).Draw(t, "minutes")) * time.Minute)
	enter(t, m.d, m.net, j)
}

func (m *machine) claim(t *rapid.T) {
	limit := rapid.IntRange(1, 3).Draw(t, "limit")
	due := m.count(`state = 'waiting' and run_at <= $2`, m.d.Now())
	var mine []claimed
	in(t, m.d, m.net, func(tx *db.Tx) (err error) {
		mine, err = claim(ctx, tx, m.w.names, limit, modelLease, m.w.skipLocks)
		return err
	})
	if want := min(limit, due); len(mine) != want {
		t.Fatalf("%d were due and %d of %d were claimed", due, len(mine), want)
	}
	m.held = append(m.held, mine...)
}

// take removes one of the jobs that are held, if there is one.
func (m *machine) take(t *rapid.T) (c claimed, ok bool) {
	if len(m.held) == 0 {
		return c, false
	}
	i := rapid.IntRange(0, len(m.held)-1).Draw(t, "held")
	c = m.held[i]
	m.held = append(m.held[:i:i], m.held[i+1:]...)
	return c, true
}

func (m *machine) end(t *rapid.T, err error) {
	if c, ok := m.take(t); ok {
		if err := m.w.settle(ctx, c, err); err != nil {
			t.Fatal(err)
		}
	}
}

func (m *machine) finish(t *rapid.T) { m.end(t, nil) }
func (m *machine) fail(t *rapid.T)   { m.end(t, errors.New("no")) }
func (m *machine) giveUp(t *rapid.T) { m.end(t, Permanent(errors.New("never"))) }
func (m *machine) stop(t *rapid.T)   { m.end(t, errStopped) }

func (m *machine) crash(t *rapid.T) {
	if _, ok := m.take(t); ok {
		m.dead++
	}
}

func (m *machine) renew(t *rapid.T) {
	for _, c := range m.held {
		in(t, m.d, m.net, func(tx *db.Tx) error {
			_, err := renew(ctx, tx, c, modelLease)
			return err
		})
	}
}

func (m *machine) sweep(t *rapid.T) {
	if err := m.w.takeOver(ctx, m.net); err != nil {
		t.Fatal(err)
	}
}

func (m *machine) pass(t *rapid.T) {
	m.clock.move(time.Duration(rapid.IntRange(1, 7200).Draw(t, "seconds")) * time.Second)
}

func (m *machine) person(t *rapid.T) {
	store := NewStore(m.d)
	failed, err := store.List(ctx, operator(m.net), Failed, "")
	if err != nil || len(failed) == 0 {
		return
	}
	if rapid.Bool().Draw(t, "retry") {
		_ = store.Retry(ctx, operator(m.net), failed[0].ID) // a conflict when its key waits already
	} else if err := store.Drop(ctx, operator(m.net), failed[0].ID); err != nil {
		t.Fatal(err)
	}
}

func (m *machine) count(where string, args ...any) (n int) {
	err := m.d.View(ctx, m.net, func(tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int], `select count(*) from job where network_id = $1 and `+where, append([]any{tx.Network}, args...)...)
		return err
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return n
}

// check tells what always holds: each job is in one state, and has what that state needs and nothing else.
func (m *machine) check(t *rapid.T) {
	wrong := m.count(`not (
		state = 'waiting' and lease = '' and leased_until is null and ended_at is null or
		state = 'running' and lease <> '' and leased_until is not null and started_at is not null and ended_at is null and attempt > 0 or
		state in ('done', 'failed', 'dropped') and lease = '' and leased_until is null and ended_at is not null)`)
	if wrong > 0 {
		t.Fatalf("%d jobs are in no proper state", wrong)
	}
	if n := m.count(`state = 'waiting' and unique_key is not null and exists (select 1 from job o where o.network_id = $1
		and o.id <> job.id and o.unique_key = job.unique_key and o.state = 'waiting')`); n > 0 {
		t.Fatalf("%d waiting jobs have a key that another has", n)
	}
	if n := m.count(`attempt > $2 and state <> 'done'`, m.kind.Attempts); n > 0 {
		t.Fatalf("%d jobs were tried too often", n)
	}
	if n := m.count(`state = 'running' and lease in (select j.lease from job j where j.network_id = $1) and run_at > $2`, m.d.Now()); n > 0 {
		t.Fatalf("%d jobs run before their time", n)
	}
}

// settleAll lets time pass with one good worker: then every job comes to an end.
func (m *machine) settleAll(t *rapid.T) {
	m.held = nil
	for round := 0; round < 60 && m.count(`state in ('waiting', 'running')`) > 0; round++ {
		m.sweep(t)
		if _, err := m.w.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		m.clock.move(5 * time.Hour)
	}
	if n := m.count(`state in ('waiting', 'running')`); n > 0 {
		t.Fatalf("%d jobs never come to an end", n)
	}
}

func TestAnyOrderOfEvents(t *testing.T) {
	fewer(t, "40") // each plays some thirty events on a real database
	each(t, func(t *testing.T, d *db.DB, clock *hand) {
		runs := 0
		rapid.Check(t, func(rt *rapid.T) {
			runs++
			m := &machine{t: rt, d: d, clock: clock, net: fmt.Sprint("n", runs)}
			addNetwork(rt, d, m.net)
			m.kind = Kind{Name: "x", Attempts: 4, Do: effects(d)[0].Do}
			m.w = modelWorker(t, m)
			rt.Repeat(map[string]func(*rapid.T){"": m.check, "enter": m.enter, "enter again": m.enter, "claim": m.claim, "finish": m.finish,
				"fail": m.fail, "give up": m.giveUp, "stop": m.stop, "crash": m.crash, "renew": m.renew, "sweep": m.sweep, "time": m.pass, "person": m.person})
			m.settleAll(rt)
		})
	})
}

// fewer sets how many cases rapid tries until the test ends.
func fewer(t *testing.T, checks string) {
	t.Helper()
	set := flag.Lookup("rapid.checks")
	before := set.Value.String()
	if before != set.DefValue {
		return // asked for on the command line
	}
	if err := set.Value.Set(checks); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = set.Value.Set(before) })
}

func modelWorker(t *testing.T, m *machine) *Worker {
	return worker(t, m.d, Options{Lease: modelLease, Kinds: []Kind{m.kind},
		Networks: func(context.Context) ([]string, error) { return []string{m.net}, nil }})
}
