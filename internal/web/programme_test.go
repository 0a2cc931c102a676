package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
)

// TestAProgrammeHasAPage: its offers for everyone, its trajectories and years for who may see those.
func TestAProgrammeHasAPage(t *testing.T) {
	w := newWorld(t)
	const public, inside = "/programma/samen-ouder-worden", "/trajecten/programma/samen-ouder-worden"
	for _, page := range []string{public, inside} {
		if code, _ := w.ask(access.Coordinator, http.MethodGet, page, nil); code != http.StatusNotFound {
			t.Errorf("%s answers %d before there is such a programme", page, code)
		}
	}
	noord := dbtest.Ask[string](t, w.here.DB, `select id from area where name = 'Noord' and network_id = '`+w.here.Network.ID+`'`)[0]
	for _, year := range []string{"2018", "2021"} {
		answer := w.post(access.Coordinator, "/trajecten", url.Values{"place": {"a:" + noord}, "starts": {year + "-02-01"}, "ends": {year + "-12-31"}, "hours": {"4"}, "measure": {"started"}, "aim": {"30"}, "programme": {"Samen Ouder Worden"}})
		if answer.Code != http.StatusSeeOther {
			t.Fatalf("a trajectory answers %d: %s", answer.Code, answer.Body)
		}
	}
	if code, _ := w.ask(access.Visitor, http.MethodGet, public, nil); code != http.StatusNotFound {
		t.Errorf("a programme that only has trajectories answers a visitor %d", code)
	}
	_, body := w.ask(access.Coordinator, http.MethodGet, "/trajecten", nil)
	says(t, "the trajectories", body, inside)
	_, body = w.ask(access.Coordinator, http.MethodGet, inside, nil)
	says(t, "without offers", body, "Programma Samen Ouder Worden", "2018 tot en met 2021", "zoekwoord")

	edit := "/beheer/aanbod/" + dbtest.Ask[string](t, w.here.DB, `select id from service where ref = 's2' and network_id = '`+w.here.Network.ID+`'`)[0]
	_, body = w.ask(access.Editor, http.MethodGet, edit, nil)
	form := formOn(t, body)
	form.Set("keywords", "buiten\nProgramma Samen ouder worden")
	if code, body := w.ask(access.Editor, http.MethodPost, edit, form); code != http.StatusSeeOther {
		t.Fatalf("the search word answers %d: %s", code, body)
	}
	_, body = w.ask(access.Visitor, http.MethodGet, public, nil)
	picture(t, "programme", body)
	says(t, "the page for everyone", body, "Programma Samen ouder worden", "1 aanbod hoort hierbij", "Wandelmaatje")
	if strings.Contains(body, "2018") || strings.Contains(body, "Traject") {
		t.Error("a visitor sees trajectories")
	}
	_, body = w.ask(access.Visitor, http.MethodGet, "/aanbod/wandelmaatje", nil)
	says(t, "the page of the offer", body, `href="/n/hier`+public+`"`)
	_, body = w.ask(access.Coordinator, http.MethodGet, inside, nil)
	picture(t, "programme-inside", body)
	says(t, "the page inside", body, "Wandelmaatje", "2018 tot en met 2021", "1 februari 2018", public)
	for _, role := range []access.Role{access.Observer, access.Ambassador, access.Member} {
		if code, _ := w.ask(role, http.MethodGet, inside, nil); code == http.StatusOK {
			t.Errorf("%s sees the trajectories of a programme", role)
		}
	}
}
