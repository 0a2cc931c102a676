//go:build !race

package web_test

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"time"

	"testing"

	"samenspel/internal/db"
	"samenspel/internal/harvest"
	"samenspel/internal/jobs"
	"samenspel/internal/testkit"
)

// harvestScene is a source with runs in every state, and the files that were sent for it.
var harvestScene = scene{fill: fillHarvest, elsewhere: harvestElsewhere,
	doors: func(w *twins) (all []string) {
		for _, run := range []string{"published", "refused", "waiting", "ready"} {
			all = append(all, "/beheer/bronnen/ronde/"+w.secrets["run "+run])
		}
		return append(all, "/beheer/bronnen/ronde/"+w.secrets["run refused"]+"/vertaling", "/beheer/bronnen/"+w.secrets["source"])
	}, works: []work{
		{"import again, with less", func(w *twins) (any, error) {
			var kept []string
			for _, row := range strings.Split(testkit.Services, "\n") {
				if !strings.HasPrefix(row, "s4,") {
					kept = append(kept, strings.Replace(row, "De Kade,Kade 1", "De Haven,Haven 1", 1))
				}
			}
			return w.importFrom("test", strings.Join(kept, "\n"), harvest.Options{})
		}},
		{"import what is new, to be looked at", func(w *twins) (any, error) {
			return w.importFrom("kaart", mapRows("k7,Nieuw,m3,Nieuwe club,0306,De Nieuwe,Nieuwlaan 1"), harvest.Options{Hold: true})
		}},
		{"import from a source that only others have", func(w *twins) (any, error) {
			return w.importFrom("elders", mapRows("1,Elders,1,Een club,,,"), harvest.Options{DryRun: true})
		}},
		{"import where a run was broken off while it was published", func(w *twins) (any, error) { return w.brokenOff("published", harvest.Publishing) }},
		{"import where a run was broken off while it was undone", func(w *twins) (any, error) { return w.brokenOff("published", harvest.Undone) }},
		{"read a file that was sent", func(w *twins) (any, error) { return w.harvestJobs(nil) }},
		{"fetch what is due", func(w *twins) (any, error) {
			if err := w.server.Harvest.EnterDue(ctx, w.town.Operator); err != nil {
				return nil, err
			}
			return w.harvestJobs(func(context.Context, harvest.Wanted) (harvest.Answer, error) {
				return harvest.Answer{Body: io.NopCloser(strings.NewReader(mapRows("k1,Schaken,m1,Club,0305,,"))), ETag: "tweede"}, nil
			})
		}},
		{"fetch what did not change", func(w *twins) (any, error) {
			if _, err := w.server.Harvest.FetchNow(ctx, w.town.Operator, w.secrets["source"]); err != nil {
				return nil, err
			}
			return w.harvestJobs(func(context.Context, harvest.Wanted) (harvest.Answer, error) { return harvest.Answer{Same: true}, nil })
		}},
		{"publish a run", func(w *twins) (any, error) {
			return nil, w.server.Harvest.Publish(ctx, w.town.Operator, w.secrets["run ready"])
		}},
		{"forget files that were sent", inside(func(_ *twins, tx *db.Tx) (any, error) {
			return harvest.Forget(ctx, tx, testkit.Today.AddDate(1, 0, 0))
		})},
		{"stop a run", func(w *twins) (any, error) {
			return nil, w.server.Harvest.Stop(ctx, w.town.Operator, w.secrets["run ready"])
		}},
		{"undo a run", func(w *twins) (any, error) {
			return nil, w.server.Harvest.Undo(ctx, w.town.Operator, w.secrets["run published"])
		}},
	}}

// mapRows is a file of the source "kaart".
func mapRows(rows ...string) string {
	return "id,title,organization_id,organization,phone,location,address\n" + strings.Join(rows, "\n") + "\n"
}

// importFrom imports a file from a source. It gives what was told of it.
func (w *twins) importFrom(source, text string, options harvest.Options) (harvest.Report, error) {
	options.Town = w.town.Network.Settings.Town
	report, err := harvest.New(w.town.DB, w.town.Now).Import(ctx, w.town.Operator, source, harvest.Input{Name: "x.csv", Data: strings.NewReader(text)}, options)
	report.Seconds = 0
	return report, err
}

// fillHarvest reads a source some times: a run is published, one waits, one was refused and one is to be looked at.
func fillHarvest(w *twins, t testing.TB) {
	must, staff := musts(t), w.town.Operator
	im := harvest.New(w.town.DB, w.town.Now)
	source, err := im.SaveSource(ctx, staff, harvest.Source{Name: "kaart", Format: harvest.FormatAuto, Address: "https://kaart.example/kaart.csv", EveryHours: 24, Owner: "Iemand van de kaart " + ownMark})
	must(err)
	w.secrets["source"] = source
	_, err = w.importFrom("kaart", mapRows("k1,Schaken,m1,Club,0301,Het Bord,Bordlaan 1", "k2,Dammen,m1,Club,0301,,", "k3,Bridge,m2,Andere club,0301,,"), harvest.Options{Accept: true})
	must(err)
	e, err := w.town.Directory.Entry(ctx, staff, "schaken")
	must(err)
	e.Service.Phone = "0302"
	_, err = w.town.Directory.SaveService(ctx, staff, e.Service, "redactie")
	must(err)
	report, err := w.importFrom("kaart", mapRows("k1,Schaken,m1,Club,0303,Het Bord,Bordlaan 1", "k2,Dammen met elkaar "+ownMark+",m1,Club,0301,,", "k4,Halma,m1,Club,0301,,"), harvest.Options{Accept: true})
	must(err)
	w.secrets["run published"] = report.Run
	w.secrets["run refused"], err = im.Upload(ctx, staff, source, "leeg.csv", strings.NewReader(mapRows("k1,,,,,,")))
	must(err)
	if _, err = w.importFrom("kaart", mapRows("k1,,,,,,"), harvest.Options{Run: w.secrets["run refused"]}); err == nil {
		t.Fatal("a row without a title is not refused")
	}
	w.secrets["run waiting"], err = im.Upload(ctx, staff, source, "kaart.csv", strings.NewReader(mapRows("k1,Schaken,m1,Club,0304,,")))
	must(err)
	report, err = w.importFrom("kaart", mapRows("k1,Schaken,m1,Club,0303,Het Bord,Bordlaan 1", "k2,Dammen,m1,Club,0301,,", "k5,Sjoelen "+ownMark+",m3,Verse club,0301,De Bak,Baklaan 1"), harvest.Options{Hold: true})
	must(err)
	w.secrets["run ready"] = report.Run
}

// brokenOff imports from the source when the program was stopped while it did something with a run.
func (w *twins) brokenOff(run string, state harvest.RunState) (any, error) {
	err := w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
		return enter(tx, row{`insert into hidden_run (network_id, run_id) values ($1, $2)`, []any{w.secrets["run "+run]}},
			row{`update harvest_run set state = $3 where network_id = $1 and id = $2`, []any{w.secrets["run "+run], string(state)}})
	})
	if err != nil {
		return nil, err
	}
	*w.town.Later = time.Hour
	return w.importFrom("kaart", mapRows("k1,Schaken,m1,Club,0304,,"), harvest.Options{Hold: true})
}

// harvestJobs does the runs that wait.
func (w *twins) harvestJobs(get harvest.Getter) (any, error) {
	kind := jobs.Kind{Name: harvest.JobKind, Do: func(ctx context.Context, job *jobs.Run) error {
		return w.server.Harvest.Work(ctx, w.town.Operator, job, get, w.town.Network.Settings.Town)
	}}
	worker, err := jobs.NewWorker(w.town.DB, jobs.Options{Kinds: []jobs.Kind{kind}, Networks: w.own, Log: slog.New(slog.DiscardHandler), Slots: 1})
	if err != nil {
		return nil, err
	}
	return worker.Drain(ctx)
}

// harvestElsewhere gives the other networks a later run and a source that is not here. It hides in one of them all that
// runs brought, and takes in the other the services from the locations that a run leaves here. Older records are of the
// run that is published here, and the one that waits here has ended.
func harvestElsewhere(w *twins) []string {
	return append(w.others(
		other{"harvest_run", `id = ` + quote(w.secrets["run published"]), set{"id": `'zzz'`}},
		other{"organization", `slug = 'kluszaak-kees'`, set{"id": `'elders'`, "slug": `'elders'`, "ref": `'elders'`, "source": `'elders'`}},
	), `update kept_service set run_id = `+quote(w.secrets["run published"])+` where slug = 'wandelmaatje' and `+w.elsewhere(),
		`update kept_organization set run_id = `+quote(w.secrets["run published"])+` where slug = 'kluszaak-kees' and `+w.elsewhere(),
		`update kept_harvest_run set ended_at = started_at where id = `+quote(w.secrets["run waiting"])+` and `+w.elsewhere(),
		`delete from kept_service_location where network_id = `+quote(behind)+` and location_id in (select id from kept_location where name like 'De Bak%' or name like 'De Kade%')`,
		`insert into kept_hidden_run select network_id, run_id from kept_service where network_id = `+quote(before)+` union select network_id, run_id from kept_organization where network_id = `+quote(before)+
			` except select network_id, run_id from kept_hidden_run`)
}
