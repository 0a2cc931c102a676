package privacy

// bsn finds a citizen service number from group k on: nine digits, or eight as in the past, that pass the 11-test.
func (s *scan) bsn(k int) {
	r := s.collect(k, false)
	for _, n := range []int{9, 8} {
		groups := r.cut[n]
		if groups == 0 || !eleven(r.d[:n]) {
			continue
		}
		if most := n - 5; groups > most && groups != n {
			continue
		}
		start, end := s.groups[k].start, s.end(k, &r, n)
		named := s.near(s.groups[k].token, 4, isBSNWord)
		if of := s.groups[k : k+groups]; !named && (s.thousands(of) && s.money(start, end) || s.years(of)) {
			continue
		}
		s.report(BSN, start, end, n == 9 || named)
		return
	}
}

// eleven is the 11-test: the digits weighed 9 down to 2, the last one -1, add up to a multiple of 11.
func eleven(digits []byte) bool {
	sum, weight, any := 0, len(digits), false
	for _, c := range digits {
		if weight == 1 {
			weight = -1
		}
		sum += int(c-'0') * weight
		weight--
		any = any || c != '0'
	}
	return any && sum%11 == 0
}

// years tells whether each of several groups is a year.
func (s *scan) years(groups []group) bool {
	for _, g := range groups {
		if !s.isYear(s.tokens[g.token]) {
			return false
		}
	}
	return true
}

// isYear tells whether a number is a year from 1900 up to 2099.
func (s *scan) isYear(t token) bool {
	return t.len() == 4 && s.value(t) >= 1900 && s.value(t) < 2100
}
