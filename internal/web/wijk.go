package web

import (
	"sort"
	"time"

	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/places"
	"samenspel/internal/search"
)

// wijkenPage is the map of the town with the same wijken as a list.
type wijkenPage struct {
	layout
	Map  places.Map
	List []wijkRow
}

// wijkRow is one wijk in the list: who to turn to and how much there is.
type wijkRow struct {
	places.Area
	Team     people.Contacts
	Services int
}

func (s *Server) wijken(v *visit) error {
	areas, err := s.Places.Outlines(v.r.Context(), v.actor, places.Wijk)
	if err != nil {
		return err
	}
	tree, assigned, err := s.whoIsWho(v)
	if err != nil {
		return err
	}
	counts, err := s.servicesPerArea(v)
	if err != nil {
		return err
	}
	page := wijkenPage{layout: s.layout(v, "wijken.title"), Map: places.Draw(areas)}
	for _, a := range areas {
		page.List = append(page.List, wijkRow{a, people.Who(tree, a.ID, assigned), counts[a.ID]})
	}
	return s.render(v, "wijken", page)
}

// whoIsWho gives the areas, and who does what in them now.
func (s *Server) whoIsWho(v *visit) (places.Tree, []people.Assignment, error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return tree, nil, err
	}
	assigned, err := s.People.Assigned(v.r.Context(), v.actor)
	return tree, assigned, err
}

// servicesPerArea counts for each wijk the services that come there.
func (s *Server) servicesPerArea(v *visit) (map[string]int, error) {
	index, err := s.Search.Index(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for _, c := range index.Search(search.Query{Limit: 1}).Facets[search.FacetArea] {
		counts[c.Code] = c.N
	}
	return counts, nil
}

// wijkPage is screen 4: who to turn to in a neighbourhood, and what there is near.
type wijkPage struct {
	layout
	Area     places.Area
	Path     []places.Area // what it lies in, largest first
	Parts    []places.Area // the areas in it
	Team     people.Contacts
	Services []result
	Total    int
	Needs    []choice
}

func (s *Server) wijk(v *visit) error {
	tree, assigned, err := s.whoIsWho(v)
	if err != nil {
		return err
	}
	area, ok := tree.BySlug(v.r.PathValue("slug"))
	if !ok {
		return errs.NotFound
	}
	index, err := s.Search.Index(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	found := index.Search(search.Query{Area: area.ID, Within: area.ID, Limit: perPage})
	page := wijkPage{layout: s.titled(v, area.Name), Area: area, Parts: tree.Children(area.ID), Total: found.Total,
		Team: people.Who(tree, area.ID, assigned)}
	for _, around := range tree.Path(area.ID)[1:] {
		page.Path = append([]places.Area{around}, page.Path...)
	}
	for _, c := range found.Facets[search.FacetNeed] {
		if term, ok := directory.Taxonomy().Needs.Find(c.Code); ok {
			page.Needs = append(page.Needs, choice{Code: c.Code, Label: term.Label(v.Lang()), N: c.N})
		}
	}
	sort.SliceStable(page.Needs, func(i, j int) bool { return page.Needs[i].N > page.Needs[j].N })
	if page.Services, err = s.cards(v, tree, found.Hits); err != nil {
		return err
	}
	return s.render(v, "wijk", page)
}

// guidePage is the printable guide: everything there is, for the whole town or one wijk.
type guidePage struct {
	layout
	Area   places.Area // zero for the whole town
	Wijken []places.Area
	Groups []guideGroup
	Total  int
	Day    time.Time
}

// guideGroup is one organisation in the guide with what it offers.
type guideGroup struct {
	Organization directory.Organization
	Services     []card
}

func (s *Server) guide(v *visit) error {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := guidePage{layout: s.layout(v, "guide.title"), Wijken: tree.Kind(places.Wijk), Day: s.Now()}
	if slug := v.r.PathValue("wijk"); slug != "" {
		area, ok := tree.BySlug(slug)
		if !ok {
			return errs.NotFound
		}
		page.Area, page.layout = area, s.layout(v, "guide.of", "Area", area.Name)
	}
	entries, err := s.Directory.All(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if page.Area.ID == "" || directory.ServesArea(e.Service, tree, page.Area.ID) {
			page.add(s.card(v, tree, e))
		}
	}
	return s.render(v, "guide", page)
}

// add puts a service in the group of its organisation; entries come by organisation.
func (p *guidePage) add(c card) {
	p.Total++
	if last := len(p.Groups) - 1; last >= 0 && p.Groups[last].Organization.ID == c.Organization.ID {
		p.Groups[last].Services = append(p.Groups[last].Services, c)
		return
	}
	p.Groups = append(p.Groups, guideGroup{c.Organization, []card{c}})
}
