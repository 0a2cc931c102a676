package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestAResidentFindsHelp goes from a need to a telephone number: search, facet, result, organisation, compare, call.
func TestAResidentFindsHelp(t *testing.T) {
	p := newTab(t, 1280, 900, "light")
	p.open("/")
	p.do("searching", chromedp.SendKeys(chromedp.ID("q"), "maatje"), chromedp.SendKeys(chromedp.ID("wijk"), "Vogelbuurt"))
	p.follow(".search button")
	if !strings.Contains(p.text("h1"), "resultaten voor “maatje”") {
		t.Fatalf("the page says %q", p.text("h1"))
	}
	all := p.text("h1")
	p.click(`input[name=hulpvraag][value=erop-uit]`)
	p.until("the facet narrows the results", `document.querySelector("h1").textContent.trim() !== `+quote(all))
	p.until("the choice stands in the address", `location.search.includes("hulpvraag=erop-uit")`)
	results := p.path()
	first := p.text(".cards h2")
	p.follow(".cards h2 a")
	if p.text("h1") != first {
		t.Errorf("the page is %q, want %q", p.text("h1"), first)
	}
	if call := eval[string](p, `document.querySelector(".contact-box a.button").href`); !strings.HasPrefix(call, "tel:099000") {
		t.Errorf("calling goes to %q", call)
	}
	p.follow(".by a")
	if !strings.Contains(p.text("main"), "Dit kunt u hier vinden") {
		t.Errorf("the organisation says %.100q", p.text("main"))
	}
	p.open(results)
	eval[int](p, `[...document.querySelectorAll("input[name=aanbod]")].slice(0, 2).map(i => i.click()).length`)
	p.follow(".found form button")
	if n := eval[int](p, `document.querySelectorAll(".compare thead th").length`); n != 2 {
		t.Errorf("%d services are compared, want 2", n)
	}
	if n := eval[int](p, `document.querySelectorAll(".compare a[href^='tel:']").length`); n == 0 {
		t.Error("from the comparison nobody can be called")
	}
}

func quote(text string) string { return `"` + strings.ReplaceAll(text, `"`, `\"`) + `"` }

func TestResultsFollowTheTyping(t *testing.T) {
	p := newTab(t, 1280, 900, "light")
	p.open("/zoek?q=koffie")
	p.do("typing on", chromedp.Focus(chromedp.ID("q")), chromedp.KeyEvent(kb.End+" drinken"))
	p.until("the results follow", `document.querySelector("h1").textContent.includes("koffie drinken")`)
	p.until("the address follows", `location.search.includes("koffie+drinken")`)
	if focus := eval[string](p, `document.activeElement?.id`); focus != "q" {
		t.Errorf("typing lost its place to %q", focus)
	}
	p.keys(kb.Enter)
	p.until("a search became a step", `history.state?.part === "results"`)
	eval[string](p, `(document.getElementById("q").select(), "")`)
	p.keys("tuin" + kb.Enter)
	p.until("its results are there", `document.querySelector("h1").textContent.includes("tuin")`)
	p.until("it is a step of its own", `location.search === "?q=tuin"`)
	eval[string](p, `(history.back(), "")`)
	p.until("back leads to the search before", `location.search.includes("koffie") && document.querySelector("h1")?.textContent.includes("koffie drinken") && document.getElementById("q").value === "koffie drinken"`)
}

func TestWithoutScript(t *testing.T) {
	p := newTab(t, 390, 844, "light")
	p.withoutScript()
	p.open("/")
	p.do("searching", chromedp.SendKeys(chromedp.ID("q"), "samen eten"))
	p.follow(".search button")
	if !strings.Contains(p.text("h1"), "samen eten") {
		t.Fatalf("the page says %q", p.text("h1"))
	}
	p.click(".facets summary")
	p.click(`input[name=kosten][value=gratis]`)
	p.follow(".facets button")
	if !strings.Contains(p.path(), "kosten=gratis") || !strings.Contains(p.text(".chips"), "Gratis") {
		t.Errorf("the choice is lost at %s", p.path())
	}
	p.follow(".chips a")
	if strings.Contains(p.path(), "kosten=") {
		t.Errorf("the choice cannot be taken away: %s", p.path())
	}
	p.follow(".cards h2 a")
	p.follow(".back a")
	if !strings.Contains(p.path(), "/zoek?q=samen+eten") {
		t.Errorf("back leads to %s", p.path())
	}
}

// TestKeyboardOnly does the whole way with Tab, Space and Enter.
func TestKeyboardOnly(t *testing.T) {
	p := newTab(t, 1280, 900, "light")
	p.open("/")
	p.keys(kb.Tab)
	if got := eval[string](p, `document.activeElement?.textContent`); got != "Ga naar de inhoud" {
		t.Fatalf("the first stop is %q", got)
	}
	p.keys(kb.Enter)
	tabTo(p, `document.activeElement?.id === "q"`)
	p.keys("klusjes" + kb.Enter)
	p.until("there are results", `document.querySelector("h1")?.textContent.includes("klusjes")`)
	tabTo(p, `document.activeElement?.matches("summary")`)
	p.until("the filters are open on a wide screen", `document.querySelector("details").open`)
	p.keys(kb.Enter)
	p.until("the filters close", `!document.querySelector("details").open`)
	p.keys(kb.Enter)
	p.until("the filters open", `document.querySelector("details").open`)
	tabTo(p, `document.activeElement.name === "hulpvraag"`)
	p.keys(" ")
	p.until("a choice is made", `location.search.includes("hulpvraag=")`)
	if !eval[bool](p, `document.activeElement.name === "hulpvraag" && document.activeElement.checked`) {
		t.Error("after a choice the focus is lost")
	}
	tabTo(p, `document.activeElement?.matches(".cards h2 a")`)
	visible := eval[string](p, `getComputedStyle(document.activeElement).outlineStyle`)
	if visible != "solid" {
		t.Errorf("the focus cannot be seen: outline is %q", visible)
	}
	p.keys(kb.Enter)
	p.until("the service is there", `location.pathname.startsWith("/aanbod/")`)
	tabTo(p, `document.activeElement.href?.startsWith("tel:")`)
	p.open("/wijk")
	tabTo(p, `document.activeElement?.matches(".map a")`)
	p.keys(kb.Enter)
	p.until("the wijk is there", `location.pathname.startsWith("/wijk/")`)
}

// tabTo presses Tab until a script is true.
func tabTo(p tab, script string) {
	p.t.Helper()
	for range 120 {
		p.keys(kb.Tab)
		if eval[bool](p, `Boolean(`+script+`)`) {
			return
		}
	}
	p.t.Fatalf("the keyboard never gets to %s", script)
}

func TestThreeWordsOneResult(t *testing.T) {
	p := newTab(t, 390, 844, "light")
	for _, word := range []string{"alleen", "eenzaam", "maatje", "gezelschap"} {
		p.open("/zoek?q=" + word)
		if eval[int](p, `document.querySelectorAll(".cards .card").length`) == 0 {
			t.Errorf("%q finds nothing", word)
			continue
		}
		top := eval[float64](p, `document.querySelector(".cards h2").getBoundingClientRect().bottom`)
		if top > 844 {
			t.Errorf("%q: the first result ends at %.0f, below the screen of 844", word, top)
		}
	}
}

func TestTheMapEqualsTheList(t *testing.T) {
	p := newTab(t, 1280, 900, "light")
	p.open("/wijk")
	same := eval[bool](p, `(() => {
		const links = s => [...document.querySelectorAll(s)].map(a => a.getAttribute("href")).sort().join();
		return links(".map a") === links(".rows li > a") && document.querySelectorAll(".map a").length === 12;
	})()`)
	if !same {
		t.Error("the map and the list show different wijken")
	}
}
