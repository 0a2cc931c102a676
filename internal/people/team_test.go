package people_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
)

func (s staff) team(name, area string) string {
	s.t.Helper()
	id, err := s.People.SaveTeam(ctx, s.actor, people.Team{Name: name, Kind: "sociaal", AreaID: area})
	s.must(err)
	return id
}

func (s staff) join(team, person string, from time.Time) string {
	s.t.Helper()
	id, err := s.People.Join(ctx, s.actor, team, person, from)
	s.must(err)
	return id
}

func (s staff) teamOf(id string) people.Team {
	s.t.Helper()
	all, err := s.People.Teams(ctx, s.actor)
	s.must(err)
	return all[slices.IndexFunc(all, func(t people.Team) bool { return t.ID == id })]
}

// TestAVolunteerSeesNoCasesUnlessTheTeamSaysSo holds rows L10 and L12.
func TestAVolunteerSeesNoCasesUnlessTheTeamSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStaff(t, d)
		team, rosa := s.team("Buurtteam", ""), s.person("Rosa")
		member := s.join(team, rosa, testkit.Today)
		reads := func() bool {
			grants, err := s.People.Grants(ctx, s.Network.ID, rosa)
			s.must(err)
			return access.Can(access.Actor{Network: s.Network.ID, Person: rosa, Grants: grants}, access.Read, access.Cases, access.At{Team: team}) == nil
		}
		if !reads() {
			t.Error("a colleague sees no cases of the team")
		}
		s.must(s.People.Describe(ctx, s.actor, people.Membership{ID: member, TeamID: team, Kind: people.Volunteer}))
		if reads() || !slices.Equal(s.roles(rosa), []access.Role{access.Volunteer}) {
			t.Errorf("a volunteer is %v and sees cases: %v", s.roles(rosa), reads())
		}
		liaison := access.Actor{Network: s.Network.ID, Person: "l", Grants: []access.Grant{{Role: access.Liaison, Team: team}}}
		if err := s.People.Welcome(ctx, liaison, team, true); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the liaison decides it: %v", err)
		}
		s.must(s.People.Welcome(ctx, s.actor, team, true))
		if !reads() {
			t.Error("the team lets volunteers take part, and this one does not")
		}
	})
}

// TestASocialBrokerOfAWijkAndOneOfTheTown follows Gouda: one in each wijk, and one for all of them.
func TestASocialBrokerOfAWijkAndOneOfTheTown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStaff(t, d)
		tree, err := s.Places.Tree(ctx, s.actor)
		s.must(err)
		noord, _ := tree.BySlug("noord")
		zuid, _ := tree.BySlug("zuid")
		for name, c := range map[string]struct {
			area string
			both bool
		}{"Saar": {noord.ID, false}, "Stan": {noord.ParentID, true}} {
			person := s.person(name)
			s.must(s.People.Assign(ctx, s.actor, people.Assignment{Person: people.Person{ID: person}, Role: access.SocialBroker, AreaID: c.area, HoursWeek: 8, Starts: testkit.Today.AddDate(0, 0, -1)}))
			grants, err := s.People.Grants(ctx, s.Network.ID, person)
			s.must(err)
			actor := access.Actor{Network: s.Network.ID, Person: person, Grants: grants}
			for area, want := range map[string]bool{noord.ID: true, zuid.ID: c.both} {
				if got := access.Can(actor, access.Edit, access.Cases, access.At{Area: area}) == nil; got != want {
					t.Errorf("%s records cases of %s: %v", name, area, got)
				}
			}
		}
	})
}

func TestATeamInTheCoreGroup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStaff(t, d)
		team, other := s.team("Buurtteam", ""), s.team("Ander", "")
		core := func() (names string) {
			all, err := s.People.Teams(ctx, s.actor)
			s.must(err)
			for _, t := range all {
				if t.Core {
					names += t.Name + " "
				}
			}
			return names
		}
		liaison := access.Actor{Network: s.Network.ID, Person: "l", Grants: []access.Grant{{Role: access.Liaison, Team: team}}}
		if err := s.People.Seat(ctx, liaison, team, true); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the liaison decides it: %v", err)
		}
		s.must(s.People.Seat(ctx, s.actor, team, true))
		s.must(s.People.Seat(ctx, s.actor, other, true))
		s.must(s.People.Seat(ctx, s.actor, other, false))
		if got := core(); got != "Buurtteam " {
			t.Errorf("in the core group: %s", got)
		}
		if err := s.People.Seat(ctx, s.actor, "nothing", true); !errors.Is(err, errs.NotFound) {
			t.Errorf("a team that is not there: %v", err)
		}
	})
}

func TestATeamKnowsWhoKnowsWhat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStaff(t, d)
		team, other := s.team("Buurtteam", ""), s.team("Ander", "")
		member := s.join(team, s.person("Rosa"), testkit.Today)
		s.must(s.People.Describe(ctx, s.actor, people.Membership{ID: member, TeamID: team, Kind: people.Professional, Specialism: " informele zorg "}))
		s.must(s.People.Train(ctx, s.actor, team, member, people.Training{Name: "Sociale Netwerk Versterking", Day: testkit.Today.AddDate(0, -2, 0)}))
		got := s.teamOf(team)
		if len(got.Specialists()) != 1 || len(got.Members[0].Trainings) != 1 || got.Members[0].Trainings[0].Name != "Sociale Netwerk Versterking" {
			t.Errorf("the team has %+v", got.Members)
		}
		for name, err := range map[string]error{
			"a kind that is none":       s.People.Describe(ctx, s.actor, people.Membership{ID: member, TeamID: team, Kind: "chief"}),
			"a training without a name": s.People.Train(ctx, s.actor, team, member, people.Training{Name: " ", Day: testkit.Today}),
			"a training of tomorrow":    s.People.Train(ctx, s.actor, team, member, people.Training{Name: "X", Day: testkit.Today.AddDate(0, 0, 1)}),
		} {
			if !errors.As(err, new(errs.Problems)) {
				t.Errorf("%s: %v", name, err)
			}
		}
		training := got.Members[0].Trainings[0].ID
		for name, err := range map[string]error{
			"a member of another team":   s.People.Describe(ctx, s.actor, people.Membership{ID: member, TeamID: other, Kind: people.Volunteer}),
			"a training in another team": s.People.Untrain(ctx, s.actor, other, training),
			"training in another team":   s.People.Train(ctx, s.actor, other, member, people.Training{Name: "X", Day: testkit.Today}),
		} {
			if !errors.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		s.must(s.People.Untrain(ctx, s.actor, team, training))
		if n := len(s.teamOf(team).Members[0].Trainings); n != 0 {
			t.Errorf("%d trainings are left", n)
		}
	})
}

// TestTheAmbassadorTicksOffInTheOwnArea holds row A25: liaison and ambassador keep the list, and nobody else does.
func TestTheAmbassadorTicksOffInTheOwnArea(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStaff(t, d)
		team, rosa := s.team("Buurtteam", s.area("noord")), s.person("Rosa")
		member := s.join(team, rosa, testkit.Today)
		as := func(role access.Role, area string) access.Actor {
			return access.Actor{Network: s.Network.ID, Person: "x", Grants: []access.Grant{{Role: role, Area: area, Team: "none"}}}
		}
		s.must(s.People.Tick(ctx, as(access.Ambassador, s.area("noord")), team, member, people.Steps[0]))
		for _, actor := range []access.Actor{as(access.Ambassador, s.area("zuid")), as(access.Liaison, s.area("noord")), as(access.Professional, ""), as(access.Desk, "")} {
			if err := s.People.Tick(ctx, actor, team, member, people.Steps[1]); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%v ticks off: %v", actor.Roles(), err)
			}
		}
		reader := access.Actor{Network: s.Network.ID, Person: rosa}
		unread, err := s.People.Unread(ctx, reader)
		s.must(err)
		s.must(s.People.ReadScreens(ctx, reader))
		after, err := s.People.Unread(ctx, reader)
		s.must(err)
		if done := s.teamOf(team).Members[0].Done; !unread || after || !slices.Equal(done, []string{people.ReadStep, people.Steps[0]}) {
			t.Errorf("unread %v, then %v; done are %v", unread, after, done)
		}
		s.must(s.People.ReadScreens(ctx, access.Actor{Network: s.Network.ID, Person: "in no team"}))
	})
}

func TestWhoIsNotIntroducedIsNotForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStaff(t, d)
		fresh, late := s.team("Vers", s.area("noord")), s.team("Laat", s.area("noord"))
		s.join(fresh, s.person("Nieuw"), testkit.Today.AddDate(0, 0, -6))
		s.join(late, s.person("Wachtend"), testkit.Today.AddDate(0, 0, -7))
		done := s.join(late, s.person("Klaar"), testkit.Today.AddDate(0, 0, -30))
		for _, step := range people.Steps {
			s.must(s.People.Tick(ctx, s.actor, late, done, step))
		}
		sent := func() (addresses []string) {
			all, err := mail.NewStore(s.DB).List(ctx, access.As(access.Administrator, s.Network.ID), mail.Waiting, "")
			s.must(err)
			for _, m := range all {
				addresses = append(addresses, m.Kind+" "+m.Address)
			}
			return addresses
		}
		for range 2 { // the job may run twice
			s.must(s.People.Remind(ctx, s.Network.ID))
		}
		if got := sent(); !slices.Equal(got, []string{"introductions fatima@veen.example"}) {
			t.Errorf("reminded are %v", got)
		}
		later := people.NewStore(d.WithClock(func() time.Time { return testkit.Today.AddDate(0, 0, 7) }))
		s.must(later.Remind(ctx, s.Network.ID))
		if got := sent(); len(got) != 3 { // once for each team
			t.Errorf("a week later %v", got)
		}
	})
}

func TestTasksFollowGroups(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStaff(t, d)
		anna := s.person("Anna")
		s.must(s.People.Assign(ctx, s.actor, people.Assignment{Person: people.Person{ID: anna}, Role: access.Editor, Starts: testkit.Today}))
		s.must(s.People.AddGroupRule(ctx, s.actor, people.GroupRule{Group: "ambassadeurs", Role: access.Ambassador, AreaID: s.area("noord")}))
		s.must(s.People.AddGroupRule(ctx, s.actor, people.GroupRule{Group: "bazen", Role: access.Observer}))
		follow := func(groups ...string) []access.Role {
			s.must(s.DB.In(ctx, s.Network.ID, func(tx *db.Tx) error { return people.FollowGroups(ctx, tx, anna, groups) }))
			return s.roles(anna)
		}
		for i, c := range []struct{ groups, want []string }{
			{nil, []string{"editor"}},
			{[]string{"ambassadeurs", "administrators"}, []string{"ambassador", "editor"}}, // no rule, no role
			{[]string{"ambassadeurs"}, []string{"ambassador", "editor"}},
			{[]string{"bazen"}, []string{"editor", "observer"}},
			{nil, []string{"editor"}},
			{[]string{"bazen"}, []string{"editor", "observer"}},
		} {
			var got []string
			for _, role := range follow(c.groups...) {
				got = append(got, string(role))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("step %d, groups %v: %v, want %v", i, c.groups, got, c.want)
			}
		}
		rules, err := s.People.GroupRules(ctx, s.actor)
		s.must(err)
		s.must(s.People.DropGroupRule(ctx, s.actor, rules[1].ID))
		if got := s.roles(anna); !slices.Equal(got, []access.Role{access.Editor}) {
			t.Errorf("without the rule Anna is %v", got)
		}
		for _, bad := range []people.GroupRule{{Role: access.Observer}, {Group: "x", Role: "chief"}, {Group: "x", Role: access.Liaison}} {
			if err := s.People.AddGroupRule(ctx, s.actor, bad); !errors.As(err, new(errs.Problems)) {
				t.Errorf("%+v is taken: %v", bad, err)
			}
		}
		if err := s.People.AddGroupRule(ctx, access.As(access.Ambassador, s.Network.ID), people.GroupRule{Group: "x", Role: access.Observer}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("an ambassador makes rules: %v", err)
		}
	})
}

func TestPortraitsOfPublicRolesOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStaff(t, d)
		anna := s.person("Anna")
		s.must(s.People.SetPortrait(ctx, s.actor, anna, []byte("a picture")))
		record, err := s.People.Person(ctx, s.actor, anna)
		s.must(err)
		if _, err := s.People.Portrait(ctx, s.Visitor, anna, record.Portrait); !errors.Is(err, errs.NotFound) {
			t.Errorf("visitors see who has no public role: %v", err)
		}
		if got, err := s.People.Portrait(ctx, s.actor, anna, record.Portrait); err != nil || string(got) != "a picture" {
			t.Errorf("staff get %q, %v", got, err)
		}
		s.must(s.People.Assign(ctx, s.actor, people.Assignment{Person: people.Person{ID: anna}, Role: access.Desk, Starts: testkit.Today}))
		if got, err := s.People.Portrait(ctx, s.Visitor, anna, record.Portrait); err != nil || string(got) != "a picture" {
			t.Errorf("visitors get %q, %v", got, err)
		}
		for _, hash := range []string{"", "0000000000000000"} {
			if _, err := s.People.Portrait(ctx, s.Visitor, anna, hash); !errors.Is(err, errs.NotFound) {
				t.Errorf("the hash %q opens it: %v", hash, err)
			}
		}
		s.must(s.People.SetPortrait(ctx, s.actor, anna, nil))
		if _, err := s.People.Portrait(ctx, s.Visitor, anna, record.Portrait); !errors.Is(err, errs.NotFound) {
			t.Errorf("what was taken away is there: %v", err)
		}
	})
}

func TestVariantsBelongToRoles(t *testing.T) {
	for name, c := range map[string]struct {
		task people.Assignment
		want string // column of the problem; "" = none
	}{
		"broad":                      {people.Assignment{Role: access.Ambassador, Variant: "breed"}, ""},
		"narrow without a team":      {people.Assignment{Role: access.Ambassador, Variant: people.Narrow}, "team"},
		"narrow with a team":         {people.Assignment{Role: access.Ambassador, Variant: people.Narrow, TeamID: "t"}, ""},
		"a liaison for carers":       {people.Assignment{Role: access.Liaison, Variant: "mantelzorg", TeamID: "t"}, ""},
		"an ambassador for carers":   {people.Assignment{Role: access.Ambassador, Variant: "mantelzorg"}, "variant"},
		"who coordinates volunteers": {people.Assignment{Role: access.Member, Variant: "vrijwilligerscoordinator", OrganizationID: "o"}, ""},
	} {
		var problems errs.Problems
		if errors.As(c.task.Check(), &problems); c.want == "" && len(problems) > 0 || c.want != "" && (len(problems) != 1 || problems[0].Column != c.want) {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

// TestEveryConcernHasAnOwner makes up towns: whatever is the matter, the coordinator or somebody nearer is responsible.
func TestEveryConcernHasAnOwner(t *testing.T) {
	tree := testkit.Tree(t)
	rapid.Check(t, func(t *rapid.T) {
		coordinator := people.Assignment{ID: "c", Person: people.Person{ID: "cor"}, Role: access.Coordinator, AreaID: "gm"}
		assigned := []people.Assignment{coordinator}
		if rapid.Bool().Draw(t, "ambassador") {
			assigned = append(assigned, people.Assignment{ID: "a", Person: people.Person{ID: "amb"}, Role: access.Ambassador, AreaID: rapid.SampledFrom([]string{"noord", "zuid"}).Draw(t, "of")})
		}
		if rapid.Bool().Draw(t, "liaison") {
			assigned = append(assigned, people.Assignment{ID: "l", Person: people.Person{ID: "lia"}, Role: access.Liaison, TeamID: "t1"})
		}
		ends := testkit.Today.AddDate(0, 0, rapid.IntRange(1, 60).Draw(t, "ends in"))
		person := people.Record{Person: people.Person{ID: "p"}, Tasks: []people.Assignment{{Role: access.Desk, Ends: &ends}}}
		team := people.Team{ID: "t1", AreaID: rapid.SampledFrom([]string{"", "noord", "zuid"}).Draw(t, "area"), Members: make([]people.Membership, rapid.IntRange(0, 3).Draw(t, "members"))}
		kinds := map[people.ConcernKind]int{}
		for _, c := range people.Concerns(tree, assigned, []people.Record{person}, []people.Team{team}, testkit.Today) {
			if kinds[c.Kind]++; c.Owner.ID == "" {
				t.Fatalf("%+v is nobody's", c)
			}
		}
		if got, want := kinds[people.Ending], ends.Before(testkit.Today.AddDate(0, 0, 30)); (got == 1) != want {
			t.Fatalf("a task that ends on %s: %d", ends, got)
		}
		if got := kinds[people.Vacant]; got != 2 && len(assigned) == 1 {
			t.Fatalf("%d wijken without an ambassador", got)
		}
	})
}
