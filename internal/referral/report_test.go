package referral_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/referral"
	"samenspel/internal/testkit"
)

// TestTheReportCountsForWhomAndHowSoon: what goes to the own employer, and the working days until both sides answer.
func TestTheReportCountsForWhomAndHowSoon(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		own := b.send(t, b.make(t, referral.New{}), yes) // Fatima works for o1
		late := b.send(t, b.make(t, referral.New{}), yes)
		b.send(t, b.make(t, referral.New{Service: b.service(t, "s2")}), yes) // and not for o2
		b.make(t, referral.New{})                                            // not sent
		b, now := b.after(t, testkit.Today, 1)
		b.do(t, b.member(t, "o1"), own.ID, referral.Do{Act: referral.Accept})
		must(t, b.Signal(ctx, b.member(t, "o1"), own.ID, referral.TheirSide, "De bel doet het niet.", referral.Scanner{}))
		b, now = b.after(t, now, 8) // over a weekend, and over time
		b.do(t, b.member(t, "o1"), late.ID, referral.Do{Act: referral.Consider})
		b, _ = b.after(t, now, 1)
		b.do(t, b.member(t, "o1"), late.ID, referral.Do{Act: referral.Accept})
		must(t, b.AnswerSignal(ctx, b.fatima, own.ID, b.get(t, own.ID).Signals[0].ID, "Wij bellen.", referral.Scanner{}))
		got, err := b.Report(ctx, b.cor, testkit.Today.AddDate(0, -1, 0))
		must(t, err)
		want := referral.Report{Since: date(2026, 10, 2), Sent: 3, OwnEmployer: 2, Signals: referral.Answers{N: 1, Median: 7, Late: 1}, Shares: []referral.Share{
			{Organization: b.organization(t, "o1"), Name: "Stichting Aanloop", Sent: 2, Own: 2, Answers: referral.Answers{N: 2, Median: 1, Late: 1}},
			{Organization: b.organization(t, "o2"), Name: "Bewonersinitiatief De Brug", Sent: 1},
		}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("it counts: %s", diff)
		}
		if days, ok := b.get(t, late.ID).AnsweredIn(); days != 7 || !ok {
			t.Errorf("the first answer came in %d working days, %v", days, ok)
		}
		if _, err := b.Report(ctx, b.fatima, testkit.Today); !errors.Is(err, errs.Forbidden) {
			t.Errorf("an ambassador reads it: %v", err)
		}
	})
}

// TestAProfessionalSeesWhatWasUsedBefore, without an account, and nothing of others.
func TestAProfessionalSeesWhatWasUsedBefore(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		first := b.send(t, b.make(t, referral.New{}), yes)
		b.send(t, b.make(t, referral.New{}), yes)
		b.send(t, b.make(t, referral.New{Service: b.service(t, "s2")}), yes)
		b.send(t, b.make(t, referral.New{Service: b.service(t, "s3"), Professional: referral.Referrer{Email: "else@buurtteam.example"}}), yes)
		b.make(t, referral.New{Service: b.service(t, "s3")}) // not sent
		b.do(t, b.member(t, "o1"), first.ID, referral.Do{Act: referral.Accept})
		b.do(t, b.member(t, "o1"), first.ID, referral.Do{Act: referral.Start})
		anna := access.Actor{Network: b.Network.ID, Person: first.Referrer, Grants: []access.Grant{{Role: access.Professional}}}
		got, err := b.Used(ctx, anna)
		must(t, err)
		want := []referral.Used{
			{Slug: "bezoekmaatje", Title: "Bezoekmaatje", Name: "Stichting Aanloop", Sent: 2, Started: 1, Open: 2},
			{Slug: "wandelmaatje", Title: "Wandelmaatje", Name: "Bewonersinitiatief De Brug", Sent: 1, Open: 1},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("used before: %s", diff)
		}
		if got, err := b.Used(ctx, b.fatima); err != nil || len(got) != 3 {
			t.Errorf("who sent them sees %v, %v", got, err)
		}
	})
}

// TestWorkedCountsOverWeekendsAndNewYear.
func TestWorkedCountsOverWeekendsAndNewYear(t *testing.T) {
	for _, c := range []struct {
		from, until time.Time
		want        int
	}{
		{date(2026, 11, 2), date(2026, 11, 2), 0}, {date(2026, 11, 6), date(2026, 11, 9), 1}, {date(2026, 12, 31), date(2027, 1, 4), 1},
		{date(2026, 11, 9), date(2026, 11, 2), 0},
	} {
		if got := referral.Worked(c.from, c.until); got != c.want {
			t.Errorf("from %v until %v: %d, want %d", c.from, c.until, got, c.want)
		}
	}
}
