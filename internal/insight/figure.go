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

// More ways to cut cases, and needs by what tells how teams learn.
const (
	ByAfter   Cut = "after"   // who helps since
	ByBefore  Cut = "before"  // who helped before
	ByMoment  Cut = "moment"  // how far the formal care was
	ByMove    Cut = "move"    // from which line to which the care went
	ByNamed   Cut = "named"   // needs by team; sub is whether the team itself named informal help
	ByOptions Cut = "options" // needs that a volunteer could meet; sub is "some" when there was something to choose
)

// Reported are the cuts of a report, the first with measures.
var Reported = []Cut{ByArea, ByTeam, ByFirst, ByAsker, ByAfter, ByBefore, ByMoment}

// Pair is two cuts that are crossed.
type Pair struct{ Rows, Cols Cut }

// Cut is under what the cells of a pair are kept: part is the row, sub the column.
func (p Pair) Cut() Cut { return p.Rows + "/" + p.Cols }

// PublishedPairs are the pairs in what is published, LivePairs those that whoever may see figures as they stand now can choose
// from. Each of both hang together like the branches of a tree (package suppress): a pair that closes a circle with others
// could tell of one person.
var (
	PublishedPairs = []Pair{{ByArea, ByAfter}, {ByFirst, ByAfter}, {ByFirst, ByBefore}}
	LivePairs      = []Pair{{ByArea, ByFirst}, {ByArea, ByAsker}, {ByArea, ByTeam}, {ByArea, ByAfter}, {ByArea, ByMoment}, {ByFirst, ByBefore}}
)

// pairs are all of them.
var pairs = append([]Pair{{ByFirst, ByAfter}}, LivePairs...)

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
	has, of := c.Has(), map[Cut]string{All: "", ByArea: c.Area, ByTeam: c.Team, ByAsker: c.Asker, ByFirst: c.First(),
		ByAfter: string(c.After()), ByBefore: string(c.Before()), ByMoment: c.Moment(), ByMove: c.Move()}
	for cut, part := range of {
		f.add(place{cut, c.Month, part, ""}, has)
	}
	for _, p := range pairs {
		f.add(place{p.Cut(), c.Month, of[p.Rows], of[p.Cols]}, nil)
	}
	for _, n := range c.Needs {
		f.add(place{ByNeed, c.Month, n.Help, ""}, n.Has())
		f.add(place{ByPlace, c.Month, c.Area, n.Help}, nil)
		f.learn(c, n)
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

// learn counts of a need what tells how a team learns, and whether there was something to choose.
func (f figures) learn(c measure.Case, n measure.Need) {
	if n.Named != "" {
		f.add(place{ByNamed, c.Month, c.Team, n.Named}, nil)
	}
	if !n.Suitable {
		return
	}
	some := ""
	if n.Options >= measure.LeastOptions {
		some = "some"
	}
	f.add(place{ByOptions, c.Month, "", some}, nil)
}
