package group

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
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/privacy"
)

// MinutesState is where the minutes of a meeting are.
type MinutesState string

// The states.
const (
	Unwritten MinutesState = ""
	Draft     MinutesState = "draft"
	Sent      MinutesState = "sent"     // to who was asked
	Approved  MinutesState = "approved" // at the next meeting: they do not change any more
)

// PointKind is what a meeting came to.
type PointKind string

// The kinds.
const (
	Decision PointKind = "decision"
	Action   PointKind = "action" // something that a seat does by a day
)

// Point is a decision or an action of a meeting.
type Point struct {
	ID      string
	Meeting string    // id
	Day     time.Time // of the meeting
	Group   string    // id
	Kind    PointKind
	Text    string
	Seat    string // id of who does it; "" = the coordinator
	Who     string // name of who holds that seat
	Person  string // id, when that is a person of the network
	Email   string
	Left    *time.Time // from when that seat is not held
	Due     *time.Time // its last day; of an action
	Done    *time.Time
	told    int // how much of it was reminded of: a stage
}

// Open tells whether it is an action that waits.
func (p Point) Open() bool { return p.Kind == Action && p.Done == nil }

// Late tells whether its day has passed.
func (p Point) Late(today time.Time) bool { return p.Open() && p.Due.Before(today) }

// Orphan tells whether it is for the coordinator: nobody else has it, or who had it left (inventory H55).
func (p Point) Orphan(today time.Time) bool {
	return p.Seat == "" || p.Left != nil && !p.Left.After(today)
}

// Attendance is how often people of an organisation were asked to meetings of a group, and came.
type Attendance struct {
	Organization string // id; "" = the municipality
	Name         string
	Asked, Came  int
}

// The bounds of what is written after a meeting.
const (
	mostMinutesText = 20_000 // characters
	mostPoint       = 500
)

// check gives the problems that keep a point of a group from being kept.
func (p Point) check(g Group, texts privacy.Check) errs.Problems {
	var c complain
	c.text(texts, "text", p.Text, true, mostPoint, privacy.Name)
	c.say(p.Kind != Decision && p.Kind != Action, "point", "meeting.wrong.point")
	c.say(p.Kind == Action && p.Due == nil, "due", "meeting.wrong.due")
	c.say(p.Seat != "" && !slices.ContainsFunc(g.Seats, func(s Seat) bool { return s.ID == p.Seat }), "seat", "meeting.wrong.seat")
	return c.Problems
}

const points = `select p.id, p.meeting_id, m.held_on, m.group_id, p.kind, p.text, p.seat_id, coalesce(h.name, s.contact, ''), coalesce(s.person_id, ''), coalesce(h.email, s.email, ''), s.left_on, p.due_on, p.done_on, p.reminded
	from meeting_point p
	join meeting m on m.network_id = p.network_id and m.id = p.meeting_id
	left join group_seat s on s.network_id = p.network_id and s.id = p.seat_id
	left join person h on h.network_id = p.network_id and h.id = s.person_id
	where p.network_id = $1`

const pointOrder = ` order by m.held_on, p.id`

func readPoint(scan db.Scan) (p Point, err error) {
	return p, scan(&p.ID, &p.Meeting, &p.Day, &p.Group, &p.Kind, &p.Text, &p.Seat, &p.Who, &p.Person, &p.Email, &p.Left, &p.Due, &p.Done, &p.told)
}

// Book gives what the meetings of a group came to, the oldest first, and who came to them.
func (s *Store) Book(ctx context.Context, actor access.Actor, id string) (all []Point, came []Attendance, err error) {
	defer errs.Wrap(&err, "group.Book(%q)", id)
	if _, err := access.Reach(actor, access.Read, access.Meetings); err != nil {
		return nil, nil, err
	}
	return all, came, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		g, err := find(ctx, tx, id)
		if err == nil {
			err = g.can(actor, access.Read, calendar.Today(tx.Now))
		}
		if err != nil {
			return err
		}
		if all, err = db.All(ctx, tx, readPoint, points+` and m.group_id = $2`+pointOrder, tx.Network, id); err != nil {
			return err
		}
		came, err = attendance(ctx, tx, id)
		return err
	})
}

// attendance counts that for the meetings that were written down.
func attendance(ctx context.Context, tx *db.Tx, id string) ([]Attendance, error) {
	return db.All(ctx, tx, func(scan db.Scan) (a Attendance, err error) {
		return a, scan(&a.Organization, &a.Name, &a.Asked, &a.Came)
	}, `select coalesce(s.organization_id, ''), coalesce(o.name, ''), count(*), sum(case when v.came then 1 else 0 end) from meeting_invitee v
		join meeting m on m.network_id = v.network_id and m.id = v.meeting_id
		join group_seat s on s.network_id = v.network_id and s.id = v.seat_id
		left join organization o on o.network_id = v.network_id and o.id = s.organization_id
		where v.network_id = $1 and m.group_id = $2 and m.minutes_state <> '' and not v.guest group by coalesce(s.organization_id, ''), coalesce(o.name, '') order by 2, 1`, tx.Network, id)
}

// Actions gives the actions that wait, of the groups that the actor may read; those of whoever has no seat are none.
func (s *Store) Actions(ctx context.Context, actor access.Actor) (all []Point, err error) {
	defer errs.Wrap(&err, "group.Actions")
	if _, err := access.Reach(actor, access.Read, access.Meetings); err != nil {
		return nil, err
	}
	return all, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		groups, err := readable(ctx, tx, actor)
		if err != nil {
			return err
		}
		all, err = waiting(ctx, tx)
		all = slices.DeleteFunc(all, func(p Point) bool {
			return !slices.ContainsFunc(groups, func(g Group) bool { return g.ID == p.Group })
		})
		return err
	})
}

func waiting(ctx context.Context, tx *db.Tx) ([]Point, error) {
	return db.All(ctx, tx, readPoint, points+` and p.kind = 'action' and p.done_on is null`+pointOrder, tx.Network)
}

// Minute writes the minutes of a meeting that was read with a version, and who came (ids of invitees). Minutes that were
// approved stay as they are.
func (s *Store) Minute(ctx context.Context, actor access.Actor, id string, version int64, words string, came []string, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "group.Minute(%q)", id)
	words = strings.TrimSpace(words)
	return s.arrange(ctx, actor, "minutes", id, func(tx *db.Tx, m Sitting) error {
		var c complain
		c.text(texts, "words", words, true, mostMinutesText, privacy.Name)
		c.say(m.Off || m.Day.After(calendar.Today(tx.Now)), "words", "meeting.wrong.before")
		if len(c.Problems) > 0 {
			return c.Problems
		}
		if err := db.Changed(tx.Exec(ctx, `update meeting set minutes = $4, minutes_state = case when minutes_state = '' then 'draft' else minutes_state end, version = version + 1
			where network_id = $1 and id = $2 and version = $3 and minutes_state <> 'approved'`, tx.Network, id, version, words)); err != nil {
			return err
		}
		var rows [][]any
		for _, i := range m.Invitees {
			rows = append(rows, []any{tx.Network, i.ID, slices.Contains(came, i.ID)})
		}
		return tx.Repeat(ctx, `update meeting_invitee set came = $3 where network_id = $1 and id = $2`, rows)
	})
}

// Send sends the minutes of a meeting to the members who were asked to it.
func (s *Store) Send(ctx context.Context, actor access.Actor, id string, version int64) (err error) {
	defer errs.Wrap(&err, "group.Send(%q)", id)
	return s.arrange(ctx, actor, "send minutes", id, func(tx *db.Tx, m Sitting) error {
		if err := db.Changed(tx.Exec(ctx, `update meeting set minutes_state = 'sent', version = version + 1 where network_id = $1 and id = $2 and version = $3 and minutes_state = 'draft'`, tx.Network, id, version)); err != nil {
			return err
		}
		return m.tell(ctx, tx, letterMinutes, slices.DeleteFunc(slices.Clone(m.Invitees), func(i Invitee) bool { return i.Guest }))
	})
}

// Approve approves the minutes of a meeting: the next meeting did.
func (s *Store) Approve(ctx context.Context, actor access.Actor, id string, version int64) (err error) {
	defer errs.Wrap(&err, "group.Approve(%q)", id)
	return s.arrange(ctx, actor, "approve minutes", id, func(tx *db.Tx, _ Sitting) error {
		return db.Changed(tx.Exec(ctx, `update meeting set minutes_state = 'approved', version = version + 1 where network_id = $1 and id = $2 and version = $3 and minutes_state = 'sent'`, tx.Network, id, version))
	})
}

// Note keeps a decision or an action of a meeting, under its ID. What was made before under that ID stays as it is.
func (s *Store) Note(ctx context.Context, actor access.Actor, meeting string, p Point, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "group.Note(%q)", meeting)
	p.Text = strings.TrimSpace(p.Text)
	return s.arrange(ctx, actor, "note", meeting, func(tx *db.Tx, m Sitting) error {
		if problems := p.check(m.In, texts); len(problems) > 0 {
			return problems
		}
		if p.Kind == Decision {
			p.Seat, p.Due = "", nil
		}
		_, err := tx.Exec(ctx, `insert into meeting_point (network_id, id, meeting_id, kind, text, seat_id, due_on, reminded) values ($1, $2, $3, $4, $5, $6, $7, 0) on conflict (network_id, id) do nothing`,
			tx.Network, p.ID, meeting, string(p.Kind), p.Text, p.Seat, p.Due)
		return err
	})
}

// Finish notes that an action that waits is done: by who has it, or by who leads the group.
func (s *Store) Finish(ctx context.Context, actor access.Actor, point string) (err error) {
	defer errs.Wrap(&err, "group.Finish(%q)", point)
	if _, err := access.Reach(actor, access.Read, access.Meetings); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		all, err := waiting(ctx, tx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(p Point) bool { return p.ID == point })
		if at < 0 {
			return errs.NotFound
		}
		p := all[at]
		g, err := find(ctx, tx, p.Group)
		if err != nil {
			return err
		}
		today, may := calendar.Today(tx.Now), access.Edit
		if p.Person != "" && p.Person == actor.Person && !p.Orphan(today) {
			may = access.Read
		}
		if err := g.can(actor, may, today); err != nil {
			return err
		}
		if err := db.Changed(tx.Exec(ctx, `update meeting_point set done_on = $3 where network_id = $1 and id = $2 and kind = 'action' and done_on is null`, tx.Network, point, today)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "finish", Object: access.Meetings, ID: p.Meeting})
	})
}

// JobKind is the name of the job that reminds of actions.
const JobKind = "actions"

// Schedule is when it runs.
var Schedule = jobs.Schedule{Kind: JobKind, At: "08:10"}

// Kind does that job.
func (s *Store) Kind() jobs.Kind {
	return jobs.Kind{Name: JobKind, Do: func(ctx context.Context, run *jobs.Run) error { return s.Run(ctx, run.Network) }}
}

// daysBefore is how long before its last day somebody is reminded of an action.
const daysBefore = 3

// Run reminds who has no account of actions: once before the last day, and once after it. Who has an account sees them in the
// week. Doing it twice reminds once.
func (s *Store) Run(ctx context.Context, network string) (err error) {
	defer errs.Wrap(&err, "group.Run")
	return s.db.In(ctx, network, func(tx *db.Tx) error {
		all, err := waiting(ctx, tx)
		if err != nil {
			return err
		}
		today := calendar.Today(tx.Now)
		var rows [][]any
		for _, p := range all {
			stage := p.stage(today)
			if stage <= p.told || p.Person != "" || p.Email == "" || p.Orphan(today) {
				continue
			}
			if _, err := mail.Queue(ctx, tx, mail.Message{Kind: map[int]string{1: letterSoon, 2: letterLate}[stage], Lang: mail.Languages[0], Address: p.Email, Name: p.Who,
				Args: map[string]string{"Text": p.Text, "Due": p.Due.Format(letterDay), "Day": p.Day.Format(letterDay)}}); err != nil {
				return err
			}
			rows = append(rows, []any{tx.Network, p.ID, stage})
		}
		return tx.Repeat(ctx, `update meeting_point set reminded = $3 where network_id = $1 and id = $2`, rows)
	})
}

// stage gives how far an action is: 0 = nothing is said, 1 = its last day is near, 2 = it has passed.
func (p Point) stage(today time.Time) int {
	switch {
	case p.Late(today):
		return 2
	case !p.Due.After(today.AddDate(0, 0, daysBefore)):
		return 1
	}
	return 0
}
