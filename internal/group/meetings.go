package group

import (
	"context"
	"slices"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
	"samenspel/internal/privacy"
)

const meetings = `select m.id, m.group_id, m.held_on, m.from_minute, m.until_minute, m.place, m.theme, m.invited_at, m.off, m.minutes, m.minutes_state, m.version from meeting m where m.network_id = $1`

const meetingOrder = ` order by m.held_on, m.id`

func readMeeting(scan db.Scan) (m Meeting, err error) {
	return m, scan(&m.ID, &m.Group, &m.Day, &m.From, &m.Until, &m.Place, &m.Theme, &m.Invited, &m.Off, &m.Words, &m.Minutes, &m.Version)
}

const items = `select i.id, i.kind, i.title, i.notes, i.owner, i.minutes, i.guests, i.state, i.seat_id, coalesce(p.name, s.contact, ''), i.reason from meeting_item i
	left join group_seat s on s.network_id = i.network_id and s.id = i.seat_id
	left join person p on p.network_id = i.network_id and p.id = s.person_id
	where i.network_id = $1 and i.meeting_id = $2 order by i.id`

func readItem(scan db.Scan) (i Item, err error) {
	return i, scan(&i.ID, &i.Kind, &i.Title, &i.Notes, &i.Owner, &i.Minutes, &i.Guests, &i.State, &i.Seat, &i.By, &i.Reason)
}

const invitees = `select v.id, v.seat_id, coalesce(s.organization_id, ''), coalesce(o.name, ''), coalesce(p.name, s.contact, v.contact), coalesce(p.email, s.email, v.email),
	v.guest, v.answer, v.instead, v.reminded_at, v.came from meeting_invitee v
	left join group_seat s on s.network_id = v.network_id and s.id = v.seat_id
	left join organization o on o.network_id = v.network_id and o.id = s.organization_id
	left join person p on p.network_id = v.network_id and p.id = s.person_id
	where v.network_id = $1 and v.meeting_id = $2 order by v.guest, coalesce(o.name, ''), v.id`

func readInvitee(scan db.Scan) (i Invitee, err error) {
	return i, scan(&i.ID, &i.Seat, &i.Organization, &i.Name, &i.Contact, &i.Email, &i.Guest, &i.Answer, &i.Instead, &i.Reminded, &i.Came)
}

// Sitting is a meeting with everything about it.
type Sitting struct {
	Meeting
	In       Group
	Before   *Meeting // the last one of the group before it; nil = there was none
	Agenda   []Item
	Proposed []Item // what waits for an answer, and what was refused
	Invitees []Invitee
	Clashes  []Clash
	Points   []Point // of this meeting
}

// Planned is a meeting in the calendar, with the name of its group.
type Planned struct {
	Meeting
	In      Group
	Clashes []Clash
}

// Calendar gives the meetings of the groups that the actor may read, in order of days. For who may read none it is Forbidden.
func (s *Store) Calendar(ctx context.Context, actor access.Actor) (all []Planned, err error) {
	defer errs.Wrap(&err, "group.Calendar")
	if _, err := access.Reach(actor, access.Read, access.Meetings); err != nil {
		return nil, err
	}
	return all, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		groups, err := readable(ctx, tx, actor)
		if err != nil {
			return err
		}
		every, err := db.All(ctx, tx, readMeeting, meetings+meetingOrder, tx.Network)
		for _, m := range every {
			if i := slices.IndexFunc(groups, func(g Group) bool { return g.ID == m.Group }); i >= 0 {
				all = append(all, Planned{m, groups[i], Clashes(m, every, groups)})
			}
		}
		return err
	})
}

// Meeting gives a meeting with everything about it, to who may read its group.
func (s *Store) Meeting(ctx context.Context, actor access.Actor, id string) (m Sitting, err error) {
	defer errs.Wrap(&err, "group.Meeting(%q)", id)
	if _, err := access.Reach(actor, access.Read, access.Meetings); err != nil {
		return m, err
	}
	return m, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		if m, err = sit(ctx, tx, id); err != nil {
			return err
		}
		return m.In.can(actor, access.Read, calendar.Today(tx.Now))
	})
}

// sit loads a meeting with everything about it.
func sit(ctx context.Context, tx *db.Tx, id string) (m Sitting, err error) {
	groups, err := load(ctx, tx)
	if err != nil {
		return m, err
	}
	all, err := db.All(ctx, tx, readMeeting, meetings+meetingOrder, tx.Network)
	if err != nil {
		return m, err
	}
	at := slices.IndexFunc(all, func(one Meeting) bool { return one.ID == id })
	if at < 0 {
		return m, errs.NotFound
	}
	m.Meeting, m.Clashes = all[at], Clashes(all[at], all, groups)
	m.In = groups[slices.IndexFunc(groups, func(g Group) bool { return g.ID == m.Group })]
	m.Before = Before(slices.DeleteFunc(all, func(one Meeting) bool { return one.Group != m.Group }), m.Day)
	stored, err := db.All(ctx, tx, readItem, items, tx.Network, id)
	if err != nil {
		return m, err
	}
	known, err := db.All(ctx, tx, readPoint, points+` and m.group_id = $2`+pointOrder, tx.Network, m.Group)
	if err != nil {
		return m, err
	}
	m.Agenda = m.Meeting.Agenda(m.In, m.Before, known, stored)
	m.Points = slices.DeleteFunc(slices.Clone(known), func(p Point) bool { return p.Meeting != id })
	m.Proposed = slices.DeleteFunc(stored, func(i Item) bool { return i.State == On })
	m.Invitees, err = db.All(ctx, tx, readInvitee, invitees, tx.Network, id)
	return m, err
}

// arrange lets who leads a group, or arranges the whole network, change something of a meeting, and notes it.
func (s *Store) arrange(ctx context.Context, actor access.Actor, action, id string, fn func(*db.Tx, Sitting) error) error {
	if _, err := access.Reach(actor, access.Edit, access.Meetings); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		m, err := sit(ctx, tx, id)
		if err == nil {
			err = m.In.can(actor, access.Edit, calendar.Today(tx.Now))
		}
		if err == nil {
			err = fn(tx, m)
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: action, Object: access.Meetings, ID: id})
	})
}

// Plan makes a meeting of a group under its ID, with the items that its agenda always has. What was made before under that ID
// stays as it is.
func (s *Store) Plan(ctx context.Context, actor access.Actor, m Meeting, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "group.Plan")
	if _, err := access.Reach(actor, access.Edit, access.Meetings); err != nil {
		return err
	}
	m = m.trimmed()
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		g, err := find(ctx, tx, m.Group)
		if err == nil {
			err = g.can(actor, access.Edit, calendar.Today(tx.Now))
		}
		if err != nil {
			return err
		}
		if problems := m.check(g, texts); len(problems) > 0 {
			return problems
		}
		made, err := tx.Exec(ctx, `insert into meeting (network_id, id, group_id, held_on, from_minute, until_minute, place, theme, off, minutes, minutes_state, version) values ($1, $2, $3, $4, $5, $6, $7, $8, false, '', '', 1)
			on conflict (network_id, id) do nothing`, tx.Network, m.ID, m.Group, m.Day, m.From, m.Until, m.Place, m.Theme)
		if err != nil || made == 0 {
			return err
		}
		var rows [][]any
		for _, i := range g.Template() {
			rows = append(rows, i.columns(tx, db.NewID(), m.ID))
		}
		if err := tx.Repeat(ctx, insertItem, rows); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "plan", Object: access.Meetings, ID: m.ID})
	})
}

const insertItem = `insert into meeting_item (network_id, id, meeting_id, kind, title, notes, owner, minutes, guests, state, seat_id, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '')
	on conflict (network_id, id) do nothing`

func (i Item) columns(tx *db.Tx, id, meeting string) []any {
	return []any{tx.Network, id, meeting, string(i.Kind), i.Title, i.Notes, i.Owner, i.Minutes, i.Guests, string(i.State), i.Seat}
}

// Move changes day, time, place and theme of a meeting that was read with a version. Who was asked already hears of it, and
// answers again.
func (s *Store) Move(ctx context.Context, actor access.Actor, m Meeting, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "group.Move(%q)", m.ID)
	m = m.trimmed()
	return s.arrange(ctx, actor, "edit", m.ID, func(tx *db.Tx, was Sitting) error {
		if problems := m.check(was.In, texts); len(problems) > 0 {
			return problems
		}
		if err := db.Changed(tx.Exec(ctx, `update meeting set held_on = $4, from_minute = $5, until_minute = $6, place = $7, theme = $8, version = version + 1 where network_id = $1 and id = $2 and version = $3 and off = false`,
			tx.Network, m.ID, m.Version, m.Day, m.From, m.Until, m.Place, m.Theme)); err != nil || was.Invited == nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update meeting_invitee set answer = '', instead = '', reminded_at = null where network_id = $1 and meeting_id = $2`, tx.Network, m.ID); err != nil {
			return err
		}
		now, err := sit(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		return now.tell(ctx, tx, letterMoved, now.Invitees)
	})
}

// CallOff calls off a meeting that was read with a version. Who was asked hears of it.
func (s *Store) CallOff(ctx context.Context, actor access.Actor, id string, version int64) (err error) {
	defer errs.Wrap(&err, "group.CallOff(%q)", id)
	return s.arrange(ctx, actor, "call off", id, func(tx *db.Tx, m Sitting) error {
		if err := db.Changed(tx.Exec(ctx, `update meeting set off = true, version = version + 1 where network_id = $1 and id = $2 and version = $3 and off = false`, tx.Network, id, version)); err != nil {
			return err
		}
		m.Off = true
		return m.tell(ctx, tx, letterOff, m.Invitees)
	})
}

// Put puts an item on the agenda of a meeting, under its ID, by who arranges it. From anybody else who may read the meeting it
// is a proposal.
func (s *Store) Put(ctx context.Context, actor access.Actor, meeting string, i Item, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "group.Put(%q)", meeting)
	if _, err := access.Reach(actor, access.Read, access.Meetings); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		m, err := sit(ctx, tx, meeting)
		today := calendar.Today(tx.Now)
		if err == nil {
			err = m.In.can(actor, access.Read, today)
		}
		if err != nil {
			return err
		}
		i.State, i.Seat = On, ""
		if err := m.In.can(actor, access.Edit, today); err != nil {
			seat := m.In.seatOf(actor.Person, today)
			if seat == nil {
				return err
			}
			i.State, i.Seat = Proposed, seat.ID
		}
		return m.put(ctx, tx, actor, i, texts)
	})
}

// put keeps an item of a meeting.
func (m Sitting) put(ctx context.Context, tx *db.Tx, actor access.Actor, i Item, texts privacy.Check) error {
	i = i.trimmed()
	problems := i.check(texts)
	if m.Off || m.Day.Before(calendar.Today(tx.Now)) {
		problems = append(problems, errs.Problem{Column: "title", Key: "meeting.wrong.over", Text: "meeting.wrong.over"})
	}
	if len(problems) > 0 {
		return problems
	}
	if _, err := tx.Exec(ctx, insertItem, i.columns(tx, i.ID, m.ID)...); err != nil {
		return err
	}
	return audit.Write(ctx, tx, actor, audit.Act{Action: "propose", Object: access.Meetings, ID: m.ID})
}

// Accept puts a proposed item on the agenda.
func (s *Store) Accept(ctx context.Context, actor access.Actor, meeting, item string) (err error) {
	defer errs.Wrap(&err, "group.Accept(%q)", item)
	return s.arrange(ctx, actor, "accept item", meeting, func(tx *db.Tx, _ Sitting) error {
		return db.Changed(tx.Exec(ctx, `update meeting_item set state = 'on' where network_id = $1 and meeting_id = $2 and id = $3 and state = 'proposed'`, tx.Network, meeting, item))
	})
}

// Refuse takes an item off the agenda, or does not put it there. What a member proposed needs a reason, which that member gets
// by mail (inventory H09); what the arranger put there just goes.
func (s *Store) Refuse(ctx context.Context, actor access.Actor, meeting, item, reason string, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "group.Refuse(%q)", item)
	return s.arrange(ctx, actor, "refuse item", meeting, func(tx *db.Tx, m Sitting) error {
		all := slices.Concat(m.Agenda, m.Proposed)
		at := slices.IndexFunc(all, func(i Item) bool { return i.ID == item && i.ID != "" })
		if at < 0 {
			return errs.NotFound
		}
		if all[at].Seat == "" {
			return db.Changed(tx.Exec(ctx, `delete from meeting_item where network_id = $1 and meeting_id = $2 and id = $3`, tx.Network, meeting, item))
		}
		var c complain
		if c.text(texts, "reason", reason, true, mostReason); len(c.Problems) > 0 {
			return c.Problems
		}
		if err := db.Changed(tx.Exec(ctx, `update meeting_item set state = 'refused', reason = $4 where network_id = $1 and meeting_id = $2 and id = $3`, tx.Network, meeting, item, reason)); err != nil {
			return err
		}
		return m.tellRefused(ctx, tx, all[at], reason)
	})
}

// tellRefused writes to who proposed an item why it is not on the agenda.
func (m Sitting) tellRefused(ctx context.Context, tx *db.Tx, i Item, reason string) error {
	at := slices.IndexFunc(m.In.Seats, func(s Seat) bool { return s.ID == i.Seat })
	if at < 0 || m.In.Seats[at].Email == "" {
		return nil
	}
	who := m.In.Seats[at]
	_, err := mail.Queue(ctx, tx, mail.Message{Kind: letterRefused, Lang: mail.Languages[0], Address: who.Email, Name: who.Contact,
		Args: map[string]string{"Group": m.In.Name, "Day": m.Day.Format(letterDay), "Title": i.Name(mail.Languages[0]), "Reason": reason}})
	return err
}

// KeptMeetings gives all meetings, with their days.
func KeptMeetings(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return kept(ctx, tx, `select id, held_on from meeting where network_id = $1 order by id`)
}

// EraseMeetings deletes meetings with what was on the agenda, and who came.
func EraseMeetings(ctx context.Context, tx *db.Tx, ids []string) error {
	for _, statement := range []string{`delete from meeting_point where network_id = $1 and meeting_id = $2`, `delete from meeting_item where network_id = $1 and meeting_id = $2`,
		`delete from meeting_invitee where network_id = $1 and meeting_id = $2`, `delete from meeting where network_id = $1 and id = $2`} {
		if err := tx.Repeat(ctx, statement, tx.Rows(ids)); err != nil {
			return err
		}
	}
	return nil
}
