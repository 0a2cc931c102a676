package e2e

import (
	"encoding/json"
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
	path, now := filepath.Join(t.TempDir(), "casussen.csv"), time.Now().UTC()
	quarter := time.Date(now.Year(), (now.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, -3, 0)
	before := quarter.AddDate(0, 1, 0)
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
	was := funnel(t, quarter)
	if out, err := exec.Command(binary, "import", "--network", "waterveen", "--format", "cases", "--data", town, path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	p := newTab(t, 1280, 900, "light")
	comeIn(t, p, colleague(t, "Corrie Cijfers", "coordinator"))
	p.open("/cijfers?periode=vorig")
	check(p, "/cijfers")
	for _, path := range []string{"/cijfers/leemten", "/cijfers?periode=vorig&samen=area/first", "/cijfers/wijk/rietlanden", "/cijfers/verhalen", "/cijfers/eigen",
		"/cijfers/initiatieven", "/casussen/formulier", "/trajecten/programma/samen-ouder-worden",
		"/cijfers/verantwoording?tarief=55", "/activiteiten", "/intervisie", "/vertegenwoordiging", "/trajecten", "/afspraken", "/groepen", "/bijeenkomsten", "/team", "/doelen", "/week"} {
		p.open(path)
		check(p, path)
	}
	p.open("/cijfers")
	p.follow("section[aria-labelledby=close] button")
	p.until("the report is there", `/^\/cijfers\/\d{4}-q\d$/.test(location.pathname)`)
	report := p.path()
	is := funnel(t, quarter)
	if is.Discussed-was.Discussed != 120 {
		t.Errorf("after taking over 120 cases %d became %d", was.Discussed, is.Discussed)
	}
	for _, want := range []string{"Kwartaal", fmt.Sprintf("Besproken %d casussen", is.Discussed), fmt.Sprintf("%d%%", is.Percent["suitable"]), "Gesloten op", "te klein"} {
		if !strings.Contains(p.text("main"), want) {
			t.Errorf("the report does not say %q: %.600s", want, p.text("main"))
		}
	}
	p.open(colleague(t, "Gerda Gemeente", "observer"))
	p.follow("main form button")
	p.open("/cijfers")
	check(p, "/cijfers")
	p.follow(`a[href$="` + report + `"]`)
	p.size(390, 844)
	check(p, report)
	p.open("/vragen")
	if text := p.text("main"); strings.Contains(text, "Lijst") || !strings.Contains(p.text("h1"), "niet") {
		t.Errorf("the municipality sees the questions: %.100q", text)
	}
}

// counted is what the program says of a quarter, in part.
type counted struct {
	Discussed int            `json:"discussed"`
	Percent   map[string]int `json:"percent"`
}

// funnel counts the quarter that begins on a day. The example town has cases of its own in it.
func funnel(t *testing.T, begin time.Time) (c counted) {
	t.Helper()
	out, err := exec.Command(binary, "report", "funnel", "--json", "--network", "waterveen", "--data", town,
		"--from", begin.Format(time.DateOnly), "--to", begin.AddDate(0, 3, -1).Format(time.DateOnly)).Output()
	if err == nil {
		err = json.Unmarshal(out, &c)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return c
}
