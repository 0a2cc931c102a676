package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
)

// TestTheCoordinatorMakesACoreGroup of nine places with seats, and sees who is missing and when it meets (rows D01, D02, D09,
// D10, G01).
func TestTheCoordinatorMakesACoreGroup(t *testing.T) {
	w := newWorld(t)
	form := url.Values{"kind": {"core"}, "name": {"Kerngroep NIZ"}, "places": {"9"}, "unit": {"weeks"}, "least": {"8"}, "most": {"6"}}
	answer := w.post(access.Coordinator, "/groepen", form)
	if answer.Code != http.StatusUnprocessableEntity {
		t.Fatalf("eight to six weeks answer %d", answer.Code)
	}
	says(t, "the form", answer.Body.String(), "het kleinste eerst", `value="Kerngroep NIZ"`, `value="core" selected`)
	form.Set("least", "6")
	form.Set("most", "8")
	answer = w.post(access.Coordinator, "/groepen", form)
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("a group answers %d: %s", answer.Code, answer.Body)
	}
	own := strings.TrimPrefix(answer.Header().Get("Location"), "/n/hier")
	organization := dbtest.Ask[string](t, w.here.DB, `select id from organization where ref = 'o1' and network_id = '`+w.here.Network.ID+`'`)[0]
	body := w.step(t, access.Coordinator, own, http.StatusUnprocessableEntity, "do", "seat", "organization", organization, "contact", "Anna Aanloop", "email", "anna", "blood", "carers")
	says(t, "the seat again", body, "Schrijf een e-mailadres", `value="Anna Aanloop"`, `value="carers" selected`, `value="Kerngroep NIZ"`)
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "seat", "organization", organization, "contact", "Anna Aanloop", "email", "anna@aanloop.example", "blood", "carers", "paid", "ja")
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "seat", "person", w.persons[access.Observer], "role", "chair")
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	picture(t, "meeting-group", body)
	says(t, "the group", body, "Komt elke 6 tot 8 weken bij elkaar", "2 deelnemers.", "Er zijn nog 7 plekken vrij.", "Nog niet vertegenwoordigd: zelfhulp en vrijwillige zorg.",
		"Anna Aanloop", "mantelzorg en betaald", "Gemeente", "voorzitter", "tussen 14 december 2026 en 28 december 2026", "Ons voorstel: 14 december 2026")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/groepen", nil)
	picture(t, "meeting-groups", body)
	says(t, "all groups", body, "Kerngroep NIZ", "Nieuwe groep")
	_, body = w.ask(access.Observer, http.MethodGet, own, nil)
	says(t, "the group for its chair", body, "Anna Aanloop")
	if strings.Contains(body, "Nieuwe plek") || strings.Contains(body, "Wijzig de groep") {
		t.Error("the chair may change the group")
	}
	for _, role := range []access.Role{access.Member, access.PrivacyOfficer} {
		if code, _ := w.ask(role, http.MethodGet, own, nil); code != http.StatusNotFound {
			t.Errorf("a %s without a seat gets %d", role, code)
		}
	}
	if code, _ := w.ask(access.Observer, http.MethodGet, "/casussen", nil); code != http.StatusNotFound {
		t.Errorf("the chair gets cases: %d", code)
	}
}

// TestASeatIsChangedAndLeft: the form is filled with what is kept; who left stands below.
func TestASeatIsChangedAndLeft(t *testing.T) {
	w := newWorld(t)
	own := "/groepen/" + w.ids["groepen"]
	seat := dbtest.Ask[string](t, w.here.DB, `select id from group_seat where network_id = '`+w.here.Network.ID+`'`)[0]
	_, body := w.ask(access.Coordinator, http.MethodGet, own+"?plek="+seat, nil)
	says(t, "the form", body, "Wijzig deze plek", `value="Wil Wethouder"`, `value="chair" selected`)
	change := url.Values{"do": {"seat"}, "seat": {seat}, "version": {"1"}, "contact": {"Wil Wethouder"}, "email": {"wil@hier.example"}, "role": {"secretary"}, "mandate": {"Mag geld toezeggen"}}
	if answer := w.post(access.Coordinator, own, change); answer.Code != http.StatusSeeOther {
		t.Fatalf("changing answers %d: %s", answer.Code, answer.Body)
	}
	if answer := w.post(access.Coordinator, own, change); answer.Code != http.StatusConflict {
		t.Errorf("changing from an older version answers %d", answer.Code)
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	says(t, "changed", body, "secretaris", "Mag geld toezeggen")
	if answer := w.post(access.Coordinator, own, url.Values{"do": {"leave"}, "seat": {seat}, "version": {"2"}}); answer.Code != http.StatusSeeOther {
		t.Fatalf("leaving answers %d", answer.Code)
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	says(t, "left", body, "Er zit nog niemand in deze groep.", "Wie er eerder in zat")
}

// TestAWorkingGroupReports: its assignment ends when who gave it accepts what came of it (row F02); until then it stands in the week.
func TestAWorkingGroupReports(t *testing.T) {
	w := newWorld(t)
	answer := w.post(access.Coordinator, "/groepen", url.Values{"kind": {"working"}, "name": {"Vervoer"}, "from": {w.ids["groepen"]}, "goal": {"Meer meerijders"}, "due": {"2026-11-30"}})
	own := strings.TrimPrefix(answer.Header().Get("Location"), "/n/hier")
	body := w.step(t, access.Coordinator, own, http.StatusUnprocessableEntity, "do", "tell", "words", "Bel 06-12345678")
	says(t, "what was typed", body, "Bel 06-12345678</textarea>", "Meer meerijders</textarea>")
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "tell", "words", "Acht mensen rijden mee.")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/week", nil)
	says(t, "the week", body, "Kijk naar wat Vervoer deed", own)
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "return", "words", "Ook in Zuid?")
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "tell", "words", "Ook in Zuid.")
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	picture(t, "meeting-working", body)
	says(t, "the report", body, "Ook in Zuid.", "Van Kerngroep.", "Goed zo, de werkgroep stopt")
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "accept")
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	says(t, "afterwards", body, "gestopt", "Ook in Zuid.")
}
