package upkeep

import (
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/directory"
)

// Lack is one thing that an entry misses: the key of a sentence, and how many of a hundred points it costs.
type Lack struct {
	Key    string
	Points int
}

// lacks are what an entry may miss, the heaviest first. The weights say how much a resident misses it: without a way in
// an entry is of no use, without a word about costs it still is.
var lacks = []struct {
	Lack
	is func(directory.Entry, time.Time) bool
}{
	{Lack{"quality.contact", 25}, func(e directory.Entry, _ time.Time) bool {
		return e.Telephone() == "" && e.Mail() == "" && e.Website() == ""
	}},
	{Lack{"quality.needs", 20}, func(e directory.Entry, _ time.Time) bool { return len(e.Needs) == 0 }},
	{Lack{"quality.description", 15}, func(e directory.Entry, _ time.Time) bool { return utf8.RuneCountInString(e.Service.Description) < 80 }},
	{Lack{"quality.confirmed", 15}, func(e directory.Entry, now time.Time) bool { return e.Service.Overdue(now) }},
	{Lack{"quality.does", 5}, func(e directory.Entry, _ time.Time) bool { return len(e.Does) == 0 }},
	{Lack{"quality.doesnot", 5}, func(e directory.Entry, _ time.Time) bool { return len(e.DoesNot) == 0 }},
	{Lack{"quality.capacity", 5}, func(e directory.Entry, _ time.Time) bool {
		return e.Capacity.State == directory.Unknown || e.Capacity.State == ""
	}},
	{Lack{"quality.cost", 5}, func(e directory.Entry, _ time.Time) bool { return e.Costs == "" && e.CostNote == "" }},
	{Lack{"quality.hours", 3}, func(e directory.Entry, _ time.Time) bool { return strings.TrimSpace(e.Hours) == "" }},
	{Lack{"quality.audiences", 2}, func(e directory.Entry, _ time.Time) bool { return len(e.Audiences) == 0 }},
}

// Quality gives the points of an entry, from 0 to 100, and what it lacks.
func Quality(e directory.Entry, now time.Time) (points int, missing []Lack) {
	points = 100
	for _, l := range lacks {
		if l.is(e, now) {
			points -= l.Points
			missing = append(missing, l.Lack)
		}
	}
	return points, missing
}
