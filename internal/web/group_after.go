package web

import (
	"slices"
	"time"

	"samenspel/internal/group"
	"samenspel/internal/privacy"
)

// minutesFields is what is written after a meeting: the minutes, who came, and what was agreed.
type minutesFields struct {
	layout
	Form    form // of the minutes
	Point   form // of a new decision or action
	Sitting group.Sitting
	Today   time.Time
}

// Began tells whether the meeting has been, or is today.
func (p minutesFields) Began() bool { return !p.Sitting.Off && !p.Sitting.Day.After(p.Today) }

// State says where the minutes are; "" = there are none.
func (p minutesFields) State() string {
	if p.Sitting.Minutes == group.Unwritten {
		return ""
	}
	return p.T("meeting.minutes." + string(p.Sitting.Minutes))
}

// Came gives who was asked, to tick who came.
func (p minutesFields) Came() tickField {
	list := tickField{Name: "came", Label: p.T("meeting.came")}
	for _, i := range p.Sitting.Invitees {
		list.Choices = append(list.Choices, tick{i.ID, i.Contact, i.Came || p.Form.Has("came", i.ID)})
	}
	return list
}

// Select gives a list of the form of a point.
func (p minutesFields) Select(name string) selectField {
	list := selectField{p.Point, name, p.T("meeting." + name), p.T("activity.choose"), nil}
	switch name {
	case "point":
		for _, k := range []group.PointKind{group.Decision, group.Action} {
			list.Choices = append(list.Choices, tick{string(k), p.T("meeting.point." + string(k)), p.Point.Is(name, string(k))})
		}
	case "seat":
		list.Any = p.T("meeting.seat.none")
		for _, s := range p.Sitting.In.Held(p.Today) {
			list.Choices = append(list.Choices, tick{s.ID, s.Contact, p.Point.Is(name, s.ID)})
		}
	}
	return list
}

// Points gives what was agreed, in words.
func (p minutesFields) Points() (rows []pointRow) {
	for _, one := range p.Sitting.Points {
		rows = append(rows, pointRow{p.layout, one, p.Today})
	}
	return rows
}

// pointRow is a decision or an action in words.
type pointRow struct {
	layout
	group.Point
	Today time.Time
}

// Whose says who does an action: the coordinator, when nobody else has it any more.
func (r pointRow) Whose() string {
	if r.Orphan(r.Today) {
		return r.T("role.coordinator")
	}
	return r.Who
}

// Late tells whether its day has passed.
func (r pointRow) Late() bool { return r.Point.Late(r.Today) }

// afterMeeting keeps what is written after a meeting.
func (s *Server) afterMeeting(v *visit, f form, texts privacy.Check) error {
	ctx, id := v.r.Context(), v.r.PathValue("id")
	switch f.Get("do") {
	case "minutes":
		return s.Group.Minute(ctx, v.actor, id, f.version(), f.Get("words"), f.values["came"], texts)
	case "send":
		return s.Group.Send(ctx, v.actor, id, f.version())
	case "approve":
		return s.Group.Approve(ctx, v.actor, id, f.version())
	case "finish":
		return s.Group.Finish(ctx, v.actor, f.Get("id"))
	}
	point := group.Point{ID: f.made(), Kind: group.PointKind(f.Get("point")), Text: f.Get("text"), Seat: f.Get("seat"), Due: f.day(v, "due")}
	if f.Failed() {
		return nil
	}
	return s.Group.Note(ctx, v.actor, id, point, texts)
}

// bookFields is what the meetings of a group came to.
type bookFields struct {
	layout
	Decisions, Actions []pointRow
	Attended           []group.Attendance
}

// Of says which organisation came.
func (p bookFields) Of(a group.Attendance) string {
	if a.Organization == "" {
		return p.T("group.municipality")
	}
	return a.Name
}

// book gives what the meetings of a group came to, the newest first; actions that wait come before those that are done.
func (s *Server) book(v *visit, l layout, id string, today time.Time) (b bookFields, err error) {
	all, came, err := s.Group.Book(v.r.Context(), v.actor, id)
	b.layout, b.Attended = l, came
	for _, p := range slices.Backward(all) {
		if row := (pointRow{l, p, today}); p.Kind == group.Decision {
			b.Decisions = append(b.Decisions, row)
		} else {
			b.Actions = append(b.Actions, row)
		}
	}
	slices.SortStableFunc(b.Actions, func(x, y pointRow) int {
		switch {
		case x.Open() == y.Open():
			return 0
		case x.Open():
			return -1
		}
		return 1
	})
	return b, err
}

// actionTodos gives the actions of this person, and for who arranges the whole network those that nobody else has.
func (s *Server) actionTodos(v *visit, arranges bool, today time.Time) (lines []todo, err error) {
	all, err := s.Group.Actions(v.r.Context(), v.actor)
	for _, p := range all {
		orphan := p.Orphan(today)
		if orphan && arranges || !orphan && p.Person == v.actor.Person && p.Person != "" {
			lines = append(lines, todo{Text: v.T("week.action", "Text", p.Text), Day: p.Due, Who: v.me.Name, Path: v.URL("/bijeenkomsten/"+p.Meeting) + "#points"})
		}
	}
	return lines, err
}
