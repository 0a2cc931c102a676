package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/people"
)

const told = "Een man kwam na zijn pensioen niet meer buiten. Nu loopt hij elke week mee met een wandelgroep."

// TestAStoryComesIntoTheReport goes from the ambassador who tells to the municipality that reads.
func TestAStoryComesIntoTheReport(t *testing.T) {
	w := newWorld(t)
	w.discussed(t, "x", 66)
	post := func(role access.Role, to string, form url.Values) (int, string) {
		return w.ask(role, http.MethodPost, to, form)
	}
	code, body := post(access.Ambassador, "/cijfers/verhalen", url.Values{"quarter": {"2026-07-01"}, "text": {told + " Bel 06-12345678."}})
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, "06-12345678.</textarea>") {
		t.Errorf("a phone number answers %d", code)
	}
	if code, _ := post(access.Ambassador, "/cijfers/verhalen", url.Values{"quarter": {"2026-07-01"}, "text": {told}}); code != http.StatusSeeOther {
		t.Fatalf("telling answers %d", code)
	}
	_, body = w.ask(access.Ambassador, http.MethodGet, "/cijfers/verhalen", nil)
	has(t, body, told, "Wacht op een tweede lezer")
	_, body = w.ask(access.Desk, http.MethodGet, "/cijfers/verhalen", nil)
	at := body[:strings.Index(body, told)]
	at = at[strings.LastIndex(at, `id="s-`)+len(`id="s-`):]
	path := "/cijfers/verhalen/" + at[:strings.Index(at, `"`)]
	for _, step := range []struct {
		role access.Role
		do   string
		want int
	}{{access.Ambassador, "see", http.StatusConflict}, {access.Coordinator, "approve", http.StatusConflict}, {access.Desk, "see", http.StatusSeeOther},
		{access.Coordinator, "shout", http.StatusBadRequest}, {access.Coordinator, "approve", http.StatusSeeOther}} {
		if code, _ := post(step.role, path, url.Values{"do": {step.do}}); code != step.want {
			t.Errorf("%s: %s answers %d, want %d", step.role, step.do, code, step.want)
		}
	}
	post(access.Coordinator, "/cijfers", url.Values{"quarter": {"2026-07-01"}})
	_, body = w.ask(access.Observer, http.MethodGet, "/cijfers/2026-q3", nil)
	has(t, body, told)
	_, body = w.ask(access.Observer, http.MethodGet, "/cijfers", nil)
	has(t, body, "U krijgt een mail als een kwartaal gesloten is.")
	post(access.Observer, "/cijfers/mail", url.Values{"mail": {"nee"}})
	_, body = w.ask(access.Observer, http.MethodGet, "/cijfers", nil)
	has(t, body, "U krijgt geen mail als een kwartaal gesloten is.")
}

// TestATeamAndAnOrganisationSeeTheirOwnFigures signs in as a liaison, a manager and a member, and looks for those of others.
func TestATeamAndAnOrganisationSeeTheirOwnFigures(t *testing.T) {
	w := newWorld(t)
	w.discussed(t, "x", 66)
	_, token := w.here.SignedInFor(t, "teamleider", people.Assignment{Role: access.Liaison, TeamID: w.ids["teams"]})
	w.tokens["teamleider"] = token
	_, written := w.ask(access.Desk, http.MethodGet, "/vragen/nieuw", nil)
	question := formOn(t, written)
	question.Set("note", "Wie gaat er wandelen met iemand van ons?")
	question.Set("do", "keep")
	question.Set("team", "nergens")
	if code, _ := w.ask(access.Desk, http.MethodPost, "/vragen/nieuw", question); code != http.StatusUnprocessableEntity {
		t.Errorf("a question of a team that is nowhere answers %d", code)
	}
	question.Set("team", w.ids["teams"])
	if code, _ := w.ask(access.Desk, http.MethodPost, "/vragen/nieuw", question); code != http.StatusSeeOther {
		t.Fatalf("a question of a team answers %d", code)
	}
	_, body := w.ask("teamleider", http.MethodGet, "/cijfers/eigen", nil)
	has(t, body, "Vragen van dit team aan het Informatiepunt", "Opgepakt", "antwoord vóór of op")
	if strings.Contains(body, "wandelen met iemand") {
		t.Error("the words of a question stand among the figures")
	}
	has(t, body, "Bekijk wat uw team vastlegde", "43% van de teams", "Wat vroeg uw team aan organisaties?", `/casussen?team=`+w.ids["teams"])
	if strings.Contains(body, "=Team") {
		t.Error("a team sees another one")
	}
	_, token = w.here.SignedInFor(t, "manager", people.Assignment{Role: access.TeamManager, TeamID: w.ids["teams"]})
	w.tokens["manager"] = token
	_, body = w.ask("manager", http.MethodGet, "/cijfers/eigen", nil)
	has(t, body, "43% van de teams")
	if strings.Contains(body, "Besproken") || strings.Contains(body, "Bekijk wat uw team vastlegde") {
		t.Error("who sees no cases sees figures that change every day")
	}
	organizations, err := w.here.Directory.Organizations(ctx, w.here.Operator)
	if err != nil {
		t.Fatal(err)
	}
	_, token = w.here.SignedInFor(t, "lid", people.Assignment{Role: access.Member, OrganizationID: organizations[0].ID})
	w.tokens["lid"] = token
	_, body = w.ask("lid", http.MethodGet, "/cijfers/eigen", nil)
	has(t, body, organizations[0].Name, "Werkdagen tot antwoord (mediaan)")
	if strings.Contains(body, organizations[1].Name) {
		t.Error("an organisation sees another one")
	}
}

// TestAWijkHasAProfileToPrint reads it as the coordinator, and asks for it as others.
func TestAWijkHasAProfileToPrint(t *testing.T) {
	w := newWorld(t)
	w.discussed(t, "x", 66)
	code, body := w.ask(access.Coordinator, http.MethodGet, "/cijfers/wijk/noord", nil)
	if code != http.StatusOK {
		t.Fatalf("the profile answers %d", code)
	}
	has(t, body, "Wijkprofiel Noord", "Inwoners", "Uren van ambassadeurs per week", "Vragen bij het Informatiepunt", "Wat ontbreekt", "Aanbod in deze wijk", "Vervoer", "data-print")
	for _, role := range []access.Role{access.Observer, access.Ambassador, access.Liaison, access.Member} {
		if code, _ := w.ask(role, http.MethodGet, "/cijfers/wijk/noord", nil); code == http.StatusOK {
			t.Errorf("%s sees a profile of figures that change every day", role)
		}
	}
	if code, _ := w.ask(access.Coordinator, http.MethodGet, "/cijfers/wijk/nergens", nil); code != http.StatusNotFound {
		t.Errorf("an unknown wijk answers %d", code)
	}
}
