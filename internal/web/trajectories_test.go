package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
)

// TestTrajectoriesAtAllTeams from one form to the words afterwards: the coordinator sees which team has none, what it costs,
// what was before, and that money stops.
func TestTrajectoriesAtAllTeams(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Coordinator, http.MethodGet, "/trajecten", nil)
	says(t, "the page", body, "Begin trajecten", "hebben dit half jaar geen traject", "scholingsbudget", "Wij rekenen geen besparing uit")
	batch := url.Values{"all": {"ja"}, "starts": {"2027-02-01"}, "ends": {"2027-01-01"}, "hours": {"4"}, "measure": {"started_in_time"}, "aim": {"30"}, "funding": {"scholingsbudget van de teams"}, "rate": {"52,50"}, "programme": {"samen ouder worden"}}
	answer := w.post(access.Coordinator, "/trajecten", batch)
	if answer.Code != http.StatusUnprocessableEntity {
		t.Fatalf("an end before the start answers %d", answer.Code)
	}
	says(t, "what is wrong", answer.Body.String(), "De laatste dag is vóór de eerste.", "heeft in die tijd al een traject", `value="52,50"`) // the team of the world has one
	batch.Set("starts", "2027-03-01")
	batch.Set("ends", "2027-08-31")
	if answer = w.post(access.Coordinator, "/trajecten", batch); answer.Code != http.StatusSeeOther {
		t.Fatalf("all teams answers %d: %s", answer.Code, answer.Body)
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, "/trajecten", nil)
	picture(t, "trajectories", body)
	says(t, "the coverage", body, "samen ouder worden", "1 maart 2027 tot en met 31 augustus 2027")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/week", nil)
	says(t, "the week", body, "Het geld van scholingsbudget stopt: 1 traject.")
	own := "/trajecten/" + w.ids["trajecten"]
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	picture(t, "trajectory", body)
	says(t, "the trajectory", body, "Is het doel gehaald?", "te weinig casussen", "Ervoor:", "Erna:", "samen 105 uur", "€ 5.257")
	change := url.Values{"version": {"1"}, "starts": {"2026-08-02"}, "ends": {"2027-02-01"}, "hours": {"6"}, "measure": {"started"}, "aim": {"0"}, "funding": {"scholingsbudget"}, "second": {"buurtteamorganisatie"}, "share": {"40%"}, "rate": {"50"}, "evaluation": {"Het team belt nu zelf."}}
	if answer = w.post(access.Coordinator, own, change); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "percentage van 1 tot 100") {
		t.Errorf("an aim of nothing answers %d", answer.Code)
	}
	change.Set("aim", "40")
	if answer = w.post(access.Coordinator, own, change); answer.Code != http.StatusSeeOther {
		t.Errorf("a change answers %d: %s", answer.Code, answer.Body)
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	says(t, "after the evaluation", body, "Wat kwam ervan?", "Het team belt nu zelf.", "Doel: 40% van de casussen", "buurtteamorganisatie</span> 40%")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/cijfers/verantwoording?periode=2026", nil)
	says(t, "what both pay", body, "scholingsbudget", "buurtteamorganisatie")
	if answer = w.post(access.Coordinator, own, url.Values{"do": {"remove"}, "version": {"1"}}); answer.Code != http.StatusConflict {
		t.Errorf("taking away what changed answers %d", answer.Code)
	}
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "remove")
}

// TestTargetsStandBesideWhatIsSo: an aim of a wijk for a year, with how far it is. One case of the wijk is that of the world.
func TestTargetsStandBesideWhatIsSo(t *testing.T) {
	w := newWorld(t)
	noord := dbtest.Ask[string](t, w.here.DB, `select id from area where name = 'Noord' and network_id = '`+w.here.Network.ID+`'`)[0]
	err := w.here.DB.In(ctx, w.here.Network.ID, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `insert into figure (network_id, cut, month, part, sub, past, n, suitable, passed_on, started, in_time, active, stepped_down)
			values ($1, 'area', $2, $3, '', true, 40, 20, 20, 14, 6, 6, 6)`, tx.Network, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), noord)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	target := url.Values{"place": {"a:" + noord}, "year": {"2026"}, "measure": {"started"}, "aim": {"veel"}}
	if answer := w.post(access.Coordinator, "/doelen", target); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `value="veel"`) {
		t.Errorf("a word for a number answers %d", answer.Code)
	}
	target.Set("aim", "30%")
	if answer := w.post(access.Coordinator, "/doelen", target); answer.Code != http.StatusSeeOther {
		t.Fatalf("a target answers %d: %s", answer.Code, answer.Body)
	}
	_, body := w.ask(access.Coordinator, http.MethodGet, "/doelen", nil)
	picture(t, "targets", body)
	says(t, "the targets", body, "Doel: 30% van de casussen. Cijfer: Hulp gestart.", "Nu 34% van 41 casussen.", "Gehaald.")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/doelen?jaar=2025", nil)
	says(t, "another year", body, "Er zijn voor dit jaar geen doelen.")
	id := dbtest.Ask[string](t, w.here.DB, `select id from target`)[0]
	w.step(t, access.Coordinator, "/doelen", http.StatusSeeOther, "do", "drop", "id", id, "year", "2026")
}

// TestThePackForAccountability as page and files: for the coordinator only, and as a file only when the period is over.
func TestThePackForAccountability(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Coordinator, http.MethodGet, "/cijfers", nil)
	says(t, "the figures", body, "/cijfers/verantwoording")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/cijfers/verantwoording", nil)
	says(t, "the last quarter", body, "1 juli 2026", "verantwoording.csv?periode=2026-q3", "Sluit eerst deze periode", "Bijeenkomsten van het netwerk staan hier nog niet in.")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/cijfers/verantwoording?periode=2026-q4&tarief=50", nil)
	picture(t, "pack", body)
	says(t, "this quarter", body, "Deze periode loopt nog.", "Netwerken", "te klein", "scholingsbudget", "€ ")
	if strings.Contains(body, "verantwoording.csv") {
		t.Error("a period that goes on is handed out")
	}
	if code, _ := w.ask(access.Coordinator, http.MethodGet, "/cijfers/verantwoording/verantwoording.csv?periode=2026-q4", nil); code != http.StatusConflict {
		t.Errorf("a file of a period that goes on: %d", code)
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, "/cijfers/verantwoording?tarief=veel", nil)
	says(t, "a rate in words", body, `value="veel"`, `class="error"`)
	_, body = w.ask(access.Coordinator, http.MethodGet, "/cijfers/verantwoording/verantwoording.csv?periode=2026-q3&tarief=50", nil)
	says(t, "the file", body, "Vragen aan het Informatiepunt", "te klein", "scholingsbudget", "2026-07-01,2026-09-30")
	if code, body := w.ask(access.Coordinator, http.MethodGet, "/cijfers/verantwoording/verantwoording.xlsx?periode=2025", nil); code != http.StatusOK || !strings.HasPrefix(body, "PK") {
		t.Errorf("a year as XLSX: %d", code)
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, "/cijfers/verantwoording?periode=2026-q2", nil)
	says(t, "a closed quarter", body, "Besproken")
	for _, role := range []access.Role{access.Observer, access.Ambassador, access.Desk} {
		if code, _ := w.ask(role, http.MethodGet, "/cijfers/verantwoording", nil); code != http.StatusNotFound {
			t.Errorf("%s: %d", role, code)
		}
	}
}
