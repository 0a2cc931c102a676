package calendar_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samenspel/internal/calendar"
	"samenspel/internal/errs"
	"samenspel/internal/i18n"
)

// at reads a local time: 2026-11-23 09:00 is a Monday.
func at(t *testing.T, text string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, calendar.Amsterdam)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func parse(t *testing.T, text string) calendar.Hours {
	t.Helper()
	h, err := calendar.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestOpenAt(t *testing.T) {
	const office = "ma-vr 9:00-12:30, 13:30-17:00"
	for _, c := range []struct {
		hours, when string
		want        calendar.Answer
	}{
		{"", "2026-11-23 10:00", calendar.Unknown},
		{"op afspraak", "2026-11-23 10:00", calendar.Unknown},
		{"maandag tot en met vrijdag, 9.00–17.00 uur", "2026-11-25 10:00", calendar.Open}, // as people write it
		{"ma t/m wo en vr 9-17 uur", "2026-11-26 10:00", calendar.Closed},
		{office, "2026-11-23 08:59", calendar.Closed},
		{office, "2026-11-23 09:00", calendar.Open},
		{office, "2026-11-23 12:29", calendar.Open},
		{office, "2026-11-23 12:30", calendar.Closed},
		{office, "2026-11-23 13:30", calendar.Open},
		{office, "2026-11-23 17:00", calendar.Closed},
		{office, "2026-11-28 10:00", calendar.Closed}, // Saturday
		{office, "2026-12-25 08:00", calendar.Closed}, // before any opening of the holiday
		{office, "2026-12-25 10:00", calendar.Unknown},
		{office + "; feestdagen dicht", "2026-12-25 10:00", calendar.Closed},
		{office + "; feestdagen open", "2026-12-25 10:00", calendar.Open},
		{office + "; op afspraak", "2026-11-23 18:00", calendar.Closed},
		{office + "; dicht 2026-11-23", "2026-11-23 10:00", calendar.Closed},
		{office + "; dicht 2026-11-20..2026-11-23", "2026-11-24 10:00", calendar.Open},
		{office + "; 2026-11-28 10:00-12:00", "2026-11-28 11:00", calendar.Open},
		{office + "; 2026-11-23 19:00-21:00", "2026-11-23 10:00", calendar.Closed}, // the day itself counts
		{office + "; 2026-12-25 11:00-12:00", "2026-12-25 11:30", calendar.Open},
		{office + "; vanaf 2026-12-01", "2026-11-23 10:00", calendar.Closed},
		{office + "; vanaf 2026-12-01", "2026-12-01 10:00", calendar.Open},
		{office + "; t/m 2026-11-22", "2026-11-23 10:00", calendar.Closed},
		{"vr 20:00-2:00", "2026-11-27 23:00", calendar.Open},
		{"vr 20:00-2:00", "2026-11-28 01:59", calendar.Open},
		{"vr 20:00-2:00", "2026-11-28 02:00", calendar.Closed},
		{"vr 20:00-2:00", "2026-11-27 01:00", calendar.Closed}, // the night before
		{"zo 20:00-2:00", "2026-11-30 01:00", calendar.Open},   // over the end of the week
		{"do 22:00-2:00; dicht 2026-11-27", "2026-11-27 01:00", calendar.Open},
		{"ma 0:00-24:00", "2026-11-23 23:59", calendar.Open},
		{"ma 0:00-24:00", "2026-11-24 00:00", calendar.Closed},
		{"ma 8:00-8:00", "2026-11-24 07:59", calendar.Open},
		{"1e ma 10:00-12:00", "2026-12-07 11:00", calendar.Open},
		{"1e ma 10:00-12:00", "2026-12-14 11:00", calendar.Closed},
		{"2e ma 10:00-12:00", "2026-12-14 11:00", calendar.Open},
		{"3e wo 10:00-12:00", "2026-12-16 11:00", calendar.Open},
		{"4e do 10:00-12:00", "2026-11-26 11:00", calendar.Open},
		{"laatste ma 10:00-12:00", "2026-11-30 11:00", calendar.Open},
		{"laatste ma 10:00-12:00", "2026-11-23 11:00", calendar.Closed},
		{"laatste zo 10:00-12:00", "2026-02-22 11:00", calendar.Open},
		{"even ma 10:00-12:00", "2026-11-23 11:00", calendar.Open}, // week 48
		{"oneven ma 10:00-12:00", "2026-11-23 11:00", calendar.Closed},
		{"oneven ma 10:00-12:00", "2026-11-30 11:00", calendar.Open},
		{"oneven vr 10:00-12:00", "2027-01-01 11:00", calendar.Unknown}, // week 53 of 2026, and a holiday
		{"altijd", "2026-12-25 03:00", calendar.Open},
		{"altijd; dicht 2026-12-25", "2026-12-25 03:00", calendar.Closed},
		{"za 23:00-4:00", "2026-10-25 03:30", calendar.Open},  // the hour that comes twice
		{"zo 1:00-3:00", "2027-03-28 03:00", calendar.Closed}, // the hour that is skipped
		{"MAANDAG 9.00 - 17.00 uur", "2026-11-23 10:00", calendar.Open},
		{"ma en wo 9-12", "2026-11-25 10:00", calendar.Open},
	} {
		if got := parse(t, c.hours).At(at(t, c.when)); got != c.want {
			t.Errorf("%q at %s: got %q, want %q", c.hours, c.when, got, c.want)
		}
	}
}

func TestNextOpening(t *testing.T) {
	for _, c := range []struct{ hours, when, want string }{
		{"ma-vr 9:00-17:00", "2026-11-27 17:30", "2026-11-30 09:00"},
		{"ma-vr 9:00-12:00, 13:00-17:00", "2026-11-27 12:10", "2026-11-27 13:00"},
		{"do-vr 9:00-17:00", "2026-12-24 18:00", "2026-12-31 09:00"}, // Christmas is not sure
		{"ma-vr 9:00-17:00; dicht 2026-11-30..2026-12-02", "2026-11-27 18:00", "2026-12-03 09:00"},
		{"1e ma 10:00-12:00", "2026-12-07 11:00", "2027-01-04 10:00"},
		{"2026-12-18 14:00-16:00", "2026-11-23 11:00", "2026-12-18 14:00"},
		{"2026-11-18 14:00-16:00", "2026-11-23 11:00", ""},
		{"op afspraak", "2026-11-23 11:00", ""},
	} {
		next, ok := parse(t, c.hours).Next(at(t, c.when))
		if got := next.Start.In(calendar.Amsterdam).Format("2006-01-02 15:04"); ok && got != c.want || ok != (c.want != "") {
			t.Errorf("%q after %s: got %s (%v), want %q", c.hours, c.when, got, ok, c.want)
		}
	}
}

func TestBadHoursSayWhatToDo(t *testing.T) {
	for text, want := range map[string]string{
		"ma 9:00":                      "such as ma-vr 9:00-17:00|write it as 9:00-17:00",
		"maand 9:00-17:00; xx 9-12":    "is not a day of the week",
		"ma 25:00-26:00":               "is not a time of the day",
		"ma 9:61-10:00":                "is not a time of the day",
		"ma 9:00-12:00, 11:00-13:00":   "run through each other",
		"ma 24:00-1:00":                "0:00",
		"2026-02-30 9:00-10:00":        "is not a day",
		"dicht 2026-12-24..2026-12-1":  "write the days as dicht",
		"dicht 2026-12-24..2026-12-20": "ends before it begins",
		"gezellig":                     "such as ma-vr 9:00-17:00",
	} {
		_, err := calendar.Parse(text)
		if !errors.Is(err, errs.Invalid) || !slices.ContainsFunc(strings.Split(want, "|"), func(w string) bool { return strings.Contains(err.Error(), w) }) {
			t.Errorf("%q: got %v, want something with %q", text, err, want)
		}
	}
}

func TestHoursReadAsASentence(t *testing.T) {
	const text = "ma-vr 9:00-12:30, 13:30-17:00; 1e za 10:00-12:00; even ma, di 19:00-1:00; 2026-12-18 14:00-16:00; 2026-01-05 9:00-10:00;" +
		" dicht 2026-12-24..2027-01-02 kerstvakantie; feestdagen dicht; t/m 2027-06-30"
	today := calendar.Date(2026, 11, 22)
	want := []string{
		"maandag t/m vrijdag: 9.00–12.30 en 13.30–17.00 uur",
		"elke 1e zaterdag van de maand: 10.00–12.00 uur",
		"maandag en dinsdag in de even weken: 19.00–1.00 uur",
		"vrijdag 18 december 2026: 14.00–16.00 uur",
		"Tot en met 30 juni 2027.",
		"Gesloten van 24 december 2026 tot en met 2 januari 2027 (kerstvakantie)",
		"Niet op feestdagen.",
	}
	if diff := cmp.Diff(want, parse(t, text).Lines(i18n.In("nl"), today)); diff != "" {
		t.Error(diff)
	}
	if got := parse(t, "ma-zo 8:00-20:00").Lines(i18n.In("en"), today)[0]; got != "every day: 8:00–20:00" {
		t.Errorf("got %q", got)
	}
}

func TestNowSaysWhatToDo(t *testing.T) {
	for _, c := range []struct{ hours, when, want string }{
		{"ma-vr 9:00-17:00", "2026-11-23 10:00", "Nu open, tot 17.00 uur."},
		{"vr 20:00-2:00", "2026-11-28 01:00", "Nu open, tot 2.00 uur."},
		{"ma-vr 9:00-17:00", "2026-11-27 18:00", "Nu dicht. Weer open op maandag 30 november 2026 om 9.00 uur."},
		{"ma-vr 9:00-17:00", "2026-12-25 10:00", "Bel eerst om te vragen of er iemand is."},
		{"2026-01-05 9:00-10:00", "2026-11-23 10:00", "Nu dicht."},
		{"altijd", "2026-11-23 10:00", "Nu open."},
		{"", "2026-11-23 10:00", ""},
	} {
		if got := parse(t, c.hours).Now(i18n.In("nl"), at(t, c.when)); got != c.want {
			t.Errorf("%q at %s: got %q, want %q", c.hours, c.when, got, c.want)
		}
	}
}

func TestRules(t *testing.T) {
	from := calendar.Date(2026, 11, 23)
	for text, want := range map[string]string{
		"ma-wo 9:00-17:00; feestdagen open":  "2026-11-23 09:00 FREQ=WEEKLY;BYDAY=MO,TU,WE",
		"laatste vr 9:00-10:00":              "2026-11-27 09:00 FREQ=MONTHLY;BYDAY=-1FR",
		"2e di 9:00-10:00; vanaf 2027-01-01": "2027-01-12 09:00 FREQ=MONTHLY;BYDAY=2TU",
		"di 9:00-10:00; t/m 2026-12-31":      "2026-11-24 09:00 FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231T225900Z",
		"2026-12-18 14:00-16:00":             "2026-12-18 14:00",
	} {
		events := parse(t, text).Events(from)
		if len(events) != 1 {
			t.Errorf("%q gives %d events", text, len(events))
			continue
		}
		got := strings.TrimSpace(events[0].Start.In(calendar.Amsterdam).Format("2006-01-02 15:04") + " " + events[0].Rule)
		if got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	odd := parse(t, "oneven ma 9:00-10:00").Events(from)[0].Rule
	if !strings.HasPrefix(odd, "FREQ=YEARLY;BYWEEKNO=1,3,5,") || !strings.HasSuffix(odd, ",53;BYDAY=MO") {
		t.Errorf("odd weeks: %s", odd)
	}
	except := parse(t, "vr 9:00-10:00; dicht 2026-12-11").Events(from)[0].Except
	var days []string
	for _, e := range except[:3] {
		days = append(days, e.In(calendar.Amsterdam).Format(time.DateOnly))
	}
	if want := []string{"2026-12-11", "2026-12-25", "2027-01-01"}; !slices.Equal(days, want) {
		t.Errorf("exceptions: got %v, want %v", days, want)
	}
}

func TestSpecifications(t *testing.T) {
	got := parse(t, "ma 9:00-24:00; laatste vr 20:00-1:00; dicht 2026-12-24..2026-12-31").Specifications(calendar.Date(2026, 11, 23))
	want := []calendar.Specification{
		{Type: "OpeningHoursSpecification", Days: []string{"Monday"}, Opens: "09:00", Closes: "00:00"},
		{Type: "OpeningHoursSpecification", Opens: "20:00", Closes: "01:00", From: "2026-11-27", Through: "2026-11-27"},
		{Type: "OpeningHoursSpecification", Opens: "20:00", Closes: "01:00", From: "2027-01-29", Through: "2027-01-29"},
		{Type: "OpeningHoursSpecification", Opens: "00:00", Closes: "00:00", From: "2026-12-24", Through: "2026-12-31"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestHoursAtTheBeginningOfASentence(t *testing.T) {
	for text, want := range map[string][2]string{
		"dinsdag 10.00–12.00 uur, Huis Twee Stoelen, Lange Gracht 12": {"di 10:00-12:00", "Huis Twee Stoelen, Lange Gracht 12"},
		"ma 9:00-10:00, 13:00-14:00":                                  {"ma 9:00-10:00, 13:00-14:00", ""},
		"in overleg":                                                  {"", "in overleg"},
		"":                                                            {"", ""},
	} {
		h, rest := calendar.Cut(text)
		if h.String() != want[0] || rest != want[1] {
			t.Errorf("%q: got %q and %q", text, h, rest)
		}
	}
}

// TestTextFormIsKept holds the form in which hours are typed, kept and exchanged: reading it back gives the same hours.
func TestTextFormIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"ma-vr 9:00-12:30, 13:30-17:00", "za, zo 10:00-2:00", "1e ma, wo 9:05-10:00", "laatste di 0:00-24:00",
			"oneven do 7:00-8:00", "2026-12-18 14:00-16:00", "2026-01-01 9:00-9:00", "dicht 2026-12-24..2027-01-02 Kerst & Nieuw", "dicht 2026-05-04", "altijd",
			"op afspraak", "feestdagen open", `"Bel eerst, de deur is soms dicht."`, "feestdagen dicht", "vanaf 2026-09-01", "tot en met 2027-06-30", "vr-ma 8:00-9:00"}), 0, 8).Draw(t, "parts")
		h, err := calendar.Parse(strings.Join(parts, "; "))
		if err != nil {
			t.Fatal(err)
		}
		again, err := calendar.Parse(h.String())
		if err != nil {
			t.Fatalf("%q cannot be read back: %v", h, err)
		}
		if diff := cmp.Diff(h, again); diff != "" {
			t.Fatal(diff)
		}
	})
}

// FuzzParse reads anything without a panic, and what it accepts it can write and read back.
func FuzzParse(f *testing.F) {
	f.Add("ma-vr 9:00-17:00; dicht 2026-12-24..2027-01-02 x; 1e ma 9-10")
	f.Add("altijd;op afspraak;;feestdagen open")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := calendar.Parse(text)
		if err != nil {
			return
		}
		again, err := calendar.Parse(h.String())
		if err != nil || again.String() != h.String() {
			t.Errorf("%q became %q: %v", text, h, err)
		}
		h.At(time.Unix(1795400000, 0))
	})
}
