package insight

import (
	"context"
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/measure"
	"samenspel/internal/people"
	"samenspel/internal/places"
	"samenspel/internal/suppress"
)

// The thresholds: the smallest counts that may be shown.
const (
	Inside  = 5  // to who works in the network
	Outside = 10 // to anyone else, the municipality included
)

// rule gives the rule for a threshold: what is active was started, and what was active in time is active. Who takes over a
// list that knows only who is active has no difference between them.
func rule(least int) suppress.Rule {
	at := func(key measure.Key) int { return slices.Index(measure.Parts, key) }
	started, active, early, less := at(measure.Started), at(measure.Active), at(measure.InTime), at(measure.SteppedDown)
	return suppress.Rule{Least: least, Links: []suppress.Link{{Part: active, Whole: started, Yields: started, Twins: true},
		{Part: early, Whole: active, Yields: early, Twins: true}, {Part: less, Whole: started, Yields: less}}}
}

// Report is what may be shown of a period, with lead times.
type Report struct {
	Period Period
	suppress.Report
	Needs []suppress.ShownRow // needs by kind of help
	Leads []LeadTime
	Moves []suppress.ShownRow // cases by the move of their care

	Learning []Learning
	Options  suppress.Shown // needs that a volunteer could meet; of those with something to choose
}

// LeadTime is the days that something took. It is shown only when enough needs have it.
type LeadTime struct {
	Lead   measure.Lead `json:"lead"`
	Median *int         `json:"median"`
	Ninth  *int         `json:"p90"` // nine of ten took no longer
}

// Live gives the report of a period as it stands now, to who may read the figures of the whole network and its cases. What
// stands now changes every day, so that whoever looks twice sees a difference: nobody else does.
func (s *Store) Live(ctx context.Context, actor access.Actor, p Period) (r Report, err error) {
	defer errs.Wrap(&err, "insight.Live")
	if err := mayLook(actor); err != nil {
		return r, err
	}
	return r, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		rows, err := read(ctx, tx, p)
		if err != nil {
			return err
		}
		parts, err := partsOf(ctx, tx)
		if err != nil {
			return err
		}
		r = Report{Period: p, Report: suppress.Quarter(rule(Inside), facts(rows, parts, LivePairs), &suppress.Report{Cuts: make([]suppress.ShownCut, len(Reported))}), Leads: leads(Inside, rows)}
		if r.Learning, err = learning(ctx, tx, p, rows); err != nil {
			return err
		}
		r.Options = options(rows)
		r.Moves = moves(rows)
		needs := whole(pick(rows, ByNeed), parts.of[ByFirst])
		r.Needs = suppress.Cut(rule(Inside), total(needs), needs)
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Figures, Purpose: "live"})
	})
}

// moves gives cases by the move of their care.
func moves(rows []row) []suppress.ShownRow {
	all := whole(pick(rows, ByMove), append(measure.Moves[:len(measure.Moves):len(measure.Moves)], ""))
	c := total(all)
	c.Of = nil
	for i := range all {
		all[i].Of = nil
	}
	return suppress.Cut(rule(Inside), c, all)
}

// mayLook tells whether an actor may see figures as they stand now: with cases, or at the machine, to which they belong.
func mayLook(actor access.Actor) error {
	if err := access.Can(actor, access.Read, access.Figures); err != nil {
		return err
	}
	if access.Can(actor, access.Edit, access.Figures) == nil {
		return nil
	}
	return access.Can(actor, access.Read, access.Cases)
}

// parts are what a network has in it now: the parts of each cut, and names of areas and teams.
type parts struct {
	of    map[Cut][]string
	names map[string]string
}

// partsOf gives the parts of a network.
func partsOf(ctx context.Context, tx *db.Tx) (p parts, err error) {
	duty, err := people.LoadDuty(ctx, tx)
	p = parts{map[Cut][]string{ByAsker: askers, ByAfter: helpers, ByBefore: helpers, ByMoment: append(casework.Moments[:len(casework.Moments):len(casework.Moments)], "")}, map[string]string{}}
	for _, a := range duty.Tree.Areas() {
		p.names[a.ID] = a.Name
		if a.Kind == places.Wijk {
			p.of[ByArea] = append(p.of[ByArea], a.ID)
		}
	}
	for _, t := range duty.Teams {
		p.names[t.ID], p.of[ByTeam] = t.Name, append(p.of[ByTeam], t.ID)
	}
	for _, term := range directory.Taxonomy().Needs {
		p.of[ByFirst] = append(p.of[ByFirst], term.Code)
	}
	return p, err
}

// whole adds the parts of which there is nothing: that a part has none is a small count too.
func whole(rows []suppress.Row, all []string) []suppress.Row {
	for _, part := range all {
		if !slices.ContainsFunc(rows, func(r suppress.Row) bool { return r.Key == part }) {
			rows = append(rows, suppress.Row{Key: part, Counts: suppress.Counts{Of: make([]int, len(measure.Parts))}})
		}
	}
	return rows
}

// facts gives the true counts of a period.
func facts(rows []row, parts parts, pairs []Pair) suppress.Facts {
	f := suppress.Facts{All: suppress.Counts{Of: make([]int, len(measure.Parts))}}
	for _, r := range pick(rows, All) {
		f.All = r.Counts
	}
	for i, cut := range Reported {
		all := whole(pick(rows, cut), parts.of[cut])
		if i > 0 {
			for j := range all {
				all[j].Of = nil
			}
		}
		f.Cuts = append(f.Cuts, suppress.Cuts{Name: string(cut), Rows: all})
	}
	for _, p := range pairs {
		f.Crossed = append(f.Crossed, cross(rows, p, f.Cuts[slices.Index(Reported, p.Rows)], f.Cuts[slices.Index(Reported, p.Cols)]))
	}
	return f
}

// cross gives the cells of a pair, in the order of the rows of both cuts.
func cross(all []row, p Pair, rows, cols suppress.Cuts) suppress.Cross {
	n := map[[2]string]int{}
	for _, r := range all {
		if r.cut == p.Cut() {
			n[[2]string{r.part, r.sub}] += r.N
		}
	}
	x := suppress.Cross{Rows: rows.Name, Cols: cols.Name}
	for _, c := range cols.Rows {
		x.Keys = append(x.Keys, c.Key)
	}
	for _, r := range rows.Rows {
		cells := suppress.CrossRow{Key: r.Key}
		for _, key := range x.Keys {
			cells.N = append(cells.N, n[[2]string{r.Key, key}])
		}
		x.Cells = append(x.Cells, cells)
	}
	return x
}

// pick gives the rows of a cut.
func pick(rows []row, cut Cut) (some []suppress.Row) {
	for _, r := range rows {
		if r.cut == cut {
			some = append(some, suppress.Row{Key: r.part, Counts: r.Counts})
		}
	}
	return some
}

func total(rows []suppress.Row) suppress.Counts {
	all := suppress.Counts{Of: make([]int, len(measure.Parts))}
	for _, r := range rows {
		all.N += r.N
		for i, of := range r.Of {
			all.Of[i] += of
		}
	}
	return all
}

// leads gives the lead times of which there are enough.
func leads(least int, rows []row) (all []LeadTime) {
	spreads := map[measure.Lead]measure.Spread{}
	for _, r := range rows {
		if r.cut != ByLead {
			continue
		}
		lead := measure.Lead(r.part)
		if spreads[lead] == nil {
			spreads[lead] = measure.Spread{}
		}
		days, _ := strconv.Atoi(r.sub) // written by count
		spreads[lead][days] += r.N
	}
	for _, lead := range measure.Leads {
		l := LeadTime{Lead: lead}
		if s := spreads[lead]; s.N() >= least {
			median, ninth := s.Quantile(50), s.Quantile(90)
			l.Median, l.Ninth = &median, &ninth
		}
		all = append(all, l)
	}
	return all
}

// QuarterOf gives the quarter in which a day lies.
func QuarterOf(day time.Time) Period {
	first := time.Date(day.Year(), (day.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
	return Period{first, first.AddDate(0, 3, 0)}
}

// YearOf gives the year in which a day lies.
func YearOf(day time.Time) Period {
	first := time.Date(day.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	return Period{first, first.AddDate(1, 0, 0)}
}
