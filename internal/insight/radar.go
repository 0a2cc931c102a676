package insight

import (
	"context"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/upkeep"
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
	ID          string
	Area        string // id; "" = the whole town
	Help        string // code; "" = it is about words
	Words       string // that visitors looked for in vain, or ""
	Source      Source // by which it was seen first
	Signs       []Sign // of the last year
	State       GapState
	SignalledAt time.Time
	Changed     time.Time
	Service     string // id of the offer that solved it, or ""
}

// Sign is what a source tells about a gap now.
type Sign struct {
	Source
	Asked, Unmet int
	Stands       bool    // more than chance explains
	Times        float64 // how many times as much as elsewhere; 0 when it does not stand out
}

// Stands tells whether some source still shows the gap.
func (g KnownGap) Stands() bool {
	return slices.ContainsFunc(g.Signs, func(s Sign) bool { return s.Stands })
}

// Months gives the whole months from the first signal until it was solved, or until a day.
func (g KnownGap) Months(today time.Time) (n int) {
	if g.State == Solved {
		today = g.Changed
	}
	for !g.SignalledAt.AddDate(0, n+1, 0).After(today) {
		n++
	}
	return n
}

func readGap(scan db.Scan) (g KnownGap, err error) {
	return g, scan(&g.ID, &g.Area, &g.Help, &g.Words, &g.Source, &g.State, &g.SignalledAt, &g.Changed, &g.Service)
}

const (
	gaps      = `select id, area, help, words, source, state, signalled_at, changed_at, service_id from gap where network_id = $1`
	insertGap = `insert into gap (network_id, id, area, help, words, source, state, signalled_at, changed_at, changed_by, service_id)
		values ($1, $2, $3, $4, $5, $6, 'signalled', $7, $7, $8, '') on conflict (network_id, area, help, words) do nothing`
)

// signal keeps every gap that stands out for the first time.
func signal(ctx context.Context, tx *db.Tx) error {
	all, err := observe(ctx, tx)
	if err != nil {
		return err
	}
	var fresh [][]any
	for _, o := range all {
		for _, g := range o.standing {
			fresh = append(fresh, []any{tx.Network, db.NewID(), g.Area, g.Help, g.Words, string(o.Source), tx.Now, ""})
		}
	}
	return tx.Repeat(ctx, insertGap, fresh)
}

// known gives the gaps that were ever signalled, with what the sources tell now: what is not solved first, then the newest.
func known(ctx context.Context, tx *db.Tx, now []observed) ([]KnownGap, error) {
	all, err := db.All(ctx, tx, readGap, gaps+` order by signalled_at desc, area, help, words`, tx.Network)
	for i, g := range all {
		for _, o := range now {
			if sign, ok := o.sign(Cell{Area: g.Area, Help: g.Help, Words: g.Words}); ok {
				all[i].Signs = append(all[i].Signs, sign)
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

// Move notes where a gap is now, and gives it. It is solved by naming the offer; a Problem says so.
func (s *Store) Move(ctx context.Context, actor access.Actor, id string, state GapState, service string) (g KnownGap, err error) {
	defer errs.Wrap(&err, "insight.Move(%q)", id)
	if err := access.Can(actor, access.Edit, access.Figures); err != nil {
		return g, err
	}
	switch {
	case !slices.Contains(GapStates, state):
		return g, errs.Problems{{Column: "state", Key: "gaps.wrong.state", Text: "gaps.wrong.state"}}
	case state == Solved && service == "":
		return g, errs.Problems{{Column: "service", Key: "gaps.wrong.service", Text: "gaps.wrong.service"}}
	case state != Solved:
		service = ""
	}
	return g, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `update gap set state = $3, service_id = $4, changed_at = $5, changed_by = $6 where network_id = $1 and id = $2`,
			tx.Network, id, string(state), service, tx.Now, actor.Person); err != nil {
			return err
		}
		if g, err = db.One(ctx, tx, readGap, gaps+` and id = $2`, tx.Network, id); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: string(state), Object: access.Figures, ID: id, Purpose: "gap"})
	})
}

// StartGap begins a gap with words that visitors looked for in vain, in the eyes of an editor. Words that are on no list are
// NotFound; a gap that is there already stays as it is.
func (s *Store) StartGap(ctx context.Context, actor access.Actor, words string) (err error) {
	defer errs.Wrap(&err, "insight.StartGap")
	if err := access.Can(actor, access.Edit, access.Reports); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		missed, err := upkeep.LoadMissed(ctx, tx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(missed, func(m upkeep.Missed) bool { return m.Words == words }) {
			return errs.NotFound
		}
		if err := tx.Repeat(ctx, insertGap, [][]any{{tx.Network, db.NewID(), "", "", words, string(FromSearches), tx.Now, actor.Person}}); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: string(Signalled), Object: access.Figures, Purpose: "gap"})
	})
}

// WordGaps gives the gaps that are about words, by the words, to who sees the words that found nothing.
func (s *Store) WordGaps(ctx context.Context, actor access.Actor) (by map[string]KnownGap, err error) {
	defer errs.Wrap(&err, "insight.WordGaps")
	if err := access.Can(actor, access.Read, access.Reports); err != nil {
		return nil, err
	}
	by = map[string]KnownGap{}
	return by, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err := db.All(ctx, tx, readGap, gaps+` and words <> ''`, tx.Network)
		for _, g := range all {
			by[g.Words] = g
		}
		return err
	})
}
