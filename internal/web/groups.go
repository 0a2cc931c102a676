package web

import (
	"samenspel/internal/directory"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

// groupsPage holds which groups at the identity provider give which role.
type groupsPage struct {
	layout
	Rules         []people.GroupRule
	Form          form
	Provider      string // "" = there is none
	Tree          places.Tree
	Areas         []places.Area
	Teams         []people.Team
	Organizations []directory.Organization
	Roles         []people.Role
}

// For gives what a rule is for, in words.
func (p groupsPage) For(r people.GroupRule) string {
	if area, ok := p.Tree.Get(r.AreaID); ok {
		return area.Name
	}
	for _, t := range p.Teams {
		if t.ID == r.TeamID {
			return t.Name
		}
	}
	for _, o := range p.Organizations {
		if o.ID == r.OrganizationID {
			return o.Name
		}
	}
	return ""
}

func (s *Server) groups(v *visit) error {
	page, err := s.groupsPage(v)
	if err != nil {
		return err
	}
	return s.showStaff(v, "groups", page)
}

func (s *Server) groupsPage(v *visit) (page groupsPage, err error) {
	ctx := v.r.Context()
	page = groupsPage{layout: s.staffLayout(v, v.T("groups.title")), Form: fill(), Provider: s.options.ProviderName, Roles: people.Assignable}
	if page.Rules, err = s.People.GroupRules(ctx, v.actor); err != nil {
		return page, err
	}
	if page.Tree, err = s.Places.Tree(ctx, v.actor); err != nil {
		return page, err
	}
	page.Areas = staffAreas(page.Tree)
	if page.Teams, err = s.People.Teams(ctx, v.actor); err != nil {
		return page, err
	}
	page.Organizations, err = s.Directory.Organizations(ctx, v.actor)
	return page, err
}

func (s *Server) addGroup(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	err = s.People.AddGroupRule(v.r.Context(), v.actor, people.GroupRule{ID: f.made(), Group: f.Get("group"), Role: people.Role(f.Get("role")), AreaID: f.Get("area"),
		TeamID: f.Get("team"), OrganizationID: f.Get("organization")})
	if f.blame(v, err) {
		page, err := s.groupsPage(v)
		if err != nil {
			return err
		}
		page.Form = f
		return s.again(v, f, "groups", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/groepen"))
}

func (s *Server) dropGroup(v *visit) error {
	if err := s.People.DropGroupRule(v.r.Context(), v.actor, v.subject()); err != nil {
		return err
	}
	return v.done(v.URL("/beheer/groepen"))
}
