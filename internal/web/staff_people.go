package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

// peoplePage lists everyone who does something here, and what is not taken care of.
type peoplePage struct {
	layout
	People []people.Record
	Vacant []places.Area // wijken without an ambassador of their own
	Areas  places.Tree
}

// AreaName gives the name of an area.
func (p peoplePage) AreaName(id string) string {
	area, _ := p.Areas.Get(id)
	return area.Name
}

func (s *Server) peopleList(v *visit) error {
	all, err := s.People.Persons(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	assigned, err := s.People.Assigned(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := peoplePage{layout: s.staffLayout(v, v.T("people.title")), People: all, Areas: tree}
	for _, wijk := range tree.Kind(places.Wijk) {
		if people.Who(tree, wijk.ID, assigned).Vacant {
			page.Vacant = append(page.Vacant, wijk)
		}
	}
	return s.showStaff(v, "people", page)
}

// personPage is one person with everything that person does.
type personPage struct {
	layout
	Person        people.Record
	Form          form // of the person
	Task          form // of a new task
	Away          form
	Handover      form
	Areas         []places.Area
	Tree          places.Tree
	Teams         []people.Team
	Organizations []directory.Organization
	Others        []people.Record
	Roles         []people.Role
	Variants      []string
}

// AreaName gives the name of an area.
func (p personPage) AreaName(id string) string {
	area, _ := p.Tree.Get(id)
	return area.Name
}

func (s *Server) personPage(v *visit, id string) (page personPage, err error) {
	ctx := v.r.Context()
	if id != "" {
		if page.Person, err = s.People.Person(ctx, v.actor, id); err != nil {
			return page, err
		}
	}
	page.layout = s.staffLayout(v, page.Person.Name)
	if id == "" {
		page.layout = s.staffLayout(v, v.T("people.new"))
	}
	if page.Tree, err = s.Places.Tree(ctx, v.actor); err != nil {
		return page, err
	}
	if page.Teams, err = s.People.Teams(ctx, v.actor); err != nil {
		return page, err
	}
	if page.Organizations, err = s.Directory.Organizations(ctx, v.actor); err != nil {
		return page, err
	}
	if page.Others, err = s.People.Persons(ctx, v.actor); err != nil {
		return page, err
	}
	page.Others = slices.DeleteFunc(page.Others, func(r people.Record) bool { return r.ID == id })
	for _, kind := range []places.Kind{places.Gemeente, places.Wijk, places.Buurt} {
		page.Areas = append(page.Areas, page.Tree.Kind(kind)...)
	}
	p := page.Person
	page.Form = fill("name", p.Name, "phone", p.Phone, "email", p.Email, "organization", p.OrganizationID, "quote", p.Quote, "version", strconv.FormatInt(p.Version, 10))
	page.Task = fill("starts", s.Now().Format(time.DateOnly), "paid", "ja", "hours", "8")
	page.Away, page.Handover = fill(), fill()
	page.Roles, page.Variants = people.Assignable, people.Variants
	return page, nil
}

func (s *Server) person(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Staff); err != nil {
		return err
	}
	page, err := s.personPage(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.showStaff(v, "person", page)
}

func (s *Server) savePerson(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	saved, err := s.People.Save(v.r.Context(), v.actor, people.Person{ID: id, Name: f.Get("name"), Phone: f.Get("phone"), Email: f.Get("email"),
		OrganizationID: f.Get("organization"), Quote: f.Get("quote"), Version: f.version()})
	if f.blame(v, err) {
		return s.personAgain(v, f, func(p *personPage) { p.Form = f })
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/mensen/" + saved))
}

// personAgain shows the page of a person with a form that has something wrong in it.
func (s *Server) personAgain(v *visit, f form, put func(*personPage)) error {
	page, err := s.personPage(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	put(&page)
	return s.again(v, f, "person", page)
}

func (s *Server) assign(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	a := people.Assignment{Person: people.Person{ID: v.r.PathValue("id")}, Role: people.Role(f.Get("role")), Variant: f.Get("variant"),
		AreaID: f.Get("area"), TeamID: f.Get("team"), OrganizationID: f.Get("organization"), Sector: f.Get("sector"), HoursWeek: f.number(v, "hours"),
		Days: f.Get("days"), Consulting: f.Get("consulting"), Paid: f.Is("paid", "ja"), Funding: f.Get("funding"),
		Starts: f.dayOr(v, "starts", s.Now().UTC()), Ends: f.day(v, "ends")}
	if !f.Failed() {
		err = s.People.Assign(v.r.Context(), v.actor, a)
	}
	if f.blame(v, err) || f.Failed() {
		return s.personAgain(v, f, func(p *personPage) { p.Task = f })
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/mensen/" + v.r.PathValue("id")))
}

func (s *Server) endTask(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if err := s.People.End(v.r.Context(), v.actor, f.Get("task"), s.Now().UTC()); err != nil {
		return err
	}
	return v.done(v.URL("/beheer/mensen/" + v.r.PathValue("id")))
}

func (s *Server) away(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	starts, ends := f.dayOr(v, "starts", s.Now().UTC()), f.dayOr(v, "ends", time.Time{})
	if !f.Failed() {
		err = s.People.Away(v.r.Context(), v.actor, people.Absence{PersonID: v.r.PathValue("id"), StandIn: people.Person{ID: f.Get("standin")}, Starts: starts, Ends: ends})
	}
	if f.blame(v, err) || f.Failed() {
		return s.personAgain(v, f, func(p *personPage) { p.Away = f })
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/mensen/" + v.r.PathValue("id")))
}

func (s *Server) handover(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	day := f.dayOr(v, "day", s.Now().UTC())
	if !f.Failed() {
		_, err = s.People.Handover(v.r.Context(), v.actor, v.r.PathValue("id"), f.Get("successor"), day)
	}
	if f.blame(v, err) || f.Failed() {
		return s.personAgain(v, f, func(p *personPage) { p.Handover = f })
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/mensen/" + f.Get("successor")))
}

// teamsPage lists the teams with their members, and what is not taken care of.
type teamsPage struct {
	layout
	Teams  []teamView
	Form   form
	People []choice // everyone, by name
	Areas  []places.Area
	Steps  []string
	Staff  bool // may make teams
}

type teamView struct {
	people.Team
	Liaison string // name, or "" when there is none
	Area    string
}

func (s *Server) teams(v *visit) error {
	page, err := s.teamsPage(v)
	if err != nil {
		return err
	}
	return s.showStaff(v, "teams", page)
}

func (s *Server) teamsPage(v *visit) (page teamsPage, err error) {
	ctx := v.r.Context()
	all, err := s.People.Teams(ctx, v.actor)
	if err != nil {
		return page, err
	}
	tree, err := s.Places.Tree(ctx, v.actor)
	if err != nil {
		return page, err
	}
	names, err := s.People.Names(ctx, v.actor)
	if err != nil {
		return page, err
	}
	assigned, err := s.People.Assigned(ctx, v.actor)
	if err != nil {
		return page, err
	}
	page = teamsPage{layout: s.staffLayout(v, v.T("teams.title")), Form: fill(), People: byName(names), Areas: tree.Kind(places.Wijk), Steps: people.Steps,
		Staff: access.Can(v.actor, access.Edit, access.Staff) == nil}
	for _, t := range all {
		area, _ := tree.Get(t.AreaID)
		page.Teams = append(page.Teams, teamView{t, liaisonOf(t.ID, assigned), area.Name})
	}
	return page, nil
}

func byName(names map[string]string) []choice {
	var choices []choice
	for id, name := range names {
		choices = append(choices, choice{Code: id, Label: name})
	}
	slices.SortFunc(choices, func(a, b choice) int { return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Code, b.Code)) })
	return choices
}

func liaisonOf(team string, assigned []people.Assignment) string {
	for _, task := range assigned {
		if task.Role == access.Liaison && task.TeamID == team {
			return task.Person.Name
		}
	}
	return ""
}

func (s *Server) saveTeam(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	_, err = s.People.SaveTeam(v.r.Context(), v.actor, people.Team{Name: f.Get("name"), Kind: f.Get("kind"), AreaID: f.Get("area"), Email: f.Get("email")})
	if f.blame(v, err) {
		page, err := s.teamsPage(v)
		if err != nil {
			return err
		}
		page.Form = f
		if _, taken := f.Wrong[""]; taken {
			delete(f.Wrong, "")
			f.Wrong["name"] = v.T("teams.taken")
		}
		return s.again(v, f, "teams", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/teams"))
}

// changeTeam does one thing with the members of a team: join, leave or tick.
func (s *Server) changeTeam(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	team, ctx := v.r.PathValue("id"), v.r.Context()
	if err := access.Can(v.actor, access.Edit, access.Staff, access.At{Team: team}); err != nil {
		return err
	}
	switch f.Get("do") {
	case "join":
		_, err = s.People.Join(ctx, v.actor, team, f.Get("person"), s.Now().UTC())
	case "leave":
		err = s.People.Leave(ctx, v.actor, team, f.Get("membership"), s.Now().UTC())
	case "tick":
		err = s.People.Tick(ctx, v.actor, team, f.Get("membership"), f.Get("step"))
	default:
		err = fmt.Errorf("%w: a team cannot %q", errs.Invalid, f.Get("do"))
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/teams"))
}

// settingsPage is what the network says about itself.
type settingsPage struct {
	layout
	Form form
}

func (s *Server) settings(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Settings); err != nil {
		return err
	}
	n := v.Network.Settings
	return s.showStaff(v, "settings", settingsPage{s.staffLayout(v, v.T("settings.title")), fill("name", n.Name, "town", n.Town, "motto", n.Motto, "phone", n.Phone,
		"email", n.Email, "hours", n.Hours, "address", n.Address, "about", n.About, "about_en", n.AboutEN, "version", strconv.FormatInt(v.Network.Version, 10))})
}

func (s *Server) saveSettings(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	n := v.Network
	n.Version = f.version()
	n.Settings.Name, n.Settings.Town, n.Settings.Motto, n.Settings.Phone = f.Get("name"), f.Get("town"), f.Get("motto"), f.Get("phone")
	n.Settings.Email, n.Settings.Hours, n.Settings.Address = f.Get("email"), f.Get("hours"), f.Get("address")
	n.Settings.About, n.Settings.AboutEN = f.Get("about"), f.Get("about_en")
	err = s.Networks.Change(v.r.Context(), v.actor, n)
	if f.blame(v, err) {
		return s.again(v, f, "settings", settingsPage{s.staffLayout(v, v.T("settings.title")), f})
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/instellingen"))
}

// invite gives a person an account: the invitation goes to the address that the person has.
func (s *Server) invite(v *visit) error {
	record, err := s.People.Person(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	f := fill()
	_, _, err = s.Accounts.Invite(v.r.Context(), v.actor, record.ID, record.Email)
	if f.blame(v, err) {
		if _, there := f.Wrong[""]; there {
			f.Wrong[""] = v.T("people.invited")
		}
		return s.personAgain(v, f, func(p *personPage) { p.Form.Wrong = f.Wrong })
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/mensen/" + record.ID))
}
