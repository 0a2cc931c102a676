package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestTheDirectoryStaysRight is what an organisation, a resident and an editor do so that an entry is right: the first
// answers from its mail without an account, the second reports a mistake, which reaches the first and the third.
func TestTheDirectoryStaysRight(t *testing.T) {
	folder := t.TempDir()
	address, links, stop, err := startServer("demo", "--data", folder)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	entry := answerFromMail(t, mailed(t, folder, "info@stoomgemaal.example", `http://[^\s"<>]+/bijhouden/[^\s"<>]+`))
	reportMistake(t, address+entry)
	mailed(t, folder, "info@stoomgemaal.example", `Op zaterdag is het dicht`)
	editTheDirectory(t, address, links["coordinator"])
}

// answerFromMail goes the way of an organisation: look, say that there is room, change, confirm. It gives the path of
// the public page of what it changed.
func answerFromMail(t *testing.T, link string) string {
	t.Helper()
	p := newTab(t, 390, 844, "dark")
	p.open(link)
	if !strings.Contains(p.text("h1"), "Museum Het Stoomgemaal") {
		t.Fatalf("the link leads to %.300s", p.text("main"))
	}
	check(p, "own entries")
	p.picture("upkeep-own")
	const first = `section.box:has([name="capacity"])`
	p.follow(first + ` button[value="plek"]`)
	if !strings.Contains(p.text(first), "Er is plek") {
		t.Errorf("after two taps it says %.300s", p.text(first))
	}
	p.follow(`section.box a[href*="/aanbod/"].second`)
	check(p, "own entry")
	p.picture("upkeep-own-entry")
	p.do("another description", chromedp.SetValue(chromedp.ID("f-description"), "Een rondleiding langs de machines, met een rustpunt op elke verdieping."))
	public := eval[string](p, `new URL(document.querySelector("section.box a").href).pathname`)
	p.follow("form.edit button[type=submit]")
	p.follow("main form button")
	if !strings.Contains(p.text("main"), "Alles staat nu als gecontroleerd in de gids") {
		t.Errorf("after confirming it says %.300s", p.text("main"))
	}
	p.open(strings.Split(link, "/n/")[0] + public)
	if got := p.text("main"); !strings.Contains(got, "rustpunt op elke verdieping") || !strings.Contains(got, "door de organisatie zelf") {
		t.Errorf("residents see %.600s", got)
	}
	return public
}

// reportMistake goes the way of a resident.
func reportMistake(t *testing.T, page string) {
	t.Helper()
	p := newTab(t, 390, 844, "light")
	p.open(page)
	p.follow(`main a[href$="/klopt-niet"]`)
	check(p, "what is wrong")
	p.picture("upkeep-wrong")
	p.follow("form.edit button[type=submit]")
	if !strings.Contains(p.text("main"), "Schrijf kort op wat er niet klopt.") {
		t.Errorf("nothing at all is taken: %.300s", p.text("main"))
	}
	p.do("what is wrong", chromedp.SendKeys(chromedp.ID("f-text"), "Op zaterdag is het dicht."))
	p.follow("form.edit button[type=submit]")
	if !strings.Contains(p.text("main"), "Dank u wel.") {
		t.Errorf("after sending it says %.300s", p.text("main"))
	}
}

// editTheDirectory goes the way of an editor, past every page about entries.
func editTheDirectory(t *testing.T, address, link string) {
	t.Helper()
	p := newTab(t, 1280, 900, "light")
	comeIn(t, p, link)
	p.open(address + "/beheer/bijhouden")
	if !strings.Contains(p.text("section[aria-labelledby=wrongs]"), "Op zaterdag is het dicht.") {
		t.Errorf("the report did not reach the editor: %.300s", p.text("main"))
	}
	p.picture("upkeep-list-wide")
	entry := eval[string](p, `document.querySelector("section[aria-labelledby=wrongs] a").getAttribute("href")`)
	p.follow(`section[aria-labelledby=wrongs] button[value="mended"]`)
	if !strings.Contains(p.text("section[aria-labelledby=wrongs]"), "Verbeterd.") {
		t.Errorf("the report is still open: %.300s", p.text("main"))
	}
	p.open(address + entry)
	p.follow(`form[action$="/weg"] button`)
	if !strings.Contains(p.text("main"), "Weggehaald op") {
		t.Errorf("what is away is not listed: %.300s", p.text("main"))
	}
	check(p, "away")
	p.follow(`form[action$="/weg"] button`)
	p.open(address + "/beheer/aanbod")
	owner := eval[string](p, `document.querySelector(".rows .quiet a").getAttribute("href")`)
	for name, width := range map[string]int64{"narrow": 390, "wide": 1280} {
		p.size(width, 900)
		for page, path := range map[string]string{"entries": "/beheer/aanbod?toon=verlopen", "entry": entry, "new-entry": "/beheer/aanbod/nieuw", "owner": owner,
			"list": "/beheer/bijhouden", "groups": "/beheer/groepen"} {
			p.open(address + path)
			check(p, page+" "+name)
			p.picture("upkeep-" + page + "-" + name)
		}
	}
}
