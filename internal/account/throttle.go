package account

import "time"

// limit says how failures slow down what comes after them. The first few are free; each further one doubles the wait,
// up to a most. A failure is forgotten after a while.
type limit struct {
	free   int64
	first  time.Duration
	most   time.Duration
	forget time.Duration // one failure less for every such time without a new one
	known  bool          // also holds for a place from which the account signed in before
}

// The limits, by what is counted. Only the first holds for somebody at a place from which they signed in before.
var (
	limitPair    = limit{free: 5, first: 30 * time.Second, most: 15 * time.Minute, forget: time.Hour, known: true}    // one address from one prefix
	limitAccount = limit{free: 100, first: 5 * time.Second, most: time.Minute, forget: 15 * time.Minute}              // one address from all prefixes
	limitPrefix  = limit{free: 50, first: time.Second, most: time.Minute, forget: time.Minute}                        // one prefix, all addresses
	limitNetwork = limit{free: 500, forget: 2 * time.Second}                                                          // everything: a pause, never a refusal
	limitLinks   = limit{free: 3, first: 5 * time.Minute, most: time.Hour, forget: 15 * time.Minute, known: true}     // links asked for one address
	limitLinksIn = limit{free: 30, first: 10 * time.Second, most: 10 * time.Minute, forget: time.Minute, known: true} // links asked from one prefix
)

const (
	goodFor   = 90 * day // a place stays known for so long after a sign-in
	slowPause = 2 * time.Second
)

// tally is how often something failed.
type tally struct {
	Failures int64
	Last     time.Time
	Until    time.Time  // before this, attempts are not looked at
	Good     *time.Time // the last success
}

// known tells whether there was a success not too long ago.
func (t tally) known(now time.Time) bool { return t.Good != nil && now.Before(t.Good.Add(goodFor)) }

// waits tells whether attempts are not looked at now.
func (t tally) waits(now time.Time) bool { return now.Before(t.Until) }

// charge counts an attempt as failed before it is looked at, so that a thousand at once are a thousand; a success
// takes it back. An attempt that has to wait is not counted: nobody makes the wait longer by trying.
func (l limit) charge(t tally, now time.Time) tally {
	if past := now.Sub(t.Last); past > 0 {
		t.Failures = max(0, t.Failures-int64(past/l.forget))
	}
	t.Failures, t.Last = t.Failures+1, now
	if l.first > 0 && t.Failures >= l.free {
		t.Until = now.Add(l.wait(t.Failures - l.free))
	}
	return t
}

// wait gives the wait after so many failures beyond the free ones.
func (l limit) wait(beyond int64) time.Duration {
	wait := l.first
	for ; beyond > 0 && wait < l.most; beyond-- {
		wait *= 2
	}
	return min(wait, l.most)
}

// over tells whether so much fails that everything is slowed down.
func (l limit) over(t tally) bool { return t.Failures > l.free }

// refund takes one charge back.
func (t tally) refund() tally {
	t.Failures = max(0, t.Failures-1)
	t.Until = time.Time{}
	return t
}

// clear forgets all failures and remembers the success.
func (t tally) clear(now time.Time) tally { return tally{Last: now, Good: &now} }

// counted is one thing that is counted, with its limit.
type counted struct {
	key string
	limit
	pair bool // tells by its successes whether the place is known
}

// gate is what the tallies say about an attempt.
type gate struct {
	wait bool // do not look at it
	slow bool // look at it after a pause
}

// open decides about an attempt from what was counted before it. tallies go with list.
func open(list []counted, tallies []tally, now time.Time) (g gate) {
	known := false
	for i, c := range list {
		known = known || c.pair && tallies[i].known(now)
	}
	for i, c := range list {
		if known && !c.known {
			continue
		}
		g.wait = g.wait || tallies[i].waits(now)
		g.slow = g.slow || c.first == 0 && c.over(tallies[i])
	}
	return g
}
