package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestPartnersAnswerASurveyFromTheirMail starts a survey, lets five organisations answer it from their mail without an
// account, the first with the keyboard on a phone, and reads what they said once it is over. Of a question that four
// answered nothing is said.
func TestPartnersAnswerASurveyFromTheirMail(t *testing.T) {
	folder := t.TempDir()
	address, links, stop, err := startServer("demo", "--data", folder)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	surveys := address + "/beheer/enquetes"
	p := newTab(t, 1280, 900, "light")
	comeIn(t, p, links["coordinator"])
	p.open(surveys)
	check(p, "surveys")
	p.click("input[name=questionnaire][value=partners]")
	p.follow("form.edit.box button")
	p.says("0 van de")

	var phone tab
	for i, to := range []string{"info@tweestoelen.example", "info@handophand.example", "info@tussenwater.example", "rietlanders@rietlanden.example", "info@zuidaantafel.example"} {
		link := mailed(t, folder, to, `http://[^\s"<>]+/enquete/[^\s"<>]+`)
		phone = newTab(t, 390, 844, "dark")
		phone.open(link)
		if i == 0 {
			check(phone, "the questions")
			phone.picture("survey")
		}
		for _, question := range []string{"worth", "look", "way", "stay", "mark"} {
			if i == 4 && question == "stay" {
				continue
			}
			phone.tabTo(`input[name="` + question + `"]`)
			phone.keys(" ")
		}
		phone.tabTo(`main form button[type=submit]`)
		phone.keys(kb.Enter)
		phone.says("Dank u wel!")
	}
	check(phone, "the thanks")
	phone.picture("survey-thanks")
	phone.open(mailed(t, folder, "info@tweestoelen.example", `http://[^\s"<>]+/enquete/[^\s"<>]+`))
	if text := phone.text("main"); !strings.Contains(text, "U hoeft niets meer te doen.") || eval[int](phone, `document.querySelectorAll("main form").length`) != 0 {
		t.Errorf("the second time the link says %.300q", text)
	}

	p.open(surveys)
	p.says("5 van de")
	if strings.Contains(p.text("main"), "antwoorden)") {
		t.Error("something is said of it while it is open")
	}
	p.follow(`div[id^="r-"] form button`)
	p.says("(5 antwoorden)")
	rows := eval[[]string](p, `[...document.querySelectorAll('div[id^="r-"]')[0].querySelectorAll("tbody tr")].map(r => r.children[2].textContent.trim())`)
	for i, want := range []string{"100% (5 antwoorden)", "100% (5 antwoorden)", "100% (5 antwoorden)", "minder dan 5 antwoorden", "0,0 (5 antwoorden)"} {
		if i >= len(rows) || rows[i] != want {
			t.Errorf("of question %d the organisations said %q, want %q", i+1, rows, want)
		}
	}
	for name, width := range map[string]int64{"narrow": 390, "wide": 1280} {
		p.size(width, 900)
		check(p, "the results "+name)
		p.picture("surveys-" + name)
	}
	phone.open(mailed(t, folder, "info@zuidaantafel.example", `http://[^\s"<>]+/enquete/[^\s"<>]+`))
	if text := phone.text("main"); strings.Contains(text, "Verstuur") {
		t.Errorf("after the end the link says %.300q", text)
	}
	check(phone, "after the end")
}

// tabTo presses the Tab key until something has the focus.
func (p tab) tabTo(selector string) {
	p.t.Helper()
	for range 100 {
		p.keys(kb.Tab)
		if eval[bool](p, `document.activeElement.matches(`+quote(selector)+`)`) {
			return
		}
	}
	p.t.Fatalf("the Tab key does not come to %s", selector)
}
