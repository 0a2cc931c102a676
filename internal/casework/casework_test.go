package casework_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/measure"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
	"samenspel/internal/testkit"
)

var ctx = context.Background()

func TestMain(m *testing.M) { dbtest.Main(m) }

// bench is a town with a team in Noord, its ambassador, its liaison and a professional.
type bench struct {
	testkit.Town
	*casework.Store
	team                                           string
	ambassador, liaison, professional, coordinator access.Actor
}

func each(t *testing.T, test func(*testing.T, bench)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := bench{Town: testkit.NewTown(t, d, "veen", "")}
		tree, err := b.Places.Tree(ctx, b.Operator)
		must(t, err)
		noord, _ := tree.BySlug("noord")
		b.team, err = b.People.SaveTeam(ctx, b.Operator, people.Team{Name: "Buurtteam Noord", Kind: "sociaal", AreaID: noord.ID})
		must(t, err)
		b.liaison = b.hire(t, "Lies Aandacht", people.Assignment{Role: access.Liaison, TeamID: b.team})
		b.professional = access.Actor{Network: b.Network.ID, Person: "prof", Grants: []access.Grant{{Role: access.Professional, Team: b.team}}}
		b.ambassador, b.coordinator = b.person(t, "Fatima Bouali"), b.person(t, "Cor de Vries")
		test(t, b.on(testkit.Today))
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (b bench) hire(t *testing.T, name string, task people.Assignment) access.Actor {
	t.Helper()
	id, err := b.People.Save(ctx, b.Operator, people.Person{Name: name, Email: strings.ToLower(strings.Fields(name)[0]) + "@veen.example"})
	must(t, err)
	task.Person.ID, task.HoursWeek, task.Paid, task.Starts = id, 8, true, testkit.Today.AddDate(0, -1, 0)
	must(t, b.People.Assign(ctx, b.Operator, task))
	return b.actor(t, id)
}

func (b bench) actor(t *testing.T, person string) access.Actor {
	t.Helper()
	grants, err := b.People.Grants(ctx, b.Network.ID, person)
	must(t, err)
	return access.Actor{Network: b.Network.ID, Person: person, Grants: grants}
}

func (b bench) person(t *testing.T, name string) access.Actor {
	t.Helper()
	all, err := b.People.Persons(ctx, b.Operator)
	must(t, err)
	for _, p := range all {
		if p.Name == name {
			return b.actor(t, p.ID)
		}
	}
	t.Fatalf("nobody is called %s", name)
	return access.Actor{}
}

// on gives the same town at another moment.
func (b bench) on(at time.Time) bench {
	b.DB = b.DB.WithClock(func() time.Time { return at })
	b.Store = casework.NewStore(b.DB, []byte("key"))
	return b
}

func (b bench) after(days int) bench { return b.on(testkit.Today.AddDate(0, 0, days)) }

// open lays a case with needs on the table.
func (b bench) open(t *testing.T, request string, helps ...string) casework.Detail {
	t.Helper()
	o := casework.Opening{Request: request, Team: b.team}
	for _, help := range helps {
		o.Needs = append(o.Needs, casework.Asking{Help: help})
	}
	c, err := b.Open(ctx, b.ambassador, o)
	must(t, err)
	return b.get(t, c.ID)
}

func (b bench) get(t *testing.T, id string) casework.Detail {
	t.Helper()
	d, err := b.Case(ctx, b.ambassador, id)
	must(t, err)
	return d
}

// do takes a step with the nth need of a case.
func (b bench) do(t *testing.T, id string, n int, step casework.Step) casework.Detail {
	t.Helper()
	d := b.get(t, id)
	must(t, b.Do(ctx, b.ambassador, id, d.Version, d.Needs[n].ID, step))
	return b.get(t, id)
}

func (b bench) ask(t *testing.T, query string) []string {
	t.Helper()
	return dbtest.Ask[string](t, b.DB, query)
}

func TestAHouseholdIsOneCaseWithItsNeeds(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		d := b.open(t, "r1", "gezelschap", "geld-post", "")
		if len(d.Needs) != 3 || casework.CleanCode(d.Code) != d.Code || len(strings.Fields(d.Words)) != 2 || !d.Open() {
			t.Fatalf("opened: %+v", d)
		}
		if again := b.open(t, "r1", "gezelschap"); again.ID != d.ID || len(again.Needs) != 3 {
			t.Errorf("the same form twice made another case")
		}
		d = b.do(t, d.ID, 0, casework.Step{Act: casework.Judge, Fit: casework.Yes, Services: []string{"s1"}})
		d = b.do(t, d.ID, 0, casework.Step{Act: casework.PassOn})
		d = b.do(t, d.ID, 1, casework.Step{Act: casework.Judge, Fit: casework.No, Reason: "unsafe"})
		if !d.Open() || d.Needs[0].State != casework.Passed || d.Needs[1].Outcome != casework.Unfit || d.Needs[0].Services[0] != "s1" {
			t.Fatalf("after the meeting: %+v", d.Needs)
		}
		stale := d.Version
		must(t, b.LookUp(ctx, b.ambassador, d.ID, d.Version, casework.Text{Typed: "Zoek uit of de fiets past."}, time.Time{}))
		if err := b.LookUp(ctx, b.ambassador, d.ID, stale, casework.Text{Typed: "Nog iets."}, time.Time{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("an older version: %v", err)
		}
		d = b.get(t, d.ID)
		must(t, b.Discuss(ctx, b.ambassador, d.ID, d.Version, casework.Asking{Need: d.Needs[2].ID, Help: "vervoer", Ages: "75+"}))
		d = b.do(t, d.ID, 2, casework.Step{Act: casework.Judge, Fit: casework.No, Reason: "solved"})
		later := b.after(22)
		d = later.do(t, d.ID, 0, casework.Step{Act: casework.Settle, Outcome: casework.Started})
		if d.Open() || d.Needs[0].Lead != 22 || d.Actions[0].Result != casework.Dropped {
			t.Errorf("with its last need a case ends, and its actions: %+v", d)
		}
		d = later.do(t, d.ID, 1, casework.Step{Act: casework.Reopen})
		if !d.Open() || d.Needs[1].State != casework.Asked {
			t.Errorf("opened again: %+v", d)
		}
	})
}

func TestSlipsAndWordsAreOfOneTeam(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		slips, err := b.PrintSlips(ctx, b.liaison, b.team, 10)
		must(t, err)
		c, err := b.Open(ctx, b.liaison, casework.Opening{Request: "r1", Slip: strings.ToLower(slips[3].Code), Team: b.team, Needs: []casework.Asking{{}}})
		must(t, err)
		if c.Code != slips[3].Code || c.Words != slips[3].Words {
			t.Errorf("%s %q is not the slip %v", c.Code, c.Words, slips[3])
		}
		_, err = b.Open(ctx, b.liaison, casework.Opening{Request: "r2", Slip: slips[3].Code, Team: b.team, Needs: []casework.Asking{{}}})
		if !errors.Is(err, errs.Invalid) {
			t.Errorf("a slip twice: %v", err)
		}
		for i := range 30 {
			b.open(t, fmt.Sprint("more", i), "gezelschap")
		}
		if twice := b.ask(t, `select words from (select words, team_id from discussed_case union all select words, team_id from case_slip) w group by words, team_id having count(*) > 1`); len(twice) > 0 {
			t.Errorf("words that two cases of a team have: %v", twice)
		}
		for _, typed := range []string{c.Code, strings.ToLower(c.Code), "  " + strings.ToUpper(c.Words)} {
			found, err := b.Find(ctx, b.ambassador, typed)
			must(t, err)
			if len(found) != 1 || found[0].ID != c.ID {
				t.Errorf("%q finds %d cases", typed, len(found))
			}
		}
		must(t, b.after(200).Run(ctx, b.Network.ID))
		if left := b.ask(t, `select code from case_slip`); len(left) > 0 {
			t.Errorf("%d slips are left after half a year", len(left))
		}
	})
}

// TestAMeetingCanAlwaysClose lays two cases on the table and answers half of one: what is left comes back in two weeks.
// The next discussion begins with it and with what started.
func TestAMeetingCanAlwaysClose(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		before := b.open(t, "r0", "gezelschap")
		b.do(t, before.ID, 0, casework.Step{Act: casework.Judge, Fit: casework.Yes})
		b.do(t, before.ID, 0, casework.Step{Act: casework.Settle, Outcome: casework.Started})
		m, err := b.Convene(ctx, b.ambassador, "m1", casework.Discussion{Team: b.team, Kind: casework.CaseMeeting})
		must(t, err)
		first, err := b.Open(ctx, b.ambassador, casework.Opening{Request: "r1", Team: b.team, Discussion: m.ID, Needs: []casework.Asking{{Help: "gezelschap"}, {}}})
		must(t, err)
		second := b.open(t, "r2", "geld-post")
		table, err := b.Discussion(ctx, b.ambassador, m.ID)
		must(t, err)
		if len(table.Cases) != 1 || len(table.Previous) != 1 || table.Previous[0].ID != second.ID || len(table.Successes) != 1 {
			t.Fatalf("on the table: %+v", table)
		}
		must(t, b.Lay(ctx, b.ambassador, m.ID, second.ID))
		b.do(t, first.ID, 0, casework.Step{Act: casework.Judge, Fit: casework.Yes})
		putOff, err := b.after(1).Close(ctx, b.ambassador, m.ID)
		must(t, err)
		d := b.get(t, first.ID)
		if putOff != 2 || !d.Needs[1].Next.Equal(time.Date(2026, 11, 17, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%d put off, until %v", putOff, d.Needs[1].Next)
		}
		if again, err := b.Close(ctx, b.ambassador, m.ID); err != nil || again != 0 {
			t.Errorf("closed twice: %d, %v", again, err)
		}
		other, err := b.Convene(ctx, b.liaison, "m2", casework.Discussion{Team: b.team, Kind: casework.Talk})
		must(t, err)
		must(t, b.after(10).Run(ctx, b.Network.ID))
		if open := b.ask(t, `select id from discussion where closed_at is null`); len(open) > 0 {
			t.Errorf("%s is open after ten days (%v)", other.ID, open)
		}
	})
}

// TestWhoSeesWhichCase goes through the roles of the privacy design.
func TestWhoSeesWhichCase(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		c, err := b.Open(ctx, b.ambassador, casework.Opening{Request: "r1", Team: b.team, Needs: []casework.Asking{{Help: "gezelschap", Text: casework.Text{Typed: "Wil graag wandelen."}}}})
		must(t, err)
		glass := b.coordinator
		glass.Opened = []access.Thing{{Object: access.CaseTexts, ID: c.Code}}
		other := access.Actor{Network: b.Network.ID, Person: "x", Grants: []access.Grant{{Role: access.Liaison, Team: "another"}}}
		seen := func(when string, want map[string]string) {
			t.Helper()
			for name, actor := range map[string]access.Actor{"ambassador": b.ambassador, "liaison": b.liaison, "professional": b.professional, "coordinator": b.coordinator,
				"glass": glass, "other": other, "observer": access.As(access.Observer, b.Network.ID), "administrator": access.As(access.Administrator, b.Network.ID),
				"privacy officer": access.As(access.PrivacyOfficer, b.Network.ID), "desk": access.As(access.Desk, b.Network.ID), "visitor": b.Visitor} {
				got := "nothing"
				if d, err := b.Case(ctx, actor, c.ID); err == nil {
					got = "lists " + d.Needs[0].Text
				} else if !errors.Is(err, errs.Forbidden) {
					t.Errorf("%s: %v", name, err)
				}
				if w, ok := want[name]; got != w && (ok || got != "nothing") {
					t.Errorf("%s the %s sees %q, want %q", when, name, got, w)
				}
			}
		}
		all := "lists Wil graag wandelen."
		seen("open:", map[string]string{"ambassador": all, "liaison": all, "professional": "lists ", "coordinator": "lists ", "glass": all})
		b.do(t, c.ID, 0, casework.Step{Act: casework.Judge, Fit: casework.No, Reason: "solved"})
		seen("closed:", map[string]string{"ambassador": all, "liaison": all, "coordinator": "lists ", "glass": all, "professional": "nothing"})
		for name, actor := range map[string]access.Actor{"coordinator": glass, "professional": b.professional, "other": other} {
			if err := b.DescribeCase(ctx, actor, c.ID, 1, casework.Situation{}); !errors.Is(err, errs.Forbidden) {
				t.Errorf("the %s changes a case: %v", name, err)
			}
		}
		stranger := b.ambassador
		stranger.Network = "elsewhere"
		if _, err := b.Case(ctx, stranger, c.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("from another network: %v", err)
		}
	})
}

// TestEveryLookLeavesALine opens, lists and searches: each leaves a line in the trace, which holds no text and no words.
func TestEveryLookLeavesALine(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		d := b.open(t, "r1", "gezelschap")
		m, err := b.Convene(ctx, b.ambassador, "m1", casework.Discussion{Team: b.team, Kind: casework.Talk})
		must(t, err)
		for name, look := range map[string]func() error{
			"Case":       func() error { _, err := b.Case(ctx, b.ambassador, d.ID); return err },
			"List":       func() error { _, _, err := b.List(ctx, b.ambassador, casework.Filter{Team: b.team}); return err },
			"Find":       func() error { _, err := b.Find(ctx, b.ambassador, d.Words); return err },
			"Visit":      func() error { _, err := b.Visit(ctx, b.ambassador, b.team); return err },
			"Discussion": func() error { _, err := b.Discussion(ctx, b.ambassador, m.ID); return err },
			"PrintSlips": func() error { _, err := b.PrintSlips(ctx, b.ambassador, b.team, 1); return err },
		} {
			before := len(b.ask(t, `select hash from audit_line where object = 'cases'`))
			must(t, look())
			if after := len(b.ask(t, `select hash from audit_line where object = 'cases'`)); after != before+1 {
				t.Errorf("%s left %d lines", name, after-before)
			}
		}
		if told := b.ask(t, `select purpose from audit_line where purpose like '%`+d.Words+`%' or object_id like '%`+d.Words+`%'`); len(told) > 0 {
			t.Errorf("the trace tells words: %v", told)
		}
	})
}

// TestNoTextThatTellsWho writes identifiers into each text: nothing is kept. A name passes with a reason, which stands in
// an event.
func TestNoTextThatTellsWho(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		d := b.open(t, "r1", "gezelschap")
		bad := casework.Text{Typed: "Mevrouw Jansen, bel 06-12345678", Reason: "zo heet het plein in de wijk"}
		for name, try := range map[string]func() error{
			"Open": func() error {
				_, err := b.Open(ctx, b.ambassador, casework.Opening{Request: "r2", Team: b.team, Needs: []casework.Asking{{Text: bad}}})
				return err
			},
			"Discuss": func() error { return b.Discuss(ctx, b.ambassador, d.ID, d.Version, casework.Asking{Text: bad}) },
			"Discuss a need": func() error {
				return b.Discuss(ctx, b.ambassador, d.ID, d.Version, casework.Asking{Need: d.Needs[0].ID, Text: bad})
			},
			"LookUp": func() error { return b.LookUp(ctx, b.ambassador, d.ID, d.Version, bad, time.Time{}) },
		} {
			if err := try(); !errors.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if kept := b.ask(t, `select text from case_need where text <> '' union all select text from case_action`); len(kept) > 0 {
			t.Errorf("kept: %v", kept)
		}
		named := casework.Text{Typed: "Bij mevrouw Jansen om de hoek.", Reason: "zo heet het plein in de wijk"}
		must(t, b.Discuss(ctx, b.ambassador, d.ID, d.Version, casework.Asking{Help: "gezelschap", Text: named}))
		if why := b.ask(t, `select reason from case_event where act = 'despite'`); len(why) != 1 || why[0] != named.Reason {
			t.Errorf("the reason is not kept: %v", why)
		}
	})
}

// TestTheVisitSheet follows a need that was passed on: on it from day 21, one mail, the coordinator on day 29, silence
// after the answer.
func TestTheVisitSheet(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		d := b.open(t, "r1", "gezelschap")
		b.do(t, d.ID, 0, casework.Step{Act: casework.Judge, Fit: casework.Yes})
		b.do(t, d.ID, 0, casework.Step{Act: casework.PassOn})
		for day := 1; day <= 29; day++ {
			at := b.after(day)
			for range 2 {
				must(t, at.Run(ctx, b.Network.ID))
			}
			sheet, err := at.Visit(ctx, b.ambassador, b.team)
			must(t, err)
			if on := len(sheet.Rows) == 1; on != (day >= 21) {
				t.Errorf("day %d: on the sheet %v", day, on)
			}
		}
		mails := `select kind || ' to ' || address from outbox where kind like 'case-%' order by created_at, id`
		if got := strings.Join(b.ask(t, mails), ", "); got != "case-remind to fatima@veen.example, case-escalate to cor@veen.example" {
			t.Errorf("mails: %s", got)
		}
		b.after(29).do(t, d.ID, 0, casework.Step{Act: casework.Settle, Outcome: casework.Started})
		must(t, b.after(60).Run(ctx, b.Network.ID))
		if n := len(b.ask(t, mails)); n != 2 {
			t.Errorf("%d mails after the answer", n)
		}
	})
}

// TestWhatIsLeftOfACase closes one and takes each step of its retention.
func TestWhatIsLeftOfACase(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		c, err := b.Open(ctx, b.ambassador, casework.Opening{Request: "r1", Team: b.team, Needs: []casework.Asking{{Help: "gezelschap", Text: casework.Text{Typed: "Wil graag wandelen."}}, {Help: "gezelschap"}}})
		must(t, err)
		open := b.open(t, "r2", "geld-post")
		for n := range 2 {
			b.do(t, c.ID, n, casework.Step{Act: casework.Judge, Fit: casework.Yes})
			b.after(24).do(t, c.ID, n, casework.Step{Act: casework.Settle, Outcome: casework.Started})
		}
		step := func(list func(context.Context, *db.Tx) ([]privacy.Kept, error), do func(context.Context, *db.Tx, []string) error, left int) {
			t.Helper()
			must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
				kept, err := list(ctx, tx)
				must(t, err)
				if len(kept) != 1 || kept[0].ID != c.ID {
					t.Fatalf("kept: %+v", kept)
				}
				must(t, do(ctx, tx, []string{c.ID}))
				kept, err = list(ctx, tx)
				if len(kept) != left {
					t.Errorf("still kept: %+v", kept)
				}
				return err
			}))
		}
		step(casework.KeptDates, casework.RoundDates, 0)
		d := b.get(t, c.ID)
		if !d.Opened.Equal(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)) || d.Needs[0].Lead != 24 || d.Needs[0].Ended.Day() != 1 || len(d.Events) != 0 {
			t.Errorf("rounded: %+v", d)
		}
		step(casework.KeptTexts, casework.EraseTexts, 0)
		if d = b.get(t, c.ID); d.Needs[0].Text != "" || d.Ended.Day() != 1 || !d.Erased {
			t.Errorf("erased: %+v", d)
		}
		step(casework.KeptRows, casework.CountRows, 0)
		counts := b.ask(t, `select help || ' ' || outcome || ' ' || cast(n as text) from case_count order by help`)
		if got := strings.Join(counts, ", "); got != "  1, gezelschap started 2" {
			t.Errorf("counts: %s", got)
		}
		if _, err := b.Case(ctx, b.ambassador, c.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("the case is still there: %v", err)
		}
		b.get(t, open.ID)
	})
}

// TestNothingIsForgotten lets random things happen to the cases of a team for months, the ambassador leaving among them:
// after each morning every open need and action has an owner with a task and a future day, or the coordinator knows.
func TestNothingIsForgotten(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		round := 0
		rapid.Check(t, func(r *rapid.T) {
			round++
			days := rapid.SliceOfN(rapid.IntRange(0, 25), 1, 5).Draw(r, "days")
			day := round % 7
			d := b.after(day).open(t, fmt.Sprint("r", round), "gezelschap", "geld-post")
			for _, more := range days {
				day += more
				at := b.after(day)
				d = at.get(t, d.ID)
				n := d.Needs[rapid.IntRange(0, 1).Draw(r, "need")]
				step := casework.Step{Act: rapid.SampledFrom([]casework.Act{casework.Judge, casework.PassOn, casework.Settle, casework.Reopen}).Draw(r, "act"),
					Fit: rapid.SampledFrom([]casework.Fit{casework.Yes, casework.NotNow, casework.No}).Draw(r, "fit"), Reason: "other",
					Outcome: rapid.SampledFrom([]casework.Outcome{casework.Started, casework.NotYet, casework.NotGoing}).Draw(r, "outcome")}
				err := at.Do(ctx, b.ambassador, d.ID, d.Version, n.ID, step)
				if err != nil && !errors.Is(err, errs.Conflict) {
					r.Fatalf("%+v of %+v: %v", step, n, err)
				}
				must(t, at.Run(ctx, b.Network.ID))
				d = at.get(t, d.ID)
				if open := d.Needs[0].Open() || d.Needs[1].Open(); open != d.Open() {
					r.Fatalf("case open %v, needs %v", d.Open(), d.Needs)
				}
				for _, n := range d.Needs {
					if casework.Office.Works(d.Today) && n.Overdue(d.Today) && n.Escalated == nil {
						r.Fatalf("over time and nobody knows: %+v", n)
					}
				}
			}
		})
	})
}

// TestCasesOfWhoLeavesMove ends the task of an ambassador: the next morning the coordinator has them.
func TestCasesOfWhoLeavesMove(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		d := b.open(t, "r1", "gezelschap")
		must(t, b.LookUp(ctx, b.ambassador, d.ID, d.Version, casework.Text{Typed: "Zoek uit wie er plek heeft."}, time.Time{}))
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `update assignment set ends_at = $3 where network_id = $1 and person_id = $2`, tx.Network, b.ambassador.Person, testkit.Today)
			return err
		}))
		must(t, b.after(1).Run(ctx, b.Network.ID))
		owners := b.ask(t, `select owner_id from case_need union all select owner_id from case_action`)
		if len(owners) != 2 || owners[0] != b.coordinator.Person || owners[1] != b.coordinator.Person {
			t.Errorf("owners: %v, want %s", owners, b.coordinator.Person)
		}
	})
}

// TestAHandoverTakesCasesAlong gives what an ambassador owns to a successor, and lets a discussion without cases go.
func TestAHandoverTakesCasesAlong(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		d := b.open(t, "r1", "gezelschap")
		must(t, b.LookUp(ctx, b.ambassador, d.ID, d.Version, casework.Text{Typed: "Zoek uit wie er plek heeft."}, time.Time{}))
		m, err := b.Convene(ctx, b.ambassador, "m1", casework.Discussion{Team: b.team, Kind: casework.Talk})
		must(t, err)
		_, err = b.Close(ctx, b.ambassador, m.ID)
		must(t, err)
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			moved, err := casework.Mover(ctx, tx, b.ambassador.Person, b.liaison.Person)
			if moved != 2 {
				t.Errorf("%d things moved, want the need and the action", moved)
			}
			must(t, err)
			gone, err := casework.ForgetDiscussions(ctx, tx, tx.Now.Add(-time.Hour))
			if err != nil || gone != 0 {
				t.Errorf("%d discussions went too soon: %v", gone, err)
			}
			_, err = casework.ForgetDiscussions(ctx, tx, tx.Now.Add(time.Hour))
			return err
		}))
		if owners := b.ask(t, `select owner_id from case_need union select owner_id from case_action union select owner_id from discussed_case`); len(owners) != 1 || owners[0] != b.liaison.Person {
			t.Errorf("owners: %v", owners)
		}
		if left := b.ask(t, `select id from discussion`); len(left) > 0 {
			t.Errorf("discussions are left: %v", left)
		}
	})
}

// TestWhatIsSaidWithOneTapIsCounted says of a need who helped before and who helps now, and whether the team named it.
func TestWhatIsSaidWithOneTapIsCounted(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		c, err := b.Open(ctx, b.ambassador, casework.Opening{Request: "r1", Team: b.team, Professional: "anna@veen.example", Needs: []casework.Asking{
			{Help: "gezelschap", Services: []string{"s1", "s2"}, Said: casework.Said{Before: measure.Formal, Moment: "halfway", Named: "yes"}}}})
		must(t, err)
		must(t, b.DescribeCase(ctx, b.ambassador, c.ID, 1, casework.Situation{Level: "2"}))
		b.do(t, c.ID, 0, casework.Step{Act: casework.Judge, Fit: casework.Yes})
		b.do(t, c.ID, 0, casework.Step{Act: casework.Settle, Outcome: casework.Started, Now: measure.Both, Level: "1"})
		var counted measure.Case
		must(t, b.DB.View(ctx, b.Network.ID, func(tx *db.Tx) error {
			return casework.Measured(ctx, tx, nil, func(m measure.Case) error { counted = m; return nil })
		}))
		if n := counted.Needs[0]; counted.Before() != measure.Formal || counted.After() != measure.Both || counted.Moment() != "halfway" || counted.Move() != "2-1" || n.Named != "yes" || n.Options != 2 {
			t.Errorf("counted: %+v", counted)
		}
		for _, wrong := range []casework.Said{{Before: "god"}, {Moment: "ooit"}, {Named: "soms"}} {
			_, err := b.Open(ctx, b.ambassador, casework.Opening{Request: "wrong", Team: b.team, Needs: []casework.Asking{{Help: "gezelschap", Said: wrong}}})
			if !errors.Is(err, errs.Invalid) {
				t.Errorf("%+v is kept: %v", wrong, err)
			}
		}
	})
}

// TestWhoBroughtACaseIsCountedAndNotKnown lets two members bring three cases. What is kept tells a number, and not who.
func TestWhoBroughtACaseIsCountedAndNotKnown(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		for i, who := range []string{"anna@veen.example", "bram@veen.example", "Anna@veen.example", ""} {
			_, err := b.Open(ctx, b.ambassador, casework.Opening{Request: fmt.Sprint("r", i), Team: b.team, Professional: who, Needs: []casework.Asking{{Help: "gezelschap"}}})
			must(t, err)
		}
		brought := func(from, until time.Time) (n map[string]int) {
			t.Helper()
			must(t, b.DB.View(ctx, b.Network.ID, func(tx *db.Tx) (err error) {
				n, err = casework.Brought(ctx, tx, from, until)
				return err
			}))
			return n
		}
		year := testkit.Today.AddDate(-1, 0, 0)
		if got := brought(year, testkit.Today)[b.team]; got != 2 {
			t.Errorf("%d members brought a case, want 2", got)
		}
		if got := brought(year, year.AddDate(0, 3, 0)); len(got) > 0 {
			t.Errorf("somebody brought a case a year ago: %v", got)
		}
		if kept := strings.Join(b.ask(t, `select hash from case_bringer`), " "); strings.Contains(kept, "anna") || strings.Contains(kept, "@") {
			t.Errorf("who brought it can be read: %s", kept)
		}
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			n, err := casework.ForgetBringers(ctx, tx, testkit.Today)
			if n != 2 {
				t.Errorf("%d are forgotten, want 2", n)
			}
			return err
		}))
	})
}
