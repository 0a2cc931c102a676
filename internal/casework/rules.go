package casework

import (
	"fmt"
	"slices"
	"time"

	"samenspel/internal/calendar"
	"samenspel/internal/errs"
	"samenspel/internal/measure"
)

// Office is the week in which terms count.
var Office = calendar.Office

// Act is something that happens to a case or to one of its needs.
type Act string

// The acts.
const (
	Begin    Act = "begin"    // a case or a need is laid on the table
	Describe Act = "describe" // what is known of it changes
	Judge    Act = "judge"    // does informal help fit?
	PassOn   Act = "pass-on"  // somebody was asked to help
	Settle   Act = "settle"   // in the talk of a visit: did it start?
	PutOff   Act = "put-off"  // a meeting closed without an answer
	Reopen   Act = "reopen"
	LookUp   Act = "look-up" // an action begins
	Finish   Act = "finish"  // an action ends
	Despite  Act = "despite" // somebody went on in spite of what looked like a name
	Remind   Act = "remind"
	Escalate Act = "escalate"
	Moved    Act = "moved" // its owner has no task any more
)

// exits are the acts that each state allows. The state they lead to may depend on the answer; it is among those given.
var exits = map[State]map[Act][]State{
	Asked:    {Judge: {Suitable, Later, Done}, PutOff: {Asked}, Describe: {Asked}},
	Suitable: {Judge: {Suitable, Later, Done}, PassOn: {Passed}, Settle: {Passed, Done}, Describe: {Suitable}},
	Later:    {Judge: {Suitable, Later, Done}, Describe: {Later}},
	Passed:   {Judge: {Suitable, Later, Done}, Settle: {Passed, Done}, Describe: {Passed}},
	Done:     {Reopen: {Asked}},
}

// The days of terms.
const (
	twoWeeks     = 14 // until an unanswered need comes back, and until it is over time after that
	passWithin   = 5  // working days to pass on what fits now
	patience     = 5  // working days after the day of what was to come later, and of an action
	lookBackDay  = 21 // days after a volunteer was agreed
	lookBackLast = 28
	longestLater = 183 // days
	closeAfter   = 2   // working days after a discussion, until it is closed by the program
)

// until gives the days after which help is to be arranged.
var until = map[When]int{Month: 14, Quarter: 60}

// Step is one act with what it needs.
type Step struct {
	Act      Act
	By       string // id of who does it; "" = the program
	Fit      Fit    // Judge
	Reason   string // Judge with NotNow or No, Settle with NotGoing
	When     When   // Judge with Yes; "" = now
	Services []string
	Until    time.Time      // Judge with NotNow, Settle with NotYet; zero = the usual day
	Outcome  Outcome        // Settle
	Now      measure.Helper // Settle: who helps now; "" = not said
	Level    string         // Settle: how much care there is now; "" = not said
	Note     Text           // Settle with NotYet: what is needed, in a line
}

// NewNeed gives a need that is laid on the table on a day.
func NewNeed(help, owner string, today time.Time) Need {
	n := Need{Help: help, State: Asked, Opened: today, Term: Term{Owner: owner}}
	n.Term = n.asked(today)
	return n
}

// After gives the need once a step was taken on a day. A step that the state does not allow is a Conflict; what is missing
// comes back as errs.Problems.
func (n Need) After(s Step, today time.Time) (Need, error) {
	if _, ok := exits[n.State][s.Act]; !ok {
		return n, fmt.Errorf("%w: a need that is %s has no %q", errs.Conflict, n.State, s.Act)
	}
	if err := n.misses(s, today); err != nil {
		return n, err
	}
	if s.By != "" && s.Act != Describe {
		n.Owner = s.By
	}
	switch s.Act {
	case Judge:
		return n.judged(s, today), nil
	case PassOn:
		if n.Agreed == nil || n.When != Now { // what was wanted later is agreed when it is asked for
			n.Agreed = &today
		}
		n.State, n.Term = Passed, n.lookedBack(*n.Agreed, today)
	case Settle:
		return n.settled(s, today), nil
	case PutOff:
		n.Term = n.asked(today)
	case Reopen:
		n.State, n.Fit, n.Reason, n.Outcome, n.Ended, n.Agreed = Asked, Unjudged, "", "", nil, nil
		n.Opened, n.Lead, n.Now = today, 0, ""
		n.Term = n.asked(today)
	}
	return n, nil
}

// misses gives what a step needs and does not have.
func (n Need) misses(s Step, today time.Time) error {
	var problems errs.Problems
	say := func(wrong bool, column, key string) {
		if wrong {
			problems = append(problems, errs.Problem{Column: column, Key: key, Text: key})
		}
	}
	judges, settles := s.Act == Judge, s.Act == Settle
	far := !s.Until.IsZero() && (!s.Until.After(today) || s.Until.After(today.AddDate(0, 0, longestLater)))
	say(judges && n.Help == "", "help", "casework.wrong.help")
	say(judges && (s.Fit == Unjudged || !known([]Fit{Yes, NotNow, No}, s.Fit)), "fit", "casework.wrong.fit")
	say(judges && (s.Fit == NotNow || s.Fit == No) && !slices.Contains(Reasons[s.Fit], s.Reason), "reason", "casework.wrong.reason")
	say(judges && !known(Whens, s.When), "when", "casework.wrong.choice")
	say(judges && s.Fit == NotNow && far, "until", "casework.wrong.until")
	say(settles && !slices.Contains([]Outcome{Started, NotYet, NotGoing}, s.Outcome), "outcome", "casework.wrong.outcome")
	say(settles && s.Outcome == NotGoing && !slices.Contains(NotGoingReasons, s.Reason), "reason", "casework.wrong.reason")
	say(settles && s.Outcome == NotYet && far, "until", "casework.wrong.until")
	say(settles && !known(measure.Helpers, s.Now), "now", "casework.wrong.choice")
	say(settles && !known(Levels, s.Level), "level", "casework.wrong.choice")
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// judged takes the answer to "could a volunteer do this?".
func (n Need) judged(s Step, today time.Time) Need {
	n.Fit, n.Reason, n.When, n.Agreed = s.Fit, "", "", nil
	if s.Services != nil {
		n.Services = s.Services
	}
	switch s.Fit {
	case Yes:
		n.State, n.When = Suitable, Now
		if s.When != "" {
			n.When = s.When
		}
		n.Agreed = &today
		n.Term = n.suitable(today)
	case NotNow:
		n.State, n.Reason = Later, s.Reason
		n.Term = n.later(s.Until, today)
	default:
		n.Reason = s.Reason
		return n.done(Unfit, today)
	}
	return n
}

// settled takes the answer of a visit.
func (n Need) settled(s Step, today time.Time) Need {
	n.Now = s.Now
	switch s.Outcome {
	case Started:
		return n.done(Started, today)
	case NotGoing:
		n.Reason = s.Reason
		return n.done(NotGoing, today)
	}
	n.State = Passed
	n.Term = n.later(s.Until, today)
	return n
}

// done ends a need.
func (n Need) done(outcome Outcome, today time.Time) Need {
	n.State, n.Outcome, n.Ended = Done, outcome, &today
	n.Lead = int(today.Sub(n.Opened) / (24 * time.Hour))
	return n
}

// after gives the case once a step was taken with one of its needs.
func (c Case) after(s Step) Case {
	switch {
	case s.Act == Settle && s.Level != "":
		c.LevelAfter = s.Level
	case s.Act == Reopen:
		c.LevelAfter = ""
	}
	return c
}

// from gives the term with new days, in which nothing was said yet.
func (t Term) from(began, next, due time.Time) Term {
	return Term{Owner: t.Owner, Began: began, Next: Office.After(next, 0), Due: Office.After(due, 0)}
}

func (t Term) asked(today time.Time) Term {
	return t.from(today, today.AddDate(0, 0, twoWeeks), today.AddDate(0, 0, 2*twoWeeks))
}

func (n Need) suitable(today time.Time) Term {
	next := Office.After(today, passWithin)
	if days := until[n.When]; days > 0 {
		next = Office.After(today.AddDate(0, 0, days), 0)
	}
	return n.from(today, next, Office.After(next, patience))
}

// later gives the term of what comes back on a day; when nobody named one, in two weeks.
func (t Term) later(day, today time.Time) Term {
	if day.IsZero() {
		day = today.AddDate(0, 0, twoWeeks)
	}
	next := Office.After(day, 0)
	return t.from(today, next, Office.After(next, patience))
}

// lookedBack gives the term of a look-back that counts from a day 0.
func (t Term) lookedBack(zero, today time.Time) Term {
	next, last := zero.AddDate(0, 0, lookBackDay), zero.AddDate(0, 0, lookBackLast)
	if next.Before(today) {
		next, last = today, today.AddDate(0, 0, lookBackLast-lookBackDay)
	}
	return t.from(today, next, last)
}

// Must tells what an owner or the coordinator must hear on a day about something that is open: Remind, Escalate or "".
func (t Term) Must(today time.Time) Act {
	switch {
	case !Office.Works(today) || t.Escalated != nil:
		return ""
	case today.After(t.Due):
		return Escalate
	case t.Reminded == nil && !today.Before(t.Next):
		return Remind
	}
	return ""
}

// OnVisit tells whether a need is to be settled in the talk of a visit to its team on a day: its day came, or a volunteer
// was agreed 21 days ago and nobody passed it on.
func (n Need) OnVisit(day time.Time) bool {
	forgotten := n.State == Suitable && n.When == Now && !day.Before(n.Agreed.AddDate(0, 0, lookBackDay))
	return n.Open() && (forgotten || !day.Before(n.Next))
}

// NewAction gives something to look up by a day; when that is zero, within two weeks.
func NewAction(owner, text string, day, today time.Time) Action {
	return Action{Text: text, Term: Term{Owner: owner}.later(day, today)}
}

// month gives the first day of the month of a day.
func month(day time.Time) time.Time { return calendar.Date(day.Year(), day.Month(), 1) }
