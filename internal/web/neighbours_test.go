package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/testkit"
)

// asks sends the form of an ask or offer, and gives the own page.
func (w world) asks(t *testing.T, side, name string) string {
	t.Helper()
	form := url.Values{"request": {w.here.Desk.NewRequest(testkit.Today.Add(-time.Minute))}, "side": {side}, "need": {"klusjes-tuin"}, "words": {"Een lamp ophangen"}, "wijk": {"Noord"},
		"name": {name}, "email": {strings.ToLower(name) + "@hier.example"}}
	answer := w.post(access.Visitor, "/burenhulp", form)
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("%s answers %d: %s", side, answer.Code, answer.Body)
	}
	own, _, _ := strings.Cut(strings.TrimPrefix(answer.Header().Get("Location"), "/n/hier"), "?")
	return own
}

// TestNeighboursMeet from the form to knowing each other, with somebody in between.
func TestNeighboursMeet(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Visitor, http.MethodGet, "/burenhulp", nil)
	picture(t, "neighbours", body)
	says(t, "the form", body, "Ik vraag hulp", "Ik bied hulp aan", "Schrijf geen namen of adressen")
	wrong := url.Values{"request": {w.here.Desk.NewRequest(testkit.Today.Add(-time.Minute))}, "side": {"ask"}, "need": {"klusjes-tuin"}, "words": {"Bel 06-12345678"}, "name": {"Anna"}, "email": {"anna"}}
	if answer := w.post(access.Visitor, "/burenhulp", wrong); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "Dit e-mailadres klopt niet") || !strings.Contains(answer.Body.String(), `value="Bel 06-12345678"`) {
		t.Errorf("a number in the words answers %d", answer.Code)
	}
	ask, offer := w.asks(t, "ask", "Anna"), w.asks(t, "offer", "Bob")
	_, body = w.ask(access.Desk, http.MethodGet, "/week", nil)
	says(t, "the week", body, "3 buren wachten op iemand")
	ids := dbtest.Ask[string](t, w.here.DB, `select id from neighbour where need = 'klusjes-tuin' and network_id = '`+w.here.Network.ID+`' order by side`)
	_, body = w.ask(access.Desk, http.MethodGet, "/burenhulp-lijst", nil)
	picture(t, "neighbour-list", body)
	says(t, "the list", body, "Wie past hierbij?", "Anna", "Bob")
	if answer := w.post(access.Desk, "/burenhulp-lijst", url.Values{"ask": {ids[1]}, "offer": {ids[0]}}); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("the wrong way round answers %d", answer.Code)
	}
	if answer := w.post(access.Desk, "/burenhulp-lijst", url.Values{"ask": {ids[0]}, "offer": {ids[1]}}); answer.Code != http.StatusSeeOther {
		t.Fatalf("bringing together answers %d", answer.Code)
	}
	_, body = w.ask(access.Visitor, http.MethodGet, ask, nil)
	says(t, "who asks", body, "Er is iemand gevonden", "Ja, graag")
	if strings.Contains(body, "Bob") {
		t.Error("who asks sees a name before the yes")
	}
	w.step(t, access.Visitor, ask, http.StatusSeeOther, "do", "yes")
	w.step(t, access.Visitor, offer, http.StatusSeeOther, "do", "yes")
	_, body = w.ask(access.Visitor, http.MethodGet, ask, nil)
	picture(t, "neighbour", body)
	says(t, "after both said yes", body, "Bob", "bob@hier.example")
	w.step(t, access.Visitor, ask, http.StatusSeeOther, "do", "worked")
	w.step(t, access.Visitor, ask, http.StatusConflict, "do", "yes")
	_, body = w.ask(access.Visitor, http.MethodGet, ask, nil)
	says(t, "at the end", body, "Fijn dat het is gelukt!")
	for _, role := range []access.Role{access.Observer, access.Ambassador, access.Member} {
		if code, _ := w.ask(role, http.MethodGet, "/burenhulp-lijst", nil); code != http.StatusNotFound {
			t.Errorf("%s: %d", role, code)
		}
	}
}
