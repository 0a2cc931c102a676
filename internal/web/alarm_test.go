package web_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/tally"
	"samenspel/internal/testkit"
)

// keepPage writes a page for who wants to look at it.
func keepPage(t *testing.T, name, body string) {
	t.Helper()
	if folder := os.Getenv("PICTURES"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, name+".html"), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestASlideBackIsTakenUpAndClosed follows one from the week of the coordinator to the words about what came of it. Who has
// nothing to do with the team sees nothing of it.
func TestASlideBackIsTakenUpAndClosed(t *testing.T) {
	w := newWorld(t)
	page := "/terugval/" + w.ids["terugval"]
	_, body := w.ask(access.Coordinator, http.MethodGet, "/week", nil)
	has(t, body, "minder vragen. Eerst 8 per week, nu ongeveer 3. Plan een bezoek.", page)
	if _, body := w.ask(access.Liaison, http.MethodGet, "/week", nil); strings.Contains(body, "/terugval/") {
		t.Error("the liaison of another team has it in the week")
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, page, nil)
	has(t, body, "Plan een bezoek aan Doelteam", "Ik pak dit op", "Dat is zo sinds 2 november 2026")
	keepPage(t, "slide", body)
	if code, _ := w.ask(access.Coordinator, http.MethodPost, page, url.Values{"do": {"take"}}); code != http.StatusSeeOther {
		t.Fatalf("taking it up answers %d", code)
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, page, nil)
	has(t, body, "pakt dit op")
	for words, want := range map[string]string{"": "Schrijf in een paar woorden", "Mevrouw heeft nummer 06 12345678": "06 12345678"} {
		code, body := w.ask(access.Coordinator, http.MethodPost, page, url.Values{"do": {"close"}, "words": {words}})
		if code != http.StatusUnprocessableEntity {
			t.Errorf("closing with %q answers %d", words, code)
		}
		has(t, body, want)
	}
	if code, _ := w.ask(access.Coordinator, http.MethodPost, page, url.Values{"do": {"close"}, "words": {"Het team is weer compleet."}}); code != http.StatusSeeOther {
		t.Fatal("it cannot be closed")
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, page, nil)
	has(t, body, "Wat kwam eruit", "Het team is weer compleet.")
	if _, body := w.ask(access.Coordinator, http.MethodGet, "/week", nil); strings.Contains(body, "/terugval/") {
		t.Error("what is closed stands in the week")
	}
	if code, _ := w.ask(access.Coordinator, http.MethodPost, page, url.Values{"do": {"take"}}); code != http.StatusConflict {
		t.Errorf("taking up what is closed answers %d", code)
	}
}

// TestAnOrganisationCountsInOneTap opens the link of the mail, taps, changes, and takes it back; the coordinator sees what
// reached the organisations.
func TestAnOrganisationCountsInOneTap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorldOn(t, d)
		id := dbtest.Ask[string](t, w.here.DB, `select id from organization where name = 'Stichting Aanloop' and network_id = '`+w.here.Network.ID+`'`)[0]
		page := "/telling/" + id + "/" + w.here.Tally.Token(w.here.Network.ID, id, w.here.Tally.LastMonth())
		_, body := w.ask(access.Visitor, http.MethodGet, page, nil)
		has(t, body, "kwamen rechtstreeks bij u, in oktober 2026", ">3 tot 5</button>")
		for _, n := range []string{"3-5", "17"} {
			if code, _ := w.ask(access.Visitor, http.MethodPost, page, url.Values{"n": {n}}); code != http.StatusSeeOther {
				t.Fatalf("%s answers %d", n, code)
			}
		}
		_, body = w.ask(access.Visitor, http.MethodGet, page, nil)
		has(t, body, "Dank u wel. U gaf door:", "<strong>17</strong>", "Ongedaan maken")
		keepPage(t, "tally", body)
		code, body := w.ask(access.Visitor, http.MethodPost, page, url.Values{"n": {"best veel"}})
		if code != http.StatusUnprocessableEntity {
			t.Errorf("words answer %d", code)
		}
		has(t, body, "Schrijf een heel getal", `value="best veel"`)
		_, body = w.ask(access.Coordinator, http.MethodGet, "/cijfers/leemten", nil)
		has(t, body, "ongeveer 17 (van 1 organisatie)")
		keepPage(t, "gaps", body)
		if code, _ := w.ask(access.Visitor, http.MethodPost, page, url.Values{"do": {"undo"}}); code != http.StatusSeeOther {
			t.Errorf("taking back answers %d", code)
		}
		if _, body := w.ask(access.Visitor, http.MethodGet, page, nil); strings.Contains(body, "U gaf door") {
			t.Error("it is there after it was taken back")
		}
		for _, wrong := range []string{page + "x", "/telling/" + id + "/" + w.there.Tally.Token(w.there.Network.ID, id, tally.MonthOf(testkit.Today).AddDate(0, -1, 0))} {
			if code, _ := w.ask(access.Visitor, http.MethodGet, wrong, nil); code != http.StatusNotFound {
				t.Errorf("%s answers %d", wrong, code)
			}
		}
	})
}
