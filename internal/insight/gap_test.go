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

// TestSearchesInVainThatStandOut prints how often chance makes a gap of words, and how often words that many looked for are
// found among thirty others.
func TestSearchesInVainThatStandOut(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1)) // #nosec G404 -- a simulation that repeats itself
	const towns, told = 2000, 3
	falsely, found := 0, 0
	for range towns {
		var words []insight.Cell
		for i := range 30 {
			n := max(told, poisson(r, 4))
			words = append(words, insight.Cell{Words: fmt.Sprint(i), Asked: n, Unmet: n})
		}
		if len(insight.InVain(words, told)) > 0 {
			falsely++
		}
		words[7].Unmet = poisson(r, 20)
		if gaps := insight.InVain(words, told); len(gaps) > 0 && gaps[0].Words == "7" {
			found++
		}
	}
	t.Logf("30 words of about four visitors each: chance makes a gap in %.1f %% of periods; one with twenty is found in %.0f %%", 100*float64(falsely)/towns, 100*float64(found)/towns)
	if float64(falsely)/towns > 0.05 || float64(found)/towns < 0.9 {
		t.Errorf("%d false, %d found", falsely, found)
	}
	if gaps := insight.InVain([]insight.Cell{{Words: "rit", Asked: 14, Unmet: 14}}, told); len(gaps) != 1 {
		t.Error("the only words on the list cannot stand out")
	}
	if gaps := insight.InVain([]insight.Cell{{Words: "rit", Asked: 4, Unmet: 4}}, told); len(gaps) != 0 {
		t.Error("four visitors are a gap")
	}
}

// TestWhatIsAskedOftenProposesSomethingTogether shows row H34: only the wijk in which a question comes again and again.
func TestWhatIsAskedOftenProposesSomethingTogether(t *testing.T) {
	var cells []insight.Cell
	for _, area := range []string{"a", "b", "c"} {
		for _, help := range []string{"taal", "vervoer", "gezelschap"} {
			cells = append(cells, insight.Cell{Area: area, Help: help, Asked: 12})
		}
	}
	if often := insight.Often(cells); len(often) != 0 {
		t.Errorf("what is asked everywhere as much: %+v", often)
	}
	cells[0].Asked = 40
	if often := insight.Often(cells); len(often) != 1 || often[0].Area != "a" || often[0].Help != "taal" || often[0].Asked != 40 {
		t.Errorf("forty in one wijk: %+v", often)
	}
	if often := insight.Often([]insight.Cell{{Area: "a", Help: "taal", Asked: 9}, {Area: "a", Help: "vervoer", Asked: 30}, {Area: "b", Help: "vervoer", Asked: 30}}); len(often) != 0 {
		t.Errorf("nine are often: %+v", often)
	}
}
