//go:build !race

package web_test

import (
	"slices"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
	"samenspel/internal/testkit"
)

// caseScene is what is discussed: cases in every state, actions, discussions, slips and what is left of old cases.
var caseScene = scene{fill: fillCases, elsewhere: casesElsewhere, doors: func(w *twins) []string {
	meeting := w.secrets["case-meeting"]
	return []string{"/casussen?team=" + w.secrets["case-team"], "/casussen/bezoek?team=" + w.secrets["case-team"], "/casussen/" + w.secrets["case-open"], "/casussen/" + w.secrets["case-passed"],
		"/casussen/" + w.secrets["case-suitable"] + "/keuzeblad", "/besprekingen/" + meeting, "/uw-casussen/" + meeting + "/" + w.town.Casework.Token(w.town.Network.ID, meeting, "anna@hier.example")}
}, works: []work{
	{"what is due of cases", func(w *twins) (any, error) {
		*w.town.Later = 30 * 24 * time.Hour
		all, _, err := w.town.Casework.Due(ctx, w.discusser())
		return all, err
	}},
	{"look at the case of a need", func(w *twins) (any, error) {
		d, err := w.town.Casework.Case(ctx, w.discusser(), w.secrets["case-open"])
		if err != nil {
			return nil, err
		}
		_, n, err := w.town.Casework.Of(ctx, w.discusser(), d.Needs[0].ID)
		return n, err
	}},
	{"take the steps of a day for cases", func(w *twins) (any, error) {
		*w.town.Later = 22 * 24 * time.Hour // a Tuesday
		return nil, w.town.Casework.Run(ctx, w.town.Network.ID)
	}},
	{"say what of cases is over time", func(w *twins) (any, error) {
		*w.town.Later = 70 * 24 * time.Hour // a Monday
		return nil, w.town.Casework.Run(ctx, w.town.Network.ID)
	}},
	{"let old slips go", func(w *twins) (any, error) {
		*w.town.Later = 200 * 24 * time.Hour
		return nil, w.town.Casework.Run(ctx, w.town.Network.ID)
	}},
	{"lay a case with a slip on the table", func(w *twins) (any, error) {
		_, err := w.town.Casework.Open(ctx, w.discusser(), casework.Opening{Request: "nieuw", Slip: w.secrets["case-slip"], Team: w.secrets["case-team"],
			Discussion: w.secrets["case-meeting"], Needs: []casework.Asking{{Help: "gezelschap"}}})
		return nil, err
	}},
	{"lay what another network laid on the table already", func(w *twins) (any, error) {
		_, err := w.town.Casework.Open(ctx, w.discusser(), casework.Opening{Request: "elders", Team: w.secrets["case-team"], Needs: []casework.Asking{{Help: "gezelschap"}}})
		return nil, err
	}},
	{"print slips", func(w *twins) (any, error) {
		slips, err := w.town.Casework.PrintSlips(ctx, w.discusser(), w.secrets["case-team"], 1)
		return len(slips), err
	}},
	{"look at a case", func(w *twins) (any, error) { return w.town.Casework.Case(ctx, w.discusser(), w.secrets["case-open"]) }},
	{"list cases", func(w *twins) (any, error) {
		rows, _, err := w.town.Casework.List(ctx, w.discusser(), casework.Filter{})
		return rows, err
	}},
	{"list cases of a team, from one on", func(w *twins) (any, error) {
		rows, _, err := w.town.Casework.List(ctx, access.As(access.Coordinator, w.town.Network.ID), casework.Filter{Team: w.secrets["case-team"], After: w.secrets["case-open"]})
		return rows, err
	}},
	{"find a case by its words", func(w *twins) (any, error) {
		return w.town.Casework.Find(ctx, w.discusser(), lastWords)
	}},
	{"look at the visit sheet", func(w *twins) (any, error) {
		*w.town.Later = 30 * 24 * time.Hour
		return w.town.Casework.Visit(ctx, w.discusser(), w.secrets["case-team"])
	}},
	{"look at a discussion", func(w *twins) (any, error) {
		return w.town.Casework.Discussion(ctx, w.discusser(), w.secrets["case-meeting"])
	}},
	{"lay an open case on the table", func(w *twins) (any, error) {
		return nil, w.town.Casework.Lay(ctx, w.discusser(), w.secrets["case-meeting"], w.secrets["case-passed"])
	}},
	{"begin a discussion", func(w *twins) (any, error) {
		_, err := w.town.Casework.Convene(ctx, w.discusser(), "nog een", casework.Discussion{Team: w.secrets["case-team"], Kind: casework.Talk})
		return nil, err
	}},
	{"call ambassadors together", func(w *twins) (any, error) {
		return nil, w.town.Casework.Gather(ctx, w.discusser(), "intervisie-2", testkit.Today.Truncate(24*time.Hour), []string{w.secrets["case-second"]})
	}},
	{"call off an intervision of elsewhere", func(w *twins) (any, error) {
		return nil, w.town.Casework.CallOff(ctx, w.discusser(), "intervisie-2")
	}},
	{"look at intervisions", func(w *twins) (any, error) { return w.town.Casework.Intervisions(ctx, w.discusser()) }},
	{"call an intervision off", func(w *twins) (any, error) {
		return nil, w.town.Casework.CallOff(ctx, w.discusser(), "intervisie-1")
	}},
	{"count what somebody sat in", func(w *twins) (any, error) {
		actor := w.discusser()
		actor.Person = w.secrets["case-second"]
		month := time.Date(testkit.Today.Year(), testkit.Today.Month(), 1, 0, 0, 0, 0, time.UTC)
		return w.town.Casework.Attended(ctx, actor, month, month.AddDate(0, 1, 0))
	}},
	{"close a discussion", func(w *twins) (any, error) {
		return w.town.Casework.Close(ctx, w.discusser(), w.secrets["case-meeting"])
	}},
	{"close a discussion of a team with previous cases that are due", func(w *twins) (any, error) {
		*w.town.Later = 15 * 24 * time.Hour
		return w.town.Casework.Close(ctx, w.discusser(), w.secrets["case-meeting"])
	}},
	{"tell what is coming", func(w *twins) (any, error) {
		return w.town.Casework.Demand(ctx, access.Actor{Network: w.town.Network.ID, Grants: []access.Grant{{Role: access.Member, Organization: "x"}}}, []string{"gezelschap"})
	}},
	{"hear of a look-back", inside(func(w *twins, tx *db.Tx) (any, error) {
		need, err := db.One(ctx, tx, db.Value[string], `select id from case_need where network_id = $1 and case_id = $2`, tx.Network, w.secrets["case-passed"])
		if err != nil {
			return nil, err
		}
		return nil, casework.Heard(ctx, tx, need, true, time.Time{})
	})},
	{"add a need", caseWork("case-open", func(w *twins, d casework.Detail) error {
		return w.town.Casework.Discuss(ctx, w.discusser(), d.ID, d.Version, casework.Asking{Help: "gezelschap"})
	})},
	{"describe a need", caseWork("case-open", func(w *twins, d casework.Detail) error {
		return w.town.Casework.Discuss(ctx, w.discusser(), d.ID, d.Version, casework.Asking{Need: d.Needs[0].ID, Help: "gezelschap"})
	})},
	{"describe a case", caseWork("case-open", func(w *twins, d casework.Detail) error {
		return w.town.Casework.DescribeCase(ctx, w.discusser(), d.ID, d.Version, casework.Situation{Carer: "asked"})
	})},
	{"settle the last need of a case", caseWork("case-passed", func(w *twins, d casework.Detail) error {
		return w.town.Casework.Do(ctx, w.discusser(), d.ID, d.Version, d.Needs[0].ID, casework.Step{Act: casework.Settle, Outcome: casework.Started})
	})},
	{"open a need again", caseWork("case-ended", func(w *twins, d casework.Detail) error {
		return w.town.Casework.Do(ctx, w.discusser(), d.ID, d.Version, d.Needs[0].ID, casework.Step{Act: casework.Reopen})
	})},
	{"look something up", caseWork("case-open", func(w *twins, d casework.Detail) error {
		return w.town.Casework.LookUp(ctx, w.discusser(), d.ID, d.Version, casework.Text{Typed: "Wie heeft er plek?"}, time.Time{})
	})},
	{"finish an action", caseWork("case-open", func(w *twins, d casework.Detail) error {
		return w.town.Casework.Finish(ctx, w.discusser(), d.ID, d.Version, d.Actions[0].ID, casework.Looked)
	})},
	{"hand over cases", inside(func(w *twins, tx *db.Tx) (any, error) {
		return casework.Mover(ctx, tx, w.persons[access.Ambassador], w.persons[access.Coordinator])
	})},
	{"texts of cases that ended", inside(func(_ *twins, tx *db.Tx) (any, error) { return casework.KeptTexts(ctx, tx) })},
	{"dates of cases that ended", inside(func(_ *twins, tx *db.Tx) (any, error) { return casework.KeptDates(ctx, tx) })},
	{"cases that ended", inside(func(_ *twins, tx *db.Tx) (any, error) { return casework.KeptRows(ctx, tx) })},
	{"erase the texts of a case", inside(func(w *twins, tx *db.Tx) (any, error) {
		return nil, casework.EraseTexts(ctx, tx, []string{w.secrets["case-ended"]})
	})},
	{"round the dates of a case", inside(func(w *twins, tx *db.Tx) (any, error) {
		return nil, casework.RoundDates(ctx, tx, []string{w.secrets["case-ended"]})
	})},
	{"make a case a count", inside(func(w *twins, tx *db.Tx) (any, error) {
		return nil, casework.CountRows(ctx, tx, []string{w.secrets["case-ended"]})
	})},
	{"forget who brought cases", inside(func(_ *twins, tx *db.Tx) (any, error) {
		return casework.ForgetBringers(ctx, tx, testkit.Today.AddDate(1, 0, 0))
	})},
	{"ask a question of the own network", func(w *twins) (any, error) {
		return nil, w.town.Casework.Ask(ctx, access.As(access.Coordinator, w.town.Network.ID), casework.OwnQuestion{ID: "vraag-3", Text: "Is er een fiets?"}, privacy.Check{})
	}},
	{"stop an own question", func(w *twins) (any, error) {
		return nil, w.town.Casework.Stop(ctx, access.As(access.Coordinator, w.town.Network.ID), "vraag-1")
	}},
	{"stop an own question of elsewhere", func(w *twins) (any, error) {
		return nil, w.town.Casework.Stop(ctx, access.As(access.Coordinator, w.town.Network.ID), "vraag-2")
	}},
	{"count answers to own questions", inside(func(_ *twins, tx *db.Tx) (any, error) {
		return casework.CountOwn(ctx, tx, testkit.Today.AddDate(-1, 0, 0), testkit.Today.AddDate(1, 0, 0))
	})},
	{"count who brought cases", inside(func(_ *twins, tx *db.Tx) (any, error) {
		return casework.Brought(ctx, tx, testkit.Today.AddDate(-1, 0, 0), testkit.Today.AddDate(1, 0, 0))
	})},
	{"forget discussions", inside(func(_ *twins, tx *db.Tx) (any, error) {
		return casework.ForgetDiscussions(ctx, tx, testkit.Today.AddDate(1, 0, 0))
	})},
}}

// caseWork makes a work of what is done to a case.
func caseWork(name string, do func(*twins, casework.Detail) error) func(*twins) (any, error) {
	return func(w *twins) (any, error) {
		d, err := w.town.Casework.Case(ctx, w.discusser(), w.secrets[name])
		if err != nil {
			return nil, err
		}
		return nil, do(w, d)
	}
}

// discusser is the ambassador of Noord.
func (w *twins) discusser() access.Actor {
	return access.Actor{Network: w.town.Network.ID, Person: w.persons[access.Ambassador], Grants: []access.Grant{{Role: access.Ambassador, Area: w.secrets["noord"]}}}
}

// fillCases lays cases on the table of a team in Noord, and does with them what can be done.
func fillCases(w *twins, t testing.TB) {
	must, actor := musts(t), w.discusser()
	teams, err := w.town.People.Teams(ctx, w.town.Operator)
	must(err)
	of := teams[slices.IndexFunc(teams, func(t people.Team) bool { return t.Name == "Team van liaison hier" })]
	of.AreaID = w.secrets["noord"]
	team, err := w.town.People.SaveTeam(ctx, w.town.Operator, of)
	must(err)
	w.secrets["case-team"] = team
	must(w.town.Casework.Ask(ctx, access.As(access.Coordinator, w.town.Network.ID), casework.OwnQuestion{ID: "vraag-1", Text: "Is er een hond? " + ownMark}, privacy.Check{}))
	meeting, err := w.town.Casework.Convene(ctx, actor, "bespreking", casework.Discussion{Team: w.secrets["case-team"], Kind: casework.CaseMeeting})
	must(err)
	w.secrets["case-meeting"] = meeting.ID
	lay := func(name, team, discussion string) casework.Detail {
		c, err := w.town.Casework.Open(ctx, actor, casework.Opening{Request: name, Team: team, Area: w.secrets["noord"], Discussion: discussion, Professional: "anna@hier.example",
			Needs: []casework.Asking{{Help: "gezelschap", Text: casework.Text{Typed: "wil wandelen " + ownMark}, Own: map[string]string{"vraag-1": "yes"}}}})
		must(err)
		w.secrets[name] = c.ID
		d, err := w.town.Casework.Case(ctx, actor, c.ID)
		must(err)
		return d
	}
	do := func(d casework.Detail, steps ...casework.Step) {
		for _, step := range steps {
			must(w.town.Casework.Do(ctx, actor, d.ID, d.Version, d.Needs[0].ID, step))
			d.Version++
		}
	}
	look := func(d casework.Detail) casework.Detail {
		must(w.town.Casework.LookUp(ctx, actor, d.ID, d.Version, casework.Text{Typed: "zoek uit wie er plek heeft " + ownMark}, time.Time{}))
		d.Version++
		return d
	}
	look(lay("case-open", team, meeting.ID))
	do(look(lay("case-passed", team, "")), casework.Step{Act: casework.Judge, Fit: casework.Yes}, casework.Step{Act: casework.PassOn})
	do(look(lay("case-ended", team, meeting.ID)), casework.Step{Act: casework.Judge, Fit: casework.Yes}, casework.Step{Act: casework.Settle, Outcome: casework.Started})
	do(lay("case-needed", team, ""), casework.Step{Act: casework.Judge, Fit: casework.Yes}, casework.Step{Act: casework.PassOn},
		casework.Step{Act: casework.Settle, Outcome: casework.NotYet, Note: casework.Text{Typed: "iemand met een auto " + ownMark}})
	e, err := w.town.Directory.Entry(ctx, w.town.Operator, "bezoekmaatje")
	must(err)
	suitable := lay("case-suitable", team, meeting.ID)
	must(w.town.Casework.Discuss(ctx, actor, suitable.ID, suitable.Version, casework.Asking{Need: suitable.Needs[0].ID, Help: "gezelschap", Services: []string{e.Service.ID}, Judge: &casework.Step{Fit: casework.Yes}}))
	do(lay("case-later", team, ""), casework.Step{Act: casework.Judge, Fit: casework.NotNow, Reason: "other", Until: testkit.Today.AddDate(0, 4, 0)})
	for _, more := range []string{"case-later-1", "case-later-2", "case-later-3", "case-later-4"} {
		do(lay(more, team, ""), casework.Step{Act: casework.Judge, Fit: casework.NotNow, Reason: "other", Until: testkit.Today.AddDate(0, 4, 0)})
	}
	look(lay("case-other-team", w.secrets["team"], ""))
	orphan := lay("case-orphan", team, "")
	slips, err := w.town.Casework.PrintSlips(ctx, actor, w.secrets["case-team"], 1)
	must(err)
	w.secrets["case-slip"] = slips[0].Code
	over, err := w.town.Casework.Convene(ctx, actor, "voorbij", casework.Discussion{Team: w.secrets["case-team"], Kind: casework.Talk})
	must(err)
	w.secrets["case-over"] = over.ID
	_, err = w.town.Casework.Close(ctx, actor, over.ID)
	must(err)
	second, err := w.town.People.Save(ctx, w.town.Operator, people.Person{Name: "Ambassadeur " + ownMark})
	must(err)
	must(w.town.People.Assign(ctx, w.town.Operator, people.Assignment{Person: people.Person{ID: second}, Role: access.Ambassador, AreaID: w.secrets["noord"], HoursWeek: 4, Paid: true, Starts: testkit.Today.AddDate(0, -1, 0)}))
	w.secrets["case-second"] = second
	for _, id := range []string{"intervisie-1", "intervisie-over"} {
		must(w.town.Casework.Gather(ctx, actor, id, testkit.Today.Truncate(24*time.Hour), []string{second}))
	}
	must(w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
		return enter(tx, row{`update discussion set closed_at = $2 where network_id = $1 and id = 'intervisie-over'`, []any{testkit.Today}},
			row{`update discussed_case set words = $2 where network_id = $1 and id = $3`, []any{lastWords, w.secrets["case-open"]}},
			row{`update case_need set owner_id = (select id from person where network_id = $1 and name = 'Vroeger Iemand') where network_id = $1 and case_id = $2`, []any{orphan.ID}},
			row{`insert into case_count (network_id, month, team_id, area_id, help, outcome, n) values ($1, $2, $3, $4, 'gezelschap', 'started', 3)`,
				[]any{time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC), w.secrets["case-team"], w.secrets["noord"]}})
	}))
}

// lastWords come after all others.
const lastWords = "zwarte zwaan"

// casesElsewhere gives the other networks a case that is made of a form here and one with the same words, needs that are
// due or that started, discussions of cases that are in none here, another slip, and a case of another team.
func casesElsewhere(w *twins) []string {
	made := db.IDFor("case", w.town.Network.ID, w.persons[access.Ambassador], "elders")
	open, meeting := quote(w.secrets["case-open"]), quote(w.secrets["case-meeting"])
	lies := `discussion_id = ` + meeting + ` and case_id = ` + open
	update := func(changed, id string) string {
		return `update kept_discussed_case set ` + changed + ` where id = ` + quote(w.secrets[id]) + ` and ` + w.elsewhere()
	}
	return append(w.others(
		other{"discussed_case", `id = ` + open, set{"id": quote(made), "code": `'elders'`, "words": quote(lastWords)}},
		other{"discussed_case", `id = ` + open, set{"id": `'elders'`, "code": `'elders z'`, "words": `'zzz'`}},
		other{"discussion", `id = ` + quote(w.secrets["case-over"]), set{"id": `'elders'`}},
		other{"case_slip", `code = ` + quote(w.secrets["case-slip"]), set{"code": `'elders'`, "words": `'elders'`}},
		other{"case_need", `place = 1 and case_id = ` + open, set{"id": `'elders'`, "place": `9`, "state": `'done'`, "outcome": `'started'`, "ended_on": `opened_on`}},
		other{"case_need", `place = 1 and case_id = ` + open, set{"id": `'elders laat'`, "place": `10`, "due_on": `'2020-01-01 00:00:00+00:00'`}},
		other{"case_need", `case_id = ` + quote(w.secrets["case-later"]), set{"id": `'elders later'`, "place": `9`, "next_on": `opened_on`}},
		other{"case_action", `case_id = ` + open, set{"id": `'elders'`, "case_id": quote(w.secrets["case-orphan"])}},
		other{"discussion_case", lies, set{"case_id": quote(w.secrets["case-orphan"])}},
		other{"discussion_case", lies, set{"discussion_id": quote(w.secrets["case-over"])}},
		other{"own_question", `id = 'vraag-1'`, set{"id": `'vraag-2'`, "since": `9`}},
		other{"discussion", `id = 'intervisie-1'`, set{"id": `'intervisie-2'`}},
		other{"discussion_member", `discussion_id = 'intervisie-over' and person_id = ` + quote(w.secrets["case-second"]), set{"discussion_id": quote(w.secrets["case-over"])}},
	), update(`words = 'noot'`, "case-other-team"), `update kept_discussion set closed_at = held_on where id = 'intervisie-1' and `+w.elsewhere(), update(`words = 'aap'`, "case-open"), update(`team_id = `+quote(w.secrets["case-team"]), "case-other-team"))
}
