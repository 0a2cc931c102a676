package insight

import (
	"context"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// GapState is where a gap is in its life: signalled by the program, discussed, worked on, and solved by an offer.
type GapState string

// The states.
const (
	Signalled GapState = "signalled"
	Discussed GapState = "discussed"
	InAction  GapState = "action"
	Solved    GapState = "solved"
)

// GapStates are all of them, in the order in which they come.
var GapStates = []GapState{Signalled, Discussed, InAction, Solved}

// KnownGap is a gap that was signalled once, with how it stands now.
type KnownGap struct {
	Cell               // counts of the last year
	Stands    bool     // it still stands out
	Times     float64  // how many times as much is unmet as elsewhere; 0 when it does not stand out
	State     GapState //
	Signalled time.Time
	Changed   time.Time
	Service   string // id of the offer that solved it, or ""
}

// Months gives the whole months from the first signal until it was solved, or until a day.
func (g KnownGap) Months(today time.Time) (n int) {
	if g.State == Solved {
		today = g.Changed
	}
	for !g.Signalled.AddDate(0, n+1, 0).After(today) {
		n++
	}
	return n
}

func readGap(scan db.Scan) (g KnownGap, err error) {
	return g, scan(&g.Area, &g.Help, &g.State, &g.Signalled, &g.Changed, &g.Service)
}

const gaps = `select area, help, state, signalled_at, changed_at, service_id from gap where network_id = $1`

// yearUntil gives the twelve months of which the last is that of a day.
func yearUntil(today time.Time) Period {
	return PeriodOf(month(today).AddDate(0, -11, 0), today)
}

// signal keeps every gap that stands out for the first time.
func signal(ctx context.Context, tx *db.Tx) error {
	rows, err := read(ctx, tx, yearUntil(calendar.Today(tx.Now)))
	if err != nil {
		return err
	}
	var fresh [][]any
	for _, g := range Gaps(withTown(cells(rows))) {
		fresh = append(fresh, []any{tx.Network, g.Area, g.Help, string(Signalled), tx.Now, tx.Now, "", ""})
	}
	return tx.Repeat(ctx, `insert into gap (network_id, area, help, state, signalled_at, changed_at, changed_by, service_id) values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (network_id, area, help) do nothing`, fresh)
}

// known gives the gaps that were ever signalled, with their counts now: what is not solved first, then the newest.
func known(ctx context.Context, tx *db.Tx, now []Cell) ([]KnownGap, error) {
	all, err := db.All(ctx, tx, readGap, gaps+` order by signalled_at desc, area, help`, tx.Network)
	standing := Gaps(now)
	for i, g := range all {
		all[i].Cell = Cell{Area: g.Area, Help: g.Help}
		for _, c := range now {
			if c.Area == g.Area && c.Help == g.Help {
				all[i].Cell = c
			}
		}
		for _, s := range standing {
			if s.Area == g.Area && s.Help == g.Help {
				all[i].Stands, all[i].Times = true, s.Times
			}
		}
	}
	slices.SortStableFunc(all, func(a, b KnownGap) int { return boolean(a.State == Solved) - boolean(b.State == Solved) })
	return all, err
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Move notes where a gap is now. It is solved by naming the offer; a Problem says so.
func (s *Store) Move(ctx context.Context, actor access.Actor, area, help string, state GapState, service string) (err error) {
	defer errs.Wrap(&err, "insight.Move(%q, %q)", area, help)
	if err := access.Can(actor, access.Edit, access.Figures); err != nil {
		return err
	}
	switch {
	case !slices.Contains(GapStates, state):
		return errs.Problems{{Column: "state", Key: "gaps.wrong.state", Text: "gaps.wrong.state"}}
	case state == Solved && service == "":
		return errs.Problems{{Column: "service", Key: "gaps.wrong.service", Text: "gaps.wrong.service"}}
	case state != Solved:
		service = ""
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		changed, err := tx.Exec(ctx, `update gap set state = $4, service_id = $5, changed_at = $6, changed_by = $7 where network_id = $1 and area = $2 and help = $3`,
			tx.Network, area, help, string(state), service, tx.Now, actor.Person)
		if err == nil && changed == 0 {
			err = errs.NotFound
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: string(state), Object: access.Figures, Purpose: "gap"})
	})
}
