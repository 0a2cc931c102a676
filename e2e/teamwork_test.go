package e2e

import (
	"strings"
	"testing"
)

// TestATeamTalksOnATelephone goes through a focus point with the clock on, ends the conversation with an action, and looks at
// every page of a team with axe.
func TestATeamTalksOnATelephone(t *testing.T) {
	link := ambassadorOf(t, "Tess Teamgesprek", caseWijk)
	p := newTab(t, 390, 844, "dark")
	comeIn(t, p, link)
	p.open("/team")
	if p.path() == "/team" {
		p.follow("ul.rows a")
		p.until("the team is there", `location.pathname.startsWith("/team/")`)
	}
	team := p.path()
	for _, path := range []string{"", "/plan", "/tegel", "/thermometer"} {
		p.open(team + path)
		check(p, team+path)
	}
	p.open("/en" + team)
	check(p, "/en"+team)
	p.open(team)
	p.follow("#talk .button")
	p.until("the conversation is there", `location.pathname.startsWith("/teamgesprek/")`)
	talk := p.path()
	check(p, talk)
	p.click("[data-clock]")
	p.until("the clock counts", `document.getElementById("clock").textContent.endsWith("10")`)
	p.click("#f-stands")
	p.keys("Wij kennen er twee.")
	p.follow("form.edit button[type=submit]")
	p.until("it is kept", `document.querySelector("[role=status]") && document.getElementById("f-stands").value === "Wij kennen er twee."`)
	p.follow("section[aria-labelledby=finish] button")
	p.until("the sheet is there", `location.pathname.endsWith("/vel")`)
	if text := p.text("main"); !strings.Contains(text, "Wij kennen er twee.") || !strings.Contains(text, "Drie kleine organisaties uitnodigen") {
		t.Errorf("the sheet says %.400s", text)
	}
	check(p, talk+"/vel")
}
