package measure_test

import (
	"os"
	"path/filepath"
	"slices"
	"sort"
	"testing"

	"pgregory.net/rapid"

	"samenspel/internal/measure"
	"samenspel/internal/testkit"
)

// TestMeasuresEqualACountByHand has five cases of which the story is written beside them.
func TestMeasuresEqualACountByHand(t *testing.T) {
	need := func(change func(*measure.Need)) measure.Need {
		n := measure.NewNeed("company")
		change(&n)
		return n
	}
	cases := []measure.Case{
		{Needs: []measure.Need{need(func(n *measure.Need) { n.Suitable = true }), need(func(n *measure.Need) { n.Suitable = true })}}, // two suitable needs: one suitable case
		{Needs: []measure.Need{need(func(n *measure.Need) { n.Passed, n.Started = true, true })}},                                     // never judged, yet passed on and started
		{Needs: []measure.Need{need(func(n *measure.Need) { n.Suitable, n.Active, n.ActiveAfter = true, true, 183 })}},                // active on the last day: started in time
		{Needs: []measure.Need{need(func(n *measure.Need) { n.Active, n.ActiveAfter, n.Stepped = true, 184, measure.Less })}},         // a day too late; stepped down
		{Needs: []measure.Need{need(func(n *measure.Need) { n.Stepped, n.Unmet = measure.Same, "no-room" })}},
	}
	counts := map[measure.Key]int{}
	for _, c := range cases {
		for i, has := range c.Has() {
			if has {
				counts[measure.Parts[i]]++
			}
		}
	}
	want := map[measure.Key]int{measure.Suitable: 2, measure.PassedOn: 1, measure.Started: 3, measure.InTime: 1, measure.Active: 2, measure.SteppedDown: 1}
	for _, key := range measure.Parts {
		if counts[key] != want[key] {
			t.Errorf("%s: %d, want %d", key, counts[key], want[key])
		}
	}
}

// TestQuantilesAreThoseOfTheSortedDays compares with sorting all days.
func TestQuantilesAreThoseOfTheSortedDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOfN(rapid.IntRange(0, 400), 1, 50).Draw(t, "days")
		spread := measure.Spread{}
		for _, d := range days {
			spread[d]++
		}
		sort.Ints(days)
		for _, percent := range []int{1, 50, 90, 100} {
			if got, want := spread.Quantile(percent), days[(percent*len(days)+99)/100-1]; got != want {
				t.Fatalf("%d %% of %v: %d, want %d", percent, days, got, want)
			}
		}
	})
	if (measure.Spread{}).Quantile(50) != 0 {
		t.Error("nothing has a median")
	}
}

func TestPercentsOfTheEvaluation(t *testing.T) {
	for part, want := range map[int]int{1170: 80, 1169: 80, 512: 35, 0: 0, 1462: 100} {
		if got, ok := measure.Percent(part, 1462); got != want || !ok {
			t.Errorf("%d of 1462 is %d %%, want %d", part, got, want)
		}
	}
	if _, ok := measure.Percent(0, 0); ok {
		t.Error("nothing has a percentage of nothing")
	}
}

func TestEveryMeasureIsDefinedOnceInBothLanguages(t *testing.T) {
	if len(measure.Definitions) != len(measure.Parts)+1 {
		t.Errorf("%d definitions of %d measures", len(measure.Definitions), len(measure.Parts)+1)
	}
	for _, key := range append(slices.Clone(measure.Parts), measure.Discussed) {
		d := measure.Of(key)
		for _, w := range []measure.Words{d.Name, d.Unit, d.Counts, d.Of, d.Moment, d.Source} {
			if w.Dutch == "" || w.English == "" || w.In("nl") == w.In("en") && w != d.Unit {
				t.Errorf("%s lacks words: %+v", key, w)
			}
		}
	}
	for _, r := range measure.References {
		if !slices.Contains(measure.Parts, r.Key) {
			t.Errorf("%d %% stands beside no measure", r.Percent)
		}
	}
}

// TestThePageInDocsIsMadeFromTheDefinitions compares docs/measures.md with what is generated. UPDATE_DOCS=1 writes it anew.
func TestThePageInDocsIsMadeFromTheDefinitions(t *testing.T) {
	const head = "# Measures\n\n<!-- generated from internal/measure: UPDATE_DOCS=1 go test ./internal/measure -->\n\n" +
		"Each measure is defined once. They are not nested: each is counted by itself, of the cases that were discussed.\n\n"
	path := filepath.Join(testkit.Root(), "docs", "measures.md")
	if os.Getenv("UPDATE_DOCS") != "" {
		if err := os.WriteFile(path, []byte(head+measure.Markdown()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != head+measure.Markdown() { // #nosec G304 -- our own page
		t.Fatalf("docs/measures.md does not say what the definitions say; write it anew with UPDATE_DOCS=1 (%v)", err)
	}
}

// TestAMoveIsFromOneLineToAnother, and nothing follows from half of it.
func TestAMoveIsFromOneLineToAnother(t *testing.T) {
	seen, lines := map[string]bool{}, append([]string{""}, measure.Lines...)
	for _, before := range lines {
		for _, after := range lines {
			move, known := measure.Case{LineBefore: before, LineAfter: after}.Move(), before != "" && after != ""
			if known != slices.Contains(measure.Moves, move) || !known && move != "" || known && (move == measure.Stays) != (before == after) {
				t.Errorf("from %q to %q is %q", before, after, move)
			}
			seen[move] = true
		}
	}
	if len(seen) != len(measure.Moves)+1 {
		t.Errorf("only these come: %v", seen)
	}
}
