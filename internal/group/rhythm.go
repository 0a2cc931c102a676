package group

import (
	"time"

	"samenspel/internal/calendar"
)

// Unit is what a rhythm counts in.
type Unit string

// The units.
const (
	Weeks  Unit = "weeks" // one meeting in so many weeks
	Yearly Unit = "year"  // so many meetings in a year
)

// Units are all of them.
var Units = []Unit{Weeks, Yearly}

// Rhythm is how often a group meets: once in Least to Most weeks, or Least to Most times a year. The zero rhythm is none.
type Rhythm struct {
	Unit  Unit
	Least int
	Most  int
}

// The bounds of a rhythm.
const (
	mostWeeks  = 52
	mostYearly = 12
	daysOfYear = 365
)

// Usual gives the rhythm with which a kind of group begins.
func Usual(k Kind) Rhythm {
	return map[Kind]Rhythm{Core: {Weeks, 6, 8}, Wide: {Yearly, 2, 4}, Table: {Weeks, 6, 6}}[k]
}

// sound tells whether a rhythm can be kept.
func (r Rhythm) sound() bool {
	switch r.Unit {
	case "":
		return r == Rhythm{}
	case Weeks:
		return 1 <= r.Least && r.Least <= r.Most && r.Most <= mostWeeks
	case Yearly:
		return 1 <= r.Least && r.Least <= r.Most && r.Most <= mostYearly
	}
	return false
}

// Next gives the first and the last day on which the meeting after one on a day is to be; ok is false without a rhythm.
func (r Rhythm) Next(last time.Time) (from, until time.Time, ok bool) {
	switch r.Unit {
	case Weeks:
		return last.AddDate(0, 0, 7*r.Least), last.AddDate(0, 0, 7*r.Most), true
	case Yearly:
		return last.AddDate(0, 0, daysOfYear/r.Most), last.AddDate(0, 0, daysOfYear/r.Least), true
	}
	return from, until, false
}

// Plan is what a rhythm asks for on a day.
type Plan struct {
	From, Until time.Time  // the next meeting is to be between these days
	Proposal    time.Time  // a working day between them, or the first one that is left
	Planned     *time.Time // the next meeting that is planned; nil = none
	Overdue     bool       // Until has passed
}

// weeksAhead is how long before the first day a meeting is to be planned.
const weeksAhead = 3

// Plan gives what the rhythm asks for today: last is the day of the last meeting, or on which the group began; planned is
// the next one, or nil. ok is false without a rhythm.
func (r Rhythm) Plan(last time.Time, planned *time.Time, today time.Time) (p Plan, ok bool) {
	p.From, p.Until, ok = r.Next(last)
	if !ok {
		return Plan{}, false
	}
	first := p.From
	if first.Before(today) {
		first = today.AddDate(0, 0, 1)
	}
	p.Proposal, p.Planned, p.Overdue = calendar.Office.After(first, 0), planned, today.After(p.Until)
	return p, true
}

// Waits tells whether somebody must plan a meeting now: none is planned up to the last day, and its time is near.
func (p Plan) Waits(today time.Time) bool {
	planned := p.Planned != nil && (p.Overdue || !p.Planned.After(p.Until))
	return !planned && !today.Before(p.From.AddDate(0, 0, -7*weeksAhead))
}
