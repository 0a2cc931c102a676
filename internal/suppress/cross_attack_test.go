package suppress_test

import (
	"fmt"
	"math"
	"math/rand/v2"
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

var crossCells = func() (all []crossCell) {
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

type crossTown []int

func (t crossTown) count(in func(crossCell) bool) (n int) {
	for i, c := range crossCells {
		if in(c) {
			n += t[i]
		}
	}
	return n
}

// ways are how cases can be cut, by the name of the cut.
var ways = map[string]func(crossCell) int{
	"wijk": func(c crossCell) int { return c.wijk }, "kind": func(c crossCell) int { return c.kind }, "helper": func(c crossCell) int { return c.helper },
}

var sizes = map[string]int{"wijk": wijken, "kind": kinds, "helper": helpers}

func (t crossTown) facts(q int) suppress.Facts {
	in := func(c crossCell) bool { return c.quarter == q }
	suits := func(c crossCell) bool { return c.quarter == q && c.suits }
	f := suppress.Facts{All: suppress.Counts{N: t.count(in), Of: []int{t.count(suits)}}}
	for _, name := range []string{"wijk", "kind", "helper"} {
		cut := suppress.Cuts{Name: name}
		for i := range sizes[name] {
			r := suppress.Row{Key: fmt.Sprint(i), Counts: suppress.Counts{N: t.count(func(c crossCell) bool { return in(c) && ways[name](c) == i })}}
			if name == "wijk" {
				r.Of = []int{t.count(func(c crossCell) bool { return suits(c) && c.wijk == i })}
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
				r.N = append(r.N, t.count(func(c crossCell) bool { return in(c) && ways[rows](c) == i && c.helper == j }))
			}
			x.Cells = append(x.Cells, r)
		}
		f.Crossed = append(f.Crossed, x)
	}
	return f
}

// reader collects what was published as sums of cells, and what of it was hidden.
type reader struct {
	a       [][]float64
	b       []float64
	hidden  [][]bool
	crossed int // cells of crosses that are shown
}

func (k *reader) learns(n *int, in func(crossCell) bool) {
	row, marked := make([]float64, len(crossCells)), make([]bool, len(crossCells))
	for i, c := range crossCells {
		if in(c) {
			row[i], marked[i] = 1, true
		}
	}
	if n == nil {
		k.hidden = append(k.hidden, marked)
		return
	}
	k.a, k.b = append(k.a, row), append(k.b, float64(*n))
}

func (k *reader) reads(r suppress.Report, in func(crossCell) bool) {
	suits := func(c crossCell) bool { return in(c) && c.suits }
	k.learns(r.All.N, in)
	k.learns(r.All.Of[0], suits)
	for _, cut := range r.Cuts {
		for i, row := range cut.Rows {
			k.learns(row.N, func(c crossCell) bool { return in(c) && ways[cut.Name](c) == i })
			if cut.Name == "wijk" {
				k.learns(row.Of[0], func(c crossCell) bool { return suits(c) && c.wijk == i })
			}
		}
	}
	for _, x := range r.Crossed {
		for i, row := range x.Cells {
			for j, n := range row.N {
				if n != nil {
					k.crossed++
				}
				k.learns(n, func(c crossCell) bool { return in(c) && ways[x.Rows](c) == i && c.helper == j })
			}
		}
	}
}

func (t crossTown) publish(least int) (k reader) {
	var facts []suppress.Facts
	var reports []suppress.Report
	for q := range halves {
		var first *suppress.Report
		if q > 0 {
			first = &reports[0]
		}
		facts = append(facts, t.facts(q))
		reports = append(reports, suppress.Quarter(least, facts[q], first))
		k.reads(reports[q], func(c crossCell) bool { return c.quarter == q })
	}
	year := suppress.Year(least, facts, reports)
	if year.All.N != nil {
		k.reads(year, func(c crossCell) bool {
			for _, q := range year.Left {
				if q == c.quarter {
					return false
				}
			}
			return true
		})
	}
	return k
}

func randomCrossTown(r *rand.Rand) crossTown {
	t, scale := make(crossTown, len(crossCells)), []float64{0.5, 1, 3, 10, 30}[r.IntN(5)]
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
func inner(r *rand.Rand) (all [][]bool) {
	for range 8 {
		q, w, k, h, suits := r.IntN(halves), r.IntN(wijken+1), r.IntN(kinds+1), r.IntN(helpers+1), r.IntN(2) == 0
		marked := make([]bool, len(crossCells))
		for i, c := range crossCells { // one more than there are is any
			marked[i] = c.quarter == q && (w == wijken || c.wijk == w) && (k == kinds || c.kind == k) && (h == helpers || c.helper == h) && c.suits == suits
		}
		all = append(all, marked)
	}
	return all
}

// TestNothingSmallCanBeWorkedOutOfCrosses attacks every small count that was hidden.
func TestNothingSmallCanBeWorkedOutOfCrosses(t *testing.T) {
	towns, crossed, attacked, narrowest := 5000, 0, 0, math.Inf(1)
	if testing.Short() {
		towns = 200
	}
	for seed := range towns {
		r := rand.New(rand.NewPCG(uint64(seed), 9)) // #nosec G404 -- a test that repeats itself
		least := []int{5, 10}[seed%2]
		data := randomCrossTown(r)
		k := data.publish(least)
		crossed += k.crossed
		p := solve(len(crossCells), k.a, k.b)
		secrets := append(k.hidden, inner(r)...)
		for _, i := range r.Perm(len(secrets))[:min(12, len(secrets))] {
			secret, n := secrets[i], 0
			for j, in := range secret {
				if in {
					n += data[j]
				}
			}
			if n >= least {
				continue
			}
			low, high := p.bounds(secret)
			attacked++
			narrowest = min(narrowest, (high-low)/float64(least))
			if high < float64(least) || high-low < float64(least) {
				t.Fatalf("town %d, threshold %d: a count of %d is between %v and %v", seed, least, n, low, high)
			}
		}
	}
	t.Logf("%d towns, %d cells of crosses shown, %d hidden counts attacked; the narrowest interval is %.2f times the threshold", towns, crossed, attacked, narrowest)
	if crossed < towns || attacked < towns {
		t.Errorf("the attack has too little to do: %d shown, %d attacked", crossed, attacked)
	}
}
