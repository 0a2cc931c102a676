package search

import (
	"fmt"
	"slices"
	"testing"
)

// manyOf makes n services of one organisation, worded alike.
func manyOf(n int, organization, title, text string) []Document {
	var docs []Document
	for i := range n {
		docs = append(docs, service(fmt.Sprintf("%s %d", title, i+1), by(organization), says(text)))
	}
	return docs
}

func TestTwoNeedsShareTheFirstPage(t *testing.T) {
	x := index(slices.Concat(
		manyOf(12, "De Hoek", "Wandelmaatje", "Samen wandelen met een vrijwilliger, elke week een ommetje."),
		manyOf(2, "De Brug", "Computerhulp", "Een vrijwilliger helpt u met uw computer en tablet."),
	)...)
	found := x.Search(Query{Text: "ik zoek een wandelmaatje en iemand die mij helpt met mijn computer"})
	of := map[string]int{}
	for _, h := range found.Hits[:6] {
		of[h.Document.Organization]++
	}
	if of["De Brug"] != 2 {
		t.Errorf("of six hits %v; both needs should be there", titles(found))
	}
}

// Who has more than three hits gets no page for itself when it is unsure what is meant.
func TestOneOrganizationHasThreeHitsFirst(t *testing.T) {
	docs := append(manyOf(8, "De Hoek", "Ontmoeting", "Samen iets doen, ook met muziek."), manyOf(4, "De Brug", "Muziekmiddag", "Luisteren naar oude platen.")...)
	x := index(docs...)
	p := plan{needs: make([]need, 2)}
	keys := make([]uint64, len(docs))
	for d := range docs {
		keys[d] = x.key(float32(len(docs)-d), uint32(d))
	}
	x.spread(keys, &p)
	var of []string
	for _, key := range keys {
		_, d := x.unkey(key)
		of = append(of, docs[d].Organization[3:])
	}
	if want := []string{"Hoek", "Hoek", "Hoek", "Brug", "Brug", "Brug", "Hoek", "Hoek", "Hoek", "Hoek", "Hoek", "Brug"}; !slices.Equal(of, want) {
		t.Errorf("order %v", of)
	}
}
