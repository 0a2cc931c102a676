package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/testkit"
)

// TestAnEditorSeesWhereEachFieldComesFrom changes a field that the source changes too, and takes the word of the source
// with one button; then that of a source whose entry was merged.
func TestAnEditorSeesWhereEachFieldComesFrom(t *testing.T) {
	w := withStaff(t, access.Editor)
	id := dbtest.Ask[string](t, w.DB, `select id from service where ref = 's2'`)[0]
	path := "/beheer/aanbod/" + id
	form := formOn(t, w.request(t, access.Editor, path, nil).body)
	form.Set("cost_note", "€ 2")
	w.request(t, access.Editor, path, form)
	w.Import(t, strings.Replace(testkit.Services, "een-op-een,gratis,,zelf,Wandelen", "een-op-een,gratis,€ 3 per keer,zelf,Wandelen", 1))
	page := w.request(t, access.Editor, path, nil)
	panel := page.text("section.box")
	for _, want := range []string{"Uit bron test, gelezen op 2 november 2026.", "Gecontroleerd op 2 november 2026 door de redactie.", "uitleg over kosten",
		"Hier veranderd op 2 november 2026 door de redactie.", "Bij verschil: Vraag het ons.", "Bron test zegt: € 3 per keer"} {
		if !strings.Contains(panel, want) {
			t.Errorf("the panel lacks %q: %s", want, panel)
		}
	}
	take := func(field string) url.Values {
		values := url.Values{}
		page.doc.Find(`section.box form:has(input[name=field][value=` + field + `]) input`).Each(func(_ int, s *goquery.Selection) {
			values.Set(s.AttrOr("name", ""), s.AttrOr("value", ""))
		})
		return values
	}
	chosen := take("cost_note")
	if code := w.request(t, access.Editor, path+"/neem", chosen).StatusCode; code != http.StatusSeeOther {
		t.Fatalf("taking the word of the source answers %d", code)
	}
	if code := w.request(t, access.Editor, path+"/neem", chosen).StatusCode; code != http.StatusConflict {
		t.Errorf("a button of before answers %d", code)
	}
	page = w.request(t, access.Editor, path, nil)
	if got := page.text("section.box"); strings.Contains(got, "Hier veranderd") || !strings.Contains(got, "€ 3 per keer") {
		t.Errorf("after the choice the panel says %s", got)
	}

	w.ImportFrom(t, "kaart", "id,title,organization,phone\nk,Wandelmaatje,De Brug,099 1\n")
	other := dbtest.Ask[string](t, w.DB, `select id from service where ref = 'k'`)[0]
	w.write(t, func(ctx context.Context, tx *db.Tx) error {
		return directory.SetSurvivors(ctx, tx, directory.ServiceRecord, map[string]string{other: id})
	})
	page = w.request(t, access.Editor, path, nil)
	if got := page.text("section.box"); !strings.Contains(got, "Bron kaart zegt: 099 1") {
		t.Errorf("the panel does not tell of the merged entry: %s", got)
	}
	if code := w.request(t, access.Editor, path+"/neem", take("phone")).StatusCode; code != http.StatusSeeOther {
		t.Errorf("taking the word of another source answers %d", code)
	}
	page = w.request(t, access.Editor, path, nil)
	if got := page.text("section.box"); !strings.Contains(got, "telefoon Uit bron kaart, gekozen op 2 november 2026.") {
		t.Errorf("after the second choice the panel says %s", got)
	}
}

// TestWhatSomeoneObjectedToStaysAway takes one entry out by link and one on screen, imports the source again, and puts
// both back.
func TestWhatSomeoneObjectedToStaysAway(t *testing.T) {
	w := withStaff(t, access.Editor)
	if err := w.Upkeep.Run(t.Context(), w.Network.ID); err != nil {
		t.Fatal(err)
	}
	brug := dbtest.Ask[string](t, w.DB, `select id from organization where name = 'Bewonersinitiatief De Brug'`)[0]
	ids := dbtest.Ask[string](t, w.DB, `select id from service where ref in ('s1', 's2') order by ref`)
	aanloop := dbtest.Ask[string](t, w.DB, `select organization_id from service where ref = 's1'`)[0]
	root := "/bijhouden/" + brug + "/" + w.Upkeep.Token(brug, 1)
	if code := post(w.handler, root+"/weg/"+ids[0], url.Values{"organization": {aanloop}}); code != http.StatusNotFound {
		t.Errorf("taking out the entry of another answers %d", code)
	}
	if code := post(w.handler, root+"/weg/"+ids[1], url.Values{"organization": {brug}}); code != http.StatusSeeOther {
		t.Fatalf("taking out by link answers %d", code)
	}
	away := w.request(t, access.Editor, "/beheer/aanbod/"+ids[0]+"/weg", url.Values{"organization": {aanloop}})
	if away.StatusCode != http.StatusSeeOther || !strings.Contains(away.Header.Get("Location"), "toon=weg") {
		t.Fatalf("taking out on screen answers %d", away.StatusCode)
	}
	w.Import(t, strings.ReplaceAll(testkit.Services, "Een vrijwilliger komt", "Iemand komt"))
	for _, slug := range []string{"bezoekmaatje", "wandelmaatje"} {
		if code := get(t, w.handler, "/aanbod/"+slug).StatusCode; code != http.StatusNotFound && code != http.StatusGone {
			t.Errorf("after an import %s answers %d", slug, code)
		}
	}
	if got := get(t, w.handler, root).text("#retired"); !strings.Contains(got, "Wandelmaatje Weggehaald op 2 november 2026.") || strings.Contains(got, "Bezoekmaatje") {
		t.Errorf("the page behind the link says %q", got)
	}
	list := w.request(t, access.Editor, "/beheer/aanbod?toon=weg", nil).text("main")
	if !strings.Contains(list, "Bezoekmaatje") || !strings.Contains(list, "Wandelmaatje") {
		t.Errorf("the list of what is away: %s", list)
	}
	post(w.handler, root+"/weg/"+ids[1], url.Values{"organization": {brug}, "back": {"ja"}})
	w.request(t, access.Editor, "/beheer/aanbod/"+ids[0]+"/weg", url.Values{"organization": {aanloop}, "back": {"ja"}})
	for _, slug := range []string{"bezoekmaatje", "wandelmaatje"} {
		if code := get(t, w.handler, "/aanbod/"+slug).StatusCode; code != http.StatusOK {
			t.Errorf("put back, %s answers %d", slug, code)
		}
	}
}
