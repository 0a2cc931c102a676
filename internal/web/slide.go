package web

import (
	"samenspel/internal/access"
	"samenspel/internal/insight"
)

// slidePage is about a series of questions that slid back: what was seen, what to do, and what came of it.
type slidePage struct {
	layout
	insight.KnownSlide
	Name  string
	Usual int // a week
	Last  int
	Who   string // took or closed it, or ""
	Visit string // address of the visit sheet of the team; "" = none for this person
	Form  form
}

func (s *Server) slide(v *visit) error {
	page, err := s.slidePage(v, fill())
	if err != nil {
		return err
	}
	return s.showStaff(v, "slide", page)
}

func (s *Server) slidePage(v *visit, f form) (page slidePage, err error) {
	k, err := s.Insight.Slide(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return page, err
	}
	areas, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	area, _ := areas.Get(k.Area)
	name := v.slideName(k.Name, area.Name)
	page = slidePage{layout: s.staffLayout(v, v.T("slide.title", "Name", name)), KnownSlide: k, Name: name, Usual: insight.Rough(k.Usual), Last: insight.Rough(k.Last), Who: k.Taker, Form: f}
	if k.Team != "" && access.Can(v.actor, access.Edit, access.Cases, access.At{Team: k.Team, Area: k.Area}) == nil {
		page.Visit = v.URL("/casussen/bezoek", "team", k.Team)
	}
	return page, nil
}

// doSlide takes it up, or closes it.
func (s *Server) doSlide(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	if f.Is("do", "take") {
		err = s.Insight.Take(v.r.Context(), v.actor, id)
	} else {
		scanner, wrong := s.scanner(v, "")
		if wrong != nil {
			return wrong
		}
		err = s.Insight.CloseSlide(v.r.Context(), v.actor, id, f.Get("words"), scanner, v.Lang())
	}
	if f.blame(v, err) {
		page, err := s.slidePage(v, f)
		if err != nil {
			return err
		}
		return s.again(v, f, "slide", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/terugval/" + id))
}

// slideTodos are the lines of the week about what slid back: for all who may take it up, until somebody does.
func (s *Server) slideTodos(v *visit) (lines []todo, err error) {
	if !access.Any(v.actor, access.Edit, access.Referrals) {
		return nil, nil
	}
	open, err := s.Insight.Slides(v.r.Context(), v.actor)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	areas, err := s.Places.Tree(v.r.Context(), v.actor)
	for _, k := range open {
		if k.By == "" || k.By == v.actor.Person {
			area, _ := areas.Get(k.Area)
			lines = append(lines, todo{Text: v.T("week.slide", "Name", v.slideName(k.Name, area.Name), "Usual", insight.Rough(k.Usual), "Last", insight.Rough(k.Last)), Who: v.me.Name, Path: v.URL("/terugval/" + k.ID)})
		}
	}
	return lines, err
}
