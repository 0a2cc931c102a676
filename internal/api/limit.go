package api

import (
	"strconv"
	"time"
)

// The limit: so many requests from one address in so much time. A page of a hundred thousand services takes 200.
const (
	limitRequests = 600
	limitTime     = time.Minute
)

// seconds writes a time as whole seconds, at least one.
func seconds(d time.Duration) string {
	return strconv.Itoa(int(d.Seconds()) + 1)
}
