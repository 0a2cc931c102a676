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

// callings knows what organisations and services are called.
type callings struct {
	called  map[string]*called // by the name as one folded word
	keys    []nameKey          // the same names by their length, for misspellings
	longest int                // words of the longest name
}

// called is a name with the documents that have it.
type called struct {
	key, text string
	whole     []uint32 // it is their whole name, or that of their organisation
	short     []uint32 // it is a shorter way to say that
	telling   int      // its words that are no stop words
}

type nameKey struct {
	key     string
	letters uint64
}

var (
	legalForms = wordSet("stichting st stg vereniging ver cooperatie cooperatief bv nv vof ua")
	articles   = wordSet("de het t")
)

// newCallings reads the names of all documents.
func (x *Index) newCallings() callings {
	n := callings{called: make(map[string]*called)}
	openers := x.openers()
	for d := range x.docs {
		x.call(&n, uint32(d), x.docs[d].Organization, openers)
		x.call(&n, uint32(d), x.docs[d].Title, nil)
	}
	for key := range n.called {
		n.keys = append(n.keys, nameKey{key, lettersOf(key)})
	}
	slices.SortFunc(n.keys, func(a, b nameKey) int {
		return cmp.Or(len(a.key)-len(b.key), cmp.Compare(a.key, b.key))
	})
	return n
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
func (x *Index) call(n *callings, d uint32, text string, openers map[string]bool) {
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

func (n *callings) add(d uint32, words []token, text string, whole bool) {
	key := joined(words)
	c := n.called[key]
	if c == nil {
		c = &called{key: key, text: text, telling: tellingWords(words)}
		n.called[key] = c
	}
	list := &c.short
	if whole {
		list, c.text = &c.whole, text
	}
	if k := len(*list); k == 0 || (*list)[k-1] != d {
		*list = append(*list, d)
	}
}

const (
	leastName = 6 // letters of the shortest name that is corrected
	mostWords = 7 // words of the longest text that may be a misspelt name
)

// nearest gives the name with the fewest edits from a key, or "". Longer keys
// may differ more, those of known words by one edit only.
func (n *callings) nearest(key string, strange bool) string {
	limit := 1
	if strange {
		limit = min(1+len(key)/8, 3)
	}
	letters, best, fewest := lettersOf(key), "", limit+1
	at, _ := slices.BinarySearchFunc(n.keys, len(key)-limit, func(k nameKey, size int) int { return len(k.key) - size })
	for ; at < len(n.keys) && len(n.keys[at].key) <= len(key)+limit; at++ {
		k := &n.keys[at]
		if bits.OnesCount64(letters^k.letters) > 2*limit || len(k.key) < leastName || len(key) > maxWord {
			continue
		}
		if e := edits(key, k.key, limit); e < fewest {
			best, fewest = k.key, e
		}
	}
	return best
}
