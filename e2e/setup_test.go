package e2e

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const wijken = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"GM9100","naam":"Rietland"},"geometry":null},
{"type":"Feature","properties":{"code":"WK910001","naam":"Oost","inwoners":9000},"geometry":{"type":"Polygon","coordinates":[[[5.0,52.1],[5.1,52.1],[5.1,52.2],[5.0,52.2],[5.0,52.1]]]}},
{"type":"Feature","properties":{"code":"WK910002","naam":"West"},"geometry":{"type":"Polygon","coordinates":[[[5.0,52.0],[5.1,52.0],[5.1,52.1],[5.0,52.1],[5.0,52.0]]]}}]}`

// fill types texts into fields, by id in turn. What stood there goes.
func (p tab) fill(pairs ...string) {
	p.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		p.do("filling in "+pairs[i], chromedp.SetValue(chromedp.ID(pairs[i]), pairs[i+1]))
	}
}

// choose picks the option of a list that says a text.
func (p tab) choose(id, text string) {
	p.t.Helper()
	if !eval[bool](p, `(() => { const s = document.getElementById(`+quote(id)+`), o = [...s.options].find(o => o.text === `+quote(text)+`); if (o) s.value = o.value; return Boolean(o); })()`) {
		p.t.Fatalf("%s does not offer %q", id, text)
	}
}

// says waits until the page says a text.
func (p tab) says(text string) {
	p.t.Helper()
	p.until("the page says "+text, `document.body?.textContent.replace(/\s+/g, " ").includes(`+quote(text)+`)`)
}

// upload sends a file with a form.
func (p tab) upload(field, file, button string) {
	p.t.Helper()
	p.do("choosing "+file, chromedp.SetUploadFiles(chromedp.ID(field), []string{file}))
	p.follow(button)
}

// invitation waits for the mail to someone, and gives the link in it.
func invitation(t *testing.T, folder, to string) string {
	t.Helper()
	return mailed(t, folder, to, `http://[^\s"<>]+/welkom/[^\s"<>]+`)
}

// mailed waits for a mail to someone in which a pattern is found, and gives what was found.
func mailed(t *testing.T, folder, to, pattern string) string {
	t.Helper()
	wanted := regexp.MustCompile(pattern)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		files, _ := filepath.Glob(filepath.Join(folder, "mail", "*", "*.eml"))
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil || !strings.Contains(string(text), to) {
				continue
			}
			whole := strings.NewReplacer("=\r\n", "", "=\n", "", "=3D", "=").Replace(string(text))
			if found := wanted.FindString(whole); found != "" {
				return found
			}
		}
	}
	t.Fatalf("no mail to %s has %s", to, pattern)
	return ""
}

// TestASecondMunicipalityIsSetUp goes from an empty form to a town that is ready for its first question, through
// screens only. The one thing outside them is the mail with the invitation.
func TestASecondMunicipalityIsSetUp(t *testing.T) {
	folder := t.TempDir()
	address, links, stop, err := startServer("demo", "--data", folder)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	p := newTab(t, 1280, 900, "light")
	comeIn(t, p, links["administrator"])
	p.open(address + "/beheer/netwerken")
	p.fill("f-town", "Rietland", "f-name", "Samen in Rietland", "f-slug", "rietland", "f-phone", "099 000 20 20", "f-email", "punt@rietland.example",
		"f-admin", "Eva Eerste", "f-adminmail", "eva@rietland.example")
	p.click(`input[name=preset][value=stad]`)
	p.picture("setup-networks")
	p.follow("form.edit button")
	p.says("Samen in Rietland is gemaakt.")
	p.open(address + "/")
	p.says("Samenspel Waterveen")
	root := address + "/n/rietland"
	p.open(root + "/beheer/start")
	if !strings.HasSuffix(p.path(), "/n/rietland/inloggen") {
		t.Errorf("who made the network can go in: %s", p.path())
	}

	eva := newTab(t, 1280, 900, "light")
	comeIn(t, eva, invitation(t, folder, "eva@rietland.example"))
	eva.says("Nog 7 stappen, dan kan de eerste vraag komen.")
	eva.follow(`main a[href$="/beheer/start"]`)
	check(eva, "start")
	eva.picture("setup-start")
	setUpRietland(t, eva, root)
	for _, page := range []string{"/beheer/start", "/beheer/huisstijl", "/beheer/verantwoordelijken", "/beheer/werkwijze", "/beheer/uren", "/beheer/gebieden", "/wijk/oost", "/privacy", "/"} {
		for _, size := range []struct{ width, height int64 }{{1280, 900}, {390, 844}} {
			eva.size(size.width, size.height)
			eva.open(root + page)
			check(eva, "rietland"+page)
			eva.picture(strings.ReplaceAll("setup-rietland"+page, "/", "-") + map[bool]string{true: "-phone"}[size.width < 400])
		}
	}
}

// setUpRietland does every step of the page for beginners.
func setUpRietland(t *testing.T, p tab, root string) {
	t.Helper()
	folder := t.TempDir()
	areas, theme, logo := filepath.Join(folder, "wijken.geojson"), filepath.Join(folder, "thema.css"), filepath.Join(folder, "logo.png")
	put(t, areas, wijken)
	put(t, theme, ".rietland-theme { --rietland-blue: #154273; --basis-color-accent-1-bg-default: var(--rietland-blue); --basis-color-accent-1-bg-subtle: #e5ecf4; --basis-color-action-1-color-default: #154273 }")
	draw(t, logo)

	p.follow("main .actions a") // the first step
	p.fill("f-about", "In Rietland helpen wij elkaar.", "f-hours", "elke werkdag van 9 tot 12 uur", "f-desk", "Vrijwilligershulp Rietland")
	p.follow("form.edit button")

	p.open(root + "/beheer/gebieden")
	p.upload("f-file", areas, "form.edit button")
	p.open(root + "/beheer/werkwijze")
	p.fill("f-role-ambassador", "Verbinder")
	p.follow("form.edit button")
	p.open(root + "/beheer/mensen/nieuw")
	p.fill("f-name", "Vera Verbinder", "f-email", "vera@rietland.example", "f-phone", "099 000 20 21")
	p.follow("form.edit button")
	for _, wijk := range []string{"Oost", "West"} {
		p.choose("f-role", "Verbinder")
		p.choose("f-area", wijk)
		p.follow("section[aria-labelledby=newtask] button")
	}
	p.says("Verbinder – West")
	p.open(root + "/beheer/teams")
	p.fill("f-name", "Buurtteam Oost")
	p.follow("section[aria-labelledby=new] button")
	p.choose(eval[string](p, `document.querySelector("select[name=person]").id`), "Vera Verbinder")
	p.follow("form.search button")

	p.open(root + "/beheer/verantwoordelijken")
	p.fill("f-name-0", "Gemeente Rietland", "f-contact-0", "avg@rietland.example", "f-does-0", "Geeft u inzage in uw gegevens.")
	p.follow("form.edit button")
	p.open(root + "/beheer/start")
	p.says("Nog 1 stap, dan kan de eerste vraag komen.")
	eval[int](p, `[...document.querySelectorAll("select[name^=state-]")].map(s => s.value = "done").length`)
	p.fill("f-owner-funding", "Wethouder Zorg")
	p.follow("form.edit button")
	p.says("Alles is klaar. De eerste vraag kan komen.")

	p.open(root + "/beheer/huisstijl")
	p.upload("f-theme", theme, "section[aria-labelledby=theme] button")
	p.fill("f-alt", "Logo gemeente Rietland")
	p.upload("f-picture", logo, "section[aria-labelledby=logo] button")
	p.open(root + "/wijk/oost")
	p.says("Vera is uw verbinder")
	p.says("Medewerkers van Vrijwilligershulp Rietland geven antwoord.")
	if got := eval[string](p, `getComputedStyle(document.querySelector(".top")).backgroundColor`); got != "rgb(21, 66, 115)" {
		t.Errorf("the theme does not colour the page: %s", got)
	}
	if !eval[bool](p, `document.querySelector(".brand img").naturalWidth > 0 && document.querySelector(".brand img").alt === "Logo gemeente Rietland"`) {
		t.Error("the logo is not shown")
	}
}

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// draw makes a picture that could be a logo.
func draw(t *testing.T, file string) {
	t.Helper()
	made := image.NewNRGBA(image.Rect(0, 0, 300, 120))
	for x := range 300 {
		for y := range 120 {
			if (x/40+y/40)%2 == 0 {
				made.Set(x, y, color.NRGBA{21, 66, 115, 255})
			}
		}
	}
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := png.Encode(out, made); err != nil {
		t.Fatal(err)
	}
}
