package search

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRankingByField(t *testing.T) {
	x := index(
		service("Koken voor beginners", about("Wij organiseren ook schaken.")),
		service("Koffieochtend", says("Na de koffie kan er worden geschaakt; schaken mag, kaarten ook.")),
		service("Schaken in het buurthuis", says("Elke week een partij.")),
	)
	wantOrder(t, x, Query{Text: "schaken"}, "Schaken in het buurthuis", "Koffieochtend")
}

func TestEditorWordsFindASilentEntry(t *testing.T) {
	x := index(service("De Brug", words("depressie", "somber")), service("De Linde"))
	wantOrder(t, x, Query{Text: "somber"}, "De Brug")
}

func TestLabelsAreFound(t *testing.T) {
	x := index(service("De Brug", labels("Gezelschap en contact")), service("De Linde", labels("Klusjes en tuin")))
	wantOrder(t, x, Query{Text: "gezelschap"}, "De Brug")
}

func TestWordsInAnyForm(t *testing.T) {
	x := index(
		service("Bezoek aan huis", says("Voor wie zich eenzaam of alleen voelt.")),
		service("Café Oekraïne"),
		service("Wandelmaatje"),
	)
	for text, want := range map[string]string{
		"eenzame":          "Bezoek aan huis",
		"eenzaamheid":      "Bezoek aan huis",
		"ik ben zo alleen": "Bezoek aan huis",
		"ALLÉÉN":           "Bezoek aan huis",
		"oekraine":         "Café Oekraïne",
		"cafés":            "Café Oekraïne",
		"maatjes":          "Wandelmaatje",
		"wandelen maatje":  "Wandelmaatje",
		"wandelmaatjes":    "Wandelmaatje",
	} {
		if got := titles(x.Search(Query{Text: text})); len(got) == 0 || got[0] != want {
			t.Errorf("%q finds %q, want %q first", text, got, want)
		}
	}
}

func TestCompoundInQueryFindsSeparateWords(t *testing.T) {
	x := index(service("Vervoer met een rolstoel"), service("Knutselen"))
	wantOrder(t, x, Query{Text: "rolstoelvervoer"}, "Vervoer met een rolstoel")
}

func TestSentenceIsNotDrowned(t *testing.T) {
	x := index(
		service("Thuis in de buurt", says("Wij zijn er voor mensen in de buurt die hulp zoeken, voor moeder en kind.")),
		service("Rouwcafé", says("Praten over verlies en rouw.")),
		service("Samen doen", says("Hulp voor iedereen, thuis en in de buurt.")),
	)
	r := x.Search(Query{Text: "ik zoek hulp voor mijn moeder, zij is in de rouw en zit thuis"})
	if got := titles(r); len(got) == 0 || got[0] != "Rouwcafé" {
		t.Errorf("got %q", got)
	}
}

func TestMoreOfTheQueryIsBetter(t *testing.T) {
	x := index(service("Muziek luisteren"), service("Muziek en schilderen"), service("Schilderen met olieverf"))
	r := x.Search(Query{Text: "muziek schilderen"})
	if got := titles(r); len(got) != 3 || got[0] != "Muziek en schilderen" {
		t.Errorf("got %q", got)
	}
}

func TestTypo(t *testing.T) {
	x := index(service("Administratie op orde"), service("Wandelen"))
	r := wantOrder(t, x, Query{Text: "atministratie hulp"}, "Administratie op orde")
	if diff := cmp.Diff([]Correction{{"atministratie", "administratie"}}, r.Corrected); diff != "" {
		t.Error(diff)
	}
	if r := x.Search(Query{Text: "wandelen "}); len(r.Corrected) > 0 {
		t.Errorf("a known word was corrected: %v", r.Corrected)
	}
}

func TestPrefixOfTheLastWordOnly(t *testing.T) {
	x := index(service("Formulieren invullen"), service("Wandelclub"))
	wantOrder(t, x, Query{Text: "formul"}, "Formulieren invullen")
	wantOrder(t, x, Query{Text: "form"}, "Formulieren invullen")
	wantOrder(t, x, Query{Text: "formu "})
	wantOrder(t, x, Query{Text: "formu en wandelclub"}, "Wandelclub")
}

func TestOnlyStopWords(t *testing.T) {
	x := index(service("Er zijn"), service("Wandelclub"))
	wantOrder(t, x, Query{Text: "er zijn"}, "Er zijn")
	if r := x.Search(Query{Text: "ik wil"}); r.Total != 2 {
		t.Errorf("a query that says nothing gives %d of 2", r.Total)
	}
}

func TestNothingFound(t *testing.T) {
	x := index(service("Wandelclub"))
	if r := x.Search(Query{Text: "qqqqqqq"}); r.Total != 0 || len(r.Hits) != 0 {
		t.Errorf("got %+v", r)
	}
	if r := index().Search(Query{Text: "wandelen"}); r.Total != 0 {
		t.Errorf("an empty index gives %d hits", r.Total)
	}
}

func TestAreaBoosts(t *testing.T) {
	x := index(
		service("Maatje west", serves("wk2")),
		service("Maatje overal"),
		service("Maatje zon", serves("wk1")),
	)
	want := []string{"Maatje zon", "Maatje overal", "Maatje west"}
	for _, q := range []Query{{Text: "maatje", Area: "wk1"}, {Text: "maatje in Zonnehoek"}, {Text: "maatje merelbuurt"}, {Text: "", Area: "wk1"}, {Text: "zonnehoek"}} {
		r := wantOrder(t, x, q, want...)
		if !r.Hits[0].Near || r.Hits[1].Near || r.Hits[2].Near {
			t.Errorf("%+v: Near is wrong", q)
		}
	}
	if r := x.Search(Query{Text: "maatje in Zonnehoek"}); r.Area != "wk1" {
		t.Errorf("Area = %q", r.Area)
	}
	if r := x.Search(Query{Text: "maatje", Area: "wk1"}); r.Area != "" {
		t.Errorf("Area = %q, though the text names none", r.Area)
	}
}

func TestLocatedInAreaIsNear(t *testing.T) {
	x := index(service("Koffie a", serves("wk2"), at("bu1")), service("Koffie b", serves("wk2")))
	wantOrder(t, x, Query{Text: "koffie", Area: "wk1"}, "Koffie a", "Koffie b")
}

func TestAgeBoostsNeverFilters(t *testing.T) {
	x := index(service("Gym jeugd", ages(4, 12)), service("Gym senioren", ages(65, 0)))
	wantOrder(t, x, Query{Text: "gym 83 jaar"}, "Gym senioren", "Gym jeugd")
	wantOrder(t, x, Query{Text: "gym voor kind van 9"}, "Gym jeugd", "Gym senioren")
}

func TestOverdueAndFullAreLowerNotHidden(t *testing.T) {
	for _, change := range []func(*Document){overdue, full} {
		for _, day := range []string{"2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"} {
			x := Build(Config{Network: "eikenrode", Day: day}, testAreas, []Document{service("Zang een", change), service("Zang twee")})
			wantOrder(t, x, Query{Text: "zang"}, "Zang twee", "Zang een")
			wantOrder(t, x, Query{}, "Zang twee", "Zang een")
		}
	}
}

func TestTiesChangeWithTheDay(t *testing.T) {
	docs := make([]Document, 12)
	for i := range docs {
		docs[i] = service("Koor", func(d *Document) { d.Ref = fmt.Sprint("r", i) })
	}
	order := func(network, day string) string {
		var refs []string
		for _, h := range Build(Config{Network: network, Day: day}, nil, docs).Search(Query{Text: "koor", Limit: 20}).Hits {
			refs = append(refs, h.Document.Ref)
		}
		return strings.Join(refs, " ")
	}
	today := order("n", "2026-03-01")
	if order("n", "2026-03-01") != today {
		t.Error("the order changes within a day")
	}
	if today == order("n", "2026-03-02") {
		t.Error("the order is the same on two days")
	}
	if today == order("m", "2026-03-01") {
		t.Error("the order is the same in two networks")
	}
}

func TestFacetsFilterAndCount(t *testing.T) {
	x := index(
		service("Zang a", needs("contact"), forms("groep"), serves("wk1"), ages(18, 64)),
		service("Zang b", needs("contact", "rouw"), forms("thuis"), serves("wk2"), ages(65, 0)),
		service("Zang c", needs("rouw"), forms("groep")),
		service("Dammen", needs("contact"), forms("groep")),
	)
	r := x.Search(Query{Text: "zang", Needs: []string{"contact"}})
	if got := titles(r); r.Total != 2 || slices.Contains(got, "Zang c") {
		t.Errorf("hits %q", got)
	}
	want := map[string][]Count{
		FacetNeed: {{"contact", 2}, {"rouw", 2}}, // own choice not applied
		FacetForm: {{"groep", 1}, {"thuis", 1}},
		FacetArea: {{"wk1", 1}, {"wk2", 1}},
		FacetAge:  {{"18-27", 1}, {"27-65", 1}, {"65-75", 1}, {"75+", 1}},
	}
	for name, counts := range want {
		if diff := cmp.Diff(counts, r.Facets[name]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestChoicesCombine(t *testing.T) {
	x := index(
		service("a", needs("contact"), forms("groep")),
		service("b", needs("rouw"), forms("groep")),
		service("c", needs("rouw"), forms("thuis")),
		service("d", needs("geld"), forms("groep")),
	)
	or := x.Search(Query{Needs: []string{"contact", "rouw"}})
	and := x.Search(Query{Needs: []string{"contact", "rouw"}, Forms: []string{"groep"}})
	if or.Total != 3 || and.Total != 2 {
		t.Errorf("within a facet %d of 3, between facets %d of 2", or.Total, and.Total)
	}
	if none := x.Search(Query{Needs: []string{"bestaat niet"}}); none.Total != 0 {
		t.Errorf("an unknown code lets %d through", none.Total)
	}
}

func TestChosenAgeFilters(t *testing.T) {
	x := index(service("jeugd", ages(4, 12)), service("senior", ages(65, 0)), service("iedereen"))
	for _, tt := range []struct{ from, to, want int }{{0, 4, 1}, {4, 12, 2}, {12, 18, 2}, {18, 27, 1}, {75, 0, 2}, {0, 0, 3}} {
		if r := x.Search(Query{AgeFrom: tt.from, AgeTo: tt.to}); r.Total != tt.want {
			t.Errorf("%d–%d: %d hits, want %d", tt.from, tt.to, r.Total, tt.want)
		}
	}
}

func TestReasons(t *testing.T) {
	x := index(
		service("Wandelmaatjes Zonnehoek", words("Buddy"), by("Stichting Éénzaam"), says("Wij lopen graag."), serves("wk1")),
		service("Kaarten", says("Gezellig.")),
	)
	tests := []struct {
		name, text string
		want       []Reason
	}{
		{"same", "buddy ", []Reason{{"buddy", "Buddy", FieldWords, ReasonSame}}},
		{"accents are no difference", "eenzaam ", []Reason{{"eenzaam", "Éénzaam", FieldOrganization, ReasonSame}}},
		{"form", "Wandelmaatje ", []Reason{{"Wandelmaatje", "Wandelmaatjes", FieldTitle, ReasonForm}}},
		{"form in the description", "gelopen lopen ", []Reason{{"lopen", "lopen", FieldDescription, ReasonSame}}},
		{"prefix", "wandelm", []Reason{{"wandelm", "Wandelmaatjes", FieldTitle, ReasonPrefix}}},
		{"typo", "wandelmoatjes ", []Reason{{"wandelmoatjes", "Wandelmaatjes", FieldTitle, ReasonTypo}}},
		{"area", "buddy in zonnehoek", []Reason{{"buddy", "Buddy", FieldWords, ReasonSame}, {"zonnehoek", "Zonnehoek", FieldArea, ReasonSame}}},
	}
	for _, tt := range tests {
		r := x.Search(Query{Text: tt.text})
		if len(r.Hits) == 0 {
			t.Errorf("%s: nothing found", tt.name)
			continue
		}
		if diff := cmp.Diff(tt.want, r.Hits[0].Reasons); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestReasonNamesACompound(t *testing.T) {
	x := index(service("Wandelmaatje"), service("Maatje voor u"), service("Wandelen"))
	for _, h := range x.Search(Query{Text: "maatje "}).Hits {
		if h.Document.Title == "Wandelmaatje" {
			if diff := cmp.Diff([]Reason{{"maatje", "Wandelmaatje", FieldTitle, ReasonPart}}, h.Reasons); diff != "" {
				t.Error(diff)
			}
			return
		}
	}
	t.Error("the compound is not found by its part")
}

func TestSiblingsLendTheirWords(t *testing.T) {
	x := index(
		service("Bezoekvriend ouderen", words("bezoekvriend", "visite"), says("Wekelijks visite van een bezoekvriend.")),
		service("Bezoekvriend ouderen zuid", words("bezoekvriend"), says("Een bezoekvriend komt thee drinken.")),
		service("Schaakclub"), service("Naaiatelier"), service("Zwemles"),
	)
	r := wantOrder(t, x, Query{Text: "thee"}, "Bezoekvriend ouderen zuid", "Bezoekvriend ouderen")
	want := []Reason{{"thee", "thee", FieldSibling, ReasonSibling}, {"bezoekmaatje", "Iemand op bezoek", FieldKind, ReasonHelp}}
	if diff := cmp.Diff(want, r.Hits[1].Reasons); diff != "" {
		t.Error(diff)
	}
}

func TestSuggest(t *testing.T) {
	x := index(
		service("Wandelclub", by("Stichting Zonneschijn"), says("Samen wandelen.")),
		service("Wandelmaatje", says("Rustig wandelen in het groen.")),
		service("Het grote café", says("Koffie.")),
	)
	tests := []struct {
		name, prefix string
		want         []string
	}{
		{"words before titles", "wandel", []string{"wandelen", "Wandelclub", "Wandelmaatje", "Samen wandelen"}},
		{"areas first", "zonneh", []string{"Zonnehoek"}},
		{"a kind of help by its name", "samen wan", []string{"Samen wandelen"}},
		{"in English", "walk", []string{"Walking together"}},
		{"by what others call it", "ommetje", []string{"Samen wandelen"}},
		{"a later word, folded", "CAFÉ", []string{"Het grote café"}},
		{"two words", "grote ca", []string{"Het grote café"}},
		{"nothing typed", " ", nil},
		{"nothing known", "xyz", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, s := range x.Suggest(tt.prefix, 5) {
			got = append(got, s.Text)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: Suggest(%q): %s", tt.name, tt.prefix, diff)
		}
	}
	if got := x.Suggest("w", 2); len(got) != 2 {
		t.Errorf("asked for 2, got %v", got)
	}
}

func TestVeryLongTextIsBounded(t *testing.T) {
	areas, docs := generated(3000, 12)
	x := Build(Config{}, areas, docs)
	var b strings.Builder
	for i := 0; b.Len() < 1<<20; i++ {
		fmt.Fprintf(&b, "wandelmatje%c hulp%dx taaal ", 'a'+i%26, i)
	}
	start := time.Now()
	r := x.Search(Query{Text: b.String()})
	if took := time.Since(start); took > 50*time.Millisecond && !raceEnabled {
		t.Errorf("1 MB took %v", took)
	}
	if r.Total == 0 {
		t.Error("the words within bounds find nothing")
	}
}

func TestConcurrentSearches(t *testing.T) {
	areas, docs := generated(300, 6)
	x := Build(Config{}, areas, docs)
	texts := []string{"wandelmaatje", "koffie drinken kwartierB", "", "tuinhlp", "rou"}
	want := make([]Result, len(texts))
	for i, text := range texts {
		want[i] = x.Search(Query{Text: text})
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i, text := range texts {
				if diff := cmp.Diff(want[i], x.Search(Query{Text: text})); diff != "" {
					t.Errorf("%q: %s", text, diff)
				}
				x.Suggest("wan", 5)
			}
		})
	}
	wg.Wait()
}

func TestBuildLeavesItsInputAlone(t *testing.T) {
	areas, docs := generated(50, 3)
	_, same := generated(50, 3)
	x := Build(Config{}, areas, docs)
	docs[0].Title = "veranderd"
	if x.docs[0].Title == "veranderd" {
		t.Error("the index shares the slice of documents")
	}
	docs[0].Title = same[0].Title
	if diff := cmp.Diff(same, docs); diff != "" {
		t.Error(diff)
	}
}
