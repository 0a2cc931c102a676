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

// lists are the lists of referrals, as their addresses name them.
var lists = []string{"mijn", "navragen", "vast", "alle", "klaar"}

// TestPagesOfReferrals walks the pages that show referrals, signed in and behind the links of mails, in the two widths
// and the two schemes, and checks their HTML.
func TestPagesOfReferrals(t *testing.T) {
	p := newTab(t, 390, 844, "light")
	comeIn(t, p, colleague(t, "Rosa Reis", "coordinator"))
	paths := []string{"/doorverwijzingen/verslag", "/doorverwijzingen/nieuw?hulpvraag=gezelschap&wijk=Havendijk", "/doorverwijzingen/plek?hulpvraag=gezelschap&wijk=Havendijk", "/week"}
	for _, list := range lists {
		paths = append(paths, "/doorverwijzingen?lijst="+list)
	}
	for _, list := range []string{"alle", "klaar"} {
		p.open("/doorverwijzingen?lijst=" + list)
		paths = append(paths, eval[[]string](p, `[...document.querySelectorAll("main .rows a")].map(a => new URL(a.href).pathname)`)...)
	}
	one := paths[len(paths)-1]
	paths = append(paths, one+"/keuzeblad", one+"/toestemming", "/en"+one, "/en/doorverwijzingen?lijst=alle",
		mailed(t, town, "info@oogenoor.example", `http://[^\s"<>]+/antwoord/[^\s"<>]+`), mailed(t, town, "info@mandje.example", `http://[^\s"<>]+/antwoord/[^\s"<>]+`),
		mailed(t, town, "nora.haddad@buurtteams.example", `http://[^\s"<>]+/verwijzer/[^\s"<>]+`))
	folder := t.TempDir()
	for i, path := range paths {
		p = newTab(t, []int64{390, 1280}[i%2], 900, []string{"light", "dark"}[i/2%2])
		p.open(path)
		check(p, path)
		p.picture(fmt.Sprintf("referral-page-%02d", i))
		page := eval[string](p, `fetch(location.href).then(r => r.text())`)
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("page-%02d.html", i)), []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	valid(t, folder)
}

// TestAReferralFromShortlistToDeletion makes one, lets the resident say yes, answers from the real mail in two taps, opens
// the sealed contact details and has them erased; then a volunteer signals, and gets an answer in words.
func TestAReferralFromShortlistToDeletion(t *testing.T) {
	p := newTab(t, 1280, 900, "light")
	comeIn(t, p, colleague(t, "Rita Reis", "coordinator"))
	begin := time.Now()
	p.open("/doorverwijzingen/nieuw")
	p.choose("f-need", "Klusjes en tuin")
	p.do("the wijk", chromedp.SendKeys(chromedp.ID("f-wijk"), "Havendijk"))
	p.follow("main form button")
	if !eval[bool](p, `(() => { const l = [...document.querySelectorAll("main label.tick")].find(l => l.textContent.includes("Veilig in huis")); l?.querySelector("input").click(); return Boolean(l); })()`) {
		t.Fatalf("the shortlist says %.400s", p.text("main"))
	}
	p.follow("form[method=post] button[type=submit]")
	sender := p.path()
	eval[bool](p, `(() => { document.querySelector("section[aria-labelledby=resident] details").open = true; document.querySelector("input[name=giver]").click(); document.querySelector("input[name=share]").click(); document.querySelector("input[name=share]").closest("details").open = true; return true; })()`)
	p.fill("f-wish", "Liefst na de middag.", "f-name", "Mevrouw De Wit", "f-phone", "099 000 55 77")
	p.follow("form:has(input[value=send]) button[type=submit]")
	if took := time.Since(begin); took > 2*time.Minute {
		t.Errorf("referring took %s", took)
	}
	if !strings.Contains(p.text("main .by"), "Gevraagd") {
		t.Fatalf("after the yes it says %.300s", p.text("main"))
	}
	mobile := newTab(t, 390, 844, "light")
	mobile.open(mailed(t, town, "info@klussenploegwaterveen.example", `http://[^\s"<>]+/antwoord/[^\s"<>]+`)) // the first tap
	if said := mobile.text("main"); !strings.Contains(said, "Liefst na de middag.") || strings.Contains(said, "De Wit") {
		t.Fatalf("the question says %.300s", said)
	}
	mobile.follow(".answers button[value=accept]") // the second
	mobile.says("U zei ja. Dank u wel!")
	mobile.follow("button[value=open]")
	mobile.says("Mevrouw De Wit")
	mobile.picture("referral-opened")
	mobile.open(eval[string](mobile, `location.href`))
	mobile.follow("button[value=reached]")
	if eval[int](mobile, `document.querySelectorAll("button[value=open]").length`) != 0 {
		t.Error("after contact was made the details can still be opened")
	}
	volunteer := eval[string](mobile, `document.querySelector("a[href*='/signaal/']").href`)
	signalAndAnswer(mobile, p, volunteer, sender)
}

// signalAndAnswer lets a volunteer say what was noticed, and the sender answer it.
func signalAndAnswer(volunteer, sender tab, link, referral string) {
	volunteer.open(link)
	volunteer.fill("f-text", "De lamp in de gang is ook stuk.")
	volunteer.follow("form.edit button")
	volunteer.says("Antwoord vóór")
	sender.open(referral)
	for _, want := range []string{"De lamp in de gang is ook stuk.", "Contactgegevens geopend", "Inwoner gesproken"} {
		sender.says(want)
	}
	eval[bool](sender, `(() => { document.querySelector("textarea[name=answer]").value = "Fijn dat u het zegt. De ploeg neemt een lamp mee."; return true; })()`)
	sender.follow("form:has(input[value=answer-signal]) button")
	volunteer.open(link)
	volunteer.says("De ploeg neemt een lamp mee.")
	volunteer.picture("referral-signal")
}

// TestNoRoomLeadsToALookAlikeInOneClick: an organisation of the example town says no from its mail, and who asked passes
// it on with one click.
func TestNoRoomLeadsToALookAlikeInOneClick(t *testing.T) {
	p := newTab(t, 390, 844, "dark")
	link := mailed(t, town, "info@wijkkerkdelantaarn.example", `http://[^\s"<>]+/antwoord/[^\s"<>]+`)
	p.open(link)
	eval[bool](p, `document.querySelector(".answers details:has(button[value=no-room])").open = true`)
	p.follow("button[value=no-room]")
	p.says("U zei nee. Dank u voor het antwoord.")
	p.picture("referral-no-room")
	sender := newTab(t, 390, 844, "light")
	comeIn(t, sender, colleague(t, "Rik Reis", "coordinator"))
	sender.open("/doorverwijzingen/" + strings.Split(strings.Split(link, "/antwoord/")[1], "/")[0])
	sender.says("Wat nu?")
	sender.picture("referral-what-now")
	sender.follow("form:has(input[value=redirect]) button")
	sender.says("Bij de inwoner")
	if !strings.Contains(sender.text("main"), "Naar de vorige doorverwijzing") {
		t.Errorf("the next one says %.300s", sender.text("main"))
	}
}
