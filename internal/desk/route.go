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
			return p.promised(Target{Person: p.Present(member.Person), Role: access.Professional, Area: team}, calendar.Week{}, today)
		}
	}
	task, ok := p.chosen(area, sector)
	if !ok {
		return Target{Keeps: true, Area: area, Due: Office.After(today, p.Terms.Desk)}
	}
	t := Target{Person: p.Present(task.Person), Role: task.Role, Area: task.AreaID, Vacant: task.Role == access.Coordinator && !p.ByCoordinator}
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

// Responsible gives who must do something about an enquiry now: its owner or the stand-in; who the area belongs to when
// the owner has no task any more. An empty person is the information point.
func (p Post) Responsible(e Enquiry) people.Person {
	if e.Owner == "" {
		return people.Person{}
	}
	if owner, there := p.Known(e.Owner); there {
		return p.Present(owner)
	}
	task, _ := p.chosen(e.Area, "")
	return p.Present(task.Person)
}
