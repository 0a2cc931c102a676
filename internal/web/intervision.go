package web

import (
	"slices"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/casework"
	"samenspel/internal/people"
)

// intervisionPage is when ambassadors sit together, for who sits in it and for the coordinator.
type intervisionPage struct {
	layout
	Form    form
	Rows    []intervisionRow
	Persons []tick // who may be asked
	Edit    bool
}

type intervisionRow struct {
	casework.Intervision
	Who string // names of who sits in it
	Off bool   // the reader can call it off
}

// Asked gives the choice of ambassadors.
func (p intervisionPage) Asked() tickField {
	return tickField{Name: "person", Label: p.T("intervision.person"), Wrong: p.Form.Wrong["person"], Choices: p.Persons}
}

func (s *Server) intervisions(v *visit) error { return s.showIntervisions(v, fill()) }

func (s *Server) showIntervisions(v *visit, f form) error {
	all, err := s.Casework.Intervisions(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	names, err := s.People.Names(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := intervisionPage{layout: s.staffLayout(v, v.T("intervision.title")), Form: f,
		Edit: access.Can(v.actor, access.Edit, access.Intervisions, access.At{Person: v.actor.Person}) == nil}
	for _, i := range all {
		who := make([]string, len(i.Sitters))
		for n, person := range i.Sitters {
			who[n] = names[person]
		}
		slices.Sort(who)
		page.Rows = append(page.Rows, intervisionRow{i, strings.Join(who, ", "), i.Closed == nil && i.Leader == v.actor.Person})
	}
	if page.Edit {
		if page.Persons, err = s.otherAmbassadors(v, f); err != nil {
			return err
		}
	}
	if f.Failed() {
		return s.again(v, f, "intervision", page)
	}
	return s.showStaff(v, "intervision", page)
}

// otherAmbassadors gives the ambassadors of now but for who looks.
func (s *Server) otherAmbassadors(v *visit, f form) (all []tick, err error) {
	records, err := s.People.Persons(v.r.Context(), v.actor)
	for _, r := range records {
		ambassador := slices.ContainsFunc(r.Tasks, func(a people.Assignment) bool { return a.Role == access.Ambassador && a.Holds(s.Now()) })
		if ambassador && r.ID != v.actor.Person {
			all = append(all, tick{r.ID, r.Name, f.Has("person", r.ID)})
		}
	}
	return all, err
}

// gather calls ambassadors together.
func (s *Server) gather(v *visit) error {
	if _, err := access.Reach(v.actor, access.Edit, access.Intervisions); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	day := f.dayOr(v, "held", calendar.Today(s.Now()))
	if !f.Failed() {
		err = s.Casework.Gather(v.r.Context(), v.actor, f.made(), day, f.values["person"])
	}
	if f.blame(v, err) || f.Failed() {
		return s.showIntervisions(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/intervisie"))
}

// callOff takes away an intervision that does not happen.
func (s *Server) callOff(v *visit) error {
	if err := s.Casework.CallOff(v.r.Context(), v.actor, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.done(v.URL("/intervisie"))
}

// intervisionTodos gives the own intervisions that are still to come.
func (s *Server) intervisionTodos(v *visit) (lines []todo, err error) {
	if !access.Any(v.actor, access.Read, access.Intervisions) {
		return nil, nil
	}
	all, err := s.Casework.Intervisions(v.r.Context(), v.actor)
	for _, i := range all {
		if !i.Held.Before(calendar.Today(s.Now())) && slices.Contains(i.Sitters, v.actor.Person) {
			lines = append(lines, todo{Text: v.T("intervision.title"), Day: &i.Held, Who: v.me.Name, Path: v.URL("/intervisie")})
		}
	}
	return lines, err
}
