package desk

import (
	"context"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// ByArea gives how many questions came in from one day until another, by the area that they are about ("" = not known), to
// who may read all of them. They are true counts: what may be shown of them is for the reader to decide.
func (s *Store) ByArea(ctx context.Context, actor access.Actor, from, until time.Time) (counts map[string]int, err error) {
	defer errs.Wrap(&err, "desk.ByArea")
	if err := access.Can(actor, access.Read, access.Enquiries); err != nil {
		return nil, err
	}
	counts = map[string]int{}
	return counts, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(scan db.Scan) error {
			var area string
			var n int
			err := scan(&area, &n)
			counts[area] = n
			return err
		}, `select coalesce(area_id, ''), count(*) from enquiry where network_id = $1 and received_on >= $2 and received_on < $3 group by coalesce(area_id, '') order by coalesce(area_id, '')`,
			tx.Network, from, until)
	})
}
