package insight_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"samenspel/internal/insight"
)

// poisson draws a count.
func poisson(r *rand.Rand, mean float64) (n int) {
	for p, limit := r.Float64(), math.Exp(-mean); p > limit; n++ {
		p *= r.Float64()
	}
	return n
}

// days are the working days of weeks, by their Monday: they are the same in every town.
var days = map[time.Time]int{}

func week(monday time.Time, n int) insight.Week {
	if _, known := days[monday]; !known {
		days[monday] = insight.NewWeek(monday, 0).Days
	}
	return insight.Week{Monday: monday, Days: days[monday], N: n}
}

// lived gives a series of weeks with a mean of so many a full week; from a week on it is a part of that.
func lived(r *rand.Rand, weeks int, mean float64, from int, part float64) (all []insight.Week) {
	monday := time.Date(2023, 1, 2, 0, 0, 0, 0, time.UTC)
	for i := range weeks {
		now := mean
		if i >= from {
			now *= part
		}
		if monday.Month() == 12 && monday.Day() > 22 {
			now /= 2 // hardly anybody works
		}
		all, monday = append(all, week(monday, poisson(r, now))), monday.AddDate(0, 0, 7)
	}
	return all
}

// TestSmallSeriesArePooled prints what pooling two series of three a week finds, and adds up weeks.
func TestSmallSeriesArePooled(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 7)) // #nosec G404 -- a simulation that repeats itself
	const towns, known = 2000, 60
	for drop, both := range map[string]float64{"both drop to half": 0.5, "one of them drops to half": 1} {
		found := 0
		for range towns {
			one, other := lived(r, known+6, 3, known, 0.5), lived(r, known+6, 3, known, both)
			if insight.Sliding(one).Alarm {
				t.Fatal("a series of three a week alarms alone")
			}
			for week := known; week < known+6; week++ {
				if insight.Sliding(insight.Pool(one[:week+1], other[:week+1])).Alarm {
					found++
					break
				}
			}
		}
		share := 100 * found / towns
		t.Logf("two series of three a week, pooled, of which %s: found within six weeks in %d %%", drop, share)
		if both == 0.5 && share < 88 {
			t.Errorf("%s: %d %% found", drop, share)
		}
	}
	if short := insight.Sliding(lived(r, 10, 20, 5, 0)); short.Alarm {
		t.Error("ten weeks are enough for an alarm")
	}
}

// TestTheAlarm prints how often the alarm is false, and how often it finds a drop to half within six weeks. An alarm is
// told once in the eight weeks that it looks at.
func TestTheAlarm(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 7)) // #nosec G404 -- a simulation that repeats itself
	const towns, known, year = 2000, 60, 52
	for _, mean := range []float64{3, 6, 8, 12, 25} {
		alarms, found := 0, 0
		for range towns {
			quiet := lived(r, known+year, mean, known+year, 1)
			for week, last := known, -100; week < known+year; week++ {
				if week-last >= 8 && insight.Sliding(quiet[:week+1]).Alarm {
					alarms, last = alarms+1, week
				}
			}
			sliding := lived(r, known+6, mean, known, 0.5)
			for week := known; week < known+6; week++ {
				if insight.Sliding(sliding[:week+1]).Alarm {
					found++
					break
				}
			}
		}
		falsely, share := float64(alarms)/towns, float64(found)/towns
		t.Logf("%2.0f a week: %.2f false alarms a year, %.0f %% of drops to half found within six weeks", mean, falsely, 100*share)
		if falsely > 1 || mean > 6 && share < 0.9 {
			t.Errorf("%v a week: %.2f false alarms a year, %.2f found", mean, falsely, share)
		}
	}
}
