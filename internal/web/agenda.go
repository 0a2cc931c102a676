package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/i18n"
	"samenspel/internal/network"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

// agendaDays is how far ahead the agenda looks.
const agendaDays = 14

// agendaPage is what there is to do in the coming weeks, day by day: groups, courses and walk-ins, and the office hours
// of ambassadors.
type agendaPage struct {
	layout
	Wijken, Needs []choice
	Area, Need    string // chosen; "" = all
	Days          []agendaDay
	Feed          string // address for calendar programs
}

type agendaDay struct {
	Day   time.Time
	Items []agendaItem
}

// Name is the day in words: maandag 23 november 2026.
func (d agendaDay) Name(p *i18n.Printer) string {
	return p.T("day."+strings.ToLower(d.Day.Weekday().String())) + " " + p.Date(d.Day)
}

// agendaItem is one opening.
type agendaItem struct {
	calendar.Opening
	gathering
}

// gathering is something that people can go to at set hours.
type gathering struct {
	ID, Title, Path string // Path leads to the page that tells more
	By              string
	Where           string
	Hours           calendar.Hours
}

// meeting are the forms of help that one goes to.
var meeting = []string{"groep", "inloop", "cursus"}

func (s *Server) agenda(v *visit) error {
	all, tree, err := s.gatherings(v)
	if err != nil {
		return err
	}
	page := agendaPage{layout: s.layout(v, "agenda.title"), Area: v.r.URL.Query().Get("wijk"), Need: v.r.URL.Query().Get("hulpvraag")}
	for _, a := range tree.Kind(places.Wijk) {
		page.Wijken = append(page.Wijken, choice{Code: a.Slug, Label: a.Name})
	}
	for _, t := range directory.Taxonomy().Needs {
		page.Needs = append(page.Needs, choice{Code: t.Code, Label: t.Label(v.Lang())})
	}
	page.Feed = v.URL("/agenda.ics", "wijk", page.Area, "hulpvraag", page.Need)
	page.Days = byDay(all, calendar.Today(s.Now()))
	return s.render(v, "agenda", page)
}

// byDay lays the openings of the coming weeks in order.
func byDay(all []gathering, today time.Time) []agendaDay {
	var items []agendaItem
	for _, a := range all {
		for _, o := range a.Hours.Between(today, today.AddDate(0, 0, agendaDays)) {
			items = append(items, agendaItem{o, a})
		}
	}
	slices.SortStableFunc(items, func(a, b agendaItem) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Title, b.Title)) })
	var days []agendaDay
	for _, item := range items {
		day := calendar.Today(item.Start)
		if len(days) == 0 || !days[len(days)-1].Day.Equal(day) {
			days = append(days, agendaDay{Day: day})
		}
		days[len(days)-1].Items = append(days[len(days)-1].Items, item)
	}
	return days
}

// gatherings gives what the visitor asks for: of one wijk and one need, or all.
func (s *Server) gatherings(v *visit) (all []gathering, tree places.Tree, err error) {
	if tree, err = s.Places.Tree(v.r.Context(), v.actor); err != nil {
		return nil, tree, err
	}
	area, need := places.Area{}, v.r.URL.Query().Get("hulpvraag")
	if slug := v.r.URL.Query().Get("wijk"); slug != "" {
		known := false
		if area, known = tree.BySlug(slug); !known {
			return nil, tree, errs.NotFound
		}
	}
	entries, err := s.Directory.Timed(v.r.Context(), v.actor)
	if err != nil {
		return nil, tree, err
	}
	for _, e := range entries {
		if (area.ID == "" || directory.ServesArea(e.Service, tree, area.ID)) && (need == "" || slices.Contains(e.Needs, need)) && oneGoesTo(e.Service) {
			all = append(all, serviceGathering(e))
		}
	}
	if need != "" {
		return all, tree, nil
	}
	if !v.Network.Settings.Has(network.OfficeHours) {
		return all, tree, nil
	}
	assigned, err := s.People.Assigned(v.r.Context(), v.actor)
	for _, a := range assigned {
		if (area.ID == "" || tree.Within(a.AreaID, area.ID)) && a.Role == access.Ambassador {
			all = appendOfficeHour(v, tree, all, a)
		}
	}
	return all, tree, err
}

// oneGoesTo tells whether a service is something to go to, and not help that comes to a person.
func oneGoesTo(s directory.Service) bool {
	return slices.ContainsFunc(s.Forms, func(form string) bool { return slices.Contains(meeting, form) })
}

func serviceGathering(e directory.Entry) gathering {
	a := gathering{ID: e.Service.ID, Title: e.Title, Path: "/aanbod/" + e.Service.Slug, By: e.Organization.Name, Hours: e.Opening()}
	for _, l := range e.Locations {
		if !l.Confidential {
			a.Where = strings.Trim(l.Name+", "+address(l), ", ")
			break
		}
	}
	return a
}

func appendOfficeHour(v *visit, tree places.Tree, all []gathering, a people.Assignment) []gathering {
	hours, where := calendar.Cut(a.Consulting)
	if !hours.Known() {
		return all
	}
	area, _ := tree.Get(a.AreaID)
	return append(all, gathering{ID: a.ID, Title: v.T("agenda.office", "Area", area.Name), Path: "/wijk/" + area.Slug,
		By: a.Person.Name, Where: where, Hours: hours})
}
