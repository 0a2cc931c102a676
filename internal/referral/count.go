package referral

import (
	"context"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Stuck gives how many open referrals are over time, or back from who did not answer, as far as the actor may read them.
func (s *Store) Stuck(ctx context.Context, actor access.Actor) (n int, err error) {
	defer errs.Wrap(&err, "referral.Stuck")
	within, err := access.Reach(actor, access.Read, access.Referrals)
	if err != nil {
		return 0, err
	}
	return n, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := loadFor(ctx, tx, actor)
		if err != nil {
			return err
		}
		where, _ := Stuck.of(c, actor, within, dayOf(tx), either)
		n, err = db.One(ctx, tx, db.Value[int], `select count(*) from referral r where r.network_id = $1`+where.text, append([]any{tx.Network}, where.args...)...)
		return err
	})
}
