package privacy

import (
	"slices"

	"samenspel/internal/errs"
)

// Check looks at texts before they are kept.
type Check struct {
	Scanner *Scanner // knows what is public here; nil = nothing is
	Lang    string   // in which it explains
}

// Problems gives the first thing in the text of a field that could identify somebody, with what to do about it. Some kinds
// may pass: what a board is called can look like a name.
func (c Check) Problems(column, text string, passes ...Kind) errs.Problems {
	scanner := c.Scanner
	if scanner == nil {
		scanner = new(Scanner)
	}
	for _, found := range scanner.Scan(text) {
		if slices.Contains(passes, found.Kind) {
			continue
		}
		return errs.Problems{{Column: column, Text: Explain(found.Kind, c.Lang), Value: found.Kind.String()}}
	}
	return nil
}
