package referral

import (
	"context"
	"time"

	"samenspel/internal/db"
)

// Receiver is an organisation that got referrals.
type Receiver struct {
	ID, Name, Email string
}

// ReceiversSince gives who got referrals since a day and is still in the directory, by id.
func ReceiversSince(ctx context.Context, tx *db.Tx, day time.Time) ([]Receiver, error) {
	return db.All(ctx, tx, func(scan db.Scan) (r Receiver, err error) { return r, scan(&r.ID, &r.Name, &r.Email) },
		`select o.id, o.name, o.email from organization o where o.network_id = $1 and o.withdrawn_at is null and o.survivor_id is null
			and o.id in (select r.organization_id from referral r where r.network_id = $1 and r.sent_on >= $2) order by o.id`, tx.Network, day)
}

// Flow is how many referrals a team sent to an organisation.
type Flow struct {
	Team         string // id, or ""
	Organization string // id
	N            int
}

// FlowsSince gives how many referrals each team sent to each organisation since a day.
func FlowsSince(ctx context.Context, tx *db.Tx, day time.Time) ([]Flow, error) {
	return db.All(ctx, tx, func(scan db.Scan) (f Flow, err error) { return f, scan(&f.Team, &f.Organization, &f.N) },
		`select coalesce(team_id, ''), organization_id, count(*) from referral where network_id = $1 and sent_on >= $2
			group by coalesce(team_id, ''), organization_id order by coalesce(team_id, ''), organization_id`, tx.Network, day)
}
