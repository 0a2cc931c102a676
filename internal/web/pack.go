package web

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
	"samenspel/internal/pack"
)

// packPage is what the network accounts for, of a quarter or a year.
type packPage struct {
	layout
	pack.Pack
	Form      form
	Periods   []tick
	Over      bool // the period is over: it may be handed out
	Rate      float64
	Funnel    []measureRow // what was published of cases; empty = the period is not closed
	Presence  []presenceRow
	CSV, XLSX string
}

// presenceRow is how often there was a discussion with a team.
type presenceRow struct {
	Team string
	pack.Presence
}

// packYears is how many years can be chosen, this one included.
const packYears = 4

// packPeriods gives the periods of which there is a pack, the newest first.
func packPeriods(today time.Time) (all []insight.Period) {
	for n := range packYears {
		year := insight.YearOf(today.AddDate(-n, 0, 0))
		all = append(all, year)
		for q := 3; q >= 0; q-- {
			if quarter := insight.QuarterOf(year.From.AddDate(0, 3*q, 0)); !quarter.From.After(today) {
				all = append(all, quarter)
			}
		}
	}
	return all
}

func (v *visit) periodName(p insight.Period) string {
	if p == insight.YearOf(p.From) {
		return v.T("figures.year", "Year", p.From.Year())
	}
	return v.quarterName(p)
}

// packOf gives the pack of the period that is asked for; without one it is that of the last quarter that is over.
func (s *Server) packOf(v *visit) (page packPage, err error) {
	if err := access.Can(v.actor, access.Edit, access.Figures); err != nil {
		return page, err
	}
	today, query := calendar.Today(s.Now()), v.r.URL.Query()
	period := insight.QuarterOf(insight.QuarterOf(today).From.AddDate(0, 0, -1))
	all := packPeriods(today)
	if name := query.Get("periode"); name != "" {
		i := slices.IndexFunc(all, func(p insight.Period) bool { return p.Name() == name })
		if i < 0 {
			return page, errs.NotFound
		}
		period = all[i]
	}
	page = packPage{layout: s.staffLayout(v, v.T("pack.title")), Form: fill("periode", period.Name(), "tarief", query.Get("tarief")), Over: !period.Until.After(today)}
	for _, p := range all {
		page.Periods = append(page.Periods, tick{p.Name(), v.periodName(p), p == period})
	}
	switch rate := page.Form.number(v, "tarief"); {
	case page.Form.Failed():
	case !(rate >= 0 && rate <= mostRate):
		page.Form.Wrong["tarief"] = v.T("hours.rate.wrong")
	default:
		page.Rate = rate
	}
	if page.Pack, err = s.Pack.Make(v.r.Context(), v.actor, period); err != nil {
		return page, err
	}
	for kind, to := range map[string]*string{"csv": &page.CSV, "xlsx": &page.XLSX} {
		*to = v.URL("/cijfers/verantwoording/verantwoording."+kind, "periode", period.Name(), "tarief", query.Get("tarief"))
	}
	return page, s.packNames(v, &page)
}

// packNames adds the names of teams, and what was published of cases.
func (s *Server) packNames(v *visit, page *packPage) error {
	names, err := s.partNames(v)
	if err != nil {
		return err
	}
	for _, p := range page.Pack.Presence {
		page.Presence = append(page.Presence, presenceRow{cmp.Or(names[p.Team], v.T("intervision.title")), p})
	}
	published, err := s.Insight.Published(v.r.Context(), v.actor)
	for _, c := range published {
		if c.Period.Name() == page.Period.Name() {
			page.Funnel = v.measureRows(c.Document.Report.All)
		}
	}
	if d, ok := insight.Year(published, page.Period.From.Year()); ok && page.Period == insight.YearOf(page.Period.From) {
		page.Funnel = v.measureRows(d.Report.All)
	}
	return err
}

func (s *Server) pack(v *visit) error {
	page, err := s.packOf(v)
	if err != nil {
		return err
	}
	return s.showStaff(v, "pack", page)
}

// packFile gives the pack of a period that is over as a file.
func (s *Server) packFile(v *visit) error {
	page, err := s.packOf(v)
	if err != nil {
		return err
	}
	if !page.Over || page.Form.Failed() {
		return fmt.Errorf("%w: the period is not over, or the rate is no number", errs.Conflict)
	}
	name := page.Period.Name() + "-" + v.r.PathValue("file")
	switch v.r.PathValue("file") {
	case "verantwoording.csv":
		text, err := insight.CSV(page.sheet())
		if err != nil {
			return err
		}
		return v.download(name, "text/csv; charset=utf-8", text)
	case "verantwoording.xlsx":
		text, err := insight.XLSX(page.sheet())
		if err != nil {
			return err
		}
		return v.download(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", text)
	}
	return errs.NotFound
}

// Euro gives hours times the rate, in whole euros.
func (p packPage) Euro(hours float64) string { return p.Euros(hours * p.Rate) }

// Round writes hours as a whole number.
func (p packPage) Round(hours float64) string { return p.Number(int(math.Round(hours))) }

// Source names where money comes from.
func (p packPage) Source(funding string, unpaid bool) string {
	switch {
	case unpaid:
		return p.T("people.unpaid")
	case funding == "":
		return p.T("hours.unsaid")
	}
	return funding
}

// sheet gives the pack as rows of cells: part, what, number, hours, people or euros, and what that counts.
func (p packPage) sheet() [][]any {
	count := func(n *int) any {
		if n == nil {
			return p.T("figures.hidden")
		}
		return *n
	}
	rows := [][]any{{p.T("pack.title"), p.Period.From.Format(time.DateOnly), p.Period.Last().Format(time.DateOnly)},
		{p.T("pack.part"), p.T("deskfigures.what"), p.T("activity.n"), p.T("activity.hours.n"), p.T("activity.came"), p.T("pack.euros"), p.T("figures.definition")}}
	for _, w := range p.Work {
		came := any("")
		if w.Counts {
			came = count(w.People)
		}
		rows = append(rows, []any{p.T("activity.title"), p.T("activity.kind." + string(w.Kind)), w.N, w.Hours, came, "", p.T("pack.work.text")})
	}
	for _, r := range p.Presence {
		rows = append(rows, []any{p.T("pack.presence"), r.Team, r.N, "", "", "", p.T("pack.presence.text")}, []any{p.T("pack.led"), r.Team, r.Led, "", "", "", p.T("pack.presence.text")})
	}
	rows = append(rows, []any{p.T("pack.asked"), p.T("pack.questions"), count(p.Questions), "", "", "", p.T("pack.questions.text")},
		[]any{p.T("pack.asked"), p.T("pack.referrals"), count(p.Referrals), "", "", "", p.T("pack.referrals.text")})
	for _, m := range p.Paid {
		euros := any("")
		if p.Rate > 0 && !m.Unpaid {
			euros = int(math.Round(m.Hours * p.Rate))
		}
		rows = append(rows, []any{p.T("pack.hours"), p.Source(m.Funding, m.Unpaid), m.Tasks, int(math.Round(m.Hours)), "", euros, p.T("pack.hours.text")})
	}
	for _, t := range p.Trajectories {
		rows = append(rows, []any{p.T("trajectory.title"), p.Source(t.Funding, false), t.N, int(math.Round(t.Hours)), "", int(math.Round(t.Euros)), p.T("pack.trajectories.text")})
	}
	for _, m := range p.Funnel {
		rows = append(rows, []any{p.T("figures.cases"), m.Name.In(m.Lang), count(m.N), "", "", "", m.Counts.In(m.Lang)})
	}
	return append(rows, []any{p.T("pack.without")})
}
