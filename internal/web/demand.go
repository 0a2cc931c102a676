package web

import (
	"slices"

	"samenspel/internal/access"
	"samenspel/internal/directory"
)

// demandLine is how much of one kind of help may be asked of an organisation in a month, in words.
type demandLine struct{ Month, Text string }

// demand gives what may be asked of these organisations in the months to come, of the kinds of help that they offer.
func (s *Server) demand(v *visit, organizations []string) (lines []demandLine, err error) {
	if len(organizations) == 0 || !access.Any(v.actor, access.Edit, access.OwnEntries) {
		return nil, nil
	}
	offered, _, err := s.Directory.Page(v.r.Context(), v.actor, directory.Filter{Offered: organizations}, directory.Window{Limit: 100})
	if err != nil {
		return nil, err
	}
	var helps []string
	for _, e := range offered {
		helps = append(helps, e.Needs...)
	}
	slices.Sort(helps)
	expected, err := s.Casework.Demand(v.r.Context(), v.actor, slices.Compact(helps))
	for _, e := range expected {
		lines = append(lines, demandLine{v.Month(e.Month), v.T("demand.line", "Need", v.needWords(e.Help), "Count", e.AtLeast)})
	}
	return lines, err
}
