package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestACoordinatorClosesAQuarterAndTheMunicipalityReadsIt takes over a list, closes the last quarter from the screen, and
// reads it as the municipality, which sees no questions.
func TestACoordinatorClosesAQuarterAndTheMunicipalityReadsIt(t *testing.T) {
	axe, err := os.ReadFile(module(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	path, now := filepath.Join(t.TempDir(), "casussen.csv"), time.Now().UTC()
	before := time.Date(now.Year(), (now.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, -2, 0)
	rows := "code,discussed_on,team,area,need,asker,suitable,active_on\n"
	for i := range 120 {
		active := ""
		if i%3 == 0 {
			active = before.AddDate(0, 0, i/4).Format(time.DateOnly)
		}
		rows += fmt.Sprintf("W%d,%s,Buurtteam %d,%s,%s,team,%s,%s\n", i, before.Format(time.DateOnly), i%4, []string{"Rietlanden", "Centrum"}[i%2], []string{"taal", "vervoer", "gezelschap"}[i%3], []string{"yes", "yes", "no"}[i%3], active)
	}
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(binary, "import", "--network", "waterveen", "--format", "cases", "--data", town, path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	p := newTab(t, 1280, 900, "light")
	comeIn(t, p, colleague(t, "Corrie Cijfers", "coordinator"))
	p.open("/cijfers?periode=vorig")
	check(p, "/cijfers", string(axe))
	for _, path := range []string{"/cijfers/leemten", "/cijfers?periode=vorig&samen=area/first", "/cijfers/wijk/rietlanden", "/cijfers/verhalen", "/cijfers/eigen",
		"/cijfers/verantwoording?tarief=55", "/activiteiten", "/vertegenwoordiging", "/trajecten", "/doelen", "/week"} {
		p.open(path)
		check(p, path, string(axe))
	}
	p.open("/cijfers")
	p.follow("section[aria-labelledby=close] button")
	p.until("the report is there", `/^\/cijfers\/\d{4}-q\d$/.test(location.pathname)`)
	report := p.path()
	for _, want := range []string{"Kwartaal", "120", "67%", "Gesloten op", "te klein"} {
		if !strings.Contains(p.text("main"), want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	p.open(colleague(t, "Gerda Gemeente", "observer"))
	p.follow("main form button")
	p.open("/cijfers")
	check(p, "/cijfers", string(axe))
	p.follow(`a[href$="` + report + `"]`)
	p.size(390, 844)
	check(p, report, string(axe))
	p.open("/vragen")
	if text := p.text("main"); strings.Contains(text, "Lijst") || !strings.Contains(p.text("h1"), "niet") {
		t.Errorf("the municipality sees the questions: %.100q", text)
	}
}
