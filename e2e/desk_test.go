package e2e

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestACallIsWrittenDownWithTheKeyboard is the way of a desk worker with somebody on the line: one key to the form, the
// note, one look at what fits, one stroke to keep it. The browser is closed in between. Beyond the note it takes at most
// five strokes, and all of it less than a minute.
func TestACallIsWrittenDownWithTheKeyboard(t *testing.T) {
	axe, err := os.ReadFile(module(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	p := newTab(t, 1280, 900, "light")
	comeIn(t, p, logins["desk"])
	p.open("/week")
	begin, strokes := time.Now(), 0
	stroke := func(keys string, options ...chromedp.KeyOption) {
		strokes++
		p.do("a stroke", chromedp.KeyEvent(keys, options...))
	}
	stroke("n")
	p.until("the cursor is in the note", `location.pathname === "/vragen/nieuw" && document.activeElement?.id === "f-note"`)
	p.keys("mevrouw Jansen uit de Vogelbuurt is eenzaam, zoekt een maatje, belt 099 000 12 34")
	p.until("what fits stands beside it", `document.querySelectorAll("#offers .box").length > 0`)
	p.picture("desk-new")
	p.open("/vragen")
	p.follow(`section[aria-labelledby=drafts] a`)
	if note := eval[string](p, `document.getElementById("f-note").value`); !strings.Contains(note, "mevrouw Jansen") {
		t.Errorf("after closing the browser the note says %q", note)
	}
	p.until("the cursor is in the note again", `document.activeElement?.id === "f-note"`)
	stroke("\r", chromedp.KeyModifiers(chromedp.ModifierCtrl))
	p.until("it is kept", `/^\/vragen\/[0-9a-f-]{36}$/.test(location.pathname)`)
	if took := time.Since(begin); strokes > 5 || took > time.Minute {
		t.Errorf("it took %d strokes beyond the note and %s", strokes, took)
	}
	said := p.text("main")
	for _, want := range []string{"Opgepakt", "Vogelbuurt", "099 000 12 34", "Anouk Pinas"} {
		if !strings.Contains(said, want) {
			t.Errorf("the question does not say %q", want)
		}
	}
	if note := p.text("blockquote"); strings.Contains(note, "Jansen") || strings.Contains(note, "1234") {
		t.Errorf("the note says who asks: %s", note)
	}
	question := p.path()
	eval[int](p, `[...document.querySelectorAll("input[name=given]")].slice(0, 2).map(i => i.click()).length`)
	p.follow("form#answer button[type=submit]")
	if !strings.Contains(p.text("main"), "Beantwoord") {
		t.Errorf("after the answer it says %.200q", p.text("main"))
	}
	p.size(390, 844)
	for _, path := range []string{"/vragen", "/vragen?lijst=alle", "/vragen?lijst=terugbellen", "/vragen/nieuw", question, question + "/wijzigen", question + "/antwoord", "/vragen/cijfers", "/vragen/antwoorden", "/en/vragen", "/en" + question} {
		p.open(path)
		check(p, path, string(axe))
	}
	p.open(question)
	p.picture("desk-one")
}

// TestAResidentAsksWithoutScript sends the public form of three questions, and looks at the answer by code.
func TestAResidentAsksWithoutScript(t *testing.T) {
	p := newTab(t, 390, 844, "light")
	p.withoutScript()
	p.open("/vraag")
	p.do("three questions", chromedp.SendKeys(chromedp.ID("f-note"), "Ik ben veel alleen en wil graag wandelen"), chromedp.SendKeys(chromedp.ID("f-wijk"), "Vogelbuurt"), chromedp.SendKeys(chromedp.ID("f-reach"), "099 000 55 66"))
	time.Sleep(time.Second) // the time a person takes at least
	p.follow("form.edit button")
	said := p.text("main")
	if !strings.Contains(said, "Bedankt") || !strings.Contains(said, "vóór of op") || len(eval[string](p, `document.querySelector(".code").textContent`)) != 14 {
		t.Fatalf("the confirmation says %.300q", said)
	}
	p.picture("asked")
	p.follow("main form button")
	if !strings.Contains(p.text("main"), "Uw contactgegevens zijn gewist.") {
		t.Errorf("after erasing it says %.200q", p.text("main"))
	}
}
