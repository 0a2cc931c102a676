package access_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/errs"
)

func TestVisitorsAndTheOperator(t *testing.T) {
	visitor, operator := access.As(access.Visitor, "n1"), access.As(access.Operator, "n1")
	cases := []struct {
		name   string
		actor  access.Actor
		action access.Action
		object access.Object
		want   bool
	}{
		{"a visitor reads the directory", visitor, access.Read, access.Directory, true},
		{"a visitor sees who is who", visitor, access.Read, access.People, true},
		{"a visitor changes nothing", visitor, access.Edit, access.Directory, false},
		{"a visitor never reads a confidential address", visitor, access.Read, access.Secrets, false},
		{"the operator imports", operator, access.Edit, access.Directory, true},
		{"the operator reads no case", operator, access.Read, access.Cases, false},
		{"an actor without a network is nobody", access.As(access.Operator, ""), access.Read, access.Directory, false},
		{"an unknown role is nobody", access.As("chief", "n1"), access.Read, access.Directory, false},
		{"an unknown object belongs to nobody", operator, access.Read, "diaries", false},
	}
	for _, c := range cases {
		err := access.Can(c.actor, c.action, c.object)
		if (err == nil) != c.want {
			t.Errorf("%s: got %v, want allowed = %v", c.name, err, c.want)
		}
		if err != nil && !errors.Is(err, errs.Forbidden) {
			t.Errorf("%s: %v is not of kind Forbidden", c.name, err)
		}
	}
}

// actor has a role for area a1, team t1 and organisation o1, as person p1.
func actor(role access.Role) access.Actor {
	return access.Actor{Network: "n1", Person: "p1", Grants: []access.Grant{{Role: role, Area: "a1", Team: "t1", Organization: "o1"}}}
}

// own belongs to everything of that actor, foreign to nothing of it.
var own, foreign = access.At{ID: "x", Area: "a1", Team: "t1", Organization: "o1", Person: "p1"}, access.At{ID: "y", Area: "a2", Team: "t2", Organization: "o2", Person: "p2"}

// TestWhoSeesWhat is the page "Who sees what" of the privacy design, written down again by hand: for each role the
// objects of the loop it can read at all, and those it can read of others.
func TestWhoSeesWhat(t *testing.T) {
	loop := []access.Object{access.Activities, access.Seats, access.Intervisions, access.Trajectories, access.Agreements, access.Commitments, access.Teamwork, access.Volunteers, access.Enquiries, access.Cases, access.CaseTexts, access.Needed, access.Referrals, access.Figures, access.Trace}
	for role, want := range map[access.Role]struct{ own, all []access.Object }{
		access.Visitor:        {nil, nil},
		access.Operator:       {[]access.Object{access.Figures, access.Trace}, []access.Object{access.Figures, access.Trace}},
		access.Administrator:  {nil, nil},
		access.Observer:       {[]access.Object{access.Figures}, []access.Object{access.Figures}},
		access.PrivacyOfficer: {[]access.Object{access.Trace}, []access.Object{access.Trace}},
		access.TeamManager:    {[]access.Object{access.Teamwork, access.Figures}, nil},
		access.Editor:         {nil, nil},
		access.Volunteer:      {nil, nil},
		access.Member:         {[]access.Object{access.Agreements, access.Commitments, access.Referrals, access.Figures}, nil},
		access.Host:           {[]access.Object{access.Enquiries, access.Referrals, access.Figures}, nil},
		access.Professional:   {[]access.Object{access.Teamwork, access.Enquiries, access.Cases, access.Referrals, access.Figures}, nil},
		access.Desk:           {[]access.Object{access.Activities, access.Seats, access.Volunteers, access.Enquiries, access.Referrals, access.Figures}, []access.Object{access.Volunteers, access.Enquiries}},
		access.Liaison:        {[]access.Object{access.Teamwork, access.Enquiries, access.Cases, access.CaseTexts, access.Needed, access.Referrals, access.Figures}, nil},
		access.SocialBroker:   {[]access.Object{access.Enquiries, access.Cases, access.CaseTexts, access.Referrals, access.Figures}, nil},
		access.Ambassador:     {[]access.Object{access.Teamwork, access.Activities, access.Seats, access.Intervisions, access.Enquiries, access.Cases, access.CaseTexts, access.Needed, access.Referrals, access.Figures}, nil},
		access.Coordinator: {[]access.Object{access.Activities, access.Seats, access.Intervisions, access.Trajectories, access.Agreements, access.Commitments, access.Teamwork, access.Volunteers, access.Enquiries, access.Cases, access.Needed, access.Referrals, access.Figures, access.Trace},
			[]access.Object{access.Activities, access.Seats, access.Intervisions, access.Trajectories, access.Agreements, access.Commitments, access.Teamwork, access.Volunteers, access.Enquiries, access.Cases, access.Needed, access.Referrals, access.Figures, access.Trace}},
	} {
		for _, object := range loop {
			if got := access.Can(actor(role), access.Read, object, own) == nil; got != slices.Contains(want.own, object) {
				t.Errorf("%s reads own %s: %v", role, object, got)
			}
			if got := access.Can(actor(role), access.Read, object, foreign) == nil; got != slices.Contains(want.all, object) {
				t.Errorf("%s reads %s of others: %v", role, object, got)
			}
		}
	}
}

// TestTheMunicipalitySeesAggregatesOnly holds row H48: no case, no question, no referral, whatever it asks.
func TestTheMunicipalitySeesAggregatesOnly(t *testing.T) {
	for _, object := range []access.Object{access.Activities, access.Seats, access.Intervisions, access.Trajectories, access.Agreements, access.Commitments, access.Teamwork, access.Volunteers, access.Enquiries, access.Cases, access.CaseTexts, access.Needed, access.Referrals, access.Staff, access.Outbox, access.Trace} {
		for _, action := range access.Actions {
			if access.Can(actor(access.Observer), action, object, own) == nil {
				t.Errorf("the municipality may %s %s", action, object)
			}
		}
	}
}

// TestASeatGivesTheOwnGroupsAndNothingElse: a chair of the municipality too (row D03). What is own is for package group.
func TestASeatGivesTheOwnGroupsAndNothingElse(t *testing.T) {
	for _, role := range access.Everyone {
		account := role != access.Visitor && role != access.Operator
		for _, action := range access.Actions {
			if got := access.Can(actor(role), action, access.Meetings, own) == nil; got != account {
				t.Errorf("%s may %s own meetings: %v", role, action, got)
			}
			if got := access.Can(actor(role), action, access.Meetings, foreign) == nil; got != (role == access.Coordinator) {
				t.Errorf("%s may %s meetings of others: %v", role, action, got)
			}
		}
	}
}

func TestABrokenGlassOpensOneThingForReading(t *testing.T) {
	a := actor(access.Coordinator)
	a.Opened = []access.Thing{{Object: access.CaseTexts, ID: "y"}}
	if err := access.Can(a, access.Read, access.CaseTexts, foreign); err != nil {
		t.Errorf("the opened case stays closed: %v", err)
	}
	if access.Can(a, access.Edit, access.CaseTexts, foreign) == nil {
		t.Error("the opened case can be changed")
	}
	if access.Can(a, access.Read, access.CaseTexts, own) == nil {
		t.Error("another case is open too")
	}
	if access.Can(actor(access.Coordinator), access.Read, access.CaseTexts, foreign) == nil {
		t.Error("the case is open without a broken glass")
	}
	a.Opened[0].Object = access.Referrals
	if access.Can(a, access.Read, access.CaseTexts, foreign) == nil {
		t.Error("another kind of thing with the same id is open too")
	}
}

// TestReachAndCanAgree holds the two readers of the table together: what a list shows is what may be opened.
func TestReachAndCanAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SampledFrom([]string{"", "1", "2"})
		grant := rapid.Custom(func(t *rapid.T) access.Grant {
			return access.Grant{Role: rapid.SampledFrom(access.Everyone).Draw(t, "role"), Area: ids.Draw(t, "area"), Team: ids.Draw(t, "team"), Organization: ids.Draw(t, "organization")}
		})
		a := access.Actor{Network: "n", Person: ids.Draw(t, "person"), Grants: rapid.SliceOfN(grant, 0, 3).Draw(t, "grants")}
		action, object := rapid.SampledFrom(access.Actions).Draw(t, "action"), rapid.SampledFrom(access.Objects).Draw(t, "object")
		at := access.At{Area: ids.Draw(t, "at area"), Team: ids.Draw(t, "at team"), Organization: ids.Draw(t, "at organization"), Person: ids.Draw(t, "at person")}
		within, err := access.Reach(a, action, object)
		listed := err == nil && (within.All || slices.Contains(within.Areas, at.Area) || slices.Contains(within.Teams, at.Team) ||
			slices.Contains(within.Organizations, at.Organization) || (within.Person != "" && within.Person == at.Person))
		if opened := access.Can(a, action, object, at) == nil; opened != listed {
			t.Fatalf("a list shows it: %v; it may be opened: %v (%v)", listed, opened, err)
		}
		if whole := access.Can(a, action, object) == nil; whole != (err == nil && within.All) {
			t.Fatalf("without a thing Can says %v, and the reach is %+v", whole, within)
		}
	})
}

func TestWhoMayEditMayRead(t *testing.T) {
	for _, role := range access.Everyone {
		for _, object := range access.Objects {
			if access.Can(actor(role), access.Edit, object, own) == nil && access.Can(actor(role), access.Read, object, own) != nil {
				t.Errorf("%s edits %s blindly", role, object)
			}
		}
	}
}
