package linkage_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/harvest"
	"samenspel/internal/linkage"
	"samenspel/internal/testkit"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const columns = "id,title,organization_id,organization,organization_type,organization_phone,organization_email,organization_url,description,needs,audiences,area,serves,location,address,postcode,confidential\n"

// gemeente and kaart are two further sources about the same town.
const (
	gemeente = columns +
		"g1,Bezoek aan huis,g-1,Aanloop,vrijwilligersorganisatie,+31 99 000 00 01,,https://aanloop.example,Iemand komt langs voor koffie.,gezelschap,ouderen,Noord,Noord,Kade,Kade 1,0101AA,nee\n" +
		"g2,Bezoekmaatjes,g-1,Aanloop,,,,,Een vrijwilliger komt bij u thuis op bezoek.,gezelschap,ouderen,Noord,Noord,Kade,Kade 1,0101AA,nee\n" +
		"g3,Open huiskamer,g-2,De Brug,bewonersinitiatief,099 000 00 02,,,Koffie drinken met buren.,gezelschap,iedereen,Zuid,Zuid,,Lokaalweg 2,0102AA,nee\n" +
		"g4,Hulp met geld,g-3,Kerk aan het Plein,geloofsgemeenschap,,kerk@plein.example,,Hulp bij post.,geld-post,weinig-geld,Noord,Noord,,,,nee\n" +
		"g5,Nachtopvang,g-4,Beschut Huis Zuid,zorgorganisatie,,,,Slapen.,anders,gezinnen,Noord,Noord,Geheim,Verborgenlaan 99,0101AA,ja\n"
	kaart = columns +
		"k1,Maatje,k-1,St. Aanloop Veendam aan Zee,vrijwilligersorganisatie,099 000 00 01,post@aanloop.example,,Een maatje.,gezelschap,ouderen,Noord,Noord,Kade,Kade 1,0101AA,nee\n" +
		"k2,Koffie,k-2,De Brugg,bewonersinitiatief,099 000 00 02,,,Koffie.,gezelschap,iedereen,Zuid,Zuid,,Lokaalweg 2,0102AA,nee\n"
)

// threeSources gives a town that three sources tell of.
func threeSources(t testing.TB, d *db.DB) (testkit.Town, *linkage.Store) {
	t.Helper()
	town := testkit.NewTown(t, d, "hier", "")
	bring(t, town, "gemeente", gemeente)
	bring(t, town, "kaart", kaart)
	return town, linkage.NewStore(d.WithClock(func() time.Time { return testkit.Today }))
}

func bring(t testing.TB, town testkit.Town, source, csv string) {
	t.Helper()
	_, err := harvest.New(town.DB, func() time.Time { return testkit.Today }).Import(context.Background(), town.Operator, source,
		harvest.Input{Name: source + ".csv", Data: strings.NewReader(csv)}, harvest.Options{Town: town.Network.Settings.Town})
	must(t, err)
}

func must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lists gives every pair by state.
func lists(t testing.TB, town testkit.Town, s *linkage.Store) map[linkage.State][]linkage.Proposal {
	t.Helper()
	all := map[linkage.State][]linkage.Proposal{}
	for _, state := range linkage.States {
		list, err := s.List(context.Background(), town.Operator, state, 0)
		must(t, err)
		all[state] = list
	}
	return all
}

// names gives the pairs of a list as "name = name".
func names(list []linkage.Proposal) []string {
	var all []string
	for _, p := range list {
		all = append(all, p.Left.Name+" = "+p.Right.Name)
	}
	slices.Sort(all)
	return all
}

func TestPairsAreProposedAndSureOnesMerged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town, s := threeSources(t, d)
		found, err := s.Search(context.Background(), town.Operator)
		must(t, err)
		all := lists(t, town, s)
		t.Logf("%+v\nmerged %q\nopen %q", found, names(all[linkage.Merged]), names(all[linkage.Open]))
		for _, want := range []string{"Stichting Aanloop = Aanloop", "Aanloop = St. Aanloop Veendam aan Zee"} {
			if !slices.Contains(names(all[linkage.Merged]), want) {
				t.Errorf("the program did not merge %s", want)
			}
		}
		for _, p := range slices.Concat(all[linkage.Open], all[linkage.Merged]) {
			if strings.Contains(p.Left.Name+p.Right.Name, "Beschut") {
				t.Errorf("a confidential address made a pair: %s", names([]linkage.Proposal{p}))
			}
		}
		again, err := s.Search(context.Background(), town.Operator)
		must(t, err)
		if again.Merged != 0 {
			t.Errorf("a second search merges %d more", again.Merged)
		}
	})
}

// openAll searches and undoes what the program merged, so that every pair waits for a decision.
func openAll(t testing.TB, town testkit.Town, s *linkage.Store) []linkage.Proposal {
	t.Helper()
	_, err := s.Search(context.Background(), town.Operator)
	must(t, err)
	for _, p := range lists(t, town, s)[linkage.Merged] {
		must(t, s.Undo(context.Background(), town.Operator, p.ID))
	}
	return lists(t, town, s)[linkage.Open]
}

// pick gives the pair of two names.
func pick(t testing.TB, list []linkage.Proposal, a, b string) linkage.Proposal {
	t.Helper()
	for _, p := range list {
		if p.Left.Name == a && p.Right.Name == b {
			return p
		}
	}
	t.Fatalf("%s = %s is not among %q", a, b, names(list))
	return linkage.Proposal{}
}

func TestTheSurvivorHasWhatTheOthersOffer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town, s := threeSources(t, d)
		ctx, visitor := context.Background(), town.Visitor
		pair := pick(t, openAll(t, town, s), "Bewonersinitiatief De Brug", "De Brug")
		revision, err := town.Directory.Revision(ctx, visitor)
		must(t, err)
		must(t, s.Merge(ctx, town.Operator, pair.ID, pair.Right.ID))
		brug, services, err := town.Directory.Organization(ctx, visitor, pair.Right.Slug)
		must(t, err)
		if len(services) != 3 || brug.Email != "brug@brug.example" || brug.From["email"].Source != "test" {
			t.Errorf("the survivor has %d services, %q from %v", len(services), brug.Email, brug.From)
		}
		for _, e := range services {
			if e.Organization.ID != brug.ID || e.Telephone() == "" || e.Title == "Wandelmaatje" && e.OrganizationID == brug.ID {
				t.Errorf("%s stands under %s, from %s", e.Title, e.Organization.Name, e.OrganizationID)
			}
			if !slices.Contains(e.Words, "Bewonersinitiatief De Brug") {
				t.Errorf("%s is not found by the old name: %q", e.Title, e.Words)
			}
		}
		if _, _, err := town.Directory.Organization(ctx, visitor, pair.Left.Slug); !errors.Is(err, errs.NotFound) {
			t.Errorf("the merged organisation still has a page of its own: %v", err)
		}
		now, err := town.Directory.Moved(ctx, visitor, directory.OrganizationRecord, pair.Left.Slug)
		if err != nil || now != pair.Right.Slug {
			t.Errorf("the old address leads to %q, %v", now, err)
		}
		if after, _ := town.Directory.Revision(ctx, visitor); after <= revision {
			t.Error("search does not hear of it")
		}
		lines, err := audit.NewStore(d).Lines(ctx, town.Operator, audit.Filter{ID: pair.ID, Limit: 1})
		if err != nil || len(lines) != 1 || lines[0].Action != "merge" {
			t.Errorf("the trace says %+v, %v", lines, err)
		}
	})
}

// TestReadersHearOfAMerge asks, as programs do that follow the directory, for what changed since a moment.
func TestReadersHearOfAMerge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town, s := threeSources(t, d)
		ctx := context.Background()
		pair := pick(t, openAll(t, town, s), "Bewonersinitiatief De Brug", "De Brug")
		for day, change := range []func(*linkage.Store) error{
			func(s *linkage.Store) error { return s.Merge(ctx, town.Operator, pair.ID, pair.Right.ID) },
			func(s *linkage.Store) error { return s.Undo(ctx, town.Operator, pair.ID) },
		} {
			then := testkit.Today.AddDate(0, 0, day+1)
			must(t, change(linkage.NewStore(d.WithClock(func() time.Time { return then }))))
			changed, _, err := town.Directory.Page(ctx, town.Visitor, directory.Filter{Since: then}, directory.Window{Limit: 100})
			must(t, err)
			var titles []string
			for _, e := range changed {
				titles = append(titles, e.Title)
			}
			slices.Sort(titles)
			if got := strings.Join(titles, ", "); got != "Open huiskamer, Open huiskamer, Wandelmaatje" {
				t.Errorf("step %d changed %q", day, got)
			}
		}
	})
}

// TestASourceComesAgain imports both sources once more after a merge, one of them without the survivor.
func TestASourceComesAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town, s := threeSources(t, d)
		ctx := context.Background()
		pair := pick(t, openAll(t, town, s), "Bewonersinitiatief De Brug", "De Brug")
		must(t, s.Merge(ctx, town.Operator, pair.ID, pair.Right.ID))
		bring(t, town, "gemeente", strings.ReplaceAll(gemeente, "Koffie drinken", "Samen koffie drinken"))
		_, services, err := town.Directory.Organization(ctx, town.Visitor, pair.Right.Slug)
		if err != nil || len(services) != 3 {
			t.Errorf("after the import the survivor has %d services, %v", len(services), err)
		}
		var without []string
		for _, line := range strings.Split(gemeente, "\n") {
			if !strings.Contains(line, "De Brug") {
				without = append(without, line)
			}
		}
		bring(t, town, "gemeente", strings.Join(without, "\n"))
		_, services, err = town.Directory.Organization(ctx, town.Visitor, pair.Right.Slug)
		if err != nil || len(services) != 2 {
			t.Errorf("a survivor that its source dropped has %d services of the other, %v", len(services), err)
		}
	})
}

func TestDecisionsAreRemembered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town, s := threeSources(t, d)
		ctx := context.Background()
		open := openAll(t, town, s)
		first := pick(t, open, "Stichting Aanloop", "Aanloop")
		must(t, s.TellApart(ctx, town.Operator, first.ID))
		for range 2 {
			_, err := s.Search(ctx, town.Operator)
			must(t, err)
		}
		all := lists(t, town, s)
		if !slices.Contains(names(all[linkage.Different]), "Stichting Aanloop = Aanloop") || len(all[linkage.Merged]) > 0 {
			t.Errorf("after another search: %q are different, %q merged", names(all[linkage.Different]), names(all[linkage.Merged]))
		}
		if err := s.Merge(ctx, town.Operator, first.ID, first.Left.ID); !errors.Is(err, errs.Conflict) {
			t.Errorf("a rejected pair can be merged: %v", err)
		}
		second := pick(t, open, "Aanloop", "St. Aanloop Veendam aan Zee")
		third := pick(t, open, "Stichting Aanloop", "St. Aanloop Veendam aan Zee")
		must(t, s.Merge(ctx, town.Operator, second.ID, second.Left.ID))
		var problems errs.Problems
		if err := s.Merge(ctx, town.Operator, third.ID, third.Left.ID); !errors.As(err, &problems) {
			t.Errorf("what was told apart became one through a third: %v", err)
		}
		must(t, s.Undo(ctx, town.Operator, first.ID))
		must(t, s.Merge(ctx, town.Operator, third.ID, third.Left.ID))
	})
}

// TestWhatWasToldApartStaysApart lets a third source come that is sure to be the same as either of two that were told
// apart: the program takes one side, and the other is not asked again.
func TestWhatWasToldApartStaysApart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "hier", "")
		s, ctx := linkage.NewStore(d), context.Background()
		bring(t, town, "gemeente", gemeente)
		apart := pick(t, openAll(t, town, s), "Stichting Aanloop", "Aanloop")
		must(t, s.TellApart(ctx, town.Operator, apart.ID))
		bring(t, town, "kaart", kaart)
		_, err := s.Search(ctx, town.Operator)
		must(t, err)
		about := func(state linkage.State) (all []linkage.Proposal) {
			for _, p := range lists(t, town, s)[state] {
				if p.Kind == directory.OrganizationRecord && strings.Contains(p.Right.Name, "Aanloop Veendam") {
					all = append(all, p)
				}
			}
			return all
		}
		merged := about(linkage.Merged)
		if len(merged) != 1 || len(about(linkage.Open)) != 1 {
			t.Fatalf("merged are %q, open %q", names(merged), names(about(linkage.Open)))
		}
		must(t, s.Undo(ctx, town.Operator, merged[0].ID))
		must(t, s.Merge(ctx, town.Operator, merged[0].ID, merged[0].Right.ID))
		_, err = s.Search(ctx, town.Operator)
		must(t, err)
		if open := about(linkage.Open); len(open) > 0 {
			t.Errorf("told apart, and asked again: %q", names(open))
		}
	})
}

// TestServicesMergeWhileTheirOrganisationsAreOne merges services across two records of one organisation.
func TestServicesMergeWhileTheirOrganisationsAreOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town, s := threeSources(t, d)
		ctx := context.Background()
		homes := pick(t, openAll(t, town, s), "Bewonersinitiatief De Brug", "De Brug")
		must(t, s.Merge(ctx, town.Operator, homes.ID, homes.Left.ID))
		_, err := s.Search(ctx, town.Operator)
		must(t, err)
		pair := pick(t, lists(t, town, s)[linkage.Open], "Open huiskamer", "Open huiskamer")
		must(t, s.Merge(ctx, town.Operator, pair.ID, pair.Left.ID))
		if now, err := town.Directory.Moved(ctx, town.Visitor, directory.ServiceRecord, pair.Right.Slug); err != nil || now != pair.Left.Slug {
			t.Errorf("the address of the merged service leads to %q, %v", now, err)
		}
		_, services, err := town.Directory.Organization(ctx, town.Visitor, homes.Left.Slug)
		if err != nil || len(services) != 2 {
			t.Errorf("the organisation shows %d services, %v", len(services), err)
		}
		must(t, s.Undo(ctx, town.Operator, homes.ID))
		if _, err := town.Directory.Entry(ctx, town.Visitor, pair.Right.Slug); err != nil {
			t.Errorf("with the organisations apart the service is hidden: %v", err)
		}
		must(t, s.Merge(ctx, town.Operator, homes.ID, homes.Left.ID))
		if _, err := town.Directory.Entry(ctx, town.Visitor, pair.Right.Slug); !errors.Is(err, errs.NotFound) {
			t.Errorf("with the organisations together again the merge of the services is forgotten: %v", err)
		}
	})
}

func TestOnlyEditorsLink(t *testing.T) {
	town, s := threeSources(t, dbtest.SQLite(t))
	other := testkit.NewTown(t, town.DB, "daar", "")
	pair := openAll(t, town, s)[0]
	for name, actor := range map[string]access.Actor{"a visitor": town.Visitor, "an ambassador": access.As(access.Ambassador, town.Network.ID)} {
		_, search := s.Search(context.Background(), actor)
		_, list := s.List(context.Background(), actor, linkage.Open, 0)
		_, count := s.Count(context.Background(), actor)
		for _, err := range []error{search, list, count, s.Merge(context.Background(), actor, pair.ID, pair.Left.ID), s.TellApart(context.Background(), actor, pair.ID), s.Undo(context.Background(), actor, pair.ID)} {
			if !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if err := s.Merge(context.Background(), other.Operator, pair.ID, pair.Left.ID); !errors.Is(err, errs.NotFound) {
		t.Errorf("the editor of another town: %v", err)
	}
}

// dump gives every row of the tables that a merge could touch, to the byte.
func dump(t testing.TB, d *db.DB) string {
	t.Helper()
	var b strings.Builder
	err := db.AsOwner(d, func(owner *sql.DB) error {
		for _, table := range []string{"organization", "service", "location", "service_location", "person", "assignment"} {
			if err := dumpTable(owner, table, &b); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, err)
	return b.String()
}

func dumpTable(owner *sql.DB, table string, b *strings.Builder) error {
	rows, err := owner.Query("select * from " + table + " order by 1, 2, 3") // #nosec G202 -- names of this test
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		values, into := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		fmt.Fprintf(b, "%s %v\n", table, values)
	}
	return rows.Err()
}

// shown gives what visitors read.
func shown(t testing.TB, town testkit.Town) string {
	t.Helper()
	entries, err := town.Directory.All(context.Background(), town.Visitor)
	must(t, err)
	organizations, err := town.Directory.Organizations(context.Background(), town.Visitor)
	must(t, err)
	text, err := json.Marshal([]any{entries, organizations})
	must(t, err)
	return string(text)
}

// TestUndoIsExact merges and undoes pairs in any order: when all is undone every row is as it was, to the byte; and who
// stands for whom depends on the merges in force only, not on the way that led there.
func TestUndoIsExact(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town, s := threeSources(t, d)
		pairs := openAll(t, town, s)
		ctx, rows, pages := context.Background(), dump(t, d), shown(t, town)
		if len(pairs) < 5 {
			t.Fatalf("there are only %q", names(pairs))
		}
		rapid.Check(t, func(rt *rapid.T) {
			for _, left := range lists(t, town, s)[linkage.Merged] { // by a try that failed
				must(rt, s.Undo(ctx, town.Operator, left.ID))
			}
			inForce := map[string]string{} // pair → survivor
			for range rapid.IntRange(1, 8).Draw(rt, "steps") {
				p := rapid.SampledFrom(pairs).Draw(rt, "pair")
				if inForce[p.ID] != "" {
					must(rt, s.Undo(ctx, town.Operator, p.ID))
					delete(inForce, p.ID)
					continue
				}
				survivor := rapid.SampledFrom([]string{p.Left.ID, p.Right.ID}).Draw(rt, "survivor")
				must(rt, s.Merge(ctx, town.Operator, p.ID, survivor))
				inForce[p.ID] = survivor
			}
			merged := dump(t, d)
			undo(rt, s, town, inForce)
			if dump(t, d) != rows || shown(t, town) != pages {
				rt.Fatalf("something is not as it was:\n%s\n%s", rows, dump(t, d))
			}
			for _, id := range rapid.Permutation(slices.Sorted(maps.Keys(inForce))).Draw(rt, "again") {
				must(rt, s.Merge(ctx, town.Operator, id, inForce[id]))
			}
			if dump(t, d) != merged {
				rt.Fatalf("the same merges in another order give\n%s\nnot\n%s", dump(t, d), merged)
			}
			undo(rt, s, town, inForce)
		})
	})
}

func undo(rt *rapid.T, s *linkage.Store, town testkit.Town, inForce map[string]string) {
	for _, id := range rapid.Permutation(slices.Sorted(maps.Keys(inForce))).Draw(rt, "undo") {
		must(rt, s.Undo(context.Background(), town.Operator, id))
	}
}

// TestSurvivors holds the rule itself: every merged record leads to one that stands for itself, and the order of the
// merges makes no difference.
func TestSurvivors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"})
		merges := rapid.SliceOf(rapid.Custom(func(t *rapid.T) linkage.Merge {
			return linkage.Merge{Survivor: id.Draw(t, "survivor"), Merged: id.Draw(t, "merged")}
		})).Draw(t, "merges")
		merges = slices.DeleteFunc(merges, func(m linkage.Merge) bool { return m.Survivor == m.Merged })
		stands := linkage.Survivors(merges)
		for merged, survivor := range stands {
			if stands[survivor] != "" || merged == survivor {
				t.Fatalf("%s leads to %s, which leads to %s", merged, survivor, stands[survivor])
			}
		}
		for _, m := range merges {
			if a, b := self(stands, m.Survivor), self(stands, m.Merged); a != b {
				t.Fatalf("%s and %s were merged and stand under %s and %s", m.Survivor, m.Merged, a, b)
			}
		}
		if other := linkage.Survivors(rapid.Permutation(merges).Draw(t, "order")); !maps.Equal(stands, other) {
			t.Fatalf("in another order %v becomes %v", stands, other)
		}
	})
	for _, m := range []linkage.Merge{{Survivor: "a", Merged: "b"}, {Survivor: "b", Merged: "a"}} {
		if stands := linkage.Survivors([]linkage.Merge{m}); stands[m.Merged] != m.Survivor {
			t.Errorf("%+v gives %v", m, stands)
		}
	}
	if stands := linkage.Survivors([]linkage.Merge{{Survivor: "b", Merged: "a"}, {Survivor: "c", Merged: "b"}}); stands["a"] != "c" || stands["b"] != "c" {
		t.Errorf("a chain ends at %v", stands)
	}
}

func self(stands map[string]string, id string) string {
	if stands[id] != "" {
		return stands[id]
	}
	return id
}
