//go:build !race

package web_test

import (
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/referral"
	"samenspel/internal/tally"
	"samenspel/internal/testkit"
)

// tallyScene is what organisations say of questions that reached them directly.
var tallyScene = scene{fill: fillTally, elsewhere: tallyElsewhere,
	doors: func(w *twins) []string {
		id := w.secrets["referral-asked-organization"]
		return []string{"/telling/" + id + "/" + w.town.Tally.Token(w.town.Network.ID, id, w.town.Tally.LastMonth())}
	}, works: []work{
		{"ask organisations for a number", func(w *twins) (any, error) {
			*w.town.Later = 31 * 24 * time.Hour // the third of December
			return nil, w.town.Tally.Run(ctx, w.town.Network.ID)
		}},
		{"begin to ask whether entries are right in May", func(w *twins) (any, error) {
			*w.town.Later = 200 * 24 * time.Hour
			return nil, w.town.Upkeep.Run(ctx, w.town.Network.ID)
		}},
		{"say a number, and take it back", func(w *twins) (any, error) {
			actor := access.Actor{Network: w.town.Network.ID, Grants: []access.Grant{{Role: access.Member, Organization: w.secrets["referral-asked-organization"]}}}
			if err := w.town.Tally.Say(ctx, actor, w.secrets["referral-asked-organization"], august, ""); err != nil {
				return nil, err
			}
			return w.town.Tally.Of(ctx, actor, w.secrets["referral-asked-organization"])
		}},
		{"read what organisations said", inside(func(_ *twins, tx *db.Tx) (any, error) { return tally.Load(ctx, tx, august) })},
		{"count who sent to whom", inside(func(_ *twins, tx *db.Tx) (any, error) {
			return referral.FlowsSince(ctx, tx, testkit.Today.AddDate(-1, 0, 0))
		})},
	}}

var august = time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)

func fillTally(w *twins, t testing.TB) {
	id := w.secrets["referral-asked-organization"]
	actor := access.Actor{Network: w.town.Network.ID, Grants: []access.Grant{{Role: access.Member, Organization: id}}}
	musts(t)(w.town.Tally.Say(ctx, actor, id, august, "3-5"))
}

// tallyElsewhere lets the other networks have what would keep a mail from going here: a number of November, and letters of
// these days; and a referral to an organisation that got none here.
func tallyElsewhere(w *twins) []string {
	asked := quote(w.secrets["referral-asked-organization"])
	letter := `id = (select min(id) from kept_outbox where kind = 'still-right')`
	return w.others(
		other{"direct_count", `organization_id = ` + asked, set{"month": `'2026-11-01 00:00:00+00:00'`}},
		other{"outbox", letter, set{"id": `'elders december'`, "address": `'post@aanloop.example'`, "created_at": `'2026-12-02 00:00:00+00:00'`}},
		other{"outbox", letter, set{"id": `'elders mei'`, "kind": `'direct-count'`, "address": `'post@aanloop.example'`, "created_at": `'2027-05-20 00:00:00+00:00'`}},
		other{"referral", `id = ` + quote(w.secrets["referral-sent"]), set{"id": `'elders kerk'`, "request": `'elders kerk'`, "code": `'elders kerk'`,
			"organization_id": `(select min(id) from kept_organization where email = 'kerk@plein.example')`}})
}
