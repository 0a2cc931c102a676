package web

import (
	"net/http"
	"strconv"
	"time"

	ics "github.com/arran4/golang-ical"

	"samenspel/internal/calendar"
)

// zone is the name of the time zone in which events stand: an opening at ten stays at ten in summer.
const zone = "Europe/Amsterdam"

const localTime = "20060102T150405"

// agendaFeed answers with the agenda for calendar programs (RFC 5545).
func (s *Server) agendaFeed(v *visit) error {
	all, _, err := s.gatherings(v)
	if err != nil {
		return err
	}
	cal := ics.NewCalendarFor("Samenspel")
	cal.SetName(v.Network.Settings.Name)
	cal.SetXWRCalName(v.Network.Settings.Name)
	cal.SetRefreshInterval("P1D")
	cal.SetProductId("-//Samenspel//Agenda//NL")
	addZone(cal)
	today := calendar.Today(s.Now())
	for _, a := range all {
		for i, e := range a.Hours.Events(today) {
			event := cal.AddEvent(a.ID + "-" + strconv.Itoa(i) + "@" + v.Network.Slug)
			event.SetDtStampTime(today)
			event.SetSummary(a.Title)
			event.SetDescription(a.By)
			event.SetLocation(a.Where)
			event.SetURL(s.origin(v.r) + v.URL(a.Path))
			setTimes(event, e)
		}
	}
	v.w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `inline; filename="agenda.ics"`)
	v.w.Header().Set("Cache-Control", "public, max-age=3600")
	return send(v.w, v.r, http.StatusOK, []byte(cal.Serialize()))
}

func setTimes(event *ics.VEvent, e calendar.Event) {
	at := ics.WithTZID(zone)
	local := func(t time.Time) string { return t.In(calendar.Amsterdam).Format(localTime) }
	event.SetProperty(ics.ComponentPropertyDtStart, local(e.Start), at)
	event.SetProperty(ics.ComponentPropertyDtEnd, local(e.End), at)
	if e.Rule != "" {
		event.AddRrule(e.Rule)
	}
	for _, not := range e.Except {
		event.AddExdate(local(not), at)
	}
}

// addZone tells when the clock changes (European law since 1996).
func addZone(cal *ics.Calendar) {
	z := cal.AddTimezone(zone)
	standard := z.AddStandard()
	clockRule(&standard.ComponentBase, "19961027T030000", "+0200", "+0100", "10")
	daylight := &ics.Daylight{}
	clockRule(&daylight.ComponentBase, "19970330T020000", "+0100", "+0200", "3")
	z.Components = append(z.Components, daylight)
}

func clockRule(part *ics.ComponentBase, start, from, to, month string) {
	part.SetProperty(ics.ComponentPropertyDtStart, start)
	part.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), from)
	part.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), to)
	part.AddRrule("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=" + month)
}
