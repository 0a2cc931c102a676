package privacy

// leastLong is how many digits make a number long.
const leastLong = 6

// long finds a number of a file, policy or client in the linked groups that begin with group k.
func (s *scan) long(k int) {
	if g := s.groups[k]; g.soft || g.linked && !s.groups[k-1].soft {
		return
	}
	n := 1
	for k+n < len(s.groups) && s.groups[k+n].linked && !s.groups[k+n].soft {
		n++
	}
	groups := s.groups[k : k+n]
	start, end := groups[0].start, groups[n-1].end
	named := s.near(groups[0].token, 4, isNumberWord) || s.numberWord(groups[0].token)
	if !s.isLong(groups, named) || s.money(start, end) || s.serviceNumber(groups) {
		return
	}
	s.report(Number, s.prefix(groups[0].token), end, false)
}

// isLong judges linked groups: one long group, or several that together are too long for a year, a time or an amount.
func (s *scan) isLong(groups []group, named bool) bool {
	total, widest, rest := 0, 0, 0
	tight := true
	for i, g := range groups {
		total, widest = total+g.len(), max(widest, g.len())
		if !s.isYear(s.tokens[g.token]) {
			rest += g.len()
		}
		tight = tight && (i == 0 || g.by != ' ')
	}
	switch {
	case widest >= leastLong:
		return true
	case named && len(groups) == 1:
		return widest >= leastLong-1
	case s.thousands(groups) && !named || widest < 3 || rest < 4:
		return false
	}
	return total >= leastLong && named || total > leastLong && tight || total >= 9
}

// numberWord tells whether a word that ends in nummer or nr stands before a token.
func (s *scan) numberWord(i int) bool {
	for k := i - 1; k >= max(i-4, 0) && !s.tokens[k].mark; k-- {
		if t := s.tokens[k]; t.class == word && (s.endsIn(t, "nummer") || s.endsIn(t, "nr")) && t.flags&isHouse == 0 {
			return true
		}
	}
	return false
}

// endsIn tells whether a word has an ending.
func (s *scan) endsIn(t token, ending string) bool {
	return t.len() >= len(ending) && string(s.low[t.end-len(ending):t.end]) == ending
}

func (s *scan) serviceNumber(groups []group) bool {
	g := groups[0]
	return g.end-g.start == 4 && isService(s.b[g.start:g.end])
}

// prefix gives where a number begins that has letters before it, as in WMO-2025-118834.
func (s *scan) prefix(i int) int {
	start := s.tokens[i].start
	if s.is(i-1, "-/_") && s.tokens[i].gap == 0 && s.tokens[i-1].gap == 0 && s.tok(i-2).class == word {
		return s.tokens[i-2].start
	}
	if s.tok(i-1).class == word && s.tokens[i].gap == 0 {
		return s.tokens[i-1].start
	}
	return start
}

// plates are the forms of number plates since 1951: how long each of the three parts is and which of them are letters.
var plates = map[[3]int]string{{2, 2, 2}: "LDD DDL DLD LDL LLD DLL", {2, 3, 1}: "DLD LDL LLD", {1, 3, 2}: "DLD LDL DLL", {3, 2, 1}: "LDL DLD LLD",
	{1, 2, 3}: "LDL DLD DLL"}

// plate finds a number plate: three parts of letters or digits, joined by hyphens, or by nothing behind the word
// kenteken.
func (s *scan) plate(i int) {
	step, end := 2, i+4
	if s.is(i+1, "-") {
		if s.is(i-1, "-") && s.tokens[i].gap == 0 || s.is(i+5, "-") && s.tok(i+5).gap == 0 {
			return
		}
	} else {
		if s.tok(i+1).class == sign || !s.near(i, 4, isPlateWord) {
			return
		}
		step, end = 1, i+2
	}
	var lengths [3]int
	var form [3]byte
	for n := range 3 {
		t := s.tok(i + n*step)
		if t.class == sign || t.class == word && t.letters == small && !s.near(i, 4, isPlateWord) ||
			step == 2 && n > 0 && (!s.is(i+n*step-1, "-") || t.gap > 0) {
			return
		}
		lengths[n], form[n] = t.len(), "DL"[b2i(t.class == word)]
	}
	for forms := plates[lengths]; len(forms) >= 3; forms = forms[min(4, len(forms)):] {
		if forms[:3] == string(form[:]) {
			s.report(Number, s.tokens[i].start, s.tokens[end].end, false)
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
