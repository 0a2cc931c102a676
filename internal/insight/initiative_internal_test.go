package insight

import (
	"testing"

	"pgregory.net/rapid"
)

// TestRequestsOfInitiativesAddUp counts what got to initiatives by hand, and holds that no small count stands in the table or
// follows from its total.
func TestRequestsOfInitiativesAddUp(t *testing.T) {
	all := Initiatives([]string{"brug", "tuin", "soep"}, map[string]int{"brug": 7, "anders": 30}, map[string]int{"tuin": 12, "soep": 3, "brug": 1})
	for i, want := range []struct {
		id string
		n  int
	}{{"tuin", 12}, {"brug", -1}, {"soep", -1}} {
		if all[i].Organization != want.id || all[i].size() != want.n {
			t.Errorf("place %d: %s with %d, want %+v", i, all[i].Organization, all[i].size(), want)
		}
	}
	if got := Initiatives([]string{"brug"}, map[string]int{"brug": 7}, map[string]int{"anders": 30}); got[0].size() != 7 {
		t.Errorf("beside 30 of others 7 is shown as %d", got[0].size())
	}
	rapid.Check(t, func(t *rapid.T) {
		ids := []string{"a", "b", "c", "d"}
		counts := rapid.MapOf(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), rapid.IntRange(0, 20))
		referred, named, hidden, part := counts.Draw(t, "referred"), counts.Draw(t, "named"), 0, false
		for _, r := range Initiatives(ids, referred, named) {
			n := referred[r.Organization] + named[r.Organization]
			switch {
			case r.N == nil:
				hidden, part = hidden+n, true
			case *r.N != n || n < Inside:
				t.Fatalf("%s got %d, and the table says %d", r.Organization, n, *r.N)
			}
		}
		if rest := referred["e"] + named["e"]; part && hidden+rest > 0 && hidden+rest < Inside {
			shown := 0
			for _, r := range Initiatives(ids, referred, named) {
				shown += max(0, r.size())
			}
			if shown > 0 {
				t.Fatalf("what is hidden is %d in all, and follows from the total", hidden+rest)
			}
		}
	})
}
