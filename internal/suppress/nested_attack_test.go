package suppress_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"samenspel/internal/suppress"
)

// The third attacker knows that help which is there was started, and when: things that are true of a case only when another
// is true of it. It reads four quarters by wijk, their year, and a correction of the first.

// stage is how far a case is.
type stage struct{ started, active, early, less bool }

var stages = []stage{{}, {started: true}, {started: true, less: true}, {started: true, active: true}, {started: true, active: true, less: true},
	{started: true, active: true, early: true}, {started: true, active: true, early: true, less: true}}

// nestedCell is a sort of case: as it was when its quarter was closed, and later.
type nestedCell struct {
	quarter, wijk int
	then, now     stage
	late          bool // was written down after that
}

var nestedCells = func() (all world[nestedCell]) {
	for q := range quarters {
		for w := range wijken {
			for i, s := range stages {
				all = append(all, nestedCell{q, w, s, s, false})
				for _, later := range []int{1, 3, 5} {
					if q == 0 && i < later && i < 3 {
						all = append(all, nestedCell{q, w, s, stages[later], false})
					}
				}
			}
		}
	}
	return append(all, nestedCell{late: true}, nestedCell{now: stages[5], late: true})
}()

// progress are the things that may be true of a stage.
var progress = []func(stage) bool{func(s stage) bool { return s.started }, func(s stage) bool { return s.early },
	func(s stage) bool { return s.active }, func(s stage) bool { return s.less }}

// links say which of them is a part of which.
var links = []suppress.Link{{Part: 2, Whole: 0, Yields: 0, Twins: true}, {Part: 3, Whole: 0, Yields: 3}, {Part: 1, Whole: 2, Yields: 1, Twins: true}}

func then(f func(stage) bool) func(nestedCell) bool {
	return func(c nestedCell) bool { return f(c.then) }
}
func since(f func(stage) bool) func(nestedCell) bool {
	return func(c nestedCell) bool { return f(c.now) }
}

func in(q, w int) func(nestedCell) bool {
	return func(c nestedCell) bool { return c.quarter == q && !c.late && (w == wijken || c.wijk == w) } // one more than there are is any
}

func nestedCounts(t []int, in func(nestedCell) bool, at func(func(stage) bool) func(nestedCell) bool) suppress.Counts {
	c := suppress.Counts{N: nestedCells.count(t, in)}
	for _, f := range progress {
		c.Of = append(c.Of, nestedCells.count(t, both(in, at(f))))
	}
	return c
}

func nestedFacts(t []int, q int) suppress.Facts {
	f := suppress.Facts{All: nestedCounts(t, in(q, wijken), then), Cuts: []suppress.Cuts{{Name: "wijk"}}}
	for w := range wijken {
		f.Cuts[0].Rows = append(f.Cuts[0].Rows, suppress.Row{Key: fmt.Sprint(w), Counts: nestedCounts(t, in(q, w), then)})
	}
	return f
}

// publishNested lets the attacker read everything about a town, and gives how much of what yields is shown.
func publishNested(k *attacker[nestedCell], rule suppress.Rule, t []int) (yielding int) {
	var facts []suppress.Facts
	var reports []suppress.Report
	truths := []func(nestedCell) bool{then(progress[0]), then(progress[1]), then(progress[2]), then(progress[3])}
	read := func(r suppress.Report, in func(nestedCell) bool) {
		k.shown(r.All, in, truths)
		for _, cut := range r.Cuts {
			for w, row := range cut.Rows {
				if k.shown(row.Shown, both(in, func(c nestedCell) bool { return c.wijk == w }), truths); row.Of[0] != nil {
					yielding++
				}
			}
		}
	}
	for q := range quarters {
		var first *suppress.Report
		if q > 0 {
			first = &reports[0]
		}
		facts = append(facts, nestedFacts(t, q))
		reports = append(reports, suppress.Quarter(rule, facts[q], first))
		read(reports[q], in(q, wijken))
	}
	if year := suppress.Year(rule, facts, reports); year.All.N != nil {
		read(year, func(c nestedCell) bool { return !c.late && !slices.Contains(year.Left, c.quarter) })
	}
	now := func(c nestedCell) bool { return c.quarter == 0 }
	_, anew, _ := suppress.Correct(rule, facts[0].All, reports[0].All, nestedCounts(t, now, since))
	k.shown(anew, now, []func(nestedCell) bool{since(progress[0]), since(progress[1]), since(progress[2]), since(progress[3])})
	return yielding
}

// randomNestedTown gives a town. Some write down nothing but help that is there, some only what was there early.
func randomNestedTown(r *rand.Rand) []int {
	t, scale := make([]int, len(nestedCells)), []float64{1, 3, 10, 30}[r.IntN(4)]
	var weights [quarters + wijken]float64
	for i := range weights {
		weights[i] = math.Pow(r.Float64(), 2) * 2
	}
	var far [7]float64
	for i := range far {
		far[i] = math.Pow(r.Float64(), 3) * 3
	}
	onlyActive, onlyEarly := r.IntN(4) == 0, r.IntN(4) == 0
	for i, c := range nestedCells {
		mean := scale * weights[quarters+c.wijk] * weights[c.quarter] * far[slices.Index(stages, c.now)]
		if c.late || c.then != c.now {
			mean = scale / 2
		}
		for _, s := range []stage{c.then, c.now} {
			if onlyActive && s.started && !s.active || onlyEarly && s.active && !s.early {
				mean = 0
			}
		}
		t[i] = int(mean * r.ExpFloat64() * 2)
	}
	return t
}

// nestedSecrets are sums that nobody publishes. A difference that a town never writes down is none.
func nestedSecrets(t []int) (all []func(nestedCell) bool) {
	add := func(in func(nestedCell) bool, at func(func(stage) bool) func(nestedCell) bool, whole suppress.Counts) {
		for i, f := range progress {
			all = append(all, both(in, at(f)), both(in, not(at(f))))
			for _, l := range links {
				if l.Part == i && !(l.Twins && whole.Of[l.Part] == whole.Of[l.Whole]) {
					all = append(all, both(both(in, not(at(f))), at(progress[l.Whole])))
				}
			}
		}
	}
	for q := range quarters {
		whole := nestedCounts(t, in(q, wijken), then)
		for w := range wijken + 1 {
			all = append(all, in(q, w))
			add(in(q, w), then, whole)
		}
	}
	now := func(c nestedCell) bool { return c.quarter == 0 }
	add(now, since, nestedCounts(t, now, since))
	return append(all, func(c nestedCell) bool { return c.late }, both(in(0, wijken), func(c nestedCell) bool { return c.then != c.now }))
}

// TestNothingSmallCanBeWorkedOutOfWhatIsPartOfSomething attacks the differences.
func TestNothingSmallCanBeWorkedOutOfWhatIsPartOfSomething(t *testing.T) {
	yielding := 0
	towns(t, 3000, func(r *rand.Rand, least int, o *outcome) int {
		town, k := randomNestedTown(r), attacker[nestedCell]{world: nestedCells}
		yielding += publishNested(&k, suppress.Rule{Least: least, Links: links}, town)
		k.attack(t, town, least, nestedCells.small(r, town, least, nestedSecrets(town)), o)
		return len(k.b)
	})
	t.Logf("%d counts that yield are shown in wijken", yielding)
	if !testing.Short() && yielding < 3000 {
		t.Error("the attack has too little to do")
	}
}
