package trajectory_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/measure"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
	"samenspel/internal/testkit"
	"samenspel/internal/trajectory"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

func on(text string) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return day
}

func half() trajectory.Trajectory {
	return trajectory.Trajectory{Starts: on("2026-07-01"), Ends: on("2026-12-31"), HoursWeek: 4, Measure: measure.InTime, Aim: 30, Funding: "scholingsbudget", Rate: 50}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error) (fields []string) {
	t.Helper()
	var problems errs.Problems
	if err != nil && !errors.As(err, &problems) {
		t.Fatal(err)
	}
	for _, p := range problems {
		fields = append(fields, p.Column)
	}
	return fields
}

// TestThirtySixTeamsInOneForm makes them all or none, once; who has none in a half year is seen.
func TestThirtySixTeamsInOneForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "Veen")
		actor := access.As(access.Coordinator, town.Network.ID)
		var at []trajectory.Place
		for n := range 37 {
			team, err := town.People.SaveTeam(ctx, town.Operator, people.Team{Name: fmt.Sprintf("Team %02d", n)})
			must(t, err)
			at = append(at, trajectory.Place{Team: team})
		}
		for range 2 { // the form is sent twice
			must(t, town.Trajectory.Begin(ctx, actor, "form", half(), at[:36], privacy.Check{}))
		}
		all, err := town.Trajectory.List(ctx, actor)
		if err != nil || len(all) != 36 {
			t.Fatalf("%d trajectories, %v", len(all), err)
		}
		if wrong := refused(t, town.Trajectory.Begin(ctx, actor, "another form", half(), at[35:], privacy.Check{})); !slices.Equal(wrong, []string{"places"}) {
			t.Errorf("a second one at the same team: %v", wrong)
		}
		for _, nowhere := range [][]trajectory.Place{nil, {{Team: "x"}}, {{}}, {{Team: at[36].Team, Area: "x"}}} {
			if wrong := refused(t, town.Trajectory.Begin(ctx, actor, "nowhere", half(), nowhere, privacy.Check{})); !slices.Equal(wrong, []string{"places"}) {
				t.Errorf("at %v: %v", nowhere, wrong)
			}
		}
		teams, err := town.People.Teams(ctx, actor)
		must(t, err)
		h := trajectory.HalfOf(on("2026-11-02"))
		bare := 0
		for _, row := range trajectory.Coverage(teams, all, []trajectory.Half{h.Next(-1), h}) {
			if len(row.Cells[0]) != 0 {
				t.Errorf("%s is covered before it began", row.Team.Name)
			}
			if len(row.Cells[1]) == 0 {
				bare++
			}
		}
		if bare != 1 {
			t.Errorf("%d teams have none", bare)
		}
		edited(t, town, actor, all[0])
		for _, role := range []access.Role{access.Ambassador, access.Observer, access.TeamManager} {
			if _, err := town.Trajectory.List(ctx, access.As(role, town.Network.ID)); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
		}
	})
}

// edited changes a trajectory and takes it away.
func edited(t *testing.T, town testkit.Town, actor access.Actor, one trajectory.Trajectory) {
	t.Helper()
	one.Evaluation, one.Second, one.SecondShare = " Het team belt nu zelf. ", " wijkteamorganisatie ", 40
	must(t, town.Trajectory.Save(ctx, actor, one, privacy.Check{}))
	if err := town.Trajectory.Save(ctx, actor, one, privacy.Check{}); !errors.Is(err, errs.Conflict) {
		t.Errorf("from an older version: %v", err)
	}
	saved, err := town.Trajectory.One(ctx, actor, one.ID)
	if err != nil || saved.Evaluation != "Het team belt nu zelf." || saved.Version != 2 || saved.Second != "wijkteamorganisatie" || saved.SecondShare != 40 || saved.Place != one.Place {
		t.Errorf("saved: %+v, %v", saved, err)
	}
	for field, spoil := range map[string]func(*trajectory.Trajectory){
		"starts":     func(t *trajectory.Trajectory) { t.Starts = time.Time{} },
		"ends":       func(t *trajectory.Trajectory) { t.Ends = t.Starts.AddDate(0, 0, -1) },
		"hours":      func(t *trajectory.Trajectory) { t.HoursWeek = math.NaN() },
		"rate":       func(t *trajectory.Trajectory) { t.Rate = -1 },
		"second":     func(t *trajectory.Trajectory) { t.Second = t.Funding },
		"share":      func(t *trajectory.Trajectory) { t.SecondShare = 100 },
		"aim":        func(t *trajectory.Trajectory) { t.Aim = 101 },
		"funded":     func(t *trajectory.Trajectory) { early := t.Starts.AddDate(0, 0, -1); t.FundedUntil = &early },
		"evaluation": func(t *trajectory.Trajectory) { t.Evaluation = "mevrouw De Vries kreeg een maatje" },
	} {
		wrong := saved
		spoil(&wrong)
		if fields := refused(t, town.Trajectory.Save(ctx, actor, wrong, privacy.Check{})); !slices.Contains(fields, field) {
			t.Errorf("%s: %v", field, fields)
		}
	}
	must(t, town.Trajectory.Remove(ctx, actor, one.ID, 2))
	if _, err := town.Trajectory.One(ctx, actor, one.ID); !errors.Is(err, errs.NotFound) {
		t.Errorf("after it was taken away: %v", err)
	}
}

// TestATargetForAYear is one of a measure for each place.
func TestATargetForAYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "Veen")
		actor := access.As(access.Coordinator, town.Network.ID)
		tree, err := town.Places.Tree(ctx, actor)
		must(t, err)
		noord, _ := tree.BySlug("noord")
		target := trajectory.Target{ID: "t", Place: trajectory.Place{Area: noord.ID}, Year: 2026, Measure: measure.Started, Aim: 40}
		must(t, town.Trajectory.Aim(ctx, actor, target))
		must(t, town.Trajectory.Aim(ctx, actor, target))
		again := target
		again.ID, again.Aim = "u", 50
		if wrong := refused(t, town.Trajectory.Aim(ctx, actor, again)); !slices.Equal(wrong, []string{"place"}) {
			t.Errorf("a second one: %v", wrong)
		}
		again.Measure, again.Place.Area, again.Year = "cats", "nowhere", 12
		if wrong := refused(t, town.Trajectory.Aim(ctx, actor, again)); !slices.Equal(wrong, []string{"aim", "year", "place"}) {
			t.Errorf("nonsense: %v", wrong)
		}
		if all, err := town.Trajectory.Targets(ctx, actor, 2026); err != nil || len(all) != 1 || all[0] != target {
			t.Errorf("targets: %+v, %v", all, err)
		}
		must(t, town.Trajectory.Drop(ctx, actor, "t"))
		if err := town.Trajectory.Drop(ctx, actor, "t"); !errors.Is(err, errs.NotFound) {
			t.Errorf("a target that is not there: %v", err)
		}
	})
}

// TestHoursOfPartsAddUp: whatever way a trajectory is cut, its parts have the hours of the whole, and so has the cost.
func TestHoursOfPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := half()
		one.Ends = one.Starts.AddDate(0, 0, rapid.IntRange(0, 700).Draw(t, "days"))
		one.HoursWeek = float64(rapid.IntRange(1, 160).Draw(t, "quarters")) / 4
		from, until := one.Starts.AddDate(-1, 0, 0), one.Ends.AddDate(1, 0, 0)
		cut := from.AddDate(0, 0, rapid.IntRange(0, 1400).Draw(t, "cut"))
		whole := one.Hours(from, until)
		if parts := one.Hours(from, cut) + one.Hours(cut, until); cut.Before(until) && math.Abs(parts-whole) > 1e-6 {
			t.Fatalf("%v and not %v", parts, whole)
		}
		if spent := trajectory.Costs([]trajectory.Trajectory{one}, from, until); math.Abs(spent[0].Euros-one.Cost()) > 1e-6 || math.Abs(one.Cost()-50*whole) > 1e-6 {
			t.Fatalf("it costs %v or %v", spent, one.Cost())
		}
		one.Second, one.SecondShare = "wijkteamorganisatie", rapid.IntRange(1, 99).Draw(t, "share")
		spent := trajectory.Costs([]trajectory.Trajectory{one}, from, until)
		if len(spent) != 2 || math.Abs(spent[0].Euros+spent[1].Euros-one.Cost()) > 1e-6 || math.Abs(spent[1].Euros-one.Cost()*float64(one.SecondShare)/100) > 1e-6 || spent[1].Funding != "wijkteamorganisatie" {
			t.Fatalf("two sources pay %+v of %v", spent, one.Cost())
		}
	})
}

// TestAnAimIsReachedOrNot says nothing below the threshold.
func TestAnAimIsReachedOrNot(t *testing.T) {
	n := func(i int) *int { return &i }
	for _, c := range []struct {
		whole, part *int
		want        trajectory.Progress
	}{
		{n(40), n(12), trajectory.Progress{Known: true, Percent: 30, Of: 40, Reached: true}},
		{n(41), n(12), trajectory.Progress{Known: true, Percent: 29, Of: 41}},
		{n(99), n(29), trajectory.Progress{Known: true, Percent: 29, Of: 99}},
		{n(40), nil, trajectory.Progress{}},
		{nil, nil, trajectory.Progress{}},
	} {
		if got := trajectory.Of(30, c.whole, c.part); got != c.want {
			t.Errorf("%+v, not %+v", got, c.want)
		}
	}
}

// TestTheEndOfMoneyIsSeenHalfAYearBefore, together for trajectories out of one source.
func TestTheEndOfMoneyIsSeenHalfAYearBefore(t *testing.T) {
	end := on("2027-05-01")
	one := half()
	one.FundedUntil = &end
	all := []trajectory.Trajectory{one, one, half()}
	for day, seen := range map[string]bool{"2026-10-30": false, "2026-11-01": true, "2027-05-20": true, "2027-06-02": false} {
		endings := trajectory.Endings(all, on(day))
		if (len(endings) == 1) != seen {
			t.Errorf("%s: %+v", day, endings)
		}
		if seen && endings[0] != (trajectory.Ending{Funding: "scholingsbudget", Day: end, N: 2}) {
			t.Errorf("%s: %+v", day, endings)
		}
	}
}
