package desk

import (
	"context"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
	"samenspel/internal/network"
	"samenspel/internal/people"
)

// JobKind is the name of the job that takes the steps of a day.
const JobKind = "desk"

// Schedule is when it runs: before people begin their day.
var Schedule = jobs.Schedule{Kind: JobKind, At: "07:40"}

// Kind does that job.
func (s *Store) Kind() jobs.Kind {
	return jobs.Kind{Name: JobKind, Do: func(ctx context.Context, run *jobs.Run) error { return s.Run(ctx, run.Network) }}
}

// Run takes the steps of a day: it moves what belongs to who has no task any more, reminds, escalates, and on Mondays
// tells each owner what the week brings. Doing it twice on a day says everything once.
func (s *Store) Run(ctx context.Context, id string) (err error) {
	defer errs.Wrap(&err, "desk.Run")
	return s.db.In(ctx, id, func(tx *db.Tx) error {
		p, err := post(ctx, tx)
		if err != nil {
			return err
		}
		if err := p.settle(ctx, tx); err != nil {
			return err
		}
		n, err := network.Of(ctx, tx)
		if err != nil {
			return err
		}
		point := people.Person{Name: n.Settings.Name, Email: n.Settings.Email}
		if err := p.remind(ctx, tx, point); err != nil {
			return err
		}
		return p.tellWeek(ctx, tx, point)
	})
}

// settle moves what belongs to who has no task any more to who it belongs to now.
func (p Post) settle(ctx context.Context, tx *db.Tx) error {
	former, err := p.formerOwners(ctx, tx, everyOwner)
	if err != nil || len(former) == 0 {
		return err
	}
	c := condition{}
	where := c.in("e.owner_id", former)
	open, err := db.All(ctx, tx, read, enquiries+` and e.ended_at is null and `+where+` order by e.id`, append([]any{tx.Network}, c.args...)...)
	if err != nil {
		return err
	}
	var changed, events [][]any
	told := map[string]people.Person{}
	counts := map[string]int{}
	for _, e := range open {
		to := p.Responsible(e)
		state := e.State
		if to.ID == "" && (state == Passed || state == Taken) {
			state = New
		}
		changed = append(changed, []any{tx.Network, e.ID, to.ID, string(state)})
		events = append(events, []any{tx.Network, e.ID, db.NewID(), tx.Now, "", string(Moved), string(state), to.ID, ""})
		told[to.ID] = to
		counts[to.ID]++
	}
	if err := tx.Repeat(ctx, `update enquiry set owner_id = $3, state = $4, version = version + 1 where network_id = $1 and id = $2`, changed); err != nil {
		return err
	}
	if err := tx.Repeat(ctx, insertEvent, events); err != nil {
		return err
	}
	for id, n := range counts {
		if told[id].Email == "" {
			continue
		}
		if err := count(ctx, tx, letterMoved, told[id], map[string]int{"Count": n}); err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, access.Actor{Network: tx.Network}, audit.Act{Action: string(Moved), Object: access.Enquiries})
}

// remind tells owners what is half over, and coordinators what is over time: one mail for each person.
func (p Post) remind(ctx context.Context, tx *db.Tx, point people.Person) error {
	day := dayOf(tx)
	open, err := db.All(ctx, tx, read, enquiries+` and e.ended_at is null and e.began_on < $2 and e.escalated_at is null order by e.id`, tx.Network, day)
	if err != nil {
		return err
	}
	reminded, escalated := tally{}, tally{}
	rows := map[Act][][]any{}
	var events [][]any
	for _, e := range open {
		act := e.Must(day)
		switch act {
		case Remind:
			reminded.add(p.Responsible(e), point)
		case Escalate:
			escalated.addAll(p.With(access.Coordinator), point)
		default:
			continue
		}
		rows[act] = append(rows[act], []any{tx.Network, e.ID, tx.Now})
		events = append(events, []any{tx.Network, e.ID, db.NewID(), tx.Now, "", string(act), string(e.State), e.Owner, ""})
	}
	for act, column := range map[Act]string{Remind: "reminded_at", Escalate: "escalated_at"} {
		if err := tx.Repeat(ctx, `update enquiry set `+column+` = $3 where network_id = $1 and id = $2`, rows[act]); err != nil {
			return err
		}
	}
	if err := tx.Repeat(ctx, insertEvent, events); err != nil {
		return err
	}
	if err := reminded.send(ctx, tx, letterRemind); err != nil {
		return err
	}
	return escalated.send(ctx, tx, letterEscalate)
}

// tally counts for each person how many enquiries a letter is about, in the order in which they came.
type tally struct {
	order []people.Person
	n     map[string]int // by address
}

// add counts one for a person; for the information point when that is nobody or has no address.
func (t *tally) add(who, point people.Person) {
	if who.Email == "" {
		who = point
	}
	if who.Email == "" {
		return
	}
	if t.n == nil {
		t.n = map[string]int{}
	}
	if t.n[who.Email] == 0 {
		t.order = append(t.order, who)
	}
	t.n[who.Email]++
}

func (t *tally) addAll(all []people.Person, point people.Person) {
	if len(all) == 0 {
		all = []people.Person{point}
	}
	for _, who := range all {
		t.add(who, point)
	}
}

func (t *tally) send(ctx context.Context, tx *db.Tx, letter string) error {
	for _, who := range t.order {
		if err := count(ctx, tx, letter, who, map[string]int{"Count": t.n[who.Email]}); err != nil {
			return err
		}
	}
	return nil
}

// tellWeek tells each owner on the first working day of the week what is over time and what the week brings, once.
func (p Post) tellWeek(ctx context.Context, tx *db.Tx, point people.Person) error {
	day := dayOf(tx)
	monday := day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	if !day.Equal(Office.After(monday, 0)) {
		return nil
	}
	said, err := db.One(ctx, tx, db.Value[int], `select count(*) from outbox where network_id = $1 and kind = $2 and created_at >= $3`, tx.Network, letterWeek, day)
	if err != nil || said > 0 {
		return err
	}
	due, err := db.All(ctx, tx, read, enquiries+` and e.ended_at is null and e.next_on < $2 order by e.id`, tx.Network, monday.AddDate(0, 0, 7))
	if err != nil {
		return err
	}
	var week tally
	for _, e := range due {
		week.add(p.Responsible(e), point)
	}
	return week.send(ctx, tx, letterWeek)
}
