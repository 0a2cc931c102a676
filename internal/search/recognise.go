package search

import "slices"

// heard is a word in which kinds of help may be recognised.
type heard struct {
	stems []heardStem
	stop  string  // the word itself, when it is a stop word of a query
	lacks bool    // it is said not to be there: only expressions that say so count
	worth float32 // 1 for a word of a query; less in the lesser fields of a document
}

// heardStem is a stem of the thesaurus that a word stands for.
type heardStem struct {
	id    uint32
	share float32 // 1 for the word itself, less for a part of a compound or a likely correction
}

// guess is a kind of help that words may ask for.
type guess struct {
	kind  int
	score float32
}

// listening says how words are heard.
type listening struct {
	dutch bool // expressions in other languages do not count
	query bool // stop words and hints count a little
}

// hearing is the scratch room of one recognition. All its numbers are zero between two of them.
type hearing struct {
	covered []float32 // expression → the weight of its stems that were heard
	seen    []uint32  // expressions with any
	best    []float32 // kind → its best expression for the word at hand
	kinds   []uint16  // kinds with any for the word at hand
	score   []float32 // kind → total
	stops   []bool    // stop word → it was heard
}

func newHearing(v *vocabulary) *hearing {
	return &hearing{covered: make([]float32, len(v.expressions)), best: make([]float32, len(v.kinds)), score: make([]float32, len(v.kinds)), stops: make([]bool, len(v.stops))}
}

// recognise scores the kinds of help that words tell of, best first. Each word
// counts once for a kind: by how telling it is, and by how much of the best
// expression that holds it was heard. Whole gives the expressions that were
// heard word for word.
func (v *vocabulary) recognise(words []heard, whole []uint32, how listening) []guess {
	h := v.room.Get().(*hearing)
	defer v.room.Put(h)
	h.cover(v, words, how)
	if how.query {
		h.coverStops(v, words)
	}
	for i := range words {
		h.count(v, &words[i])
	}
	for _, e := range whole {
		h.score[v.expressions[e].kind] += wholePhrase
	}
	v.deny(h, words)
	return h.finish()
}

// lacking is the share of an expression that counts for a word that is said not
// to be there, when the expression does not say so.
const lacking = 0.6

// hinted is how much of a hint counts as heard.
const hinted = 0.7

// wholePhrase is what an expression heard word for word adds.
const wholePhrase = 0.5

// cover adds up how much of each expression was heard. A stem heard twice counts once.
func (h *hearing) cover(v *vocabulary, words []heard, how listening) {
	counted := make(map[uint32]float32, len(words))
	for i := range words {
		for _, s := range words[i].stems {
			more := s.share - counted[s.id]
			if more <= 0 {
				continue
			}
			counted[s.id] = s.share
			for _, e := range v.places[s.id] {
				if ex := &v.expressions[e]; how.dutch && !ex.dutch || ex.hint && !how.query {
					continue
				}
				if h.covered[e] == 0 {
					h.seen = append(h.seen, e)
				}
				h.covered[e] += v.weight[s.id] * more
			}
		}
	}
}

// stopWeight is the weight of a stop word in an expression.
const stopWeight = 0.2

// coverStops corrects how much of the expressions was heard for their stop
// words: "kom bij mij op de koffie" is more than coffee.
func (h *hearing) coverStops(v *vocabulary, words []heard) {
	for i := range words {
		if id, ok := v.stops[words[i].stop]; ok {
			h.stops[id] = true
		}
	}
	for _, e := range h.seen {
		ex := &v.expressions[e]
		heard := 0
		for _, s := range ex.stops {
			if h.stops[s] {
				heard++
			}
		}
		all := ex.whole + stopWeight*float32(len(ex.stops))
		h.covered[e] = (h.covered[e] + stopWeight*float32(heard)) * ex.whole / all
	}
	clear(h.stops)
}

// count adds one word to the scores of kinds.
func (h *hearing) count(v *vocabulary, w *heard) {
	for _, s := range w.stems {
		worth := w.worth * s.share * v.telling[s.id]
		for _, e := range v.places[s.id] {
			ex := &v.expressions[e]
			share := h.covered[e] / ex.whole
			if share == 0 {
				continue
			}
			if ex.hint {
				share *= hinted
			}
			if w.lacks && !ex.denies {
				share *= lacking
			}
			if h.best[ex.kind] == 0 {
				h.kinds = append(h.kinds, ex.kind)
			}
			h.best[ex.kind] = max(h.best[ex.kind], worth*share*share)
		}
	}
	for _, k := range h.kinds {
		h.score[k] += h.best[k]
		h.best[k] = 0
	}
	h.kinds = h.kinds[:0]
}

// deny lowers the kinds that a word says are not meant, each once.
func (v *vocabulary) deny(h *hearing, words []heard) {
	var lowered []uint16
	for i := range words {
		for _, s := range words[i].stems {
			for _, k := range v.denied[s.id] {
				if s.share == 1 && !slices.Contains(lowered, k) {
					h.score[k] *= denied
					lowered = append(lowered, k)
				}
			}
		}
	}
}

// denied is what is left of the score of a kind that is not meant.
const denied = 0.5

// finish gives the scores, best first, and clears the room.
func (h *hearing) finish() []guess {
	var out []guess
	for k, score := range h.score {
		if score > 0 {
			out = append(out, guess{k, score})
		}
		h.score[k] = 0
	}
	for _, e := range h.seen {
		h.covered[e] = 0
	}
	h.seen = h.seen[:0]
	slices.SortFunc(out, func(a, b guess) int {
		if a.score != b.score {
			return compareFloat(b.score, a.score)
		}
		return a.kind - b.kind
	})
	return out
}

// wholes gives the expressions that stand word for word in a text.
func (v *vocabulary) wholes(words []token) []uint32 {
	stems := make([]string, len(words))
	for i := range words {
		stems[i] = stem(words[i].folded) + " "
	}
	var out []uint32
	var key []byte
	for i := range words {
		key = key[:0]
		for n := 0; n < v.longest && i+n < len(words); n++ {
			key = append(key, stems[i+n]...)
			for _, e := range v.phrases[string(key)] {
				if !containsID(out, e) {
					out = append(out, e)
				}
			}
		}
	}
	return out
}
