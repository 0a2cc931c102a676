package web_test

import (
	"net/http"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/directory"
)

// TestAFormalOrganisationMayHaveVolunteers: one that gives care and seeks volunteers is found as both, and is
// counted once (inventory M10).
func TestAFormalOrganisationMayHaveVolunteers(t *testing.T) {
	w := newWorld(t)
	before := w.organizations(t)
	o, err := w.here.Directory.SaveOrganization(ctx, w.here.Operator, directory.Organization{ID: "linde", Name: "Zorghuis De Linde", Kind: "zorgorganisatie"}, "redactie")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []directory.Service{{ID: "behandeling", Title: "Behandeling aan huis", Access: []string{"verwijzer"}}, {ID: "maatje", Title: "Maatje van De Linde", Sought: "iemand die graag luistert", Access: []string{"zelf"}}} {
		s.OrganizationID, s.Needs, s.Costs = o.ID, []string{"gezelschap"}, "gratis"
		if _, err := w.here.Directory.SaveService(ctx, w.here.Operator, s, "redactie"); err != nil {
			t.Fatal(err)
		}
	}
	if after := w.organizations(t); after != before+1 {
		t.Errorf("%d organisations became %d", before, after)
	}
	_, body := w.ask(access.Visitor, http.MethodGet, "/organisatie", nil)
	if n := strings.Count(body, ">Zorghuis De Linde<"); n != 1 {
		t.Errorf("the list has it %d times", n)
	}
	says(t, "the list", body, "Zorgorganisatie")
	_, body = w.ask(access.Visitor, http.MethodGet, "/vrijwilliger", nil)
	says(t, "who seeks volunteers", body, "Maatje van De Linde", "iemand die graag luistert")
	if strings.Contains(body, "Behandeling aan huis") {
		t.Error("an offer that seeks nobody stands among those that do")
	}
	_, body = w.ask(access.Visitor, http.MethodGet, "/zoek?hulpvraag=gezelschap", nil)
	says(t, "the search", body, "Maatje van De Linde", "Behandeling aan huis", "Bezoekmaatje")
	found, _, err := w.here.Directory.Page(ctx, w.here.Visitor, directory.Filter{Terms: []directory.FacetTerm{{Facet: "needs", Code: "gezelschap"}, {Facet: "kinds", Code: "zorgorganisatie"}}}, directory.Window{Limit: 9})
	if err != nil || len(found) != 2 || found[0].Organization.ID != o.ID || found[1].Organization.ID != o.ID {
		t.Errorf("narrowed to care organisations: %d offers, %v", len(found), err)
	}
}

// organizations is how many the guide has.
func (w world) organizations(t *testing.T) int {
	t.Helper()
	all, err := w.here.Directory.Organizations(ctx, w.here.Visitor)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}
