package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// carried is the id that a form carries; at the desk it is also the one of its draft.
var carried = regexp.MustCompile(`name="(new|request)" value="([^"]+)"`)

// TestAFormSentTwiceMakesOneThing sends every form that makes something twice: as the page gives it, the second time
// makes nothing and is answered like the first. With another text in it, it makes another thing.
func TestAFormSentTwiceMakesOneThing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorldOn(t, d)
		tree, err := w.here.Places.Tree(ctx, w.here.Operator)
		if err != nil {
			t.Fatal(err)
		}
		noord, _ := tree.BySlug("noord")
		organizations, err := w.here.Directory.Organizations(ctx, w.here.Operator)
		if err != nil {
			t.Fatal(err)
		}
		joined, err := w.here.People.Join(ctx, w.here.Operator, w.ids["teams"], w.persons[access.Desk], testkit.Today.AddDate(0, -1, 0))
		if err != nil {
			t.Fatal(err)
		}
		service := dbtest.Ask[string](t, w.here.DB, `select id from service where ref = 's1' and network_id = '`+w.here.Network.ID+`'`)[0]
		w.persons["writer"], w.tokens["writer"] = w.here.SignedInFor(t, "schrijver", people.Assignment{Role: access.Liaison, TeamID: w.ids["team"]})
		led := "/team/" + dbtest.Ask[string](t, w.here.DB, `select id from team where name = 'Team van liaison hier'`)[0]
		person, team := "/beheer/mensen/"+w.ids["mensen"], "/beheer/teams/"+w.ids["teams"]
		for _, c := range []sentTwice{
			{"person", "/beheer/mensen/nieuw", "/beheer/mensen/nieuw", access.Coordinator, url.Values{"name": {"Dubbel Klik"}}, "person", "name"},
			{"task", person, person + "/taak", access.Coordinator, url.Values{"role": {"desk"}, "hours": {"8"}, "paid": {"ja"}}, "assignment", "funding"},
			{"team", "/beheer/teams", "/beheer/teams", access.Coordinator, url.Values{"name": {"Dubbelteam"}}, "team", "name"},
			{"training", "/beheer/teams", team, access.Coordinator, url.Values{"do": {"train"}, "membership": {joined}, "training": {"Leren"}}, "training", "training"},
			{"group rule", "/beheer/groepen", "/beheer/groepen", access.Coordinator, url.Values{"group": {"wijkteam"}, "role": {"desk"}}, "group_rule", "group"},
			{"opening", "/beheer/inzage", "/beheer/inzage", access.Coordinator, url.Values{"id": {"K7M2P9Q"}, "area": {noord.ID}, "reason": {"De hulp stopt vandaag al."}}, "glass", "id"},
			{"invitation", person, person + "/account", access.Coordinator, url.Values{"do": {"invite"}}, "account", ""},
			{"source", "/beheer/bronnen/nieuw", "/beheer/bronnen/nieuw", access.Editor, url.Values{"name": {"kaart"}, "format": {"auto"}, "every": {"0"}}, "source", "name"},
			{"organisation", "/beheer/organisaties/nieuw", "/beheer/organisaties/nieuw", access.Editor, url.Values{"name": {"Dubbelclub"}, "kind": {"vrijwilligersorganisatie"}}, "organization", "name"},
			{"entry", "/beheer/aanbod/nieuw", "/beheer/aanbod/nieuw", access.Editor,
				url.Values{"title": {"Dubbel aanbod"}, "organization": {organizations[0].ID}, "ages": {"alle"}, "costs": {"gratis"}, "rhythm": {"6"}}, "service", "title"},
			{"question", "/vragen/nieuw", "/vragen/nieuw", access.Desk, url.Values{"note": {"Dubbel gevraagd"}}, "enquiry", ""},
			{"meeting", "/casussen", "/besprekingen", access.Ambassador, url.Values{"team": {w.noordTeam(t)}, "kind": {"talk"}}, "discussion", ""},
			{"case", "/besprekingen/" + w.ids["besprekingen"], "/besprekingen/" + w.ids["besprekingen"], access.Ambassador,
				url.Values{"do": {"record"}, "help-k1": {"gezelschap"}}, "discussed_case", "text-k1"},
			{"referral", "/doorverwijzingen/nieuw?hulpvraag=gezelschap", "/doorverwijzingen/nieuw", access.Coordinator,
				url.Values{"need": {"gezelschap"}, "service": {service}, "when": {"now"}}, "referral", "wish"},
			{"question about room", "/doorverwijzingen/plek?hulpvraag=gezelschap", "/doorverwijzingen/plek", access.Coordinator,
				url.Values{"need": {"gezelschap"}, "service": {service}}, "room_question", "note"},
			{"member", "/beheer/teams", team, access.Coordinator, url.Values{"do": {"join"}, "person": {w.persons[access.Host]}}, "membership", ""},
			{"activity", "/activiteiten", "/activiteiten", access.Ambassador, url.Values{"kind": {"visit"}, "hours": {"1,5"}}, "activity", "note"},
			{"intervision", "/intervisie", "/intervisie", access.Ambassador, url.Values{"person": dbtest.Ask[string](t, w.here.DB, `select person_id from assignment where role = 'ambassador' and network_id = '`+w.here.Network.ID+`' and person_id <> '`+w.persons[access.Ambassador]+`' order by person_id limit 1`)}, "discussion", ""},
			{"own question", "/casussen/formulier", "/casussen/formulier", access.Coordinator, url.Values{"text": {"Is er een hond in huis?"}}, "own_question", "text"},
			{"seat", "/vertegenwoordiging", "/vertegenwoordiging", access.Coordinator, url.Values{"person": {w.persons[access.Ambassador]}, "body": {"Werkgroep"}}, "seat", "body"},
			{"trajectory", "/trajecten", "/trajecten", access.Coordinator,
				url.Values{"place": {"a:" + noord.ID}, "starts": {"2026-11-02"}, "ends": {"2027-05-01"}, "hours": {"4"}, "measure": {"started"}, "aim": {"30"}}, "trajectory", ""},
			{"agreement", "/afspraken", "/afspraken", access.Coordinator,
				url.Values{"kind": {"exchange"}, "to": {organizations[0].ID}, "subject": {"maatjes"}, "starts": {"2026-11-02"}, "ends": {"2031-11-01"}, "number1": {"40"}, "counts1": {"sent"}}, "agreement", "subject"},
			{"copy of an agreement", "/afspraken/" + w.ids["afspraken"], "/afspraken/" + w.ids["afspraken"], access.Coordinator, url.Values{"do": {"copy"}, "to": {organizations[3].ID}}, "agreement", ""},
			{"action of a team", "/team/" + w.ids["team"], "/team/" + w.ids["team"], "writer",
				url.Values{"do": {"act"}, "what": {"Bellen met het steunpunt"}, "person": {w.persons["writer"]}, "due": {"2026-11-20"}}, "team_action", "what"},
			{"action of a conversation", "/teamgesprek/" + w.ids["teamgesprek"], "/teamgesprek/" + w.ids["teamgesprek"], "writer",
				url.Values{"point": {"role"}, "version": {"2"}, "what": {"Meegaan naar het steunpunt"}, "person": {w.persons["writer"]}, "due": {"2026-11-20"}}, "team_action", ""},
			{"conversation", led, led, access.Liaison, url.Values{"do": {"begin"}}, "team_talk", ""},
			{"thermometer", led + "/thermometer", led + "/thermometer", access.Liaison, url.Values{"questionnaire": {"thermo-informal"}, "days": {"14"}}, "survey_round", ""},
			{"target", "/doelen", "/doelen", access.Coordinator, url.Values{"place": {"a:" + noord.ID}, "year": {"2026"}, "measure": {"started"}, "aim": {"30"}}, "target", ""},
			{"story", "/cijfers/verhalen", "/cijfers/verhalen", access.Ambassador, url.Values{"quarter": {"2026-10-01"}, "text": {"Iemand ging weer naar buiten. Nu gaat het elke week goed."}}, "report_story", "text"},
			{"network", "/beheer/netwerken", "/beheer/netwerken", access.Administrator,
				url.Values{"town": {"Nieuwdorp"}, "name": {"Samen"}, "slug": {"nieuwdorp"}, "admin": {"Eva Eerste"}, "adminmail": {"eva@nieuwdorp.example"}}, "network", "slug"},
		} {
			w.once(t, c)
		}
		w.toldOnce(t)
	})
}

// sentTwice is a form that makes something.
type sentTwice struct {
	name, page, to string
	role           access.Role
	form           url.Values
	table          string
	other          string // field that makes another thing of it; "" = there can be one only
}

// once sends a form twice as its page gives it, and then with another text.
func (w world) once(t *testing.T, c sentTwice) {
	t.Helper()
	c.form.Set(w.carried(t, c.role, c.page))
	before := w.count(t, c.table)
	first, again := w.post(c.role, c.to, c.form), w.post(c.role, c.to, c.form)
	if first.Code != http.StatusSeeOther || again.Code != first.Code || again.Header().Get("Location") != first.Header().Get("Location") {
		t.Errorf("%s: %d to %q, and then %d to %q", c.name, first.Code, first.Header().Get("Location"), again.Code, again.Header().Get("Location"))
	}
	if made := w.count(t, c.table) - before; made != 1 {
		t.Errorf("%s: sent twice it makes %d", c.name, made)
	}
	if c.other != "" {
		c.form.Set(c.other, "7"+c.form.Get(c.other))
		if a := w.post(c.role, c.to, c.form); a.Code != http.StatusSeeOther || w.count(t, c.table)-before != 2 {
			t.Errorf("%s: with another text it answers %d and there are %d", c.name, a.Code, w.count(t, c.table)-before)
		}
	}
}

// TestAFormOfAGroupSentTwiceMakesOneThing is the same for groups and their meetings.
func TestAFormOfAGroupSentTwiceMakesOneThing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorldOn(t, d)
		group, meeting, held := "/groepen/"+w.ids["groepen"], "/bijeenkomsten/"+w.ids["bijeenkomsten"], "/bijeenkomsten/"+w.here.Held(t, w.ids["groepen"])
		for _, c := range []sentTwice{
			{"group", "/groepen", "/groepen", access.Coordinator, url.Values{"kind": {"wide"}, "name": {"Netwerkgroep"}, "unit": {"year"}, "least": {"2"}, "most": {"4"}}, "meeting_group", "name"},
			{"seat", group, group, access.Coordinator, url.Values{"do": {"seat"}, "contact": {"Anna Aanloop"}, "email": {"anna@aanloop.example"}}, "group_seat", "contact"},
			{"meeting", group, group, access.Coordinator, url.Values{"do": {"plan"}, "day": {"2026-12-15"}, "from": {"09:00"}, "until": {"12:00"}, "place": {"Het Lokaal"}}, "meeting", "place"},
			{"item", meeting, meeting, access.Coordinator, url.Values{"do": {"item"}, "title": {"Geld"}}, "meeting_item", "title"},
			{"point", held, held, access.Coordinator, url.Values{"do": {"point"}, "point": {"decision"}, "text": {"Wij gaan door"}}, "meeting_point", "text"},
			{"guest", meeting, meeting, access.Coordinator, url.Values{"do": {"guest"}, "contact": {"Bo Beleid"}, "email": {"bo@hier.example"}}, "meeting_invitee", "contact"},
		} {
			w.once(t, c)
		}
	})
}

// toldOnce looks whether the letters about an opening, an invitation and a new network were written once for each.
func (w world) toldOnce(t *testing.T) {
	t.Helper()
	to := map[string]int{}
	for _, l := range *w.here.Letters {
		to[l.To]++
	}
	if to["doelwit@hier.example"] != 1 || to["eva@nieuwdorp.example"] != 2 {
		t.Errorf("letters went to %v", to)
	}
	tellers := dbtest.Ask[int](t, w.here.DB, `select count(*) from outbox where kind = 'glass'`)[0]
	ids := dbtest.Ask[int](t, w.here.DB, `select count(distinct address) from outbox where kind = 'glass'`)[0]
	if ids == 0 || tellers != 2*ids {
		t.Errorf("two openings were told %d times to %d persons", tellers, ids)
	}
}

// carried gives the id that the form on a page carries, behind the name of its field.
func (w world) carried(t *testing.T, role access.Role, page string) (field, id string) {
	t.Helper()
	code, body := w.ask(role, http.MethodGet, page, nil)
	found := carried.FindStringSubmatch(body)
	if code != http.StatusOK || found == nil {
		t.Fatalf("%s answers %d without the id of what is made", page, code)
	}
	return found[1], found[2]
}

func (w world) count(t *testing.T, table string) int {
	t.Helper()
	return dbtest.Ask[int](t, w.here.DB, `select count(*) from `+table)[0]
}

func (w world) post(role access.Role, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/n/hier"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: web.CookieName(w.here.Network.ID), Value: w.tokens[role]})
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, r)
	return answer
}

// TestAFormWithoutAnIDMakesAThingEachTime sends forms whose id is missing or no id.
func TestAFormWithoutAnIDMakesAThingEachTime(t *testing.T) {
	w := newWorld(t)
	before := w.count(t, "person")
	for _, id := range []string{"", "nonsense", w.ids["mensen"] + "0", strings.Repeat("x", 5000)} {
		if a := w.post(access.Coordinator, "/beheer/mensen/nieuw", url.Values{"name": {"Iemand"}, "new": {id}}); a.Code != http.StatusSeeOther {
			t.Errorf("with the id %.40q it answers %d", id, a.Code)
		}
	}
	if a := w.post(access.Coordinator, "/beheer/mensen/nieuw", url.Values{"name": {"Een ander"}, "new": {w.ids["mensen"]}}); a.Code != http.StatusSeeOther {
		t.Errorf("with the id of somebody it answers %d", a.Code)
	}
	record, err := w.here.People.Person(ctx, w.here.Operator, w.ids["mensen"])
	if made := w.count(t, "person") - before; made != 5 || err != nil || record.Name == "Een ander" {
		t.Errorf("%d persons were made; %q, %v", made, record.Name, err)
	}
}
