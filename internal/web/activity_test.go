package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
)

// TestWhatSomebodyDidIsWrittenDownFromTheWeek in one form, which then begins with the same choices; what is wrong is said
// in plain words; the own line is changed and taken away; the coordinator reads along, and nobody else does.
func TestWhatSomebodyDidIsWrittenDownFromTheWeek(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Ambassador, http.MethodGet, "/week", nil)
	picture(t, "week", body)
	says(t, "the week", body, "Schrijf op wat u deed", "Spreekuur", `value="2026-11-02"`)
	did := url.Values{"back": {"week"}, "kind": {"office-hour"}, "hours": {"1,5"}, "day": {"2026-10-30"}, "partner": {"Bel 06-12345678"}, "people": {"twee"}}
	answer := w.post(access.Ambassador, "/activiteiten", did)
	if answer.Code != http.StatusUnprocessableEntity {
		t.Fatalf("a number of a telephone answers %d", answer.Code)
	}
	says(t, "what is wrong", answer.Body.String(), "Hier staat een telefoonnummer.", "Schrijf een getal van 0 tot 9999.", `value="Bel 06-12345678"`, `name="back" value="week"`)
	did.Set("partner", "bezoekers van De Kade")
	did.Set("people", "12")
	if answer = w.post(access.Ambassador, "/activiteiten", did); answer.Code != http.StatusSeeOther || !strings.HasSuffix(answer.Header().Get("Location"), "/week?bewaard=ja#did") {
		t.Fatalf("saving answers %d to %q: %s", answer.Code, answer.Header().Get("Location"), answer.Body)
	}
	_, body = w.ask(access.Ambassador, http.MethodGet, "/week?bewaard=ja", nil)
	says(t, "the week after that", body, "Uw activiteit is bewaard.", `value="1,5"`, `<option value="office-hour" selected>`)
	_, body = w.ask(access.Ambassador, http.MethodGet, "/activiteiten", nil)
	picture(t, "activities", body)
	says(t, "the list", body, "Spreekuur, 30 oktober 2026", "12 mensen kwamen", "bezoekers van De Kade", "Per soort")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/activiteiten?soort=office-hour&wie="+w.persons[access.Ambassador], nil)
	says(t, "the list of the coordinator", body, "ambassador hier", "12 mensen kwamen")
	if _, body = w.ask(access.Coordinator, http.MethodGet, "/activiteiten?soort=visit", nil); strings.Contains(body, "12 mensen kwamen") {
		t.Error("the filter does nothing")
	}
	if _, body = w.ask(access.Desk, http.MethodGet, "/activiteiten", nil); strings.Contains(body, "De Kade") {
		t.Error("a colleague reads what another did")
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, "/activiteiten.csv", nil)
	says(t, "the file", body, "2026-10-30,Spreekuur", "bezoekers van De Kade,12")
	w.changesIt(t)
}

// changesIt lets who did something change it and take it away.
func (w world) changesIt(t *testing.T) {
	t.Helper()
	own := "/activiteiten/" + dbtest.Ask[string](t, w.here.DB, `select id from activity where kind = 'office-hour' and network_id = '`+w.here.Network.ID+`'`)[0]
	_, body := w.ask(access.Ambassador, http.MethodGet, own, nil)
	picture(t, "activity", body)
	says(t, "the own page", body, `value="12"`, "Haal deze activiteit weg")
	for _, role := range []access.Role{access.Coordinator, access.Desk, access.Observer} {
		if code, _ := w.ask(role, http.MethodGet, own, nil); code != http.StatusNotFound {
			t.Errorf("%s: %d", role, code)
		}
	}
	again := url.Values{"version": {"1"}, "kind": {"information"}, "hours": {"0,3"}, "people": {"40"}}
	if answer := w.post(access.Ambassador, own, again); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "Schrijf de uren in kwartieren") {
		t.Errorf("a third of an hour answers %d", answer.Code)
	}
	again.Set("hours", "2")
	if answer := w.post(access.Ambassador, own, again); answer.Code != http.StatusSeeOther {
		t.Errorf("a change answers %d", answer.Code)
	}
	if answer := w.post(access.Ambassador, own, again); answer.Code != http.StatusConflict {
		t.Errorf("a change from before answers %d", answer.Code)
	}
	w.step(t, access.Ambassador, own, http.StatusSeeOther, "do", "remove", "version", "2")
	if code, _ := w.ask(access.Ambassador, http.MethodGet, own, nil); code != http.StatusNotFound {
		t.Errorf("after it was taken away: %d", code)
	}
}

// TestWhoSitsSomewhereTellsOfIt: the day stands in two weeks until it is told in words.
func TestWhoSitsSomewhereTellsOfIt(t *testing.T) {
	w := newWorld(t)
	seat := url.Values{"person": {w.persons[access.Ambassador]}, "body": {"Stuurgroep wijkzorg"}, "brief": {"Wat wordt er besloten?"}, "starts": {"2026-09-01"}, "next": {"2026-08-01"}}
	if answer := w.post(access.Coordinator, "/vertegenwoordiging", seat); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "Deze dag is vóór de eerste dag.") {
		t.Errorf("a report before the start answers %d", answer.Code)
	}
	seat.Set("next", "2026-11-05")
	if answer := w.post(access.Coordinator, "/vertegenwoordiging", seat); answer.Code != http.StatusSeeOther {
		t.Fatalf("a seat answers %d: %s", answer.Code, answer.Body)
	}
	for _, role := range []access.Role{access.Ambassador, access.Coordinator} {
		_, body := w.ask(role, http.MethodGet, "/week", nil)
		says(t, "the week of "+string(role), body, "Vertel hoe het gaat bij Stuurgroep wijkzorg")
	}
	_, body := w.ask(access.Coordinator, http.MethodGet, "/vertegenwoordiging", nil)
	picture(t, "seats", body)
	says(t, "the register", body, "ambassador hier", "Wij horen hiervan op 5 november 2026", "Iemand gaat ergens zitten")
	own := "/vertegenwoordiging/" + dbtest.Ask[string](t, w.here.DB, `select id from seat where body = 'Stuurgroep wijkzorg'`)[0]
	w.step(t, access.Ambassador, own, http.StatusUnprocessableEntity, "do", "report", "version", "1", "words", "")
	w.step(t, access.Desk, own, http.StatusNotFound, "do", "report", "version", "1", "words", "Iets")
	w.step(t, access.Ambassador, own, http.StatusNotFound, "do", "end", "version", "1")
	w.step(t, access.Ambassador, own, http.StatusSeeOther, "do", "report", "version", "1", "words", "Er komt een proef in Noord.", "next", "2027-02-01")
	_, body = w.ask(access.Ambassador, http.MethodGet, "/vertegenwoordiging", nil)
	says(t, "after the report", body, "Er komt een proef in Noord.", "1 februari 2027")
	if _, body = w.ask(access.Ambassador, http.MethodGet, "/week", nil); strings.Contains(body, "Stuurgroep") {
		t.Error("what was told stays in the week")
	}
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "end", "version", "2")
}
