package referral

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"samenspel/internal/calendar"
	"samenspel/internal/errs"
)

// Act is something that happens to a referral.
type Act string

// The acts.
const (
	Make     Act = "make"
	Hand     Act = "hand"     // the choice goes to the resident, through the professional
	PutOff   Act = "put-off"  // the resident needs more time
	Else     Act = "else"     // the resident wants something else
	Send     Act = "send"     // the resident said yes
	Consider Act = "consider" // the organisation looks at it
	Accept   Act = "accept"
	Wait     Act = "wait" // yes, from a day
	Decline  Act = "decline"
	Undo     Act = "undo"
	Update   Act = "update"    // still looking
	Reached  Act = "reached"   // the organisation spoke with the resident
	Start    Act = "start"     // a volunteer started
	LookBack Act = "look-back" // what the talk, or the mail, brought
	Step     Act = "step"      // whether formal care was stepped down
	Complete Act = "complete"
	Fail     Act = "fail"
	Withdraw Act = "withdraw"
	Redirect Act = "redirect" // another referral takes its place
	Stop     Act = "stop"     // nothing else is tried
	Signals  Act = "signal"
	Opens    Act = "open" // the contact details were opened
	Consents Act = "consent"
	Revoke   Act = "revoke" // a consent was withdrawn
	Comment  Act = "comment"
	Divide   Act = "divide" // who does what was agreed
	Again    Act = "again"  // whose turn it is gets another term and another mail
	Moved    Act = "moved"  // its sender has no task any more, or its organisation has another name
	Gone     Act = "gone"   // its organisation left the directory
	Ask      Act = "ask"
	Return   Act = "return"
	Escalate Act = "escalate"
	AskLook  Act = "ask-look-back"
)

// phase is what a state means: whose turn it is, until when, and where it can go.
type phase struct {
	owner Side
	term  term
	exits map[Act]State
}

// life is the whole course of a referral. Every act that a state does not have is refused.
var life = map[State]phase{
	Concept: {BySender, working(conceptNext, conceptDue), with(Concept, map[Act]State{Hand: WithResident, Send: Sent, Gone: Declined})},
	WithResident: {ByProfessional, days(residentNext, residentDue), with(WithResident, map[Act]State{
		PutOff: WithResident, Hand: WithResident, Else: Concept, Send: Sent, Gone: Declined})},
	Sent: {ByOrganization, toAnswer, with(Sent, map[Act]State{
		Consider: Considering, Accept: Accepted, Wait: Later, Decline: Declined, Gone: Declined})},
	Considering: {ByOrganization, toAnswer, with(Considering, map[Act]State{
		Consider: Considering, Accept: Accepted, Wait: Later, Decline: Declined, Undo: Sent, Gone: Declined})},
	Later: {ByOrganization, toAnswer, with(Later, map[Act]State{
		Wait: Later, Accept: Accepted, Decline: Declined, Undo: Sent, Gone: Declined, Start: Started})},
	Accepted: {ByOrganization, toTell, with(Accepted, map[Act]State{
		Update: Accepted, Reached: Accepted, Start: Started, Wait: Later, Decline: Declined, Undo: Sent, Fail: Failed, Gone: Failed, Signals: Accepted, Opens: Accepted,
		Divide: Accepted})},
	Started: {BySender, days(0, lookSlack), with(Started, map[Act]State{
		Reached: Started, Fail: Failed, Complete: Completed, Signals: Started, Opens: Started, Divide: Started})},
	Active: {ByProfessional, months(steppedNext, steppedDue), with(Active, map[Act]State{
		Reached: Active, Step: Active, Fail: Failed, Complete: Completed, Signals: Active, Opens: Active, Divide: Active})},
	Declined: {BySender, working(settleNext, settleDue), with(Declined, map[Act]State{
		Accept: Accepted, Wait: Later, Decline: Declined, Undo: Sent, Redirect: Declined, Stop: Declined})},
	Failed:    {BySender, working(settleNext, settleDue), with(Failed, map[Act]State{Redirect: Failed, Stop: Failed, Start: Started})},
	Completed: {"", never, map[Act]State{Signals: Completed}},
	Withdrawn: {"", never, nil},
}

// with adds to the exits of an open state what every open state allows.
func with(state State, exits map[Act]State) map[Act]State {
	exits[LookBack], exits[Withdraw] = state, Withdrawn
	for _, act := range []Act{Comment, Consents, Revoke, Moved, Ask, Return, Escalate, AskLook, Again} {
		exits[act] = state
	}
	return exits
}

// side is on whose behalf an act can be done. The sender can do all of the organisation, who is told, and of the
// professional.
var side = map[Act]Side{
	Make: BySender, Hand: BySender, Redirect: BySender, Stop: BySender, Again: BySender, Withdraw: ByProfessional, Divide: ByProfessional, Consents: ByProfessional, Revoke: ByProfessional,
	PutOff: ByProfessional, Else: ByProfessional, Send: ByProfessional, Step: ByProfessional, Comment: ByProfessional,
	Consider: ByOrganization, Accept: ByOrganization, Wait: ByOrganization, Decline: ByOrganization, Undo: ByOrganization, Update: ByOrganization,
	Reached: ByOrganization, Start: ByOrganization, Complete: ByOrganization, Fail: ByOrganization, LookBack: ByOrganization, Signals: ByOrganization, Opens: ByOrganization,
}

// answers are the acts by which an organisation answers what it was asked.
var answers = []Act{Consider, Accept, Wait, Decline}

// Do is one act with what it needs.
type Do struct {
	Act     Act
	By      Side
	Reason  string    // code: Decline, Fail, Withdraw, LookBack with NotGoing
	Text    string    // scanned; "" = none
	Until   time.Time // Wait: from when; LookBack with NotYet: when to ask again; Start: the day
	Outcome Outcome   // LookBack
	Stepped Stepped   // Step
	Result  string    // Complete
	Advised string    // Decline: id of a service that might have room
}

// After gives the referral once something was done at a moment. An act that the state does not allow is a Conflict; what
// is missing comes back as errs.Problems.
func (r Referral) After(d Do, terms Terms, now time.Time) (Referral, error) {
	today := calendar.Today(now)
	state, ok := life[r.State].exits[d.Act]
	if !ok || !r.Can(d.Act) || d.Act == Undo && !r.Undoable(now) || d.Act == Again && !r.Stuck(today) {
		return r, fmt.Errorf("%w: a referral that is %s has no %q", errs.Conflict, r.State, d.Act)
	}
	if err := r.misses(d, today); err != nil {
		return r, err
	}
	if slices.Contains(answers, d.Act) {
		r.Answered, r.AnsweredBy, r.Reason, r.Advised = &now, d.By, d.Reason, d.Advised
	}
	switch d.Act {
	case Send:
		r = r.sent(terms, today)
	case Wait:
		return r.to(Later).term(today, calendar.Office.After(d.Until, 0), calendar.Office.After(d.Until, laterDue)), nil
	case Undo:
		r.Answered, r.AnsweredBy, r.Reason, r.Advised = nil, "", "", ""
		r = r.to(Sent).begin(terms, today)
		return r.term(today, *r.AnswerDue, later(*r.AnswerDue, today)), nil
	case Start:
		return r.started(d, today), nil
	case LookBack:
		return r.lookedBack(d, terms, today, now), nil
	case Step:
		r.Stepped, r.SteppedOn = d.Stepped, &today
		return r.ended(Completed, now, resultGoesOn), nil
	case Complete:
		return r.ended(Completed, now, d.Result), nil
	case Withdraw:
		r.Reason = d.Reason
		return r.ended(Withdrawn, now, ""), nil
	case Redirect, Stop:
		return r.ended(r.State, now, ""), nil
	case Fail:
		r.Reason = d.Reason
	case Gone:
		r.Reason, r.Answered = ReasonGone, nil
	case Again:
		return r.again(terms, today), nil
	case Make, Reached, Comment, Divide, Consents, Revoke, Moved, Signals, Opens, Ask, Return, Escalate, AskLook:
		return r, nil
	}
	return r.to(state).begin(terms, today), nil
}

// misses gives what an act needs and does not have.
func (r Referral) misses(d Do, today time.Time) error {
	var problems errs.Problems
	say := func(wrong bool, column, key string) {
		if wrong {
			problems = append(problems, errs.Problem{Column: column, Key: key, Text: key})
		}
	}
	for act, state := range map[Act]State{Decline: Declined, Fail: Failed, Withdraw: Withdrawn} {
		say(d.Act == act && !slices.Contains(Reasons[state], d.Reason), "reason", "referral.wrong.reason")
	}
	say(d.Reason != "" && !isReason(d.Reason), "reason", "referral.wrong.reason")
	say(d.Outcome != "" && !slices.Contains(Outcomes, d.Outcome), "outcome", "referral.wrong.outcome")
	say(d.Result != "" && !slices.Contains(Results, d.Result), "result", "referral.wrong.result")
	say(d.Stepped != "" && !slices.Contains(SteppedAnswers, d.Stepped), "stepped", "referral.wrong.stepped")
	look := d.Act == LookBack
	say(look && d.Outcome == "", "outcome", "referral.wrong.outcome")
	say(look && d.Outcome == NotGoing && !slices.Contains(Reasons[Failed], d.Reason), "reason", "referral.wrong.reason")
	say(d.Act == Step && d.Stepped == "", "stepped", "referral.wrong.stepped")
	say(d.Act == Complete && d.Result == "", "result", "referral.wrong.result")
	say(d.Act == Else && strings.TrimSpace(d.Text) == "", "text", "referral.wrong.else")
	ahead := d.Until.After(today) && !d.Until.After(today.AddDate(0, 0, longestLater))
	say(d.Act == Wait && !ahead, "until", "referral.wrong.until")
	say(look && d.Outcome == NotYet && !d.Until.IsZero() && !ahead, "until", "referral.wrong.until")
	say((d.Act == Start || look && d.Outcome == HasStarted) && d.Until.After(today), "until", "referral.wrong.started")
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// isReason tells whether a code is one of the reasons. What comes from a form goes nowhere unless it is known.
func isReason(code string) bool {
	for _, codes := range Reasons {
		if slices.Contains(codes, code) {
			return true
		}
	}
	return false
}

// to gives the referral in another state.
func (r Referral) to(state State) Referral {
	r.State = state
	return r
}

// begin gives the referral with the term of its state, from a day.
func (r Referral) begin(terms Terms, today time.Time) Referral {
	next, due := life[r.State].term(terms, today)
	return r.term(today, next, due)
}

// term gives the referral with a new term, in which nobody was asked yet.
func (r Referral) term(began, next, due time.Time) Referral {
	r.Began, r.Next, r.Due = began, next, due
	r.Asked, r.Returned, r.Escalated = nil, nil, nil
	return r
}

// sent notes when an answer is due, and when the look-back is when no discussion set it.
func (r Referral) sent(terms Terms, today time.Time) Referral {
	due := calendar.Office.After(today, terms.Answer)
	r.SentOn, r.AnswerDue = &today, &due
	if r.Agreed == nil {
		r = r.agreedOn(today)
	}
	return r
}

// agreedOn sets day 0 of the look-back.
func (r Referral) agreedOn(day time.Time) Referral {
	r.Agreed = &day
	return r.lookOn(day.AddDate(0, 0, lookDay), day.AddDate(0, 0, lookLast))
}

// lookOn puts the look-back on working days.
func (r Referral) lookOn(next, due time.Time) Referral {
	next, due = calendar.Office.After(next, 0), calendar.Office.After(due, 0)
	r.LookNext, r.LookDue = &next, &due
	r.LookAsked, r.LookLate, r.LookedBack = nil, nil, nil
	return r
}

// started notes that a volunteer began. The look-back is what comes next.
func (r Referral) started(d Do, today time.Time) Referral {
	r.StartedOn = first(r.StartedOn, d.Until, today)
	if r.Agreed == nil {
		r = r.agreedOn(today)
	}
	next := later(*r.LookNext, today)
	return r.to(Started).term(today, next, calendar.Office.After(later(*r.LookDue, next), patience))
}

// lookedBack takes the answer of a look-back.
func (r Referral) lookedBack(d Do, terms Terms, today, now time.Time) Referral {
	switch d.Outcome {
	case HasStarted:
		r.LookedBack, r.StartedOn = &today, first(r.StartedOn, d.Until, today)
		if r.State == Active {
			return r
		}
		next, due := life[Active].term(terms, *r.StartedOn)
		return r.to(Active).term(today, later(next, today), later(due, today))
	case NotGoing:
		r.LookedBack, r.Reason = &today, d.Reason
		return r.ended(Failed, now, "")
	}
	day := d.Until
	if day.IsZero() {
		day = today.AddDate(0, 0, lookAgain)
	}
	r = r.lookOn(day, day.AddDate(0, 0, lookSlack))
	if r.State == Started || r.State == Active {
		r.StartedOn = nil
		return r.to(Accepted).begin(terms, today)
	}
	return r
}

// again gives whose turn it is another term, and the look-back that nobody settled another day.
func (r Referral) again(terms Terms, today time.Time) Referral {
	if r.Looking() && !r.LookNext.After(today) {
		r = r.lookOn(today, today.AddDate(0, 0, lookSlack))
	}
	if r.State == Started {
		return r.term(today, today, calendar.Office.After(*r.LookDue, patience))
	}
	return r.begin(terms, today)
}

// ended gives the referral as nobody has to do something about it any more.
func (r Referral) ended(state State, now time.Time, result string) Referral {
	r.Ended, r.Result = &now, result
	return r.to(state)
}

// Must tells what must be done about a referral on a day by the program: Ask the owner, Return it to the sender, Escalate
// it to the coordinator, Complete it, or "".
func (r Referral) Must(today time.Time) Act {
	if !r.Open() || !calendar.Office.Works(today) {
		return ""
	}
	over := today.After(r.Due)
	owner := life[r.State].owner
	switch {
	case r.State == Active && over:
		return Complete
	case r.Escalated != nil:
		return ""
	case over && owner != BySender && r.Returned == nil:
		return Return
	case over && (owner == BySender || today.After(calendar.Office.After(calendar.Today(*r.Returned), patience))):
		return Escalate
	case r.Asked == nil && r.State != Started && !today.Before(r.Next) && !over && !r.askedSoon():
		return Ask
	}
	return ""
}

// askedSoon tells whether the look-back asks the same within the term, so that there is one mail.
func (r Referral) askedSoon() bool {
	return r.State == Accepted && r.Looking() && r.LookAsked == nil && !r.LookDue.After(r.Due)
}

// MustLook is Must for the look-back: AskLook on its last day, Escalate when the sender lets it lie.
func (r Referral) MustLook(today time.Time) Act {
	switch {
	case !r.Looking() || !calendar.Office.Works(today):
		return ""
	case r.LookAsked == nil && !today.Before(*r.LookDue):
		return AskLook
	case r.LookLate == nil && today.After(calendar.Office.After(*r.LookDue, patience)):
		return Escalate
	}
	return ""
}

func first(day *time.Time, said, today time.Time) *time.Time {
	switch {
	case !said.IsZero():
		return &said
	case day != nil:
		return day
	}
	return &today
}

// later gives the later of two days.
func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// did gives the referral after the program did what it must.
func (r Referral) did(act Act, now time.Time) Referral {
	switch act {
	case Ask:
		r.Asked = &now
	case Return:
		r.Returned = &now
	case Escalate:
		r.Escalated = &now
	case Complete:
		return r.ended(Completed, now, resultGoesOn)
	}
	return r
}

// didLook is did for the look-back.
func (r Referral) didLook(act Act, now time.Time) Referral {
	switch act {
	case AskLook:
		if r.LookAsked = &now; r.State == Accepted && !now.Before(r.Next) {
			r.Asked = &now
		}
	case Escalate:
		r.LookLate = &now
	}
	return r
}
