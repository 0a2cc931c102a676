package suppress_test

import (
	"fmt"
	"math"
	"math/rand/v2"
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
var cells = func() (all []cell) {
	both := []bool{false, true}
	for q := range quarters {
		for w := range wijken {
			for k := range kinds {
				for _, suits := range both {
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

type town []int // how many of each cell

func (t town) count(in func(cell) bool) (n int) {
	for i, c := range cells {
		if in(c) {
			n += t[i]
		}
	}
	return n
}

func closed(q int) func(cell) bool { return func(c cell) bool { return c.quarter == q && !c.late } }

func and(all ...func(cell) bool) func(cell) bool {
	return func(c cell) bool {
		for _, f := range all {
			if !f(c) {
				return false
			}
		}
		return true
	}
}

func wijk(w int) func(cell) bool { return func(c cell) bool { return c.wijk == w } }
func kind(k int) func(cell) bool { return func(c cell) bool { return c.kind == k } }

// truths are the things that may be true of a case.
var truths = []func(cell) bool{func(c cell) bool { return c.suits }, func(c cell) bool { return c.active }}

func (t town) facts(q int) suppress.Facts {
	row := func(name string, in func(cell) bool, of bool) suppress.Row {
		r := suppress.Row{Key: name, Counts: suppress.Counts{N: t.count(in)}}
		for _, truth := range truths {
			if of {
				r.Of = append(r.Of, t.count(and(in, truth)))
			}
		}
		return r
	}
	f := suppress.Facts{All: row("", closed(q), true).Counts, Cuts: []suppress.Cuts{{Name: "wijk"}, {Name: "kind"}}}
	for w := range wijken {
		f.Cuts[0].Rows = append(f.Cuts[0].Rows, row(fmt.Sprint(w), and(closed(q), wijk(w)), true))
	}
	for k := range kinds {
		f.Cuts[1].Rows = append(f.Cuts[1].Rows, row(fmt.Sprint(k), and(closed(q), kind(k)), false))
	}
	return f
}

// attacker collects what is known: sums of cells.
type attacker struct {
	a [][]float64
	b []float64
}

func (k *attacker) learns(n *int, in func(cell) bool) {
	if n == nil {
		return
	}
	row := make([]float64, len(cells))
	for i, c := range cells {
		if in(c) {
			row[i] = 1
		}
	}
	k.a, k.b = append(k.a, row), append(k.b, float64(*n))
}

func (k *attacker) reads(r suppress.Report, in func(cell) bool) {
	k.shown(r.All, in)
	for i, cut := range r.Cuts {
		for j, row := range cut.Rows {
			k.shown(row.Shown, and(in, []func(int) func(cell) bool{wijk, kind}[i](j)))
		}
	}
}

func (k *attacker) shown(s suppress.Shown, in func(cell) bool) {
	k.learns(s.N, in)
	for i, of := range s.Of {
		k.learns(of, and(in, truths[i]))
	}
}

// publish lets the attacker read everything about a town, and gives how many counts that are.
func (k *attacker) publish(least int, t town) int {
	var facts []suppress.Facts
	var reports []suppress.Report
	for q := range quarters {
		var first *suppress.Report
		if q > 0 {
			first = &reports[0]
		}
		facts = append(facts, t.facts(q))
		reports = append(reports, suppress.Quarter(least, facts[q], first))
		k.reads(reports[q], closed(q))
	}
	year := suppress.Year(least, facts, reports)
	k.reads(year, func(c cell) bool {
		for _, q := range year.Left {
			if q == c.quarter {
				return false
			}
		}
		return !c.late
	})
	now := func(c cell) bool { return c.quarter == 0 }
	active := and(now, func(c cell) bool { return c.active || c.later })
	later := suppress.Counts{N: t.count(now), Of: []int{t.count(and(now, truths[0])), t.count(active)}}
	_, anew, _ := suppress.Correct(least, facts[0].All, reports[0].All, later)
	k.learns(anew.N, now)
	k.learns(anew.Of[1], active)
	return len(k.b)
}

// marks tells for each of cells whether it is in a sum.
func marks(in func(cell) bool) []bool {
	marked := make([]bool, len(cells))
	for i, c := range cells {
		marked[i] = in(c)
	}
	return marked
}

func randomTown(r *rand.Rand) town {
	t, scale := make(town, len(cells)), []float64{0.3, 1, 3, 10, 30}[r.IntN(5)]
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

// secrets are sums that nobody publishes as such, or that were hidden, and whose count is small.
func secrets(r *rand.Rand, least int, t town) (all []func(cell) bool) {
	not := func(f func(cell) bool) func(cell) bool { return func(c cell) bool { return !f(c) } }
	candidates := []func(cell) bool{func(c cell) bool { return c.late }, and(closed(0), func(c cell) bool { return c.later }),
		func(c cell) bool { return c.quarter == 0 && !c.active && !c.later }}
	for q := range quarters {
		in := closed(q)
		candidates = append(candidates, in, and(in, truths[0], truths[1]))
		for _, truth := range truths {
			candidates = append(candidates, and(in, truth), and(in, not(truth)))
			for w := range wijken {
				candidates = append(candidates, and(in, wijk(w), truth), and(in, wijk(w), not(truth)), and(in, wijk(w), not(truths[0]), not(truths[1])))
			}
		}
		for w := range wijken {
			candidates = append(candidates, and(in, wijk(w)), and(wijk(w), not(func(c cell) bool { return c.late })))
			for k := range kinds {
				candidates = append(candidates, and(in, wijk(w), kind(k)), and(in, kind(k)), and(in, kind(k), truths[1]))
			}
		}
	}
	for _, i := range r.Perm(len(candidates)) {
		if t.count(candidates[i]) < least && len(all) < 12 {
			all = append(all, candidates[i])
		}
	}
	return all
}

// TestNothingSmallCanBeWorkedOut is the attack.
func TestNothingSmallCanBeWorkedOut(t *testing.T) {
	towns, published, attacked, narrowest := 5000, 0, 0, math.Inf(1)
	if testing.Short() {
		towns = 500
	}
	for seed := range towns {
		r := rand.New(rand.NewPCG(uint64(seed), 8)) // #nosec G404 -- a test that repeats itself
		least := []int{5, 10}[seed%2]
		data := randomTown(r)
		var k attacker
		published += k.publish(least, data)
		p := solve(len(cells), k.a, k.b)
		for _, secret := range secrets(r, least, data) {
			low, high := p.bounds(marks(secret))
			attacked++
			narrowest = min(narrowest, (high-low)/float64(least))
			if high < float64(least) || high-low < float64(least) {
				t.Fatalf("town %d, threshold %d: a count of %d is between %v and %v", seed, least, data.count(secret), low, high)
			}
		}
	}
	t.Logf("%d towns, %d published counts, %d hidden counts attacked; the narrowest interval is %.2f times the threshold", towns, published, attacked, narrowest)
	if published < 10*towns || attacked < 5*towns {
		t.Errorf("the attack has too little to do: %d published, %d attacked", published, attacked)
	}
}
