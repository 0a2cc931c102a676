package calendar

import "time"

// Opening is a time at which the door is open.
type Opening struct{ Start, End time.Time }

// horizon is how many days Next looks ahead: an opening on one day of the year is found.
const horizon = 400

// At tells whether the door is open at a moment. On a holiday about which the hours say nothing the answer is Unknown.
func (h Hours) At(now time.Time) Answer {
	if !h.Known() {
		return Unknown
	}
	today := Today(now)
	if h.Always {
		return map[bool]Answer{true: Closed, false: Open}[h.closed(today)]
	}
	answer := Closed
	if len(h.Weekly)+len(h.Dated) == 0 {
		answer = Unknown // by appointment only
	}
	for _, day := range []time.Time{today.AddDate(0, 0, -1), today} {
		openings, sure := h.on(day)
		for _, o := range openings {
			switch {
			case now.Before(o.Start) || !now.Before(o.End):
			case sure:
				return Open
			default:
				answer = Unknown
			}
		}
	}
	return answer
}

// Next gives the first opening that begins after a moment and is sure, or false when there is none within a year.
func (h Hours) Next(now time.Time) (Opening, bool) {
	today := Today(now)
	for i := range horizon {
		openings, sure := h.on(today.AddDate(0, 0, i))
		for _, o := range openings {
			if sure && o.Start.After(now) {
				return o, true
			}
		}
	}
	return Opening{}, false
}

// Between gives the openings that are sure and begin from a day up to another, which does not count itself, in order.
func (h Hours) Between(from, until time.Time) []Opening {
	var all []Opening
	for day := from; day.Before(until); day = day.AddDate(0, 0, 1) {
		if openings, sure := h.on(day); sure {
			all = append(all, openings...)
		}
	}
	return all
}

// on gives the openings that begin on a day, and whether they are sure: on a holiday weekly openings may not hold.
func (h Hours) on(day time.Time) (openings []Opening, sure bool) {
	if h.closed(day) {
		return nil, true
	}
	for _, d := range h.Dated {
		if d.Day.Equal(day) {
			openings = append(openings, opened(day, d.Spans)...)
		}
	}
	if len(openings) > 0 { // what is said about one day counts above what is said about every week
		return openings, true
	}
	isHoliday := HolidayOn(day) != ""
	if h.From != nil && day.Before(*h.From) || h.Until != nil && day.After(*h.Until) || isHoliday && h.Holidays == Closed {
		return nil, true
	}
	for _, w := range h.Weekly {
		if w.holds(day) {
			openings = append(openings, opened(day, w.Spans)...)
		}
	}
	return openings, !isHoliday || h.Holidays == Open
}

func (h Hours) closed(day time.Time) bool {
	for _, c := range h.Closures {
		if !day.Before(c.From) && !day.After(c.Until) {
			return true
		}
	}
	return false
}

// opened gives the moments of spans that begin on a day.
func opened(day time.Time, spans []Span) []Opening {
	all := make([]Opening, len(spans))
	for i, s := range spans {
		end := s.End
		if end <= s.Start {
			end += 24 * 60
		}
		all[i] = Opening{moment(day, s.Start), moment(day, end)}
	}
	return all
}
