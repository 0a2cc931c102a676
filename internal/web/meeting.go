package web

import (
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/casework"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

// meetingPage is screen 9: a team looks at cases together. Each case on the table has a form of its own.
type meetingPage struct {
	layout
	casework.Table
	Name      string // of the team
	Form      form
	Sat       []tableCase
	New       caseForm
	Before    []caseRow // other open cases of the team
	Went      []caseRow // in which help started lately
	Left      int       // needs without an answer
	Questions []string  // of the talk cards, as the texts number them
}

// tableCase is a case on the table: what is settled, and the form for the rest.
type tableCase struct {
	caseRow
	Settled []needLine // needs that are passed on or done
	Ask     caseForm
	Open    bool // the form is shown
}

// Live tells whether something can still be said.
func (p meetingPage) Live() bool { return p.Edit && p.Closed == nil }

// convene begins a meeting.
func (s *Server) convene(v *visit) error {
	if _, err := access.Reach(v.actor, access.Edit, access.Cases); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	d := casework.Discussion{Team: f.Get("team"), Kind: casework.Kind(f.Get("kind")), Held: f.dayOr(v, "held", time.Time{})}
	if !f.Failed() {
		d, err = s.Casework.Convene(v.r.Context(), v.actor, f.made(), d)
	}
	if !f.blame(v, err) && !f.Failed() {
		if err != nil {
			return err
		}
		return v.done(v.URL("/besprekingen/" + d.ID))
	}
	rows, _, err := s.Casework.List(v.r.Context(), v.actor, casework.Filter{})
	if err != nil {
		return err
	}
	page, err := s.casesPage(v, rows)
	if err != nil {
		return err
	}
	page.Form = f
	return s.again(v, f, "cases", page)
}

func (s *Server) meeting(v *visit) error {
	page, err := s.meetingPage(v, fill())
	if err != nil {
		return err
	}
	return s.showStaff(v, "meeting", page)
}

func (s *Server) meetingPage(v *visit, f form) (page meetingPage, err error) {
	table, err := s.Casework.Discussion(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return page, err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	page = meetingPage{layout: s.staffLayout(v, ""), Table: table, Form: f, Before: v.caseRows(tree, table.Previous, table.Today), Went: v.caseRows(tree, table.Successes, table.Today),
		Questions: []string{"1", "2", "3"}}
	if page.Name, err = s.teamName(v, table.Team); err != nil {
		return page, err
	}
	page.Title = v.T("meeting.title", "Team", page.Name)
	if err := s.sit(v, &page, tree); err != nil {
		return page, err
	}
	return page, s.newSeat(v, &page)
}

// sit puts the cases on the table.
func (s *Server) sit(v *visit, page *meetingPage, tree places.Tree) (err error) {
	post := page.URL("/besprekingen/" + page.ID)
	for _, r := range page.Cases {
		sat := tableCase{caseRow: v.caseRow(tree, r, page.Today)}
		for _, line := range sat.Lines {
			if line.State == casework.Passed || line.State == casework.Done {
				sat.Settled = append(sat.Settled, line)
			} else if line.State == casework.Asked {
				page.Left++
			}
		}
		f := fill()
		if page.Form.Is("case", r.ID) {
			f, sat.Open = page.Form, true
		}
		if page.Live() && r.Case.Open() {
			if sat.Ask, err = s.caseForm(v, r, f, post, page.Table.Form, page.Past); err != nil {
				return err
			}
		}
		page.Sat = append(page.Sat, sat)
	}
	return nil
}

// newSeat is the form of a new case.
func (s *Server) newSeat(v *visit, page *meetingPage) (err error) {
	f := fill()
	if page.Form.values.Has("do") && page.Form.Get("case") == "" {
		f = page.Form
	}
	page.New, err = s.caseForm(v, casework.Row{Case: casework.Case{Area: page.Area}}, f, page.URL("/besprekingen/"+page.ID), page.Table.Form, page.Past)
	return err
}

// doMeeting keeps what is said of a case on the table, lays one on it, or closes the meeting.
func (s *Server) doMeeting(v *visit) error {
	if _, err := access.Reach(v.actor, access.Edit, access.Cases); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	at, err := s.stepOfMeeting(v, f)
	if err == nil && !f.Failed() && !f.Is("do", "look") {
		return v.done(v.URL("/besprekingen/"+v.r.PathValue("id")) + at)
	}
	if err != nil && !f.blame(v, err) {
		return err
	}
	page, err := s.meetingPage(v, f)
	if err != nil {
		return err
	}
	if !f.Failed() {
		return s.showStaff(v, "meeting", page)
	}
	return s.again(v, f, "meeting", page)
}

// stepOfMeeting does what a form asks for. It gives the place on the page to go on at.
func (s *Server) stepOfMeeting(v *visit, f form) (at string, err error) {
	ctx, id := v.r.Context(), v.r.PathValue("id")
	switch f.Get("do") {
	case "look":
		return "", nil
	case "lay":
		return "#c-" + f.Get("case"), s.Casework.Lay(ctx, v.actor, id, f.Get("case"))
	case "close":
		_, err := s.Casework.Close(ctx, v.actor, id)
		return "", err
	case "record":
		if f.Get("case") != "" {
			return "#c-" + f.Get("case"), s.recordCase(v, f.Get("case"), f)
		}
		c, err := s.openCase(v, id, f)
		return "#c-" + c.ID, err
	}
	return "", errs.Invalid
}

// openCase lays a new case on the table.
func (s *Server) openCase(v *visit, id string, f form) (c casework.Case, err error) {
	table, err := s.Casework.Discussion(v.r.Context(), v.actor, id)
	if err != nil {
		return c, err
	}
	o := casework.Opening{Request: f.made(), Slip: f.Get("slip"), Team: table.Team, Area: table.Area, Discussion: id, Professional: f.Get("professional")}
	if wijk := f.Get("wijk"); wijk != "" {
		tree, err := s.Places.Tree(v.r.Context(), v.actor)
		if err != nil {
			return c, err
		}
		area, err := s.areaIn(v, tree, f)
		if err != nil {
			return c, err
		}
		o.Area = area.ID
	}
	if o.Needs, err = s.askings(v, f, nil); err != nil || f.Failed() {
		return c, err
	}
	return s.Casework.Open(v.r.Context(), v.actor, o)
}

// visitPage is what an ambassador settles in the talk with a team.
type visitPage struct {
	layout
	Teams []people.Team
	Team  people.Team
	Rows  []visitRow
	Todo  []caseRow // cases with something to look up
	Today time.Time
	Later string
}

// visitRow is a case on it, as people recognise it: words, when it was discussed, kinds of help.
type visitRow struct {
	caseRow
	Since string
}

// Reasons gives why help did not start, in words.
func (p visitPage) Reasons() (all []tick) {
	for _, code := range casework.NotGoingReasons {
		all = append(all, tick{Code: code, Label: p.T("casework.reason." + code)})
	}
	return all
}

// Settling lets a need be settled.
func (p visitPage) Settling(row visitRow, line needLine) settling {
	return settling{fill(), line, row.Path, strconv.FormatInt(row.Version, 10), p.Later, p.Team.ID, p.Reasons(), p.helpers(), p.levels()}
}

func (s *Server) visitSheet(v *visit) error {
	teams, err := s.Casework.Teams(v.r.Context(), v.actor, access.Edit)
	if err != nil {
		return err
	}
	page := visitPage{layout: s.staffLayout(v, v.T("visit.title")), Teams: teams}
	chosen := v.r.URL.Query().Get("team")
	i := slices.IndexFunc(teams, func(t people.Team) bool { return chosen == "" || t.ID == chosen })
	if i < 0 {
		if chosen != "" {
			return errs.NotFound
		}
		return s.showStaff(v, "visit", page)
	}
	page.Team = teams[i]
	sheet, err := s.Casework.Visit(v.r.Context(), v.actor, page.Team.ID)
	if err != nil {
		return err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page.Today, page.Later = sheet.Today, sheet.Today.AddDate(0, 0, 14).Format(time.DateOnly)
	for _, r := range sheet.Rows {
		page.Rows = append(page.Rows, visitRow{v.caseRow(tree, r, sheet.Today), v.Date(r.Opened)})
	}
	page.Todo = v.caseRows(tree, sheet.Open, sheet.Today)
	return s.showStaff(v, "visit", page)
}
