//go:build !race

package web_test

import (
	"context"
	"testing"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/testkit"
	"samenspel/internal/upkeep"
)

// upkeepScene is what keeps entries right: rounds, corrections, websites, words that find nothing, and own words.
var upkeepScene = scene{fill: fillUpkeep, elsewhere: upkeepElsewhere,
	doors: func(w *twins) []string {
		return []string{"/bijhouden/" + w.secrets["asked"] + "/" + w.town.Upkeep.Token(w.secrets["asked"], 1)}
	}, works: []work{
		{"ask whether entries are right", func(w *twins) (any, error) { return nil, w.town.Upkeep.Run(ctx, w.town.Network.ID) }},
		{"remind who was asked", func(w *twins) (any, error) {
			*w.town.Later = 15 * 24 * time.Hour
			return nil, w.town.Upkeep.Run(ctx, w.town.Network.ID)
		}},
		{"look for something that is not there", func(w *twins) (any, error) { return nil, w.misses("tuinkabouter", 1) }},
		{"say what is wrong", func(w *twins) (any, error) {
			return nil, w.town.Upkeep.Report(ctx, w.town.Visitor, w.secrets["wrong"], "Het is nu echt weg.")
		}},
		{"look at websites", func(w *twins) (any, error) {
			return nil, w.town.Upkeep.CheckLinks(ctx, w.town.Network.ID, func(context.Context, string) (int, error) { return 404, nil })
		}},
		{"forget corrections, and words", inside(func(_ *twins, tx *db.Tx) (any, error) {
			return upkeep.Forget(ctx, tx, testkit.Today.AddDate(0, -6, 0))
		})},
		{"take own words away", func(w *twins) (any, error) {
			return nil, w.town.Upkeep.DropOwnWord(ctx, w.town.Operator, upkeep.OwnWord{Kind: "bezoekmaatje", Words: "kletsuur"})
		}},
	}}

// fillUpkeep begins rounds, and enters corrections, websites and words, of now and of long ago.
func fillUpkeep(w *twins, t testing.TB) {
	must, staff, old := musts(t), w.town.Operator, testkit.Today.AddDate(-1, 0, 0)
	must(w.town.Upkeep.Run(ctx, w.town.Network.ID))
	e, err := w.town.Directory.Entry(ctx, staff, "open-huiskamer")
	must(err)
	w.secrets["asked"], w.secrets["wrong"] = e.Organization.ID, e.Service.ID
	written := e.Service
	written.URL = "https://huiskamer.example"
	_, err = w.town.Directory.SaveService(ctx, staff, written, "redactie")
	must(err)
	gone := directory.Service{ID: db.NewID(), OrganizationID: e.Organization.ID, Title: "Bezwaar " + ownMark}
	_, err = w.town.Directory.SaveService(ctx, staff, gone, "redactie")
	must(err)
	must(w.town.Directory.Retire(ctx, staff, e.Organization.ID, gone.ID, true))
	for _, text := range []string{"Het is verhuisd " + ownMark, "Het is er niet meer " + ownMark} {
		must(w.town.Upkeep.Report(ctx, w.town.Visitor, e.Service.ID, text))
	}
	must(w.misses("tuinkabouter", 4))
	must(w.misses("oude fiets", 4))
	must(w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
		return enter(tx,
			row{`update missed_by set at = $2 where network_id = $1 and hash = (select hash from missed where network_id = $1 and words = 'oude fiets')`, []any{old}},
			row{`insert into correction (network_id, id, service_id, organization_id, text, made_at, outcome, ended_at) values ($1, 'oud', $2, $3, $4, $5, 'mended', $5)`,
				[]any{e.Service.ID, e.Organization.ID, "Oud nieuws " + ownMark, old}},
			row{`insert into website (network_id, url, status, failures, seen_at) values ($1, 'https://debrug.example', 404, 2, $2), ($1, 'https://weg.example', 404, 2, $3)`,
				[]any{testkit.Today.AddDate(0, 0, -8), old}},
			row{`insert into own_word (network_id, kind, words, made_at) values ($1, 'bezoekmaatje', 'kletsuur', $2)`, []any{old}})
	}))
}

// misses lets a number of visitors look for words that find nothing.
func (w *twins) misses(words string, visitors int) error {
	for i := range visitors {
		if err := w.town.Upkeep.Miss(ctx, w.town.Network.ID, words, string(rune('a'+i))); err != nil {
			return err
		}
	}
	return nil
}

func upkeepElsewhere(w *twins) []string {
	return append(w.others(other{"missed", `words like 'tuinkabouter%'`, set{"hash": `'wees'`}}),
		`update kept_organization set url = url || '/elders' where url <> '' and `+w.elsewhere(),
		`update kept_organization set email = 'aa@elders.example' where `+w.elsewhere(),
		`update kept_service set url = 'https://elders.example' where `+w.elsewhere())
}
