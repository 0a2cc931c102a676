package web

import (
	"strings"
	"time"

	"samenspel/internal/calendar"
)

// PointClosed says from when the information point calls, while it is closed; "" while it is open or nobody can know.
func (l layout) PointClosed() string {
	hours := calendar.Told(l.Settings().Hours)
	if hours.At(l.now) != calendar.Closed {
		return ""
	}
	next, ok := hours.Next(l.now)
	if !ok {
		return l.T("point.closed")
	}
	return l.T("point.closed.until", "Day", l.dayFrom(next.Start.In(calendar.Amsterdam)), "Time", calendar.Clock(l.Printer, next.Start))
}

// dayFrom names a day as people do who speak of it today: today, tomorrow, its name, or its name and date.
func (l layout) dayFrom(moment time.Time) string {
	name := l.T("day." + strings.ToLower(moment.Weekday().String()))
	switch days := int(calendar.Today(moment).Sub(calendar.Today(l.now)) / (24 * time.Hour)); {
	case days == 0:
		return l.T("point.today")
	case days == 1:
		return l.T("point.tomorrow")
	case days < 7:
		return name
	}
	return name + " " + l.Date(moment)
}

// Reachable tells whether the numbers of people themselves are shown: while the information point is not closed, and
// always to who is signed in.
func (l layout) Reachable() bool {
	return l.Me != nil || calendar.Told(l.Settings().Hours).At(l.now) != calendar.Closed
}
