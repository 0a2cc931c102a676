package people_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
)

// staff is the town with a coordinator's actor, and helpers to make people.
type staff struct {
	testkit.Town
	t     testing.TB
	actor access.Actor
}

func newStaff(t testing.TB, d *db.DB) staff {
	town := testkit.NewTown(t, d, "veen", "")
	return staff{town, t, access.Actor{Network: town.Network.ID, Person: "boss", Grants: []access.Grant{{Role: access.Coordinator}}}}
}

func (s staff) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s staff) person(name string) string {
	s.t.Helper()
	id, err := s.People.Save(ctx, s.actor, people.Person{Name: name})
	s.must(err)
	return id
}

func (s staff) area(slug string) string {
	s.t.Helper()
	tree, err := s.Places.Tree(ctx, s.actor)
	s.must(err)
	area, ok := tree.BySlug(slug)
	if !ok {
		s.t.Fatalf("no area %s", slug)
	}
	return area.ID
}

func (s staff) roles(person string) []access.Role {
	s.t.Helper()
	grants, err := s.People.Grants(ctx, s.Network.ID, person)
	s.must(err)
	roles := access.Actor{Grants: grants}.Roles()
	slices.Sort(roles)
	return roles
}

func TestRightsFollowTasksTeamsAndDates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStaff(t, d)
		anna := s.person("Anna")
		if got := s.roles(anna); len(got) != 0 {
			t.Errorf("someone without a task is %v", got)
		}
		now, tomorrow := testkit.Today, testkit.Today.AddDate(0, 0, 1)
		s.must(s.People.Assign(ctx, s.actor, people.Assignment{Person: people.Person{ID: anna}, Role: access.Ambassador, AreaID: s.area("noord"), HoursWeek: 6, Paid: true, Starts: now}))
		s.must(s.People.Assign(ctx, s.actor, people.Assignment{Person: people.Person{ID: anna}, Role: access.Editor, Starts: tomorrow}))
		team, err := s.People.SaveTeam(ctx, s.actor, people.Team{Name: "Buurtteam Noord", Kind: "sociaal"})
		s.must(err)
		member, err := s.People.Join(ctx, s.actor, team, anna, now)
		s.must(err)
		if got, want := s.roles(anna), []access.Role{access.Ambassador, access.Professional}; !slices.Equal(got, want) {
			t.Errorf("today Anna is %v, want %v", got, want)
		}
		grants, err := s.People.Grants(ctx, s.Network.ID, anna)
		s.must(err)
		actor := access.Actor{Network: s.Network.ID, Person: anna, Grants: grants}
		for slug, want := range map[string]bool{"noord": true, "merelstraat-en-omgeving": true, "zuid": false, "veendam-aan-zee": false} {
			if got := access.Can(actor, access.Read, access.Cases, access.At{Area: s.area(slug)}) == nil; got != want {
				t.Errorf("the ambassador of Noord reads cases of %s: %v", slug, got)
			}
		}
		s.must(s.People.Leave(ctx, s.actor, team, member, now))
		if got := s.roles(anna); !slices.Equal(got, []access.Role{access.Ambassador}) {
			t.Errorf("out of the team Anna is %v", got)
		}
		later := people.NewStore(d.WithClock(func() time.Time { return tomorrow }))
		record, err := later.Person(ctx, s.actor, anna)
		s.must(err)
		for _, task := range record.Tasks {
			s.must(later.End(ctx, s.actor, task.ID, tomorrow))
		}
		grants, err = later.Grants(ctx, s.Network.ID, anna)
		if err != nil || len(grants) != 0 {
			t.Errorf("after the last day Anna still has %v, %v", grants, err)
		}
	})
}

func TestAStandInIsShownAndHasTheRights(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStaff(t, d)
		all, err := s.People.Persons(ctx, s.actor)
		s.must(err)
		fatima := all[slices.IndexFunc(all, func(r people.Record) bool { return r.Name == "Fatima Bouali" })]
		bram := s.person("Bram")
		s.must(s.People.Away(ctx, s.actor, people.Absence{PersonID: fatima.ID, StandIn: people.Person{ID: bram}, Starts: testkit.Today, Ends: testkit.Today.AddDate(0, 0, 7)}))
		if got := s.roles(bram); !slices.Equal(got, []access.Role{access.Ambassador}) {
			t.Errorf("the stand-in is %v", got)
		}
		assigned, err := s.People.Assigned(ctx, s.Visitor)
		s.must(err)
		tree, err := s.Places.Tree(ctx, s.Visitor)
		s.must(err)
		contacts := people.Who(tree, s.area("noord"), assigned)
		if contacts.Ambassador.Person.Name != "Bram" || contacts.Ambassador.Absent != "Fatima Bouali" {
			t.Errorf("Noord shows %q for %q", contacts.Ambassador.Person.Name, contacts.Ambassador.Absent)
		}
		back := people.NewStore(d.WithClock(func() time.Time { return testkit.Today.AddDate(0, 0, 7) }))
		if grants, err := back.Grants(ctx, s.Network.ID, bram); err != nil || len(grants) != 0 {
			t.Errorf("after the absence the stand-in keeps %v, %v", grants, err)
		}
		err = s.People.Away(ctx, s.actor, people.Absence{PersonID: bram, StandIn: people.Person{ID: bram}, Starts: testkit.Today, Ends: testkit.Today.AddDate(0, 0, 1)})
		if !errors.Is(err, errs.Invalid) {
			t.Errorf("one can stand in for oneself: %v", err)
		}
	})
}

// TestNothingStaysAfterAHandover gives someone a random heap of work and hands it over.
func TestNothingStaysAfterAHandover(t *testing.T) {
	s := newStaff(t, dbtest.SQLite(t))
	areas := []string{s.area("noord"), s.area("zuid"), s.area("dijk")}
	team, err := s.People.SaveTeam(ctx, s.actor, people.Team{Name: "Team"})
	s.must(err)
	colleague := s.person("Collega")
	rapid.Check(t, func(t *rapid.T) {
		from, to := s.person("Oud"), s.person("Nieuw")
		day := testkit.Today.AddDate(0, 0, rapid.IntRange(-3, 30).Draw(t, "day"))
		for range rapid.IntRange(0, 5).Draw(t, "tasks") {
			a := people.Assignment{Person: people.Person{ID: from}, Role: rapid.SampledFrom([]access.Role{access.Ambassador, access.Coordinator, access.Desk, access.SocialBroker}).Draw(t, "role"),
				AreaID: rapid.SampledFrom(areas).Draw(t, "area"), HoursWeek: 6, Paid: true, Starts: testkit.Today.AddDate(0, 0, rapid.IntRange(-400, 60).Draw(t, "starts"))}
			if rapid.Bool().Draw(t, "ends") {
				ends := a.Starts.AddDate(0, 0, rapid.IntRange(1, 500).Draw(t, "length"))
				a.Ends = &ends
			}
			if err := s.People.Assign(ctx, s.actor, a); err != nil {
				t.Fatal(err)
			}
		}
		if rapid.Bool().Draw(t, "member") {
			if _, err := s.People.Join(ctx, s.actor, team, from, testkit.Today.AddDate(0, 0, -9)); err != nil {
				t.Fatal(err)
			}
		}
		if rapid.Bool().Draw(t, "stands in") {
			who := rapid.SampledFrom([]string{colleague, to}).Draw(t, "for")
			err := s.People.Away(ctx, s.actor, people.Absence{PersonID: who, StandIn: people.Person{ID: from}, Starts: testkit.Today, Ends: testkit.Today.AddDate(0, 0, 90)})
			if err != nil {
				t.Fatal(err)
			}
		}
		owned := map[string]string{"case": from}
		mover := func(_ context.Context, _ *db.Tx, from, to string) (int, error) {
			if owned["case"] == from {
				owned["case"] = to
			}
			return 1, nil
		}
		before := grantsAt(t, s, day, from)
		if _, err := s.People.Handover(ctx, s.actor, from, to, day, mover); err != nil {
			t.Fatal(err)
		}
		if owned["case"] != to {
			t.Fatal("what another concept keeps was not moved")
		}
		for _, at := range []time.Time{day, day.AddDate(0, 0, 1), day.AddDate(0, 3, 0), day.AddDate(3, 0, 0)} {
			if left := grantsAt(t, s, at, from); len(left) > 0 {
				t.Fatalf("on %s the former owner still has %v", at.Format(time.DateOnly), left)
			}
		}
		after := grantsAt(t, s, day, to)
		for _, g := range before {
			if g.Role != access.Professional && !slices.Contains(after, g) { // a team is joined anew, by its own decision
				t.Fatalf("the successor lacks %v", g)
			}
		}
	})
}

func grantsAt(t *rapid.T, s staff, at time.Time, person string) []access.Grant {
	grants, err := people.NewStore(s.DB.WithClock(func() time.Time { return at })).Grants(ctx, s.Network.ID, person)
	if err != nil {
		t.Fatal(err)
	}
	return grants
}

func TestStaffIsForStaff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStaff(t, d)
		other := testkit.NewTown(t, d, "elders", "")
		anna := s.person("Anna")
		theirs := access.Actor{Network: other.Network.ID, Person: "x", Grants: []access.Grant{{Role: access.Coordinator}}}
		if _, err := other.People.Person(ctx, theirs, anna); !errors.Is(err, errs.NotFound) {
			t.Errorf("another network sees Anna: %v", err)
		}
		if _, err := s.People.Save(ctx, theirs, people.Person{ID: anna, Name: "Gekaapt", Version: 1}); !errors.Is(err, errs.Conflict) {
			t.Errorf("another network changes Anna: %v", err)
		}
		for _, role := range []access.Role{access.Visitor, access.Ambassador, access.Observer, access.Member, access.Liaison} {
			actor := access.Actor{Network: s.Network.ID, Person: "y", Grants: []access.Grant{{Role: role, Area: "a", Team: "t", Organization: "o"}}}
			if _, err := s.People.Save(ctx, actor, people.Person{Name: "X"}); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s makes people: %v", role, err)
			}
			if _, err := s.People.Handover(ctx, actor, anna, "x", testkit.Today); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s hands over the work of others: %v", role, err)
			}
		}
		assigned, err := s.People.Assigned(ctx, s.Visitor)
		s.must(err)
		s.must(s.People.Assign(ctx, s.actor, people.Assignment{Person: people.Person{ID: anna}, Role: access.PrivacyOfficer, Starts: testkit.Today}))
		if after, _ := s.People.Assigned(ctx, s.Visitor); len(after) != len(assigned) {
			t.Error("visitors see who is privacy officer")
		}
	})
}

func TestWhoHasAnAccountIsNotForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStaff(t, d)
		anna, bram := s.person("Anna"), s.person("Bram")
		if _, _, err := s.Accounts.Invite(ctx, s.actor, anna, "anna@veen.example"); err != nil {
			t.Fatal(err)
		}
		s.must(s.People.Replace(ctx, s.Operator, nil))
		if _, err := s.People.Person(ctx, s.actor, anna); err != nil {
			t.Errorf("Anna, who can sign in: %v", err)
		}
		if _, err := s.People.Person(ctx, s.actor, bram); !errors.Is(err, errs.NotFound) {
			t.Errorf("Bram, who does nothing here: %v", err)
		}
	})
}

func TestTheLiaisonRunsTheOwnTeam(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStaff(t, d)
		own, err := s.People.SaveTeam(ctx, s.actor, people.Team{Name: "Eigen", Kind: "sociaal"})
		s.must(err)
		foreign, err := s.People.SaveTeam(ctx, s.actor, people.Team{Name: "Ander", Kind: "jeugd"})
		s.must(err)
		if _, err := s.People.SaveTeam(ctx, s.actor, people.Team{Name: "Eigen"}); !errors.Is(err, errs.Conflict) {
			t.Errorf("two teams have one name: %v", err)
		}
		liaison := access.Actor{Network: s.Network.ID, Person: "l", Grants: []access.Grant{{Role: access.Liaison, Team: own}}}
		member, err := s.People.Join(ctx, liaison, own, s.person("Nieuw"), testkit.Today)
		s.must(err)
		if _, err := s.People.Join(ctx, liaison, foreign, s.person("Nieuw"), testkit.Today); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the liaison fills another team: %v", err)
		}
		for _, step := range append(people.Steps, people.Steps[0]) {
			s.must(s.People.Tick(ctx, liaison, own, member, step))
		}
		if err := s.People.Tick(ctx, liaison, own, "no such", people.Steps[0]); !errors.Is(err, errs.NotFound) {
			t.Errorf("a membership that is not there: %v", err)
		}
		teams, err := s.People.Teams(ctx, liaison)
		if err != nil || len(teams) != 1 || !teams[0].Members[0].Introduced() {
			t.Errorf("the liaison sees %+v, %v", teams, err)
		}
	})
}

func TestWhatATaskNeeds(t *testing.T) {
	early := testkit.Today.AddDate(0, 0, -1)
	for name, c := range map[string]struct {
		task people.Assignment
		want string
	}{
		"a liaison without a team":   {people.Assignment{Role: access.Liaison}, "team"},
		"a member without a house":   {people.Assignment{Role: access.Member}, "organization"},
		"a broker without a wijk":    {people.Assignment{Role: access.SocialBroker}, "area"},
		"a role that is none":        {people.Assignment{Role: "chief"}, "role"},
		"nobody can be made visitor": {people.Assignment{Role: access.Visitor}, "role"},
		"a strange variant":          {people.Assignment{Role: access.Desk, Variant: "x"}, "variant"},
		"too many hours":             {people.Assignment{Role: access.Desk, HoursWeek: 99}, "hours"},
		"an end before the start":    {people.Assignment{Role: access.Desk, Starts: testkit.Today, Ends: &early}, "ends"},
	} {
		var problems errs.Problems
		if err := c.task.Check(); !errors.As(err, &problems) || problems[0].Column != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	ambassador := people.Assignment{Role: access.Ambassador, HoursWeek: 3}
	if got := ambassador.Warnings(); len(got) != 2 {
		t.Errorf("3 hours unpaid warns %v", got)
	}
	ambassador.HoursWeek, ambassador.Paid = 12, true
	if got := ambassador.Warnings(); len(got) != 0 {
		t.Errorf("12 hours paid warns %v", got)
	}
}
