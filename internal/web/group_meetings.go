package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/group"
)

// planned is a meeting in words.
type planned struct {
	layout
	group.Meeting
	In      group.Group
	Clashes []group.Clash
}

// When says from when to when it is.
func (p planned) When() string {
	return p.T("meeting.when", "From", group.Clock(p.From), "Until", group.Clock(p.Until))
}

// Shown tells whether somebody may read the minutes: a draft is of who writes it.
func (p planned) Shown(leads bool) bool {
	return p.Minutes != group.Unwritten && (leads || p.Minutes != group.Draft)
}

// Same says which other meeting is on the same day, for whom.
func (p planned) Same() (lines []string) {
	for _, c := range p.Clashes {
		lines = append(lines, p.T("meeting.clash", "Group", c.Group, "Names", p.List(c.Names)))
	}
	return lines
}

// meetingsPage is the calendar of all groups.
type meetingsPage struct {
	layout
	Coming []planned
	Past   []planned // the newest first
}

func (s *Server) groupMeetings(v *visit) error {
	all, err := s.Group.Calendar(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	today := calendar.Today(s.Now())
	page := meetingsPage{layout: s.staffLayout(v, v.T("meeting.all"))}
	for _, m := range all {
		row := planned{page.layout, m.Meeting, m.In, m.Clashes}
		if m.Day.Before(today) {
			page.Past = append(page.Past, row)
		} else {
			page.Coming = append(page.Coming, row)
		}
	}
	slices.Reverse(page.Past)
	return s.showStaff(v, "group-meetings", page)
}

// meetingsFeed answers with the meetings of the own groups for calendar programs.
func (s *Server) meetingsFeed(v *visit) error {
	all, err := s.Group.Calendar(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	file := calendar.NewFile(v.Network.Settings.Name, "Bijeenkomsten")
	for _, m := range all {
		entry := m.Entry(m.In, s.Now())
		entry.URL = s.origin(v.r) + v.URL("/bijeenkomsten/"+m.ID)
		file.Add(m.Event(), entry)
	}
	v.w.Header().Set("Cache-Control", "no-store")
	return v.sendFeed(file, "bijeenkomsten.ics")
}

// itemRow is an item of an agenda in words.
type itemRow struct {
	group.Item
	Name string
	Form form // why it is refused: as it was sent, or empty
}

// itemRows puts items in words, with a form that was sent about one of them.
func (v *visit) itemRows(all []group.Item, f form) (rows []itemRow) {
	for _, i := range all {
		row := itemRow{i, i.Name(v.Lang()), fill()}
		if i.ID != "" && f.Is("id", i.ID) {
			row.Form = f
		}
		rows = append(rows, row)
	}
	return rows
}

// meetingFields is the form of a meeting: when, where and about what.
type meetingFields struct{ Form form }

// meetingForm fills the form of a meeting.
func meetingForm(m group.Meeting) form {
	f := fill("from", clockField(m.From), "until", clockField(m.Until), "place", m.Place, "theme", m.Theme, "version", strconv.FormatInt(m.Version, 10))
	if !m.Day.IsZero() {
		f.values.Set("day", m.Day.Format(time.DateOnly))
	}
	return f
}

// clockField writes minutes past midnight as a field of a form has them.
func clockField(minutes int) string {
	return time.Time{}.Add(time.Duration(minutes) * time.Minute).Format("15:04")
}

// clock reads a time as minutes past midnight; what is none is noted as wrong.
func (f form) clock(v *visit, name string) int {
	at, err := time.Parse("15:04", strings.Replace(f.Get(name), ".", ":", 1))
	if err != nil {
		f.Wrong[name] = v.T("meeting.wrong.time")
	}
	return at.Hour()*60 + at.Minute()
}

// readMeeting reads what was typed of a meeting.
func (v *visit) readMeeting(f form) group.Meeting {
	return group.Meeting{Day: f.dayOr(v, "day", time.Time{}), From: f.clock(v, "from"), Until: f.clock(v, "until"), Place: f.Get("place"), Theme: f.Get("theme")}
}

// groupMeetingPage is one meeting: the agenda, who comes, and where that is arranged.
type groupMeetingPage struct {
	layout
	Row      planned
	Before   *group.Meeting
	Agenda   []itemRow
	Total    int // minutes that the agenda needs
	Proposed []itemRow
	Invitees []group.Invitee
	Counts   []string // how many said what, in words
	Silent   int
	Leads    bool // may arrange it
	Over     bool
	Item     form // of a new item
	Guest    form
	Move     meetingFields
	Invite   form
	After    minutesFields
}

// Kinds gives what an item can be about.
func (p groupMeetingPage) Kinds() selectField {
	list := selectField{Form: p.Item, Name: "item", Label: p.T("meeting.item"), Any: p.T("meeting.item.own")}
	for _, k := range group.ItemKinds[1:] {
		list.Choices = append(list.Choices, tick{string(k), p.T("meeting.item." + string(k)), p.Item.Is("item", string(k))})
	}
	return list
}

// Of says for whom somebody was asked.
func (p groupMeetingPage) Of(i group.Invitee) string { return p.invitedOf(i) }

func (l layout) invitedOf(i group.Invitee) string {
	switch {
	case i.Guest && i.Seat == "":
		return l.T("group.role.guest")
	case i.Organization == "":
		return l.T("group.municipality")
	}
	return i.Name
}

// Said says what somebody answered.
func (p groupMeetingPage) Said(i group.Invitee) string {
	if i.Answer == group.Silent {
		return p.T("meeting.answer.silent")
	}
	return p.T("meeting.answer."+string(i.Answer), "Instead", i.Instead)
}

func (s *Server) groupMeeting(v *visit) error { return s.showGroupMeeting(v, form{}) }

// showGroupMeeting shows a meeting with a form that was sent.
func (s *Server) showGroupMeeting(v *visit, f form) error {
	m, err := s.Group.Meeting(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	l := s.staffLayout(v, v.T("meeting.of", "Group", m.In.Name, "Day", v.Date(m.Day)))
	page := groupMeetingPage{layout: l, Row: planned{l, m.Meeting, m.In, m.Clashes}, Before: m.Before, Agenda: v.itemRows(m.Agenda, f), Proposed: v.itemRows(m.Proposed, f), Invitees: m.Invitees,
		Leads: s.Group.MayLead(v.actor, m.In), Over: m.Off || m.Day.Before(calendar.Today(s.Now())), Item: fill(), Guest: fill(), Invite: fill(), Move: meetingFields{meetingForm(m.Meeting)}}
	for _, i := range m.Agenda {
		page.Total += i.Minutes
	}
	page.After = minutesFields{layout: l, Form: fill("words", m.Words, "version", strconv.FormatInt(m.Version, 10)), Point: fill(), Sitting: m, Today: calendar.Today(s.Now())}
	said := map[group.Answer]int{}
	for _, i := range m.Invitees {
		said[i.Answer]++
	}
	page.Silent = said[group.Silent]
	for _, a := range append(slices.Clone(group.Answers), group.Silent) {
		if said[a] > 0 {
			page.Counts = append(page.Counts, v.T("meeting.count."+cmp.Or(string(a), "silent"), "Count", said[a]))
		}
	}
	if !f.Failed() {
		return s.showStaff(v, "group-meeting", page)
	}
	switch f.Get("do") {
	case "item":
		page.Item = f
	case "accept", "refuse": // stands at the item
	case "guest":
		page.Guest = f
	case "invite", "remind":
		page.Invite = f
	case "minutes":
		page.After.Form = f
	case "point":
		page.After.Point = f
	default:
		page.Move.Form = f
	}
	return s.again(v, f, "group-meeting", page)
}

// doGroupMeeting changes a meeting, its agenda or who is asked.
func (s *Server) doGroupMeeting(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if _, err := access.Reach(v.actor, access.Read, access.Meetings); err != nil {
		return err
	}
	if err = s.changeMeeting(v, f); f.blame(v, err) || f.Failed() {
		return s.showGroupMeeting(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/bijeenkomsten/" + v.r.PathValue("id")))
}

func (s *Server) changeMeeting(v *visit, f form) error {
	texts, err := s.texts(v)
	if err != nil {
		return err
	}
	ctx, id := v.r.Context(), v.r.PathValue("id")
	switch f.Get("do") {
	case "item":
		return s.Group.Put(ctx, v.actor, id, readItem(f), texts)
	case "accept":
		return s.Group.Accept(ctx, v.actor, id, f.Get("id"))
	case "refuse":
		return s.Group.Refuse(ctx, v.actor, id, f.Get("id"), f.Get("reason"), texts)
	case "invite":
		return s.Group.Invite(ctx, v.actor, id, f.version())
	case "remind":
		_, err := s.Group.Remind(ctx, v.actor, id)
		return err
	case "guest":
		return s.Group.Ask(ctx, v.actor, id, f.made(), f.Get("contact"), f.Get("email"))
	case "off":
		return s.Group.CallOff(ctx, v.actor, id, f.version())
	case "minutes", "send", "approve", "point", "finish":
		return s.afterMeeting(v, f, texts)
	}
	m := v.readMeeting(f)
	if f.Failed() {
		return nil
	}
	m.ID, m.Version = id, f.version()
	return s.Group.Move(ctx, v.actor, m, texts)
}

// readItem reads what was typed of an item. Without a kind it is something of its own.
func readItem(f form) group.Item {
	i := group.Item{ID: f.made(), Kind: group.ItemKind(f.Get("item")), Title: f.Get("title"), Notes: f.Get("notes"), Owner: f.Get("owner"), Minutes: f.integer("minutes"), Guests: f.Is("guests", "ja")}
	if i.Kind == "" {
		i.Kind = group.Own
	}
	return i
}

// invitedPage is what somebody sees behind the link of an invitation.
type invitedPage struct {
	layout
	Row      planned
	Agenda   []itemRow
	Proposed []itemRow
	You      group.Invitee
	Over     bool
	Form     form
	Post     string // address that takes the answer
	Points   []pointRow
}

// Choice tells whether this was answered.
func (p invitedPage) Choice(a group.Answer) bool { return p.You.Answer == a }

// Answers are what can be answered with one button.
func (invitedPage) Answers() []group.Answer { return []group.Answer{group.Comes, group.Not} }

// invited shows an invitation to who has its link.
func (s *Server) invited(v *visit) error { return s.showInvited(v, fill()) }

func (s *Server) showInvited(v *visit, f form) error {
	id, token := v.r.PathValue("id"), v.r.PathValue("token")
	l, err := s.Group.ByLink(v.r.Context(), v.Network.ID, id, token)
	if err != nil {
		return err
	}
	v.keyed()
	page := invitedPage{layout: s.titled(v, v.T("meeting.of", "Group", l.In.Name, "Day", v.Date(l.Day))), Agenda: v.itemRows(l.Agenda, f), Proposed: v.itemRows(l.Proposed, f), You: l.Me,
		Over: l.Off || l.Day.Before(calendar.Today(s.Now())), Form: f, Post: v.URL("/bijeenkomst/" + id + "/" + token)}
	page.Row = planned{layout: page.layout, Meeting: l.Meeting, In: l.In}
	page.Points = minutesFields{layout: page.layout, Sitting: l.Sitting, Today: calendar.Today(s.Now())}.Points()
	if f.Failed() {
		return s.again(v, f, "group-invited", page)
	}
	return s.showStaff(v, "group-invited", page)
}

// doInvited takes an answer, or an item that somebody proposes.
func (s *Server) doInvited(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	ctx, id, token := v.r.Context(), v.r.PathValue("id"), v.r.PathValue("token")
	if f.Is("do", "propose") {
		texts, problem := s.texts(v)
		if problem != nil {
			return problem
		}
		err = s.Group.Propose(ctx, v.Network.ID, id, token, readItem(f), texts)
	} else {
		err = s.Group.Answer(ctx, v.Network.ID, id, token, group.Answer(f.Get("answer")), f.Get("instead"))
	}
	if f.blame(v, err) {
		return s.showInvited(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/bijeenkomst/" + id + "/" + token))
}
