package upkeep_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/harvest"
	"samenspel/internal/testkit"
	"samenspel/internal/upkeep"
)

var ctx = context.Background()

func TestMain(m *testing.M) { dbtest.Main(m) }

func each(t *testing.T, test func(*testing.T, testkit.Town)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, testkit.NewTown(t, d, "veen", "")) })
}

// on gives what is kept of the town on another day.
func on(town testkit.Town, day time.Time) *upkeep.Store {
	d := town.DB.WithClock(func() time.Time { return day })
	return upkeep.NewStore(d, directory.NewStore(d), []byte("key of the links to entries"))
}

// mails gives the letters of upkeep that wait, as "kind to address".
func mails(t *testing.T, town testkit.Town) string {
	t.Helper()
	return strings.Join(dbtest.Ask[string](t, town.DB, `select kind || ' to ' || address from outbox where kind like 'still%' or kind = 'correction' order by created_at, id`), ", ")
}

func TestARoundAsksRemindsAndCalls(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		editor := access.As(access.Editor, town.Network.ID)
		run := func(days int) {
			t.Helper()
			if err := on(town, testkit.Today.AddDate(0, 0, days)).Run(ctx, town.Network.ID); err != nil {
				t.Fatal(err)
			}
		}
		calls := func() string {
			t.Helper()
			all, err := town.Upkeep.Calls(ctx, editor)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, c := range all {
				names = append(names, c.Organization.Name)
			}
			return strings.Join(names, ", ")
		}
		run(0)
		run(0) // a second run on a day asks nobody twice
		if got := mails(t, town); got != "still-right to brug@brug.example" {
			t.Errorf("day 0: %s", got)
		}
		if got := calls(); got != "Kluszaak Kees" { // it has no address
			t.Errorf("to call on day 0: %s", got)
		}
		run(13)
		run(14)
		if got := mails(t, town); got != "still-right to brug@brug.example, still-right-again to brug@brug.example" {
			t.Errorf("day 14: %s", got)
		}
		run(28)
		if got := calls(); got != "Kluszaak Kees, Bewonersinitiatief De Brug" {
			t.Errorf("to call on day 28: %s", got)
		}
	})
}

func TestALinkLetsAnOrganisationWriteItsOwnEntries(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		if err := town.Upkeep.Run(ctx, town.Network.ID); err != nil {
			t.Fatal(err)
		}
		brug := dbtest.Ask[string](t, town.DB, `select id from organization where name = 'Bewonersinitiatief De Brug'`)[0]
		aanloop := dbtest.Ask[string](t, town.DB, `select id from organization where name = 'Stichting Aanloop'`)[0]
		for name, link := range map[string][2]string{"forged": {brug, "AAAA"}, "of another generation": {brug, town.Upkeep.Token(brug, 2)},
			"of another organisation": {aanloop, town.Upkeep.Token(brug, 1)}, "of one that is not asked": {aanloop, town.Upkeep.Token(aanloop, 1)}} {
			if _, err := town.Upkeep.Actor(ctx, town.Network.ID, link[0], link[1]); !errors.Is(err, errs.NotFound) {
				t.Errorf("a link %s: %v", name, err)
			}
		}
		actor, err := town.Upkeep.Actor(ctx, town.Network.ID, brug, town.Upkeep.Token(brug, 1))
		if err != nil {
			t.Fatal(err)
		}
		_, entries, err := town.Upkeep.Organization(ctx, actor, brug)
		if err != nil || len(entries) != 2 {
			t.Fatalf("%d entries, %v", len(entries), err)
		}
		mine := entries[0].Service
		mine.Title = "Wandelen met een buur"
		if _, err := town.Directory.SaveService(ctx, actor, mine, "organisatie"); err != nil {
			t.Error(err)
		}
		if _, err := town.Directory.SaveService(ctx, actor, mine, "organisatie"); !errors.Is(err, errs.Conflict) {
			t.Errorf("the same form again: %v", err)
		}
		other := mine
		other.OrganizationID = aanloop
		if _, err := town.Directory.SaveService(ctx, actor, other, "organisatie"); !errors.Is(err, errs.Forbidden) {
			t.Errorf("an entry of another: %v", err)
		}
		if err := town.Upkeep.Confirm(ctx, actor, brug, "organisatie"); err != nil {
			t.Fatal(err)
		}
		tomorrow := on(town, testkit.Today.AddDate(0, 0, 1))
		if err := tomorrow.Run(ctx, town.Network.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := tomorrow.Actor(ctx, town.Network.ID, brug, town.Upkeep.Token(brug, 1)); !errors.Is(err, errs.NotFound) {
			t.Errorf("the link after the round: %v", err)
		}
	})
}

func TestWhatIsWrittenHereStaysAfterAnImport(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		editor := access.As(access.Editor, town.Network.ID)
		e, err := town.Directory.Entry(ctx, editor, "wandelmaatje")
		if err != nil {
			t.Fatal(err)
		}
		changed := e.Service
		changed.Description, changed.Hours = "Samen een rondje, ook met de rollator.", "wo 10:00-11:00"
		if _, err := town.Directory.SaveService(ctx, editor, changed, "redactie"); err != nil {
			t.Fatal(err)
		}
		town.Import(t, strings.Replace(testkit.Services, "Wandelen in uw tempo", "Wandelen op uw gemak", 1))
		e, err = town.Directory.Entry(ctx, editor, "wandelmaatje")
		if err != nil || e.Service.Description != changed.Description || e.Service.Hours != "wo 10:00-11:00" || e.Does[0] != "Wandelen op uw gemak" {
			t.Errorf("after the import: %q %q %q, %v", e.Service.Description, e.Service.Hours, e.Does, err)
		}
	})
}

func TestWrongEntriesSayWhatToDo(t *testing.T) {
	town := testkit.NewTown(t, dbtest.SQLite(t), "veen", "")
	editor := access.As(access.Editor, town.Network.ID)
	e, err := town.Directory.Entry(ctx, editor, "wandelmaatje")
	if err != nil {
		t.Fatal(err)
	}
	for field, spoil := range map[string]func(*directory.Service){
		"title":       func(s *directory.Service) { s.Title = " " },
		"description": func(s *directory.Service) { s.Description = strings.Repeat("x", 6000) },
		"email":       func(s *directory.Service) { s.Email = "geen adres" },
		"url":         func(s *directory.Service) { s.URL = "javascript:alert(1)" },
		"hours":       func(s *directory.Service) { s.Hours = "soms" },
		"needs":       func(s *directory.Service) { s.Needs = []string{"<script>"} },
		"does":        func(s *directory.Service) { s.Does = []string{strings.Repeat("x", 400)} },
	} {
		wrong := e.Service
		spoil(&wrong)
		_, err := town.Directory.SaveService(ctx, editor, wrong, "redactie")
		var problems errs.Problems
		if !errors.As(err, &problems) || problems[0].Column != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// TestWhatWaitsForAnEditorIsNotAsked stages a run and takes the steps of a day: nobody is asked about what is not public,
// its website is not visited, and the run can be stopped.
func TestWhatWaitsForAnEditorIsNotAsked(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		im := harvest.New(town.DB, town.Now)
		report, err := im.Import(ctx, town.Operator, "kaart", harvest.Input{Name: "x.csv", Data: strings.NewReader(
			"id,title,organization,organization_email,organization_url,url\n1,Schaken,Club,club@club.example,https://club.example,https://schaken.example\n")}, harvest.Options{Hold: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := town.Upkeep.Run(ctx, town.Network.ID); err != nil {
			t.Fatal(err)
		}
		if got := mails(t, town); strings.Contains(got, "club") {
			t.Errorf("mails: %s", got)
		}
		err = town.Upkeep.CheckLinks(ctx, town.Network.ID, func(_ context.Context, address string) (int, error) {
			if strings.HasPrefix(address, "https://club") || strings.HasPrefix(address, "https://schaken") {
				t.Errorf("%s is visited", address)
			}
			return 200, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := im.Stop(ctx, town.Operator, report.Run); err != nil {
			t.Errorf("stopping the run: %v", err)
		}
	})
}

func TestACorrectionReachesOwnerAndEditor(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		editor := access.As(access.Editor, town.Network.ID)
		e, err := town.Directory.Entry(ctx, town.Visitor, "bezoekmaatje")
		if err != nil {
			t.Fatal(err)
		}
		if err := town.Upkeep.Report(ctx, town.Visitor, e.Service.ID, "Het is verhuisd."); err != nil {
			t.Fatal(err)
		}
		if got := mails(t, town); got != "correction to post@aanloop.example" {
			t.Errorf("mails: %s", got)
		}
		open, err := town.Upkeep.Corrections(ctx, editor)
		if err != nil || len(open) != 1 || open[0].Text != "Het is verhuisd." || open[0].Service.Title != "Bezoekmaatje" {
			t.Fatalf("%+v, %v", open, err)
		}
		if _, err := town.Upkeep.Corrections(ctx, town.Visitor); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a visitor reads them: %v", err)
		}
		if err := town.Upkeep.Settle(ctx, editor, open[0].ID, upkeep.Mended); err != nil {
			t.Fatal(err)
		}
		if err := town.Upkeep.Settle(ctx, editor, open[0].ID, upkeep.NotSo); !errors.Is(err, errs.NotFound) {
			t.Errorf("settled twice: %v", err)
		}
	})
}

func TestQualityGivesItsReasons(t *testing.T) {
	town := testkit.NewTown(t, dbtest.SQLite(t), "veen", "")
	for slug, want := range map[string]string{
		"bezoekmaatje":   "85: quality.description",
		"open-huiskamer": "70: quality.description, quality.confirmed",
	} {
		e, err := town.Directory.Entry(ctx, town.Visitor, slug)
		if err != nil {
			t.Fatal(err)
		}
		points, lacks := upkeep.Quality(e, testkit.Today)
		var keys []string
		for _, l := range lacks {
			keys = append(keys, l.Key)
		}
		if got := strings.TrimSpace(strings.Join([]string{strconv.Itoa(points), strings.Join(keys, ", ")}, ": ")); got != want {
			t.Errorf("%s: %s, want %s", slug, got, want)
		}
	}
}

func TestMembersThatNobodyFinds(t *testing.T) {
	organizations := []directory.Organization{{ID: "a", Name: "Aanloop", Member: true}, {ID: "b", Name: "Brug", Member: true}, {ID: "c", Name: "Elders"}}
	entries := []directory.Entry{{Service: directory.Service{Needs: []string{"taal"}}, Organization: organizations[0]}}
	find := func(words string) []string { return map[string][]string{"Aanloop": {"b", "a"}, "Brug": {"a"}}[words] }
	all := upkeep.Complete(organizations, entries, find)
	if len(all) != 1 || all[0].Organization.ID != "b" || !all[0].ByName || !all[0].ByNeed {
		t.Errorf("got %+v", all)
	}
}

func TestWordsAreToldOnlyAfterThreeVisitors(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		editor := access.As(access.Editor, town.Network.ID)
		miss := func(words, visitor string) {
			t.Helper()
			if err := town.Upkeep.Miss(ctx, town.Network.ID, words, visitor); err != nil {
				t.Fatal(err)
			}
		}
		told := func() string {
			t.Helper()
			all, err := town.Upkeep.AllMissed(ctx, editor)
			if err != nil {
				t.Fatal(err)
			}
			var words []string
			for _, m := range all {
				words = append(words, m.Words)
			}
			return strings.Join(words, ", ")
		}
		for range 5 {
			miss("scootmobiel", "1.1.1.1") // one visitor, however often
		}
		miss("Scootmobiel ", "2.2.2.2")
		for _, visitor := range []string{"1.1.1.1", "2.2.2.2", "3.3.3.3"} {
			miss("mevrouw De Vries", visitor)
			miss(strings.Repeat("lang verhaal ", 20), visitor)
		}
		if got := told(); got != "" {
			t.Errorf("too early: %s", got)
		}
		for _, row := range dbtest.Ask[string](t, town.DB, `select hash || visitor from missed_by`) {
			if strings.Contains(row, "scoot") || strings.Contains(row, "1.1") {
				t.Errorf("words or addresses stand in %s", row)
			}
		}
		miss("scootmobiel", "3.3.3.3")
		if got := told(); got != "scootmobiel" {
			t.Errorf("after three visitors: %s", got)
		}
		service := dbtest.Ask[string](t, town.DB, `select id from service where ref = 's2'`)[0]
		if err := town.Upkeep.AddWord(ctx, editor, service, "scootmobiel"); err != nil {
			t.Fatal(err)
		}
		e, err := town.Directory.Entry(ctx, town.Visitor, "wandelmaatje")
		if err != nil || e.Words[len(e.Words)-1] != "scootmobiel" || told() != "" {
			t.Errorf("after adding: %v, the list %q, %v", e.Words, told(), err)
		}
	})
}

func TestDeadWebsitesAreSeenTwiceBeforeTheyAreTold(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		editor := access.As(access.Editor, town.Network.ID)
		e, err := town.Directory.Entry(ctx, editor, "wandelmaatje")
		if err != nil {
			t.Fatal(err)
		}
		e.Service.URL = "https://weg.example"
		if _, err := town.Directory.SaveService(ctx, editor, e.Service, "redactie"); err != nil {
			t.Fatal(err)
		}
		visits := 0
		dead := func(days int) int {
			t.Helper()
			s := on(town, testkit.Today.AddDate(0, 0, days))
			if err := s.CheckLinks(ctx, town.Network.ID, func(context.Context, string) (int, error) { visits++; return 404, nil }); err != nil {
				t.Fatal(err)
			}
			entries, err := town.Directory.All(ctx, editor)
			if err != nil {
				t.Fatal(err)
			}
			found, err := s.DeadLinks(ctx, editor, entries)
			if err != nil {
				t.Fatal(err)
			}
			return len(found)
		}
		if first, again, later := dead(0), dead(1), dead(8); first != 0 || again != 0 || later != 1 || visits != 2 {
			t.Errorf("dead: %d, %d, %d after %d visits", first, again, later, visits)
		}
	})
}

// TestTheAddressOfWhatWasMergedIsOfUse lets an organisation without a mail address stand for one that has it.
func TestTheAddressOfWhatWasMergedIsOfUse(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		ids := dbtest.Ask[string](t, town.DB, `select id from organization where name in ('Kluszaak Kees', 'Stichting Aanloop') order by name`)
		err := town.DB.In(ctx, town.Network.ID, func(tx *db.Tx) error {
			return directory.SetSurvivors(ctx, tx, directory.OrganizationRecord, map[string]string{ids[1]: ids[0]})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := town.Upkeep.Run(ctx, town.Network.ID); err != nil {
			t.Fatal(err)
		}
		if got := mails(t, town); !strings.Contains(got, "still-right to post@aanloop.example") {
			t.Errorf("asked: %s", got)
		}
	})
}

// TestAMergedOrganisationIsAskedWithTheOther merges one without an address into one that is right by itself: the services
// of the first are asked for where the second reads its mail, and the second may confirm and write them.
func TestAMergedOrganisationIsAskedWithTheOther(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		ids := dbtest.Ask[string](t, town.DB, `select id from organization where name in ('Kluszaak Kees', 'Stichting Aanloop') order by name`)
		kees, aanloop := ids[0], ids[1]
		err := town.DB.In(ctx, town.Network.ID, func(tx *db.Tx) error {
			return directory.SetSurvivors(ctx, tx, directory.OrganizationRecord, map[string]string{kees: aanloop})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := town.Upkeep.Run(ctx, town.Network.ID); err != nil {
			t.Fatal(err)
		}
		if got := mails(t, town); !strings.Contains(got, "still-right to post@aanloop.example") {
			t.Errorf("asked: %s", got)
		}
		actor, err := town.Upkeep.Actor(ctx, town.Network.ID, aanloop, town.Upkeep.Token(aanloop, 1))
		if err != nil {
			t.Fatal(err)
		}
		_, entries, err := town.Upkeep.Organization(ctx, actor, aanloop)
		if err != nil || len(entries) != 2 {
			t.Fatalf("the link shows %d entries, %v", len(entries), err)
		}
		for _, e := range entries {
			if e.Title == "Klussen aan huis" {
				if err := town.Directory.SetCapacity(ctx, actor, e.OrganizationID, e.Service.ID, directory.Capacity{State: directory.Full}); err != nil {
					t.Errorf("the room of what was merged: %v", err)
				}
			}
		}
		brug := dbtest.Ask[string](t, town.DB, `select id from organization where name = 'Bewonersinitiatief De Brug'`)[0]
		if err := town.Directory.MayWrite(ctx, actor, brug); !errors.Is(err, errs.Forbidden) {
			t.Errorf("another organisation: %v", err)
		}
		if err := town.Upkeep.Confirm(ctx, actor, aanloop, "organisatie"); err != nil {
			t.Fatal(err)
		}
		if err := on(town, testkit.Today.AddDate(0, 0, 1)).Run(ctx, town.Network.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := town.Upkeep.Actor(ctx, town.Network.ID, aanloop, town.Upkeep.Token(aanloop, 1)); !errors.Is(err, errs.NotFound) {
			t.Errorf("after confirming everything the round goes on: %v", err)
		}
	})
}
