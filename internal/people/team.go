package people

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

const selectTeams = `select id, name, kind, coalesce(area_id, ''), email, volunteers, core_group, version from team where network_id = $1 order by name`

func readTeam(scan db.Scan) (t Team, err error) {
	return t, scan(&t.ID, &t.Name, &t.Kind, &t.AreaID, &t.Email, &t.Volunteers, &t.Core, &t.Version)
}

// Teams gives the teams with their members of now, by name. A liaison sees the own team.
func (s *Store) Teams(ctx context.Context, actor access.Actor) (all []Team, err error) {
	defer errs.Wrap(&err, "people.Teams")
	within, err := access.Reach(actor, access.Read, access.Staff)
	if err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		every, err := db.All(ctx, tx, readTeam, selectTeams, tx.Network)
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

// SaveTeam stores a team: a new one when Version is 0, under its ID when it has one, else with the version that was read.
// It gives the id. What was made before under that ID stays as it is. A name that is taken by another is a conflict.
// Welcome changes what volunteers in it may do, Seat whether it is in the core group.
func (s *Store) SaveTeam(ctx context.Context, actor access.Actor, t Team) (id string, err error) {
	defer errs.Wrap(&err, "people.SaveTeam")
	at := access.At{Team: t.ID}
	if t.Version == 0 {
		at = access.At{} // it is nobody's own team yet
	}
	if err := access.Can(actor, access.Edit, access.Staff, at); err != nil {
		return "", err
	}
	if strings.TrimSpace(t.Name) == "" {
		return "", errs.Problems{{Column: "name", Text: "people.wrong.name"}}
	}
	id = cmp.Or(t.ID, db.NewID())
	err = s.edit(ctx, actor, id, func(tx *db.Tx) error {
		if t.Version == 0 {
			_, err := tx.Exec(ctx, `insert into team (network_id, id, name, kind, area_id, email, volunteers, version)
				values ($1, $2, $3, $4, $5, $6, $7, 1)`+onceMore, tx.Network, id, t.Name, t.Kind, orNull(t.AreaID), t.Email, t.Volunteers)
			return err
		}
		changed, err := tx.Exec(ctx, `update team set name = $4, kind = $5, area_id = $6, email = $7, version = version + 1
			where network_id = $1 and id = $2 and version = $3`, tx.Network, t.ID, t.Version, t.Name, t.Kind, orNull(t.AreaID), t.Email)
		if err == nil && changed == 0 {
			return errs.Conflict
		}
		return err
	}, at)
	return id, err
}

// Welcome says whether the volunteers in a team have the rights of its other members. Off is the rule (inventory L12).
func (s *Store) Welcome(ctx context.Context, actor access.Actor, team string, volunteers bool) (err error) {
	defer errs.Wrap(&err, "people.Welcome")
	if err := access.Can(actor, access.Edit, access.Staff); err != nil {
		return err
	}
	return s.edit(ctx, actor, team, func(tx *db.Tx) error {
		return one(tx.Exec(ctx, `update team set volunteers = $3, version = version + 1 where network_id = $1 and id = $2`, tx.Network, team, volunteers))
	})
}

// Seat says whether a team takes part in the core group of the network (inventory D15).
func (s *Store) Seat(ctx context.Context, actor access.Actor, team string, core bool) (err error) {
	defer errs.Wrap(&err, "people.Seat")
	return s.edit(ctx, actor, team, func(tx *db.Tx) error {
		return one(tx.Exec(ctx, `update team set core_group = $3, version = version + 1 where network_id = $1 and id = $2`, tx.Network, team, core))
	})
}

// one makes of a change that touched nothing errs.NotFound.
func one(changed int64, err error) error {
	if err == nil && changed == 0 {
		return errs.NotFound
	}
	return err
}
