package web

import (
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

// weekPage is screen 8: what waits for this person, what waits for others, and what this person has opened.
type weekPage struct {
	layout
	Own      []todo // this person must do something
	Others   []todo // somebody else must; shown to who looks after the whole
	Opened   []openingView
	Screens  bool          // the three screens for new members wait to be read
	Overview bool          // of the whole network
	Did      *activityForm // to write down what this person did; nil = may not
	Saved    bool          // just now
}

// todo is one line of the week.
type todo struct {
	Text string
	Day  *time.Time
	Who  string // is responsible now
	Path string // where to do it; "" = nowhere
}

func (s *Server) week(v *visit) error {
	page := weekPage{layout: s.staffLayout(v, v.T("week.title", "Name", v.me.FirstName())), Overview: access.Can(v.actor, access.Edit, access.Staff) == nil}
	for _, o := range v.opened {
		page.Opened = append(page.Opened, openingView{Opening: o, Until: v.moment(o.Closes)})
	}
	concerns, err := s.concerns(v)
	if err != nil {
		return err
	}
	for _, c := range concerns {
		switch line := v.todo(c, page.Overview); {
		case c.Owner.ID == v.actor.Person:
			page.Own = append(page.Own, line)
		case page.Overview:
			page.Others = append(page.Others, line)
		}
	}
	failed, err := s.failed(v)
	if err != nil {
		return err
	}
	page.Own = append(append(v.endings(s.Now()), page.Own...), failed...)
	reports, ofOthers, err := s.seatTodos(v)
	if err != nil {
		return err
	}
	page.Others = append(page.Others, ofOthers...)
	page.Own = append(reports, page.Own...)
	lines, err := v.gather(s.slideTodos, s.neighbourTodos, s.deskTodos, s.volunteerTodos, s.caseTodos, s.referralTodos, s.intervisionTodos, s.agreementTodos, s.teamworkTodos, s.groupTodos, s.fundingTodos)
	if err != nil {
		return err
	}
	page.Own = append(lines, page.Own...)
	if page.Did, err = s.newActivity(v, "week"); err != nil {
		return err
	}
	page.Saved = v.r.URL.Query().Has("bewaard")
	setup, err := s.setupLeft(v)
	if err != nil {
		return err
	}
	page.Own = append(setup, page.Own...)
	page.Screens, err = s.People.Unread(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	return s.showStaff(v, "week", page)
}

// gather lays lines of the week one after another.
func (v *visit) gather(sources ...func(*visit) ([]todo, error)) (all []todo, err error) {
	for _, lines := range sources {
		some, err := lines(v)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// concerns gives what must be looked at, as far as this person may know of it.
func (s *Server) concerns(v *visit) ([]people.Concern, error) {
	ctx := v.r.Context()
	if !access.Any(v.actor, access.Read, access.Staff) {
		return nil, nil
	}
	tree, assigned, err := s.whoIsWho(v)
	if err != nil {
		return nil, err
	}
	teams, err := s.People.Teams(ctx, v.actor)
	if err != nil {
		return nil, err
	}
	var persons []people.Record
	if access.Can(v.actor, access.Read, access.Staff) == nil {
		if persons, err = s.People.Persons(ctx, v.actor); err != nil {
			return nil, err
		}
	}
	all := people.Concerns(tree, assigned, persons, teams, s.Now())
	if v.Network.Settings.ByCoordinator {
		all = slices.DeleteFunc(all, func(c people.Concern) bool { return c.Kind == people.Vacant })
	}
	return all, nil
}

// todo puts a concern in words. Who may not arrange it gets no link to where that is done.
func (v *visit) todo(c people.Concern, arranges bool) todo {
	line := todo{Text: v.T("week."+string(c.Kind), "Name", c.Name, "Count", c.Count), Who: c.Owner.Name}
	if c.Owner.ID == "" {
		line.Who = v.T("week.nobody")
	}
	if !c.Day.IsZero() {
		line.Day = &c.Day
	}
	switch {
	case c.Kind == people.Unfunded:
		line.Text = v.T("week.unfunded", "Name", c.Name, "Role", v.T("role."+string(c.Role)))
		line.Path = v.URL("/beheer/mensen/" + c.ID)
	case c.Kind == people.Ending:
		line.Text = v.T("week.ending", "Name", c.Name, "Role", v.T("role."+string(c.Role)))
		line.Path = v.URL("/beheer/mensen/"+c.ID) + "#handover"
	case c.Kind == people.Away:
		line.Path = v.URL("/beheer/mensen/" + c.ID)
	case c.Kind == people.Vacant:
		line.Path = v.URL("/beheer/mensen")
	default:
		line.Path = v.URL("/beheer/teams") + "#t-" + c.ID
		return line
	}
	if !arranges {
		line.Path = ""
	}
	return line
}

// endings gives the own tasks that end soon, for who does not arrange that.
func (v *visit) endings(now time.Time) (lines []todo) {
	if access.Can(v.actor, access.Edit, access.Staff) == nil {
		return nil // stands among the concerns
	}
	for _, a := range v.me.Ending(now) {
		lines = append(lines, todo{Text: v.T("week.yours", "Role", v.T("role."+string(a.Role))), Day: a.Ends, Who: v.T("role.coordinator")})
	}
	return lines
}

// failed gives lines about mail and work that failed, for who may see them.
func (s *Server) failed(v *visit) (lines []todo, err error) {
	if access.Any(v.actor, access.Read, access.Outbox) {
		n := 0
		for _, state := range []mail.State{mail.Failed, mail.Bounced} {
			all, err := s.Outbox.List(v.r.Context(), v.actor, state, "")
			if err != nil {
				return nil, err
			}
			n += len(all)
		}
		if n > 0 {
			lines = append(lines, todo{Text: v.T("week.mail", "Count", n), Who: v.me.Name, Path: v.URL("/beheer/post")})
		}
	}
	if access.Any(v.actor, access.Read, access.Jobs) {
		all, err := s.Jobs.List(v.r.Context(), v.actor, jobs.Failed, "")
		if err != nil {
			return nil, err
		}
		if len(all) > 0 {
			lines = append(lines, todo{Text: v.T("week.jobs", "Count", len(all)), Who: v.T("role.administrator"), Path: v.URL("/beheer/werk")})
		}
	}
	stuck, err := s.stuckMail(v)
	return append(lines, stuck...), err
}

// introPage is one of the three screens for new members of a team.
type introPage struct {
	layout
	Step    int
	Points  []string            // of a list, as the texts number them
	Contact []people.Assignment // who to turn to
}

// screens is how many screens there are.
const screens = 3

func (s *Server) intro(v *visit) error {
	step := map[string]int{"1": 1, "2": 2, "3": screens}[v.r.PathValue("step")]
	if step == 0 {
		return errs.NotFound
	}
	page := introPage{layout: s.staffLayout(v, v.T([]string{"intro.1", "intro.2", "intro.3"}[step-1])), Step: step, Points: []string{"1", "2", "3"}}
	if step == 2 {
		tree, assigned, err := s.whoIsWho(v)
		if err != nil {
			return err
		}
		areas, err := s.People.TeamAreas(v.r.Context(), v.actor)
		if err != nil {
			return err
		}
		for _, area := range areas {
			if town := tree.Kind(places.Gemeente); area == "" && len(town) > 0 {
				area = town[0].ID
			}
			if who := people.Who(tree, area, assigned); who.Found() {
				page.Contact = append(page.Contact, who.Ambassador)
			}
		}
	}
	return s.showStaff(v, "intro", page)
}

func (s *Server) readIntro(v *visit) error {
	if err := s.People.ReadScreens(v.r.Context(), v.actor); err != nil {
		return err
	}
	return v.done(v.URL("/week"))
}
