package insight

import (
	"math"
	"time"

	"samenspel/internal/calendar"
)

// Week is what reached the organisations in a week.
type Week struct {
	Monday time.Time
	Days   float64 // on which people work, each for as much of a usual day as its season brings
	N      float64 // requests; what was told in rough numbers may be between two whole ones
}

// NewWeek gives a week that begins on a Monday.
func NewWeek(monday time.Time, n float64) Week {
	w := Week{Monday: monday, N: n}
	for i := range 7 {
		if calendar.Office.Works(monday.AddDate(0, 0, i)) {
			w.Days++
		}
	}
	return w
}

// The slide-back alarm. It adds up, week by week, how much better a drop to half explains what came than the usual does,
// and never below zero (CUSUM of log-likelihood ratios for a Poisson count). The usual is the mean for each working day
// over the weeks before, without the last ones, so that a slide does not become usual.
const (
	usualOver   = 52   // weeks that tell what is usual
	usualBefore = 8    // weeks before now that do not
	leastUsual  = 12   // weeks that must be known
	LeastWeekly = 6    // a series with less a week is pooled with others of its wijk, or of the town
	doubt       = 1.5  // a week by which the usual may be found too low
	alarmAt     = 2.62 // found by simulation: see TestTheAlarm
	surer       = 0.1  // is asked more for each one a week above LeastWeekly: a larger series shows a drop sooner
	surest      = 3.4
)

// Slide is how far a series slid back.
type Slide struct {
	Alarm bool
	Usual float64 // a week, by now
	Last  float64 // mean of the last usualBefore weeks
	Since time.Time
}

// Sliding tells of a series, the oldest week first, whether it slid back. Too small a series, or one that is too short,
// gives no alarm: pool it.
func Sliding(weeks []Week) (s Slide) {
	n := len(weeks)
	if n < leastUsual+usualBefore {
		return s
	}
	sum := 0.0
	for i := n - usualBefore; i < n; i++ {
		usual := usualOf(weeks[:i]) * weeks[i].Days
		if sum == 0 {
			s.Since = weeks[i].Monday
		}
		sum = max(0, sum+usual/2-weeks[i].N*math.Ln2)
		s.Last += weeks[i].N / usualBefore
	}
	s.Usual = usualOf(weeks[:n-1]) * 5
	s.Alarm = s.Usual >= LeastWeekly-doubt && sum > min(surest, alarmAt+surer*max(0, s.Usual-LeastWeekly))
	return s
}

// usualOf gives the mean for a working day over the weeks that tell what is usual.
func usualOf(weeks []Week) float64 {
	until := max(0, len(weeks)-usualBefore)
	count, days := 0.0, 0.0
	for _, w := range weeks[max(0, until-usualOver):until] {
		count, days = count+w.N, days+w.Days
	}
	if days == 0 {
		return 0
	}
	return count / days
}

// Pool adds up series of the same weeks.
func Pool(series ...[]Week) (sum []Week) {
	at := map[time.Time]int{}
	for _, weeks := range series {
		for _, w := range weeks {
			i, known := at[w.Monday]
			if !known {
				i, at[w.Monday] = len(sum), len(sum)
				sum = append(sum, Week{Monday: w.Monday, Days: w.Days})
			}
			sum[i].N += w.N
		}
	}
	return sum
}
