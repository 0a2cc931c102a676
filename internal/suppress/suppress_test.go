package suppress_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"samenspel/internal/suppress"
)

func row(key string, n int, of ...int) suppress.Row {
	return suppress.Row{Key: key, Counts: suppress.Counts{N: n, Of: of}}
}

// said writes what is shown of rows: "a=12/8 b=-" and so on.
func said(rows []suppress.ShownRow) string {
	number := func(n *int) string {
		if n == nil {
			return "-"
		}
		return fmt.Sprint(*n)
	}
	var words []string
	for _, r := range rows {
		word := r.Key + "=" + number(r.N)
		for _, of := range r.Of {
			word += "/" + number(of)
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func TestWhatIsHiddenIsHiddenInCompany(t *testing.T) {
	cases := []struct {
		name  string
		total suppress.Counts
		rows  []suppress.Row
		want  string
	}{
		{"everything is large", suppress.Counts{N: 60}, []suppress.Row{row("a", 20), row("b", 40)}, "a=20 b=40"},
		{"one small row takes the next one along", suppress.Counts{N: 63}, []suppress.Row{row("a", 20), row("b", 40), row("c", 3)}, "a=- b=40 c=-"},
		{"small rows that are large together hide nothing else", suppress.Counts{N: 66}, []suppress.Row{row("a", 20), row("b", 40), row("c", 3), row("d", 3)}, "a=20 b=40 c=- d=-"},
		{"all in one cell", suppress.Counts{N: 60}, []suppress.Row{row("a", 60), row("b", 0)}, "a=- b=-"},
		{"too few of all", suppress.Counts{N: 4}, []suppress.Row{row("a", 4)}, "a=-"},
		{"nothing", suppress.Counts{}, nil, ""},
		{"most of a row is as small as few", suppress.Counts{N: 60, Of: []int{40}}, []suppress.Row{row("a", 20, 18), row("b", 20, 10), row("c", 20, 12)}, "a=20/- b=20/10 c=20/-"},
		{"nobody knows of all, nobody knows of a row", suppress.Counts{N: 60, Of: []int{58}}, []suppress.Row{row("a", 30, 30), row("b", 30, 28)}, "a=30/- b=30/-"},
	}
	for _, c := range cases {
		if got := said(suppress.Cut(suppress.Rule{Least: 5}, c.total, c.rows)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func quarter(n int, rows ...suppress.Row) suppress.Facts {
	return suppress.Facts{All: suppress.Counts{N: n, Of: []int{n / 2}}, Cuts: []suppress.Cuts{{Name: "wijk", Rows: rows}}}
}

// TestASmallTownWaitsForTheYear has quarters in which no wijk can be shown, and a year in which both can.
func TestASmallTownWaitsForTheYear(t *testing.T) {
	var facts []suppress.Facts
	var reports []suppress.Report
	for range 4 {
		facts = append(facts, quarter(12, row("a", 9, 4), row("b", 3, 2)))
		var first *suppress.Report
		if len(reports) > 0 {
			first = &reports[0]
		}
		reports = append(reports, suppress.Quarter(suppress.Rule{Least: 5}, facts[len(reports)], first))
	}
	if got := said(reports[2].Cuts[0].Rows); got != "a=-/- b=-/-" || *reports[2].All.N != 12 || *reports[2].All.Of[0] != 6 {
		t.Errorf("a quarter says %q", got)
	}
	year := suppress.Year(suppress.Rule{Least: 5}, facts, reports)
	if got := said(year.Cuts[0].Rows); got != "a=36/- b=12/-" || *year.All.N != 48 || *year.All.Of[0] != 24 {
		t.Errorf("the year says %q", got)
	}
}

// TestAYearAddsUpItsQuarters has a quarter that is too small to show, which the year leaves out.
func TestAYearAddsUpItsQuarters(t *testing.T) {
	facts := []suppress.Facts{quarter(40, row("a", 20, 10), row("b", 20, 10)), quarter(3, row("a", 3, 1), row("b", 0, 0)), quarter(40, row("a", 20, 10), row("b", 20, 10)), quarter(40, row("a", 20, 10), row("b", 20, 10))}
	var reports []suppress.Report
	for i := range facts {
		var first *suppress.Report
		if i > 0 {
			first = &reports[0]
		}
		reports = append(reports, suppress.Quarter(suppress.Rule{Least: 5}, facts[i], first))
	}
	year := suppress.Year(suppress.Rule{Least: 5}, facts, reports)
	if got := said(year.Cuts[0].Rows); got != "a=60/30 b=60/30" || *year.All.N != 120 || fmt.Sprint(year.Left) != "[1]" {
		t.Errorf("the year says %q of %d, without %v", got, *year.All.N, year.Left)
	}
	if year := suppress.Year(suppress.Rule{Least: 5}, nil, nil); year.All.N != nil {
		t.Error("a year without quarters says something")
	}
}

// TestCorrectionsCountFromTheLastOne keeps a second correction from showing a small difference with the first.
func TestCorrectionsCountFromTheLastOne(t *testing.T) {
	closed := suppress.Counts{N: 100, Of: []int{40}}
	shown := suppress.Quarter(suppress.Rule{Least: 10}, suppress.Facts{All: closed}, nil).All
	if _, _, changed := suppress.Correct(suppress.Rule{Least: 10}, closed, shown, suppress.Counts{N: 101, Of: []int{49}}); changed {
		t.Error("a small difference is shown")
	}
	known, anew, changed := suppress.Correct(suppress.Rule{Least: 10}, closed, shown, suppress.Counts{N: 101, Of: []int{50}})
	if !changed || anew.N != nil || *anew.Of[0] != 50 || known.N != 100 || known.Of[0] != 50 {
		t.Errorf("after ten more: %+v", known)
	}
	if _, _, changed = suppress.Correct(suppress.Rule{Least: 10}, known, shown, suppress.Counts{N: 101, Of: []int{51}}); changed {
		t.Error("one more since the last correction is shown")
	}
	if _, _, changed = suppress.Correct(suppress.Rule{Least: 10}, known, shown, suppress.Counts{N: 105, Of: []int{97}}); changed {
		t.Error("all but a few is shown")
	}
}

func TestHiddenIsNullInJSON(t *testing.T) {
	text, err := json.Marshal(suppress.Cut(suppress.Rule{Least: 5}, suppress.Counts{N: 60}, []suppress.Row{row("a", 60), row("b", 0)}))
	if err != nil || string(text) != `[{"key":"a","n":null},{"key":"b","n":null}]` {
		t.Errorf("%s %v", text, err)
	}
}
