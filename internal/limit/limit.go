// Package limit counts what comes from one address, so that nobody takes all of it.
//
// It remembers in memory, for one process, and forgets when a window of time is over. It keeps nobody out for longer,
// knows no accounts and stores nothing.
package limit

import (
	"net/netip"
	"sync"
	"time"
)

// most is how many addresses are remembered.
const most = 10_000

// Limiter counts requests by address in windows of time. Make one with New; it is safe for concurrent use.
type Limiter struct {
	now      func() time.Time
	requests int
	window   time.Duration

	mu     sync.Mutex
	start  time.Time
	counts map[string]int
}

// New gives a limiter of so many requests from one address in so much time.
func New(now func() time.Time, requests int, window time.Duration) *Limiter {
	return &Limiter{now: now, requests: requests, window: window, counts: map[string]int{}}
}

// Take counts a request and gives how long the asker must wait; 0 = it may be answered. When there are more addresses
// than can be remembered, those that are not remembered share one count.
func (l *Limiter) Take(client string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if now.Sub(l.start) >= l.window {
		l.start, l.counts = now, map[string]int{}
	}
	key := household(client)
	if _, known := l.counts[key]; !known && len(l.counts) >= most {
		key = ""
	}
	l.counts[key]++
	if l.counts[key] > l.requests {
		return l.start.Add(l.window).Sub(now)
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
