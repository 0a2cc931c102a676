package casework

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
)

// PageLength is how many cases a page has.
const PageLength = 50

// Filter says which open cases a list has.
type Filter struct {
	Team  string // id; "" = all
	Stuck bool   // with a need that is over time only
	After string // id of the last case of the page before, or ""
}

// List gives a page of the open cases that the actor may read, by their words, with who must do something, and leaves a
// line in the trace.
func (s *Store) List(ctx context.Context, actor access.Actor, f Filter) (all []Row, more bool, err error) {
	defer errs.Wrap(&err, "casework.List")
	within, err := access.Reach(actor, access.Read, access.Cases)
	if err != nil {
		return nil, false, err
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		where := f.condition(within, dayOf(tx))
		all, err = rows(ctx, tx, actor, where.text+` order by c.words, c.id limit `+strconv.Itoa(PageLength+1), where.args...)
		if more = len(all) > PageLength; more {
			all = all[:PageLength]
		}
		if err != nil {
			return err
		}
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		for i := range all {
			all[i].turn(duty)
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Cases})
	})
	return all, more, err
}

func (f Filter) condition(within access.Within, today time.Time) (c condition) {
	c.text = ` and c.ended_at is null`
	c.reach(within)
	if f.Team != "" {
		c.text += ` and ` + c.in("c.team_id", []string{f.Team})
	}
	if f.Stuck {
		c.args = append(c.args, today)
		c.text += ` and exists (select 1 from case_need n where n.network_id = c.network_id and n.case_id = c.id and n.ended_on is null and n.due_on < $` + strconv.Itoa(len(c.args)+1) + `)`
	}
	if f.After != "" {
		c.text += ` and (c.words, c.id) > (select l.words, l.id from discussed_case l where l.network_id = $1 and ` + c.in("l.id", []string{f.After}) + `)`
	}
	return c
}

// turn finds who must do something about a case next, and by when.
func (r *Row) turn(duty people.Duty) {
	for _, n := range r.Needs {
		if n.Open() && (r.Next.IsZero() || n.Next.Before(r.Next)) {
			r.Next, r.Due, r.Who = n.Next, n.Due, responsible(duty, n.Owner, r.Area).Name
		}
	}
}

// Turn is something that somebody must do about a case: settle or go on with a need, or finish an action.
type Turn struct {
	Case
	Need   *Need // nil = an action
	Action string
	Term
}

// Due gives what the actor must do today or should have done, for the own week, what waits longest first. It is a work
// list without texts, and leaves no line in the trace.
func (s *Store) Due(ctx context.Context, actor access.Actor) (all []Turn, today time.Time, err error) {
	defer errs.Wrap(&err, "casework.Due")
	if _, err := access.Reach(actor, access.Edit, access.Cases); err != nil || actor.Person == "" {
		return nil, today, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		today = dayOf(tx)
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		owners := []string{actor.Person}
		for absent, standIn := range duty.Away {
			if standIn.ID == actor.Person {
				owners = append(owners, absent)
			}
		}
		slices.Sort(owners)
		all, err = turns(ctx, tx, actor, owners)
		return err
	})
	return all, today, err
}

// turns gives what waits for these owners.
func turns(ctx context.Context, tx *db.Tx, actor access.Actor, owners []string) (all []Turn, err error) {
	c := condition{args: []any{dayOf(tx)}}
	waiting, err := waitings(ctx, tx, ` and w.next_on <= $2 and `+c.in("w.owner_id", owners), c.args...)
	if err != nil || len(waiting) == 0 {
		return nil, err
	}
	var of []string
	for _, w := range waiting {
		of = append(of, w.of)
	}
	slices.Sort(of)
	c = condition{}
	found, err := rows(ctx, tx, actor, ` and `+c.in("c.id", slices.Compact(of)), c.args...)
	byID := map[string]Row{}
	for _, r := range found {
		byID[r.ID] = r
	}
	for _, w := range waiting {
		r, ok := byID[w.of]
		if !ok {
			continue
		}
		t := Turn{Case: r.Case, Term: w.Term, Action: w.id}
		if n, err := find(r.Needs, w.need()); err == nil {
			n.Text = ""
			t.Need, t.Action = &n, ""
		}
		all = append(all, t)
	}
	slices.SortStableFunc(all, func(a, b Turn) int { return a.Next.Compare(b.Next) })
	return all, err
}

// Of gives the case of a need, with that need, and leaves a line in the trace.
func (s *Store) Of(ctx context.Context, actor access.Actor, need string) (d Detail, n Need, err error) {
	defer errs.Wrap(&err, "casework.Of(%q)", need)
	if _, err := access.Reach(actor, access.Edit, access.Cases); err != nil {
		return d, n, err
	}
	id := ""
	if err := s.db.View(ctx, actor.Network, func(tx *db.Tx) (err error) {
		id, err = caseOf(ctx, tx, need)
		return err
	}); err != nil {
		return d, n, err
	}
	if d, err = s.Case(ctx, actor, id); err != nil {
		return d, n, err
	}
	n, err = find(d.Needs, need)
	return d, n, err
}

// condition is a part of a statement with its arguments, which begin at $2.
type condition struct {
	text string
	args db.Arguments
}

func (c *condition) in(column string, ids []string) string { return c.args.In(column, ids) }

// reach adds that a case lies within what an actor may read.
func (c *condition) reach(within access.Within) {
	if within.All {
		return
	}
	own := []string{}
	if within.Person != "" {
		own = append(own, within.Person)
	}
	c.text += ` and (` + c.in("c.area_id", within.Areas) + ` or ` + c.in("c.team_id", within.Teams) + ` or ` + c.in("c.owner_id", own) + `)`
}

// Find gives the cases with a code, or the open ones with two words, that the actor may read, and leaves a line in the
// trace.
func (s *Store) Find(ctx context.Context, actor access.Actor, typed string) (all []Row, err error) {
	defer errs.Wrap(&err, "casework.Find")
	if _, err := access.Reach(actor, access.Read, access.Cases); err != nil {
		return nil, err
	}
	words := strings.Join(strings.Fields(strings.ToLower(typed)), " ")
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = rows(ctx, tx, actor, ` and (c.code = $2 or c.words = $3 and c.ended_at is null) order by c.id limit `+strconv.Itoa(PageLength), CleanCode(typed), words)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "search", Object: access.Cases})
	})
	return all, err
}

// Sheet is what is to be settled in the talk of a visit to a team: no texts, so that it can be printed.
type Sheet struct {
	Team  string
	Rows  []Row // with the needs to settle only, what waits longest first
	Open  []Row // with an action that is due, without needs
	Today time.Time
}

// Visit gives the visit sheet of a team, and leaves a line in the trace.
func (s *Store) Visit(ctx context.Context, actor access.Actor, team string) (v Sheet, err error) {
	defer errs.Wrap(&err, "casework.Visit")
	if _, err := access.Reach(actor, access.Edit, access.Cases); err != nil {
		return v, err
	}
	return v, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		v = Sheet{Team: team, Today: dayOf(tx)}
		all, err := rows(ctx, tx, actor, ` and c.ended_at is null and c.team_id = $2 and exists (select 1 from case_need n where n.network_id = c.network_id and n.case_id = c.id
			and n.ended_on is null and (n.next_on <= $3 or n.state = 'suitable' and n.agreed_on <= $4)) order by c.words, c.id`,
			team, v.Today, v.Today.AddDate(0, 0, -lookBackDay))
		if err != nil {
			return err
		}
		v.Rows = toSettle(all, v.Today)
		v.Open, err = rows(ctx, tx, actor, ` and c.ended_at is null and c.team_id = $2 and exists (select 1 from case_action a where a.network_id = c.network_id
			and a.case_id = c.id and a.ended_on is null and a.next_on <= $3) order by c.words, c.id`, team, v.Today)
		for i := range v.Open {
			v.Open[i].Needs = nil
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Cases, Purpose: "visit"})
	})
}

// toSettle keeps the needs that are to be settled on a day, without their texts.
func toSettle(all []Row, day time.Time) (kept []Row) {
	for _, r := range all {
		r.Needs = slices.DeleteFunc(slices.Clone(r.Needs), func(n Need) bool { return !n.OnVisit(day) })
		for i := range r.Needs {
			r.Needs[i].Text = ""
		}
		if len(r.Needs) > 0 {
			kept = append(kept, r)
		}
	}
	slices.SortStableFunc(kept, func(a, b Row) int { return a.first().Compare(b.first()) })
	return kept
}

// first gives the earliest day of the needs in a row.
func (r Row) first() time.Time {
	day := r.Needs[0].Next
	for _, n := range r.Needs {
		if n.Next.Before(day) {
			day = n.Next
		}
	}
	return day
}
