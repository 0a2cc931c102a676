package search

import "slices"

// Reason says why a document was found, in its own words.
type Reason struct {
	Word  string // the word of the query, as typed
	Found string // the word as it stands in the entry
	Field Field  // where it stands; the most telling place when there are several
	Kind  ReasonKind
}

// ReasonKind says how the word found relates to the word of the query.
type ReasonKind string

// The kinds of reasons, best first.
const (
	ReasonSame    ReasonKind = "same"    // the same word
	ReasonForm    ReasonKind = "form"    // another form of it
	ReasonPart    ReasonKind = "part"    // part of a compound, on either side
	ReasonPrefix  ReasonKind = "prefix"  // begins with it
	ReasonTypo    ReasonKind = "typo"    // what was probably meant
	ReasonSibling ReasonKind = "sibling" // stands in services much like this one
	ReasonHelp    ReasonKind = "kind"    // it is a kind of help that was asked for
)

var reasonOrder = []ReasonKind{ReasonSame, ReasonForm, ReasonPart, ReasonPrefix, ReasonTypo, ReasonSibling}

// target points from a term to a wish it fulfils.
type target struct {
	wish    int
	variant variant
}

// targets turns a plan around: from term to wishes.
func targets(p *plan) map[uint32][]target {
	out := make(map[uint32][]target)
	for i := range p.wishes {
		for _, v := range p.wishes[i].variants {
			out[v.term] = append(out[v.term], target{i, v})
		}
	}
	return out
}

// explain gives the best reason for each wish that a document fulfils, in the
// order of the query, the kind of help when nothing of it stands in the document
// itself, and the area when that fits.
func (x *Index) explain(d uint32, p *plan, byTerm map[uint32][]target, near bool) []Reason {
	best := make([]Reason, len(p.wishes))
	for i := range x.found[d] {
		o := &x.found[d][i]
		for n, t := range x.forms[o.form].terms {
			for _, to := range byTerm[t.term] {
				r := x.reason(&p.wishes[to.wish], o, to.variant.kind, n > 0)
				if closer(r, best[to.wish]) {
					best[to.wish] = r
				}
			}
		}
	}
	var out []Reason
	for i := range best {
		if best[i].Kind == "" {
			best[i] = x.inherited(d, &p.wishes[i])
		}
		if best[i].Kind != "" {
			out = append(out, best[i])
		}
	}
	if k := x.helpOf(d, p); k >= 0 && !slices.ContainsFunc(out, Reason.own) {
		out = append(out, Reason{x.said.kinds[k].Code, x.said.kinds[k].NL, FieldKind, ReasonHelp})
	}
	if near && p.named {
		out = append(out, Reason{p.areaWord, x.areas.areas[p.area].Name, FieldArea, ReasonSame})
	}
	return out
}

// own says whether the reason stands in the document itself.
func (r Reason) own() bool { return r.Kind != ReasonSibling && r.Kind != ReasonHelp }

// helpOf gives the kind of help for which a document was found, or -1.
func (x *Index) helpOf(d uint32, p *plan) int {
	kind, best := -1, float32(0)
	for _, g := range p.asked {
		for _, k := range x.help[d] {
			if amount := g.score * k.amount; int(k.kind) == g.kind && amount > best {
				kind, best = g.kind, amount
			}
		}
	}
	return kind
}

// reason describes one word of a document that fulfils a wish.
func (x *Index) reason(w *wish, o *occurrence, kind ReasonKind, part bool) Reason {
	f := &x.forms[o.form]
	switch {
	case kind != ReasonSame:
	case part:
		kind = ReasonPart
	case f.folded != w.folded:
		kind = ReasonForm
	}
	return Reason{w.word, f.text, firstField(o.mask()), kind}
}

// closer says whether a explains better than b.
func closer(a, b Reason) bool {
	if b.Kind == "" {
		return true
	}
	ka, kb := slices.Index(reasonOrder, a.Kind), slices.Index(reasonOrder, b.Kind)
	if ka != kb {
		return ka < kb
	}
	return slices.Index(textFields[:], a.Field) < slices.Index(textFields[:], b.Field)
}

// inherited finds a word that a document has from its siblings only.
func (x *Index) inherited(d uint32, w *wish) Reason {
	for _, v := range w.variants {
		list := x.postings[v.term]
		i, ok := slices.BinarySearchFunc(list, d, func(p posting, d uint32) int { return int(p.doc) - int(d) })
		if ok && list[i].fields&siblingMask != 0 {
			return Reason{w.word, x.forms[x.names[v.term]].text, FieldSibling, ReasonSibling}
		}
	}
	return Reason{}
}
