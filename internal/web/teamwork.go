package web

import (
	"net/url"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/teamwork"
)

// teamBoardsPage is what teams agreed, of those that the reader may read.
type teamBoardsPage struct {
	layout
	Rows []teamBoardRow
}

type teamBoardRow struct {
	teamwork.Board
	Waiting, Late int
}

// teamBoards leads who reads one team only to that.
func (s *Server) teamBoards(v *visit) error {
	all, err := s.Teamwork.Boards(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	if len(all) == 1 {
		return v.done(v.URL("/team/" + all[0].ID))
	}
	page := teamBoardsPage{layout: s.staffLayout(v, v.T("teamwork.title"))}
	for _, b := range all {
		waiting, late := b.Waits(calendar.Today(s.Now()))
		page.Rows = append(page.Rows, teamBoardRow{b, waiting, late})
	}
	return s.showStaff(v, "team-boards", page)
}

// actionForm is where an action is added.
type actionForm struct {
	Form form
	Who  []people.Person
	Any  string // for nobody chosen yet
	Text string // of the label of who does it
}

// Person gives the choice of who does it.
func (a actionForm) Person() selectField {
	list := selectField{a.Form, "person", a.Text, a.Any, nil}
	for _, p := range a.Who {
		list.Choices = append(list.Choices, tick{p.ID, p.Name, a.Form.Is("person", p.ID)})
	}
	return list
}

func (v *visit) actionForm(f form, b teamwork.Board) actionForm {
	return actionForm{f, b.Who, v.T("activity.choose"), v.T("teamwork.person")}
}

// The day of an action that nobody changed, in weeks from now.
const usualWeeks = 4

// newAction gives an empty form of an action.
func (s *Server) newAction() form {
	return fill("due", calendar.Today(s.Now()).AddDate(0, 0, 7*usualWeeks).Format(time.DateOnly))
}

// readAction reads an action that was typed.
func (v *visit) readAction(f form, team string) teamwork.Action {
	return teamwork.Action{ID: f.made(), Team: team, What: f.Get("what"), Person: f.Get("person"), Due: f.dayOr(v, "due", time.Time{})}
}

// teamBoardPage is what one team agreed: its conversation, what it will do, its plan and motto.
type teamBoardPage struct {
	layout
	Board   teamwork.Board
	Add     actionForm
	Form    form
	Running *teamwork.Talk // the conversation that is not finished
	Ended   []teamwork.Talk
	Actions []actionRow // open ones first, as they fall due
	Edit    bool
	Members int
	From    int // organisations that the members work for
}

type actionRow struct {
	teamwork.Action
	Late bool
	Tick bool // the reader may tick it off
}

// Parts gives the parts of the plan in which something is written.
func (p teamBoardPage) Parts() (parts []string) {
	for _, part := range teamwork.PlanParts {
		if p.Board.Plan.Texts[part] != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// teamBoard shows a team. Another page may bring what could be done.
func (s *Server) teamBoard(v *visit) error {
	f := s.newAction()
	f.values.Set("what", cut(v.r.URL.Query().Get("wat"), maxAsked))
	return s.showTeamBoard(v, f)
}

func (s *Server) showTeamBoard(v *visit, f form) error {
	b, err := s.Teamwork.Board(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	page := teamBoardPage{layout: s.staffLayout(v, b.Name), Board: b, Form: f, Add: v.actionForm(f, b), Edit: v.writes(b, ""), Members: len(b.Members)}
	if t, ok := b.Open(); ok {
		page.Running = &t
	}
	for _, t := range b.Talks {
		if t.Finished != nil {
			page.Ended = append(page.Ended, t)
		}
	}
	page.Actions = v.actionRows(b, calendar.Today(s.Now()))
	employers := map[string]bool{}
	for _, m := range b.Members {
		employers[m.Person.OrganizationName] = true
	}
	delete(employers, "")
	page.From = len(employers)
	if f.Failed() {
		return s.again(v, f, "team-board", page)
	}
	return s.showStaff(v, "team-board", page)
}

// actionRows gives the actions of a team, what is done last.
func (v *visit) actionRows(b teamwork.Board, today time.Time) (rows []actionRow) {
	var done []actionRow
	for _, a := range b.Actions {
		row := actionRow{a, a.Late(today), a.Done == nil && v.writes(b, a.Person)}
		if a.Done != nil {
			done = append(done, row)
			continue
		}
		rows = append(rows, row)
	}
	return append(rows, done...)
}

// writes tells whether the reader may write for a team, or change something of it that belongs to a person.
func (v *visit) writes(b teamwork.Board, person string) bool {
	return access.Can(v.actor, access.Edit, access.Teamwork, access.At{Team: b.ID, Area: b.AreaID, Person: person}) == nil
}

// doTeam begins a conversation, adds an action, ticks one off or takes it away.
func (s *Server) doTeam(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if _, err := access.Reach(v.actor, access.Edit, access.Teamwork); err != nil {
		return err
	}
	ctx, team, today := v.r.Context(), v.r.PathValue("id"), calendar.Today(s.Now())
	to := "/team/" + url.PathEscape(team) + "#do"
	switch {
	case f.Is("do", "begin"):
		var talk string
		talk, err = s.Teamwork.Begin(ctx, v.actor, f.made(), team, today)
		to = "/teamgesprek/" + talk
	case f.Is("do", "done"):
		err = s.Teamwork.Done(ctx, v.actor, f.Get("action"), f.version(), today)
	case f.Is("do", "drop"):
		err = s.Teamwork.Drop(ctx, v.actor, f.Get("action"), f.version())
	default:
		a := v.readAction(f, team)
		texts, problem := s.texts(v)
		if problem != nil {
			return problem
		}
		if !f.Failed() {
			err = s.Teamwork.Act(ctx, v.actor, a, today, texts)
		}
	}
	if f.blame(v, err) || f.Failed() {
		return s.showTeamBoard(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL(to))
}

// teamPlanPage is where a team writes its plan and motto.
type teamPlanPage struct {
	layout
	Board teamwork.Board
	Form  form
	Parts []string
}

func (s *Server) teamPlan(v *visit) error { return s.showTeamPlan(v, form{}) }

func (s *Server) showTeamPlan(v *visit, f form) error {
	b, err := s.Teamwork.Board(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if !v.writes(b, "") {
		return errs.Forbidden
	}
	page := teamPlanPage{s.staffLayout(v, v.T("teamwork.plan.of", "Team", b.Name)), b, f, teamwork.PlanParts}
	if f.Failed() {
		return s.again(v, f, "team-plan", page)
	}
	page.Form = fill("motto", b.Plan.Motto, "version", strconv.FormatInt(b.Plan.Version, 10))
	for part, text := range b.Plan.Texts {
		page.Form.values.Set(part, text)
	}
	if b.Plan.Review != nil {
		page.Form.values.Set("review", b.Plan.Review.Format(time.DateOnly))
	}
	return s.showStaff(v, "team-plan", page)
}

func (s *Server) saveTeamPlan(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if _, err := access.Reach(v.actor, access.Edit, access.Teamwork); err != nil {
		return err
	}
	p := teamwork.Plan{Team: v.r.PathValue("id"), Motto: f.Get("motto"), Texts: map[string]string{}, Review: f.day(v, "review"), Version: max(0, f.version())}
	for _, part := range teamwork.PlanParts {
		p.Texts[part] = f.Get(part)
	}
	texts, err := s.texts(v)
	if err != nil {
		return err
	}
	if !f.Failed() {
		err = s.Teamwork.SavePlan(v.r.Context(), v.actor, p, calendar.Today(s.Now()), texts)
	}
	if f.blame(v, err) || f.Failed() {
		return s.showTeamPlan(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/team/"+url.PathEscape(p.Team)) + "#plan")
}

// teamTilePage is the motto of a team on a tile, to print.
type teamTilePage struct {
	layout
	Board teamwork.Board
}

func (s *Server) teamTile(v *visit) error {
	b, err := s.Teamwork.Board(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if b.Plan.Motto == "" {
		return errs.NotFound
	}
	return s.showStaff(v, "team-tile", teamTilePage{s.staffLayout(v, v.T("teamwork.tile")), b})
}

// teamworkTodos gives what this person agreed to do for a team, and plans that must be looked at again.
func (s *Server) teamworkTodos(v *visit) (lines []todo, err error) {
	if !access.Any(v.actor, access.Read, access.Teamwork) {
		return nil, nil
	}
	due, err := s.Teamwork.Due(v.r.Context(), v.actor, calendar.Today(s.Now()))
	for _, a := range due.Actions {
		lines = append(lines, todo{Text: v.T("week.teamaction", "What", a.What), Day: &a.Due, Who: v.me.Name, Path: v.URL("/team/"+a.Team) + "#do"})
	}
	for _, b := range due.Plans {
		lines = append(lines, todo{Text: v.T("week.teamplan", "Team", b.Name), Day: b.Plan.Review, Who: v.me.Name, Path: v.URL("/team/" + b.ID + "/plan")})
	}
	return lines, err
}
