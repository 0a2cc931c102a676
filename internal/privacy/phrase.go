package privacy

// phrase is a tree of phrases that pass, word by word. Capitals, accents and signs between words do not matter.
type phrase struct {
	next map[string]*phrase
	last bool
}

// add puts a phrase into the tree.
func (p *phrase) add(text string) {
	f := flatten(text)
	at := p
	for _, t := range cut(&f) {
		if t.class == sign {
			continue
		}
		key := string(f.low[t.start:t.end])
		if at.next == nil {
			at.next = map[string]*phrase{}
		}
		if at.next[key] == nil {
			at.next[key] = &phrase{}
		}
		at = at.next[key]
	}
	at.last = at != p
}

// maxPhrase is how many tokens a phrase may span, signs included.
const maxPhrase = 24

// mark sets passes on the tokens of every phrase of the tree, the longest at each place.
func (p *phrase) mark(f *flat, tokens []token) {
	if p.next == nil {
		return
	}
	for i := range tokens {
		if tokens[i].class == sign {
			continue
		}
		end := p.longest(f, tokens[i:min(i+maxPhrase, len(tokens))])
		for k := i; k < i+end; k++ {
			tokens[k].passes = true
		}
	}
}

// longest gives how many of the tokens the longest phrase takes that begins with the first of them.
func (p *phrase) longest(f *flat, tokens []token) (taken int) {
	for i, t := range tokens {
		if t.class == sign {
			continue
		}
		p = p.next[string(f.low[t.start:t.end])]
		if p == nil {
			break
		}
		if p.last {
			taken = i + 1
		}
	}
	return taken
}
