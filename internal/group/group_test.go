package group_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/group"
	"samenspel/internal/privacy"
	"samenspel/internal/testkit"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	ctx   = context.Background()
	today = calendar.Today(testkit.Today)
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// hall is a town with a coordinator and a core group.
type hall struct {
	testkit.Town
	cor access.Actor
}

func each(t *testing.T, test func(*testing.T, hall)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "Veen")
		h := hall{town, access.As(access.Coordinator, town.Network.ID)}
		must(t, h.Group.Save(ctx, h.cor, group.Group{ID: "kern", Kind: group.Core, Name: "Kerngroep", Places: 9, Rhythm: group.Usual(group.Core)}, privacy.Check{}))
		test(t, h)
	})
}

func (h hall) id(t *testing.T, table, ref string) string {
	t.Helper()
	return dbtest.Ask[string](t, h.DB, `select id from `+table+` where ref = '`+ref+`'`)[0]
}

// sit lets somebody with an address sit in a group, changed by more.
func (h hall) sit(t *testing.T, in, id string, more func(*group.Seat)) {
	t.Helper()
	s := group.Seat{ID: id, Organization: h.id(t, "organization", "o1"), Contact: "Anna " + id, Email: id + "@voorbeeld.example", Joined: today}
	more(&s)
	must(t, h.Group.Seat(ctx, h.cor, in, s, privacy.Check{}))
}

func (h hall) one(t *testing.T, id string) group.Group {
	t.Helper()
	all, err := h.Group.List(ctx, h.cor)
	must(t, err)
	return all[slices.IndexFunc(all, func(g group.Group) bool { return g.ID == id })]
}

// as gives somebody with a role and an account.
func (h hall) as(person string, role access.Role) access.Actor {
	return access.Actor{Network: h.Network.ID, Person: person, Grants: []access.Grant{{Role: role}}}
}

// TestACoreGroupHasTheThreeBloodGroups, nine places, and seats with dates (inventory D01, D02, G01, G02).
func TestACoreGroupHasTheThreeBloodGroups(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		h.sit(t, "kern", "a", func(s *group.Seat) { s.Blood, s.Paid = group.Carers, true })
		h.sit(t, "kern", "b", func(s *group.Seat) {
			s.Blood, s.Person, s.Organization, s.Mandate = group.Volunteers, h.id(t, "person", "p1"), h.id(t, "organization", "o3"), "Mag meebeslissen over geld"
		})
		h.sit(t, "kern", "gast", func(s *group.Seat) { s.Role, s.Every, s.Blood = group.Guest, 3, group.SelfHelp })
		g := h.one(t, "kern")
		if got := g.Missing(today); !slices.Equal(got, []group.Blood{group.SelfHelp}) || g.Vacant(today) != 7 {
			t.Errorf("missing %v, vacant %d", got, g.Vacant(today))
		}
		b := g.Seats[slices.IndexFunc(g.Seats, func(s group.Seat) bool { return s.ID == "b" })]
		if b.Name != "Kerk aan het Plein" || b.Contact != "Fatima Bouali" || b.Email != "fatima@veen.example" || b.Mandate == "" || b.Paid {
			t.Errorf("a person of the network: %+v", b)
		}
		must(t, h.Group.Leave(ctx, h.cor, "kern", "a", 1, today))
		if err := h.Group.Leave(ctx, h.cor, "kern", "a", 1, today); !errors.Is(err, errs.Conflict) {
			t.Errorf("leaving twice: %v", err)
		}
		if g = h.one(t, "kern"); len(g.Missing(today)) != 2 || g.Vacant(today) != 8 || g.Seats[len(g.Seats)-1].Left == nil {
			t.Errorf("after leaving: missing %v, vacant %d", g.Missing(today), g.Vacant(today))
		}
		if missing := (group.Group{Kind: group.Wide}).Missing(today); len(missing) > 0 {
			t.Errorf("a wide group lacks %v", missing)
		}
	})
}

// TestAChairMayNothingElse: whoever has a seat reads the own group, who leads it may tell of it, and no seat opens anything
// else (inventory D03).
func TestAChairMayNothingElse(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		chair, member := h.id(t, "person", "p1"), h.id(t, "person", "p2")
		due := today.AddDate(0, 1, 0)
		must(t, h.Group.Save(ctx, h.cor, group.Group{ID: "werk", Kind: group.Working, Name: "Vervoer", From: "kern", Goal: "Meer meerijders", Due: &due}, privacy.Check{}))
		h.sit(t, "werk", "voorzitter", func(s *group.Seat) { s.Person, s.Organization, s.Role = chair, "", group.Chair })
		h.sit(t, "werk", "lid", func(s *group.Seat) { s.Person = member })
		h.sit(t, "kern", "gast", func(s *group.Seat) { s.Person, s.Role, s.Every = chair, group.Guest, 2 })
		official := h.as(chair, access.Observer) // of the municipality
		for who, actor := range map[string]access.Actor{"the chair": official, "a member": h.as(member, access.Member)} {
			all, err := h.Group.List(ctx, actor)
			if err != nil || len(all) != 1 || all[0].ID != "werk" {
				t.Errorf("%s reads %+v, %v", who, all, err)
			}
			if err := h.Group.Save(ctx, actor, group.Group{ID: "werk", Version: 1}, privacy.Check{}); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s changes the group: %v", who, err)
			}
		}
		if _, err := h.Group.List(ctx, h.as(h.id(t, "person", "p3"), access.Observer)); !errors.Is(err, errs.Forbidden) {
			t.Errorf("who has no seat: %v", err)
		}
		if err := h.Group.Do(ctx, h.as(member, access.Member), "werk", 1, group.Tell, "klaar", privacy.Check{}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a member tells: %v", err)
		}
		must(t, h.Group.Do(ctx, official, "werk", 1, group.Tell, "klaar", privacy.Check{}))
		if err := h.Group.Do(ctx, official, "werk", 2, group.Accept, "", privacy.Check{}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the chair accepts the own report: %v", err)
		}
		if _, _, err := h.Casework.List(ctx, official, casework.Filter{}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the chair reads cases: %v", err)
		}
		if _, err := h.Agreement.List(ctx, official); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the chair reads agreements: %v", err)
		}
	})
}

// TestAWorkingGroupEndsWhenItsReportIsAccepted by who gave the assignment (inventory F02).
func TestAWorkingGroupEndsWhenItsReportIsAccepted(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		due := today.AddDate(0, 1, 0)
		must(t, h.Group.Save(ctx, h.cor, group.Group{ID: "werk", Kind: group.Working, Name: "Vervoer", From: "kern", Goal: "Meer meerijders", Due: &due}, privacy.Check{}))
		if g := h.one(t, "werk"); g.Overdue(due) || !g.Overdue(due.AddDate(0, 0, 1)) {
			t.Errorf("over time: %+v", g)
		}
		giver := h.as(h.id(t, "person", "p1"), access.Ambassador)
		h.sit(t, "kern", "voorzitter", func(s *group.Seat) { s.Person, s.Role = giver.Person, group.Chair })
		do := func(who access.Actor, act group.Act, words string) error {
			return h.Group.Do(ctx, who, "werk", h.one(t, "werk").Version, act, words, privacy.Check{})
		}
		for _, act := range []group.Act{group.Accept, group.Return, group.End} {
			if err := do(h.cor, act, "x"); !errors.Is(err, errs.Conflict) {
				t.Errorf("%s before there is a report: %v", act, err)
			}
		}
		for _, words := range []string{" ", strings.Repeat("x", 2001), "Bel 06-12345678"} {
			if err := do(h.cor, group.Tell, words); !errors.Is(err, errs.Invalid) {
				t.Errorf("%.20q: %v", words, err)
			}
		}
		must(t, do(h.cor, group.Tell, "Er rijden acht mensen mee."))
		if err := h.Group.Do(ctx, giver, "werk", 1, group.Accept, "", privacy.Check{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("from an older version: %v", err)
		}
		must(t, do(giver, group.Return, "Ook in Zuid?"))
		if g := h.one(t, "werk"); g.State != group.Running || g.Answer != "Ook in Zuid?" || g.Report == "" {
			t.Errorf("returned: %+v", g)
		}
		must(t, do(h.cor, group.Tell, "Ook in Zuid."))
		must(t, do(giver, group.Accept, ""))
		if g := h.one(t, "werk"); g.State != group.Ended || g.Report != "Ook in Zuid." || g.Answer != "" {
			t.Errorf("accepted: %+v", g)
		}
		must(t, h.Group.Do(ctx, h.cor, "kern", 1, group.End, "", privacy.Check{}))
	})
}

// TestWhatIsWrongInAGroup names the field, for groups and for seats.
func TestWhatIsWrongInAGroup(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		due := today.AddDate(0, 1, 0)
		for name, c := range map[string]struct {
			change func(*group.Group)
			field  string
		}{
			"no name":                  {func(g *group.Group) { g.Name = " " }, "name"},
			"a kind of its own":        {func(g *group.Group) { g.Kind = "club" }, "kind"},
			"a hundred places":         {func(g *group.Group) { g.Places = 100 }, "places"},
			"the largest number first": {func(g *group.Group) { g.Rhythm.Least = 9 }, "most"},
			"thirteen times a year":    {func(g *group.Group) { g.Rhythm = group.Rhythm{Unit: group.Yearly, Least: 1, Most: 13} }, "most"},
			"no assignment":            {func(g *group.Group) { g.From = "" }, "from"},
			"from nobody we know":      {func(g *group.Group) { g.From = "x" }, "from"},
			"no goal":                  {func(g *group.Group) { g.Goal = "" }, "goal"},
			"somebody in the goal":     {func(g *group.Group) { g.Goal = "Bel 06-12345678" }, "goal"},
			"no last day":              {func(g *group.Group) { g.Due = nil }, "due"},
			"a last day in the past":   {func(g *group.Group) { d := today.AddDate(0, 0, -1); g.Due = &d }, "due"},
		} {
			g := group.Group{ID: "nieuw", Kind: group.Working, Name: "Vervoer", Rhythm: group.Usual(group.Core), From: "kern", Goal: "Meer meerijders", Due: &due}
			c.change(&g)
			blames(t, name, h.Group.Save(ctx, h.cor, g, privacy.Check{}), c.field)
		}
		for name, c := range map[string]struct {
			change func(*group.Seat)
			field  string
		}{
			"nobody":                         {func(s *group.Seat) { s.Contact = " " }, "contact"},
			"no address":                     {func(s *group.Seat) { s.Email = "anna" }, "email"},
			"an organisation of others":      {func(s *group.Seat) { s.Organization = "x" }, "organization"},
			"a person of others":             {func(s *group.Seat) { s.Person = "x" }, "person"},
			"a role of its own":              {func(s *group.Seat) { s.Role = "chief" }, "role"},
			"a blood group of its own":       {func(s *group.Seat) { s.Blood = "AB" }, "blood"},
			"a guest who never comes":        {func(s *group.Seat) { s.Role = group.Guest }, "every"},
			"somebody in what may be agreed": {func(s *group.Seat) { s.Mandate = "Bel 06-12345678" }, "mandate"},
		} {
			s := group.Seat{ID: "nieuw", Contact: "Anna", Email: "anna@voorbeeld.example", Joined: today}
			c.change(&s)
			blames(t, name, h.Group.Seat(ctx, h.cor, "kern", s, privacy.Check{}), c.field)
		}
	})
}

// blames looks whether an operation found something wrong in a field.
func blames(t *testing.T, name string, err error, field string) {
	t.Helper()
	var problems errs.Problems
	if !errors.As(err, &problems) || !slices.ContainsFunc(problems, func(p errs.Problem) bool { return p.Column == field }) {
		t.Errorf("%s: %v", name, err)
	}
}

// TestWhoLeftIsForgottenLater: the seat stays with its organisation; a handover gives a seat to the successor.
func TestWhoLeftIsForgottenLater(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		h.sit(t, "kern", "weg", func(*group.Seat) {})
		h.sit(t, "kern", "blijft", func(s *group.Seat) { s.Person = h.id(t, "person", "p1") })
		must(t, h.Group.Leave(ctx, h.cor, "kern", "weg", 1, today))
		must(t, h.DB.In(ctx, h.Network.ID, func(tx *db.Tx) error {
			kept, err := group.KeptContacts(ctx, tx)
			if err != nil || len(kept) != 1 || kept[0].ID != "weg" || !kept[0].From.Equal(today) {
				t.Errorf("kept: %v, %v", kept, err)
			}
			must(t, group.EraseContacts(ctx, tx, []string{"weg"}))
			if kept, err = group.KeptContacts(ctx, tx); err != nil || len(kept) != 0 {
				t.Errorf("kept afterwards: %v, %v", kept, err)
			}
			n, err := group.Mover(ctx, tx, h.id(t, "person", "p1"), h.id(t, "person", "p2"))
			if n != 1 {
				t.Errorf("%d seats moved", n)
			}
			return err
		}))
		g := h.one(t, "kern")
		if left := g.Seats[1]; left.Contact != "" || left.Email != "" || left.Name != "Stichting Aanloop" {
			t.Errorf("who left: %+v", left)
		}
		if g.Seats[0].Contact != "Cor de Vries" {
			t.Errorf("the successor: %+v", g.Seats[0])
		}
	})
}
