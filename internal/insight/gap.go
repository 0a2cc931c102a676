package insight

import (
	"cmp"
	"math"
	"slices"
)

// Cell is how much was asked of a kind of help in an area, and for how much of that nobody was found.
type Cell struct {
	Area  string // id; "" = the whole town
	Help  string // code
	Asked int
	Unmet int // at most Asked
}

// Gap is a cell in which more is unmet than chance explains.
type Gap struct {
	Cell
	Expected float64 // unmet, if it went as everywhere in the town
	Times    float64 // how many times as much it is, drawn towards once where little is known
}

// A cell is tested as a Poisson count against what is expected when the share of the whole town held in it. With many
// cells some stand out by chance: each must be so rare that in all of them together chance does it in one of twenty
// periods.
const (
	byChance = 0.05
	prior    = 3.0 // unmet needs of an average cell, with which what is known is mixed
)

// Gaps gives the cells that stand out, the largest first. Cells below the threshold are not looked at.
func Gaps(cells []Cell) (gaps []Gap) {
	asked, unmet := 0, 0
	for _, c := range cells {
		if c.Area != "" {
			asked, unmet = asked+c.Asked, unmet+c.Unmet
		}
	}
	for _, c := range cells {
		if c.Unmet < Inside || asked == 0 {
			continue
		}
		expected := float64(c.Asked) * float64(unmet) / float64(asked)
		if atLeast(c.Unmet, expected) < byChance/float64(len(cells)) {
			gaps = append(gaps, Gap{c, expected, (float64(c.Unmet) + prior) / (expected + prior)})
		}
	}
	slices.SortStableFunc(gaps, func(a, b Gap) int { return cmp.Compare(b.Times, a.Times) })
	return gaps
}

// atLeast gives the chance of n or more when so many are expected (Poisson).
func atLeast(n int, expected float64) float64 {
	below, term := 0.0, math.Exp(-expected)
	for k := range n {
		below += term
		term *= expected / float64(k+1)
	}
	return max(0, 1-below)
}

// withTown adds a cell of the whole town for each kind of help.
func withTown(cells []Cell) []Cell {
	town := map[string]*Cell{}
	var order []string
	for _, c := range cells {
		if town[c.Help] == nil {
			town[c.Help], order = &Cell{Help: c.Help}, append(order, c.Help)
		}
		town[c.Help].Asked += c.Asked
		town[c.Help].Unmet += c.Unmet
	}
	all := slices.Clone(cells)
	for _, help := range order {
		all = append(all, *town[help])
	}
	return all
}
