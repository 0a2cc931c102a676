package desk

import (
	"fmt"
	"slices"
	"time"

	"samenspel/internal/errs"
)

// Act is something that happens to an enquiry.
type Act string

// The acts.
const (
	Receive  Act = "receive"  // it comes in
	Describe Act = "describe" // what is known of it changes
	Take     Act = "take"     // somebody goes on with it
	PassOn   Act = "pass-on"  // to a person, or back to the information point
	PassOut  Act = "pass-out" // to a party outside; the owner keeps an eye on it
	Wait     Act = "wait"     // until a day
	Answer   Act = "answer"
	AskBack  Act = "ask-back" // the asker agreed to be called in three weeks
	LookBack Act = "look-back"
	Close    Act = "close"
	Reopen   Act = "reopen" // the asker called again
	Reply    Act = "reply"  // the asker wrote again
	Note     Act = "note"   // a call that was not answered, for instance
	Refer    Act = "refer"  // a referral was made of it; the asker still waits for a word
	Remind   Act = "remind"
	Escalate Act = "escalate"
	Moved    Act = "moved" // its owner has no task any more
	Erase    Act = "erase" // the asker took back who asked
)

// exits are the acts that each state allows, and the state they lead to.
var exits = map[State]map[Act]State{
	New:         {Take: Taken, PassOn: Passed, PassOut: Waiting, Wait: Waiting, Answer: Answered, Close: Closed, Describe: New, Reply: New, Note: New, Refer: Taken},
	Taken:       {Take: Taken, PassOn: Passed, PassOut: Waiting, Wait: Waiting, Answer: Answered, Close: Closed, Describe: Taken, Reply: Taken, Note: Taken, Refer: Taken},
	Passed:      {Take: Taken, PassOn: Passed, PassOut: Waiting, Wait: Waiting, Answer: Answered, Close: Closed, Describe: Passed, Reply: Passed, Note: Passed, Refer: Passed},
	Waiting:     {Take: Taken, PassOn: Passed, PassOut: Waiting, Wait: Waiting, Answer: Answered, Close: Closed, Describe: Waiting, Reply: Passed, Note: Waiting, Refer: Waiting},
	Answered:    {Take: Taken, PassOn: Passed, Answer: Answered, AskBack: LookingBack, Close: Closed, Describe: Answered, Reopen: Passed, Reply: Passed, Note: Answered, Refer: Answered},
	LookingBack: {PassOn: Passed, Answer: Answered, LookBack: LookingBack, Close: Closed, Describe: LookingBack, Reopen: Passed, Reply: Passed, Note: LookingBack, Refer: LookingBack},
	Closed:      {Reopen: Passed, Reply: Passed},
}

// Step is one act with what it needs.
type Step struct {
	Act     Act
	By      string    // id of who does it; "" = the asker or the program
	To      string    // PassOn: the owner from now on; "" = the information point
	Due     time.Time // PassOn, PassOut: by when an answer is promised
	Outside string    // PassOut: name of the party
	Until   time.Time // Wait; LookBack with NotYet
	Outcome Outcome   // LookBack, Close
	Kind    Kind      // Close, LookBack: what it was about, when that is said now; "" = as it is
	Asker   Asker     // the same
	Reason  string    // scanned
}

// The days of terms that no network sets.
const (
	roundOff     = 5  // working days to round off what was answered
	waitPatience = 2  // working days after the day that was waited for
	lookBackDay  = 21 // days after it was passed on or answered
	lookBackLast = 28
	lookAgain    = 14 // days until the next look-back, when nobody names a day
	longestWait  = 90 // days
)

// After gives the enquiry once a step was taken on a day. A step that the state does not allow is a Conflict; what is
// missing comes back as errs.Problems.
func (e Enquiry) After(s Step, terms Terms, today time.Time) (Enquiry, error) {
	state, ok := exits[e.State][s.Act]
	if !ok {
		return e, fmt.Errorf("%w: an enquiry that is %s has no %q", errs.Conflict, e.State, s.Act)
	}
	if known(Kinds, s.Kind) && s.Kind != "" {
		e.Kind = s.Kind
	}
	if known(Askers, s.Asker) && s.Asker != "" {
		e.Asker = s.Asker
	}
	if err := e.misses(s, today); err != nil {
		return e, err
	}
	if s.Act == Describe || s.Act == Note {
		e.Touched = &today
		return e, nil
	}
	before := e
	e.State = state
	switch s.Act {
	case Refer:
		e.Touched = &today
		if before.State == New {
			e.Owner = s.By
		}
	case Take:
		e.Owner, e.Outside = s.By, ""
		return before.resumed(e, terms, today), nil
	case PassOn:
		return e.passed(s, terms, today), nil
	case PassOut:
		e.Outside, e.PassedOn = s.Outside, first(e.PassedOn, today)
		return e.owned(s.By).from(today, s.Due, Office.After(s.Due, waitPatience)), nil
	case Wait:
		next := Office.After(s.Until, 0)
		return e.owned(s.By).from(next, next, Office.After(next, waitPatience)), nil
	case Answer:
		e.Answered, e.Outside = first(e.Answered, today), ""
		due := Office.After(today, roundOff)
		return e.owned(s.By).from(today, due, due), nil
	case AskBack:
		return e.owned(s.By).lookedBackOn(e.agreed(today), today), nil
	case LookBack:
		return e.lookedBack(s, terms, today), nil
	case Close:
		e.Outcome = s.Outcome
	case Reopen:
		return e.again(terms, today), nil
	case Reply:
		if before.State == New || before.State == Taken || before.State == Passed {
			return e, nil
		}
		return e.again(terms, today), nil
	}
	return e, nil
}

// misses gives what a step needs and does not have.
func (e Enquiry) misses(s Step, today time.Time) error {
	var problems errs.Problems
	say := func(wrong bool, column, key string) {
		if wrong {
			problems = append(problems, errs.Problem{Column: column, Key: key, Text: key})
		}
	}
	ends := s.Act == Close || s.Act == LookBack && s.Outcome == Helped
	say(ends && e.Kind == "", "kind", "desk.wrong.kind")
	say(ends && e.Asker == "", "asker", "desk.wrong.asker")
	say(s.Act == Close && !slices.Contains(Endings, s.Outcome), "outcome", "desk.wrong.outcome")
	say(s.Act == LookBack && !slices.Contains([]Outcome{Helped, NotYet, Again}, s.Outcome), "outcome", "desk.wrong.outcome")
	say((s.Act == Take || s.Act == Refer) && s.By == "", "owner", "desk.wrong.owner")
	say(s.Act == PassOut && s.Outside == "", "to", "desk.wrong.to")
	say(s.Act == Wait && (!s.Until.After(today) || s.Until.After(today.AddDate(0, 0, longestWait))), "until", "desk.wrong.until")
	say(s.Act == LookBack && s.Outcome == NotYet && !s.Until.IsZero() && (!s.Until.After(today) || s.Until.After(today.AddDate(0, 0, longestWait))), "until", "desk.wrong.until")
	say(s.Act == PassOn && e.Owner != "" && s.To != e.Owner && s.Reason == "", "reason", "desk.wrong.reason")
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// from gives the enquiry with a new term, in which nothing was done or said yet.
func (e Enquiry) from(began, next, due time.Time) Enquiry {
	e.Began, e.Next, e.Due = began, next, due
	e.Touched, e.Reminded, e.Escalated = nil, nil, nil
	return e
}

// owned gives the enquiry to who acts, when that is a person.
func (e Enquiry) owned(by string) Enquiry {
	if by != "" {
		e.Owner = by
	}
	return e
}

// resumed gives after, the enquiry that was taken: the term goes on, unless it was of another kind.
func (e Enquiry) resumed(after Enquiry, terms Terms, today time.Time) Enquiry {
	switch e.State {
	case New, Taken, Passed:
		after.Touched = &today
		return after
	}
	due := terms.answer(e.Kind, today)
	return after.from(today, due, due)
}

// passed gives the enquiry to another owner, or back to the information point.
func (e Enquiry) passed(s Step, terms Terms, today time.Time) Enquiry {
	e.Owner, e.Outside = s.To, ""
	due := s.Due
	if e.Owner == "" {
		e.State = New
		due = terms.answer(e.Kind, today)
	} else {
		e.PassedOn = first(e.PassedOn, today)
	}
	if e.Answered == nil {
		e.AnswerDue = due
	}
	return e.from(today, due, due)
}

// again gives an enquiry about which the asker came back: to its owner, or to the information point.
func (e Enquiry) again(terms Terms, today time.Time) Enquiry {
	if e.Owner == "" {
		e.State = New
	}
	e.Outcome, e.Ended, e.Outside = "", nil, ""
	due := terms.answer(e.Kind, today)
	return e.from(today, due, due)
}

// agreed gives the day from which a look-back counts.
func (e Enquiry) agreed(today time.Time) time.Time {
	switch {
	case e.PassedOn != nil:
		return *e.PassedOn
	case e.Answered != nil:
		return *e.Answered
	}
	return today
}

// lookedBackOn sets the term of a look-back that counts from a day.
func (e Enquiry) lookedBackOn(from, today time.Time) Enquiry {
	next, last := from.AddDate(0, 0, lookBackDay), from.AddDate(0, 0, lookBackLast)
	if next.Before(today) {
		next, last = today, today.AddDate(0, 0, lookBackLast-lookBackDay)
	}
	next = Office.After(next, 0)
	return e.from(next, next, Office.After(last, 0))
}

// lookedBack takes the answer of a look-back.
func (e Enquiry) lookedBack(s Step, terms Terms, today time.Time) Enquiry {
	e = e.owned(s.By)
	switch s.Outcome {
	case Helped:
		e.State, e.Outcome = Closed, Helped
	case Again:
		e = e.again(terms, today)
		if e.Owner != "" {
			e.State = Taken
		}
	default:
		day := s.Until
		if day.IsZero() {
			day = today.AddDate(0, 0, lookAgain)
		}
		next := Office.After(day, 0)
		e = e.from(next, next, Office.After(next.AddDate(0, 0, lookBackLast-lookBackDay), 0))
	}
	return e
}

func first(day *time.Time, today time.Time) *time.Time {
	if day != nil {
		return day
	}
	return &today
}
