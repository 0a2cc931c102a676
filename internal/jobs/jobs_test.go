package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
)

var ctx = context.Background()

// hand is a clock that tests set.
type hand struct{ at atomic.Int64 }

func newHand(at time.Time) *hand {
	h := &hand{}
	h.at.Store(at.UnixMilli())
	return h
}

func (h *hand) now() time.Time              { return time.UnixMilli(h.at.Load()) }
func (h *hand) move(by time.Duration)       { h.at.Add(by.Milliseconds()) }
func (h *hand) set(to time.Time)            { h.at.Store(to.UnixMilli()) }
func noon() time.Time                       { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }
func quiet() *slog.Logger                   { return slog.New(slog.DiscardHandler) }
func operator(n string) access.Actor        { return access.As(access.Operator, n) }
func one(context.Context) ([]string, error) { return []string{"a"}, nil }

func addNetwork(t rapid.TB, d *db.DB, ids ...string) {
	t.Helper()
	for _, id := range ids {
		in(t, d, id, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `insert into network (network_id, slug, settings, version, created_at, updated_at)
				values ($1, $1, '{}', 1, $2, $2)`, tx.Network, tx.Now)
			return err
		})
	}
}

func in(t rapid.TB, d *db.DB, network string, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.In(ctx, network, fn); err != nil {
		t.Fatal(err)
	}
}

func enter(t rapid.TB, d *db.DB, network string, j Job) (id string) {
	t.Helper()
	in(t, d, network, func(tx *db.Tx) (err error) {
		id, err = Enter(ctx, tx, j)
		return err
	})
	return id
}

func worker(t rapid.TB, d *db.DB, o Options) *Worker {
	t.Helper()
	if o.Networks == nil {
		o.Networks = one
	}
	if o.Log == nil {
		o.Log = quiet()
	}
	w, err := NewWorker(d, o)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func drain(t rapid.TB, w *Worker) int {
	t.Helper()
	n, err := w.Drain(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func get(t rapid.TB, d *db.DB, network, id string) Status {
	t.Helper()
	s, err := NewStore(d).Get(ctx, operator(network), id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// each runs a test on both engines with network "a" and a clock at noon.
func each(t *testing.T, test func(t *testing.T, d *db.DB, clock *hand)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		t.Parallel() // with the other engine
		clock := newHand(noon())
		d = d.WithClock(clock.now)
		addNetwork(t, d, "a", "b")
		test(t, d, clock)
	})
}

func TestAJobIsDoneOnceAndRollbackLeavesNone(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *hand) {
		var got []string
		w := worker(t, d, Options{Kinds: []Kind{{Name: "greet", Do: func(ctx context.Context, run *Run) error {
			var name string
			err := run.Payload(&name)
			got = append(got, name)
			return errors.Join(err, run.Progress(ctx, 1, 2, "greeting"))
		}}}})
		stop := errors.New("stop")
		err := d.In(ctx, "a", func(tx *db.Tx) error {
			if _, err := Enter(ctx, tx, Job{Kind: "greet", Payload: "nobody"}); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		id := enter(t, d, "a", Job{Kind: "greet", Payload: "Anna"})
		if n := drain(t, w); n != 1 || !slices.Equal(got, []string{"Anna"}) {
			t.Errorf("%d attempts greeted %v", n, got)
		}
		s := get(t, d, "a", id)
		if s.State != Done || s.Attempt != 1 || s.Done != 1 || s.Total != 2 || s.Text != "greeting" || s.EndedAt == nil || s.LastError != "" {
			t.Errorf("the job is %+v", s)
		}
		if drain(t, w) != 0 {
			t.Error("it was done twice")
		}
	})
}

func TestAKeyIsEnteredOnceWhileItWaits(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *hand) {
		first := enter(t, d, "a", Job{Kind: "index", Key: "k", At: noon().Add(time.Hour)})
		again := enter(t, d, "a", Job{Kind: "index", Key: "k", At: noon().Add(time.Minute), Priority: 3})
		other := enter(t, d, "a", Job{Kind: "index", Key: "other"})
		foreign := enter(t, d, "b", Job{Kind: "index", Key: "k"})
		if first != again || first == other || first == foreign {
			t.Fatalf("ids %q %q %q %q", first, again, other, foreign)
		}
		if s := get(t, d, "a", first); !s.RunAt.Equal(noon().Add(time.Minute)) {
			t.Errorf("it waits until %v", s.RunAt)
		}
		w := worker(t, d, Options{Kinds: []Kind{{Name: "index", Do: func(context.Context, *Run) error { return nil }}}})
		clock.move(time.Minute)
		if n := drain(t, w); n != 2 {
			t.Errorf("%d ran", n)
		}
		if next := enter(t, d, "a", Job{Kind: "index", Key: "k"}); next == first {
			t.Error("a job that is done took a new one")
		}
	})
}

// A job that fails while a newer one of its key waits becomes one with it, and its attempts count on.
func TestFailedJobJoinsTheNewerOfItsKey(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *hand) {
		var newer string
		w := worker(t, d, Options{Kinds: []Kind{{Name: "index", Attempts: 3, Do: func(_ context.Context, run *Run) error {
			if run.Attempt == 1 {
				newer = enter(t, d, "a", Job{Kind: "index", Key: "k"})
			}
			return errors.New("no")
		}}}})
		older := enter(t, d, "a", Job{Kind: "index", Key: "k"})
		drain(t, w)
		if s := get(t, d, "a", older); s.State != Done || s.LastError != "merged" {
			t.Errorf("the older is %+v", s)
		}
		if s := get(t, d, "a", newer); s.State != Waiting || s.Attempt != 1 {
			t.Errorf("the newer is %+v", s)
		}
		for range 4 {
			clock.move(5 * time.Hour)
			drain(t, w)
		}
		if s := get(t, d, "a", newer); s.State != Failed || s.Attempt != 3 {
			t.Errorf("in the end the newer is %+v", s)
		}
	})
}

func TestPoisonEndsInDeadLettersAndAPersonDecides(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *hand) {
		mended := false
		kinds := []Kind{
			{Name: "panics", Attempts: 5, Do: func(context.Context, *Run) error {
				if !mended {
					panic("secret words")
				}
				return nil
			}},
			{Name: "hopeless", Do: func(context.Context, *Run) error {
				return Permanent(fmt.Errorf("%w: secret words", errs.Invalid))
			}},
			{Name: "unreadable", Do: func(_ context.Context, run *Run) error {
				var n int
				return run.Payload(&n)
			}},
			{Name: "slow", Attempts: 1, Timeout: time.Millisecond, Do: func(ctx context.Context, _ *Run) error {
				<-ctx.Done()
				return ctx.Err()
			}},
		}
		w := worker(t, d, Options{Kinds: kinds})
		ids := map[string]string{}
		for _, k := range kinds {
			ids[k.Name] = enter(t, d, "a", Job{Kind: k.Name, Payload: "text"})
		}
		for range 5 {
			drain(t, w)
			clock.move(4*time.Hour + 50*time.Minute)
		}
		for kind, want := range map[string]Status{"panics": {Attempt: 5, LastError: "panic"}, "hopeless": {Attempt: 1, LastError: "invalid input"},
			"unreadable": {Attempt: 1, LastError: "invalid input"}, "slow": {Attempt: 1, LastError: context.DeadlineExceeded.Error()}} {
			if s := get(t, d, "a", ids[kind]); s.State != Failed || s.Attempt != want.Attempt || s.LastError != want.LastError {
				t.Errorf("%s is %+v", kind, s)
			}
		}
		checkDeadLetters(t, d, w, ids["panics"], ids["hopeless"], &mended)
	})
}

func checkDeadLetters(t *testing.T, d *db.DB, w *Worker, mends, hopeless string, mended *bool) {
	t.Helper()
	store, actor := NewStore(d), operator("a")
	failed, err := store.List(ctx, actor, Failed, "")
	if err != nil || len(failed) != 4 {
		t.Fatalf("%d dead letters, %v", len(failed), err)
	}
	rest, err := store.List(ctx, actor, Failed, failed[1].ID)
	if err != nil || len(rest) != 2 || rest[0].ID >= failed[1].ID {
		t.Errorf("the next page has %+v, %v", rest, err)
	}
	*mended = true
	for _, err := range []error{store.Retry(ctx, actor, mends), store.Drop(ctx, actor, hopeless)} {
		if err != nil {
			t.Error(err)
		}
	}
	drain(t, w)
	if s := get(t, d, "a", mends); s.State != Done || s.Attempt != 1 {
		t.Errorf("retried, it is %+v", s)
	}
	if s := get(t, d, "a", hopeless); s.State != Dropped {
		t.Errorf("dropped, it is %+v", s)
	}
	if err := store.Retry(ctx, actor, hopeless); !errors.Is(err, errs.NotFound) {
		t.Errorf("retrying a dropped job gives %v", err)
	}
}

func TestOthersSeeAndChangeNothing(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *hand) {
		id := enter(t, d, "a", Job{Kind: "x"})
		store := NewStore(d)
		if _, err := store.Get(ctx, operator("b"), id); !errors.Is(err, errs.NotFound) {
			t.Errorf("another network gets %v", err)
		}
		visitor := access.As(access.Visitor, "a")
		_, err := store.List(ctx, visitor, Waiting, "")
		for _, err := range []error{err, store.Retry(ctx, visitor, id), store.Drop(ctx, visitor, id)} {
			if !errors.Is(err, errs.Forbidden) {
				t.Errorf("a visitor gets %v", err)
			}
		}
		for _, err := range []error{store.Retry(ctx, operator("b"), id), store.Drop(ctx, operator("a"), id)} {
			if !errors.Is(err, errs.NotFound) {
				t.Errorf("a job that has not failed gives %v", err)
			}
		}
	})
}

func TestPriorityAndUnknownKinds(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *hand) {
		var order []string
		w := worker(t, d, Options{Slots: 1, Kinds: []Kind{{Name: "x", Do: func(_ context.Context, run *Run) error {
			var name string
			defer func() { order = append(order, name) }()
			return run.Payload(&name)
		}}}})
		enter(t, d, "a", Job{Kind: "x", Payload: "second"})
		enter(t, d, "a", Job{Kind: "x", Payload: "first", Priority: 1})
		enter(t, d, "a", Job{Kind: "x", Payload: "last", Priority: -1})
		unknown := enter(t, d, "a", Job{Kind: "of a newer program"})
		if drain(t, w); !slices.Equal(order, []string{"first", "second", "last"}) {
			t.Errorf("the order is %v", order)
		}
		if s := get(t, d, "a", unknown); s.State != Waiting {
			t.Errorf("a job of an unknown kind is %+v", s)
		}
	})
}

func TestNoNetworkIsKeptWaiting(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *hand) {
		var mu sync.Mutex
		var order []string
		w := worker(t, d, Options{Slots: 1, Networks: func(context.Context) ([]string, error) { return []string{"a", "b"}, nil },
			Kinds: []Kind{{Name: "x", Do: func(_ context.Context, run *Run) error {
				mu.Lock()
				defer mu.Unlock()
				order = append(order, run.Network)
				return nil
			}}}})
		for range 20 {
			enter(t, d, "a", Job{Kind: "x"})
		}
		enter(t, d, "b", Job{Kind: "x"})
		if drain(t, w); slices.Index(order, "b") > 1 || len(order) != 21 {
			t.Errorf("the order is %v", order)
		}
	})
}

func TestForgetKeepsWhatIsNeeded(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *hand) {
		options := Options{Schedules: []Schedule{{Kind: "hourly", Every: time.Hour}}, Kinds: []Kind{
			{Name: "hourly", Do: func(context.Context, *Run) error { return nil }},
			{Name: "fails", Do: func(context.Context, *Run) error { return Permanent(errs.Invalid) }},
		}}
		w := worker(t, d, options)
		enter(t, d, "a", Job{Kind: "fails"})
		for range 3 {
			drain(t, w)
			clock.move(time.Hour)
		}
		in(t, d, "a", func(tx *db.Tx) error {
			n, err := Forget(ctx, tx, tx.Now)
			if n != 2 {
				t.Errorf("%d jobs were forgotten, want the two older ones of the schedule", n)
			}
			return err
		})
		clock.move(-2 * time.Hour)
		if n := drain(t, worker(t, d, options)); n != 0 { // as after a start of the program
			t.Errorf("with the clock put back, %d periods came again", n)
		}
	})
}

func TestGracefulStop(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *hand) {
		began := make(chan struct{}, 2)
		w := worker(t, d, Options{Poll: time.Millisecond, Grace: 300 * time.Millisecond, Kinds: []Kind{
			{Name: "short", Do: func(context.Context, *Run) error { began <- struct{}{}; time.Sleep(50 * time.Millisecond); return nil }},
			{Name: "long", Do: func(ctx context.Context, _ *Run) error { began <- struct{}{}; <-ctx.Done(); return ctx.Err() }},
		}})
		short, long := enter(t, d, "a", Job{Kind: "short"}), enter(t, d, "a", Job{Kind: "long"})
		stopping, stop := context.WithCancel(ctx)
		done := make(chan struct{})
		go func() { w.Run(stopping); close(done) }()
		<-began
		<-began
		stop()
		<-done
		until(t, func() bool { return get(t, d, "a", short).State == Done })
		until(t, func() bool {
			s := get(t, d, "a", long)
			return s.State == Waiting && s.Attempt == 0 && s.LastError == "stopped"
		})
	})
}

func TestWrongOptions(t *testing.T) {
	d := dbtest.SQLite(t)
	do := func(context.Context, *Run) error { return nil }
	for name, o := range map[string]Options{
		"no kinds": {}, "twice": {Kinds: []Kind{{Name: "x", Do: do}, {Name: "x", Do: do}}},
		"both":       {Kinds: []Kind{{Name: "x", Do: do}}, Schedules: []Schedule{{Kind: "x", Every: 1, At: "02:30"}}},
		"neither":    {Kinds: []Kind{{Name: "x", Do: do}}, Schedules: []Schedule{{Kind: "x"}}},
		"other time": {Kinds: []Kind{{Name: "x", Do: do}}, Schedules: []Schedule{{Kind: "x", At: "25:00"}}},
		"no kind":    {Kinds: []Kind{{Name: "x", Do: do}}, Schedules: []Schedule{{Kind: "y", Every: 1}}},
	} {
		if _, err := NewWorker(d, o); !errors.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A worker that was thought dead comes back: what it says about a job that another has now changes nothing.
func TestALateWorkerChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *hand) {
		id := enter(t, d, "a", Job{Kind: "x", Key: "k"})
		w := worker(t, d, Options{Kinds: []Kind{{Name: "x", Do: func(context.Context, *Run) error { return nil }}}})
		take := func() (mine []claimed) {
			in(t, d, "a", func(tx *db.Tx) (err error) {
				mine, err = claim(ctx, tx, w.names, 1, w.options.Lease, w.skipLocks)
				return err
			})
			return mine
		}
		late := take()[0]
		for range 2 {
			clock.move(time.Minute)
			if err := w.takeOver(ctx, "a"); err != nil {
				t.Fatal(err)
			}
		}
		now := take()[0]
		newer := enter(t, d, "a", Job{Kind: "x", Key: "k"})
		for _, err := range []error{nil, errors.New("no"), Permanent(errors.New("never")), errStopped, errCrashed} {
			if err := w.settle(ctx, late, err); err != nil {
				t.Fatal(err)
			}
			if s := get(t, d, "a", id); s.State != Running || s.Attempt != 2 {
				t.Fatalf("after %v it is %+v", err, s)
			}
			if s := get(t, d, "a", newer); s.State != Waiting || s.Attempt != 0 || s.LastError != "" {
				t.Fatalf("after %v the newer is %+v", err, s)
			}
		}
		in(t, d, "a", func(tx *db.Tx) error {
			ours, err := renew(ctx, tx, late, w.options.Lease)
			if lost := progress(ctx, tx, late, 1, 2, ""); ours || !errors.Is(lost, errLost) {
				t.Errorf("its lease is renewed: %v; its progress: %v", ours, lost)
			}
			return err
		})
		if err := w.settle(ctx, now, nil); err != nil {
			t.Fatal(err)
		}
		if s := get(t, d, "a", id); s.State != Done {
			t.Errorf("it is %+v", s)
		}
	})
}

// A handler is told by its context that another worker has its job.
func TestALostLeaseEndsTheRun(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *hand) {
		began := make(chan struct{})
		w := worker(t, d, Options{Lease: 100 * time.Millisecond, Kinds: []Kind{{Name: "x", Do: func(ctx context.Context, _ *Run) error {
			close(began)
			<-ctx.Done()
			return ctx.Err()
		}}}})
		id := enter(t, d, "a", Job{Kind: "x"})
		go func() {
			<-began
			err := d.In(ctx, "a", func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `update job set lease = 'of another' where network_id = $1 and id = $2`, tx.Network, id)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}()
		drain(t, w)
		if s := get(t, d, "a", id); s.State != Running {
			t.Errorf("it is %+v", s)
		}
	})
}
