package search

import "math"

// candidate is a document with its score before preferences.
type candidate struct {
	doc   uint32
	score float32
}

// candidates scores the documents that fulfil a wish, in no order. Without
// wishes every document is one.
func (x *Index) candidates(p *plan) []candidate {
	if len(p.wishes) == 0 && len(p.asked) == 0 {
		all := make([]candidate, len(x.docs))
		for d := range all {
			all[d] = candidate{uint32(d), 1}
		}
		return all
	}
	t := x.rooms.Get().(*tally)
	defer x.rooms.Put(t)
	for i := range p.wishes {
		x.tallyWish(t, &p.wishes[i])
	}
	x.reward(t)
	x.tallyKinds(t, p.asked)
	found := x.enough(t)
	t.clear()
	return found
}

// tallyKinds adds what documents are worth for the kinds of help asked for.
// The best kind of a document counts in full, others a little.
func (x *Index) tallyKinds(t *tally, asked []guess) {
	for _, g := range asked {
		for _, k := range x.kinds[g.kind] {
			if t.wish[k.doc] == 0 {
				t.touched = append(t.touched, k.doc)
			}
			worth, old := g.score*k.amount*float32(x.weights.kind), t.wish[k.doc]
			t.wish[k.doc] = max(worth, old) + float32(x.weights.kindMore)*min(worth, old)
		}
	}
	t.settle()
}

// settle adds the score of the wish at hand to the totals.
func (t *tally) settle() {
	for _, d := range t.touched {
		if t.score[d] == 0 {
			t.found = append(t.found, d)
		}
		t.score[d] += t.wish[d]
		t.wish[d] = 0
	}
	t.touched = t.touched[:0]
}

// tally adds up scores while the wishes are worked through one by one. All its
// numbers are zero between two queries.
type tally struct {
	score, cover []float32 // per document: its score, the importance of the wishes it fulfils
	wish         []float32 // per document: the score of the wish at hand
	found        []uint32  // documents with a score
	touched      []uint32  // documents with a score for the wish at hand
	importance   float32   // of all wishes
	best         float32   // the best score by words
}

func newTally(docs int) *tally {
	room := make([]float32, 3*docs)
	return &tally{score: room[:docs], cover: room[docs : 2*docs], wish: room[2*docs:]}
}

// clear makes a tally ready for the next query.
func (t *tally) clear() {
	for _, d := range t.found {
		t.score[d], t.cover[d] = 0, 0
	}
	t.found, t.importance, t.best = t.found[:0], 0, 0
}

// tallyWish adds the score of one wish: BM25F summed over its variants.
func (x *Index) tallyWish(t *tally, w *wish) {
	rarest := float32(0)
	for _, v := range w.variants {
		gain := v.weight * w.weight * x.rarity[v.term]
		rarest = max(rarest, gain)
		x.tallyVariant(t, v.term, gain)
	}
	t.importance += rarest
	for _, d := range t.touched {
		t.cover[d] += rarest
	}
	t.settle()
}

func (x *Index) tallyVariant(t *tally, term uint32, gain float32) {
	k := float32(x.weights.saturate)
	for _, p := range x.postings[term] {
		if t.wish[p.doc] == 0 {
			t.touched = append(t.touched, p.doc)
		}
		score := gain * p.amount * (k + 1) / (p.amount + k)
		t.wish[p.doc] += score
	}
}

// reward rewards documents that fulfil more of the wishes.
func (x *Index) reward(t *tally) {
	c := float32(x.weights.coverage)
	for _, d := range t.found {
		t.score[d] *= 1 - c + c*t.cover[d]/t.importance
		t.best = max(t.best, t.score[d])
	}
}

// enough leaves out the documents that are far behind the best, those found by
// words only when they are far behind the best by words. It lets those most
// like a document have a say in its score: what is found together with its
// siblings is the more likely meant.
func (x *Index) enough(t *tally) []candidate {
	best := float32(0)
	for _, d := range t.found {
		best = max(best, t.score[d])
	}
	out := make([]candidate, 0, len(t.found))
	for _, d := range t.found {
		far := best
		if t.cover[d] > 0 {
			far = t.best
		}
		if t.score[d] >= far*float32(x.weights.floor) {
			out = append(out, candidate{d, x.amongSiblings(t, d)})
		}
	}
	return out
}

// amongSiblings mixes the score of a document with those of its siblings.
func (x *Index) amongSiblings(t *tally, d uint32) float32 {
	sum, all := float32(0), float32(0)
	for _, s := range x.alike[d] {
		sum += s.likeness * t.score[s.doc]
		all += s.likeness
	}
	if all == 0 {
		return t.score[d]
	}
	share := float32(x.weights.together)
	return (1-share)*t.score[d] + share*sum/all
}

// prefer applies the preferences of a plan to a score: area, age, a recent
// confirmation, room.
func (x *Index) prefer(score float32, d uint32, p *plan, near []bool) float32 {
	w, doc := &x.weights, &x.docs[d]
	factor := 1.0
	if near != nil {
		switch x.places[d].fit(near) {
		case fitWide:
			factor *= w.wide
		case fitElsewhere:
			if doc.remote() {
				factor *= w.remote
			} else {
				factor *= w.elsewhere
			}
		}
	}
	if p.ages.known() && !p.ages.meets(ageRange{doc.MinAge, doc.MaxAge}) {
		factor *= w.tooOld
	}
	if yes, known := doc.suits(p.audiences); known && len(p.audiences) > 0 {
		factor *= w.audience(yes)
	}
	if p.role != "" && p.role != RoleProfessional && doc.referred() {
		factor *= w.referred
	}
	if doc.Overdue {
		factor *= w.overdue
	}
	if doc.Full {
		factor *= w.full
	}
	return score * float32(factor)
}

// steps is how finely scores are told apart: what differs less is equal, and
// its order is left to the hash of the day.
const steps = 256

// key packs a score and the place among equals into one number: sorting keys
// gives the best first.
func (x *Index) key(score float32, d uint32) uint64 {
	level := uint32(min(math.Round(float64(score)*steps), math.MaxUint32))
	return uint64(^level)<<32 | uint64(x.order[d])
}

// unkey is the reverse of key.
func (x *Index) unkey(key uint64) (score float64, d uint32) {
	return float64(^uint32(key>>32)) / steps, x.ranked[uint32(key)]
}
