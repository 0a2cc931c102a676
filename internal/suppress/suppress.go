package suppress

// Counts are how many there are, and of how many of them each of some things is true.
type Counts struct {
	N  int   `json:"n"`
	Of []int `json:"of,omitempty"` // each from 0 to N
}

// Row is a category of a cut with its counts.
type Row struct {
	Key string `json:"key"`
	Counts
}

// Shown is what may be shown of counts; nil = hidden.
type Shown struct {
	N  *int   `json:"n"`
	Of []*int `json:"of,omitempty"`
}

// ShownRow is a category of a cut with what may be shown of it.
type ShownRow struct {
	Key string `json:"key"`
	Shown
}

// Whole gives what may be shown of counts that are part of nothing.
func Whole(rule Rule, c Counts) Shown {
	s := Shown{Of: make([]*int, len(c.Of))}
	if c.N < rule.Least {
		return s
	}
	s.N, rule = &c.N, rule.on(c)
	for _, of := range rule.order(len(c.Of)) {
		twin := rule.twin(c, of)
		if m := rule.member(c, of, twin); m.least() >= rule.Least && (twin < 0 || s.Of[twin] != nil) {
			s.Of[of] = &c.Of[of]
		}
	}
	return s
}

// Cut gives what may be shown of rows that add up to a total, of which is known what Whole gives.
func Cut(rule Rule, total Counts, rows []Row) []ShownRow {
	shown := make([]ShownRow, len(rows))
	for i, r := range rows {
		shown[i] = ShownRow{Key: r.Key, Shown: Shown{Of: make([]*int, len(r.Of))}}
	}
	known := Whole(rule, total)
	if known.N == nil {
		return shown
	}
	members := make([]*member, len(rows))
	for i, r := range rows {
		members[i] = &member{n: r.N, rest: total.N - r.N, show: r.N >= rule.Least}
	}
	hide(members, func(n, _ int) bool { return n >= rule.Least })
	for i, m := range members {
		if m.show {
			shown[i].N = &rows[i].N
		}
	}
	rule = rule.on(total)
	for _, of := range rule.order(len(total.Of)) {
		if known.Of[of] != nil {
			rule.cutOf(of, rule.twin(total, of), rows, shown)
		}
	}
	return shown
}

// cutOf fills in of which shown rows may be shown how many have something. The rows that are hidden count as one.
func (rule Rule) cutOf(of, twin int, rows []Row, shown []ShownRow) {
	var members []*member
	block, at := member{}, map[int]*member{}
	for i, r := range rows {
		m := rule.member(r.Counts, of, twin)
		if shown[i].N == nil {
			block.n, block.rest = block.n+m.n, block.rest+m.rest
			continue
		}
		m.show = m.least() >= rule.Least && (twin < 0 || shown[i].Of[twin] != nil)
		members, at[i] = append(members, &m), &m
	}
	if len(members) < len(rows) {
		members = append(members, &block)
	}
	hide(members, func(n, rest int) bool { return n >= rule.Least && rest >= rule.Least })
	for i, m := range at {
		if m.show {
			shown[i].Of[of] = &rows[i].Of[of]
		}
	}
}

// member is one of several counts that add up, with what is left of the sum it takes part in.
type member struct {
	n, rest int
	show    bool
}

func (m member) least() int { return min(m.n, m.rest) }

// hide hides the smallest of what is shown until nothing is hidden or what is hidden is safe in its company.
func hide(members []*member, safe func(n, rest int) bool) {
	for {
		n, rest, hidden := 0, 0, false
		var smallest *member
		for _, m := range members {
			switch {
			case !m.show:
				n, rest, hidden = n+m.n, rest+m.rest, true
			case smallest == nil || m.least() < smallest.least():
				smallest = m
			}
		}
		if !hidden || smallest == nil || safe(n, rest) {
			return
		}
		smallest.show = false
	}
}
