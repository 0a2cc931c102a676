package casework

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/calendar"
	"samenspel/internal/errs"
)

var monday = calendar.Date(2026, time.November, 2)

// TestEveryOpenNeedHasOwnerDayAndExit takes random steps over two years, with the job of every morning, and looks after
// each: a need that is open has an owner, a next day, a day on which it is over time, and a way out; and none is over time
// on a working day without that the coordinator heard of it.
func TestEveryOpenNeedHasOwnerDayAndExit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := monday.AddDate(0, 0, rapid.IntRange(0, 400).Draw(t, "start"))
		n := NewNeed(rapid.SampledFrom([]string{"", "gezelschap"}).Draw(t, "help"), "p1", day)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			for range rapid.IntRange(0, 30).Draw(t, "days") {
				day = day.AddDate(0, 0, 1)
				morning(t, &n, day)
			}
			n = randomStep(t, n, day)
			sound(t, n, day)
		}
	})
}

func morning(t *rapid.T, n *Need, day time.Time) {
	if !n.Open() {
		return
	}
	switch n.Must(day) {
	case Remind:
		if n.Reminded != nil {
			t.Fatalf("reminded twice: %+v", n)
		}
		n.Reminded = &day
	case Escalate:
		n.Escalated = &day
	}
	if Office.Works(day) && n.Overdue(day) && n.Escalated == nil {
		t.Fatalf("over time since %v without escalation: %+v", n.Due, n)
	}
}

func randomStep(t *rapid.T, n Need, day time.Time) Need {
	if n.Help == "" && rapid.Bool().Draw(t, "described") {
		n.Help = "geld-post"
	}
	step := Step{Act: rapid.SampledFrom([]Act{Judge, PassOn, Settle, PutOff, Reopen, Describe}).Draw(t, "act"),
		By:      rapid.SampledFrom([]string{"", "p1", "p2"}).Draw(t, "by"),
		Fit:     rapid.SampledFrom([]Fit{Unjudged, Yes, NotNow, No, "maybe"}).Draw(t, "fit"),
		When:    rapid.SampledFrom([]When{"", Now, Month, Quarter, "never"}).Draw(t, "when"),
		Reason:  rapid.SampledFrom([]string{"", "other", "no-room", "unsafe"}).Draw(t, "reason"),
		Outcome: rapid.SampledFrom([]Outcome{"", Started, NotYet, NotGoing, Unfit}).Draw(t, "outcome")}
	if rapid.Bool().Draw(t, "named") {
		step.Until = day.AddDate(0, 0, rapid.IntRange(-2, 200).Draw(t, "until"))
	}
	after, err := n.After(step, day)
	if err != nil {
		if !errors.Is(err, errs.Conflict) && !errors.As(err, new(errs.Problems)) {
			t.Fatalf("%s of %s: %v", step.Act, n.State, err)
		}
		return n
	}
	if !slices.Contains(exits[n.State][step.Act], after.State) {
		t.Fatalf("%s of %s leads to %s, which the table does not say", step.Act, n.State, after.State)
	}
	return after
}

// sound fails when a need lacks what it must always have.
func sound(t *rapid.T, n Need, day time.Time) {
	switch {
	case n.Owner == "":
		t.Fatalf("nobody has it: %+v", n)
	case n.Open() && (n.Next.IsZero() || n.Due.Before(n.Next) || !Office.Works(n.Next) || !Office.Works(n.Due)):
		t.Fatalf("it lacks days: %+v", n)
	case n.Open() && n.Due.After(day.AddDate(0, 0, longestLater+30)):
		t.Fatalf("it is left alone until %v", n.Due)
	case n.Open() && n.State != Asked && n.Help == "":
		t.Fatalf("it was judged without a kind of help: %+v", n)
	case n.State == Passed && n.Fit != Yes && n.Fit != Unjudged:
		t.Fatalf("passed on though it does not fit: %+v", n)
	case !n.Open() && (n.Outcome == "" || n.Outcome == NotYet || n.Ended == nil || n.Lead < 0 || n.Outcome != Started && n.Reason == ""):
		t.Fatalf("it ended without outcome, day or reason: %+v", n)
	}
}

// TestEveryStateCanBeReachedAndLeft walks the table.
func TestEveryStateCanBeReachedAndLeft(t *testing.T) {
	reached := map[State]bool{Asked: true}
	for range States {
		for from := range reached {
			for _, to := range exits[from] {
				for _, state := range to {
					reached[state] = true
				}
			}
		}
	}
	for _, state := range States {
		leaves := false
		for _, to := range exits[state] {
			leaves = leaves || slices.ContainsFunc(to, func(s State) bool { return s != state })
		}
		if !reached[state] || !leaves {
			t.Errorf("%s: reached %v, can be left %v", state, reached[state], leaves)
		}
	}
}

func step(t *testing.T, n Need, s Step, day time.Time) Need {
	t.Helper()
	after, err := n.After(s, day)
	if err != nil {
		t.Fatal(err)
	}
	return after
}

// TestALookBackOnItsDays agrees on a volunteer on a Monday: 21 days later it stands on the visit sheet, the last day is
// the 28th, the coordinator hears on the 29th, and after an answer nobody hears anything.
func TestALookBackOnItsDays(t *testing.T) {
	n := step(t, NewNeed("gezelschap", "p1", monday), Step{Act: Judge, Fit: Yes}, monday)
	n = step(t, n, Step{Act: PassOn}, monday.AddDate(0, 0, 3))
	for day, want := range map[int]string{20: "", 21: "visit remind", 28: "visit remind", 29: "visit escalate"} {
		got := string(n.Must(monday.AddDate(0, 0, day)))
		if n.OnVisit(monday.AddDate(0, 0, day)) {
			got = "visit " + got
		}
		if got != want {
			t.Errorf("day %d: %q, want %q", day, got, want)
		}
	}
	ended := step(t, n, Step{Act: Settle, Outcome: Started}, monday.AddDate(0, 0, 22))
	if ended.OnVisit(monday.AddDate(0, 0, 29)) || ended.Lead != 22 {
		t.Errorf("after the answer: %+v", ended)
	}
	again := step(t, n, Step{Act: Settle, Outcome: NotYet}, monday.AddDate(0, 0, 22))
	if again.OnVisit(monday.AddDate(0, 0, 35)) || !again.OnVisit(monday.AddDate(0, 0, 36)) {
		t.Errorf("not yet: next on %v", again.Next)
	}
}

// TestOnTheVisitSheetWhateverTheState forgets to pass on what was agreed: on day 21 somebody asks all the same.
func TestOnTheVisitSheetWhateverTheState(t *testing.T) {
	n := step(t, NewNeed("gezelschap", "p1", monday), Step{Act: Judge, Fit: Yes}, monday)
	n.Next = monday.AddDate(0, 0, 60)
	if n.OnVisit(monday.AddDate(0, 0, 20)) || !n.OnVisit(monday.AddDate(0, 0, 21)) {
		t.Error("a need that was agreed is not on the sheet on day 21")
	}
}

// TestHelpInAFewMonthsIsReminded looks at what is wanted in two to three months, and at day 0 of what is passed on then.
func TestHelpInAFewMonthsIsReminded(t *testing.T) {
	n := step(t, NewNeed("gezelschap", "p1", monday), Step{Act: Judge, Fit: Yes, When: Quarter}, monday)
	in60 := monday.AddDate(0, 0, 60)
	if n.OnVisit(in60.AddDate(0, 0, -1)) || n.Must(in60) != Remind && n.Must(Office.After(in60, 0)) != Remind {
		t.Errorf("reminded on %v", n.Next)
	}
	n = step(t, n, Step{Act: PassOn}, in60)
	if n.Next.Before(in60.AddDate(0, 0, 21)) {
		t.Errorf("looked back on %v, which is before it could start", n.Next)
	}
}

func TestAClosedMeetingPutsOffTwoWeeks(t *testing.T) {
	n := NewNeed("", "p1", monday)
	n = step(t, n, Step{Act: PutOff}, monday.AddDate(0, 0, 1))
	if want := monday.AddDate(0, 0, 15); !n.Next.Equal(want) || n.State != Asked {
		t.Errorf("it comes back on %v, want %v", n.Next, want)
	}
}

// TestWhatCouldTellWhoBlocks says what may be kept. A name passes with a reason only, everything else never.
func TestWhatCouldTellWhoBlocks(t *testing.T) {
	for _, c := range []struct {
		name, typed, reason string
		kept, despite       bool
	}{
		{"plain words", " Zoekt iemand om mee te wandelen. ", "", true, false},
		{"nothing", "", "", true, false},
		{"a name", "Mevrouw Jansen zoekt gezelschap.", "", false, false},
		{"a name with a reason", "Mevrouw Jansen zoekt gezelschap.", "zo heet het plein in de wijk", true, true},
		{"a name with too short a reason", "Mevrouw Jansen zoekt gezelschap.", "ja", false, false},
		{"a name in the reason", "Mevrouw Jansen zoekt gezelschap.", "want meneer De Vries zei het zo", false, false},
		{"a number", "Bel 06-12345678 voor een afspraak.", "zo heet het plein in de wijk", false, false},
		{"a name and a number", "Mevrouw Jansen, BSN 111222333", "zo heet het plein in de wijk", false, false},
		{"a postcode", "Woont op 0101AA 5.", "", false, false},
		{"too long", strings.Repeat("a", maxText+1), "", false, false},
	} {
		text, despite, err := Text{Typed: c.typed, Reason: c.reason}.said("text")
		if (err == nil) != c.kept || (despite != "") != c.despite || c.kept && text != strings.TrimSpace(c.typed) {
			t.Errorf("%s: %q, %q, %v", c.name, text, despite, err)
		}
		if err != nil && !errors.Is(err, errs.Invalid) {
			t.Errorf("%s: %v is not of kind Invalid", c.name, err)
		}
	}
}
