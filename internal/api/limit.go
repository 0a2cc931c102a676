package api

import (
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// The limit: so many requests from one address in so much time. A page of a hundred thousand services takes 200.
const (
	limitRequests = 600
	limitTime     = time.Minute
	limitMost     = 10_000 // addresses remembered
)

// limiter counts requests by address in windows of time.
type limiter struct {
	now func() time.Time

	mu     sync.Mutex
	start  time.Time
	counts map[string]int
}

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, counts: map[string]int{}}
}

// take counts a request and gives how long the asker must wait; 0 = it may be answered. When there are more addresses
// than can be remembered, those that are not remembered share one count.
func (l *limiter) take(client string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if now.Sub(l.start) >= limitTime {
		l.start, l.counts = now, map[string]int{}
	}
	key := household(client)
	if _, known := l.counts[key]; !known && len(l.counts) >= limitMost {
		key = ""
	}
	l.counts[key]++
	if l.counts[key] > limitRequests {
		return l.start.Add(limitTime).Sub(now)
	}
	return 0
}

// household gives the part of an address that one household or office has: all of IPv4, half of IPv6.
func household(client string) string {
	at, err := netip.ParseAddrPort(client)
	if err != nil || at.Addr().Is4() {
		return at.Addr().String()
	}
	prefix, _ := at.Addr().Prefix(64) // an IPv6 address has 64 bits
	return prefix.String()
}

// seconds writes a time as whole seconds, at least one.
func seconds(d time.Duration) string {
	return strconv.Itoa(int(d.Seconds()) + 1)
}
