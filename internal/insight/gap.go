package insight

import (
	"cmp"
	"math"
	"slices"
)

// Cell is how much was asked of a kind of help in an area, and for how much of that nobody was found; or how many visitors
// looked for words in vain.
type Cell struct {
	Area  string // id; "" = the whole town
	Help  string // code; "" = it is about words
	Words string // that visitors looked for; "" = it is about a kind of help
	Asked int
	Unmet int // at most Asked
}

// same tells whether two cells are about the same thing.
func (c Cell) same(d Cell) bool { return c.Area == d.Area && c.Help == d.Help && c.Words == d.Words }

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
	oftenIs  = 10  // questions about a kind of help in a wijk, from which on something together is proposed
)

// Gaps gives the cells that stand out, the largest first. Cells below the threshold are not looked at.
func Gaps(cells []Cell) []Gap {
	asked, unmet := 0, 0
	for _, c := range cells {
		if c.Area != "" {
			asked, unmet = asked+c.Asked, unmet+c.Unmet
		}
	}
	if asked == 0 {
		return nil
	}
	return standing(cells, Inside, func(c Cell) float64 { return float64(c.Asked) * float64(unmet) / float64(asked) })
}

// InVain gives the words that more visitors looked for in vain than other words. What is expected is the mean of the others,
// mixed with a few words that just as many visitors looked for as it takes to hear of them.
func InVain(words []Cell, told int) []Gap {
	visitors := 0
	for _, c := range words {
		visitors += c.Unmet
	}
	return standing(words, Inside, func(c Cell) float64 {
		return (float64(visitors-c.Unmet) + prior*float64(told)) / (float64(len(words)-1) + prior)
	})
}

// Often gives the kinds of help that are asked in a wijk more often than their share in the other wijken and chance explain:
// something may be done together there. Unmet is what was asked.
func Often(cells []Cell) []Gap {
	areas, helps, all := map[string]int{}, map[string]int{}, 0
	var inWijk []Cell
	for _, c := range cells {
		if c.Area != "" {
			areas[c.Area], helps[c.Help], all = areas[c.Area]+c.Asked, helps[c.Help]+c.Asked, all+c.Asked
			c.Unmet = c.Asked
			inWijk = append(inWijk, c)
		}
	}
	return standing(inWijk, oftenIs, func(c Cell) float64 {
		elsewhere := all - areas[c.Area]
		if elsewhere == 0 {
			return float64(c.Asked) // there is nothing to compare with
		}
		return float64(areas[c.Area]) * float64(helps[c.Help]-c.Asked) / float64(elsewhere)
	})
}

// standing gives the cells with at least so many unmet in which that is more than chance explains.
func standing(cells []Cell, least int, expected func(Cell) float64) (gaps []Gap) {
	for _, c := range cells {
		if c.Unmet < least {
			continue
		}
		if mean := expected(c); atLeast(c.Unmet, mean) < byChance/float64(len(cells)) {
			gaps = append(gaps, Gap{c, mean, (float64(c.Unmet) + prior) / (mean + prior)})
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
