package tally_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/tally"
	"samenspel/internal/testkit"
)

var ctx = context.Background()

func TestMain(m *testing.M) { dbtest.Main(m) }

func TestAnswersAreRangesOrNumbers(t *testing.T) {
	for text, want := range map[string]float64{"0": 0, "1-2": 1.5, "6-10": 8, "11+": 14, "17": 17, "007": 7} {
		if a, err := tally.Read(text); err != nil || a.About() != want {
			t.Errorf("%q is %v, %v", text, a.About(), err)
		}
	}
	for _, text := range []string{"", "-1", "501", "veel", "2-1", "1.5", "١"} {
		var problems errs.Problems
		if _, err := tally.Read(text); !errors.As(err, &problems) {
			t.Errorf("%q is an answer: %v", text, err)
		}
	}
}

func TestWhatIsNotSaidIsAsItWas(t *testing.T) {
	month := func(m time.Month) time.Time { return time.Date(2026, m, 1, 0, 0, 0, 0, time.UTC) }
	told := tally.Told{"o": {{Month: month(3), Answer: "3-5"}, {Month: month(6), Answer: "20"}}}
	for m, want := range map[time.Month]float64{1: 4, 3: 4, 5: 4, 6: 20, 11: 20} {
		if got := told.At("o", month(m)); got != want {
			t.Errorf("month %d: %v, want %v", m, got, want)
		}
	}
	if told.At("x", month(3)) != 0 {
		t.Error("who never said anything got questions")
	}
}

// TestOrganisationsAreAskedOnceAMonth sends referrals to two organisations, one of which is written to about its entries in
// these days.
func TestOrganisationsAreAskedOnceAMonth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "")
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(town.DB.In(ctx, town.Network.ID, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `insert into referral (network_id, id, request, code, origin, origin_id, need, organization_id, sender_id, wish, urgency, state, began_on, next_on, due_on,
				sent_on, answered_by, stepped, reason, result, before_id, advised_id, erased, made_at, made_by, version)
				select $1, o.id, o.id, o.id, 'case-need', 'x', '', o.id, 'p', '', '', 'sent', $2, $2, $2, $2, '', '', '', '', '', '', false, $2, '', 1 from organization o
				where o.network_id = $1 and o.name in ('Stichting Aanloop', 'Bewonersinitiatief De Brug', 'Huis Beschut')`, tx.Network, testkit.Today.AddDate(0, -2, 0))
			return err
		}))
		asked := func(days int) string {
			t.Helper()
			*town.Later = time.Duration(days) * 24 * time.Hour
			must(town.Tally.Run(ctx, town.Network.ID))
			return strings.Join(dbtest.Ask[string](t, town.DB, `select kind || ' ' || address from outbox order by address, kind`), ", ")
		}
		must(town.Upkeep.Run(ctx, town.Network.ID)) // De Brug is overdue
		written := strings.Join(dbtest.Ask[string](t, town.DB, `select kind || ' ' || address from outbox order by address, kind`), ", ")
		if !strings.Contains(written, "still-right brug@brug.example") {
			t.Fatalf("written: %s", written)
		}
		want := written + ", direct-count post@aanloop.example" // the third has no address
		if got := asked(0); got != want {
			t.Errorf("asked: %s", got)
		}
		if got := asked(10); got != want { // the same month: De Brug has the question behind its link
			t.Errorf("asked again: %s", got)
		}
		if got := asked(26); got != want { // 28 November is too late, and a Saturday
			t.Errorf("asked late: %s", got)
		}
		if got := asked(30); strings.Count(got, "direct-count") != 3 || !strings.Contains(got, "direct-count brug@brug.example") { // 2 December
			t.Errorf("asked in the next month: %s", got)
		}
		must(town.DB.In(ctx, town.Network.ID, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `delete from upkeep_round where network_id = $1`, tx.Network)
			return err
		}))
		must(town.Upkeep.Run(ctx, town.Network.ID))
		if n := strings.Count(asked(30), "still-right brug@brug.example"); n != 1 {
			t.Errorf("%d mails in a week", n)
		}
	})
}

// TestALinkIsForOneOrganisationAndMonth counts, changes and takes back behind a link.
func TestALinkIsForOneOrganisationAndMonth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "")
		ids := dbtest.Ask[string](t, town.DB, `select id from organization order by name`)
		one, other := ids[0], ids[1]
		token := town.Tally.Token(town.Network.ID, one, town.Tally.LastMonth())
		actor, month, err := town.Tally.ByLink(ctx, town.Network.ID, one, token)
		if err != nil || month.Month() != time.October {
			t.Fatalf("%v, %v", month, err)
		}
		for _, answer := range []tally.Answer{"3-5", "17"} {
			if err := town.Tally.Say(ctx, actor, one, month, answer); err != nil {
				t.Fatal(err)
			}
		}
		said, err := town.Tally.Of(ctx, actor, one)
		if err != nil || len(said) != 1 || said[0].Answer != "17" {
			t.Errorf("said: %+v, %v", said, err)
		}
		if err := town.Tally.Say(ctx, actor, one, month, ""); err != nil {
			t.Fatal(err)
		}
		if said, err = town.Tally.Of(ctx, actor, one); err != nil || len(said) != 0 {
			t.Errorf("after taking back: %+v, %v", said, err)
		}
		if err := town.Tally.Say(ctx, actor, other, month, "0"); !errors.Is(err, errs.Forbidden) {
			t.Errorf("for another organisation: %v", err)
		}
		if _, _, err := town.Tally.ByLink(ctx, town.Network.ID, other, token); !errors.Is(err, errs.NotFound) {
			t.Errorf("the link of another: %v", err)
		}
		*town.Later = 60 * 24 * time.Hour // January: October is three months ago
		if _, month, err := town.Tally.ByLink(ctx, town.Network.ID, one, token); err != nil || month.Month() != time.October {
			t.Errorf("in January: %v, %v", month, err)
		}
		*town.Later = 95 * 24 * time.Hour
		if _, _, err := town.Tally.ByLink(ctx, town.Network.ID, one, token); !errors.Is(err, errs.NotFound) {
			t.Errorf("in February: %v", err)
		}
	})
}
