package privacy

// before says what stands before a name.
type before int

const (
	nothing  before = iota
	title           // mevrouw, dhr., familie
	relation        // zoon, buurvrouw
	role            // cliënt, vrijwilliger
	naming          // heet, naam:
)

// parts is what the words of a possible name are, by the lists.
type parts struct {
	next     int // token behind it
	cut      int // token behind what stands before the last particles, if anything does
	initials int
	lead     int  // particles before the first word
	joined   bool // there are particles
	der      bool // one of them is der, den, ter or ten
	small    bool // one between words is written small
	first    flag // flags of the first word that is no particle
	all      flag // flags of all words together
	surname  bool // a later word has the ending of a surname
	later    flag // flags of the words behind the first
	shout    bool
	foreign  bool // one has a letter that Dutch does not write
	unknown  int  // words that no list holds
	words    int  // words in all, particles and initials excepted
}

// name finds a name or initials that begin with token i.
func (s *scan) name(i int) {
	if i < s.nameEnd {
		return
	}
	t := s.tokens[i]
	b := s.before(i)
	if t.letters == small {
		s.smallName(i, b)
		return
	}
	if t.passes {
		return
	}
	if s.monogram(t) {
		s.named(i, i+1)
		return
	}
	p := s.parts(i)
	if p.cut > i && s.isPlaceWord(s.tokens[p.next-1]) && s.lives(p) {
		p.next = p.cut
	}
	if p.next > i && s.isName(i, b, p) {
		s.named(i, p.next)
	}
}

func (s *scan) named(i, next int) {
	s.report(Name, s.tokens[i].start, s.tokens[next-1].end, false)
	s.nameEnd = next
}

// before tells which kind of word stands before token i.
func (s *scan) before(i int) before {
	k := i - 1
	if s.is(k, ".:") {
		k--
	}
	t := s.tok(k)
	dotted, colon := k == i-2 && s.is(i-1, "."), k == i-2 && s.is(i-1, ":")
	switch {
	case t.flags&isTitle != 0 && (!dotted || t.flags&isAbbreviation != 0 && s.tokens[i-1].gap == 0):
		return title
	case t.flags&isRelation != 0 && k == i-1:
		return relation
	case t.flags&isRole != 0 && !dotted:
		return role
	case s.isNamingBefore(k) && (k == i-1 || colon):
		return naming
	}
	return nothing
}

// isNamingBefore tells whether token k is a word such as heet, or follows one: naam is, noemt zich.
func (s *scan) isNamingBefore(k int) bool {
	t := s.tok(k)
	if t.flags&isNaming != 0 {
		return true
	}
	switch s.text(t) {
	case "is", "zich", "zichzelf", "nu":
		return s.tok(k-1).flags&isNaming != 0
	}
	return false
}

// maxParts bounds the words of a name.
const maxParts = 8

// parts reads capitalised words, initials and the particles between them from token i on.
func (s *scan) parts(i int) (p parts) {
	k := i
	for n := 0; n < maxParts; n++ {
		t := s.tok(k)
		if k > i && (t.line || t.gap > 1) || t.passes || t.class != word {
			break
		}
		switch {
		case t.len() == 1 && t.letters != small:
			p.initials++
			k++
			if s.is(k, ".") && s.tokens[k].gap == 0 {
				k++
			}
		case s.shortParticle(k):
			p.particle(s, t)
			k += 2
			continue
		case t.flags&isParticle != 0 && s.leads(k):
			if p.next == k {
				p.cut = k
			}
			p.particle(s, t)
			k++
			continue
		case t.letters == small || t.flags&(isNoName|isTitle) != 0 && (!p.joined || t.flags&isLastJoined == 0) && (k > i || t.flags&(anyFirst|anyLast) == 0):
			return p
		default:
			p.take(s, t)
			k++
		}
		p.next = k
		if s.is(k, "-'") && s.tokens[k].gap == 0 && s.tok(k+1).gap == 0 && s.tok(k+1).letters != small {
			k++
		}
	}
	return p
}

// shortParticle tells whether a particle is shortened to a letter, as in J.v.B. and v.d. Berg.
func (s *scan) shortParticle(k int) bool {
	switch s.text(s.tok(k)) {
	case "v", "d":
		t := s.tok(k + 2)
		return s.is(k+1, ".") && t.class == word && !t.line && (t.letters != small || t.len() == 1)
	}
	return false
}

// particle counts a particle.
func (p *parts) particle(s *scan, t token) {
	if p.words == 0 && p.initials == 0 {
		p.lead++
	} else {
		p.small = p.small || t.letters == small
	}
	switch s.text(t) {
	case "der", "den", "ter", "ten":
		p.der = true
	}
	p.joined = true
}

// take counts a word.
func (p *parts) take(s *scan, t token) {
	if p.joined && t.flags&isLastJoined != 0 {
		t.flags |= isLastMaybe
	}
	if p.words == 0 {
		p.first = t.flags
		p.shout = t.letters == shout
	} else {
		p.surname = p.surname || s.surnameEnding(t)
		p.later |= t.flags
	}
	p.words++
	p.all |= t.flags
	p.foreign = p.foreign || t.foreign
	if t.flags&(anyFirst|anyLast) == 0 {
		p.unknown++
	}
}

// leads tells whether a particle leads to a capitalised word, over other particles.
func (s *scan) leads(k int) bool {
	for n := k + 1; n <= k+3; n++ {
		t := s.tok(n)
		if t.class != word && !s.is(n, "'") || t.line {
			return false
		}
		if t.letters != small && t.flags&isNoName == 0 && !t.passes && t.flags&isParticle == 0 {
			return true
		}
		if t.letters != small && t.flags&(anyLast|anyFirst|isLastJoined) != 0 && !t.passes {
			return true
		}
	}
	return false
}

// isName judges a possible name by its words and what stands around it.
func (s *scan) isName(i int, b before, p parts) bool {
	if s.isPlace(i, p) {
		return false
	}
	known := p.all&(anyFirst|anyLast) != 0
	if b == nothing && s.isOrganizationWord(s.tokens[i]) {
		return false
	}
	switch b {
	case title:
		return p.words == 0 || known || !p.shout || s.tok(p.next-1).len() <= 2
	case relation:
		return p.words == 0 || known || !p.shout && !s.isOrganizationWord(s.tokens[p.next-1])
	case role:
		return known && !s.isThing(p) || p.words == 0 && p.initials > 0
	case naming:
		return known || !p.shout && s.near(i, 5, isPerson|isRole|isRelation)
	}
	return s.isAlone(i, p)
}

// isThing tells whether the only word of a name is more often another word.
func (s *scan) isThing(p parts) bool {
	return p.words == 1 && p.first&isNoName != 0 && p.initials == 0
}

// isAlone judges a possible name without a title or the like before it.
func (s *scan) isAlone(i int, p parts) bool {
	start := s.starts(i)
	switch {
	case p.first&(isFirst|isFirstCapital) != 0 && p.first&isNoName == 0:
		return true
	case p.initials > 0:
		return s.withInitials(i, p)
	case p.first&isLast != 0 && p.first&isNoName == 0 || p.later&isLast != 0:
		return true
	case p.surname || p.later&(isFirst|isFirstCapital) != 0:
		return true
	case p.later&isLastMaybe != 0 && (!start && !p.joined || p.small), p.der && p.words > 1, p.foreign:
		return true
	case p.first&isFirstMaybe != 0 && (p.later&anyLast != 0 || s.maybeFirst(i, p, start)):
		return true
	case p.first&isLastMaybe != 0 && s.particled(i, p):
		return true
	}
	if start && p.words == 1 && p.unknown == 1 {
		return !p.shout && !p.joined && s.soundsForeign(i, p)
	}
	if !start && p.words == 2 && p.unknown == 2 && !p.joined && !p.shout && !s.isProgram(i, p) {
		return true
	}
	return !start && !p.shout && p.words > 0 && !p.joined && p.first&(isNoName|isOrganization) == 0 && s.isMet(i, p)
}

// soundsForeign tells whether an unknown word ends in a vowel as hardly any Dutch noun for a person does, before what
// only people do: Ayana zoekt.
func (s *scan) soundsForeign(i int, p parts) bool {
	t := s.tokens[i]
	switch s.low[t.end-1] {
	case 'a', 'i', 'o', 'y':
		return t.len() > 2 && t.flags&(isRelation|isRole|isNoName|isTitle) == 0 && s.tok(p.next).flags&isVerb != 0
	}
	return false
}

// maybeFirst judges a first name that is also a word, alone: in the middle of a sentence, or before what only people
// do.
func (s *scan) maybeFirst(i int, p parts, start bool) bool {
	return p.first&isNoName == 0 && !p.shout && !p.joined && (!start || s.tok(p.next).flags&isVerb != 0) && !s.article(i)
}

// article tells whether de or het stands before token i.
func (s *scan) article(i int) bool {
	text := s.text(s.tok(i - 1))
	return text == "de" || text == "het"
}

// isMet tells whether a capitalised word that no list holds is somebody one speaks with or who does what only people
// do: gesproken met …, … belt terug.
func (s *scan) isMet(i int, p parts) bool {
	if s.article(i) || s.isOrganizationWord(s.tokens[p.next-1]) {
		return false
	}
	if k := i - 1; s.text(s.tok(k)) == "met" || s.text(s.tok(k)) == "naar" {
		return s.tok(k-1).flags&isContact != 0 || s.tok(p.next).flags&isContact != 0
	}
	return s.tok(i-1).flags&(isContact) != 0 || s.tok(p.next).flags&isVerb != 0
}

// particled tells whether van der, van den, ter or the like stands before a surname.
func (s *scan) particled(i int, p parts) bool {
	if p.lead > 1 {
		return true
	}
	switch s.text(s.tok(i - 1)) {
	case "der", "den", "ter", "ten":
		return !s.starts(i)
	}
	return false
}

var surnameEndings = []string{"sma", "stra", "inga", "enga", "oglu", "ovic", "evic", "owski", "ewski", "owska", "ewska", "enko", "chuk", "zadeh", "sson", "idze",
	"ssen", "mans", "ink", "meijer", "meyer", "ema", "pour", "yan", "ova", "eva"}

// surnameEnding tells whether a word of five letters or more ends as surnames do.
func (s *scan) surnameEnding(t token) bool {
	return t.letters == capital && t.len() > 4 && s.surnameLike(t)
}

func (s *scan) surnameLike(t token) bool {
	for _, e := range surnameEndings {
		if s.endsIn(t, e) {
			return true
		}
	}
	return false
}
