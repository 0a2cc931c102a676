package search

import "slices"

// need is one thing that a query asks for: a kind of help, or several that
// its words may mean.
type need struct {
	kinds []guess // with certainty up to 1, best first
	words []int   // the words of the query that tell of the best one
}

const (
	maxNeeds = 3
	maxKinds = 8 // kinds that a text may mean
)

// askedFor recognises the kinds of help that words may ask for, with their
// certainty, best first; and how many different things that are: what the
// words of the first do not tell may tell of a second.
func (x *Index) askedFor(words []token, dutch bool) (asked []guess, needs []need) {
	said := make([]heard, 0, len(words))
	subject := slices.ContainsFunc(words, telling)
	for _, w := range words[:min(len(words), 4*maxWishes)] {
		h := x.listen(w.folded)
		h.lacks = w.denied
		if w.about && subject {
			h.worth = 0
		}
		said = append(said, h)
	}
	how := listening{dutch: dutch, query: true}
	guesses := x.said.recognise(said, x.said.wholes(words[:len(said)]), how)
	if len(guesses) == 0 {
		return nil, nil
	}
	first := guesses[0].score
	asked = x.certain(guesses, first)
	for len(needs) < maxNeeds && len(guesses) > 0 && guesses[0].score >= first*float32(x.weights.askOther) {
		n := need{kinds: x.certain(guesses, first*float32(x.weights.askSecond)), words: x.said.tells(said, guesses[0].kind)}
		asked = merge(asked, n.kinds)
		needs = append(needs, n)
		for _, i := range n.words {
			said[i].stems = nil
		}
		guesses = x.said.recognise(said, nil, how)
	}
	return asked, needs
}

// listen gives what a word of a query may tell.
func (x *Index) listen(folded string) heard {
	if stopwords[folded] {
		return heard{stop: folded}
	}
	h := heard{stems: x.hear(folded), worth: 1}
	if _, known := x.terms[stem(folded)]; len(h.stems) == 0 && !known {
		if id, ok := x.said.resembling(folded); ok {
			h.stems = []heardStem{{id, float32(x.weights.heardPart)}}
		}
	}
	return h
}

// hear gives the stems of the thesaurus that a folded word stands for.
func (x *Index) hear(folded string) []heardStem {
	if id, ok := x.said.stems[stem(folded)]; ok {
		return []heardStem{{id, 1}}
	}
	var out []heardStem
	for _, part := range x.split.split(folded) {
		if id, ok := x.said.stems[stem(part)]; ok {
			out = append(out, heardStem{id, float32(x.weights.heardPart)})
		}
	}
	return out
}

// merge adds guesses to others; of a kind in both the surer one stays.
func merge(asked, more []guess) []guess {
	for _, g := range more {
		i := slices.IndexFunc(asked, func(other guess) bool { return other.kind == g.kind })
		if i < 0 {
			asked = append(asked, g)
			continue
		}
		asked[i].score = max(asked[i].score, g.score)
	}
	return asked
}

// certain keeps the kinds that come near the best, with their certainty. First
// is the score of the best kind of the whole query.
func (x *Index) certain(guesses []guess, first float32) []guess {
	best := guesses[0].score
	sure := best / (best + float32(x.weights.askDoubt)) * min(best/first, 1)
	var out []guess
	for _, g := range guesses[:min(len(guesses), maxKinds)] {
		if part := g.score / best; part >= float32(x.weights.askNear) {
			out = append(out, guess{g.kind, part * part * sure})
		}
	}
	return out
}

// tells gives the words that are part of an expression of a kind.
func (v *vocabulary) tells(words []heard, kind int) []int {
	var out []int
	for i := range words {
		if slices.ContainsFunc(words[i].stems, func(s heardStem) bool {
			return slices.ContainsFunc(v.places[s.id], func(e uint32) bool { return int(v.expressions[e].kind) == kind })
		}) {
			out = append(out, i)
		}
	}
	return out
}
