package people_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

func TestWhoIsThereForAnArea(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "")
		tree, err := town.Places.Tree(ctx, town.Visitor)
		if err != nil {
			t.Fatal(err)
		}
		assigned, err := town.People.Assigned(ctx, town.Visitor)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			slug, ambassador string
			vacant           bool
		}{
			{"noord", "Fatima Bouali", false},
			{"dijk", "Fatima Bouali", false},
			{"merelstraat-en-omgeving", "Fatima Bouali", false},
			{"zuid", "Cor de Vries", true}, // its ambassador left in June
			{"veendam-aan-zee", "Cor de Vries", true},
		} {
			area, _ := tree.BySlug(c.slug)
			team := people.Who(tree, area.ID, assigned)
			if team.Ambassador.Person.Name != c.ambassador || team.Vacant != c.vacant {
				t.Errorf("%s has %q, vacant %v; want %q, %v", c.slug, team.Ambassador.Person.Name, team.Vacant, c.ambassador, c.vacant)
			}
		}
	})
}

func TestAnAreaWithoutAnyoneSaysSo(t *testing.T) {
	if team := people.Who(testkit.Tree(t), "nowhere", nil); team.Found() {
		t.Errorf("found %+v", team)
	}
}

func TestTasksEndByThemselves(t *testing.T) {
	end := testkit.Today
	task := people.Assignment{Starts: end.AddDate(0, -1, 0), Ends: &end}
	for at, want := range map[time.Time]bool{
		task.Starts.Add(-1): false, task.Starts: true, end.Add(-1): true, end: false,
	} {
		if got := task.Holds(at); got != want {
			t.Errorf("at %v it holds: %v, want %v", at, got, want)
		}
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "")
		later := people.NewStore(d.WithClock(func() time.Time { return time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC) }))
		assigned, err := later.Assigned(ctx, town.Visitor)
		if err != nil || len(assigned) != 1 || assigned[0].Person.Name != "Vroeger Iemand" {
			t.Errorf("in 2023 there were %v, %v", assigned, err)
		}
	})
}

func TestPersonsKeepTheirPlaceAndOthersCannotSeeThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "")
		other := testkit.NewTown(t, d, "elders", "")
		before, err := town.People.Assigned(ctx, town.Visitor)
		if err != nil {
			t.Fatal(err)
		}
		if err := town.People.Replace(ctx, town.Operator, before); err != nil {
			t.Fatal(err)
		}
		after, err := town.People.Assigned(ctx, town.Visitor)
		if err != nil || len(after) != len(before) || after[0].Person.ID != before[0].Person.ID {
			t.Errorf("replacing changed %v to %v, %v", before, after, err)
		}
		theirs, err := other.People.Assigned(ctx, other.Visitor)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range theirs {
			for _, ours := range after {
				if a.ID == ours.ID || a.Person.ID == ours.Person.ID {
					t.Error("a person is in two networks")
				}
			}
		}
		if err := town.People.Replace(ctx, town.Operator, after[:1]); err != nil {
			t.Fatal(err)
		}
		err = d.View(ctx, town.Network.ID, func(tx *db.Tx) error {
			n, err := db.One(ctx, tx, db.Value[int], `select count(*) from person where network_id = $1`, tx.Network)
			if n != 1 {
				t.Errorf("%d persons are kept, and one has a task", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := town.People.Replace(ctx, town.Visitor, nil); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a visitor replaces people: %v", err)
		}
		if _, err := town.People.Assigned(ctx, access.Actor{}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("nobody reads people: %v", err)
		}
	})
}

func TestListsThatCannotBeRead(t *testing.T) {
	tree := testkit.Tree(t)
	for name, c := range map[string]struct{ text, want string }{
		"not JSON":        {`{`, "not a list of persons"},
		"unknown field":   {`[{"age": 4}]`, "not a list of persons"},
		"no name":         {`[{"id":"a"}]`, "row 1: a person needs an id and a name"},
		"no such role":    {`[{"id":"a","name":"A","role":"chief"}]`, `"chief" is not a role`},
		"no organisation": {`[{"id":"a","name":"A","role":"desk","organization_id":"o9"}]`, `organisation "o9"`},
		"no date":         {`[{"id":"a","name":"A","role":"desk"}]`, `"" is not a date`},
		"ends first":      {`[{"id":"a","name":"A","role":"desk","from":"2026-02-01","to":"2026-01-01"}]`, "before it begins"},
		"no area":         {`[{"id":"a","name":"A","role":"desk","from":"2026-02-01"}]`, "A has no area"},
		"unknown area":    {`[{"id":"a","name":"A","role":"desk","from":"2026-02-01","areas":["Mars"]}]`, `area "Mars"`},
	} {
		if _, err := people.Read([]byte(c.text), tree, nil); !errors.Is(err, errs.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`[{"id":"a","name":"A","role":"desk","from":"2026-02-01","areas":["Noord"]}]`))
	f.Add([]byte("\ufeff[null]"))
	tree := testkit.Tree(f)
	f.Fuzz(func(t *testing.T, text []byte) { _, _ = people.Read(text, tree, map[string]string{"o1": "1"}) })
}
