package web

import (
	"slices"

	"samenspel/internal/people"
	"samenspel/internal/places"
	"samenspel/internal/privacy"
)

// scanned are the free texts about people in forms for staff, with what may stand in them all the same: an office hour
// says where to go.
var scanned = map[string][]privacy.Kind{
	"quote": nil, "sector": nil, "days": nil, "funding": nil, "specialism": nil, "training": nil,
	"consulting": {privacy.Address, privacy.Postcode, privacy.Phone},
}

// scan looks at the free texts in a form about a person; own is the name of that person, or "". What tells more than belongs there is noted as wrong, with a
// sentence that says what to do. What the network itself publishes passes.
func (s *Server) scan(v *visit, f form, own string) error {
	scanner, err := s.scanner(v, own)
	if err != nil {
		return err
	}
	for field, passes := range scanned {
		for _, found := range scanner.Scan(f.Get(field)) {
			if !slices.Contains(passes, found.Kind) && f.Wrong[field] == "" {
				f.Wrong[field] = privacy.Explain(found.Kind, v.Lang())
			}
		}
	}
	return nil
}

// scanner passes what is public here: the network, its organisations and areas, who has a public role, and the own name.
func (s *Server) scanner(v *visit, own string) (*privacy.Scanner, error) {
	ctx, n := v.r.Context(), v.Network.Settings
	allow := []string{own, people.Person{Name: own}.FirstName(), n.Name, n.Town, n.Phone, n.Email}
	tree, err := s.Places.Tree(ctx, v.actor)
	if err != nil {
		return nil, err
	}
	for _, kind := range []places.Kind{places.Gemeente, places.Wijk, places.Buurt} {
		for _, area := range tree.Kind(kind) {
			allow = append(allow, area.Name)
		}
	}
	organizations, err := s.Directory.Organizations(ctx, v.actor)
	if err != nil {
		return nil, err
	}
	for _, o := range organizations {
		allow = append(allow, o.Name, o.Phone, o.Email)
	}
	assigned, err := s.People.Assigned(ctx, v.actor)
	for _, a := range assigned {
		allow = append(allow, a.Person.Name, a.Person.Phone, a.Person.Email)
	}
	allow = slices.DeleteFunc(allow, func(phrase string) bool { return phrase == "" })
	return &privacy.Scanner{Allow: allow, Year: s.Now().Year()}, err
}
