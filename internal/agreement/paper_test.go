package agreement_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/agreement"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
	"samenspel/internal/testkit"
)

// covenant is what o1 agreed with o2 in words.
func (b bench) covenant(t *testing.T) agreement.Agreement {
	return agreement.Agreement{ID: "convenant", Kind: agreement.Covenant, From: b.party(t, "o1"), To: b.party(t, "o2"), Subject: "Zelfhulp bij de kliniek",
		Text: "Wij werken sneller en beter samen.", Starts: on("2026-01-27"), Ends: on("2029-01-26")}
}

// does does one thing after another to an agreement, and gives it as it is then.
func (b bench) does(t *testing.T, id string, changes ...agreement.Change) agreement.Agreement {
	t.Helper()
	for _, change := range changes {
		a, err := b.Agreement.One(ctx, b.cor, id)
		must(t, err)
		must(t, b.Agreement.Change(ctx, b.cor, id, a.Version, change, privacy.Check{}))
	}
	a, err := b.Agreement.One(ctx, b.cor, id)
	must(t, err)
	return a
}

// TestALetterOfIntentIsSignedByAll: a concept until the last of its sides signed, with who did not.
func TestALetterOfIntentIsSignedByAll(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		letter := b.covenant(t)
		letter.Kind, letter.From = agreement.Intent, agreement.Party{}
		must(t, b.Agreement.Make(ctx, b.cor, letter, privacy.Check{}))
		o2, o3 := b.id(t, "organization", "o2"), b.id(t, "organization", "o3")
		a := b.does(t, letter.ID, agreement.Join(o3), agreement.Sign("", on("2026-10-01")), agreement.Sign(o2, on("2026-10-02")))
		if names := []string{a.Signatures[0].Name, a.Signatures[1].Name, a.Signatures[2].Name}; a.Signed() || !slices.Equal(names, []string{"", "Bewonersinitiatief De Brug", "Kerk aan het Plein"}) {
			t.Errorf("signed before the last did: %v, %q", a.Signed(), names)
		}
		if a = b.does(t, letter.ID, agreement.Sign(o3, on("2026-10-03"))); !a.Signed() || !a.Signatures[2].Signed.Equal(on("2026-10-03")) {
			t.Errorf("everybody signed: %+v", a.Signatures)
		}
		for name, c := range map[string]struct {
			change agreement.Change
			field  string
		}{
			"who is in it already":   {agreement.Join(o3), "join"},
			"who is nowhere":         {agreement.Join("elders"), "join"},
			"a day to come":          {agreement.Sign(o3, testkit.Today.AddDate(0, 0, 2)), "signed"},
			"no day":                 {agreement.Sign(o3, time.Time{}), "signed"},
			"who does not take part": {agreement.Sign(b.id(t, "organization", "o1"), on("2026-10-03")), "signed"},
		} {
			var problems errs.Problems
			if err := b.Agreement.Change(ctx, b.cor, letter.ID, a.Version, c.change, privacy.Check{}); !errors.As(err, &problems) || problems[0].Column != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		member := access.Actor{Network: b.Network.ID, Grants: []access.Grant{{Role: access.Member, Organization: o3}}}
		if all, err := b.Agreement.List(ctx, member); err != nil || len(all) != 1 {
			t.Errorf("who joined reads %d, %v", len(all), err)
		}
	})
}

// TestACommitmentIsTickedByWhoMadeIt: leaflets in the waiting room. The side that will do it ticks it, no other side does;
// what is late stands with who arranges agreements.
func TestACommitmentIsTickedByWhoMadeIt(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		must(t, b.Agreement.Make(ctx, b.cor, b.covenant(t), privacy.Check{}))
		o1, o2, day := b.id(t, "organization", "o1"), b.id(t, "organization", "o2"), on("2026-10-01")
		a := b.does(t, "convenant", agreement.Commit(agreement.Commitment{What: "Folders in de wachtkamer", Side: o2, By: &day}),
			agreement.Commit(agreement.Commitment{What: "Een praatje op de teamdag", Side: o1}))
		soon := func(today time.Time) int {
			t.Helper()
			all, err := b.Agreement.Soon(ctx, b.cor, today)
			must(t, err)
			return len(all)
		}
		if soon(day) != 0 || soon(day.AddDate(0, 0, 1)) != 1 {
			t.Error("what is late is not told, or too early")
		}
		member := func(id string) access.Actor {
			return access.Actor{Network: b.Network.ID, Grants: []access.Grant{{Role: access.Member, Organization: id}}}
		}
		for _, who := range []string{o1, b.id(t, "organization", "o3")} {
			if err := b.Agreement.Change(ctx, member(who), a.ID, a.Version, agreement.Tick(0), privacy.Check{}); err == nil {
				t.Errorf("%s ticks what o2 will do", who)
			}
		}
		if err := b.Agreement.Change(ctx, member(o2), a.ID, a.Version, agreement.Uncommit(0), privacy.Check{}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a member takes a commitment away: %v", err)
		}
		must(t, b.Agreement.Change(ctx, member(o2), a.ID, a.Version, agreement.Tick(0), privacy.Check{}))
		if err := b.Agreement.Change(ctx, b.cor, a.ID, a.Version, agreement.Tick(1), privacy.Check{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("from an older version: %v", err)
		}
		if a = b.does(t, a.ID); a.Kept() != 1 || soon(day.AddDate(0, 0, 1)) != 0 {
			t.Errorf("ticked: %+v", a.Commitments)
		}
		if a = b.does(t, a.ID, agreement.Tick(0), agreement.Uncommit(1)); a.Kept() != 0 || len(a.Commitments) != 1 {
			t.Errorf("not done after all, and one less: %+v", a.Commitments)
		}
		for _, n := range []int{-1, 1} {
			if err := b.Agreement.Change(ctx, b.cor, a.ID, a.Version, agreement.Tick(n), privacy.Check{}); !errors.Is(err, errs.NotFound) {
				t.Errorf("commitment %d: %v", n, err)
			}
		}
	})
}

// TestTheNextCovenantIsACopy: the same words with another side; nothing is signed or done, and nobody may be called yet.
func TestTheNextCovenantIsACopy(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		must(t, b.Agreement.Make(ctx, b.cor, b.covenant(t), privacy.Check{}))
		o1, o2, o3 := b.id(t, "organization", "o1"), b.id(t, "organization", "o2"), b.id(t, "organization", "o3")
		b.does(t, "convenant", agreement.Sign(o1, on("2026-01-27")), agreement.Commit(agreement.Commitment{What: "Folders", Side: o2}), agreement.Tick(0),
			agreement.Know(agreement.Contact{Name: "Ria de Wit", Reach: "073 123 45 67"}))
		for range 2 { // the form is sent twice
			must(t, b.Agreement.Copy(ctx, b.cor, "convenant", "volgende", o3))
		}
		a := b.does(t, "volgende")
		if a.Subject != "Zelfhulp bij de kliniek" || a.To.ID != o3 || a.Signed() || len(a.Signatures) != 2 || len(a.Contacts) != 0 || a.Ends.Sub(a.Starts) != on("2029-01-26").Sub(on("2026-01-27")) {
			t.Errorf("the copy: %+v", a)
		}
		if len(a.Commitments) != 1 || a.Commitments[0].Side != o3 || a.Commitments[0].Done != nil {
			t.Errorf("its commitments: %+v", a.Commitments)
		}
		for _, to := range []string{"elders", "", o1} {
			if err := b.Agreement.Copy(ctx, b.cor, "convenant", "nog-een", to); !errors.Is(err, errs.Invalid) {
				t.Errorf("with %q: %v", to, err)
			}
		}
	})
}

// TestWhomYouMayCallAndWhatItCost: what is wrong is said at its field; contacts go half a year after the last day.
func TestWhomYouMayCallAndWhatItCost(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		must(t, b.Agreement.Make(ctx, b.cor, b.covenant(t), privacy.Check{}))
		o1 := b.id(t, "organization", "o1")
		for name, c := range map[string]struct {
			change agreement.Change
			field  string
		}{
			"nobody":                {agreement.Know(agreement.Contact{Name: " ", Reach: "112"}), "name"},
			"no way to reach":       {agreement.Know(agreement.Contact{Name: "Ria"}), "reach"},
			"a word for a number":   {agreement.Know(agreement.Contact{Name: "Ria", Reach: "na negen uur"}), "reach"},
			"half a mail address":   {agreement.Know(agreement.Contact{Name: "Ria", Reach: "ria@"}), "reach"},
			"knows a lot":           {agreement.Know(agreement.Contact{Name: "Ria", Reach: "112", About: strings.Repeat("x", 101)}), "about"},
			"a client in it":        {agreement.Know(agreement.Contact{Name: "Ria", Reach: "112", About: "cliënt 123456782"}), "about"},
			"costs of another year": {agreement.Spend(agreement.Cost{Year: 2030, For: "training", Euros: 100}), "year"},
			"costs of something":    {agreement.Spend(agreement.Cost{Year: 2026, For: "taart", Euros: 100}), "for"},
			"costs nothing":         {agreement.Spend(agreement.Cost{Year: 2026, For: "training"}), "euros"},
			"to do nothing":         {agreement.Commit(agreement.Commitment{Side: o1}), "what"},
			"done by nobody":        {agreement.Commit(agreement.Commitment{What: "Folders", Side: "elders"}), "side"},
		} {
			var problems errs.Problems
			if err := b.Agreement.Change(ctx, b.cor, "convenant", 1, c.change, privacy.Check{}); !errors.As(err, &problems) || problems[0].Column != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		a := b.does(t, "convenant", agreement.Know(agreement.Contact{Name: "Ria de Wit", About: "rouw", Reach: "ria@kliniek.example"}), agreement.Know(agreement.Contact{Name: "Bo", Reach: "+31 73 123 45 67"}),
			agreement.Forget(1), agreement.Spend(agreement.Cost{Year: 2026, For: "training", Euros: 1200}), agreement.Spend(agreement.Cost{Year: 2026, For: "phone", Euros: 80}),
			agreement.Spend(agreement.Cost{Year: 2027, For: "phone", Euros: 90}), agreement.Unspend(2))
		if len(a.Contacts) != 1 || a.Contacts[0].About != "rouw" || a.Spent(2026) != 1280 || a.Spent(2027) != 0 {
			t.Errorf("on paper: %+v, %+v", a.Contacts, a.Costs)
		}
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			kept, err := agreement.KeptContacts(ctx, tx)
			if err != nil || len(kept) != 1 || !kept[0].From.Equal(on("2029-01-26")) {
				t.Errorf("kept: %v, %v", kept, err)
			}
			return agreement.EraseContacts(ctx, tx, []string{"convenant"})
		}))
		if a = b.does(t, "convenant"); len(a.Contacts) != 0 || len(a.Costs) != 2 {
			t.Errorf("afterwards: %+v, %+v", a.Contacts, a.Costs)
		}
	})
}
