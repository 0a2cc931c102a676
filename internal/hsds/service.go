package hsds

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/calendar"
	"samenspel/internal/directory"
	"samenspel/internal/places"
)

// Writer writes records of one network.
type Writer struct {
	Town string // city in addresses
	Tree places.Tree
	Move bool // for a file that takes a directory elsewhere: last changes as the source gave them (directory.Service.Changed)
}

// country is the Netherlands in ISO 3166-1. Dutch addresses have no province in them, and the specification wants one:
// it is left empty.
const country = "NL"

// Service gives an entry with everything in it.
func (w Writer) Service(e directory.Entry) Service {
	s := e.Service
	if w.Move {
		s.Updated = s.Changed()
	}
	s.OrganizationID = e.Organization.ID // the one that stands for it
	organization := w.Organization(e.Organization)
	out := Service{ID: s.ID, OrganizationID: s.OrganizationID, Name: s.Title, Description: s.Description, URL: s.URL, Email: s.Email, Status: "active",
		ApplicationProcess: strings.Join(directory.Taxonomy().Access.Labels(s.Access, "nl"), "; "), FeesDescription: s.CostNote, WaitTime: waitTime(s.Capacity),
		LastModified: s.Updated.UTC(), Phones: phones(s.ID, s.Phone), Schedules: schedules(s.ID, s.Opening()), Places: w.places(s), Organization: &organization}
	if s.Withdrawn != nil {
		out.Status = "inactive"
	}
	if !s.Ages.All() {
		out.MinimumAge = &s.Ages.Min
	}
	if s.Ages.Max > 0 {
		out.MaximumAge = &s.Ages.Max
	}
	if s.Confirmed != nil {
		out.AssuredDate = s.Confirmed.Format(time.DateOnly)
	}
	w.addFacets(&out, s)
	return out
}

// addFacets adds what a visitor chooses by.
func (w Writer) addFacets(out *Service, s directory.Service) {
	for _, area := range s.Serves {
		if a, ok := w.Tree.Get(area); ok {
			out.ServiceAreas = append(out.ServiceAreas, ServiceArea{ID: id("area", s.ID, a.Code), ServiceID: s.ID, Name: a.Name, URI: areaURI(a)})
		}
	}
	for _, code := range s.Languages {
		out.Languages = append(out.Languages, Language{ID: id("language", s.ID, code), Code: code})
	}
	if s.Costs != "" || s.CostNote != "" {
		out.CostOptions = []CostOption{{ID: id("cost", s.ID), ServiceID: s.ID, Option: s.Costs, AmountDescription: s.CostNote}}
	}
	if s.Capacity.Free != nil {
		out.Capacities = []Capacity{{ID: id("capacity", s.ID), ServiceID: s.ID, Unit: Unit{id("unit", "place"), "plek"}, Available: *s.Capacity.Free, Updated: s.Updated.UTC()}}
	}
	out.Attributes = slices.Concat(texts("slug", "service", s.ID, s.Slug), terms("needs", "service", s.ID, s.Needs), terms("audiences", "service", s.ID, s.Audiences), terms("forms", "service", s.ID, s.Forms),
		terms("access", "service", s.ID, s.Access), terms("costs", "service", s.ID, []string{s.Costs}), texts("keyword", "service", s.ID, s.Words...),
		texts("does", "service", s.ID, s.Does...), texts("does-not", "service", s.ID, s.DoesNot...), texts("different", "service", s.ID, s.Different), texts("sought", "service", s.ID, s.Sought),
		texts("capacity", "service", s.ID, string(s.Capacity.State)), texts("waiting-weeks", "service", s.ID, number(s.Capacity.Weeks)),
		texts("confirmed-by", "service", s.ID, s.ConfirmedBy), texts("rhythm", "service", s.ID, number(&s.Rhythm)), texts("hours", "service", s.ID, s.Hours))
	if s.NoProfessionals {
		out.Attributes = append(out.Attributes, texts("no-professionals", "service", s.ID, "ja")...)
	}
}

// areaURI names an area by its code at Statistics Netherlands.
func areaURI(a places.Area) string {
	return "urn:cbs:" + strconv.Itoa(a.CodeYear) + ":" + a.Code
}

func waitTime(c directory.Capacity) string {
	if c.Weeks == nil {
		return ""
	}
	return strconv.Itoa(*c.Weeks) + " weken"
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func phones(record, number string) []Phone {
	if number == "" {
		return nil
	}
	return []Phone{{ID: id("phone", record), Number: number, Type: "voice"}}
}

// Organization gives an organisation without its services.
func (w Writer) Organization(o directory.Organization) Organization {
	out := Organization{ID: o.ID, Name: o.Name, Description: o.Description, Email: o.Email, Website: o.URL, LegalStatus: o.LegalForm, Phones: phones(o.ID, o.Phone)}
	out.Attributes = append(texts("slug", "organization", o.ID, o.Slug), terms("kinds", "organization", o.ID, []string{o.Kind})...)
	if o.Member {
		out.Attributes = append(out.Attributes, texts("member", "organization", o.ID, "ja")...)
	}
	if o.Commercial {
		out.Attributes = append(out.Attributes, texts("commercial", "organization", o.ID, "ja")...)
	}
	return out
}

// places gives where a service is, but for what is confidential.
func (w Writer) places(s directory.Service) []ServiceAtLocation {
	var all []ServiceAtLocation
	for _, l := range s.Locations {
		if !l.Confidential {
			l.OrganizationID = s.OrganizationID
			location := w.Location(l)
			all = append(all, ServiceAtLocation{ID: PlaceID(s.ID, l.ID), ServiceID: s.ID, LocationID: l.ID, Location: &location})
		}
	}
	return all
}

// Place gives a service at one location. The location is not confidential.
func (w Writer) Place(e directory.Entry, l directory.Location) ServiceAtLocation {
	l.OrganizationID = e.Organization.ID
	location, service := w.Location(l), w.Service(e)
	service.Places = nil
	return ServiceAtLocation{ID: PlaceID(e.Service.ID, l.ID), ServiceID: e.Service.ID, LocationID: l.ID, Location: &location, Service: &service}
}

// PlaceID gives the id of a service at a location.
func PlaceID(service, location string) string { return id("at", service, location) }

// Location gives a location that is not confidential.
func (w Writer) Location(l directory.Location) Location {
	out := Location{ID: l.ID, LocationType: "physical", OrganizationID: l.OrganizationID, Name: l.Name}
	area, known := w.Tree.Get(l.AreaID)
	if known {
		out.Attributes = texts("area", "location", l.ID, areaURI(area))
	}
	if out.Name == "" {
		out.Name = area.Name
	}
	if l.Point != nil {
		out.Latitude, out.Longitude = &l.Point.Latitude, &l.Point.Longitude
	}
	if l.Address != "" || l.Postcode != "" {
		out.Addresses = []Address{{ID: id("address", l.ID), LocationID: l.ID, Address1: l.Address, City: w.Town, Region: area.Name, PostalCode: l.Postcode, Country: country, AddressType: "physical"}}
	}
	return out
}

// schedules gives hours as recurring openings. What recurs in no way is a text.
func schedules(service string, h calendar.Hours) []Schedule {
	var all []Schedule
	for _, w := range h.Weekly {
		for _, span := range w.Spans {
			all = append(all, limited(h, weekly(w, span)))
		}
	}
	for _, d := range h.Dated {
		for _, span := range d.Spans {
			day := d.Day.Format(time.DateOnly)
			all = append(all, Schedule{ValidFrom: day, ValidTo: day, DtStart: day, OpensAt: clock(span.Start), ClosesAt: clock(span.End)})
		}
	}
	if text := h.String(); text != "" && len(all) == 0 {
		all = []Schedule{{Description: text}}
	}
	for i := range all {
		all[i].ID, all[i].ServiceID = id("schedule", service, strconv.Itoa(i)), service
	}
	return all
}

// weekly gives a rule of calendar in the fields of the specification.
func weekly(w calendar.Weekly, span calendar.Span) Schedule {
	s := Schedule{OpensAt: clock(span.Start), ClosesAt: clock(span.End)}
	for part := range strings.SplitSeq(calendar.Hours{}.Rule(w), ";") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "FREQ":
			s.Freq = value
		case "BYDAY":
			s.ByDay = value
		case "BYWEEKNO":
			s.ByWeekNo, s.Freq = value, "WEEKLY"
		}
	}
	return s
}

func limited(h calendar.Hours, s Schedule) Schedule {
	if h.From != nil {
		s.ValidFrom = h.From.Format(time.DateOnly)
	}
	if h.Until != nil {
		s.ValidTo, s.Until = h.Until.Format(time.DateOnly), h.Until.Format(time.DateOnly)
	}
	return s
}

func clock(minutes int) string {
	minutes %= 24 * 60
	return time.Date(0, 1, 1, 0, minutes, 0, 0, time.UTC).Format("15:04")
}
