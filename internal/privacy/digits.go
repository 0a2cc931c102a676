package privacy

// group is a row of digits that stand together, or of the letter o where a zero belongs (soft).
type group struct {
	token      int
	start, end int
	soft       bool
	linked     bool // follows the group before it with nothing but separators between
	by         byte // the sign that separates them, or ' '
}

func (g group) len() int { return g.end - g.start }

// maxSeparator is how many characters may stand between two groups of one number.
const maxSeparator = 3

// group gives the rows of digits outside dates.
func (s *scan) group() (groups []group) {
	for i, t := range s.tokens {
		soft := t.class == word && t.len() <= 4 && s.soft(i)
		if t.class != number && !soft {
			continue
		}
		g := group{token: i, start: t.start, end: t.end, soft: soft}
		if n := len(groups); n > 0 && !t.date && !s.tokens[groups[n-1].token].date {
			g.by, g.linked = s.separator(groups[n-1].end, g.start)
		}
		groups = append(groups, g)
	}
	return groups
}

// soft tells whether a word is the letter o instead of zeros: only o, with a digit beside it or a separator away.
func (s *scan) soft(i int) bool {
	t := s.tokens[i]
	for _, c := range s.low[t.start:t.end] {
		if c != 'o' {
			return false
		}
	}
	return s.digitBeside(t.end, 1) || s.digitBeside(t.start-1, -1)
}

// digitBeside tells whether a digit stands at a flat byte, or one or two separators on.
func (s *scan) digitBeside(at, step int) bool {
	for range 3 {
		if at < 0 || at >= len(s.b) {
			return false
		}
		if isDigit(s.b[at]) {
			return true
		}
		if !isSeparator(s.b[at]) {
			return false
		}
		at += step
	}
	return false
}

func isSeparator(c byte) bool {
	switch c {
	case ' ', '\n', '.', '-', '/', '(', ')', '_':
		return true
	}
	return false
}

// separator tells whether two groups belong to one number, and what separates them.
func (s *scan) separator(from, to int) (by byte, linked bool) {
	if to-from > maxSeparator {
		return 0, false
	}
	by = ' '
	for _, c := range s.b[from:to] {
		if !isSeparator(c) {
			return 0, false
		}
		if c != ' ' && c != '\n' {
			by = c
		}
	}
	return by, true
}

// maxDigits is the most digits that a number of a known form has.
const maxDigits = 18

// row is the digits of a group and those linked behind it. cut[n] is how many groups hold exactly n digits, or 0.
type row struct {
	d   [maxDigits]byte
	cut [maxDigits + 1]int
	n   int
}

// collect gathers digits from group k on. Soft groups count as zeros when soft is asked for, and end the row else.
func (s *scan) collect(k int, soft bool) (r row) {
	for i := k; i < len(s.groups); i++ {
		g := s.groups[i]
		if i > k && !g.linked || g.soft && !soft || r.n+g.len() > maxDigits {
			break
		}
		for _, c := range s.b[g.start:g.end] {
			if g.soft {
				c = '0'
			}
			r.d[r.n] = c
			r.n++
		}
		r.cut[r.n] = i - k + 1
	}
	return r
}

// end gives the flat byte behind n digits from group k on.
func (s *scan) end(k int, r *row, n int) int { return s.groups[k+r.cut[n]-1].end }

// money tells whether an amount is meant by the flat bytes from start up to end.
func (s *scan) money(start, end int) bool {
	for i := start - 1; i >= max(start-2, 0); i-- {
		if s.b[i] == euro {
			return true
		}
	}
	i := s.tokenAt(end)
	if s.is(i, ",") {
		i++
		if s.tok(i).class == number || s.is(i, "-") {
			i++
		}
	}
	switch s.text(s.tok(i)) {
	case "euro", "eur":
		return true
	case string(euro):
		return s.tok(i+1).class != number
	}
	return false
}

// thousands tells whether groups are written as one great number: 23.400 or 1.250.000.
func (s *scan) thousands(groups []group) bool {
	for i, g := range groups {
		if i == 0 && g.len() > 3 || i > 0 && (g.len() != 3 || g.by != '.' || g.start-groups[i-1].end != 1) {
			return false
		}
	}
	return len(groups) > 1
}
