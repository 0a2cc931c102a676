package e2e

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

// understood gives what the page understood, with a dot between the parts.
const understood = `[...document.querySelectorAll("ul[aria-labelledby=understood] a")].map(a =>
	[...a.childNodes].filter(n => n.nodeType === Node.TEXT_NODE).map(n => n.textContent.trim()).join("")).join(" · ")`

// TestPeopleAskInTheirOwnWords asks as people do, and sees on the page that they were understood.
func TestPeopleAskInTheirOwnWords(t *testing.T) {
	p := newTab(t, 390, 844, "light")
	for _, c := range []struct{ what, text, want string }{
		{"a sentence", "mijn moeder van 83 zit de hele dag alleen thuis in de Vogelbuurt", "Iemand op bezoek · 83 jaar · Vogelbuurt · voor iemand die u kent"},
		{"a misspelling", "wandelmaatej", "Samen wandelen"},
		{"two needs", "ik zoek een wandelmaatje en hulp met mijn computer", "Samen wandelen · Hulp met computer of telefoon"},
		{"Turkish", "Hollandaca öğrenmek istiyorum", "Nederlandse les"},
		{"Arabic", "عندي ديون", "Hulp bij schulden"},
		{"French", "j'ai des dettes", "Hulp bij schulden"},
		{"a saying", "ik zit op zwart zaad", "Hulp bij schulden"},
		{"Papiamento", "mi tin debe", "Hulp bij schulden"},
		{"what is not sought", "niet bellen, liever een bezoekje", "Iemand op bezoek"},
		{"a name, misspelt", "twestoelen", "Twee Stoelen"},
	} {
		p.open("/")
		p.do("asking", chromedp.SendKeys(chromedp.ID("q"), c.text))
		p.follow(".search button")
		if got := eval[string](p, understood); got != c.want {
			t.Errorf("%s: %q is understood as %q, want %q", c.what, c.text, got, c.want)
		}
		if eval[int](p, `document.querySelectorAll(".cards .card").length`) == 0 {
			t.Errorf("%s: %q finds nothing", c.what, c.text)
		}
	}
}

// TestWhatWasMisunderstoodIsPutRight takes a part away, goes on to another kind of help, and without any to a person.
func TestWhatWasMisunderstoodIsPutRight(t *testing.T) {
	p := newTab(t, 1280, 900, "light")
	p.withoutScript()
	p.open("/zoek?q=mijn+vader+van+83+is+eenzaam")
	p.follow("ul[aria-labelledby=understood] li:nth-child(2) a")
	if got := eval[string](p, understood); got != "Iemand op bezoek · voor iemand die u kent" {
		t.Errorf("without the age %q is understood", got)
	}
	kind := p.text("nav.also a")
	p.follow("nav.also a")
	if got := eval[string](p, understood); got != kind {
		t.Errorf("after choosing %q the page understands %q", kind, got)
	}
	p.open("/zoek?q=xyzzyqwerty&wijk=vogelbuurt")
	p.follow(`.found a[href*="/vraag?"]`)
	if got := p.text("main"); len(got) == 0 || !eval[bool](p, `document.querySelector("main").textContent.includes("xyzzyqwerty")`) {
		t.Errorf("the person is asked %.200q", got)
	}
}

func TestTypingOffersKindsOfHelp(t *testing.T) {
	p := newTab(t, 390, 844, "light")
	p.open("/")
	p.do("typing", chromedp.SendKeys(chromedp.ID("q"), "iemand op"))
	p.until("a kind of help is offered", `[...document.querySelectorAll("#words option")].some(o => o.value === `+strconv.Quote("Iemand op bezoek")+`)`)
}
