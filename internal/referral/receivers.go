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

// Exchange is how many referrals about a kind of help one organisation sent to another on a day.
type Exchange struct {
	From    string // id: the employer of who sent them, or the organisation that passed them on; "" = neither is known
	To      string // id
	Need    string // code
	Sent    time.Time
	N       int
	Started int // of these, in which help began
}

// ExchangedWith gives what was ever sent to some organisations. One that stands for others stands here for them.
func ExchangedWith(ctx context.Context, tx *db.Tx, to []string) ([]Exchange, error) {
	if len(to) == 0 {
		return nil, nil
	}
	marks := db.Marks(2, len(to))
	return db.All(ctx, tx, func(scan db.Scan) (e Exchange, err error) {
		return e, scan(&e.From, &e.To, &e.Need, &e.Sent, &e.N, &e.Started)
	}, `select coalesce(p.survivor_id, p.id, w.survivor_id, w.id, ''), coalesce(g.survivor_id, g.id), r.need, r.sent_on, count(*), sum(case when r.started_on is null then 0 else 1 end)
		from organization g join referral r on r.network_id = g.network_id and r.organization_id = g.id
		left join organization p on p.network_id = r.network_id and p.id = r.origin_id and r.origin = 'organization'
		left join person q on q.network_id = r.network_id and q.id = r.sender_id
		left join organization w on w.network_id = q.network_id and w.id = q.organization_id
		where g.network_id = $1 and (g.id in (`+marks+`) or g.survivor_id in (`+marks+`)) and r.sent_on is not null group by 1, 2, 3, 4 order by 1, 2, 3, 4`, tx.Args(to...)...)
}
