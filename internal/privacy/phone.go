package privacy

// phone finds a telephone number from group k on.
func (s *scan) phone(k int) {
	g := s.groups[k]
	start, plus := s.opening(g.start)
	if !plus && s.tokens[g.token].date {
		return
	}
	r := s.collect(k, true)
	n := 0
	switch {
	case plus:
		n = abroad(&r, 0, 8)
	case r.n > 3 && r.d[0] == '0' && r.d[1] == '0' && r.d[2] != '0':
		n = abroad(&r, 2, 11)
	case r.n >= 10 && r.d[0] == '0' && r.d[1] != '0':
		n = s.national(&r, g.len())
	}
	if n == 0 && s.near(g.token, 4, isPhoneWord) && !s.service(k, &r) {
		n = s.short(k, &r)
	}
	if n > 0 && s.hard(k, r.cut[n]) {
		s.report(Phone, start, s.end(k, &r, n), true)
	}
}

// opening gives where a number begins that may have + or a bracket before it.
func (s *scan) opening(at int) (start int, plus bool) {
	start = at
	for i := at - 1; i >= max(at-3, 0); i-- {
		switch s.b[i] {
		case '(':
			start = i
		case '+':
			if i == 0 || i+1 == at || !isDigit(s.b[i-1]) && !isLetter(s.b[i-1]) { // not 65+ 12
				return i, true
			}
			return start, false
		case ' ':
		default:
			return start, false
		}
	}
	return start, false
}

// abroad gives the length of a number with a country code behind skip digits: exact for 31, else as much as is
// linked.
func abroad(r *row, skip, least int) int {
	if r.n >= skip+2 && r.d[skip] == '3' && r.d[skip+1] == '1' {
		n := skip + 11
		if r.n > skip+2 && r.d[skip+2] == '0' {
			n++
		}
		if n <= maxDigits && r.cut[n] > 0 {
			return n
		}
	}
	for n := min(r.n, skip+15, maxDigits); n >= least; n-- {
		if r.cut[n] > 0 {
			return n
		}
	}
	return 0
}

// national gives 10 for a number of ten digits whose first group is an area code, or 06, or that is spelled digit by
// digit; 0 for what looks like times, and for numbers of services.
func (s *scan) national(r *row, first int) int {
	groups := r.cut[10]
	if groups == 0 || isService(r.d[:]) {
		return 0
	}
	if first >= 3 || r.d[1] == '6' || groups >= 9 {
		return 10
	}
	return 0
}

func isService(d []byte) bool {
	return d[0] == '0' && (d[1] == '8' || d[1] == '9') && d[2] == '0' && (d[3] == '0' || d[1] == '9' && (d[3] == '6' || d[3] == '9'))
}

// service tells whether group k begins the number of a service, such as 0900-1234.
func (s *scan) service(k int, r *row) bool { return r.n >= 4 && isService(r.d[:]) }

// short gives the length of a number without area code: six to ten digits in a group of three or more and others.
func (s *scan) short(k int, r *row) int {
	if g := s.groups[k]; g.linked || s.isYear(s.tokens[g.token]) || s.money(g.start, g.end) {
		return 0
	}
	for n := min(r.n, 10); n >= 6; n-- {
		if groups := r.cut[n]; groups > 0 && !s.thousands(s.groups[k:k+groups]) && s.widest(k, groups) >= 3 {
			return n
		}
	}
	return 0
}

func (s *scan) widest(k, groups int) (most int) {
	for _, g := range s.groups[k : k+groups] {
		most = max(most, g.len())
	}
	return most
}

// hard tells whether at least five digits of some groups are written as digits.
func (s *scan) hard(k, groups int) bool {
	n := 0
	for _, g := range s.groups[k : k+groups] {
		if !g.soft {
			n += g.len()
		}
	}
	return n >= 5
}

// leastSpelled is how many digits in words in a row are a number and no longer counting.
const leastSpelled = 7

// spelled finds a number written in words: nul zes een twee …
func (s *scan) spelled(i int) {
	if s.tokens[i].flags&isDigitWord == 0 || s.tok(i-1).flags&isDigitWord != 0 {
		return
	}
	k, n := i, 0
	for s.tok(k).flags&isDigitWord != 0 || s.is(k, ",-") && s.tok(k+1).flags&isDigitWord != 0 {
		if s.tokens[k].class == word {
			n++
		}
		k++
	}
	if n >= leastSpelled {
		s.report(Phone, s.tokens[i].start, s.tokens[k-1].end, true)
	}
}
