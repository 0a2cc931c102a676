package insight_test

import (
	"errors"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
)

// TestFiguresOverSomePeriods adds up the months of each period for a part, hides what is small, and is for who sees what
// stands now only.
func TestFiguresOverSomePeriods(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		for i, n := range []int{6, 4, 7, 3} { // from August on; started: two less
			b.exec(t, `insert into figure (network_id, cut, month, part, sub, past, n, suitable, passed_on, started, in_time, active, stepped_down)
				values ($1, 'team', $2, 'team', '', true, $3, 0, 0, $4, 0, 0, 0)`, november.AddDate(0, i-3, 0), n, n-2)
		}
		before := insight.Period{From: november.AddDate(0, -3, 0), Until: november.AddDate(0, -1, 0)}
		during := insight.Period{From: before.Until, Until: november.AddDate(0, 1, 0)}
		after := insight.Period{From: during.Until, Until: november.AddDate(0, 3, 0)}
		all, err := b.Over(ctx, b.coordinator, insight.ByTeam, before, during, after)
		must(t, err)
		const started = 2 // among measure.Parts
		for i, n := range []int{10, 10} {
			shown := all[i]["team"]
			if shown.N == nil || *shown.N != n || shown.Of[started] != nil { // six started and four did not: too few
				t.Errorf("period %d: %+v", i, shown)
			}
		}
		if _, any := all[2]["team"]; any {
			t.Errorf("after: %+v", all[2])
		}
		wide, err := b.Over(ctx, b.coordinator, insight.ByTeam, insight.Period{From: before.From, Until: after.Until})
		if shown := wide[0]["team"]; err != nil || *shown.N != 20 || *shown.Of[started] != 12 {
			t.Errorf("over all: %+v, %v", wide, err)
		}
		for _, role := range []access.Role{access.Observer, access.TeamManager, access.Ambassador} {
			if _, err := b.Over(ctx, access.As(role, b.Network.ID), insight.ByTeam, during); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
		}
	})
}
