package harvest_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/harvest"
)

func TestStandardFormatIsThatOfTheExample(t *testing.T) {
	first, _, _ := strings.Cut(demoServices(t), "\n")
	if got := strings.Join(harvest.Headings(), ","); got != strings.TrimSpace(first) {
		t.Errorf("the headings are\n%s\nthe example has\n%s", got, first)
	}
}

func TestExampleIsImportedWithoutAWarning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := newTown(t, d, "waterveen").withAreas()
		report := n.run("voorbeeld", demoServices(t))
		if report.Mapping != "samenspel" || report.Services.New != 134 || report.Organizations.New != 58 ||
			len(report.Warnings)+len(report.Notes)+len(report.AreasCreated) != 0 {
			t.Errorf("it reports\n%s\n%q\n%q", report, sentences(report.Warnings), report.Notes)
		}
		e := n.entry("d001")
		if e.Confirmed == nil || !e.Organization.Member || *e.Capacity.Free != 3 || e.Locations[0].Postcode != "0101AA" || len(e.Serves) != 1 {
			t.Errorf("the first entry is %+v", e)
		}
	})
}

// Exported, imported into another network and exported again, a directory gives the same bytes.
func TestExportRoundTrip(t *testing.T) {
	tricky := flat(
		service("1", "title", "=HYPERLINK(1)", "description", "Eerste regel\n\nTweede; met \"quotes\", en \\ streep", "phone", "+31 30 1234567",
			"does", `koffie\; thee; schuin\\streep`, "longitude", "-5.125", "latitude", "52.5", "different", "'=geen formule",
			"ages", "65+", "needs", "weetniet; taal", "organization_member", "ja", "organization_type", "weetniet", "confirmed", "2025-01-31"),
		service("2", "confidential", "ja", "address", "Geheim 1", "area", "Oud-Zuid", "serves", "Oud-Zuid; Waterveen", "cost_note", "-"),
		map[string]string{"organization_id": "leeg", "organization": "@Zonder aanbod", "organization_commercial": "ja"})
	for name, text := range map[string]string{"example": demoServices(t), "other source": sharedServices(t), "tricky": tricky} {
		d := dbtest.SQLite(t)
		here, there := newTown(t, d, "hier").withAreas(), newTown(t, d, "daar").withAreas()
		here.run("bron", text)
		first := here.export()
		there.run("uitvoer", first)
		if second := there.export(); second != first {
			t.Errorf("%s: the second export differs:\n%s", name, difference(first, second))
		}
		if again := here.run("bron", first); len(again.Differences) != 0 {
			t.Errorf("%s: its own export changes %s", name, db.JSON(again.Differences))
		}
	}
}

func difference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + "\n" + y[i]
		}
	}
	return fmt.Sprintf("%d and %d lines", len(x), len(y))
}

func TestExportEscapesFormulas(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	n.run("bron", flat(service("1", "title", "=1+1", "phone", "+31 30 1234567", "different", "@hier", "cost_note", "- niets")))
	text := n.export()
	for _, cell := range []string{",'=1+1,", ",'+31 30 1234567,", ",'@hier,", ",'- niets,"} {
		if !strings.Contains(text, cell) {
			t.Errorf("%q is not in\n%s", cell, text)
		}
	}
	if e := n.entry("1"); e.Title != "=1+1" {
		t.Errorf("the title is %q", e.Title)
	}
}

func TestExportNamesSourcesAndWhatItCannotHold(t *testing.T) {
	o := directory.Organization{ID: "o", Name: "Twee Stoelen", Origin: directory.Origin{Source: "a", Ref: "1"}}
	entries := []directory.Entry{
		{Organization: o, Service: directory.Service{ID: "x", Title: "X", Origin: directory.Origin{Source: "a", Ref: "1"},
			Locations: []directory.Location{{Name: "Hier"}, {Name: "Daar"}}}},
		{Organization: o, Service: directory.Service{ID: "y", Title: "Y", Origin: directory.Origin{Source: "b", Ref: "1"}}},
	}
	var out strings.Builder
	notes, err := harvest.ExportFlat(&out, entries, nil, newTown(t, dbtest.SQLite(t), "waterveen").tree())
	if err != nil || !slices.Equal(notes, []string{"1 service has more than one location; the file holds one for each"}) {
		t.Errorf("notes %q, %v", notes, err)
	}
	if !strings.Contains(out.String(), "\na:1,X,a:1,") || !strings.Contains(out.String(), "\nb:1,Y,a:1,") {
		t.Errorf("references in\n%s", out.String())
	}
}

func TestAddressesOfConfidentialLocationsStayInside(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	n.run("bron", flat(service("1", "confidential", "ja", "address", "Geheim 1")))
	report := n.run("bron", flat(service("1", "confidential", "ja", "address", "Geheim 2")))
	if report.Services.Changed != 1 || strings.Contains(db.JSON(report), "Geheim") {
		t.Errorf("the report tells %s", db.JSON(report))
	}
	if !strings.Contains(n.export(), "Geheim 2") {
		t.Error("who may read the address does not get it")
	}
	n.actor = access.As(access.Visitor, n.actor.Network)
	if strings.Contains(n.export(), "Geheim") {
		t.Error("a visitor gets the address")
	}
}

// Whatever was imported before, after a run exactly what is in its file is public.
func TestARunLeavesExactlyItsFile(t *testing.T) {
	d := dbtest.SQLite(t)
	networks := 0
	rapid.Check(t, func(rt *rapid.T) {
		networks++
		n := newTown(t, d, fmt.Sprint("n", networks))
		first, second := someServices(rt), someServices(rt)
		n.run("bron", flat(first...))
		ids := map[string]string{}
		for _, e := range n.all() {
			ids[e.Service.Origin.Ref] = e.Service.ID
		}
		report := n.run("bron", flat(second...))
		public := map[string]string{}
		for _, e := range n.all() {
			public[e.Service.Origin.Ref] = e.Title + "|" + strings.Join(e.Words, ";") + "|" + e.Organization.Origin.Ref
			if before, ok := ids[e.Service.Origin.Ref]; ok && before != e.Service.ID {
				rt.Errorf("%s got another id", e.Service.Origin.Ref)
			}
		}
		want := map[string]string{}
		for _, row := range second {
			want[row["id"]] = row["title"] + "|" + row["keywords"] + "|" + row["organization_id"]
		}
		if db.JSON(public) != db.JSON(want) {
			rt.Errorf("public is\n%s\nwant\n%s", db.JSON(public), db.JSON(want))
		}
		gone := 0
		for ref := range ids {
			if _, stays := want[ref]; !stays {
				gone++
			}
		}
		c := report.Services
		if c.Withdrawn != gone || c.New != len(want)-(len(ids)-gone) || c.New+c.Changed+c.Unchanged != len(want) {
			rt.Errorf("counts %+v; %d gone of %d, %d now", c, gone, len(ids), len(want))
		}
		if again := n.run("bron", flat(second...)); len(again.Differences) != 0 {
			rt.Errorf("the same file again changes %s", db.JSON(again.Differences))
		}
	})
}

func someServices(t *rapid.T) (rows []map[string]string) {
	for _, id := range rapid.SliceOfNDistinct(rapid.IntRange(1, 12), 1, 8, rapid.ID).Draw(t, "ids") {
		organization := rapid.SampledFrom([]string{"o1", "o2", "o3"}).Draw(t, "organisation")
		rows = append(rows, service(fmt.Sprint(id),
			"title", rapid.SampledFrom([]string{"Maatje", "Koffie", "=Som", "Één"}).Draw(t, "title"),
			"keywords", rapid.SampledFrom([]string{"", "thee", "a;b"}).Draw(t, "words"),
			"organization_id", organization, "organization", "Organisatie "+organization,
			"address", rapid.SampledFrom([]string{"", "Plein 1", "Plein 2"}).Draw(t, "address")))
	}
	return rows
}

// Whatever is written in the texts, it comes back as it was.
func TestAnyTextSurvivesTheRoundTrip(t *testing.T) {
	d := dbtest.SQLite(t)
	networks := 0
	text := rapid.StringOfN(rapid.RuneFrom([]rune("ab;\\\"',='+-@ \n\u00e9e\u0301\u202e€"), unicode.Letter, unicode.Punct), 0, 12, -1)
	rapid.Check(t, func(rt *rapid.T) {
		networks++
		here, there := newTown(t, d, fmt.Sprint("hier", networks)), newTown(t, d, fmt.Sprint("daar", networks))
		row := service("1")
		for _, field := range []string{"description", "keywords", "does", "different", "cost_note", "location", "address", "area", "serves",
			"needs", "costs", "organization_description", "organization_legal_form", "confirmed_by", "organization_type"} {
			row[field] = text.Draw(rt, field)
		}
		row["title"], row["organization"] = "T"+text.Draw(rt, "title"), text.Draw(rt, "organization")+"O"
		if _, err := here.try("bron", flat(row), harvest.Options{}); err != nil {
			rt.Fatal(err)
		}
		first := here.export()
		if again := here.run("bron", first); len(again.Differences) != 0 {
			rt.Errorf("its own export changes %s", db.JSON(again.Differences))
		}
		there.run("bron", first)
		if second := there.export(); second != first {
			rt.Errorf("the second export differs:\n%s", difference(first, second))
		}
	})
}

func TestExportTellsOfAWriterThatFails(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	n.run("bron", flat(service("1")))
	organizations, err := n.store.Organizations(context.Background(), n.actor)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := harvest.ExportFlat(full{}, n.all(), organizations, n.tree()); err == nil {
		t.Error("an export to a full disk succeeds")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, fmt.Errorf("the disk is full") }
