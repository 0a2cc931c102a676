package search

import "slices"

// Seeking gives at most n services that seek volunteers, in an order that is another one each day and favours nobody.
func (x *Index) Seeking(n int) (hits []Hit) {
	for _, d := range x.ranked {
		if x.docs[d].Seeking && len(hits) < n {
			hits = append(hits, Hit{Document: &x.docs[d]})
		}
	}
	return hits
}

// Seeks tells whether volunteers are sought for the service with an id.
func (x *Index) Seeks(id string) bool {
	return slices.ContainsFunc(x.docs, func(d Document) bool { return d.ID == id && d.Seeking })
}
