package search

import (
	"math"
	"strings"
	"sync"

	"samenspel/internal/thesaurus"
)

// vocabulary is a thesaurus made ready to recognise kinds of help in words.
// It never changes after it was made.
type vocabulary struct {
	kinds       []thesaurus.Kind
	stems       map[string]uint32 // stem → its number
	words       map[string]bool   // folded Dutch words, as parts of compounds
	spellings   []spelling        // the same words, to correct others to
	expressions []expression
	places      [][]uint32 // stem → the expressions with it
	telling     []float32  // stem → 1 when only one kind has it, less for each more
	weight      []float32  // stem → its share in an expression
	phrases     map[string][]uint32
	longest     int // words of the longest phrase
	denied      []map[uint32]bool
	room        sync.Pool
}

// expression is one way to ask for a kind of help.
type expression struct {
	kind  uint16
	dutch bool
	whole float32 // the weights of its stems together
	stems []uint32
}

// standardVocabulary is the vocabulary of the thesaurus that comes with the product.
var standardVocabulary = sync.OnceValue(func() *vocabulary { return newVocabulary(thesaurus.Standard()) })

func newVocabulary(set *thesaurus.Set) *vocabulary {
	v := &vocabulary{kinds: set.Kinds, stems: make(map[string]uint32), words: make(map[string]bool), phrases: make(map[string][]uint32)}
	for k := range set.Kinds {
		kind := &set.Kinds[k]
		for _, text := range kind.Dutch() {
			v.add(k, text, true)
		}
		for _, language := range thesaurus.Languages {
			for _, text := range kind.Foreign[language] {
				v.add(k, text, false)
			}
		}
		v.denied = append(v.denied, v.stemsOf(kind.Not))
	}
	for word := range v.words {
		v.spellings = appendSpelling(v.spellings, word, 0)
	}
	v.weigh()
	v.room.New = func() any { return newHearing(v) }
	return v
}

// add takes in an expression: as a whole phrase, and by the stems that tell something.
func (v *vocabulary) add(kind int, text string, dutch bool) {
	words := tokens(text)
	e := expression{kind: uint16(kind), dutch: dutch}
	for _, w := range words {
		if stopwords[w.folded] {
			continue
		}
		if dutch {
			v.words[w.folded] = true
		}
		if id := v.stem(w.folded); !containsID(e.stems, id) {
			e.stems = append(e.stems, id)
		}
	}
	id := uint32(len(v.expressions))
	v.expressions = append(v.expressions, e)
	for _, s := range e.stems {
		v.places[s] = append(v.places[s], id)
	}
	if len(words) > 1 || len(e.stems) == 0 {
		key := phrase(words)
		v.phrases[key] = append(v.phrases[key], id)
		v.longest = max(v.longest, len(words))
	}
}

// stem gives the number of a word's stem, new or known.
func (v *vocabulary) stem(folded string) uint32 {
	s := stem(folded)
	id, ok := v.stems[s]
	if !ok {
		id = uint32(len(v.stems))
		v.stems[s] = id
		v.places = append(v.places, nil)
	}
	return id
}

// stemsOf gives the stems of single words.
func (v *vocabulary) stemsOf(texts []string) map[uint32]bool {
	out := make(map[uint32]bool)
	for _, text := range texts {
		for _, w := range tokens(text) {
			if !stopwords[w.folded] {
				out[v.stem(w.folded)] = true
			}
		}
	}
	return out
}

func containsID(list []uint32, id uint32) bool {
	for _, other := range list {
		if other == id {
			return true
		}
	}
	return false
}

// phrase is the key of words that follow each other.
func phrase(words []token) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(stem(w.folded))
		b.WriteByte(' ')
	}
	return b.String()
}

// weigh computes how telling each stem is: for which kind, and within an expression.
func (v *vocabulary) weigh() {
	v.telling, v.weight = make([]float32, len(v.stems)), make([]float32, len(v.stems))
	weak := make([]bool, len(v.stems))
	for word := range weakwords {
		if id, ok := v.stems[stem(word)]; ok {
			weak[id] = true
		}
	}
	kinds, all := float64(len(v.kinds)), float64(len(v.expressions))
	for s, list := range v.places {
		in := make(map[uint16]bool)
		for _, e := range list {
			in[v.expressions[e].kind] = true
		}
		v.telling[s] = float32(math.Log1p(kinds/float64(max(len(in), 1))) / math.Log1p(kinds))
		v.weight[s] = float32(math.Log1p(all/float64(max(len(list), 1))) / math.Log1p(all))
		if weak[s] {
			v.telling[s] *= 0.4
			v.weight[s] *= 0.4
		}
	}
	for i := range v.expressions {
		e := &v.expressions[i]
		for _, s := range e.stems {
			e.whole += v.weight[s]
		}
	}
}
