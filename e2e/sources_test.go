package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAnEditorBringsASourceIn walks the pages of sources as an editor, with the checks that hold for every page.
func TestAnEditorBringsASourceIn(t *testing.T) {
	file := filepath.Join(t.TempDir(), "eigen.csv")
	text := "Nr;Naam;Door wie;Uitleg;Waarbij\n1;Schaken in Noord;Schaakclub;Elke dinsdag;gezellig samen\n2;Dammen;Damclub;Elke woensdag;denken\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := newTab(t, 390, 844, "dark")
	comeIn(t, p, colleague(t, "Erik Redacteur", "coordinator"))
	p.open("/beheer/bronnen/nieuw")
	check(p, "new source")
	p.picture("source-new")
	p.do("a name", chromedp.SendKeys(chromedp.ID("f-name"), "kaart van de buurt"))
	p.follow("form.edit button[type=submit]")
	check(p, "source")
	p.do("a file", chromedp.SendKeys(chromedp.ID("f-file"), file))
	p.follow("section[aria-labelledby=send] button")
	p.until("it is refused, and says how to go on", `document.querySelector("main a.button") !== null`)
	check(p, "refused")
	p.picture("source-refused")
	p.follow("main a.button")
	for id, field := range map[string]string{"f-kolom0": "id", "f-kolom1": "title", "f-kolom2": "organization", "f-kolom3": "description", "f-kolom4": "needs"} {
		eval[string](p, `document.getElementById("`+id+`").value = "`+field+`"`)
	}
	check(p, "mapping")
	p.picture("source-mapping")
	p.follow("form.edit button[type=submit]")
	p.until("the differences are there", `document.querySelector("main form button.button") !== null`)
	check(p, "ready")
	p.follow(`main a[href$="/woorden"]`)
	check(p, "words")
	p.picture("source-words")
	eval[string](p, `document.getElementById("f-woord1").value = "gezelschap"`)
	p.follow("form.edit button[type=submit]")
	p.until("the differences are there again", `document.querySelector("main form button.button") !== null`)
	if n := eval[int](p, `document.querySelectorAll('main a[href$="/woorden"]').length`); n != 0 {
		t.Error("words that have a meaning are asked for again")
	}
	p.picture("source-ready")
	p.size(1280, 900)
	p.picture("source-ready-wide")
	p.follow("main form button.button")
	check(p, "published")
	p.open("/aanbod/schaken-in-noord")
	p.open("/beheer/bronnen")
	check(p, "sources")
	p.picture("sources-wide")
	p.follow(".rows a")
	p.picture("source-wide")
	resolveAndUndo(p, file, strings.NewReplacer("dinsdag", "donderdag", "woensdag", "vrijdag").Replace(text))
}

// resolveAndUndo changes an entry by hand, sends a file that says something else of it and of another, lets the source win,
// and takes the whole run back. p shows the page of the source.
func resolveAndUndo(p tab, file, text string) {
	p.t.Helper()
	source := p.path()
	p.open("/beheer/aanbod?q=schaken+in+noord")
	p.follow(".rows a")
	p.do("another text", chromedp.SetValue(chromedp.ID("f-description"), "Elke dinsdagavond"))
	p.follow("form.edit button[type=submit]")
	put(p.t, file, text)
	p.open(source)
	p.upload("f-file", file, "section[aria-labelledby=send] button")
	p.until("the differences are there", `document.querySelector('form[action$="/publiceren"]') !== null`)
	if got := p.text("main"); !strings.Contains(got, "Elke vrijdag") || !strings.Contains(got, "U kiest zodra dit in de gids staat.") {
		p.t.Errorf("the differences are %.600s", got)
	}
	p.follow(`form[action$="/publiceren"] button`)
	check(p, "a conflict")
	p.picture("source-conflict-wide")
	p.follow(`form:has(input[value="source"]) button`)
	if got := p.text("main"); !strings.Contains(got, "Wij namen wat de bron zegt.") {
		p.t.Errorf("after choosing it says %.600s", got)
	}
	run := p.path()
	for page, want := range map[string]string{"/aanbod/schaken-in-noord": "Elke donderdag", "/aanbod/dammen": "Elke vrijdag"} {
		p.open(page)
		if got := p.text("main"); !strings.Contains(got, want) {
			p.t.Errorf("%s does not say %q: %.300s", page, want, got)
		}
	}
	p.open(run)
	p.follow(`form[action$="/terug"] button`)
	p.open("/aanbod/dammen")
	if got := p.text("main"); !strings.Contains(got, "Elke woensdag") {
		p.t.Errorf("taken back, it says %.300s", got)
	}
}
