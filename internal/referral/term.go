package referral

import (
	"time"

	"samenspel/internal/calendar"
)

// Terms are what a network sets.
type Terms struct {
	Answer int // working days for an answer
	Update int // weeks between two messages of an organisation that looks for a volunteer
	Long   int // weeks above which waiting is long
}

// Usual are the terms of a network that chose none.
var Usual = Terms{Answer: 5, Update: 3, Long: 8}

// The days of terms that no network sets.
const (
	conceptNext     = 2  // working days
	conceptDue      = 5  // working days
	residentNext    = 14 // days, with the resident; putting off adds as many
	residentDue     = 28
	settleNext      = 2 // working days, to decide what now
	settleDue       = 5
	laterDue        = 5 // working days after the day it was put off to
	updateDue       = 7 // days
	patience        = 5 // working days that the sender has for what came back
	lookDay         = 21
	lookLast        = 28
	lookAgain       = 14 // days until the next look-back when nobody names one
	lookSlack       = 7
	steppedNext     = 3 // months after the start
	steppedDue      = 6
	longestLater    = 180 // days
	contactDays     = 30
	undoTime        = 10 * time.Minute
	signalDue       = 5 // working days for an answer to a signal
	questionDue     = 5 // working days for an answer about room
	longestConsent  = 365
	usualConsent    = 180
	maxWish         = 200 // characters
	maxReason       = 300
	mostSignalsOpen = 20
)

// term gives the next day and the last day of a state that begins on a day.
type term func(t Terms, day time.Time) (next, due time.Time)

func working(next, due int) term {
	return func(_ Terms, day time.Time) (time.Time, time.Time) {
		return calendar.Office.After(day, next), calendar.Office.After(day, due)
	}
}

func days(next, due int) term {
	return func(_ Terms, day time.Time) (time.Time, time.Time) {
		return calendar.Office.After(day.AddDate(0, 0, next), 0), calendar.Office.After(day.AddDate(0, 0, due), 0)
	}
}

func months(next, due int) term {
	return func(_ Terms, day time.Time) (time.Time, time.Time) {
		return calendar.Office.After(day.AddDate(0, next, 0), 0), calendar.Office.After(day.AddDate(0, due, 0), 0)
	}
}

func toAnswer(t Terms, day time.Time) (time.Time, time.Time) {
	last := calendar.Office.After(day, t.Answer)
	return last, last
}

func toTell(t Terms, day time.Time) (time.Time, time.Time) {
	return days(7*t.Update, 7*t.Update+updateDue)(t, day)
}

// never is the term of states that are over.
func never(_ Terms, day time.Time) (time.Time, time.Time) { return day, day }
