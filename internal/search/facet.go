package search

import (
	"slices"
	"strings"
)

// Count is the number of hits with one code of a facet.
type Count struct {
	Code string
	N    int
}

// facet holds the codes of all documents for one facet.
type facet struct {
	name   string
	codes  []string   // in the order they are given back when fixed
	of     [][]uint16 // document → positions in codes
	fixed  bool
	chosen func(*Query) []string // nil when it is only counted
}

// The names of the facets in Result.Facets.
const (
	FacetNeed     = "need"
	FacetAudience = "audience"
	FacetForm     = "form"
	FacetCost     = "cost"
	FacetAccess   = "access"
	FacetLanguage = "language"
	FacetArea     = "area" // ids of areas of KindWijk that the service is for
	FacetAge      = "age"  // age bands as in "65-75" and "75+"
)

func newFacets(docs []Document, places []placement, areas *areaTree) []facet {
	return []facet{
		newFacet(FacetNeed, docs, func(d *Document) []string { return d.Needs }, func(q *Query) []string { return q.Needs }),
		newFacet(FacetAudience, docs, func(d *Document) []string { return d.Audiences }, func(q *Query) []string { return q.Audiences }),
		newFacet(FacetForm, docs, func(d *Document) []string { return d.Forms }, func(q *Query) []string { return q.Forms }),
		newFacet(FacetCost, docs, func(d *Document) []string { return d.Costs }, func(q *Query) []string { return q.Costs }),
		newFacet(FacetAccess, docs, func(d *Document) []string { return d.Access }, func(q *Query) []string { return q.Access }),
		newFacet(FacetLanguage, docs, func(d *Document) []string { return d.Languages }, func(q *Query) []string { return q.Languages }),
		areaFacet(places, areas),
		ageFacet(docs),
	}
}

func newFacet(name string, docs []Document, codes func(*Document) []string, chosen func(*Query) []string) facet {
	f := facet{name: name, of: make([][]uint16, len(docs)), chosen: chosen}
	ids := make(map[string]uint16)
	for i := range docs {
		for _, code := range codes(&docs[i]) {
			id, ok := ids[code]
			if !ok {
				id = uint16(len(f.codes))
				ids[code] = id
				f.codes = append(f.codes, code)
			}
			if !slices.Contains(f.of[i], id) {
				f.of[i] = append(f.of[i], id)
			}
		}
	}
	return f
}

// areaFacet counts a document for each wijk whose residents it is for.
func areaFacet(places []placement, areas *areaTree) facet {
	f := facet{name: FacetArea, of: make([][]uint16, len(places))}
	for a := range areas.areas {
		if areas.areas[a].Kind != KindWijk {
			continue
		}
		id := uint16(len(f.codes))
		f.codes = append(f.codes, areas.areas[a].ID)
		near := areas.around(int32(a))
		for d := range places {
			if places[d].fit(near) != fitElsewhere {
				f.of[d] = append(f.of[d], id)
			}
		}
	}
	return f
}

func ageFacet(docs []Document) facet {
	f := facet{name: FacetAge, of: make([][]uint16, len(docs)), fixed: true}
	for id, band := range ageBands {
		f.codes = append(f.codes, band.code)
		for d := range docs {
			if band.ages.meets(ageRange{docs[d].MinAge, docs[d].MaxAge}) {
				f.of[d] = append(f.of[d], uint16(id))
			}
		}
	}
	return f
}

// filter is what a query's choices let through.
type filter struct {
	facets  []facet
	allowed [][]bool // per facet, by code; nil when nothing was chosen
	ages    ageRange // zero when nothing was chosen
	closed  bool     // what is closed to professionals is left out
	within  []bool   // the areas around the one services must come to; nil for anywhere
	counts  [][]int
	open    bool // nothing was chosen: everything passes
}

func (x *Index) newFilter(q *Query) *filter {
	f := &filter{facets: x.facets, closed: q.Professional, allowed: make([][]bool, len(x.facets)), counts: make([][]int, len(x.facets))}
	for i := range x.facets {
		facet := &x.facets[i]
		f.counts[i] = make([]int, len(facet.codes))
		if facet.chosen == nil || len(facet.chosen(q)) == 0 {
			continue
		}
		f.allowed[i] = make([]bool, len(facet.codes))
		for id, code := range facet.codes {
			f.allowed[i][id] = slices.Contains(facet.chosen(q), code)
		}
	}
	if area := x.areas.number(q.Within); area >= 0 {
		f.within = x.areas.around(area)
	}
	if q.AgeFrom > 0 || q.AgeTo > 0 {
		f.ages = ageRange{q.AgeFrom, max(q.AgeTo-1, 0)}
	}
	f.open = !f.ages.known() && !slices.ContainsFunc(f.allowed, func(a []bool) bool { return a != nil })
	return f
}

// pass says whether a document is let through, and counts it: in every facet
// when it is, and in the one facet that stops it when only one does.
func (f *filter) pass(d uint32, doc *Document) bool {
	stops, by := 0, -1
	for i := range f.facets {
		if !f.open && !f.lets(i, d, doc) {
			stops++
			by = i
		}
	}
	if stops > 1 {
		return false
	}
	for i := range f.facets {
		if stops == 0 || i == by {
			for _, id := range f.facets[i].of[d] {
				f.counts[i][id]++
			}
		}
	}
	return stops == 0
}

// lets says whether one facet lets a document through.
func (f *filter) lets(i int, d uint32, doc *Document) bool {
	if f.facets[i].name == FacetAge {
		return !f.ages.known() || f.ages.meets(ageRange{doc.MinAge, doc.MaxAge})
	}
	if f.allowed[i] == nil {
		return true
	}
	for _, id := range f.facets[i].of[d] {
		if f.allowed[i][id] {
			return true
		}
	}
	return false
}

// result gives the counts above zero, most hits first; age bands in order.
func (f *filter) result() map[string][]Count {
	out := make(map[string][]Count, len(f.facets))
	for i, facet := range f.facets {
		var counts []Count
		for id, n := range f.counts[i] {
			if n > 0 {
				counts = append(counts, Count{facet.codes[id], n})
			}
		}
		if !facet.fixed {
			slices.SortFunc(counts, func(a, b Count) int {
				if a.N != b.N {
					return b.N - a.N
				}
				return strings.Compare(a.Code, b.Code)
			})
		}
		out[facet.name] = counts
	}
	return out
}
