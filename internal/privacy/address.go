package privacy

// Endings of names of streets: those that say so themselves, and those that other words have too.
var (
	strongEndings = []string{"straat", "laan", "gracht", "singel", "plantsoen", "dreef", "steeg", "kade", "weg", "plein", "dijk", "straatje", "laantje",
		"pleintje", "steegje", "boulevard", "allee"}
	weakEndings = []string{"hof", "hofje", "pad", "park", "ring", "markt", "burg", "wal", "haven", "veld", "berg", "oord", "kamp", "baan", "poort", "eiland",
		"hoek", "heide", "meent", "zoom", "werf", "akker", "brink", "donk", "erf", "gaarde", "oever", "hoeve", "meer", "horst", "borg", "wijk", "schans", "sluis",
		"brug", "dam", "drift", "kamp", "stede", "rade", "made", "waard", "wei", "hage", "kwartier", "vaart", "lande"}
)

// isEnding tells whether a word ends as names of streets do. strong: hardly any other word does.
func (s *scan) isEnding(t token) (ends, strong bool) {
	if t.class != word || t.len() < 3 {
		return false, false
	}
	for _, e := range strongEndings {
		if s.endsIn(t, e) {
			return true, true
		}
	}
	for _, e := range weakEndings {
		if s.endsIn(t, e) {
			return !s.noun(t), false
		}
	}
	return false, false
}

// noun tells whether a word on -ring is made from a verb: vergadering, ervaring.
func (s *scan) noun(t token) bool {
	for _, e := range []string{"ering", "aring", "oring", "uring"} {
		if s.endsIn(t, e) {
			return true
		}
	}
	return false
}

// address finds a street with a house number: by the ending of the word, or behind a word such as woont.
func (s *scan) address(i int) {
	if !s.numberAhead(i) {
		return
	}
	t := s.tokens[i]
	if t.flags&isHouse != 0 {
		s.reversed(i)
	}
	behind := i + 1
	if s.endsIn(t, "str") && t.len() > 4 {
		if s.is(behind, ".") {
			behind++
		}
		s.street(i, behind, true)
		return
	}
	if ends, strong := s.isEnding(t); ends && t.flags&isNoName == 0 && s.isStreet(i, strong) {
		s.street(i, behind, true)
		return
	}
	switch {
	case s.reads(t, "laan") || s.reads(t, "plein") || s.reads(t, "weg"):
		s.lane(i)
	case t.letters != small && t.flags&(isNoName|isTitle) == 0 && s.near(i, 3, isLive):
		s.street(i, behind, false)
	}
}

func (s *scan) reads(t token, want string) bool { return t.len() == len(want) && s.endsIn(t, want) }

// reversed finds nummer 14 in de Beukstraat.
func (s *scan) reversed(i int) {
	k := i + 1
	if s.is(k, ".") {
		k++
	}
	if s.tok(k).class != number || s.tokens[k].len() > maxHouse {
		return
	}
	for k++; k < i+6 && s.tok(k).letters == small && s.tok(k).class == word; k++ {
		switch s.text(s.tok(k)) {
		case "in", "op", "aan", "van", "de", "het":
			continue
		}
		break
	}
	if ends, strong := s.isEnding(s.tok(k)); ends && strong && s.tok(k).flags&isStreetNoun == 0 && k > i+2 {
		s.report(Address, s.tokens[i].start, s.tokens[k].end, true)
	}
}

// numberAhead tells whether a number stands close enough behind token i to be a house number.
func (s *scan) numberAhead(i int) bool {
	for k := i + 1; k <= i+6; k++ {
		if s.tok(k).class == number {
			return true
		}
	}
	return false
}

// isStreet judges a word with the ending of a street.
func (s *scan) isStreet(i int, strong bool) bool {
	t, before := s.tokens[i], s.tok(i-1)
	if t.flags&isStreetNoun != 0 && (t.letters == small || s.starts(i)) {
		return false
	}
	bare := t.len() < 7 && s.isBare(t)
	switch {
	case bare:
		return t.letters == capital && !s.starts(i) && (before.letters != small && before.class == word || before.flags&isParticle == 0)
	case strong:
		return true
	}
	return t.letters == capital || s.near(i, 3, isLive)
}

// isBare tells whether a word is an ending and nothing else.
func (s *scan) isBare(t token) bool {
	for _, list := range [][]string{strongEndings, weakEndings} {
		for _, e := range list {
			if s.reads(t, e) {
				return true
			}
		}
	}
	return false
}

// street reports a street whose last word is token i, when a house number begins with token behind.
func (s *scan) street(i, behind int, sure bool) {
	if end, ok := s.house(behind); ok {
		s.report(Address, s.streetStart(i), end, sure)
	}
}

// lane finds names such as laan van Meerdervoort 12.
func (s *scan) lane(i int) {
	k := i + 1
	for k < i+4 && s.tok(k).letters == small && s.tok(k).flags&isParticle != 0 {
		k++
	}
	if k > i+1 && s.tok(k).class == word && s.tok(k).letters != small {
		if end, ok := s.house(k + 1); ok {
			s.report(Address, s.tokens[i].start, end, true)
		}
	}
}

// streetStart goes back over what belongs to the name of a street before its last word: Van der, Prins, P.C., 's-.
func (s *scan) streetStart(i int) int {
	first := i
	for k := i - 1; k >= max(i-6, 0) && !s.tokens[k+1].line; k-- {
		t := s.tokens[k]
		switch {
		case t.class == word && (t.letters != small && t.flags&(isTitle|isRelation|isLive) == 0 || t.len() == 1):
			first = k
			if t.len() == 1 && s.is(k-1, "'") {
				first = k - 1
			}
		case t.class == word && t.flags&isParticle != 0:
		case s.is(k, "'-"), s.is(k, ".") && s.tok(k-1).class == word && s.tok(k-1).len() <= 4:
		default:
			return s.tokens[first].start
		}
	}
	return s.tokens[first].start
}
