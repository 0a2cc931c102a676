package web

import (
	"slices"

	"samenspel/internal/calendar"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
	"samenspel/internal/people"
	"samenspel/internal/places"
	"samenspel/internal/suppress"
)

// wijkProfile is everything about a wijk on one page, to print: the last twelve months (inventory A14).
type wijkProfile struct {
	layout
	Area          places.Area
	Work          people.WijkHours
	Period        insight.Period
	Questions     *int // at the information point
	Funnel        []measureRow
	Tables        []figureTable // kinds of help, who asked, who helps now
	Gaps          []string      // kinds of help that are asked and not offered
	Organizations int           // that come there
	Services      int
}

func (s *Server) wijkProfile(v *visit) error {
	ctx, today := v.r.Context(), calendar.Today(s.Now())
	tree, err := s.Places.Tree(ctx, v.actor)
	if err != nil {
		return err
	}
	period := insight.PeriodOf(today.AddDate(0, -11, 1-today.Day()), today)
	report, err := s.Insight.Live(ctx, v.actor, period)
	if err != nil {
		return err
	}
	area, ok := tree.BySlug(v.r.PathValue("slug"))
	if !ok || area.Kind != places.Wijk {
		return errs.NotFound
	}
	page := wijkProfile{layout: s.staffLayout(v, v.T("profile.title", "Wijk", area.Name)), Area: area, Period: period}
	for _, r := range report.Cuts[0].Rows {
		if r.Key == area.ID {
			page.Funnel = v.measureRows(r.Shown)
		}
	}
	for _, x := range report.Crossed {
		if x.Rows == string(insight.ByArea) && x.Cols != string(insight.ByTeam) {
			page.Tables = append(page.Tables, v.figureTable(rowOf(x, area.ID), nil))
		}
	}
	if page.Questions, err = s.questionsOf(v, tree, area.ID, period); err != nil {
		return err
	}
	return s.aroundWijk(v, &page, tree)
}

// rowOf gives one row of a cross as a cut.
func rowOf(x suppress.ShownCross, key string) suppress.ShownCut {
	cut := suppress.ShownCut{Name: x.Cols}
	for _, r := range x.Cells {
		for j, n := range r.N {
			if r.Key == key {
				cut.Rows = append(cut.Rows, suppress.ShownRow{Key: x.Keys[j], Shown: suppress.Shown{N: n}})
			}
		}
	}
	return cut
}

// questionsOf gives how many questions came in about a wijk, when that may be shown.
func (s *Server) questionsOf(v *visit, tree places.Tree, wijk string, p insight.Period) (*int, error) {
	counts, err := s.Desk.ByArea(v.r.Context(), v.actor, p.From, p.Until)
	if err != nil {
		return nil, err
	}
	by, total := map[string]int{}, 0
	for area, n := range counts {
		around, _ := tree.WijkOf(area)
		by[around.ID], total = by[around.ID]+n, total+n
	}
	rows := []suppress.Row{{Counts: suppress.Counts{N: by[""]}}}
	for _, a := range tree.Kind(places.Wijk) {
		rows = append(rows, suppress.Row{Key: a.ID, Counts: suppress.Counts{N: by[a.ID]}})
	}
	for _, r := range suppress.Cut(suppress.Rule{Least: insight.Inside}, suppress.Counts{N: total}, rows) {
		if r.Key == wijk {
			return r.N, nil
		}
	}
	return nil, nil
}

// aroundWijk fills in what there is: hours, gaps and what is offered.
func (s *Server) aroundWijk(v *visit, page *wijkProfile, tree places.Tree) error {
	all, err := s.wijkHours(v)
	if err != nil {
		return err
	}
	for _, w := range all {
		if w.Wijk.ID == page.Area.ID {
			page.Work = w
		}
	}
	watch, err := s.Insight.Watch(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	for _, g := range watch.Gaps {
		if g.Area == page.Area.ID && g.Help != "" && g.Stands() {
			page.Gaps = append(page.Gaps, v.needWords(g.Help))
		}
	}
	entries, err := s.Directory.All(v.r.Context(), v.actor)
	var organizations []string
	for _, e := range entries {
		if !directory.ServesArea(e.Service, tree, page.Area.ID) {
			continue
		}
		if page.Services++; !slices.Contains(organizations, e.Organization.ID) {
			organizations = append(organizations, e.Organization.ID)
		}
	}
	page.Organizations = len(organizations)
	if err != nil {
		return err
	}
	return s.showStaff(v, "wijk-profile", *page)
}
