package harvest_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"samenspel/internal/db/dbtest"
	"samenspel/internal/harvest"
	"samenspel/internal/testkit"
)

func (n town) file(source, path string, options harvest.Options) (report harvest.Report, err error) {
	n.t.Helper()
	file, err := os.Open(path)
	if err != nil {
		n.t.Fatal(err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return n.importer.Import(context.Background(), n.actor, source, harvest.Input{Name: path, Data: file}, options)
}

// Each variant of the file differs from the first in one agency.
func TestBC211(t *testing.T) {
	base := testkit.Shared(t, "data/import/bc211-airs-xml/BC211_data_excerpt.xml")
	for variant, want := range map[string]harvest.Counts{
		"":                                {Unchanged: 15},
		"_with_one_changed_organization":  {Unchanged: 14, Changed: 1},
		"_with_one_inactive_organization": {Unchanged: 14, Inactive: 1},
		"_with_one_less_organization":     {Unchanged: 14, Withdrawn: 1},
		"_with_one_more_organization":     {Unchanged: 15, New: 1},
	} {
		n := newTown(t, dbtest.SQLite(t), "bc")
		first, err := n.file("bc211", base, harvest.Options{})
		if err != nil || first.Organizations.New != 15 || first.Services.New != 39 {
			t.Fatalf("the first file gives\n%s\n%v", first, err)
		}
		again, err := n.file("bc211", strings.TrimSuffix(base, ".xml")+variant+".xml", harvest.Options{})
		if err != nil {
			t.Fatalf("%s: %v", variant, err)
		}
		if again.Organizations != want {
			t.Errorf("%s gives %s\n%v", variant, again.Organizations, again.Differences)
		}
		if changed := again.Services.Changed; changed != 0 {
			t.Errorf("%s changes %d services", variant, changed)
		}
		for _, text := range []string{n.entry("9487364").Description, n.entry("9487364").Organization.Description} {
			if strings.ContainsAny(text, "<>&") || !strings.Contains(text, "Infant Development Program offers") {
				t.Errorf("the description is %q", text)
			}
		}
	}
}

func TestInvalidAgenciesAreNamed(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "bc")
	report, err := n.file("bc211", testkit.Shared(t, "data/import/bc211-airs-xml/BC211_data_with_invalid_agencies.xml"), harvest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	found := slices.IndexFunc(report.Found, func(t harvest.Tally) bool { return t.Code == "invalid-agency" })
	if found < 0 || !slices.Equal(report.Found[found].Examples, []string{"INVALID_AGENCY", "ANOTHER_INVALID_AGENCY"}) {
		t.Errorf("found %+v", report.Found)
	}
	if report.Organizations.New != 2 || report.Services.New != 4 {
		t.Errorf("it reports\n%s", report)
	}
}

// Two sites of the file have the same address: a service at both is one service, in one place.
func TestAServiceAtTwoSites(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "bc")
	if _, err := n.file("bc211", testkit.Shared(t, "data/import/bc211-airs-xml/BC211_data_service_53489235_at_two_sites.xml"), harvest.Options{}); err != nil {
		t.Fatal(err)
	}
	if at := n.entry("53489235").Locations; len(at) != 1 || !strings.HasPrefix(at[0].Address, "6260 Blundell Road") {
		t.Errorf("it is at %+v", at)
	}
}
