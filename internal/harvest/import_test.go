package harvest_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/harvest"
	"samenspel/internal/places"
)

func TestImportOfAnotherSource(t *testing.T) {
	text := sharedServices(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := newTown(t, d, "waterveen").withAreas()
		first := n.run("kaart", text)
		if first.Mapping != "sociale-kaart" || first.Rows != 3000 || first.Services != (harvest.Counts{New: 3000}) ||
			first.Organizations != (harvest.Counts{New: 498}) || len(first.AreasCreated) != 0 || len(first.Differences) != 3498 {
			t.Errorf("the first run reports\n%s", first)
		}
		if len(first.Warnings) > 0 {
			t.Errorf("every word of the source has a meaning, yet: %q", sentences(first.Warnings))
		}
		revision := n.revision()
		second := n.run("kaart", text)
		if second.Services != (harvest.Counts{Unchanged: 3000}) || second.Organizations != (harvest.Counts{Unchanged: 498}) ||
			len(second.Differences) != 0 {
			t.Errorf("the second run reports\n%s", second)
		}
		if n.revision() != revision {
			t.Error("a run that changed nothing raised the revision")
		}
		e := n.entry("s0000003")
		if !slices.Equal(e.Needs, []string{"boodschappen-maaltijden", "gezelschap"}) ||
			!slices.Equal(e.Words, []string{"warme maaltijd", "ontmoeting", "eten", "contact"}) {
			t.Errorf("needs %q and words %q", e.Needs, e.Words)
		}
		wijk, _ := n.tree().Get(e.Serves[0])
		if wijk.Name != "Lindenkwartier" || len(e.Locations) != 1 || e.Locations[0].AreaID != wijk.ID || e.Locations[0].Address != "Tulpenweg 113" {
			t.Errorf("it serves %q and is at %+v", wijk.Name, e.Locations)
		}
	})
}

func TestImportMakesAreasInANetworkWithoutAny(t *testing.T) {
	text := sharedServices(t)
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	report := n.run("kaart", text)
	if len(report.AreasCreated) != 13 || report.AreasCreated[0] != "Waterveen" {
		t.Errorf("areas made: %q", report.AreasCreated)
	}
	wijk := n.tree().Named("Oud-Zuid")[0]
	if path := n.tree().Path(wijk.ID); len(path) != 2 || path[1].Name != "Waterveen" || wijk.Slug != "oud-zuid" {
		t.Errorf("the wijk lies in %+v", path)
	}
	if again := n.run("kaart", text); len(again.Differences)+len(again.AreasCreated) != 0 {
		t.Errorf("the second run reports\n%s", again)
	}
}

func TestImportTellsWhatChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := newTown(t, d, "waterveen").withAreas()
		n.run("bron", flat(service("a", "area", "Binnenstad", "address", "Lange Gracht 12"), service("b", "area", "Binnenstad", "address", "Lange Gracht 12"),
			service("c", "organization_id", "o2", "organization", "Hand op Hand")))
		before := n.entry("a")
		if before.Locations[0].ID != n.entry("b").Locations[0].ID {
			t.Error("two services at one address of an organisation have two locations")
		}
		report := n.run("bron", flat(service("a", "title", "Nieuwe naam", "needs", "taal", "area", "Binnenstad", "address", "Lange Gracht 12")))
		want := []harvest.Difference{
			{Kind: "organization", Ref: "o2", Title: "Hand op Hand", What: harvest.DiffWithdrawn},
			{Kind: "service", Ref: "a", Title: "Nieuwe naam", What: harvest.DiffChanged, Fields: []harvest.FieldChange{
				{Field: "title", Old: "Aanbod a", New: "Nieuwe naam"}, {Field: "needs", New: "taal"}}},
			{Kind: "service", Ref: "b", Title: "Aanbod b", What: harvest.DiffWithdrawn},
			{Kind: "service", Ref: "c", Title: "Aanbod c", What: harvest.DiffWithdrawn},
		}
		if got, expected := db.JSON(report.Differences), db.JSON(want); got != expected {
			t.Errorf("differences\n%s\nwant\n%s", got, expected)
		}
		after := n.entry("a")
		if after.Service.ID != before.Service.ID || after.Service.Slug != before.Service.Slug || after.Locations[0].ID != before.Locations[0].ID {
			t.Error("the id, slug or location did not stay")
		}
		back := n.run("bron", flat(service("a", "title", "Nieuwe naam", "needs", "taal", "area", "Binnenstad", "address", "Lange Gracht 12"), service("b")))
		if back.Services.Changed != 1 || back.Differences[0].What != harvest.DiffReturned || len(n.all()) != 2 {
			t.Errorf("what came back is reported as\n%+v", back.Differences)
		}
	})
}

func TestDryRunWritesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := newTown(t, d, "waterveen")
		text := flat(service("a", "area", "Binnenstad"), service("b"))
		dry, err := n.try("bron", text, harvest.Options{DryRun: true, Town: "Waterveen"})
		if err != nil {
			t.Fatal(err)
		}
		if len(n.all()) != 0 || !n.tree().Empty() || n.revision() != 0 {
			t.Error("a dry run wrote something")
		}
		wet := n.run("bron", text)
		dry.DryRun, dry.Seconds, wet.Seconds, wet.Run, wet.State = false, 0, 0, "", ""
		if db.JSON(dry) != db.JSON(wet) {
			t.Errorf("the dry run reported\n%s\nthe run\n%s", db.JSON(dry), db.JSON(wet))
		}
	})
}

func TestReportIsJSON(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	text, err := json.Marshal(n.run("bron", flat(service("a"))))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"source":"bron"`, `"mapping":"samenspel"`, `"services":{"new":1,"changed":0,"unchanged":0,"withdrawn":0,"kept":0}`, `"warnings":[]`} {
		if !strings.Contains(string(text), part) {
			t.Errorf("%s is not in %s", part, text)
		}
	}
}

func TestReportAsSentences(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	n.run("bron", flat(service("a"), service("b")))
	report, err := n.try("bron", flat(service("a"), service("b", "ages", "oud"), service("c", "needs", "schaken")), harvest.Options{DryRun: true, SkipBad: true})
	want := "bron: 3 rows read with the mapping samenspel (dry run, nothing was written)\n" +
		"services 1 new, 0 changed, 1 unchanged, 0 withdrawn, 1 kept as they are; organisations 0 new, 0 changed, 1 unchanged, 0 withdrawn; " +
		"0 areas created, 1 warning"
	if err != nil || report.String() != want {
		t.Errorf("it says\n%s\nwant\n%s\n%v", report, want, err)
	}
}

func TestAreasWithOneNameAreToldApart(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	drafts := []places.Draft{{Code: "GM1", Kind: places.Gemeente, Name: "Dorp"}, {Code: "WK1", Kind: places.Wijk, Name: "Dorp", Parent: "GM1"}}
	if _, err := n.places.Import(context.Background(), n.actor, drafts, places.Town{}); err != nil {
		t.Fatal(err)
	}
	n.run("bron", flat(service("a", "serves", "dorp; wk1")))
	if e := n.entry("a"); len(e.Serves) != 2 || !strings.Contains(n.export(), "Dorp; WK1") {
		t.Errorf("it serves %q, exported as\n%s", e.Serves, n.export())
	}
}

func TestSkipBadLeavesRowsOutAndKeepsWhatTheyAreAbout(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	n.run("bron", flat(service("a"), service("b", "organization_id", "o2", "organization", "Hand op Hand"), service("c")))
	text := flat(service("a", "title", "Anders"), service("b", "ages", "oud", "organization_id", "o2", "organization", "Hand op Hand"))
	report, err := n.try("bron", text, harvest.Options{SkipBad: true})
	if err != nil {
		t.Fatal(err)
	}
	if report.RowsLeftOut != 1 || report.Services != (harvest.Counts{Changed: 1, Withdrawn: 1, Kept: 1}) ||
		report.Organizations != (harvest.Counts{Unchanged: 1, Kept: 1}) {
		t.Errorf("it reports\n%s", report)
	}
	if got := sentences(report.Problems); len(got) != 1 || !strings.HasPrefix(got[0], `row 3, column "ages": `) {
		t.Errorf("problems %q", got)
	}
	if n.entry("b").Title != "Aanbod b" || n.entry("a").Title != "Anders" {
		t.Error("what the bad row is about changed, or what the good row is about did not")
	}
}

func TestSkipBadWithdrawsNothingWhenARowIsLost(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	n.run("bron", flat(service("a"), service("b")))
	report, err := n.try("bron", "id,title,organization_id,organization\na,Aanbod a,o1,Twee Stoelen\n\"b,Aanbod\"x b,o1,Twee Stoelen\n", harvest.Options{SkipBad: true})
	if err != nil {
		t.Fatal(err)
	}
	if report.Services.Kept != 1 || report.RowsLeftOut != 1 || len(report.Notes) != 1 || len(n.all()) != 2 {
		t.Errorf("it reports\n%s\n%q", report, report.Notes)
	}
}

func TestConfirmationsAreShifted(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	if _, err := n.try("demo", flat(service("a", "confirmed", "2025-10-31")), harvest.Options{Shift: 48 * time.Hour}); err != nil {
		t.Fatal(err)
	}
	if day := n.entry("a").Confirmed; day == nil || day.Format(time.DateOnly) != "2025-11-02" {
		t.Errorf("confirmed %v", day)
	}
}

func TestProgressEndsWithTheWhole(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	var steps [][2]int
	var rows []map[string]string
	for i := range 1200 {
		rows = append(rows, service(string(rune('a'+i%26))+strings.Repeat("x", i/26)))
	}
	if _, err := n.try("bron", flat(rows...), harvest.Options{Progress: func(done, total int) { steps = append(steps, [2]int{done, total}) }}); err != nil {
		t.Fatal(err)
	}
	forward := slices.IsSortedFunc(steps, func(a, b [2]int) int { return a[0] - b[0] })
	if len(steps) < 3 || !forward || steps[0][0] == 0 || steps[len(steps)-1] != [2]int{1200, 1200} {
		t.Errorf("progress %v", steps)
	}
}

func TestOtherNetworksAndSourcesAreUntouched(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		here, there := newTown(t, d, "hier"), newTown(t, d, "daar")
		there.run("bron", flat(service("a", "title", "Kanarie", "area", "Binnenstad")))
		here.run("ander", flat(service("a", "title", "Van een ander")))
		canary, other := there.export(), here.entry("a")
		here.run("bron", flat(service("a", "title", "Van hier"), service("b")))
		here.run("bron", flat(service("b")))
		if there.export() != canary {
			t.Error("a run in one network changed another")
		}
		if now := here.entry("a"); now.Service.ID != other.Service.ID || now.Title != "Van een ander" {
			t.Error("a run of one source changed an entry of another")
		}
	})
}

func TestImportNeedsAnActorWhoMay(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	n.actor = access.As(access.Visitor, n.actor.Network)
	if _, err := n.try("bron", flat(service("a")), harvest.Options{}); !errors.Is(err, errs.Forbidden) {
		t.Errorf("a visitor gets %v", err)
	}
}

func TestImportStopsWithItsContext(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	ctx, stop := context.WithCancel(context.Background())
	stop()
	_, err := n.importer.Import(ctx, n.actor, "bron", harvest.Input{Data: strings.NewReader(flat(service("a")))}, harvest.Options{})
	if !errors.Is(err, context.Canceled) || len(n.all()) != 0 {
		t.Errorf("a run that was stopped gives %v", err)
	}
}
