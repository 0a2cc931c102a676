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
	"samenspel/internal/privacy"
)

// Store keeps groups and their meetings.
type Store struct {
	db  *db.DB
	key []byte
}

// NewStore gives the store on d. The key makes the links of invitations; whoever has it can make them too.
func NewStore(d *db.DB, key []byte) *Store { return &Store{d, key} }

const groups = `select g.id, g.kind, g.name, g.places, g.rhythm_unit, g.rhythm_least, g.rhythm_most, g.from_id, g.goal, g.due_on, g.state, g.report, g.answer, g.starts_on, g.version
	from meeting_group g where g.network_id = $1`

func read(scan db.Scan) (g Group, err error) {
	return g, scan(&g.ID, &g.Kind, &g.Name, &g.Places, &g.Rhythm.Unit, &g.Rhythm.Least, &g.Rhythm.Most, &g.From, &g.Goal, &g.Due, &g.State, &g.Report, &g.Answer, &g.Starts, &g.Version)
}

const seats = `select s.group_id, s.id, coalesce(s.organization_id, ''), coalesce(v.name, ''), s.person_id, coalesce(p.name, s.contact), coalesce(p.email, s.email),
	s.role, s.every, s.paid, s.blood, s.mandate, s.joined_on, s.left_on, s.version from group_seat s
	left join organization o on o.network_id = s.network_id and o.id = s.organization_id
	left join organization v on v.network_id = s.network_id and v.id = coalesce(o.survivor_id, o.id)
	left join person p on p.network_id = s.network_id and p.id = s.person_id
	where s.network_id = $1`

const seatOrder = ` order by case when s.left_on is null then 0 else 1 end, case s.role when 'chair' then 0 when 'secretary' then 1 when 'guest' then 3 else 2 end, coalesce(v.name, ''), s.id`

func readSeat(scan db.Scan) (group string, s Seat, err error) {
	return group, s, scan(&group, &s.ID, &s.Organization, &s.Name, &s.Person, &s.Contact, &s.Email, &s.Role, &s.Every, &s.Paid, &s.Blood, &s.Mandate, &s.Joined, &s.Left, &s.Version)
}

// load gives all groups with their seats, by kind and name.
func load(ctx context.Context, tx *db.Tx) ([]Group, error) {
	all, err := db.All(ctx, tx, read, groups+` order by g.name, g.id`, tx.Network)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b Group) int { return slices.Index(Kinds, a.Kind) - slices.Index(Kinds, b.Kind) })
	at := map[string]*Group{}
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	return all, db.Each(ctx, tx, func(scan db.Scan) error {
		id, s, err := readSeat(scan)
		if g := at[id]; g != nil {
			g.Seats = append(g.Seats, s)
		}
		return err
	}, seats+seatOrder, tx.Network)
}

// find gives a group with its seats.
func find(ctx context.Context, tx *db.Tx, id string) (g Group, err error) {
	if g, err = db.One(ctx, tx, read, groups+` and g.id = $2`, tx.Network, id); err != nil {
		return g, err
	}
	return g, db.Each(ctx, tx, func(scan db.Scan) error {
		_, s, err := readSeat(scan)
		g.Seats = append(g.Seats, s)
		return err
	}, seats+` and s.group_id = $2`+seatOrder, tx.Network, id)
}

// List gives the groups that the actor may read: all, or those in which the actor has a seat. Who has none may read none.
func (s *Store) List(ctx context.Context, actor access.Actor) (all []Group, err error) {
	defer errs.Wrap(&err, "group.List")
	if _, err := access.Reach(actor, access.Read, access.Meetings); err != nil {
		return nil, err
	}
	return all, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = readable(ctx, tx, actor)
		return err
	})
}

// readable gives the groups that an actor may read. For who may read none it is Forbidden, but for who may read all.
func readable(ctx context.Context, tx *db.Tx, actor access.Actor) ([]Group, error) {
	all, err := load(ctx, tx)
	today := calendar.Today(tx.Now)
	all = slices.DeleteFunc(all, func(g Group) bool { return g.can(actor, access.Read, today) != nil })
	if err == nil && len(all) == 0 {
		err = access.Can(actor, access.Read, access.Meetings)
	}
	return all, err
}

// MayLead tells whether an actor may arrange the meetings of a group: for buttons, never to let someone do it.
func (s *Store) MayLead(actor access.Actor, g Group) bool {
	return g.can(actor, access.Edit, calendar.Today(s.db.Now())) == nil
}

// edit lets who arranges the whole network change something of a group, and notes it.
func (s *Store) edit(ctx context.Context, actor access.Actor, action, id string, fn func(*db.Tx) error) error {
	return audit.Edit(ctx, s.db, actor, audit.Act{Action: action, Object: access.Meetings, ID: id}, fn)
}

// Save keeps a group: a new one when Version is 0, under its ID, else with the version that was read. What was made before
// under that ID stays as it is. Its kind stays too.
func (s *Store) Save(ctx context.Context, actor access.Actor, g Group, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "group.Save")
	g = g.trimmed()
	return s.edit(ctx, actor, "edit", g.ID, func(tx *db.Tx) error {
		if g.Version == 0 {
			g.Starts = calendar.Today(tx.Now)
		}
		problems := g.check(texts)
		known, err := db.All(ctx, tx, db.Value[string], `select id from meeting_group where network_id = $1 and id = $2`, tx.Network, g.From)
		if err != nil {
			return err
		}
		if g.From != "" && len(known) == 0 {
			problems = append(problems, errs.Problem{Column: "from", Key: "group.wrong.from", Text: "group.wrong.from"})
		}
		if len(problems) > 0 {
			return problems
		}
		if g.Version == 0 {
			_, err = tx.Exec(ctx, `insert into meeting_group (network_id, id, kind, name, places, rhythm_unit, rhythm_least, rhythm_most, from_id, goal, due_on, state, report, answer, starts_on, version)
				values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'running', '', '', $12, 1) on conflict (network_id, id) do nothing`,
				tx.Network, g.ID, string(g.Kind), g.Name, g.Places, string(g.Rhythm.Unit), g.Rhythm.Least, g.Rhythm.Most, g.From, g.Goal, g.Due, g.Starts)
			return err
		}
		return db.Changed(tx.Exec(ctx, `update meeting_group set name = $4, places = $5, rhythm_unit = $6, rhythm_least = $7, rhythm_most = $8, from_id = $9, goal = $10, due_on = $11, version = version + 1
			where network_id = $1 and id = $2 and version = $3`, tx.Network, g.ID, g.Version, g.Name, g.Places, string(g.Rhythm.Unit), g.Rhythm.Least, g.Rhythm.Most, g.From, g.Goal, g.Due))
	})
}

// Do takes a step with a group that was read with a version. The group itself tells of its assignment; who leads the group
// that gave it accepts or returns that. Who arranges the whole network may do each of them, and ends other groups.
func (s *Store) Do(ctx context.Context, actor access.Actor, id string, version int64, act Act, words string, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "group.Do(%q, %s)", id, act)
	words = strings.TrimSpace(words)
	if _, err := access.Reach(actor, access.Edit, access.Meetings); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		g, err := find(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := mayStep(ctx, tx, actor, g, act); err != nil {
			return err
		}
		var c complain
		c.text(texts, "words", words, act == Tell || act == Return, mostWords)
		if len(c.Problems) > 0 {
			return c.Problems
		}
		if g, err = g.After(act, words); err != nil {
			return err
		}
		if err := db.Changed(tx.Exec(ctx, `update meeting_group set state = $4, report = $5, answer = $6, version = version + 1 where network_id = $1 and id = $2 and version = $3`,
			tx.Network, id, version, string(g.State), g.Report, g.Answer)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: string(act), Object: access.Meetings, ID: id})
	})
}

// mayStep tells whether an actor may take a step with a group.
func mayStep(ctx context.Context, tx *db.Tx, actor access.Actor, g Group, act Act) (err error) {
	today := calendar.Today(tx.Now)
	switch act {
	case Tell:
		return g.can(actor, access.Edit, today)
	case Accept, Return:
		if g.From == "" {
			return errs.Conflict
		}
		giver, err := find(ctx, tx, g.From)
		if err != nil {
			return err
		}
		return giver.can(actor, access.Edit, today)
	}
	return access.Can(actor, access.Edit, access.Meetings)
}

// Seat keeps a seat of a group: a new one when Version is 0, under its ID, else with the version that was read. What was made
// before under that ID stays as it is.
func (s *Store) Seat(ctx context.Context, actor access.Actor, group string, seat Seat, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "group.Seat(%q)", group)
	seat = seat.trimmed()
	return s.edit(ctx, actor, "seat", group, func(tx *db.Tx) error {
		strange, err := strangers(ctx, tx, seat)
		if err != nil {
			return err
		}
		if problems := append(seat.check(texts), strange...); len(problems) > 0 {
			return problems
		}
		args := []any{tx.Network, seat.ID, group, orNull(seat.Organization), seat.Person, seat.Contact, seat.Email, string(seat.Role), seat.Every, seat.Paid, string(seat.Blood), seat.Mandate, seat.Joined}
		if seat.Version == 0 {
			_, err = tx.Exec(ctx, `insert into group_seat (network_id, id, group_id, organization_id, person_id, contact, email, role, every, paid, blood, mandate, joined_on, version)
				values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1) on conflict (network_id, id) do nothing`, args...)
			return err
		}
		return db.Changed(tx.Exec(ctx, `update group_seat set organization_id = $4, person_id = $5, contact = $6, email = $7, role = $8, every = $9, paid = $10, blood = $11, mandate = $12, joined_on = $13,
			version = version + 1 where network_id = $1 and id = $2 and group_id = $3 and version = $14`, append(args, seat.Version)...))
	})
}

// strangers gives what of a seat this network does not know.
func strangers(ctx context.Context, tx *db.Tx, seat Seat) (problems errs.Problems, err error) {
	n, err := db.One(ctx, tx, db.Value[int], `select count(*) from organization where network_id = $1 and id = $2`, tx.Network, seat.Organization)
	if seat.Organization != "" && n == 0 {
		problems = append(problems, errs.Problem{Column: "organization", Key: "group.wrong.organization", Text: "group.wrong.organization"})
	}
	if err != nil {
		return nil, err
	}
	n, err = db.One(ctx, tx, db.Value[int], `select count(*) from person where network_id = $1 and id = $2`, tx.Network, seat.Person)
	if seat.Person != "" && n == 0 {
		problems = append(problems, errs.Problem{Column: "person", Key: "group.wrong.person", Text: "group.wrong.person"})
	}
	return problems, err
}

func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// Leave notes that a seat that was read with a version is not held from a day on.
func (s *Store) Leave(ctx context.Context, actor access.Actor, group, seat string, version int64, day time.Time) (err error) {
	defer errs.Wrap(&err, "group.Leave(%q)", group)
	return s.edit(ctx, actor, "leave", group, func(tx *db.Tx) error {
		return db.Changed(tx.Exec(ctx, `update group_seat set left_on = $5, version = version + 1 where network_id = $1 and group_id = $2 and id = $3 and version = $4 and left_on is null`, tx.Network, group, seat, version, day))
	})
}

// Mover lets a successor hold the seats of a person, in a handover (people.Mover).
func Mover(ctx context.Context, tx *db.Tx, from, to string) (int, error) {
	n, err := tx.Exec(ctx, `update group_seat set person_id = $3, version = version + 1 where network_id = $1 and person_id = $2 and left_on is null`, tx.Network, from, to)
	return int(n), err
}

// KeptContacts gives the seats that were left and that still say who held them.
func KeptContacts(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return kept(ctx, tx, `select id, left_on from group_seat where network_id = $1 and left_on is not null and (person_id <> '' or contact <> '') order by id`)
}

// EraseContacts forgets who held seats. The seats stay, with the organisations that had them.
func EraseContacts(ctx context.Context, tx *db.Tx, ids []string) error {
	return tx.Repeat(ctx, `update group_seat set person_id = '', contact = '', email = '' where network_id = $1 and id = $2`, tx.Rows(ids))
}

func kept(ctx context.Context, tx *db.Tx, query string) ([]privacy.Kept, error) {
	return db.All(ctx, tx, func(scan db.Scan) (k privacy.Kept, err error) { return k, scan(&k.ID, &k.From) }, query, tx.Network)
}
