package account

import (
	"time"

	"samenspel/internal/access"
)

// Class is how long sessions live.
type Class string

// The classes.
const (
	StaffClass  Class = "staff"  // sees protected data
	MemberClass Class = "member" // does not
)

// ClassOf gives the class of sessions of a person with these roles.
func ClassOf(roles []access.Role) Class {
	if has(roles, twoFactor) || has(roles, protected) {
		return StaffClass
	}
	return MemberClass
}

// limits of a session: idle since the last request, absolute since signing in.
type limits struct{ idle, absolute time.Duration }

const day = 24 * time.Hour

// limitsOf gives how long a session lives.
func limitsOf(stage Stage, class Class) limits {
	switch {
	case stage == Second:
		return limits{10 * time.Minute, 10 * time.Minute}
	case stage == Enrol:
		return limits{30 * time.Minute, 30 * time.Minute}
	case class == StaffClass:
		return limits{30 * time.Minute, 12 * time.Hour}
	}
	return limits{14 * day, 90 * day}
}

const (
	freshFor    = 15 * time.Minute // after signing in, credentials can be changed for so long
	touchEvery  = time.Minute      // the last sign of life is written at most this often
	maxSessions = 20               // of one account; the one idle longest gives way
)

// Session is somebody signed in, or half way.
type Session struct {
	ID      string
	Network string
	Account string
	Person  string
	Stage   Stage
	Class   Class
	Strong  bool   // a second factor was proven
	Method  Method // the last proof
	Device  string // family of the browser, or ""
	Began   time.Time
	Seen    time.Time
	Idle    time.Time // ends then, unless seen before
	Ends    time.Time // ends then, whatever happens
	Likes   Likes     // of its owner
}

// Enough tells whether the session may be used for these roles. Roles come and go with dates while a session stands;
// when it is not enough, call Renew, and go on with what that gives.
func (s Session) Enough(roles []access.Role) bool {
	return s.Stage == Full && (s.Strong || !NeedsSecondFactor(roles)) && (s.Class == StaffClass || ClassOf(roles) == MemberClass)
}

// alive tells whether a session stands at a moment.
func (s Session) alive(at time.Time) bool { return at.Before(s.Idle) && at.Before(s.Ends) }

// begin sets the times of a session that begins now.
func (s Session) begin(now time.Time) Session {
	l := limitsOf(s.Stage, s.Class)
	s.Began, s.Ends = now, now.Add(l.absolute)
	return s.touch(now)
}

// touch moves the idle limit.
func (s Session) touch(now time.Time) Session {
	s.Seen, s.Idle = now, now.Add(limitsOf(s.Stage, s.Class).idle)
	if s.Idle.After(s.Ends) {
		s.Idle = s.Ends
	}
	return s
}

// successor is the session that takes the place of s with another stage or class. What stays full and of its class
// keeps its limits: nobody stays signed in for longer by changing a password.
func (s Session) successor(stage Stage, class Class, strong bool, now time.Time) Session {
	same := s.Stage == Full && stage == Full && s.Class == class
	s.Stage, s.Class, s.Strong = stage, class, strong
	if same {
		return s.touch(now)
	}
	return s.begin(now)
}

// Step is what a proof led to: a session with its token. Its Stage says what comes next.
type Step struct {
	Session  Session
	Token    string   // to hand to the browser; nowhere else is it kept
	Recovery []string // new recovery codes, to show once
}

// Listed is a session as its owner sees it.
type Listed struct {
	ID      string
	Device  string
	Method  Method
	Began   time.Time // day
	Seen    time.Time // day
	Current bool
}
