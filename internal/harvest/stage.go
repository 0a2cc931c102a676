package harvest

import (
	"context"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/places"
)

// stager carries a run through the database, a chunk at a time. With dry it only looks.
type stager struct {
	im     *Importer
	actor  access.Actor
	run    string
	plan   *planner
	dry    bool
	fresh  bool         // the directory never heard from the source
	learnt int          // services, before the database learns anew how large its tables are
	queue  chan decided // to be written
	seq    int          // of the last change
	done   int
	total  int
	tell   func(done, total int)
}

// stage decides and stages everything that the drafts say. One chunk is written while the next is decided.
func (st *stager) stage(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	st.queue = make(chan decided, 1)
	written := make(chan struct{})
	go func() {
		defer close(written)
		for d := range st.queue {
			if err := st.write(ctx, d); err != nil {
				stop(err)
			}
		}
	}()
	err := st.decide(ctx)
	close(st.queue)
	<-written
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

func (st *stager) decide(ctx context.Context) error {
	d := st.plan.drafts
	err := st.im.db.View(ctx, st.actor.Network, func(tx *db.Tx) error {
		heard, err := directory.Heard(ctx, tx, st.plan.source)
		st.fresh = !heard
		return err
	})
	if err != nil {
		return err
	}
	st.total = d.spool.n
	for some := range slices.Chunk(d.organizations, chunkSize) {
		if err := st.organizations(ctx, some); err != nil {
			return err
		}
	}
	if err := chunks(d.spool, chunkSize, func(some []serviceDraft) error { return st.services(ctx, some) }); err != nil {
		return err
	}
	return st.held(ctx)
}

func (st *stager) organizations(ctx context.Context, some []*organizationDraft) error {
	refs := make([]string, len(some))
	for i, o := range some {
		refs[i] = o.organization.Origin.Ref
	}
	known, err := st.find(ctx, refs, nil)
	if err != nil {
		return err
	}
	return st.keep(ctx, st.plan.organizations(known.Organizations, some))
}

func (st *stager) services(ctx context.Context, some []serviceDraft) error {
	refs := make([]string, len(some))
	for i, s := range some {
		refs[i] = s.Service.Origin.Ref
	}
	known, err := st.find(ctx, nil, refs)
	if err != nil {
		return err
	}
	if st.done += len(some); st.fresh && st.done >= st.learnt && !st.dry {
		st.learnt = 4 * st.done
		if err := st.im.db.Learn(ctx, directory.Tables...); err != nil {
			return err
		}
	}
	if err := st.keep(ctx, st.plan.services(known.Services, some)); err != nil {
		return err
	}
	if st.done < st.total {
		st.tell(st.done, st.total)
	}
	return nil
}

// find gives what the directory has of some references. Of a source that it never heard from it need not look.
func (st *stager) find(ctx context.Context, organizations, services []string) (known directory.Known, err error) {
	if st.fresh {
		return known, nil
	}
	err = st.im.db.View(ctx, st.actor.Network, func(tx *db.Tx) error {
		known, err = directory.Find(ctx, tx, st.actor, st.plan.source, organizations, services)
		return err
	})
	return known, err
}

// keep numbers what was decided and hands it on to be written.
func (st *stager) keep(ctx context.Context, d decided) error {
	for i := range d.changes {
		st.seq++
		d.changes[i].Seq = st.seq
	}
	d.done = st.done
	if !st.dry {
		st.queue <- d
	}
	return ctx.Err()
}

// breath is how long a run waits between two chunks, so that another process gets its turn to write.
const breath = 2 * time.Millisecond

// write writes a chunk: new records at once, though hidden; changes wait beside the records that they change.
func (st *stager) write(ctx context.Context, d decided) error {
	time.Sleep(breath)
	return st.im.db.In(ctx, st.actor.Network, func(tx *db.Tx) error {
		if err := directory.Put(ctx, tx, d.fresh); err != nil {
			return err
		}
		if err := writeChanges(ctx, tx, st.run, d.changes); err != nil {
			return err
		}
		return touchRun(ctx, tx, st.run, d.done, st.total)
	})
}

// held decides on what the directory has and the source does not tell of.
func (st *stager) held(ctx context.Context) error {
	var gone []change
	err := st.im.db.View(ctx, st.actor.Network, func(tx *db.Tx) error {
		return directory.EachHeld(ctx, tx, st.plan.source, st.run, func(h directory.Held) error {
			if c, ok := st.plan.held(h); ok {
				gone = append(gone, c)
			}
			return nil
		})
	})
	for at := 0; err == nil && at < len(gone); at += chunkSize {
		err = st.keep(ctx, decided{changes: gone[at:min(at+chunkSize, len(gone))]})
	}
	return err
}

// network reads what the planner must know.
func (im *Importer) network(ctx context.Context, actor access.Actor, town string) (n network, err error) {
	n.town = town
	err = im.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		if n.tree, err = places.LoadTree(ctx, tx); err != nil {
			return err
		}
		n.orgSlugs, n.slugs, err = directory.TakenSlugs(ctx, tx)
		n.empty = len(n.orgSlugs) == 0 // withdrawn and hidden records have one too
		return err
	})
	return n, err
}
