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
	g := grid{cells: x.Cells, rows: visible(rows), cols: visible(cols)}
	for !g.safe(least) {
		if !g.drop(least) {
			return shown
		}
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

// block adds up the cells of a row and a column; -1 is all that are not kept.
func (g grid) block(row, col int) (n int) {
	for i, r := range g.cells {
		for j, cell := range r.N {
			if (i == row || row < 0 && !g.rows[i]) && (j == col || col < 0 && !g.cols[j]) {
				n += cell
			}
		}
	}
	return n
}

// lines gives the kept ones, and -1 for the others when there are any.
func lines(kept []bool) (all []int) {
	if slices.Contains(kept, false) {
		all = append(all, -1)
	}
	for i, k := range kept {
		if k {
			all = append(all, i)
		}
	}
	return all
}

// safe tells whether nothing in it is small.
func (g grid) safe(least int) bool {
	for _, i := range lines(g.rows) {
		for _, j := range lines(g.cols) {
			if g.block(i, j) < least {
				return false
			}
		}
	}
	return slices.Contains(g.rows, true) && slices.Contains(g.cols, true)
}

// drop keeps one line less: the one in which most cells of kept lines are small, and of several the smallest. It tells whether there was one.
func (g grid) drop(least int) bool {
	worst, most, smallest := (*bool)(nil), -1, 0
	look := func(kept, across []bool, cell func(line, other int) int) {
		for i := range kept {
			if !kept[i] {
				continue
			}
			small, total := 0, 0
			for _, j := range lines(across) {
				n := cell(i, j)
				if total += n; n < least && j >= 0 {
					small++
				}
			}
			if small > most || small == most && total < smallest {
				worst, most, smallest = &kept[i], small, total
			}
		}
	}
	look(g.rows, g.cols, g.block)
	look(g.cols, g.rows, func(col, row int) int { return g.block(row, col) })
	if worst == nil || !slices.Contains(g.rows, true) || !slices.Contains(g.cols, true) {
		return false
	}
	*worst = false
	return true
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
