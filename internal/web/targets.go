package web

import (
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/insight"
	"samenspel/internal/measure"
	"samenspel/internal/suppress"
	"samenspel/internal/trajectory"
)

// targetsPage is what teams and wijken want to reach in a year, and how far that is.
type targetsPage struct {
	layout
	Form   form
	Year   int
	Years  []tick
	Places []tick
	Rows   []targetRow
}

type targetRow struct {
	trajectory.Target
	Where, Name string
	Progress    trajectory.Progress
}

// Select gives a list to choose from.
func (p targetsPage) Select(field string) selectField {
	if field == "measure" {
		return measureSelect(p.layout, p.Form, field)
	}
	return selectField{p.Form, field, p.T("target.place"), p.T("activity.choose"), p.Places}
}

// Years around this one of which targets can be seen.
const yearsBefore, yearsAfter = 3, 1

func (s *Server) targets(v *visit) error {
	return s.showTargets(v, fill("measure", string(measure.InTime), "aim", usualAim))
}

func (s *Server) showTargets(v *visit, f form) error {
	if err := access.Can(v.actor, access.Read, access.Trajectories); err != nil {
		return err
	}
	now := calendar.Today(s.Now()).Year()
	page := targetsPage{layout: s.staffLayout(v, v.T("target.title")), Form: f, Year: within(v.r.URL.Query().Get("jaar"), now, now-yearsBefore, now+yearsAfter)}
	for year := now - yearsBefore; year <= now+yearsAfter; year++ {
		page.Years = append(page.Years, tick{v.URL("/doelen", "jaar", year), strconv.Itoa(year), year == page.Year})
	}
	var err error
	if page.Places, err = s.placeTicks(v, f, "place"); err != nil {
		return err
	}
	if err := s.targetRows(v, &page); err != nil {
		return err
	}
	if f.Failed() {
		return s.again(v, f, "targets", page)
	}
	return s.showStaff(v, "targets", page)
}

// targetRows adds the targets of the year, with what stands now.
func (s *Server) targetRows(v *visit, page *targetsPage) error {
	all, err := s.Trajectory.Targets(v.r.Context(), v.actor, page.Year)
	if err != nil || len(all) == 0 {
		return err
	}
	names, err := s.partNames(v)
	if err != nil {
		return err
	}
	year := insight.YearOf(time.Date(page.Year, 1, 1, 0, 0, 0, 0, time.UTC))
	teams, err := s.Insight.Over(v.r.Context(), v.actor, insight.ByTeam, year)
	if err != nil {
		return err
	}
	areas, err := s.Insight.Over(v.r.Context(), v.actor, insight.ByArea, year)
	if err != nil {
		return err
	}
	for _, t := range all {
		shown := teams[0][t.Team]
		if t.Team == "" {
			shown = areas[0][t.Area]
		}
		page.Rows = append(page.Rows, targetRow{t, names[t.Place.ID()], measure.Of(t.Measure).Name.In(v.Lang()), progressOf(t.Aim, t.Measure, shown)})
	}
	return nil
}

// progressOf gives how far an aim is, from what may be shown.
func progressOf(aim int, key measure.Key, shown suppress.Shown) trajectory.Progress {
	if i := slices.Index(measure.Parts, key); i >= 0 && i < len(shown.Of) {
		return trajectory.Of(aim, shown.N, shown.Of[i])
	}
	return trajectory.Progress{}
}

// saveTarget makes a target, or takes one away.
func (s *Server) saveTarget(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if err := access.Can(v.actor, access.Edit, access.Trajectories); err != nil {
		return err
	}
	year := f.integer("year")
	if f.Is("do", "drop") {
		err = s.Trajectory.Drop(v.r.Context(), v.actor, f.Get("id"))
	} else {
		err = s.Trajectory.Aim(v.r.Context(), v.actor, trajectory.Target{ID: f.made(), Place: toPlace(f.Get("place")), Year: year, Measure: measure.Key(f.Get("measure")), Aim: f.integer("aim")})
	}
	if f.blame(v, err) {
		return s.showTargets(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/doelen", "jaar", year))
}
