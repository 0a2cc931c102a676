package casework_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"samenspel/internal/casework"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
)

// TestAMeetingKeepsAllOrNothing says of three needs what is wrong with each, beside its row, and keeps none.
func TestAMeetingKeepsAllOrNothing(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		rows := []casework.Asking{
			{Key: "k1", Help: "gezelschap", Judge: &casework.Step{Fit: casework.Yes}},
			{Key: "k2", Help: "vervoer", Judge: &casework.Step{Fit: casework.No}},
			{Key: "k3", Judge: &casework.Step{Fit: casework.Yes}},
		}
		_, err := b.Open(ctx, b.ambassador, casework.Opening{Request: "r1", Team: b.team, Needs: rows, Professional: "anna@wijk.example"})
		var problems errs.Problems
		if !errors.As(err, &problems) || len(problems) != 2 || problems[0].Column != "reason-k2" || problems[1].Column != "help-k3" {
			t.Fatalf("problems: %v", err)
		}
		if kept := b.ask(t, `select id from discussed_case union all select id from case_need`); len(kept) > 0 {
			t.Errorf("%d rows are kept", len(kept))
		}
		rows[1].Judge.Reason, rows[2].Help = "solved", "taal"
		c, err := b.Open(ctx, b.ambassador, casework.Opening{Request: "r1", Team: b.team, Needs: rows, Professional: "Anna@Wijk.example "})
		must(t, err)
		d := b.get(t, c.ID)
		if d.Professional != "anna@wijk.example" || d.Needs[0].State != casework.Suitable || d.Needs[1].State != casework.Done || !d.Open() {
			t.Errorf("kept: %+v", d)
		}
		before := len(d.Events)
		must(t, b.Discuss(ctx, b.ambassador, c.ID, d.Version, casework.Asking{Need: d.Needs[0].ID, Help: "gezelschap"}))
		if after := b.get(t, c.ID); len(after.Events) != before || after.Needs[0].Agreed == nil {
			t.Errorf("what did not change left %d events", len(after.Events)-before)
		}
		gone, err := b.Open(ctx, b.ambassador, casework.Opening{Request: "r2", Team: b.team, Needs: rows[1:2]})
		must(t, err)
		if gone.Open() {
			t.Error("a case of which nothing fits stays open")
		}
	})
}

// TestWhatHappenedBeforeIsToldWhenItIsEnough counts what was discussed in an area: nothing below five, and nothing that
// gives a number below five away.
func TestWhatHappenedBeforeIsToldWhenItIsEnough(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		m, err := b.Convene(ctx, b.ambassador, "m", casework.Discussion{Team: b.team, Kind: casework.Talk})
		must(t, err)
		discussed := 0
		more := func(n int, started bool) {
			for range n {
				discussed++
				d := b.open(t, fmt.Sprint("r", discussed), "gezelschap")
				if started {
					b.do(t, d.ID, 0, casework.Step{Act: casework.Judge, Fit: casework.Yes})
					b.do(t, d.ID, 0, casework.Step{Act: casework.Settle, Outcome: casework.Started})
				}
			}
		}
		for _, step := range []struct {
			n       int
			started bool
			want    casework.Past
		}{{4, false, casework.Past{}}, {4, true, casework.Past{Discussed: 8}}, {1, true, casework.Past{Discussed: 9}}, {1, false, casework.Past{Discussed: 10, Started: 5}}} {
			more(step.n, step.started)
			table, err := b.Discussion(ctx, b.ambassador, m.ID)
			must(t, err)
			if got := table.Past["gezelschap"]; got != step.want {
				t.Errorf("after %d: %+v, want %+v", discussed, got, step.want)
			}
		}
	})
}

// TestWhatIsDueGoesToTheStandIn lets an ambassador be away: what is due stands in the week of who stands in.
func TestWhatIsDueGoesToTheStandIn(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		b.open(t, "r1", "gezelschap")
		must(t, b.People.Away(ctx, b.Operator, people.Absence{PersonID: b.ambassador.Person, StandIn: people.Person{ID: b.liaison.Person}, Starts: testkit.Today, Ends: testkit.Today.AddDate(0, 1, 0)}))
		for day, want := range map[int]int{13: 0, 14: 1} {
			at := b.after(day)
			due, _, err := at.Due(ctx, b.liaison)
			must(t, err)
			if len(due) != want || want > 0 && due[0].Need.State != casework.Asked {
				t.Errorf("day %d: %+v", day, due)
			}
		}
	})
}

// TestTheLinkOfAProfessional shows the own cases of one meeting without texts, and nothing to others or for ever.
func TestTheLinkOfAProfessional(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		m, err := b.Convene(ctx, b.ambassador, "m", casework.Discussion{Team: b.team, Kind: casework.CaseMeeting})
		must(t, err)
		for i, who := range []string{"anna@wijk.example", "bart@wijk.example", "anna@wijk.example"} {
			_, err := b.Open(ctx, b.ambassador, casework.Opening{Request: fmt.Sprint("r", i), Team: b.team, Discussion: m.ID, Professional: who,
				Needs: []casework.Asking{{Help: "gezelschap", Text: casework.Text{Typed: "Wil graag wandelen."}}}})
			must(t, err)
		}
		_, err = b.Close(ctx, b.ambassador, m.ID)
		must(t, err)
		if mails := b.ask(t, `select address from outbox where kind = 'case-yours' order by address`); fmt.Sprint(mails) != "[anna@wijk.example bart@wijk.example]" {
			t.Errorf("mails: %v", mails)
		}
		token := b.Token(b.Network.ID, m.ID, "anna@wijk.example")
		own, err := b.Yours(ctx, b.Network.ID, m.ID, token)
		must(t, err)
		if len(own.Rows) != 2 || own.Rows[0].Needs[0].Text != "" || own.Rows[0].Professional != "" {
			t.Errorf("own cases: %+v", own.Rows)
		}
		for name, try := range map[string]func() (casework.Yours, error){
			"forged": func() (casework.Yours, error) { return b.Yours(ctx, b.Network.ID, m.ID, token[1:]) },
			"somebody else": func() (casework.Yours, error) {
				return b.Yours(ctx, b.Network.ID, m.ID, b.Token(b.Network.ID, m.ID, "eva@wijk.example"))
			},
			"another network": func() (casework.Yours, error) { return b.Yours(ctx, "elsewhere", m.ID, token) },
			"after a season": func() (casework.Yours, error) {
				return b.on(testkit.Today.Add(93*24*time.Hour)).Yours(ctx, b.Network.ID, m.ID, token)
			},
		} {
			if _, err := try(); !errors.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
