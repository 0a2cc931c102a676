package referral

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/calendar"
	"samenspel/internal/errs"
)

var monday = calendar.Date(2026, time.November, 2)

func noon(day time.Time) time.Time { return day.Add(12 * time.Hour) }

// TestEveryOpenReferralHasOwnerDayAndExit takes random acts over two years, with the job of every morning, and looks
// after each: what is open has an owner, a next day, a last day and a way out; and none is over time on a working day
// without that it went back, or that the coordinator heard of it.
func TestEveryOpenReferralHasOwnerDayAndExit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := monday.AddDate(0, 0, rapid.IntRange(0, 400).Draw(t, "start"))
		r := Referral{State: Concept}.begin(Usual, day)
		if rapid.Bool().Draw(t, "agreed") {
			r = r.agreedOn(day)
		}
		for range rapid.IntRange(1, 30).Draw(t, "acts") {
			for range rapid.IntRange(0, 30).Draw(t, "days") {
				day = day.AddDate(0, 0, 1)
				r = morning(t, r, day)
			}
			after, err := r.After(randomDo(t, day), Usual, noon(day))
			if err != nil && !errors.Is(err, errs.Conflict) && !errors.As(err, new(errs.Problems)) {
				t.Fatal(err)
			}
			if err == nil {
				r = after
			}
			sound(t, r, day)
		}
	})
}

// morning does what the job does.
func morning(t *rapid.T, r Referral, day time.Time) Referral {
	now := noon(day)
	for range 3 { // what went wrong on one morning may need two steps
		act := r.Must(day)
		if act == "" {
			break
		}
		r = r.did(act, now)
	}
	for range 3 {
		act := r.MustLook(day)
		if act == "" {
			break
		}
		r = r.didLook(act, now)
	}
	if !r.Open() || !calendar.Office.Works(day) {
		return r
	}
	if day.After(r.Due) && r.Returned == nil && r.Escalated == nil {
		t.Fatalf("over time since %v, and nobody knows: %+v", r.Due, r)
	}
	if day.After(calendar.Office.After(r.Due, patience+1)) && r.Escalated == nil {
		t.Fatalf("long over time, and the coordinator does not know: %+v", r)
	}
	if r.Looking() && day.After(calendar.Office.After(*r.LookDue, patience+1)) && r.LookLate == nil {
		t.Fatalf("the look-back of %v is forgotten: %+v", r.LookNext, r)
	}
	return r
}

func randomDo(t *rapid.T, day time.Time) Do {
	acts := []Act{Hand, PutOff, Else, Send, Consider, Accept, Wait, Decline, Undo, Update, Reached, Start, LookBack, Step, Complete, Fail, Withdraw,
		Redirect, Stop, Comment, Gone}
	return Do{Act: rapid.SampledFrom(acts).Draw(t, "act"), By: rapid.SampledFrom([]Side{BySender, ByOrganization}).Draw(t, "by"),
		Reason:  rapid.SampledFrom([]string{"", "other", "no-room", "solved"}).Draw(t, "reason"),
		Text:    rapid.SampledFrom([]string{"", "liever een groep"}).Draw(t, "text"),
		Until:   day.AddDate(0, 0, rapid.IntRange(-20, 200).Draw(t, "until")),
		Outcome: rapid.SampledFrom(append([]Outcome{""}, Outcomes...)).Draw(t, "outcome"),
		Stepped: rapid.SampledFrom(append([]Stepped{""}, SteppedAnswers...)).Draw(t, "stepped"),
		Result:  rapid.SampledFrom(append([]string{""}, Results...)).Draw(t, "result")}
}

// sound fails when a referral lacks what it must always have.
func sound(t *rapid.T, r Referral, day time.Time) {
	ways := false
	for act, to := range life[r.State].exits {
		ways = ways || to != r.State && r.Can(act) || act == Stop
	}
	switch {
	case !r.Open():
		if r.State != Completed && r.State != Declined && r.State != Failed && r.State != Withdrawn {
			t.Fatalf("it ended as %s", r.State)
		}
	case r.State == Completed || r.State == Withdrawn:
		t.Fatalf("%s, and not ended", r.State)
	case r.Owner() == "" || r.Next.IsZero() || r.Due.Before(r.Next) || r.Began.IsZero():
		t.Fatalf("it lacks an owner or days: %+v", r)
	case !ways:
		t.Fatalf("there is no way out of %s", r.State)
	case r.Due.After(day.AddDate(0, 0, longestLater+40)):
		t.Fatalf("%s is left alone until %v", r.State, r.Due)
	case r.SentOn != nil && (r.Agreed == nil || r.LookNext == nil):
		t.Fatalf("nobody will look back: %+v", r)
	}
	for days := range 60 { // the day that is stored says the same as the rule
		if later, from := day.AddDate(0, 0, days), r.StuckFrom(); r.Stuck(later) != (from != nil && !later.Before(*from)) {
			t.Fatalf("on %v it is stuck: %v, from %v", later, r.Stuck(later), from)
		}
	}
}

// TestEveryStateCanBeReachedAndLeft walks the table.
func TestEveryStateCanBeReachedAndLeft(t *testing.T) {
	reached := map[State]bool{Concept: true, Active: true} // active and failed come from a look-back too
	for range States {
		for from := range reached {
			for _, to := range life[from].exits {
				reached[to] = true
			}
		}
	}
	for _, state := range States {
		p := life[state]
		if !reached[state] || p.term == nil || (Referral{State: state}).Status() == "" || (p.owner == "") != (state == Completed || state == Withdrawn) {
			t.Errorf("%s: reached %v, owner %q, task %q", state, reached[state], p.owner, (Referral{State: state}).Status())
		}
		for act := range p.exits {
			if act != Gone && act != Moved && side[act] == "" && act != Ask && act != Return && act != Escalate && act != AskLook {
				t.Errorf("nobody may %s", act)
			}
		}
	}
}

func do(t *testing.T, r Referral, now time.Time, all ...Do) Referral {
	t.Helper()
	for _, d := range all {
		after, err := r.After(d, Usual, now)
		if err != nil {
			t.Fatalf("%s of %s: %v", d.Act, r.State, err)
		}
		r = after
	}
	return r
}

// TestTheLookBackComesOnItsDays: agreed on day 0, on the list on day 21, asked by mail on day 28, over time on day 29,
// and silent after an answer. In autumn the clock goes back in between, and in December the year ends.
func TestTheLookBackComesOnItsDays(t *testing.T) {
	for _, zero := range []time.Time{monday, calendar.Date(2026, 10, 12), calendar.Date(2026, 12, 8), calendar.Date(2027, 3, 2)} {
		r := do(t, Referral{State: Concept}.agreedOn(zero).begin(Usual, zero), noon(zero), Do{Act: Hand}, Do{Act: Send}, Do{Act: Accept, By: ByOrganization})
		seen := ""
		for n := range 40 {
			day := zero.AddDate(0, 0, n)
			if n == 21 && (!r.Looking() || !r.LookNext.Equal(day)) || n == 20 && !r.LookNext.After(day) {
				t.Errorf("on day %d the look-back is on %v", n, r.LookNext)
			}
			if late := day.After(*r.LookDue); late != (n > 28) {
				t.Errorf("on day %d it is over time: %v", n, late)
			}
			if act := r.MustLook(day); act != "" {
				seen += day.Sub(zero).String() + " " + string(act) + " "
				r = r.didLook(act, noon(day))
			}
		}
		if want := "672h0m0s ask-look-back 864h0m0s escalate "; seen != want { // 28 and 36 days
			t.Errorf("from %v: %s", zero, seen)
		}
		for _, outcome := range []Do{{Act: LookBack, Outcome: HasStarted}, {Act: LookBack, Outcome: NotGoing, Reason: "no-click"}} {
			if after := do(t, r, noon(zero.AddDate(0, 0, 30)), outcome); after.Looking() || after.MustLook(zero.AddDate(0, 0, 31)) != "" {
				t.Errorf("after %s it nags", outcome.Outcome)
			}
		}
		again := do(t, r, noon(zero.AddDate(0, 0, 30)), Do{Act: LookBack, Outcome: NotYet, Until: zero.AddDate(0, 0, 44)})
		if !again.Looking() || again.LookAsked != nil || !again.LookNext.Equal(zero.AddDate(0, 0, 44)) {
			t.Errorf("not yet: %+v", again)
		}
	}
}

// TestAnAnswerCanBeUndoneForTenMinutes and changed after that.
func TestAnAnswerCanBeUndoneForTenMinutes(t *testing.T) {
	now := noon(monday)
	sent := do(t, Referral{State: Concept}.begin(Usual, monday), now, Do{Act: Send})
	declined := do(t, sent, now, Do{Act: Decline, Reason: NoRoom, By: ByOrganization, Advised: "s2"})
	undone := do(t, declined, now.Add(9*time.Minute), Do{Act: Undo})
	if undone.State != Sent || undone.Answered != nil || undone.Reason != "" || undone.Advised != "" || !undone.Due.Equal(sent.Due) {
		t.Errorf("undone: %+v", undone)
	}
	if _, err := declined.After(Do{Act: Undo}, Usual, now.Add(10*time.Minute)); !errors.Is(err, errs.Conflict) {
		t.Errorf("after ten minutes: %v", err)
	}
	if changed := do(t, declined, now.Add(time.Hour), Do{Act: Accept, By: ByOrganization}); changed.State != Accepted || changed.Reason != "" {
		t.Errorf("changed: %+v", changed)
	}
	withdrawn := do(t, declined, now, Do{Act: Withdraw, Reason: "solved"})
	if _, err := withdrawn.After(Do{Act: Accept}, Usual, now); !errors.Is(err, errs.Conflict) {
		t.Errorf("an answer after it was withdrawn: %v", err)
	}
}

// TestSteppedDownIsAskedOnce after three months; after six it is completed without.
func TestSteppedDownIsAskedOnce(t *testing.T) {
	now := noon(monday)
	r := do(t, Referral{State: Concept}.begin(Usual, monday), now, Do{Act: Send}, Do{Act: Accept}, Do{Act: LookBack, Outcome: HasStarted})
	seen := ""
	for day := monday; day.Before(monday.AddDate(0, 8, 0)); day = day.AddDate(0, 0, 1) {
		if act := r.Must(day); act != "" {
			seen += day.Format("2006-01-02 ") + string(act) + " "
			r = r.did(act, noon(day))
		}
	}
	if want := "2027-02-02 ask 2027-05-04 complete "; seen != want {
		t.Errorf("it is done: %s", seen)
	}
	if r.State != Completed || r.Stepped != "" || !r.Running() {
		t.Errorf("after six months: %+v", r)
	}
}
