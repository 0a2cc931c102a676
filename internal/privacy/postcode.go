package privacy

// postcode finds four digits with two letters, and the house number behind them.
func (s *scan) postcode(i int) {
	t, letters := s.tokens[i], s.tok(i+1)
	if s.is(i+1, "-") && letters.gap == 0 {
		letters = s.tok(i + 2)
	}
	if t.len() != 4 || letters.class != word || letters.len() != 2 || letters.start-t.end > 2 || t.date && letters.letters != shout {
		return
	}
	if !s.isPostcode(t, letters) {
		return
	}
	end := letters.end
	if h, ok := s.house(s.tokenAt(letters.end)); ok {
		end = h
	}
	s.report(Postcode, t.start, end, true)
}

// shortWords are those of two letters that follow numbers in sentences.
var shortWords = map[string]bool{"aa": false, "al": true, "de": true, "en": true, "er": true, "ga": true, "he": true, "ie": true, "ik": true,
	"in": true, "is": true, "ja": true, "je": true, "jr": true, "kg": true, "km": true, "cm": true, "mm": true, "ml": true, "mg": true,
	"gb": true, "mb": true, "kw": true, "la": true, "me": true, "na": true, "no": true, "nr": true, "nu": true, "of": true, "om": true,
	"op": true, "pp": true, "pk": true, "st": true, "te": true, "to": true, "uu": true, "uw": true, "we": true, "wo": true, "za": true,
	"zo": true, "ze": true, "di": true, "do": true, "ma": true, "vr": true, "zn": true, "ex": true, "eu": true, "cl": true, "dl": true,
	"af": true, "as": true, "bv": true, "dr": true, "ds": true, "mw": true, "ca": true, "ha": true, "wc": true, "tv": true, "pc": true,
	"aan": true, "ad": true, "mn": true, "hr": true}

// isPostcode tells a postcode from a year or an amount before a short word.
func (s *scan) isPostcode(digits, letters token) bool {
	if letters.letters == shout {
		return !s.isYear(digits) || !shortWords[s.text(letters)]
	}
	return !shortWords[s.text(letters)] && !s.money(digits.start, digits.end)
}

// maxHouse is the most digits of a house number.
const maxHouse = 5

// house reads a house number from token i on, perhaps with nr before it and an addition behind it, and gives the flat
// byte behind it.
func (s *scan) house(i int) (end int, ok bool) {
	if s.is(i, ",-") {
		i++
	}
	if s.tok(i).flags&isHouse != 0 {
		i++
		if s.is(i, ".:") {
			i++
		}
	}
	t := s.tok(i)
	if t.class != number || t.len() > maxHouse || t.gap > 1 || t.line || t.date || s.value(t) == 0 || s.isYear(t) && s.tok(i+1).gap+1 > 1 {
		return 0, false
	}
	if s.counts(i) || s.fraction(i) {
		return 0, false
	}
	return s.addition(i), true
}

// counts tells whether a number counts something: 3 keer, 2 tot 4 uur.
func (s *scan) counts(i int) bool {
	next := s.tok(i + 1)
	if next.class != word {
		return false
	}
	switch s.text(next) {
	case "x":
		return true
	case "tot", "en", "a", "of":
		return s.tok(i+2).class == number && s.counts(i+2)
	}
	return next.flags&isUnit != 0 && next.len() > 1
}

// fraction tells whether a number goes on as a time, an amount or a share: 14:30, 12,50, 50%.
func (s *scan) fraction(i int) bool {
	return s.is(i+1, "%") || s.is(i+1, ":.,") && s.tokens[i+1].gap == 0 && s.tok(i+2).class == number && s.tok(i+2).gap == 0 && s.tok(i+2).len() <= 2
}

// addition gives the flat byte behind a house number and what may follow it: a, bis, hs, -2, -III, III.
func (s *scan) addition(i int) int {
	end := s.tokens[i].end
	for range 2 {
		k := i + 1
		joined := s.is(k, "-/") && s.tokens[k].gap == 0 && s.tok(k+1).gap == 0
		if joined {
			k++
		}
		t := s.tok(k)
		if t.line || t.gap > 1 || !s.isAddition(t, joined || t.gap == 0) {
			break
		}
		i, end = k, t.end
	}
	return end
}

func (s *scan) isAddition(t token, glued bool) bool {
	switch t.class {
	case number:
		return glued && t.len() <= 4
	case word:
		switch s.text(t) {
		case "bis", "hs", "huis", "boven", "rood", "zwart", "hoog", "ii", "iii", "iv", "a", "b", "c", "d", "e", "f":
			return glued || t.len() > 1 || t.letters == capital
		}
		return glued && t.len() <= 4
	}
	return false
}
