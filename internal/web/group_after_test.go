package web_test

import (
	"net/http"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
)

// TestWhatAMeetingCameTo: minutes are written, sent and approved; a decision stands with the group, an action in the week of who
// does it, until it is done (rows E07, H01, H55).
func TestWhatAMeetingCameTo(t *testing.T) {
	w := newWorld(t)
	group := "/groepen/" + w.ids["groepen"]
	own := "/bijeenkomsten/" + w.here.Held(t, w.ids["groepen"])
	w.step(t, access.Coordinator, group, http.StatusSeeOther, "do", "seat", "person", w.persons[access.Member])
	seat := dbtest.Ask[string](t, w.here.DB, `select id from group_seat where person_id = '`+w.persons[access.Member]+`'`)[0]
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "invite")
	body := w.step(t, access.Coordinator, own, http.StatusUnprocessableEntity, "do", "minutes", "words", "Bel 06-12345678")
	says(t, "what was typed", body, "Bel 06-12345678</textarea>")
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "minutes", "words", "Wij spraken over vervoer.")
	_, body = w.ask(access.Member, http.MethodGet, own, nil)
	if strings.Contains(body, "Wij spraken over vervoer.") {
		t.Error("a member reads a draft")
	}
	body = w.step(t, access.Coordinator, own, http.StatusUnprocessableEntity, "do", "point", "point", "action", "text", "Bel de busdienst")
	says(t, "an action without a day", body, "Kies wanneer de actie klaar is.", `value="Bel de busdienst"`)
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "point", "point", "action", "text", "Bel de busdienst", "seat", seat, "due", "2026-11-01")
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "point", "point", "decision", "text", "Wij gaan door")
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "send")
	_, body = w.ask(access.Member, http.MethodGet, own, nil)
	says(t, "the minutes", body, "Wij spraken over vervoer.", "verstuurd; keur het de volgende keer goed")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/bijeenkomsten/"+w.ids["bijeenkomsten"], nil)
	says(t, "the next agenda", body, "Het verslag van de vorige keer goedkeuren", "Wat nog moet gebeuren: Bel de busdienst")
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "approve")
	_, body = w.ask(access.Coordinator, http.MethodGet, group, nil)
	picture(t, "meeting-group-after", body)
	says(t, "the group", body, "Bel de busdienst", "Te laat.", "Wij gaan door", "Gemeente: 0 van 2 keer")
	_, body = w.ask(access.Member, http.MethodGet, "/week", nil)
	says(t, "the week", body, "Doe wat is afgesproken: Bel de busdienst", own+"#points")
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	picture(t, "group-meeting-after", body)
	action := dbtest.Ask[string](t, w.here.DB, `select id from meeting_point where kind = 'action'`)[0]
	w.step(t, access.Member, own, http.StatusSeeOther, "do", "finish", "id", action)
	if _, body = w.ask(access.Member, http.MethodGet, "/week", nil); strings.Contains(body, "busdienst") {
		t.Error("it still stands in the week")
	}
	_, body = w.ask(access.Member, http.MethodGet, own, nil)
	says(t, "afterwards", body, "Klaar op 2 november 2026.", "goedgekeurd")
}
