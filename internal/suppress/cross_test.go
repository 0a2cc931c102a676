package suppress_test

import (
	"strings"
	"testing"

	"samenspel/internal/suppress"
)

// TestACrossIsHiddenByWholeLines has crosses of three wijken by two helpers, of which the margins show what Cut gives.
func TestACrossIsHiddenByWholeLines(t *testing.T) {
	cases := []struct {
		name  string
		cells [][]int
		want  string
	}{
		{"everything is large", [][]int{{10, 10}, {10, 10}, {10, 10}}, "a=10/10 b=10/10 c=10/10"},
		{"two wijken with a small cell are one", [][]int{{10, 10}, {3, 10}, {10, 3}}, "a=10/10 b=-/- c=-/-"},
		{"one wijk with a small cell takes another along", [][]int{{10, 10}, {20, 20}, {30, 2}}, "a=-/- b=20/20 c=-/-"},
		{"a helper who is rare everywhere", [][]int{{30, 1}, {30, 1}, {30, 1}}, "a=-/- b=-/- c=-/-"},
		{"all in one cell", [][]int{{60, 0}, {0, 0}, {0, 0}}, "a=-/- b=-/- c=-/-"},
		{"nothing", [][]int{{0, 0}, {0, 0}, {0, 0}}, "a=-/- b=-/- c=-/-"},
	}
	for _, c := range cases {
		f := suppress.Facts{Cuts: []suppress.Cuts{{Name: "wijk"}, {Name: "helper", Rows: []suppress.Row{row("x", 0), row("y", 0)}}}}
		x := suppress.Cross{Rows: "wijk", Cols: "helper", Keys: []string{"x", "y"}}
		for i, cells := range c.cells {
			key := string(rune('a' + i))
			f.Cuts[0].Rows = append(f.Cuts[0].Rows, row(key, cells[0]+cells[1]))
			x.Cells = append(x.Cells, suppress.CrossRow{Key: key, N: cells})
			f.All.N += cells[0] + cells[1]
			for j, n := range cells {
				f.Cuts[1].Rows[j].N += n
			}
		}
		f.Crossed = []suppress.Cross{x}
		first := suppress.Report{Cuts: make([]suppress.ShownCut, 2)} // nothing waits for the year
		if got := saidCross(suppress.Quarter(suppress.Rule{Least: 5}, f, &first).Crossed[0]); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func saidCross(x suppress.ShownCross) string {
	var rows []suppress.ShownRow
	for _, r := range x.Cells {
		rows = append(rows, suppress.ShownRow{Key: r.Key, Shown: suppress.Shown{N: r.N[0], Of: r.N[1:]}})
	}
	return strings.Join(strings.Fields(said(rows)), " ")
}
