package harvest

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
)

// RunState is where a run is in its life.
type RunState string

// The states; see the package.
const (
	Waiting    RunState = "waiting"
	Working    RunState = "working"
	Ready      RunState = "ready"
	Publishing RunState = "publishing"
	Published  RunState = "published"
	Refused    RunState = "refused"
	Stopped    RunState = "stopped"
	Undone     RunState = "undone"
)

// Run is one time that a source was read.
type Run struct {
	ID          string
	Source      string // its name
	Person      string // id of who asked for it; "" = the program or the shell
	State       RunState
	Automatic   bool // is published without asking when it keeps within the bounds
	Report      Report
	Done, Total int // progress in records; Total 0 = not known yet
	StartedAt   time.Time
	TouchedAt   time.Time
	EndedAt     *time.Time
}

// Open tells whether something can still come of the run by itself.
func (r Run) Open() bool {
	return r.State == Waiting || r.State == Working || r.State == Publishing
}

const (
	// chunkSize is how many records one transaction writes: few, so that nobody else waits long.
	chunkSize = 500
	// atOnce is how many changes are published in one transaction. More go in chunks: each record is whole, and what
	// is new or withdrawn shows at the end, all at once.
	atOnce = 2000
	// deadAfter is how long a run may go without a sign of life.
	deadAfter = 2 * time.Minute
	// boundPercent is the share of what a source has here that a run may change or withdraw without asking, and
	// boundLeast the number that it always may.
	boundPercent, boundLeast = 10, 2
)

// beyond tells whether a run would change or withdraw more than it may without asking, and how much.
func (r Report) beyond() (text string, asks bool) {
	for _, c := range []struct {
		what   string
		counts Counts
	}{{"services", r.Services}, {"organisations", r.Organizations}} {
		had := c.counts.Changed + c.counts.Unchanged + c.counts.Withdrawn + c.counts.Kept + c.counts.Inactive
		for _, n := range []struct {
			did string
			n   int
		}{{"withdrawn", c.counts.Withdrawn + c.counts.Inactive}, {"changed", c.counts.Changed}} {
			if n.n > boundLeast && n.n*100 > had*boundPercent {
				return fmt.Sprintf("%d of %d %s would be %s, more than %d %%", n.n, had, c.what, n.did, boundPercent), true
			}
		}
	}
	return "", false
}

// begin makes a run that works. What an earlier run of the source left unpublished is thrown away, and what was broken
// off is finished; a run that is still at work is a conflict.
func (im *Importer) begin(ctx context.Context, actor access.Actor, r Run) error {
	var old []Run
	err := im.db.In(ctx, actor.Network, func(tx *db.Tx) (err error) {
		if old, err = unfinished(ctx, tx, r.Source, r.ID); err != nil {
			return err
		}
		for _, o := range old {
			if o.Open() && tx.Now.Sub(o.TouchedAt) < deadAfter {
				return errs.Problems{{Text: "another run of this source is at work; wait until it is done"}}
			}
		}
		if err := writeRun(ctx, tx, r); err != nil {
			return err
		}
		return directory.Hide(ctx, tx, r.ID)
	})
	if err != nil {
		return err
	}
	for _, o := range old {
		switch o.State {
		case Publishing:
			err = im.finishPublishing(ctx, actor, o)
		case Undone:
			err = im.takeBack(ctx, actor, o)
		default:
			err = im.discard(ctx, actor, o, Stopped)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// discard deletes what a run staged and ends it.
func (im *Importer) discard(ctx context.Context, actor access.Actor, r Run, state RunState) error {
	for more := true; more; {
		err := im.db.In(ctx, actor.Network, func(tx *db.Tx) (err error) {
			more, err = directory.Drop(ctx, tx, r.ID, chunkSize)
			return err
		})
		if err != nil {
			return err
		}
	}
	return im.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		r.State, r.EndedAt = state, &tx.Now
		if err := directory.Show(ctx, tx, r.ID); err != nil {
			return err
		}
		return writeRun(ctx, tx, r)
	})
}

// Runs gives the newest runs, of one source or (with "") of all.
func (im *Importer) Runs(ctx context.Context, actor access.Actor, source string) (all []Run, err error) {
	defer errs.Wrap(&err, "harvest.Runs")
	if err := may(actor); err != nil {
		return nil, err
	}
	err = im.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = listRuns(ctx, tx, source)
		return err
	})
	return all, err
}

// Run gives one run.
func (im *Importer) Run(ctx context.Context, actor access.Actor, id string) (r Run, err error) {
	defer errs.Wrap(&err, "harvest.Run(%q)", id)
	if err := may(actor); err != nil {
		return r, err
	}
	err = im.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		r, err = oneRun(ctx, tx, id)
		return err
	})
	return r, err
}

// Publish lets visitors see what a run brought, after an editor looked at it.
func (im *Importer) Publish(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "harvest.Publish(%q)", id)
	r, err := im.step(ctx, actor, id, Ready, Publishing)
	if err != nil {
		return err
	}
	n, err := im.countChanges(ctx, actor, id)
	if err != nil {
		return err
	}
	if n > atOnce { // more than someone can wait for
		return im.db.In(ctx, actor.Network, func(tx *db.Tx) error {
			_, err := jobs.Enter(ctx, tx, jobs.Job{Kind: JobKind, Key: id, Payload: task{Run: id}})
			return err
		})
	}
	return im.publish(ctx, actor, r)
}

// Stop throws away what a run brought before anybody saw it.
func (im *Importer) Stop(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "harvest.Stop(%q)", id)
	r, err := im.step(ctx, actor, id, Ready, Stopped)
	if err != nil {
		return err
	}
	return im.discard(ctx, actor, r, Stopped)
}

// Undo takes back a whole run: what it brought is withdrawn, what it withdrew comes back, what it changed gets its old
// values, but for what someone wrote since then. Only the last published run of a source can be undone.
func (im *Importer) Undo(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "harvest.Undo(%q)", id)
	r, err := im.step(ctx, actor, id, Published, Undone)
	if err != nil {
		return err
	}
	return im.takeBack(ctx, actor, r)
}

// takeBack does what undoing a run asks for. To do it twice does no harm.
func (im *Importer) takeBack(ctx context.Context, actor access.Actor, r Run) error {
	if err := im.inChunks(ctx, actor, r, revertChanges); err != nil {
		return err
	}
	for more := true; more; {
		err := im.db.In(ctx, actor.Network, func(tx *db.Tx) error {
			services, organizations, err := directory.Brought(ctx, tx, r.ID, chunkSize)
			more = len(services)+len(organizations) > 0
			if err != nil {
				return err
			}
			return directory.Withdraw(ctx, tx, services, organizations)
		})
		if err != nil {
			return err
		}
	}
	return im.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if err := directory.Show(ctx, tx, r.ID); err != nil {
			return err
		}
		return tx.Revise(ctx)
	})
}

// step moves a run from one state to another when it is there, with a line in the trace. From the moment that a run is
// undone, what it brought is hidden.
func (im *Importer) step(ctx context.Context, actor access.Actor, id string, from, to RunState) (r Run, err error) {
	if err := may(actor); err != nil {
		return r, err
	}
	err = im.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if r, err = oneRun(ctx, tx, id); err != nil {
			return err
		}
		later, err := laterRun(ctx, tx, r)
		if err != nil {
			return err
		}
		if r.State != from || later && to == Undone {
			return fmt.Errorf("the run is %s: %w", r.State, errs.Conflict)
		}
		r.State, r.Done, r.Total = to, 0, 0
		if to == Undone {
			if err := directory.Hide(ctx, tx, id); err != nil {
				return err
			}
			if err := tx.Revise(ctx); err != nil {
				return err
			}
		}
		if err := writeRun(ctx, tx, r); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: string(to), Object: access.Directory, ID: id, Purpose: "import"})
	})
	return r, err
}

// publish writes the changes of a run and shows what it brought.
func (im *Importer) publish(ctx context.Context, actor access.Actor, r Run) error {
	n, err := im.countChanges(ctx, actor, r.ID)
	if err != nil {
		return err
	}
	if n > atOnce {
		if err := im.inChunks(ctx, actor, r, applyChanges); err != nil {
			return err
		}
	}
	return im.finishPublishing(ctx, actor, r)
}

// finishPublishing is the flip: what is left of the changes, and one row that shows everything that is new. To do it
// twice does no harm.
func (im *Importer) finishPublishing(ctx context.Context, actor access.Actor, r Run) error {
	return im.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		r, err := oneRun(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		for last := r.Done; ; {
			some, err := changesAfter(ctx, tx, r.ID, last, chunkSize)
			if err != nil {
				return err
			}
			if len(some) == 0 {
				break
			}
			if err := applyChanges(ctx, tx, actor, some); err != nil {
				return err
			}
			last = some[len(some)-1].Seq
		}
		r.State, r.EndedAt, r.Done, r.Total = Published, &tx.Now, 0, 0
		r.Report.State = Published
		if err := writeRun(ctx, tx, r); err != nil {
			return err
		}
		if err := directory.Show(ctx, tx, r.ID); err != nil || !r.Report.changed() {
			return err
		}
		if err := tx.Revise(ctx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Directory, ID: r.Source, Purpose: "import"})
	})
}

// inChunks does something with all changes of a run, a transaction for each chunk; Run.Done is the last change that
// was done.
func (im *Importer) inChunks(ctx context.Context, actor access.Actor, r Run, do func(context.Context, *db.Tx, access.Actor, []change) error) error {
	for last, more := 0, true; more; {
		err := im.db.In(ctx, actor.Network, func(tx *db.Tx) error {
			some, err := changesAfter(ctx, tx, r.ID, last, chunkSize)
			if more = err == nil && len(some) > 0; !more {
				return err
			}
			last = some[len(some)-1].Seq
			if err := do(ctx, tx, actor, some); err != nil {
				return err
			}
			return touchRun(ctx, tx, r.ID, last, cmp.Or(r.Total, last))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (im *Importer) countChanges(ctx context.Context, actor access.Actor, id string) (n int, err error) {
	err = im.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		n, err = changeCount(ctx, tx, id)
		return err
	})
	return n, err
}

func may(actor access.Actor) error {
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return err
	}
	return access.Can(actor, access.Read, access.Secrets)
}
