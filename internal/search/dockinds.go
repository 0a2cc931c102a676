package search

import "slices"

// kindShare is how far a document is of a kind of help.
type kindShare struct {
	kind   uint16
	amount float32 // up to 1
}

// kindPosting is a kindShare seen from its kind.
type kindPosting struct {
	doc    uint32
	amount float32
}

// classify recognises in each document's own words which kinds of help it is,
// and lets documents that say little take over those of their siblings.
func (x *Index) classify(siblings [][]sibling) [][]kindShare {
	said := make([][]heardStem, len(x.forms))
	for f := range x.forms {
		if !stopwords[x.forms[f].folded] {
			said[f] = x.hear(x.forms[f].folded)
		}
	}
	own := make([][]kindShare, len(x.docs))
	for d := range x.docs {
		own[d] = x.kindsOf(uint32(d), said)
	}
	out := make([][]kindShare, len(x.docs))
	for d := range own {
		out[d] = x.smooth(own, d, siblings[d])
	}
	return out
}

// kindsOf recognises the kinds of one document.
func (x *Index) kindsOf(d uint32, said [][]heardStem) []kindShare {
	var words []heard
	for i := range x.found[d] {
		o := &x.found[d][i]
		worth := float32(0)
		for f, n := range o.counts {
			if n > 0 {
				worth = max(worth, float32(x.weights.kindField[f]))
			}
		}
		if stems := said[o.form]; worth > 0 && len(stems) > 0 {
			words = append(words, heard{stems: stems, worth: worth})
		}
	}
	guesses := x.said.recognise(words, nil, listening{dutch: true})
	for i := range guesses {
		if slices.Contains(x.docs[d].Needs, x.said.kinds[guesses[i].kind].Need) {
			guesses[i].score *= float32(x.weights.kindNeed)
		}
	}
	return x.shares(guesses)
}

// shares keeps the kinds that come near the best.
func (x *Index) shares(guesses []guess) []kindShare {
	best := float32(0)
	for _, g := range guesses {
		best = max(best, g.score)
	}
	sure := best / (best + float32(x.weights.kindDoubt))
	var out []kindShare
	for _, g := range guesses {
		if part := g.score / best; part >= float32(x.weights.kindNear) {
			out = append(out, kindShare{uint16(g.kind), part * part * sure})
		}
	}
	return out
}

// smooth adds to a document's kinds those of the documents most like it.
func (x *Index) smooth(own [][]kindShare, d int, siblings []sibling) []kindShare {
	sum := make(map[uint16]float32)
	all := float32(0)
	for _, s := range siblings {
		all += s.likeness
		for _, k := range own[s.doc] {
			sum[k.kind] += s.likeness * k.amount
		}
	}
	b := float32(x.weights.kindSibling)
	if all == 0 || b == 0 {
		return own[d]
	}
	total := make(map[uint16]float32)
	for _, k := range own[d] {
		total[k.kind] = k.amount * (1 - b)
	}
	for k, amount := range sum {
		total[k] += b * amount / all
	}
	out := make([]kindShare, 0, len(total))
	for k, amount := range total {
		if amount >= 0.1 {
			out = append(out, kindShare{k, amount})
		}
	}
	slices.SortFunc(out, func(a, b kindShare) int { return int(a.kind) - int(b.kind) })
	return slices.Clone(out) // without the room that was left
}

// invertKinds turns the kinds of documents into the documents of kinds.
func invertKinds(docs [][]kindShare, kinds int) [][]kindPosting {
	out := make([][]kindPosting, kinds)
	for d, list := range docs {
		for _, k := range list {
			out[k.kind] = append(out[k.kind], kindPosting{uint32(d), k.amount})
		}
	}
	return out
}
