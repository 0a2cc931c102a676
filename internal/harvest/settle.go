package harvest

import (
	"context"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
)

// Change is what a run makes of one record, for people.
type Change struct {
	Seq     int
	Kind    string
	Ref     string
	Title   string
	What    string
	Fields  []FieldChange
	Settled string // of a conflict: "" = an editor must choose, else who won
}

// PageLength is how many changes Changes gives at most.
const PageLength = 50

// Changes gives what a run changes, of one kind of change ("" = all), those after a number.
func (im *Importer) Changes(ctx context.Context, actor access.Actor, run, what string, after int) (all []Change, err error) {
	defer errs.Wrap(&err, "harvest.Changes(%q)", run)
	if err := may(actor); err != nil {
		return nil, err
	}
	err = im.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = listChanges(ctx, tx, run, what, after)
		return err
	})
	return all, err
}

// Fresh gives titles of what a run brought that was not there before, at most PageLength.
func (im *Importer) Fresh(ctx context.Context, actor access.Actor, run string) (titles []string, err error) {
	defer errs.Wrap(&err, "harvest.Fresh(%q)", run)
	if err := may(actor); err != nil {
		return nil, err
	}
	err = im.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		services, organizations, err := directory.Brought(ctx, tx, run, PageLength)
		if err != nil {
			return err
		}
		known, err := directory.Get(ctx, tx, actor, organizations, services)
		for _, id := range services {
			titles = append(titles, known.Services[id].Title)
		}
		for _, id := range organizations {
			titles = append(titles, known.Organizations[id].Name)
		}
		return err
	})
	return titles, err
}

// Settle lets an editor choose who wins a conflict of a published run.
func (im *Importer) Settle(ctx context.Context, actor access.Actor, run string, seq int, winner Winner) (err error) {
	defer errs.Wrap(&err, "harvest.Settle(%q, %d)", run, seq)
	if err := may(actor); err != nil {
		return err
	}
	return im.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		r, err := oneRun(ctx, tx, run)
		if err != nil {
			return err
		}
		c, err := oneChange(ctx, tx, run, seq)
		if err != nil {
			return err
		}
		if c.What != DiffConflict || c.Settled != "" || r.State != Published || winner != HereWins && winner != SourceWins {
			return errs.Conflict
		}
		if winner == SourceWins {
			if err := rewrite(ctx, tx, actor, []change{c}, organizationKind.settle, serviceKind(nil).settle, false); err != nil {
				return err
			}
			if err := tx.Revise(ctx); err != nil {
				return err
			}
		}
		if err := settled(ctx, tx, run, seq, winner); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Directory, ID: c.ID, Purpose: "conflict"})
	})
}
