package web

import (
	"strconv"

	"samenspel/internal/access"
	"samenspel/internal/activity"
	"samenspel/internal/calendar"
)

// seatsPage is who sits where on behalf of the network.
type seatsPage struct {
	layout
	Form    form
	Told    string // id of the seat whose form is shown again, or "" = the form for a new one
	Rows    []seatRow
	Persons []tick // for a new seat
	Edit    bool   // may arrange seats
}

type seatRow struct {
	activity.Seat
	Who   string
	Stamp string // its version, as a form carries it
	Late  bool   // a report is due
}

// Select gives who may sit somewhere.
func (p seatsPage) Select(field string) selectField {
	return selectField{p.Form, field, p.T("seat.person"), p.T("activity.choose"), p.Persons}
}

// Of gives the form about a seat: as it was sent, or an empty one.
func (p seatsPage) Of(id string) form {
	if id == p.Told {
		return p.Form
	}
	return fill()
}

func (s *Server) seats(v *visit) error { return s.showSeats(v, fill(), "") }

// showSeats shows the seats with a form that was sent about one of them, or about a new one.
func (s *Server) showSeats(v *visit, f form, told string) error {
	all, err := s.Activity.Seats(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	names, err := s.People.Names(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	today := calendar.Today(s.Now())
	page := seatsPage{layout: s.staffLayout(v, v.T("seat.title")), Form: f, Told: told, Edit: access.Can(v.actor, access.Edit, access.Seats) == nil}
	if page.Edit {
		if page.Persons, err = s.sitters(v, f, "person"); err != nil {
			return err
		}
	}
	for _, seat := range all {
		page.Rows = append(page.Rows, seatRow{seat, names[seat.Person], strconv.FormatInt(seat.Version, 10), seat.Due(today)})
	}
	if f.Failed() {
		return s.again(v, f, "seats", page)
	}
	return s.showStaff(v, "seats", page)
}

// takeSeat lets somebody sit somewhere.
func (s *Server) takeSeat(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if err := access.Can(v.actor, access.Edit, access.Seats); err != nil {
		return err
	}
	texts, err := s.texts(v)
	if err != nil {
		return err
	}
	seat := activity.Seat{ID: f.made(), Person: f.Get("person"), Body: f.Get("body"), Brief: f.Get("brief"), Starts: f.dayOr(v, "starts", calendar.Today(s.Now())), Next: f.day(v, "next")}
	if !f.Failed() {
		err = s.Activity.Take(v.r.Context(), v.actor, seat, texts)
	}
	return s.afterSeat(v, f, "", err)
}

// doSeat keeps what somebody tells of a seat, or ends it.
func (s *Server) doSeat(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if _, err := access.Reach(v.actor, access.Edit, access.Seats); err != nil {
		return err
	}
	id := v.r.PathValue("id")
	if f.Is("do", "end") {
		return s.afterSeat(v, f, id, s.Activity.End(v.r.Context(), v.actor, id, f.version()))
	}
	texts, err := s.texts(v)
	if err != nil {
		return err
	}
	next := f.day(v, "next")
	if !f.Failed() {
		err = s.Activity.Tell(v.r.Context(), v.actor, id, f.version(), f.Get("words"), next, texts)
	}
	return s.afterSeat(v, f, id, err)
}

func (s *Server) afterSeat(v *visit, f form, id string, err error) error {
	if f.blame(v, err) || f.Failed() {
		return s.showSeats(v, f, id)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/vertegenwoordiging"))
}

// reportAhead is how many days before its day a report stands in the week.
const reportAhead = 7

// seatTodos gives the reports that are due soon: the own ones, and for the coordinator those of others.
func (s *Server) seatTodos(v *visit) (lines, ofOthers []todo, err error) {
	if !access.Any(v.actor, access.Read, access.Seats) {
		return nil, nil, nil
	}
	all, err := s.Activity.Seats(v.r.Context(), v.actor)
	if err != nil || len(all) == 0 {
		return nil, nil, err
	}
	names, err := s.People.Names(v.r.Context(), v.actor)
	soon := calendar.Today(s.Now()).AddDate(0, 0, reportAhead)
	for _, seat := range all {
		if !seat.Due(soon) {
			continue
		}
		line := todo{Text: v.T("week.seat", "Body", seat.Body), Day: seat.Next, Who: names[seat.Person], Path: v.URL("/vertegenwoordiging") + "#s-" + seat.ID}
		if seat.Person == v.actor.Person {
			lines = append(lines, line)
		} else {
			ofOthers = append(ofOthers, line)
		}
	}
	return lines, ofOthers, err
}
