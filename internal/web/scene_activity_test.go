//go:build !race

package web_test

import (
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/activity"
	"samenspel/internal/calendar"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/privacy"
	"samenspel/internal/testkit"
)

// activityScene is what people did for the network, where they sit on its behalf, and discussions that are counts by now.
var activityScene = scene{fill: fillActivities, elsewhere: activitiesElsewhere, doors: func(w *twins) []string {
	return []string{"/activiteiten/" + w.secrets["activity"]}
}, works: []work{
	{"list what was done", func(w *twins) (any, error) {
		return w.town.Activity.List(ctx, access.As(access.Coordinator, w.town.Network.ID), activity.Filter{From: testkit.Today.AddDate(0, -3, 0), Until: testkit.Today.AddDate(0, 0, 1)})
	}},
	{"change what was done", func(w *twins) (any, error) {
		return nil, w.town.Activity.Save(ctx, w.doer(), activity.Entry{ID: w.secrets["activity"], Version: 1, Day: calendar.Today(testkit.Today), Kind: activity.Visit, Hours: 2, People: activity.Uncounted}, privacy.Check{})
	}},
	{"write down what another network wrote already", func(w *twins) (any, error) {
		return nil, w.town.Activity.Save(ctx, w.doer(), activity.Entry{ID: "elders", Day: calendar.Today(testkit.Today), Kind: activity.Visit, Hours: 2, People: activity.Uncounted}, privacy.Check{})
	}},
	{"take away what was done", func(w *twins) (any, error) {
		return nil, w.town.Activity.Remove(ctx, w.doer(), w.secrets["activity"], 1)
	}},
	{"what was done last", func(w *twins) (any, error) {
		e, ok, err := w.town.Activity.Last(ctx, access.Actor{Network: w.town.Network.ID, Person: w.persons[access.Desk], Grants: []access.Grant{{Role: access.Desk}}})
		return []any{e, ok}, err
	}},
	{"tell of a seat", func(w *twins) (any, error) {
		return nil, w.town.Activity.Tell(ctx, access.As(access.Coordinator, w.town.Network.ID), w.secrets["seat"], 2, "er is nieuws", nil, privacy.Check{})
	}},
	{"end a seat", func(w *twins) (any, error) {
		return nil, w.town.Activity.End(ctx, access.As(access.Coordinator, w.town.Network.ID), w.secrets["seat"], 2)
	}},
	{"hand over seats", inside(func(w *twins, tx *db.Tx) (any, error) {
		return activity.Mover(ctx, tx, w.persons[access.Ambassador], w.persons[access.Desk])
	})},
	{"activities that are kept", inside(func(_ *twins, tx *db.Tx) (any, error) { return activity.KeptEntries(ctx, tx) })},
	{"erase what was done", inside(func(w *twins, tx *db.Tx) (any, error) {
		return nil, activity.Erase(ctx, tx, []string{w.secrets["activity"]})
	})},
	{"seats that ended", inside(func(_ *twins, tx *db.Tx) (any, error) { return activity.KeptSeats(ctx, tx) })},
	{"erase a seat", inside(func(w *twins, tx *db.Tx) (any, error) {
		return nil, activity.EraseSeats(ctx, tx, []string{w.secrets["seat-ended"], w.secrets["seat"]})
	})},
	{"discussions that were held", inside(func(_ *twins, tx *db.Tx) (any, error) {
		return casework.Presences(ctx, tx, testkit.Today.AddDate(-1, 0, 0), testkit.Today.AddDate(0, 1, 0))
	})},
	{"discussions that this person led", func(w *twins) (any, error) {
		return w.town.Casework.Attended(ctx, access.Actor{Network: w.town.Network.ID, Person: w.secrets["seat-leader"], Grants: []access.Grant{{Role: access.Coordinator}}}, testkit.Today.AddDate(0, -1, 0), testkit.Today.AddDate(0, 1, 0))
	}},
	{"let old discussions become counts", inside(func(_ *twins, tx *db.Tx) (any, error) {
		return casework.ForgetDiscussions(ctx, tx, testkit.Today.AddDate(0, 1, 0))
	})},
}}

// doer is who did something.
func (w *twins) doer() access.Actor {
	return access.Actor{Network: w.town.Network.ID, Person: w.persons[access.Ambassador], Grants: []access.Grant{{Role: access.Ambassador}}}
}

func fillActivities(w *twins, t testing.TB) {
	must, today := musts(t), calendar.Today(testkit.Today)
	w.secrets["activity"] = db.NewID()
	must(w.town.Activity.Save(ctx, w.doer(), activity.Entry{ID: w.secrets["activity"], Day: today, Kind: activity.OfficeHour, Hours: 1.5, Area: w.secrets["noord"], People: 12,
		Partner: "bewoners " + ownMark, Note: "het was druk " + ownMark}, privacy.Check{}))
	coordinator := access.As(access.Coordinator, w.town.Network.ID)
	for _, name := range []string{"seat", "seat-ended"} {
		w.secrets[name] = db.NewID()
		must(w.town.Activity.Take(ctx, coordinator, activity.Seat{ID: w.secrets[name], Person: w.persons[access.Ambassador], Body: "tafel van " + ownMark, Brief: "wat is er " + ownMark, Starts: today, Next: &today}, privacy.Check{}))
		next := today.AddDate(0, 0, 5)
		must(w.town.Activity.Tell(ctx, coordinator, w.secrets[name], 1, "veel nieuws "+ownMark, &next, privacy.Check{}))
	}
	must(w.town.Activity.End(ctx, coordinator, w.secrets["seat-ended"], 2))
	w.secrets["seat-leader"] = w.persons[access.Coordinator]
	must(w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
		held := `insert into discussion (network_id, id, team_id, kind, held_on, leader_id, closed_at) values ($1, $2, $3, 'talk', $4, $5, $4)`
		return enter(tx, row{held, []any{"voorbij", w.secrets["team"], today.AddDate(0, 0, -3), w.secrets["seat-leader"]}},
			row{held, []any{"leeg", w.secrets["team"], today.AddDate(0, 0, -3), w.secrets["seat-leader"]}},
			row{`insert into discussion_count (network_id, month, team_id, kind, n, led) values ($1, $2, $3, 'talk', 4, 2)`, []any{time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), w.secrets["team"]}})
	}))
}

// activitiesElsewhere lets in the other networks the coordinator be an ambassador too, have written more, and have a case on
// the table of a discussion that is empty here.
func activitiesElsewhere(w *twins) []string {
	return w.others(
		other{"assignment", `person_id = ` + quote(w.secrets["seat-leader"]), set{"id": `'elders-ambassadeur'`, "role": `'ambassador'`}},
		other{"activity", `id = ` + quote(w.secrets["activity"]), set{"id": `'zz-elders'`}},
		other{"activity", `id = ` + quote(w.secrets["activity"]), set{"id": `'elders'`, "person_id": quote(w.persons[access.Desk])}},
		other{"discussion_case", `discussion_id = ` + quote(w.secrets["case-meeting"]), set{"discussion_id": `'leeg'`}},
	)
}
