package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
)

// TestATeamTalksInSessions: one point, then a look at the next; without an action it does not end; the action stands in the
// week of who does it, the sheet has the whole grid, and the coordinator reads along.
func TestATeamTalksInSessions(t *testing.T) {
	w := newWorld(t)
	led := "/team/" + dbtest.Ask[string](t, w.here.DB, `select id from team where name = 'Team van liaison hier'`)[0]
	if code, _ := w.ask(access.Liaison, http.MethodGet, "/team", nil); code != http.StatusSeeOther {
		t.Errorf("who reads one team is not led to it: %d", code)
	}
	begun := w.post(access.Liaison, led, url.Values{"do": {"begin"}})
	talk := strings.TrimPrefix(begun.Header().Get("Location"), "/n/hier")
	_, body := w.ask(access.Liaison, http.MethodGet, talk, nil)
	picture(t, "team-talk", body)
	says(t, "the conversation", body, "Kennis en visie", "Wie zijn de mantelzorgers en vrijwilligers in onze wijk?", "Neem 10 tot 15 minuten.", `data-clock="clock"`, "© 2017", "Sociale wijkteams en informele zorg")
	typed := []string{"point", "vision", "stands", "Wij kennen er twee.", "matters", "Bel 06-12345678"}
	body = w.step(t, access.Liaison, talk, http.StatusUnprocessableEntity, typed...)
	says(t, "what was typed", body, "Bel 06-12345678</textarea>", "Wij kennen er twee.</textarea>", "telefoonnummer")
	typed[5] = "Dat wij sneller bellen."
	w.step(t, access.Liaison, talk, http.StatusSeeOther, typed...)
	_, body = w.ask(access.Liaison, http.MethodGet, talk, nil)
	says(t, "the next session", body, "Vragen wij altijd hoe het met de mantelzorger gaat?", "Van 1 speerpunt staat iets op papier.")
	body = w.step(t, access.Liaison, talk, http.StatusUnprocessableEntity, "do", "finish", "point", "role")
	says(t, "finishing without an action", body, "Spreek eerst één actie af.")
	w.step(t, access.Liaison, talk, http.StatusSeeOther, "point", "role", "what", "Het steunpunt uitnodigen", "person", w.persons[access.Liaison], "due", "2026-11-20")
	_, body = w.ask(access.Liaison, http.MethodGet, "/week", nil)
	says(t, "the week", body, "Voor uw team: Het steunpunt uitnodigen")
	w.step(t, access.Liaison, talk, http.StatusSeeOther, "do", "finish", "point", "role")
	for name, role := range map[string]access.Role{"the sheet": access.Liaison, "the sheet for a coordinator": access.Coordinator} {
		_, body = w.ask(role, http.MethodGet, talk+"/vel", nil)
		says(t, name, body, "Afgerond op 2 november 2026", "Dat wij sneller bellen.", "Het steunpunt uitnodigen", "Onze omgeving", "data-print")
	}
	picture(t, "team-sheet", body)
	if code, _ := w.ask(access.Observer, http.MethodGet, talk+"/vel", nil); code != http.StatusNotFound {
		t.Errorf("the municipality reads it: %d", code)
	}
	_, body = w.ask(access.Liaison, http.MethodGet, led, nil)
	says(t, "the team", body, "Het steunpunt uitnodigen", "Begin een teamgesprek", "Eerdere gesprekken")
	picture(t, "team-board", body)
	w.step(t, access.Liaison, led, http.StatusSeeOther, "do", "done", "action", regexp.MustCompile(`name="action" value="([^"]+)"`).FindStringSubmatch(body)[1])
	if _, body = w.ask(access.Liaison, http.MethodGet, "/week", nil); strings.Contains(body, "Het steunpunt uitnodigen") {
		t.Error("what is done still stands in the week")
	}
}

// TestATeamHasAPlanAndAMotto: the plan comes back in the week before its day, the motto is printed as a tile, and what was
// typed wrong stays.
func TestATeamHasAPlanAndAMotto(t *testing.T) {
	w := newWorld(t)
	led := "/team/" + dbtest.Ask[string](t, w.here.DB, `select id from team where name = 'Team van liaison hier'`)[0]
	if code, _ := w.ask(access.Liaison, http.MethodGet, led+"/tegel", nil); code != http.StatusNotFound {
		t.Errorf("a tile without a motto: %d", code)
	}
	body := w.step(t, access.Liaison, led+"/plan", http.StatusUnprocessableEntity, "motto", "Eerst kijken, dan doen", "how", "mail jan@voorbeeld.nl", "review", "2027-02-01")
	says(t, "what was typed", body, `value="Eerst kijken, dan doen"`, "mail jan@voorbeeld.nl</textarea>", `value="2027-02-01"`)
	w.step(t, access.Liaison, led+"/plan", http.StatusSeeOther, "motto", "Eerst kijken, dan doen", "how", "Elke week een vraag.", "review", "2026-11-20")
	_, body = w.ask(access.Liaison, http.MethodGet, led, nil)
	says(t, "the team", body, "Eerst kijken, dan doen", "Hoe doen wij dat?", "Elke week een vraag.", "Wij kijken er weer naar op 20 november 2026.")
	_, body = w.ask(access.Liaison, http.MethodGet, led+"/tegel", nil)
	says(t, "the tile", body, "Eerst kijken, dan doen", "data-print")
	picture(t, "team-tile", body)
	_, body = w.ask(access.Liaison, http.MethodGet, led+"/plan", nil)
	picture(t, "team-plan", body)
	_, body = w.ask(access.Liaison, http.MethodGet, "/week", nil)
	says(t, "the week", body, "Bekijk het teamplan van Team van liaison hier opnieuw")
	if code, _ := w.ask(access.Coordinator, http.MethodGet, led+"/plan", nil); code != http.StatusNotFound {
		t.Errorf("the coordinator may write the plan: %d", code)
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, "/team", nil)
	says(t, "all teams", body, "Team van liaison hier", "Er is een plan.")
	picture(t, "team-boards", body)
}

// TestATeamInvitesACarersCentre: the centres for carers of the directory stand beside the conversation.
func TestATeamInvitesACarersCentre(t *testing.T) {
	w := newWorld(t)
	if err := w.here.DB.In(ctx, w.here.Network.ID, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `update organization set kind = 'mantelzorgsteunpunt' where network_id = $1 and ref = 'o2'`, tx.Network)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	_, body := w.ask(access.Coordinator, http.MethodGet, "/teamgesprek/"+w.ids["teamgesprek"]+"?punt=vision", nil)
	says(t, "the conversation", body, "Vraag iemand erbij", "Bewonersinitiatief De Brug", "Wij kennen twee organisaties")
	if strings.Contains(body, "<textarea") || strings.Contains(body, "Stichting Aanloop") {
		t.Error("the coordinator writes, or is shown what is no centre for carers")
	}
}
