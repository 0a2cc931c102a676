package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
)

// TestAmbassadorsPlanAnIntervision: an ambassador finds the page from the cases, plans one with another and reads it there and
// in the week; what is wrong stays in the form; the coordinator sees it without a form; called off it is gone.
func TestAmbassadorsPlanAnIntervision(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Ambassador, http.MethodGet, "/casussen", nil)
	says(t, "the cases", body, `/intervisie">Intervisie</a>`)
	other := dbtest.Ask[string](t, w.here.DB, `select person_id from assignment where role = 'ambassador' and network_id = '`+w.here.Network.ID+`' and person_id <> '`+w.persons[access.Ambassador]+`' order by person_id limit 1`)[0]
	_, body = w.ask(access.Ambassador, http.MethodGet, "/intervisie", nil)
	says(t, "an empty page", body, "U heeft nog geen intervisie.", other)
	form := url.Values{"new": {carried.FindStringSubmatch(body)[2]}, "held": {"2026-11-09"}}
	if answer := w.post(access.Ambassador, "/intervisie", form); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "Kies ten minste één andere ambassadeur") || !strings.Contains(answer.Body.String(), "2026-11-09") {
		t.Errorf("alone answers %d: %s", answer.Code, answer.Body)
	}
	form.Set("person", other)
	if answer := w.post(access.Ambassador, "/intervisie", form); answer.Code != http.StatusSeeOther {
		t.Fatalf("planning answers %d: %s", answer.Code, answer.Body)
	}
	_, body = w.ask(access.Ambassador, http.MethodGet, "/intervisie", nil)
	picture(t, "intervision", body)
	says(t, "the page", body, "9 november 2026", "ambassador hier", "Gaat niet door")
	_, week := w.ask(access.Ambassador, http.MethodGet, "/week", nil)
	says(t, "the week", week, "Intervisie", "9 november")
	_, seen := w.ask(access.Coordinator, http.MethodGet, "/intervisie", nil)
	if !strings.Contains(seen, "9 november 2026") || strings.Contains(seen, "Gaat niet door") || strings.Contains(seen, `name="person"`) {
		t.Error("the coordinator does not see it, or can change it")
	}
	off := regexp.MustCompile(`/intervisie/[0-9a-f-]{36}`).FindString(body)
	if answer := w.post(access.Ambassador, off, nil); answer.Code != http.StatusSeeOther {
		t.Errorf("calling off answers %d", answer.Code)
	}
	if _, body = w.ask(access.Ambassador, http.MethodGet, "/intervisie", nil); strings.Contains(body, "9 november 2026") {
		t.Error("it is still there")
	}
}
