package people

import (
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/places"
)

// Absence is a time in which a person is away and another stands in.
type Absence struct {
	ID       string
	PersonID string
	StandIn  Person
	Starts   time.Time
	Ends     time.Time // first moment that the person is back
}

// Team is a formal team with members from several organisations.
type Team struct {
	ID      string
	Name    string
	Kind    string // "sociaal", "jeugd" or another
	AreaID  string // "" = the whole town
	Email   string
	Version int64
	Members []Membership

	Volunteers bool // volunteers in it have the rights of other members (inventory L12)
	Core       bool // it takes part in the core group of the network (inventory D15)
}

// Specialists gives the members whose specialism is informal care. A team has exactly one (inventory D14).
func (t Team) Specialists() (found []Membership) {
	for _, m := range t.Members {
		if m.Specialism == InformalCare {
			found = append(found, m)
		}
	}
	return found
}

// Membership is a person in a team.
type Membership struct {
	ID     string
	TeamID string
	Person Person
	Starts time.Time
	Ends   *time.Time
	Done   []string // steps of the introduction that are ticked off

	Kind       MemberKind
	Specialism string // what colleagues turn to this member for; "" = nothing in particular
	Trainings  []Training
}

// MemberKind is as what somebody is in a team.
type MemberKind string

// The kinds. A volunteer has the rights of a professional only where the team says so (inventory L10, L12).
const (
	Professional MemberKind = "professional"
	Volunteer    MemberKind = "volunteer"
)

// InformalCare is the specialism that every team has once.
const InformalCare = "informele zorg"

// Training is a course that a member of a team did (inventory L05).
type Training struct {
	ID   string
	Name string
	Day  time.Time
}

// check gives the problems that keep a membership from being stored.
func (m Membership) check() error {
	if m.Kind != Professional && m.Kind != Volunteer {
		return errs.Problems{{Column: "kind", Text: "people.wrong.kind"}}
	}
	if len(m.Specialism) > maxWords {
		return errs.Problems{{Column: "specialism", Text: "people.wrong.long"}}
	}
	return nil
}

// maxWords is the longest name of a specialism or a training, in bytes.
const maxWords = 100

// check gives the problems that keep a training from being stored, at a moment.
func (c Training) check(now time.Time) error {
	switch {
	case c.Name == "":
		return errs.Problems{{Column: "training", Text: "people.wrong.training"}}
	case len(c.Name) > maxWords:
		return errs.Problems{{Column: "training", Text: "people.wrong.long"}}
	case c.Day.After(now):
		return errs.Problems{{Column: "day", Text: "people.wrong.future"}}
	}
	return nil
}

// Steps are what a new member of a team is introduced to (inventory A25). Whoever reads the screens ticks off the last.
var Steps = []string{"kennismaken", "wat-kan-een-vrijwilliger", "zo-zoekt-u", ReadStep}

// ReadStep is the step of having read the three screens.
const ReadStep = "gelezen"

// Introduced tells whether every step was ticked off.
func (m Membership) Introduced() bool {
	for _, step := range Steps {
		if !slices.Contains(m.Done, step) {
			return false
		}
	}
	return true
}

// grants gives the rights that tasks and memberships in force bring. An area brings the areas in it too.
func grants(tree places.Tree, tasks []Assignment, memberships []Membership) []access.Grant {
	var all []access.Grant
	for _, a := range tasks {
		grant := access.Grant{Role: a.Role, Team: a.TeamID, Organization: a.OrganizationID}
		if a.AreaID == "" {
			all = append(all, grant)
			continue
		}
		for _, area := range tree.Areas() {
			if tree.Within(area.ID, a.AreaID) {
				grant.Area = area.ID
				all = append(all, grant)
			}
		}
	}
	for _, m := range memberships {
		role := access.Professional
		if m.Kind == Volunteer {
			role = access.Volunteer
		}
		all = append(all, access.Grant{Role: role, Team: m.TeamID})
	}
	return all
}

// The hours a week that an ambassador works for a wijk, as the method has it (inventory A13).
const leastHours, mostHours = 4, 12

// Warnings gives the keys of what a person may want to look at again in a task; none of them blocks.
func (a Assignment) Warnings() []string {
	var keys []string
	if a.Role == access.Ambassador && (a.HoursWeek < leastHours || a.HoursWeek > mostHours) {
		keys = append(keys, "people.warn.hours")
	}
	if a.Role == access.Ambassador && !a.Paid {
		keys = append(keys, "people.warn.unpaid")
	}
	return keys
}

// Check gives the problems that keep a task from being stored. Columns are the names of form fields.
func (a Assignment) Check() error {
	var problems errs.Problems
	say := func(column, key string) { problems = append(problems, errs.Problem{Column: column, Text: key}) }
	if !slices.Contains(Assignable, a.Role) {
		say("role", "people.wrong.role")
	}
	if a.Variant != "" && !slices.Contains(Variants[a.Role], a.Variant) {
		say("variant", "people.wrong.variant")
	}
	if a.Variant == Narrow && a.TeamID == "" {
		say("team", "people.wrong.narrow")
	}
	if a.HoursWeek < 0 || a.HoursWeek > 60 {
		say("hours", "people.wrong.hours")
	}
	if a.Ends != nil && !a.Ends.After(a.Starts) {
		say("ends", "people.wrong.ends")
	}
	if needed := scopeOf(a.Role); needed != "" && a.scope(needed) == "" {
		say(needed, "people.wrong.scope")
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// scopeOf tells what a role must be for: without it the role would reach nothing.
func scopeOf(role Role) string {
	switch role {
	case access.Liaison, access.TeamManager:
		return "team"
	case access.Member:
		return "organization"
	case access.Host, access.SocialBroker:
		return "area"
	}
	return ""
}

func (a Assignment) scope(kind string) string {
	switch kind {
	case "team":
		return a.TeamID
	case "organization":
		return a.OrganizationID
	}
	return a.AreaID
}

// Check gives the problems that keep a person from being stored.
func (p Person) Check() error {
	var problems errs.Problems
	if strings.TrimSpace(p.Name) == "" {
		problems = append(problems, errs.Problem{Column: "name", Text: "people.wrong.name"})
	}
	if p.Email != "" && !strings.Contains(p.Email, "@") {
		problems = append(problems, errs.Problem{Column: "email", Text: "people.wrong.email"})
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// handed gives what a handover does with the tasks of a person: those that end on the day, and the same for the
// successor from that day on. Tasks that begin later begin for the successor.
func handed(tasks []Assignment, to Person, day time.Time, newID func() string) (ended, begun []Assignment) {
	for _, a := range tasks {
		next := a
		next.ID, next.Person, next.Rule = newID(), to, ""
		if a.Starts.Before(day) {
			a.Ends = &day
			next.Starts = day
		} else {
			a.Ends = &a.Starts // it never held
		}
		ended, begun = append(ended, a), append(begun, next)
	}
	return ended, begun
}

// witnesses gives the ambassador of an area, when it has one, and every privacy officer, each once.
func witnesses(tree places.Tree, area string, inForce []Assignment) (all []Person) {
	add := func(p Person) {
		if !slices.ContainsFunc(all, func(there Person) bool { return there.ID == p.ID }) {
			all = append(all, p)
		}
	}
	if who := Who(tree, area, inForce); who.Found() && !who.Vacant {
		add(who.Ambassador.Person)
	}
	for _, a := range inForce {
		if a.Role == access.PrivacyOfficer {
			add(a.Person)
		}
	}
	return all
}

func (a Absence) check() error {
	if !a.Ends.After(a.Starts) {
		return errs.Problems{{Column: "ends", Text: "people.wrong.ends"}}
	}
	if a.PersonID == a.StandIn.ID {
		return errs.Problems{{Column: "standin", Text: "people.wrong.standin"}}
	}
	return nil
}
