package suppress

import "slices"

// Cross is two cuts that are crossed: how many there are in each cell. Rows and Cols are names of cuts of the same facts.
type Cross struct {
	Rows  string     `json:"rows"`
	Cols  string     `json:"cols"`
	Keys  []string   `json:"keys"`  // of the columns
	Cells []CrossRow `json:"cells"` // a row for each of the cut, in the same order
}

// CrossRow is a row of a cross.
type CrossRow struct {
	Key string `json:"key"`
	N   []int  `json:"n"` // by column
}

// ShownCross is what may be shown of a cross; nil = hidden.
type ShownCross struct {
	Rows   string          `json:"rows"`
	Cols   string          `json:"cols"`
	Keys   []string        `json:"keys"`
	Yearly bool            `json:"yearly,omitempty"` // the year shows it, quarters do not
	Cells  []ShownCrossRow `json:"cells"`
}

// ShownCrossRow is a row of what may be shown.
type ShownCrossRow struct {
	Key string `json:"key"`
	N   []*int `json:"n"`
}

// nothing gives a cross of which everything is hidden.
func (x Cross) nothing() ShownCross {
	s := ShownCross{Rows: x.Rows, Cols: x.Cols, Keys: x.Keys}
	for _, r := range x.Cells {
		s.Cells = append(s.Cells, ShownCrossRow{r.Key, make([]*int, len(x.Keys))})
	}
	return s
}

// Crossing gives what may be shown of a cross of which the rows and columns show what Cut gives. What is hidden of it is
// whole rows and whole columns, so that every cell of what is left, with all hidden rows as one and all hidden columns as
// one, is at least the threshold.
func Crossing(least int, x Cross, rows, cols []ShownRow) ShownCross {
	shown := x.nothing()
	g := grid{x.Cells, visible(rows), visible(cols)}
	for {
		if !slices.Contains(g.rows, true) || !slices.Contains(g.cols, true) {
			return shown
		}
		worst, safe := g.worst(least)
		if safe {
			break
		}
		*worst = false
	}
	for i := range x.Cells {
		for j := range x.Keys {
			if g.rows[i] && g.cols[j] {
				shown.Cells[i].N[j] = &x.Cells[i].N[j]
			}
		}
	}
	return shown
}

func visible(rows []ShownRow) []bool {
	seen := make([]bool, len(rows))
	for i, r := range rows {
		seen[i] = r.N != nil
	}
	return seen
}

// grid is a cross with the rows and columns that are kept. The others count as one row and one column.
type grid struct {
	cells      []CrossRow
	rows, cols []bool
}

// blocks adds up the cells: the last row and the last column are all that are not kept.
func (g grid) blocks() [][]int {
	sums := make([][]int, len(g.rows)+1)
	for i := range sums {
		sums[i] = make([]int, len(g.cols)+1)
	}
	at := func(kept []bool, i int) int {
		if kept[i] {
			return i
		}
		return len(kept)
	}
	for i, r := range g.cells {
		for j, n := range r.N {
			sums[at(g.rows, i)][at(g.cols, j)] += n
		}
	}
	return sums
}

// line is a row or column that is kept.
type line struct {
	kept         *bool
	small, total int // cells that are small, and what is in all of them
}

// worst gives the row or column that must go first: the one in which most cells of kept lines are small, and of several the
// smallest. It is safe when no cell is small, those of what is not kept included.
func (g grid) worst(least int) (kept *bool, safe bool) {
	rows, cols := make([]line, len(g.rows)+1), make([]line, len(g.cols)+1)
	exists := func(kept []bool, i int) bool {
		return i < len(kept) && kept[i] || i == len(kept) && slices.Contains(kept, false)
	}
	safe = true
	for i, sums := range g.blocks() {
		for j, n := range sums {
			if !exists(g.rows, i) || !exists(g.cols, j) {
				continue
			}
			rows[i].total, cols[j].total = rows[i].total+n, cols[j].total+n
			if n >= least {
				continue
			}
			if safe = false; i < len(g.rows) && j < len(g.cols) {
				rows[i].small, cols[j].small = rows[i].small+1, cols[j].small+1
			}
		}
	}
	var first line
	for i := range g.rows {
		rows[i].kept = &g.rows[i]
		first = first.or(rows[i])
	}
	for j := range g.cols {
		cols[j].kept = &g.cols[j]
		first = first.or(cols[j])
	}
	return first.kept, safe
}

// or gives the one of two lines that must go first. What is not kept has gone.
func (l line) or(other line) line {
	if !*other.kept || l.kept != nil && (other.small < l.small || other.small == l.small && other.total >= l.total) {
		return l
	}
	return other
}

// crossed gives the crosses of a quarter.
func crossed(least int, f Facts, r Report) (all []ShownCross) {
	for _, x := range f.Crossed {
		rows, cols := r.cut(x.Rows), r.cut(x.Cols)
		shown := x.nothing()
		if shown.Yearly = rows.Yearly || cols.Yearly; !shown.Yearly {
			shown = Crossing(least, x, rows.Rows, cols.Rows)
		}
		all = append(all, shown)
	}
	return all
}

// cut gives a cut by its name.
func (r Report) cut(name string) ShownCut {
	i := slices.IndexFunc(r.Cuts, func(c ShownCut) bool { return c.Name == name })
	return r.Cuts[i]
}

// crossedYear gives the crosses of a year: what its quarters show is added up, and what they leave to the year is shown of
// the sum.
func crossedYear(least int, facts []Facts, quarters []Report, y Report) (all []ShownCross) {
	for i, x := range facts[0].Crossed {
		for _, f := range facts[1:] {
			if i >= len(f.Crossed) { // was closed before there was such a cross
				return all
			}
		}
		sum := addedCross(facts, i, y.cut(x.Rows), y.cut(x.Cols))
		shown := sum.nothing()
		if shown.Yearly = quarters[0].Crossed[i].Yearly; shown.Yearly {
			shown = Crossing(least, sum, y.cut(x.Rows).Rows, y.cut(x.Cols).Rows)
			shown.Yearly = true
		} else {
			for r := range sum.Cells {
				for c := range sum.Keys {
					if everywhere(quarters, i, sum.Cells[r].Key, sum.Keys[c]) {
						shown.Cells[r].N[c] = &sum.Cells[r].N[c]
					}
				}
			}
		}
		all = append(all, shown)
	}
	return all
}

// addedCross adds up a cross over quarters, by the keys of the cuts of the year.
func addedCross(facts []Facts, at int, rows, cols ShownCut) Cross {
	sum := Cross{Rows: rows.Name, Cols: cols.Name}
	for _, c := range cols.Rows {
		sum.Keys = append(sum.Keys, c.Key)
	}
	for _, r := range rows.Rows {
		row := CrossRow{r.Key, make([]int, len(sum.Keys))}
		for _, f := range facts {
			for _, cells := range f.Crossed[at].Cells {
				for j, key := range f.Crossed[at].Keys {
					if cells.Key == r.Key {
						row.N[slices.Index(sum.Keys, key)] += cells.N[j]
					}
				}
			}
		}
		sum.Cells = append(sum.Cells, row)
	}
	return sum
}

// everywhere tells whether every quarter shows a cell.
func everywhere(quarters []Report, at int, row, col string) bool {
	for _, q := range quarters {
		x := q.Crossed[at]
		i, j := slices.IndexFunc(x.Cells, func(r ShownCrossRow) bool { return r.Key == row }), slices.Index(x.Keys, col)
		if i < 0 || j < 0 || x.Cells[i].N[j] == nil {
			return false
		}
	}
	return true
}
