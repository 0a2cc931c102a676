package people

import (
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/places"
)

// Role is what a person does in the network.
type Role = access.Role

// Public are the roles that everyone may see, because they are there to be reached.
var Public = []Role{access.Ambassador, access.Coordinator, access.Liaison, access.SocialBroker, access.Desk, access.Host}

// Assignable are the roles that an assignment can give.
var Assignable = []Role{access.Ambassador, access.Coordinator, access.Desk, access.Liaison, access.SocialBroker, access.TeamManager,
	access.Host, access.Member, access.Editor, access.Observer, access.PrivacyOfficer, access.Administrator}

// Variants are the ways in which people fill a role: an ambassador (inventory A19–A23), a liaison for informal care or
// for carers (A74), a member who coordinates the volunteers of an organisation (M12). A role that is not here has none.
var Variants = map[Role][]string{
	access.Ambassador: {"breed", Narrow, "sociaal-makelaars", "onderwijs", "jeugd"},
	access.Liaison:    {"informele-zorg", "mantelzorg"},
	access.Member:     {"vrijwilligerscoordinator"},
}

// Narrow is the variant of an ambassador who only discusses cases, with one team: no office hour, no network (A20).
const Narrow = "smal"

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
	Portrait         string // hash of the picture, for its address; "" = none
	Version          int64
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

// Assignment is a task of a person: a role for something, with dates.
type Assignment struct {
	ID             string
	Person         Person
	Role           Role
	Variant        string // how the role is filled, one of Variants; "" = as usual
	AreaID         string // "" = not for an area
	TeamID         string // "" = not for a team
	OrganizationID string // "" = not for an organisation
	Sector         string // such as "onderwijs"; "" = none
	HoursWeek      float64
	Days           string // when to reach, such as "dinsdag en donderdag"
	Consulting     string // office hour: when and where, or ""
	Paid           bool
	Funding        string // where the money comes from
	Starts         time.Time
	Ends           *time.Time // first moment it no longer holds; nil = open
	Rule           string     // id of the rule about groups that brought it; "" = a person gave it
	Absent         string     // name of the person for whom this one stands in now; read only
}

// Holds tells whether the assignment is in force at a moment.
func (a Assignment) Holds(at time.Time) bool {
	return !a.Starts.After(at) && (a.Ends == nil || a.Ends.After(at))
}

// Contacts are who there is for an area: the persons to show on its page.
type Contacts struct {
	Ambassador Assignment   // who to turn to: the ambassador of the area, or the coordinator when it is vacant
	Vacant     bool         // the area has no ambassador of its own now
	Others     []Assignment // everyone else with a role in the area
}

// Found tells whether there is anyone to turn to.
func (t Contacts) Found() bool { return t.Ambassador.ID != "" }

// Who gives the persons for an area among assignments in force: those for the area itself or for an area around it;
// the nearest ambassador is the ambassador. Without one the coordinator stands in, and the area is vacant.
func Who(tree places.Tree, area string, all []Assignment) Contacts {
	var t Contacts
	var coordinator Assignment
	for _, around := range tree.Path(area) {
		for _, a := range all {
			switch {
			case a.AreaID != around.ID:
			case a.Role == access.Ambassador && !t.Found():
				t.Ambassador = a
			case a.Role == access.Coordinator && coordinator.ID == "":
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
