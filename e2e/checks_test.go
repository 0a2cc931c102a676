package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// pages are one address of every page, and of every state of it that looks different.
var pages = []struct{ name, path string }{
	{"start", "/"},
	{"results", "/zoek?q=maatje&wijk=vogelbuurt"},
	{"results-filtered", "/zoek?q=koffie&hulpvraag=gezelschap&leeftijd=75%2B"},
	{"results-corrected", "/zoek?q=mantelzrog"},
	{"results-none", "/zoek?q=xyzzyqwerty&wijk=elders"},
	{"results-foreign", "/zoek?q=%D8%B9%D9%86%D8%AF%D9%8A+%D8%AF%D9%8A%D9%88%D9%86"},
	{"results-straddle", "/zoek?q=taal&wijk=0113"},
	{"service", "/aanbod/bezoekmaatje-voor-ouderen"},
	{"compare", "/vergelijk?aanbod=bezoekmaatje-voor-ouderen&aanbod=belmaatje"},
	{"compare-none", "/vergelijk"},
	{"organizations", "/organisatie"},
	{"organization", "/organisatie/twee-stoelen"},
	{"wijken", "/wijk"},
	{"wijk", "/wijk/vogelbuurt"},
	{"wijk-vacant", "/wijk/rietlanden"},
	{"guide", "/gids/vogelbuurt"},
	{"ask", "/vraag?q=naar+het+ziekenhuis&wijk=havendijk"},
	{"neighbours", "/burenhulp"},
	{"volunteer-choices", "/vrijwilliger"},
	{"volunteer-fits", "/vrijwilliger?need=gezelschap&moment=evening&wijk=vogelbuurt"},
	{"tools", "/hulpmiddelen"},
	{"tool-card", "/hulpmiddelen/vragen"},
	{"self-scan", "/hulpmiddelen/lijst/scan"},
	{"list-locked", "/hulpmiddelen/lijst/ediz"},
	{"ecogram", "/hulpmiddelen/ecogram"},
	{"about", "/over"},
	{"privacy", "/privacy"},
	{"accessibility", "/toegankelijkheid"},
	{"keys", "/toetsen"},
	{"missing", "/nergens"},
}

const modules = "node_modules"

func module(t *testing.T, path string) string {
	t.Helper()
	full := filepath.Join(modules, path)
	if _, err := os.Stat(full); err != nil {
		t.Fatal("run npm ci --ignore-scripts in e2e first: ", err)
	}
	return full
}

// axeScript gives the program that looks for what keeps people from using a page.
func axeScript(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(module(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// violation is what axe reports.
type violation struct {
	ID, Help string
	Nodes    []struct {
		HTML           string `json:"html"`
		FailureSummary string `json:"failureSummary"`
	}
}

func TestAccessibility(t *testing.T) {
	for _, as := range []struct {
		lang, scheme  string
		width, height int64
	}{{"", "light", 1280, 900}, {"", "dark", 390, 844}, {"/en", "light", 390, 844}, {"/en", "dark", 1280, 900}} {
		p := newTab(t, as.width, as.height, as.scheme)
		for _, page := range pages {
			p.open(as.lang + page.path)
			eval[bool](p, axeScript(t)+";true")
			found := eval[string](p, `axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => JSON.stringify(r.violations))`)
			report(t, fmt.Sprintf("%s%s %s %d", as.lang, page.path, as.scheme, as.width), found)
		}
	}
}

func report(t *testing.T, where, found string) {
	t.Helper()
	var violations []violation
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		t.Fatal(err)
	}
	for _, v := range violations {
		t.Errorf("%s: %s (%s): %s\n%s", where, v.ID, v.Help, v.Nodes[0].HTML, v.Nodes[0].FailureSummary)
	}
}

// TestNothingSticksOut looks for sideways scroll at 320 px, and for what a magnified page of 1280 px becomes at 200 %.
func TestNothingSticksOut(t *testing.T) {
	for _, width := range []int64{320, 390, 640, 1280} {
		p := newTab(t, width, 800, "light")
		for _, page := range pages {
			p.open(page.path)
			if over := eval[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
				t.Errorf("%s at %d px sticks out by %d: %s", page.path, width, over, eval[string](p,
					`[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll")).map(e => e.outerHTML.slice(0, 90)).slice(-3).join("\n")`))
			}
		}
	}
}

// TestTargetsAreLargeEnough holds controls against 44 × 44 px, and links in lists against 24 (WCAG 2.5.8).
func TestTargetsAreLargeEnough(t *testing.T) {
	p := newTab(t, 390, 844, "light")
	for _, page := range pages {
		p.open(page.path)
		small := eval[string](p, `[...document.querySelectorAll("button, .button, .menu a, .chips a, .tick, summary, .tiles a, input:not([type=checkbox],[type=radio],[type=hidden])")]
			.filter(e => e.checkVisibility() && (e.getBoundingClientRect().height < 44)).map(e => e.outerHTML.slice(0, 80)).join("\n")`)
		if small != "" {
			t.Errorf("%s has targets lower than 44 px:\n%s", page.path, small)
		}
	}
}

func TestValidHTML(t *testing.T) {
	folder := t.TempDir()
	for _, lang := range []string{"", "/en"} {
		for _, page := range pages {
			save(t, lang+page.path, filepath.Join(folder, strings.Trim(lang, "/")+page.name+".html"))
		}
	}
	css := fetch(t, "/static/"+stylesheet(t))
	if err := os.WriteFile(filepath.Join(folder, "samenspel.css"), css, 0o644); err != nil {
		t.Fatal(err)
	}
	valid(t, folder)
}

// valid checks the pages in a folder.
func valid(t *testing.T, folder string) {
	t.Helper()
	check := exec.Command("java", "-jar", module(t, "vnu-jar/build/dist/vnu.jar"), "--errors-only", "--also-check-css", folder)
	text, err := check.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		t.Fatal("install a Java runtime: Debian's package default-jre-headless")
	}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if line != "" && !newerCSS(line) {
			t.Error(strings.ReplaceAll(line, folder, ""))
		}
	}
}

// newerCSS tells whether a message is only about CSS that is a standard now and that the checker does not know yet.
func newerCSS(line string) bool {
	for _, known := range []string{"paint-order"} {
		if strings.Contains(line, "samenspel.css") && strings.Contains(line, known) {
			return true
		}
	}
	return false
}

func stylesheet(t *testing.T) string {
	t.Helper()
	page := string(fetch(t, "/"))
	_, rest, _ := strings.Cut(page, `href="/static/samenspel.`)
	hash, _, _ := strings.Cut(rest, `"`)
	return "samenspel." + hash
}

func fetch(t *testing.T, path string) []byte {
	t.Helper()
	answer, err := http.Get(site + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func save(t *testing.T, path, file string) {
	t.Helper()
	if err := os.WriteFile(file, fetch(t, path), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestPictures keeps a picture of every page for people to look at: in the folder SAMENSPEL_PICTURES, when that is set.
// With UPDATE_PICTURES=1 it also makes the pictures of the README.
func TestPictures(t *testing.T) {
	for _, size := range [][2]int64{{390, 844}, {1280, 900}} {
		for _, scheme := range []string{"light", "dark"} {
			p := newTab(t, size[0], size[1], scheme)
			for _, page := range pages {
				p.open(page.path)
				p.picture(fmt.Sprintf("%s-%d-%s", page.name, size[0], scheme))
			}
		}
	}
	if os.Getenv("UPDATE_PICTURES") != "" {
		p := newTab(t, 1200, 800, "light")
		for name, path := range map[string]string{"search": "/zoek?q=samen+eten&wijk=vogelbuurt", "service": "/aanbod/bezoekmaatje-voor-ouderen"} {
			p.open(path)
			p.shoot(filepath.Join("..", "docs", "pictures", name+".png"))
		}
	}
}
