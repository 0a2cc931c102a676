package web

import (
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/activity"
	"samenspel/internal/casework"
	"samenspel/internal/desk"
	"samenspel/internal/directory"
	"samenspel/internal/group"
	"samenspel/internal/people"
	"samenspel/internal/places"
	"samenspel/internal/referral"
	"samenspel/internal/teamwork"
)

// peoplePage lists everyone who does something here, and what is not taken care of.
type peoplePage struct {
	layout
	People []people.Record
	Vacant []places.Area // wijken without an ambassador of their own
	Areas  places.Tree
	Edit   bool // this person may change them
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
	tree, assigned, err := s.whoIsWho(v)
	if err != nil {
		return err
	}
	page := peoplePage{layout: s.staffLayout(v, v.T("people.title")), People: all, Areas: tree, Edit: access.Can(v.actor, access.Edit, access.Staff) == nil}
	for _, wijk := range tree.Kind(places.Wijk) {
		if page.layout.Vacant(people.Who(tree, wijk.ID, assigned)) {
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
	Account       accountView
	Portrait      form
	Areas         []places.Area
	Tree          places.Tree
	Teams         []people.Team
	Organizations []directory.Organization
	Others        []people.Record
	Roles         []people.Role
	Variants      map[people.Role][]string
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
	if page.Account, err = s.accountOf(v, id); err != nil {
		return page, err
	}
	page.Areas = staffAreas(page.Tree)
	p := page.Person
	page.Form = fill("name", p.Name, "phone", p.Phone, "email", p.Email, "organization", p.OrganizationID, "quote", p.Quote, "version", strconv.FormatInt(p.Version, 10))
	page.Task = fill("starts", s.Now().Format(time.DateOnly), "paid", "ja", "hours", "8")
	page.Away, page.Handover, page.Portrait = fill(), fill(), fill()
	page.Roles, page.Variants = people.Assignable, people.Variants
	return page, nil
}

// staffAreas are the areas that a task can be for, the largest first.
func staffAreas(tree places.Tree) (areas []places.Area) {
	for _, kind := range []places.Kind{places.Gemeente, places.Wijk, places.Buurt} {
		areas = append(areas, tree.Kind(kind)...)
	}
	return areas
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
	if err := access.Can(v.actor, access.Edit, access.Staff); err != nil {
		return err
	}
	if err := s.scan(v, f, f.Get("name")); err != nil {
		return err
	}
	if f.Failed() {
		return s.personAgain(v, f, func(p *personPage) { p.Form = f })
	}
	p := people.Person{ID: id, Name: f.Get("name"), Phone: f.Get("phone"), Email: f.Get("email"), OrganizationID: f.Get("organization"), Quote: f.Get("quote"), Version: f.version()}
	if id == "" {
		p.ID, p.Version = f.made(), 0
	}
	saved, err := s.People.Save(v.r.Context(), v.actor, p)
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
	if err := access.Can(v.actor, access.Edit, access.Staff); err != nil {
		return err
	}
	record, err := s.People.Person(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := s.scan(v, f, record.Name); err != nil {
		return err
	}
	a := people.Assignment{ID: f.made(), Person: people.Person{ID: record.ID}, Role: people.Role(f.Get("role")), Variant: f.Get("variant"),
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
		_, err = s.People.Handover(v.r.Context(), v.actor, v.r.PathValue("id"), f.Get("successor"), day, desk.Mover, referral.Mover, casework.Mover, activity.Mover, teamwork.Mover, group.Mover)
	}
	if f.blame(v, err) || f.Failed() {
		return s.personAgain(v, f, func(p *personPage) { p.Handover = f })
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/mensen/" + f.Get("successor")))
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
		"email", n.Email, "hours", n.Hours, "address", n.Address, "desk", n.Desk, "bank", n.Bank, "about", n.About, "about_en", n.AboutEN, "version", strconv.FormatInt(v.Network.Version, 10))})
}

func (s *Server) saveSettings(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	n := v.Network
	n.Version = f.version()
	n.Settings.Name, n.Settings.Town, n.Settings.Motto, n.Settings.Phone = f.Get("name"), f.Get("town"), f.Get("motto"), f.Get("phone")
	n.Settings.Email, n.Settings.Hours, n.Settings.Address, n.Settings.Desk = f.Get("email"), f.Get("hours"), f.Get("address"), f.Get("desk")
	n.Settings.About, n.Settings.AboutEN, n.Settings.Bank = f.Get("about"), f.Get("about_en"), website(f.Get("bank"))
	err = s.Networks.Change(v.r.Context(), v.actor, n)
	if f.blame(v, err) {
		return s.again(v, f, "settings", settingsPage{s.staffLayout(v, v.T("settings.title")), f})
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/instellingen"))
}
