package search

import (
	"slices"
	"testing"
)

func spokenTown() *Index {
	return index(
		service("Bezoek aan huis", says("Een vrijwilliger komt elke week op bezoek voor een praatje.")),
		service("Belmaatje", says("Wij bellen u elke dag voor een praatje aan de telefoon.")),
		service("Dagbesteding De Serre", says("Dagbesteding voor ouderen, met vervoer.")),
		service("Buurtbemiddeling", says("Bemiddelaars helpen bij ruzie tussen buren.")),
		service("Moeders leren van moeders", says("Voor moeders die elkaar willen helpen met opvoeden.")),
		service("Klusdienst", says("Wij repareren kleine dingen in huis.")),
		service("Rouwgroep", says("Samen verder na een verlies.")),
	)
}

func TestWhatIsNotSoughtDoesNotLead(t *testing.T) {
	x := spokenTown()
	for text, want := range map[string]string{
		"niet bellen, liever een bezoekje":                         "Bezoek aan huis",
		"ik wil geen bezoek maar iemand die mij belt":              "Belmaatje",
		"pa wil niet naar de dagbesteding maar heeft bezoek nodig": "Bezoek aan huis",
		"ik zoek bezoek maar geen dagbesteding":                    "Bezoek aan huis",
		"ik kan geen bezoek ontvangen":                             "Bezoek aan huis",
	} {
		if got := titles(x.Search(Query{Text: text})); len(got) == 0 || got[0] != want {
			t.Errorf("%q finds %q, not %q first", text, got, want)
		}
	}
}

func TestForWhomIsNotWhat(t *testing.T) {
	wantOrder(t, index(service("Vader en zoon"), service("Loodgieter", says("Wij maken uw kraan.")), service("Zwemles")),
		Query{Text: "mijn vader en de kraan"}, "Loodgieter")
	x := spokenTown()
	if got := titles(x.Search(Query{Text: "mijn moeder heeft iets aan de kraan dat kapot is"})); got[0] != "Klusdienst" {
		t.Errorf("a mother with a broken tap finds %q", got)
	}
	if got := titles(x.Search(Query{Text: "mijn moeder wil er eens over praten"})); slices.Contains(got[:1], "Moeders leren van moeders") {
		t.Errorf("a mother who wants to talk finds %q", got)
	}
	if got := titles(x.Search(Query{Text: "moeders"})); got[0] != "Moeders leren van moeders" {
		t.Errorf("mothers find %q", got)
	}
}

func TestWordsWrittenApartAreOne(t *testing.T) {
	x := index(
		service("Vacatures van de buurt", says("Vrijwilligerswerk zoeken en vinden.")),
		service("Sollicitatiehulp", says("Werk zoeken, een brief en een cv.")),
		service("Wandelclub", says("Onze vrijwilligers lopen elke week mee.")),
	)
	for _, text := range []string{"vrijwilligers werk", "vrijwilegers werk"} {
		if got := titles(x.Search(Query{Text: text})); len(got) == 0 || got[0] != "Vacatures van de buurt" {
			t.Errorf("%q finds %q", text, got)
		}
	}
}

func TestDialectIsUnderstood(t *testing.T) {
	x := index(
		service("Gesprek voor ouderen", says("Voor oma die graag over vroeger praat.")),
		service("Buurtkamer", says("Iedereen uit de straat loopt binnen.")),
	)
	for text, want := range map[string]string{"beppe": "Gesprek voor ouderen", "proate over vruuger": "Gesprek voor ouderen", "bomma die wil kallen": "Gesprek voor ouderen"} {
		if got := titles(x.Search(Query{Text: text})); len(got) == 0 || got[0] != want {
			t.Errorf("%q finds %q", text, got)
		}
	}
}
