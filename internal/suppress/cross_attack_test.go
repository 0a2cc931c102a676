package suppress_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"samenspel/internal/suppress"
)

// The second attacker knows two quarters and what they are together, with the crosses that hang from each other: wijk by who
// helps since, and who helps since by kind of help.

const helpers, halves = 3, 2

// crossCell is a sort of case of that town.
type crossCell struct {
	quarter, wijk, kind, helper int
	suits                       bool
}

var crossCells = func() (all world[crossCell]) {
	for q := range halves {
		for w := range wijken {
			for k := range kinds {
				for h := range helpers {
					all = append(all, crossCell{q, w, k, h, false}, crossCell{q, w, k, h, true})
				}
			}
		}
	}
	return all
}()

// ways are how cases can be cut, by the name of the cut.
var ways = map[string]func(crossCell) int{
	"wijk": func(c crossCell) int { return c.wijk }, "kind": func(c crossCell) int { return c.kind }, "helper": func(c crossCell) int { return c.helper },
}

var sizes = map[string]int{"wijk": wijken, "kind": kinds, "helper": helpers}

func crossFacts(t []int, q int) suppress.Facts {
	in := func(c crossCell) bool { return c.quarter == q }
	suits := func(c crossCell) bool { return c.quarter == q && c.suits }
	f := suppress.Facts{All: suppress.Counts{N: crossCells.count(t, in), Of: []int{crossCells.count(t, suits)}}}
	for _, name := range []string{"wijk", "kind", "helper"} {
		cut := suppress.Cuts{Name: name}
		for i := range sizes[name] {
			r := suppress.Row{Key: fmt.Sprint(i), Counts: suppress.Counts{N: crossCells.count(t, func(c crossCell) bool { return in(c) && ways[name](c) == i })}}
			if name == "wijk" {
				r.Of = []int{crossCells.count(t, func(c crossCell) bool { return suits(c) && c.wijk == i })}
			}
			cut.Rows = append(cut.Rows, r)
		}
		f.Cuts = append(f.Cuts, cut)
	}
	for _, rows := range []string{"wijk", "kind"} {
		x := suppress.Cross{Rows: rows, Cols: "helper"}
		for j := range helpers {
			x.Keys = append(x.Keys, fmt.Sprint(j))
		}
		for i := range sizes[rows] {
			r := suppress.CrossRow{Key: fmt.Sprint(i)}
			for j := range helpers {
				r.N = append(r.N, crossCells.count(t, func(c crossCell) bool { return in(c) && ways[rows](c) == i && c.helper == j }))
			}
			x.Cells = append(x.Cells, r)
		}
		f.Crossed = append(f.Crossed, x)
	}
	return f
}

// readCrosses reads a report of the cases in a period, and gives how many cells of crosses are shown.
func readCrosses(k *attacker[crossCell], r suppress.Report, in func(crossCell) bool) (crossed int) {
	truths := []func(crossCell) bool{func(c crossCell) bool { return c.suits }}
	k.shown(r.All, in, truths)
	for _, cut := range r.Cuts {
		for i, row := range cut.Rows {
			k.shown(row.Shown, both(in, func(c crossCell) bool { return ways[cut.Name](c) == i }), truths)
		}
	}
	for _, x := range r.Crossed {
		for i, row := range x.Cells {
			for j, n := range row.N {
				if n != nil {
					crossed++
				}
				k.learns(n, both(in, func(c crossCell) bool { return ways[x.Rows](c) == i && c.helper == j }))
			}
		}
	}
	return crossed
}

// publishCrosses lets the attacker read two quarters and their year.
func publishCrosses(k *attacker[crossCell], rule suppress.Rule, t []int) (crossed int) {
	var facts []suppress.Facts
	var reports []suppress.Report
	for q := range halves {
		var first *suppress.Report
		if q > 0 {
			first = &reports[0]
		}
		facts = append(facts, crossFacts(t, q))
		reports = append(reports, suppress.Quarter(rule, facts[q], first))
		crossed += readCrosses(k, reports[q], func(c crossCell) bool { return c.quarter == q })
	}
	if year := suppress.Year(rule, facts, reports); year.All.N != nil {
		crossed += readCrosses(k, year, func(c crossCell) bool { return !slices.Contains(year.Left, c.quarter) })
	}
	return crossed
}

func randomCrossTown(r *rand.Rand) []int {
	t, scale := make([]int, len(crossCells)), []float64{0.5, 1, 3, 10, 30}[r.IntN(5)]
	var weights [halves + wijken + kinds + helpers]float64
	for i := range weights {
		weights[i] = math.Pow(r.Float64(), 2) * 2
	}
	for i, c := range crossCells {
		t[i] = int(scale * weights[c.quarter] * weights[halves+c.wijk] * weights[halves+wijken+c.kind] * weights[halves+wijken+kinds+c.helper] * r.ExpFloat64() * 4)
	}
	return t
}

// inner gives some sums that nobody publishes.
func inner(r *rand.Rand) (all []func(crossCell) bool) {
	for range 8 {
		q, w, k, h, suits := r.IntN(halves), r.IntN(wijken+1), r.IntN(kinds+1), r.IntN(helpers+1), r.IntN(2) == 0
		all = append(all, func(c crossCell) bool { // one more than there are is any
			return c.quarter == q && (w == wijken || c.wijk == w) && (k == kinds || c.kind == k) && (h == helpers || c.helper == h) && c.suits == suits
		})
	}
	return all
}

// TestNothingSmallCanBeWorkedOutOfCrosses attacks what was hidden.
func TestNothingSmallCanBeWorkedOutOfCrosses(t *testing.T) {
	crossed := 0
	towns(t, 5000, func(r *rand.Rand, least int, o *outcome) int {
		town, k := randomCrossTown(r), attacker[crossCell]{world: crossCells}
		crossed += publishCrosses(&k, suppress.Rule{Least: least}, town)
		k.attack(t, town, least, crossCells.small(r, town, least, append(k.hidden, inner(r)...)), o)
		return len(k.b)
	})
	t.Logf("%d cells of crosses are shown", crossed)
	if !testing.Short() && crossed < 5000 {
		t.Error("the attack has too little to do")
	}
}
