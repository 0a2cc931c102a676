package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
)

// TestAnAgreementCountsByItself: 40 clients and 40 buddies in five years. The coordinator makes it, a referral moves the
// counter, both sides read it, and looking back stands in the week.
func TestAnAgreementCountsByItself(t *testing.T) {
	w := newWorld(t)
	organization := func(ref string) string {
		return dbtest.Ask[string](t, w.here.DB, `select id from organization where ref = '`+ref+`' and network_id = '`+w.here.Network.ID+`'`)[0]
	}
	_, body := w.ask(access.Coordinator, http.MethodGet, "/afspraken", nil)
	says(t, "the page", body, "Nieuwe afspraak", "Het hele netwerk", "maatjes", "0 van 40 doorverwezen (elke soort hulp)", `value="2031-11-01"`)
	form := url.Values{"to": {organization("o2")}, "subject": {"veertig maatjes"}, "starts": {"2026-11-02"}, "ends": {"2041-11-01"},
		"number1": {"40"}, "counts1": {"sent"}, "number2": {"40"}, "counts2": {"started"}, "need2": {"gezelschap"}}
	answer := w.post(access.Coordinator, "/afspraken", form)
	if answer.Code != http.StatusUnprocessableEntity {
		t.Fatalf("fifteen years answer %d", answer.Code)
	}
	says(t, "the form", answer.Body.String(), "hooguit tien jaar", `value="veertig maatjes"`, `value="gezelschap" selected`)
	form.Set("ends", "2031-11-01")
	answer = w.post(access.Coordinator, "/afspraken", form)
	own := answer.Header().Get("Location")
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("an agreement answers %d: %s", answer.Code, answer.Body)
	}
	own = strings.TrimPrefix(own, "/n/hier")
	w.agreed(t)
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	picture(t, "agreement", body)
	says(t, "the agreement", body, "Het hele netwerk met Bewonersinitiatief De Brug", "1 van 40 doorverwezen (elke soort hulp)", "0 van 40 gestart (Gezelschap en contact)", "data-print", "Kijk samen terug op")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/afspraken", nil)
	picture(t, "agreements", body)
	_, body = w.ask(access.Member, http.MethodGet, own, nil)
	says(t, "the agreement for a member", body, "1 van 40 doorverwezen")
	if strings.Contains(body, "Haal deze afspraak weg") {
		t.Error("a member may take it away")
	}
	_, body = w.ask(access.Member, http.MethodGet, "/afspraken", nil)
	says(t, "the list of a member", body, "veertig maatjes")
	if strings.Contains(body, "Nieuwe afspraak") {
		t.Error("a member may make one")
	}
}

// TestLookingBackOnAnAgreement stands in the week of the coordinator, until somebody wrote what was said.
func TestLookingBackOnAnAgreement(t *testing.T) {
	w := newWorld(t)
	own := "/afspraken/" + w.ids["afspraken"]
	_, body := w.ask(access.Coordinator, http.MethodGet, "/week", nil)
	says(t, "the week", body, "Kijk terug op de afspraak: maatjes", own+"#look")
	body = w.step(t, access.Coordinator, own, http.StatusUnprocessableEntity, "do", "look-back", "words", "Bel 06-12345678")
	says(t, "what was typed", body, "Bel 06-12345678</textarea>")
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "look-back", "words", "Wij zoeken meer maatjes in Zuid.")
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	says(t, "afterwards", body, "Wij zoeken meer maatjes in Zuid.", "16 november 2027")
	if _, body = w.ask(access.Coordinator, http.MethodGet, "/week", nil); strings.Contains(body, "Kijk terug op de afspraak") {
		t.Error("it still stands in the week")
	}
	if answer := w.post(access.Coordinator, own, url.Values{"do": {"remove"}, "version": {"1"}}); answer.Code != http.StatusConflict {
		t.Errorf("taking away what changed answers %d", answer.Code)
	}
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "subject", "maatjes in Zuid", "starts", "2026-01-01", "ends", "2027-01-01", "number1", "30", "counts1", "sent")
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	says(t, "changed", body, "maatjes in Zuid", "0 van 30 doorverwezen")
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "remove")
	if code, _ := w.ask(access.Coordinator, http.MethodGet, own, nil); code != http.StatusNotFound {
		t.Errorf("what was taken away answers %d", code)
	}
}
