package web

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

// teamsPage lists the teams with their members, and what is not taken care of.
type teamsPage struct {
	layout
	Teams  []teamView
	Form   form     // of a new team
	Change form     // of a change of the team with the id in At
	At     string   // "" = none
	People []choice // everyone, by name
	Areas  []places.Area
	Steps  []string
	Kinds  []people.MemberKind
	Staff  bool   // may make teams
	Only   bool   // members who were not introduced, and no others
	Today  string // for a training
}

// teamView is a team as the page shows it.
type teamView struct {
	people.Team
	Leads people.Person // the liaison; an empty person is nobody
	Guide people.Person // introduces new members; an empty person is nobody
	Area  string
	Edit  bool // may change who is in it
	Tick  bool // may tick off who was introduced
}

// Ticked tells whether a step of the introduction of a member was ticked off.
func (t teamView) Ticked(m people.Membership, step string) bool { return slices.Contains(m.Done, step) }

// Shown gives the members that the page shows.
func (p teamsPage) Shown(t teamView) []people.Membership {
	if !p.Only {
		return t.Members
	}
	return slices.DeleteFunc(slices.Clone(t.Members), people.Membership.Introduced)
}

// Typed gives what was typed in a field about a member when something was wrong with it, and else what is stored.
func (p teamsPage) Typed(member, name, stored string) string {
	if p.Change.Is("membership", member) && p.Change.values.Has(name) {
		return p.Change.Get(name)
	}
	return stored
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
	tree, assigned, err := s.whoIsWho(v)
	if err != nil {
		return page, err
	}
	names, err := s.People.Names(ctx, v.actor)
	if err != nil {
		return page, err
	}
	page = teamsPage{layout: s.staffLayout(v, v.T("teams.title")), Form: fill(), Change: fill(), People: byName(names), Areas: tree.Kind(places.Wijk), Steps: people.Steps,
		Kinds: []people.MemberKind{people.Professional, people.Volunteer}, Staff: access.Can(v.actor, access.Edit, access.Staff) == nil,
		Only: v.r.URL.Query().Get("toon") == "inwerken", Today: s.Now().Format(time.DateOnly)}
	for _, t := range all {
		area, _ := tree.Get(t.AreaID)
		page.Teams = append(page.Teams, teamView{Team: t, Leads: t.Liaison(assigned), Guide: t.Guide(tree, assigned), Area: area.Name,
			Edit: access.Can(v.actor, access.Edit, access.Staff, access.At{Team: t.ID}) == nil,
			Tick: access.Can(v.actor, access.Edit, access.Introductions, access.At{Team: t.ID, Area: t.AreaID}) == nil})
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

func (s *Server) saveTeam(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	_, err = s.People.SaveTeam(v.r.Context(), v.actor, people.Team{ID: f.made(), Name: f.Get("name"), Kind: f.Get("kind"), AreaID: f.Get("area"), Email: f.Get("email")})
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

// changeTeam does one thing with a team or its members.
func (s *Server) changeTeam(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	team := v.r.PathValue("id")
	err = s.change(v, f, team)
	if f.blame(v, err) || f.Failed() {
		page, err := s.teamsPage(v)
		if err != nil {
			return err
		}
		page.Change, page.At = f, team
		return s.again(v, f, "teams", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/teams") + "#t-" + team)
}

// change does what the button says. Each operation asks for the right it needs.
func (s *Server) change(v *visit, f form, team string) (err error) {
	ctx, now := v.r.Context(), s.Now().UTC()
	member := f.Get("membership")
	if f.Is("do", "tick") {
		return s.People.Tick(ctx, v.actor, team, member, f.Get("step"))
	}
	if err := access.Can(v.actor, access.Edit, access.Staff, access.At{Team: team}); err != nil {
		return err
	}
	if f.Is("do", "describe") || f.Is("do", "train") {
		if err := s.scan(v, f, ""); err != nil || f.Failed() {
			return err
		}
	}
	switch f.Get("do") {
	case "join":
		_, err = s.People.Join(ctx, v.actor, team, f.Get("person"), now)
	case "leave":
		err = s.People.Leave(ctx, v.actor, team, member, now)
	case "describe":
		err = s.People.Describe(ctx, v.actor, people.Membership{ID: member, TeamID: team, Kind: people.MemberKind(f.Get("kind")), Specialism: f.Get("specialism")})
	case "train":
		if day := f.dayOr(v, "day", now); !f.Failed() {
			err = s.People.Train(ctx, v.actor, team, member, people.Training{ID: f.made(), Name: f.Get("training"), Day: day})
		}
	case "untrain":
		err = s.People.Untrain(ctx, v.actor, team, f.Get("training"))
	case "volunteers":
		err = s.People.Welcome(ctx, v.actor, team, f.Is("volunteers", "ja"))
	case "core":
		err = s.People.Seat(ctx, v.actor, team, f.Is("core", "ja"))
	default:
		err = fmt.Errorf("%w: a team cannot %q", errs.Invalid, f.Get("do"))
	}
	return err
}
