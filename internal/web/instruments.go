package web

import (
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/desk"
	"samenspel/internal/directory"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

// toolRow is one of the four instruments of the network, with figures of what it does and where to look further.
type toolRow struct {
	Title, Address string
	Facts          []string
}

// instruments gives the four of them on one page (inventory A01, A43).
func (s *Server) instruments(v *visit, today time.Time) (tools []toolRow, err error) {
	for _, tool := range []func(*visit, time.Time) (toolRow, error){s.ambassadorTool, s.coordinatorTool, s.deskTool, s.siteTool} {
		row, err := tool(v, today)
		if err != nil {
			return nil, err
		}
		tools = append(tools, row)
	}
	return tools, nil
}

// ambassadorTool counts ambassadors, their hours a week, and the wijken without one.
func (s *Server) ambassadorTool(v *visit, _ time.Time) (toolRow, error) {
	assigned, err := s.People.Assigned(v.r.Context(), v.actor)
	if err != nil {
		return toolRow{}, err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	row := toolRow{v.T("figures.tool.ambassador"), v.URL("/wijk"), []string{v.T("figures.tool.people", "Count", holders(assigned, access.Ambassador))}}
	hours := 0.0
	for _, a := range assigned {
		if a.Role == access.Ambassador {
			hours += a.HoursWeek
		}
	}
	if hours > 0 {
		row.Facts = append(row.Facts, v.T("figures.tool.hours", "Hours", layout{site: v.site}.Hours(hours)))
	}
	vacant := 0
	for _, wijk := range tree.Kind(places.Wijk) {
		if people.Who(tree, wijk.ID, assigned).Vacant {
			vacant++
		}
	}
	if !v.Network.Settings.ByCoordinator {
		row.Facts = append(row.Facts, v.T("figures.tool.vacant", "Count", vacant))
	}
	return row, err
}

// holders counts the people with a task in force.
func holders(assigned []people.Assignment, role people.Role) int {
	ids := map[string]bool{}
	for _, a := range assigned {
		if a.Role == role {
			ids[a.Person.ID] = true
		}
	}
	return len(ids)
}

// coordinatorTool counts coordinators, and what is stuck and waits for them.
func (s *Server) coordinatorTool(v *visit, _ time.Time) (toolRow, error) {
	assigned, err := s.People.Assigned(v.r.Context(), v.actor)
	if err != nil {
		return toolRow{}, err
	}
	stuck, err := s.Referral.Stuck(v.r.Context(), v.actor)
	return toolRow{v.T("figures.tool.coordinator"), v.URL("/doorverwijzingen", "lijst", "stuck"),
		[]string{v.T("figures.tool.people", "Count", holders(assigned, access.Coordinator)), v.T("figures.tool.stuck", "Count", stuck)}}, err
}

// deskTool counts the questions of this quarter and those that are open.
func (s *Server) deskTool(v *visit, today time.Time) (toolRow, error) {
	f, err := s.Desk.Figures(v.r.Context(), v.actor, today)
	return toolRow{v.T("figures.tool.desk"), v.URL("/vragen/cijfers"), deskFacts(v, f)}, err
}

func deskFacts(v *visit, f desk.Figures) []string {
	facts := []string{v.T("figures.tool.questions", "Count", f.Total), v.T("figures.tool.open", "Count", f.Open)}
	if f.Unassigned > 0 {
		facts = append(facts, v.T("figures.tool.unassigned", "Count", f.Unassigned))
	}
	if f.Oldest != nil {
		facts = append(facts, v.T("figures.tool.oldest", "Day", v.Date(*f.Oldest)))
	}
	if percent, ok := f.Percent(); ok {
		facts = append(facts, v.T("figures.tool.intime", "Percent", percent))
	}
	return facts
}

// siteTool counts what is in the directory, how much of it was checked in time, and what visitors looked for in vain.
func (s *Server) siteTool(v *visit, today time.Time) (toolRow, error) {
	entries, err := s.Directory.All(v.r.Context(), v.actor)
	if err != nil {
		return toolRow{}, err
	}
	missed, err := s.Upkeep.AllMissed(v.r.Context(), v.actor)
	overdue := func(e directory.Entry) bool { return e.Service.Overdue(today) }
	facts := []string{v.T("figures.tool.entries", "Count", len(entries))}
	fresh := len(slices.DeleteFunc(slices.Clone(entries), overdue))
	return toolRow{v.T("figures.tool.site"), v.URL("/beheer/bijhouden"),
		append(facts, v.T("figures.tool.fresh", "Count", fresh), v.T("figures.tool.missed", "Count", len(missed)))}, err
}
