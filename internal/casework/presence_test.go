package casework_test

import (
	"slices"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/testkit"
)

// TestPresenceFollowsFromDiscussions: those that an ambassador led are counted by team and month, and stay counted when the
// discussions themselves are gone.
func TestPresenceFollowsFromDiscussions(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		for _, d := range []struct {
			request string
			kind    casework.Kind
			leads   access.Actor
		}{{"een", casework.Talk, b.ambassador}, {"twee", casework.Talk, b.ambassador}, {"drie", casework.CaseMeeting, b.liaison}, {"open", casework.Talk, b.ambassador}} {
			made, err := b.Convene(ctx, d.leads, d.request, casework.Discussion{Team: b.team, Kind: d.kind})
			must(t, err)
			if d.request != "open" {
				_, err = b.Close(ctx, d.leads, made.ID)
				must(t, err)
			}
		}
		november := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
		want := []casework.Presence{{Month: november, Team: b.team, Kind: casework.CaseMeeting, N: 1}, {Month: november, Team: b.team, Kind: casework.Talk, N: 2, Led: 2}}
		if all := b.presences(t, november); !slices.Equal(all, want) {
			t.Errorf("counted: %+v", all)
		}
		if led, err := b.Attended(ctx, b.ambassador, november, november.AddDate(0, 1, 0)); err != nil || !slices.Equal(led, want[1:]) {
			t.Errorf("the ambassador led %+v, %v", led, err)
		}
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			gone, err := casework.ForgetDiscussions(ctx, tx, testkit.Today.AddDate(0, 0, 1))
			if gone != 3 {
				t.Errorf("%d discussions went", gone)
			}
			return err
		}))
		if all := b.presences(t, november); !slices.Equal(all, want) {
			t.Errorf("counted after the discussions went: %+v", all)
		}
		if all := b.presences(t, november.AddDate(0, -1, 0)); len(all) != 0 {
			t.Errorf("counted in another month: %+v", all)
		}
	})
}

func (b bench) presences(t *testing.T, month time.Time) (all []casework.Presence) {
	t.Helper()
	must(t, b.DB.View(ctx, b.Network.ID, func(tx *db.Tx) (err error) {
		all, err = casework.Presences(ctx, tx, month, month.AddDate(0, 1, 0))
		return err
	}))
	return all
}
