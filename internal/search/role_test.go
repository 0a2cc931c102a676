package search

import (
	"slices"
	"testing"
)

func TestRoleNamed(t *testing.T) {
	for text, want := range map[string]Role{
		"ik ben mantelzorger en zoek hulp":                        RoleCarer,
		"mijn moeder is eenzaam":                                  RoleKin,
		"een cliënt van mij is eenzaam sinds zijn moeder dood is": RoleProfessional,
		"als wijkverpleegkundige zoek ik gezelschap":              RoleProfessional,
		"mijn patiënt zoekt een wandelmaatje voor zijn vrouw":     RoleProfessional,
		"ik wil vrijwilliger worden":                              RoleVolunteer,
		"wandelen met een vrijwilliger":                           "",
		"groep voor moeders":                                      "",
		"cursus voor mantelzorgers":                               "",
	} {
		if got := roleNamed(tokens(text)); got != want {
			t.Errorf("%q is asked by %q, want %q", text, got, want)
		}
	}
}

func TestTheRoleIsShownAndCanBeTakenAway(t *testing.T) {
	x := index(service("Wandelmaatje"))
	q := Query{Text: "mijn moeder wil wandelen"}
	part := Part{Kind: PartRole, Code: string(RoleKin)}
	if got := x.Search(q).Understood; !slices.Contains(got, part) {
		t.Errorf("understood %v", got)
	}
	q.Without = []string{part.Key()}
	if got := x.Search(q).Understood; slices.Contains(got, part) {
		t.Errorf("still understood %v", got)
	}
}

func TestOnlyAProfessionalCanReferSomeone(t *testing.T) {
	byReferral := func(d *Document) { d.Access = []string{"verwijzer"} }
	x := index(service("Wandelmaatje A", byReferral), service("Wandelmaatje B"))
	wantOrder(t, x, Query{Text: "mijn moeder zoekt een wandelmaatje"}, "Wandelmaatje B", "Wandelmaatje A")
	a, b := x.Search(Query{Text: "mijn cliënt zoekt een wandelmaatje"}).Hits[0], x.Search(Query{Text: "mijn cliënt zoekt een wandelmaatje"}).Hits[1]
	if a.Score != b.Score {
		t.Errorf("for a professional %v and %v differ", a.Score, b.Score)
	}
}

func TestHelpFromAnywhereIsNotElsewhere(t *testing.T) {
	x := index(
		service("Belmaatje A", says("Iemand belt u elke dag."), serves("wk2"), forms("groep")),
		service("Belmaatje B", says("Iemand belt u elke dag."), serves("wk2"), forms("telefonisch")),
	)
	wantOrder(t, x, Query{Text: "belmaatje", Area: "wk1"}, "Belmaatje B", "Belmaatje A")
}

func TestRelatedKindsAreOfferedWhenSomeoneHasThem(t *testing.T) {
	x := index(service("Bezoekmaatje", says("Iemand komt bij u op bezoek.")), service("Belcirkel", says("Iemand belt u elke ochtend op.")))
	var codes []string
	for _, p := range x.Search(Query{Text: "ik ben eenzaam"}).Related {
		codes = append(codes, p.Code)
	}
	if !slices.Contains(codes, "belmaatje") || slices.Contains(codes, "bezoekmaatje") || slices.Contains(codes, "huiskamer") {
		t.Errorf("related: %v; belmaatje is offered, bezoekmaatje was understood, of huiskamer there is none", codes)
	}
}
