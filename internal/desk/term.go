package desk

import (
	"time"

	"samenspel/internal/calendar"
)

// Office is the week in which the terms of the information point count.
var Office = calendar.Office

// Terms are the working days within which people get an answer, and when the information point is open.
type Terms struct {
	Desk       int // first answer of the information point
	Ambassador int // answer of who it was passed on to
	Volunteer  int // information about volunteering
	Hours      calendar.Hours
}

// answer gives the last day for an answer of the information point to a question of a kind that came on a day.
func (t Terms) answer(kind Kind, day time.Time) time.Time {
	if kind == Volunteering {
		return Office.After(day, t.Volunteer)
	}
	return Office.After(day, t.Desk)
}

// received gives the day from which a question counts that came at a moment: the day itself, or the day of the next
// opening when the information point has closed for the day.
func (t Terms) received(now time.Time) time.Time {
	today := calendar.Today(now)
	if t.Hours.At(now) != calendar.Closed {
		return today
	}
	if next, ok := t.Hours.Next(now); ok {
		return calendar.Today(next.Start)
	}
	return today
}

// described gives the enquiry after its kind may have changed: while nobody answered and nobody else has it, the term of
// the kind counts from the day it came.
func (e Enquiry) described(terms Terms) Enquiry {
	if e.Answered != nil || e.PassedOn != nil || e.State != New && e.State != Taken {
		return e
	}
	due := terms.answer(e.Kind, e.Received)
	e.AnswerDue = due
	if e.Due.Equal(due) {
		return e
	}
	return e.from(e.Began, due, due)
}

// promise gives the day by which somebody with a working week answers what is passed on on a day: the last of the own
// working days within the term. ok is false when there is none.
func (t Terms) promise(week calendar.Week, today time.Time) (day time.Time, ok bool) {
	if week == (calendar.Week{}) {
		week = Office
	}
	last := Office.After(today, t.Ambassador)
	for day = last; day.After(today); day = day.AddDate(0, 0, -1) {
		if week.Works(day) {
			return day, true
		}
	}
	return last, false
}

// half gives the day of the reminder: when half of the working days of the term are over.
func (e Enquiry) half() time.Time {
	days := 0
	for day := e.Began; day.Before(e.Due); day = day.AddDate(0, 0, 1) {
		if Office.Works(day.AddDate(0, 0, 1)) {
			days++
		}
	}
	return Office.After(e.Began, (days+1)/2)
}

// Must tells what an owner or the coordinator must hear about an enquiry on a day: Remind, Escalate or "". Whoever did
// something since the reminder was due is not reminded.
func (e Enquiry) Must(today time.Time) Act {
	switch {
	case !e.Open() || !Office.Works(today):
		return ""
	case e.Overdue(today) && e.Escalated == nil:
		return Escalate
	case e.Escalated != nil || e.Reminded != nil || !today.After(e.Began):
		return ""
	}
	if half := e.half(); today.Before(half) || e.Touched != nil && !e.Touched.Before(half) {
		return ""
	}
	return Remind
}
