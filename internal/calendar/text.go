package calendar

import (
	"fmt"
	"strings"
	"time"

	"samenspel/internal/i18n"
)

// Lines gives the hours as a visitor reads them, one line each. What is over on a day is left out.
func (h Hours) Lines(p *i18n.Printer, today time.Time) []string {
	var lines []string
	if h.Always {
		lines = append(lines, p.T("hours.always"))
	}
	for _, w := range h.Weekly {
		lines = append(lines, p.T("hours.line", "Days", w.days(p), "Times", times(p, w.Spans)))
	}
	for _, d := range h.Dated {
		if !d.Day.Before(today) {
			day := p.T(dayKey(d.Day.Weekday())) + " " + p.Date(d.Day)
			lines = append(lines, p.T("hours.line", "Days", day, "Times", times(p, d.Spans)))
		}
	}
	if h.ByAppointment {
		lines = append(lines, p.T("hours.appointment"))
	}
	lines = append(lines, h.Notes...)
	return append(lines, h.exceptions(p, today)...)
}

// exceptions gives the lines that say when the openings do not hold.
func (h Hours) exceptions(p *i18n.Printer, today time.Time) []string {
	var lines []string
	if h.From != nil && h.From.After(today) {
		lines = append(lines, p.T("hours.from", "Day", p.Date(*h.From)))
	}
	if h.Until != nil {
		lines = append(lines, p.T("hours.until", "Day", p.Date(*h.Until)))
	}
	for _, c := range h.Closures {
		if !c.Until.Before(today) {
			lines = append(lines, c.line(p))
		}
	}
	if len(h.Weekly) > 0 {
		lines = append(lines, p.T("hours.holidays-"+map[Answer]string{Open: "open", Closed: "closed", Unknown: "unknown"}[h.Holidays]))
	}
	return lines
}

func (c Closure) line(p *i18n.Printer) string {
	text := p.T("hours.closed-day", "Day", p.Date(c.From))
	if !c.From.Equal(c.Until) {
		text = p.T("hours.closed-days", "From", p.Date(c.From), "Until", p.Date(c.Until))
	}
	if c.Reason != "" {
		text += " (" + c.Reason + ")"
	}
	return text
}

// days names the days of a weekly opening: maandag t/m vrijdag, or every first Monday of the month.
func (w Weekly) days(p *i18n.Printer) string {
	var names []string
	for _, run := range runs(w.Days) {
		first, last := p.T(dayKey(run[0])), p.T(dayKey(run[len(run)-1]))
		switch {
		case len(run) == 7:
			names = append(names, p.T("hours.daily"))
		case len(run) > 2:
			names = append(names, p.T("hours.days", "First", first, "Last", last))
		case len(run) == 2:
			names = append(names, first, last)
		default:
			names = append(names, first)
		}
	}
	days := p.List(names)
	if w.Which == Every {
		return days
	}
	return p.T("hours.which-"+whichKeys[w.Which], "Days", days)
}

var whichKeys = map[Which]string{First: "1", Second: "2", Third: "3", Fourth: "4", Last: "last", Even: "even", Odd: "odd"}

func dayKey(day time.Weekday) string { return "day." + strings.ToLower(day.String()) }

// times writes spans: 9.00–12.30 en 13.30–17.00 uur.
func times(p *i18n.Printer, spans []Span) string {
	parts := make([]string, len(spans))
	for i, s := range spans {
		parts[i] = clock(p, s.Start) + "–" + clock(p, s.End)
	}
	return p.T("hours.times", "Times", p.List(parts))
}

func clock(p *i18n.Printer, minutes int) string {
	separator := "."
	if p.Lang() == "en" {
		separator = ":"
	}
	return fmt.Sprintf("%d%s%02d", minutes/60, separator, minutes%60)
}

// Words gives the times of an opening: 14.00–16.00 uur.
func (o Opening) Words(p *i18n.Printer) string {
	return p.T("hours.times", "Times", Clock(p, o.Start)+"–"+Clock(p, o.End))
}

// Now gives the sentence for a moment: open until, closed until, or call first. It is "" when nothing is known.
func (h Hours) Now(p *i18n.Printer, now time.Time) string {
	switch h.At(now) {
	case Open:
		if h.Always {
			return p.T("hours.now-open")
		}
		return p.T("hours.now-open-until", "Time", Clock(p, h.end(now)))
	case Closed:
		if next, ok := h.Next(now); ok {
			return p.T("hours.now-closed-until", "Day", p.T(dayKey(next.Start.In(Amsterdam).Weekday()))+" "+p.Date(next.Start.In(Amsterdam)), "Time", Clock(p, next.Start))
		}
		return p.T("hours.now-closed")
	}
	if h.Known() {
		return p.T("hours.now-unknown")
	}
	return ""
}

// Clock writes the time of a moment in the Netherlands: 9.00.
func Clock(p *i18n.Printer, t time.Time) string {
	t = t.In(Amsterdam)
	return clock(p, t.Hour()*60+t.Minute())
}

// end gives the moment at which the opening that holds now is over.
func (h Hours) end(now time.Time) time.Time {
	for _, o := range h.Between(Today(now).AddDate(0, 0, -1), Today(now).AddDate(0, 0, 1)) {
		if !now.Before(o.Start) && now.Before(o.End) {
			return o.End
		}
	}
	return now
}
