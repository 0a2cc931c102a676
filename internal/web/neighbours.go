package web

import (
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/directory"
	"samenspel/internal/neighbours"
	"samenspel/internal/network"
	"samenspel/internal/places"
)

// neighbourForm is where a resident asks or offers a small thing.
type neighbourForm struct {
	layout
	Form   form
	Wijken []places.Area
	area   places.Area
}

// Select gives the list of kinds of help.
func (p neighbourForm) Select(field string) selectField {
	var all []tick
	for _, term := range directory.Taxonomy().Needs {
		all = append(all, tick{term.Code, term.Label(p.Lang()), p.Form.Is(field, term.Code)})
	}
	return selectField{p.Form, field, p.T("neighbours.need"), p.T("neighbours.choose"), all}
}

// Sides gives whether somebody asks or offers, in words.
func (p neighbourForm) Sides() (all []tick) {
	for _, side := range neighbours.Sides {
		all = append(all, tick{string(side), p.T("neighbours.side." + string(side)), p.Form.Is("side", string(side))})
	}
	return all
}

func (s *Server) neighbours(v *visit) error {
	page, err := s.neighbourForm(v, fill("request", s.Desk.NewRequest(s.Now()), "side", v.r.URL.Query().Get("side"), "wijk", v.r.URL.Query().Get("wijk")))
	if err != nil {
		return err
	}
	v.w.Header().Set("Cache-Control", "no-store") // each form has a number of its own
	return s.showStaff(v, "neighbours", page)
}

func (s *Server) neighbourForm(v *visit, f form) (page neighbourForm, err error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	page = neighbourForm{layout: s.layout(v, "neighbours.title"), Form: f, Wijken: tree.Kind(places.Wijk)}
	page.area, err = s.areaIn(v, tree, f)
	return page, err
}

// makeNeighbour keeps what a resident asks or offers, and leads to the page of that.
func (s *Server) makeNeighbour(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	status := s.guard(v, f)
	page, err := s.neighbourForm(v, f)
	if err != nil {
		return err
	}
	scanner, err := s.scanner(v, "")
	if err != nil {
		return err
	}
	var made neighbours.Post
	if !f.Failed() {
		made, err = s.Neighbours.Make(v.r.Context(), v.actor, neighbours.New{Request: f.Get("request"), Side: neighbours.Side(f.Get("side")), Need: f.Get("need"), Words: f.Get("words"),
			Area: page.area.ID, Contact: neighbours.Contact{Name: f.Get("name"), Phone: f.Get("phone"), Email: f.Get("email")}, Lang: v.Lang(), Scanner: scanner})
	}
	if !f.blame(v, err) && !f.Failed() {
		if err != nil {
			return err
		}
		return v.done(v.URL("/burenhulp/"+made.Code, "dank", "ja"))
	}
	v.w.Header().Set("Cache-Control", "no-store")
	return s.write(v, status, "neighbours", page)
}

// neighbourPage is what somebody sees of the own ask or offer.
type neighbourPage struct {
	layout
	neighbours.Own
	Form   form
	Thanks bool // it was just made
	Tree   places.Tree
}

// Named gives a kind of help in words.
func (p neighbourPage) Named(need string) string { return needNamed(p.layout, need) }

// Where gives an area by its name, or "".
func (p neighbourPage) Where(id string) string { area, _ := p.Tree.Get(id); return area.Name }

func needNamed(l layout, need string) string {
	term, _ := directory.Taxonomy().Needs.Find(need)
	return term.Label(l.Lang())
}

func (s *Server) neighbour(v *visit) error { return s.showNeighbour(v, fill()) }

func (s *Server) showNeighbour(v *visit, f form) error {
	found, err := s.Neighbours.ByCode(v.r.Context(), v.actor, v.r.PathValue("code"))
	if err != nil {
		return err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	v.keyed()
	page := neighbourPage{s.layout(v, "neighbour.title"), found, f, v.r.URL.Query().Has("dank"), tree}
	if f.Failed() {
		return s.again(v, f, "neighbour", page)
	}
	return s.showStaff(v, "neighbour", page)
}

func (s *Server) doNeighbour(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	code := v.r.PathValue("code")
	err = s.Neighbours.DoOwn(v.r.Context(), v.actor, code, neighbours.Act(f.Get("do")))
	if f.blame(v, err) {
		return s.showNeighbour(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/burenhulp/" + code))
}

// neighbourList is where the information point brings people together.
type neighbourList struct {
	layout
	Form  form
	Rows  []neighbours.Row
	tree  places.Tree
	today time.Time
}

// Named gives a kind of help in words.
func (p neighbourList) Named(need string) string { return needNamed(p.layout, need) }

// Where gives an area by its name, or "".
func (p neighbourList) Where(id string) string { area, _ := p.tree.Get(id); return area.Name }

// Late tells whether something is over time.
func (p neighbourList) Late(r neighbours.Row) bool { return r.Overdue(p.today) }

// Stamp is the version of a post as a form carries it.
func (neighbourList) Stamp(r neighbours.Row) string { return strconv.FormatInt(r.Version, 10) }

// Offers gives the offers that fit an ask, in words.
func (p neighbourList) Offers(ask neighbours.Row) (all []tick) {
	for _, id := range ask.Fits {
		i := slices.IndexFunc(p.Rows, func(r neighbours.Row) bool { return r.ID == id })
		all = append(all, tick{Code: id, Label: p.Rows[i].Words + " · " + p.Named(p.Rows[i].Need) + " · " + p.Where(p.Rows[i].Area)})
	}
	return all
}

func (s *Server) neighbourList(v *visit) error { return s.showNeighbours(v, fill()) }

func (s *Server) showNeighbours(v *visit, f form) error {
	rows, err := s.Neighbours.List(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := neighbourList{layout: s.staffLayout(v, v.T("neighbours.list")), Form: f, Rows: rows, today: calendar.Today(s.Now())}
	if page.tree, err = s.Places.Tree(v.r.Context(), v.actor); err != nil {
		return err
	}
	if f.Failed() {
		return s.again(v, f, "neighbour-list", page)
	}
	return s.showStaff(v, "neighbour-list", page)
}

// bringTogether brings an ask and an offer together.
func (s *Server) bringTogether(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	err = s.Neighbours.Together(v.r.Context(), v.actor, f.Get("ask"), f.Get("offer"))
	return s.afterNeighbours(v, f, err)
}

// doForNeighbour does what somebody said by telephone.
func (s *Server) doForNeighbour(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	err = s.Neighbours.Do(v.r.Context(), v.actor, v.r.PathValue("id"), f.version(), neighbours.Act(f.Get("do")))
	return s.afterNeighbours(v, f, err)
}

func (s *Server) afterNeighbours(v *visit, f form, err error) error {
	if f.blame(v, err) {
		return s.showNeighbours(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/burenhulp-lijst"))
}

// neighbourTodos gives the line of the week about small help between residents.
func (s *Server) neighbourTodos(v *visit) ([]todo, error) {
	if access.Can(v.actor, access.Edit, access.Volunteers) != nil || !v.Network.Settings.Has(network.Volunteering) {
		return nil, nil
	}
	n, err := s.Neighbours.Waiting(v.r.Context(), v.actor)
	if err != nil || n == 0 {
		return nil, err
	}
	return []todo{{Text: v.T("week.neighbours", "Count", n), Who: v.me.Name, Path: v.URL("/burenhulp-lijst")}}, nil
}
