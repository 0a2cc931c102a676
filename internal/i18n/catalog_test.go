package i18n_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samenspel/internal/i18n"
	"samenspel/internal/testkit"
)

// catalog reads the catalogues of a language: id → forms. An id stands in one file only.
func catalog(t *testing.T, lang string) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("catalog/*." + lang + ".json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no catalogues for %q: %v", lang, err)
	}
	all := map[string][]string{}
	for _, file := range files {
		for id, forms := range catalogFile(t, file) {
			if all[id] != nil {
				t.Errorf("%s repeats %q, which another file has", file, id)
			}
			all[id] = forms
		}
	}
	return all
}

func catalogFile(t *testing.T, file string) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Fatal(file, err)
	}
	all := map[string][]string{}
	for id, value := range raw {
		switch v := value.(type) {
		case string:
			all[id] = []string{v}
		case map[string]any:
			for _, form := range []string{"one", "other"} {
				text, ok := v[form].(string)
				if !ok {
					t.Errorf("%s: %s lacks the form %q", file, id, form)
				}
				all[id] = append(all[id], text)
			}
		}
	}
	return all
}

var placeholder = regexp.MustCompile(`{{\.(\w+)}}`)

func TestCataloguesAgree(t *testing.T) {
	nl, en := catalog(t, "nl"), catalog(t, "en")
	for id, texts := range nl {
		if len(en[id]) != len(texts) {
			t.Errorf("English has %d forms of %q, Dutch has %d", len(en[id]), id, len(texts))
			continue
		}
		last := len(texts) - 1
		if got, want := holes(en[id][last]), holes(texts[last]); !slices.Equal(got, want) {
			t.Errorf("%q has %v in English and %v in Dutch", id, got, want)
		}
	}
	for id := range en {
		if nl[id] == nil {
			t.Errorf("%q is only in English", id)
		}
	}
}

func holes(text string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

var used = regexp.MustCompile(`(?:\bt|\.T|layout\(v,|(?:field|ticks|pick) [^"]*"[a-z_-]+"(?: \$\w+\))?) ?\(?"([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)"`)

// dynamic are the beginnings of ids that are put together from a code.
var dynamic = []string{"role.", "language.", "capacity.", "failure.", "facet.", "variant.", "step.", "people.warn.", "people.wrong.", "account.", "menu.", "networks.wrong.", "sources.wrong.", "field.", "linkage.reason.", "linkage.weight.", "linkage.contradicts", "hours.", "day.",
	"accounts.", "files.wrong.", "glass.wrong.", "intro.", "keys.", "member.", "week.",
	"register.basis.", "register.category.", "removal.object.", "removal.from.", "removal.then.", "areas.wrong.",
	"condition.", "look.wrong.", "module.", "preset.", "start.step.", "start.todo.", "state.",
	"quality.", "entry.wrong.", "upkeep.outcome-", "understood.role.", "ownwords.wrong.",
	"desk.asker.", "desk.channel.", "desk.day.", "desk.kind.", "desk.list.", "desk.outcome.", "desk.state.", "desk.when.", "desk.whom.", "desk.wrong.", "desk.act.", "asked.state.",
	"referral.act.", "referral.day.", "referral.ended.", "referral.giver.", "referral.list.", "referral.outcome.", "referral.reason.", "referral.result.", "referral.side.",
	"referral.state.", "referral.stepped.", "referral.told.", "referral.when.", "referral.wrong.", "consent.item.", "room.answer.", "signal.by.",
	"survey.agree.", "survey.answer.", "survey.factor.", "survey.baseline.", "survey.name.", "survey.q.", "survey.who.", "survey.wrong.",
	"neighbours.is.", "neighbours.side.", "neighbours.state.", "neighbours.wrong.", "neighbour.other.", "neighbour.outcome.", "neighbour.state.",
	"met.answer.", "signup.answer.", "signup.outcome.", "signup.state.", "volunteer.moment.", "volunteer.wrong.", "volunteers.state.",
	"casework.", "ownquestion.wrong.", "aim.", "wifa.", "tasks.", "referral.do.",
	"meeting.answer.", "meeting.count.", "meeting.item.", "meeting.point", "meeting.seat", "meeting.minutes.", "meeting.wrong.", "group.kind", "group.unit", "group.from", "group.organization", "group.person", "group.role", "group.blood", "group.often.", "group.wrong.",
	"activity.filter.", "activity.kind.", "activity.wrong.", "seat.wrong.", "ecogram.", "list.", "teamwork.plan.", "teamwork.point.", "teamwork.wrong.", "trajectory.when.", "trajectory.wrong.", "agreement.", "tables.per.",
	"measure.helper.", "measure.moment.", "measure.move.", "figures.by.", "stories.state.", "stories.wrong.",
	"figures.cut.", "figures.lead.", "figures.period.", "slide.wrong.", "tally.", "gaps.sentence.", "gaps.source.", "gaps.state.", "gaps.wrong."}

func TestEveryTextIsThereAndUsed(t *testing.T) {
	nl := catalog(t, "nl")
	asked := map[string]bool{}
	err := filepath.WalkDir(filepath.Join(testkit.Root(), "internal"), func(path string, _ os.DirEntry, err error) error {
		if err != nil || !(strings.HasSuffix(path, ".html") || strings.HasSuffix(path, ".go")) || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range used.FindAllStringSubmatch(string(text), -1) {
			asked[m[1]] = true
			if strings.Contains(m[1], ".") && nl[m[1]] == nil && strings.Contains(path, "web") {
				t.Errorf("%s asks for %q, which is in no catalogue", filepath.Base(path), m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range slices.Sorted(maps.Keys(nl)) {
		if !asked[strings.TrimSuffix(id, ".hint")] && !slices.ContainsFunc(dynamic, func(start string) bool { return strings.HasPrefix(id, start) }) {
			t.Errorf("nothing asks for %q", id)
		}
	}
}

// TestDutchIsShort keeps sentences at a length that everyone can read: 15 words (language level B1).
func TestDutchIsShort(t *testing.T) {
	for id, texts := range catalog(t, "nl") {
		for _, text := range texts {
			for _, sentence := range regexp.MustCompile(`[.!?:]\s`).Split(text, -1) {
				if n := len(strings.Fields(sentence)); n > 15 {
					t.Errorf("%s has a sentence of %d words: %s", id, n, sentence)
				}
			}
		}
	}
}

// TestWordsOfANetwork says texts as a network says them, on their own and within others.
func TestWordsOfANetwork(t *testing.T) {
	p := i18n.In("nl").With(map[string]string{"role.ambassador": "Verbinder", "role.contact": "IZ-verbinder"})
	for id, want := range map[string]string{"role.ambassador": "Verbinder", "people.vacant": "Zonder eigen verbinder:", "point.ambassador": "Mijn IZ-verbinder", "role.coordinator": "Coördinator"} {
		if got := p.T(id); got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
	if got := p.T("wijk.ambassador", "Name", "Eva"); got != "Eva is uw IZ-verbinder" {
		t.Errorf("with a name it says %q", got)
	}
	if got := i18n.In("nl").T("wijk.ambassador", "Name", "Eva"); got != "Eva is uw ambassadeur" {
		t.Errorf("the product itself says %q", got)
	}
}

func TestForms(t *testing.T) {
	nl, en := i18n.In("nl"), i18n.In("en")
	day := time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{nl.T("results.all", "Count", 1), "1 resultaat"},
		{nl.T("results.all", "Count", 0), "0 resultaten"},
		{nl.T("results.all", "Count", 3000), "3.000 resultaten"},
		{en.T("results.all", "Count", 1), "1 result"},
		{en.T("results.all", "Count", 1234567), "1,234,567 results"},
		{nl.T("no.such.text"), "no.such.text"},
		{nl.Date(day), "9 maart 2026"}, {en.Date(day), "9 March 2026"}, {nl.Month(day), "maart 2026"},
		{nl.List([]string{"a", "b", "c"}), "a, b en c"}, {en.List([]string{"a", "b"}), "a and b"}, {nl.List(nil), ""},
		{nl.Number(-1500), "-1.500"}, {i18n.In("fr").Lang(), "nl"},
		{i18n.Slug("Eén café & 't Huis!"), "een-cafe-t-huis"}, {i18n.Slug("½ «»"), "1-2"}, {i18n.Slug("…"), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
