package search

import (
	"fmt"
	"strings"
	"testing"
)

// testAreas is a small town: two wijken, one with a buurt.
var testAreas = []Area{
	{ID: "gm", Name: "Eikenrode", Kind: "gemeente"},
	{ID: "wk1", Parent: "gm", Name: "Zonnehoek", Slug: "zonnehoek-noord", Kind: KindWijk},
	{ID: "wk2", Parent: "gm", Name: "De Oude Haven", Kind: KindWijk},
	{ID: "bu1", Parent: "wk1", Name: "Merelbuurt", Kind: "buurt"},
}

// service makes a document of a title and changes to it.
func service(title string, changes ...func(*Document)) Document {
	d := Document{Title: title, Ref: title, ID: title}
	for _, change := range changes {
		change(&d)
	}
	return d
}

func says(text string) func(*Document)       { return func(d *Document) { d.Description = text } }
func by(name string) func(*Document)         { return func(d *Document) { d.Organization = name } }
func about(text string) func(*Document)      { return func(d *Document) { d.About = text } }
func words(list ...string) func(*Document)   { return func(d *Document) { d.Words = list } }
func labels(list ...string) func(*Document)  { return func(d *Document) { d.Labels = list } }
func needs(codes ...string) func(*Document)  { return func(d *Document) { d.Needs = codes } }
func forms(codes ...string) func(*Document)  { return func(d *Document) { d.Forms = codes } }
func serves(areas ...string) func(*Document) { return func(d *Document) { d.Areas = areas } }
func at(area string) func(*Document)         { return func(d *Document) { d.Located = area } }
func ages(from, to int) func(*Document)      { return func(d *Document) { d.MinAge, d.MaxAge = from, to } }
func overdue(d *Document)                    { d.Overdue = true }
func full(d *Document)                       { d.Full = true }

func index(docs ...Document) *Index {
	return Build(Config{Network: "eikenrode"}, testAreas, docs)
}

// titles are the titles of the hits, best first.
func titles(r Result) []string {
	out := make([]string, len(r.Hits))
	for i, h := range r.Hits {
		out[i] = h.Document.Title
	}
	return out
}

// wantOrder checks that the query finds exactly these titles in this order.
func wantOrder(t *testing.T, x *Index, q Query, want ...string) Result {
	t.Helper()
	r := x.Search(q)
	if got := titles(r); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("Search(%+v)\n got %q\nwant %q", q, got, want)
	}
	return r
}

// The words that generated documents are made of.
var (
	madeSubjects = strings.Fields("wandel fiets taal tuin boodschappen telefoon computer muziek kook lees rouw geld vervoer schaak zwem teken film brei natuur oppas")
	madeKinds    = strings.Fields("maatje groep café middag les hulp dienst club bezoek spreekuur inloop cursus")
	madeTexts    = []string{
		"Een vrijwilliger komt elke week bij u thuis langs.",
		"Samen koffie drinken en verhalen delen met mensen uit de buurt.",
		"Wij begeleiden u stap voor stap, ook als u slecht ter been bent.",
		"Ontmoet anderen die hetzelfde meemaken en deel uw ervaringen.",
		"Kosteloos advies over regelingen, toeslagen en brieven van de overheid.",
		"Voor ouders met jonge kinderen die even op adem willen komen.",
		"Oefen in een klein groepje en in uw eigen tempo.",
	}
)

// generated makes n documents that resemble a town's directory, among areas
// wijken.
func generated(n, areas int) ([]Area, []Document) {
	tree := []Area{{ID: "gm", Name: "Grootstad", Kind: "gemeente"}}
	for i := range areas {
		tree = append(tree, Area{ID: fmt.Sprintf("wk%d", i), Parent: "gm", Name: fmt.Sprintf("Kwartier%c", 'A'+i), Kind: KindWijk})
	}
	docs := make([]Document, n)
	for i := range docs {
		pick := func(list []string, step int) string { return list[(i*7+i/step)%len(list)] }
		subject, kind := pick(madeSubjects, 3), pick(madeKinds, 5)
		docs[i] = Document{
			ID: fmt.Sprint(i), Ref: fmt.Sprintf("r%06d", i),
			Title:        subject + kind,
			Organization: fmt.Sprintf("Stichting %s %d", pick(madeSubjects, 11), i%300),
			Description:  pick(madeTexts, 2) + " " + pick(madeTexts, 13) + fmt.Sprintf(" Vraag naar nummer x%d.", i%1500),
			About:        "Ook bij ons: " + pick(madeSubjects, 17) + " en " + pick(madeKinds, 19) + ".",
			Words:        []string{pick(madeSubjects, 23)},
			Needs:        []string{fmt.Sprint(i % 15)},
			Audiences:    []string{fmt.Sprint(i % 9)},
			Forms:        []string{fmt.Sprint(i % 5)},
			Costs:        []string{fmt.Sprint(i % 3)},
			Labels:       []string{pick(madeTexts, 29)[:20]},
			Areas:        []string{fmt.Sprintf("wk%d", i%max(areas, 1))},
			MinAge:       []int{0, 18, 55, 65}[i%4],
			Overdue:      i%10 == 0,
		}
	}
	return tree, docs
}
