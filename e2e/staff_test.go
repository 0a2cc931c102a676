package e2e

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/pquerna/otp/totp"
)

const password = "een lange zin die niemand raadt 42"

// comeIn follows a link from the first page to the last recovery code. It gives the secret of the app.
func comeIn(t *testing.T, p tab, link string) (secret string) {
	t.Helper()
	p.open(link)
	p.follow("main form button")
	if !strings.Contains(p.text("main"), "Uw taak vraagt een wachtwoord") {
		t.Fatalf("the first page says %.200q", p.text("main"))
	}
	p.do("too short", chromedp.SendKeys(chromedp.ID("f-password"), "kort"))
	p.follow("section[aria-labelledby=password] button")
	if !strings.Contains(p.text("main"), "Neem minstens 12 tekens") {
		t.Errorf("a short password is taken: %.200q", p.text("main"))
	}
	p.do("a good one", chromedp.SendKeys(chromedp.ID("f-password"), password))
	p.follow("section[aria-labelledby=password] button")
	p.follow("section[aria-labelledby=app] button")
	secret = p.text(".code")
	p.do("the code", chromedp.SendKeys(chromedp.ID("f-code"), code(t, secret, 0)))
	p.follow("section[aria-labelledby=app] button")
	if n := eval[int](p, `document.querySelectorAll(".code li").length`); n != 10 {
		t.Fatalf("%d recovery codes are shown: %.200q", n, p.text("main"))
	}
	p.follow("main .actions a")
	if !strings.Contains(p.text("main"), "Wat moet u nog doen?") {
		t.Fatalf("inside it says %.200q", p.text("main"))
	}
	return secret
}

// colleague gives someone new a role in the example town, and the link to come in. A test that changes nothing of who
// is who takes one, so that it needs no other test.
func colleague(t *testing.T, name, role string) (link string) {
	t.Helper()
	email := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@waterveen.example"
	text, err := exec.Command(binary, "user", "add", email, "--network", "waterveen", "--name", name, "--role", role, "--data", town).CombinedOutput()
	at := strings.Index(string(text), "/welkom/")
	if err != nil || at < 0 {
		t.Fatalf("letting %s in: %v: %s", name, err, text)
	}
	return site + strings.TrimSpace(string(text[at:]))
}

func code(t *testing.T, secret string, later time.Duration) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, time.Now().Add(later))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// TestComingInForTheFirstTimeAndAgain is the way of a coordinator: invitation, password, second key, work, out, in.
func TestComingInForTheFirstTimeAndAgain(t *testing.T) {
	p := newTab(t, 1280, 900, "light")
	secret := comeIn(t, p, logins["coordinator"])
	p.open("/beheer/mensen")
	if !strings.Contains(p.text("main"), "Zonder eigen ambassadeur: Rietlanden") {
		t.Errorf("the page of people says %.300q", p.text("main"))
	}
	p.follow("main .button")
	p.follow("form.edit button") // without a name
	if !strings.Contains(p.text("main"), "Vul een naam in") {
		t.Errorf("someone without a name is stored: %.200q", p.text("main"))
	}
	p.do("filling in", chromedp.SendKeys(chromedp.ID("f-name"), "Nieuwe Ambassadeur"), chromedp.SendKeys(chromedp.ID("f-email"), "nieuw@waterveen.example"))
	p.follow("form.edit button")
	eval[string](p, `(() => { const s = document.getElementById("f-area"); s.value = [...s.options].find(o => o.text === "Rietlanden").value; document.getElementById("f-role").value = "ambassador"; return ""; })()`)
	p.follow("section[aria-labelledby=newtask] button")
	if !strings.Contains(p.text("section[aria-labelledby=tasks]"), "Ambassadeur – Rietlanden") {
		t.Errorf("the task is not there: %.300q", p.text("main"))
	}
	p.open("/wijk/rietlanden")
	if !strings.Contains(p.text(".ambassador"), "Nieuwe is uw ambassadeur") {
		t.Errorf("the public page shows %.200q", p.text(".ambassador"))
	}
	p.open("/beheer/spoor")
	if !strings.Contains(p.text("main"), "Marieke van Loon") {
		t.Errorf("the trace does not know who it was: %.300q", p.text("main"))
	}
	p.follow("footer form button")
	p.open("/week")
	if p.path() != "/inloggen" {
		t.Fatalf("signed out, the week leads to %s", p.path())
	}
	p.do("signing in", chromedp.SendKeys(chromedp.ID("f-email"), "marieke.vanloon@waterveen.example"), chromedp.SendKeys(chromedp.ID("f-password"), password))
	p.follow("form.edit button")
	p.do("the code of the next half minute", chromedp.SendKeys(chromedp.ID("f-code"), code(t, secret, 30*time.Second)+kb.Enter))
	p.until("the week is there", `location.pathname === "/week"`)
	keepTheDirectory(p)
}

// TestStaffPagesAreAccessible walks the pages for staff with the checks that hold for public pages.
func TestStaffPagesAreAccessible(t *testing.T) {
	p := newTab(t, 390, 844, "dark")
	for _, path := range []string{"/inloggen", "/inloggen/code", "/welkom/nonsense", "/en/inloggen"} {
		p.open(path)
		check(p, path)
	}
	p.open(logins["administrator"])
	check(p, "link")
	comeIn(t, p, logins["administrator"])
	person := ""
	for _, path := range []string{"/week", "/beheer/mensen", "/beheer/mensen/nieuw", "", "/beheer/teams", "/inwerken/1", "/inwerken/2", "/inwerken/3", "/beheer/start", "/beheer/instellingen", "/beheer/werkwijze", "/beheer/huisstijl", "/beheer/verantwoordelijken", "/beheer/lijsten", "/beheer/uren", "/beheer/gebieden", "/beheer/netwerken", "/beheer/post", "/beheer/binnenpost", "/beheer/werk", "/beheer/privacy", "/beheer/privacy/register", "/account", "/en/week", "/en/beheer/mensen", "/en/beheer/teams", "/en/account"} {
		if path == "" {
			path = person
		}
		p.open(path)
		if strings.HasSuffix(path, "/beheer/mensen") {
			person = eval[string](p, `document.querySelector(".rows a").getAttribute("href")`)
		}
		check(p, path)
		p.picture("staff" + strings.ReplaceAll(strings.Split(path, "-")[0], "/", "-"))
	}
}

// TestEverythingIsHandedOver is the way of a coordinator whose ambassador leaves: the week says so, the work goes to
// another, and the public page follows. It has a town of its own, because it changes who is who.
func TestEverythingIsHandedOver(t *testing.T) {
	address, links, stop, err := startServer("demo", "--data", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	p := newTab(t, 390, 844, "light")
	comeIn(t, p, links["coordinator"])
	p.open(address + "/beheer/mensen")
	p.follow(`.rows a[href^="/beheer/mensen/"]`)
	leaver, page := p.text("h1"), eval[string](p, `location.href`)
	p.open(page)
	eval[bool](p, `(() => { const f = document.querySelector("section[aria-labelledby=newtask] form"); f.elements.role.value = "editor"; f.elements.ends.value = new Date(Date.now() + 9 * 864e5).toISOString().slice(0, 10); return true; })()`)
	p.follow("section[aria-labelledby=newtask] button")
	p.open(address + "/week")
	if !strings.Contains(p.text("main"), "De taak van "+leaver+" stopt: Redacteur. Wie neemt het over?") {
		t.Errorf("the week does not say that a task ends: %.600s", p.text("main"))
	}
	check(p, "week with concerns")
	p.picture("staff-week-concerns")
	p.follow(`main a[href$="#handover"]`)
	p.follow("section[aria-labelledby=handover] button")
	if !strings.Contains(p.text("main"), "Kies wie het overneemt.") {
		t.Errorf("a handover to nobody: %.300s", p.text("section[aria-labelledby=handover]"))
	}
	successor := eval[string](p, `(() => { const s = document.getElementById("f-successor"); s.selectedIndex = 2; return s.options[2].text; })()`)
	p.follow("section[aria-labelledby=handover] button")
	if got := p.text("h1"); got != successor || !strings.Contains(p.text("section[aria-labelledby=tasks]"), "Redacteur") {
		t.Errorf("the successor is %s with %s", got, p.text("section[aria-labelledby=tasks]"))
	}
	p.open(page)
	if got := p.text("section[aria-labelledby=tasks]"); !strings.Contains(got, "Geen taak") {
		t.Errorf("%s still has %s", leaver, got)
	}
	keysWork(p, address)
	for _, path := range []string{"/beheer/inzage", "/beheer/teams", "/beheer/teams?toon=inwerken", "/beheer/woorden?soort=bezoekmaatje&words=buurten", "/toetsen"} {
		p.open(address + path)
		check(p, path)
		p.picture("staff" + strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(path))
	}
}

// keysWork presses the keys of one letter: inside a field they are letters.
func keysWork(p tab, address string) {
	p.t.Helper()
	p.open(address + "/beheer/mensen")
	p.keys("?")
	p.until("the help is shown", `document.getElementById("keys").open`)
	p.picture("staff-keys")
	p.keys(kb.Escape)
	p.until("the help is gone", `!document.getElementById("keys").open`)
	p.keys("jj")
	p.until("the second line has the focus", `document.activeElement?.closest(".rows li") === document.querySelectorAll(".rows li")[1]`)
	p.keys("/")
	p.until("the search is there", `location.pathname === "/zoek"`)
	p.do("typing w", chromedp.SendKeys(chromedp.ID("q"), "w?"))
	if got := eval[string](p, `document.getElementById("q").value`); got != "w?" || strings.Contains(p.path(), "week") {
		p.t.Errorf("in a field the keys give %q", got)
	}
	p.open(address + "/beheer/mensen")
	p.keys("w")
	p.until("the week is there", `location.pathname === "/week"`)
}

func check(p tab, where string) {
	p.t.Helper()
	eval[bool](p, axeScript(p.t)+";true")
	found := eval[string](p, `axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations))`)
	report(p.t, where, found)
	if over := eval[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
		p.t.Errorf("%s sticks out by %d px", where, over)
	}
}
