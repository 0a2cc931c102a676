package casework_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
)

// sees tells how many intervisions an actor sees.
func (b bench) sees(t *testing.T, actor access.Actor) int {
	t.Helper()
	all, err := b.Intervisions(ctx, actor)
	must(t, err)
	return len(all)
}

// TestAnIntervisionIsClosed: who sits in it and the coordinator see it, another ambassador does not; it is on no list of
// discussions and cannot be opened as one; who called it together takes it away.
func TestAnIntervisionIsClosed(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		noord := b.ambassador.Grants[0].Area
		second := b.hire(t, "Sam Tweede", people.Assignment{Role: access.Ambassador, AreaID: noord})
		third := b.hire(t, "Dirk Derde", people.Assignment{Role: access.Ambassador, AreaID: noord})
		id, today := db.NewID(), calendar.Today(testkit.Today)
		for what, with := range map[string][]string{"nobody else": nil, "herself": {b.ambassador.Person}, "a liaison": {b.liaison.Person}} {
			if err := b.Gather(ctx, b.ambassador, id, today, with); !errors.As(err, new(errs.Problems)) {
				t.Errorf("with %s: %v", what, err)
			}
		}
		if err := b.Gather(ctx, b.liaison, id, today, []string{second.Person}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a liaison calls ambassadors together: %v", err)
		}
		for range 2 {
			must(t, b.Gather(ctx, b.ambassador, id, today, []string{second.Person}))
		}
		if n := []int{b.sees(t, b.ambassador), b.sees(t, second), b.sees(t, b.coordinator), b.sees(t, third)}; !slices.Equal(n, []int{1, 1, 1, 0}) {
			t.Errorf("the leader, the other, the coordinator and a third see %v", n)
		}
		if _, err := b.Intervisions(ctx, b.liaison); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a liaison looks: %v", err)
		}
		for _, actor := range []access.Actor{b.ambassador, b.coordinator} {
			if _, err := b.Discussion(ctx, actor, id); !errors.Is(err, errs.NotFound) {
				t.Errorf("opened as a discussion of a team: %v", err)
			}
			if all, err := b.Meetings(ctx, actor); err != nil || len(all) != 0 {
				t.Errorf("on the list of discussions: %v, %v", all, err)
			}
		}
		if err := b.CallOff(ctx, second, id); !errors.Is(err, errs.NotFound) {
			t.Errorf("who did not call it together takes it away: %v", err)
		}
		must(t, b.CallOff(ctx, b.ambassador, id))
		if b.sees(t, b.coordinator) != 0 {
			t.Error("it is still there")
		}
	})
}

// TestAnIntervisionCountsAsPresence: the program closes it; it counts for everyone who sat in it, and stays counted when who
// sat in it is forgotten.
func TestAnIntervisionCountsAsPresence(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		second := b.hire(t, "Sam Tweede", people.Assignment{Role: access.Ambassador, AreaID: b.ambassador.Grants[0].Area})
		must(t, b.Gather(ctx, b.ambassador, "samen", calendar.Today(testkit.Today), []string{second.Person}))
		later := b.on(testkit.Today.AddDate(0, 0, 8))
		must(t, later.Run(ctx, b.Network.ID))
		if err := later.CallOff(ctx, b.ambassador, "samen"); !errors.Is(err, errs.Conflict) {
			t.Errorf("taken away when it is over: %v", err)
		}
		november := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
		want := []casework.Presence{{Month: november, Kind: casework.IntervisionKind, N: 1, Led: 1}}
		for _, actor := range []access.Actor{b.ambassador, second} {
			if all, err := b.Attended(ctx, actor, november, november.AddDate(0, 1, 0)); err != nil || !slices.Equal(all, want) {
				t.Errorf("attended: %+v, %v", all, err)
			}
		}
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			gone, err := casework.ForgetDiscussions(ctx, tx, testkit.Today.AddDate(0, 0, 30))
			if gone != 1 {
				t.Errorf("%d went", gone)
			}
			return err
		}))
		if all := b.presences(t, november); !slices.Equal(all, want) || b.sees(t, b.coordinator) != 0 {
			t.Errorf("after it went: %+v", all)
		}
	})
}
