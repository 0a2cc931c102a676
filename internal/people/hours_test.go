package people_test

import (
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
)

func TestHoursStandBesideResidents(t *testing.T) {
	tree := testkit.Tree(t)
	north, _ := tree.BySlug("noord")
	dike, _ := tree.BySlug("dijk")
	today := testkit.Today
	task := func(area string, hours float64, days int, role people.Role) people.Assignment {
		return people.Assignment{Role: role, AreaID: area, HoursWeek: hours, Starts: today.AddDate(0, 0, days)}
	}
	all := []people.Record{{Person: people.Person{Name: "A"}, Tasks: []people.Assignment{task(north.ID, 6, -1, access.Ambassador), task(dike.ID, 1.5, -1, access.Ambassador),
		task(north.ID, 8, 1, access.Ambassador), task("", 4, -1, access.Ambassador), task(north.ID, 40, -1, access.Coordinator)}}}
	rows := people.HoursOf(tree, all, today)
	if len(rows) != 3 || rows[0].Wijk.Name != "Noord" || rows[1].Wijk.Name != "Zuid" || rows[2].Wijk.ID != "" {
		t.Fatalf("the rows are %+v", rows)
	}
	if rows[0].Hours != 7.5 || len(rows[0].Tasks) != 3 || len(rows[1].Tasks) != 0 || rows[2].Hours != 4 {
		t.Errorf("the hours are %v, %v, %v with %d tasks", rows[0].Hours, rows[1].Hours, rows[2].Hours, len(rows[0].Tasks))
	}
	rows[0].Wijk.Residents = 9000
	if got := rows[0].PerHour(); got != 1200 {
		t.Errorf("9000 residents in 7.5 hours are %d for each", got)
	}
	if got := rows[1].PerHour(); got != 0 {
		t.Errorf("without hours there are %d residents for each", got)
	}
}
