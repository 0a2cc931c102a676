package agreement_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/agreement"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
	"samenspel/internal/referral"
	"samenspel/internal/testkit"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func on(text string) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return day
}

// bench is a town with a coordinator.
type bench struct {
	testkit.Town
	cor access.Actor
}

func each(t *testing.T, test func(*testing.T, bench)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "Veen")
		test(t, bench{town, access.As(access.Coordinator, town.Network.ID)})
	})
}

func (b bench) id(t *testing.T, table, ref string) string {
	t.Helper()
	return dbtest.Ask[string](t, b.DB, `select id from `+table+` where ref = '`+ref+`'`)[0]
}

func (b bench) party(t *testing.T, ref string) agreement.Party {
	return agreement.Party{ID: b.id(t, "organization", ref)}
}

// buddies is what o1 agreed with o2: 40 sent of any kind, 40 started of one.
func (b bench) buddies(t *testing.T) agreement.Agreement {
	return agreement.Agreement{ID: "maatjes", Kind: agreement.Exchange, From: b.party(t, "o1"), To: b.party(t, "o2"), Subject: "maatjes", Starts: on("2026-01-01"), Ends: on("2030-12-31"),
		Targets: []agreement.Target{{Counts: agreement.Sent, Number: 40}, {Counts: agreement.Started, Need: "gezelschap", Number: 2}}}
}

// passed makes a referral that was sent on a day ("" = not sent), and perhaps started.
func (b bench) passed(t *testing.T, sender, service, need, day string, started bool, from ...string) {
	t.Helper()
	actor := b.cor
	actor.Person = sender
	n := referral.New{Service: b.id(t, "service", service), Source: referral.Source{Kind: referral.FromCase, ID: db.NewID(), Need: need}}
	if len(from) > 0 {
		n.Source.Kind, n.Source.ID = referral.FromOrganization, b.id(t, "organization", from[0])
	}
	r, err := b.Referral.Make(ctx, actor, n)
	must(t, err)
	if day == "" {
		return
	}
	must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `update referral set sent_on = $3 where network_id = $1 and id = $2`, tx.Network, r.ID, on(day))
		if err == nil && started {
			_, err = tx.Exec(ctx, `update referral set started_on = $3 where network_id = $1 and id = $2`, tx.Network, r.ID, on(day).AddDate(0, 2, 0))
		}
		return err
	}))
}

func far(a agreement.Agreement) (n []int) {
	for _, t := range a.Targets {
		n = append(n, t.N)
	}
	return n
}

// TestTheCounterEqualsACountByHand: of who works at the one side and of what that organisation passed on itself, sent in the
// term to the other side and to those it stands for.
func TestTheCounterEqualsACountByHand(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		fatima := b.id(t, "person", "p1") // works for o1
		whole := b.buddies(t)
		whole.ID, whole.From = "netwerk", agreement.Party{}
		for range 2 { // the form is sent twice
			must(t, b.Agreement.Make(ctx, b.cor, b.buddies(t), privacy.Check{}))
		}
		must(t, b.Agreement.Make(ctx, b.cor, whole, privacy.Check{}))
		b.passed(t, fatima, "s2", "gezelschap", "2026-01-01", true)
		b.passed(t, fatima, "s3", "erop-uit", "2026-06-01", true)
		b.passed(t, fatima, "s3", "gezelschap", "2030-12-31", true) // on the last day; starts later
		b.passed(t, fatima, "s2", "gezelschap", "2026-07-01", false)
		b.passed(t, fatima, "s2", "gezelschap", "2025-12-31", true) // before
		b.passed(t, fatima, "s2", "gezelschap", "2031-01-01", true) // after
		b.passed(t, fatima, "s2", "gezelschap", "", false)          // not sent
		b.passed(t, fatima, "s4", "gezelschap", "2026-07-01", true) // to o3
		b.passed(t, "", "s2", "gezelschap", "2026-07-01", true)     // by somebody else
		b.passed(t, "", "s2", "gezelschap", "2026-07-01", false, "o1")
		b.passed(t, fatima, "s2", "gezelschap", "2026-07-01", false, "o3")
		all, err := b.Agreement.List(ctx, b.cor)
		if err != nil || len(all) != 2 {
			t.Fatalf("%d agreements, %v", len(all), err)
		}
		if got := far(all[0]); !slices.Equal(got, []int{5, 2}) || all[0].From.Name != "Stichting Aanloop" || all[0].Targets[1].Percent() != 100 {
			t.Errorf("between both: %v of %+v", got, all[0])
		}
		if got := far(all[1]); !slices.Equal(got, []int{7, 3}) || all[1].From.Name != "" {
			t.Errorf("of the whole network: %v of %+v", got, all[1])
		}
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			return directory.SetSurvivors(ctx, tx, directory.OrganizationRecord, map[string]string{b.id(t, "organization", "o3"): b.id(t, "organization", "o2"), b.id(t, "organization", "o1"): b.id(t, "organization", "o5")})
		}))
		one, err := b.Agreement.One(ctx, b.cor, "maatjes")
		if got := far(one); err != nil || !slices.Equal(got, []int{6, 3}) || one.From.Name != "Kluszaak Kees" {
			t.Errorf("after merging: %v of %+v, %v", got, one, err)
		}
	})
}

// TestEitherSideReadsItsOwn, and nobody else but the coordinator.
func TestEitherSideReadsItsOwn(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		must(t, b.Agreement.Make(ctx, b.cor, b.buddies(t), privacy.Check{}))
		member := func(ref string) access.Actor {
			return access.Actor{Network: b.Network.ID, Grants: []access.Grant{{Role: access.Member, Organization: b.id(t, "organization", ref)}}}
		}
		for ref, want := range map[string]int{"o1": 1, "o2": 1, "o3": 0} {
			all, err := b.Agreement.List(ctx, member(ref))
			if err != nil || len(all) != want {
				t.Errorf("%s reads %d, %v", ref, len(all), err)
			}
			if _, err := b.Agreement.One(ctx, member(ref), "maatjes"); (err == nil) != (want == 1) || err != nil && !errors.Is(err, errs.NotFound) {
				t.Errorf("%s opens it: %v", ref, err)
			}
		}
		if err := b.Agreement.Remove(ctx, member("o1"), "maatjes", 1); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a member takes it away: %v", err)
		}
		for _, role := range []access.Role{access.Ambassador, access.Observer, access.Editor} {
			if _, err := b.Agreement.List(ctx, access.As(role, b.Network.ID)); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
		}
	})
}

// TestLookingBackEachYear: seen four weeks before its day, until somebody wrote what was said; for the last time on the last day.
func TestLookingBackEachYear(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		a := b.buddies(t)
		a.Ends = on("2027-06-30")
		must(t, b.Agreement.Make(ctx, b.cor, a, privacy.Check{}))
		version := int64(1)
		for _, day := range []string{"2027-01-01", "2027-06-30"} {
			for before, want := range map[int]int{29: 0, 28: 1, 0: 1, -400: 1} {
				soon, err := b.Agreement.Soon(ctx, b.cor, on(day).AddDate(0, 0, -before))
				if err != nil || len(soon) != want {
					t.Errorf("%d days before %s: %d, %v", before, day, len(soon), err)
				}
			}
			for _, words := range []string{" ", strings.Repeat("x", 1001), "Bel 06-12345678"} {
				if err := b.Agreement.Change(ctx, b.cor, "maatjes", version, agreement.LookBack(words), privacy.Check{}); !errors.Is(err, errs.Invalid) {
					t.Errorf("%.20q: %v", words, err)
				}
			}
			must(t, b.Agreement.Change(ctx, b.cor, "maatjes", version, agreement.LookBack(" Wij gaan door. "), privacy.Check{}))
			if err := b.Agreement.Change(ctx, b.cor, "maatjes", version, agreement.LookBack("nog eens"), privacy.Check{}); !errors.Is(err, errs.Conflict) {
				t.Errorf("from an older version: %v", err)
			}
			version++
			one, err := b.Agreement.One(ctx, b.cor, "maatjes")
			if err != nil || one.Words != "Wij gaan door." || !one.Looked.Equal(on(day)) {
				t.Errorf("after %s: %+v, %v", day, one, err)
			}
		}
		if soon, err := b.Agreement.Soon(ctx, b.cor, on("2040-01-01")); err != nil || len(soon) != 0 {
			t.Errorf("when it is over: %d, %v", len(soon), err)
		}
		if err := b.Agreement.Change(ctx, b.cor, "maatjes", version, agreement.LookBack("nog eens"), privacy.Check{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("when it is over: %v", err)
		}
		must(t, b.Agreement.Remove(ctx, b.cor, "maatjes", version))
	})
}

// TestWhatAnAgreementNeeds tells for each thing that is missing or wrong in which field.
func TestWhatAnAgreementNeeds(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		for name, c := range map[string]struct {
			change func(*agreement.Agreement)
			field  string
		}{
			"no subject":           {func(a *agreement.Agreement) { a.Subject = " " }, "subject"},
			"a long subject":       {func(a *agreement.Agreement) { a.Subject = strings.Repeat("x", 101) }, "subject"},
			"a number in it":       {func(a *agreement.Agreement) { a.Subject = "Bel 06-12345678" }, "subject"},
			"no first day":         {func(a *agreement.Agreement) { a.Starts, a.Ends = time.Time{}, time.Time{} }, "starts"},
			"the end first":        {func(a *agreement.Agreement) { a.Ends = on("2025-01-01") }, "ends"},
			"eleven years":         {func(a *agreement.Agreement) { a.Ends = on("2036-01-02") }, "ends"},
			"no kind":              {func(a *agreement.Agreement) { a.Kind = "belofte" }, "kind"},
			"a very long text":     {func(a *agreement.Agreement) { a.Text = strings.Repeat("x", 10_001) }, "text"},
			"a number in the text": {func(a *agreement.Agreement) { a.Text = "Bel 06-12345678" }, "text"},
			"no target":            {func(a *agreement.Agreement) { a.Targets = nil }, "number1"},
			"three targets":        {func(a *agreement.Agreement) { a.Targets = append(a.Targets, a.Targets[0]) }, "number1"},
			"nothing to reach":     {func(a *agreement.Agreement) { a.Targets[1].Number = 0 }, "number2"},
			"counts something":     {func(a *agreement.Agreement) { a.Targets[0].Counts = "praatjes" }, "counts1"},
			"an unknown need":      {func(a *agreement.Agreement) { a.Targets[1].Need = "geluk" }, "need2"},
			"with itself":          {func(a *agreement.Agreement) { a.From = a.To }, "from"},
			"from nobody we know":  {func(a *agreement.Agreement) { a.From.ID = "x" }, "from"},
			"to nobody we know":    {func(a *agreement.Agreement) { a.To.ID = "x" }, "to"},
			"to the whole network": {func(a *agreement.Agreement) { a.To.ID = "" }, "to"},
		} {
			a := b.buddies(t)
			c.change(&a)
			var problems errs.Problems
			if err := b.Agreement.Make(ctx, b.cor, a, privacy.Check{}); !errors.As(err, &problems) || !slices.ContainsFunc(problems, func(p errs.Problem) bool { return p.Column == c.field }) {
				t.Errorf("%s: %v", name, err)
			}
		}
		a := b.buddies(t)
		must(t, b.Agreement.Make(ctx, b.cor, a, privacy.Check{}))
		a.Subject, a.Targets, a.To = "minder maatjes", a.Targets[:1], agreement.Party{ID: "x"}
		must(t, b.Agreement.Change(ctx, b.cor, a.ID, 1, agreement.Rewrite(a), privacy.Check{}))
		if err := b.Agreement.Change(ctx, b.cor, a.ID, 1, agreement.Rewrite(a), privacy.Check{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("from an older version: %v", err)
		}
		one, err := b.Agreement.One(ctx, b.cor, a.ID)
		if err != nil || one.Subject != "minder maatjes" || len(one.Targets) != 1 || one.To.Name != "Bewonersinitiatief De Brug" {
			t.Errorf("saved: %+v, %v", one, err)
		}
	})
}

// TestEveryAgreementIsLookedBackOn: as long as it lasts, the next day comes within a year of the one before, and the last is
// the last day.
func TestEveryAgreementIsLookedBackOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		starts := on("2024-01-01").AddDate(0, 0, rapid.IntRange(0, 800).Draw(t, "starts"))
		a := agreement.Agreement{Starts: starts, Ends: starts.AddDate(0, 0, rapid.IntRange(0, 3652).Draw(t, "days"))}
		before := starts
		for range 12 {
			day, ok := a.LookBack()
			if !ok {
				if !before.Equal(a.Ends) {
					t.Fatalf("it ends %v and was looked back on for the last time on %v", a.Ends, before)
				}
				return
			}
			if day.After(before.AddDate(1, 0, 1)) || a.Looked != nil && !day.After(before) {
				t.Fatalf("after %v comes %v", before, day)
			}
			before, a.Looked = day, &day
		}
		t.Fatal("it never ends")
	})
}
