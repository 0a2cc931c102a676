package people_test

import (
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/people"
	"samenspel/internal/places"
	"samenspel/internal/testkit"
)

// TestTheMoneyOfATaskEnds: half a year before a task that is paid out of a source ends the coordinator sees it; in the last
// month it is the task itself that ends.
func TestTheMoneyOfATaskEnds(t *testing.T) {
	ends := testkit.Today.AddDate(0, 7, 0)
	task := people.Assignment{Role: access.Ambassador, Paid: true, Funding: "scholingsbudget", Starts: testkit.Today, Ends: &ends}
	seen := func(task people.Assignment, now time.Time) (kinds []people.ConcernKind) {
		for _, c := range people.Concerns(places.Tree{}, nil, []people.Record{{Tasks: []people.Assignment{task}}}, nil, now) {
			kinds = append(kinds, c.Kind)
		}
		return kinds
	}
	for months, want := range map[int]people.ConcernKind{0: "", 2: people.Unfunded, 5: people.Unfunded, 7: people.Ending} {
		kinds := seen(task, testkit.Today.AddDate(0, months, -1))
		if want == "" && len(kinds) != 0 || want != "" && (len(kinds) != 1 || kinds[0] != want) {
			t.Errorf("after %d months: %v", months, kinds)
		}
	}
	task.Funding = ""
	if kinds := seen(task, testkit.Today.AddDate(0, 5, 0)); len(kinds) != 0 {
		t.Errorf("without a source: %v", kinds)
	}
}
