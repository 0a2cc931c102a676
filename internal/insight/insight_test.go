package insight_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
	"samenspel/internal/measure"
	"samenspel/internal/testkit"
)

var ctx = context.Background()

func TestMain(m *testing.M) { dbtest.Main(m) }

// bench is a town with its figures.
type bench struct {
	testkit.Town
	*insight.Store
	coordinator, observer access.Actor
}

func each(t *testing.T, test func(*testing.T, bench)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "")
		test(t, bench{town, insight.NewStore(town.DB, []byte("key")), access.As(access.Coordinator, town.Network.ID), access.As(access.Observer, town.Network.ID)})
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (b bench) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, append([]any{tx.Network}, args...)...)
		return err
	}))
}

func (b bench) ask(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	must(t, b.DB.View(ctx, b.Network.ID, func(tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int], query, append([]any{tx.Network}, args...)...)
		return err
	}))
	return n
}

var november = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// scatter puts random cases in the record, with what came of them by referrals.
func (b bench) scatter(t testing.TB, r *rand.Rand, round, n int) {
	t.Helper()
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	day := func(chance float64) any {
		if r.Float64() > chance {
			return nil
		}
		return november.AddDate(0, 0, r.IntN(60))
	}
	must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
		for i := range n {
			id := fmt.Sprintf("c%d-%d", round, i)
			opened := november.AddDate(0, -r.IntN(4), r.IntN(20))
			if _, err := tx.Exec(ctx, `insert into discussed_case (network_id, id, code, words, team_id, own_network, carer, level, owner_id, opened_on, erased, rounded, version)
				values ($1, $2, $2, $2, $3, '', '', '', 'p', $4, false, false, 1)`, tx.Network, id, pick("t1", "t2", "t3"), opened); err != nil {
				return err
			}
			for place := range 1 + r.IntN(3) {
				need, outcome := fmt.Sprintf("%s-%d", id, place), pick("", "", "", "", "started", "not-going", "unfit")
				if _, err := tx.Exec(ctx, `insert into case_need (network_id, id, case_id, place, help, audience, ages, text, services, state, fit, reason, wanted, owner_id, began_on, next_on, due_on, opened_on, outcome, lead_days)
					values ($1, $2, $3, $4, $5, '', '', '', '[]', $6, $7, 'no-volunteer', '', 'p', $8, $8, $8, $8, $9, $10)`,
					tx.Network, need, id, place+1, pick("taal", "vervoer", "gezelschap"), pick("asked", "suitable", "later", "passed", "done"), pick("yes", "no", "later", ""), opened, outcome, r.IntN(300)); err != nil {
					return err
				}
				for k := range max(0, r.IntN(4)-1) {
					if _, err := tx.Exec(ctx, `insert into referral (network_id, id, request, code, origin, origin_id, need, organization_id, sender_id, wish, urgency, state, began_on, next_on, due_on,
						sent_on, answered_at, answered_by, looked_on, started_on, stepped, reason, result, before_id, advised_id, erased, made_at, made_by, version)
						select $1, $2, $2, $2, 'case-need', $3, '', o.id, 'p', '', '', $4, $5, $5, $5, $6, $7, '', $8, $9, $10, '', '', '', '', false, $5, '', 1 from organization o where o.network_id = $1 order by o.id limit 1`,
						tx.Network, fmt.Sprint(need, "-", k), need, pick("sent", "accepted", "started", "active", "completed", "failed"), opened, day(0.8), day(0.5), day(0.4), day(0.4), pick("", "", "less", "same")); err != nil {
						return err
					}
				}
			}
		}
		return nil
	}))
}

// counted says in SQL, apart from the program, in how many cases of a period a measure is true.
var counted = map[measure.Key]string{
	measure.Suitable:    `n.fit = 'yes'`,
	measure.PassedOn:    `(n.state = 'passed' or n.outcome in ('started', 'not-going') or n.id in (select f.origin_id from referral f where f.network_id = $1 and f.origin = 'case-need' and f.sent_on is not null))`,
	measure.Started:     `(n.outcome = 'started' or n.id in (select f.origin_id from referral f where f.network_id = $1 and f.origin = 'case-need' and (f.started_on is not null or f.looked_on is not null and f.state in ('active', 'completed'))))`,
	measure.Active:      `(n.outcome = 'started' or n.id in (select f.origin_id from referral f where f.network_id = $1 and f.origin = 'case-need' and f.looked_on is not null and f.state in ('active', 'completed')))`,
	measure.SteppedDown: `coalesce((select f.stepped from referral f where f.network_id = n.network_id and f.origin = 'case-need' and f.origin_id = n.id and f.stepped <> '' order by f.id limit 1), '') = 'less'`,
}

// TestMeasuresEqualAnIndependentCount compares the figures of random records with SQL that counts them in another way.
func TestMeasuresEqualAnIndependentCount(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := rand.New(rand.NewPCG(8, 8)) // #nosec G404 -- a test that repeats itself
		for round := range 4 {
			b.scatter(t, r, round, 60)
			must(t, b.DB.Learn(ctx, "discussed_case", "case_need", "referral"))
			must(t, b.Refresh(ctx, b.Network.ID))
			for _, p := range []insight.Period{insight.PeriodOf(november.AddDate(0, -3, 0), november), insight.PeriodOf(november.AddDate(0, -1, 3), november.AddDate(0, 0, 20)), insight.QuarterOf(november)} {
				report, err := b.Live(ctx, b.coordinator, p)
				must(t, err)
				const within = ` from discussed_case c where c.network_id = $1 and c.opened_on >= $2 and c.opened_on < $3`
				if got, want := *report.All.N, b.ask(t, `select count(*)`+within, p.From, p.Until); got != want {
					t.Fatalf("%d discussed, want %d", got, want)
				}
				for i, key := range measure.Parts {
					if counted[key] == "" {
						continue
					}
					want := b.ask(t, `select count(*)`+within+` and c.id in (select n.case_id from case_need n where n.network_id = $1 and `+counted[key]+`)`, p.From, p.Until)
					hidden := want < insight.Inside || *report.All.N-want < insight.Inside
					if got := report.All.Of[i]; hidden != (got == nil) || !hidden && *got != want {
						t.Fatalf("%s: %v, want %d of %d", key, got, want, *report.All.N)
					}
				}
			}
		}
	})
}

// TestWhatGoesStaysCounted lets cases go in parts, and changes no figure by it.
func TestWhatGoesStaysCounted(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		b.scatter(t, rand.New(rand.NewPCG(1, 2)), 0, 80) // #nosec G404 -- a test that repeats itself
		first := november.AddDate(0, -1, 0)
		_, err := b.TakeOver(ctx, b.Operator, []insight.Taken{
			{Old: "a", First: first, Team: "Team van toen", Needs: []insight.TakenNeed{{Help: "taal", Fit: "yes", Active: &november}}},
			{Old: "b", First: first, Needs: []insight.TakenNeed{{Help: "taal", Before: "2", After: "1"}, {Help: "vervoer"}}}}, false)
		must(t, err)
		figures := func() string {
			t.Helper()
			must(t, b.Refresh(ctx, b.Network.ID))
			text := ""
			must(t, b.DB.View(ctx, b.Network.ID, func(tx *db.Tx) error {
				return db.Each(ctx, tx, func(scan db.Scan) error {
					var cut, part, sub string
					var month time.Time
					var n [7]int
					err := scan(&cut, &month, &part, &sub, &n[0], &n[1], &n[2], &n[3], &n[4], &n[5], &n[6])
					text += fmt.Sprintln(cut, month, part, sub, n)
					return err
				}, `select cut, month, part, sub, sum(n), sum(suitable), sum(passed_on), sum(started), sum(in_time), sum(active), sum(stepped_down) from figure
					where network_id = $1 group by cut, month, part, sub order by cut, month, part, sub`, tx.Network)
			}))
			return text
		}
		before := figures()
		for _, part := range []string{"%1", "%2", "%"} {
			must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
				ids, err := db.All(ctx, tx, db.Value[string], `select id from discussed_case where network_id = $1 and id like $2`, tx.Network, part)
				if err != nil {
					return err
				}
				if err := insight.Absorb(ctx, tx, ids); err != nil {
					return err
				}
				for _, id := range ids {
					if _, err := tx.Exec(ctx, `delete from case_need where network_id = $1 and case_id = $2`, tx.Network, id); err != nil {
						return err
					}
					if _, err := tx.Exec(ctx, `delete from discussed_case where network_id = $1 and id = $2`, tx.Network, id); err != nil {
						return err
					}
				}
				kept, err := insight.KeptCases(ctx, tx)
				if err != nil || len(kept) == 0 {
					return err
				}
				return insight.CountCases(ctx, tx, []string{kept[0].ID})
			}))
			if after := figures(); after != before {
				t.Fatalf("the figures changed:\n%s\n%s", before, after)
			}
		}
		if left := b.ask(t, `select count(*) from past_case where network_id = $1`) + b.ask(t, `select count(*) from discussed_case where network_id = $1`); left != 0 {
			t.Errorf("%d cases are left", left)
		}
		again, err := b.TakeOver(ctx, b.Operator, []insight.Taken{{Old: "A", First: first}}, false)
		if err != nil || again.Cases != 0 || again.Known != 1 {
			t.Errorf("a case that is counts now comes again: %+v %v", again, err)
		}
	})
}

// TestWhoSeesWhatStandsNow keeps figures that change every day from who may not see the cases.
func TestWhoSeesWhatStandsNow(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		for _, role := range access.Everyone {
			_, err := b.Live(ctx, access.Actor{Network: b.Network.ID, Person: "p", Grants: []access.Grant{{Role: role, Team: "t1", Area: "a"}}}, insight.YearOf(november))
			if may := role == access.Coordinator || role == access.Operator; may != (err == nil) || !may && !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
			_, err = b.TakeOver(ctx, access.As(role, b.Network.ID), nil, false)
			if may := role == access.Coordinator || role == access.Operator; may != (err == nil) {
				t.Errorf("%s takes over a list: %v", role, err)
			}
		}
	})
}

// TestLeadTimesNeedEnough shows the median and the ninth decile of days, and nothing of a few.
func TestLeadTimesNeedEnough(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		var list []insight.Taken
		for i := range 10 {
			passed, active := november.AddDate(0, 0, i+1), november.AddDate(0, 0, 20)
			c := insight.Taken{Old: fmt.Sprint(i), First: november, Needs: []insight.TakenNeed{{Passed: &passed}}}
			if i < 4 {
				c.Needs[0].Active = &active
			}
			list = append(list, c)
		}
		_, err := b.TakeOver(ctx, b.coordinator, list, false)
		must(t, err)
		report, err := b.Live(ctx, b.coordinator, insight.QuarterOf(november))
		must(t, err)
		if passed := report.Leads[0]; *passed.Median != 5 || *passed.Ninth != 9 {
			t.Errorf("until passed on: %d and %d days, want 5 and 9", *passed.Median, *passed.Ninth)
		}
		if active := report.Leads[2]; active.Lead != measure.UntilActive || active.Median != nil || active.Ninth != nil {
			t.Errorf("four cases tell how long it took: %+v", active)
		}
	})
}
