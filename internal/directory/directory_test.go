package directory_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/testkit"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

func each(t *testing.T, test func(*testing.T, testkit.Town)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, testkit.NewTown(t, d, "veen", "")) })
}

func titles(entries []directory.Entry) []string {
	var all []string
	for _, e := range entries {
		all = append(all, e.Service.Title)
	}
	return all
}

func TestAnEntryComesBackWhole(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		e, err := town.Directory.Entry(ctx, town.Visitor, "bezoekmaatje")
		if err != nil {
			t.Fatal(err)
		}
		free := 2
		day := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
		want := directory.Service{Slug: "bezoekmaatje", Origin: directory.Origin{Source: "test", Ref: "s1"}, Title: "Bezoekmaatje",
			Description: "Een vrijwilliger komt elke week bij u thuis. U drinkt samen koffie.",
			Words:       []string{"eenzaam", "alleen", "gezelschap", "praatje"}, Needs: []string{"gezelschap"}, Audiences: []string{"ouderen"},
			Forms: []string{"een-op-een"}, Costs: "gratis", Access: []string{"zelf", "verwijzer"}, Ages: directory.Ages{Min: 65},
			Does: []string{"Elke week een uur bezoek", "Een vast gezicht"}, DoesNot: []string{"Geen schoonmaak"},
			Different: "Altijd dezelfde vrijwilliger", Languages: []string{"nl", "tr"}, Hours: "ma-vr 9:00-17:00", Serves: e.Serves,
			Capacity: directory.Capacity{State: directory.HasPlace, Free: &free}, Confirmed: &day, ConfirmedBy: "organisatie", Rhythm: directory.DefaultRhythm,
			ID: e.Service.ID, OrganizationID: e.Organization.ID, Version: 1, Provenance: directory.Provenance{Fetched: e.Service.Provenance.Fetched}, Run: e.Service.Run, Updated: e.Service.Updated, Locations: e.Locations}
		if diff := cmp.Diff(want, e.Service); diff != "" {
			t.Errorf("the service differs (-want +got):\n%s", diff)
		}
		if len(e.Locations) != 1 || e.Locations[0].Address != "Kade 1" || e.Organization.Name != "Stichting Aanloop" || !e.Organization.Member {
			t.Errorf("got %+v at %+v", e.Organization, e.Locations)
		}
		if e.Telephone() != "099 000 00 01" || e.Mail() != "post@aanloop.example" {
			t.Errorf("contact falls back to %q and %q", e.Telephone(), e.Mail())
		}
	})
}

func TestEntriesKeepTheOrderAskedFor(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		slugs := []string{"open-huiskamer", "no-such", "bezoekmaatje", "klussen-aan-huis"}
		found, err := town.Directory.EntriesBySlug(ctx, town.Visitor, slugs)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := titles(found), []string{"Open huiskamer", "Bezoekmaatje", "Klussen aan huis"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		again, err := town.Directory.Entries(ctx, town.Visitor, []string{found[1].Service.ID, found[0].Service.ID})
		if err != nil || !slices.Equal(titles(again), []string{"Bezoekmaatje", "Open huiskamer"}) {
			t.Errorf("by id: %q, %v", titles(again), err)
		}
	})
}

func TestOrganizationsWithAndWithoutALegalForm(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		o, services, err := town.Directory.Organization(ctx, town.Visitor, "bewonersinitiatief-de-brug")
		if err != nil || o.LegalForm != "" || len(services) != 2 {
			t.Errorf("got %+v with %q, %v", o, titles(services), err)
		}
		all, err := town.Directory.Organizations(ctx, town.Visitor)
		if err != nil || len(all) != 5 {
			t.Errorf("got %d organisations, %v; want 5", len(all), err)
		}
	})
}

func TestOnlyTheHouseKnowsAConfidentialAddress(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		for _, c := range []struct {
			actor access.Actor
			want  string
		}{{town.Visitor, ""}, {town.Operator, "Verborgenlaan 99"}} {
			e, err := town.Directory.Entry(ctx, c.actor, "opvang-voor-vrouwen")
			if err != nil || len(e.Locations) != 1 {
				t.Fatalf("got %+v, %v", e.Locations, err)
			}
			l := e.Locations[0]
			if l.Address != c.want || !l.Confidential {
				t.Errorf("%s sees %+v", c.actor.Roles(), l)
			}
			if c.want == "" && (l.Name != "" || l.Postcode != "" || l.AreaID != "" || l.Point != nil) {
				t.Errorf("a visitor can tell where it is: %+v", l)
			}
		}
	})
}

func TestWhatAnotherNetworkHasDoesNotExistHere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		here, there := testkit.NewTown(t, d, "hier", "HIER"), testkit.NewTown(t, d, "daar", "DAAR")
		theirs, err := there.Directory.Entry(ctx, there.Visitor, "bezoekmaatje")
		if err != nil {
			t.Fatal(err)
		}
		if found, err := here.Directory.Entries(ctx, here.Visitor, []string{theirs.Service.ID}); err != nil || len(found) > 0 {
			t.Errorf("by their id we find %q, %v", titles(found), err)
		}
		all, err := here.Directory.All(ctx, here.Visitor)
		if err != nil || len(all) != 6 {
			t.Errorf("we have %d services, %v; want 6", len(all), err)
		}
	})
}

func TestVisitorsChangeNothing(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		err := town.Directory.Update(ctx, town.Visitor, "test", func(directory.State) (directory.Changes, error) {
			t.Error("the decision was asked for")
			return directory.Changes{}, nil
		})
		if !errors.Is(err, errs.Forbidden) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAFailedUpdateLeavesEverythingAndTheRevision(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		before, err := town.Directory.Revision(ctx, town.Visitor)
		if err != nil {
			t.Fatal(err)
		}
		err = town.Directory.Update(ctx, town.Operator, "test", func(st directory.State) (directory.Changes, error) {
			s := st.Services["s1"]
			s.OrganizationID = "no such organisation" // the last step refuses it
			return directory.Changes{Withdrawn: []string{st.Services["s2"].ID}, Services: []directory.Service{s}}, nil
		})
		if err == nil {
			t.Fatal("a service without an organisation was stored")
		}
		all, err := town.Directory.All(ctx, town.Visitor)
		if err != nil || len(all) != 6 {
			t.Errorf("%d services are left, %v", len(all), err)
		}
		if after, _ := town.Directory.Revision(ctx, town.Visitor); after != before {
			t.Errorf("the revision went from %d to %d", before, after)
		}
	})
}

func TestAWithdrawnEntryIsGoneFromPublicAndNotFromTheState(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		before, _ := town.Directory.Revision(ctx, town.Visitor)
		err := town.Directory.Update(ctx, town.Operator, "test", func(st directory.State) (directory.Changes, error) {
			return directory.Changes{Withdrawn: []string{st.Services["s1"].ID}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := town.Directory.Entry(ctx, town.Visitor, "bezoekmaatje"); !errors.Is(err, errs.NotFound) {
			t.Errorf("the page still answers: %v", err)
		}
		if after, _ := town.Directory.Revision(ctx, town.Visitor); after <= before {
			t.Errorf("the revision stays at %d", after)
		}
		err = town.Directory.Update(ctx, town.Operator, "test", func(st directory.State) (directory.Changes, error) {
			if s := st.Services["s1"]; s.Withdrawn == nil || !s.Withdrawn.Equal(testkit.Today) {
				t.Errorf("it was withdrawn on %v", s.Withdrawn)
			}
			return directory.Changes{}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAges(t *testing.T) {
	for text, want := range map[string]directory.Ages{
		"": {}, "alle": {}, "65+": {Min: 65}, " 4-12 jaar": {Min: 4, Max: 12}, "0-3": {Max: 3}, "12 t/m 18": {Min: 12, Max: 18},
	} {
		if got, err := directory.ParseAges(text); err != nil || got != want {
			t.Errorf("%q gives %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"oud", "12-4", "-5", "4-", "200+", "4-12-18", "1000-2000"} {
		if got, err := directory.ParseAges(text); err == nil {
			t.Errorf("%q gives %v", text, got)
		}
	}
}

func TestAgesAreReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := directory.Ages{Min: rapid.IntRange(0, 100).Draw(t, "min")}
		a.Max = rapid.OneOf(rapid.Just(0), rapid.IntRange(a.Min+1, 120)).Draw(t, "max")
		if got, err := directory.ParseAges(a.String()); err != nil || got != a {
			t.Fatalf("%v is written %q and read as %v, %v", a, a.String(), got, err)
		}
		overlaps := 0
		for _, b := range directory.Bands {
			if a.Overlaps(b) {
				overlaps++
			}
		}
		if overlaps == 0 {
			t.Fatalf("%v is in no age band", a)
		}
	})
}

func TestBandsHaveNoGap(t *testing.T) {
	for age := range 100 {
		in := 0
		for _, b := range directory.Bands {
			if age >= b.Min && (b.Max == 0 || age < b.Max) {
				in++
			}
		}
		if in != 1 {
			t.Errorf("someone of %d is in %d age bands", age, in)
		}
	}
}

func TestOverdue(t *testing.T) {
	ago := func(months int) *time.Time {
		day := testkit.Today.AddDate(0, -months, 0)
		return &day
	}
	for name, c := range map[string]struct {
		confirmed *time.Time
		want      bool
	}{"never": {nil, true}, "last month": {ago(1), false}, "seven months ago": {ago(7), true}} {
		if got := (directory.Service{Confirmed: c.confirmed}).Overdue(testkit.Today); got != c.want {
			t.Errorf("confirmed %s: overdue is %v", name, got)
		}
	}
}

func TestLookAlikes(t *testing.T) {
	tree := testkit.Tree(t)
	entry := func(id, organization string, needs, audiences, serves []string) directory.Entry {
		return directory.Entry{Service: directory.Service{ID: id, Title: id, Needs: needs, Audiences: audiences, Serves: serves},
			Organization: directory.Organization{ID: organization}}
	}
	of := entry("self", "a", []string{"gezelschap"}, []string{"ouderen"}, []string{"noord"})
	found := directory.LookAlikes(tree, of, []directory.Entry{
		of,
		entry("same organisation", "a", []string{"gezelschap"}, []string{"ouderen"}, nil),
		entry("other need", "b", []string{"taal"}, []string{"ouderen"}, nil),
		entry("other wijk", "c", []string{"gezelschap"}, []string{"ouderen"}, []string{"zuid"}),
		entry("less alike", "d", []string{"gezelschap", "taal"}, nil, []string{"gm"}),
		entry("most alike", "e", []string{"gezelschap"}, []string{"ouderen"}, []string{"dijk"}),
	}, 3)
	if got, want := titles(found), []string{"most alike", "less alike"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEveryTermHasBothLanguages(t *testing.T) {
	taxonomy := directory.Taxonomy()
	for _, terms := range []directory.Terms{taxonomy.Needs, taxonomy.Audiences, taxonomy.Forms, taxonomy.Costs, taxonomy.Access, taxonomy.Kinds} {
		seen := map[string]bool{}
		for _, term := range terms {
			if term.NL == "" || term.EN == "" || seen[term.Code] || directory.Slugs.Take(directory.Slugs{}, term.Code, "", "") != term.Code {
				t.Errorf("term %+v is not whole, not unique or not fit for an address", term)
			}
			seen[term.Code] = true
		}
	}
	if n := len(taxonomy.Needs); n != 15 {
		t.Errorf("there are %d needs, want 14 and “something else”", n)
	}
	kinds := []string{"bewonersinitiatief", "vereniging", "geloofsgemeenschap", "cultuur", "sport"}
	for _, code := range kinds { // inventory K44
		if _, ok := taxonomy.Kinds.Find(code); !ok {
			t.Errorf("there is no kind of organisation %q", code)
		}
	}
}

func TestSlugsAreUnique(t *testing.T) {
	taken := directory.Slugs{}
	for _, want := range []string{"maatje", "maatje-aanloop", "maatje-2", "maatje-3"} {
		if got := taken.Take("Maatje", "Aanloop", "s1"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := taken.Take("…", "", "s9"); got != "s9" {
		t.Errorf("a name without letters gives %q", got)
	}
}
