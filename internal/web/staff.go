package web

import (
	"net/http"
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
	Likes account.Likes
}

type menuItem struct{ Path, Label string }

// staffMenu are the pages for staff, with the right that each needs: for a part of the network, or for the whole of it.
var staffMenu = []struct {
	path, key string
	action    access.Action
	object    access.Object
	whole     bool
}{
	{"/week", "menu.week", "", "", false},
	{"/vragen", "menu.desk", access.Read, access.Enquiries, false},
	{"/vrijwilligers", "menu.volunteers", access.Read, access.Volunteers, false},
	{"/burenhulp-lijst", "menu.neighbours", access.Read, access.Volunteers, false},
	{"/casussen", "menu.cases", access.Read, access.Cases, false},
	{"/doorverwijzingen", "menu.referrals", access.Edit, access.Referrals, false},
	{"/cijfers", "menu.figures", access.Read, access.Figures, false},
	{"/beheer/aanbod", "menu.entries", access.Edit, access.Directory, false},
	{"/beheer/aanbod", "menu.entries", access.Edit, access.OwnEntries, false},
	{"/beheer/mensen", "menu.people", access.Edit, access.Staff, true},
	{"/beheer/teams", "menu.teams", access.Read, access.Staff, false},
	{"/beheer/instellingen", "menu.settings", access.Edit, access.Settings, false},
	{"/beheer/gebieden", "menu.areas", access.Edit, access.Places, false},
	{"/beheer/bronnen", "menu.sources", access.Edit, access.Directory, false},
	{"/beheer/dubbel", "menu.duplicates", access.Edit, access.Directory, false},
	{"/beheer/overlap", "menu.overlap", access.Edit, access.Directory, false},
	{"/beheer/enquetes", "menu.surveys", access.Read, access.Surveys, false},
	{"/beheer/netwerken", "menu.networks", access.Edit, access.Networks, false},
	{"/beheer/groepen", "menu.groups", access.Edit, access.Staff, true},
	{"/beheer/inzage", "menu.glass", access.Read, access.Glass, false},
	{"/beheer/spoor", "menu.trace", access.Read, access.Trace, false},
	{"/beheer/privacy", "menu.privacy", access.Read, access.Retention, false},
	{"/beheer/binnenpost", "menu.mailin", access.Read, access.MailIn, false},
	{"/beheer/post", "menu.outbox", access.Read, access.Outbox, false},
	{"/beheer/werk", "menu.jobs", access.Read, access.Jobs, false},
	{"/account", "menu.account", "", "", false},
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

func (s *Server) menuOf(v *visit) []menuItem {
	var items []menuItem
	for _, m := range staffMenu {
		if m.key == "menu.groups" && s.options.Provider.Issuer == "" {
			continue
		}
		if m.object == "" || !m.whole && access.Any(v.actor, m.action, m.object) || access.Can(v.actor, m.action, m.object) == nil {
			items = append(items, menuItem{m.path, v.T(m.key)})
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
