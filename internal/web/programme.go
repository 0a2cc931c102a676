package web

import (
	"slices"

	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/i18n"
	"samenspel/internal/trajectory"
)

// programmePage is what belongs to a programme, such as one of the state: its offers, for everyone; and for who may see
// trajectories those as well.
type programmePage struct {
	layout
	Slug         string
	Offers       []directory.Entry
	Trajectories []trajectoryRow
	First, Last  int // years of the trajectories
}

// programme is what everyone may see of it.
func (s *Server) programme(v *visit) error {
	name, offers, err := s.offersOf(v)
	if err != nil {
		return err
	}
	if len(offers) == 0 {
		return errs.NotFound
	}
	return s.render(v, "programme", programmePage{layout: s.titled(v, v.T("programme.title", "Name", name)), Offers: offers})
}

// offersOf gives the name of a programme and its offers, by the slug of its name.
func (s *Server) offersOf(v *visit) (name string, offers []directory.Entry, err error) {
	all, err := s.Directory.All(v.r.Context(), v.actor)
	for _, e := range all {
		names := e.Programmes()
		if i := slices.IndexFunc(names, func(name string) bool { return i18n.Slug(name) == v.r.PathValue("slug") }); i >= 0 {
			name, offers = names[i], append(offers, e)
		}
	}
	return name, offers, err
}

// programmeInside is the same with its trajectories and years.
func (s *Server) programmeInside(v *visit) error {
	all, err := s.Trajectory.List(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	name, offers, err := s.offersOf(v)
	if err != nil {
		return err
	}
	places, err := s.partNames(v)
	if err != nil {
		return err
	}
	page := programmePage{Slug: v.r.PathValue("slug"), Offers: offers}
	of := slices.DeleteFunc(all, func(t trajectory.Trajectory) bool { return i18n.Slug(t.Programme) != page.Slug })
	if len(of)+len(offers) == 0 {
		return errs.NotFound
	}
	for _, t := range of {
		name = t.Programme
		page.Trajectories = append(page.Trajectories, v.trajectoryRow(t, places))
	}
	page.First, page.Last = trajectory.Years(of)
	page.layout = s.staffLayout(v, v.T("programme.title", "Name", name))
	return s.showStaff(v, "programme", page)
}

// programmeLink is a programme that an offer belongs to, with its address.
type programmeLink struct{ Name, Path string }

func (v *visit) programmesOf(s directory.Service) (links []programmeLink) {
	for _, name := range s.Programmes() {
		if slug := i18n.Slug(name); slug != "" {
			links = append(links, programmeLink{name, v.URL("/programma/" + slug)})
		}
	}
	return links
}
