package privacy

import (
	"sync"
	"time"
)

// Scanner finds identifiers. The zero Scanner is ready. It is safe for concurrent use; its fields may not change
// after the first Scan.
type Scanner struct {
	// Allow holds phrases that a network itself publishes: organisations, locations, areas, persons with a role,
	// telephone numbers of a desk. What lies inside one of them is no finding, a citizen service number excepted.
	// Capitals and accents do not matter.
	Allow []string

	// Year is the present year, by which a date is long ago. 0 takes it from the clock.
	Year int

	once  sync.Once
	allow phrase
}

var plain Scanner

// Scan finds every place in a text that could identify a person, in order, without overlap.
func Scan(text string) []Finding { return plain.Scan(text) }

// Scan finds every place in a text that could identify a person, in order, without overlap.
func (s *Scanner) Scan(text string) []Finding {
	s.once.Do(func() {
		for _, p := range s.Allow {
			s.allow.add(p)
		}
	})
	x := scan{flat: flatten(text), year: s.Year}
	if x.year == 0 {
		x.year = time.Now().Year()
	}
	x.tokens = cut(&x.flat)
	phrases.mark(&x.flat, x.tokens)
	s.allow.mark(&x.flat, x.tokens)
	x.run()
	for round, done := 0, 0; round < maxRounds && done < len(x.found); round++ {
		n := len(x.found)
		x.cover(x.found[done:])
		x.again = true
		x.run()
		done = n
	}
	for i := range x.found {
		f := &x.found[i]
		f.Start, f.End = x.span(f.Start, f.End)
	}
	return merge(x.found)
}

// maxRounds is how often the rules run on what is left when the findings are out: a word that kept a rule from
// finding something may itself be part of a finding.
const maxRounds = 4

// scan is the work on one text.
type scan struct {
	flat
	tokens []token
	groups []group
	found  []Finding // at flat bytes
	year   int

	profileEnd int  // where the last profile ended
	nameEnd    int  // token behind the last name
	again      bool // only what is sure counts: the first findings are covered
}

// cover takes findings out of the tokens, as Mask does of the text.
func (s *scan) cover(found []Finding) {
	for _, f := range found {
		for i := f.Start; i < f.End; i++ {
			s.b[i], s.low[i] = otherSign, otherSign
		}
		for i := s.tokenAt(f.Start); i < len(s.tokens) && s.tokens[i].start < f.End; i++ {
			t := &s.tokens[i]
			t.class, t.flags, t.mark, t.letters, t.foreign = sign, 0, true, small, false
		}
	}
}

func (s *scan) run() {
	s.profileEnd, s.nameEnd = 0, 0
	for i := range s.tokens {
		s.date(i)
	}
	s.groups = s.group()
	for k := range s.groups {
		s.phone(k)
		s.bsn(k)
		s.long(k)
	}
	for i := range s.tokens {
		switch t := &s.tokens[i]; t.class {
		case sign:
			s.atSign(i)
		case number:
			s.postcode(i)
			s.plate(i)
		case word:
			s.iban(i)
			s.atWord(i)
			s.platform(i)
			s.plate(i)
			s.address(i)
			s.spelled(i)
			if !s.again {
				s.name(i)
			}
		}
	}
}

// report adds a finding at the flat bytes from start up to end, unless a phrase that passes covers it.
func (s *scan) report(kind Kind, start, end int, sure bool) {
	if kind != BSN && s.covered(start, end) || s.again && !sure {
		return
	}
	s.found = append(s.found, Finding{kind, start, end, sure})
}

// covered tells whether every word and number between two flat bytes is part of a phrase that passes.
func (s *scan) covered(start, end int) bool {
	for i := s.tokenAt(start); i < len(s.tokens) && s.tokens[i].start < end; i++ {
		if t := s.tokens[i]; t.class != sign && !t.passes {
			return false
		}
	}
	return true
}

// tokenAt gives the first token that ends behind a flat byte.
func (s *scan) tokenAt(at int) int {
	low, high := 0, len(s.tokens)
	for low < high {
		if middle := (low + high) / 2; s.tokens[middle].end > at {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// tok gives a token, or an empty sign outside the text.
func (s *scan) tok(i int) token {
	if i < 0 || i >= len(s.tokens) {
		return token{start: len(s.b), end: len(s.b), line: true}
	}
	return s.tokens[i]
}

// is tells whether a token is one of these signs.
func (s *scan) is(i int, signs string) bool {
	t := s.tok(i)
	if t.class != sign || t.len() != 1 || t.mark {
		return false
	}
	for k := range len(signs) {
		if s.b[t.start] == signs[k] {
			return true
		}
	}
	return false
}

// low text of a token.
func (s *scan) text(t token) string { return string(s.low[t.start:t.end]) }

// value gives the number that a token writes, and -1 for more than six digits.
func (s *scan) value(t token) int {
	if t.class != number || t.len() > 6 {
		return -1
	}
	n := 0
	for _, c := range s.b[t.start:t.end] {
		n = n*10 + int(c-'0')
	}
	return n
}

// near tells whether one of so many tokens before token i has a flag. A mark ends the look.
func (s *scan) near(i, before int, f flag) bool {
	for k := i - 1; k >= max(i-before, 0) && !s.tokens[k].mark; k-- {
		if s.tokens[k].flags&f != 0 {
			return true
		}
	}
	return false
}
