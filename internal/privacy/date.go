package privacy

// Ages in years at which a date says more about a person than about a plan.
const (
	longAgo     = 5  // a day
	longerAgo   = 16 // a month
	generation  = 25 // a day behind a word such as sinds: before that it is somebody's life, not a law
	leastYear   = 1900
	birthBefore = 5 // tokens between geboren and the date
	birthBehind = 4
)

// day is a date that was read. Parts that are not written are 0.
type day struct {
	year, month, day int
	next             int // token behind it
	short            bool
}

var months = map[string]int{"januari": 1, "jan": 1, "februari": 2, "feb": 2, "febr": 2, "maart": 3, "mrt": 3, "april": 4, "apr": 4, "mei": 5,
	"juni": 6, "jun": 6, "juli": 7, "jul": 7, "augustus": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "oktober": 10, "okt": 10,
	"november": 11, "nov": 11, "december": 12, "dec": 12}

// date finds a date that begins with token i and could be a date of birth.
func (s *scan) date(i int) {
	t := s.tokens[i]
	if t.date {
		return
	}
	var d day
	ok := false
	switch {
	case t.class == word && t.len() <= 9:
		d, ok = s.month(i, day{})
	case t.class != number:
	case t.len() == 8:
		d, ok = s.eight(i)
	default:
		if d, ok = s.figures(i); !ok {
			d, ok = s.written(i)
		}
	}
	if !ok {
		d, ok = s.bareYear(i)
	}
	if !ok {
		return
	}
	if told, sure := s.tells(i, d); told {
		s.report(Date, s.tokens[s.birthStart(i, d)].start, s.tokens[d.next-1].end, sure)
	}
}

// birthStart gives the token at which to begin: the word geboren before a year alone, so that the mark reads well.
func (s *scan) birthStart(i int, d day) int {
	for k := i - 1; d.month == 0 && k >= max(i-3, 0) && !s.tokens[k].mark; k-- {
		if s.tokens[k].flags&isBirth != 0 {
			return k
		}
	}
	return i
}

// figures reads 12-03-1951, 1951/3/12, 12.03.'51 and 12-3.
func (s *scan) figures(i int) (day, bool) {
	if s.is(i-1, "-./") && s.tokens[i].gap == 0 && s.tok(i-2).class == number && s.tokens[i-1].gap == 0 {
		return day{}, false
	}
	by := s.tok(i + 1)
	if !s.is(i+1, "-./") || by.gap > 0 || !s.glued(i+2) || s.tok(i+2).len() > 2 {
		return day{}, false
	}
	d := day{day: s.value(s.tokens[i]), month: s.value(s.tok(i + 2)), next: i + 3}
	if s.isYear(s.tokens[i]) {
		return s.yearFirst(i, by)
	}
	if s.tokens[i].len() > 2 || !d.valid() {
		return day{}, false
	}
	if s.is(i+3, "-./") && s.b[s.tokens[i+3].start] == s.b[by.start] && s.tokens[i+3].gap == 0 {
		return s.figuresYear(i, d)
	}
	return d, true
}

// yearFirst reads what follows the year in 1951-03-12.
func (s *scan) yearFirst(i int, by token) (day, bool) {
	d := day{year: s.value(s.tokens[i]), month: s.value(s.tok(i + 2)), day: s.value(s.tok(i + 4)), next: i + 5}
	same := s.is(i+3, "-./") && s.b[s.tokens[i+3].start] == s.b[by.start]
	return d, same && s.glued(i+4) && s.tok(i+4).len() <= 2 && d.valid() && s.stamp(i, d.next)
}

// figuresYear reads the year of a date in figures.
func (s *scan) figuresYear(i int, d day) (day, bool) {
	k := i + 4
	if s.is(k, "'") {
		k++
	}
	t := s.tok(k)
	if t.class != number || t.gap > 0 {
		return d, true
	}
	dotted := s.b[s.tokens[i+1].start] == '.' && (s.tokens[i].len() < 2 || s.tokens[i+2].len() < 2) && k == i+4
	switch {
	case t.len() == 4 && s.isYear(t):
		d.year = s.value(t)
	case t.len() == 2 && !dotted:
		d.year, d.short = s.century(s.value(t)), k == i+4
	default:
		return day{}, false
	}
	d.next = k + 1
	return d, s.stamp(i, d.next)
}

// stamp marks the tokens of a date in figures, unless the same sign and more digits follow: then it is no date.
func (s *scan) stamp(i, next int) bool {
	if s.is(next, "-/.") && s.b[s.tokens[next].start] == s.b[s.tokens[i+1].start] && s.glued(next+1) && s.glued(next) {
		return false
	}
	for k := i; k < next; k++ {
		s.tokens[k].date = true
	}
	return true
}

// glued tells whether a token follows the one before it without a space, and is a number or a sign.
func (s *scan) glued(i int) bool {
	t := s.tok(i)
	return t.gap == 0 && !t.line && t.class != word
}

// century gives the year that two digits mean: at most ten years ahead.
func (s *scan) century(yy int) int {
	year := s.year - s.year%100 + yy
	if year > s.year+10 {
		year -= 100
	}
	return year
}

func (d day) valid() bool { return d.day >= 1 && d.day <= 31 && d.month >= 1 && d.month <= 12 }

// eight reads 19510312 and 12031951.
func (s *scan) eight(i int) (day, bool) {
	at := func(from, to int) int {
		t := s.tokens[i]
		return s.value(token{start: t.start + from, end: t.start + to, class: number})
	}
	for _, d := range []day{{year: at(0, 4), month: at(4, 6), day: at(6, 8), next: i + 1}, {year: at(4, 8), month: at(2, 4), day: at(0, 2), next: i + 1}} {
		if d.valid() && d.year >= leastYear && d.year <= s.year {
			return d, true
		}
	}
	return day{}, false
}

// written reads 12 maart 1951 from the day on.
func (s *scan) written(i int) (day, bool) {
	d := day{day: s.value(s.tokens[i])}
	if d.day < 1 || d.day > 31 || s.tokens[i].len() > 2 {
		return day{}, false
	}
	k := i + 1
	switch s.text(s.tok(k)) {
	case "e", "ste", "de", "-", ".":
		k++
	}
	return s.month(k, d)
}

// month reads the month that is token i, and the year behind it.
func (s *scan) month(i int, d day) (day, bool) {
	t := s.tok(i)
	if t.class != word || t.len() > 9 || t.len() < 3 {
		return day{}, false
	}
	d.month = months[s.text(t)]
	if d.month == 0 {
		return day{}, false
	}
	k := i + 1
	if s.is(k, ".-") {
		k++
	}
	d.next = i + 1
	switch y := s.tok(k); {
	case s.isYear(y):
		d.year, d.next = s.value(y), k+1
	case s.is(k, "'") && s.tok(k+1).len() == 2 && s.tok(k+1).class == number:
		d.year, d.next = s.century(s.value(s.tok(k+1))), k+2
	}
	if d.year == 0 && d.day == 0 {
		return day{}, false
	}
	for n := i; n < d.next; n++ {
		s.tokens[n].date = true
	}
	return d, true
}

// bareYear reads a year behind a word such as geboren.
func (s *scan) bareYear(i int) (day, bool) {
	t := s.tokens[i]
	if t.class != number || !s.isYear(t) || s.value(t) > s.year {
		return day{}, false
	}
	return day{year: s.value(t), next: i + 1}, s.near(i, 3, isBirth)
}

// tells judges whether a date could tell who somebody is.
func (s *scan) tells(i int, d day) (told, sure bool) {
	birth := s.birth(i, d.next)
	age := s.year - d.year
	since := s.near(i, 3, isSince) && age < generation
	switch {
	case birth:
		return true, d.day > 0
	case d.year == 0 || since || d.short && d.year > s.year-s.year%100:
		return false, false
	case d.day == 0:
		return age >= longerAgo, false
	}
	return age >= longAgo, false
}

// birth tells whether a word such as geboren stands near the tokens from i up to next, in the same sentence.
func (s *scan) birth(i, next int) bool {
	for k := i - 1; k >= max(i-birthBefore, 0) && !s.starts(k+1) && !s.tokens[k].mark; k-- {
		if s.tokens[k].flags&isBirth != 0 {
			return true
		}
	}
	for k := next; k < min(next+birthBehind, len(s.tokens)) && !s.is(k, ".!?;") && !s.tokens[k].mark; k++ {
		if s.tokens[k].flags&isBirth != 0 {
			return true
		}
	}
	return false
}

// starts tells whether token i begins a sentence. Signs such as quotes and dashes do not count, and a full stop behind
// an abbreviation does not end one.
func (s *scan) starts(i int) bool {
	for k := i - 1; k >= max(i-3, 0); k-- {
		if s.tokens[k+1].line {
			return true
		}
		switch {
		case s.is(k, "!?:"), s.is(k, "."):
			return !s.is(k, ".") || !s.abbreviated(k)
		case s.is(k, "\"'-*"):
		default:
			return false
		}
	}
	return i <= 3
}

// abbreviated tells whether the full stop that is token i only ends an abbreviation.
func (s *scan) abbreviated(i int) bool {
	t := s.tok(i - 1)
	return i > 0 && t.class == word && s.tokens[i].gap == 0 && (t.len() == 1 || t.flags&(isAbbreviation|isTitle|isBirth) != 0)
}
