//go:build !race

package app_test

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/people"
	"samenspel/internal/referral"
	"samenspel/internal/testkit"
)

var ctx = context.Background()

// seconds are how long each thing takes who does it: the clicks and the typing, with reading what stands there. The talk
// with a resident, a colleague or a volunteer is not in it: that is the work itself.
var seconds = map[string]int{
	"read a mail":      20,
	"look at a list":   30,
	"begin a meeting":  30,
	"record a case":    20,
	"record a need":    40, // four answers
	"close a meeting":  10,
	"refer a need":     60,
	"tell the choice":  90, // with the wish and consent
	"answer yes":       30,
	"answer otherwise": 45,
	"say how it goes":  20,
	"settle on visit":  20,
	"ask again":        10,
	"pass on":          45,
	"stop":             15,
	"stepped down?":    15,
}

// size is how large the simulated town is. It keeps the measures of the full one: 36 teams of 10, 18 ambassadors of 8 hours a
// week, 150 organisations and one coordinator discuss 6,000 cases in a year.
type size struct{ teams, organizations, cases int }

var fullSize, smallSize = size{36, 150, 6000}, size{2, 8, 333}

// The measures of a town.
const (
	teamSize            = 10
	teamsPerAmbassador  = 2
	hoursPerAmbassador  = 8
	weeksOfYear         = 52
	neverAnswers        = 15 // of a hundred organisations' referrals, and of professionals
	neverWanted         = 25 // of a hundred needs that fit: the resident says no before anybody is asked
	minutesOfWorker     = 5
	minutesOfOrg        = 10
	minutesOfCoordinate = 120
)

// TestAYearStaysWithinItsBudgets lets a town discuss cases for a year, with the usual silence, absence and refusals, and
// counts what that asks of each: minutes by the table of seconds, and mails. SAMENSPEL_YEAR=full takes the full size.
func TestAYearStaysWithinItsBudgets(t *testing.T) {
	if testing.Short() {
		t.Skip("a year takes half a minute")
	}
	y := newYear(t, smallSize)
	if os.Getenv("SAMENSPEL_YEAR") == "full" {
		y = newYear(t, fullSize)
	}
	for range 7 * weeksOfYear {
		y.day()
	}
	workers, ambassadors := y.size.teams*teamSize, len(y.ambassadors)
	y.within("worker", workers, minutesOfWorker, 1)
	y.within("organisation", y.size.organizations, minutesOfOrg, 1)
	y.within("ambassador", ambassadors, hoursPerAmbassador*60/10, 0)
	y.within("coordinator", 1, minutesOfCoordinate, 0)
	left := dbtest.Ask[int](t, y.town.DB, `select count(*) from referral where ended_at is null and sender_id = ''`)[0]
	t.Logf("%d cases, %d needs, %d referrals; what people did: %v; open without a sender: %d", y.did["record a case"], y.did["record a need"],
		dbtest.Ask[int](t, y.town.DB, `select count(*) from referral`)[0], y.did, left)
}

// year is the town with what it did.
type year struct {
	t           *testing.T
	town        testkit.Town
	size        size
	dice        *rand.Rand
	teams       []string
	ambassadors []access.Actor
	coordinator access.Actor
	services    map[string][]string // by kind of help
	owner       map[string]string   // organisation of a service
	spent       map[string]int      // seconds, by kind of person
	busiest     map[string]int      // seconds, by person
	did         map[string]int
	again       map[string]int // how often a referral was asked about again
}

var helps = []string{"gezelschap", "geld-post", "erop-uit", "klusjes-tuin", "vervoer"}

func newYear(t *testing.T, s size) *year {
	y := &year{t: t, town: testkit.NewTown(t, dbtest.SQLite(t), "veen", ""), size: s, dice: rand.New(rand.NewPCG(2026, 22)), // #nosec G404 -- the same year each time
		services: map[string][]string{}, owner: map[string]string{}, spent: map[string]int{}, busiest: map[string]int{}, did: map[string]int{}, again: map[string]int{}}
	csv := testkit.Services
	for i := range s.organizations {
		for _, help := range []string{helps[i%len(helps)], helps[(i+2)%len(helps)]} {
			csv += fmt.Sprintf("y%d%s,Hulp %d %s,z%d,Club %d,vrijwilligersorganisatie,Wij helpen.,099 000 00 09,club%d@clubs.example,ja,nee,stichting,Wij helpen.,hulp,%s,ouderen,65+,een-op-een,gratis,,zelf; verwijzer,Helpen,Geen zorg,Wij helpen,plek,2,,2026-10-01,organisatie,nl,,Noord,Noord,De Kade,Kade 1,0101AA,nee\n",
				i, help, i, help, i, i, i, help)
		}
	}
	y.town.Import(t, csv)
	for _, line := range dbtest.Ask[string](t, y.town.DB, `select s.id || ' ' || s.organization_id || ' ' || s.ref from service s where s.ref like 'y%' order by s.id`) {
		part := strings.Fields(line)
		help := strings.TrimLeft(part[2], "y0123456789")
		y.services[help], y.owner[part[0]] = append(y.services[help], part[0]), part[1]
	}
	tree, err := y.town.Places.Tree(ctx, y.town.Operator)
	y.must(err)
	noord, _ := tree.BySlug("noord")
	for i := range s.teams {
		team, err := y.town.People.SaveTeam(ctx, y.town.Operator, people.Team{Name: fmt.Sprint("Team ", i), Kind: "sociaal", AreaID: noord.ID})
		y.must(err)
		y.teams = append(y.teams, team)
		if i%teamsPerAmbassador == 0 {
			y.ambassadors = append(y.ambassadors, y.hire(fmt.Sprint("Ambassadeur ", i), people.Assignment{Role: access.Ambassador, AreaID: noord.ID, HoursWeek: hoursPerAmbassador}))
		}
	}
	y.coordinator = y.hire("Coordinator", people.Assignment{Role: access.Coordinator, HoursWeek: 16})
	y.absences()
	return y
}

// absences lets each ambassador be away for five weeks, one after the other, with the next one standing in.
func (y *year) absences() {
	for i, who := range y.ambassadors {
		next := y.coordinator
		if len(y.ambassadors) > 1 {
			next = y.ambassadors[(i+1)%len(y.ambassadors)]
		}
		begins := testkit.Today.AddDate(0, 0, 7*(3+i*5%44))
		y.must(y.town.People.Away(ctx, y.town.Operator, people.Absence{PersonID: who.Person, StandIn: people.Person{ID: next.Person}, Starts: begins, Ends: begins.AddDate(0, 0, 35)}))
	}
}

func (y *year) must(err error) {
	y.t.Helper()
	if err != nil {
		y.t.Fatal(err)
	}
}

func (y *year) hire(name string, task people.Assignment) access.Actor {
	id, err := y.town.People.Save(ctx, y.town.Operator, people.Person{Name: name, Email: strings.ReplaceAll(strings.ToLower(name), " ", "") + "@staff.example"})
	y.must(err)
	task.Person.ID, task.Paid, task.Starts = id, true, testkit.Today.AddDate(0, -1, 0)
	y.must(y.town.People.Assign(ctx, y.town.Operator, task))
	grants, err := y.town.People.Grants(ctx, y.town.Network.ID, id)
	y.must(err)
	return access.Actor{Network: y.town.Network.ID, Person: id, Grants: grants}
}

// spends notes that a person did something.
func (y *year) spends(kind, person, what string) {
	s, known := seconds[what]
	if !known {
		y.t.Fatalf("nobody knows how long %q takes", what)
	}
	y.did[what]++
	y.spent[kind] += s
	y.busiest[kind+" "+person] += s
}

// within fails when a kind of people spends more than its budget in a week, reading its mails included: on average, and twice
// that for the busiest. most mails is 0 where there is no budget for mails.
func (y *year) within(kind string, n, minutes, most int) {
	like := map[string]string{"worker": "%@work.example", "organisation": "%@clubs.example", "ambassador": "ambassadeur%", "coordinator": "coordinator%"}[kind]
	mails := dbtest.Ask[int](y.t, y.town.DB, `select count(*) from outbox where address like '`+like+`'`)[0]
	kinds := dbtest.Ask[string](y.t, y.town.DB, `select kind || ' ' || count(*) from outbox where address like '`+like+`' group by kind order by kind`)
	week := float64(n * weeksOfYear)
	spent := float64(y.spent[kind]+mails*seconds["read a mail"]) / 60 / week
	top := 0.0
	for who, s := range y.busiest {
		if strings.HasPrefix(who, kind+" ") {
			top = max(top, float64(s)/60/weeksOfYear)
		}
	}
	y.t.Logf("%-12s %5.1f minutes a week of %d (the busiest %.1f without mails), %.2f mails a week %v", kind, spent, minutes, top, float64(mails)/week, kinds)
	if spent > float64(minutes) || top > 2*float64(minutes) {
		y.t.Errorf("a %s spends %.1f minutes a week, and the busiest %.1f; the budget is %d", kind, spent, top, minutes)
	}
	if most > 0 && float64(mails)/week > float64(most) {
		y.t.Errorf("a %s gets %.2f mails a week; the budget is %d", kind, float64(mails)/week, most)
	}
}

// day lets a day pass: the jobs of the morning, and what people do.
func (y *year) day() {
	*y.town.Later += 24 * time.Hour
	y.must(y.town.Casework.Run(ctx, y.town.Network.ID))
	y.must(y.town.Referral.Run(ctx, y.town.Network.ID))
	if !calendar.Office.Works(y.town.Now()) {
		return
	}
	for _, r := range y.open() {
		y.others(r)
	}
	for i, team := range y.teams {
		if i%5 == int(y.town.Now().Weekday())-1 {
			y.visit(i, team)
		}
	}
	if y.town.Now().Weekday() == time.Friday {
		y.coordinates()
	}
}

func (y *year) chance(percent int) bool { return y.dice.IntN(100) < percent }

// works gives the ambassador of a team, or who stands in.
func (y *year) works(team int) access.Actor {
	who := y.ambassadors[team/teamsPerAmbassador]
	y.must(y.town.DB.View(ctx, y.town.Network.ID, func(tx *db.Tx) error {
		duty, err := people.LoadDuty(ctx, tx)
		if standIn, away := duty.Away[who.Person]; away {
			who.Person = standIn.ID
		}
		return err
	}))
	return who
}

// visit is the weekly meeting of a team: what is due is settled, and new cases are discussed.
func (y *year) visit(i int, team string) {
	who := y.works(i)
	did := func(what string) { y.spends("ambassador", who.Person, what) }
	did("look at a list")
	y.due(who, team, did)
	m, err := y.town.Casework.Convene(ctx, who, db.NewID(), casework.Discussion{Team: team, Kind: casework.CaseMeeting})
	y.must(err)
	did("begin a meeting")
	mean := float64(y.size.cases) / float64(y.size.teams) / weeksOfYear
	for range int(mean + y.dice.Float64()) {
		y.discuss(who, team, m.ID, did)
	}
	_, err = y.town.Casework.Close(ctx, who, m.ID)
	y.must(err)
	did("close a meeting")
	y.sends(who, did)
}

// discuss records a case with its needs, and refers what fits now.
func (y *year) discuss(who access.Actor, team, meeting string, did func(string)) {
	o := casework.Opening{Request: db.NewID(), Team: team, Discussion: meeting, Professional: fmt.Sprintf("%s-%d@work.example", team[len(team)-6:], y.dice.IntN(teamSize))}
	n := 1
	for n < 4 && y.chance(35) {
		n++
	}
	for range n {
		step := casework.Step{Fit: casework.Yes, When: casework.Now}
		switch p := y.dice.IntN(100); {
		case p < 10:
			step = casework.Step{Fit: casework.No, Reason: "needs-professional"}
		case p < 20:
			step = casework.Step{Fit: casework.NotNow, Reason: "resident-not-ready"}
		case p < 35:
			step.When = casework.Month
		case p < 45:
			step.When = casework.Quarter
		}
		o.Needs = append(o.Needs, casework.Asking{Help: helps[y.dice.IntN(len(helps))], Judge: &step})
		did("record a need")
	}
	c, err := y.town.Casework.Open(ctx, who, o)
	y.must(err)
	did("record a case")
	d, err := y.town.Casework.Case(ctx, who, c.ID)
	y.must(err)
	for _, n := range d.Needs {
		if n.State == casework.Suitable && n.When == casework.Now {
			y.refer(who, d.Case, n, did)
		}
	}
}

// refer passes a need on, through the professional, unless the resident does not want it.
func (y *year) refer(who access.Actor, c casework.Case, n casework.Need, did func(string)) {
	if y.chance(neverWanted) {
		d, err := y.town.Casework.Case(ctx, who, c.ID)
		y.must(err)
		y.must(y.town.Casework.Do(ctx, who, c.ID, d.Version, n.ID, casework.Step{Act: casework.Judge, Fit: casework.No, Reason: "resident-no"}))
		did("settle on visit")
		return
	}
	all := y.services[n.Help]
	r, err := y.town.Referral.Make(ctx, who, referral.New{Service: all[y.dice.IntN(len(all))], Agreed: n.Agreed, Tell: casework.Referred,
		Source: referral.Source{Kind: referral.FromCase, ID: n.ID, Area: c.Area, Team: c.Team, Need: n.Help}, Professional: referral.Referrer{Email: cmp.Or(c.Professional, "niemand@work.example")}})
	y.must(err)
	did("refer a need")
	y.must(y.town.Referral.Do(ctx, who, r.ID, r.Version, referral.Do{Act: referral.Hand}, referral.Scanner{}))
}

// due settles what is due for who visits a team.
func (y *year) due(who access.Actor, team string, did func(string)) {
	turns, _, err := y.town.Casework.Due(ctx, who)
	y.must(err)
	for _, turn := range turns {
		if turn.Need == nil || turn.Case.Team != team || y.chance(20) { // now and then there is no time
			continue
		}
		d, err := y.town.Casework.Case(ctx, who, turn.Case.ID)
		y.must(err)
		i := slices.IndexFunc(d.Needs, func(n casework.Need) bool { return n.ID == turn.Need.ID })
		y.settle(who, d, d.Needs[i], did)
	}
}

// settle does what a need asks for.
func (y *year) settle(who access.Actor, d casework.Detail, n casework.Need, did func(string)) {
	step := casework.Step{Act: casework.Settle, Outcome: []casework.Outcome{casework.Started, casework.NotYet, casework.NotYet, casework.NotGoing}[y.dice.IntN(4)]}
	switch n.State {
	case casework.Suitable:
		y.refer(who, d.Case, n, did)
		return
	case casework.Later, casework.Asked:
		step = casework.Step{Act: casework.Judge, Fit: casework.Yes, When: casework.Now}
	}
	if step.Outcome == casework.NotGoing {
		step.Reason = "resident-stopped"
	}
	y.must(y.town.Casework.Do(ctx, who, d.ID, d.Version, n.ID, step))
	did("settle on visit")
	if step.Act != casework.Settle {
		return
	}
	made, err := y.town.Referral.CameFrom(ctx, who, referral.FromCase, n.ID)
	y.must(err)
	for _, r := range made { // nobody is asked twice
		if r.Looking() && r.Can(referral.LookBack) {
			y.must(y.town.Referral.Do(ctx, who, r.ID, r.Version, referral.Do{Act: referral.LookBack, Outcome: referral.Outcome(step.Outcome), Reason: step.Reason}, referral.Scanner{}))
		}
	}
}

// sends goes through the own list of referrals: what came back, and what was declined.
func (y *year) sends(who access.Actor, did func(string)) {
	rows, today, err := y.town.Referral.Due(ctx, who)
	y.must(err)
	did("look at a list")
	for _, r := range rows {
		switch {
		case y.chance(20):
		case r.State == referral.Declined || r.State == referral.Failed:
			y.next(who, r, did)
		case r.Looking() && !r.LookNext.After(today):
			outcome := []referral.Outcome{referral.HasStarted, referral.NotYet, referral.NotGoing}[y.dice.IntN(3)]
			y.act(who, r.ID, referral.Do{Act: referral.LookBack, Outcome: outcome, Reason: map[referral.Outcome]string{referral.NotGoing: "resident-stopped"}[outcome]})
			did("settle on visit")
		case r.Returned != nil:
			y.revive(who, r, did)
		}
	}
}

// revive asks once more, and then goes on without who does not answer.
func (y *year) revive(who access.Actor, r referral.Row, did func(string)) {
	y.again[r.ID]++
	switch {
	case y.again[r.ID] == 1:
		y.act(who, r.ID, referral.Do{Act: referral.Again})
		did("ask again")
	case r.Can(referral.Decline):
		y.act(who, r.ID, referral.Do{Act: referral.Decline, Reason: "other"})
		did("stop")
	case r.Can(referral.Fail):
		y.act(who, r.ID, referral.Do{Act: referral.Fail, Reason: "other"})
		did("stop")
	default:
		y.act(who, r.ID, referral.Do{Act: referral.Withdraw, Reason: "other"})
		did("stop")
	}
}

// next passes on what an organisation could not do, or stops.
func (y *year) next(who access.Actor, r referral.Row, did func(string)) {
	all := y.services[r.Need]
	if service := all[y.dice.IntN(len(all))]; y.chance(60) && r.Before == "" && y.owner[service] != r.Organization {
		_, err := y.town.Referral.Redirect(ctx, who, r.ID, r.Version, service)
		y.must(err)
		did("pass on")
		return
	}
	y.act(who, r.ID, referral.Do{Act: referral.Stop})
	did("stop")
}

func (y *year) act(who access.Actor, id string, d referral.Do) {
	y.t.Helper()
	found, err := y.town.Referral.Get(ctx, who, id)
	y.must(err)
	y.must(y.town.Referral.Do(ctx, who, id, found.Version, d, referral.Scanner{}))
}

// coordinates is what the coordinator does in a week about what is stuck.
func (y *year) coordinates() {
	did := func(what string) { y.spends("coordinator", "", what) }
	page, err := y.town.Referral.Page(ctx, y.coordinator, referral.Stuck, "")
	y.must(err)
	did("look at a list")
	for _, r := range page.Rows {
		switch {
		case r.Escalated == nil && r.LookLate == nil: // whoever sent it still has time
		case r.State == referral.Declined || r.State == referral.Failed:
			y.next(y.coordinator, r, did)
		default:
			y.revive(y.coordinator, r, did)
		}
	}
}

// openRow is an open referral, as others than the sender know of it.
type openRow struct {
	id, organization, referrer string
	state                      referral.State
	asked, looks               bool
}

func (y *year) open() (all []openRow) {
	y.must(y.town.DB.View(ctx, y.town.Network.ID, func(tx *db.Tx) (err error) {
		all, err = db.All(ctx, tx, func(scan db.Scan) (r openRow, err error) {
			var asked, looks, looked *time.Time
			err = scan(&r.id, &r.organization, &r.referrer, &r.state, &asked, &looks, &looked)
			r.asked, r.looks = asked != nil, looks != nil && looked == nil
			return r, err
		}, `select id, organization_id, coalesce(referrer_id, ''), state, asked_at, look_asked_at, looked_on from referral where network_id = $1 and ended_at is null order by id`, tx.Network)
		return err
	}))
	return all
}

// silent tells whether nobody answers about a referral: the same ones each time.
func silent(id string, among int) bool {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(id))
	return int(sum.Sum32()%100) < among
}

// others does what organisations and professionals do in a day: mostly nothing.
func (y *year) others(r openRow) {
	organization := access.Actor{Network: y.town.Network.ID, Grants: []access.Grant{{Role: access.Member, Organization: r.organization}}}
	professional := access.Actor{Network: y.town.Network.ID, Person: r.referrer, Grants: []access.Grant{{Role: access.Professional}}}
	if silent(r.id, neverAnswers) {
		return
	}
	faster := 1
	if r.asked || r.looks {
		faster = 2
	}
	say := func(what string, d referral.Do) {
		y.act(organization, r.id, d)
		y.spends("organisation", r.organization, what)
	}
	switch r.state {
	case referral.WithResident:
		y.chooses(professional, r, faster)
	case referral.Sent, referral.Considering:
		y.answers(r, faster, say)
	case referral.Later:
		if y.chance(3 * faster) {
			say("answer yes", referral.Do{Act: referral.Accept})
		}
	case referral.Accepted:
		switch {
		case r.looks && y.chance(30):
			say("say how it goes", referral.Do{Act: referral.LookBack, Outcome: referral.NotYet})
		case y.chance(4):
			say("say how it goes", referral.Do{Act: referral.Start})
		case r.asked && y.chance(40):
			say("say how it goes", referral.Do{Act: referral.Update})
		case y.dice.IntN(1000) < 4:
			say("answer otherwise", referral.Do{Act: referral.Fail, Reason: "no-volunteer"})
		}
	case referral.Active:
		if r.asked && y.chance(15) {
			y.act(professional, r.id, referral.Do{Act: referral.Step, Stepped: "same"})
			y.spends("worker", r.referrer, "stepped down?")
		}
	}
}

// chooses lets a professional tell what the resident chose.
func (y *year) chooses(professional access.Actor, r openRow, faster int) {
	if !y.chance(12 * faster) {
		return
	}
	y.spends("worker", r.referrer, "tell the choice")
	if y.chance(15) {
		y.act(professional, r.id, referral.Do{Act: referral.Withdraw, Reason: "resident-no"})
		return
	}
	found, err := y.town.Referral.Get(ctx, professional, r.id)
	y.must(err)
	y.must(y.town.Referral.Choose(ctx, professional, r.id, found.Version, referral.Choice{Giver: "resident"}))
}

// answers lets an organisation answer what it was asked.
func (y *year) answers(r openRow, faster int, say func(string, referral.Do)) {
	if !y.chance(20 * faster) {
		return
	}
	switch p := y.dice.IntN(100); {
	case p < 60:
		say("answer yes", referral.Do{Act: referral.Accept})
	case p < 80:
		say("answer otherwise", referral.Do{Act: referral.Decline, Reason: referral.NoRoom})
	case p < 88:
		say("answer otherwise", referral.Do{Act: referral.Decline, Reason: "no-fit"})
	default:
		say("answer otherwise", referral.Do{Act: referral.Wait, Until: calendar.Today(y.town.Now()).AddDate(0, 0, 20)})
	}
}
