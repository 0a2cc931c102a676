package group_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/group"
)

func on(text string) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return day
}

// TestWhenAGroupMeetsAgain: the rules of networks that this product was made after, counted from Monday 7 September 2026.
func TestWhenAGroupMeetsAgain(t *testing.T) {
	last := on("2026-09-07")
	for name, c := range map[string]struct {
		rhythm      group.Rhythm
		from, until string
	}{
		"a core group, once in six to eight weeks (D10, G01, H44)": {group.Rhythm{Unit: group.Weeks, Least: 6, Most: 8}, "2026-10-19", "2026-11-02"},
		"a team, once in six weeks (A28)":                          {group.Rhythm{Unit: group.Weeks, Least: 6, Most: 6}, "2026-10-19", "2026-10-19"},
		"a network group, twice a year (D11, G06)":                 {group.Rhythm{Unit: group.Yearly, Least: 2, Most: 2}, "2027-03-08", "2027-03-08"},
		"a network group, four times a year (E05, F03)":            {group.Rhythm{Unit: group.Yearly, Least: 4, Most: 4}, "2026-12-07", "2026-12-07"},
		"two to four times a year (H44)":                           {group.Rhythm{Unit: group.Yearly, Least: 2, Most: 4}, "2026-12-07", "2027-03-08"},
		"once in two months (H02)":                                 {group.Rhythm{Unit: group.Yearly, Least: 6, Most: 6}, "2026-11-06", "2026-11-06"},
	} {
		from, until, ok := c.rhythm.Next(last)
		if !ok || !from.Equal(on(c.from)) || !until.Equal(on(c.until)) {
			t.Errorf("%s: from %s until %s", name, from.Format(time.DateOnly), until.Format(time.DateOnly))
		}
	}
	if _, _, ok := (group.Rhythm{}).Next(last); ok {
		t.Error("a group without a rhythm has a next day")
	}
}

// TestOverdueOnDay57: with six to eight weeks the last day is day 56. A meeting that is planned in time keeps it from the week.
func TestOverdueOnDay57(t *testing.T) {
	last, rhythm := on("2026-09-07"), group.Usual(group.Core)
	for _, c := range []struct {
		day            int
		planned        string
		waits, overdue bool
	}{
		{20, "", false, false},
		{21, "", true, false}, // three weeks before the first day
		{21, "2026-11-02", false, false},
		{21, "2026-11-03", true, false}, // a day too late
		{56, "", true, false},
		{57, "", true, true},
		{57, "2026-11-12", false, true},
	} {
		var planned *time.Time
		if c.planned != "" {
			day := on(c.planned)
			planned = &day
		}
		today := last.AddDate(0, 0, c.day)
		p, ok := rhythm.Plan(last, planned, today)
		if !ok || p.Waits(today) != c.waits || p.Overdue != c.overdue {
			t.Errorf("day %d with %q: waits %v, overdue %v", c.day, c.planned, p.Waits(today), p.Overdue)
		}
	}
}

// TestAProposalIsAWorkingDayToCome: within the time, or as soon as can be.
func TestAProposalIsAWorkingDayToCome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		least := rapid.IntRange(1, 12).Draw(t, "least")
		r := group.Rhythm{Unit: rapid.SampledFrom(group.Units).Draw(t, "unit"), Least: least, Most: rapid.IntRange(least, 12).Draw(t, "most")}
		last := on("2025-12-20").AddDate(0, 0, rapid.IntRange(0, 365).Draw(t, "last"))
		today := last.AddDate(0, 0, rapid.IntRange(0, 500).Draw(t, "today"))
		p, ok := r.Plan(last, nil, today)
		if !ok || p.From.Before(last) || p.Until.Before(p.From) {
			t.Fatalf("%+v after %s: %+v", r, last, p)
		}
		if w := p.Proposal.Weekday(); p.Proposal.Before(today) || p.Proposal.Before(p.From) || w == time.Saturday || w == time.Sunday {
			t.Fatalf("on %s it proposes %s, not before %s", today, p.Proposal, p.From)
		}
	})
}
