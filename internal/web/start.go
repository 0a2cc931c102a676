package web

import (
	"slices"
	"strconv"

	"samenspel/internal/access"
	"samenspel/internal/network"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

// startPage leads an administrator to the first question: what is done, what comes now, and the conditions of a good
// start with who sees to them.
type startPage struct {
	layout
	Steps      []startStep
	Left       int // steps that are not done
	Form       form
	Conditions []string
	States     []network.State
}

// startStep is a step with where to do it.
type startStep struct {
	network.Step
	Path string
	Now  bool // the first that is not done
}

// stepPaths are the pages on which the steps are done.
var stepPaths = map[string]string{"name": "/beheer/instellingen", "desk": "/beheer/instellingen", "areas": "/beheer/gebieden", "people": "/beheer/mensen",
	"teams": "/beheer/teams", "controllers": "/beheer/verantwoordelijken", "conditions": "/beheer/start#conditions"}

func (s *Server) start(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Settings); err != nil {
		return err
	}
	f := fill("version", strconv.FormatInt(v.Network.Version, 10))
	for id, c := range v.Network.Settings.Conditions {
		f.values.Set("owner-"+id, c.Owner)
		f.values.Set("state-"+id, string(c.State))
	}
	page, err := s.startPage(v, f)
	if err != nil {
		return err
	}
	return s.showStaff(v, "start", page)
}

func (s *Server) startPage(v *visit, f form) (page startPage, err error) {
	facts, err := s.facts(v)
	if err != nil {
		return page, err
	}
	page = startPage{layout: s.staffLayout(v, v.T("start.title")), Form: f, Conditions: network.Conditions, States: network.States}
	for _, step := range v.Network.Settings.Steps(facts) {
		page.Steps = append(page.Steps, startStep{step, stepPaths[step.ID], step.Left > 0 && page.Left == 0})
		if step.Left > 0 {
			page.Left++
		}
	}
	return page, nil
}

// setupLeft gives the line of the week that leads an administrator to what is left, when something is.
func (s *Server) setupLeft(v *visit) ([]todo, error) {
	if access.Can(v.actor, access.Edit, access.Settings) != nil {
		return nil, nil
	}
	facts, err := s.facts(v)
	left := 0
	for _, step := range v.Network.Settings.Steps(facts) {
		if step.Left > 0 {
			left++
		}
	}
	if err != nil || left == 0 {
		return nil, err
	}
	return []todo{{Text: v.T("start.left", "Count", left), Who: v.me.Name, Path: v.URL("/beheer/start")}}, nil
}

// facts counts what the steps ask for.
func (s *Server) facts(v *visit) (f network.Facts, err error) {
	ctx := v.r.Context()
	tree, err := s.Places.Tree(ctx, v.actor)
	if err != nil {
		return f, err
	}
	teams, err := s.People.Teams(ctx, v.actor)
	if err != nil {
		return f, err
	}
	assigned, err := s.People.Assigned(ctx, v.actor)
	if err != nil {
		return f, err
	}
	f.Teams = len(teams)
	for _, wijk := range tree.Kind(places.Wijk) {
		f.Wijken++
		if !people.Who(tree, wijk.ID, assigned).Found() {
			f.Vacant++
		}
	}
	for _, task := range assigned {
		if task.Role != access.Administrator {
			f.Persons++
		}
	}
	return f, nil
}

// saveConditions notes who sees to the conditions, and how far they are.
func (s *Server) saveConditions(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	n := v.Network
	n.Version = f.version()
	n.Settings.Conditions = map[string]network.Condition{}
	for _, id := range network.Conditions {
		state := network.State(f.Get("state-" + id))
		if !slices.Contains(network.States, state) {
			state = network.Open
		}
		n.Settings.Conditions[id] = network.Condition{Owner: cut(f.Get("owner-"+id), maxAsked), State: state}
	}
	err = s.Networks.Change(v.r.Context(), v.actor, n)
	if f.blame(v, err) {
		page, err := s.startPage(v, f)
		if err != nil {
			return err
		}
		return s.again(v, f, "start", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/start"))
}

// controllersPage names who answers together for what is done with personal data.
type controllersPage struct {
	layout
	Form form
	Rows []int // numbers of the lines to fill in: those that are there, and empty ones
}

const (
	spareControllers = 2  // empty lines
	maxControllers   = 20 // lines
)

func (s *Server) controllersPage(v *visit, f form, rows int) controllersPage {
	page := controllersPage{layout: s.staffLayout(v, v.T("controllers.title")), Form: f}
	for i := range min(rows, maxControllers) {
		page.Rows = append(page.Rows, i)
	}
	return page
}

func (s *Server) controllers(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Settings); err != nil {
		return err
	}
	f := fill("version", strconv.FormatInt(v.Network.Version, 10))
	all := v.Network.Settings.Controllers
	for i, c := range all {
		f.values.Set("name-"+strconv.Itoa(i), c.Name)
		f.values.Set("contact-"+strconv.Itoa(i), c.Contact)
		f.values.Set("does-"+strconv.Itoa(i), c.Does)
	}
	return s.showStaff(v, "controllers-edit", s.controllersPage(v, f, len(all)+spareControllers))
}

// saveControllers keeps the lines that have a name; a line without one is taken out.
func (s *Server) saveControllers(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	n := v.Network
	n.Version, n.Settings.Controllers = f.version(), nil
	kept := fill("version", f.Get("version"))
	for i := range maxControllers {
		c := network.Controller{Name: cut(f.Get("name-"+strconv.Itoa(i)), maxAsked), Contact: cut(f.Get("contact-"+strconv.Itoa(i)), maxAsked), Does: cut(f.Get("does-"+strconv.Itoa(i)), maxAsked)}
		if c.Name == "" {
			continue
		}
		at := strconv.Itoa(len(n.Settings.Controllers))
		n.Settings.Controllers = append(n.Settings.Controllers, c)
		kept.values.Set("name-"+at, c.Name)
		kept.values.Set("contact-"+at, c.Contact)
		kept.values.Set("does-"+at, c.Does)
	}
	err = s.Networks.Change(v.r.Context(), v.actor, n)
	if kept.blame(v, err) {
		return s.again(v, kept, "controllers-edit", s.controllersPage(v, kept, len(n.Settings.Controllers)+spareControllers))
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/verantwoordelijken"))
}
