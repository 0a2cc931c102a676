package instrument_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samenspel/internal/instrument"
)

// items makes as many items as a list has; none is of its makers.
func items(l instrument.List) []string {
	return strings.Split(strings.Repeat("x ", l.Items()-1)+"x", " ")
}

// yes answers so many items with yes, and the others with no.
func yes(l instrument.List, n int) []int {
	return append(slices.Repeat([]int{1}, n), slices.Repeat([]int{0}, l.Items()-n)...)
}

// TestBandsBeginWhereTheirMakersSay: 0, 1–3, 4–8 and 9–15 of EDIZ-plus; from 7 of 13 on of CSI (inventory K24, K25).
func TestBandsBeginWhereTheirMakersSay(t *testing.T) {
	for id, want := range map[string]string{"ediz": "none some some some much much much much much over over over over over over over", "csi": "below below below below below below below over over over over over over over"} {
		l, _ := instrument.Find(id)
		var got []string
		for n := range l.Items() + 1 {
			r, missing := l.Score(items(l), yes(l, n))
			if r.Sum != n || len(missing) > 0 || r.Band.Over != (r.Band.ID == "over") {
				t.Errorf("%s with %d times yes: %+v, %v", id, n, r, missing)
			}
			got = append(got, r.Band.ID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v", id, got)
		}
	}
}

// TestPartsAreScoredApart: CRA-D has five parts and no sum; an item that counts the other way round is turned.
func TestPartsAreScoredApart(t *testing.T) {
	l, _ := instrument.Find("cra")
	answers := slices.Concat(slices.Repeat([]int{1}, 5), slices.Repeat([]int{2}, 3), slices.Repeat([]int{3}, 5), slices.Repeat([]int{4}, 4), slices.Repeat([]int{5}, 7))
	turned := items(l)
	turned[0] = "- x"
	r, missing := l.Score(turned, answers)
	want := []instrument.Mean{{Part: "schedule", Value: 1.8}, {Part: "finances", Value: 2}, {Part: "support", Value: 3}, {Part: "health", Value: 4}, {Part: "esteem", Value: 5}}
	if !slices.Equal(r.Means, want) || r.Sum != 0 || r.Band.ID != "" || len(missing) > 0 || instrument.Say(turned[0]) != "x" {
		t.Errorf("%+v, %v", r, missing)
	}
}

// TestTheSelfScanNamesWhatIsLowest, the first of equals first.
func TestTheSelfScanNamesWhatIsLowest(t *testing.T) {
	l, _ := instrument.Find("scan")
	if r, _ := l.Score(items(l), []int{5, 2, 5, 1, 5, 5, 2, 5, 2, 5}); !slices.Equal(r.Low, []int{3, 1, 6}) {
		t.Errorf("lowest are %v", r.Low)
	}
}

// TestNothingIsScoredThatIsNotWhole: an answer that lacks, or that the list does not take, is named, and there is no result.
func TestNothingIsScoredThatIsNotWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := rapid.SampledFrom(instrument.Lists).Draw(t, "list")
		answers := rapid.SliceOfN(rapid.IntRange(l.Least-1, l.Most+1), 0, l.Items()).Draw(t, "answers")
		r, missing := l.Score(items(l), answers)
		whole := len(answers) == l.Items() && !slices.ContainsFunc(answers, func(n int) bool { return !slices.Contains(l.Answers(), n) })
		if whole != (len(missing) == 0) {
			t.Fatalf("missing are %v", missing)
		}
		if !whole && (r.Sum != 0 || r.Band.ID != "" || r.Means != nil || r.Low != nil) {
			t.Fatalf("of a part comes %+v", r)
		}
	})
}

// TestItemsAreAsManyAsTheListHas: one on a line, empty lines left out.
func TestItemsAreAsManyAsTheListHas(t *testing.T) {
	l, _ := instrument.Find("csi")
	text := strings.Repeat(" een \n\n", 13)
	if got, ok := l.Read(text); !ok || got[12] != "een" {
		t.Errorf("%d items, %v", len(got), ok)
	}
	if _, ok := l.Read(text + "te veel"); ok {
		t.Error("fourteen items pass")
	}
	if _, ok := instrument.Find("x"); ok {
		t.Error("there is a list of nothing")
	}
}
