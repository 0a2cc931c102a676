package suppress_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"samenspel/internal/suppress"
)

// The attacker knows everything that was published of a town: four quarters, each with cuts by wijk and by kind of help, the
// year, and a correction of the first quarter. For counts below the threshold it works out the least and the most
// that they can be, over all towns with the same publications.

const wijken, kinds, quarters = 3, 2, 4

// cell is a sort of case: the smallest thing of which a town has a number.
type cell struct {
	quarter, wijk, kind int
	suits, active       bool
	later               bool // became active after the quarter was closed
	late                bool // was written down after that
}

// cells are all sorts. Only the first quarter is corrected.
var cells = func() (all world[cell]) {
	for q := range quarters {
		for w := range wijken {
			for k := range kinds {
				for _, suits := range []bool{false, true} {
					all = append(all, cell{q, w, k, suits, true, false, false}, cell{q, w, k, suits, false, false, false})
					if q == 0 {
						all = append(all, cell{q, w, k, suits, false, true, false})
					}
				}
			}
		}
	}
	return append(all, cell{late: true}, cell{late: true, later: true})
}()

func closed(q int) func(cell) bool { return func(c cell) bool { return c.quarter == q && !c.late } }

func wijk(w int) func(cell) bool { return func(c cell) bool { return c.wijk == w } }
func kind(k int) func(cell) bool { return func(c cell) bool { return c.kind == k } }

// truths are the things that may be true of a case.
var truths = []func(cell) bool{func(c cell) bool { return c.suits }, func(c cell) bool { return c.active }}

func facts(t []int, q int) suppress.Facts {
	row := func(name string, in func(cell) bool, of bool) suppress.Row {
		r := suppress.Row{Key: name, Counts: suppress.Counts{N: cells.count(t, in)}}
		for _, truth := range truths {
			if of {
				r.Of = append(r.Of, cells.count(t, both(in, truth)))
			}
		}
		return r
	}
	f := suppress.Facts{All: row("", closed(q), true).Counts, Cuts: []suppress.Cuts{{Name: "wijk"}, {Name: "kind"}}}
	for w := range wijken {
		f.Cuts[0].Rows = append(f.Cuts[0].Rows, row(fmt.Sprint(w), both(closed(q), wijk(w)), true))
	}
	for k := range kinds {
		f.Cuts[1].Rows = append(f.Cuts[1].Rows, row(fmt.Sprint(k), both(closed(q), kind(k)), false))
	}
	return f
}

// read reads a report of the cases in a period.
func read(k *attacker[cell], r suppress.Report, in func(cell) bool) {
	k.shown(r.All, in, truths)
	for i, cut := range r.Cuts {
		for j, row := range cut.Rows {
			k.shown(row.Shown, both(in, []func(int) func(cell) bool{wijk, kind}[i](j)), truths)
		}
	}
}

// publish lets the attacker read everything about a town.
func publish(k *attacker[cell], rule suppress.Rule, t []int) {
	var all []suppress.Facts
	var reports []suppress.Report
	for q := range quarters {
		var first *suppress.Report
		if q > 0 {
			first = &reports[0]
		}
		all = append(all, facts(t, q))
		reports = append(reports, suppress.Quarter(rule, all[q], first))
		read(k, reports[q], closed(q))
	}
	year := suppress.Year(rule, all, reports)
	read(k, year, func(c cell) bool { return !c.late && !slices.Contains(year.Left, c.quarter) })
	now := func(c cell) bool { return c.quarter == 0 }
	active := both(now, func(c cell) bool { return c.active || c.later })
	later := suppress.Counts{N: cells.count(t, now), Of: []int{cells.count(t, both(now, truths[0])), cells.count(t, active)}}
	_, anew, _ := suppress.Correct(rule, all[0].All, reports[0].All, later)
	k.learns(anew.N, now)
	k.learns(anew.Of[1], active)
}

func randomTown(r *rand.Rand) []int {
	t, scale := make([]int, len(cells)), []float64{0.3, 1, 3, 10, 30}[r.IntN(5)]
	var weights [quarters + wijken + kinds]float64
	for i := range weights {
		weights[i] = math.Pow(r.Float64(), 2) * 2
	}
	for i, c := range cells {
		mean := scale * weights[c.quarter] * weights[quarters+c.wijk] * weights[quarters+wijken+c.kind]
		if c.late {
			mean = 4 * scale
		}
		t[i] = int(mean * r.ExpFloat64() * 2)
	}
	return t
}

// secrets are sums that nobody publishes as such, or that may be hidden.
var secrets = func() []func(cell) bool {
	candidates := []func(cell) bool{func(c cell) bool { return c.late }, both(closed(0), func(c cell) bool { return c.later }),
		func(c cell) bool { return c.quarter == 0 && !c.active && !c.later }}
	for q := range quarters {
		in := closed(q)
		candidates = append(candidates, in, both(both(in, truths[0]), truths[1]))
		for _, truth := range truths {
			candidates = append(candidates, both(in, truth), both(in, not(truth)))
			for w := range wijken {
				there := both(in, wijk(w))
				candidates = append(candidates, both(there, truth), both(there, not(truth)), both(there, both(not(truths[0]), not(truths[1]))))
			}
		}
		for w := range wijken {
			candidates = append(candidates, both(in, wijk(w)), both(wijk(w), func(c cell) bool { return !c.late }))
			for k := range kinds {
				candidates = append(candidates, both(both(in, wijk(w)), kind(k)), both(in, kind(k)), both(both(in, kind(k)), truths[1]))
			}
		}
	}
	return candidates
}()

// TestNothingSmallCanBeWorkedOut attacks with everything that is published.
func TestNothingSmallCanBeWorkedOut(t *testing.T) {
	towns(t, 5000, func(r *rand.Rand, least int, o *outcome) int {
		town, k := randomTown(r), attacker[cell]{world: cells}
		publish(&k, suppress.Rule{Least: least}, town)
		k.attack(t, town, least, cells.small(r, town, least, secrets), o)
		return len(k.b)
	})
}
