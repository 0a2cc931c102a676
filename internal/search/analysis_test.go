package search

import (
	"slices"
	"strings"
	"testing"
)

func TestTokens(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"words", "Samen wandelen, elke week!", "samen wandelen elke week"},
		{"accents", "Café Één Oekraïne", "cafe een oekraine"},
		{"decomposed accents", "Cafe\u0301", "cafe"},
		{"ligatures", "Straße Łódź Æsir ĳs", "strasse lodz aesir ijs"},
		{"hyphen", "één-op-één e-mail", "een op een e mail"},
		{"plural with apostrophe", "foto's baby’s", "foto baby"},
		{"article with apostrophe", "'s avonds in 't park", "s avonds in t park"},
		{"soft hyphen and direction marks", "maat\u00adje \u202emaat\u200bje\u202c", "maatje maatje"},
		{"control characters", "een\x00twee\x1fdrie", "een twee drie"},
		{"invalid bytes", "goed\xff\xfehoor", "goed hoor"},
		{"number and unit", "83jaar 9-jarige", "83 jaar 9 jarige"},
		{"other scripts", "مساعدة допомога", "مساعدة допомога"},
		{"nothing", " .,;\n", ""},
	}
	for _, tt := range tests {
		var got []string
		for _, tok := range tokens(tt.text) {
			got = append(got, tok.folded)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: tokens(%q) = %q, want %q", tt.name, tt.text, got, tt.want)
		}
	}
}

func TestTokensKeepTheWordAsWritten(t *testing.T) {
	got := tokens("Oekraïne 65+")
	if len(got) != 2 || got[0].text != "Oekraïne" || !got[1].plus {
		t.Errorf("tokens = %+v", got)
	}
}

func TestTokensCutLongRuns(t *testing.T) {
	for _, tok := range tokens(strings.Repeat("a", 1000)) {
		if len(tok.folded) > maxWord {
			t.Fatalf("token of %d bytes", len(tok.folded))
		}
	}
}

// Each line is a family: all its words have one stem.
func TestStemJoins(t *testing.T) {
	families := []string{
		"eenzaam eenzame eenzaamheid",
		"begeleiding begeleiden begeleider begeleiders",
		"maatje maatjes maat",
		"praatje praten praat",
		"huisje huisjes huis huizen",
		"balletje ballen bal",
		"boompje bomen boom",
		"wandelingetje wandeling wandelen",
		"boodschap boodschappen",
		"gezin gezinnen gezinnetje",
		"reis reizen", "brief brieven briefje",
		"doof doven dove",
		"helpen helpt hulp geholpen",
		"koken kookt gekookt",
		"mantelzorg mantelzorger mantelzorgers",
		"kind kinderen kindje",
		"verslaafd verslaving verslaafden",
		"dementie dementerende dementerenden",
		"ziek zieken ziekte",
		"formulier formulieren", "schuld schulden", "tuin tuinen tuintje",
	}
	for _, family := range families {
		members := strings.Fields(family)
		for _, word := range members[1:] {
			if stem(word) != stem(members[0]) {
				t.Errorf("stem(%q) = %q, stem(%q) = %q", word, stem(word), members[0], stem(members[0]))
			}
		}
	}
}

// Words on one line look alike and must stay apart.
func TestStemSeparates(t *testing.T) {
	strangers := []string{
		"begeleiding beleid", "gezelschap gezel", "gebed bed", "geheugen geheim",
		"alleen alle", "ouders ouderen", "lezen les", "meisje mei", "oranje oranjebal", "buurt buur", "spelen spellen",
	}
	for _, pair := range strangers {
		a, b, _ := strings.Cut(pair, " ")
		if stem(a) == stem(b) {
			t.Errorf("stem(%q) = stem(%q) = %q", a, b, stem(a))
		}
	}
}

func TestIrregularFormsBelongToOneFamily(t *testing.T) {
	for form, base := range irregular {
		if again, ok := irregular[base]; ok && again != base {
			t.Errorf("%q → %q → %q: a stem must be its own stem", form, base, again)
		}
	}
}

func TestSplit(t *testing.T) {
	known := map[string]int{}
	for _, w := range strings.Fields("wandel maatje taal boodschappen hulp rolstoel vervoer lotgenoten contact groep fiets ouderen thuis zorg vrijwilliger werk heid mantel huis arts voor lezen") {
		known[w] = 1
	}
	stems := map[string]int{}
	for w := range known {
		stems[stem(w)] = 1
	}
	c := compounds{words: known, stems: stems}
	tests := []struct{ name, word, want string }{
		{"two words", "wandelmaatje", "wandel maatje"},
		{"ending on the last part", "fietsmaatjes", "fiets maatjes"},
		{"link en", "rolstoelenvervoer", "rolstoel vervoer"},
		{"link s", "vervoershulp", "vervoer hulp"},
		{"parts of the field in a small index", "kookcursus", "kook cursus"},
		{"three parts", "lotgenotencontactgroep", "lotgenoten contact groep"},
		{"five parts are too many", "taalhulpgroepzorgwerk", ""},
		{"short part from the list", "taalles", "taal les"},
		{"short part not in the list", "taalmin", ""},
		{"unknown part", "wandelstok", ""},
		{"a suffix is no part", "zorgheid", ""},
		{"a stop word is no part", "voorlezen", ""},
		{"protected", "mantelzorg", ""},
		{"form of a protected word", "vrijwilligers", ""},
		{"protected word as a part", "vrijwilligerswerk", "vrijwilligers werk"},
		{"too short", "zorg", ""},
	}
	for _, tt := range tests {
		if got := strings.Join(c.split(tt.word), " "); got != tt.want {
			t.Errorf("%s: split(%q) = %q, want %q", tt.name, tt.word, got, tt.want)
		}
	}
}

func TestCorrect(t *testing.T) {
	s := newSpeller(map[string]int{"wandelen": 5, "boodschappen": 3, "rijden": 2, "lotgenoten": 2, "koud": 1, "hond": 9, "hand": 1, "administratie": 1}, nil)
	tests := []struct{ name, word, want string }{
		{"missing letter", "wandeln", "wandelen"},
		{"swapped letters", "wandleen", "wandelen"},
		{"two edits in a long word", "bodschapen", "boodschappen"},
		{"ei for ij", "reiden", "rijden"},
		{"ou for au", "kaut", "koud"},
		{"t for d", "hont", "hond"},
		{"the common word wins", "hnd", ""},
		{"common before rare", "hend", "hond"},
		{"doubled and single letters", "atminnistratie", "administratie"},
		{"two edits in a short word", "hoxx", ""},
		{"far away", "kwartetspel", ""},
		{"numbers stay", "1234", ""},
	}
	for _, tt := range tests {
		if got := s.correct(tt.word); got != tt.want {
			t.Errorf("%s: correct(%q) = %q, want %q", tt.name, tt.word, got, tt.want)
		}
	}
}

func TestEdits(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"maat", "maat", 0}, {"maat", "maaat", 1}, {"maat", "mat", 1},
		{"maat", "mata", 1}, {"maat", "moot", 2}, {"maat", "bus", 3},
	}
	for _, tt := range tests {
		if got := edits(tt.a, tt.b, 2); got != tt.want {
			t.Errorf("edits(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestAgeWish(t *testing.T) {
	tests := []struct {
		text string
		want ageRange
	}{
		{"mijn buurman is 83", ageRange{83, 83}},
		{"vrouw van 47 jaar", ageRange{47, 47}},
		{"kind van 9", ageRange{9, 9}},
		{"13-jarige dochter", ageRange{13, 13}},
		{"gym voor 65+", ageRange{65, 0}},
		{"55-plus", ageRange{55, 0}},
		{"speelgroep peuters", ageRange{1, 4}},
		{"12 keer per week", ageRange{}},
		{"70 euro te kort", ageRange{}},
		{"bus 12", ageRange{}},
		{"bel 0612345678", ageRange{}},
		{"wandelen", ageRange{}},
	}
	for _, tt := range tests {
		if got, _, _ := ageWish(tokens(tt.text)); got != tt.want {
			t.Errorf("ageWish(%q) = %v, want %v", tt.text, got, tt.want)
		}
	}
}

func TestAgeBandsCoverEveryAgeOnce(t *testing.T) {
	for age := range 111 {
		n := 0
		for _, band := range ageBands {
			if band.ages.meets(ageRange{age, max(age, 1)}) && !(age == 0 && band.ages.min > 0) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("age %d lies in %d bands", age, n)
		}
	}
}

func TestNamedAreas(t *testing.T) {
	tree := newAreaTree(append(slices.Clone(testAreas), Area{ID: "bu2", Parent: "wk1", Name: "De Tuin", Kind: "buurt"}))
	tests := []struct{ text, want string }{
		{"maatje in de Merelbuurt", "bu1"},
		{"oude haven koffie", "wk2"},
		{"De Oude-Haven", "wk2"},
		{"oudehaven", "wk2"},
		{"ZONNEHOEK", "wk1"},
		{"zonnehoek-noord", "wk1"},
		{"een oude man aan de haven", ""},
		{"hulp in de tuin", "bu2"}, // an ordinary word: only where a place is to be expected
		{"de tuin is verwilderd", ""},
		{"iemand voor mijn Tuin graag", "bu2"},
		{"tuin", ""},
	}
	for _, tt := range tests {
		got := ""
		if n, _, _ := tree.named(tokens(tt.text), wordSet("tuin")); n >= 0 {
			got = tree.areas[n].ID
		}
		if got != tt.want {
			t.Errorf("named(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestAreaTreeWithALoop(t *testing.T) {
	tree := newAreaTree([]Area{{ID: "a", Parent: "b", Name: "Aaa"}, {ID: "b", Parent: "a", Name: "Bbb"}, {ID: "c", Name: "Ccc"}})
	if tree.within(0, 2) || !tree.within(0, 1) {
		t.Error("within is wrong in a loop")
	}
}
