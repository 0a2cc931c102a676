package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
)

var ownField = regexp.MustCompile(`name="(own-[^"]+)-k1"`)

// TestANetworkAsksOnTheFormOfCases adds a question for one wijk, answers it there, and reads the counts once there are enough.
func TestANetworkAsksOnTheFormOfCases(t *testing.T) {
	w := newWorld(t)
	const page = "/casussen/formulier"
	_, body := w.ask(access.Coordinator, http.MethodGet, "/casussen", nil)
	says(t, "the list of cases", body, page)
	_, body = w.ask(access.Coordinator, http.MethodGet, page, nil)
	says(t, "the form", body, "Versie 1", "Er zijn nog geen eigen vragen.", "Gezelschap")
	noord := dbtest.Ask[string](t, w.here.DB, `select id from area where name = 'Noord' and network_id = '`+w.here.Network.ID+`'`)[0]
	zuid := dbtest.Ask[string](t, w.here.DB, `select id from area where name = 'Zuid' and network_id = '`+w.here.Network.ID+`'`)[0]
	for typed, wrong := range map[string]string{"": "Schrijf de vraag op.", strings.Repeat("lang ", 40): "Gebruik hooguit 120 tekens", "Belt u 06 12345678?": "telefoonnummer"} {
		if said := w.step(t, access.Coordinator, page, http.StatusUnprocessableEntity, "text", typed, "area", noord); !strings.Contains(said, wrong) || !strings.Contains(said, strings.TrimSpace(typed)) {
			t.Errorf("%q does not answer %q with what was typed", typed, wrong)
		}
	}
	w.step(t, access.Coordinator, page, http.StatusSeeOther, "text", "Is er een hond in huis?", "area", noord)
	w.step(t, access.Coordinator, page, http.StatusSeeOther, "text", "Is er een kat in huis?", "area", zuid)
	meeting := w.convened(t, w.noordTeam(t))
	_, body = w.ask(access.Ambassador, http.MethodGet, meeting, nil)
	picture(t, "own-question-meeting", body)
	says(t, "the form in Noord", body, "Is er een hond in huis?", "<span>Ja</span>", "<span>Niet gevraagd</span>")
	if strings.Contains(body, "een kat") {
		t.Error("Noord is asked what Zuid asks")
	}
	field := ownField.FindStringSubmatch(body)[1]
	form := func(said ...string) url.Values {
		form := url.Values{}
		for i, answer := range said {
			form.Set(fmt.Sprint("help-k", i+1), "gezelschap")
			form.Set(fmt.Sprint(field, "-k", i+1), answer)
		}
		return form
	}
	one := w.laid(t, meeting, form("yes", "yes", "no", "no"))
	_, body = w.ask(access.Ambassador, http.MethodGet, one, nil)
	says(t, "the case", body, `name="`+field+`-n1" value="yes" checked`, `name="`+field+`-n3" value="no" checked`)
	w.step(t, access.Ambassador, one, http.StatusUnprocessableEntity, "do", "record", "help-n1", "gezelschap", field+"-n1", "misschien")
	w.laid(t, meeting, form("yes", "yes", "no", "no"))
	_, body = w.ask(access.Coordinator, http.MethodGet, page, nil)
	says(t, "few answers", body, "Versie 3", "Ja: <span class=\"quiet\">te klein</span>")
	w.laid(t, meeting, form("yes", "yes", "no", ""))
	_, body = w.ask(access.Coordinator, http.MethodGet, page, nil)
	picture(t, "own-question", body)
	says(t, "enough answers", body, "Ja: 6 · Nee: 5", "vanaf versie 2")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/cijfers", nil)
	says(t, "the figures", body, "Eigen vragen van het netwerk", "Is er een hond in huis?", `<td class="n">6</td><td class="n">5</td>`)
	id := strings.TrimPrefix(field, "own-")
	w.step(t, access.Coordinator, page, http.StatusSeeOther, "do", "stop", "id", id)
	w.step(t, access.Coordinator, page, http.StatusNotFound, "do", "stop", "id", id)
	_, body = w.ask(access.Coordinator, http.MethodGet, page, nil)
	says(t, "after it was stopped", body, "Versie 4", "Eerdere vragen", "weg in versie 4")
	if _, body = w.ask(access.Ambassador, http.MethodGet, meeting, nil); strings.Contains(body, "een hond") {
		t.Error("a question that was stopped is asked")
	}
	_, body = w.ask(access.Observer, http.MethodGet, "/cijfers", nil)
	if strings.Contains(body, "een hond") {
		t.Error("the municipality reads what the network asks")
	}
}
