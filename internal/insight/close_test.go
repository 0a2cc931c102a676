package insight_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
)

// list takes over n cases that were discussed in a month, of which some are suitable.
func (b bench) list(t testing.TB, name string, month time.Time, n, suitable int) {
	t.Helper()
	var cases []insight.Taken
	for i := range n {
		c := insight.Taken{Old: fmt.Sprint(name, i), First: month, Team: "Team " + name[:1], Area: "Noord", Needs: []insight.TakenNeed{{Help: "taal"}}}
		if i < suitable {
			c.Needs[0].Fit = "yes"
		}
		cases = append(cases, c)
	}
	_, err := b.TakeOver(ctx, b.Operator, cases, false)
	must(t, err)
}

func (b bench) published(t testing.TB) []insight.Closed {
	t.Helper()
	all, err := b.Published(ctx, b.observer)
	must(t, err)
	return all
}

var spring = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)

// TestAClosedQuarterNeverChanges closes a quarter, and makes a thousand changes to its cases.
func TestAClosedQuarterNeverChanges(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		b.list(t, "a", spring, 60, 40)
		b.list(t, "b", spring.AddDate(0, 2, 0), 30, 15)
		must(t, b.Close(ctx, b.coordinator, spring.AddDate(0, 1, 5)))
		before := b.published(t)[0]
		if !before.Sound() || before.Document.Period != "2026-q2" || *before.Document.Report.All.N != 90 || *before.Document.Report.All.Of[0] != 55 {
			t.Fatalf("closed: %+v", before.Document)
		}
		r := rand.New(rand.NewPCG(3, 3)) // #nosec G404 -- a test that repeats itself
		for range 1000 {
			b.exec(t, `update past_need set fit = $2, active = $3 where network_id = $1 and place = 1 and case_id in
				(select id from past_case where network_id = $1 order by id limit 1 offset $4)`, []string{"yes", "no"}[r.IntN(2)], r.IntN(2) == 0, r.IntN(90))
		}
		must(t, b.Refresh(ctx, b.Network.ID))
		must(t, b.Close(ctx, b.coordinator, spring))
		after := b.published(t)[0]
		if !bytes.Equal(before.Text, after.Text) || before.Hash != after.Hash || !after.Sound() || !after.At.Equal(before.At) {
			t.Error("a closed quarter changed")
		}
		b.exec(t, `update closed_quarter set document = replace(document, '90', '91') where network_id = $1`)
		if b.published(t)[0].Sound() {
			t.Error("nobody sees that somebody changed what was published")
		}
	})
}

// TestCorrectionsStandBesideWhatWasPublished adds cases after closing, few and then many.
func TestCorrectionsStandBesideWhatWasPublished(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		b.list(t, "a", spring, 60, 40)
		must(t, b.Close(ctx, b.coordinator, spring))
		for _, step := range []struct {
			add     int
			changed bool
			n       int // of the last correction
		}{{3, false, 0}, {7, true, 70}, {4, false, 70}, {20, true, 94}, {0, false, 94}} {
			b.list(t, fmt.Sprint("late", step.add, "-"), spring, step.add, 0)
			changed, err := b.Correct(ctx, b.coordinator, spring)
			must(t, err)
			all := b.published(t)[0].Corrections
			if changed != step.changed || step.n > 0 && *all[len(all)-1].Shown.N != step.n || step.n == 0 && len(all) > 0 {
				t.Errorf("after %d more: changed %v, corrections %+v", step.add, changed, all)
			}
		}
		if all := b.published(t); len(all[0].Corrections) != 2 || *all[0].Document.Report.All.N != 60 {
			t.Errorf("published: %+v", all)
		}
		if _, err := b.Correct(ctx, b.coordinator, spring.AddDate(-1, 0, 0)); !errors.Is(err, errs.NotFound) {
			t.Errorf("a quarter that is not closed is corrected: %v", err)
		}
	})
}

// TestAYearFollowsFromItsQuarters closes four of them in another order.
func TestAYearFollowsFromItsQuarters(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		for q := range 4 {
			b.list(t, fmt.Sprint("q", q), time.Date(2025, time.Month(3*q+1), 1, 0, 0, 0, 0, time.UTC), 40, 20)
		}
		for _, q := range []time.Month{4, 1, 10, 7} {
			if _, ok := insight.Year(b.published(t), 2025); ok {
				t.Error("a year is there before its quarters are")
			}
			must(t, b.Close(ctx, b.coordinator, time.Date(2025, q, 1, 0, 0, 0, 0, time.UTC)))
		}
		all := b.published(t)
		year, ok := insight.Year(all, 2025)
		if !ok || *year.Report.All.N != 160 || *year.Report.All.Of[0] != 80 || year.Period != "2025" || year.To != "2025-12-31" {
			t.Errorf("the year: %+v", year)
		}
		if all[3].Period.Name() != "2025-q4" {
			t.Errorf("the last quarter is called %s", all[3].Period.Name())
		}
		if err := b.Close(ctx, b.coordinator, november); !errors.Is(err, errs.Conflict) {
			t.Errorf("a quarter that is not over is closed: %v", err)
		}
	})
}

// TestWhoClosesAndWhoReads goes along all roles.
func TestWhoClosesAndWhoReads(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		for _, role := range access.Everyone {
			actor := access.Actor{Network: b.Network.ID, Person: "p", Grants: []access.Grant{{Role: role, Team: "t1", Area: "a", Organization: "o"}}}
			closes := role == access.Coordinator || role == access.Operator
			if err := b.Close(ctx, actor, spring); closes != (err == nil) {
				t.Errorf("%s closes: %v", role, err)
			}
			if _, err := b.Correct(ctx, actor, spring); closes != (err == nil) {
				t.Errorf("%s corrects: %v", role, err)
			}
			_, err := b.Published(ctx, actor)
			if reads := access.Any(actor, access.Read, access.Figures); reads != (err == nil) || role == access.Visitor && err == nil || role == access.Observer && err != nil {
				t.Errorf("%s reads: %v", role, err)
			}
		}
	})
}
