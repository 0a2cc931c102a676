package insight

import (
	"context"
	"slices"
	"time"

	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/people"
	"samenspel/internal/places"
	"samenspel/internal/referral"
	"samenspel/internal/upkeep"
)

// Source is what shows that something is missing.
type Source string

// The sources.
const (
	FromNeeds    Source = "unmet"    // needs of cases for which nobody was found
	FromWaiting  Source = "waiting"  // referrals that did not start within the weeks after which waiting is long
	FromSearches Source = "searches" // searches of visitors that found nothing
)

// observed is what a source tells of the last year.
type observed struct {
	Source
	cells    []Cell
	standing []Gap
}

// sign gives what the source tells of a cell, when that is enough to say.
func (o observed) sign(of Cell) (s Sign, ok bool) {
	i := slices.IndexFunc(o.cells, of.same)
	if i < 0 || o.cells[i].Unmet < Inside {
		return s, false
	}
	s = Sign{Source: o.Source, Asked: o.cells[i].Asked, Unmet: o.cells[i].Unmet}
	if at := slices.IndexFunc(o.standing, func(g Gap) bool { return of.same(g.Cell) }); at >= 0 {
		s.Stands, s.Times = true, o.standing[at].Times
	}
	return s, true
}

// yearUntil gives the twelve months of which the last is that of a day.
func yearUntil(today time.Time) Period {
	return PeriodOf(month(today).AddDate(0, -11, 0), today)
}

// observe asks all sources about the last year.
func observe(ctx context.Context, tx *db.Tx) ([]observed, error) {
	year := yearUntil(calendar.Today(tx.Now))
	rows, err := read(ctx, tx, year)
	if err != nil {
		return nil, err
	}
	duty, err := people.LoadDuty(ctx, tx)
	if err != nil {
		return nil, err
	}
	waits, err := referral.WaitedSince(ctx, tx, year.From)
	if err != nil {
		return nil, err
	}
	missed, err := upkeep.LoadMissed(ctx, tx)
	if err != nil {
		return nil, err
	}
	needs, waiting := withTown(cells(rows)), withTown(waitingCells(duty.Tree, waits))
	var words []Cell
	for _, m := range missed {
		words = append(words, Cell{Words: m.Words, Asked: m.Visitors, Unmet: m.Visitors})
	}
	return []observed{{FromNeeds, needs, Gaps(needs)}, {FromWaiting, waiting, Gaps(waiting)}, {FromSearches, words, InVain(words, upkeep.ToldAfter)}}, nil
}

// cells gives what was asked and what of it was unmet, by area and kind of help.
func cells(rows []row) (all []Cell) {
	at := map[[2]string]int{}
	for _, r := range rows {
		if r.cut == ByPlace {
			at[[2]string{r.part, r.sub}] = len(all)
			all = append(all, Cell{Area: r.part, Help: r.sub, Asked: r.N})
		}
	}
	for _, r := range rows {
		if r.cut == Unmet {
			all[at[[2]string{r.part, r.sub}]].Unmet = r.N
		}
	}
	return all
}

// waitingCells adds up what waited long by wijk and kind of help.
func waitingCells(tree places.Tree, waits []referral.Waited) (all []Cell) {
	for _, w := range waits {
		wijk, _ := tree.WijkOf(w.Area)
		c := Cell{Area: wijk.ID, Help: w.Need, Asked: w.Sent, Unmet: w.Long}
		if c.Area == "" || c.Help == "" {
			continue
		}
		if i := slices.IndexFunc(all, c.same); i >= 0 {
			all[i].Asked, all[i].Unmet = all[i].Asked+c.Asked, all[i].Unmet+c.Unmet
			continue
		}
		all = append(all, c)
	}
	return all
}
