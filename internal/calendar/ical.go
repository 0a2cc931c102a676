package calendar

import (
	"time"

	ics "github.com/arran4/golang-ical"
)

// zone is the name of the time zone in which events stand: an opening at ten stays at ten in summer.
const zone = "Europe/Amsterdam"

const localTime = "20060102T150405"

// File is a file for calendar programs (RFC 5545).
type File struct{ file *ics.Calendar }

// Entry is what a file tells of an event, besides its times.
type Entry struct {
	ID          string // the same whenever the event is told of
	Title       string
	Description string
	Place       string
	URL         string // "" = none
	Made        time.Time
	Sequence    int64 // grows whenever it is changed, so that the last one told of counts
	Off         bool  // it was called off
}

// NewFile begins a file with a name, for a part of the product.
func NewFile(name, part string) File {
	cal := ics.NewCalendarFor("Samenspel")
	cal.SetName(name)
	cal.SetXWRCalName(name)
	cal.SetRefreshInterval("P1D")
	cal.SetProductId("-//Samenspel//" + part + "//NL")
	addZone(cal)
	return File{cal}
}

// Add adds an event.
func (f File) Add(e Event, about Entry) {
	event := f.file.AddEvent(about.ID)
	event.SetDtStampTime(about.Made)
	event.SetSummary(about.Title)
	event.SetDescription(about.Description)
	event.SetLocation(about.Place)
	if about.URL != "" {
		event.SetURL(about.URL)
	}
	if about.Sequence > 0 {
		event.SetSequence(int(about.Sequence))
	}
	if about.Off {
		event.SetStatus(ics.ObjectStatusCancelled)
	}
	at := ics.WithTZID(zone)
	local := func(t time.Time) string { return t.In(Amsterdam).Format(localTime) }
	event.SetProperty(ics.ComponentPropertyDtStart, local(e.Start), at)
	event.SetProperty(ics.ComponentPropertyDtEnd, local(e.End), at)
	if e.Rule != "" {
		event.AddRrule(e.Rule)
	}
	for _, not := range e.Except {
		event.AddExdate(local(not), at)
	}
}

// String gives the text of the file.
func (f File) String() string { return f.file.Serialize(ics.WithNewLineWindows) }

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
