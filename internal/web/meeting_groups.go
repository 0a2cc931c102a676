package web

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/errs"
	"samenspel/internal/group"
)

// groupFields is the form of a group.
type groupFields struct {
	layout
	Form form
	All  []group.Group // that can give an assignment
	New  bool          // its kind is still to be chosen
}

// Select gives a list of the form to choose from.
func (p groupFields) Select(name string) selectField {
	list := selectField{p.Form, name, p.T("group." + name), p.T("activity.choose"), nil}
	add := func(code, label string) {
		list.Choices = append(list.Choices, tick{code, label, p.Form.Is(name, code)})
	}
	switch name {
	case "kind":
		for _, k := range group.Kinds {
			add(string(k), p.T("group.kind."+string(k)))
		}
	case "unit":
		list.Any = p.T("group.unit.none")
		for _, u := range group.Units {
			add(string(u), p.T("group.unit."+string(u)))
		}
	case "from":
		list.Any = p.T("group.from.none")
		for _, g := range p.All {
			add(g.ID, g.Name)
		}
	}
	return list
}

// Working tells whether the form asks for an assignment: of a working group, and of one whose kind is not chosen yet.
func (p groupFields) Working() bool { return p.New || p.Form.Is("kind", string(group.Working)) }

// groupRow is a group in words, on a day.
type groupRow struct {
	layout
	group.Group
	Today    time.Time
	Meetings []group.Meeting // of the group, in order of days
}

// groupRows puts groups in words, each with its meetings.
func groupRows(l layout, all []group.Group, meetings []group.Planned, today time.Time) (rows []groupRow) {
	for _, g := range all {
		row := groupRow{layout: l, Group: g, Today: today}
		for _, m := range meetings {
			if m.Group == g.ID {
				row.Meetings = append(row.Meetings, m.Meeting)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// Kind says what it is for.
func (r groupRow) Kind() string { return r.T("group.kind." + string(r.Group.Kind)) }

// Lacks gives the blood groups that are missing, in words.
func (r groupRow) Lacks() (missing []string) {
	for _, b := range r.Missing(r.Today) {
		missing = append(missing, r.T("group.blood."+string(b)))
	}
	return missing
}

// Members gives the seats that are held, guests included.
func (r groupRow) Members() []group.Seat {
	return slices.DeleteFunc(slices.Clone(r.Seats), func(s group.Seat) bool { return s.Left != nil && !s.Left.After(r.Today) })
}

// Past gives the seats that were left.
func (r groupRow) Past() []group.Seat {
	return slices.DeleteFunc(slices.Clone(r.Seats), func(s group.Seat) bool { return s.Left == nil || s.Left.After(r.Today) })
}

// Free gives how many seats nobody holds.
func (r groupRow) Free() int { return r.Group.Vacant(r.Today) }

// Late tells whether the assignment is over time.
func (r groupRow) Late() bool { return r.Group.Overdue(r.Today) }

// Often says how often it meets; "" = nothing was agreed.
func (r groupRow) Often() string {
	form := "group.often." + string(r.Rhythm.Unit)
	switch {
	case r.Rhythm.Unit == "":
		return ""
	case r.Rhythm.Least == r.Rhythm.Most:
		return r.T(form+".one", "Most", r.Rhythm.Most)
	}
	return r.T(form+".range", "Least", r.Rhythm.Least, "Most", r.Rhythm.Most)
}

// Plan gives what its rhythm asks for; nil = it has none, or it has ended.
func (r groupRow) Plan() *group.Plan {
	last, next := r.Starts, (*time.Time)(nil)
	if held := group.Before(r.Meetings, r.Today.AddDate(0, 0, 1)); held != nil {
		last = held.Day
	}
	if coming := group.After(r.Meetings, r.Today); coming != nil {
		next = &coming.Day
	}
	p, ok := r.Rhythm.Plan(last, next, r.Today)
	if !ok || r.State == group.Ended {
		return nil
	}
	return &p
}

// planForm fills the form of the next meeting with what its rhythm proposes.
func (r groupRow) planForm() form {
	m := group.Meeting{From: group.UsualFrom, Until: group.UsualUntil}
	if p := r.Plan(); p != nil && p.Planned == nil {
		m.Day = p.Proposal
	}
	if last := len(r.Meetings) - 1; last >= 0 {
		m.Place = r.Meetings[last].Place
	}
	return meetingForm(m)
}

// Of says whose seat it is.
func (r groupRow) Of(s group.Seat) string {
	if s.Organization == "" {
		return r.T("group.municipality")
	}
	return s.Name
}

// Does says in words what a seat is: its role, its blood group, and whether it is paid work.
func (r groupRow) Does(s group.Seat) (words []string) {
	switch {
	case s.Role == group.Guest:
		words = append(words, r.T("group.guest.every", "Count", s.Every))
	case s.Role != group.Member:
		words = append(words, r.T("group.role."+string(s.Role)))
	}
	if s.Blood != "" {
		words = append(words, r.T("group.blood."+string(s.Blood)))
	}
	if s.Paid {
		words = append(words, r.T("group.paid.yes"))
	}
	return words
}

// meetingGroupsPage is all groups, and where a new one is made.
type meetingGroupsPage struct {
	groupFields
	Rows []groupRow
	Edit bool
}

// groupsOf gives the groups that this person may read, and their meetings.
func (s *Server) groupsOf(v *visit) (all []group.Group, meetings []group.Planned, err error) {
	if all, err = s.Group.List(v.r.Context(), v.actor); err != nil {
		return nil, nil, err
	}
	meetings, err = s.Group.Calendar(v.r.Context(), v.actor)
	return all, meetings, err
}

func (s *Server) meetingGroups(v *visit) error {
	return s.showMeetingGroups(v, fill("unit", string(group.Weeks), "least", "6", "most", "8"))
}

func (s *Server) showMeetingGroups(v *visit, f form) error {
	all, meetings, err := s.groupsOf(v)
	if err != nil {
		return err
	}
	l := s.staffLayout(v, v.T("group.title"))
	page := meetingGroupsPage{groupFields{layout: l, Form: f, All: all, New: true}, groupRows(l, all, meetings, calendar.Today(s.Now())), access.Can(v.actor, access.Edit, access.Meetings) == nil}
	if f.Failed() {
		return s.again(v, f, "meeting-groups", page)
	}
	return s.showStaff(v, "meeting-groups", page)
}

// readMeetingGroup reads what was typed.
func (v *visit) readMeetingGroup(f form) group.Group {
	g := group.Group{Kind: group.Kind(f.Get("kind")), Name: f.Get("name"), Places: f.integer("places"), From: f.Get("from"), Goal: f.Get("goal"), Due: f.day(v, "due")}
	if unit := group.Unit(f.Get("unit")); unit != "" {
		g.Rhythm = group.Rhythm{Unit: unit, Least: f.integer("least"), Most: f.integer("most")}
	}
	return g
}

func (s *Server) makeMeetingGroup(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if err := access.Can(v.actor, access.Edit, access.Meetings); err != nil {
		return err
	}
	texts, err := s.texts(v)
	if err != nil {
		return err
	}
	g := v.readMeetingGroup(f)
	g.ID = f.made()
	if !f.Failed() {
		err = s.Group.Save(v.r.Context(), v.actor, g, texts)
	}
	if f.blame(v, err) || f.Failed() {
		return s.showMeetingGroups(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/groepen/" + g.ID))
}

// groupPage is one group: who sits in it, what its assignment is, and where that is changed.
type groupPage struct {
	groupFields
	Row     groupRow
	Giver   string // name of the group that gave the assignment
	Edit    bool
	Leads   bool // may tell of the assignment
	Judges  bool // may accept what was told
	Step    form // of the assignment
	Seat    seatFields
	Plan    meetingFields // of a new meeting
	Planned []planned     // the last one first
	Book    bookFields
}

// seatFields is the form of a seat.
type seatFields struct {
	layout
	Form          form
	ID            string // of the seat that is changed; "" = a new one
	Organizations []tick
	Persons       []tick
}

// Select gives a list of the form to choose from.
func (p seatFields) Select(name string) selectField {
	list := selectField{p.Form, name, p.T("group." + name), p.T("group." + name + ".none"), nil}
	switch name {
	case "organization":
		list.Choices = p.Organizations
	case "person":
		list.Choices = p.Persons
	case "role":
		for _, r := range group.Roles[1:] {
			list.Choices = append(list.Choices, tick{string(r), p.T("group.role." + string(r)), p.Form.Is(name, string(r))})
		}
	case "blood":
		for _, b := range group.Bloods {
			list.Choices = append(list.Choices, tick{string(b), p.T("group.blood." + string(b)), p.Form.Is(name, string(b))})
		}
	}
	return list
}

func (s *Server) meetingGroup(v *visit) error { return s.showMeetingGroup(v, form{}) }

// showMeetingGroup shows a group with a form that was sent: of the group itself, of a seat, or of a step.
func (s *Server) showMeetingGroup(v *visit, f form) error {
	all, meetings, err := s.groupsOf(v)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(g group.Group) bool { return g.ID == v.r.PathValue("id") })
	if at < 0 {
		return errs.NotFound
	}
	g := all[at]
	l, today := s.staffLayout(v, g.Name), calendar.Today(s.Now())
	page := groupPage{groupFields: groupFields{layout: l, Form: groupForm(g), All: all}, Row: groupRows(l, all[at:at+1], meetings, today)[0], Edit: access.Can(v.actor, access.Edit, access.Meetings) == nil}
	page.Plan = meetingFields{page.Row.planForm()}
	if page.Book, err = s.book(v, l, g.ID, today); err != nil {
		return err
	}
	for _, m := range page.Row.Meetings {
		page.Planned = append(page.Planned, planned{layout: l, Meeting: m, In: g})
	}
	slices.Reverse(page.Planned)
	page.Leads, page.Judges = s.Group.MayLead(v.actor, g), page.Edit
	for _, giver := range page.All {
		if giver.ID == g.From {
			page.Giver, page.Judges = giver.Name, s.Group.MayLead(v.actor, giver)
		}
	}
	page.All = slices.DeleteFunc(page.All, func(other group.Group) bool { return other.ID == g.ID })
	if page.Edit {
		if page.Seat, err = s.seatFields(v, l, g, f); err != nil {
			return err
		}
	}
	if f.Failed() {
		switch f.Get("do") {
		case "seat":
		case "plan":
			page.Plan.Form = f
		case "", string(group.End): // a button of that form
			page.Form = f
		default:
			page.Step = f
		}
		return s.again(v, f, "meeting-group", page)
	}
	return s.showStaff(v, "meeting-group", page)
}

// groupForm fills the form of a group with what is kept.
func groupForm(g group.Group) form {
	f := fill("kind", string(g.Kind), "name", g.Name, "unit", string(g.Rhythm.Unit), "from", g.From, "goal", g.Goal, "version", strconv.FormatInt(g.Version, 10))
	for name, n := range map[string]int{"places": g.Places, "least": g.Rhythm.Least, "most": g.Rhythm.Most} {
		if n > 0 {
			f.values.Set(name, strconv.Itoa(n))
		}
	}
	if g.Due != nil {
		f.values.Set("due", g.Due.Format(time.DateOnly))
	}
	return f
}

// seatFields fills the form of a seat: as it was sent, of the seat in the address, or empty.
func (s *Server) seatFields(v *visit, l layout, g group.Group, sent form) (p seatFields, err error) {
	p = seatFields{layout: l, Form: fill("joined", calendar.Today(s.Now()).Format(time.DateOnly), "every", "2")}
	p.ID = v.r.URL.Query().Get("plek")
	i := slices.IndexFunc(g.Seats, func(seat group.Seat) bool { return seat.ID == p.ID })
	switch {
	case sent.Is("do", "seat"):
		p.Form, p.ID = sent, sent.Get("seat")
	case i >= 0:
		p.Form = seatForm(g.Seats[i])
	default:
		p.ID = ""
	}
	organizations, err := s.Directory.Organizations(v.r.Context(), v.actor)
	if err != nil {
		return p, err
	}
	for _, o := range organizations {
		p.Organizations = append(p.Organizations, tick{o.ID, o.Name, p.Form.Is("organization", o.ID)})
	}
	persons, err := s.People.Persons(v.r.Context(), v.actor)
	for _, r := range persons {
		p.Persons = append(p.Persons, tick{r.ID, r.Name, p.Form.Is("person", r.ID)})
	}
	return p, err
}

func seatForm(s group.Seat) form {
	f := fill("organization", s.Organization, "person", s.Person, "role", string(s.Role), "blood", string(s.Blood), "mandate", s.Mandate, "every", strconv.Itoa(max(1, s.Every)),
		"joined", s.Joined.Format(time.DateOnly), "version", strconv.FormatInt(s.Version, 10))
	if s.Person == "" {
		f.values.Set("contact", s.Contact)
		f.values.Set("email", s.Email)
	}
	if s.Paid {
		f.values.Set("paid", "ja")
	}
	return f
}

// readSeat reads what was typed of a seat.
func (v *visit) readSeat(f form, today time.Time) group.Seat {
	seat := group.Seat{ID: f.Get("seat"), Organization: f.Get("organization"), Person: f.Get("person"), Contact: f.Get("contact"), Email: f.Get("email"), Role: group.Role(f.Get("role")), Every: f.integer("every"),
		Paid: f.Is("paid", "ja"), Blood: group.Blood(f.Get("blood")), Mandate: f.Get("mandate"), Joined: f.dayOr(v, "joined", today)}
	if seat.ID == "" {
		seat.ID = f.made()
	} else {
		seat.Version = f.version()
	}
	return seat
}

// doMeetingGroup changes a group, a seat of it, or where it is in its life.
func (s *Server) doMeetingGroup(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if _, err := access.Reach(v.actor, access.Edit, access.Meetings); err != nil {
		return err
	}
	texts, err := s.texts(v)
	if err != nil {
		return err
	}
	ctx, id, today := v.r.Context(), v.r.PathValue("id"), calendar.Today(s.Now())
	to := "/groepen/" + id
	switch do := f.Get("do"); do {
	case "plan":
		m := v.readMeeting(f)
		m.ID, m.Group = f.made(), id
		to = "/bijeenkomsten/" + m.ID
		if !f.Failed() {
			err = s.Group.Plan(ctx, v.actor, m, texts)
		}
	case "seat":
		seat := v.readSeat(f, today)
		if !f.Failed() {
			err = s.Group.Seat(ctx, v.actor, id, seat, texts)
		}
	case "leave":
		err = s.Group.Leave(ctx, v.actor, id, f.Get("seat"), f.version(), today)
	case string(group.Tell), string(group.Accept), string(group.Return), string(group.End):
		err = s.Group.Do(ctx, v.actor, id, f.version(), group.Act(do), f.Get("words"), texts)
	default:
		g := v.readMeetingGroup(f)
		g.ID, g.Version = id, f.version()
		if !f.Failed() {
			err = s.Group.Save(ctx, v.actor, g, texts)
		}
	}
	if f.blame(v, err) || f.Failed() {
		return s.showMeetingGroup(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL(to))
}

// weeksOfMeetings is how long before its day a meeting stands in the week.
const weeksOfMeetings = 2

// groupTodos gives what waits in groups: for who arranges the whole network a meeting to plan and assignments that are over time
// or were told of, and for who has a seat the meetings of the next weeks.
func (s *Server) groupTodos(v *visit) (lines []todo, err error) {
	all, meetings, err := s.groupsOf(v)
	if errors.Is(err, errs.Forbidden) {
		return nil, nil
	}
	today, arranges := calendar.Today(s.Now()), access.Can(v.actor, access.Edit, access.Meetings) == nil
	if lines, err = s.actionTodos(v, arranges, today); err != nil {
		return nil, err
	}
	if arranges {
		for _, row := range groupRows(layout{}, all, meetings, today) {
			lines = append(lines, v.groupTodos(row)...)
		}
	}
	for _, m := range meetings {
		if soon := !m.Day.Before(today) && m.Day.Before(today.AddDate(0, 0, 7*weeksOfMeetings+1)); soon && !m.Off && m.In.Sits(v.actor.Person, today) {
			lines = append(lines, todo{Text: v.T("week.meeting", "Name", m.In.Name), Day: &m.Day, Who: v.me.Name, Path: v.URL("/bijeenkomsten/" + m.ID)})
		}
	}
	return lines, err
}

// groupTodos gives what waits in one group for who arranges the whole network.
func (v *visit) groupTodos(row groupRow) (lines []todo) {
	add := func(key string, day *time.Time) {
		lines = append(lines, todo{Text: v.T(key, "Name", row.Name), Day: day, Who: v.me.Name, Path: v.URL("/groepen/" + row.ID)})
	}
	if row.State == group.Reported {
		add("week.group.judge", nil)
	}
	if row.Late() {
		add("week.group.report", row.Due)
	}
	if p := row.Plan(); p != nil && p.Waits(row.Today) {
		add("week.group.plan", &p.Until)
	}
	return lines
}
