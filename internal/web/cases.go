package web

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/casework"
	"samenspel/internal/measure"
	"samenspel/internal/people"
	"samenspel/internal/places"
	"samenspel/internal/referral"
)

// The pages of this file are the list of cases, slips, the visit sheet and the page of one case. A meeting stands in
// meeting.go, its rows in case_form.go, what can be done with a case in case_act.go, what is printed or behind a link in
// case_paper.go.

// casesPage is a list of open cases.
type casesPage struct {
	layout
	Tabs  []queueTab
	Rows  []caseRow
	Next  string // address of the next page, or ""
	Teams []people.Team
	Team  string // chosen, or ""
	Own   []people.Team
	Met   []meetingRow
	Form  form // of a new meeting
	Find  form // of the search by code or words
	Found bool // Rows are what was found
	Today string

	Intervisions bool // who looks may see those
	Needed       bool // who looks may see what is needed
	Decides      bool // on what the form of cases asks
}

// meetingRow is a meeting in a list.
type meetingRow struct {
	casework.Discussion
	Path, Name string // where it is; of the team
}

// Kinds gives the kinds of meetings, in words.
func (p casesPage) Kinds() (all []tick) {
	for _, code := range plainCodes(casework.Kinds) {
		all = append(all, tick{code, p.T("casework.kind." + code), p.Form.Is("kind", code)})
	}
	return all
}

// caseRow is a case in a list.
type caseRow struct {
	casework.Row
	Path  string
	Wijk  string
	Lines []needLine
	Late  bool
}

// needLine is a need of a case, in words.
type needLine struct {
	casework.Need
	Helped string // kind of help
	Day    string // what must happen when, or how it ended
	Late   bool
}

func (v *visit) caseRow(tree places.Tree, r casework.Row, today time.Time) caseRow {
	area, _ := tree.Get(r.Area)
	row := caseRow{Row: r, Path: v.URL("/casussen/" + r.ID), Wijk: area.Name}
	for _, n := range r.Needs {
		line := v.needLine(n, today)
		row.Lines, row.Late = append(row.Lines, line), row.Late || line.Late
	}
	return row
}

func (v *visit) caseRows(tree places.Tree, rows []casework.Row, today time.Time) []caseRow {
	all := make([]caseRow, len(rows))
	for i, r := range rows {
		all[i] = v.caseRow(tree, r, today)
	}
	return all
}

func (v *visit) needLine(n casework.Need, today time.Time) needLine {
	line := needLine{Need: n, Helped: v.T("cases.nothelp"), Late: n.Overdue(today)}
	if n.Help != "" {
		line.Helped = v.needWords(n.Help)
	}
	switch {
	case n.Open():
		line.Day = v.T("casework.day."+string(n.State), "Day", v.Date(n.Next))
	case n.Reason != "":
		line.Day = v.T("casework.reason." + n.Reason)
	default:
		line.Day = v.T("casework.outcome." + string(n.Outcome))
	}
	return line
}

func (s *Server) cases(v *visit) error {
	q := v.r.URL.Query()
	stuck := q.Get("lijst") == "vast"
	rows, more, err := s.Casework.List(v.r.Context(), v.actor, casework.Filter{Team: q.Get("team"), Stuck: stuck, After: q.Get("na")})
	if err != nil {
		return err
	}
	page, err := s.casesPage(v, rows)
	if err != nil {
		return err
	}
	page.Team = q.Get("team")
	for _, tab := range []string{"", "vast"} {
		page.Tabs = append(page.Tabs, queueTab{Path: v.URL("/casussen", "lijst", tab, "team", page.Team), Label: v.T("casework.list." + cmp.Or(tab, "open")), Here: stuck == (tab == "vast")})
	}
	if more {
		page.Next = v.URL("/casussen", "lijst", q.Get("lijst"), "team", page.Team, "na", rows[len(rows)-1].ID)
	}
	return s.showStaff(v, "cases", page)
}

func (s *Server) casesPage(v *visit, rows []casework.Row) (page casesPage, err error) {
	ctx, today := v.r.Context(), calendar.Today(s.Now())
	tree, err := s.Places.Tree(ctx, v.actor)
	if err != nil {
		return page, err
	}
	page = casesPage{layout: s.staffLayout(v, v.T("cases.title")), Rows: v.caseRows(tree, rows, today), Find: fill(), Today: today.Format(time.DateOnly),
		Intervisions: access.Any(v.actor, access.Read, access.Intervisions), Needed: access.Any(v.actor, access.Read, access.Needed), Decides: access.Any(v.actor, access.Edit, access.CaseForm), Form: fill("kind", string(casework.CaseMeeting), "held", today.Format(time.DateOnly))}
	if page.Teams, err = s.Casework.Teams(ctx, v.actor, access.Read); err != nil {
		return page, err
	}
	if access.Any(v.actor, access.Edit, access.Cases) {
		if page.Own, err = s.Casework.Teams(ctx, v.actor, access.Edit); err != nil {
			return page, err
		}
	}
	met, err := s.Casework.Meetings(ctx, v.actor)
	for _, d := range met {
		row := meetingRow{Discussion: d, Path: v.URL("/besprekingen/" + d.ID)}
		if i := slices.IndexFunc(page.Teams, func(t people.Team) bool { return t.ID == d.Team }); i >= 0 {
			row.Name = page.Teams[i].Name
		}
		page.Met = append(page.Met, row)
	}
	return page, err
}

// findCase looks a case up by its code or words, which stand in no address.
func (s *Server) findCase(v *visit) error {
	if _, err := access.Reach(v.actor, access.Read, access.Cases); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	rows, err := s.Casework.Find(v.r.Context(), v.actor, f.Get("find"))
	if err != nil {
		return err
	}
	page, err := s.casesPage(v, rows)
	if err != nil {
		return err
	}
	page.Find, page.Found = f, true
	return s.showStaff(v, "cases", page)
}

// slipsPage is codes with their words, to print before a meeting.
type slipsPage struct {
	layout
	Form  form
	Teams []people.Team
	Slips []casework.Slip
	Name  string // of the team
}

func (s *Server) slips(v *visit) error {
	page, err := s.slipsPage(v, fill("team", v.r.URL.Query().Get("team"), "slips", "10"))
	if err != nil {
		return err
	}
	return s.showStaff(v, "slips", page)
}

func (s *Server) slipsPage(v *visit, f form) (page slipsPage, err error) {
	page = slipsPage{layout: s.staffLayout(v, v.T("slips.title")), Form: f}
	page.Teams, err = s.Casework.Teams(v.r.Context(), v.actor, access.Edit)
	for _, team := range page.Teams {
		if team.ID == f.Get("team") {
			page.Name = team.Name
		}
	}
	return page, err
}

// printSlips makes slips, and shows them in the answer to the form only.
func (s *Server) printSlips(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	page, err := s.slipsPage(v, f)
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(f.Get("slips")) // no number is 0, which is too few
	page.Slips, err = s.Casework.PrintSlips(v.r.Context(), v.actor, f.Get("team"), n)
	if f.blame(v, err) {
		return s.again(v, f, "slips", page)
	}
	if err != nil {
		return err
	}
	return s.showStaff(v, "slips", page)
}

// casePage is one case with all that can be done with it.
type casePage struct {
	layout
	casework.Detail
	Form   form
	Act    string // what was tried, when something is wrong with it
	Lines  []needView
	Edit   bool
	Record caseForm
	Wijk   string
	Team   string
	Who    string
	Past   []eventRow
	Glass  bool // may break the glass for the texts
	Later  string
}

// needView is a need on the page of its case.
type needView struct {
	needLine
	Offers []offer
	Passed []referralRow
	Refer  string // address where it is passed on
}

// Stamp is the version for forms.
func (p casePage) Stamp() string { return strconv.FormatInt(p.Version, 10) }

// Post is where forms go.
func (p casePage) Post() string { return p.URL("/casussen/" + p.ID) }

// Codes gives the choices of a field, in words.
func (p casePage) Codes(field string) (all []tick) {
	codes, said := map[string][]string{"own": casework.OwnNetworks, "carer": casework.Carers, "level": casework.Levels, "accent": casework.Accents, "not-going": casework.NotGoingReasons}[field],
		map[string]string{"own": p.OwnNetwork, "carer": p.Carer, "level": p.Level, "accent": p.Accent}[field]
	key := "casework." + field + "."
	if field == "not-going" {
		key = "casework.reason."
	}
	for _, code := range codes {
		all = append(all, tick{code, p.T(key + code), cmp.Or(p.Form.Get(field), said) == code})
	}
	return all
}

// settling is what a template needs to settle a need.
type settling struct {
	Form               form
	Line               needLine
	Post, Stamp, Later string
	Visit              string // team whose visit sheet comes next, or ""
	Reasons            []tick
	Helpers            []tick
	Levels             []tick
}

// helpsNow is the question who helps now, and how much care there is, in a form that settles a need.
type helpsNow struct {
	ID      string
	Helpers []tick
	Levels  []tick
}

// Asked gives these questions for an outcome.
func (s settling) Asked(outcome string) helpsNow {
	return helpsNow{s.Line.ID + "-" + outcome, s.Helpers, s.Levels}
}

// helpers gives who can help, in words.
func (l layout) helpers() (all []tick) {
	for _, h := range measure.Helpers {
		all = append(all, tick{Code: string(h), Label: l.T("measure.helper." + string(h))})
	}
	return all
}

// levels gives how much care there can be, in words.
func (l layout) levels() (all []tick) {
	for _, code := range casework.Levels {
		all = append(all, tick{Code: code, Label: l.T("casework.level." + code)})
	}
	return all
}

// Settling lets a need be settled.
func (p casePage) Settling(line needView) settling {
	return settling{p.Form, line.needLine, p.Post(), p.Stamp(), p.Later, "", p.Codes("not-going"), p.helpers(), p.levels()}
}

// Prints tells whether there is something for the resident to choose from.
func (p casePage) Prints() bool {
	return slices.ContainsFunc(p.Lines, func(l needView) bool { return l.Open() && len(l.Offers) > 0 })
}

func (s *Server) oneCase(v *visit) error {
	page, err := s.casePage(v, fill())
	if err != nil {
		return err
	}
	return s.showStaff(v, "case", page)
}

func (s *Server) casePage(v *visit, f form) (page casePage, err error) {
	ctx := v.r.Context()
	d, err := s.Casework.Case(ctx, v.actor, v.r.PathValue("id"))
	if err != nil {
		return page, err
	}
	tree, err := s.Places.Tree(ctx, v.actor)
	if err != nil {
		return page, err
	}
	area, _ := tree.Get(d.Area)
	page = casePage{layout: s.staffLayout(v, v.T("cases.one", "Words", d.Words)), Detail: d, Form: f, Wijk: area.Name, Who: d.Responsible.Name,
		Edit:  access.Can(v.actor, access.Edit, access.Cases, access.At{ID: d.ID, Area: d.Area, Team: d.Case.Team, Person: d.Owner}) == nil,
		Glass: !d.Texts && access.Can(v.actor, access.Edit, access.Glass) == nil, Later: d.Today.AddDate(0, 0, 14).Format(time.DateOnly)}
	if page.Team, err = s.teamName(v, d.Case.Team); err != nil {
		return page, err
	}
	if page.Lines, err = s.needViews(v, tree, d); err != nil {
		return page, err
	}
	names, err := s.namesFor(v)
	if err != nil {
		return page, err
	}
	for _, e := range d.Events {
		page.Past = append(page.Past, v.caseEvent(e, d.Needs, names))
	}
	if page.Edit {
		page.Record, err = s.caseForm(v, casework.Row{Case: d.Case, Needs: d.Needs}, f, page.Post(), d.Form, nil)
	}
	return page, err
}

// teamName gives the name of a team among those whose cases the actor reads.
func (s *Server) teamName(v *visit, id string) (string, error) {
	teams, err := s.Casework.Teams(v.r.Context(), v.actor, access.Read)
	for _, team := range teams {
		if team.ID == id {
			return team.Name, nil
		}
	}
	return "", err
}

// needViews gives the needs of a case with the services on their shortlists and the referrals made of them.
func (s *Server) needViews(v *visit, tree places.Tree, d casework.Detail) (all []needView, err error) {
	var ids []string
	for _, n := range d.Needs {
		ids = append(ids, n.ID)
	}
	var referrals []referral.Row
	if access.Any(v.actor, access.Read, access.Referrals) {
		if referrals, err = s.Referral.CameFrom(v.r.Context(), v.actor, referral.FromCase, ids...); err != nil {
			return nil, err
		}
	}
	for _, n := range d.Needs {
		view := needView{needLine: v.needLine(n, d.Today), Refer: v.URL("/doorverwijzingen/nieuw", "van", referral.FromCase, "id", n.ID)}
		if view.Offers, err = s.offers(v, searched{}, n.Services); err != nil {
			return nil, err
		}
		for _, r := range referrals {
			if r.Source.ID == n.ID {
				view.Passed = append(view.Passed, v.referralRow(tree, r, d.Today, v.URL("/doorverwijzingen/"+r.ID)))
			}
		}
		all = append(all, view)
	}
	return all, nil
}

// caseEvent puts something that happened in words.
func (v *visit) caseEvent(e casework.Event, needs []casework.Need, names map[string]string) eventRow {
	row := eventRow{When: v.moment(e.At), Text: v.T("casework.act." + string(e.Act)), Reason: e.Reason}
	for _, n := range needs {
		if n.ID == e.Need && n.Help != "" {
			row.Text += ": " + v.needWords(n.Help)
		}
	}
	if e.State != "" {
		row.Text += " (" + v.T("casework.state."+string(e.State)) + ")"
	}
	if by := names[e.Person]; by != "" {
		row.Text += ", " + by
	}
	return row
}

// caseTodos gives what waits for this person among cases, for the page of the week.
func (s *Server) caseTodos(v *visit) (lines []todo, err error) {
	if !access.Any(v.actor, access.Edit, access.Cases) {
		return nil, nil
	}
	turns, _, err := s.Casework.Due(v.r.Context(), v.actor)
	for _, turn := range turns {
		line := todo{Text: v.T("week.case.action", "Words", turn.Words), Day: &turn.Next, Who: v.me.Name, Path: v.URL("/casussen/" + turn.ID)}
		if n := turn.Need; n != nil {
			line.Text = v.T("week.case."+string(n.State), "Words", turn.Words, "Need", v.needLine(*n, turn.Next).Helped)
			if n.State == casework.Suitable {
				line.Path = v.URL("/doorverwijzingen/nieuw", "van", referral.FromCase, "id", n.ID)
			}
		}
		lines = append(lines, line)
	}
	return lines, err
}
