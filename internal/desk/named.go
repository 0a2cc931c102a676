package desk

import (
	"context"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// NamedSince gives in the answers to how many questions each organisation was named from a day on, by id, with that of those
// it stands for, to who may read all questions. They are true counts: what may be shown of them is for the reader to decide.
func (s *Store) NamedSince(ctx context.Context, actor access.Actor, since time.Time) (counts map[string]int, err error) {
	defer errs.Wrap(&err, "desk.NamedSince")
	if err := access.Can(actor, access.Read, access.Enquiries); err != nil {
		return nil, err
	}
	counts = map[string]int{}
	return counts, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(scan db.Scan) error {
			var organization string
			var n int
			err := scan(&organization, &n)
			counts[organization] = n
			return err
		}, `select coalesce(o.survivor_id, o.id), count(distinct g.enquiry_id) from enquiry_given g
			join service s on s.network_id = g.network_id and s.id = g.service_id
			join organization o on o.network_id = s.network_id and o.id = s.organization_id
			where g.network_id = $1 and g.given_at >= $2 group by coalesce(o.survivor_id, o.id)`, tx.Network, since)
	})
}
