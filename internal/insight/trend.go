package insight

import (
	"context"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/measure"
	"samenspel/internal/suppress"
)

// trendLength is how many quarters a trend has.
const trendLength = 4

// Trend is a cut in each of the last quarters, the oldest first.
type Trend struct {
	Cut      Cut
	Quarters []Period
	Shown    suppress.ShownCross // by part, and by quarter ("2026-q3")
}

// Trend gives how a cut goes from quarter to quarter up to a day, to who may see figures as they stand now. Each quarter
// shows what its report shows.
func (s *Store) Trend(ctx context.Context, actor access.Actor, cut Cut, day time.Time) (t Trend, err error) {
	defer errs.Wrap(&err, "insight.Trend(%q)", cut)
	if err := mayLook(actor); err != nil {
		return t, err
	}
	if !slices.Contains(Reported, cut) {
		return t, errs.NotFound
	}
	last := QuarterOf(day)
	t = Trend{Cut: cut, Shown: suppress.ShownCross{Rows: string(cut), Cols: "quarter"}}
	for i := range trendLength {
		q := QuarterOf(last.From.AddDate(0, -3*(trendLength-1-i), 0))
		t.Quarters, t.Shown.Keys = append(t.Quarters, q), append(t.Shown.Keys, q.Name())
	}
	return t, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		parts, err := partsOf(ctx, tx)
		if err != nil {
			return err
		}
		by, err := monthly(ctx, tx, cut, t.Quarters)
		if err != nil {
			return err
		}
		t.fill(by, parts.of[cut])
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Figures, Purpose: "trend"})
	})
}

// fill puts in what each quarter shows.
func (t *Trend) fill(by map[string][]suppress.Row, parts []string) {
	at := map[string]int{}
	for i, quarter := range t.Shown.Keys {
		rows := whole(by[quarter], parts)
		for _, r := range suppress.Cut(suppress.Rule{Least: Inside}, suppress.Counts{N: total(rows).N}, rows) {
			line, known := at[r.Key]
			if !known {
				line, at[r.Key] = len(t.Shown.Cells), len(t.Shown.Cells)
				t.Shown.Cells = append(t.Shown.Cells, suppress.ShownCrossRow{Key: r.Key, N: make([]*int, trendLength)})
			}
			t.Shown.Cells[line].N[i] = r.N
		}
	}
}

// monthly gives the rows of a cut in each of some quarters, by the name of the quarter.
func monthly(ctx context.Context, tx *db.Tx, cut Cut, quarters []Period) (map[string][]suppress.Row, error) {
	by := map[string][]suppress.Row{}
	return by, db.Each(ctx, tx, func(scan db.Scan) error {
		var month time.Time
		r := suppress.Row{Counts: suppress.Counts{Of: make([]int, len(measure.Parts))}}
		if err := scan(&r.Key, &month, &r.N); err != nil {
			return err
		}
		name := QuarterOf(month).Name()
		if i := slices.IndexFunc(by[name], func(there suppress.Row) bool { return there.Key == r.Key }); i >= 0 {
			by[name][i].N += r.N
			return nil
		}
		by[name] = append(by[name], r)
		return nil
	}, `select part, month, cast(sum(n) as bigint) from figure where network_id = $1 and cut = $2 and month >= $3 and month < $4 group by part, month order by part, month`,
		tx.Network, string(cut), quarters[0].From, quarters[len(quarters)-1].Until)
}
