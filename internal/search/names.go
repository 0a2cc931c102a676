package search

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
)

// Organisations and services are sought by their names as well. A name is kept
// under the ways in which people write it: with and without its legal form,
// its article, what stands before that ("Inloophuis De Drempel") and the wijk
// behind it. A name that is just a word for a kind of help is none.

// callings are the names of organisations and services: by length, then by letters.
type callings struct {
	called  []called
	longest int // words of the longest name
}

// called is a name with the documents that have it.
type called struct {
	key, text string   // as one folded word; as it is written
	docs      []uint32 // first those whose whole name it is, or that of their organisation
	whole     int      // how many those are
}

var (
	legalForms = wordSet("stichting st stg vereniging ver cooperatie cooperatief bv nv vof ua")
	articles   = wordSet("de het t")
)

// newCallings reads the names of all documents.
func (x *Index) newCallings() callings {
	n := naming{called: make(map[string]*nameFound)}
	openers := x.openers()
	for d := range x.docs {
		x.call(&n, uint32(d), x.docs[d].Organization, openers)
		x.call(&n, uint32(d), x.docs[d].Title, nil)
	}
	out := callings{called: make([]called, 0, len(n.called)), longest: n.longest}
	for key, f := range n.called {
		short := slices.DeleteFunc(f.short, func(d uint32) bool { return slices.Contains(f.whole, d) })
		out.called = append(out.called, called{key, f.text, slices.Concat(f.whole, short), len(f.whole)})
	}
	slices.SortFunc(out.called, func(a, b called) int { return compareKeys(a.key, b.key) })
	return out
}

func compareKeys(a, b string) int { return cmp.Or(len(a)-len(b), cmp.Compare(a, b)) }

// find gives the name with a key, or nil.
func (n *callings) find(key string) *called {
	i, ok := slices.BinarySearchFunc(n.called, key, func(c called, key string) int { return compareKeys(c.key, key) })
	if !ok {
		return nil
	}
	return &n.called[i]
}

// naming collects names while documents are read.
type naming struct {
	called  map[string]*nameFound
	longest int
}

type nameFound struct {
	text         string
	whole, short []uint32
}

// commonOpener is how many organisations begin with a word that is left out when they are called by a shorter name.
const commonOpener = 3

// openers gives the words that names of several organisations begin with, such
// as "Inloophuis", and those that may always be left out.
func (x *Index) openers() map[string]bool {
	count, seen := make(map[string]int), make(map[string]bool)
	for d := range x.docs {
		name := x.docs[d].Organization
		if seen[name] {
			continue
		}
		seen[name] = true
		words := tokens(name)
		for _, w := range words[:max(min(len(words)-1, 2), 0)] {
			count[w.folded]++
		}
	}
	out := maps.Clone(legalForms)
	for word, n := range count {
		if n >= commonOpener {
			out[word] = true
		}
	}
	return out
}

// call enters a document under a name and the shorter ways to say that: without
// the openers, without the article, from an article on, without the area.
func (x *Index) call(n *naming, d uint32, text string, openers map[string]bool) {
	words := tokens(text)
	end := len(words)
	ends := []int{end}
	if from := x.areaAtEnd(words); from > 0 {
		ends = append(ends, from)
	}
	starts := []int{0}
	opening := openers != nil
	for i, w := range words {
		if opening = opening && openers[w.folded]; opening || openers != nil && articles[w.folded] {
			starts = append(starts, i, i+1)
		}
	}
	slices.Sort(starts)
	for _, from := range slices.Compact(starts) {
		for _, to := range ends {
			if whole := from == 0 && to == end; from < to && !x.plainName(words[from:to], whole) {
				n.add(d, words[from:to], text, whole)
			}
		}
	}
	n.longest = max(n.longest, end)
}

// areaAtEnd is where the name of an area begins that the words end in, or 0.
func (x *Index) areaAtEnd(words []token) int {
	for from := max(1, len(words)-x.areas.longest-1); from < len(words); from++ {
		if _, ok := x.areas.names[joined(withoutArticle(words[from:]))]; ok {
			return from
		}
	}
	return 0
}

// plainName says whether words are too ordinary to be a name: an expression for
// a kind of help, an area, stop words, or a short form of one known word.
func (x *Index) plainName(words []token, whole bool) bool {
	_, area := x.areas.names[joined(withoutArticle(words))]
	if area || x.said.expresses(words) {
		return true
	}
	if whole {
		return len(words) == 1 && stopwords[words[0].folded]
	}
	w := words[0].folded
	return tellingWords(words) == 0 || len(words) == 1 && (len(w) < 3 || weakwords[w] || len(x.hear(w)) > 0)
}

func tellingWords(words []token) int {
	n := 0
	for _, w := range words {
		if !stopwords[w.folded] {
			n++
		}
	}
	return n
}

func (n *naming) add(d uint32, words []token, text string, whole bool) {
	key := joined(words)
	f := n.called[key]
	if f == nil {
		f = &nameFound{text: text}
		n.called[key] = f
	}
	list := &f.short
	if whole {
		list, f.text = &f.whole, text
	}
	if k := len(*list); k == 0 || (*list)[k-1] != d {
		*list = append(*list, d)
	}
}

const (
	leastName = 6 // letters of the shortest name that is corrected
	mostWords = 7 // words of the longest text that may be a misspelt name
)

// nearest gives the name with the fewest edits from a key, or nil. Longer keys
// may differ more, those of known words by one edit only.
func (n *callings) nearest(key string, strange bool) *called {
	limit := 1
	if strange {
		limit = min(1+len(key)/8, 3)
	}
	if len(key) > maxWord {
		return nil
	}
	var best *called
	letters, fewest := lettersOf(key), limit+1
	at, _ := slices.BinarySearchFunc(n.called, max(len(key)-limit, leastName), func(c called, size int) int { return cmp.Or(len(c.key)-size, 1) })
	for ; at < len(n.called) && len(n.called[at].key) <= len(key)+limit; at++ {
		c := &n.called[at]
		if bits.OnesCount64(letters^lettersOf(c.key)) > 2*limit {
			continue
		}
		if e := edits(key, c.key, limit); e < fewest {
			best, fewest = c, e
		}
	}
	return best
}
