package privacy_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

func TestTermEndsOnADayThatExists(t *testing.T) {
	for _, c := range []struct {
		term     privacy.Term
		from, to string
	}{
		{privacy.Term{Days: 90}, "2026-11-02", "2027-01-31"},
		{privacy.Term{Months: 3}, "2026-11-30", "2027-02-28"},
		{privacy.Term{Months: 12}, "2028-02-29", "2029-02-28"},
		{privacy.Term{Years: 5}, "2026-11-02", "2031-11-02"},
		{privacy.Term{}, "2026-11-02", "2026-11-02"},
	} {
		if got := c.term.After(day(c.from)); !got.Equal(day(c.to)) {
			t.Errorf("%s from %s is over on %v, want %s", c.term, c.from, got, c.to)
		}
	}
}

func TestDue(t *testing.T) {
	rules := privacy.DefaultRules()
	dates := func(e privacy.Event, text string) map[privacy.Event]time.Time {
		return map[privacy.Event]time.Time{e: day(text)}
	}
	for _, c := range []struct {
		record privacy.Record
		now    string
		want   privacy.Effect
	}{
		{privacy.Record{Object: privacy.CaseText, Dates: dates(privacy.Closed, "2026-01-01")}, "2026-03-31", ""},
		{privacy.Record{Object: privacy.CaseText, Dates: dates(privacy.Closed, "2026-01-01")}, "2026-04-01", privacy.Erase},
		{privacy.Record{Object: privacy.CaseText}, "2036-04-01", ""}, // still open
		{privacy.Record{Object: privacy.CaseText, Dates: dates(privacy.Closed, "2026-01-01"), Done: []privacy.Effect{privacy.Erase}}, "2027-01-01", ""},
		{privacy.Record{Object: privacy.CaseDates, Dates: dates(privacy.Closed, "2026-01-01")}, "2026-01-01", privacy.Round},
		{privacy.Record{Object: privacy.CaseRow, Dates: dates(privacy.Closed, "2026-01-01")}, "2027-01-01", privacy.Count},
		{privacy.Record{Object: privacy.Draft, Dates: dates(privacy.Changed, "2026-01-01")}, "2026-01-15", privacy.Delete},
		{privacy.Record{Object: privacy.SealedContact, Dates: dates(privacy.Made, "2026-01-01")}, "2026-01-30", ""},
		{privacy.Record{Object: privacy.SealedContact, Dates: dates(privacy.Made, "2026-01-01")}, "2026-01-31", privacy.Delete},
		{privacy.Record{Object: privacy.SealedContact, Dates: dates(privacy.Withdrawn, "2026-01-02")}, "2026-01-02", privacy.Delete},
		{privacy.Record{Object: privacy.AuditSegment, Dates: dates(privacy.Closed, "2026-01-01")}, "2030-12-31", ""},
	} {
		var got privacy.Effect
		if due := rules.Due(c.record, day(c.now)); len(due) > 0 {
			got = due[0].Rule.Then
		}
		if got != c.want {
			t.Errorf("%s %v on %s: %q is due, want %q", c.record.Object, c.record.Dates, c.now, got, c.want)
		}
	}
}

func TestDeletingMakesTheRestNeedless(t *testing.T) {
	rules := privacy.Rules{
		{Object: privacy.Draft, From: privacy.Changed, Then: privacy.Erase},
		{Object: privacy.Draft, From: privacy.Changed, After: privacy.Term{Days: 1}, Then: privacy.Delete},
	}
	draft := privacy.Record{Object: privacy.Draft, Dates: map[privacy.Event]time.Time{privacy.Changed: day("2026-01-01")}}
	if due := rules.Due(draft, day("2026-01-01")); len(due) != 1 || due[0].Rule.Then != privacy.Erase {
		t.Errorf("on the day itself: %+v", due)
	}
	if due := rules.Due(draft, day("2026-01-02")); len(due) != 1 || due[0].Rule.Then != privacy.Delete {
		t.Errorf("a day later: %+v", due)
	}
	if next, ok := rules.Next(draft); !ok || next.Rule.Then != privacy.Erase {
		t.Errorf("next: %+v", next)
	}
	if _, ok := rules.Next(privacy.Record{Object: privacy.Draft}); ok {
		t.Error("something is to happen to a draft without dates")
	}
}

func TestTermsStayWithinBounds(t *testing.T) {
	rules := privacy.DefaultRules()
	changed, err := rules.With(privacy.CaseText, privacy.Closed, privacy.Term{Days: 30})
	if err != nil || changed[0].After != (privacy.Term{Days: 30}) || rules[0].After != (privacy.Term{Days: 90}) {
		t.Errorf("%v, %v, %v", err, changed[0], rules[0])
	}
	if _, err := rules.With(privacy.Backup, privacy.Made, privacy.Term{Days: 36}); !errors.Is(err, errs.Invalid) {
		t.Errorf("a backup of 36 days: %v", err)
	}
	if _, err := rules.With(privacy.CaseDates, privacy.Closed, privacy.Term{Days: 1}); !errors.Is(err, errs.Invalid) {
		t.Errorf("a fixed term: %v", err)
	}
	if _, err := rules.With(privacy.Backup, privacy.Closed, privacy.Term{}); !errors.Is(err, errs.NotFound) {
		t.Errorf("no such rule: %v", err)
	}
	for _, r := range rules {
		if _, err := rules.With(r.Object, r.From, r.After); err != nil {
			t.Errorf("the default lies out of bounds: %v", err)
		}
	}
}

func TestParseTerm(t *testing.T) {
	for _, text := range []string{"0d", "90d", "12m", "5y"} {
		if term, err := privacy.ParseTerm(text); err != nil || term.String() != text {
			t.Errorf("%s: %v, %v", text, term, err)
		}
	}
	for _, text := range []string{"", "d", "-1d", "1w", "99999d", "1.5y", "９d"} {
		if _, err := privacy.ParseTerm(text); !errors.Is(err, errs.Invalid) {
			t.Errorf("%q is read: %v", text, err)
		}
	}
}

// What is due stays due: time alone makes nothing undone.
func TestDueStaysDue(t *testing.T) {
	rules := privacy.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		from := day("2026-01-01").AddDate(0, 0, rapid.IntRange(0, 2000).Draw(t, "from"))
		now := from.AddDate(0, 0, rapid.IntRange(0, 3000).Draw(t, "now"))
		rule := rapid.SampledFrom(rules).Draw(t, "rule")
		record := privacy.Record{Object: rule.Object, Dates: map[privacy.Event]time.Time{rule.From: from}}
		before, after := rules.Due(record, now), rules.Due(record, now.AddDate(0, 0, rapid.IntRange(0, 500).Draw(t, "later")))
		if len(after) < len(before) {
			t.Fatalf("%v was due and is no more: %v", before, after)
		}
		if len(before) > 0 && before[0].Since.After(now) {
			t.Fatalf("%v is due too soon", before)
		}
	})
}
