package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"samenspel/internal/thesaurus"
)

// Query is what a visitor asks. The text never filters; the chosen codes do:
// any one within a facet, all facets together.
type Query struct {
	Text string
	Area string // id of an area that is preferred

	// Within is the id of an area that services must come to: one that serves
	// it, something in it, or the whole network. Empty means anywhere.
	Within string

	Needs, Audiences, Forms, Costs, Access, Languages []string

	// AgeFrom and AgeTo are the chosen age band in years, AgeTo exclusive;
	// AgeTo 0 means no upper bound, both 0 means no choice.
	AgeFrom, AgeTo int

	// Without are the keys of the parts that were understood before, and taken
	// away by the visitor (see Part).
	Without []string

	// Professional leaves out what is not for the eyes of professionals: places where residents are among themselves.
	Professional bool

	Limit, Offset int // Limit 0 means 10
}

// Correction is a word that the index does not have and the one used instead.
type Correction struct{ Word, Used string }

// The limits that keep any text, however long, within bounded time.
const (
	maxText     = 2000 // bytes
	maxWishes   = 64   // distinct words
	maxPrefixed = 24   // terms that complete the last word
	minPrefix   = 2    // bytes that are completed
	maxRepaired = 24   // distinct words that are corrected
	maxResort   = 3    // words for which a resembling one is sought
)

// plan is a query as it was understood.
type plan struct {
	wishes    []wish // none: everything is asked for
	area      int32  // preferred area, or -1
	areaWord  string
	named     bool // the area was recognised in the text
	ages      ageRange
	corrected []Correction
	asked     []guess // kinds of help recognised, with certainty up to 1
	needs     []need  // the different things among them
	audiences []string
	role      Role
	dutch     bool    // no word of it is known in another language only
	foreign   bool    // another language than Dutch
	name      *called // what the text calls by its name, or nil
	naming    []token // the words that do so
	alarms    []thesaurus.Alarm
}

// wish is a word of the query with the terms that fulfil it.
type wish struct {
	word     string // as typed
	folded   string
	weight   float32
	variants []variant
}

// variant is one way to fulfil a wish.
type variant struct {
	term   uint32
	weight float32
	kind   ReasonKind
}

// understand reads the text of a query.
func (x *Index) understand(q *Query) plan {
	text := bounded(q.Text)
	words := tokens(text)
	if len(words) > 0 {
		words[len(words)-1].partial = endsInWord(text)
	}
	p := plan{area: x.areas.number(q.Area)}
	p.alarms = x.alarmed(words)
	inDutch(words)
	x.repair(words, &p)
	words = x.apart(words)
	deny(words)
	markKin(words)
	p.role = roleNamed(words)
	words = x.takeName(words, &p, q.Without)
	words = wanted(x.takeArea(words, &p))
	p.asked, p.needs = x.askedFor(words, p.dutch)
	p.audiences = audiencesNamed(words)
	ages, from, to := ageWish(words)
	p.ages = ages
	x.addWishes(cut(words, from, to), &p)
	x.addWishes(p.naming, &p)
	x.forget(&p, q.Without)
	if len(words)-len(p.wishes) >= sentence {
		x.trustKinds(&p)
	}
	if p.area < 0 {
		p.area = x.areas.number(q.Area)
	}
	if len(p.asked) == 0 && !slices.ContainsFunc(p.wishes, func(w wish) bool { return len(w.variants) > 0 }) {
		x.lastResort(&p)
	}
	return p
}

// bounded cuts a text to maxText bytes, at a whole character.
func bounded(text string) string {
	if len(text) <= maxText {
		return text
	}
	end := maxText
	for end > maxText-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// endsInWord says whether the last word may still be being typed.
func endsInWord(text string) bool {
	r, size := utf8.DecodeLastRuneInString(text)
	return size > 0 && inWord(r)
}

// cut leaves out the words from one position up to another.
func cut(words []token, from, to int) []token {
	return append(words[:from:from], words[to:]...)
}

// foreign says by how many more words a text is known in another language than
// in Dutch, and whether it is surely Dutch: none of its words is only known in another.
func (x *Index) foreign(words []token) (more int, dutch bool) {
	known, strange := 0, 0
	for _, w := range words[:min(len(words), 2*maxWishes)] {
		switch {
		case dutchStops[w.folded] && !foreignStops[w.folded]:
			dutch = true
		case foreignStops[w.folded] && !dutchStops[w.folded]:
			strange++
		case stopwords[w.folded] || weakwords[w.folded]:
		case x.strange(w.folded):
			more, strange = more+1, strange+1
		case x.split.words[w.folded] > 0 || x.said.words[w.folded]:
			more, known = more-1, known+1
		}
	}
	return more, strange == 0 && (dutch || known > 1)
}

// strange says whether a word is known in another language only, and does not
// sound like a Dutch word of the documents: "telefon" is "telefoon".
func (x *Index) strange(word string) bool {
	id, ok := x.said.stems[stem(word)]
	return ok && x.said.foreign[id] && !x.spelled.sounds(word)
}

// repair replaces misspellings in words.
func (x *Index) repair(words []token, p *plan) {
	strange, dutch := x.foreign(words)
	p.foreign, p.dutch = strange > 1, dutch
	if strange > 0 {
		return
	}
	seen := make(map[string]string)
	for i := range words[:min(len(words), 2*maxWishes)] {
		w := &words[i]
		if x.knows(w.folded) || w.partial && len(x.startingWith(w.folded)) > 0 {
			continue
		}
		used, ok := seen[w.folded]
		if !ok && len(seen) == maxRepaired {
			return
		}
		if !ok {
			used = x.spelled.correct(w.folded)
			seen[w.folded] = used
			if used != "" {
				p.corrected = append(p.corrected, Correction{w.text, used})
			}
		}
		if used != "" {
			w.folded = used
		}
	}
}

// knows says whether a word needs no correction.
func (x *Index) knows(word string) bool {
	if stopwords[word] || len(word) < minCorrected || x.split.words[word] > 0 || x.said.words[word] {
		return true
	}
	if _, ok := x.areas.names[word]; ok {
		return true
	}
	if _, ok := x.terms[stem(word)]; ok {
		return true
	}
	if id, ok := x.said.stems[stem(word)]; ok {
		return !x.said.foreign[id] || x.strange(word)
	}
	return x.split.split(word) != nil
}

// takeArea takes the name of an area out of the words.
func (x *Index) takeArea(words []token, p *plan) []token {
	area, from, to := x.areas.named(words, x.said.words)
	if area < 0 {
		return words
	}
	name := make([]string, 0, to-from)
	for _, w := range words[from:to] {
		name = append(name, w.text)
	}
	p.area, p.named, p.areaWord = area, true, strings.Join(name, " ")
	return cut(words, from, to)
}

// addWishes turns words into wishes; stop words only when there is nothing
// else and the index has them.
func (x *Index) addWishes(words []token, p *plan) {
	telling := slices.ContainsFunc(words, telling)
	seen := make(map[string]bool)
	for _, w := range words {
		if seen[w.folded] || telling && (stopwords[w.folded] || w.about) || len(p.wishes) == maxWishes {
			continue
		}
		seen[w.folded] = true
		if wish := x.wish(w); p.foreign {
			wish.weight *= float32(x.weights.weak)
			p.wishes = append(p.wishes, wish)
		} else if telling || len(wish.variants) > 0 {
			p.wishes = append(p.wishes, wish)
		}
	}
}

// sentence is how many words of a text tell nothing by themselves when it is a sentence.
const sentence = 3

// trustKinds lets the words of a sentence weigh less than the kind of help that
// they surely ask for together, when it is one: "sinds mijn man dood is" is not about death.
func (x *Index) trustKinds(p *plan) {
	if len(p.needs) != 1 || float64(p.asked[0].score) < x.weights.sure {
		return
	}
	for i := range p.wishes {
		p.wishes[i].weight *= float32(x.weights.inSentence)
	}
}

// lastResort looks for words that share pieces of three letters with those that
// nothing is known of, when there is nothing else to go by.
func (x *Index) lastResort(p *plan) {
	for i := range p.wishes[:min(len(p.wishes), maxResort)] {
		w := &p.wishes[i]
		if other := x.spelled.resembling(w.folded); other != "" && w.add(x, stem(other), float32(x.weights.resort), ReasonTypo) {
			p.corrected = append(p.corrected, Correction{w.word, other})
		}
	}
}

// wish looks up the terms that fulfil a word.
func (x *Index) wish(w token) wish {
	out := wish{word: w.text, folded: w.folded, weight: 1}
	if weakwords[w.folded] || w.denied {
		out.weight = float32(x.weights.weak)
	}
	scale, kind, partKind := float32(1), ReasonSame, ReasonPart
	if fold(w.text) != w.folded {
		scale, kind, partKind = float32(x.weights.typo), ReasonTypo, ReasonTypo
	}
	known := out.add(x, stem(w.folded), scale, kind)
	for _, part := range x.split.split(w.folded) {
		out.add(x, stem(part), scale*float32(x.weights.queryPart), partKind)
	}
	if w.partial && len(w.folded) >= minPrefix {
		out.complete(x, known)
	}
	return out
}

// add makes a stem fulfil the wish, if the index has it.
func (w *wish) add(x *Index, stem string, weight float32, kind ReasonKind) bool {
	term, ok := x.terms[stem]
	if ok && !w.has(term) {
		w.variants = append(w.variants, variant{term, weight, kind})
	}
	return ok
}

func (w *wish) has(term uint32) bool {
	for _, v := range w.variants {
		if v.term == term {
			return true
		}
	}
	return false
}

// complete adds the words that begin with the one being typed, the commonest
// when there are many.
func (w *wish) complete(x *Index, known bool) {
	weight := float32(x.weights.prefix)
	if known {
		weight = float32(x.weights.complete)
	}
	forms := slices.Clone(x.startingWith(w.folded))
	slices.SortStableFunc(forms, func(a, b uint32) int { return x.forms[b].docs - x.forms[a].docs })
	for _, id := range forms {
		f := &x.forms[id]
		if len(w.variants) >= maxPrefixed {
			return
		}
		if term := f.terms[0].term; !stopwords[f.folded] && !w.has(term) {
			w.variants = append(w.variants, variant{term, weight, ReasonPrefix})
		}
	}
}
