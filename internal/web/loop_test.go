package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/people"
	"samenspel/internal/referral"
)

// agreed makes a referral to the organisation of the member that said yes, and gives its address.
func (w world) agreed(t *testing.T) string {
	t.Helper()
	path := w.madeReferral(t, w.toMember(t))
	w.step(t, access.Ambassador, path, http.StatusSeeOther, "do", "send", "giver", "resident")
	w.step(t, access.Member, path, http.StatusSeeOther, "do", "accept")
	return path
}

// TestWhatIsStuckHasOneKey: the coordinator asks again from the list, or stops, and the list comes back.
func TestWhatIsStuckHasOneKey(t *testing.T) {
	w := newWorld(t)
	w.onDay(0)
	path := w.madeReferral(t, w.toMember(t))
	w.step(t, access.Ambassador, path, http.StatusSeeOther, "do", "send", "giver", "resident")
	w.onDay(28)
	if err := w.here.Referral.Run(ctx, w.here.Network.ID); err != nil {
		t.Fatal(err)
	}
	_, body := w.ask(access.Coordinator, http.MethodGet, "/doorverwijzingen?lijst=vast", nil)
	picture(t, "stuck", body)
	says(t, "what is stuck", body, "Vraag het nog eens", "Vast sinds", `value="again"`)
	form := url.Values{"version": {versionOf.FindStringSubmatch(body)[1]}, "do": {"again"}, "back": {"vast"}}
	if answer := w.post(access.Coordinator, path, form); !strings.HasSuffix(answer.Header().Get("Location"), "/doorverwijzingen?lijst=vast") {
		t.Errorf("it leads to %q: %d", answer.Header().Get("Location"), answer.Code)
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, path, nil)
	says(t, "the page", body, "Nog eens gevraagd", "Gevraagd")
	if strings.Contains(body, `value="again"`) {
		t.Error("it can be asked again at once")
	}
	if code, _ := w.ask(access.Coordinator, http.MethodPost, path, url.Values{"version": {"99"}, "do": {"again"}, "back": {"vast"}}); code == http.StatusSeeOther {
		t.Error("what is not stuck was asked again")
	}
}

// TestWhoDoesWhatOnThePages: written by who refers, read by the organisation when the resident agrees.
func TestWhoDoesWhatOnThePages(t *testing.T) {
	w := newWorld(t)
	path := w.agreed(t)
	body := w.step(t, access.Ambassador, path, http.StatusUnprocessableEntity, "do", "divide", "volunteer", "Bel 06-12345678")
	says(t, "what was typed", body, "Bel 06-12345678", "WIFA", "Zeg dank.")
	picture(t, "tasks-wrong", body)
	w.step(t, access.Ambassador, path, http.StatusUnprocessableEntity, "do", "divide", "volunteer", "Komt elke dinsdag.", "share", "ja")
	w.step(t, access.Ambassador, path, http.StatusSeeOther, "do", "divide", "volunteer", "Komt elke dinsdag.", "professional", "Belt elke maand.")
	if _, body := w.ask(access.Member, http.MethodGet, path, nil); strings.Contains(body, "Komt elke dinsdag.") {
		t.Error("without consent the organisation reads who does what")
	}
	w.step(t, access.Ambassador, path, http.StatusSeeOther, "do", "divide", "volunteer", "Komt elke dinsdag.", "share", "ja", "giver", "resident")
	_, body = w.ask(access.Member, http.MethodGet, path, nil)
	picture(t, "tasks-member", body)
	says(t, "the page of the organisation", body, "Wie doet wat?", "Komt elke dinsdag.")
	_, body = w.ask(access.Ambassador, http.MethodGet, path, nil)
	picture(t, "tasks", body)
	says(t, "the page of who refers", body, "Komt elke dinsdag.", "Bewonersinitiatief De Brug mag lezen wie wat doet.", "Trek in")
	_, body = w.ask(access.Ambassador, http.MethodGet, path+"/toestemming", nil)
	says(t, "the copy for the resident", body, "mag lezen wie wat doet", "1, sinds 1 oktober 2026")
}

// TestTheVisitSheetAsksWhatIsNeeded: a line that is looked at, and that the page of the case shows. What a need is for and
// what comes first for the carer stand there too.
func TestTheVisitSheetAsksWhatIsNeeded(t *testing.T) {
	w := newWorld(t)
	w.onDay(0)
	team := w.noordTeam(t)
	form := fourNeeds()
	form.Set("aim-k1", "preventive")
	one := w.laid(t, w.convened(t, team), form)
	w.step(t, access.Ambassador, one, http.StatusSeeOther, "do", "situation", "carer", "referred", "accent", "f")
	need := dbtest.Ask[string](t, w.here.DB, `select id from case_need where help = 'gezelschap' and case_id = '`+strings.TrimPrefix(one, "/casussen/")+`'`)[0]
	w.step(t, access.Ambassador, one, http.StatusSeeOther, "do", "pass-on", "need", need)
	w.onDay(21)
	_, body := w.ask(access.Ambassador, http.MethodGet, "/casussen/bezoek?team="+team, nil)
	picture(t, "visit", body)
	says(t, "the visit sheet", body, "Wat is er nodig? (mag)")
	body = w.step(t, access.Ambassador, one, http.StatusUnprocessableEntity, "do", "settle", "need", need, "outcome", "not-yet", "note", "Bel 06-12345678")
	says(t, "what was typed", body, "Bel 06-12345678")
	w.step(t, access.Ambassador, one, http.StatusSeeOther, "do", "settle", "need", need, "outcome", "not-yet", "note", "Iemand met een auto.")
	_, body = w.ask(access.Ambassador, http.MethodGet, one, nil)
	picture(t, "case-loop", body)
	w.neededOf(t, one)
	says(t, "the case", body, "Iemand met een auto.", "Voorkomen dat het erger wordt", "Ja, en gewezen op hulp", "Faciliteren")
}

// neededOf reads the line for the meeting of the network as who may, and as others.
func (w world) neededOf(t *testing.T, one string) {
	t.Helper()
	w.persons["other-area"], w.tokens["other-area"] = w.here.SignedInFor(t, "other-area", people.Assignment{Role: access.Ambassador,
		AreaID: dbtest.Ask[string](t, w.here.DB, `select id from area where slug = 'zuid' and network_id = '`+w.here.Network.ID+`'`)[0]})
	words := dbtest.Ask[string](t, w.here.DB, `select words from discussed_case where id = '`+strings.TrimPrefix(one, "/casussen/")+`'`)[0]
	for role, want := range map[access.Role]bool{access.Coordinator: true, access.Ambassador: true, "other-area": false, access.Liaison: false} {
		code, body := w.ask(role, http.MethodGet, "/casussen/nodig", nil)
		if seen := strings.Contains(body, "Iemand met een auto."); code != http.StatusOK || seen != want {
			t.Errorf("%s: %d, sees it: %v", role, code, seen)
		}
		if strings.Contains(body, words) || strings.Contains(body, one) {
			t.Errorf("%s sees about which case it is", role)
		}
		picture(t, "needed-"+string(role), body)
	}
	_, body := w.ask(access.Coordinator, http.MethodGet, "/casussen", nil)
	says(t, "the cases", body, "/casussen/nodig")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/casussen/nodig?kwartaal=2026-q3", nil)
	says(t, "another quarter", body, "In dit kwartaal staat er niets.")
	for _, role := range []access.Role{access.Observer, access.Member, access.TeamManager} {
		if code, _ := w.ask(role, http.MethodGet, "/casussen/nodig", nil); code != http.StatusNotFound {
			t.Errorf("%s: %d", role, code)
		}
	}
}

// TestAnOrganisationSeesWhatIsComing, signed in and behind its link.
func TestAnOrganisationSeesWhatIsComing(t *testing.T) {
	w := newWorld(t)
	meeting := w.convened(t, w.noordTeam(t))
	for range 5 {
		w.laid(t, meeting, url.Values{"case": {""}, "help-k1": {"gezelschap"}, "fit-k1": {"later"}, "reason-k1": {"resident-not-ready"}, "until-k1": {"2027-01-12"}})
	}
	_, body := w.ask(access.Member, http.MethodGet, "/doorverwijzingen?lijst=binnen", nil)
	picture(t, "demand", body)
	says(t, "the list of the organisation", body, "Wat eraan komt", "januari 2027", "Gezelschap", "5 of meer")
	organization := dbtest.Ask[string](t, w.here.DB, `select id from organization where ref = 'o2' and network_id = '`+w.here.Network.ID+`'`)[0]
	_, body = w.ask(access.Visitor, http.MethodGet, w.link(referral.PurposeInbox, "/verzoeken/", organization, november), nil)
	says(t, "the page behind the link", body, "Wat eraan komt", "5 of meer")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/doorverwijzingen", nil)
	if strings.Contains(body, "Wat eraan komt") {
		t.Error("it stands on the list of who has no organisation")
	}
}

// TestAProfessionalSwitchesALetterOff behind the own link.
func TestAProfessionalSwitchesALetterOff(t *testing.T) {
	w := newWorld(t)
	path := w.madeReferral(t, url.Values{"referrer": {"anna@buurtteam.example"}, "aim": {"after-care"}})
	_, body := w.ask(access.Ambassador, http.MethodGet, path, nil)
	says(t, "the page", body, "Nazorg")
	own := w.link(referral.PurposeOwn, "/verwijzer/", dbtest.Ask[string](t, w.here.DB, `select id from referrer`)[0], november)
	_, body = w.ask(access.Visitor, http.MethodGet, own, nil)
	picture(t, "own", body)
	says(t, "the own list", body, "Stuur mij dit niet meer")
	w.step(t, access.Visitor, own, http.StatusSeeOther, "do", "digest-off")
	_, body = w.ask(access.Visitor, http.MethodGet, own, nil)
	says(t, "the own list", body, "Stuur mij dit wel")
	w.step(t, access.Visitor, own, http.StatusSeeOther, "do", "digest-on")
	_, body = w.ask(access.Visitor, http.MethodGet, own, nil)
	says(t, "the own list", body, "Stuur mij dit niet meer")
	if code, _ := w.ask(access.Visitor, http.MethodPost, own, url.Values{"do": {"withdraw"}}); code != http.StatusNotFound && code != http.StatusUnprocessableEntity && code != http.StatusBadRequest {
		t.Errorf("another act without a referral answers %d", code)
	}
}
