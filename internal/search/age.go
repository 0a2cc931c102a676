package search

import "strconv"

// ageRange is a range of ages in years, both inclusive; max 0 means no upper
// bound, as in Document. The zero value means nothing is known.
type ageRange struct{ min, max int }

// known says whether the range restricts anything.
func (a ageRange) known() bool { return a.min > 0 || a.max > 0 }

// meets says whether the ranges have an age in common.
func (a ageRange) meets(b ageRange) bool {
	return (a.max == 0 || b.min <= a.max) && (b.max == 0 || a.min <= b.max)
}

// ageBands are the age bands of the taxonomy; an upper bound belongs to the
// next band.
var ageBands = [...]struct {
	code string
	ages ageRange
}{
	{"0-4", ageRange{0, 3}},
	{"4-12", ageRange{4, 11}},
	{"12-18", ageRange{12, 17}},
	{"18-27", ageRange{18, 26}},
	{"27-65", ageRange{27, 64}},
	{"65-75", ageRange{65, 74}},
	{"75+", ageRange{75, 0}},
}

// ageWords are words that say how old someone is.
var ageWords = map[string]ageRange{
	"baby": {0, 2}, "babys": {0, 2}, "dreumes": {1, 2}, "peuter": {1, 4}, "peuters": {1, 4},
	"kleuter": {4, 6}, "kleuters": {4, 6},
	"tiener": {12, 18}, "tieners": {12, 18}, "puber": {11, 18}, "pubers": {11, 18},
	"jongere": {12, 27}, "jongeren": {12, 27},
	"oma": {60, 0}, "opa": {60, 0}, "bejaard": {65, 0}, "bejaarde": {65, 0}, "bejaarden": {65, 0},
	"senior": {55, 0}, "senioren": {55, 0}, "ouderen": {55, 0},
}

// ageLeads are words after which a bare number may be an age ("kind van 9").
var ageLeads = wordSet("van is ben wordt word bijna nu ruim")

// ageUnits are words that make the number before them an age.
var ageUnits = wordSet("jaar jarige jarig jr plus plusser plussers")

// notAges are units that make a number before them anything but an age.
var notAges = wordSet(`
	uur uren minuten min euro eur km kilometer meter m kg kilo kilos procent graden
	keer x dagen weken maanden maand week dag hoog
`)

// ageWish finds the age that a text names. It gives the words that name it, so
// that they need not be found in a document as well.
func ageWish(words []token) (wish ageRange, from, to int) {
	for i := range words {
		if ages, end := ageAt(words, i); end > i {
			return ages, i, end
		}
	}
	for i := range words {
		if ages, ok := ageWords[words[i].folded]; ok {
			return ages, i, i
		}
	}
	return ageRange{}, 0, 0
}

// ageAt reads the age that starts at word i; end is i when there is none.
func ageAt(words []token, i int) (ages ageRange, end int) {
	n, err := strconv.Atoi(words[i].folded)
	if err != nil || n < 0 || n > 110 || len(words[i].folded) > 3 {
		return ageRange{}, i
	}
	next := ""
	if i+1 < len(words) {
		next = words[i+1].folded
	}
	switch {
	case words[i].plus, next == "plus":
		return ageRange{n, 0}, i + 1
	case ageUnits[next]:
		return ageRange{n, n}, i + 2
	case notAges[next]:
		return ageRange{}, i
	case n >= 60, i > 0 && ageLeads[words[i-1].folded]:
		return ageRange{n, n}, i + 1
	}
	return ageRange{}, i
}
