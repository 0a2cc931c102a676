package casework

import (
	"context"
	"strconv"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/people"
)

// JobKind is the name of the job that takes the steps of a day.
const JobKind = "casework"

// Schedule is when it runs: before people begin their day.
var Schedule = jobs.Schedule{Kind: JobKind, At: "07:30"}

// Kind does that job.
func (s *Store) Kind() jobs.Kind {
	return jobs.Kind{Name: JobKind, Do: func(ctx context.Context, run *jobs.Run) error { return s.Run(ctx, run.Network) }}
}

// Run takes the steps of a day: it closes discussions that nobody closed, moves what belongs to who has no task any more,
// reminds, escalates, and lets old slips go. Doing it twice on a day says everything once.
func (s *Store) Run(ctx context.Context, id string) (err error) {
	defer errs.Wrap(&err, "casework.Run")
	return s.db.In(ctx, id, func(tx *db.Tx) error {
		if err := closeForgotten(ctx, tx); err != nil {
			return err
		}
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		if err := settle(ctx, tx, duty); err != nil {
			return err
		}
		if err := remind(ctx, tx, duty); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `delete from case_slip where network_id = $1 and printed_at < $2`, tx.Network, tx.Now.Add(-slipsLast))
		return err
	})
}

func closeForgotten(ctx context.Context, tx *db.Tx) error {
	open, err := db.All(ctx, tx, readDiscussion, discussions+` and d.closed_at is null and d.held_on < $2 order by d.id`, tx.Network, dayOf(tx))
	if err != nil {
		return err
	}
	for _, d := range open {
		if !dayOf(tx).After(d.Due()) {
			continue
		}
		if _, err := closeOne(ctx, tx, "", d); err != nil {
			return err
		}
	}
	return nil
}

// waiting is what a person owns in a case: a need or an action.
type waiting struct {
	table string
	id    string
	of    string // id of the case
	area  string // of the case
	Term
}

// waitings are the open needs and actions by a condition on w.
func waitings(ctx context.Context, tx *db.Tx, where string, args ...any) (all []waiting, err error) {
	for _, table := range []string{"case_need", "case_action"} {
		found, err := db.All(ctx, tx, func(scan db.Scan) (w waiting, err error) {
			w.table = table
			return w, scan(&w.id, &w.of, &w.area, &w.Owner, &w.Began, &w.Next, &w.Due, &w.Reminded, &w.Escalated)
		}, `select w.id, w.case_id, coalesce(c.area_id, ''), w.owner_id, w.began_on, w.next_on, w.due_on, w.reminded_at, w.escalated_at
			from `+table+` w join discussed_case c on c.network_id = w.network_id and c.id = w.case_id where w.network_id = $1 and w.ended_on is null`+where+` order by w.id`,
			append([]any{tx.Network}, args...)...)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// settle moves what belongs to who has no task any more to who it belongs to now. Where that is nobody it stays.
func settle(ctx context.Context, tx *db.Tx, duty people.Duty) error {
	all, err := waitings(ctx, tx, ``)
	if err != nil {
		return err
	}
	moved := map[string][][]any{}
	var told tally
	var events [][]any
	for _, w := range all {
		if _, ok := duty.Known(w.Owner); ok {
			continue
		}
		to := responsible(duty, w.Owner, w.area)
		if to.ID == "" {
			continue
		}
		moved[w.table] = append(moved[w.table], []any{tx.Network, w.id, to.ID})
		events = append(events, []any{tx.Network, w.of, db.NewID(), tx.Now, w.need(), "", string(Moved), "", ""})
		told.add(to)
	}
	for table, rows := range moved {
		if err := tx.Repeat(ctx, `update `+table+` set owner_id = $3 where network_id = $1 and id = $2`, rows); err != nil {
			return err
		}
	}
	if len(events) == 0 {
		return nil
	}
	if err := tx.Repeat(ctx, insertEvent, events); err != nil {
		return err
	}
	if err := told.send(ctx, tx, "case-moved"); err != nil {
		return err
	}
	return audit.Write(ctx, tx, access.Actor{Network: tx.Network}, audit.Act{Action: string(Moved), Object: access.Cases})
}

// need gives the id of the need that waits; "" for an action.
func (w waiting) need() string {
	if w.table == "case_need" {
		return w.id
	}
	return ""
}

// remind tells owners what their turn is, and coordinators what is over time: one mail for each person.
func remind(ctx context.Context, tx *db.Tx, duty people.Duty) error {
	day := dayOf(tx)
	all, err := waitings(ctx, tx, ` and w.next_on <= $2 and w.escalated_at is null`, day)
	if err != nil {
		return err
	}
	rows := map[[2]string][][]any{}
	letters := map[Act]*tally{Remind: {}, Escalate: {}}
	for _, w := range all {
		column := "reminded_at"
		act := w.Must(day)
		switch act {
		case Remind:
			letters[act].add(responsible(duty, w.Owner, w.area))
		case Escalate:
			column = "escalated_at"
			for _, who := range duty.With(access.Coordinator) {
				letters[act].add(who)
			}
		default:
			continue
		}
		rows[[2]string{w.table, column}] = append(rows[[2]string{w.table, column}], []any{tx.Network, w.id, tx.Now})
	}
	for at, done := range rows {
		if err := tx.Repeat(ctx, `update `+at[0]+` set `+at[1]+` = $3 where network_id = $1 and id = $2`, done); err != nil {
			return err
		}
	}
	if err := letters[Remind].send(ctx, tx, "case-remind"); err != nil {
		return err
	}
	return letters[Escalate].send(ctx, tx, "case-escalate")
}

// tally counts for each person how many things a letter is about, in the order in which they came.
type tally struct {
	order []people.Person
	n     map[string]int // by id
}

// add counts one for a person. Who has no address hears of it on the own list.
func (t *tally) add(who people.Person) {
	if who.Email == "" {
		return
	}
	if t.n == nil {
		t.n = map[string]int{}
	}
	if t.n[who.ID] == 0 {
		t.order = append(t.order, who)
	}
	t.n[who.ID]++
}

func (t *tally) send(ctx context.Context, tx *db.Tx, letter string) error {
	for _, who := range t.order {
		_, err := mail.Queue(ctx, tx, mail.Message{Kind: letter, Lang: mail.Languages[0], Address: who.Email, Name: who.Name, Object: who.ID,
			Args: map[string]string{"Count": strconv.Itoa(t.n[who.ID])}})
		if err != nil {
			return err
		}
	}
	return nil
}

// Mover moves what a person owns to a successor, in a handover (people.Mover).
func Mover(ctx context.Context, tx *db.Tx, from, to string) (int, error) {
	all, err := waitings(ctx, tx, ` and w.owner_id = $2`, from)
	if err != nil {
		return 0, err
	}
	rows := map[string][][]any{}
	var events [][]any
	for _, w := range all {
		rows[w.table] = append(rows[w.table], []any{tx.Network, w.id, to})
		events = append(events, []any{tx.Network, w.of, db.NewID(), tx.Now, w.need(), "", string(Moved), "", ""})
	}
	for table, moved := range rows {
		if err := tx.Repeat(ctx, `update `+table+` set owner_id = $3 where network_id = $1 and id = $2`, moved); err != nil {
			return 0, err
		}
	}
	if _, err := tx.Exec(ctx, `update discussed_case set owner_id = $3 where network_id = $1 and owner_id = $2 and ended_at is null`, tx.Network, from, to); err != nil {
		return 0, err
	}
	return len(all), tx.Repeat(ctx, insertEvent, events)
}
