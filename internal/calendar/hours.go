package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Hours are the hours at which something is open. The zero value knows nothing.
type Hours struct {
	Weekly        []Weekly
	Dated         []Dated
	Closures      []Closure
	Holidays      Answer     // whether the weekly openings hold on a holiday
	Always        bool       // day and night
	ByAppointment bool       // only after making an appointment
	Notes         []string   // what no rule can say, as it was written
	From, Until   *time.Time // the first and last day of the weekly openings; nil = no limit
}

// Noted gives hours of which nothing is known but a text, for what no rule can say.
func Noted(text string) Hours {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '"' || r == ';' || unicode.IsSpace(r) }), " ")
	if text == "" {
		return Hours{}
	}
	return Hours{Notes: []string{text}}
}

// Answer is what hours say about a question. Unknown is said, never guessed.
type Answer string

// The answers.
const (
	Unknown Answer = ""
	Open    Answer = "open"
	Closed  Answer = "closed"
)

// Span is a part of a day in minutes after midnight. An end at or before the start is on the next day.
type Span struct{ Start, End int }

// Weekly is an opening on certain days of the week.
type Weekly struct {
	Days  []time.Weekday // from Monday on, each once
	Which Which
	Spans []Span
}

// Which tells which of the days count: every one, the first to fourth or last of a month, or those of even or odd
// weeks as ISO 8601 numbers them.
type Which string

// The choices. Their words are those of the text form.
const (
	Every  Which = ""
	First  Which = "1e"
	Second Which = "2e"
	Third  Which = "3e"
	Fourth Which = "4e"
	Last   Which = "laatste"
	Even   Which = "even"
	Odd    Which = "oneven"
)

var nth = map[Which]int{First: 1, Second: 2, Third: 3, Fourth: 4, Last: -1}

// Dated is an opening on one day.
type Dated struct {
	Day   time.Time
	Spans []Span
}

// Closure is a time without openings: both days belong to it.
type Closure struct {
	From, Until time.Time
	Reason      string
}

// Known tells whether the hours say anything about when it is open.
func (h Hours) Known() bool {
	return h.Always || h.ByAppointment || len(h.Weekly) > 0 || len(h.Dated) > 0
}

// holds tells whether a weekly opening begins on a day.
func (w Weekly) holds(day time.Time) bool {
	if !slices.Contains(w.Days, day.Weekday()) {
		return false
	}
	_, week := day.ISOWeek()
	switch w.Which {
	case Every:
		return true
	case Even:
		return week%2 == 0
	case Odd:
		return week%2 == 1
	case Last:
		return day.AddDate(0, 0, 7).Month() != day.Month()
	}
	return (day.Day()-1)/7+1 == nth[w.Which]
}

// String gives the text form, which Parse reads back to the same hours.
func (h Hours) String() string {
	var parts []string
	say := func(format string, args ...any) {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf(format, args...)))
	}
	if h.Always {
		say("altijd")
	}
	for _, w := range h.Weekly {
		say("%s %s %s", w.Which, typedDays(w.Days), typedSpans(w.Spans))
	}
	for _, d := range h.Dated {
		say("%s %s", d.Day.Format(time.DateOnly), typedSpans(d.Spans))
	}
	if h.ByAppointment {
		say("op afspraak")
	}
	for _, c := range h.Closures {
		say("dicht %s %s", typedRange(c.From, c.Until), c.Reason)
	}
	if word := holidayWords[h.Holidays]; word != "" {
		say("feestdagen %s", word)
	}
	for _, note := range h.Notes {
		say(`"%s"`, note)
	}
	if h.From != nil {
		say("vanaf %s", h.From.Format(time.DateOnly))
	}
	if h.Until != nil {
		say("tot en met %s", h.Until.Format(time.DateOnly))
	}
	return strings.Join(parts, "; ")
}

var holidayWords = map[Answer]string{Open: "open", Closed: "dicht"}

var dayWords = []string{"zo", "ma", "di", "wo", "do", "vr", "za"} // by time.Weekday

// position orders the days of a week from Monday on.
func position(day time.Weekday) int { return (int(day) + 6) % 7 }

// runs cuts days, ordered from Monday on, into rows of days that follow each other.
func runs(days []time.Weekday) [][]time.Weekday {
	var all [][]time.Weekday
	for i, day := range days {
		if i > 0 && position(day) == position(days[i-1])+1 {
			all[len(all)-1] = append(all[len(all)-1], day)
		} else {
			all = append(all, []time.Weekday{day})
		}
	}
	return all
}

func typedDays(days []time.Weekday) string {
	var parts []string
	for _, run := range runs(days) {
		if len(run) > 2 {
			parts = append(parts, dayWords[run[0]]+"-"+dayWords[run[len(run)-1]])
			continue
		}
		for _, day := range run {
			parts = append(parts, dayWords[day])
		}
	}
	return strings.Join(parts, ", ")
}

func typedSpans(spans []Span) string {
	parts := make([]string, len(spans))
	for i, s := range spans {
		parts[i] = typedTime(s.Start) + "-" + typedTime(s.End)
	}
	return strings.Join(parts, ", ")
}

func typedTime(minutes int) string { return fmt.Sprintf("%d:%02d", minutes/60, minutes%60) }

func typedRange(from, until time.Time) string {
	if from.Equal(until) {
		return from.Format(time.DateOnly)
	}
	return from.Format(time.DateOnly) + ".." + until.Format(time.DateOnly)
}
