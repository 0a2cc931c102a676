package search

import (
	"slices"

	"samenspel/internal/thesaurus"
)

// Result is the answer to a query.
type Result struct {
	Total     int                // hits on all pages
	Hits      []Hit              // the page asked for, best first
	Facets    map[string][]Count // per facet, counted with the choices in the other facets
	Corrected []Correction
	Area      string // id of the area recognised in the text, or ""
	Person    bool   // nothing was found: the hits are places where someone thinks along

	Understood []Part            // what the text says, but for what was taken away
	Related    []Part            // kinds of help that may be meant as well
	Alarms     []thesaurus.Alarm // dangers that it speaks of, most urgent first
}

// Hit is a document found.
type Hit struct {
	Document *Document // shared with the index: not to be changed
	Score    float64
	Reasons  []Reason
	Near     bool // it serves the preferred area or takes place there
}

const defaultLimit = 10

// Search answers a query. An empty text gives all documents: those near the
// preferred area first.
func (x *Index) Search(q Query) Result {
	p := x.understand(&q)
	found := x.lead(x.candidates(&p), &p)
	r := Result{Corrected: p.corrected, Understood: x.understood(&p), Related: x.related(&p), Alarms: p.alarms}
	if len(found) == 0 && len(p.wishes) > 0 {
		p.asked, r.Person = x.person(), true
		found = x.candidates(&p)
	}
	var near []bool
	if p.area >= 0 {
		near = x.areas.around(p.area)
	}
	filter := x.newFilter(&q)
	keys := x.keys(&p, found, filter, near)
	first(keys, max(max(q.Offset, 0)+max(q.Limit, defaultLimit), window))
	x.spread(keys, &p)
	r.Total, r.Facets = len(keys), filter.result()
	if p.named {
		r.Area = x.areas.areas[p.area].ID
	}
	r.Hits = x.hits(page(keys, q.Offset, q.Limit), &p, near)
	return r
}

// personKind is the kind of help to fall back on: someone who thinks along.
const personKind = "informatiepunt"

func (x *Index) person() []guess {
	k := slices.IndexFunc(x.said.kinds, func(k thesaurus.Kind) bool { return k.Code == personKind })
	return []guess{{k, 1}}
}

// keys gives the candidates that pass the filter, with their score and place.
func (x *Index) keys(p *plan, found []candidate, f *filter, near []bool) []uint64 {
	keys := make([]uint64, 0, len(found))
	for _, c := range found {
		if f.closed && x.docs[c.doc].Closed || f.within != nil && x.places[c.doc].fit(f.within) == fitElsewhere {
			continue
		}
		if f.pass(c.doc, &x.docs[c.doc]) {
			keys = append(keys, x.key(x.prefer(c.score, c.doc, p, near), c.doc))
		}
	}
	return keys
}

// first puts the n smallest keys in order at the front (Hoare's selection).
func first(keys []uint64, n int) {
	low, high := 0, len(keys)
	for n < high && high-low > n+32 {
		pivot := keys[low+(high-low)/2]
		i, j := low, high-1
		for i <= j {
			for keys[i] < pivot {
				i++
			}
			for keys[j] > pivot {
				j--
			}
			if i <= j {
				keys[i], keys[j] = keys[j], keys[i]
				i, j = i+1, j-1
			}
		}
		if n <= i {
			high = i
		} else {
			low = i
		}
	}
	slices.Sort(keys[:high])
}

// page cuts the part asked for out of all keys.
func page(keys []uint64, offset, limit int) []uint64 {
	if limit <= 0 {
		limit = defaultLimit
	}
	from := min(max(offset, 0), len(keys))
	return keys[from:min(from+min(limit, len(keys)), len(keys))]
}

func (x *Index) hits(keys []uint64, p *plan, near []bool) []Hit {
	byTerm := targets(p)
	out := make([]Hit, 0, len(keys))
	for _, key := range keys {
		score, d := x.unkey(key)
		h := Hit{Document: &x.docs[d], Score: score}
		h.Near = near != nil && x.places[d].fit(near) == fitNear
		h.Reasons = x.explain(d, p, byTerm, h.Near)
		out = append(out, h)
	}
	return out
}
