package web_test

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/insight"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// discussed takes over n cases of a list that were discussed two months ago in Noord and Zuid, by teams of which the names
// look like formulas.
func (w world) discussed(t *testing.T, name string, n int) {
	t.Helper()
	var cases []insight.Taken
	for i := range n {
		c := insight.Taken{Old: name + string(rune('a'+i/26)) + string(rune('a'+i%26)), First: testkit.Today.AddDate(0, -2, 0), Team: []string{"=Team", "=Team", "=Team", "+Team", "+Team", "Buurtteam"}[i%6], Area: "Noord", Asker: "team",
			Needs: []insight.TakenNeed{{Help: "vervoer"}}}
		if i%2 == 0 {
			c.Area, c.Needs[0].Fit, c.Needs[0].Help = "Zuid", "yes", "taal"
		}
		cases = append(cases, c)
	}
	if _, err := w.here.Insight.TakeOver(ctx, w.here.Operator, cases, false); err != nil {
		t.Fatal(err)
	}
}

func has(t *testing.T, body string, want ...string) {
	t.Helper()
	for _, words := range want {
		if !strings.Contains(body, words) {
			t.Errorf("the page does not say %q", words)
		}
	}
}

// miss lets visitors look for words that find nothing.
func (w world) miss(t *testing.T, words string, visitors int) {
	t.Helper()
	for i := range visitors {
		if err := w.here.Upkeep.Miss(ctx, w.here.Network.ID, words, strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTheCoordinatorSeesTheFourInstrumentsAndTheFunnel shows row A01, with the definition beside each figure.
func TestTheCoordinatorSeesTheFourInstrumentsAndTheFunnel(t *testing.T) {
	w := newWorld(t)
	w.discussed(t, "x", 66) // besides the case that every world has
	w.miss(t, "scootmobiel", 3)
	_, body := w.ask(access.Coordinator, http.MethodGet, "/cijfers?periode=jaar", nil)
	has(t, body, "Samen 18 uur per week", "1 wijk zonder ambassadeur", "0 doorverwijzingen zitten vast", "1 vraag is nu open", "1 daarvan ligt bij niemand", "De oudste open vraag is van 2 november 2026",
		"1 zoekvraag van bezoekers vond niets")
	has(t, body, "Ambassadeurs", "Coördinator", "Informatiepunt", "Website", ">67<", `>34 <span class="share">51%</span>`, "Ter vergelijking: 80%", "alle casussen die in de periode", "Vervoer", "=Team", "Te klein om te tonen", "te klein")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/en/cijfers?periode=jaar", nil)
	has(t, body, "Ambassadors", "To compare: 80%", "too small")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/cijfers?periode=vorigjaar", nil)
	has(t, body, "Over deze periode kunnen wij nog niets zeggen")
	if code, _ := w.ask(access.Coordinator, http.MethodGet, "/cijfers?periode=eeuw", nil); code != http.StatusNotFound {
		t.Errorf("an unknown period answers %d", code)
	}
}

// TestTheMunicipalityReadsWhatWasPublished closes a quarter, and reads it as the observer: page and files.
func TestTheMunicipalityReadsWhatWasPublished(t *testing.T) {
	w := newWorld(t)
	w.discussed(t, "x", 66) // besides the case that every world has
	if code, _ := w.ask(access.Coordinator, http.MethodPost, "/cijfers", url.Values{"quarter": {"2026-07-01"}}); code != http.StatusSeeOther {
		t.Fatalf("closing answers %d", code)
	}
	_, body := w.ask(access.Observer, http.MethodGet, "/cijfers", nil)
	has(t, body, "Kwartaal 3 van 2026", `/cijfers/2026-q3`)
	if strings.Contains(body, "Zoals het nu staat") || strings.Contains(body, "Sluit een kwartaal") {
		t.Error("the municipality sees what stands now, or may close")
	}
	_, body = w.ask(access.Observer, http.MethodGet, "/cijfers/2026-q3", nil)
	has(t, body, ">66<", "Noord", "Zuid", "Gesloten op")
	_, csv := w.ask(access.Observer, http.MethodGet, "/cijfers/2026-q3/cijfers.csv", nil)
	has(t, csv, "Alles,,66,33,te klein", "Per team,'=Team,33", "alle casussen die in de periode")
	_, sheet := w.ask(access.Observer, http.MethodGet, "/cijfers/2026-q3/cijfers.xlsx", nil)
	f, err := excelize.OpenReader(bytes.NewReader([]byte(sheet)))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := f.GetCellValue("Sheet1", "C3"); n != "66" || err != nil {
		t.Errorf("the spreadsheet says %q (%v)", n, err)
	}
	_, text := w.ask(access.Observer, http.MethodGet, "/cijfers/2026-q3/cijfers.json", nil)
	var d insight.Document
	if err := json.Unmarshal([]byte(text), &d); err != nil || *d.Report.All.N != 66 || d.Report.All.Of[1] != nil || !strings.Contains(d.Null, "too few") {
		t.Errorf("%v: %s", err, text)
	}
	w.discussed(t, "laat", 30)
	code, _ := w.ask(access.Coordinator, http.MethodPost, "/cijfers", url.Values{"quarter": {"2026-07-01"}, "do": {"correct"}})
	if _, after := w.ask(access.Observer, http.MethodGet, "/cijfers/2026-q3/cijfers.json", nil); code != http.StatusSeeOther || after != text {
		t.Errorf("a correction (%d) changed what was published", code)
	}
	_, body = w.ask(access.Observer, http.MethodGet, "/cijfers/2026-q3", nil)
	has(t, body, "Correctie van", ">96<")
	for _, path := range []string{"/cijfers/2026-q1", "/cijfers/2026", "/cijfers/2026-q3/x.csv"} {
		if code, _ := w.ask(access.Observer, http.MethodGet, path, nil); code != http.StatusNotFound {
			t.Errorf("%s answers %d", path, code)
		}
	}
	for _, path := range []string{"/vragen", "/doorverwijzingen", "/beheer/mensen"} {
		if code, _ := w.ask(access.Observer, http.MethodGet, path, nil); code == http.StatusOK {
			t.Errorf("the municipality sees %s", path)
		}
	}
	for form, want := range map[string]int{"2026-10-01": http.StatusConflict, "gisteren": http.StatusBadRequest} {
		if code, _ := w.ask(access.Coordinator, http.MethodPost, "/cijfers", url.Values{"quarter": {form}}); code != want {
			t.Errorf("closing %s answers %d, want %d", form, code, want)
		}
	}
	if code, _ := w.ask(access.Observer, http.MethodPost, "/cijfers", url.Values{"quarter": {"2026-07-01"}}); code == http.StatusSeeOther {
		t.Error("the municipality closes a quarter")
	}
}

// TestAGapStaysOpenUntilAnOfferIsNamed goes from the signal to the offer that solved it.
func TestAGapStaysOpenUntilAnOfferIsNamed(t *testing.T) {
	w := newWorld(t)
	var cases []insight.Taken
	for i := range 80 {
		n := insight.TakenNeed{Help: "taal"}
		if i%4 == 0 {
			n = insight.TakenNeed{Help: "vervoer", Reason: "no-service"}
		}
		cases = append(cases, insight.Taken{Old: "g" + strconv.Itoa(i), First: testkit.Today.AddDate(0, -1, 0), Area: "Noord", Needs: []insight.TakenNeed{n}})
	}
	if _, err := w.here.Insight.TakeOver(ctx, w.here.Operator, cases, false); err != nil {
		t.Fatal(err)
	}
	_, body := w.ask(access.Coordinator, http.MethodGet, "/cijfers/leemten", nil)
	has(t, body, "Vervoer en meegaan naar afspraken, Noord", "was er 21 keer vraag naar vervoer", "Dit is nu nog zo", "Eerst 8 per week, nu ongeveer 3")
	gap := url.Values{"gap": {dbtest.Ask[string](t, w.here.DB, `select id from gap where area <> '' and network_id = '`+w.here.Network.ID+`'`)[0]}, "state": {"solved"}, "service": {"Een bus"}}
	code, body := w.ask(access.Coordinator, http.MethodPost, "/cijfers/leemten", gap)
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, "Noem het aanbod") || !strings.Contains(body, `value="Een bus"`) || !strings.Contains(body, `<option value="solved" selected>`) {
		t.Errorf("solving without an offer answers %d", code)
	}
	offer := regexp.MustCompile(`<datalist id="offers"><option value="([^"]+)"`).FindStringSubmatch(body)[1]
	gap.Set("service", html.UnescapeString(offer))
	if code, _ := w.ask(access.Coordinator, http.MethodPost, "/cijfers/leemten", gap); code != http.StatusSeeOther {
		t.Errorf("solving answers %d", code)
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, "/cijfers/leemten", nil)
	has(t, body, "Opgelost met:", offer, "Het eerste signaal was in november 2026")
	for _, role := range []access.Role{access.Observer, access.Ambassador} {
		if code, _ := w.ask(role, http.MethodGet, "/cijfers/leemten", nil); code == http.StatusOK {
			t.Errorf("%s sees what stands out", role)
		}
		if code, _ := w.ask(role, http.MethodPost, "/cijfers/leemten", gap); code == http.StatusSeeOther {
			t.Errorf("%s solves a gap", role)
		}
	}
}

// TestTheCoordinatorSplitsByTwoAtMost chooses two cuts at once, and one from quarter to quarter; others do not get to choose.
func TestTheCoordinatorSplitsByTwoAtMost(t *testing.T) {
	w := newWorld(t)
	w.discussed(t, "x", 66)
	w.manyMembers(t)
	_, body := w.ask(access.Coordinator, http.MethodGet, "/cijfers?periode=jaar&samen=area/first", nil)
	has(t, body, `id="cross-area-first"`, "Wijk en soort hulp", "Hoe leren de teams?", "Was er iets te kiezen?", "Hoe is het opgelost?")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/cijfers?periode=jaar&samen=asker/quarter", nil)
	has(t, body, `id="cross-asker-quarter"`, "Kwartaal 3 van 2026")
	for _, pair := range []string{"team/first", "first/after", "area/first/team", "x"} {
		if code, _ := w.ask(access.Coordinator, http.MethodGet, "/cijfers?samen="+pair, nil); code != http.StatusNotFound {
			t.Errorf("%s answers %d", pair, code)
		}
	}
	_, body = w.ask(access.Observer, http.MethodGet, "/cijfers?samen=area/first", nil)
	if strings.Contains(body, "cross-area-first") || strings.Contains(body, "Twee tegelijk") {
		t.Error("the municipality chooses how to split")
	}
}

// manyMembers gives a team so many members that it is shown how it learns.
func (w world) manyMembers(t *testing.T) {
	t.Helper()
	for _, role := range subjects[1:7] {
		if _, err := w.here.People.Join(ctx, w.here.Operator, w.ids["teams"], w.persons[role], testkit.Today.AddDate(0, -1, 0)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWordsThatFoundNothingLeadToAnOffer makes a gap of words in one click as an editor, and solves it as the coordinator: the
// words find the offer from then on.
func TestWordsThatFoundNothingLeadToAnOffer(t *testing.T) {
	w := newWorld(t)
	w.miss(t, "kwebbelrit", 4)
	_, body := w.ask(access.Editor, http.MethodGet, "/beheer/bijhouden", nil)
	has(t, body, "kwebbelrit", "Maak er een leemte van")
	if code, _ := w.ask(access.Editor, http.MethodPost, "/beheer/gemist", url.Values{"words": {"kwebbelrit"}, "do": {"gap"}}); code != http.StatusSeeOther {
		t.Fatalf("making a gap answers %d", code)
	}
	_, body = w.ask(access.Editor, http.MethodGet, "/beheer/bijhouden", nil)
	has(t, body, "leemte: Gezien", "/beheer/overlap\">Leemten")
	if strings.Contains(body, "Maak er een leemte van") {
		t.Error("words that are a gap can be made one again")
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, "/cijfers/leemten", nil)
	has(t, body, "“kwebbelrit”, de hele stad", "Bezoekers zochten en vonden niets", `/cijfers/leemten" aria-current="page">Leemten</a>`)
	if strings.Count(body, ">Leemten</a>") != 1 {
		t.Error("the menu has gaps more than once")
	}
	id := dbtest.Ask[string](t, w.here.DB, `select id from gap where words = 'kwebbelrit'`)[0]
	gap := url.Values{"gap": {id}, "state": {"solved"}, "service": {"Bezoekmaatje, Stichting Aanloop"}}
	if code, _ := w.ask(access.Coordinator, http.MethodPost, "/cijfers/leemten", gap); code != http.StatusSeeOther {
		t.Fatalf("solving answers %d", code)
	}
	if code, _ := w.ask(access.Coordinator, http.MethodPost, "/cijfers/leemten", gap); code != http.StatusSeeOther { // again changes nothing
		t.Errorf("solving again answers %d", code)
	}
	w.handler = w.here.Web(t, web.Options{}, nil) // with an index built after the change
	_, body = w.ask(access.Visitor, http.MethodGet, "/zoek?q=kwebbelrit", nil)
	has(t, body, "Bezoekmaatje")
	_, body = w.ask(access.Editor, http.MethodGet, "/beheer/bijhouden", nil)
	if strings.Contains(body, "kwebbelrit") {
		t.Error("the words are still on the list of what was not found")
	}
}
