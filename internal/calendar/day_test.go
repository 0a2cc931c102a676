package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/calendar"
)

// TestHolidays holds the days against those the government published.
func TestHolidays(t *testing.T) {
	for day, want := range map[string]calendar.Holiday{
		"2026-01-01": calendar.NewYear, "2026-04-03": calendar.GoodFriday, "2026-04-05": calendar.Easter, "2026-04-06": calendar.EasterMonday,
		"2026-04-27": calendar.KingsDay, "2026-05-05": calendar.Liberation, "2026-05-14": calendar.Ascension, "2026-05-24": calendar.Pentecost,
		"2026-05-25": calendar.WhitMonday, "2026-12-25": calendar.Christmas, "2026-12-26": calendar.BoxingDay, "2025-04-26": calendar.KingsDay,
		"2025-04-27": "", "2027-03-28": calendar.Easter, "2024-03-31": calendar.Easter, "2038-04-25": calendar.Easter, "2026-11-23": "", "2026-12-31": "",
	} {
		date, _ := time.Parse(time.DateOnly, day)
		if got := calendar.HolidayOn(date); got != want {
			t.Errorf("%s: got %q, want %q", day, got, want)
		}
	}
}

func TestWorkingDaysAfter(t *testing.T) {
	part := calendar.Week{time.Tuesday: true, time.Thursday: true}
	for _, c := range []struct {
		week calendar.Week
		from string
		n    int
		want string
	}{
		{calendar.Office, "2026-11-23", 0, "2026-11-23"},
		{calendar.Office, "2026-11-22", 0, "2026-11-23"},
		{calendar.Office, "2026-11-20", 1, "2026-11-23"},
		{calendar.Office, "2026-11-21", 1, "2026-11-24"}, // what comes in on Saturday counts as Monday
		{calendar.Office, "2026-12-24", 1, "2026-12-28"},
		{calendar.Office, "2026-04-02", 2, "2026-04-08"},
		{part, "2026-11-23", 1, "2026-11-26"},
		{calendar.Week{}, "2026-11-20", 1, "2026-11-23"},
	} {
		from, _ := time.Parse(time.DateOnly, c.from)
		if got := c.week.After(from, c.n).Format(time.DateOnly); got != c.want {
			t.Errorf("%d working days after %s: got %s, want %s", c.n, c.from, got, c.want)
		}
	}
}

// TestADeadlineIsAlwaysAWorkingDay holds for any week and any number of days.
func TestADeadlineIsAlwaysAWorkingDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var week calendar.Week
		for i := range week {
			week[i] = rapid.Bool().Draw(t, "works")
		}
		from := calendar.Date(2026, 1, rapid.IntRange(1, 700).Draw(t, "day"))
		n := rapid.IntRange(0, 30).Draw(t, "n")
		got := week.After(from, n)
		if week == (calendar.Week{}) {
			week = calendar.Office
		}
		if !week.Works(got) || got.Before(from) || n > 0 && !got.After(from) {
			t.Fatalf("%d working days after %s is %s", n, from, got)
		}
	})
}

func TestTodayIsTheDutchDay(t *testing.T) {
	if got := calendar.Today(time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)); !got.Equal(calendar.Date(2026, 11, 23)) {
		t.Errorf("got %s", got)
	}
}
