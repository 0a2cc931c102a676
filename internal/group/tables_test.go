package group_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samenspel/internal/group"
)

// meetings counts how often each two people sat together.
func meetings(t *rapid.T, plan []group.Round, people int) map[[2]int]int {
	together := map[[2]int]int{}
	for n, round := range plan {
		var seated []int
		for _, table := range round {
			seated = append(seated, table...)
			for i, a := range table {
				for _, b := range table[i+1:] {
					together[[2]int{min(a, b), max(a, b)}]++
				}
			}
		}
		slices.Sort(seated)
		if len(slices.Compact(slices.Clone(seated))) != len(seated) || seated[0] < 0 || seated[len(seated)-1] >= people {
			t.Fatalf("in round %d sit %v", n+1, seated)
		}
	}
	return together
}

// TestSpeedDatingRepeatsNobody: two by two nobody meets the same person twice, and with enough rounds everybody met everybody.
func TestSpeedDatingRepeatsNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people, rounds := rapid.IntRange(2, 70).Draw(t, "people"), rapid.IntRange(1, group.MostRounds).Draw(t, "rounds")
		plan := group.Tables(people, group.Pair, rounds)
		if want := min(rounds, people+people%2-1); len(plan) != want {
			t.Fatalf("%d rounds, not %d", len(plan), want)
		}
		together := meetings(t, plan, people)
		if len(together) != len(plan)*(people/2) {
			t.Fatalf("%d people met %d times in %d rounds", people, len(together), len(plan))
		}
		if len(plan) == people+people%2-1 && len(together) != people*(people-1)/2 {
			t.Fatalf("of %d people only %d pairs met", people, len(together))
		}
	})
}

// TestTablesMixWell: everybody has a place in each round, tables differ by one at most, and with enough tables nobody sits
// with the same person in the first two rounds.
func TestTablesMixWell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people, size := rapid.IntRange(2, 70).Draw(t, "people"), rapid.SampledFrom([]int{4, 5}).Draw(t, "size")
		plan := group.Tables(people, size, 2)
		for _, round := range plan {
			seated, least, most := 0, people, 0
			for _, table := range round {
				seated, least, most = seated+len(table), min(least, len(table)), max(most, len(table))
			}
			if seated != people || most-least > 1 || most > size {
				t.Fatalf("%d of %d people at tables of %d to %d", seated, people, least, most)
			}
		}
		again := 0
		for _, n := range meetings(t, plan, people) {
			again += n - 1
		}
		if tables := len(plan[0]); tables >= size && again > 0 {
			t.Fatalf("%d people at %d tables of %d: %d meetings are repeated in the second round", people, tables, size, again)
		}
	})
}

// TestTablesOfNobody: there is nothing to plan for one person.
func TestTablesOfNobody(t *testing.T) {
	for _, people := range []int{-1, 0, 1} {
		if plan := group.Tables(people, 4, 3); plan != nil {
			t.Errorf("for %d: %v", people, plan)
		}
	}
}
