package suppress

import "slices"

// Facts are the true counts of a period: of all, and cut in several ways. The rows of each cut add up to All.N. Only the
// first cut has Of in its rows; those add up to All.Of.
type Facts struct {
	All  Counts `json:"all"`
	Cuts []Cuts `json:"cuts"`

	Crossed []Cross `json:"crossed,omitempty"`
}

// Cuts are the rows of one way to cut.
type Cuts struct {
	Name string `json:"name"`
	Rows []Row  `json:"rows"`
}

// Report is what may be shown of a period.
type Report struct {
	All  Shown      `json:"all"`
	Cuts []ShownCut `json:"cuts"`

	Crossed []ShownCross `json:"crossed,omitempty"`

	Left []int `json:"left,omitempty"` // of a year: the quarters that are left out, from 0
}

// ShownCut is what may be shown of a cut.
type ShownCut struct {
	Name   string     `json:"name"`
	Yearly bool       `json:"yearly,omitempty"` // the year shows it, quarters do not
	Rows   []ShownRow `json:"rows"`
}

// Quarter gives the report of a quarter. First is the report of the first quarter of its year that was closed, which
// decides which cuts wait for the year; nil = this is the first.
func Quarter(rule Rule, f Facts, first *Report) Report {
	r := Report{All: Whole(rule, f.All)}
	for i, c := range f.Cuts {
		all := f.All
		if i > 0 {
			all.Of = nil
		}
		shown := ShownCut{Name: c.Name, Rows: Cut(rule, all, c.Rows)}
		if first != nil && i < len(first.Cuts) {
			shown.Yearly = first.Cuts[i].Yearly
		} else {
			shown.Yearly = mostlyHidden(c.Rows, shown.Rows)
		}
		if shown.Yearly {
			shown.Rows = Cut(rule, Counts{}, c.Rows) // nothing
		}
		r.Cuts = append(r.Cuts, shown)
	}
	r.Crossed = crossed(rule.Least, f, r)
	return r
}

// mostlyHidden tells whether more than a third of the rows in which there is something must be hidden.
func mostlyHidden(rows []Row, shown []ShownRow) bool {
	some, hidden := 0, 0
	for i, r := range rows {
		if r.N > 0 {
			some++
			if shown[i].N == nil {
				hidden++
			}
		}
	}
	return 3*hidden > some
}

// Year gives the report of a year from its quarters as they were closed: their facts, and what was shown of them. The
// keys of a cut may differ from quarter to quarter.
func Year(rule Rule, facts []Facts, quarters []Report) Report {
	facts, quarters, left := large(rule.Least, facts, quarters)
	y := Report{Left: left}
	if len(facts) == 0 {
		return y
	}
	all := Counts{Of: make([]int, len(facts[0].All.Of))}
	for _, f := range facts {
		all.N += f.All.N
		for i, of := range f.All.Of {
			all.Of[i] += of
		}
	}
	y.All = Shown{N: &all.N, Of: make([]*int, len(all.Of))}
	for i := range all.Of {
		if rule.yearly(facts, quarters, i) {
			y.All.Of[i] = &all.Of[i]
		}
	}
	for i, c := range facts[0].Cuts {
		if slices.ContainsFunc(facts, func(f Facts) bool { return i >= len(f.Cuts) }) { // was closed before there was such a cut
			return y
		}
		rows := added(facts, i)
		cut := ShownCut{Name: c.Name, Yearly: quarters[0].Cuts[i].Yearly}
		if cut.Yearly {
			cut.Rows = Cut(rule, Counts{N: all.N}, rows)
		} else {
			cut.Rows = everyQuarter(rows, quarters, i)
		}
		y.Cuts = append(y.Cuts, cut)
	}
	y.Crossed = crossedYear(rule.Least, facts, quarters, y)
	return y
}

// large leaves out the quarters that are too small to show, unless they are large enough together.
func large(least int, facts []Facts, quarters []Report) (kept []Facts, shown []Report, left []int) {
	small := 0
	for i, q := range quarters {
		if q.All.N == nil {
			small += facts[i].All.N
		}
	}
	for i, q := range quarters {
		if q.All.N == nil && small < least {
			left = append(left, i)
			continue
		}
		kept, shown = append(kept, facts[i]), append(shown, q)
	}
	return kept, shown, left
}

// yearly tells whether a year may say of how many something is true: what its quarters hide of that is large enough.
func (rule Rule) yearly(facts []Facts, quarters []Report, of int) bool {
	hidden := member{}
	all := true
	for i, q := range quarters {
		if q.All.Of[of] == nil {
			m := rule.member(facts[i].All, of, -1)
			hidden.n, hidden.rest, all = hidden.n+m.n, hidden.rest+m.rest, false
		}
	}
	return all || hidden.least() >= rule.Least
}

// added adds up the rows of a cut over quarters, by key, in the order in which they first come.
func added(facts []Facts, cut int) (rows []Row) {
	at := map[string]int{}
	for _, f := range facts {
		for _, r := range f.Cuts[cut].Rows {
			i, known := at[r.Key]
			if !known {
				i, at[r.Key] = len(rows), len(rows)
				rows = append(rows, Row{Key: r.Key, Counts: Counts{Of: make([]int, len(r.Of))}})
			}
			rows[i].N += r.N
			for j, of := range r.Of {
				rows[i].Of[j] += of
			}
		}
	}
	return rows
}

// everyQuarter shows of the rows of a year what every quarter shows: it adds up what is known.
func everyQuarter(rows []Row, quarters []Report, cut int) []ShownRow {
	shown := make([]ShownRow, len(rows))
	for i, r := range rows {
		n, of := 0, make([]int, len(r.Of))
		for _, q := range quarters {
			for _, s := range q.Cuts[cut].Rows {
				if s.Key != r.Key || s.N == nil {
					continue
				}
				n++
				for j := range s.Of {
					if s.Of[j] != nil {
						of[j]++
					}
				}
			}
		}
		shown[i] = ShownRow{Key: r.Key, Shown: Shown{Of: make([]*int, len(r.Of))}}
		if n == len(quarters) {
			shown[i].N = &rows[i].N
		}
		for j := range of {
			if of[j] == len(quarters) {
				shown[i].Of[j] = &rows[i].Of[j]
			}
		}
	}
	return shown
}

// Correct gives which counts of a closed quarter may be shown anew, and what is known of them from then on. Known are the
// true counts at the moment at which each was last shown; only those of which shown tells the count are corrected. When
// nothing may be said, changed is false.
func Correct(rule Rule, known Counts, shown Shown, now Counts) (after Counts, anew Shown, changed bool) {
	after, anew = Counts{N: known.N, Of: append([]int{}, known.Of...)}, Shown{Of: make([]*int, len(known.Of))}
	if shown.N == nil {
		return after, anew, false
	}
	if rule.far(known.N, now.N) && now.N >= rule.Least {
		after.N, anew.N, changed = now.N, &now.N, true
	}
	order := rule.order(len(now.Of))
	slices.Reverse(order) // what yields first: the rest must be apart from it as it is said then
	for _, of := range order {
		if shown.Of[of] == nil || !rule.far(known.Of[of], now.Of[of]) {
			continue
		}
		beside := Counts{N: after.N, Of: append([]int{}, after.Of...)} // the new count among what is known of others
		beside.Of[of] = now.Of[of]
		still := func(l Link) bool {
			return l.Twins && known.Of[l.Part] == known.Of[l.Whole] && now.Of[l.Part] == now.Of[l.Whole]
		}
		if rule.apart(now, of, shown, still) && rule.apart(beside, of, shown, still) {
			after.Of[of], anew.Of[of], changed = now.Of[of], &now.Of[of], true
		}
	}
	return after, anew, changed
}

// apart tells whether a count is far from nothing, from everything, and from the counts at its links that are shown, but
// for its twins that still are.
func (rule Rule) apart(c Counts, of int, shown Shown, still func(Link) bool) bool {
	least := min(c.Of[of], c.N-c.Of[of])
	for _, l := range rule.on(c).Links {
		if (l.Part == of || l.Whole == of) && shown.Of[l.Part] != nil && shown.Of[l.Whole] != nil && !still(l) {
			least = min(least, c.Of[l.Whole]-c.Of[l.Part])
		}
	}
	return least >= rule.Least
}

func (rule Rule) far(a, b int) bool { return a-b >= rule.Least || b-a >= rule.Least }
