package retention

import (
	"context"
	"fmt"
	"os"
	"slices"

	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// Settle makes the file and the database of a network agree: what one of them says is gone is gone from both. It makes
// the file when there is none. Call it before the network is served.
func (e *Engine) Settle(ctx context.Context, network string) (err error) {
	defer errs.Wrap(&err, "retention.Settle")
	return e.db.In(ctx, network, func(tx *db.Tx) error {
		_, err := e.Apply(ctx, tx)
		return err
	})
}

// Apply is Settle inside the transaction of a restore. It gives the number of things that were removed again.
func (e *Engine) Apply(ctx context.Context, tx *db.Tx) (removed int, err error) {
	if err := lock(ctx, tx); err != nil {
		return 0, err
	}
	kept, err := stones(ctx, tx)
	if err != nil {
		return 0, err
	}
	b := e.book(tx.Network)
	if err := b.add(kept); err != nil {
		return 0, err
	}
	known := map[mark]bool{}
	for _, t := range kept {
		known[t.mark] = true
	}
	missing := slices.DeleteFunc(slices.Clone(b.all), func(t tombstone) bool { return known[t.mark] })
	if len(missing) == 0 {
		return 0, nil
	}
	for _, k := range e.keepers {
		n, err := b.again(ctx, tx, k, missing)
		if err != nil {
			return removed, err
		}
		removed += n
	}
	return removed, keepStones(ctx, tx, missing)
}

// again removes the things of a kind that tombstones are for and that are there once more.
func (b *book) again(ctx context.Context, tx *db.Tx, k Keeper, stones []tombstone) (removed int, err error) {
	effects := map[privacy.Effect]map[mark]bool{}
	for _, t := range stones {
		if t.Object == k.Object {
			if effects[t.Effect] == nil {
				effects[t.Effect] = map[mark]bool{}
			}
			effects[t.Effect][t.mark] = true
		}
	}
	if len(effects) == 0 {
		return 0, nil
	}
	things, err := k.List(ctx, tx)
	if err != nil {
		return 0, err
	}
	for effect, marks := range effects {
		var ids []string
		for _, thing := range things {
			if marks[b.markOf(k.Object, thing.ID, effect)] && !slices.Contains(thing.Done, effect) {
				ids = append(ids, thing.ID)
			}
		}
		for part := range slices.Chunk(ids, batch) {
			if err := k.Do(ctx, tx, effect, part); err != nil {
				return removed, err
			}
		}
		removed += len(ids)
	}
	return removed, nil
}

// Ready tells whether the files of tombstones of these networks are there and whole: before a backup is restored.
func (e *Engine) Ready(networks []string) error {
	for _, network := range networks {
		b := e.book(network)
		if _, err := os.Stat(b.path); err != nil {
			return fmt.Errorf("%w: the file of tombstones %s is not there; put the folders keys and tombstones back into the data folder, or say --tombstones-lost when the file is lost", errs.NotFound, b.path)
		}
		if err := b.read(); err != nil {
			return err
		}
	}
	return nil
}
