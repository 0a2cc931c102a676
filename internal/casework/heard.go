package casework

import (
	"context"
	"errors"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Heard settles a need by what an organisation said in a look-back, in the transaction of that answer: help started, or
// not yet and when to ask again (zero = the usual day). Nobody has to ask the team as well. A need that is gone, or that
// was settled already, stays as it is.
func Heard(ctx context.Context, tx *db.Tx, need string, started bool, until time.Time) (err error) {
	defer errs.Wrap(&err, "casework.Heard(%q)", need)
	id, err := caseOf(ctx, tx, need)
	if errors.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	c, err := db.One(ctx, tx, readCase, cases+` and c.id = $2`, tx.Network, id)
	if err != nil {
		return err
	}
	all, err := needsOf(ctx, tx, id)
	if err != nil {
		return err
	}
	n, err := find(all, need)
	if err != nil {
		return err
	}
	step, today := Step{Act: Settle, Outcome: NotYet, Until: until}, dayOf(tx)
	if started {
		step.Outcome = Started
	}
	if !n.Can(Settle) || !started && n.Next.After(today) {
		return nil
	}
	if n, err = n.After(step, today); err != nil {
		return err
	}
	return settled(ctx, tx, c, all, n)
}

// settled writes a need that somebody outside settled.
func settled(ctx context.Context, tx *db.Tx, c Case, before []Need, n Need) error {
	if err := putNeeds(ctx, tx, n); err != nil {
		return err
	}
	if err := ends(ctx, tx, &c, before, []Need{n}); err != nil {
		return err
	}
	if err := updateCase(ctx, tx, c); err != nil {
		return err
	}
	return happened(ctx, tx, access.Actor{Network: tx.Network, Origin: "referral"}, c.ID, Event{Need: n.ID, Act: Settle, State: n.State})
}
