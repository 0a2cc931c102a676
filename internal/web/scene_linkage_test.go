//go:build !race

package web_test

import (
	"errors"
	"slices"
	"testing"

	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/linkage"
)

// linkageScene is pairs of records that may be the same.
var linkageScene = scene{fill: fillPairs,
	elsewhere: func(w *twins) []string {
		return []string{`update kept_service set updated_at = '2026-10-01 09:00:00+00:00' where ` + w.elsewhere(), `update kept_organization set updated_at = '2026-10-01 09:00:00+00:00' where ` + w.elsewhere(),
			`update kept_linkage_pair set weight = weight + 1 where ` + w.elsewhere()}
	}, works: []work{
		{"find pairs", func(w *twins) (any, error) { return w.server.Linkage.Search(ctx, w.town.Operator) }},
		{"pairs that were merged", func(w *twins) (any, error) {
			return w.server.Linkage.List(ctx, w.town.Operator, linkage.Merged, 0)
		}},
		{"merge a pair, and undo that", func(w *twins) (any, error) {
			id := w.secrets["pair organization"]
			open, err := w.server.Linkage.List(ctx, w.town.Operator, linkage.Open, 0)
			if err == nil {
				err = w.server.Linkage.Merge(ctx, w.town.Operator, id, open[slices.IndexFunc(open, func(p linkage.Proposal) bool { return p.ID == id })].Left.ID)
			}
			if err == nil {
				err = w.server.Linkage.Undo(ctx, w.town.Operator, id)
			}
			return nil, err
		}},
		{"tell a pair apart", func(w *twins) (any, error) {
			return nil, w.server.Linkage.TellApart(ctx, w.town.Operator, w.secrets["pair organization"])
		}},
		{"undo a merge of services", func(w *twins) (any, error) {
			return nil, w.server.Linkage.Undo(ctx, w.town.Operator, w.secrets["pair service"])
		}},
		{"where a record went", func(w *twins) (any, error) {
			organization, err := w.town.Directory.Moved(ctx, w.town.Visitor, directory.OrganizationRecord, "kluszaak-kees-veendam-aan-zee")
			service, again := w.town.Directory.Moved(ctx, w.town.Visitor, directory.ServiceRecord, "klussen-in-en-aan-huis")
			return organization + " " + service, errors.Join(err, again)
		}},
	}}

// fillPairs enters pairs of records in every state, of organisations and of services.
func fillPairs(w *twins, t testing.TB) {
	w.town.ImportFrom(t, "tweede", secondSource+"x3,Wandelmaatje,b1,,,,,Samen een rondje lopen.,gezelschap,iedereen,Zuid,Zuid,Het Lokaal,Lokaalweg 2,0102AA\n"+
		"x4,Snoeien van heggen,b2,,,,,Een heg die weer recht is.,klusjes-tuin,iedereen,Noord,Noord,,,\n")
	store := linkage.NewStore(w.town.DB)
	_, err := store.Search(ctx, w.town.Operator)
	if err != nil {
		t.Fatal(err)
	}
	open, err := store.List(ctx, w.town.Operator, linkage.Open, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range open {
		w.secrets["pair "+string(p.Kind)] = p.ID
		if p.Kind == directory.ServiceRecord {
			err = store.Merge(ctx, w.town.Operator, p.ID, p.Left.ID)
		}
	}
	if err != nil || len(open) != 2 {
		t.Fatal(len(open), err)
	}
	err = w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
		for _, p := range [][3]string{{"Open huiskamer", "Koffie voor buren", "open"}, {"Open huiskamer", "Bezoekmaatje", "different"}} {
			_, err := tx.Exec(ctx, `insert into linkage_pair (network_id, id, kind, left_id, right_id, weight, reasons, state, survivor_id, automatic, found_at, decided_by)
				select $1, $4, 'service', min(id), max(id), 1, '[]', $4, '', false, $5, '' from service where network_id = $1 and title in ($2, $3)`,
				tx.Network, p[0], p[1], p[2], tx.Now)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
