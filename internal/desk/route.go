package desk

import (
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/network"
	"samenspel/internal/people"
)

// Post is who there is to pass questions on to, at a moment.
type Post struct {
	people.Duty
	Way   network.Routing
	Terms Terms

	ByCoordinator bool
}

// Target is to whom a question goes.
type Target struct {
	Person  people.Person // who gets it; an empty one is the information point
	Role    people.Role
	Area    string // id of the area for which that person was asked
	Vacant  bool   // the area has no ambassador: the coordinator gets it
	Keeps   bool   // nobody works within the term: the information point keeps it
	Outside string // name of the support point outside that gets it
	Email   string // of the same
	Due     time.Time
}

// Route tells to whom a question about an area ("" = unknown) and a sector ("" = none) goes on a day.
func (p Post) Route(area, sector string, today time.Time) Target {
	if p.Way.To == network.ToSupportPoint && p.Way.Support != "" {
		return Target{Outside: p.Way.Support, Email: p.Way.SupportEmail, Area: area, Due: Office.After(today, p.Terms.Ambassador)}
	}
	if p.Way.To == network.ToSpecialist && !p.ByCoordinator {
		if member, team, ok := p.specialist(area); ok {
			return p.promised(Target{Person: p.present(member.Person), Role: access.Professional, Area: team}, calendar.Week{}, today)
		}
	}
	task, ok := p.chosen(area, sector)
	if !ok {
		return Target{Keeps: true, Area: area, Due: Office.After(today, p.Terms.Desk)}
	}
	t := Target{Person: p.present(task.Person), Role: task.Role, Area: task.AreaID, Vacant: task.Role == access.Coordinator && !p.ByCoordinator}
	week := calendar.ReadWeek(task.Days)
	if t.Person.ID != task.Person.ID { // the days are of who is absent
		week = calendar.Week{}
	}
	return p.promised(t, week, today)
}

// chosen gives the task that a question falls under: an ambassador of the sector, the nearest ambassador, a coordinator.
func (p Post) chosen(area, sector string) (people.Assignment, bool) {
	if !p.ByCoordinator {
		for _, a := range p.Tasks {
			if a.Role == access.Ambassador && sector != "" && strings.EqualFold(a.Sector, sector) {
				return a, true
			}
		}
		for _, around := range p.Tree.Path(area) {
			for _, a := range p.Tasks {
				if a.Role == access.Ambassador && a.AreaID == around.ID && a.Variant != people.Narrow && a.Sector == "" {
					return a, true
				}
			}
		}
	}
	i := slices.IndexFunc(p.Tasks, func(a people.Assignment) bool { return a.Role == access.Coordinator })
	if i < 0 {
		return people.Assignment{}, false
	}
	return p.Tasks[i], true
}

// specialist gives the specialist in informal care of the nearest team around an area, and the area of the team.
func (p Post) specialist(area string) (people.Membership, string, bool) {
	for _, around := range p.Tree.Path(area) {
		for _, team := range p.Teams {
			if found := team.Specialists(); team.AreaID == around.ID && len(found) > 0 {
				return found[0], around.ID, true
			}
		}
	}
	return people.Membership{}, "", false
}

// promised adds the day by which a target answers. A target that works too late is none.
func (p Post) promised(t Target, week calendar.Week, today time.Time) Target {
	due, ok := p.Terms.promise(week, today)
	if !ok {
		return Target{Keeps: true, Area: t.Area, Due: Office.After(today, p.Terms.Desk)}
	}
	t.Due = due
	return t
}

// present gives a person, or who stands in.
func (p Post) present(who people.Person) people.Person {
	if standIn, absent := p.Away[who.ID]; absent {
		return standIn
	}
	return who
}

// serves tells whether a person has a task or a team now. Who has none owns nothing any more.
func (p Post) serves(person string) bool {
	return slices.ContainsFunc(p.Tasks, func(a people.Assignment) bool { return a.Person.ID == person }) ||
		slices.ContainsFunc(p.Teams, func(t people.Team) bool {
			return slices.ContainsFunc(t.Members, func(m people.Membership) bool { return m.Person.ID == person })
		})
}

// Responsible gives who must do something about an enquiry now: its owner or the stand-in; who the area belongs to when
// the owner has no task any more. An empty person is the information point.
func (p Post) Responsible(e Enquiry) people.Person {
	if e.Owner == "" {
		return people.Person{}
	}
	if p.serves(e.Owner) {
		return p.present(p.person(e.Owner))
	}
	task, _ := p.chosen(e.Area, "")
	return p.present(task.Person)
}

// person gives who has a task or a place in a team.
func (p Post) person(id string) people.Person {
	for _, a := range p.Tasks {
		if a.Person.ID == id {
			return a.Person
		}
	}
	for _, t := range p.Teams {
		for _, m := range t.Members {
			if m.Person.ID == id {
				return m.Person
			}
		}
	}
	return people.Person{}
}

// mine gives the ids under which things of a person stand: the own one, and those for whom the person stands in.
func (p Post) mine(person string) []string {
	all := []string{person}
	for absent, standIn := range p.Away {
		if standIn.ID == person {
			all = append(all, absent)
		}
	}
	return all
}

// with gives who has a role, or who stands in, each once.
func (p Post) with(role people.Role) (all []people.Person) {
	for _, a := range p.Tasks {
		who := p.present(a.Person)
		if a.Role == role && !slices.ContainsFunc(all, func(there people.Person) bool { return there.ID == who.ID }) {
			all = append(all, who)
		}
	}
	return all
}
