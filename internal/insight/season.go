package insight

import "time"

// season is a part of the year in which less comes than the days on which people work tell.
type season int

const (
	ordinary season = iota
	summer          // the weeks that lie in the school holidays of at least one part of the country, nearly always of two
	christmas
)

// seasonOf gives the season of a week by its Monday.
func seasonOf(monday time.Time) season {
	switch month, day := monday.Month(), monday.Day(); {
	case month == time.July && day >= 8, month == time.August && day <= 24:
		return summer
	case month == time.December && day >= 19, month == time.January && day <= 2:
		return christmas
	}
	return ordinary
}

// Seasons tell which part of a usual working day a day of each season brings.
type Seasons [christmas + 1]float64

// guessed is what a town is taken for that did not live through a season yet. It counts for as much as so many requests.
var guessed = Seasons{1, 0.75, 0.6}

const guessWeighs = 10

// Learn tells the seasons of a town from all that reached organisations there, the oldest week first. The last weeks do not
// count, so that a slide is not taken for a season.
func Learn(town []Week) (s Seasons) {
	var n, days Seasons
	for _, w := range town[:max(0, len(town)-usualBefore)] {
		n[seasonOf(w.Monday)] += w.N
		days[seasonOf(w.Monday)] += w.Days
	}
	s = guessed
	if days[ordinary] == 0 {
		return s
	}
	for i := summer; i <= christmas; i++ {
		usual := n[ordinary] / days[ordinary] * days[i]
		s[i] = min(1, (n[i]+guessWeighs*guessed[i])/(usual+guessWeighs))
	}
	return s
}

// On gives the weeks with their days as long as their season makes them.
func (s Seasons) On(weeks []Week) []Week {
	lived := make([]Week, len(weeks))
	for i, w := range weeks {
		lived[i] = w
		lived[i].Days *= s[seasonOf(w.Monday)]
	}
	return lived
}
