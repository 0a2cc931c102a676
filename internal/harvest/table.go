package harvest

import (
	"fmt"
	"strings"

	"samenspel/internal/errs"
)

// builder makes a table from the rows of any format and keeps to the limits.
type builder struct {
	table  Table
	marked int   // cells from which invisible marks were taken
	ends   error // why reading must stop
}

func (b *builder) problem(row int, column, format string, args ...any) {
	b.table.Problems = append(b.table.Problems, errs.Problem{Row: row, Column: column, Text: fmt.Sprintf(format, args...)})
	if len(b.table.Problems) > maxProblems && b.ends == nil {
		b.ends = refuse("the file has more than %d problems in its cells; look at how it was made", maxProblems)
	}
}

// headings sets the headings from the first row that has any text.
func (b *builder) headings(row int, cells []string) error {
	cells = trimEnd(cells)
	if len(cells) > MaxColumns {
		return refuse("the file has %d columns; at most %d can be read", len(cells), MaxColumns)
	}
	seen := map[string]bool{}
	for _, cell := range cells {
		heading, found := clean(cell)
		if problem := found.problem(); problem != "" {
			return errs.Problems{{Row: row, Text: problem}}
		}
		heading = oneLine(heading)
		if heading != "" && seen[fold(heading)] {
			return refuse("the heading %q stands there twice; rename or remove one", heading)
		}
		seen[fold(heading)] = true
		b.table.Headings = append(b.table.Headings, heading)
	}
	return nil
}

// row adds a row of cells. Rows without any text are passed over.
func (b *builder) row(number int, cells []string, exact bool) {
	cells = trimEnd(cells)
	if len(cells) == 0 {
		return
	}
	if len(b.table.Rows) == MaxRows {
		b.ends = refuse("the file has more than %d rows; split it", MaxRows)
		return
	}
	row := Row{Number: number, Cells: make([]string, len(b.table.Headings))}
	if len(cells) > len(row.Cells) {
		b.problem(number, "", "the row has %d cells and there are %d headings; put a text that holds the separator in quotes", len(cells), len(row.Cells))
		cells, row.Broken = cells[:len(row.Cells)], true
	} else if exact {
		row.Broken = true
	}
	for i, cell := range cells {
		row.Cells[i] = b.cell(number, b.table.Headings[i], cell)
	}
	b.table.Rows = append(b.table.Rows, row)
}

// cell gives the clean text of a cell and says what is wrong with it.
func (b *builder) cell(row int, heading, text string) string {
	text, found := clean(text)
	if found.marks {
		b.marked++
	}
	if problem := found.problem(); problem != "" {
		b.problem(row, heading, "%s", problem)
	}
	return text
}

func (b *builder) done() (Table, error) {
	if b.ends != nil {
		return Table{}, b.ends
	}
	if len(b.table.Headings) == 0 {
		if len(b.table.Problems) > 0 {
			return Table{}, b.table.Problems
		}
		return Table{}, refuse("the file has no headings in its first row")
	}
	if b.marked > 0 {
		b.table.Notes = append(b.table.Notes, fmt.Sprintf("invisible marks were taken out of %s", count(b.marked, "cell", "cells")))
	}
	return b.table, nil
}

// trimEnd leaves out empty cells at the end.
func trimEnd(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
