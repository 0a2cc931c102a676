package insight

import (
	"context"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/measure"
	"samenspel/internal/suppress"
)

// Over gives what stands now of the parts of a cut (areas, teams) in each of some periods, by id of the part: to who may
// look at figures as they stand now, with the threshold of inside.
func (s *Store) Over(ctx context.Context, actor access.Actor, cut Cut, periods ...Period) (all []map[string]suppress.Shown, err error) {
	defer errs.Wrap(&err, "insight.Over")
	if err := mayLook(actor); err != nil {
		return nil, err
	}
	return all, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		sums, err := over(ctx, tx, cut, periods)
		if err != nil {
			return err
		}
		for _, parts := range sums {
			shown := map[string]suppress.Shown{}
			for part, counts := range parts {
				shown[part] = suppress.Whole(rule(Inside), counts)
			}
			all = append(all, shown)
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Figures, Purpose: "aims"})
	})
}

// over adds up the months of each period.
func over(ctx context.Context, tx *db.Tx, cut Cut, periods []Period) ([]map[string]suppress.Counts, error) {
	sums, from, until := make([]map[string]suppress.Counts, len(periods)), periods[0].From, periods[0].Until
	for i, p := range periods {
		sums[i] = map[string]suppress.Counts{}
		if p.From.Before(from) {
			from = p.From
		}
		if p.Until.After(until) {
			until = p.Until
		}
	}
	return sums, db.Each(ctx, tx, func(scan db.Scan) error {
		var month time.Time
		var part string
		c := suppress.Counts{Of: make([]int, len(measure.Parts))}
		if err := scan(&month, &part, &c.N, &c.Of[0], &c.Of[1], &c.Of[2], &c.Of[3], &c.Of[4], &c.Of[5]); err != nil {
			return err
		}
		for i, p := range periods {
			if !month.Before(p.From) && month.Before(p.Until) {
				sums[i][part] = total([]suppress.Row{{Counts: sums[i][part]}, {Counts: c}})
			}
		}
		return nil
	}, `select month, part, n, suitable, passed_on, started, in_time, active, stepped_down from figure
		where network_id = $1 and cut = $2 and month >= $3 and month < $4`, tx.Network, string(cut), from, until)
}
