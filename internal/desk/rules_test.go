package desk

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/calendar"
	"samenspel/internal/errs"
)

var (
	terms  = Terms{Desk: 1, Ambassador: 2, Volunteer: 3}
	monday = calendar.Date(2026, time.November, 2)
)

// TestEveryOpenEnquiryHasOwnerDayAndExit takes random steps over months, with the job of every morning, and looks after
// each: an enquiry that is open has an owner who exists, a next day, a day on which it is over time, and a way out; and
// none is over time on a working day without that the coordinator heard of it.
func TestEveryOpenEnquiryHasOwnerDayAndExit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := monday.AddDate(0, 0, rapid.IntRange(0, 400).Draw(t, "start"))
		e := Enquiry{State: New, Received: day, AnswerDue: terms.answer("", day)}.from(day, terms.answer("", day), terms.answer("", day))
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			for range rapid.IntRange(0, 30).Draw(t, "days") {
				day = day.AddDate(0, 0, 1)
				switch e.Must(day) {
				case Remind:
					if e.Reminded != nil {
						t.Fatalf("reminded twice: %+v", e)
					}
					e.Reminded = &day
				case Escalate:
					e.Escalated = &day
				}
				if Office.Works(day) && e.Overdue(day) && e.Escalated == nil {
					t.Fatalf("over time since %v without escalation: %+v", e.Due, e)
				}
			}
			e = randomStep(t, e, day)
			sound(t, e, day)
		}
	})
}

func randomStep(t *rapid.T, e Enquiry, day time.Time) Enquiry {
	if rapid.Bool().Draw(t, "described") && e.Open() {
		e.Kind = rapid.SampledFrom(append([]Kind{""}, Kinds...)).Draw(t, "kind")
		e.Asker = rapid.SampledFrom([]Asker{"", "resident"}).Draw(t, "asker")
		e = e.described(terms)
	}
	step := Step{Act: rapid.SampledFrom([]Act{Take, PassOn, PassOut, Wait, Answer, AskBack, LookBack, Close, Reopen, Reply, Note, Describe, Refer}).Draw(t, "act"),
		By: rapid.SampledFrom([]string{"", "p1", "p2"}).Draw(t, "by"), To: rapid.SampledFrom([]string{"", "p1", "p2", "p3"}).Draw(t, "to"),
		Outside: rapid.SampledFrom([]string{"", "Steunpunt"}).Draw(t, "outside"), Outcome: rapid.SampledFrom([]Outcome{"", Helped, NotYet, Again, Information}).Draw(t, "outcome"),
		Reason: rapid.SampledFrom([]string{"", "op verzoek"}).Draw(t, "reason"), Until: day.AddDate(0, 0, rapid.IntRange(-2, 100).Draw(t, "until"))}
	step.Due, _ = terms.promise(rapid.SampledFrom([]calendar.Week{{}, Office, {time.Tuesday: true}}).Draw(t, "week"), day)
	after, err := e.After(step, terms, day)
	if err != nil {
		if !errors.Is(err, errs.Conflict) && !errors.As(err, new(errs.Problems)) {
			t.Fatalf("%s of %s: %v", step.Act, e.State, err)
		}
		return e
	}
	return after
}

// sound fails when an enquiry lacks what it must always have.
func sound(t *rapid.T, e Enquiry, day time.Time) {
	owned := e.Owner != "" || e.State != Taken && e.State != Passed // "" is the information point, which takes nothing itself
	ways := false
	for act, to := range exits[e.State] {
		ways = ways || act != Describe && act != Note && act != Refer && to != e.State
	}
	switch {
	case !owned:
		t.Fatalf("nobody has it: %+v", e)
	case !ways:
		t.Fatalf("there is no way out of %s", e.State)
	case e.Open() && (e.Next.IsZero() || e.Due.Before(e.Next) || !Office.Works(e.Due) || e.Began.IsZero()):
		t.Fatalf("it lacks days: %+v", e)
	case e.Open() && e.Due.After(day.AddDate(0, 0, 200)):
		t.Fatalf("it is left alone until %v", e.Due)
	case !e.Open() && (e.Kind == "" || e.Asker == "" || e.Outcome == ""):
		t.Fatalf("closed without kind, asker or outcome: %+v", e)
	}
}

// TestEveryStateCanBeReachedAndLeft walks the table.
func TestEveryStateCanBeReachedAndLeft(t *testing.T) {
	reached := map[State]bool{New: true}
	for range States {
		for from := range reached {
			for _, to := range exits[from] {
				reached[to] = true
			}
		}
	}
	for _, state := range States {
		if !reached[state] || len(exits[state]) == 0 {
			t.Errorf("%s: reached %v, %d exits", state, reached[state], len(exits[state]))
		}
	}
}

func TestTermsCountWorkingDays(t *testing.T) {
	hours, err := calendar.Parse("ma-vr 9:00-17:00")
	if err != nil {
		t.Fatal(err)
	}
	open := Terms{Desk: 1, Ambassador: 2, Volunteer: 3, Hours: hours}
	at := func(text string) time.Time {
		moment, err := time.ParseInLocation("2006-01-02 15:04", text, calendar.Amsterdam)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	for _, c := range []struct {
		name, at string
		kind     Kind
		want     string
	}{
		{"on a Monday", "2026-11-02 10:00", "", "2026-11-03"},
		{"after closing time", "2026-11-02 17:30", "", "2026-11-04"},
		{"before opening", "2026-11-02 07:00", "", "2026-11-03"},
		{"on a Friday", "2026-11-06 10:00", "", "2026-11-09"},
		{"on a Saturday", "2026-11-07 10:00", "", "2026-11-10"},
		{"about volunteering", "2026-11-02 10:00", Volunteering, "2026-11-05"},
		{"on the day before Christmas", "2026-12-24 10:00", "", "2026-12-28"},
		{"in the night that the clock goes forward", "2027-03-28 02:30", "", "2027-03-31"}, // Easter Monday is closed too
	} {
		day := open.received(at(c.at))
		if c.at == "2027-03-28 02:30" && !day.Equal(calendar.Date(2027, 3, 30)) {
			t.Errorf("%s counts from %v", c.name, day)
		}
		if got := open.answer(c.kind, day).Format(time.DateOnly); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestAnotherKindIsAnotherTerm counts from the day the question came, until somebody answers or has it.
func TestAnotherKindIsAnotherTerm(t *testing.T) {
	e := Enquiry{State: New, Received: monday}.from(monday, monday.AddDate(0, 0, 1), monday.AddDate(0, 0, 1))
	e.Kind = Volunteering
	if e = e.described(terms); !e.Due.Equal(monday.AddDate(0, 0, 3)) || !e.AnswerDue.Equal(e.Due) {
		t.Errorf("about volunteering: %v", e.Due)
	}
	e.Kind = Wanted
	if e = e.described(terms); !e.Due.Equal(monday.AddDate(0, 0, 1)) {
		t.Errorf("about a volunteer: %v", e.Due)
	}
	passed, err := e.After(Step{Act: PassOn, To: "p1", Due: monday.AddDate(0, 0, 2)}, terms, monday)
	if err != nil {
		t.Fatal(err)
	}
	passed.Kind = Volunteering
	if passed = passed.described(terms); !passed.Due.Equal(monday.AddDate(0, 0, 2)) {
		t.Errorf("what was passed on: %v", passed.Due)
	}
}

func TestOnePromiseOnOwnDays(t *testing.T) {
	for _, c := range []struct {
		week  string
		today int // days after Monday
		want  string
		ok    bool
	}{
		{"", 0, "2026-11-04", true},
		{"dinsdag en donderdag", 0, "2026-11-03", true},
		{"dinsdag", 1, "2026-11-05", false}, // Tuesday itself is over
		{"dinsdag", 2, "2026-11-06", false},
		{"ma t/m wo", 4, "2026-11-10", true},
	} {
		got, ok := terms.promise(calendar.ReadWeek(c.week), monday.AddDate(0, 0, c.today))
		if ok != c.ok || got.Format(time.DateOnly) != c.want {
			t.Errorf("%q on day %d: %v, %v", c.week, c.today, got.Format(time.DateOnly), ok)
		}
	}
}

// TestOneReminderAtHalf looks at each day of a term of four working days.
func TestOneReminderAtHalf(t *testing.T) {
	e := Enquiry{State: Passed, Owner: "p1"}.from(monday, monday.AddDate(0, 0, 4), monday.AddDate(0, 0, 4))
	acts := func(e Enquiry) (all string) {
		for i := range 10 {
			day := monday.AddDate(0, 0, i)
			switch act := e.Must(day); act {
			case Remind:
				e.Reminded = &day
				all += day.Format("Mon ") + string(act) + " "
			case Escalate:
				e.Escalated = &day
				all += day.Format("Mon ") + string(act) + " "
			}
		}
		return all
	}
	if got := acts(e); got != "Wed remind Mon escalate " {
		t.Errorf("nobody does anything: %s", got)
	}
	wednesday := monday.AddDate(0, 0, 2)
	e.Touched = &wednesday
	if got := acts(e); got != "Mon escalate " {
		t.Errorf("after a call on Wednesday: %s", got)
	}
}
