package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestATeamMeetsWithFourNeeds is a meeting of a team, with the keyboard: a household with four needs is laid on the table,
// first what the team says, then what there is, in less than three minutes. A case with one need takes less than one. The
// pages that follow are looked at on a phone.
func TestATeamMeetsWithFourNeeds(t *testing.T) {
	p := newTab(t, 1280, 900, "light")
	comeIn(t, p, ambassadorOf(t, "Sara Samen", caseWijk))
	p.open("/casussen")
	p.picture("cases")
	eval[bool](p, `document.querySelector("main details").open = true`)
	begin := time.Now()
	p.follow("main details button[type=submit]")
	p.says("Eerst het team")
	meeting := p.path()
	typeIn := func(id, keys string) {
		p.do("going to "+id, chromedp.Focus(chromedp.ID(id)))
		p.keys(keys)
	}
	answer := func(row, fit, when string) {
		p.do("the answer", chromedp.Focus(chromedp.CSS("section[aria-labelledby=new-case] input[name=fit-"+row+"][value="+fit+"]")))
		p.keys(" ")
		p.choose("f-when-"+row+"-new", when)
	}
	for i, help := range []string{"Gez", "Geld", "Sam", "Vervoer"} {
		typeIn("f-help-k"+string(rune('1'+i))+"-new", help)
	}
	answer("k1", "yes", "Nu")
	answer("k2", "yes", "Over 2–3 maanden")
	answer("k3", "later", "Nu")
	answer("k4", "no", "Nu")
	p.choose("f-reason-k3-new", "De inwoner is er nog niet aan toe")
	p.choose("f-reason-k4-new", "Het eigen netwerk helpt")
	p.follow("section[aria-labelledby=new-case] button[value=look]")
	p.until("what there is stands in the rows", `document.querySelectorAll("input[name=service-k1]").length > 1`)
	p.picture("meeting-offers")
	eval[bool](p, `document.querySelectorAll("input[name=service-k1]").forEach((i, n) => i.checked = n < 2) ?? true`)
	p.follow("section[aria-labelledby=new-case] button[value=record]")
	p.says("Past, nog doorverwijzen")
	if took := time.Since(begin); took > 3*time.Minute {
		t.Errorf("four needs took %s", took)
	} else {
		t.Logf("four needs took %s", took.Round(time.Millisecond))
	}
	if n := eval[int](p, `document.querySelectorAll(".seat > ul > li").length`); n != 4 {
		t.Errorf("%d needs lie on the table", n)
	}
	one := eval[string](p, `new URL(document.querySelector(".seat h2 a").href).pathname`)
	begin = time.Now()
	typeIn("f-help-k1-new", "Taal")
	answer("k1", "yes", "Nu")
	p.follow("section[aria-labelledby=new-case] button[value=record]")
	p.until("two cases lie on the table", `document.querySelectorAll(".seat").length === 2`)
	if took := time.Since(begin); took > time.Minute {
		t.Errorf("a case took %s", took)
	}
	p.follow("section.ask button[value=close]")
	p.says("Gesloten")
	folder := t.TempDir()
	for _, scheme := range []string{"light", "dark"} {
		phone := newTab(t, 320, 800, scheme)
		for i, path := range []string{"/casussen", "/casussen?lijst=vast", "/casussen/briefjes", "/casussen/bezoek", one, one + "/keuzeblad", meeting, meeting + "/terugkoppeling", "/en/casussen", "/en" + one, "/en" + meeting} {
			phone.open(path)
			eval[bool](phone, `document.querySelectorAll("details").forEach(d => d.open = true) ?? true`)
			check(phone, path+" "+scheme)
			page := eval[string](phone, `fetch(location.href).then(r => r.text())`)
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprint(i, ".html")), []byte(page), 0o600); err != nil {
				t.Fatal(err)
			}
			phone.picture(fmt.Sprint("cases-", i, "-", scheme))
		}
	}
	valid(t, folder)
	p = newTab(t, 1280, 900, "light")
	p.open(one)
	p.picture("case")
	p.follow("section[aria-labelledby^=n-] a.button")
	if place := p.path(); !strings.HasPrefix(place, "/doorverwijzingen/nieuw") {
		t.Errorf("referring leads to %s", place)
	}
}

// caseWijk is where the example town has cases.
const caseWijk = "Havendijk"

// ambassadorOf lets somebody new be ambassador of a wijk, and gives the link to come in.
func ambassadorOf(t *testing.T, name, wijk string) (link string) {
	t.Helper()
	link = colleague(t, name, "ambassador")
	p := newTab(t, 1280, 900, "light")
	comeIn(t, p, colleague(t, "Cora van "+name, "coordinator"))
	p.open("/beheer/mensen")
	p.open(eval[string](p, `new URL([...document.querySelectorAll("main a")].find(a => a.textContent.trim() === `+quote(name)+`).href).pathname`))
	p.choose("f-area", wijk)
	eval[bool](p, `(document.getElementById("f-role").value = "ambassador") !== ""`)
	p.follow("section[aria-labelledby=newtask] button")
	p.says("Ambassadeur – " + wijk)
	return link
}
