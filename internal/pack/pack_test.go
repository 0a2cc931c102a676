package pack_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/activity"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/desk"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
	"samenspel/internal/pack"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
	"samenspel/internal/testkit"
	"samenspel/internal/trajectory"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	ctx   = context.Background()
	third = insight.QuarterOf(time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC))
	lastQ = insight.QuarterOf(testkit.Today)
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestThePackEqualsACountByHand: of work all is told, of residents what is large enough.
func TestThePackEqualsACountByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "Veen")
		coordinator := access.As(access.Coordinator, town.Network.ID)
		ambassador := access.Actor{Network: town.Network.ID, Person: "a", Grants: []access.Grant{{Role: access.Ambassador}}}
		team, err := town.People.SaveTeam(ctx, town.Operator, people.Team{Name: "Team"})
		must(t, err)
		for i, came := range []int{6, 5, activity.Uncounted, 40} {
			e := activity.Entry{ID: string(rune('a' + i)), Day: third.From.AddDate(0, i, 0), Kind: activity.OfficeHour, Hours: 1.5, People: came}
			must(t, town.Activity.Save(ctx, ambassador, e, privacy.Check{})) // the last one is in another quarter
		}
		must(t, town.Activity.Save(ctx, ambassador, activity.Entry{ID: "s", Day: third.From, Kind: activity.Information, Hours: 2, People: 9}, privacy.Check{}))
		at := third.From.AddDate(0, 1, 0)
		for n := range 12 {
			_, err := town.DeskAt(at).Receive(ctx, access.As(access.Desk, town.Network.ID), desk.Incoming{Request: string(rune('a' + n)), Channel: desk.Phone, Note: "vraag"})
			must(t, err)
		}
		held := casework.NewStore(town.DB.WithClock(func() time.Time { return at }), nil)
		leader := access.Actor{Network: town.Network.ID, Person: "l", Grants: []access.Grant{{Role: access.Liaison, Team: team}}}
		meeting, err := held.Convene(ctx, leader, "m", casework.Discussion{Team: team, Kind: casework.Talk})
		must(t, err)
		_, err = held.Close(ctx, leader, meeting.ID)
		must(t, err)
		begun(t, town, team)
		made, err := town.Pack.Make(ctx, coordinator, third)
		must(t, err)
		eleven, twelve := 11, 12
		want := []pack.Work{{Kind: activity.OfficeHour, N: 3, Hours: 4.5, Counts: true, People: &eleven}, {Kind: activity.Information, N: 1, Hours: 2, Counts: true}}
		if !slices.EqualFunc(made.Work, want, sameWork) {
			t.Errorf("work: %+v", made.Work)
		}
		if made.Questions == nil || *made.Questions != twelve || made.Referrals != nil {
			t.Errorf("asked: %v, %v", made.Questions, made.Referrals)
		}
		if !slices.Equal(made.Presence, []pack.Presence{{Team: team, N: 1}}) {
			t.Errorf("presence: %+v", made.Presence)
		}
		if len(made.Trajectories) != 1 || made.Trajectories[0].Funding != "scholingsbudget" || made.Trajectories[0].Hours <= 0 {
			t.Errorf("trajectories: %+v", made.Trajectories)
		}
		for _, role := range []access.Role{access.Observer, access.Ambassador, access.Desk, access.TeamManager} {
			if _, err := town.Pack.Make(ctx, access.As(role, town.Network.ID), third); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
		}
	})
}

func begun(t *testing.T, town testkit.Town, team string) {
	t.Helper()
	if town.Begun(t, team) == "" {
		t.Fatal("nothing began")
	}
	all, err := town.Trajectory.List(ctx, access.As(access.Coordinator, town.Network.ID))
	if err != nil || len(trajectory.Costs(all, lastQ.From, lastQ.Until)) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
}

func sameWork(a, b pack.Work) bool {
	same := a.People == nil && b.People == nil || a.People != nil && b.People != nil && *a.People == *b.People
	a.People, b.People = nil, nil
	return same && a == b
}

// TestAYearDoesNotGiveASmallQuarterAway: what is shown of a year, less what is shown of its quarters, is nothing or large.
func TestAYearDoesNotGiveASmallQuarterAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		quarters := rapid.SliceOfN(rapid.IntRange(0, 25), 4, 4).Draw(t, "quarters")
		year, rest := pack.Shown(quarters), 0
		if year != nil {
			rest = *year
		}
		for _, n := range quarters {
			shown := pack.Shown([]int{n})
			if (shown == nil) != (n < insight.Outside) {
				t.Fatalf("a quarter of %d: %v", n, shown)
			}
			if shown != nil {
				rest -= *shown
			}
		}
		if year != nil && rest != 0 && rest < insight.Outside {
			t.Fatalf("%v: the year says %d, so that the hidden quarters are %d", quarters, *year, rest)
		}
	})
}

// TestHoursOfTasks in a period, by source: only as long as a task ran, and what nobody pays apart.
func TestHoursOfTasks(t *testing.T) {
	ends := third.From.AddDate(0, 0, 14)
	tasks := []people.Assignment{
		{Role: access.Ambassador, HoursWeek: 6, Paid: true, Funding: "gemeente", Starts: third.From.AddDate(-1, 0, 0), Ends: &ends},
		{Role: access.Coordinator, HoursWeek: 8, Paid: true, Funding: "gemeente", Starts: third.Until.AddDate(0, 0, -7)},
		{Role: access.Ambassador, HoursWeek: 4, Paid: true, Starts: third.Until.AddDate(0, 0, -14)},
		{Role: access.Desk, HoursWeek: 2, Funding: "niemand", Starts: third.Until.AddDate(0, 0, -7)},
		{Role: access.Observer, HoursWeek: 2, Paid: true, Starts: third.From},
	}
	want := []pack.Paid{{Tasks: 1, Hours: 8}, {Funding: "gemeente", Tasks: 2, Hours: 20}, {Unpaid: true, Tasks: 1, Hours: 2}}
	if got := pack.Hours(tasks, third); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}
