package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
	"samenspel/internal/measure"
	"samenspel/internal/suppress"
)

// reportPage shows what was published of a quarter or a year.
type reportPage struct {
	layout
	From, To    time.Time
	Closed      *insight.Closed // nil = a year
	Changed     bool            // what was published is not what it was
	Funnel      []measureRow
	Leads       []leadRow
	Tables      []figureTable
	Crossed     []crossTable
	Stories     []string
	Left        []int // quarters that a year leaves out, from 1
	Corrections []correctionRow
	CanCorrect  bool
	Asked       string // whether there was a correction, just now
	CSV, XLSX   string
	JSON        string
}

type correctionRow struct {
	At   time.Time
	Rows []measureRow
}

func (s *Server) report(v *visit) error {
	d, c, err := s.published(v)
	if err != nil {
		return err
	}
	title, here := v.T("figures.year", "Year", d.Period), "/cijfers/"+d.Period
	if c != nil {
		title = v.quarterName(c.Period)
	}
	page := reportPage{layout: s.staffLayout(v, title), Closed: c, Funnel: v.measureRows(d.Report.All), Tables: v.figureTables(d.Report, d.Names), Crossed: v.crossTables(d.Report.Crossed, d.Names), Leads: v.leadRows(d.Leads), Stories: d.Stories,
		CSV: v.URL(here + "/cijfers.csv"), XLSX: v.URL(here + "/cijfers.xlsx"), JSON: v.URL(here + "/cijfers.json"), Asked: v.r.URL.Query().Get("correctie")}
	page.From, _ = time.Parse(time.DateOnly, d.From) // written by us
	page.To, _ = time.Parse(time.DateOnly, d.To)
	for _, left := range d.Report.Left {
		page.Left = append(page.Left, left+1)
	}
	if c != nil {
		page.Changed = !c.Sound()
		page.CanCorrect = access.Can(v.actor, access.Edit, access.Figures) == nil
		for _, correction := range c.Corrections {
			page.Corrections = append(page.Corrections, correctionRow{correction.At, v.correctionRows(correction.Shown)})
		}
	}
	return s.showStaff(v, "report", page)
}

// correctionRows gives the measures that a correction shows anew.
func (v *visit) correctionRows(shown suppress.Shown) (rows []measureRow) {
	for i, d := range measure.Definitions {
		n := shown.N
		if i > 0 {
			n = shown.Of[i-1]
		}
		if n != nil {
			rows = append(rows, measureRow{Definition: d, N: n, Lang: v.Lang()})
		}
	}
	return rows
}

// published gives the document that an address names, with the closed quarter that it is of; nil = a year.
func (s *Server) published(v *visit) (insight.Document, *insight.Closed, error) {
	all, err := s.Insight.Published(v.r.Context(), v.actor)
	if err != nil {
		return insight.Document{}, nil, err
	}
	name := v.r.PathValue("period")
	for i, c := range all {
		if c.Period.Name() == name {
			return c.Document, &all[i], nil
		}
	}
	year, err := strconv.Atoi(name)
	if d, ok := insight.Year(all, year); err == nil && ok {
		return d, nil, nil
	}
	return insight.Document{}, nil, errs.NotFound
}

// reportFile gives what was published as a file: CSV, XLSX or JSON.
func (s *Server) reportFile(v *visit) error {
	d, c, err := s.published(v)
	if err != nil {
		return err
	}
	kind, body := "", []byte(nil)
	switch v.r.PathValue("file") {
	case "cijfers.csv":
		kind = "text/csv; charset=utf-8"
		body, err = insight.CSV(v.sheet(d))
	case "cijfers.xlsx":
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		body, err = insight.XLSX(v.sheet(d))
	case "cijfers.json":
		kind = "application/json"
		body, err = d.JSON()
		if c != nil {
			body = c.Text // byte for byte
		}
	default:
		return errs.NotFound
	}
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+d.Period+"-"+v.r.PathValue("file")+`"`)
	h.Set("Cache-Control", "no-store")
	return send(v.w, v.r, http.StatusOK, body)
}

// sheet gives what was published as rows of cells: text, a number, or nil for what is hidden.
func (v *visit) sheet(d insight.Document) [][]any {
	head := []any{v.T("figures.sheet.cut"), v.T("figures.sheet.part")}
	for _, m := range measure.Definitions {
		head = append(head, m.Name.In(v.Lang()))
	}
	number := func(n *int) any {
		if n == nil {
			return v.T("figures.hidden")
		}
		return *n
	}
	line := func(cut, part string, s suppress.Shown) []any {
		row := []any{cut, part, number(s.N)}
		for _, of := range s.Of {
			row = append(row, number(of))
		}
		return row
	}
	rows := [][]any{{d.From, d.To}, head, line(v.T("figures.all"), "", d.Report.All)}
	for _, cut := range d.Report.Cuts {
		for _, r := range cut.Rows {
			rows = append(rows, line(v.T("figures.cut."+cut.Name), v.partLabel(insight.Cut(cut.Name), r.Key, d.Names), r.Shown))
		}
	}
	rows = append(rows, v.crossLines(d, number)...)
	for _, m := range measure.Definitions {
		rows = append(rows, []any{m.Name.In(v.Lang()), strings.Join([]string{m.Counts.In(v.Lang()), m.Of.In(v.Lang()), m.Moment.In(v.Lang()), m.Source.In(v.Lang())}, "; ")})
	}
	return rows
}

// crossLines gives the crosses of what was published, a line for each cell.
func (v *visit) crossLines(d insight.Document, number func(*int) any) (rows [][]any) {
	for _, x := range d.Report.Crossed {
		pair := insight.Pair{Rows: insight.Cut(x.Rows), Cols: insight.Cut(x.Cols)}
		for _, r := range x.Cells {
			for j, n := range r.N {
				part := v.partLabel(pair.Rows, r.Key, d.Names) + ": " + strings.ToLower(v.partLabel(pair.Cols, x.Keys[j], d.Names))
				rows = append(rows, []any{v.pairName(pair), part, number(n)})
			}
		}
	}
	return rows
}
