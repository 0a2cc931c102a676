package neighbours

import (
	"fmt"
	"slices"
	"time"

	"samenspel/internal/calendar"
	"samenspel/internal/errs"
)

// Side is whether somebody asks or offers.
type Side string

// The sides.
const (
	Ask   Side = "ask"
	Offer Side = "offer"
)

// Sides are both.
var Sides = []Side{Ask, Offer}

// State is where a post is.
type State string

// The states.
const (
	Open   State = "open"
	Asked  State = "asked"
	Known  State = "known"
	Closed State = "closed"
)

// Act is something that happens to a post.
type Act string

// The acts. Bring and Meet happen to both posts of a pair at once, and so does No.
const (
	Bring  Act = "bring"
	Yes    Act = "yes"
	No     Act = "no"
	Meet   Act = "meet" // both said yes
	Worked Act = "worked"
	Failed Act = "failed"
	Stop   Act = "stop"
	Look   Act = "look" // ask whether it worked
	Late   Act = "late"
)

// The terms, in days; answerDays are working days.
const (
	answerDays = 5
	lookAfter  = 21
	lateAfter  = 28
)

// Post is what somebody asks or offers. It says nothing about who that is.
type Post struct {
	ID      string
	Code    string // of the own page
	Side    Side
	State   State
	Need    string // code of the taxonomy
	Words   string
	Area    string // id, or ""
	Next    time.Time
	Due     time.Time
	Touched time.Time
	Told    *time.Time // was asked whether it worked
	Late    *time.Time
	Outcome string // "", or the act that ended it
	Ended   *time.Time
	Version int64
}

// waits gives a post that nobody was found for its day; days are the working days of the term.
func (p Post) waits(day time.Time, days int) Post {
	p.State, p.Next, p.Told, p.Late = Open, calendar.Office.After(day, days), nil, nil
	p.Due = p.Next
	return p
}

// from are the states in which an act can happen.
var from = map[Act][]State{
	Bring: {Open}, Yes: {Asked}, No: {Asked}, Meet: {Asked},
	Worked: {Known}, Failed: {Known}, Stop: {Open, Asked, Known},
}

// After gives the post after an act on a day, or an error of kind Conflict when the act does not fit its state. days is the
// term of an open post, in working days.
func (p Post) After(act Act, days int, day time.Time) (Post, error) {
	if !slices.Contains(from[act], p.State) {
		return p, fmt.Errorf("%w: a post that is %s takes no %s", errs.Conflict, p.State, act)
	}
	switch act {
	case Bring:
		p.State, p.Next, p.Late = Asked, calendar.Office.After(day, answerDays), nil
		p.Due = p.Next
	case No:
		p = p.waits(day, days)
	case Meet:
		p.State, p.Next, p.Due, p.Late = Known, day.AddDate(0, 0, lookAfter), day.AddDate(0, 0, lateAfter), nil
	case Worked, Failed, Stop:
		p.State, p.Outcome = Closed, string(act)
	}
	return p, nil
}

// Must gives what the job of a day has to do about a post: Look, Late, or "".
func (p Post) Must(day time.Time) Act {
	switch {
	case p.State == Closed:
	case day.After(p.Due) && p.Late == nil:
		return Late
	case p.State == Known && !day.Before(p.Next) && p.Told == nil:
		return Look
	}
	return ""
}

// Overdue tells whether a post is over time on a day.
func (p Post) Overdue(day time.Time) bool { return p.State != Closed && day.After(p.Due) }

// Fits tells whether an ask and an offer may be brought together: both are open, and neither said no to the other.
func Fits(ask, offer Post, refused map[[2]string]bool) bool {
	return ask.Side == Ask && offer.Side == Offer && ask.State == Open && offer.State == Open && !refused[[2]string{ask.ID, offer.ID}]
}

// Contact is how to reach somebody. It is kept sealed.
type Contact struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Email string `json:"email"`
}

// Other is what somebody may know of the other one of a pair.
type Other struct {
	Words   string
	Need    string
	Area    string
	Yes     bool    // this one said yes
	Contact Contact // empty until both said yes
}
