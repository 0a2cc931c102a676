package search

import (
	"hash/fnv"
	"math"
	"slices"
	"sync"
)

// Index is a searchable set of documents. It never changes, and any number of
// goroutines may use it at once.
type Index struct {
	lexicon
	weights  weights
	docs     []Document
	areas    areaTree
	found    [][]occurrence // document → its forms
	postings [][]posting    // term → the documents with it, in order
	rarity   []float32      // term → inverse document frequency
	places   []placement
	facets   []facet
	order    []uint32 // document → its place among equal scores
	ranked   []uint32 // the reverse: place → document
	hints    []hint
	callings callings
	said     *vocabulary
	rooms    sync.Pool       // tallies to be used again
	kinds    [][]kindPosting // kind of help → the documents of it, in order
	help     [][]kindShare   // document → its kinds of help
	alike    [][]sibling     // document → those most like it
}

// posting says how much of a term a document has.
type posting struct {
	doc    uint32
	amount float32 // frequency over all fields, weighted and corrected for length
	fields uint8   // bit per field of textFields, and siblingMask
}

// Build makes the index of a network's documents. It keeps the slices inside
// them, which must not change afterwards.
func Build(cfg Config, areas []Area, docs []Document) *Index {
	return build(cfg, areas, docs, standard)
}

func build(cfg Config, areas []Area, docs []Document, w weights) *Index {
	x := &Index{weights: w, docs: slices.Clone(docs), areas: newAreaTree(areas), said: vocabularyOf(cfg.Words)}
	x.ids, x.terms = make(map[string]uint32), make(map[string]uint32)
	x.found = make([][]occurrence, len(docs))
	for i := range x.docs {
		x.found[i] = slices.Clone(x.read(&x.docs[i])) // without the room that was left
	}
	x.analyse(&x.weights, x.said)
	own := x.weigh()
	x.rarity = rarity(own, len(x.terms))
	terms, alike := x.inherit(own)
	x.alike, x.postings = alike, invert(terms, len(x.terms))
	x.help = x.classify(alike)
	x.kinds = invertKinds(x.help, len(x.said.kinds))
	x.places = x.areas.place(x.docs)
	x.facets = newFacets(x.docs, x.places, &x.areas)
	x.order, x.ranked = tieOrder(cfg, x.docs)
	x.hints, x.callings = x.newHints(), x.newCallings()
	x.rooms.New = func() any { return newTally(len(x.docs)) } // not docs: that would keep every text
	for i := range x.docs {
		x.docs[i].forget()
	}
	return x
}

// docTerm is a posting seen from its document.
type docTerm struct {
	term   uint32
	amount float32
	fields uint8
}

// weigh computes the terms of each document, ordered by term.
func (x *Index) weigh() [][]docTerm {
	mean := x.meanLengths()
	out := make([][]docTerm, len(x.docs))
	for d, found := range x.found {
		scale := x.fieldScale(lengths(found), mean)
		var terms []docTerm
		for i := range found {
			amount := float32(0)
			for f, n := range found[i].counts {
				amount += float32(n) * scale[f]
			}
			for _, t := range x.forms[found[i].form].terms {
				terms = append(terms, docTerm{t.term, amount * t.weight, found[i].mask()})
			}
		}
		out[d] = mergeTerms(terms)
	}
	return out
}

// fieldScale is what one occurrence is worth in each field of a document.
func (x *Index) fieldScale(length, mean [fieldCount]float64) [fieldCount]float32 {
	var scale [fieldCount]float32
	for f := range scale {
		b := x.weights.length[f]
		scale[f] = float32(x.weights.field[f] / (1 - b + b*length[f]/max(mean[f], 1)))
	}
	return scale
}

func lengths(found []occurrence) [fieldCount]float64 {
	var sum [fieldCount]float64
	for i := range found {
		for f, n := range found[i].counts {
			sum[f] += float64(n)
		}
	}
	return sum
}

// meanLengths averages each field over the documents that have it.
func (x *Index) meanLengths() [fieldCount]float64 {
	var sum, filled [fieldCount]float64
	for _, found := range x.found {
		for f, n := range lengths(found) {
			if n > 0 {
				sum[f] += n
				filled[f]++
			}
		}
	}
	for f := range sum {
		sum[f] /= max(filled[f], 1)
	}
	return sum
}

// mergeTerms sorts terms and adds up those that occur more than once.
func mergeTerms(terms []docTerm) []docTerm {
	slices.SortFunc(terms, func(a, b docTerm) int { return int(a.term) - int(b.term) })
	out := terms[:0]
	for _, t := range terms {
		if n := len(out); n > 0 && out[n-1].term == t.term {
			out[n-1].amount += t.amount
			out[n-1].fields |= t.fields
			continue
		}
		out = append(out, t)
	}
	return out
}

// rarity is the inverse document frequency of each term.
func rarity(docs [][]docTerm, terms int) []float32 {
	count := make([]int, terms)
	for _, list := range docs {
		for _, t := range list {
			count[t.term]++
		}
	}
	out := make([]float32, terms)
	for t, n := range count {
		out[t] = float32(math.Log1p((float64(len(docs)-n) + 0.5) / (float64(n) + 0.5)))
	}
	return out
}

// invert turns the terms of documents into the documents of terms.
func invert(docs [][]docTerm, terms int) [][]posting {
	count, total := make([]int, terms), 0
	for _, list := range docs {
		for _, t := range list {
			count[t.term]++
		}
		total += len(list)
	}
	all := make([]posting, total)
	out := make([][]posting, terms)
	for t, n := range count {
		out[t], all = all[:0:n], all[n:]
	}
	for d, list := range docs {
		for _, t := range list {
			out[t.term] = append(out[t.term], posting{uint32(d), t.amount, t.fields})
		}
	}
	return out
}

// tieOrder orders documents by a hash of network, day and reference, so that
// equal scores fall differently each day and favour nobody.
func tieOrder(cfg Config, docs []Document) (order, ranked []uint32) {
	keys := make([]uint64, len(docs))
	ranked = make([]uint32, len(docs))
	for i := range docs {
		h := fnv.New64a()
		for _, s := range []string{cfg.Network, cfg.Day, docs[i].Ref, docs[i].ID} {
			h.Write([]byte(s))
			h.Write([]byte{0})
		}
		keys[i], ranked[i] = mix(h.Sum64()), uint32(i)
	}
	slices.SortStableFunc(ranked, func(a, b uint32) int {
		switch {
		case keys[a] < keys[b]:
			return -1
		case keys[a] > keys[b]:
			return 1
		}
		return 0
	})
	order = make([]uint32, len(docs))
	for place, d := range ranked {
		order[d] = uint32(place)
	}
	return order, ranked
}

// mix spreads a hash over all its bits: similar references must not end up
// next to each other.
func mix(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
