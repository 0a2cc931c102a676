package directory_test

import (
	"slices"
	"testing"

	"samenspel/internal/directory"
	"samenspel/internal/places"
	"samenspel/internal/testkit"
)

func TestCover(t *testing.T) {
	tree := testkit.Tree(t)
	offer := func(organization string, needs []string, serves ...string) directory.Entry {
		return directory.Entry{Service: directory.Service{Needs: needs, Serves: serves}, Organization: directory.Organization{Name: organization}}
	}
	matrix := directory.Cover(tree, tree.Kind(places.Wijk), []directory.Entry{
		offer("De Brug", []string{"gezelschap", "taal"}, "noord"),
		offer("De Brug", []string{"gezelschap"}, "dijk"), // a buurt of Noord
		offer("Aanloop", []string{"gezelschap", "gone"}), // the whole town
	})
	if len(matrix) != len(directory.Taxonomy().Needs) {
		t.Fatalf("%d needs", len(matrix))
	}
	for _, c := range []struct {
		need, area string
		services   int
		names      []string
	}{
		{"gezelschap", "noord", 3, []string{"De Brug", "Aanloop"}}, {"gezelschap", "zuid", 1, []string{"Aanloop"}},
		{"taal", "noord", 1, []string{"De Brug"}}, {"taal", "zuid", 0, nil}, {"vervoer", "noord", 0, nil},
	} {
		row := matrix[slices.IndexFunc(matrix, func(r directory.Coverage) bool { return r.Need.Code == c.need })]
		cell := row.Areas[slices.IndexFunc(row.Areas, func(s directory.Supply) bool { return s.Area.ID == c.area })]
		if cell.Services != c.services || !slices.Equal(cell.Organizations, c.names) || cell.Gap() != (c.services == 0) || cell.Overlap(3) != (c.services == 3) {
			t.Errorf("%s in %s: %+v", c.need, c.area, cell)
		}
	}
}
