package people

import (
	"context"
	"slices"
	"strconv"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
	"samenspel/internal/places"
)

// patience is how long a new member may wait for an introduction before somebody is reminded, and how long after that
// the reminder comes again.
const patience = 7 * 24 * time.Hour

// Remind writes a mail about the new members who were not introduced in time, one for each team, to who introduces
// them. It is the work of a job and asks no right.
func (s *Store) Remind(ctx context.Context, network string) (err error) {
	defer errs.Wrap(&err, "people.Remind")
	return s.db.In(ctx, network, func(tx *db.Tx) error {
		waiting, err := waiting(ctx, tx)
		if err != nil || len(waiting) == 0 {
			return err
		}
		tree, err := places.LoadTree(ctx, tx)
		if err != nil {
			return err
		}
		assigned, err := db.All(ctx, tx, readAssignment, tasks+inForce+` order by a.role, p.name, a.id`, tx.Network, tx.Now)
		if err != nil {
			return err
		}
		away, err := absences(ctx, tx, tx.Now)
		if err != nil {
			return err
		}
		assigned = shown(assigned, away, true)
		var reminded [][]any
		for _, t := range waiting {
			to := t.Guide(tree, assigned)
			if to.Email == "" {
				continue
			}
			if err := remind(ctx, tx, to, t); err != nil {
				return err
			}
			for _, m := range t.Members {
				reminded = append(reminded, []any{tx.Network, m.ID, tx.Now})
			}
		}
		return tx.Repeat(ctx, `update membership set reminded_at = $3 where network_id = $1 and id = $2`, reminded)
	})
}

func remind(ctx context.Context, tx *db.Tx, to Person, t Team) error {
	_, err := mail.Queue(ctx, tx, mail.Message{Kind: "introductions", Lang: mail.Languages[0], Address: to.Email, Name: to.Name, Object: t.ID,
		Args: map[string]string{"Team": t.Name, "Count": strconv.Itoa(len(t.Members))}})
	return err
}

// waiting gives the teams with the members about whom somebody must be reminded now.
func waiting(ctx context.Context, tx *db.Tx) (all []Team, err error) {
	late, err := db.All(ctx, tx, db.Value[string], `select id from membership where network_id = $1 and starts_at <= $2
		and (reminded_at is null or reminded_at <= $2) and (ends_at is null or ends_at > $3)`, tx.Network, tx.Now.Add(-patience), tx.Now)
	if err != nil || len(late) == 0 {
		return nil, err
	}
	members, err := memberships(ctx, tx)
	if err != nil {
		return nil, err
	}
	every, err := db.All(ctx, tx, readTeam, selectTeams, tx.Network)
	for _, t := range every {
		for _, m := range members[t.ID] {
			if !m.Introduced() && slices.Contains(late, m.ID) {
				t.Members = append(t.Members, m)
			}
		}
		if len(t.Members) > 0 {
			all = append(all, t)
		}
	}
	return all, err
}
