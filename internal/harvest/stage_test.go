package harvest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/harvest"
)

var ctx = context.Background()

// hold stages a file and leaves it for an editor.
func (n town) hold(text string) harvest.Report {
	n.t.Helper()
	report, err := n.try("bron", text, harvest.Options{Hold: true, Town: "Waterveen"})
	if err != nil {
		n.t.Fatal(err)
	}
	return report
}

func (n town) must(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(err)
	}
}

func twenty(change ...string) string {
	var rows []map[string]string
	for i := range 20 {
		rows = append(rows, service(fmt.Sprint("s", i), append([]string{"area", "Binnenstad", "address", fmt.Sprint("Kade ", i)}, change...)...))
	}
	return flat(rows...)
}

func TestNothingShowsBeforeAnEditorPublishes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := newTown(t, d, "waterveen").withAreas()
		n.run("bron", flat(service("a"), service("b")))
		before, revision := n.export(), n.revision()
		report := n.hold(flat(service("a", "title", "Anders"), service("c")))
		if report.State != harvest.Ready || n.export() != before || n.revision() != revision {
			t.Fatalf("a run that waits for an editor shows already: %s", report.State)
		}
		changes, err := n.importer.Changes(ctx, n.actor, report.Run, "", 0)
		fresh, freshErr := n.importer.Fresh(ctx, n.actor, report.Run)
		if err != nil || freshErr != nil || len(changes) != 2 || db.JSON(fresh) != `["Aanbod c"]` || changes[0].Fields[0] != (harvest.FieldChange{Field: "title", Old: "Aanbod a", New: "Anders"}) {
			t.Errorf("the editor sees %+v and %q", changes, fresh)
		}
		n.must(n.importer.Publish(ctx, n.actor, report.Run))
		if got := n.entry("a").Title; got != "Anders" || len(n.all()) != 2 {
			t.Errorf("after publishing there is %q and %d entries", got, len(n.all()))
		}
		if err := n.importer.Publish(ctx, n.actor, report.Run); !errors.Is(err, errs.Conflict) {
			t.Errorf("publishing twice gives %v", err)
		}
		stopped := n.hold(flat(service("d")))
		after := n.export()
		n.must(n.importer.Stop(ctx, n.actor, stopped.Run))
		n.run("bron", flat(service("a", "title", "Anders"), service("c")))
		if n.export() != after {
			t.Error("a run that was stopped left something")
		}
	})
}

func TestARunThatChangesMuchStopsAndAsks(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen").withAreas()
	n.run("bron", twenty())
	for name, text := range map[string]string{"withdraws": flat(service("s0")), "changes": twenty("title", "Anders")} {
		report, err := n.try("bron", text, harvest.Options{})
		said := strings.Join(refusal(t, err), " ")
		if report.State != harvest.Ready || !strings.Contains(said, "of 20 services would be") || len(n.all()) != 20 || n.entry("s0").Title != "Aanbod s0" {
			t.Errorf("a run that %s much: %s, %q", name, report.State, said)
		}
	}
}

func TestWhatWasWrittenHereStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := newTown(t, d, "waterveen").withAreas()
		n.run("bron", flat(service("a", "phone", "030 1"), service("b"), service("c")))
		edited := n.entry("a").Service
		edited.Phone, edited.Description = "030 2", "Hier geschreven"
		n.must(edit(n.store, n.actor, edited))
		if err := edit(n.store, n.actor, edited); !errors.Is(err, errs.Conflict) {
			t.Errorf("an edit of an old version gives %v", err)
		}
		n.must(n.store.Retire(ctx, n.actor, n.entry("b").Service.OrganizationID, n.entry("b").Service.ID, true))
		same := n.run("bron", flat(service("a", "phone", "030 1"), service("b", "title", "Toch"), service("c")))
		if len(same.Differences) != 0 || n.entry("a").Service.Phone != "030 2" || len(n.all()) != 2 {
			t.Errorf("a file that says nothing new gives %s", db.JSON(same.Differences))
		}
		news := n.run("bron", flat(service("a", "phone", "030 3", "title", "Nieuw"), service("b"), service("c")))
		if news.Services.Conflicts != 1 || news.Services.Changed != 1 || n.entry("a").Service.Phone != "030 2" || n.entry("a").Title != "Nieuw" {
			t.Errorf("a file with another phone gives %s", db.JSON(news.Differences))
		}
		if again := n.run("bron", flat(service("a", "phone", "030 3", "title", "Nieuw"), service("b"), service("c"))); len(again.Differences) != 0 {
			t.Errorf("the same conflict is asked twice: %s", db.JSON(again.Differences))
		}
		conflicts, err := n.importer.Changes(ctx, n.actor, news.Run, harvest.DiffConflict, 0)
		if err != nil || len(conflicts) != 1 || conflicts[0].Fields[0] != (harvest.FieldChange{Field: "phone", Old: "030 2", New: "030 3"}) {
			t.Fatalf("conflicts %+v, %v", conflicts, err)
		}
		n.must(n.importer.Settle(ctx, n.actor, news.Run, conflicts[0].Seq, harvest.SourceWins))
		e := n.entry("a").Service
		if e.Phone != "030 3" || e.Description != "Hier geschreven" || e.Provenance.Of("phone", e.Origin).Source != "bron" || e.Provenance.Of("description", e.Origin).Source != "" {
			t.Errorf("after the choice it is %s", db.JSON(e))
		}
		if err := n.importer.Settle(ctx, n.actor, news.Run, conflicts[0].Seq, harvest.HereWins); !errors.Is(err, errs.Conflict) {
			t.Errorf("choosing twice gives %v", err)
		}
	})
}

func TestRulesDecideWhoWins(t *testing.T) {
	for winner, want := range map[harvest.Winner]string{harvest.SourceWins: "030 3", harvest.HereWins: "030 2", harvest.Ask: "030 2"} {
		n := newTown(t, dbtest.SQLite(t), "waterveen").withAreas()
		n.run("bron", flat(service("a", "phone", "030 1")))
		edited := n.entry("a").Service
		edited.Phone = "030 2"
		n.must(edit(n.store, n.actor, edited))
		report, err := n.try("bron", flat(service("a", "phone", "030 3")), harvest.Options{Rules: harvest.Rules{"phone": winner}, Accept: true})
		if err != nil || n.entry("a").Service.Phone != want || (report.Services.Conflicts == 1) != (winner == harvest.Ask) {
			t.Errorf("%s gives %q: %s, %v", winner, n.entry("a").Service.Phone, report, err)
		}
	}
}

func TestAWholeRunCanBeUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		networks := 0
		rapid.Check(t, func(rt *rapid.T) {
			networks++
			n := newTown(t, d, fmt.Sprint("n", networks))
			n.run("bron", flat(someServices(rt)...))
			before := n.export()
			report := n.run("bron", flat(someServices(rt)...))
			n.must(n.importer.Undo(ctx, n.actor, report.Run))
			if after := n.export(); after != before {
				rt.Errorf("after undoing it differs:\n%s", difference(before, after))
			}
		})
	})
}

func TestUndoingKeepsWhatWasWrittenSince(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen").withAreas()
	n.run("bron", flat(service("a", "phone", "030 1")))
	report := n.run("bron", flat(service("a", "phone", "030 2", "title", "Nieuw"), service("b")))
	edited := n.entry("a").Service
	edited.Phone = "030 9"
	n.must(edit(n.store, n.actor, edited))
	n.must(n.importer.Undo(ctx, n.actor, report.Run))
	if e := n.entry("a"); e.Service.Phone != "030 9" || e.Title != "Aanbod a" || len(n.all()) != 1 {
		t.Errorf("after undoing it is %+v", e.Service)
	}
	back := n.run("bron", flat(service("a", "title", "Nieuw"), service("b")))
	if back.Services.Changed != 2 || len(n.all()) != 2 {
		t.Errorf("importing again gives %s", back)
	}
}

func TestOnlyEditorsSeeRuns(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	report := n.run("bron", flat(service("a")))
	visitor := access.As(access.Visitor, n.actor.Network)
	_, err := n.importer.Run(ctx, visitor, report.Run)
	_, also := n.importer.Sources(ctx, visitor)
	other := newTown(t, dbtest.SQLite(t), "elders")
	_, third := other.importer.Run(ctx, other.actor, report.Run)
	if !errors.Is(err, errs.Forbidden) || !errors.Is(also, errs.Forbidden) || !errors.Is(third, errs.NotFound) {
		t.Errorf("%v, %v, %v", err, also, third)
	}
}

func TestASourceIsChecked(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	good := harvest.Source{Name: "gids", Format: harvest.FormatAuto, Address: "https://gids.example/gids.csv", EveryHours: 24, Rules: harvest.Rules{"phone": harvest.HereWins}}
	id, err := n.importer.SaveSource(ctx, n.actor, good)
	if err != nil {
		t.Fatal(err)
	}
	for column, change := range map[string]func(*harvest.Source){
		"name": func(s *harvest.Source) { s.Name = "" }, "address": func(s *harvest.Source) { s.Address = "ftp://x" },
		"every": func(s *harvest.Source) { s.Address = "" }, "rules": func(s *harvest.Source) { s.Rules = harvest.Rules{"x": "y"} },
	} {
		bad := good
		change(&bad)
		_, err := n.importer.SaveSource(ctx, n.actor, bad)
		var problems errs.Problems
		if !errors.As(err, &problems) || problems[0].Column != column {
			t.Errorf("a wrong %s gives %v", column, err)
		}
	}
	if _, err := n.importer.SaveSource(ctx, n.actor, good); !errors.Is(err, errs.Invalid) {
		t.Errorf("the same name twice gives %v", err)
	}
	s, err := n.importer.Source(ctx, n.actor, id)
	if err != nil || s.Version != 1 || s.Rules["phone"] != harvest.HereWins {
		t.Errorf("it is kept as %+v, %v", s, err)
	}
	n.must(n.importer.EnterDue(ctx, n.actor))
	if runs, err := n.importer.Runs(ctx, n.actor, "gids"); err != nil || len(runs) != 1 || runs[0].State != harvest.Waiting || !runs[0].Automatic {
		t.Errorf("what is due enters %+v, %v", runs, err)
	}
}

func TestFilesAreForgottenWhenTheirRunEnded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := newTown(t, d, "waterveen")
		source, err := n.importer.SaveSource(ctx, n.actor, harvest.Source{Name: "bron", Format: harvest.FormatAuto})
		n.must(err)
		waits, err := n.importer.Upload(ctx, n.actor, source, "bron.csv", strings.NewReader(flat(service("a"))))
		n.must(err)
		ended, err := n.importer.Upload(ctx, n.actor, source, "bron.csv", strings.NewReader(flat(service("a"))))
		n.must(err)
		_, err = n.importer.Import(ctx, n.actor, "bron", harvest.Input{Data: strings.NewReader("geen tabel")}, harvest.Options{Run: ended})
		if !errors.Is(err, errs.Invalid) {
			t.Fatal(err)
		}
		forget := func(before time.Time) (parts int64) {
			n.must(d.In(ctx, n.actor.Network, func(tx *db.Tx) (err error) {
				parts, err = harvest.Forget(ctx, tx, before)
				return err
			}))
			return parts
		}
		if early, late := forget(time.Now().Add(-time.Hour)), forget(time.Now().Add(time.Hour)); early != 0 || late != 1 {
			t.Errorf("%d and %d parts are forgotten", early, late)
		}
		if _, err := n.importer.Columns(ctx, n.actor, waits); err != nil {
			t.Errorf("the file of a run that waits is gone: %v", err)
		}
		if _, err := n.importer.Again(ctx, n.actor, source, ended); !errors.Is(err, errs.NotFound) {
			t.Errorf("reading a forgotten file again: %v", err)
		}
	})
}

// edit writes a service as an editor does.
func edit(store *directory.Store, actor access.Actor, s directory.Service) error {
	_, err := store.SaveService(ctx, actor, s, "redactie")
	return err
}
