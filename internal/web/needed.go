package web

import (
	"samenspel/internal/calendar"
	"samenspel/internal/casework"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
)

// neededPage is what teams said is needed, for the meeting of the network: without the cases that it was about.
type neededPage struct {
	layout
	Quarters []tick // to choose from, by address
	Teams    []neededTeam
}

type neededTeam struct {
	Name  string
	Lines []casework.NeededLine
}

// neededQuarters is how many quarters can be chosen, the present one included.
const neededQuarters = 4

func (s *Server) needed(v *visit) error {
	page := neededPage{layout: s.staffLayout(v, v.T("needed.title"))}
	chosen := v.r.URL.Query().Get("kwartaal")
	now := insight.QuarterOf(calendar.Today(s.Now()))
	var of insight.Period
	for i := range neededQuarters {
		p := insight.QuarterOf(now.From.AddDate(0, -3*i, 0))
		here := chosen == p.Name() || chosen == "" && i == 0
		if here {
			of = p
		}
		page.Quarters = append(page.Quarters, tick{v.URL("/casussen/nodig", "kwartaal", p.Name()), v.quarterName(p), here})
	}
	if of.From.IsZero() {
		return errs.NotFound
	}
	lines, err := s.Casework.Needed(v.r.Context(), v.actor, of.From, of.Until)
	if err != nil {
		return err
	}
	page.Teams = byTeam(lines)
	return s.showStaff(v, "needed", page)
}

// byTeam lays together the lines of each team, which come in order.
func byTeam(lines []casework.NeededLine) (teams []neededTeam) {
	for _, l := range lines {
		if len(teams) == 0 || teams[len(teams)-1].Name != l.Team {
			teams = append(teams, neededTeam{Name: l.Team})
		}
		last := &teams[len(teams)-1]
		last.Lines = append(last.Lines, l)
	}
	return teams
}
