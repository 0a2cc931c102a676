package activity

import (
	"context"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
)

const seats = `select s.id, s.person_id, s.body, s.brief, s.starts_on, s.ended_on, s.next_on, s.version from seat s where s.network_id = $1`

func readSeat(scan db.Scan) (s Seat, err error) {
	return s, scan(&s.ID, &s.Person, &s.Body, &s.Brief, &s.Starts, &s.Ended, &s.Next, &s.Version)
}

// Sitters are the roles of which somebody can sit somewhere on behalf of the network.
var Sitters = []access.Role{access.Coordinator, access.Ambassador, access.Desk}

// Take lets somebody sit somewhere, under the ID of the seat. What was made before under that ID stays as it is.
func (s *Store) Take(ctx context.Context, actor access.Actor, seat Seat, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "activity.Take")
	if err := access.Can(actor, access.Edit, access.Seats); err != nil {
		return err
	}
	seat.Body, seat.Brief = strings.TrimSpace(seat.Body), strings.TrimSpace(seat.Brief)
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		problems := seat.check(texts)
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		if !sits(duty, seat.Person) {
			problems = append(problems, errs.Problem{Column: "person", Key: "seat.wrong.person", Text: "seat.wrong.person"})
		}
		if len(problems) > 0 {
			return problems
		}
		if _, err := tx.Exec(ctx, `insert into seat (network_id, id, person_id, body, brief, starts_on, next_on, version) values ($1, $2, $3, $4, $5, $6, $7, 1)
			on conflict (network_id, id) do nothing`, tx.Network, seat.ID, seat.Person, seat.Body, seat.Brief, seat.Starts, seat.Next); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Seats, ID: seat.ID})
	})
}

func sits(duty people.Duty, person string) bool {
	return slices.ContainsFunc(duty.Tasks, func(a people.Assignment) bool {
		return a.Person.ID == person && slices.Contains(Sitters, a.Role)
	})
}

// Tell closes a report that is due with words, before its day or after. next is when the next one is due; nil = no more.
func (s *Store) Tell(ctx context.Context, actor access.Actor, id string, version int64, words string, next *time.Time, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "activity.Tell(%q)", id)
	return s.do(ctx, actor, id, "report", func(tx *db.Tx, seat Seat) error {
		today := calendar.Today(tx.Now)
		switch problems := checkReport(words, next, today, texts); {
		case len(problems) > 0:
			return problems
		case seat.Ended != nil || seat.Next == nil || seat.Version != version:
			return errs.Conflict
		}
		if _, err := tx.Exec(ctx, `insert into seat_report (network_id, seat_id, id, due_on, told_on, words) values ($1, $2, $3, $4, $5, $6)`,
			tx.Network, id, db.NewID(), *seat.Next, today, strings.TrimSpace(words)); err != nil {
			return err
		}
		return db.Changed(tx.Exec(ctx, `update seat set next_on = $4, version = version + 1 where network_id = $1 and id = $2 and version = $3`, tx.Network, id, version, next))
	})
}

// End ends a seat today. Nothing is asked of it any more.
func (s *Store) End(ctx context.Context, actor access.Actor, id string, version int64) (err error) {
	defer errs.Wrap(&err, "activity.End(%q)", id)
	if err := access.Can(actor, access.Edit, access.Seats); err != nil {
		return err
	}
	return s.do(ctx, actor, id, "end", func(tx *db.Tx, _ Seat) error {
		return db.Changed(tx.Exec(ctx, `update seat set ended_on = $4, next_on = null, version = version + 1 where network_id = $1 and id = $2 and version = $3 and ended_on is null`,
			tx.Network, id, version, calendar.Today(tx.Now)))
	})
}

// do does something to a seat of the actor, or to any for who may, and notes it.
func (s *Store) do(ctx context.Context, actor access.Actor, id, action string, fn func(*db.Tx, Seat) error) error {
	if _, err := access.Reach(actor, access.Edit, access.Seats); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		seat, err := db.One(ctx, tx, readSeat, seats+` and s.id = $2`, tx.Network, id)
		if err == nil {
			err = access.Can(actor, access.Edit, access.Seats, access.At{ID: id, Person: seat.Person})
		}
		if err == nil {
			err = fn(tx, seat)
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: action, Object: access.Seats, ID: id})
	})
}

// Seats gives the seats that the actor may see, with what was told of them: those that are held first, by their name.
func (s *Store) Seats(ctx context.Context, actor access.Actor) (all []Seat, err error) {
	defer errs.Wrap(&err, "activity.Seats")
	within, err := access.Reach(actor, access.Read, access.Seats)
	if err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		if all, err = db.All(ctx, tx, readSeat, seats+` order by case when s.ended_on is null then 0 else 1 end, s.body, s.id`, tx.Network); err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(seat Seat) bool { return !within.All && seat.Person != within.Person })
		return addReports(ctx, tx, all)
	})
	return all, err
}

func addReports(ctx context.Context, tx *db.Tx, all []Seat) error {
	at := map[string]*Seat{}
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	return db.Each(ctx, tx, func(scan db.Scan) error {
		var id string
		var r Report
		err := scan(&id, &r.Due, &r.Told, &r.Words)
		if seat := at[id]; seat != nil {
			seat.Reports = append(seat.Reports, r)
		}
		return err
	}, `select seat_id, due_on, told_on, words from seat_report where network_id = $1 order by told_on desc, id desc`, tx.Network)
}

// Mover moves the seats of a person to a successor, in a handover (people.Mover).
func Mover(ctx context.Context, tx *db.Tx, from, to string) (int, error) {
	n, err := tx.Exec(ctx, `update seat set person_id = $3, version = version + 1 where network_id = $1 and person_id = $2 and ended_on is null`, tx.Network, from, to)
	return int(n), err
}

// KeptSeats gives the seats that ended.
func KeptSeats(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return kept(ctx, tx, `select id, ended_on from seat where network_id = $1 and ended_on is not null`)
}

// EraseSeats deletes seats with what was told of them.
func EraseSeats(ctx context.Context, tx *db.Tx, ids []string) error {
	if err := tx.Repeat(ctx, `delete from seat_report where network_id = $1 and seat_id = $2`, tx.Rows(ids)); err != nil {
		return err
	}
	return tx.Repeat(ctx, `delete from seat where network_id = $1 and id = $2`, tx.Rows(ids))
}
