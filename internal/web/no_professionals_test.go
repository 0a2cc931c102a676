package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
)

// TestAPlaceWithoutProfessionals: an editor marks it, residents read it in the results and on its page, and whatever a
// professional can choose from leaves it out. Who names it all the same is told to choose somebody else.
func TestAPlaceWithoutProfessionals(t *testing.T) {
	w := newWorld(t)
	id := dbtest.Ask[string](t, w.here.DB, `select id from service where ref = 's1' and network_id = '`+w.here.Network.ID+`'`)[0]
	existing := w.madeReferral(t, url.Values{"service": {id}})
	edit := "/beheer/aanbod/" + id
	_, body := w.ask(access.Editor, http.MethodGet, edit, nil)
	form := formOn(t, body)
	form.Set("no_professionals", "ja")
	if code, body := w.ask(access.Editor, http.MethodPost, edit, form); code != http.StatusSeeOther {
		t.Fatalf("marking answers %d: %s", code, body)
	}
	_, body = w.ask(access.Visitor, http.MethodGet, "/aanbod/bezoekmaatje", nil)
	picture(t, "no-professionals", body)
	says(t, "its page", body, "Hier zijn bewoners onder elkaar. Er komen geen professionals.")
	_, body = w.ask(access.Visitor, http.MethodGet, "/zoek?q=maatje", nil)
	picture(t, "no-professionals-results", body)
	says(t, "the results for residents", body, "Bezoekmaatje", "Zonder professionals")

	meeting := w.convened(t, w.noordTeam(t))
	asked := fourNeeds()
	asked.Set("do", "look")
	asked.Set("service-k1", id)
	_, table := w.ask(access.Ambassador, http.MethodPost, meeting, asked)
	_, shortlist := w.ask(access.Ambassador, http.MethodGet, "/doorverwijzingen/nieuw?hulpvraag=gezelschap&wijk=Noord", nil)
	_, sheet := w.ask(access.Ambassador, http.MethodGet, w.madeReferral(t, w.toMember(t))+"/keuzeblad", nil)
	for where, page := range map[string]string{"the table": table, "the shortlist": shortlist, "the choice sheet": sheet} {
		if strings.Contains(page, "Bezoekmaatje") || !strings.Contains(page, "Wandelmaatje") && where != "the table" {
			t.Errorf("%s offers it, or nothing at all", where)
		}
	}
	answer := w.post(access.Ambassador, "/doorverwijzingen/nieuw", url.Values{"new": {carried.FindStringSubmatch(shortlist)[2]}, "need": {"gezelschap"}, "wijk": {"Noord"}, "when": {"now"}, "service": {id}})
	if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "Hier komen geen professionals. Kies iemand anders.") {
		t.Errorf("referring to it answers %d: %s", answer.Code, answer.Body)
	}
	if code, _ := w.ask(access.Ambassador, http.MethodGet, existing, nil); code != http.StatusOK {
		t.Errorf("what was referred before answers %d", code)
	}
}
