package people

import (
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/places"
)

// Concern is something about people that somebody must look at, and who that is.
type Concern struct {
	Kind  ConcernKind
	ID    string    // of the person, area or team it is about
	Name  string    // of the same
	Role  Role      // of a task that ends
	Count int       // of members
	Day   time.Time // by which; zero = as soon as it suits
	Owner Person    // who is responsible now; an empty person is nobody
}

// ConcernKind is what is the matter.
type ConcernKind string

// The kinds of concerns.
const (
	Ending     ConcernKind = "ending"     // a task ends soon: who takes over?
	Unfunded   ConcernKind = "unfunded"   // the money of a task ends with it, later than soon: what then?
	Away       ConcernKind = "away"       // somebody is absent; the owner stands in until the day
	Vacant     ConcernKind = "vacant"     // a wijk has no ambassador
	Unled      ConcernKind = "unled"      // a team has no liaison
	Specialist ConcernKind = "specialist" // a team does not have exactly one specialist in informal care; Count says how many
	Introduce  ConcernKind = "introduce"  // members of a team were not introduced; Count says how many
)

// soon is how long before its end a task becomes a concern.
const soon = 30 * 24 * time.Hour

// Concerns gives what must be looked at, from who does what (Assigned and Persons) and the teams: tasks that end
// first, the earliest first.
func Concerns(tree places.Tree, assigned []Assignment, persons []Record, teams []Team, now time.Time) []Concern {
	coordinator := firstWith(assigned, access.Coordinator)
	var all []Concern
	for _, r := range persons {
		all = append(all, r.concerns(coordinator, now)...)
	}
	slices.SortStableFunc(all, func(a, b Concern) int { return a.Day.Compare(b.Day) })
	for _, wijk := range tree.Kind(places.Wijk) {
		if Who(tree, wijk.ID, assigned).Vacant {
			all = append(all, Concern{Kind: Vacant, ID: wijk.ID, Name: wijk.Name, Owner: coordinator})
		}
	}
	for _, t := range teams {
		all = append(all, t.concerns(tree, assigned, coordinator)...)
	}
	return all
}

func firstWith(assigned []Assignment, role Role) Person {
	for _, a := range assigned {
		if a.Role == role {
			return a.Person
		}
	}
	return Person{}
}

// Ending gives the tasks of a person that end soon.
func (r Record) Ending(now time.Time) (all []Assignment) {
	for _, a := range r.Tasks {
		if a.Ends != nil && a.Ends.Before(now.Add(soon)) {
			all = append(all, a)
		}
	}
	return all
}

// fundingMonths is how long before its end the money of a task becomes a concern (inventory I22).
const fundingMonths = 6

// Unfunded gives the tasks of a person that are paid out of a source and end within half a year, but not soon.
func (r Record) Unfunded(now time.Time) (all []Assignment) {
	for _, a := range r.Tasks {
		if a.Paid && a.Funding != "" && a.Ends != nil && !a.Ends.Before(now.Add(soon)) && a.Ends.Before(now.AddDate(0, fundingMonths, 0)) {
			all = append(all, a)
		}
	}
	return all
}

// concerns gives the tasks of a person that end soon or whose money does, and an absence of now.
func (r Record) concerns(coordinator Person, now time.Time) (all []Concern) {
	for _, a := range r.Unfunded(now) {
		all = append(all, Concern{Kind: Unfunded, ID: r.ID, Name: r.Name, Role: a.Role, Day: *a.Ends, Owner: coordinator})
	}
	for _, a := range r.Ending(now) {
		all = append(all, Concern{Kind: Ending, ID: r.ID, Name: r.Name, Role: a.Role, Day: *a.Ends, Owner: coordinator})
	}
	if x := r.Absence; x != nil && !x.Starts.After(now) {
		all = append(all, Concern{Kind: Away, ID: r.ID, Name: r.Name, Day: x.Ends, Owner: x.StandIn})
	}
	return all
}

// concerns gives what a team lacks.
func (t Team) concerns(tree places.Tree, assigned []Assignment, coordinator Person) (all []Concern) {
	if t.Liaison(assigned).ID == "" {
		all = append(all, Concern{Kind: Unled, ID: t.ID, Name: t.Name, Owner: coordinator})
	}
	if n := len(t.Specialists()); n != 1 && len(t.Members) > 0 {
		all = append(all, Concern{Kind: Specialist, ID: t.ID, Name: t.Name, Count: n, Owner: t.Guide(tree, assigned)})
	}
	waiting := 0
	for _, m := range t.Members {
		if !m.Introduced() {
			waiting++
		}
	}
	if waiting > 0 {
		all = append(all, Concern{Kind: Introduce, ID: t.ID, Name: t.Name, Count: waiting, Owner: t.Guide(tree, assigned)})
	}
	return all
}

// Liaison gives the liaison of a team among the assignments in force: that for informal care before that for carers. An
// empty person is nobody.
func (t Team) Liaison(assigned []Assignment) (found Person) {
	for _, a := range assigned {
		if a.Role != access.Liaison || a.TeamID != t.ID {
			continue
		}
		if a.Variant != "mantelzorg" {
			return a.Person
		}
		if found.ID == "" {
			found = a.Person
		}
	}
	return found
}

// Guide gives who introduces the new members of a team: its liaison, else the ambassador of its area, else the
// coordinator. An empty person is nobody.
func (t Team) Guide(tree places.Tree, assigned []Assignment) Person {
	if p := t.Liaison(assigned); p.ID != "" {
		return p
	}
	if p := Who(tree, t.AreaID, assigned).Ambassador.Person; p.ID != "" {
		return p
	}
	return firstWith(assigned, access.Coordinator)
}
