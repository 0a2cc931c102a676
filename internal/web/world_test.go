package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/desk"
	"samenspel/internal/harvest"
	"samenspel/internal/inbox"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
	"samenspel/internal/referral"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

var ctx = context.Background()

// subjects are who tries every address.
var subjects = []access.Role{access.Visitor, access.Administrator, access.Coordinator, access.Ambassador, access.Desk, access.Liaison, access.TeamManager,
	access.SocialBroker, access.Host, access.Professional, access.Volunteer, access.Member, access.Editor, access.Observer, access.PrivacyOfficer}

// strangers are those whom a role of subjects does not tell of: each has an account here, or a token from elsewhere.
var strangers = []access.Role{"suspended", "ended", "own-team", "other-team", "other-area", "other-network", "forged"}

// world is two networks with someone of every role in each, and the strangers.
type world struct {
	handler http.Handler
	here    testkit.Town
	there   testkit.Town
	tokens  map[access.Role]string
	persons map[access.Role]string
	ids     map[string]string // what stands in addresses: of here
	foreign map[string]string // the same kinds of things, of there
}

func newWorld(t *testing.T) world { return newWorldOn(t, dbtest.SQLite(t)) }

func newWorldOn(t *testing.T, d *db.DB) world {
	w := world{here: testkit.NewTown(t, d, "hier", "KANARIEHIER"), there: testkit.NewTown(t, d, "daar", "KANARIEDAAR"),
		tokens: map[access.Role]string{}, persons: map[access.Role]string{}, ids: map[string]string{}, foreign: map[string]string{}}
	for _, role := range subjects[1:] {
		w.persons[role], w.tokens[role], _ = w.here.SignedIn(t, role)
	}
	w.fill(t, w.here, w.ids)
	w.fill(t, w.there, w.foreign)
	w.handler = w.here.Web(t, web.Options{}, nil)
	return w
}

// fill gives a town a thing of every kind that stands in addresses.
func (w world) fill(t *testing.T, town testkit.Town, ids map[string]string) {
	t.Helper()
	staff := access.As(access.Operator, town.Network.ID)
	person, err := town.People.Save(ctx, staff, people.Person{Name: "Doelwit " + town.Network.Settings.Name, Email: "doelwit@" + town.Network.Slug + ".example"})
	if err != nil {
		t.Fatal(err)
	}
	team, err := town.People.SaveTeam(ctx, staff, people.Team{Name: "Doelteam " + town.Network.Settings.Name})
	if err != nil {
		t.Fatal(err)
	}
	service := dbtest.Ask[string](t, town.DB, `select id from service where ref = 's1' and network_id = '`+town.Network.ID+`'`)[0]
	passed, err := town.Referral.Make(ctx, access.As(access.Coordinator, town.Network.ID), referral.New{Service: service,
		Source: referral.Source{Kind: referral.FromCase, ID: "x", Team: team, Need: "gezelschap"}})
	if err != nil {
		t.Fatal(err)
	}
	ids["doorverwijzingen"] = passed.ID
	ids["casussen"], ids["besprekingen"] = meeting(t, town, team, service)
	if err := town.Insight.Close(ctx, staff, testkit.Today.AddDate(0, -6, 0)); err != nil {
		t.Fatal(err)
	}
	ids["mensen"], ids["teams"] = person, team
	question, err := town.Desk.Receive(ctx, access.As(access.Desk, town.Network.ID), desk.Incoming{Channel: desk.Phone, Note: "Doelvraag " + town.Network.Settings.Name})
	if err != nil {
		t.Fatal(err)
	}
	ids["vragen"] = question.ID
	ids["enquetes"] = town.Polled(t)
	ids["burenhulp-lijst"] = town.Neighbour(t)
	ids["activiteiten"], ids["vertegenwoordiging"] = town.Did(t, person), town.Seated(t)
	ids["intervisie"] = town.Gathered(t)
	ids["trajecten"] = town.Begun(t, team)
	ids["team"], ids["teamgesprek"] = team, town.Talked(t, team)
	ids["afspraken"] = town.Agreed(t)
	ids["groepen"] = town.Grouped(t)
	ids["bijeenkomsten"] = town.Planned(t, ids["groepen"])
	signup := town.SignedUp(t, service)
	ids["vrijwilligers"] = signup.ID
	ids["bronnen"], ids["bronnen/ronde"] = heldRun(t, town)
	ids["cijfers/verhalen"] = "verhaal-" + town.Network.Slug
	teller := access.Actor{Network: town.Network.ID, Person: personOf(t, town), Grants: []access.Grant{{Role: access.Coordinator}}}
	if err := town.Insight.Tell(ctx, teller, ids["cijfers/verhalen"], testkit.Today, "Iemand ging weer naar buiten. Nu gaat het elke week goed.", new(privacy.Scanner), "nl"); err != nil {
		t.Fatal(err)
	}
	ids["binnenpost"] = town.Stuck(t, "iemand@"+town.Network.Slug+".example", "x", inbox.Broken)
	err = town.DB.In(ctx, town.Network.ID, func(tx *db.Tx) error {
		letter, err := mail.Queue(ctx, tx, mail.Message{Kind: "sign-in", Lang: "nl", Address: "doelwit@" + town.Network.Slug + ".example", Object: "x", Args: map[string]string{"Until": "morgen"}})
		if err != nil {
			return err
		}
		job, err := jobs.Enter(ctx, tx, jobs.Job{Kind: "mail"})
		if err != nil {
			return err
		}
		ids["post"], ids["werk"], ids["terugval"] = letter, job, "slide-"+town.Network.Slug
		if _, err := tx.Exec(ctx, `insert into slide (network_id, id, team_id, area, state, usual, last, since, told_at, taken_by, words) values ($1, $2, $3, '', 'told', 8, 3, $4, $4, '', '')`,
			tx.Network, ids["terugval"], team, testkit.Today); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update outbox set state = 'failed' where network_id = $1 and id = $2`, tx.Network, letter); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `update job set state = 'failed' where network_id = $1 and id = $2`, tx.Network, job)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// meeting makes a discussion of a team with a case from Noord.
func meeting(t *testing.T, town testkit.Town, team, service string) (caseID, discussion string) {
	t.Helper()
	tree, err := town.Places.Tree(ctx, town.Operator)
	if err != nil {
		t.Fatal(err)
	}
	noord, _ := tree.BySlug("noord")
	actor := access.Actor{Network: town.Network.ID, Person: personOf(t, town), Grants: []access.Grant{{Role: access.Ambassador, Area: noord.ID}}}
	d, err := town.Casework.Convene(ctx, actor, "doel", casework.Discussion{Team: team, Area: noord.ID, Kind: casework.Talk})
	if err != nil {
		t.Fatal(err)
	}
	c, err := town.Casework.Open(ctx, actor, casework.Opening{Request: "doel", Team: team, Area: noord.ID, Discussion: d.ID, Needs: []casework.Asking{
		{Help: "gezelschap", Services: []string{service}, Judge: &casework.Step{Fit: casework.Yes}}, {Help: "vervoer"}}})
	if err != nil {
		t.Fatal(err)
	}
	return c.ID, d.ID
}

// heldRun makes a source, and a run of it that waits for an editor.
func heldRun(t *testing.T, town testkit.Town) (source, run string) {
	t.Helper()
	ctx, operator := context.Background(), access.As(access.Operator, town.Network.ID)
	im := harvest.New(town.DB, func() time.Time { return testkit.Today })
	source, err := im.SaveSource(ctx, operator, harvest.Source{Name: "Doelbron " + town.Network.Settings.Name, Format: harvest.FormatAuto})
	if err != nil {
		t.Fatal(err)
	}
	report, err := im.Import(ctx, operator, "Doelbron "+town.Network.Settings.Name, harvest.Input{Data: strings.NewReader("id,title,organization\n1,Doelaanbod,Doelgroep\n")}, harvest.Options{Hold: true})
	if err != nil {
		t.Fatal(err)
	}
	return source, report.Run
}

// letStrangersIn gives each of the strangers what they show.
func (w world) letStrangersIn(t *testing.T) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	staff := w.here.Operator
	tree, err := w.here.Places.Tree(ctx, staff)
	must(err)
	zuid, _ := tree.BySlug("zuid")
	for _, who := range []struct {
		name access.Role
		task people.Assignment
	}{
		{"suspended", people.Assignment{Role: access.Coordinator}},
		{"ended", people.Assignment{Role: access.Coordinator}},
		{"own-team", people.Assignment{Role: access.Liaison, TeamID: w.ids["teams"]}},
		{"other-team", people.Assignment{Role: access.Liaison}},
		{"other-area", people.Assignment{Role: access.Ambassador, AreaID: zuid.ID}},
	} {
		w.persons[who.name], w.tokens[who.name] = w.here.SignedInFor(t, string(who.name), who.task)
	}
	session, err := w.here.Accounts.Session(ctx, w.here.Network.ID, w.tokens["suspended"])
	must(err)
	_, err = w.here.Accounts.Suspend(ctx, staff, session.Account)
	must(err)
	record, err := w.here.People.Person(ctx, staff, w.persons["ended"])
	must(err)
	for _, task := range record.Tasks {
		must(w.here.People.End(ctx, staff, task.ID, testkit.Today))
	}
	_, w.tokens["other-network"], _ = w.there.SignedIn(t, access.Coordinator)
	w.tokens["forged"] = strings.Repeat("x", 43)
}

// address fills the holes of a pattern. A thing of a kind that ids does not have is nonsense.
func address(pattern string, ids map[string]string) string {
	for kind, id := range ids {
		pattern = strings.Replace(pattern, "/"+kind+"/{id}", "/"+kind+"/"+id, 1)
	}
	return strings.NewReplacer("/{$}", "/", "{token}", "nonsense", "{code}", "nonsense", "/aanbod/{slug}", "/aanbod/bezoekmaatje",
		"/organisatie/{slug}", "/organisatie/kluszaak-kees", "/programma/{slug}", "/programma/samen-gezond", "/wijk/{slug}", "/wijk/noord", "/gids/{wijk}", "/gids/noord", "{id}", "nonsense", "{hash}", "nonsense", "{step}", "1", "{card}", "lsd", "{list}", "scan", "{period}", "2026-q2", "/cijfers/verantwoording/{file}", "/cijfers/verantwoording/verantwoording.csv", "{file}", "cijfers.csv").Replace(pattern)
}

func (w world) ask(role access.Role, method, path string, form url.Values) (int, string) {
	r := httptest.NewRequest(method, "http://127.0.0.1/n/hier"+path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if token := w.tokens[role]; token != "" {
		r.AddCookie(&http.Cookie{Name: web.CookieName(w.here.Network.ID), Value: token})
	}
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, r)
	return answer.Code, answer.Body.String()
}

// personOf gives the id of somebody in a town.
func personOf(t *testing.T, town testkit.Town) string {
	t.Helper()
	all, err := town.People.Persons(ctx, town.Operator)
	if err != nil || len(all) == 0 {
		t.Fatal(err, errors.New("nobody is there"))
	}
	return all[0].ID
}
