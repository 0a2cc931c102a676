//go:build !race

package insight_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/insight"
)

// TestAnyReportWithinASecond counts many cases over six years, and reads the figures of a quarter and of all years. It
// takes 20,000 cases, or as many as SAMENSPEL_CASES says.
func TestAnyReportWithinASecond(t *testing.T) {
	if testing.Short() {
		t.Skip("measures")
	}
	n := 20_000
	if asked, err := strconv.Atoi(os.Getenv("SAMENSPEL_CASES")); err == nil {
		n = asked
	}
	each(t, func(t *testing.T, b bench) {
		b.bulk(t, n)
		must(t, b.DB.Learn(ctx, "past_case", "past_need"))
		begin := time.Now()
		must(t, b.Refresh(ctx, b.Network.ID))
		counted := time.Since(begin)
		worst := time.Duration(0)
		for _, p := range []insight.Period{insight.QuarterOf(november), insight.YearOf(november), insight.PeriodOf(november.AddDate(-6, 0, 0), november)} {
			begin = time.Now()
			report, err := b.Live(ctx, b.coordinator, p)
			must(t, err)
			worst = max(worst, time.Since(begin))
			if report.All.N == nil || *report.All.N == 0 {
				t.Errorf("nothing of %d cases is in %v", n, p)
			}
		}
		begin = time.Now()
		must(t, b.Close(ctx, b.coordinator, november.AddDate(0, -3, 0)))
		t.Logf("%d cases: counted anew in %s, closed with that in %s, any report in %s", n, counted.Round(time.Millisecond), time.Since(begin).Round(time.Millisecond), worst.Round(time.Millisecond))
		if worst > 300*time.Millisecond {
			t.Errorf("a report takes %s", worst)
		}
	})
}

// bulk writes many cases of lists at once, over six years, 36 teams and 18 areas.
func (b bench) bulk(t *testing.T, n int) {
	t.Helper()
	for from := 0; from < n; from += 50_000 {
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			var cases, needs [][]any
			for i := from; i < min(n, from+50_000); i++ {
				id := fmt.Sprintf("bulk-%09d", i)
				cases = append(cases, []any{tx.Network, id, id, november.AddDate(0, -(i*7)%72, 0), fmt.Sprint("Team ", i%36), fmt.Sprint("Wijk ", i%18), "team", november})
				for place := range 1 + i%2 {
					needs = append(needs, []any{tx.Network, id, place + 1, []string{"taal", "vervoer", "gezelschap", "digitaal"}[i/3%4], []string{"yes", "no", "later"}[i%3], "", i%4 == 0, i%5 == 0, i % 60, i % 200, []string{"", "less", "same"}[i%3], ""})
				}
			}
			if err := tx.Insert(ctx, `insert into past_case (network_id, id, code, month, team, area, asker, taken_at)`, "", cases); err != nil {
				return err
			}
			return tx.Insert(ctx, `insert into past_need (network_id, case_id, place, help, fit, organization, passed, active, passed_days, active_days, stepped, reason)`, "", needs)
		}))
	}
}
