//go:build !race

package web_test

import (
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/agreement"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/privacy"
	"samenspel/internal/referral"
	"samenspel/internal/testkit"
)

// agreementScene is what the first two organisations agreed.
var agreementScene = scene{fill: fillAgreements, elsewhere: func(w *twins) []string {
	return w.others(other{"agreement", `id = 'afspraak'`, set{"id": `'elders'`}})
}, doors: func(*twins) []string { return []string{"/afspraken/afspraak"} }, works: []work{
	{"make an agreement that another network has", func(w *twins) (any, error) {
		a := w.agreement()
		a.ID = "elders"
		return nil, w.town.Agreement.Make(ctx, access.As(access.Coordinator, w.town.Network.ID), a, privacy.Check{})
	}},
	{"agree something with who is elsewhere", func(w *twins) (any, error) {
		a := w.agreement()
		a.ID, a.To.ID = "met-elders", "elders"
		return nil, w.town.Agreement.Make(ctx, access.As(access.Coordinator, w.town.Network.ID), a, privacy.Check{})
	}},
	{"change an agreement", func(w *twins) (any, error) {
		return nil, w.town.Agreement.Change(ctx, access.As(access.Coordinator, w.town.Network.ID), "afspraak", 2, agreement.Rewrite(w.agreement()), privacy.Check{})
	}},
	{"look back on an agreement", func(w *twins) (any, error) {
		return nil, w.town.Agreement.Change(ctx, access.As(access.Coordinator, w.town.Network.ID), "afspraak", 2, agreement.LookBack("het gaat goed"), privacy.Check{})
	}},
	{"let somebody join who is elsewhere", func(w *twins) (any, error) {
		return nil, w.town.Agreement.Change(ctx, access.As(access.Coordinator, w.town.Network.ID), "afspraak", 2, agreement.Join("elders"), privacy.Check{})
	}},
	{"the same agreement with who is elsewhere", func(w *twins) (any, error) {
		return nil, w.town.Agreement.Copy(ctx, access.As(access.Coordinator, w.town.Network.ID), "afspraak", "nog-een", "elders")
	}},
	{"contacts of agreements that are kept", inside(func(w *twins, tx *db.Tx) (any, error) { return agreement.KeptContacts(ctx, tx) })},
	{"erase contacts of agreements", inside(func(w *twins, tx *db.Tx) (any, error) {
		return nil, agreement.EraseContacts(ctx, tx, []string{"afspraak", "elders"})
	})},
	{"take an agreement away", func(w *twins) (any, error) {
		return nil, w.town.Agreement.Remove(ctx, access.As(access.Coordinator, w.town.Network.ID), "afspraak", 2)
	}},
	{"agreements to look back on", func(w *twins) (any, error) {
		return w.town.Agreement.Soon(ctx, access.As(access.Coordinator, w.town.Network.ID), calendar.Today(testkit.Today))
	}},
	{"what was sent to an organisation", inside(func(w *twins, tx *db.Tx) (any, error) {
		return referral.ExchangedWith(ctx, tx, []string{w.secrets["referral-asked-organization"], w.secrets["referral-next-organization"]})
	})},
}}

// agreement is between the organisation of the member and the one that was asked most.
func (w *twins) agreement() agreement.Agreement {
	today := calendar.Today(testkit.Today)
	return agreement.Agreement{ID: "afspraak", Kind: agreement.Exchange, From: agreement.Party{ID: w.secrets["referral-next-organization"]}, To: agreement.Party{ID: w.secrets["referral-asked-organization"]}, Subject: "maatjes " + ownMark,
		Starts: today.AddDate(-1, 0, 14), Ends: today.AddDate(4, 0, 0), Targets: []agreement.Target{{Counts: agreement.Sent, Number: 40}}}
}

// fillAgreements makes one, and a referral that an organisation passed on.
func fillAgreements(w *twins, t testing.TB) {
	must := musts(t)
	r, err := w.town.Referral.Make(ctx, w.sender(), referral.New{Service: w.secrets["referral-offered"], Professional: referral.Referrer{Email: "anna@hier.example"},
		Source: referral.Source{Kind: referral.FromOrganization, ID: w.secrets["referral-next-organization"], Need: "gezelschap"}})
	must(err)
	must(w.town.Referral.Choose(ctx, w.sender(), r.ID, r.Version, referral.Choice{Giver: "resident"}))
	must(w.town.Agreement.Make(ctx, access.As(access.Coordinator, w.town.Network.ID), w.agreement(), privacy.Check{}))
	must(w.town.Agreement.Change(ctx, access.As(access.Coordinator, w.town.Network.ID), "afspraak", 1, agreement.Know(agreement.Contact{Name: "Ria de Wit " + ownMark, Reach: "112"}), privacy.Check{}))
}
