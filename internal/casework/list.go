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
)

// PageLength is how many cases a page has.
const PageLength = 50

// List gives a page of the open cases that the actor may read, of a team ("" = all), by their words, and leaves a line in
// the trace. after is the id of the last case of the page before, or "".
func (s *Store) List(ctx context.Context, actor access.Actor, team, after string) (all []Row, more bool, err error) {
	defer errs.Wrap(&err, "casework.List")
	within, err := access.Reach(actor, access.Read, access.Cases)
	if err != nil {
		return nil, false, err
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		var c condition
		c.text = ` and c.ended_at is null`
		c.reach(within)
		if team != "" {
			c.text += ` and ` + c.in("c.team_id", []string{team})
		}
		if after != "" {
			c.text += ` and (c.words, c.id) > (select l.words, l.id from discussed_case l where l.network_id = $1 and ` + c.in("l.id", []string{after}) + `)`
		}
		all, err = rows(ctx, tx, actor, c.text+` order by c.words, c.id limit `+strconv.Itoa(PageLength+1), c.args...)
		if more = len(all) > PageLength; more {
			all = all[:PageLength]
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Cases})
	})
	return all, more, err
}

// condition is a part of a statement with its arguments, which begin at $2.
type condition struct {
	text string
	args []any
}

// in gives "column in (…)", which is never true for no ids.
func (c *condition) in(column string, ids []string) string {
	if len(ids) == 0 {
		return `false`
	}
	first := len(c.args) + 2
	for _, id := range ids {
		c.args = append(c.args, id)
	}
	return column + ` in (` + db.Marks(first, len(ids)) + `)`
}

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
	Team    string
	Rows    []Row // with the needs to settle only, what waits longest first
	Actions []Action
	Today   time.Time
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
		open, err := db.All(ctx, tx, readAction, actions+` and a.ended_on is null and a.next_on <= $2 and exists (select 1 from discussed_case c
			where c.network_id = a.network_id and c.id = a.case_id and c.team_id = $3) order by a.next_on, a.id`, tx.Network, v.Today, team)
		for _, a := range open {
			if slices.ContainsFunc(all, func(r Row) bool { return r.ID == a.Case }) {
				a.Text = ""
				v.Actions = append(v.Actions, a)
			}
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
