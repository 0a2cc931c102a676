package web

import (
	"samenspel/internal/people"
	"samenspel/internal/places"
)

// textPage is a page of words only.
type textPage struct{ layout }

func (s *Server) about(v *visit) error {
	return s.render(v, "about", textPage{s.layout(v, "about.title")})
}

func (s *Server) accessibility(v *visit) error {
	return s.render(v, "accessibility", textPage{s.layout(v, "accessibility.title")})
}

// askPage leads to a person: the information point, and the ambassador of the wijk when that is known.
type askPage struct {
	layout
	Text string // what was searched
	Area places.Area
	Team people.Contacts
}

// maxAsked bounds what is carried into a mail, in characters.
const maxAsked = 300

func (s *Server) ask(v *visit) error {
	w, tree, err := s.wished(v)
	if err != nil {
		return err
	}
	assigned, err := s.People.Assigned(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := askPage{layout: s.layout(v, "ask.title"), Text: cut(w.Text, maxAsked), Area: w.area}
	if w.area.ID != "" {
		page.Team = people.Who(tree, w.area.ID, assigned)
	}
	return s.render(v, "ask", page)
}

// cut shortens a text to n characters.
func cut(text string, n int) string {
	letters := []rune(text)
	if len(letters) <= n {
		return text
	}
	return string(letters[:n]) + "…"
}
