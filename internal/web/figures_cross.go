package web

import (
	"slices"
	"strings"
	"time"

	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
	"samenspel/internal/measure"
	"samenspel/internal/suppress"
)

// crossTable shows two cuts at once.
type crossTable struct {
	ID, Title string
	Yearly    bool
	Head      []string
	Rows      []crossRow // in which something is shown
	Hidden    []string   // rows that are too small to show
}

type crossRow struct {
	Label string
	N     []*int
}

// crossTables gives the crosses of a report.
func (v *visit) crossTables(all []suppress.ShownCross, names map[string]string) (tables []crossTable) {
	for _, x := range all {
		pair := insight.Pair{Rows: insight.Cut(x.Rows), Cols: insight.Cut(x.Cols)}
		tables = append(tables, v.crossTable(x, v.pairName(pair), names))
	}
	return tables
}

// crossTable gives a cross. Columns of which nothing is shown are left out.
func (v *visit) crossTable(x suppress.ShownCross, title string, names map[string]string) crossTable {
	t := crossTable{ID: "cross-" + x.Rows + "-" + x.Cols, Title: title, Yearly: x.Yearly}
	var kept []int
	for j := range x.Keys {
		if slices.ContainsFunc(x.Cells, func(r suppress.ShownCrossRow) bool { return r.N[j] != nil }) {
			kept, t.Head = append(kept, j), append(t.Head, v.partLabel(insight.Cut(x.Cols), x.Keys[j], names))
		}
	}
	for _, r := range x.Cells {
		row := crossRow{Label: v.partLabel(insight.Cut(x.Rows), r.Key, names)}
		for _, j := range kept {
			row.N = append(row.N, r.N[j])
		}
		if slices.ContainsFunc(row.N, func(n *int) bool { return n != nil }) {
			t.Rows = append(t.Rows, row)
		} else {
			t.Hidden = append(t.Hidden, row.Label)
		}
	}
	return t
}

// pairName says in words what is crossed.
func (v *visit) pairName(p insight.Pair) string {
	return v.T("figures.pair", "Rows", v.T("figures.by."+string(p.Rows)), "Cols", strings.ToLower(v.T("figures.by."+string(p.Cols))))
}

// quarters is the name of the time in a choice of two cuts.
const quarters insight.Cut = "quarter"

// pairChoice is what can be shown beside the report: two cuts at once, or one from quarter to quarter.
type pairChoice struct {
	Choices []tick
	Table   *crossTable // what was chosen
	Period  string
}

// choosePair fills in the choice and shows what was chosen in the address.
func (s *Server) choosePair(v *visit, today time.Time, report insight.Report, names map[string]string) (c pairChoice, err error) {
	chosen := v.r.URL.Query().Get("samen")
	add := func(p insight.Pair) bool {
		c.Choices = append(c.Choices, tick{string(p.Cut()), v.pairName(p), chosen == string(p.Cut())})
		return chosen == string(p.Cut())
	}
	c.Period = v.r.URL.Query().Get("periode")
	for i, p := range insight.LivePairs {
		if add(p) {
			table := v.crossTable(report.Crossed[i], v.pairName(p), names)
			c.Table = &table
		}
	}
	for _, cut := range insight.Reported {
		p := insight.Pair{Rows: cut, Cols: quarters}
		if !add(p) {
			continue
		}
		trend, err := s.Insight.Trend(v.r.Context(), v.actor, cut, today)
		if err != nil {
			return c, err
		}
		table := v.crossTable(trend.Shown, v.pairName(p), names)
		c.Table = &table
	}
	if chosen != "" && c.Table == nil {
		return c, errs.NotFound
	}
	return c, nil
}

// learningRow is how a team learns.
type learningRow struct {
	Name    string
	Members int
	Brought int
	Asked   *int
	Named   *int
}

func (v *visit) learningRows(all []insight.Learning, names map[string]string) (rows []learningRow) {
	for _, l := range all {
		rows = append(rows, learningRow{names[l.Team], l.Members, l.Brought, l.Named.N, l.Named.Of[0]})
	}
	return rows
}

// splitHelp gives what a cut counts, or "".
func (v *visit) splitHelp(key string) string {
	if s, ok := measure.SplitOf(key); ok {
		return s.Counts.In(v.Lang())
	}
	return ""
}

// partLabel gives a part of a cut in words. What is not known here any more keeps the name or code it had.
func (v *visit) partLabel(cut insight.Cut, key string, names map[string]string) string {
	switch {
	case key == "":
		return v.T("figures.unknown")
	case cut == insight.ByFirst || cut == insight.ByNeed:
		if term, ok := directory.Taxonomy().Needs.Find(key); ok {
			return term.Label(v.Lang())
		}
	case cut == quarters:
		year, number, _ := strings.Cut(key, "-q")
		return v.T("figures.quarter", "Number", number, "Year", year)
	case cut == insight.ByAsker:
		return v.T("desk.asker." + key)
	case cut == insight.ByAfter || cut == insight.ByBefore:
		return v.T("measure.helper." + key)
	case cut == insight.ByMove:
		return v.T("measure.move." + key)
	case cut == insight.ByMoment:
		return v.T("measure.moment." + key)
	case names[key] != "":
		return names[key]
	}
	return key
}
