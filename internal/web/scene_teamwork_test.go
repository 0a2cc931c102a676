//go:build !race

package web_test

import (
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
	"samenspel/internal/teamwork"
	"samenspel/internal/testkit"
)

// teamworkScene is what three teams agreed: one has a plan, a conversation and an action, the second a conversation without
// an action, the third nothing.
var teamworkScene = scene{fill: fillTeamwork, elsewhere: func(w *twins) []string {
	return w.others(other{"team_talk", `id = 'leeg'`, set{"id": `'elders'`, "team_id": quote(w.secrets["team-bare"])}},
		other{"team_plan", `team_id = ` + quote(w.secrets["team"]), set{"team_id": quote(w.secrets["team-bare"])}},
		other{"team_action", `id = 'actie'`, set{"id": `'elders'`, "talk_id": `'leeg'`, "team_id": quote(w.secrets["team-second"])}})
}, doors: func(w *twins) []string { return []string{"/team", "/team/" + w.secrets["team"], "/teamgesprek/leeg"} }, works: []work{
	{"begin a conversation that another network has", writing(func(w *twins, a access.Actor) error {
		_, err := w.town.Teamwork.Begin(ctx, a, "nieuw", w.secrets["team-bare"], teamToday)
		return err
	})},
	{"write in a conversation of elsewhere", writing(func(w *twins, a access.Actor) error {
		return w.town.Teamwork.Write(ctx, a, teamwork.Entry{Talk: "elders", Version: 1, Point: teamwork.Role}, teamToday, privacy.Check{})
	})},
	{"write with an action that another network has", writing(func(w *twins, a access.Actor) error {
		return w.town.Teamwork.Write(ctx, a, teamwork.Entry{Talk: "leeg", Version: 1, Point: teamwork.Role, Action: &teamwork.Action{ID: "elders", What: "bellen", Person: w.secrets["team-doer"], Due: teamToday}}, teamToday, privacy.Check{})
	})},
	{"finish without an action", writing(func(w *twins, a access.Actor) error {
		return w.town.Teamwork.Finish(ctx, a, "leeg", 1, teamToday)
	})},
	{"finish with an action", writing(func(w *twins, a access.Actor) error {
		return w.town.Teamwork.Finish(ctx, a, w.secrets["team-talk"], 2, teamToday)
	})},
	{"act", writing(func(w *twins, a access.Actor) error {
		return w.town.Teamwork.Act(ctx, a, teamwork.Action{ID: "nog-een", Team: w.secrets["team"], What: "bellen", Person: w.secrets["team-doer"], Due: teamToday}, teamToday, privacy.Check{})
	})},
	{"tick off an action", writing(func(w *twins, a access.Actor) error { return w.town.Teamwork.Done(ctx, a, "actie", 1, teamToday) })},
	{"tick off an action of elsewhere", writing(func(w *twins, a access.Actor) error { return w.town.Teamwork.Done(ctx, a, "elders", 1, teamToday) })},
	{"drop an action", writing(func(w *twins, a access.Actor) error { return w.town.Teamwork.Drop(ctx, a, "actie", 1) })},
	{"make a plan", writing(func(w *twins, a access.Actor) error {
		return w.town.Teamwork.SavePlan(ctx, a, teamwork.Plan{Team: w.secrets["team-bare"], Motto: "vooruit"}, teamToday, privacy.Check{})
	})},
	{"change a plan", writing(func(w *twins, a access.Actor) error {
		return w.town.Teamwork.SavePlan(ctx, a, teamwork.Plan{Team: w.secrets["team"], Motto: "vooruit", Version: 1}, teamToday, privacy.Check{})
	})},
	{"what a team must do", func(w *twins) (any, error) { return w.town.Teamwork.Due(ctx, w.writer(), teamToday) }},
	{"hand over actions", inside(func(w *twins, tx *db.Tx) (any, error) {
		return teamwork.Mover(ctx, tx, w.secrets["team-doer"], "opvolger")
	})},
	{"what is kept of teams", inside(func(_ *twins, tx *db.Tx) (any, error) { return teamwork.Kept(ctx, tx) })},
	{"erase what is kept of teams", inside(func(w *twins, tx *db.Tx) (any, error) {
		return nil, teamwork.Erase(ctx, tx, []string{"actie", "leeg", w.secrets["team"]})
	})},
}}

var teamToday = calendar.Today(testkit.Today)

// writer is a liaison of the three teams.
func (w *twins) writer() access.Actor {
	a := access.Actor{Network: w.town.Network.ID, Person: w.secrets["team-doer"]}
	for _, team := range []string{"team", "team-second", "team-bare"} {
		a.Grants = append(a.Grants, access.Grant{Role: access.Liaison, Team: w.secrets[team]})
	}
	return a
}

// writing makes a work of something that changes what teams agreed. It tells what there is afterwards.
func writing(do func(*twins, access.Actor) error) func(*twins) (any, error) {
	return func(w *twins) (any, error) {
		if err := do(w, w.writer()); err != nil {
			return nil, err
		}
		return w.town.Teamwork.Boards(ctx, w.writer())
	}
}

func fillTeamwork(w *twins, t testing.TB) {
	must := musts(t)
	w.secrets["team-talk"] = w.town.Talked(t, w.secrets["team"])
	for name, key := range map[string]string{"Tweede team": "team-second", "Kaal team": "team-bare"} {
		id, err := w.town.People.SaveTeam(ctx, w.town.Operator, people.Team{Name: name})
		must(err)
		w.secrets[key] = id
	}
	b, err := w.town.Teamwork.Board(ctx, w.writer(), w.secrets["team"])
	must(err)
	w.secrets["team-doer"] = b.Who[0].ID
	must(w.town.Teamwork.Act(ctx, w.writer(), teamwork.Action{ID: "actie", Team: w.secrets["team"], What: "bellen", Person: w.secrets["team-doer"], Due: teamToday}, teamToday, privacy.Check{}))
	_, err = w.town.Teamwork.Begin(ctx, w.writer(), "leeg", w.secrets["team-second"], teamToday)
	must(err)
}
