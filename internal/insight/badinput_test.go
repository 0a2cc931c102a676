package insight_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"samenspel/internal/insight"
	"samenspel/internal/people"
)

// TestStrangePeriodsAndCases asks for reports of which there is nothing, one case, or everything in one cell.
func TestStrangePeriodsAndCases(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		shown := func(p insight.Period) (n int) {
			t.Helper()
			report, err := b.Live(ctx, b.coordinator, p)
			must(t, err)
			if report.All.N != nil {
				n++
			}
			for _, cut := range report.Cuts {
				for _, r := range cut.Rows {
					if r.N != nil {
						n++
					}
				}
			}
			for _, x := range report.Crossed {
				for _, r := range x.Cells {
					for _, cell := range r.N {
						if cell != nil {
							n++
						}
					}
				}
			}
			return n
		}
		century := insight.PeriodOf(time.Date(1926, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2126, 12, 31, 0, 0, 0, 0, time.UTC))
		empty := insight.QuarterOf(time.Date(1999, 5, 1, 0, 0, 0, 0, time.UTC))
		if n := shown(empty) + shown(century); n != 0 {
			t.Errorf("of nothing %d counts are shown", n)
		}
		b.list(t, "one", spring, 1, 1)
		if n := shown(insight.QuarterOf(spring)) + shown(century); n != 0 {
			t.Errorf("of one case %d counts are shown", n)
		}
		b.list(t, "all", spring, 49, 0)
		if n := shown(insight.QuarterOf(spring)); n != 1 {
			t.Errorf("of fifty cases in one cell %d counts are shown, want the total only", n)
		}
		b.list(t, "old", time.Date(1926, 11, 1, 0, 0, 0, 0, time.UTC), 20, 10)
		report, err := b.Live(ctx, b.coordinator, century)
		must(t, err)
		if *report.All.N != 70 || report.Period.Last().Year() != 2126 {
			t.Errorf("in two hundred years: %d", *report.All.N)
		}
		must(t, b.Close(ctx, b.coordinator, empty.From))
		if d := b.published(t)[0].Document; d.Period != "1999-q2" || d.Report.All.N != nil {
			t.Errorf("an empty quarter: %+v", d)
		}
	})
}

// TestNamesOfThenAndOfNow renames a team, splits it and lets a kind of help go, in the middle of a quarter that is closed.
func TestNamesOfThenAndOfNow(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		id, err := b.People.SaveTeam(ctx, b.Operator, people.Team{Name: "Team Oud", Kind: "sociaal"})
		must(t, err)
		other, err := b.People.SaveTeam(ctx, b.Operator, people.Team{Name: "Team Afgesplitst", Kind: "sociaal"})
		must(t, err)
		add := func(name, team string, help string, n int) {
			t.Helper()
			var cases []insight.Taken
			for i := range n {
				cases = append(cases, insight.Taken{Old: fmt.Sprint(name, i), First: spring, Team: team, Needs: []insight.TakenNeed{{Help: help}}})
			}
			_, err := b.TakeOver(ctx, b.Operator, cases, false)
			must(t, err)
		}
		add("a", "Team Oud", "taal", 30)
		add("b", "Team Oud", "een-soort-die-weg-is", 30)
		must(t, b.Close(ctx, b.coordinator, spring))
		_, err = b.People.SaveTeam(ctx, b.Operator, people.Team{ID: id, Name: "Team Nieuw", Kind: "sociaal", Version: 1})
		must(t, err)
		add("c", "Team Nieuw", "taal", 20)
		add("d", "Team Afgesplitst", "taal", 20)
		add("e", "Team Nieuw", "vervoer", 3) // with what is small the rest can be shown
		add("f", "Team Nieuw", "digitaal", 3)
		d := b.published(t)[0].Document
		if d.Names[id] != "Team Oud" || strings.Contains(string(b.published(t)[0].Text), "Team Nieuw") {
			t.Errorf("a closed quarter takes a new name: %q", d.Names[id])
		}
		report, err := b.Live(ctx, b.coordinator, insight.QuarterOf(spring))
		must(t, err)
		counts := map[string]int{}
		for _, cut := range report.Cuts {
			for _, r := range cut.Rows {
				if r.N != nil {
					counts[r.Key] = *r.N
				}
			}
		}
		if counts[id] != 86 || counts[other] != 20 || counts["een-soort-die-weg-is"] != 30 {
			t.Errorf("a team that was renamed has %d, the one split off %d, the kind of help that is gone %d", counts[id], counts[other], counts["een-soort-die-weg-is"])
		}
		changed, err := b.Correct(ctx, b.coordinator, spring)
		must(t, err)
		if again := b.published(t)[0]; !changed || again.Document.Names[id] != "Team Oud" || *again.Corrections[0].Shown.N != 106 || *again.Document.Report.All.N != 60 {
			t.Errorf("the correction: %+v", again.Corrections)
		}
	})
}

// TestMonthsAreThoseOfTheRecord puts moments at the edge of a quarter, in several time zones, in the month in which they
// were written down.
func TestMonthsAreThoseOfTheRecord(t *testing.T) {
	for zone, hours := range map[string]int{"Amsterdam": 2, "Paramaribo": -3, "Auckland": 12} {
		last := time.Date(2026, 6, 30, 23, 59, 59, 0, time.FixedZone(zone, hours*3600))
		if p := insight.QuarterOf(last); p.Name() != "2026-q2" || p.From.Location() != time.UTC {
			t.Errorf("%s: the last second of June lies in %s", zone, p.Name())
		}
		if p := insight.PeriodOf(last, last); p.Last().Format(time.DateOnly) != "2026-06-30" || p.From.Day() != 1 {
			t.Errorf("%s: the month ends on %s", zone, p.Last())
		}
	}
}

// TestNothingIsAFormula writes cells that look like one, as text and as a spreadsheet.
func TestNothingIsAFormula(t *testing.T) {
	for _, evil := range []string{"=1+1", "+31612345678", "-2+3", "@SUM(A1)", "\t=1", "\r=1"} {
		text, err := insight.CSV([][]any{{evil, 3}})
		must(t, err)
		if got := string(text); !strings.HasPrefix(strings.TrimPrefix(got, `"`), "'") || !strings.HasSuffix(strings.TrimSpace(got), ",3") {
			t.Errorf("%q is written as %q", evil, got)
		}
		if _, err := insight.XLSX([][]any{{evil, 3}}); err != nil {
			t.Errorf("%q: %v", evil, err)
		}
	}
}
