package teamwork_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
	"samenspel/internal/teamwork"
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

// room is a town with two teams, of which the first has a liaison and a member.
type room struct {
	testkit.Town
	team, other     string
	liaison, member access.Actor
}

func each(t *testing.T, test func(*testing.T, room)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := room{Town: testkit.NewTown(t, d, "veen", "Veen")}
		save := func(name string) (id string) {
			id, err := r.People.SaveTeam(ctx, r.Operator, people.Team{Name: name})
			must(t, err)
			return id
		}
		who := func(name string) access.Actor {
			id, err := r.People.Save(ctx, r.Operator, people.Person{Name: name})
			must(t, err)
			return access.Actor{Network: r.Network.ID, Person: id}
		}
		r.team, r.other = save("Buurtteam"), save("Ander team")
		r.liaison, r.member = who("Lies"), who("Mo")
		must(t, r.People.Assign(ctx, r.Operator, people.Assignment{Person: people.Person{ID: r.liaison.Person}, Role: access.Liaison, TeamID: r.team, Starts: today.AddDate(-1, 0, 0)}))
		_, err := r.People.Join(ctx, r.Operator, r.team, r.member.Person, today.AddDate(-1, 0, 0))
		must(t, err)
		r.liaison.Grants, err = r.People.Grants(ctx, r.Network.ID, r.liaison.Person)
		must(t, err)
		r.member.Grants, err = r.People.Grants(ctx, r.Network.ID, r.member.Person)
		must(t, err)
		test(t, r)
	})
}

// begin begins a conversation, and gives it.
func (r room) begin(t *testing.T) teamwork.Talk {
	t.Helper()
	id, err := r.Teamwork.Begin(ctx, r.liaison, db.NewID(), r.team, today)
	must(t, err)
	return r.talk(t, id)
}

func (r room) talk(t *testing.T, id string) teamwork.Talk {
	t.Helper()
	b, err := r.Teamwork.BoardOf(ctx, r.liaison, id)
	must(t, err)
	talk, _ := b.Talk(id)
	return talk
}

// does is an action of the member, due so many days from today.
func (r room) does(id string, days int) *teamwork.Action {
	return &teamwork.Action{ID: id, Team: r.team, What: "Het steunpunt bellen", Person: r.member.Person, Due: today.AddDate(0, 0, days)}
}

// TestASessionGoesOnWhereTheLastOneStopped: what is written stays, the next point is the first without anything, and a
// conversation ends with an action only.
func TestASessionGoesOnWhereTheLastOneStopped(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		talk := r.begin(t)
		if again := r.begin(t); again.ID != talk.ID {
			t.Errorf("a second conversation began beside the first")
		}
		note := teamwork.Note{Stands: "Wij kennen er twee.", Matters: "Sneller bellen."}
		must(t, r.Teamwork.Write(ctx, r.liaison, teamwork.Entry{Talk: talk.ID, Version: 1, Point: teamwork.Vision, Note: note}, today, privacy.Check{}))
		talk = r.talk(t, talk.ID)
		if talk.Notes[teamwork.Vision] != note || talk.Next() != teamwork.Role || talk.Count() != 1 {
			t.Errorf("after one point: %+v, next %s", talk, talk.Next())
		}
		var problems errs.Problems
		if err := r.Teamwork.Finish(ctx, r.liaison, talk.ID, talk.Version, today); !errors.As(err, &problems) || problems[0].Key != "teamwork.wrong.noaction" {
			t.Errorf("finished without an action: %v", err)
		}
		stale := teamwork.Entry{Talk: talk.ID, Version: 1, Point: teamwork.Role, Note: note}
		if err := r.Teamwork.Write(ctx, r.liaison, stale, today, privacy.Check{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("from an older version: %v", err)
		}
		act := teamwork.Entry{Talk: talk.ID, Version: talk.Version, Point: teamwork.Tools, Action: r.does("a", 7)}
		for range 2 { // the form is sent twice
			must(t, r.Teamwork.Write(ctx, r.liaison, act, today, privacy.Check{}))
		}
		talk = r.talk(t, talk.ID)
		if len(talk.Of(teamwork.Tools)) != 1 || talk.Of(teamwork.Tools)[0].Name != "Mo" || !talk.Written(teamwork.Tools) || talk.Notes[teamwork.Vision] != note {
			t.Errorf("with an action: %+v", talk)
		}
		must(t, r.Teamwork.Finish(ctx, r.liaison, talk.ID, talk.Version, today))
		if err := r.Teamwork.Write(ctx, r.liaison, teamwork.Entry{Talk: talk.ID, Version: talk.Version + 1, Point: teamwork.Role, Note: note}, today, privacy.Check{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("writing in what was finished: %v", err)
		}
		if next := r.begin(t); next.ID == talk.ID || next.Count() != 0 {
			t.Errorf("the next conversation: %+v", next)
		}
	})
}

// TestWhatATeamWritesIsLookedAt tells for each thing that is wrong in which field, and keeps nothing of it.
func TestWhatATeamWritesIsLookedAt(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		talk := r.begin(t)
		for name, c := range map[string]struct {
			change func(*teamwork.Entry)
			field  string
		}{
			"a number in a box":     {func(e *teamwork.Entry) { e.Note.Stands = "Bel 06-12345678" }, "stands"},
			"a box without end":     {func(e *teamwork.Entry) { e.Note.Matters = strings.Repeat("x", 2001) }, "matters"},
			"nothing to do":         {func(e *teamwork.Entry) { e.Action.What = "" }, "what"},
			"a person to do it for": {func(e *teamwork.Entry) { e.Action.What = "Langs bij mevrouw Jansen" }, "what"},
			"nobody":                {func(e *teamwork.Entry) { e.Action.Person = "" }, "person"},
			"somebody else":         {func(e *teamwork.Entry) { e.Action.Person = "x" }, "person"},
			"yesterday":             {func(e *teamwork.Entry) { e.Action.Due = today.AddDate(0, 0, -1) }, "due"},
			"in three years":        {func(e *teamwork.Entry) { e.Action.Due = today.AddDate(3, 0, 0) }, "due"},
			"no day":                {func(e *teamwork.Entry) { e.Action.Due = time.Time{} }, "due"},
		} {
			e := teamwork.Entry{Talk: talk.ID, Version: 1, Point: teamwork.Vision, Action: r.does(name, 7)}
			c.change(&e)
			var problems errs.Problems
			if err := r.Teamwork.Write(ctx, r.liaison, e, today, privacy.Check{}); !errors.As(err, &problems) || problems[0].Column != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		if after := r.talk(t, talk.ID); after.Version != 1 || len(after.Actions) > 0 {
			t.Errorf("something of it was kept: %+v", after)
		}
		past := today.AddDate(0, 0, -1)
		for name, p := range map[string]teamwork.Plan{"motto": {Motto: strings.Repeat("x", 121)}, "how": {Texts: map[string]string{"how": "mail jan@voorbeeld.nl"}}, "review": {Review: &past}} {
			p.Team = r.team
			var problems errs.Problems
			if err := r.Teamwork.SavePlan(ctx, r.liaison, p, today, privacy.Check{}); !errors.As(err, &problems) || problems[0].Column != name {
				t.Errorf("a plan with a wrong %s: %v", name, err)
			}
		}
	})
}

// TestWhoReadsAndWritesForATeam: the liaison writes, a member reads and ticks off what is its own, the coordinator reads, and
// nobody else knows that it is there.
func TestWhoReadsAndWritesForATeam(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		must(t, r.Teamwork.Act(ctx, r.liaison, *r.does("a", 7), today, privacy.Check{}))
		own := *r.does("b", 7)
		own.Person = r.liaison.Person
		must(t, r.Teamwork.Act(ctx, r.liaison, own, today, privacy.Check{}))
		coordinator := access.As(access.Coordinator, r.Network.ID)
		for name, actor := range map[string]access.Actor{"liaison": r.liaison, "member": r.member, "coordinator": coordinator} {
			if b, err := r.Teamwork.Board(ctx, actor, r.team); err != nil || len(b.Actions) != 2 {
				t.Errorf("%s reads %+v, %v", name, b, err)
			}
		}
		for name, actor := range map[string]access.Actor{"member": r.member, "coordinator": coordinator} {
			if err := r.Teamwork.SavePlan(ctx, actor, teamwork.Plan{Team: r.team, Motto: "x"}, today, privacy.Check{}); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s writes a plan: %v", name, err)
			}
			if err := r.Teamwork.Done(ctx, actor, "b", 1, today); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s ticks off what is of another: %v", name, err)
			}
			if err := r.Teamwork.Drop(ctx, actor, "a", 1); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s takes an action away: %v", name, err)
			}
		}
		must(t, r.Teamwork.Done(ctx, r.member, "a", 1, today))
		if err := r.Teamwork.Done(ctx, r.member, "a", 1, today); !errors.Is(err, errs.Conflict) {
			t.Errorf("twice: %v", err)
		}
		must(t, r.Teamwork.Drop(ctx, r.liaison, "b", 1))
		if _, err := r.Teamwork.Board(ctx, r.liaison, r.other); !errors.Is(err, errs.NotFound) {
			t.Errorf("the liaison reads another team: %v", err)
		}
		if err := r.Teamwork.Act(ctx, r.liaison, teamwork.Action{ID: "c", Team: r.other}, today, privacy.Check{}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the liaison acts for another team: %v", err)
		}
		for _, role := range []access.Role{access.Visitor, access.Administrator, access.Observer, access.Desk, access.Volunteer} {
			if _, err := r.Teamwork.Boards(ctx, access.As(role, r.Network.ID)); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
		}
	})
}

// TestActionsStandInTheWeekOfWhoIsResponsible: the most overdue first, also of whom somebody stands in for; those of who left
// come to who writes for the team; a handover moves them.
func TestActionsStandInTheWeekOfWhoIsResponsible(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		for id, days := range map[string]int{"later": 9, "soon": 1} {
			must(t, r.Teamwork.Act(ctx, r.liaison, *r.does(id, days), today, privacy.Check{}))
		}
		due := func(actor access.Actor) (ids []string) {
			t.Helper()
			all, err := r.Teamwork.Due(ctx, actor, today.AddDate(0, 0, 5))
			must(t, err)
			for _, a := range all.Actions {
				ids = append(ids, a.ID)
			}
			return ids
		}
		if got := due(r.member); !slices.Equal(got, []string{"soon", "later"}) {
			t.Errorf("the member must do %v", got)
		}
		if got := due(r.liaison); got != nil {
			t.Errorf("the liaison must do %v", got)
		}
		must(t, r.People.Away(ctx, r.Operator, people.Absence{ID: "x", PersonID: r.member.Person, StandIn: people.Person{ID: r.liaison.Person}, Starts: today.AddDate(0, 0, -1), Ends: today.AddDate(0, 0, 3)}))
		if got := due(r.liaison); len(got) != 2 {
			t.Errorf("who stands in must do %v", got)
		}
		next, err := r.People.Save(ctx, r.Operator, people.Person{Name: "Nel"})
		must(t, err)
		_, err = r.People.Handover(ctx, r.Operator, r.member.Person, next, today, teamwork.Mover)
		must(t, err)
		b, err := r.Teamwork.Board(ctx, r.liaison, r.team)
		if err != nil || b.Actions[0].Person != next {
			t.Errorf("after a handover: %+v, %v", b.Actions, err)
		}
		if got := due(r.liaison); len(b.Members) > 0 || len(got) != 2 {
			t.Errorf("who does it has no place here, and the liaison must do %v", got)
		}
	})
}

// TestAPlanComesBack four weeks before its day, in the week of who writes for the team.
func TestAPlanComesBack(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		day := today.AddDate(0, 6, 0)
		plan := teamwork.Plan{Team: r.team, Motto: " Samen ", Texts: map[string]string{"how": " Elke week. ", "groups": " ", "nonsense": "x"}, Review: &day}
		must(t, r.Teamwork.SavePlan(ctx, r.liaison, plan, today, privacy.Check{}))
		if err := r.Teamwork.SavePlan(ctx, r.liaison, plan, today, privacy.Check{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("made again from nothing: %v", err)
		}
		b, err := r.Teamwork.Board(ctx, r.liaison, r.team)
		if err != nil || b.Plan.Motto != "Samen" || len(b.Plan.Texts) != 1 || b.Plan.Texts["how"] != "Elke week." || b.Plan.Version != 1 {
			t.Errorf("the plan: %+v, %v", b.Plan, err)
		}
		for before, want := range map[int]int{29: 0, 28: 1, -100: 1} {
			all, err := r.Teamwork.Due(ctx, r.liaison, day.AddDate(0, 0, -before))
			if err != nil || len(all.Plans) != want {
				t.Errorf("%d days before: %d plans, %v", before, len(all.Plans), err)
			}
		}
		if all, err := r.Teamwork.Due(ctx, r.member, day); err != nil || len(all.Plans) > 0 {
			t.Errorf("a member must look at %v, %v", all.Plans, err)
		}
		b.Plan.Review = nil
		must(t, r.Teamwork.SavePlan(ctx, r.liaison, b.Plan, today, privacy.Check{}))
	})
}

// TestWhatATeamAgreedGoesAfterItsTerm: each thing from the day on which it changed last.
func TestWhatATeamAgreedGoesAfterItsTerm(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		r.Talked(t, r.team)
		must(t, r.DB.In(ctx, r.Network.ID, func(tx *db.Tx) error {
			kept, err := teamwork.Kept(ctx, tx)
			if err != nil || len(kept) != 3 {
				t.Fatalf("kept: %v, %v", kept, err)
			}
			var ids []string
			for _, k := range kept {
				if k.From.Before(today) || k.From.After(today.AddDate(0, 0, 7)) {
					t.Errorf("%s is kept from %v", k.ID, k.From)
				}
				ids = append(ids, k.ID)
			}
			return teamwork.Erase(ctx, tx, ids)
		}))
		if b, err := r.Teamwork.Board(ctx, r.liaison, r.team); err != nil || len(b.Talks)+len(b.Actions) > 0 || !b.Plan.Empty() {
			t.Errorf("after it was erased: %+v, %v", b, err)
		}
	})
}

// TestNextIsTheFirstPointWithoutAnything, whatever was written before in whatever order.
func TestNextIsTheFirstPointWithoutAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		talk := teamwork.Talk{Notes: map[teamwork.Point]teamwork.Note{}}
		for _, p := range rapid.SliceOf(rapid.SampledFrom(teamwork.Points)).Draw(t, "written") {
			if rapid.Bool().Draw(t, "as a note") {
				talk.Notes[p] = teamwork.Note{Stands: "x"}
			} else {
				talk.Actions = append(talk.Actions, teamwork.Action{Point: p})
			}
		}
		at := slices.Index(teamwork.Points, talk.Next())
		for i, p := range teamwork.Points[:at] {
			if !talk.Written(p) {
				t.Fatalf("point %d was passed over", i)
			}
		}
		if talk.Written(talk.Next()) && talk.Count() != len(teamwork.Points) {
			t.Fatalf("goes on at %s, of which there is something, and %d points are written", talk.Next(), talk.Count())
		}
	})
}
