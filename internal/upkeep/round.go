package upkeep

import "time"

// The times between the steps of a round, in days.
const (
	remindAfter = 14
	callAfter   = 14
)

// Round is the asking of one organisation. Its zero value is no round.
type Round struct {
	Organization string
	Generation   int // of the link
	Asked        *time.Time
	Reminded     *time.Time
	ToCall       *time.Time // since when it is on the list of calls
}

// Open tells whether the organisation is being asked.
func (r Round) Open() bool { return r.Asked != nil || r.ToCall != nil }

// Step is what happens to a round.
type Step string

// The steps.
const (
	Nothing Step = ""
	Ask     Step = "ask"
	Remind  Step = "remind"
	Call    Step = "call"
	End     Step = "end"
)

// Next decides the step of an organisation on a day: whether it has overdue services, and whether it has an e-mail
// address.
func Next(r Round, overdue, mail bool, now time.Time) Step {
	switch {
	case !overdue && r.Open():
		return End
	case !overdue || r.ToCall != nil:
		return Nothing
	case !mail:
		return Call
	case r.Asked == nil:
		return Ask
	case r.Reminded == nil && past(r.Asked, remindAfter, now):
		return Remind
	case r.Reminded != nil && past(r.Reminded, callAfter, now):
		return Call
	}
	return Nothing
}

func past(from *time.Time, days int, now time.Time) bool { return !from.AddDate(0, 0, days).After(now) }

// after gives the round once a step was taken.
func (r Round) after(step Step, now time.Time) Round {
	switch step {
	case Ask:
		r.Asked, r.Reminded, r.ToCall = &now, nil, nil
		r.Generation++
	case Remind:
		r.Reminded = &now
	case Call:
		r.ToCall = &now
	case End:
		r.Asked, r.Reminded, r.ToCall = nil, nil, nil
	}
	return r
}
