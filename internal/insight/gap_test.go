package insight_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"samenspel/internal/insight"
)

// asked gives the cells of a town of six wijken and ten kinds of help, a fifth unmet; in one cell it is a share of its own.
func asked(r *rand.Rand, mean, share float64) (cells []insight.Cell) {
	for area := range 6 {
		for help := range 10 {
			c := insight.Cell{Area: fmt.Sprint(area), Help: fmt.Sprint(help), Asked: poisson(r, mean)}
			part := 0.2
			if area == 2 && help == 3 {
				part = share
			}
			for range c.Asked {
				if r.Float64() < part {
					c.Unmet++
				}
			}
			cells = append(cells, c)
		}
	}
	return cells
}

// TestTheGapRadar prints how often it names a gap that is none, and how often it finds one.
func TestTheGapRadar(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 4)) // #nosec G404 -- a simulation that repeats itself
	const towns = 2000
	for _, mean := range []float64{10, 20, 40} {
		falsely, found := 0, 0
		for range towns {
			if len(insight.Gaps(asked(r, mean, 0.2))) > 0 {
				falsely++
			}
			if gaps := insight.Gaps(asked(r, mean, 0.8)); len(gaps) > 0 && gaps[0].Area == "2" && gaps[0].Help == "3" {
				found++
			}
		}
		t.Logf("%2.0f asked in each cell of 60: chance names a gap in %.1f %% of periods; four unmet of five are found in %.0f %%", mean, 100*float64(falsely)/towns, 100*float64(found)/towns)
		if float64(falsely)/towns > 0.05 || mean >= 20 && float64(found)/towns < 0.9 {
			t.Errorf("%v: %d false, %d found", mean, falsely, found)
		}
	}
}

func TestFewUnmetNeedsAreNoGap(t *testing.T) {
	cells := []insight.Cell{{Area: "a", Help: "vervoer", Asked: 4, Unmet: 4}, {Area: "b", Help: "taal", Asked: 400, Unmet: 4}}
	if gaps := insight.Gaps(cells); len(gaps) != 0 {
		t.Errorf("four are a gap: %+v", gaps)
	}
	cells[0].Asked, cells[0].Unmet = 31, 24
	gaps := insight.Gaps(cells)
	if len(gaps) != 1 || gaps[0].Help != "vervoer" || gaps[0].Times < 4 {
		t.Errorf("24 of 31 are no gap: %+v", gaps)
	}
	if len(insight.Gaps(nil)) != 0 {
		t.Error("nothing has a gap")
	}
}
