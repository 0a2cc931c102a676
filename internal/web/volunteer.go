package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/directory"
	"samenspel/internal/network"
	"samenspel/internal/places"
	"samenspel/internal/search"
	"samenspel/internal/volunteering"
)

// volunteerPage is where somebody who wants to help chooses what fits, and signs up.
type volunteerPage struct {
	layout
	Form   form
	Wijken []places.Area
	Chosen bool     // something was chosen: show what fits
	Offers []result // up to three, of different organisations
	Sought []result // offers that seek volunteers now, while nothing is chosen
	area   places.Area
}

// mostMatches is how many organisations are offered.
const mostMatches = 3

// Choices gives the choices of a field, in words.
func (p volunteerPage) Choices(field string) (all []tick) {
	t := directory.Taxonomy()
	for _, term := range map[string]directory.Terms{"need": t.Needs, "audience": t.Audiences, "form": t.Forms}[field] {
		all = append(all, tick{term.Code, term.Label(p.Lang()), p.Form.Is(field, term.Code)})
	}
	return all
}

// selectField is a list to choose one from, or any.
type selectField struct {
	Form             form
	Name, Label, Any string
	Choices          []tick
}

// Select gives the list of a field.
func (p volunteerPage) Select(field string) selectField {
	label := map[string]string{"need": p.T("volunteer.need"), "audience": p.T("volunteer.audience"), "form": p.T("volunteer.form")}[field]
	return selectField{p.Form, field, label, p.T("volunteer.any"), p.Choices(field)}
}

// Kept gives the names of what was chosen, for the form that follows it.
func (volunteerPage) Kept() []string { return []string{"need", "audience", "form", "wijk", "aanbod"} }

// Moments gives when somebody can help, in words.
func (p volunteerPage) Moments() (all []tick) {
	for _, code := range volunteering.Moments {
		all = append(all, tick{code, p.T("volunteer.moment." + code), slices.Contains(p.Form.values["moment"], code)})
	}
	return all
}

// Picked tells whether somebody wants to be introduced to who offers a service.
func (p volunteerPage) Picked(service string) bool {
	return slices.Contains(p.Form.values["service"], service)
}

func (s *Server) volunteer(v *visit) error {
	q := v.r.URL.Query()
	f := fill("request", s.Desk.NewRequest(s.Now()), "need", q.Get("need"), "audience", q.Get("audience"), "form", q.Get("form"), "wijk", q.Get("wijk"), "aanbod", q.Get("aanbod"))
	f.values["moment"] = q["moment"]
	page, err := s.volunteerPage(v, f)
	if err != nil {
		return err
	}
	v.w.Header().Set("Cache-Control", "no-store") // each form has a number of its own
	return s.showStaff(v, "volunteer", page)
}

func (s *Server) volunteerPage(v *visit, f form) (page volunteerPage, err error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	area, err := s.areaIn(v, tree, f)
	if err != nil {
		return page, err
	}
	index, err := s.Search.Index(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	page = volunteerPage{layout: s.layout(v, "volunteer.title"), Form: f, Wijken: tree.Kind(places.Wijk), area: area,
		Chosen: f.Get("need") != "" || f.Get("audience") != "" || index.Seeks(f.Get("aanbod"))}
	if page.Chosen {
		page.Offers, err = s.cards(v, tree, matches(index, f, area))
	} else {
		page.Sought, err = s.cards(v, tree, index.Seeking(mostSought))
	}
	return page, err
}

// mostSought is how many offers that seek volunteers a page shows at most.
const mostSought = 60

// matches gives services of different organisations that fit, the best first: what somebody pointed at, or what seeks
// volunteers now before what does not. When few fit, it lets go of the form, then of with whom, then of where.
func matches(index *search.Index, f form, area places.Area) (hits []search.Hit) {
	if pointed := f.Get("aanbod"); index.Seeks(pointed) {
		return []search.Hit{{Document: &search.Document{ID: pointed}}}
	}
	q := search.Query{Area: area.ID, Within: area.ID, Limit: 20, Needs: only(directory.Taxonomy().Needs, f.Get("need")),
		Audiences: only(directory.Taxonomy().Audiences, f.Get("audience")), Forms: only(directory.Taxonomy().Forms, f.Get("form"))}
	for _, loosen := range []func(){func() {}, func() { q.Forms = nil }, func() { q.Audiences = nil }, func() { q.Within = "" }} {
		loosen()
		found := index.Search(q).Hits
		slices.SortStableFunc(found, seekingFirst)
		for _, hit := range found {
			if len(hits) == mostMatches {
				return hits
			}
			if !slices.ContainsFunc(hits, func(h search.Hit) bool { return h.Document.Organization == hit.Document.Organization }) {
				hits = append(hits, hit)
			}
		}
	}
	return hits
}

// seekingFirst orders what seeks volunteers before what does not.
func seekingFirst(a, b search.Hit) int {
	switch {
	case a.Document.Seeking == b.Document.Seeking:
		return 0
	case a.Document.Seeking:
		return -1
	}
	return 1
}

// only gives a code as a list, when it is one.
func only(terms directory.Terms, code string) []string {
	if _, ok := terms.Find(code); ok {
		return []string{code}
	}
	return nil
}

// signUp keeps who wants to help, and leads to the page of that.
func (s *Server) signUp(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	status := s.guard(v, f)
	page, err := s.volunteerPage(v, f)
	if err != nil {
		return err
	}
	var made volunteering.Signup
	if !f.Failed() {
		made, err = s.Volunteering.SignUp(v.r.Context(), v.actor, wishToHelp(v, page))
	}
	if !f.blame(v, err) && !f.Failed() {
		if err != nil {
			return err
		}
		return v.done(v.URL("/vrijwilliger/"+made.Code, "dank", "ja"))
	}
	v.w.Header().Set("Cache-Control", "no-store")
	return s.write(v, status, "volunteer", page)
}

// wishToHelp reads the form of who wants to help.
func wishToHelp(v *visit, p volunteerPage) volunteering.Wish {
	f := p.Form
	one := func(name string) []string {
		return slices.DeleteFunc([]string{f.Get(name)}, func(code string) bool { return code == "" })
	}
	return volunteering.Wish{Request: f.Get("request"), Needs: one("need"), Audiences: one("audience"), Form: f.Get("form"), Moments: f.values["moment"], Area: p.area.ID,
		Services: f.values["service"], Lang: v.Lang(),
		Contact: volunteering.Contact{Name: f.Get("name"), Phone: f.Get("phone"), Email: f.Get("email"), Words: f.Get("words")}}
}

// signupPage is what somebody who signed up sees of that.
type signupPage struct {
	layout
	volunteering.Person
	Form   form
	Thanks bool // it was just made
}

func (s *Server) signup(v *visit) error { return s.showSignup(v, fill()) }

func (s *Server) showSignup(v *visit, f form) error {
	found, err := s.Volunteering.Own(v.r.Context(), v.actor, v.r.PathValue("code"))
	if err != nil {
		return err
	}
	v.keyed()
	page := signupPage{s.layout(v, "signup.title"), found, f, v.r.URL.Query().Has("dank")}
	if f.Failed() {
		return s.again(v, f, "signup", page)
	}
	return s.showStaff(v, "signup", page)
}

// doSignup does what somebody says about the own sign-up.
func (s *Server) doSignup(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	code := v.r.PathValue("code")
	err = s.Volunteering.DoOwn(v.r.Context(), v.actor, code, volunteering.Act(f.Get("do")))
	if f.blame(v, err) {
		return s.showSignup(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/vrijwilliger/" + code))
}

// volunteersPage is the list of the information point, with places for one of them when it is named.
type volunteersPage struct {
	layout
	volunteering.Page
	Form   form
	For    string // id of the sign-up that a place is sought for, or ""
	Offers []offer
	tree   places.Tree
	today  time.Time
}

// Words gives what somebody wants to do, in words.
func (p volunteersPage) Words(one volunteering.Person) (all []string) {
	t := directory.Taxonomy()
	for _, list := range []struct {
		terms directory.Terms
		codes []string
	}{{t.Needs, one.Needs}, {t.Audiences, one.Audiences}, {t.Forms, []string{one.Form}}} {
		for _, code := range list.codes {
			if term, ok := list.terms.Find(code); ok {
				all = append(all, term.Label(p.Lang()))
			}
		}
	}
	for _, m := range one.Moments {
		all = append(all, p.T("volunteer.moment."+m))
	}
	if area, ok := p.tree.Get(one.Area); ok {
		all = append(all, area.Name)
	}
	return all
}

// Overdue tells whether a sign-up is over time.
func (p volunteersPage) Overdue(one volunteering.Person) bool { return one.Late(p.today) }

// Stamp is the version of a sign-up as a form carries it.
func (volunteersPage) Stamp(one volunteering.Person) string {
	return strconv.FormatInt(one.Version, 10)
}

func (s *Server) volunteers(v *visit) error {
	q := v.r.URL.Query()
	return s.showVolunteers(v, q.Get("voor"), fill("q", q.Get("q")))
}

func (s *Server) showVolunteers(v *visit, id string, f form) error {
	list, err := s.Volunteering.List(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := volunteersPage{layout: s.staffLayout(v, v.T("volunteers.title")), Page: list, Form: f, today: calendar.Today(s.Now())}
	if page.tree, err = s.Places.Tree(v.r.Context(), v.actor); err != nil {
		return err
	}
	for _, one := range list.Rows {
		if one.ID != id {
			continue
		}
		if f.Get("q") == "" {
			f.values.Set("q", strings.Join(page.Words(one), " "))
		}
		page.For = id
		if page.Offers, err = s.offers(v, searched{f.Get("q"), one.Area, true}, nil); err != nil {
			return err
		}
	}
	if f.Failed() {
		return s.again(v, f, "volunteers", page)
	}
	return s.showStaff(v, "volunteers", page)
}

// doVolunteer does what the information point says about a sign-up.
func (s *Server) doVolunteer(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	err = s.Volunteering.Do(v.r.Context(), v.actor, id, f.version(), volunteering.Step{Act: volunteering.Act(f.Get("do")), Services: f.values["service"]})
	if f.blame(v, err) {
		return s.showVolunteers(v, id, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/vrijwilligers"))
}

// metPage is where an organisation says what came of an introduction.
type metPage struct {
	layout
	About volunteering.Introduction
	Form  form
	Post  string
}

// byMetLink lets in the organisation that has the link of an introduction.
func byMetLink(answer func(*Server, *visit, volunteering.Introduction) error) page {
	return func(s *Server, v *visit) error {
		actor, i, err := s.Volunteering.ByLink(v.r.Context(), v.Network.ID, v.r.PathValue("id"), v.r.PathValue("token"))
		if err != nil {
			return err
		}
		v.actor = actor
		v.keyed()
		return answer(s, v, i)
	}
}

func (s *Server) met(v *visit, i volunteering.Introduction) error {
	return s.showStaff(v, "met", s.metPage(v, i, fill()))
}

func (s *Server) metPage(v *visit, i volunteering.Introduction, f form) metPage {
	return metPage{s.layout(v, "met.title"), i, f, v.URL("/kennismaking/" + v.r.PathValue("id") + "/" + v.r.PathValue("token"))}
}

func (s *Server) doMet(v *visit, i volunteering.Introduction) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	err = s.Volunteering.Met(v.r.Context(), v.actor, v.r.PathValue("id"), volunteering.Answer(f.Get("answer")))
	page := s.metPage(v, i, f)
	if f.blame(v, err) {
		return s.again(v, f, "met", page)
	}
	if err != nil {
		return err
	}
	return v.done(page.Post)
}

// volunteerTodos gives the line of the week about people who want to help.
func (s *Server) volunteerTodos(v *visit) ([]todo, error) {
	if access.Can(v.actor, access.Edit, access.Volunteers) != nil || !v.Network.Settings.Has(network.Volunteering) {
		return nil, nil
	}
	n, err := s.Volunteering.Waiting(v.r.Context(), v.actor)
	if err != nil || n == 0 {
		return nil, err
	}
	return []todo{{Text: v.T("week.volunteers", "Count", n), Who: v.me.Name, Path: v.URL("/vrijwilligers")}}, nil
}
