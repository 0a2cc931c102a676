package trajectory

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/errs"
	"samenspel/internal/measure"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
)

// Place is a team or an area: one of both.
type Place struct {
	Team string // id, or ""
	Area string // id, or ""
}

// ID gives the id of the one that it is.
func (p Place) ID() string { return p.Team + p.Area }

// Trajectory is a time in which an ambassador works somewhere.
type Trajectory struct {
	ID string
	Place
	Programme   string // to which it belongs, in words; "" = none
	Starts      time.Time
	Ends        time.Time // the last day
	HoursWeek   float64
	Measure     measure.Key // of which the aim is a percentage of cases
	Aim         int         // percent
	Funding     string      // where the money comes from
	Second      string      // another source, that pays a part of it; "" = none
	SecondShare int         // that part, in percents
	Rate        float64     // euros an hour; 0 = not known
	FundedUntil *time.Time  // the last day; nil = not known
	Evaluation  string
	Version     int64
}

const day = 24 * time.Hour

// Hours gives the hours of the trajectory in a time, from the first day on until the first day after it.
func (t Trajectory) Hours(from, until time.Time) float64 {
	begin, end := t.Starts, t.Ends.Add(day)
	if begin.Before(from) {
		begin = from
	}
	if end.After(until) {
		end = until
	}
	return max(0, float64(end.Sub(begin)/day)/7*t.HoursWeek)
}

// Cost gives what the whole trajectory costs, in euros.
func (t Trajectory) Cost() float64 { return t.Hours(t.Starts, t.Ends.Add(day)) * t.Rate }

// share is the part that one source pays.
type share struct {
	funding string
	part    float64
}

// shares gives who pays which part of it.
func (t Trajectory) shares() []share {
	if t.Second == "" {
		return []share{{t.Funding, 1}}
	}
	part := float64(t.SecondShare) / 100
	return []share{{t.Funding, 1 - part}, {t.Second, part}}
}

// The bounds of a trajectory.
const (
	mostHours  = 40
	mostRate   = 1000
	mostYears  = 5
	mostName   = 100 // characters of a programme and a source of money
	mostWords  = 1000
	oldestYear = 2000
	lastYear   = 2199
)

// check gives the problems that keep a trajectory from being stored. Columns are the names of form fields.
func (t Trajectory) check(texts privacy.Check) (problems errs.Problems) {
	say := func(wrong bool, column, key string) {
		if wrong {
			problems = append(problems, errs.Problem{Column: column, Key: key, Text: key})
		}
	}
	say(t.Starts.IsZero(), "starts", "trajectory.wrong.starts")
	say(t.Ends.Before(t.Starts), "ends", "trajectory.wrong.ends")
	say(t.Ends.After(t.Starts.AddDate(mostYears, 0, 0)), "ends", "trajectory.wrong.far")
	say(!(t.HoursWeek > 0 && t.HoursWeek <= mostHours), "hours", "trajectory.wrong.hours")
	say(!(t.Rate >= 0 && t.Rate <= mostRate), "rate", "trajectory.wrong.rate")
	say(!validAim(t.Measure, t.Aim), "aim", "trajectory.wrong.aim")
	say(utf8.RuneCountInString(t.Programme) > mostName, "programme", "trajectory.wrong.long")
	say(utf8.RuneCountInString(t.Funding) > mostName, "funding", "trajectory.wrong.long")
	say(utf8.RuneCountInString(t.Second) > mostName, "second", "trajectory.wrong.long")
	say(t.Second != "" && (t.Second == t.Funding || t.Funding == ""), "second", "trajectory.wrong.second")
	say(t.Second != "" && (t.SecondShare < 1 || t.SecondShare > 99), "share", "trajectory.wrong.share")
	say(utf8.RuneCountInString(t.Evaluation) > mostWords, "evaluation", "trajectory.wrong.words")
	say(t.FundedUntil != nil && t.FundedUntil.Before(t.Starts), "funded", "trajectory.wrong.funded")
	return slices.Concat(problems, texts.Problems("programme", t.Programme, privacy.Name), texts.Problems("funding", t.Funding, privacy.Name),
		texts.Problems("second", t.Second, privacy.Name), texts.Problems("evaluation", t.Evaluation))
}

func validAim(key measure.Key, aim int) bool {
	return slices.Contains(measure.Parts, key) && aim >= 1 && aim <= 100
}

// trimmed gives the trajectory without spaces around its texts.
func (t Trajectory) trimmed() Trajectory {
	t.Programme, t.Funding, t.Evaluation = strings.TrimSpace(t.Programme), strings.TrimSpace(t.Funding), strings.TrimSpace(t.Evaluation)
	if t.Second = strings.TrimSpace(t.Second); t.Second == "" {
		t.SecondShare = 0
	}
	return t
}

// overlaps tells whether two trajectories are at the same place at the same time.
func (t Trajectory) overlaps(other Trajectory) bool {
	return t.ID != other.ID && t.Place == other.Place && !t.Starts.After(other.Ends) && !other.Starts.After(t.Ends)
}

// Target is what a team or an area wants to reach in a year.
type Target struct {
	ID string
	Place
	Year    int
	Measure measure.Key
	Aim     int // percent
}

func (t Target) check() (problems errs.Problems) {
	if !validAim(t.Measure, t.Aim) {
		problems = append(problems, errs.Problem{Column: "aim", Key: "trajectory.wrong.aim", Text: "trajectory.wrong.aim"})
	}
	if t.Year < oldestYear || t.Year > lastYear {
		problems = append(problems, errs.Problem{Column: "year", Key: "trajectory.wrong.year", Text: "trajectory.wrong.year"})
	}
	return problems
}

// Progress is how far an aim is.
type Progress struct {
	Known   bool // false = too few cases to say anything
	Percent int
	Of      int // cases
	Reached bool
}

// Of gives the progress of an aim, from how many cases there are and of how many the measure is true; nil = may not be
// shown.
func Of(aim int, whole, part *int) Progress {
	if whole == nil || part == nil {
		return Progress{}
	}
	percent, ok := measure.Percent(*part, *whole)
	return Progress{Known: ok, Percent: percent, Of: *whole, Reached: ok && 100**part >= aim**whole}
}

// Half is half a year: from its first day until the first day of the next.
type Half struct{ From, Until time.Time }

// HalfOf gives the half year that a day is in.
func HalfOf(on time.Time) Half {
	first := time.Date(on.Year(), (on.Month()-1)/6*6+1, 1, 0, 0, 0, 0, time.UTC)
	return Half{first, first.AddDate(0, 6, 0)}
}

// Next gives the half year so many after this one; below 0 is before it.
func (h Half) Next(n int) Half { return Half{h.From.AddDate(0, 6*n, 0), h.Until.AddDate(0, 6*n, 0)} }

// Number gives 1 or 2.
func (h Half) Number() int { return int(h.From.Month())/6 + 1 }

// Covered is a team with its trajectories in each half year.
type Covered struct {
	Team  people.Team
	Cells [][]Trajectory
}

// Coverage lays teams beside half years (inventory A55).
func Coverage(teams []people.Team, all []Trajectory, halves []Half) (rows []Covered) {
	for _, team := range teams {
		row := Covered{Team: team}
		for _, h := range halves {
			row.Cells = append(row.Cells, slices.DeleteFunc(slices.Clone(all), func(t Trajectory) bool { return t.Team != team.ID || t.Hours(h.From, h.Until) == 0 }))
		}
		rows = append(rows, row)
	}
	return rows
}

// Spent is what the trajectories cost that are paid out of one source, or a part of what they cost.
type Spent struct {
	Funding string // "" = nobody said so
	N       int
	Hours   float64 // its part of them
	Euros   float64 // of those with a rate
	Unrated int     // of N, without a rate
}

// Costs adds up what trajectories cost in a time, by source in the order of the alphabet.
func Costs(all []Trajectory, from, until time.Time) (spent []Spent) {
	by := map[string]Spent{}
	for _, t := range all {
		hours := t.Hours(from, until)
		if hours == 0 {
			continue
		}
		for _, paid := range t.shares() {
			s, own := by[paid.funding], hours*paid.part
			s.Funding, s.N, s.Hours, s.Euros = paid.funding, s.N+1, s.Hours+own, s.Euros+own*t.Rate
			if t.Rate == 0 {
				s.Unrated++
			}
			by[paid.funding] = s
		}
	}
	return slices.SortedFunc(maps.Values(by), func(a, b Spent) int { return cmp.Compare(a.Funding, b.Funding) })
}

// Years gives the first and the last year of trajectories; of none both are 0.
func Years(all []Trajectory) (first, last int) {
	for _, t := range all {
		if first == 0 || t.Starts.Year() < first {
			first = t.Starts.Year()
		}
		last = max(last, t.Ends.Year())
	}
	return first, last
}

// Ending is money that stops: from one source, on one day, for so many trajectories.
type Ending struct {
	Funding string
	Day     time.Time // the last one
	N       int
}

// The months before the end of money in which it is seen, and after it (inventory I22).
const monthsAhead, monthsPast = 6, 1

// Endings gives the money that stops soon, the earliest first.
func Endings(all []Trajectory, today time.Time) (endings []Ending) {
	by := map[Ending]int{}
	for _, t := range all {
		if end := t.FundedUntil; end != nil && !end.After(today.AddDate(0, monthsAhead, 0)) && !end.Before(today.AddDate(0, -monthsPast, 0)) {
			by[Ending{Funding: t.Funding, Day: end.UTC()}]++
		}
	}
	for e, n := range by {
		e.N = n
		endings = append(endings, e)
	}
	slices.SortFunc(endings, func(a, b Ending) int { return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.Funding, b.Funding)) })
	return endings
}
