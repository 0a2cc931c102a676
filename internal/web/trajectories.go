package web

import (
	"math"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/i18n"
	"samenspel/internal/insight"
	"samenspel/internal/measure"
	"samenspel/internal/trajectory"
)

// trajectoriesPage is which team has an ambassador in which half year, and where many are begun at once.
type trajectoriesPage struct {
	layout
	Form    form
	Places  tickField
	Halves  []string
	Covered []coveredRow
	Bare    int // teams that have none in this half year
	Rows    []trajectoryRow
}

type coveredRow struct {
	Team  string
	Cells [][]trajectoryRow
}

type trajectoryRow struct {
	trajectory.Trajectory
	Where   string
	Measure string
	Path    string // of the page of its programme, or ""
}

// Select gives the measures of which an aim can be a percentage.
func (p trajectoriesPage) Select(field string) selectField {
	return measureSelect(p.layout, p.Form, field)
}

func measureSelect(l layout, f form, field string) selectField {
	var all []tick
	for _, key := range measure.Parts {
		all = append(all, tick{string(key), measure.Of(key).Name.In(l.Lang()), f.Is(field, string(key))})
	}
	return selectField{f, field, l.T("trajectory.measure"), l.T("activity.choose"), all}
}

// The half years of the coverage: so many before this one and after it.
const halvesBefore, halvesAfter = 2, 1

// The usual trajectory, as the method has it (inventory A55, A56).
const (
	usualMonths = 6
	usualHours  = "4"
	usualAim    = "30"
)

func (s *Server) trajectories(v *visit) error {
	today := calendar.Today(s.Now())
	return s.showTrajectories(v, fill("starts", today.Format(time.DateOnly), "ends", today.AddDate(0, usualMonths, -1).Format(time.DateOnly), "hours", usualHours, "aim", usualAim,
		"measure", string(measure.InTime)))
}

func (s *Server) showTrajectories(v *visit, f form) error {
	all, err := s.Trajectory.List(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	names, err := s.partNames(v)
	if err != nil {
		return err
	}
	page := trajectoriesPage{layout: s.staffLayout(v, v.T("trajectory.title")), Form: f, Places: tickField{Name: "place", Label: v.T("trajectory.places"), Wrong: f.Wrong["places"]}}
	if page.Places.Choices, err = s.placeTicks(v, f, "place"); err != nil {
		return err
	}
	for i, c := range page.Places.Choices {
		page.Places.Choices[i].Chosen = f.Has("place", c.Code)
	}
	for _, t := range all {
		page.Rows = append(page.Rows, v.trajectoryRow(t, names))
	}
	if err := s.cover(v, &page, all, names); err != nil {
		return err
	}
	if f.Failed() {
		return s.again(v, f, "trajectories", page)
	}
	return s.showStaff(v, "trajectories", page)
}

func (v *visit) trajectoryRow(t trajectory.Trajectory, names map[string]string) trajectoryRow {
	row := trajectoryRow{Trajectory: t, Where: names[t.Place.ID()], Measure: measure.Of(t.Measure).Name.In(v.Lang())}
	if slug := i18n.Slug(t.Programme); slug != "" {
		row.Path = v.URL("/trajecten/programma/" + slug)
	}
	return row
}

// cover lays teams beside half years.
func (s *Server) cover(v *visit, page *trajectoriesPage, all []trajectory.Trajectory, names map[string]string) error {
	teams, err := s.People.Teams(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	now, halves := trajectory.HalfOf(calendar.Today(s.Now())), []trajectory.Half(nil)
	for n := -halvesBefore; n <= halvesAfter; n++ {
		h := now.Next(n)
		halves = append(halves, h)
		page.Halves = append(page.Halves, v.T("trajectory.half", "Number", h.Number(), "Year", h.From.Year()))
	}
	for _, c := range trajectory.Coverage(teams, all, halves) {
		row := coveredRow{Team: c.Team.Name}
		for i, cell := range c.Cells {
			var rows []trajectoryRow
			for _, t := range cell {
				rows = append(rows, v.trajectoryRow(t, names))
			}
			row.Cells = append(row.Cells, rows)
			if i == halvesBefore && len(cell) == 0 {
				page.Bare++
			}
		}
		page.Covered = append(page.Covered, row)
	}
	return nil
}

// readTrajectory reads what was typed.
func (v *visit) readTrajectory(f form) trajectory.Trajectory {
	return trajectory.Trajectory{Programme: f.Get("programme"), Starts: f.dayOr(v, "starts", time.Time{}), Ends: f.dayOr(v, "ends", time.Time{}), HoursWeek: f.number(v, "hours"),
		Measure: measure.Key(f.Get("measure")), Aim: f.integer("aim"), Funding: f.Get("funding"), Second: f.Get("second"), SecondShare: f.integer("share"), Rate: f.number(v, "rate"), FundedUntil: f.day(v, "funded"), Evaluation: f.Get("evaluation")}
}

// integer reads a whole number, also with a percent sign; what is none is 0.
func (f form) integer(name string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(f.Get(name), "%"))
	if err != nil {
		return 0
	}
	return n
}

// beginTrajectories makes a trajectory for each team and area that was ticked.
func (s *Server) beginTrajectories(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if err := access.Can(v.actor, access.Edit, access.Trajectories); err != nil {
		return err
	}
	at, err := s.ticked(v, f)
	if err != nil {
		return err
	}
	texts, err := s.texts(v)
	if err != nil {
		return err
	}
	t := v.readTrajectory(f)
	if !f.Failed() {
		err = s.Trajectory.Begin(v.r.Context(), v.actor, f.made(), t, at, texts)
	}
	if f.blame(v, err) || f.Failed() {
		return s.showTrajectories(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/trajecten"))
}

// ticked gives the places that were chosen: one by one, or all teams.
func (s *Server) ticked(v *visit, f form) (at []trajectory.Place, err error) {
	if f.Is("all", "ja") {
		teams, err := s.People.Teams(v.r.Context(), v.actor)
		for _, t := range teams {
			at = append(at, trajectory.Place{Team: t.ID})
		}
		return at, err
	}
	for _, code := range f.values["place"] {
		at = append(at, toPlace(code))
	}
	return at, nil
}

func toPlace(code string) trajectory.Place {
	area, team := readPlace(code)
	return trajectory.Place{Area: area, Team: team}
}

// trajectoryPage is one trajectory: what it costs, what came of it, and where that is written.
type trajectoryPage struct {
	layout
	trajectoryRow
	Form     form
	Total    int // hours
	Progress trajectory.Progress
	Columns  []string
	Figures  []trajectoryFigure
}

// trajectoryFigure is a measure before, during and after.
type trajectoryFigure struct {
	Name string
	N    []*int
}

// Select gives the measures of which the aim can be a percentage.
func (p trajectoryPage) Select(field string) selectField {
	return measureSelect(p.layout, p.Form, field)
}

func (s *Server) trajectory(v *visit) error { return s.showTrajectory(v, form{}) }

func (s *Server) showTrajectory(v *visit, f form) error {
	t, err := s.Trajectory.One(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	names, err := s.partNames(v)
	if err != nil {
		return err
	}
	page := trajectoryPage{trajectoryRow: v.trajectoryRow(t, names), Form: f, Total: int(math.Round(t.Hours(t.Starts, t.Ends.AddDate(0, 0, 1))))}
	page.layout = s.staffLayout(v, v.T("trajectory.of", "Where", page.Where))
	if err := s.aroundTrajectory(v, &page); err != nil {
		return err
	}
	if f.Failed() {
		return s.again(v, f, "trajectory", page)
	}
	page.Form = fill("programme", t.Programme, "starts", t.Starts.Format(time.DateOnly), "ends", t.Ends.Format(time.DateOnly), "hours", hoursText(t.HoursWeek), "measure", string(t.Measure),
		"aim", strconv.Itoa(t.Aim), "funding", t.Funding, "second", t.Second, "share", percentText(t.SecondShare), "rate", hoursText(t.Rate), "evaluation", t.Evaluation, "version", strconv.FormatInt(t.Version, 10))
	if t.FundedUntil != nil {
		page.Form.values.Set("funded", t.FundedUntil.Format(time.DateOnly))
	}
	return s.showStaff(v, "trajectory", page)
}

// aroundTrajectory adds the figures of its months, and of as many before and after.
func (s *Server) aroundTrajectory(v *visit, page *trajectoryPage) error {
	t := page.Trajectory
	during := insight.PeriodOf(t.Starts, t.Ends)
	months := (during.Until.Year()-during.From.Year())*12 + int(during.Until.Month()-during.From.Month())
	periods := []insight.Period{{From: during.From.AddDate(0, -months, 0), Until: during.From}, during, {From: during.Until, Until: during.Until.AddDate(0, months, 0)}}
	cut := insight.ByTeam
	if t.Team == "" {
		cut = insight.ByArea
	}
	all, err := s.Insight.Over(v.r.Context(), v.actor, cut, periods...)
	if err != nil {
		return err
	}
	for i, p := range periods {
		page.Columns = append(page.Columns, v.T("trajectory.when."+[]string{"before", "during", "after"}[i], "From", v.Month(p.From), "To", v.Month(p.Last())))
	}
	for i, d := range measure.Definitions {
		row := trajectoryFigure{Name: d.Name.In(v.Lang())}
		for _, shown := range all {
			n := shown[t.Place.ID()].N
			if of := shown[t.Place.ID()].Of; i > 0 && len(of) > 0 {
				n = of[i-1]
			}
			row.N = append(row.N, n)
		}
		page.Figures = append(page.Figures, row)
	}
	page.Progress = progressOf(t.Aim, t.Measure, all[1][t.Place.ID()])
	return nil
}

// saveTrajectory changes a trajectory, or takes it away.
func (s *Server) saveTrajectory(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if err := access.Can(v.actor, access.Edit, access.Trajectories); err != nil {
		return err
	}
	id, to := v.r.PathValue("id"), "/trajecten"
	if f.Is("do", "remove") {
		err = s.Trajectory.Remove(v.r.Context(), v.actor, id, f.version())
	} else if t := v.readTrajectory(f); !f.Failed() {
		texts, problem := s.texts(v)
		if problem != nil {
			return problem
		}
		t.ID, t.Version, to = id, f.version(), "/trajecten/"+id
		err = s.Trajectory.Save(v.r.Context(), v.actor, t, texts)
	}
	if f.blame(v, err) || f.Failed() {
		return s.showTrajectory(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL(to))
}

// fundingTodos gives the money of trajectories that stops soon, to who arranges them.
func (s *Server) fundingTodos(v *visit) (lines []todo, err error) {
	if access.Can(v.actor, access.Edit, access.Trajectories) != nil {
		return nil, nil
	}
	all, err := s.Trajectory.List(v.r.Context(), v.actor)
	for _, e := range trajectory.Endings(all, calendar.Today(s.Now())) {
		funding := e.Funding
		if funding == "" {
			funding = v.T("hours.unsaid")
		}
		lines = append(lines, todo{Text: v.T("week.money", "Funding", funding, "Count", e.N), Day: &e.Day, Who: v.me.Name, Path: v.URL("/trajecten") + "#list"})
	}
	return lines, err
}

// percentText gives a percentage as it stands in a field; 0 leaves it empty.
func percentText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
