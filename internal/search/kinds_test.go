package search

import (
	"slices"
	"testing"

	"samenspel/internal/thesaurus"
)

// kindsAsked are the codes of the kinds of help recognised in a text, of each need the best.
func kindsAsked(x *Index, text string) []string {
	var out []string
	for _, n := range x.understand(&Query{Text: text}).needs {
		out = append(out, x.said.kinds[n.kinds[0].kind].Code)
	}
	return out
}

// Every kind of help can be reached: by its name, and by nearly everything that stands under it.
func TestEveryKindIsReachable(t *testing.T) {
	x := index()
	asked, missed := 0, 0
	for i := range thesaurus.Standard().Kinds {
		k := &thesaurus.Standard().Kinds[i]
		if got := kindsAsked(x, k.NL); !slices.Contains(got, k.Code) {
			t.Errorf("%q finds %v, not %s", k.NL, got, k.Code)
		}
		for _, text := range k.Dutch() {
			asked++
			if !means(x, text, k.Code) {
				missed++
			}
		}
	}
	if missed*50 > asked {
		t.Errorf("%d of %d expressions do not find their kind", missed, asked)
	}
}

// means says whether a text may mean a kind of help.
func means(x *Index, text, code string) bool {
	for _, g := range x.understand(&Query{Text: text}).asked {
		if x.said.kinds[g.kind].Code == code {
			return true
		}
	}
	return false
}

func TestKindsInSentences(t *testing.T) {
	x := index()
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"Mijn vrouw heeft alzheimer en ik wil graag een middag vrij", []string{"respijt-thuis", "dementie-cafe"}},
		{"wie kan mijn heg knippen?", []string{"tuinhulp"}},
		{"ik kan niet meer", []string{"mantelzorg-advies"}},
		{"يوجد لدي ديون", []string{"schulden"}},
		{"uczę się: kurs holenderskiego", []string{"taalles"}},
		{"zeg maar niets", nil},
		{"het is niet anders", nil}, // "iş" is work in Turkish
	} {
		if got := kindsAsked(x, tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("%q means %v, want %v", tt.text, got, tt.want)
		}
	}
}

func TestWordsOfTheNetworkItself(t *testing.T) {
	docs := []Document{service("Bezoekmaatje", says("Iemand komt bij u op bezoek."))}
	own := Build(Config{Words: map[string][]string{"bezoekmaatje": {"kwebbelbeurt"}}}, testAreas, docs)
	if got := kindsAsked(own, "ik wil een kwebbelbeurt"); !slices.Equal(got, []string{"bezoekmaatje"}) {
		t.Errorf("with the word of the network: %v", got)
	}
	if got := kindsAsked(index(docs...), "kwebbelbeurt"); len(got) > 0 {
		t.Errorf("another network knows it too: %v", got)
	}
}

// A word that only makes one think of a kind finds it when nothing says more.
func TestHintsFindWhenNothingElseDoes(t *testing.T) {
	x := index(
		service("Thuisadministratie", says("Samen uw papieren op orde brengen.")),
		service("Klusdienst", says("Kleine klussen in huis.")),
		service("Voetbal voor iedereen", says("Een balletje trappen.")),
	)
	wantOrder(t, x, Query{Text: "brievenbus", Limit: 1}, "Thuisadministratie")
	wantOrder(t, x, Query{Text: "mijn brievenbus ophangen", Limit: 1}, "Klusdienst")
}
