package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Worker does jobs. Make one with NewWorker; Run and Drain may be called once at a time.
type Worker struct {
	db        *db.DB
	options   Options
	kinds     map[string]Kind
	names     []any // of the kinds, for statements
	entered   map[string]time.Time
	first     int // the network with which the next round begins
	running   chan struct{}
	finished  sync.WaitGroup
	wake      chan struct{}
	skipLocks string
}

// Options are what a Worker needs to know. Kinds and Networks are required.
type Options struct {
	Networks  func(context.Context) ([]string, error) // ids of the networks whose jobs are done
	Kinds     []Kind
	Schedules []Schedule
	Slots     int           // jobs at a time; 0 = 4
	Poll      time.Duration // how often the table is looked at; 0 = 1 second
	Lease     time.Duration // at most 40 seconds; 0 = 30 seconds
	Grace     time.Duration // what running jobs get when the worker stops; 0 = 20 seconds
	Log       *slog.Logger  // nil = slog.Default
}

// NewWorker gives a worker on d.
func NewWorker(d *db.DB, o Options) (*Worker, error) {
	o.Slots = cmp.Or(o.Slots, 4)
	o.Poll = cmp.Or(o.Poll, time.Second)
	o.Lease = cmp.Or(min(o.Lease, 40*time.Second), 30*time.Second)
	o.Grace = cmp.Or(o.Grace, 20*time.Second)
	o.Log = cmp.Or(o.Log, slog.Default())
	w := &Worker{db: d, options: o, kinds: map[string]Kind{}, entered: map[string]time.Time{},
		running: make(chan struct{}, o.Slots), wake: make(chan struct{}, 1), skipLocks: skipLocked(d)}
	for _, k := range o.Kinds {
		k.MaxAge, k.Timeout = cmp.Or(k.MaxAge, 72*time.Hour), cmp.Or(k.Timeout, 10*time.Minute)
		w.kinds[k.Name] = k
		w.names = append(w.names, k.Name)
	}
	if len(w.kinds) != len(o.Kinds) || len(o.Kinds) == 0 {
		return nil, fmt.Errorf("%w: a worker needs kinds of jobs, each with a name of its own", errs.Invalid)
	}
	for _, s := range o.Schedules {
		if err := s.check(w.kinds); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// Wake makes the worker look at the table now. It never blocks.
func (w *Worker) Wake() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Run does jobs until ctx ends. Then it claims no more, and gives what runs its grace; what still runs after that is
// cancelled and waits again, without this attempt being counted.
func (w *Worker) Run(ctx context.Context) {
	work, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	for ctx.Err() == nil {
		began, err := w.round(ctx, work)
		if err != nil && ctx.Err() == nil {
			w.options.Log.Error("jobs: a round failed", "error", err)
		}
		if began == 0 || err != nil {
			w.rest(ctx)
		}
	}
	w.end(stop)
}

func (w *Worker) rest(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-w.wake:
	case <-time.After(w.options.Poll):
	}
}

func (w *Worker) end(stop context.CancelCauseFunc) {
	idle := make(chan struct{})
	go func() { w.finished.Wait(); close(idle) }()
	for range 2 { // the second wait is for jobs to see that they are cancelled
		select {
		case <-idle:
			return
		case <-time.After(w.options.Grace):
			stop(errStopped)
		}
	}
	w.options.Log.Error("jobs: the worker stopped while jobs ran that do not heed their context; they will be begun again")
}

// Drain does what is due, and what that enters, until nothing is due, and gives the number of attempts.
func (w *Worker) Drain(ctx context.Context) (attempts int, err error) {
	for {
		began, err := w.round(ctx, ctx)
		w.finished.Wait()
		attempts += began
		if began == 0 || err != nil {
			return attempts, err
		}
	}
}

// round looks once at every network, beginning with another one each time, and begins as many jobs as there are free
// slots.
func (w *Worker) round(ctx, work context.Context) (began int, err error) {
	networks, err := w.options.Networks(ctx)
	if err != nil {
		return 0, err
	}
	w.first++
	var problems []error
	for i := range networks {
		n, err := w.visit(ctx, work, networks[(w.first+i)%len(networks)])
		began += n
		problems = append(problems, err)
	}
	return began, errors.Join(problems...)
}

func (w *Worker) visit(ctx, work context.Context, network string) (int, error) {
	if err := w.enterPeriods(ctx, network); err != nil {
		return 0, err
	}
	var due, stale bool
	err := w.db.View(ctx, network, func(tx *db.Tx) (err error) {
		due, stale, err = pending(ctx, tx, w.names, w.options.Lease)
		return err
	})
	if err == nil && stale {
		err = w.takeOver(ctx, network)
	}
	free := w.options.Slots - len(w.running)
	if err != nil || !due && !stale || free == 0 {
		return 0, err
	}
	var mine []claimed
	err = w.db.In(ctx, network, func(tx *db.Tx) (err error) {
		mine, err = claim(ctx, tx, w.names, free, w.options.Lease, w.skipLocks)
		return err
	})
	if err != nil {
		return 0, err // what was claimed without our knowing is taken over when its lease runs out
	}
	for _, c := range mine {
		w.begin(work, c)
	}
	return len(mine), nil
}

func (w *Worker) enterPeriods(ctx context.Context, network string) error {
	for _, s := range w.options.Schedules {
		id, begin := network+" "+s.Kind, s.Begin(w.db.Now())
		if !begin.After(w.entered[id]) {
			continue
		}
		err := w.db.In(ctx, network, func(tx *db.Tx) error {
			_, err := enterPeriod(ctx, tx, s.Kind, begin)
			return err
		})
		if err != nil {
			return err
		}
		w.entered[id] = begin
	}
	return nil
}

// takeOver doubts the leases that ran out, and frees the jobs whose lease was doubted before.
func (w *Worker) takeOver(ctx context.Context, network string) error {
	var gone []claimed
	err := w.db.In(ctx, network, func(tx *db.Tx) (err error) {
		if gone, err = abandoned(ctx, tx, w.names, w.options.Lease); err != nil {
			return err
		}
		return doubt(ctx, tx, w.names, w.options.Lease)
	})
	for _, c := range gone {
		w.options.Log.Warn("jobs: taken over", "kind", c.kind, "id", c.id, "attempt", c.attempt)
		err = errors.Join(err, w.settle(ctx, c, errCrashed))
	}
	return err
}

func (w *Worker) begin(work context.Context, c claimed) {
	w.running <- struct{}{}
	w.finished.Go(func() {
		defer func() { <-w.running; w.Wake() }()
		ctx, cancel := context.WithCancelCause(work)
		defer cancel(nil)
		go w.keep(ctx, cancel, c)
		err := w.attempt(ctx, c)
		if cause := context.Cause(ctx); err != nil && (cause == errStopped || cause == errLost) {
			err = cause
		}
		if err != nil {
			w.options.Log.Warn("jobs: an attempt failed", "kind", c.kind, "id", c.id, "attempt", c.attempt, "error", err)
		}
		if err := w.settle(context.WithoutCancel(ctx), c, err); err != nil {
			w.options.Log.Error("jobs: cannot note how a job ended; it will be begun again", "kind", c.kind, "id", c.id, "error", err)
		}
	})
}

func (w *Worker) attempt(ctx context.Context, c claimed) (err error) {
	k := w.kinds[c.kind]
	ctx, cancel := context.WithTimeout(ctx, k.Timeout)
	defer cancel()
	defer func() {
		if value := recover(); value != nil {
			w.options.Log.Error("jobs: a panic", "kind", c.kind, "id", c.id, "stack", string(debug.Stack()))
			err = fmt.Errorf("%w: %v", errPanic, value)
		}
	}()
	return k.Do(ctx, &Run{Network: c.network, ID: c.id, Attempt: c.attempt, Last: k.last(c), payload: c.payload,
		progress: func(ctx context.Context, done, total int, text string) error {
			return w.db.In(ctx, c.network, func(tx *db.Tx) error { return progress(ctx, tx, c, done, total, text) })
		}})
}

// keep renews the lease until ctx ends, and ends it when the job is another worker's. A database that does not answer
// is asked again: nobody else can take the job meanwhile.
func (w *Worker) keep(ctx context.Context, cancel context.CancelCauseFunc, c claimed) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(w.options.Lease / 4):
		}
		ours := true
		err := w.db.In(ctx, c.network, func(tx *db.Tx) (err error) {
			ours, err = renew(ctx, tx, c, w.options.Lease)
			return err
		})
		if err == nil && !ours {
			cancel(errLost)
		}
	}
}

// settle notes how an attempt ended. A conflict is a job of the same key that was entered at this moment: the second
// try finds it.
func (w *Worker) settle(ctx context.Context, c claimed, err error) error {
	ctx, cancel := context.WithTimeout(ctx, w.options.Lease)
	defer cancel()
	for try := 1; ; try++ {
		failure := w.db.In(ctx, c.network, func(tx *db.Tx) error {
			return settle(ctx, tx, c, judge(w.kinds[c.kind], c, err, tx.Now))
		})
		if try == 5 || !errors.Is(failure, errs.Conflict) {
			return failure
		}
	}
}
