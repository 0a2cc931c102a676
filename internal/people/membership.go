package people

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// memberships gives the members of now by team, with what was ticked off and the trainings they did.
func memberships(ctx context.Context, tx *db.Tx) (map[string][]Membership, error) {
	done := map[string][]string{}
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		var membership, step string
		err := scan(&membership, &step)
		done[membership] = append(done[membership], step)
		return err
	}, `select membership_id, step from onboarding where network_id = $1 order by step`, tx.Network)
	if err != nil {
		return nil, err
	}
	trainings, err := trainings(ctx, tx)
	if err != nil {
		return nil, err
	}
	by := map[string][]Membership{}
	return by, db.Each(ctx, tx, func(scan db.Scan) error {
		var m Membership
		err := scan(append([]any{&m.ID, &m.TeamID, &m.Starts, &m.Ends, &m.Kind, &m.Specialism}, m.Person.targets()...)...)
		m.Done, m.Trainings = done[m.ID], trainings[m.ID]
		by[m.TeamID] = append(by[m.TeamID], m)
		return err
	}, `select m.id, m.team_id, m.starts_at, m.ends_at, m.kind, m.specialism, `+personColumns+` from membership m
		join person p on p.network_id = m.network_id and p.id = m.person_id`+personJoin+`
		where m.network_id = $1 and (m.ends_at is null or m.ends_at > $2) order by p.name, m.id`, tx.Network, tx.Now)
}

// trainings gives what members did, by membership.
func trainings(ctx context.Context, tx *db.Tx) (map[string][]Training, error) {
	by := map[string][]Training{}
	return by, db.Each(ctx, tx, func(scan db.Scan) error {
		var membership string
		var c Training
		err := scan(&membership, &c.ID, &c.Name, &c.Day)
		by[membership] = append(by[membership], c)
		return err
	}, `select membership_id, id, name, done_on from training where network_id = $1 order by done_on, id`, tx.Network)
}

// Join makes a person a professional member of a team from a moment on. It gives the id of the membership: of the one
// that is there, for who is a member then.
func (s *Store) Join(ctx context.Context, actor access.Actor, team, person string, from time.Time) (id string, err error) {
	defer errs.Wrap(&err, "people.Join")
	id = db.NewID()
	err = s.edit(ctx, actor, person, func(tx *db.Tx) error {
		there, err := db.All(ctx, tx, db.Value[string], `select id from membership where network_id = $1 and team_id = $2 and person_id = $3
			and (ends_at is null or ends_at > $4) order by id limit 1`, tx.Network, team, person, from)
		if err != nil {
			return err
		}
		if len(there) > 0 {
			id = there[0]
			return nil
		}
		_, err = tx.Exec(ctx, `insert into membership (network_id, id, team_id, person_id, starts_at) values ($1, $2, $3, $4, $5)`,
			tx.Network, id, team, person, from)
		return err
	}, access.At{Team: team})
	return id, err
}

// Describe says as what a member is in the team, and for what colleagues turn to that member.
func (s *Store) Describe(ctx context.Context, actor access.Actor, m Membership) (err error) {
	defer errs.Wrap(&err, "people.Describe")
	m.Specialism = strings.TrimSpace(m.Specialism)
	return s.edit(ctx, actor, m.ID, func(tx *db.Tx) error {
		if err := m.check(); err != nil {
			return err
		}
		return one(tx.Exec(ctx, `update membership set kind = $4, specialism = $5 where network_id = $1 and id = $2 and team_id = $3`,
			tx.Network, m.ID, m.TeamID, string(m.Kind), m.Specialism))
	}, access.At{Team: m.TeamID})
}

// Train notes a training that a member of a team did, under its ID when it has one.
func (s *Store) Train(ctx context.Context, actor access.Actor, team, membership string, c Training) (err error) {
	defer errs.Wrap(&err, "people.Train")
	c.Name = strings.TrimSpace(c.Name)
	return s.edit(ctx, actor, membership, func(tx *db.Tx) error {
		if err := c.check(tx.Now); err != nil {
			return err
		}
		return one(tx.Exec(ctx, `insert into training (network_id, id, membership_id, name, done_on)
			select network_id, $4, id, $5, $6 from membership where network_id = $1 and id = $2 and team_id = $3`+onceMore,
			tx.Network, membership, team, cmp.Or(c.ID, db.NewID()), c.Name, c.Day))
	}, access.At{Team: team})
}

// Untrain takes a training of a member of a team out of the register.
func (s *Store) Untrain(ctx context.Context, actor access.Actor, team, training string) (err error) {
	defer errs.Wrap(&err, "people.Untrain")
	return s.edit(ctx, actor, training, func(tx *db.Tx) error {
		return one(tx.Exec(ctx, `delete from training where network_id = $1 and id = $2
			and membership_id in (select id from membership where network_id = $1 and team_id = $3)`, tx.Network, training, team))
	}, access.At{Team: team})
}

// Leave ends the membership of a person in a team.
func (s *Store) Leave(ctx context.Context, actor access.Actor, team, membership string, at time.Time) (err error) {
	defer errs.Wrap(&err, "people.Leave")
	return s.edit(ctx, actor, membership, func(tx *db.Tx) error {
		return one(tx.Exec(ctx, `update membership set ends_at = $4 where network_id = $1 and id = $2 and team_id = $3`, tx.Network, membership, team, at))
	}, access.At{Team: team})
}

// Tick notes that a new member was introduced to a step. The liaison of the team may, and the ambassador of its area.
// Ticking twice is once.
func (s *Store) Tick(ctx context.Context, actor access.Actor, team, membership, step string) (err error) {
	defer errs.Wrap(&err, "people.Tick")
	if _, err := access.Reach(actor, access.Edit, access.Introductions); err != nil {
		return err
	}
	if !slices.Contains(Steps, step) {
		return errs.Invalid
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		area, err := db.One(ctx, tx, db.Value[string], `select coalesce(area_id, '') from team where network_id = $1 and id = $2`, tx.Network, team)
		if err == nil {
			err = access.Can(actor, access.Edit, access.Introductions, access.At{Team: team, Area: area})
		}
		if err == nil {
			err = tick(ctx, tx, actor, step, ` and id = $5 and team_id = $6`, membership, team)
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Introductions, ID: membership})
	})
}

// ReadScreens notes that the actor read the three screens for new members, for every team that the actor is in.
func (s *Store) ReadScreens(ctx context.Context, actor access.Actor) (err error) {
	defer errs.Wrap(&err, "people.ReadScreens")
	if actor.Person == "" {
		return errs.Forbidden
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		err := tick(ctx, tx, actor, ReadStep, ` and person_id = $4 and (ends_at is null or ends_at > $3)`)
		if errors.Is(err, errs.NotFound) {
			return nil // in no team: there is nothing to tick off
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Introductions, ID: actor.Person})
	})
}

// tick notes a step for the memberships that a condition finds; its arguments begin at $5.
func tick(ctx context.Context, tx *db.Tx, actor access.Actor, step, which string, args ...any) error {
	return one(tx.Exec(ctx, `insert into onboarding (network_id, membership_id, step, done_at, done_by)
		select network_id, id, $2, $3, $4 from membership where network_id = $1`+which+`
		on conflict (network_id, membership_id, step) do update set step = excluded.step`,
		append([]any{tx.Network, step, tx.Now, actor.Person}, args...)...))
}

const ownTeams = ` and m.person_id = $2 and m.starts_at <= $3 and (m.ends_at is null or m.ends_at > $3)`

// Unread tells whether the actor is a member of a team and did not read the three screens yet.
func (s *Store) Unread(ctx context.Context, actor access.Actor) (unread bool, err error) {
	defer errs.Wrap(&err, "people.Unread")
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		n, err := db.One(ctx, tx, db.Value[int], `select count(*) from membership m where m.network_id = $1`+ownTeams+`
			and not exists (select 1 from onboarding o where o.network_id = $1 and o.membership_id = m.id and o.step = $4)`,
			tx.Network, actor.Person, tx.Now, ReadStep)
		unread = n > 0
		return err
	})
	return unread, err
}

// TeamAreas gives the areas of the teams that the actor is a member of; "" is the whole town.
func (s *Store) TeamAreas(ctx context.Context, actor access.Actor) (areas []string, err error) {
	defer errs.Wrap(&err, "people.TeamAreas")
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		areas, err = db.All(ctx, tx, db.Value[string], `select distinct coalesce(t.area_id, '') from membership m
			join team t on t.network_id = m.network_id and t.id = m.team_id where m.network_id = $1`+ownTeams, tx.Network, actor.Person, tx.Now)
		return err
	})
	return areas, err
}
