package referral

import (
	"context"
	"time"

	"samenspel/internal/db"
)

// Waited is how many referrals of a kind of help, in an area, were sent, and of how many the resident waited long.
type Waited struct {
	Need string // code, or ""
	Area string // id, or ""
	Sent int
	Long int
}

// WaitedSince gives, of what was sent since a day, how much did not start within the weeks after which this network finds
// waiting long, by kind of help and area.
func WaitedSince(ctx context.Context, tx *db.Tx, day time.Time) (all []Waited, err error) {
	c, err := load(ctx, tx)
	if err != nil {
		return nil, err
	}
	return all, db.Each(ctx, tx, func(scan db.Scan) error {
		var need, area string
		var r Referral
		if err := scan(&need, &area, &r.SentOn, &r.StartedOn, &r.Ended); err != nil {
			return err
		}
		if n := len(all); n == 0 || all[n-1].Need != need || all[n-1].Area != area {
			all = append(all, Waited{Need: need, Area: area})
		}
		last := &all[len(all)-1]
		last.Sent++
		if r.waitedLong(c.terms, tx.Now) {
			last.Long++
		}
		return nil
	}, `select need, coalesce(area_id, ''), sent_on, started_on, ended_at from referral where network_id = $1 and sent_on >= $2
		order by need, coalesce(area_id, ''), sent_on, id`, tx.Network, day)
}

// LongAfter gives the weeks after which this network finds waiting long.
func LongAfter(ctx context.Context, tx *db.Tx) (int, error) {
	c, err := load(ctx, tx)
	return c.terms.Long, err
}

// waitedLong tells whether the resident of what was sent waits, or waited, longer than this network finds good.
func (r Referral) waitedLong(terms Terms, now time.Time) bool {
	until := now
	switch {
	case r.StartedOn != nil:
		until = *r.StartedOn
	case r.Ended != nil:
		until = *r.Ended
	}
	return until.After(r.SentOn.AddDate(0, 0, 7*terms.Long))
}
