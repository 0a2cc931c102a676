package search

import (
	"strings"
	"testing"
)

// townWithNames has organisations and services whose names are words for
// something else.
func townWithNames() *Index {
	return index(
		service("Bezoek aan huis", by("Twee Stoelen"), says("Iemand komt elke week langs voor een praatje.")),
		service("Rolstoelwandelen", by("Hand op Hand"), says("Samen naar buiten met de rolstoel.")),
		service("Ontbijt en douche", by("Inloophuis De Drempel"), says("Voor wie op straat leeft.")),
		service("Koffie voor iedereen", by("Inloophuis De Kade"), says("Open huiskamer met koffie.")),
		service("Soep op dinsdag", by("Inloophuis De Toren Zonnehoek"), says("Samen soep eten.")),
		service("Tas over de drempel", by("Buurtkring"), says("Boodschappen aan de deur.")),
		service("Meubels voor weinig", by("Stichting De Kringloper"), says("Stoelen, tafels, bedden, tweedehands meubels.")),
		service("Handwerken", by("Er Zijn"), says("Breien en haken met elkaar.")),
		service("Voor wie wil oversteken", by("De Brug"), says("Maatje voor nieuwkomers.")),
	)
}

func TestWhoIsCalledByNameComesFirst(t *testing.T) {
	x := townWithNames()
	for text, want := range map[string]string{
		"Twee Stoelen":                     "Bezoek aan huis",
		"twee stoelen":                     "Bezoek aan huis",
		"twe stoelen":                      "Bezoek aan huis",
		"tweestoelen":                      "Bezoek aan huis",
		"hand op hasd":                     "Rolstoelwandelen",
		"telefoonnummer hand op hand":      "Rolstoelwandelen",
		"inloophuis de drempel":            "Ontbijt en douche",
		"De Drempel":                       "Ontbijt en douche",
		"inlophuis drempel":                "Ontbijt en douche",
		"de toren":                         "Soep op dinsdag",
		"de toren zonnehoek":               "Soep op dinsdag",
		"waar is de kringloper?":           "Meubels voor weinig",
		"er zijn":                          "Handwerken",
		"is er nog plek bij Twee Stoelen?": "Bezoek aan huis",
		"mijn man wil een dagje naar Hand op Hand": "Rolstoelwandelen",
		"tas over de drempel":                      "Tas over de drempel",
	} {
		if got := titles(x.Search(Query{Text: text})); len(got) == 0 || got[0] != want {
			t.Errorf("%q finds %q, not %q first", text, got, want)
		}
	}
}

func TestOrdinaryWordsAreNoName(t *testing.T) {
	x := townWithNames()
	for _, text := range []string{
		"ik zoek twee stoelen en een tafel", "er zijn geen mensen om mij heen", "ik kom de drempel niet over met mijn rolstoel",
		"wie helpt mij de brug over",
	} {
		for _, p := range x.Search(Query{Text: text}).Understood {
			if p.Kind == PartName {
				t.Errorf("%q is taken for the name %q", text, p.NL)
			}
		}
	}
}

func TestANameCanBeTakenAway(t *testing.T) {
	x := townWithNames()
	q := Query{Text: "twee stoelen"}
	r := x.Search(q)
	if len(r.Understood) != 1 || r.Understood[0].Kind != PartName || r.Understood[0].NL != "Twee Stoelen" {
		t.Fatalf("understood %+v, not the name only", r.Understood)
	}
	q.Without = []string{r.Understood[0].Key()}
	if got := titles(x.Search(q)); got[0] != "Meubels voor weinig" {
		t.Errorf("without the name %q comes first, not the chairs", got)
	}
}

func TestAMisspeltNameIsToldOf(t *testing.T) {
	r := townWithNames().Search(Query{Text: "tweestoelne"})
	if len(r.Corrected) != 1 || !strings.EqualFold(r.Corrected[0].Used, "Twee Stoelen") {
		t.Errorf("corrected %+v, not to the name", r.Corrected)
	}
}
