package privacy

// smallName finds a name that is written without a capital: kevin, mevr jansen, dhr van der linden.
func (s *scan) smallName(i int, b before) {
	t := s.tokens[i]
	if b == title && !t.passes && s.shortParticle(i) {
		s.smallTitled(i)
		return
	}
	if t.passes || s.attached(i) {
		return
	}
	if b == title && t.flags&(isParticle|anyLast|isFirst|isFirstCapital) != 0 {
		s.smallTitled(i)
		return
	}
	if b == title && t.len() > 5 && s.surnameLike(t) {
		s.named(i, i+1)
		return
	}
	plain := t.flags&isFirst != 0 && t.len() >= 4
	if !plain && (b != relation && b != naming || t.flags&(isFirst|isFirstCapital) == 0) {
		return
	}
	s.named(i, max(i+1, s.smallSurname(i+1)))
}

// smallTitled finds the name behind a title.
func (s *scan) smallTitled(i int) {
	if next := s.smallSurname(i); next > i {
		s.named(i, next)
		return
	}
	if t := s.tokens[i]; t.flags&(isFirst|isFirstCapital) != 0 {
		s.named(i, max(i+1, s.smallSurname(i+1)))
		return
	}
	if p := s.parts(i); p.next > i && p.words > 0 && p.lead > 0 {
		s.named(i, p.next)
		return
	}
	if next := s.tok(i + 1); s.text(s.tokens[i]) == "van" && (s.text(next) == "der" || s.text(next) == "den") && s.tok(i+2).class == word {
		s.named(i, i+3)
	}
}

// smallSurname gives the token behind particles and a surname that begin with token i, or 0.
func (s *scan) smallSurname(i int) int {
	k := i
	for k < i+3 && s.tok(k).flags&isParticle != 0 && !s.tok(k).line {
		k++
	}
	t := s.tok(k)
	sure := t.flags&isLast != 0 || t.flags&isLastJoined != 0 && k > i || t.flags&isLastMaybe != 0 && (k > i || t.flags&isNoName == 0)
	if t.class != word || t.line || !sure || t.passes || k == i && t.flags&isVerb != 0 {
		return 0
	}
	return k + 1
}

// attached tells whether a word is part of something longer: an address, a compound with a hyphen.
func (s *scan) attached(i int) bool {
	return s.tokens[i].gap == 0 && s.is(i-1, "-_./@\\&") || s.tok(i+1).gap == 0 && (s.is(i+1, "-_@/\\&") || s.tok(i+1).class == number) ||
		s.is(i+1, ".") && s.tok(i+2).gap == 0 && s.tok(i+2).class == word
}
