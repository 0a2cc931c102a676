package search

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// contactWords are asked with a name, and ask for nothing else than whom it belongs to.
var contactWords = wordSet(`
	telefoonnummer telefoon tel nummer adres website site mail email emailadres mailadres openingstijden open contact
	contactgegevens gegevens bellen bereiken bereikbaar organisatie waar phone number address website opening hours
`)

// takeName takes the name of an organisation or service out of the words. What
// is left is nothing when the rest only asks for it ("telefoonnummer").
func (x *Index) takeName(words []token, p *plan, without []string) []token {
	c, from, to := x.named(words)
	if c == nil {
		c, from, to = x.nearlyNamed(words)
	}
	if c == nil || slices.Contains(without, Part{Kind: PartName, Code: c.key}.Key()) {
		return words
	}
	p.name, p.naming = c, words[from:to]
	if joined(p.naming) != c.key {
		p.naming, p.corrected = tokens(c.text), []Correction{{joinedText(words[from:to]), c.text}}
	}
	if x.onlyAsks(words, from, to) {
		p.foreign = false
		return x.areasIn(words, from, to)
	}
	return cut(words, from, to)
}

// named finds the longest name that stands in a text, and its words.
func (x *Index) named(words []token) (c *called, from, to int) {
	words = words[:min(len(words), 2*maxWishes)]
	var key []byte
	for i := range words {
		key = key[:0]
		for j := i; j < min(len(words), i+x.callings.longest); j++ {
			key = append(key, words[j].folded...)
			if j+1-i <= to-from {
				continue
			}
			if found := x.callings.find(string(key)); found != nil && x.meant(found, words, i, j+1) {
				c, from, to = found, i, j+1
			}
		}
	}
	return c, from, to
}

// meant says whether words that could be a name are meant as one: when nothing
// else is asked, when they are written with capitals inside a sentence, or when
// it is a whole name of some length that is no ordinary Dutch.
func (x *Index) meant(c *called, words []token, from, to int) bool {
	if x.onlyAsks(words, from, to) {
		return true
	}
	capitals, strange := from > 0, false
	for _, w := range words[from:to] {
		first, _ := utf8.DecodeRuneInString(w.text)
		capitals = capitals && (stopwords[w.folded] || unicode.IsUpper(first))
		strange = strange || !stopwords[w.folded] && !weakwords[w.folded] && !x.said.words[w.folded]
	}
	return capitals && (strange || to-from > 1) || strange && c.whole > 0 && tellingWords(words[from:to]) > 1
}

// onlyAsks says whether the words around a name ask for nothing else than that.
func (x *Index) onlyAsks(words []token, from, to int) bool {
	for i, w := range words {
		_, area := x.areas.names[w.folded]
		if (i < from || i >= to) && !stopwords[w.folded] && !contactWords[w.folded] && !legalForms[w.folded] && !area {
			return false
		}
	}
	return true
}

// areasIn keeps of the words around a name those that are an area.
func (x *Index) areasIn(words []token, from, to int) []token {
	var out []token
	for i, w := range words {
		if _, area := x.areas.names[w.folded]; area && (i < from || i >= to) {
			out = append(out, w)
		}
	}
	return out
}

// nearlyNamed finds the name that a short text is most likely a misspelling of.
func (x *Index) nearlyNamed(words []token) (c *called, from, to int) {
	for to = len(words); from < to && contactWords[words[from].folded]; from++ {
	}
	strange := false
	var key []byte
	for _, w := range words[from:to] {
		folded := fold(w.text)
		strange = strange || !x.knows(folded)
		key = append(key, folded...)
	}
	if to-from > mostWords || len(key) < leastName || !strange && to-from < 2 {
		return nil, 0, 0
	}
	return x.callings.nearest(string(key), strange), from, to
}

func joinedText(words []token) string {
	out := ""
	for _, w := range words {
		out += " " + w.text
	}
	return out[min(1, len(out)):]
}

// lead puts the documents of a name that was recognised before all others.
func (x *Index) lead(found []candidate, p *plan) []candidate {
	if p.name == nil {
		return found
	}
	best, at := float32(1), make(map[uint32]int, len(found))
	for i, c := range found {
		best, at[c.doc] = max(best, c.score), i
	}
	for i, d := range p.name.docs {
		first := x.weights.named
		if i >= p.name.whole {
			first = x.weights.namedShort
		}
		place, ok := at[d]
		if !ok {
			place = len(found)
			found = append(found, candidate{doc: d})
		}
		found[place].score += float32(first) * best
	}
	return found
}
