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
	form := url.Values{"kind": {"exchange"}, "to": {organization("o2")}, "subject": {"veertig maatjes"}, "starts": {"2026-11-02"}, "ends": {"2041-11-01"},
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

// TestACovenantFromConceptToSigned: made, signed, agreed upon, ticked by the side that did it, and copied for the next one.
func TestACovenantFromConceptToSigned(t *testing.T) {
	w := newWorld(t)
	organization := func(ref string) string {
		return dbtest.Ask[string](t, w.here.DB, `select id from organization where ref = '`+ref+`' and network_id = '`+w.here.Network.ID+`'`)[0]
	}
	form := url.Values{"kind": {"covenant"}, "from": {organization("o1")}, "to": {organization("o2")}, "subject": {"Zelfhulp bij de kliniek"}, "text": {"Wij werken sneller\nen beter samen."},
		"starts": {"2026-01-27"}, "ends": {"2029-01-26"}}
	own := strings.TrimPrefix(w.post(access.Coordinator, "/afspraken", form).Header().Get("Location"), "/n/hier")
	do := func(status int, pairs ...string) string {
		t.Helper()
		return w.step(t, access.Coordinator, own, status, pairs...)
	}
	_, body := w.ask(access.Coordinator, http.MethodGet, own, nil)
	says(t, "the concept", body, "Convenant", "Nog niet getekend: Stichting Aanloop, Bewonersinitiatief De Brug", "Zelfhulp bij de kliniek")
	body = do(http.StatusUnprocessableEntity, "do", "sign", "signer", organization("o1"), "signed", "2030-01-01")
	says(t, "a day to come", body, "een dag tot en met vandaag", `value="2030-01-01"`, `value="Zelfhulp bij de kliniek"`)
	do(http.StatusSeeOther, "do", "sign", "signer", organization("o1"), "signed", "2026-01-27")
	do(http.StatusSeeOther, "do", "sign", "signer", organization("o2"), "signed", "27-1-2026")
	do(http.StatusSeeOther, "do", "join", "join", organization("o3"))
	do(http.StatusSeeOther, "do", "commit", "what", "Folders in de wachtkamer", "side", organization("o2"), "by", "2026-10-01")
	do(http.StatusSeeOther, "do", "know", "name", "Ria de Wit", "about", "rouw", "reach", "073 123 45 67")
	do(http.StatusSeeOther, "do", "spend", "year", "2026", "for", "training", "euros", "1200")
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	picture(t, "covenant", body)
	says(t, "the covenant", body, "getekend op 27 januari 2026", "Nog niet getekend: Kerk aan het Plein", "Folders in de wachtkamer", "vóór of op 1 oktober 2026", "0 van 1 is gedaan",
		"Ria de Wit", "073 123 45 67", "In 2026 samen € 1.200")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/week", nil)
	says(t, "the week", body, "Nog niet gedaan: Folders in de wachtkamer", own+"#commitments")
	_, body = w.ask(access.Member, http.MethodGet, own, nil)
	says(t, "the covenant for a member", body, "Ria de Wit", `value="tick"`)
	if strings.Contains(body, `value="uncommit"`) || strings.Contains(body, `value="sign"`) {
		t.Error("a member may change more than what it does itself")
	}
	w.step(t, access.Member, own, http.StatusSeeOther, "do", "tick", "n", "0")
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	says(t, "ticked", body, "1 van 1 is gedaan", "Toch niet gedaan")
	do(http.StatusUnprocessableEntity, "do", "copy", "to", "elders")
	do(http.StatusSeeOther, "do", "copy", "to", organization("o4"))
	_, body = w.ask(access.Coordinator, http.MethodGet, "/afspraken", nil)
	says(t, "the list", body, "Convenant", "1 van 1 is gedaan", "0 van 1 is gedaan")
	do(http.StatusSeeOther, "do", "uncommit", "n", "0")
	do(http.StatusSeeOther, "do", "forget", "n", "0")
	do(http.StatusSeeOther, "do", "unspend", "n", "0")
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	says(t, "emptied", body, "Er staat nog niemand", "Er staan nog geen kosten", "folders in de wachtkamer")
}
