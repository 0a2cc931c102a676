package retention

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// Thing is something that is kept, with what the rules need to know of it.
type Thing struct {
	ID    string
	Dates map[privacy.Event]time.Time // an event that did not happen has none
	Done  []privacy.Effect            // what happened to it already
}

// Keeper is what a concept tells about the things of one kind that it keeps. Do removes things, or does what else the
// rules ask; an id that is not there any more is as good. It may be called twice for the same ids.
type Keeper struct {
	Object privacy.Object
	List   func(context.Context, *db.Tx) ([]Thing, error)
	Do     func(ctx context.Context, tx *db.Tx, effect privacy.Effect, ids []string) error
}

// Sweeper removes what says itself when it ends and is over, and gives the number. before is the present less the term.
type Sweeper struct {
	Object privacy.Object
	Sweep  func(ctx context.Context, tx *db.Tx, before time.Time) (int64, error)
}

// Options are what the engine stands on.
type Options struct {
	Folder   string // of the files of tombstones, outside the database
	Key      []byte // of the hashes of ids
	Keepers  []Keeper
	Sweepers []Sweeper
}

// Engine removes. Make one with New.
type Engine struct {
	db       *db.DB
	folder   string
	key      []byte
	keepers  []Keeper
	sweepers []Sweeper
}

// New gives the engine on d.
func New(d *db.DB, o Options) *Engine {
	return &Engine{db: d, folder: o.Folder, key: o.Key, keepers: o.Keepers, sweepers: o.Sweepers}
}

// Count is how many things of a kind a run does something to.
type Count struct {
	Object privacy.Object
	Effect privacy.Effect
	N      int64
}

// Total gives the number of things in all counts together.
func Total(counts []Count) (n int64) {
	for _, c := range counts {
		n += c.N
	}
	return n
}

// Keeps gives the kinds of things that something is kept of now.
func (e *Engine) Keeps() (objects []privacy.Object) {
	for _, k := range e.keepers {
		objects = append(objects, k.Object)
	}
	for _, s := range e.sweepers {
		objects = append(objects, s.Object)
	}
	return objects
}

// batch is how many things go in one transaction.
const batch = 200

var errTaken = errors.New("taken back") // ends the transaction of a dry run

// Try counts what a run would do now, and changes nothing.
func (e *Engine) Try(ctx context.Context, actor access.Actor) (counts []Count, err error) {
	defer errs.Wrap(&err, "retention.Try")
	if err := access.Can(actor, access.Read, access.Retention); err != nil {
		return nil, err
	}
	err = e.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		rules, err := termsOf(ctx, tx)
		if err != nil {
			return err
		}
		counts = nil
		for _, k := range e.keepers {
			due, err := k.due(ctx, tx, rules)
			if err != nil {
				return err
			}
			counts = append(counts, count(k.Object, rules, due)...)
		}
		swept, err := e.sweep(ctx, tx, rules)
		counts = append(counts, swept...)
		return errors.Join(err, errTaken)
	})
	if errors.Is(err, errTaken) {
		err = nil
	}
	return counts, err
}

// count gives a count for each effect that the rules have for an object, also of nothing.
func count(object privacy.Object, rules privacy.Rules, due map[privacy.Effect][]string) (counts []Count) {
	for _, r := range rules {
		c := Count{object, r.Then, int64(len(due[r.Then]))}
		if r.Object == object && !slices.Contains(counts, c) {
			counts = append(counts, c)
		}
	}
	return counts
}

// due gives what must happen now to things of a kind.
func (k Keeper) due(ctx context.Context, tx *db.Tx, rules privacy.Rules) (map[privacy.Effect][]string, error) {
	things, err := k.List(ctx, tx)
	due := map[privacy.Effect][]string{}
	for _, thing := range things {
		for _, action := range rules.Due(privacy.Record{Object: k.Object, Dates: thing.Dates, Done: thing.Done}, tx.Now) {
			due[action.Rule.Then] = append(due[action.Rule.Then], thing.ID)
		}
	}
	return due, err
}

// sweep removes what is over by itself.
func (e *Engine) sweep(ctx context.Context, tx *db.Tx, rules privacy.Rules) (counts []Count, err error) {
	for _, s := range e.sweepers {
		i := slices.IndexFunc(rules, func(r privacy.Rule) bool { return r.Object == s.Object })
		if i < 0 {
			return nil, fmt.Errorf("no rule says how long %s is kept", s.Object)
		}
		n, err := s.Sweep(ctx, tx, rules[i].After.Before(tx.Now))
		if err != nil {
			return nil, err
		}
		counts = append(counts, Count{s.Object, rules[i].Then, n})
	}
	return counts, nil
}

// Run removes what is due, and gives what it did. job goes into the tombstones. Without the agreement of a second person
// it only sweeps, and agreed is false.
func (e *Engine) Run(ctx context.Context, actor access.Actor, job string) (counts []Count, agreed bool, err error) {
	defer errs.Wrap(&err, "retention.Run")
	if err := access.Can(actor, access.Edit, access.Retention); err != nil {
		return nil, false, err
	}
	if err := e.Settle(ctx, actor.Network); err != nil {
		return nil, false, err
	}
	rules, agreed, err := e.begin(ctx, actor.Network)
	if err != nil {
		return nil, false, err
	}
	if agreed {
		for _, k := range e.keepers {
			done, err := e.remove(ctx, actor.Network, k, rules, job)
			if err != nil {
				return nil, agreed, err
			}
			counts = append(counts, done...)
		}
	}
	swept, err := e.end(ctx, actor, rules, counts, agreed)
	if err == nil {
		err = e.db.Settle(ctx)
	}
	return append(counts, swept...), agreed, err
}

func (e *Engine) begin(ctx context.Context, network string) (rules privacy.Rules, agreed bool, err error) {
	err = e.db.View(ctx, network, func(tx *db.Tx) error {
		if rules, err = termsOf(ctx, tx); err != nil {
			return err
		}
		s, err := stateOf(ctx, tx)
		agreed = s.Agreed()
		return err
	})
	return rules, agreed, err
}

// remove does to the things of a kind what is due, a batch in a transaction.
func (e *Engine) remove(ctx context.Context, network string, k Keeper, rules privacy.Rules, job string) ([]Count, error) {
	var due map[privacy.Effect][]string
	err := e.db.View(ctx, network, func(tx *db.Tx) (err error) {
		due, err = k.due(ctx, tx, rules)
		return err
	})
	if err != nil {
		return nil, err
	}
	b := e.book(network)
	for effect, ids := range due {
		for part := range slices.Chunk(ids, batch) {
			err := e.db.In(ctx, network, func(tx *db.Tx) error { return b.bury(ctx, tx, k, effect, part, job) })
			if err != nil {
				return nil, err
			}
		}
	}
	return count(k.Object, rules, due), nil
}

// bury removes things: first their tombstones are in the file, then they go, together with a tombstone in the database.
func (b *book) bury(ctx context.Context, tx *db.Tx, k Keeper, effect privacy.Effect, ids []string, job string) error {
	if err := lock(ctx, tx); err != nil {
		return err
	}
	stones := make([]tombstone, len(ids))
	for i, id := range ids {
		stones[i] = tombstone{b.markOf(k.Object, id, effect), tx.Now, job}
	}
	if err := b.add(stones); err != nil {
		return err
	}
	if err := k.Do(ctx, tx, effect, ids); err != nil {
		return err
	}
	return keepStones(ctx, tx, stones)
}

// end sweeps, notes the run and leaves a line in the trace.
func (e *Engine) end(ctx context.Context, actor access.Actor, rules privacy.Rules, done []Count, agreed bool) (swept []Count, err error) {
	err = e.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if swept, err = e.sweep(ctx, tx, rules); err != nil {
			return err
		}
		if agreed {
			if err := noteRun(ctx, tx); err != nil {
				return err
			}
		}
		n := Total(done) + Total(swept)
		return audit.Write(ctx, tx, actor, audit.Act{Action: "remove", Object: access.Retention, Purpose: fmt.Sprintf("%d", n)})
	})
	return swept, err
}
