package search

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// anyText draws texts as people type them, and some that nobody would.
var anyText = rapid.OneOf(
	rapid.SampledFrom([]string{"", "wandelmaatje", "taal les", "koffie in kwartierB", "ik ben 83", "muzik", "ta", "hulp bij de tuin"}),
	rapid.Custom(func(t *rapid.T) string {
		return rapid.SampledFrom(madeSubjects).Draw(t, "subject") + rapid.SampledFrom([]string{"", " "}).Draw(t, "space") + rapid.SampledFrom(madeKinds).Draw(t, "kind")
	}),
	rapid.String(),
)

var anyQuery = rapid.Custom(func(t *rapid.T) Query {
	codes := func(name string, n int) []string {
		return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return fmt.Sprint(rapid.IntRange(0, n).Draw(t, name)) }), 0, 3).Draw(t, name)
	}
	return Query{
		Text: anyText.Draw(t, "text"), Area: rapid.SampledFrom([]string{"", "gm", "wk0", "wk2", "bestaat niet"}).Draw(t, "area"),
		Needs: codes("needs", 15), Audiences: codes("audiences", 9), Forms: codes("forms", 5), Costs: codes("costs", 3),
		AgeFrom: rapid.SampledFrom([]int{0, 0, 4, 65}).Draw(t, "from"), AgeTo: rapid.SampledFrom([]int{0, 0, 75, 90}).Draw(t, "to"),
	}
})

func propertyIndex() *Index {
	areas, docs := generated(200, 4)
	return Build(Config{Network: "grootstad"}, areas, docs)
}

func TestPagesCoverEveryHitOnce(t *testing.T) {
	x := propertyIndex()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuery.Draw(t, "query")
		q.Limit = rapid.IntRange(1, 60).Draw(t, "limit")
		seen := make(map[string]bool)
		total, last := x.Search(q).Total, 0.0
		for q.Offset = 0; q.Offset < total; q.Offset += q.Limit {
			r := x.Search(q)
			if want := min(q.Limit, total-q.Offset); r.Total != total || len(r.Hits) != want {
				t.Fatalf("offset %d: %d of %d hits, %d in all, want %d of %d", q.Offset, len(r.Hits), want, r.Total, want, total)
			}
			for i, h := range r.Hits {
				if seen[h.Document.Ref] {
					t.Fatalf("%s twice", h.Document.Ref)
				}
				if q.Offset+i > window && h.Score > last { // nearer the top look-alikes may have made way
					t.Fatalf("score %v after %v", h.Score, last)
				}
				seen[h.Document.Ref], last = true, h.Score
			}
		}
		if len(seen) != total {
			t.Fatalf("%d hits on all pages, total %d", len(seen), total)
		}
	})
}

func TestOffsetsOutsideTheResult(t *testing.T) {
	x := propertyIndex()
	for _, q := range []Query{{Offset: 1 << 40}, {Offset: -5}, {Limit: 1 << 62}, {Limit: -1, Offset: 199}} {
		if r := x.Search(q); r.Total != 200 {
			t.Errorf("%+v: total %d", q, r.Total)
		}
	}
}

// A count promises how many hits there are when its code alone is chosen.
func TestFacetCountsKeepTheirPromise(t *testing.T) {
	x := propertyIndex()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuery.Draw(t, "query")
		free := q
		free.Needs = nil
		counts, all := x.Search(q).Facets[FacetNeed], x.Search(free).Total
		for _, c := range counts {
			one := q
			one.Needs = []string{c.Code}
			if got := x.Search(one).Total; got != c.N || c.N > all {
				t.Fatalf("need %s: promised %d, found %d, %d without the choice", c.Code, c.N, got, all)
			}
		}
	})
}

func TestFacetsNeverExceedTotal(t *testing.T) {
	x := propertyIndex()
	rapid.Check(t, func(t *rapid.T) {
		r := x.Search(Query{Text: anyText.Draw(t, "text")})
		for name, counts := range r.Facets {
			for _, c := range counts {
				if c.N > r.Total || c.N < 1 {
					t.Fatalf("%s %s: %d of %d", name, c.Code, c.N, r.Total)
				}
			}
		}
	})
}

// Every hit of a text has a reason, and every reason names a word of the
// entry or of its siblings.
func TestEveryHitIsExplained(t *testing.T) {
	x := propertyIndex()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom(madeSubjects).Draw(t, "a") + " " + rapid.SampledFrom(madeKinds).Draw(t, "b")
		for _, h := range x.Search(Query{Text: text, Limit: 200}).Hits {
			if len(h.Reasons) == 0 {
				t.Fatalf("%q finds %q without a reason", text, h.Document.Title)
			}
			for _, r := range h.Reasons {
				if r.Found == "" || r.Word == "" || r.Field == "" {
					t.Fatalf("empty reason %+v", r)
				}
			}
		}
	})
}

func TestFirstPutsTheSmallestInFront(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfN(rapid.Uint64Range(0, 500), 0, 400).Draw(t, "keys")
		n := rapid.IntRange(0, 450).Draw(t, "n")
		want := slices.Sorted(slices.Values(keys))
		first(keys, n)
		if n = min(n, len(keys)); !slices.Equal(keys[:n], want[:n]) {
			t.Fatalf("got %v, want %v", keys[:n], want[:n])
		}
	})
}

func TestFoldIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, tok := range tokens(rapid.String().Draw(t, "text")) {
			if again := fold(tok.folded); again != tok.folded {
				t.Fatalf("fold(%q) = %q", tok.folded, again)
			}
		}
	})
}

func TestEditsAreSymmetric(t *testing.T) {
	word := rapid.StringMatching(`[a-e]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if edits(a, b, 8) != edits(b, a, 8) || (edits(a, b, 8) == 0) != (a == b) {
			t.Fatalf("edits(%q, %q) = %d, reversed %d", a, b, edits(a, b, 8), edits(b, a, 8))
		}
	})
}
