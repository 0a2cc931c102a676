package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestACallIsWrittenDownWithTheKeyboard is the way of a desk worker with somebody on the line: one key to the form, the
// note, one look at what fits, one stroke to keep it. The browser is closed in between. Beyond the note it takes at most
// five strokes, and all of it less than a minute.
func TestACallIsWrittenDownWithTheKeyboard(t *testing.T) {
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
		check(p, path)
	}
	p.open(question)
	p.picture("desk-one")
}

// TestAMailIsAnsweredAndAnsweredAgain lets a mail come in as a file, answers it by mail from the queue, and rounds it off.
// What the asker then writes back opens the question again.
func TestAMailIsAnsweredAndAnsweredAgain(t *testing.T) {
	p := newTab(t, 1280, 900, "light")
	comeIn(t, p, colleague(t, "Bram de Balie", "desk"))
	drop(t, "eerst", "Message-ID: <eerst@post.example>\r\nSubject: Hulp gezocht\r\n\r\nWie leest mijn blinde buurman elke week de post voor?")
	p.open("/vragen?lijst=vrij")
	p.until("the mail is in the queue", `document.querySelector("ul.rows")?.textContent.includes("blinde buurman") || setTimeout(() => location.reload(), 500) && false`)
	question := eval[string](p, `[...document.querySelectorAll("ul.rows a")].find(a => a.textContent.includes("blinde buurman")).getAttribute("href")`)
	p.open(question)
	eval[int](p, `[...document.querySelectorAll("#fits ~ ul input[name=given]")].slice(0, 1).map(i => i.click()).length`)
	eval[bool](p, `(() => { document.querySelector("form#answer").closest("details").open = true; document.querySelector("form#answer input[name=mail]").click(); return true; })()`)
	p.follow("form#answer button[type=submit]")
	if !strings.Contains(p.text("main .by"), "Beantwoord") {
		t.Fatalf("after the answer it says %.200q", p.text("main"))
	}
	eval[int](p, `["kind", "asker", "outcome"].map(name => document.querySelector("input[value=close] ~ fieldset input[name=" + name + "]").click()).length`)
	p.follow("form:has(input[value=close]) button[type=submit]")
	if !strings.Contains(p.text("main .by"), "Afgerond") {
		t.Fatalf("rounded off it says %.200q", p.text("main"))
	}
	drop(t, "weer", "Message-ID: <weer@post.example>\r\nIn-Reply-To: <eerst@post.example>\r\nReferences: <eerst@post.example>\r\nSubject: Re: Hulp gezocht\r\n\r\nHet lukte niet, wie weet er meer?")
	p.open(question)
	p.until("it is open again", `!document.querySelector("main .by").textContent.includes("Afgerond") || setTimeout(() => location.reload(), 500) && false`)
	if !strings.Contains(p.text("main"), "De vrager schreef terug") {
		t.Errorf("it does not say why it is open again: %.300q", p.text("main"))
	}
}

// drop lays a mail of one asker into the folder where the mail of the example town comes in. It gets its name last, so
// that no half mail is read.
func drop(t *testing.T, name, rest string) {
	t.Helper()
	folder := filepath.Join(town, "mail-in")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, name)
	if err := os.WriteFile(file, []byte("From: Vrager <vrager@post.example>\r\nTo: informatiepunt@waterveen.example\r\n"+rest), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(file, file+".eml"); err != nil {
		t.Fatal(err)
	}
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
