package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/desk"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
	"samenspel/internal/measure"
	"samenspel/internal/suppress"
)

// figuresPage shows what came of cases: as it stands now to who may see that, and what was published to everyone here.
type figuresPage struct {
	layout
	Live      bool
	Periods   []tick // to choose from, by address
	Funnel    []measureRow
	Tables    []figureTable
	Leads     []leadRow
	Tools     []toolRow
	Published []publishedRow
	CanClose  bool
	Closable  []tick // quarters that are over and not closed
	Nothing   bool   // may be said of the period
}

// measureRow is a measure with its figure and what that means.
type measureRow struct {
	measure.Definition
	N          *int
	Percent    int
	HasPercent bool
	References []measure.Reference
	Lang       string
}

// figureTable is a cut. The bars of its rows are the chart.
type figureTable struct {
	ID, Title string
	Parts     []string // headings of measures
	Rows      []figureRow
	Hidden    []string // parts that are too small to show
	Yearly    bool
}

type figureRow struct {
	Label string
	N     int
	Width int // of the bar, in percent of the largest
	Of    []*int
}

type leadRow struct {
	Label         string
	Median, Ninth *int
}

// toolRow is one of the four instruments of the network, with figures of what it does and where to look further.
type toolRow struct {
	Title, Address string
	Facts          []string
}

type publishedRow struct {
	Label, Address string
	Corrections    int
}

// periods are what the figures of now can be of: codes, with how each follows from a day.
var periods = []struct {
	code string
	of   func(time.Time) insight.Period
}{
	{"kwartaal", insight.QuarterOf},
	{"vorig", func(day time.Time) insight.Period {
		return insight.QuarterOf(insight.QuarterOf(day).From.AddDate(0, 0, -1))
	}},
	{"halfjaar", func(day time.Time) insight.Period { return insight.PeriodOf(day.AddDate(0, -5, 1-day.Day()), day) }},
	{"jaar", insight.YearOf},
	{"vorigjaar", func(day time.Time) insight.Period { return insight.YearOf(day.AddDate(-1, 0, 0)) }},
}

func (s *Server) figures(v *visit) error {
	published, err := s.Insight.Published(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := figuresPage{layout: s.staffLayout(v, v.T("figures.title")), Published: v.publishedRows(published),
		CanClose: access.Can(v.actor, access.Edit, access.Figures) == nil}
	if page.CanClose {
		page.Closable = v.closable(published, calendar.Today(s.Now()))
	}
	err = s.liveFigures(v, &page)
	if err != nil && !errors.Is(err, errs.Forbidden) {
		return err
	}
	return s.showStaff(v, "figures", page)
}

// liveFigures fills in what stands now.
func (s *Server) liveFigures(v *visit, page *figuresPage) error {
	chosen := v.r.URL.Query().Get("periode")
	today, period, known := calendar.Today(s.Now()), insight.Period{}, false
	for i, p := range periods {
		here := chosen == p.code || chosen == "" && i == 0
		page.Periods = append(page.Periods, tick{Code: v.URL("/cijfers", "periode", p.code), Label: v.T("figures.period." + p.code), Chosen: here})
		if here {
			period, known = p.of(today), true
		}
	}
	if !known {
		return errs.NotFound
	}
	report, err := s.Insight.Live(v.r.Context(), v.actor, period)
	if err != nil {
		return err
	}
	names, err := s.partNames(v)
	if err != nil {
		return err
	}
	page.Live, page.Nothing = true, report.All.N == nil
	page.Funnel, page.Leads = v.measureRows(report.All), v.leadRows(report.Leads)
	page.Tables = v.figureTables(report.Report, names)
	page.Tables = append(page.Tables, v.figureTable(suppress.ShownCut{Name: string(insight.ByNeed), Rows: report.Needs}, names))
	page.Tools, err = s.instruments(v, today)
	return err
}

// partNames gives the names of areas and teams by id.
func (s *Server) partNames(v *visit) (map[string]string, error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, a := range tree.Areas() {
		names[a.ID] = a.Name
	}
	teams, err := s.People.Teams(v.r.Context(), v.actor)
	for _, t := range teams {
		names[t.ID] = t.Name
	}
	return names, err
}

// instruments gives the four of them on one page (inventory A01).
func (s *Server) instruments(v *visit, today time.Time) ([]toolRow, error) {
	ctx := v.r.Context()
	asked, err := s.Desk.Figures(ctx, v.actor, today)
	if err != nil {
		return nil, err
	}
	assigned, err := s.People.Assigned(ctx, v.actor)
	if err != nil {
		return nil, err
	}
	entries, err := s.Directory.All(ctx, v.actor)
	if err != nil {
		return nil, err
	}
	ambassadors, coordinators := map[string]bool{}, map[string]bool{}
	for _, a := range assigned {
		switch a.Role {
		case access.Ambassador:
			ambassadors[a.Person.ID] = true
		case access.Coordinator:
			coordinators[a.Person.ID] = true
		}
	}
	return []toolRow{
		{v.T("figures.tool.ambassador"), v.URL("/wijk"), []string{v.T("figures.tool.people", "Count", len(ambassadors))}},
		{v.T("figures.tool.coordinator"), v.URL("/doorverwijzingen", "lijst", "stuck"), []string{v.T("figures.tool.people", "Count", len(coordinators)), v.T("figures.tool.stuck")}},
		{v.T("figures.tool.desk"), v.URL("/vragen/cijfers"), deskFacts(v, asked)},
		{v.T("figures.tool.site"), v.URL("/beheer/bijhouden"), []string{v.T("figures.tool.entries", "Count", len(entries)), v.T("figures.tool.fresh", "Count", fresh(entries, today))}},
	}, nil
}

func deskFacts(v *visit, f desk.Figures) []string {
	facts := []string{v.T("figures.tool.questions", "Count", f.Total), v.T("figures.tool.open", "Count", f.Open)}
	if percent, ok := f.Percent(); ok {
		facts = append(facts, v.T("figures.tool.intime", "Percent", percent))
	}
	return facts
}

// fresh counts the entries that were confirmed within their rhythm.
func fresh(entries []directory.Entry, today time.Time) (n int) {
	for _, e := range entries {
		if !e.Service.Overdue(today) {
			n++
		}
	}
	return n
}

func (v *visit) measureRows(all suppress.Shown) (rows []measureRow) {
	for i, d := range measure.Definitions {
		row := measureRow{Definition: d, N: all.N, Lang: v.Lang()}
		if i > 0 {
			row.N = all.Of[i-1]
			if row.N != nil {
				row.Percent, row.HasPercent = measure.Percent(*row.N, *all.N)
			}
		}
		for _, r := range measure.References {
			if r.Key == d.Key {
				row.References = append(row.References, r)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func (v *visit) leadRows(leads []insight.LeadTime) (rows []leadRow) {
	for _, l := range leads {
		rows = append(rows, leadRow{v.T("figures.lead." + string(l.Lead)), l.Median, l.Ninth})
	}
	return rows
}

// figureTables gives the cuts of a report.
func (v *visit) figureTables(r suppress.Report, names map[string]string) (tables []figureTable) {
	for _, cut := range r.Cuts {
		tables = append(tables, v.figureTable(cut, names))
	}
	return tables
}

func (v *visit) figureTable(cut suppress.ShownCut, names map[string]string) figureTable {
	t := figureTable{ID: "cut-" + cut.Name, Title: v.T("figures.cut." + cut.Name), Yearly: cut.Yearly}
	if cut.Name == string(insight.ByArea) {
		for _, key := range measure.Parts {
			t.Parts = append(t.Parts, measure.Of(key).Name.In(v.Lang()))
		}
	}
	most := 1
	for _, r := range cut.Rows {
		if r.N != nil {
			most = max(most, *r.N)
		}
	}
	for _, r := range cut.Rows {
		label := v.partLabel(insight.Cut(cut.Name), r.Key, names)
		if r.N == nil {
			t.Hidden = append(t.Hidden, label)
			continue
		}
		row := figureRow{Label: label, N: *r.N, Width: 100 * *r.N / most}
		if len(t.Parts) > 0 {
			row.Of = r.Of
		}
		t.Rows = append(t.Rows, row)
	}
	return t
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
	case cut == insight.ByAsker:
		return v.T("desk.asker." + key)
	case names[key] != "":
		return names[key]
	}
	return key
}

// publishedRows gives what was published, the newest first: quarters, and years of which all quarters are closed.
func (v *visit) publishedRows(all []insight.Closed) (rows []publishedRow) {
	for i := len(all) - 1; i >= 0; i-- {
		p := all[i].Period
		if _, whole := insight.Year(all, p.From.Year()); whole && p.From.Month() == time.October {
			rows = append(rows, publishedRow{v.T("figures.year", "Year", p.From.Year()), v.URL("/cijfers/" + strconv.Itoa(p.From.Year())), 0})
		}
		rows = append(rows, publishedRow{v.quarterName(p), v.URL("/cijfers/" + p.Name()), len(all[i].Corrections)})
	}
	return rows
}

func (v *visit) quarterName(p insight.Period) string {
	return v.T("figures.quarter", "Number", int(p.From.Month()+2)/3, "Year", p.From.Year())
}

// quartersBack is how many quarters can still be closed.
const quartersBack = 12

// closable gives the quarters that are over and not closed, the newest first.
func (v *visit) closable(published []insight.Closed, today time.Time) (ticks []tick) {
	done := map[string]bool{}
	for _, c := range published {
		done[c.Period.Name()] = true
	}
	for p, i := insight.QuarterOf(today), 0; i < quartersBack; i++ {
		p = insight.QuarterOf(p.From.AddDate(0, 0, -1))
		if !done[p.Name()] {
			ticks = append(ticks, tick{Code: p.From.Format(time.DateOnly), Label: v.quarterName(p)})
		}
	}
	return ticks
}

// closeQuarter closes a quarter, or looks for a correction of one that is closed.
func (s *Server) closeQuarter(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Figures); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	quarter, err := time.Parse(time.DateOnly, f.Get("quarter"))
	if err != nil {
		return fmt.Errorf("%w: a quarter is named by its first day", errs.Invalid)
	}
	to := "/cijfers/" + insight.QuarterOf(quarter).Name()
	if !f.Is("do", "correct") {
		if err := s.Insight.Close(v.r.Context(), v.actor, quarter); err != nil {
			return err
		}
		return v.done(v.URL(to))
	}
	changed, err := s.Insight.Correct(v.r.Context(), v.actor, quarter)
	if err != nil {
		return err
	}
	return v.done(v.URL(to, "correctie", map[bool]string{true: "ja", false: "nee"}[changed]))
}

// reportPage shows what was published of a quarter or a year.
type reportPage struct {
	layout
	From, To    time.Time
	Closed      *insight.Closed // nil = a year
	Changed     bool            // what was published is not what it was
	Funnel      []measureRow
	Leads       []leadRow
	Tables      []figureTable
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
	page := reportPage{layout: s.staffLayout(v, title), Closed: c, Funnel: v.measureRows(d.Report.All), Tables: v.figureTables(d.Report, d.Names), Leads: v.leadRows(d.Leads),
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
	for _, m := range measure.Definitions {
		rows = append(rows, []any{m.Name.In(v.Lang()), strings.Join([]string{m.Counts.In(v.Lang()), m.Of.In(v.Lang()), m.Moment.In(v.Lang()), m.Source.In(v.Lang())}, "; ")})
	}
	return rows
}
