package insight_test

import (
	"fmt"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/insight"
	"samenspel/internal/measure"
)

// TestPairsHangTogetherLikeATree holds what package suppress asks of crosses that are shown together.
func TestPairsHangTogetherLikeATree(t *testing.T) {
	for name, pairs := range map[string][]insight.Pair{"published": insight.PublishedPairs, "live": insight.LivePairs} {
		root := map[insight.Cut]insight.Cut{}
		top := func(c insight.Cut) insight.Cut {
			for root[c] != "" {
				c = root[c]
			}
			return c
		}
		for _, p := range pairs {
			rows, cols := top(p.Rows), top(p.Cols)
			if rows == cols {
				t.Errorf("%s: %v closes a circle", name, p)
			}
			root[rows] = cols
		}
	}
}

// TestWhoHelpsSinceIsShownByWijk takes cases of the record, and compares every cell that is shown with a count by hand.
func TestWhoHelpsSinceIsShownByWijk(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		tree, err := b.Places.Tree(ctx, b.Operator)
		must(t, err)
		noord, _ := tree.BySlug("noord")
		zuid, _ := tree.BySlug("zuid")
		want := map[string]int{}
		for i := range 120 {
			id, area, now := fmt.Sprint("c", i), []string{noord.ID, zuid.ID}[i%2], []measure.Helper{measure.Informal, measure.Both, measure.Formal}[i/2%3]
			b.exec(t, `insert into discussed_case (network_id, id, code, words, team_id, area_id, own_network, carer, level, owner_id, opened_on, erased, rounded, version)
				values ($1, $2, $2, $2, 't', $3, '', '', '', 'p', $4, false, false, 1)`, id, area, spring)
			b.exec(t, `insert into case_need (network_id, id, case_id, place, help, audience, ages, text, services, helps_now, helped_before, moment, from_team, state, fit, reason, wanted, owner_id, began_on, next_on, due_on,
				opened_on, outcome, lead_days) values ($1, $2, $2, 1, 'taal', '', '', '', '["s1","s2"]', $3, 'formal', 'start', 'yes', 'done', 'yes', '', '', 'p', $4, $4, $4, $4, 'started', 3)`, id, string(now), spring)
			want[area+string(now)]++
		}
		must(t, b.Close(ctx, b.coordinator, spring))
		d := b.published(t)[0].Document
		seen := 0
		for _, x := range d.Report.Crossed {
			if x.Rows != string(insight.ByArea) {
				continue
			}
			for _, r := range x.Cells {
				for j, n := range r.N {
					if n == nil {
						continue
					}
					if seen++; *n != want[r.Key+x.Keys[j]] {
						t.Errorf("%s, %s: %d, want %d", r.Key, x.Keys[j], *n, want[r.Key+x.Keys[j]])
					}
				}
			}
		}
		if seen != 4 { // of nobody there is none, and that takes one of the others along
			t.Errorf("%d cells are shown, want 4: %+v", seen, d.Report.Crossed)
		}
		live, err := b.Live(ctx, b.coordinator, insight.QuarterOf(spring))
		must(t, err)
		if *live.Options.N != 120 || live.Options.Of[0] != nil || len(live.Crossed) != len(insight.LivePairs) {
			t.Errorf("options %+v, %d crosses", live.Options, len(live.Crossed))
		}
		trend, err := b.Trend(ctx, b.coordinator, insight.ByArea, november)
		must(t, err)
		if len(trend.Quarters) != 4 || trend.Shown.Keys[1] != "2026-q2" || trend.Shown.Cells[0].N[0] != nil || *trend.Shown.Cells[0].N[1] != 60 {
			t.Errorf("the trend: %+v", trend.Shown)
		}
	})
}

// TestMovesAreCountedAndSmallOnesHidden: seven cases went from the second line to the first, six stayed, one went up and of
// eight nobody said both. One hides, and the next smallest with it.
func TestMovesAreCountedAndSmallOnesHidden(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		n := 0
		lay := func(times int, before, after string) {
			for range times {
				n++
				id := fmt.Sprint("m", n)
				b.exec(t, `insert into discussed_case (network_id, id, code, words, team_id, own_network, carer, level, level_after, owner_id, opened_on, erased, rounded, version)
					values ($1, $2, $2, $2, 't', '', '', $3, $4, 'p', $5, false, false, 1)`, id, before, after, november)
			}
		}
		lay(7, "2", "1")
		lay(6, "1", "1")
		lay(1, "1", "2")
		lay(8, "2", "")
		b.exec(t, `insert into case_need (network_id, id, case_id, place, help, audience, ages, text, services, state, fit, reason, wanted, owner_id, began_on, next_on, due_on, opened_on, outcome, lead_days)
			select network_id, id, id, 1, 'taal', '', '', '', '[]', 'done', 'yes', '', '', 'p', opened_on, opened_on, opened_on, opened_on, 'started', 3 from discussed_case where network_id = $1`)
		must(t, b.Refresh(ctx, b.Network.ID))
		r, err := b.Live(ctx, access.As(access.Coordinator, b.Network.ID), insight.YearOf(november))
		must(t, err)
		got := map[string]string{}
		for _, row := range r.Moves {
			got[row.Key] = "hidden"
			if row.N != nil {
				got[row.Key] = fmt.Sprint(*row.N)
			}
		}
		if got["2-1"] != "7" || got[""] != "8" || got["1-2"] != "hidden" || got[measure.Stays] != "hidden" || got["2-0"] != "hidden" || len(got) != len(measure.Moves)+1 {
			t.Errorf("moves: %v", got)
		}
	})
}
