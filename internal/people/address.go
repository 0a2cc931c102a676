package people

import (
	"context"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Acquaintance is whose an e-mail address is, as far as we know. Both ids are "" for an address of a stranger.
type Acquaintance struct {
	Person string // id
	Team   string // id: the team whose address it is, or a team of which the person is a member now
}

// Acquainted tells whose an e-mail address is. Anyone can write any address above a mail: it proves nothing.
func (s *Store) Acquainted(ctx context.Context, actor access.Actor, address string) (a Acquaintance, err error) {
	defer errs.Wrap(&err, "people.Acquainted")
	if err := access.Can(actor, access.Read, access.Staff); err != nil {
		return a, err
	}
	if address == "" {
		return a, nil
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err := db.All(ctx, tx, func(scan db.Scan) (a Acquaintance, err error) { return a, scan(&a.Person, &a.Team) },
			`select id, '' from person where network_id = $1 and lower(email) = $2
			union all select m.person_id, m.team_id from membership m join person p on p.network_id = m.network_id and p.id = m.person_id
				where m.network_id = $1 and lower(p.email) = $2 and m.starts_at <= $3 and (m.ends_at is null or m.ends_at > $3)
			union all select '', id from team where network_id = $1 and lower(email) = $2
			order by 1, 2`, tx.Network, strings.ToLower(address), tx.Now)
		for _, one := range all {
			if one.Person != "" {
				a.Person = one.Person
			}
			if one.Team != "" {
				a.Team = one.Team
			}
		}
		return err
	})
	return a, err
}
