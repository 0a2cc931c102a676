package web

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"samenspel/internal/desk"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

// askPage leads to a person: a form of three questions, the information point, and the ambassador of the wijk when that
// is known.
type askPage struct {
	layout
	Form   form
	Text   string // what was searched
	Area   places.Area
	Team   people.Contacts
	Wijken []places.Area
}

// What keeps programs from asking: a field that people do not see, a moment between the form and its answer, and so many
// questions from one address in so much time.
const (
	trap      = "website"
	leastTime = time.Second
	askedMost = 10
	askedTime = 10 * time.Minute
)

// maxAsked bounds what is carried into the form, in characters.
const maxAsked = 300

func (s *Server) ask(v *visit) error {
	w, _, err := s.wished(v)
	if err != nil {
		return err
	}
	page, err := s.askPage(v, fill("request", s.Desk.NewRequest(s.Now()), "note", cut(w.Text, maxAsked), "wijk", cmp.Or(w.area.Name, w.Place)))
	if err != nil {
		return err
	}
	page.Text = cut(w.Text, maxAsked)
	v.w.Header().Set("Cache-Control", "no-store") // each form has a number of its own
	return s.showStaff(v, "ask", page)
}

func (s *Server) askPage(v *visit, f form) (page askPage, err error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	assigned, err := s.People.Assigned(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	page = askPage{layout: s.layout(v, "ask.title"), Form: f, Wijken: tree.Kind(places.Wijk)}
	w := wish{Place: f.Get("wijk")}
	if err := s.place(v, tree, &w); err != nil {
		return page, err
	}
	if page.Area = w.area; w.area.ID != "" {
		page.Team = people.Who(tree, w.area.ID, assigned)
	}
	return page, nil
}

// doAsk keeps the question of a visitor, and leads to the page that says who answers and when.
func (s *Server) doAsk(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	status := s.guard(v, f)
	code, err := s.keepAsked(v, f)
	if err != nil {
		return err
	}
	if !f.Failed() {
		return v.done(v.URL("/vraag/"+code, "dank", "ja"))
	}
	page, err := s.askPage(v, f)
	if err != nil {
		return err
	}
	v.w.Header().Set("Cache-Control", "no-store")
	return s.write(v, status, "ask", page)
}

// guard notes in a form of a visitor what shows that a program sent it, and gives the status of the answer to it. Its
// number comes from Desk.NewRequest.
func (s *Server) guard(v *visit, f form) int {
	switch age, made := s.Desk.RequestAge(f.Get("request"), s.Now()); {
	case f.Get(trap) != "":
		f.Wrong[trap] = v.T("ask.wrong.trap")
	case !made:
		f.values.Set("request", s.Desk.NewRequest(s.Now()))
		f.Wrong["request"] = v.T("ask.wrong.again")
	case age < leastTime:
		f.Wrong["request"] = v.T("ask.wrong.again")
	case s.asking.Take(v.r.RemoteAddr) > 0:
		f.Wrong["request"] = v.T("ask.wrong.many")
		return http.StatusTooManyRequests
	}
	return http.StatusUnprocessableEntity
}

// keepAsked keeps a question when nothing is wrong with its form, and gives its code.
func (s *Server) keepAsked(v *visit, f form) (code string, err error) {
	if f.Failed() {
		return "", nil
	}
	in, err := s.incoming(v, f)
	if err != nil {
		return "", err
	}
	in.Contact = desk.Contact{}
	in.Contact.Phone, in.Contact.Email = reachable(f.Get("reach"))
	if f.Get("reach") != "" && in.Contact.Empty() {
		f.Wrong["reach"] = v.T("ask.wrong.reach")
	}
	in.Channel = desk.Web
	if f.Failed() {
		return "", nil
	}
	e, err := s.Desk.Ask(v.r.Context(), v.actor, in)
	var problems errs.Problems
	if errors.As(err, &problems) {
		for _, p := range problems {
			column := p.Column
			if column == "phone" || column == "email" {
				column = "reach"
			}
			f.Wrong[column] = v.said(p)
		}
		return "", nil
	}
	return e.Code, err
}

// reachable tells a telephone number from an e-mail address, in one field for both.
func reachable(text string) (phone, email string) {
	at, digits := false, 0
	for _, r := range text {
		at = at || r == '@'
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	switch {
	case at:
		return "", text
	case digits >= 6:
		return text, ""
	}
	return "", ""
}

// askedPage is what an asker sees of the own question.
type askedPage struct {
	layout
	Status desk.Status
	Thanks bool // it was just asked
	Gone   bool // who asked was just erased
}

func (s *Server) asked(v *visit) error {
	st, err := s.Desk.Status(v.r.Context(), v.actor, v.r.PathValue("code"))
	if err != nil {
		return err
	}
	query := v.r.URL.Query()
	page := askedPage{s.layout(v, "asked.title"), st, query.Has("dank"), query.Has("gewist")}
	v.keyed()
	return s.showStaff(v, "asked", page)
}

// forgetAsker erases, for who has the code, who asked.
func (s *Server) forgetAsker(v *visit) error {
	if err := s.Desk.Forget(v.r.Context(), v.actor, v.r.PathValue("code")); err != nil {
		return err
	}
	return v.done(v.URL("/vraag/"+v.r.PathValue("code"), "gewist", "ja"))
}
