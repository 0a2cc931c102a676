package hsds_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"samenspel/internal/db/dbtest"
	"samenspel/internal/hsds"
	"samenspel/internal/testkit"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestThePackageHoldsTogether reads what is written: every reference leads somewhere, every column is described, nothing
// confidential is in it, and the same directory gives the same bytes.
func TestThePackageHoldsTogether(t *testing.T) {
	town := testkit.NewTown(t, dbtest.SQLite(t), "veen", "")
	entries, err := town.Directory.All(t.Context(), town.Operator) // an operator reads secrets; they must stay all the same
	if err != nil {
		t.Fatal(err)
	}
	tree, err := town.Places.Tree(t.Context(), town.Operator)
	if err != nil {
		t.Fatal(err)
	}
	w := hsds.Writer{Town: "Veendam aan Zee", Tree: tree}
	var services []hsds.Service
	var organizations []hsds.Organization
	for _, e := range entries {
		services = append(services, w.Service(e))
		if len(organizations) == 0 || organizations[len(organizations)-1].ID != e.Organization.ID {
			organizations = append(organizations, w.Organization(e.Organization))
		}
	}
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := hsds.Package(out, services, organizations); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same directory gives other bytes")
	}
	archive, err := zip.NewReader(bytes.NewReader(first.Bytes()), int64(first.Len()))
	if err != nil {
		t.Fatal(err)
	}
	tables := readTables(t, archive)
	for reference, in := range map[string]string{"services.organization_id": "organizations", "service_at_location.service_id": "services", "service_at_location.location_id": "locations",
		"addresses.location_id": "locations", "schedules.service_id": "services", "attributes.taxonomy_term_id": "taxonomy_terms", "taxonomy_terms.taxonomy_id": "taxonomies",
		"service_capacity.unit_id": "units"} {
		name, column, _ := strings.Cut(reference, ".")
		for _, id := range tables.column(t, name, column) {
			if id != "" && !slices.Contains(tables.column(t, in, "id"), id) {
				t.Errorf("%s has %s, which is not in %s", reference, id, in)
			}
		}
	}
	for name, rows := range tables {
		for _, row := range rows {
			if strings.Contains(strings.Join(row, " "), "Verborgenlaan") {
				t.Errorf("%s tells the confidential address", name)
			}
		}
	}
}

// tables are the rows of each table, headings first.
type tables map[string][][]string

func readTables(t *testing.T, archive *zip.Reader) tables {
	t.Helper()
	all := tables{}
	var described struct {
		Resources []struct {
			Name, Path string
			Schema     struct{ Fields []struct{ Name string } }
		}
	}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "datapackage.json" {
			err = json.NewDecoder(r).Decode(&described)
		} else {
			all[strings.TrimSuffix(f.Name, ".csv")], err = csv.NewReader(r).ReadAll()
		}
		if err != nil {
			t.Fatal(f.Name, err)
		}
	}
	for _, resource := range described.Resources {
		var names []string
		for _, field := range resource.Schema.Fields {
			names = append(names, field.Name)
		}
		if !slices.Equal(names, all[resource.Name][0]) {
			t.Errorf("%s is described as %v and has %v", resource.Path, names, all[resource.Name][0])
		}
	}
	if len(described.Resources) != len(all) {
		t.Errorf("%d tables are described, and %d are there", len(described.Resources), len(all))
	}
	return all
}

func (all tables) column(t *testing.T, name, column string) []string {
	t.Helper()
	rows := all[name]
	if len(rows) < 2 {
		t.Fatalf("%s is empty", name)
	}
	at := slices.Index(rows[0], column)
	if at < 0 {
		t.Fatalf("%s has no column %s", name, column)
	}
	var values []string
	for _, row := range rows[1:] {
		values = append(values, row[at])
	}
	return values
}
