package casework

import (
	"context"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// NeededLine is what somebody said is needed, in a look-back on a team. It does not say about which case.
type NeededLine struct {
	Team string // name
	At   time.Time
	Text string
}

// Needed gives what was said to be needed from a day on until another, by team and day, as far as the actor may read it, and
// leaves a line in the trace. A line goes when its case ends, with the events of that.
func (s *Store) Needed(ctx context.Context, actor access.Actor, from, until time.Time) (all []NeededLine, err error) {
	defer errs.Wrap(&err, "casework.Needed")
	within, err := access.Reach(actor, access.Read, access.Needed)
	if err != nil {
		return nil, err
	}
	return all, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		where := condition{args: []any{from, until}}
		where.reach(within)
		all, err = db.All(ctx, tx, func(scan db.Scan) (l NeededLine, err error) { return l, scan(&l.Team, &l.At, &l.Text) },
			`select t.name, e.at, e.reason from case_event e join discussed_case c on c.network_id = e.network_id and c.id = e.case_id
			join team t on t.network_id = c.network_id and t.id = c.team_id
			where e.network_id = $1 and e.act = 'settle' and e.reason <> '' and e.at >= $2 and e.at < $3`+where.text+` order by t.name, e.at, e.id`,
			append([]any{tx.Network}, where.args...)...)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Needed})
	})
}
