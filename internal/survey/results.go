package survey

import "math"

// The smallest numbers of answers of which anything is said: to who asks, and to everyone else, such as the municipality.
const (
	Least        = 5
	LeastOutside = 10
)

// Counts are how many gave an answer: by population, question and answer.
type Counts map[Population]map[string]map[string]int

func (c Counts) add(p Population, question, answer string, n int) {
	if c[p] == nil {
		c[p] = map[string]map[string]int{}
	}
	if c[p][question] == nil {
		c[p][question] = map[string]int{}
	}
	c[p][question][answer] += n
}

// Result is what a population said to one question.
type Result struct {
	Question Question
	Shown    bool // enough answered
	N        int  // answers that count; 0 when not shown
	Value    float64
}

// Of gives the result of one question, when at least so many answered it. Value is a percentage in whole numbers, or for a mark the mean with one decimal.
func (c Counts) Of(p Population, q Question, least int) Result {
	r := Result{Question: q}
	n, sum := 0, 0.0
	for _, answer := range q.Kind.Answers() {
		if answer == DontKnow {
			continue
		}
		counted := c[p][q.ID][answer]
		n += counted
		sum += float64(counted) * q.Kind.weight(answer)
	}
	if n < least {
		return r
	}
	r.Shown, r.N, r.Value = true, n, sum/float64(n)
	if q.Kind == Mark {
		r.Value = math.Round(r.Value*10) / 10
	} else {
		r.Value = math.Round(r.Value * 100)
	}
	return r
}

// weight is what an answer adds to the value: 1 for the two highest of a scale and for yes, a mark as it is.
func (k Kind) weight(answer string) float64 {
	switch {
	case k == Mark:
		n := 0.0
		for _, digit := range answer {
			n = 10*n + float64(digit-'0')
		}
		return n
	case answer == "5" || answer == "4" || answer == "yes":
		return 1
	}
	return 0
}

// Lowest gives the question with the lowest value among those that are shown; ok is false when none is.
func Lowest(all []Result) (low Result, ok bool) {
	for _, r := range all {
		if r.Shown && (!ok || r.Value < low.Value) {
			low, ok = r, true
		}
	}
	return low, ok
}
