package casework_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/testkit"
)

// TestWhatAnOrganisationSaysSettles a need: help started, or not yet and when to ask again. What nobody was asked for, and
// what is gone, stays as it is.
func TestWhatAnOrganisationSaysSettles(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		d := b.open(t, "r1", "gezelschap", "geld-post")
		b.do(t, d.ID, 0, casework.Step{Act: casework.Judge, Fit: casework.Yes})
		b.do(t, d.ID, 0, casework.Step{Act: casework.PassOn})
		b = b.after(28)
		hear := func(need string, started bool, until time.Time) casework.Detail {
			must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error { return casework.Heard(ctx, tx, need, started, until) }))
			return b.get(t, d.ID)
		}
		until := testkit.Today.Truncate(24*time.Hour).AddDate(0, 0, 42)
		if d = hear(d.Needs[0].ID, false, until); d.Needs[0].State != casework.Passed || !d.Needs[0].Next.Equal(until) {
			t.Errorf("not yet: %+v", d.Needs[0])
		}
		if d = hear(d.Needs[0].ID, true, time.Time{}); d.Needs[0].Outcome != casework.Started || !d.Open() {
			t.Errorf("started: %+v", d.Needs[0])
		}
		version := d.Version
		hear(d.Needs[0].ID, true, time.Time{})
		hear("gone", true, time.Time{})
		if d = hear(d.Needs[1].ID, true, time.Time{}); d.Needs[1].State != casework.Asked || d.Version != version {
			t.Errorf("what nobody was asked for is %+v", d.Needs[1])
		}
	})
}

// TestALineAboutWhatIsNeeded can be given with "not yet", is looked at like every text, and goes when the case ends.
func TestALineAboutWhatIsNeeded(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		d := b.open(t, "r1", "gezelschap")
		b.do(t, d.ID, 0, casework.Step{Act: casework.Judge, Fit: casework.Yes})
		d = b.do(t, d.ID, 0, casework.Step{Act: casework.PassOn})
		b = b.after(21)
		step := casework.Step{Act: casework.Settle, Outcome: casework.NotYet, Note: casework.Text{Typed: "Bel 06-12345678"}}
		if err := b.Do(ctx, b.ambassador, d.ID, d.Version, d.Needs[0].ID, step); !errors.Is(err, errs.Invalid) {
			t.Errorf("a number: %v", err)
		}
		step.Note.Typed = "Een vrijwilliger met een auto."
		d = b.do(t, d.ID, 0, step)
		if last := d.Events[len(d.Events)-1]; last.Reason != step.Note.Typed {
			t.Errorf("kept: %+v", last)
		}
		if seen, err := b.Case(ctx, b.coordinator, d.ID); err != nil || seen.Events[len(seen.Events)-1].Reason != "" {
			t.Errorf("who may not read texts reads it: %v", err)
		}
		b.comesTogether(t, step.Note.Typed)
		b.do(t, d.ID, 0, casework.Step{Act: casework.Settle, Outcome: casework.Started})
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error { return casework.RoundDates(ctx, tx, []string{d.ID}) }))
		if left, err := b.Needed(ctx, b.coordinator, testkit.Today, testkit.Today.AddDate(1, 0, 0)); err != nil || len(left) != 0 {
			t.Errorf("after the case: %+v, %v", left, err)
		}
	})
}

// comesTogether looks whether a line of the team stands in its quarter for who may read it, and nowhere else.
func (b bench) comesTogether(t *testing.T, line string) {
	t.Helper()
	day := testkit.Today.AddDate(0, 0, 21).Truncate(24 * time.Hour)
	elsewhere := access.Actor{Network: b.Network.ID, Person: "x", Grants: []access.Grant{{Role: access.Ambassador, Area: "elders"}}}
	for name, c := range map[string]struct {
		actor access.Actor
		from  time.Time
		want  int
	}{"the coordinator": {b.coordinator, day, 1}, "the ambassador": {b.ambassador, day, 1}, "the liaison": {b.liaison, day, 1}, "an ambassador elsewhere": {elsewhere, day, 0},
		"the day before": {b.coordinator, day.AddDate(0, 0, -1), 0}, "the day after": {b.coordinator, day.AddDate(0, 0, 1), 0}} {
		all, err := b.Needed(ctx, c.actor, c.from, c.from.AddDate(0, 0, 1))
		if err != nil || len(all) != c.want || c.want == 1 && (all[0].Text != line || all[0].Team == "" || all[0].Team == b.team) {
			t.Errorf("%s: %+v, %v", name, all, err)
		}
	}
	for _, actor := range []access.Actor{b.professional, access.As(access.Observer, b.Network.ID)} {
		if _, err := b.Needed(ctx, actor, day, day.AddDate(1, 0, 0)); !errors.Is(err, errs.Forbidden) {
			t.Errorf("%v: %v", actor.Roles(), err)
		}
	}
}

// TestPreviousCasesMoveWhenAMeetingCloses: what was due and got no answer comes back in two weeks, once somebody met.
func TestPreviousCasesMoveWhenAMeetingCloses(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		due := b.open(t, "r1", "gezelschap")
		b = b.after(14)
		fresh := b.open(t, "r2", "geld-post")
		m, err := b.Convene(ctx, b.ambassador, "m1", casework.Discussion{Team: b.team, Kind: casework.CaseMeeting})
		must(t, err)
		putOff, err := b.Close(ctx, b.ambassador, m.ID)
		must(t, err)
		want := b.Now().Truncate(24*time.Hour).AddDate(0, 0, 28)
		if got := b.get(t, due.ID).Needs[0].Next; putOff != 1 || !got.Equal(want) || !b.get(t, fresh.ID).Needs[0].Next.Equal(fresh.Needs[0].Next) {
			t.Errorf("%d moved, to %v", putOff, got)
		}
	})
}

// TestDemandInSteps tells organisations what is coming by month and kind of help, in steps of five, and nobody else.
func TestDemandInSteps(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		for i := range 11 {
			d := b.open(t, fmt.Sprint("r", i), "gezelschap", "geld-post")
			b.do(t, d.ID, 0, casework.Step{Act: casework.Judge, Fit: casework.NotNow, Reason: "no-room", Until: time.Date(2027, 1, 12, 0, 0, 0, 0, time.UTC)})
			if i < 4 {
				b.do(t, d.ID, 1, casework.Step{Act: casework.Judge, Fit: casework.Yes, When: casework.Quarter})
			}
		}
		member := access.Actor{Network: b.Network.ID, Grants: []access.Grant{{Role: access.Member, Organization: "o"}}}
		all, err := b.Demand(ctx, member, []string{"gezelschap", "geld-post"})
		must(t, err)
		if len(all) != 1 || all[0].Help != "gezelschap" || all[0].AtLeast != 10 || !all[0].Month.Equal(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("expected: %+v", all)
		}
		if all, err = b.Demand(ctx, member, []string{"vervoer"}); err != nil || len(all) != 0 {
			t.Errorf("of another kind: %+v, %v", all, err)
		}
		if _, err := b.Demand(ctx, b.professional, []string{"gezelschap"}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("for a professional: %v", err)
		}
	})
}
