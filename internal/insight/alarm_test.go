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
var days = map[time.Time]float64{}

func week(monday time.Time, n float64) insight.Week {
	if _, known := days[monday]; !known {
		days[monday] = insight.NewWeek(monday, 0).Days
	}
	return insight.Week{Monday: monday, Days: days[monday], N: n}
}

// quiet is the part of the usual that a week brings in the towns of the simulation: half around Christmas, and less in six
// weeks of summer.
func quiet(monday time.Time, inSummer float64) float64 {
	switch day := monday.YearDay(); {
	case day >= 356 || day <= 3:
		return 0.5
	case day >= 195 && day < 195+6*7:
		return inSummer
	}
	return 1
}

// lived gives a series of weeks that begins somewhere in a year, with a mean of so many a full week; from a week on it is a
// part of that.
func lived(r *rand.Rand, begin, weeks int, mean, inSummer float64, from int, part float64) (all []insight.Week) {
	monday := time.Date(2023, 1, 2, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 7*begin)
	for i := range weeks {
		w := week(monday, 0)
		now := mean * quiet(monday, inSummer) * w.Days / 5
		if i >= from {
			now *= part
		}
		w.N = float64(poisson(r, now))
		all, monday = append(all, w), monday.AddDate(0, 0, 7)
	}
	return all
}

// TestSmallSeriesArePooled prints what pooling two series of three a week finds, and adds up weeks.
func TestSmallSeriesArePooled(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 7)) // #nosec G404 -- a simulation that repeats itself
	const towns, known = 2000, 60
	for drop, both := range map[string]float64{"both drop to half": 0.5, "one of them drops to half": 1} {
		found := 0
		for town := range towns {
			one, other := lived(r, town%52, known+6, 3, 1, known, 0.5), lived(r, town%52, known+6, 3, 1, known, both)
			if insight.Sliding(one).Alarm {
				t.Fatal("a series of three a week alarms alone")
			}
			if within(insight.Pool(one, other), known, func(weeks []insight.Week) []insight.Week { return weeks }) {
				found++
			}
		}
		share := 100 * found / towns
		t.Logf("two series of three a week, pooled, of which %s: found within six weeks in %d %%", drop, share)
		if both == 0.5 && share < 88 {
			t.Errorf("%s: %d %% found", drop, share)
		}
	}
	if short := insight.Sliding(lived(r, 0, 10, 20, 1, 5, 0)); short.Alarm {
		t.Error("ten weeks are enough for an alarm")
	}
}

// within tells whether a series alarms in the six weeks after it dropped.
func within(weeks []insight.Week, known int, seen func([]insight.Week) []insight.Week) bool {
	for week := known; week < known+6; week++ {
		if insight.Sliding(seen(weeks[:week+1])).Alarm {
			return true
		}
	}
	return false
}

// TestTheAlarm prints how often the alarm is false, and how often it finds a drop to half within six weeks, in towns in which
// summer is as busy as the rest of the year, a little less, and much less; first without and then with what is known of the
// seasons. A town has four more teams of the same size, from which the seasons are learned too. An alarm is told once in the
// eight weeks that it looks at.
func TestTheAlarm(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 7)) // #nosec G404 -- a simulation that repeats itself
	const towns, known, year = 1000, 68, 52
	for _, inSummer := range []float64{1, 0.8, 0.6} {
		for _, mean := range []float64{3, 6, 8, 12, 25} {
			var alarms, found [2]int
			for town := range towns {
				rest := lived(r, town%52, known+year, 4*mean, inSummer, known+year, 1)
				series := lived(r, town%52, known+year, mean, inSummer, known+year, 1)
				sliding := lived(r, town%52, known+6, mean, inSummer, known, 0.5)
				all := insight.Pool(series[:known], rest)
				learned := func(weeks []insight.Week) []insight.Week { return insight.Learn(all[:len(weeks)]).On(weeks) }
				for i, seen := range []func([]insight.Week) []insight.Week{func(weeks []insight.Week) []insight.Week { return weeks }, learned} {
					for week, last := known, -100; week < known+year; week++ {
						if week-last >= 8 && insight.Sliding(seen(series[:week+1])).Alarm {
							alarms[i], last = alarms[i]+1, week
						}
					}
					if within(sliding, known, seen) {
						found[i]++
					}
				}
			}
			falsely := func(i int) float64 { return float64(alarms[i]) / towns }
			t.Logf("%2.0f a week, %3.0f %% in summer: %.2f false alarms a year, with the seasons %.2f; %d %% of drops to half found within six weeks, with the seasons %d %%",
				mean, 100*inSummer, falsely(0), falsely(1), 100*found[0]/towns, 100*found[1]/towns)
			if falsely(1) > 1 || mean >= 6 && 100*found[1] < 90*towns {
				t.Errorf("%v a week, %v in summer: %.2f false alarms a year, %d of %d found", mean, inSummer, falsely(1), found[1], towns)
			}
		}
	}
}
