package thesaurus

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// needs reads the codes of the directory's needs.
func needs(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../directory/taxonomy/taxonomy.json")
	if err != nil {
		t.Fatal(err)
	}
	var taxonomy struct {
		Needs []struct{ Code, NL string }
	}
	if err := json.Unmarshal(text, &taxonomy); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, n := range taxonomy.Needs {
		out[n.Code] = n.NL
	}
	return out
}

func TestEveryKindIsComplete(t *testing.T) {
	set, all := Standard(), needs(t)
	seen, of := map[string]bool{}, map[string]int{}
	for i := range set.Kinds {
		k := &set.Kinds[i]
		of[k.Need]++
		switch {
		case seen[k.Code]:
			t.Errorf("%s: twice", k.Code)
		case all[k.Need] == "":
			t.Errorf("%s: there is no need %q", k.Code, k.Need)
		case k.NL == "" || k.EN == "":
			t.Errorf("%s: a name is missing", k.Code)
		case len(strings.Fields(k.Sentence)) > 15 || !strings.HasSuffix(k.Sentence, "."):
			t.Errorf("%s: %q is no sentence of 15 words at most", k.Code, k.Sentence)
		case len(k.Dutch()) < 12:
			t.Errorf("%s: only %d Dutch expressions", k.Code, len(k.Dutch()))
		}
		seen[k.Code] = true
		for _, language := range Languages[:8] {
			if len(k.Foreign[language]) == 0 {
				t.Errorf("%s: nothing in %s", k.Code, language)
			}
		}
		for _, code := range k.Related {
			if _, ok := set.Find(code); !ok || code == k.Code {
				t.Errorf("%s: related to %q", k.Code, code)
			}
		}
	}
	for code := range all {
		if of[code] < 4 {
			t.Errorf("need %s has %d kinds", code, of[code])
		}
	}
	if len(set.Kinds) < 100 {
		t.Errorf("%d kinds", len(set.Kinds))
	}
}

// A word that many kinds share tells nothing.
func TestWordsAreShared(t *testing.T) {
	kinds := map[string][]string{}
	for i := range Standard().Kinds {
		k := &Standard().Kinds[i]
		for _, text := range k.Dutch() {
			if text = strings.ToLower(text); k.Shared[text] == "" && !slices.Contains(kinds[text], k.Code) {
				kinds[text] = append(kinds[text], k.Code)
			}
		}
	}
	for text, codes := range kinds {
		if len(codes) > 4 {
			t.Errorf("%q stands in %v without a reason", text, codes)
		}
	}
}

func TestExpressionsStandOnce(t *testing.T) {
	for i := range Standard().Kinds {
		k := &Standard().Kinds[i]
		seen := map[string]bool{}
		for _, text := range slices.Concat(k.Names, k.Asks, k.Profession) {
			if seen[text] {
				t.Errorf("%s has %q twice", k.Code, text)
			}
			seen[text] = true
		}
	}
}

func TestEveryAlarmIsComplete(t *testing.T) {
	alarms := Standard().Alarms
	var phones []string
	for _, a := range alarms {
		phones = append(phones, a.Phone)
		if a.NL == "" || a.EN == "" || a.Sentence == "" || a.English == "" || len(a.Words) < 20 {
			t.Errorf("%s is not complete", a.Code)
		}
	}
	if strings.Join(phones, " ") != "112 113 0800-2000" {
		t.Errorf("numbers %v", phones)
	}
}

func TestWhatIsNotUnderstoodIsRefused(t *testing.T) {
	for _, text := range []string{"vraag: koffie", "hulpvraag: taal\n== les\nvrag: koffie", "hulpvraag: taal\n== les\nkoffie", "== alarm\nvraag: help"} {
		if err := new(Set).read(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func TestSKOS(t *testing.T) {
	var b strings.Builder
	if err := Standard().WriteSKOS(&b, needs(t)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`kind:belmaatje a skos:Concept ; skos:inScheme <urn:samenspel:kinds> ; skos:broader need:gezelschap ;`,
		`skos:prefLabel "Belmaatje"@nl , "A phone friend"@en ;`, `skos:altLabel "telefooncirkel"@nl ;`, `skos:related kind:alarmering ;`,
		`skos:editorialNote "not reviewed: nl en tr ar pl uk de es ti fr ru fa so pt ro bg pap"@en .`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s is missing", want)
		}
	}
	if n := strings.Count(b.String(), " a skos:Concept ;"); n != len(Standard().Kinds)+len(needs(t)) {
		t.Errorf("%d concepts", n)
	}
}
