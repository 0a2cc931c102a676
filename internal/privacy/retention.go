package privacy

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"samenspel/internal/errs"
)

// Object is a kind of thing that is kept for a time.
type Object string

// The objects.
const (
	CaseText         Object = "case-text"         // free text of a case, its discussions and follow-ups
	CaseDates        Object = "case-dates"        // exact dates of a case
	CaseRow          Object = "case"              // a case with its lists
	PastCase         Object = "past-case"         // a case of a list that was taken over
	Draft            Object = "draft"             // anything begun and not sent
	EnquiryText      Object = "enquiry-text"      // what was asked at the information point, and reasons that were given
	EnquiryContact   Object = "enquiry-contact"   // contact details of an enquiry
	SignUp           Object = "sign-up"           // a volunteer who signed up and got no answer
	Story            Object = "story"             // a story for a report; what was published of it stays
	Neighbour        Object = "neighbour"         // what a resident asks of another, or offers
	Activity         Object = "activity"          // what somebody did for the network
	Seat             Object = "seat"              // where somebody sat on behalf of the network
	AgreementContact Object = "agreement-contact" // whom sides of an agreement may call
	Teamwork         Object = "teamwork"          // what a team agreed with itself
	GroupSeat        Object = "group-seat"        // who held a seat in a group of the network
	Meeting          Object = "meeting"           // a meeting of a group, its agenda and who came
	ReferralText     Object = "referral-text"     // the wish, reasons and signals of a referral
	Referring        Object = "referrer"          // a professional without an account for whom referrals were made
	SealedContact    Object = "sealed-contact"    // contact details that go with a referral
	AuditSegment     Object = "audit-segment"     // a closed segment of audit lines
	Backup           Object = "backup"            // a backup file
	Mail             Object = "mail"              // a message that was sent, or will not be any more
	IncomingMail     Object = "mail-in"           // a mail that came in and was taken over, or put aside
	Report           Object = "report"            // what visitors say is wrong, and words that found nothing
	SourceFile       Object = "source-file"       // a file that an editor sent for a source
	Opening          Object = "opening"           // what was opened in an emergency; the trace tells of it for longer
	FinishedJob      Object = "job"               // background work that was done or dropped
	AccountTrace     Object = "account"           // links, sessions and counts of attempts that ran out
)

// Event is something in the life of an object from which a term runs.
type Event string

// The events.
const (
	Closed      Event = "closed"       // a case or enquiry was closed, a segment was sealed
	Changed     Event = "changed"      // a draft was last changed
	Made        Event = "made"         // a sign-up came in, details were sealed, a backup was made
	ContactMade Event = "contact-made" // the receiving organisation answered: contact made
	Withdrawn   Event = "withdrawn"    // the resident withdrew consent
	Expired     Event = "expired"      // a link, a session or work came to its end
)

// Effect is what happens when a term is over.
type Effect string

// The effects. Of several that are due at once, Delete makes the others needless.
const (
	Round  Effect = "round"  // exact dates become months, lead times whole days
	Erase  Effect = "erase"  // the text or the details go, the row stays
	Count  Effect = "count"  // the row becomes counters and goes
	Delete Effect = "delete" // the whole object goes
)

// Term is a time on the calendar: so many years, months and days.
type Term struct{ Years, Months, Days int }

// After gives the moment at which a term that runs from a moment is over. A month that lacks the day ends the term on
// its last day: three months from 30 November is 28 or 29 February.
func (t Term) After(from time.Time) time.Time {
	to := from.AddDate(t.Years, t.Months, 0)
	if to.Day() != from.Day() {
		to = to.AddDate(0, 0, -to.Day())
	}
	return to.AddDate(0, 0, t.Days)
}

// Before gives the moment from which a term is over at another moment, to the day: what began before it is due.
func (t Term) Before(to time.Time) time.Time { return to.AddDate(-t.Years, -t.Months, -t.Days) }

// String gives a term as ParseTerm reads it: 90d, 12m, 5y; a term of several parts names each.
func (t Term) String() string {
	text := ""
	for _, part := range []struct {
		n    int
		unit string
	}{{t.Years, "y"}, {t.Months, "m"}, {t.Days, "d"}} {
		if part.n != 0 {
			text += strconv.Itoa(part.n) + part.unit
		}
	}
	return cmp.Or(text, "0d")
}

// ParseTerm reads a term of one part: 90d, 12m or 5y. The error is Invalid.
func ParseTerm(text string) (Term, error) {
	if n := len(text) - 1; n > 0 && n <= 4 {
		count, err := strconv.ParseUint(text[:n], 10, 16)
		switch unit := text[n]; {
		case err != nil:
		case unit == 'd':
			return Term{Days: int(count)}, nil
		case unit == 'm':
			return Term{Months: int(count)}, nil
		case unit == 'y':
			return Term{Years: int(count)}, nil
		}
	}
	return Term{}, fmt.Errorf("%w: write a term as 90d, 12m or 5y, not %q", errs.Invalid, text)
}

// compare orders terms by their length from a day in the middle of nowhere.
func (t Term) compare(u Term) int {
	from := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	return t.After(from).Compare(u.After(from))
}

// Rule says how long an object is kept from an event, and what happens then. A network may set After between Least
// and Most; where they are equal, the term is fixed.
type Rule struct {
	Object      Object
	From        Event
	After       Term
	Then        Effect
	Least, Most Term
}

// Kept is something that a concept keeps, and the moment from which its term runs.
type Kept struct {
	ID   string
	From time.Time
}

// Rules are the rules of one network.
type Rules []Rule

// DefaultRules are the terms with which a network starts.
func DefaultRules() Rules {
	at, days, months := Term{}, func(n int) Term { return Term{Days: n} }, func(n int) Term { return Term{Months: n} }
	return Rules{
		{CaseText, Closed, days(90), Erase, days(7), days(180)},
		{CaseDates, Closed, at, Round, at, at},
		{CaseRow, Closed, months(12), Count, months(3), months(24)},
		{PastCase, Made, months(12), Count, months(3), months(24)},
		{Draft, Changed, days(14), Delete, days(1), days(30)},
		{EnquiryText, Closed, days(90), Erase, days(7), days(180)},
		{EnquiryContact, Closed, months(3), Erase, days(7), months(6)},
		{SignUp, Made, months(3), Delete, days(14), months(6)},
		{Neighbour, Made, months(3), Delete, days(14), months(6)},
		{Activity, Made, months(36), Delete, months(12), months(84)},
		{Seat, Closed, months(12), Delete, months(3), months(84)},
		{Teamwork, Changed, Term{Years: 5}, Delete, Term{Years: 1}, Term{Years: 5}},
		{GroupSeat, Closed, months(6), Erase, months(3), months(24)},
		{Meeting, Made, Term{Years: 5}, Delete, months(12), Term{Years: 7}},
		{Story, Made, months(12), Delete, months(3), months(24)},
		{AgreementContact, Closed, months(6), Erase, at, months(24)},
		{ReferralText, Closed, days(90), Erase, days(7), days(180)},
		{Referring, Closed, months(12), Delete, months(3), months(24)},
		{SealedContact, Made, days(30), Delete, days(1), days(30)},
		{SealedContact, ContactMade, at, Delete, at, at},
		{SealedContact, Withdrawn, at, Delete, at, at},
		{AuditSegment, Closed, Term{Years: 5}, Delete, Term{Years: 5}, Term{Years: 7}},
		{Backup, Made, days(35), Delete, days(1), days(35)},
		{Mail, Made, days(90), Delete, days(7), days(180)},
		{IncomingMail, Closed, days(30), Delete, days(7), days(90)},
		{Report, Closed, days(180), Delete, days(30), days(365)},
		{SourceFile, Closed, days(30), Delete, days(1), days(90)},
		{Opening, Closed, Term{Years: 1}, Delete, Term{Years: 1}, Term{Years: 1}},
		{FinishedJob, Expired, days(30), Delete, days(7), days(90)},
		{AccountTrace, Expired, days(90), Delete, days(90), days(90)},
	}
}

// With gives the rules with another term for an object and event. A rule that does not exist is NotFound; a term out
// of bounds is Invalid.
func (rs Rules) With(object Object, from Event, after Term) (Rules, error) {
	i := slices.IndexFunc(rs, func(r Rule) bool { return r.Object == object && r.From == from })
	if i < 0 {
		return nil, fmt.Errorf("%w: no term for %s from %s", errs.NotFound, object, from)
	}
	r := rs[i]
	if after.compare(r.Least) < 0 || after.compare(r.Most) > 0 {
		return nil, fmt.Errorf("%w: %s is kept from %s up to %s, not %s", errs.Invalid, object, r.Least, r.Most, after)
	}
	changed := slices.Clone(rs)
	changed[i].After = after
	return changed, nil
}

// Shorter tells whether any term is shorter than in other rules for the same objects.
func (rs Rules) Shorter(than Rules) bool {
	return slices.ContainsFunc(rs, func(r Rule) bool {
		return slices.ContainsFunc(than, func(o Rule) bool {
			return o.Object == r.Object && o.From == r.From && r.After.compare(o.After) < 0
		})
	})
}

// Record is what the rules need to know of one object. An event that did not happen has no date.
type Record struct {
	Object Object
	Dates  map[Event]time.Time
	Done   []Effect // what happened to it already
}

// Action is what a rule asks for, and since when.
type Action struct {
	Rule  Rule
	Since time.Time
}

// Due gives what must happen to a record now, the longest overdue first. When it must be deleted, nothing else.
func (rs Rules) Due(record Record, now time.Time) []Action {
	due := slices.DeleteFunc(rs.ahead(record), func(a Action) bool { return a.Since.After(now) })
	for _, a := range due {
		if a.Rule.Then == Delete {
			return []Action{a}
		}
	}
	return due
}

// Next gives what will first happen to a record, overdue or not. ok is false when nothing will.
func (rs Rules) Next(record Record) (next Action, ok bool) {
	all := rs.ahead(record)
	if len(all) == 0 {
		return Action{}, false
	}
	return all[0], true
}

// ahead gives all that the rules ask for and that did not happen yet, in order of time.
func (rs Rules) ahead(record Record) (all []Action) {
	for _, r := range rs {
		from, happened := record.Dates[r.From]
		if r.Object == record.Object && happened && !slices.Contains(record.Done, r.Then) {
			all = append(all, Action{r, r.After.After(from)})
		}
	}
	slices.SortStableFunc(all, func(a, b Action) int { return a.Since.Compare(b.Since) })
	return all
}
