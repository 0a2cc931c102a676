package insight

import (
	"slices"
	"strconv"
	"time"

	"samenspel/internal/measure"
	"samenspel/internal/suppress"
)

// Cut is a way in which counts are kept.
type Cut string

// The cuts. Cases are counted in all but the last four.
const (
	All     Cut = "all"
	ByArea  Cut = "area"
	ByTeam  Cut = "team"
	ByAsker Cut = "asker"
	ByFirst Cut = "first" // kind of help of the first need
	ByNeed  Cut = "need"  // needs by kind of help
	ByPlace Cut = "place" // needs by area; sub is the kind of help
	Unmet   Cut = "unmet" // those of them for which nobody was found
	ByLead  Cut = "lead"  // needs by lead time; sub is the number of days
)

// Reported are the cuts of a report, the first with measures.
var Reported = []Cut{ByArea, ByTeam, ByFirst, ByAsker}

// place says what a count is of.
type place struct {
	cut   Cut
	month time.Time
	part  string
	sub   string
}

// figures are counts by what they are of.
type figures map[place]*suppress.Counts

// add counts one more of something, of which some of measure.Parts are true.
func (f figures) add(p place, has []bool) {
	counts := f[p]
	if counts == nil {
		counts = &suppress.Counts{Of: make([]int, len(measure.Parts))}
		f[p] = counts
	}
	counts.N++
	for i, h := range has {
		if h {
			counts.Of[i]++
		}
	}
}

// count counts a case.
func (f figures) count(c measure.Case) {
	has := c.Has()
	for cut, part := range map[Cut]string{All: "", ByArea: c.Area, ByTeam: c.Team, ByAsker: c.Asker, ByFirst: c.First()} {
		f.add(place{cut, c.Month, part, ""}, has)
	}
	for _, n := range c.Needs {
		f.add(place{ByNeed, c.Month, n.Help, ""}, n.Has())
		f.add(place{ByPlace, c.Month, c.Area, n.Help}, nil)
		if slices.Contains(measure.Missing, n.Unmet) {
			f.add(place{Unmet, c.Month, c.Area, n.Help}, nil)
		}
		for _, lead := range measure.Leads {
			if days, ok := n.After(lead); ok {
				f.add(place{ByLead, c.Month, string(lead), strconv.Itoa(days)}, nil)
			}
		}
	}
}
