package harvest_test

import (
	"strings"
	"testing"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/harvest"
)

// exported is one service as this program writes it, with ids of long ago.
const exported = `{"id": "01800000-0000-7000-8000-000000000002", "name": "Samen <wandelen>", "status": "active", "last_modified": "2026-01-02T03:04:05.006Z",
"organization": {"id": "01800000-0000-7000-8000-000000000001", "name": "De Brug", "description": "",
 "attributes": [{"id": "a", "link_type": "samenspel:slug", "value": "de-oude-brug"}]},
"service_at_locations": [{"id": "b", "location": {"id": "01800000-0000-7000-8000-000000000003", "name": "Buurthuis"}}],
"attributes": [{"id": "c", "link_type": "samenspel:slug", "value": "wandelen"}, {"id": "d", "link_type": "samenspel:needs", "taxonomy_term": {"id": "e", "name": "Gezelschap", "code": "gezelschap"}},
 {"id": "f", "link_type": "samenspel:needs", "value": "toveren"}]}`

func TestARecordOfOursKeepsItsIDsWhereNobodyHasThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := newTown(t, d, "leeg")
		report := n.run("elders", exported)
		e := n.entry("01800000-0000-7000-8000-000000000002")
		if e.Service.ID != e.Service.Origin.Ref || e.Organization.ID != e.Organization.Origin.Ref || e.Locations[0].ID != "01800000-0000-7000-8000-000000000003" {
			t.Errorf("it has the ids %s, %s and %s", e.Service.ID, e.Organization.ID, e.Locations[0].ID)
		}
		if e.Service.Slug != "wandelen" || e.Organization.Slug != "de-oude-brug" || e.Title != "Samen <wandelen>" || strings.Join(e.Needs, " ") != "gezelschap" {
			t.Errorf("it came as %+v", e)
		}
		if err := n.importer.Undo(t.Context(), n.actor, report.Run); err != nil || len(n.all()) != 0 {
			t.Errorf("undoing the run leaves %d entries: %v", len(n.all()), err)
		}
		n.run("elders", exported)
		if again := n.entry(e.Service.ID); again.Service.Slug != "wandelen" {
			t.Errorf("it came back as %+v", again)
		}

		other := newTown(t, d, "bewoond")
		other.run("hier", flat(service("a")))
		other.run("hier ook", exported)
		other.run("nog een", exported)
		seen := map[string]bool{}
		for _, e := range other.all() {
			if seen[e.Service.ID] || seen[e.Service.Slug] || e.Service.ID == "01800000-0000-7000-8000-000000000002" {
				t.Errorf("%s has the id %s and address %s", e.Title, e.Service.ID, e.Service.Slug)
			}
			seen[e.Service.ID], seen[e.Service.Slug] = true, true
		}
		if len(seen) != 6 {
			t.Errorf("%d ids and addresses of 3 services", len(seen))
		}
		if second := other.run("nog een", exported); second.Services != (harvest.Counts{Unchanged: 1}) {
			t.Errorf("a second run reports %s", second)
		}
	})
}
