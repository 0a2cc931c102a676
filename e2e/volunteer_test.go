package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestSomebodySignsUpToHelp chooses what fits without script, says yes to being introduced, and begins; and the information
// point sees it.
func TestSomebodySignsUpToHelp(t *testing.T) {
	p := newTab(t, 390, 844, "light")
	p.withoutScript()
	p.open("/vrijwilliger")
	p.do("four choices", chromedp.SetValue(chromedp.ID("f-need"), "gezelschap"), chromedp.SendKeys(chromedp.ID("f-wijk"), "Vogelbuurt"), chromedp.Click(`input[name=moment][value=evening]`))
	p.follow("form[method=get] button")
	if n := eval[int](p, `document.querySelectorAll("input[name=service]").length`); n != 3 {
		t.Errorf("%d organisations fit", n)
	}
	p.picture("volunteer")
	p.do("signing up", chromedp.Click(`li:first-child > label > input[name=service]`), chromedp.SendKeys(chromedp.ID("f-name"), "Vera Voorbeeld"), chromedp.SendKeys(chromedp.ID("f-phone"), "099 000 77 88"))
	time.Sleep(time.Second) // the time a person takes at least
	p.follow("form[method=post] button[type=submit]")
	if said := p.text("main"); !strings.Contains(said, "Dank u wel!") || !strings.Contains(said, "Mogen wij u voorstellen?") {
		t.Fatalf("the own page says %.300q", said)
	}
	p.picture("signup")
	own := eval[string](p, `location.href`)
	p.follow("button[value=introduce]")
	if said := p.text("main"); !strings.Contains(said, "Voorgesteld op") && !strings.Contains(said, "Wij bellen deze organisatie") {
		t.Fatalf("after the yes it says %.300q", said)
	}
	desk := newTab(t, 1280, 900, "light")
	comeIn(t, desk, colleague(t, "Vic Vrijwilligerspunt", "desk"))
	desk.open("/vrijwilligers")
	check(desk, "who wants to help")
	if !strings.Contains(desk.text("main"), "Vera Voorbeeld") {
		t.Errorf("the list says %.300q", desk.text("main"))
	}
	desk.follow(`a[href*="voor="]`)
	check(desk, "finding a place")
	desk.picture("staff-volunteers")
	p.open(own)
	p.follow("button[value=place]")
	if !strings.Contains(p.text("main"), "U bent begonnen als vrijwilliger") {
		t.Errorf("at the end it says %.300q", p.text("main"))
	}
}
