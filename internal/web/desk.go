package web

import (
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/desk"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

// The pages of this file are screen 7: the queue of the information point and the page of one question. How a new one is
// written down stands in desk_new.go, what can be done with one in desk_act.go.

// queueNames are the lists as they stand in addresses.
var queueNames = []struct {
	Name string
	List desk.List
}{{"mijn", desk.Mine}, {"vrij", desk.Unassigned}, {"terugbellen", desk.CallBacks}, {"alle", desk.All}}

// queuePage is a list of questions.
type queuePage struct {
	layout
	Tabs   []queueTab
	List   desk.List
	Rows   []enquiryRow
	Drafts []draftRow
	Next   string // address of the next page, or ""
	Writes bool   // may write down a new one
	Whole  bool   // sees the questions of the whole network
	Form   form   // of the search for a caller
	Found  bool   // Rows are those of a caller
}

type queueTab struct {
	Path, Label string
	N           int
	More        bool // there are more than were counted
	Here        bool
}

// enquiryRow is one question in a list.
type enquiryRow struct {
	desk.Row
	Path    string
	Text    string // the beginning of the note
	Wijk    string
	Who     string // is responsible now
	Day     string // what the next day is, in words
	Overdue bool
}

type draftRow struct{ Path, Text, When string }

func (s *Server) queue(v *visit) error {
	name := v.r.URL.Query().Get("lijst")
	list := desk.Mine
	for _, n := range queueNames {
		if n.Name == name {
			list = n.List
		}
	}
	q, err := s.Desk.Queue(v.r.Context(), v.actor, list, v.r.URL.Query().Get("na"))
	if err != nil {
		return err
	}
	page := queuePage{layout: s.staffLayout(v, v.T("desk.title")), List: list, Form: fill(), Writes: access.Any(v.actor, access.Edit, access.Enquiries),
		Whole: access.Can(v.actor, access.Edit, access.Enquiries) == nil}
	for _, n := range queueNames {
		page.Tabs = append(page.Tabs, queueTab{v.URL("/vragen", "lijst", n.Name), v.T("desk.list." + string(n.List)), q.Counts[n.List], q.Counts[n.List] >= desk.MostCounted, n.List == list})
	}
	page.Rows = v.enquiryRows(q.Post, q.Rows, q.Today)
	if q.Next != "" {
		page.Next = v.URL("/vragen", "lijst", name, "na", q.Next)
	}
	if list == desk.Mine {
		page.Drafts, err = s.drafts(v)
	}
	if err != nil {
		return err
	}
	return s.showStaff(v, "queue", page)
}

// drafts gives what this person was typing.
func (s *Server) drafts(v *visit) (rows []draftRow, err error) {
	all, err := s.Desk.Drafts(v.r.Context(), v.actor)
	for _, d := range all {
		text := ""
		if note := d.Fields["note"]; len(note) > 0 {
			text = cut(note[0], rowText)
		}
		rows = append(rows, draftRow{v.URL("/vragen/nieuw", "concept", d.ID), text, v.moment(d.Changed)})
	}
	return rows, err
}

// rowText is how much of a note a row shows, in characters.
const rowText = 110

func (v *visit) enquiryRows(post desk.Post, rows []desk.Row, today time.Time) []enquiryRow {
	all := make([]enquiryRow, len(rows))
	for i, r := range rows {
		all[i] = enquiryRow{Row: r, Path: v.URL("/vragen/" + r.ID), Text: cut(r.Note, rowText), Who: v.responsible(r.Enquiry, r.Responsible), Day: v.nextDay(r.Enquiry),
			Overdue: r.Overdue(today)}
		if r.Erased {
			all[i].Text = v.T("desk.erased")
		}
		if area, ok := post.Tree.Get(r.Area); ok {
			all[i].Wijk = area.Name
		}
	}
	return all
}

// responsible says who must do something about a question now.
func (v *visit) responsible(e desk.Enquiry, who people.Person) string {
	name := who.Name
	if name == "" {
		name = v.T("point.title")
	}
	if e.Outside != "" {
		return v.T("desk.outside", "Name", e.Outside, "Who", name)
	}
	return name
}

// nextDay says what must happen when.
func (v *visit) nextDay(e desk.Enquiry) string {
	if !e.Open() {
		return v.T("desk.outcome." + string(e.Outcome))
	}
	return v.T("desk.day."+string(e.State), "Day", v.Date(e.Next))
}

// findCaller shows the questions of who has a telephone number. It is a form, so that the number stands in no address.
func (s *Server) findCaller(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	found, err := s.Desk.Caller(v.r.Context(), v.actor, f.Get("caller"))
	if err != nil {
		return err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := queuePage{layout: s.staffLayout(v, v.T("desk.caller.title")), Form: f, Found: true, Writes: access.Any(v.actor, access.Edit, access.Enquiries)}
	rows := make([]desk.Row, len(found))
	for i, e := range found {
		rows[i] = desk.Row{Enquiry: e}
	}
	post := desk.Post{Duty: people.Duty{Tree: tree}}
	page.Rows = v.enquiryRows(post, rows, calendar.Today(s.Now()))
	for i := range page.Rows {
		page.Rows[i].Who = ""
	}
	return s.showStaff(v, "queue", page)
}

// enquiryPage is one question with all that can be done with it.
type enquiryPage struct {
	layout
	desk.Detail
	Form    form
	Act     string // what was tried, when something is wrong with it
	Wijk    string
	Who     string
	Day     string
	Overdue bool
	Needed  []string // needs in words
	Sources []eventRow
	Edit    bool // may change it
	Route   string
	Targets []tick
	Wijken  []places.Area
	Offers  []offer
	Usual   usual
	Refers  bool          // may make a referral of it
	Sent    []referralRow // referrals that came from it
	Today   string
}

// eventRow is one thing that happened, in words.
type eventRow struct{ When, Text, Reason string }

func (s *Server) enquiry(v *visit) error {
	page, err := s.enquiryPage(v, fill())
	if err != nil {
		return err
	}
	return s.showStaff(v, "enquiry", page)
}

func (s *Server) enquiryPage(v *visit, f form) (page enquiryPage, err error) {
	d, err := s.Desk.Enquiry(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return page, err
	}
	today := calendar.Today(s.Now())
	page = enquiryPage{layout: s.staffLayout(v, v.T("desk.one", "Code", d.Code)), Detail: d, Form: f, Who: v.responsible(d.Enquiry, d.Responsible), Day: v.nextDay(d.Enquiry),
		Overdue: d.Overdue(today), Wijken: d.Post.Tree.Kind(places.Wijk), Today: today.Format(time.DateOnly)}
	if area, ok := d.Post.Tree.Get(d.Area); ok {
		page.Wijk = area.Name
	}
	for _, code := range d.Needs {
		if term, ok := directory.Taxonomy().Needs.Find(code); ok {
			page.Needed = append(page.Needed, term.Label(v.Lang()))
		}
	}
	names := namesOf(d.Post)
	for _, event := range d.Events {
		page.Sources = append(page.Sources, v.event(event, names))
	}
	page.Edit = s.mayEdit(v, d)
	if err := s.referralsOf(v, &page, today); err != nil {
		return page, err
	}
	if page.Edit && d.Open() {
		s.passingOn(v, &page)
		resident := !d.Asker.Professional()
		if page.Offers, err = s.offers(v, searched{d.Note, d.Area, resident}, f.values["given"]); err != nil {
			return page, err
		}
		if page.Usual, err = s.usualFor(v, resident, d.Needs, page.Offers, f.values["given"]); err == nil && !f.Is("do", string(desk.Answer)) {
			f.values.Set("text", page.Usual.Words)
		}
	}
	return page, err
}

// mayEdit tells whether somebody may do something with a question.
func (s *Server) mayEdit(v *visit, d desk.Detail) bool {
	person := d.Owner
	if d.Responsible.ID == v.actor.Person {
		person = v.actor.Person
	}
	return access.Can(v.actor, access.Edit, access.Enquiries, access.At{ID: d.ID, Area: d.Area, Person: person}) == nil
}

// passingOn fills in to whom a question can go.
func (s *Server) passingOn(v *visit, page *enquiryPage) {
	d := page.Detail
	switch to := d.Post.Route(d.Area, "", calendar.Today(s.Now())); {
	case to.Outside != "":
		page.Route = to.Outside
	case to.Person.ID != "" && to.Person.ID != d.Owner:
		page.Route = to.Person.Name
	}
	if d.Owner != "" {
		page.Targets = append(page.Targets, tick{Code: "desk", Label: v.T("point.title")})
	}
	for _, c := range d.Post.Candidates() {
		if c.Person.ID != d.Owner {
			page.Targets = append(page.Targets, tick{Code: "person:" + c.Person.ID, Label: c.Person.Name + " (" + v.T("role."+string(c.Role)) + ")"})
		}
	}
	for _, t := range d.Post.Teams {
		if t.Email != "" {
			page.Targets = append(page.Targets, tick{Code: "team:" + t.ID, Label: t.Name + " (" + v.T("desk.bymail") + ")"})
		}
	}
}

// namesOf gives the names of everyone with a task or a team, by id.
func namesOf(post desk.Post) map[string]string {
	names := map[string]string{}
	for _, a := range post.Tasks {
		names[a.Person.ID] = a.Person.Name
	}
	for _, t := range post.Teams {
		for _, m := range t.Members {
			names[m.Person.ID] = m.Person.Name
		}
	}
	return names
}

// event puts something that happened in words.
func (v *visit) event(e desk.Event, names map[string]string) eventRow {
	row := eventRow{When: v.moment(e.At), Text: v.T("desk.act." + string(e.Act)), Reason: e.Reason}
	if slices.Contains([]desk.Act{desk.PassOn, desk.Moved}, e.Act) || e.Act == desk.Receive && e.To != "" && e.To != e.Person {
		to := names[e.To]
		if e.To == "" {
			to = v.T("point.title")
		}
		row.Text += " → " + to
	}
	if by := names[e.Person]; by != "" {
		row.Text += " (" + by + ")"
	}
	return row
}

// answerPage is an answer on paper, in large type.
type answerPage struct {
	layout
	desk.Detail
}

func (s *Server) answerOnPaper(v *visit) error {
	d, err := s.Desk.Enquiry(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if len(d.Given) == 0 {
		return errs.NotFound
	}
	return s.showStaff(v, "answer", answerPage{s.staffLayout(v, v.T("desk.paper.title")), d})
}

// deskTodos gives what waits for this person at the information point, for the page of the week.
func (s *Server) deskTodos(v *visit) (lines []todo, err error) {
	if !access.Any(v.actor, access.Read, access.Enquiries) {
		return nil, nil
	}
	rows, today, err := s.Desk.Due(v.r.Context(), v.actor)
	for _, r := range rows {
		key := "week.enquiry"
		switch {
		case r.State == desk.LookingBack || r.State == desk.Waiting:
			key = "week.enquiry.callback"
		case r.Overdue(today):
			key = "week.enquiry.overdue"
		}
		lines = append(lines, todo{Text: v.T(key, "Code", r.Code), Day: &r.Next, Who: v.me.Name, Path: v.URL("/vragen/" + r.ID)})
	}
	return lines, err
}

// Stamp is the version of a question as a form carries it.
func (p enquiryPage) Stamp() string { return strconv.FormatInt(p.Version, 10) }

// Choices gives the choices of a field of a question, in words.
func (p enquiryPage) Choices(field string) []tick {
	return deskChoices(p.layout, field, p.current(field))
}

// current gives what a question says, or what was just chosen for it.
func (p enquiryPage) current(field string) string {
	if sent := p.Form.Get(field); sent != "" {
		return sent
	}
	return map[string]string{"kind": string(p.Kind), "asker": string(p.Asker), "whom": p.Whom, "when": string(p.When)}[field]
}

// deskChoices gives the choices of a field of a question.
func deskChoices(l layout, field, chosen string) (all []tick) {
	for _, code := range deskCodes(field) {
		all = append(all, tick{Code: code, Label: l.T("desk." + field + "." + code), Chosen: code == chosen})
	}
	return all
}

func deskCodes(field string) (codes []string) {
	switch field {
	case "kind":
		return plainCodes(desk.Kinds)
	case "asker":
		return plainCodes(desk.Askers)
	case "whom":
		return desk.Whom
	case "when":
		return plainCodes(desk.Whens)
	case "outcome":
		return plainCodes(desk.Endings)
	case "channel":
		return []string{string(desk.Phone), string(desk.Door), string(desk.Mail)}
	}
	return nil
}

// plainCodes gives codes of any kind as texts.
func plainCodes[T ~string](all []T) []string {
	plain := make([]string, len(all))
	for i, one := range all {
		plain[i] = string(one)
	}
	return plain
}
