package web_test

import (
	"html"
	"net/http"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/knowledge"
)

// TestToolsForEveryone: one public page with links and words, each card on a page of its own to print, in both languages, and
// the way to it from a discussion and from a team.
func TestToolsForEveryone(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Visitor, http.MethodGet, "/hulpmiddelen", nil)
	picture(t, "knowledge", body)
	body = html.UnescapeString(body)
	for _, s := range knowledge.Subjects {
		for _, l := range s.Links {
			says(t, "the page", body, `href="`+l.URL+`"`, l.For.NL)
		}
	}
	says(t, "the page", body, "Respijtzorg", "ongeveer 90% van de gemeenten", "Movisie en Vilans, 2017")
	for _, c := range knowledge.Cards {
		says(t, "the page", body, "/hulpmiddelen/"+c.ID+`"`)
		_, card := w.ask(access.Visitor, http.MethodGet, "/hulpmiddelen/"+c.ID, nil)
		says(t, "the card "+c.ID, card, c.Lines[0].NL, "data-print")
		_, card = w.ask(access.Visitor, http.MethodGet, "/en/hulpmiddelen/"+c.ID, nil)
		says(t, "the English card "+c.ID, card, c.Lines[0].EN)
	}
	if code, _ := w.ask(access.Visitor, http.MethodGet, "/hulpmiddelen/nonsense", nil); code != http.StatusNotFound {
		t.Errorf("a card that is not there answers %d", code)
	}
	for _, page := range []string{"/team/" + w.ids["team"], "/besprekingen/" + w.ids["besprekingen"]} {
		role := access.Coordinator
		if strings.HasPrefix(page, "/besprekingen") {
			role = access.Ambassador
		}
		_, body = w.ask(role, http.MethodGet, page, nil)
		says(t, page, body, `/hulpmiddelen"`)
	}
}
