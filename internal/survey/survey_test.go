package survey_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/survey"
	"samenspel/internal/testkit"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

// poll is a town with a team of seven and two organisations that are a member.
type poll struct {
	testkit.Town
	coordinator access.Actor
}

func each(t *testing.T, test func(t *testing.T, p poll)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := poll{testkit.NewTown(t, d, "veen", "Veen"), access.Actor{}}
		p.coordinator = access.As(access.Coordinator, p.Network.ID)
		team, err := p.People.SaveTeam(ctx, p.Operator, people.Team{Name: "Buurtteam"})
		must(t, err)
		for n := range 7 {
			id, err := p.People.Save(ctx, p.Operator, people.Person{Name: fmt.Sprint("Lid ", n), Email: member(n)})
			must(t, err)
			_, err = p.People.Join(ctx, p.Operator, team, id, testkit.Today.AddDate(0, -1, 0))
			must(t, err)
		}
		must(t, p.Directory.Update(ctx, p.Operator, "test", func(directory.State) (directory.Changes, error) {
			return directory.Changes{Organizations: []directory.Organization{{ID: db.NewID(), Origin: directory.Origin{Source: "test", Ref: "x1"}, Slug: "lid", Kind: "vrijwilligersorganisatie", Name: "Lid", Email: "lid@veen.example", Member: true}}}, nil
		}))
		test(t, p)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func member(n int) string { return fmt.Sprintf("lid%d@veen.example", n) }

func (p poll) rounds(t *testing.T) []survey.Round {
	t.Helper()
	all, err := p.Survey.Rounds(ctx, p.coordinator)
	must(t, err)
	return all
}

var yes = map[string]string{"worth": "5", "look": "4", "stay": "yes", "mark": "8"}

// TestPartnersAnswerWithoutBeingKnown opens a round, answers by the links, and reads the results after it is closed.
func TestPartnersAnswerWithoutBeingKnown(t *testing.T) {
	each(t, func(t *testing.T, p poll) {
		must(t, p.Survey.Open(ctx, p.coordinator, "r1", "partners", 21))
		must(t, p.Survey.Open(ctx, p.coordinator, "r1", "partners", 21)) // the same form again
		asked := dbtest.Ask[string](t, p.DB, `select address from outbox where kind = 'survey-ask' order by address`)
		if len(asked) < 8 || asked[len(asked)-1] == "" {
			t.Fatalf("asked are %v", asked)
		}
		for n := range 6 {
			token := p.Survey.Token(p.Network.ID, "r1", member(n))
			must(t, p.Survey.Answer(ctx, p.Network.ID, token, yes))
			if err := p.Survey.Answer(ctx, p.Network.ID, token, yes); !errors.Is(err, errs.Conflict) {
				t.Errorf("a link counts twice: %v", err)
			}
		}
		open := p.rounds(t)[0]
		if open.Used != 6 || len(open.Counts) != 0 {
			t.Errorf("while it is open one sees %+v", open)
		}
		must(t, p.Survey.Close(ctx, p.coordinator, "r1", 1))
		done := p.rounds(t)[0]
		q, _ := survey.Find("partners")
		for i, want := range []survey.Result{{q.Questions[0], true, 6, 100}, {q.Questions[1], true, 6, 100}, {q.Questions[2], false, 0, 0}, {q.Questions[3], true, 6, 100}, {q.Questions[4], true, 6, 8}} {
			if got := done.Counts.Of(survey.Formal, q.Questions[i], survey.Least); got != want {
				t.Errorf("%s: %+v, want %+v", q.Questions[i].ID, got, want)
			}
		}
		if left := dbtest.Ask[int](t, p.DB, `select count(*) from survey_ticket`)[0]; left != 0 {
			t.Errorf("%d tickets are left", left)
		}
		if err := p.Survey.Answer(ctx, p.Network.ID, p.Survey.Token(p.Network.ID, "r1", member(6)), yes); !errors.Is(err, errs.NotFound) {
			t.Errorf("after it is closed: %v", err)
		}
	})
}

// TestNothingTiesAnAnswerToSomebody looks at all that is kept: no table that an answer touches has a time, an order or an id.
func TestNothingTiesAnAnswerToSomebody(t *testing.T) {
	each(t, func(t *testing.T, p poll) {
		must(t, p.Survey.Open(ctx, p.coordinator, "r1", "partners", 21))
		lines := dbtest.Ask[int](t, p.DB, `select count(*) from audit_line`)[0]
		must(t, p.Survey.Answer(ctx, p.Network.ID, p.Survey.Token(p.Network.ID, "r1", member(1)), yes))
		first := dbtest.Ask[string](t, p.DB, `select question || answer || n from survey_count order by 1`)
		must(t, p.Survey.Answer(ctx, p.Network.ID, p.Survey.Token(p.Network.ID, "r1", member(2)), yes))
		if again := dbtest.Ask[string](t, p.DB, `select question || answer || n from survey_count order by 1`); len(first) != len(again) {
			t.Errorf("a second answer makes rows of its own: %v, %v", first, again)
		}
		if after := dbtest.Ask[int](t, p.DB, `select count(*) from audit_line`)[0]; after != lines {
			t.Errorf("answering left %d lines in the trace", after-lines)
		}
	})
}

// TestOneReminder goes to whom did not answer, after a week; after the last day the round closes by itself.
func TestOneReminder(t *testing.T) {
	each(t, func(t *testing.T, p poll) {
		must(t, p.Survey.Open(ctx, p.coordinator, "r1", "partners", 14))
		must(t, p.Survey.Answer(ctx, p.Network.ID, p.Survey.Token(p.Network.ID, "r1", member(1)), yes))
		all := dbtest.Ask[int](t, p.DB, `select count(*) from outbox where kind = 'survey-ask'`)[0]
		for _, c := range []struct{ day, reminded, closed int }{{6, 0, 0}, {7, all - 1, 0}, {8, all - 1, 0}, {14, all - 1, 0}, {15, all - 1, 1}, {16, all - 1, 1}} {
			*p.Later = time.Duration(c.day) * 24 * time.Hour
			must(t, p.Survey.Run(ctx, p.Network.ID))
			reminded := dbtest.Ask[int](t, p.DB, `select count(*) from outbox where kind = 'survey-remind'`)[0]
			closed := dbtest.Ask[int](t, p.DB, `select count(*) from survey_round where closed_on is not null`)[0]
			if reminded != c.reminded || closed != c.closed {
				t.Errorf("on day %d: %d reminded, %d closed; want %d and %d", c.day, reminded, closed, c.reminded, c.closed)
			}
		}
		if told := dbtest.Ask[string](t, p.DB, `select address from outbox where kind = 'survey-remind' and address = '`+member(1)+`'`); len(told) > 0 {
			t.Error("who answered is reminded")
		}
	})
}

// TestSlipsForResidents are good for one answer, however they are typed, also when two send it at once.
func TestSlipsForResidents(t *testing.T) {
	each(t, func(t *testing.T, p poll) {
		must(t, p.Survey.Open(ctx, p.coordinator, "r2", "residents", 21))
		codes, err := p.Survey.Slips(ctx, p.coordinator, "r2", 6)
		must(t, err)
		if n := dbtest.Ask[int](t, p.DB, `select count(*) from outbox where kind = 'survey-ask'`)[0]; n != 0 {
			t.Errorf("%d residents got a mail", n)
		}
		for _, code := range codes {
			var both sync.WaitGroup
			for range 2 {
				both.Go(func() {
					_ = p.Survey.Answer(ctx, p.Network.ID, " "+strings.ToUpper(code[:5])+"-"+code[5:], map[string]string{"helped": "4", "choice": "no"})
				})
			}
			both.Wait()
		}
		must(t, p.Survey.Close(ctx, p.coordinator, "r2", 1))
		q, _ := survey.Find("residents")
		if got := p.rounds(t)[0].Counts.Of(survey.Resident, q.Questions[1], survey.Least); got.N != 6 || got.Value != 0 {
			t.Errorf("six slips give %+v", got)
		}
	})
}

// TestWhatIsWrong is said, and changes nothing.
func TestWhatIsWrong(t *testing.T) {
	each(t, func(t *testing.T, p poll) {
		must(t, p.Survey.Open(ctx, p.coordinator, "r1", "partners", 21))
		token := p.Survey.Token(p.Network.ID, "r1", member(1))
		for name, said := range map[string]map[string]string{"an answer that is none": {"worth": "17"}, "no answer": {}, "the answers of another": {"helped": "5"}} {
			var problems errs.Problems
			if err := p.Survey.Answer(ctx, p.Network.ID, token, said); !errors.As(err, &problems) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, code := range map[string]string{"forged": token[:20] + "AAAAAAA", "empty": "", "of another network": p.Survey.Token("elsewhere", "r1", member(1))} {
			if _, err := p.Survey.ByTicket(ctx, p.Network.ID, code); !errors.Is(err, errs.NotFound) {
				t.Errorf("a ticket that is %s: %v", name, err)
			}
		}
		if err := p.Survey.Open(ctx, p.coordinator, "r3", "partners", 21); err == nil {
			t.Error("the same survey is open twice")
		}
		if _, err := p.Survey.Slips(ctx, p.coordinator, "r1", 5); !errors.Is(err, errs.NotFound) {
			t.Errorf("slips for partners: %v", err)
		}
		for _, role := range []access.Role{access.Visitor, access.Ambassador, access.Desk, access.Observer} {
			if err := p.Survey.Open(ctx, access.As(role, p.Network.ID), "r9", "residents", 21); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s opens a survey: %v", role, err)
			}
		}
	})
}

// TestResultsEqualACountByHand: of any answers, the value is what a count gives, and nothing of fewer than five is said.
func TestResultsEqualACountByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := survey.Question{ID: "q", Kind: rapid.SampledFrom([]survey.Kind{survey.Scale, survey.YesNo, survey.Mark}).Draw(t, "kind")}
		said := rapid.SliceOfN(rapid.SampledFrom(q.Kind.Answers()), 0, 12).Draw(t, "answers")
		counts := survey.Counts{survey.Formal: {"q": {}}}
		n, sum := 0, 0.0
		for _, answer := range said {
			counts[survey.Formal]["q"][answer]++
			if answer == survey.DontKnow {
				continue
			}
			n++
			var mark float64
			switch _, err := fmt.Sscan(answer, &mark); {
			case q.Kind == survey.Mark && err == nil:
				sum += mark
			case q.Kind == survey.Scale && mark >= 4 || answer == "yes":
				sum++
			}
		}
		got := counts.Of(survey.Formal, q, survey.Least)
		if got.Shown != (n >= survey.Least) {
			t.Fatalf("of %d answers it says %+v", n, got)
		}
		if !got.Shown {
			return
		}
		want := 100 * sum / float64(n)
		if q.Kind == survey.Mark {
			want = sum / float64(n)
		}
		if off := got.Value - want; off > 0.5 || off < -0.5 || got.N != n {
			t.Fatalf("%v gives %+v, by hand %v", said, got, want)
		}
	})
}

// TestATeamMeasuresItself asks the members of one team, by who writes for it; what came of it is read where the team is, from
// five answers on, and the network does not see it.
func TestATeamMeasuresItself(t *testing.T) {
	each(t, func(t *testing.T, p poll) {
		team := dbtest.Ask[string](t, p.DB, `select id from team where name = 'Buurtteam'`)[0]
		other, err := p.People.SaveTeam(ctx, p.Operator, people.Team{Name: "Ander team"})
		must(t, err)
		elsewhere, err := p.People.Save(ctx, p.Operator, people.Person{Name: "Ander lid", Email: "ander@veen.example"})
		must(t, err)
		_, err = p.People.Join(ctx, p.Operator, other, elsewhere, testkit.Today.AddDate(0, -1, 0))
		must(t, err)
		liaison := func(team string) access.Actor {
			return access.Actor{Network: p.Network.ID, Grants: []access.Grant{{Role: access.Liaison, Team: team}}}
		}
		for range 2 { // the form is sent twice
			must(t, p.Survey.OpenForTeam(ctx, liaison(team), "t1", survey.Informals, team, 14))
		}
		if asked := dbtest.Ask[string](t, p.DB, `select address from outbox where kind = 'survey-team-ask'`); len(asked) != 7 {
			t.Fatalf("asked are %v", asked)
		}
		for name, err := range map[string]error{
			"a coordinator asks a team":       p.Survey.OpenForTeam(ctx, p.coordinator, "t2", survey.Colleagues, team, 14),
			"a liaison asks another team":     p.Survey.OpenForTeam(ctx, liaison(team), "t3", survey.Colleagues, other, 14),
			"another liaison ends it":         p.Survey.Close(ctx, liaison(other), "t1", 1),
			"a coordinator ends it":           p.Survey.Close(ctx, p.coordinator, "t1", 1),
			"a liaison asks the network":      p.Survey.Open(ctx, liaison(team), "t4", "partners", 14),
			"a thermometer of the network":    p.Survey.Open(ctx, p.coordinator, "t5", survey.Colleagues, 14),
			"a team is asked about partners":  p.Survey.OpenForTeam(ctx, liaison(team), "t6", "partners", team, 14),
			"the same thermometer once again": p.Survey.OpenForTeam(ctx, liaison(team), "t7", survey.Informals, team, 14),
		} {
			if !errors.Is(err, errs.Forbidden) && !errors.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for n := range 5 {
			must(t, p.Survey.Answer(ctx, p.Network.ID, p.Survey.Token(p.Network.ID, "t1", member(n)), map[string]string{survey.Informals + "-trust": "5", survey.Informals + "-tasks": fmt.Sprint(1 + n), survey.Informals + "-need": "x"}))
		}
		must(t, p.Survey.Close(ctx, liaison(team), "t1", 1))
		rounds, err := p.Survey.RoundsOf(ctx, liaison(team), team)
		if err != nil || len(rounds) != 1 {
			t.Fatalf("%d rounds, %v", len(rounds), err)
		}
		q, _ := survey.Find(survey.Informals)
		var results []survey.Result
		for _, question := range q.Questions {
			results = append(results, rounds[0].Counts.Of(survey.Formal, question, survey.Least))
		}
		if low, ok := survey.Lowest(results); !ok || q.Factor(low.Question) != "tasks" || low.Value != 40 || low.N != 5 {
			t.Errorf("lowest is %+v", low)
		}
		if len(q.Questions) != 9 || results[4].Value != 100 || results[1].Shown {
			t.Errorf("trust %+v, need %+v", results[4], results[1])
		}
		if _, err := p.Survey.RoundsOf(ctx, liaison(other), team); !errors.Is(err, errs.Forbidden) {
			t.Errorf("another liaison reads it: %v", err)
		}
		if _, err := p.Survey.RoundsOf(ctx, p.coordinator, team); err != nil {
			t.Errorf("the coordinator reads along: %v", err)
		}
		if all := p.rounds(t); len(all) != 0 {
			t.Errorf("the network sees %v", all)
		}
	})
}

// TestATeamIsRemindedOfItsOwn: the letters of a team speak of the team, and nobody writes to the coordinator when it is over.
func TestATeamIsRemindedOfItsOwn(t *testing.T) {
	each(t, func(t *testing.T, p poll) {
		team := dbtest.Ask[string](t, p.DB, `select id from team where name = 'Buurtteam'`)[0]
		liaison := access.Actor{Network: p.Network.ID, Grants: []access.Grant{{Role: access.Liaison, Team: team}}}
		must(t, p.Survey.OpenForTeam(ctx, liaison, "t1", survey.Colleagues, team, 14))
		for _, days := range []int{8, 20} {
			*p.Later = time.Duration(days) * 24 * time.Hour
			must(t, p.Survey.Run(ctx, p.Network.ID))
		}
		if reminded := dbtest.Ask[string](t, p.DB, `select address from outbox where kind = 'survey-team-remind'`); len(reminded) != 7 {
			t.Errorf("reminded are %v", reminded)
		}
		if told := dbtest.Ask[string](t, p.DB, `select address from outbox where kind = 'survey-closed'`); len(told) > 0 {
			t.Errorf("told are %v", told)
		}
	})
}
