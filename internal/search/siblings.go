package search

import (
	"math"
	"slices"
)

// Services of one kind are described in different words: one says "maatje",
// the other "buddy". A document therefore inherits, at a low weight, the words
// of the documents most like it. Likeness is the cosine of their own words,
// rare words counting most.

const (
	tellingTerms = 24   // terms of a document that likeness looks at
	commonShare  = 0.08 // terms in more documents than this share tell no likeness
	commonFew    = 40   // but a term in so few documents always does
)

// inherit adds to each document the words of its siblings, and gives those siblings.
func (x *Index) inherit(own [][]docTerm) ([][]docTerm, [][]sibling) {
	telling := x.telling(own)
	lists := invert(telling, len(x.terms))
	likeness := make([]float32, len(own))
	out := make([][]docTerm, len(own))
	all := make([][]sibling, len(own))
	for d := range own {
		all[d] = x.siblings(uint32(d), telling[d], lists, likeness)
		terms := slices.Clone(own[d])
		for _, s := range all[d] {
			share := float32(x.weights.sibling) * s.likeness / float32(len(all[d]))
			for _, t := range telling[s.doc] {
				amount := amountOf(own[s.doc], t.term)
				terms = append(terms, docTerm{t.term, amount * share, siblingMask})
			}
		}
		out[d] = mergeTerms(terms)
	}
	return out, all
}

// amountOf finds a term in a document's terms, which are in order.
func amountOf(terms []docTerm, term uint32) float32 {
	i, ok := slices.BinarySearchFunc(terms, term, func(t docTerm, id uint32) int { return int(t.term) - int(id) })
	if !ok {
		return 0
	}
	return terms[i].amount
}

// telling picks the terms of each document that say most about its kind, as a
// vector of length one.
func (x *Index) telling(own [][]docTerm) [][]docTerm {
	least := math.Log1p(1 / max(commonShare, commonFew/float64(len(own)+1)))
	out := make([][]docTerm, len(own))
	for d, terms := range own {
		var vector []docTerm
		for _, t := range terms {
			if t.fields&^makerMask != 0 && float64(x.rarity[t.term]) >= least {
				t.amount = x.rarity[t.term] * t.amount / (t.amount + float32(x.weights.saturate))
				vector = append(vector, t)
			}
		}
		slices.SortFunc(vector, func(a, b docTerm) int {
			if a.amount != b.amount {
				return compareFloat(b.amount, a.amount)
			}
			return int(a.term) - int(b.term)
		})
		out[d] = unit(vector[:min(len(vector), tellingTerms)])
	}
	return out
}

func compareFloat(a, b float32) int {
	if a < b {
		return -1
	}
	return 1
}

// unit scales a vector to length one.
func unit(vector []docTerm) []docTerm {
	sum := float32(0)
	for _, t := range vector {
		sum += t.amount * t.amount
	}
	norm := float32(math.Sqrt(float64(sum)))
	for i := range vector {
		vector[i].amount /= norm
	}
	return vector
}

type sibling struct {
	doc      uint32
	likeness float32
}

// siblings finds the documents most like d. The scratch slice likeness has a
// zero for each document, and again afterwards.
func (x *Index) siblings(d uint32, vector []docTerm, lists [][]posting, likeness []float32) []sibling {
	var seen []uint32
	for _, t := range vector {
		for _, p := range lists[t.term] {
			if likeness[p.doc] == 0 {
				seen = append(seen, p.doc)
			}
			likeness[p.doc] += t.amount * p.amount
		}
	}
	var found []sibling
	for _, other := range seen {
		if other != d && likeness[other] >= float32(x.weights.alike) {
			found = append(found, sibling{other, likeness[other]})
		}
		likeness[other] = 0
	}
	slices.SortFunc(found, func(a, b sibling) int {
		if a.likeness != b.likeness {
			return compareFloat(b.likeness, a.likeness)
		}
		return int(a.doc) - int(b.doc)
	})
	return slices.Clone(found[:min(len(found), x.weights.siblings)])
}
