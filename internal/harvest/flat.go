package harvest

import (
	"slices"
	"strconv"
	"time"

	"samenspel/internal/directory"
	"samenspel/internal/places"
)

// namer gives the name by which a file calls an area: its name, or its code where another area has that name.
type namer struct {
	tree  places.Tree
	known map[string]string
}

func newNamer(tree places.Tree, made []places.Area) *namer {
	return &namer{tree: places.NewTree(append(tree.Areas(), made...)), known: map[string]string{}}
}

// name gives the name of an area by its id; "" for an id that is not known.
func (n *namer) name(id string) string {
	if name, ok := n.known[id]; ok {
		return name
	}
	area, ok := n.tree.Get(id)
	name := area.Name
	if ok && n.tree.Named(name)[0].ID != id {
		name = area.Code
	}
	n.known[id] = name
	return name
}

// organizationRow gives the cells of organizationFields.
func organizationRow(o directory.Organization, ref string) []string {
	return []string{ref, o.Name, o.Kind, o.Description, o.Phone, o.Email, o.URL, yesNo(o.Member), yesNo(o.Commercial), o.LegalForm}
}

// serviceRow gives the cells of serviceFields and locationFields.
func serviceRow(s directory.Service, n *namer) []string {
	return append([]string{s.Description, join(s.Words), join(s.Needs), join(s.Audiences), s.Ages.String(), join(s.Forms),
		s.Costs, s.CostNote, join(s.Access), join(s.Does), join(s.DoesNot), s.Different, s.Sought, yesNo(s.NoProfessionals), string(s.Capacity.State),
		number(s.Capacity.Free), number(s.Capacity.Weeks), day(s.Confirmed), s.ConfirmedBy, join(s.Languages),
		s.Phone, s.Email, s.URL, s.Hours}, locationRow(s, n)...)
}

func locationRow(s directory.Service, n *namer) []string {
	var serves []string
	for _, id := range s.Serves {
		if name := n.name(id); name != "" {
			serves = append(serves, name)
		}
	}
	if len(s.Locations) == 0 {
		return []string{"", join(serves), "", "", "", "", "", ""}
	}
	l := s.Locations[0]
	var latitude, longitude string
	if l.Point != nil {
		latitude, longitude = coordinate(l.Point.Latitude), coordinate(l.Point.Longitude)
	}
	return []string{n.name(l.AreaID), join(serves), l.Name, l.Address, l.Postcode, latitude, longitude, yesNo(l.Confidential)}
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.DateOnly)
}

func coordinate(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// FieldChange is the value of a field before and after a run, as the flat format writes it.
type FieldChange struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

func changesOf(fields, before, after []string) (changes []FieldChange) {
	for i, field := range fields {
		if before[i] != after[i] {
			changes = append(changes, FieldChange{field, before[i], after[i]})
		}
	}
	return changes
}

func organizationChanges(before, after directory.Organization) []FieldChange {
	return changesOf(organizationFields, organizationRow(before, before.Origin.Ref), organizationRow(after, after.Origin.Ref))
}

var servicesCompared = slices.Concat([]string{"title", "organization_id"}, serviceFields, locationFields)

// secretFields are not told of a confidential location.
var secretFields = []string{"area", "location", "address", "postcode", "latitude", "longitude"}

// serviceChanges tells what differs between two states of a service, whose organisations have these references.
func serviceChanges(before, after directory.Service, refBefore, refAfter string, n *namer) []FieldChange {
	changes := changesOf(servicesCompared,
		append([]string{before.Title, refBefore}, serviceRow(before, n)...),
		append([]string{after.Title, refAfter}, serviceRow(after, n)...))
	if confidential(before) || confidential(after) {
		for i, c := range changes {
			if slices.Contains(secretFields, c.Field) {
				changes[i].Old, changes[i].New = "(confidential)", "(confidential)"
			}
		}
	}
	return changes
}

func confidential(s directory.Service) bool {
	return slices.ContainsFunc(s.Locations, func(l directory.Location) bool { return l.Confidential })
}

// ServiceDifferences tells what differs between two states of a service, as the flat format writes it.
func ServiceDifferences(before, after directory.Service, tree places.Tree) []FieldChange {
	return serviceChanges(before, after, before.OrganizationID, after.OrganizationID, newNamer(tree, nil))
}

// OrganizationDifferences is ServiceDifferences for an organisation.
func OrganizationDifferences(before, after directory.Organization) []FieldChange {
	return organizationChanges(before, after)
}

// FieldOf gives the field of the directory, as rules and provenance name it, that a field of the flat format belongs to.
func FieldOf(flat string) string { return fieldOf(flat) }
