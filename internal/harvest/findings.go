package harvest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"samenspel/internal/errs"
)

// maxShown is how many problems a refusal lists.
const maxShown = 100

// findings gathers problems and warnings. The same warning about several rows is given once, at the first of them.
type findings struct {
	problems errs.Problems
	warnings errs.Problems
	again    map[errs.Problem]int // by warning without its row: place in warnings
	last     []int                // last row of each warning
	more     []int                // further rows of each warning
	refused  map[place]bool       // cells that have a problem
	tallies  map[string]*Tally    // by code
}

// Tally counts what stands out in a source, such as services without an organisation.
type Tally struct {
	Code     string   `json:"code"`
	Count    int      `json:"count"`
	Groups   int      `json:"groups,omitempty"` // in how many groups they fall
	Text     string   `json:"text"`             // the count in a sentence
	Examples []string `json:"examples"`         // where, at most maxExamples
}

const maxExamples = 1000

// tally counts one more of a kind and remembers where.
func (f *findings) tally(code, where string) {
	if f.tallies == nil {
		f.tallies = map[string]*Tally{}
	}
	t := f.tallies[code]
	if t == nil {
		t = &Tally{Code: code}
		f.tallies[code] = t
	}
	if t.Count++; len(t.Examples) < maxExamples {
		t.Examples = append(t.Examples, where)
	}
}

// found gives the tallies with their sentences, by code.
func (f *findings) found() (all []Tally) {
	for _, code := range sorted(f.tallies) {
		t := *f.tallies[code]
		t.Text = tallyText(t)
		all = append(all, t)
	}
	return all
}

type place struct {
	row    int
	column string
}

// problem adds a problem, unless the cell has one already: what follows from the first is no news.
func (f *findings) problem(row int, column, text string) {
	at := place{row, column}
	if column != "" && f.refused[at] {
		return
	}
	if f.refused == nil {
		f.refused = map[place]bool{}
	}
	f.refused[at] = true
	f.problems = append(f.problems, errs.Problem{Row: row, Column: column, Text: text})
}

func (f *findings) warn(row int, column, text string) {
	key := errs.Problem{Column: column, Text: text}
	if at, ok := f.again[key]; ok {
		if f.last[at] != row {
			f.last[at] = row
			f.more[at]++
		}
		return
	}
	if f.again == nil {
		f.again = map[errs.Problem]int{}
	}
	f.again[key] = len(f.warnings)
	f.warnings = append(f.warnings, errs.Problem{Row: row, Column: column, Text: text})
	f.last = append(f.last, row)
	f.more = append(f.more, 0)
}

// clone gives a copy to which warnings can be added.
func (f *findings) clone() findings {
	return findings{warnings: slices.Clone(f.warnings), again: maps.Clone(f.again), last: slices.Clone(f.last),
		more: slices.Clone(f.more)}
}

// told gives the warnings by row.
func (f *findings) told() errs.Problems {
	all := slices.Clone(f.warnings)
	for i := range all {
		if f.more[i] > 0 {
			all[i].Text += fmt.Sprintf(" (and in %s)", count(f.more[i], "more row", "more rows"))
		}
	}
	return byRow(all)
}

func byRow(problems errs.Problems) errs.Problems {
	slices.SortStableFunc(problems, func(a, b errs.Problem) int { return cmp.Compare(a.Row, b.Row) })
	return problems
}

// shown gives at most maxShown problems, and behind them how many more there are.
func shown(problems errs.Problems) errs.Problems {
	if len(problems) <= maxShown {
		return problems
	}
	return append(slices.Clone(problems[:maxShown]),
		errs.Problem{Text: "and " + count(len(problems)-maxShown, "more problem", "more problems")})
}
