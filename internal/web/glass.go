package web

import (
	"errors"

	"samenspel/internal/access"
	"samenspel/internal/casework"
	"samenspel/internal/errs"
	"samenspel/internal/glass"
	"samenspel/internal/places"
)

// glassPage shows who opened what is closed, and lets a coordinator do that.
type glassPage struct {
	layout
	Openings []openingView
	Form     form
	Areas    []places.Area
	May      bool // may open something
}

type openingView struct {
	glass.Opening
	Who, Area, From, Until string
	Open, Own              bool
}

func (s *Server) glass(v *visit) error {
	page, err := s.glassPage(v)
	if err != nil {
		return err
	}
	return s.showStaff(v, "glass", page)
}

func (s *Server) glassPage(v *visit) (page glassPage, err error) {
	all, err := s.Glass.List(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	names, err := s.People.Names(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	page = glassPage{layout: s.staffLayout(v, v.T("glass.title")), Form: fill("id", v.glassOf()), Areas: tree.Kind(places.Wijk), May: access.Can(v.actor, access.Edit, access.Glass) == nil}
	for _, o := range all {
		area, _ := tree.Get(o.Area)
		page.Openings = append(page.Openings, openingView{o, names[o.Person], area.Name, v.moment(o.Opened), v.moment(o.Closes), o.Holds(s.Now()), o.Person == v.actor.Person})
	}
	return page, nil
}

func (s *Server) breakGlass(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if code := casework.CleanCode(f.Get("id")); code != "" {
		f.values.Set("id", code)
	}
	_, err = s.Glass.Break(v.r.Context(), v.actor, glass.Opening{ID: f.made(), Thing: access.Thing{Object: access.CaseTexts, ID: f.Get("id")}, Area: f.Get("area"), Reason: f.Get("reason")}, v.Lang())
	if f.blame(v, err) {
		if errors.Is(err, errs.Conflict) {
			f.Wrong[""] = v.T("glass.wrong.open")
		}
		page, err := s.glassPage(v)
		if err != nil {
			return err
		}
		page.Form = f
		return s.again(v, f, "glass", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/inzage"))
}

func (s *Server) endGlass(v *visit) error {
	if err := s.Glass.End(v.r.Context(), v.actor, v.subject()); err != nil {
		return err
	}
	return v.done(v.URL("/beheer/inzage"))
}
