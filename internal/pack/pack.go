package pack

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/activity"
	"samenspel/internal/audit"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/desk"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
	"samenspel/internal/people"
	"samenspel/internal/referral"
	"samenspel/internal/suppress"
	"samenspel/internal/trajectory"
)

// Pack is what is accounted for of a period.
type Pack struct {
	Period       insight.Period // a quarter or a year
	Work         []Work
	Presence     []Presence
	Questions    *int // that came in; nil = too few to show
	Referrals    *int // that were sent; nil = too few to show
	Paid         []Paid
	Trajectories []trajectory.Spent
}

// Work is what was done of a kind.
type Work struct {
	Kind   activity.Kind
	N      int
	Hours  float64
	Counts bool // whether people who come are counted
	People *int // who came; nil = too few to show
}

// Presence is how many discussions were held with a team, and how many of them an ambassador led.
type Presence struct {
	Team   string // id
	N, Led int
}

// Paid is the hours of tasks that are paid out of one source.
type Paid struct {
	Funding string // "" = nobody said so
	Unpaid  bool   // nobody pays these
	Tasks   int
	Hours   float64
}

// Workers are the roles whose hours are counted.
var Workers = []access.Role{access.Ambassador, access.Coordinator, access.Desk}

// Store makes packs.
type Store struct{ db *db.DB }

// NewStore gives the packs of what is in d.
func NewStore(d *db.DB) *Store { return &Store{d} }

// Make puts together the pack of a period, for who may hand out figures. It leaves a line in the trace.
func (s *Store) Make(ctx context.Context, actor access.Actor, p insight.Period) (made Pack, err error) {
	defer errs.Wrap(&err, "pack.Make(%s)", p.Name())
	if err := access.Can(actor, access.Edit, access.Figures); err != nil {
		return made, err
	}
	made.Period = p
	return made, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		for _, add := range []func(context.Context, *db.Tx) error{made.work, made.presence, made.asked, made.money} {
			if err := add(ctx, tx); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Figures, ID: p.Name(), Purpose: "account"})
	})
}

func (p *Pack) work(ctx context.Context, tx *db.Tx) error {
	all, err := activity.Between(ctx, tx, p.Period.From, p.Period.Until)
	came := map[activity.Kind][]dated{}
	for _, e := range all {
		came[e.Kind] = append(came[e.Kind], dated{e.Day, max(0, e.People)})
	}
	for _, sum := range activity.Sums(all) {
		w := Work{Kind: sum.Kind, N: sum.N, Hours: sum.Hours, Counts: slices.Contains(activity.Counted, sum.Kind)}
		if w.Counts {
			w.People = Shown(quarterly(p.Period, came[sum.Kind]))
		}
		p.Work = append(p.Work, w)
	}
	return err
}

func (p *Pack) presence(ctx context.Context, tx *db.Tx) error {
	all, err := casework.Presences(ctx, tx, p.Period.From, p.Period.Until)
	by := map[string]Presence{}
	for _, one := range all {
		sum := by[one.Team]
		by[one.Team] = Presence{one.Team, sum.N + one.N, sum.Led + one.Led}
	}
	p.Presence = slices.SortedFunc(maps.Values(by), func(a, b Presence) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Team, b.Team)) })
	return err
}

func (p *Pack) asked(ctx context.Context, tx *db.Tx) error {
	days, err := desk.Received(ctx, tx, p.Period.From, p.Period.Until)
	if err != nil {
		return err
	}
	var questions, sent []dated
	for _, day := range days {
		questions = append(questions, dated{day, 1})
	}
	all, err := referral.SentSince(ctx, tx, p.Period.From)
	for _, s := range all {
		sent = append(sent, dated{s.Day, s.N})
	}
	p.Questions, p.Referrals = Shown(quarterly(p.Period, questions)), Shown(quarterly(p.Period, sent))
	return err
}

func (p *Pack) money(ctx context.Context, tx *db.Tx) error {
	tasks, err := people.TasksBetween(ctx, tx, p.Period.From, p.Period.Until)
	if err != nil {
		return err
	}
	p.Paid = Hours(tasks, p.Period)
	all, err := trajectory.All(ctx, tx)
	p.Trajectories = trajectory.Costs(all, p.Period.From, p.Period.Until)
	return err
}

// Hours adds up the hours of the tasks of Workers in a period, by source of money; those that nobody pays come last.
func Hours(tasks []people.Assignment, p insight.Period) []Paid {
	type source struct {
		unpaid  bool
		funding string
	}
	by := map[source]Paid{}
	for _, t := range tasks {
		weeks := weeksOf(t, p)
		if !slices.Contains(Workers, t.Role) || weeks == 0 || t.HoursWeek == 0 {
			continue
		}
		key := source{!t.Paid, t.Funding}
		if !t.Paid {
			key.funding = ""
		}
		sum := by[key]
		by[key] = Paid{key.funding, key.unpaid, sum.Tasks + 1, sum.Hours + weeks*t.HoursWeek}
	}
	return slices.SortedFunc(maps.Values(by), func(a, b Paid) int {
		if a.Unpaid != b.Unpaid {
			return map[bool]int{true: 1, false: -1}[a.Unpaid]
		}
		return cmp.Compare(a.Funding, b.Funding)
	})
}

// weeksOf gives how many weeks of a period a task was in force.
func weeksOf(t people.Assignment, p insight.Period) float64 {
	from, until := t.Starts, p.Until
	if from.Before(p.From) {
		from = p.From
	}
	if t.Ends != nil && t.Ends.Before(until) {
		until = *t.Ends
	}
	return max(0, until.Sub(from).Hours()/(7*24))
}

// dated is a number of things on a day.
type dated struct {
	day time.Time
	n   int
}

// quarterly adds up what lies in each quarter of a period.
func quarterly(p insight.Period, all []dated) (sums []int) {
	for q := insight.QuarterOf(p.From); q.From.Before(p.Until); q = insight.QuarterOf(q.Until) {
		sum := 0
		for _, d := range all {
			if !d.day.Before(q.From) && d.day.Before(q.Until) {
				sum += d.n
			}
		}
		sums = append(sums, sum)
	}
	return sums
}

// Shown gives what may be told outside of a number of residents in a quarter or a year, from what it was in each of its
// quarters; nil = nothing. A year leaves out quarters that were too small, unless they are large enough together.
func Shown(quarters []int) *int {
	var facts []suppress.Facts
	var reports []suppress.Report
	small := suppress.Rule{Least: insight.Outside}
	for _, n := range quarters {
		f := suppress.Facts{All: suppress.Counts{N: n}}
		facts, reports = append(facts, f), append(reports, suppress.Quarter(small, f, nil))
	}
	if len(reports) == 1 {
		return reports[0].All.N
	}
	return suppress.Year(small, facts, reports).All.N
}
