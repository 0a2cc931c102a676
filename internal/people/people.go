package people

import (
	"strings"
	"time"

	"samenspel/internal/places"
)

// Role is what a person does in the network.
type Role string

// The roles that are shown in public.
const (
	Ambassador   Role = "ambassador"
	Coordinator  Role = "coordinator"
	Liaison      Role = "liaison"
	SocialBroker Role = "social-broker"
	DeskWorker   Role = "desk"
)

// Person is someone with a role here.
type Person struct {
	ID               string
	Ref              string // stable name of the person in files
	Name             string
	Phone            string
	Email            string
	OrganizationID   string // "" = none
	OrganizationName string // read only
	OrganizationSlug string // read only
	Quote            string // one or two sentences to the neighbourhood
}

// FirstName is how a neighbourhood calls the person.
func (p Person) FirstName() string {
	first, _, _ := strings.Cut(p.Name, " ")
	return first
}

// Initial is the first letter of the name, to stand where a portrait is missing.
func (p Person) Initial() string {
	for _, r := range p.Name {
		return strings.ToUpper(string(r))
	}
	return ""
}

// Assignment is a task of a person: a role for an area, with dates.
type Assignment struct {
	ID         string
	Person     Person
	Role       Role
	AreaID     string
	HoursWeek  float64
	Days       string // when to reach, such as "dinsdag en donderdag"
	Consulting string // office hour: when and where, or ""
	Starts     time.Time
	Ends       *time.Time // first moment it no longer holds; nil = open
}

// Holds tells whether the assignment is in force at a moment.
func (a Assignment) Holds(at time.Time) bool {
	return !a.Starts.After(at) && (a.Ends == nil || a.Ends.After(at))
}

// Team is who there is for an area: the persons to show on its page.
type Team struct {
	Ambassador Assignment   // who to turn to: the ambassador of the area, or the coordinator when it is vacant
	Vacant     bool         // the area has no ambassador of its own now
	Others     []Assignment // everyone else with a role in the area
}

// Found tells whether there is anyone to turn to.
func (t Team) Found() bool { return t.Ambassador.ID != "" }

// Who gives the persons for an area among assignments in force: those for the area itself or for an area around it;
// the nearest ambassador is the ambassador. Without one the coordinator stands in, and the area is vacant.
func Who(tree places.Tree, area string, all []Assignment) Team {
	var t Team
	var coordinator Assignment
	for _, around := range tree.Path(area) {
		for _, a := range all {
			switch {
			case a.AreaID != around.ID:
			case a.Role == Ambassador && !t.Found():
				t.Ambassador = a
			case a.Role == Coordinator && coordinator.ID == "":
				coordinator = a
			default:
				t.Others = append(t.Others, a)
			}
		}
	}
	if !t.Found() {
		t.Ambassador, t.Vacant = coordinator, true
		return t
	}
	if coordinator.ID != "" {
		t.Others = append(t.Others, coordinator)
	}
	return t
}
