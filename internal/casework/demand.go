package casework

import (
	"context"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Expected is how much of a kind of help is expected in a month, from needs that come back then.
type Expected struct {
	Month   time.Time // its first day
	Help    string    // code
	AtLeast int       // a multiple of five, never more than there are: 0 is told of nothing
}

// The months ahead that are told, and the step of the numbers. A step says nothing of one need.
const (
	monthsAhead = 6
	stepTold    = 5
)

// Demand gives to organisations how much of these kinds of help is expected in each of the months to come, by month: needs
// of cases that come back later, and those for which help is wanted in a while. It tells steps of five only. No case is
// read: that leaves no line in the trace.
func (s *Store) Demand(ctx context.Context, actor access.Actor, helps []string) (all []Expected, err error) {
	defer errs.Wrap(&err, "casework.Demand")
	if !access.Any(actor, access.Edit, access.OwnEntries) {
		return nil, errs.Forbidden
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		today := dayOf(tx)
		type one struct {
			help string
			day  time.Time
		}
		coming, err := db.All(ctx, tx, func(scan db.Scan) (o one, err error) { return o, scan(&o.help, &o.day) },
			`select help, next_on from case_need where network_id = $1 and ended_on is null and next_on >= $2 and next_on < $3
				and (state = 'later' or state = 'suitable' and wanted <> 'now')`, tx.Network, today, month(today).AddDate(0, monthsAhead, 0))
		counts := map[Expected]int{}
		for _, o := range coming {
			if slices.Contains(helps, o.help) {
				counts[Expected{Month: month(o.day), Help: o.help}]++
			}
		}
		all = stepped(counts)
		return err
	})
	return all, err
}

// stepped gives counts in steps, by month and help, without those below the first step.
func stepped(counts map[Expected]int) (all []Expected) {
	for e, n := range counts {
		if e.AtLeast = n / stepTold * stepTold; e.AtLeast > 0 {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b Expected) int {
		if c := a.Month.Compare(b.Month); c != 0 {
			return c
		}
		return strings.Compare(a.Help, b.Help)
	})
	return all
}
