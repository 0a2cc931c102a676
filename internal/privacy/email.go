package privacy

import "strings"

// maxLocal bounds the part of an address before the at sign, and each label behind it.
const maxLocal = 64

// atSign finds an e-mail address around @, or around (at) and its like, and a name on a social medium behind @.
func (s *scan) atSign(i int) {
	t := s.tokens[i]
	switch {
	case s.b[t.start] == '@':
		s.around(i, i, true)
	case s.is(i, "([{<") && s.is(i+2, ")]}>") && s.isAt(i+1, "at"):
		s.around(i, i+2, false)
	}
}

// atWord finds an e-mail address that is spelled out: naam apenstaartje voorbeeld punt nl.
func (s *scan) atWord(i int) {
	if s.isAt(i, "at") && !s.is(i-1, "([{<") {
		s.around(i, i, false)
	}
}

// isAt tells whether a word stands for @.
func (s *scan) isAt(i int, short string) bool {
	t := s.tok(i)
	if t.class != word || t.len() > 14 {
		return false
	}
	switch s.text(t) {
	case short, "apenstaart", "apenstaartje", "apestaart", "apestaartje":
		return true
	}
	return false
}

// around finds the address around an at sign that takes the tokens from i up to and including k.
func (s *scan) around(i, k int, real bool) {
	from := s.local(i)
	end, labels := s.domain(k)
	start := s.tokens[i].start
	glued := from < start && s.tokens[i].gap == 0 && s.tok(k+1).gap == 0
	switch {
	case from < start && (labels > 1 || labels == 1 && real && glued):
		s.report(Email, from, end, true)
	case real && s.handle(i, start):
	case real && labels > 1:
		s.report(Email, start, end, true)
	}
}

// local gives where the name before an at sign begins, over parts joined by punt.
func (s *scan) local(i int) int {
	from := s.back(s.tokens[i].start)
	for range 3 {
		k := s.tokenAt(from) - 1
		if k < 1 || !s.isDot(k) || s.tokens[k].class == sign {
			break
		}
		from = s.back(s.tokens[k].start)
	}
	return from
}

// back gives where the characters of a local part that end before a flat byte begin, one space apart at most.
func (s *scan) back(at int) int {
	i := at
	if i > 1 && s.b[i-1] == ' ' {
		i--
	}
	from := i
	for i > 0 && from-i < maxLocal && (isLetter(s.b[i-1]) || isDigit(s.b[i-1]) || strings.IndexByte("._%+-", s.b[i-1]) >= 0) {
		i--
	}
	if i == from {
		return at
	}
	return min(i, s.tokens[s.tokenAt(i)].start)
}

// domain reads labels joined by dots behind token k, and gives the flat byte behind them.
func (s *scan) domain(k int) (end, labels int) {
	end = s.tokens[k].end
	i := k + 1
	for s.tok(i).gap < 2 && labels < 8 {
		next := s.label(i)
		if next == i {
			break
		}
		end, labels = s.tokens[next-1].end, labels+1
		dots := s.dots(next)
		if dots == 0 || s.tok(next).gap+s.tok(next+dots).gap > 0 && !s.topLevel(next+dots) {
			break
		}
		i = next + dots
	}
	return end, labels
}

// label gives the token behind a label that begins with token i: words, numbers and hyphens without spaces.
func (s *scan) label(i int) int {
	k := i
	for k-i < maxLocal && (s.tok(k).class != sign || s.is(k, "-_")) && (k == i || s.tok(k).gap == 0) {
		k++
	}
	return k
}

// dots gives how many tokens stand for a dot from token i on: . or punt or [dot].
func (s *scan) dots(i int) int {
	switch {
	case s.isDot(i):
		return 1
	case s.is(i, "([{<") && s.isDot(i+1) && s.is(i+2, ")]}>"):
		return 3
	}
	return 0
}

func (s *scan) isDot(i int) bool {
	if t := s.tok(i); t.class == word && t.len() <= 5 {
		text := s.text(t)
		return text == "punt" || text == "dot"
	}
	return s.is(i, ".")
}

// topLevel tells whether a token is an ending of addresses that is common here.
func (s *scan) topLevel(i int) bool {
	t := s.tok(i)
	if t.class != word || t.len() > 7 {
		return false
	}
	switch s.text(t) {
	case "nl", "com", "org", "net", "be", "de", "eu", "info", "nu", "fr", "uk", "tr", "pl", "example":
		return true
	}
	return false
}
