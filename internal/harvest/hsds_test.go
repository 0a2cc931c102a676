package harvest_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/harvest"
	"samenspel/internal/testkit"
)

func (n town) pack(source, path string, options harvest.Options) (harvest.Report, error) {
	return n.importer.Import(context.Background(), n.actor, source, harvest.Input{Name: path, Folder: os.DirFS(path)}, options)
}

// tallies gives the counts of a report by code.
func tallies(r harvest.Report) map[string]int {
	counts := map[string]int{}
	for _, t := range r.Found {
		counts[t.Code] = t.Count
	}
	return counts
}

func TestMiami(t *testing.T) {
	folder := testkit.Shared(t, "data/import/miami-hsds1.1")
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := newTown(t, d, "miami")
		report, err := n.pack("miami", folder, harvest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Found {
			t.Log(f.Text, f.Examples[:min(3, len(f.Examples))])
		}
		want := map[string]int{"unknown-organization": 447, "same-name": 116, "service-url-without-scheme": 2612, "located": 2260}
		got := tallies(report)
		for code, count := range want {
			if got[code] != count {
				t.Errorf("%s is found %d times, want %d", code, got[code], count)
			}
		}
		for _, f := range report.Found {
			if named := slices.Compact(slices.Sorted(slices.Values(f.Examples))); f.Code == "unknown-organization" && len(named) != 447 {
				t.Errorf("%d services with an unknown organisation are named", len(named))
			}
			if f.Code == "same-name" && f.Groups != 69 {
				t.Errorf("services with one name fall in %d pairs", f.Groups)
			}
		}
		if report.Rows != 4089 || report.Services.New != 4089-447 || report.Organizations.New != 1074 {
			t.Errorf("it reports\n%s", report)
		}
		again, err := n.pack("miami", folder, harvest.Options{})
		if err != nil || len(again.Differences) != 0 || again.Services.Unchanged != 4089-447 {
			t.Errorf("the second run reports\n%s\n%v\n%s", again, err, db.JSON(again.Differences[:min(3, len(again.Differences))]))
		}
	})
}

func TestTheExamplesOfHSDS31(t *testing.T) {
	for name, want := range map[string][2]int{"service_full.json": {1, 1}, "service_list.json": {1, 1}, "organization_full.json": {1, 1}, "csv": {1, 1}} {
		n := newTown(t, dbtest.SQLite(t), "voorbeeld")
		path := testkit.Shared(t, "data/hsds-3.1/examples/"+name)
		var report harvest.Report
		var err error
		if name == "csv" {
			report, err = n.pack("hsds", path, harvest.Options{})
		} else {
			report, err = n.file("hsds", path, harvest.Options{})
		}
		if err != nil || report.Organizations.New != want[0] || report.Services.New != want[1] {
			t.Errorf("%s gives\n%s\n%v\n%+v", name, report, err, report.Found)
			continue
		}
		e := n.all()[0]
		if e.Title != "Community Counselling" || e.Organization.Name != "Example Organization Inc." || e.Service.Provenance.More["application_process"] == "" {
			t.Errorf("%s: the service is %+v", name, e)
		}
		if name == "service_full.json" && (len(e.Locations) != 1 || !slices.Equal(e.Languages, []string{"ur"}) || e.Service.Phone != "+44 1234 234567 x100" ||
			e.Ages.Min != 12 || !strings.HasPrefix(e.Service.Hours, "do, vr 10:00-18:00")) {
			t.Errorf("the full service is %+v", e.Service)
		}
	}
}
