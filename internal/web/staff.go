package web

import (
	"net/http"
	"slices"
	"strconv"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/audit"
	"samenspel/internal/people"
)

// me is who is signed in, as the menu shows it.
type me struct {
	people.Record
	Roles []string // in words
	Menu  []menuItem
	More  []menuGroup // of the menu, folded
	Likes account.Likes
}

type menuItem struct{ Path, Label string }

// menuGroup is a part of the menu with a heading.
type menuGroup struct {
	Label string
	Items []menuItem
}

// Folded tells whether a page is in the part of the menu that is folded.
func (m *me) Folded(path string) bool {
	return slices.ContainsFunc(m.More, func(g menuGroup) bool {
		return slices.ContainsFunc(g.Items, func(i menuItem) bool { return i.Path == path })
	})
}

// May tells whether a page is in the folded part of the menu of this person.
func (m *me) May(path string) bool { return m != nil && m.Folded(path) }

// staffPage is a page for staff in the menu, with the right that it needs: for a part of the network, or for the whole of it.
type staffPage struct {
	path, key string
	action    access.Action
	object    access.Object
	whole     bool
}

// dailyPages stand in the bar of the menu: what people open every day.
var dailyPages = []staffPage{
	{"/week", "menu.week", "", "", false},
	{"/vragen", "menu.desk", access.Read, access.Enquiries, false},
	{"/casussen", "menu.cases", access.Read, access.Cases, false},
	{"/doorverwijzingen", "menu.referrals", access.Edit, access.Referrals, false},
	{"/vrijwilligers", "menu.volunteers", access.Read, access.Volunteers, false},
	{"/burenhulp-lijst", "menu.neighbours", access.Read, access.Volunteers, false},
	{"/beheer/aanbod", "menu.entries", access.Edit, access.Directory, false},
	{"/beheer/aanbod", "menu.entries", access.Edit, access.OwnEntries, false},
	{"/cijfers", "menu.figures", access.Read, access.Figures, false},
	{"/account", "menu.account", "", "", false},
}

// otherPages are folded, in groups.
var otherPages = []struct {
	key   string
	pages []staffPage
}{
	{"menu.group.entries", []staffPage{
		{"/beheer/bronnen", "menu.sources", access.Edit, access.Directory, false},
		{"/beheer/dubbel", "menu.duplicates", access.Edit, access.Directory, false},
	}},
	{"menu.group.people", []staffPage{
		{"/beheer/mensen", "menu.people", access.Edit, access.Staff, true},
		{"/beheer/teams", "menu.teams", access.Read, access.Staff, false},
		{"/team", "menu.teamwork", access.Read, access.Teamwork, false},
		{"/beheer/groepen", "menu.groups", access.Edit, access.Staff, true},
	}},
	{"menu.group.results", []staffPage{
		{"/cijfers/leemten", "menu.gaps", access.Edit, access.Figures, true},
		{"/beheer/overlap", "menu.gaps", access.Edit, access.Directory, false},
		{"/activiteiten", "menu.activities", access.Read, access.Activities, false},
		{"/vertegenwoordiging", "menu.seats", access.Read, access.Seats, false},
		{"/trajecten", "menu.trajectories", access.Read, access.Trajectories, false},
		{"/afspraken", "menu.agreements", access.Read, access.Agreements, false},
		{"/beheer/enquetes", "menu.surveys", access.Read, access.Surveys, false},
	}},
	{"menu.group.network", []staffPage{
		{"/bijeenkomsten", "menu.meetings", access.Edit, access.Meetings, true},
		{"/beheer/instellingen", "menu.settings", access.Edit, access.Settings, false},
		{"/beheer/gebieden", "menu.areas", access.Edit, access.Places, false},
		{"/beheer/netwerken", "menu.networks", access.Edit, access.Networks, false},
	}},
	{"menu.group.watch", []staffPage{
		{"/beheer/inzage", "menu.glass", access.Read, access.Glass, false},
		{"/beheer/spoor", "menu.trace", access.Read, access.Trace, false},
		{"/beheer/privacy", "menu.privacy", access.Read, access.Retention, false},
		{"/beheer/post", "menu.outbox", access.Read, access.Outbox, false},
		{"/beheer/binnenpost", "menu.mailin", access.Read, access.MailIn, false},
		{"/beheer/werk", "menu.jobs", access.Read, access.Jobs, false},
	}},
}

// staffLayout is the layout of a page for staff: never kept by a cache, with the menu of this person.
func (s *Server) staffLayout(v *visit, title string) layout {
	v.w.Header().Set("Cache-Control", "no-store")
	l := s.titled(v, title)
	l.Me = v.me
	return l
}

// showStaff answers a page for staff.
func (s *Server) showStaff(v *visit, name string, data any) error {
	return s.write(v, http.StatusOK, name, data)
}

// menuOf gives the menu of who is signed in: the bar, and what is folded.
func (s *Server) menuOf(v *visit) (bar []menuItem, more []menuGroup) {
	for _, group := range otherPages {
		if items := s.menuItems(v, group.pages); len(items) > 0 {
			more = append(more, menuGroup{v.T(group.key), items})
		}
	}
	return s.menuItems(v, dailyPages), more
}

// menuItems gives those of pages that this person may open. Of several with the same words it is the first.
func (s *Server) menuItems(v *visit, pages []staffPage) (items []menuItem) {
	for _, p := range pages {
		if p.key == "menu.groups" && s.options.Provider.Issuer == "" {
			continue
		}
		item := menuItem{p.path, v.T(p.key)}
		known := slices.ContainsFunc(items, func(i menuItem) bool { return i.Label == item.Label })
		if !known && (p.object == "" || !p.whole && access.Any(v.actor, p.action, p.object) || access.Can(v.actor, p.action, p.object) == nil) {
			items = append(items, item)
		}
	}
	return items
}

// tracePage shows who did what.
type tracePage struct {
	layout
	Filter audit.Filter
	Lines  []traceLine
	Older  string
}

type traceLine struct {
	audit.Line
	Name string // of the person, or ""
}

const linesPerPage = 50

func (s *Server) trace(v *visit) error {
	query := v.r.URL.Query()
	before, _ := strconv.ParseInt(query.Get("voor"), 10, 64) // 0 = from the newest on
	f := audit.Filter{Person: query.Get("persoon"), Object: query.Get("soort"), ID: query.Get("id"), Before: before, Limit: linesPerPage}
	lines, err := s.Audit.Lines(v.r.Context(), v.actor, f)
	if err != nil {
		return err
	}
	names, err := s.People.Names(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := tracePage{layout: s.staffLayout(v, v.T("trace.title")), Filter: f}
	for _, line := range lines {
		page.Lines = append(page.Lines, traceLine{line, names[line.Person]})
	}
	if len(lines) == linesPerPage {
		page.Older = v.URL("/beheer/spoor", "persoon", f.Person, "soort", f.Object, "id", f.ID, "voor", lines[len(lines)-1].Seq)
	}
	return s.showStaff(v, "trace", page)
}
