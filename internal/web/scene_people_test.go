//go:build !race

package web_test

import (
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
)

// peopleScene is persons, their tasks, teams, absences, trainings and onboarding.
var peopleScene = scene{fill: fillPeople, elsewhere: peopleElsewhere, works: []work{
	{"drop a rule about groups", func(w *twins) (any, error) {
		all, err := w.town.People.GroupRules(ctx, w.town.Operator)
		if err != nil {
			return nil, err
		}
		return len(all), w.town.People.DropGroupRule(ctx, w.town.Operator, all[0].ID)
	}},
	{"take a training away", func(w *twins) (any, error) {
		teams, err := w.town.People.Teams(ctx, w.town.Operator)
		if err != nil {
			return nil, err
		}
		for _, team := range teams {
			for _, m := range team.Members {
				for _, training := range m.Trainings {
					return nil, w.town.People.Untrain(ctx, w.town.Operator, team.ID, training.ID)
				}
			}
		}
		return nil, errs.NotFound
	}},
	{"take a training of another team away", func(w *twins) (any, error) {
		teams, err := w.town.People.Teams(ctx, w.town.Operator)
		if err != nil {
			return nil, err
		}
		for _, team := range teams {
			for _, m := range team.Members {
				if m.Person.ID == w.persons[access.Professional] {
					return nil, w.town.People.Untrain(ctx, w.town.Operator, w.secrets["team"], m.Trainings[0].ID)
				}
			}
		}
		return nil, errs.NotFound
	}},
	{"areas of teams", func(w *twins) (any, error) {
		return w.town.People.TeamAreas(ctx, access.Actor{Network: w.town.Network.ID, Person: w.persons[access.Coordinator]})
	}},
	{"a new portrait", func(w *twins) (any, error) {
		return nil, w.town.People.SetPortrait(ctx, w.town.Operator, w.persons[access.Desk], []byte("another"))
	}},
	{"a portrait", func(w *twins) (any, error) {
		record, err := w.town.People.Person(ctx, w.town.Operator, w.persons[access.Ambassador])
		if err != nil {
			return nil, err
		}
		return w.town.People.Portrait(ctx, w.town.Operator, record.ID, record.Portrait)
	}},
	{"remind of new members", func(w *twins) (any, error) { return nil, w.town.People.Remind(ctx, w.town.Network.ID) }},
	{"the name of a person", inside(func(w *twins, tx *db.Tx) (any, error) { return people.NameOf(ctx, tx, w.persons[access.Desk]) })},
	{"replace everyone", func(w *twins) (any, error) { return nil, w.town.People.Replace(ctx, w.town.Operator, nil) }},
	{"join a team in which somebody is elsewhere", func(w *twins) (any, error) {
		return w.town.People.Join(ctx, w.town.Operator, w.secrets["team"], w.secrets["nobody"], testkit.Today)
	}},
	{"be away otherwise", func(w *twins) (any, error) {
		return nil, w.town.People.Away(ctx, w.town.Operator, people.Absence{PersonID: w.persons[access.Host], StandIn: people.Person{ID: w.persons[access.Desk]},
			Starts: testkit.Today, Ends: testkit.Today.AddDate(0, 0, 2)})
	}},
	{"change a team", func(w *twins) (any, error) {
		all, err := w.town.People.Teams(ctx, w.town.Operator)
		if err != nil {
			return nil, err
		}
		all[0].Name = "Anders"
		return w.town.People.SaveTeam(ctx, w.town.Operator, all[0])
	}},
	{"hand over absences", func(w *twins) (any, error) {
		return w.town.People.Handover(ctx, w.town.Operator, w.persons[access.Desk], w.persons[access.Ambassador], testkit.Today)
	}},
	{"hand over a membership", func(w *twins) (any, error) {
		return w.town.People.Handover(ctx, w.town.Operator, w.persons[access.Coordinator], w.persons[access.Desk], testkit.Today)
	}},
	{"found where somebody is", func(w *twins) (any, error) {
		return w.town.People.Found(ctx, access.As(access.Administrator, w.town.Network.ID), w.town.Network.ID, people.Person{Name: "Eerste", Email: "eerste@hier.example"})
	}},
	{"a role that somebody has", inside(func(w *twins, tx *db.Tx) (any, error) { return people.Roles(ctx, tx, w.persons[access.Desk]) })},
}}

func fillPeople(w *twins, t testing.TB) {
	staff, today, must := w.town.Operator, testkit.Today, musts(t)
	teams, err := w.town.People.Teams(ctx, staff)
	must(err)
	team := teams[0].ID
	joined, err := w.town.People.Join(ctx, staff, team, w.persons[access.Coordinator], today.AddDate(0, -1, 0))
	must(err)
	w.secrets["team"], w.secrets["membership"] = team, joined
	must(w.town.People.Train(ctx, staff, team, joined, people.Training{Name: "Samen leren " + ownMark, Day: today}))
	for _, t := range teams {
		for _, m := range t.Members {
			must(w.town.People.Train(ctx, staff, t.ID, m.ID, people.Training{Name: "Anders leren " + ownMark, Day: today}))
		}
	}
	tree, err := w.town.Places.Tree(ctx, staff)
	must(err)
	noord, _ := tree.BySlug("noord")
	w.secrets["noord"] = noord.ID
	must(w.town.People.AddGroupRule(ctx, staff, people.GroupRule{Group: "wijkteam " + ownMark, Role: access.Desk}))
	must(w.town.People.SetPortrait(ctx, staff, w.persons[access.Ambassador], []byte("picture")))
	organizations, err := w.town.Directory.Organizations(ctx, staff)
	must(err)
	for _, role := range []access.Role{access.Coordinator, access.Ambassador} {
		record, err := w.town.People.Person(ctx, staff, w.persons[role])
		must(err)
		_, err = w.town.People.Save(ctx, staff, people.Person{ID: w.persons[role], Name: string(role) + " hier", Email: string(role) + "@hier.example", OrganizationID: organizations[0].ID, Version: record.Version})
		must(err)
	}
	must(w.town.People.Tick(ctx, staff, team, joined, people.Steps[0]))
	for _, days := range []int{-1, 10} {
		must(w.town.People.Away(ctx, staff, people.Absence{PersonID: w.persons[access.Ambassador], StandIn: people.Person{ID: w.persons[access.Desk]},
			Starts: today.AddDate(0, 0, days), Ends: today.AddDate(0, 0, days+5)}))
	}
	must(w.town.People.Away(ctx, staff, people.Absence{PersonID: w.persons[access.Host], StandIn: people.Person{ID: w.persons[access.Coordinator]}, Starts: today.AddDate(0, 0, -1), Ends: today.AddDate(0, 0, 3)}))
	w.secrets["nobody"], err = w.town.People.Save(ctx, staff, people.Person{Name: "Niemand Bijzonders"})
	must(err)
	must(w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
		return enter(tx, row{`update assignment set rule_id = (select id from group_rule where network_id = $1) where network_id = $1 and person_id = $2`, []any{w.persons[access.Editor]}})
	}))
}

func peopleElsewhere(w *twins) []string {
	nobody, member := quote(w.secrets["nobody"]), quote(w.persons[access.Member])
	return append(w.others(
		other{"absence", `person_id = ` + quote(w.persons[access.Host]), set{"id": `'elders'`, "person_id": quote(w.persons[access.Coordinator]), "stand_in_id": member}},
		other{"absence", `person_id = ` + quote(w.persons[access.Host]), set{"id": `'elders2'`, "person_id": nobody, "stand_in_id": member}},
		other{"membership", `person_id = ` + quote(w.persons[access.Coordinator]), set{"id": `'elders'`, "person_id": nobody}},
		other{"onboarding", `membership_id = ` + quote(w.secrets["membership"]), set{"step": quote(people.ReadStep)}},
		other{"person", `id = ` + nobody, set{"id": `'wees'`, "ref": `'wees'`}},
	), `update kept_team set area_id = `+quote(w.secrets["noord"])+` where `+w.elsewhere(),
		`update kept_membership set team_id = `+quote(w.secrets["team"])+` where person_id = `+quote(w.persons[access.Professional])+` and `+w.elsewhere())
}
