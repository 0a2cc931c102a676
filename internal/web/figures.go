package web

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
	"samenspel/internal/measure"
	"samenspel/internal/places"
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
	Learning  []learningRow
	Options   measureRow
	Answered  []ownAnswerRow // to own questions of the network
	Pair      pairChoice
	Tools     []toolRow
	Published []publishedRow
	CanClose  bool
	Closable  []tick        // quarters that are over and not closed
	Nothing   bool          // may be said of the period
	Wijken    []places.Area // with a profile
	Own       bool          // the reader has a team or an organisation of the own
	Stories   bool          // the reader tells or looks at them
	Observer  bool          // gets a mail when a quarter was closed, unless
	Mailed    bool          // it was turned off
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
	Help      string // what it counts, or ""
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
	teams, organizations, err := s.ownThings(v)
	if err != nil {
		return err
	}
	page.Own = len(teams)+len(organizations) > 0
	page.Stories = access.Can(v.actor, access.Read, access.Stories) == nil
	if page.Observer = slices.Contains(v.actor.Roles(), access.Observer); page.Observer {
		if page.Mailed, err = s.Insight.Mailed(v.r.Context(), v.actor); err != nil {
			return err
		}
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
	page.Tables = append(page.Tables, v.figureTable(suppress.ShownCut{Name: string(insight.ByNeed), Rows: report.Needs}, names),
		v.figureTable(suppress.ShownCut{Name: string(insight.ByMove), Rows: report.Moves}, names))
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page.Wijken = tree.Kind(places.Wijk)
	page.Learning, page.Options = v.learningRows(report.Learning, names), v.optionsRow(report.Options)
	if page.Answered, err = s.ownAnswers(v, period); err != nil {
		return err
	}
	if page.Pair, err = s.choosePair(v, today, report, names); err != nil {
		return err
	}
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

// optionsRow gives of how many needs there was something to choose.
func (v *visit) optionsRow(s suppress.Shown) measureRow {
	row := measureRow{N: s.Of[0]}
	if row.N != nil {
		row.Percent, row.HasPercent = measure.Percent(*row.N, *s.N)
	}
	return row
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
	t := figureTable{ID: "cut-" + cut.Name, Title: v.T("figures.cut." + cut.Name), Yearly: cut.Yearly, Help: v.splitHelp(cut.Name)}
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
