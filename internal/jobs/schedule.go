package jobs

import (
	"fmt"
	"time"

	"samenspel/internal/calendar"
	"samenspel/internal/errs"
)

// Schedule enters a job of a kind once for each period, with null for a payload. A kind has at most one schedule.
type Schedule struct {
	Kind  string
	Every time.Duration // length of a period, or
	At    string        // time of day in the Netherlands at which a period begins: "02:30"
}

func (s Schedule) check(kinds map[string]Kind) error {
	_, known := kinds[s.Kind]
	_, err := time.Parse("15:04", s.At)
	if s.At == "" && s.Every > 0 && known || s.Every == 0 && err == nil && known {
		return nil
	}
	return fmt.Errorf("%w: the schedule of %q needs a kind, and a length or a time of day such as 02:30", errs.Invalid, s.Kind)
}

// Begin gives the moment, in UTC, at which the period began that is running now.
func (s Schedule) Begin(now time.Time) time.Time {
	if s.At == "" {
		return now.UTC().Truncate(s.Every)
	}
	clock, _ := time.Parse("15:04", s.At)
	year, month, day := now.In(calendar.Amsterdam).Date()
	begin := moment(year, month, day, clock)
	if begin.After(now) {
		begin = moment(year, month, day-1, clock)
	}
	return begin
}

// moment gives the first moment at which the clocks in the Netherlands show a time on a day, or the moment they jump
// over it.
func moment(year int, month time.Month, day int, clock time.Time) time.Time {
	wall := time.Date(year, month, day, clock.Hour(), clock.Minute(), 0, 0, time.UTC)
	before := wall.Add(-offset(wall.Add(-24 * time.Hour)))
	after := wall.Add(-offset(wall.Add(24 * time.Hour)))
	for _, candidate := range []time.Time{before, after} { // where there are two, the first is in summer time
		if candidate.Add(offset(candidate)).Equal(wall) {
			return candidate
		}
	}
	jump, _ := before.In(calendar.Amsterdam).ZoneBounds()
	return jump.UTC()
}

func offset(at time.Time) time.Duration {
	_, seconds := at.In(calendar.Amsterdam).Zone()
	return time.Duration(seconds) * time.Second
}
