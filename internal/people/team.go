package people

import (
	"context"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Teams gives the teams with their members of now, by name. A liaison sees the own team.
func (s *Store) Teams(ctx context.Context, actor access.Actor) (all []Team, err error) {
	defer errs.Wrap(&err, "people.Teams")
	within, err := access.Reach(actor, access.Read, access.Staff)
	if err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		every, err := db.All(ctx, tx, func(scan db.Scan) (t Team, err error) {
			return t, scan(&t.ID, &t.Name, &t.Kind, &t.AreaID, &t.Email, &t.Version)
		}, `select id, name, kind, coalesce(area_id, ''), email, version from team where network_id = $1 order by name`, tx.Network)
		if err != nil {
			return err
		}
		members, err := memberships(ctx, tx)
		for _, t := range every {
			if within.All || slices.Contains(within.Teams, t.ID) {
				t.Members = members[t.ID]
				all = append(all, t)
			}
		}
		return err
	})
	return all, err
}

// memberships gives the members of now by team, with what was ticked off.
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
	by := map[string][]Membership{}
	return by, db.Each(ctx, tx, func(scan db.Scan) error {
		var m Membership
		err := scan(append([]any{&m.ID, &m.TeamID, &m.Starts, &m.Ends}, m.Person.targets()...)...)
		m.Done = done[m.ID]
		by[m.TeamID] = append(by[m.TeamID], m)
		return err
	}, `select m.id, m.team_id, m.starts_at, m.ends_at, `+personColumns+` from membership m
		join person p on p.network_id = m.network_id and p.id = m.person_id`+personJoin+`
		where m.network_id = $1 and (m.ends_at is null or m.ends_at > $2) order by p.name, m.id`, tx.Network, tx.Now)
}

// SaveTeam stores a team: a new one when ID is "", else with the version that was read. It gives the id. A name that is
// taken is a conflict.
func (s *Store) SaveTeam(ctx context.Context, actor access.Actor, t Team) (id string, err error) {
	defer errs.Wrap(&err, "people.SaveTeam")
	if err := access.Can(actor, access.Edit, access.Staff, access.At{Team: t.ID}); err != nil {
		return "", err
	}
	if strings.TrimSpace(t.Name) == "" {
		return "", errs.Problems{{Column: "name", Text: "people.wrong.name"}}
	}
	id = t.ID
	if id == "" {
		id = db.NewID()
	}
	err = s.edit(ctx, actor, id, func(tx *db.Tx) error {
		if t.ID == "" {
			_, err := tx.Exec(ctx, `insert into team (network_id, id, name, kind, area_id, email, version) values ($1, $2, $3, $4, $5, $6, 1)`,
				tx.Network, id, t.Name, t.Kind, orNull(t.AreaID), t.Email)
			return err
		}
		changed, err := tx.Exec(ctx, `update team set name = $4, kind = $5, area_id = $6, email = $7, version = version + 1
			where network_id = $1 and id = $2 and version = $3`, tx.Network, t.ID, t.Version, t.Name, t.Kind, orNull(t.AreaID), t.Email)
		if err == nil && changed == 0 {
			return errs.Conflict
		}
		return err
	}, access.At{Team: t.ID})
	return id, err
}

// Join makes a person a member of a team from a moment on. It gives the id of the membership.
func (s *Store) Join(ctx context.Context, actor access.Actor, team, person string, from time.Time) (id string, err error) {
	defer errs.Wrap(&err, "people.Join")
	id = db.NewID()
	return id, s.edit(ctx, actor, person, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `insert into membership (network_id, id, team_id, person_id, starts_at) values ($1, $2, $3, $4, $5)`,
			tx.Network, id, team, person, from)
		return err
	}, access.At{Team: team})
}

// Leave ends the membership of a person in a team.
func (s *Store) Leave(ctx context.Context, actor access.Actor, team, membership string, at time.Time) (err error) {
	defer errs.Wrap(&err, "people.Leave")
	return s.edit(ctx, actor, membership, func(tx *db.Tx) error {
		changed, err := tx.Exec(ctx, `update membership set ends_at = $4 where network_id = $1 and id = $2 and team_id = $3`, tx.Network, membership, team, at)
		if err == nil && changed == 0 {
			return errs.NotFound
		}
		return err
	}, access.At{Team: team})
}

// Tick notes that a new member was introduced to a step. Ticking twice is once.
func (s *Store) Tick(ctx context.Context, actor access.Actor, team, membership, step string) (err error) {
	defer errs.Wrap(&err, "people.Tick")
	if !slices.Contains(Steps, step) {
		return errs.Invalid
	}
	return s.edit(ctx, actor, membership, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `insert into onboarding (network_id, membership_id, step, done_at, done_by)
			select network_id, id, $4, $5, $6 from membership where network_id = $1 and id = $2 and team_id = $3
			on conflict (network_id, membership_id, step) do update set step = excluded.step`, tx.Network, membership, team, step, tx.Now, actor.Person)
		if err == nil && n == 0 {
			return errs.NotFound
		}
		return err
	}, access.At{Team: team})
}
