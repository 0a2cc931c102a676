package web_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"
)

func TestAgendaShowsWhatOneCanGoTo(t *testing.T) {
	_, h := site(t)
	page := get(t, h, "/agenda")
	first := page.text(".day:first-of-type")
	for _, want := range []string{"maandag 2 november 2026", "10.00–16.00 uur", "Open huiskamer", "Bewonersinitiatief De Brug · Het Lokaal, Lokaalweg 2, 0102AA"} {
		if !strings.Contains(first, want) {
			t.Errorf("the first day lacks %q: %s", want, first)
		}
	}
	if all := page.text("main"); strings.Contains(all, "Bezoekmaatje") || strings.Contains(all, "Verborgenlaan") {
		t.Error("help that comes to a person, or a secret address, is on the agenda")
	}
	if got := get(t, h, "/agenda?wijk=noord").text(".day"); !strings.Contains(got, "Spreekuur van de ambassadeur in Noord") || strings.Contains(got, "Open huiskamer") {
		t.Errorf("Noord: %s", got)
	}
	if got := get(t, h, "/agenda?hulpvraag=taal").text("main"); !strings.Contains(got, "nog niets") {
		t.Errorf("nothing planned: %s", got)
	}
	if got := get(t, h, "/agenda?wijk=bestaat-niet").StatusCode; got != http.StatusNotFound {
		t.Errorf("an unknown wijk answers %d", got)
	}
}

func TestAgendaForCalendarPrograms(t *testing.T) {
	_, h := site(t)
	answer := get(t, h, "/agenda.ics?wijk=zuid")
	if got := answer.Header.Get("Content-Type"); got != "text/calendar; charset=utf-8" {
		t.Errorf("type %q", got)
	}
	cal, err := ics.ParseCalendar(strings.NewReader(answer.body))
	if err != nil {
		t.Fatal(err)
	}
	var rules []string
	for _, e := range cal.Events() {
		if e.GetProperty(ics.ComponentPropertySummary).Value == "Open huiskamer" {
			rules = append(rules, e.GetProperty(ics.ComponentPropertyRrule).Value)
		}
	}
	if want := "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA FREQ=MONTHLY;BYDAY=1SU"; strings.Join(rules, " ") != want {
		t.Errorf("rules %q, want %q", rules, want)
	}
	for _, want := range []string{"DTSTART;TZID=Europe/Amsterdam:20261102T100000", "EXDATE;TZID=Europe/Amsterdam:20261225T100000", "BEGIN:VTIMEZONE"} {
		if !strings.Contains(answer.body, want) {
			t.Errorf("the calendar lacks %s", want)
		}
	}
}

func TestServicePageTellsTheHours(t *testing.T) {
	_, h := site(t)
	page := get(t, h, "/aanbod/open-huiskamer")
	for _, want := range []string{"Nu open, tot 16.00 uur.", "maandag t/m zaterdag: 10.00–16.00 uur", "elke 1e zondag van de maand: 13.00–15.00 uur", "Niet op feestdagen."} {
		if !strings.Contains(page.text("dl"), want) {
			t.Errorf("the page lacks %q: %s", want, page.text("dl"))
		}
	}
	if got := get(t, h, "/aanbod/wandelmaatje").text("dl"); !strings.Contains(got, "Wij weten de tijden niet.") {
		t.Errorf("unknown hours: %s", got)
	}
}

func TestServiceForSearchEngines(t *testing.T) {
	_, h := site(t)
	var linked struct {
		Type  string `json:"@type"`
		Name  string
		Hours []map[string]any `json:"hoursAvailable"`
		Place []any            `json:"location"`
	}
	text := get(t, h, "/aanbod/open-huiskamer").doc.Find(`script[type="application/ld+json"]`).Text()
	if err := json.Unmarshal([]byte(text), &linked); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if linked.Type != "Service" || linked.Name != "Open huiskamer" || len(linked.Hours) < 3 || len(linked.Place) != 1 {
		t.Errorf("got %+v", linked)
	}
	if secret := get(t, h, "/aanbod/opvang-voor-vrouwen").body; strings.Contains(secret, "Verborgenlaan") || strings.Contains(secret, "Geheim Huis") {
		t.Error("the confidential address leaves")
	}
}

func TestSitemapListsPublicPages(t *testing.T) {
	_, h := site(t)
	var all struct {
		URL []struct {
			Loc string `xml:"loc"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal([]byte(get(t, h, "/sitemap.xml").body), &all); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, u := range all.URL {
		found[u.Loc] = true
		if status := get(t, h, strings.TrimPrefix(u.Loc, "http://example.com")).StatusCode; status != http.StatusOK {
			t.Errorf("%s answers %d", u.Loc, status)
		}
	}
	for _, want := range []string{"http://example.com/", "http://example.com/aanbod/open-huiskamer", "http://example.com/wijk/noord", "http://example.com/organisatie/huis-beschut"} {
		if !found[want] {
			t.Errorf("the sitemap lacks %s", want)
		}
	}
}
