package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Event is an opening as calendar programs have it (RFC 5545): the first time, the rule by which it comes back, and
// the beginnings at which it does not. An event on one day has no rule.
type Event struct {
	Start, End time.Time
	Rule       string // the value of RRULE, or ""
	Except     []time.Time
}

// EventOn gives an event on a day, between times in minutes past midnight.
func EventOn(day time.Time, from, until int) Event {
	return Event{Start: moment(day, from), End: moment(day, until)}
}

// exceptionDays is how far ahead exceptions are written out: a calendar program fetches again long before that.
const exceptionDays = 2 * 366

// Events gives the openings from a day on.
func (h Hours) Events(from time.Time) []Event {
	var events []Event
	for _, w := range h.Weekly {
		for _, span := range w.Spans {
			if e, ok := h.repeat(w, span, from); ok {
				events = append(events, e)
			}
		}
	}
	for _, d := range h.Dated {
		if d.Day.Before(from) || h.closed(d.Day) {
			continue
		}
		for _, o := range opened(d.Day, d.Spans) {
			events = append(events, Event{Start: o.Start, End: o.End})
		}
	}
	return events
}

// repeat gives one weekly span as an event, or false when it never happens from that day on.
func (h Hours) repeat(w Weekly, span Span, from time.Time) (Event, bool) {
	var e Event
	if h.From != nil && h.From.After(from) {
		from = *h.From
	}
	for i := range exceptionDays {
		day := from.AddDate(0, 0, i)
		if h.Until != nil && day.After(*h.Until) {
			break
		}
		if !w.holds(day) {
			continue
		}
		o := opened(day, []Span{span})[0]
		if e.Start.IsZero() {
			e = Event{Start: o.Start, End: o.End, Rule: h.Rule(w)}
		}
		if !h.happens(o, day) {
			e.Except = append(e.Except, o.Start)
		}
	}
	return e, !e.Start.IsZero()
}

// happens tells whether a weekly opening is among the sure openings of its day.
func (h Hours) happens(o Opening, day time.Time) bool {
	openings, sure := h.on(day)
	for _, other := range openings {
		if sure && other == o {
			return true
		}
	}
	return false
}

// Rule gives a weekly opening as the value of RRULE (RFC 5545).
func (h Hours) Rule(w Weekly) string {
	var days []string
	for _, day := range w.Days {
		days = append(days, prefix(w.Which)+strings.ToUpper(day.String()[:2]))
	}
	rule := "FREQ=WEEKLY;BYDAY=" + strings.Join(days, ",")
	switch w.Which {
	case Every:
	case Even, Odd:
		rule = "FREQ=YEARLY;BYWEEKNO=" + weeks(w.Which) + ";BYDAY=" + strings.Join(days, ",")
	default:
		rule = "FREQ=MONTHLY;BYDAY=" + strings.Join(days, ",")
	}
	if h.Until != nil {
		rule += ";UNTIL=" + moment(*h.Until, 24*60-1).UTC().Format("20060102T150405Z")
	}
	return rule
}

func prefix(which Which) string {
	if n, ok := nth[which]; ok {
		return strconv.Itoa(n)
	}
	return ""
}

// weeks lists the numbers of the even or odd weeks of a year.
func weeks(which Which) string {
	first := 2
	if which == Odd {
		first = 1
	}
	var numbers []string
	for n := first; n <= 53; n += 2 {
		numbers = append(numbers, strconv.Itoa(n))
	}
	return strings.Join(numbers, ",")
}

// Specification is an opening as schema.org has it, for search engines.
type Specification struct {
	Type    string   `json:"@type"`
	Days    []string `json:"dayOfWeek,omitempty"`
	Opens   string   `json:"opens"`
	Closes  string   `json:"closes"`
	From    string   `json:"validFrom,omitempty"`
	Through string   `json:"validThrough,omitempty"`
}

// specifiedDays is how far ahead openings are written out that schema.org has no rule for.
const specifiedDays = 92

// Specifications gives the hours from a day on. What comes back in another way than every week stands there by date.
func (h Hours) Specifications(today time.Time) []Specification {
	var all []Specification
	if h.Always {
		all = append(all, specification(fullWeek, Span{0, 24*60 - 1}))
	}
	for _, w := range h.Weekly {
		for _, span := range w.Spans {
			if w.Which == Every {
				all = append(all, h.limited(specification(w.Days, span)))
			} else {
				all = append(all, h.listed(w, span, today)...)
			}
		}
	}
	for _, d := range h.Dated {
		for _, span := range d.Spans {
			all = append(all, onDays(specification(nil, span), d.Day, d.Day))
		}
	}
	for _, c := range h.Closures {
		all = append(all, onDays(specification(nil, Span{0, 0}), c.From, c.Until))
	}
	return all
}

var fullWeek = []time.Weekday{1, 2, 3, 4, 5, 6, 0}

func specification(days []time.Weekday, span Span) Specification {
	s := Specification{Type: "OpeningHoursSpecification", Opens: fullTime(span.Start), Closes: fullTime(span.End % (24 * 60))}
	for _, day := range days {
		s.Days = append(s.Days, day.String())
	}
	return s
}

func fullTime(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// limited adds the first and last day of the weekly openings.
func (h Hours) limited(s Specification) Specification {
	if h.From != nil {
		s.From = h.From.Format(time.DateOnly)
	}
	if h.Until != nil {
		s.Through = h.Until.Format(time.DateOnly)
	}
	return s
}

// listed writes a weekly opening out by date.
func (h Hours) listed(w Weekly, span Span, today time.Time) []Specification {
	var all []Specification
	for i := range specifiedDays {
		day := today.AddDate(0, 0, i)
		if w.holds(day) && h.happens(opened(day, []Span{span})[0], day) {
			all = append(all, onDays(specification(nil, span), day, day))
		}
	}
	return all
}

func onDays(s Specification, from, through time.Time) Specification {
	s.From, s.Through = from.Format(time.DateOnly), through.Format(time.DateOnly)
	return s
}
