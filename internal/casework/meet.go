package casework

import (
	"context"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
)

// successDays is how long ago what started still counts as a success to tell at the next discussion.
const successDays = 92

const discussions = `select d.id, d.team_id, coalesce(d.area_id, ''), d.kind, d.held_on, d.leader_id, d.closed_at from discussion d where d.network_id = $1`

func readDiscussion(scan db.Scan) (d Discussion, err error) {
	return d, scan(&d.ID, &d.Team, &d.Area, &d.Kind, &d.Held, &d.Leader, &d.Closed)
}

func (d Discussion) at() access.At {
	return access.At{ID: d.ID, Area: d.Area, Team: d.Team, Person: d.Leader}
}

// Convene begins a discussion of a team. The same request again gives the same discussion. Of d it reads Team, Area, Kind
// and Held; a zero day is today.
func (s *Store) Convene(ctx context.Context, actor access.Actor, request string, d Discussion) (_ Discussion, err error) {
	defer errs.Wrap(&err, "casework.Convene")
	if actor.Person == "" || request == "" {
		return d, errs.Invalid
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		if d.Area, err = teamOf(duty, d.Team, d.Area); err != nil {
			return err
		}
		d.ID, d.Leader, d.Closed = db.IDFor("discussion", tx.Network, actor.Person, request), actor.Person, nil
		if err := access.Can(actor, access.Edit, access.Cases, d.at()); err != nil {
			return err
		}
		today := dayOf(tx)
		if d.Held.IsZero() {
			d.Held = today
		}
		if err := d.check(today); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `insert into discussion (network_id, id, team_id, area_id, kind, held_on, leader_id) values ($1, $2, $3, $4, $5, $6, $7)
			on conflict (network_id, id) do nothing`, tx.Network, d.ID, d.Team, areaColumn(d.Area), string(d.Kind), d.Held, d.Leader); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "convene", Object: access.Cases, ID: d.ID})
	})
	return d, err
}

// The days around today on which a discussion may be held.
const heldBefore, heldAhead = 14, 60

func (d Discussion) check(today time.Time) error {
	var problems errs.Problems
	if d.Kind == "" || !known(Kinds, d.Kind) {
		problems = append(problems, errs.Problem{Column: "kind", Key: "casework.wrong.choice", Text: "casework.wrong.choice"})
	}
	if problems = append(problems, d.wrongDay(today)...); len(problems) > 0 {
		return problems
	}
	return nil
}

// wrongDay says whether it is held too long ago or too far ahead.
func (d Discussion) wrongDay(today time.Time) errs.Problems {
	if d.Held.Before(today.AddDate(0, 0, -heldBefore)) || d.Held.After(today.AddDate(0, 0, heldAhead)) {
		return errs.Problems{{Column: "held", Key: "casework.wrong.held", Text: "casework.wrong.held"}}
	}
	return nil
}

// discussion gives a discussion that the actor may do this to.
func discussion(ctx context.Context, tx *db.Tx, actor access.Actor, action access.Action, id string) (Discussion, error) {
	if _, err := access.Reach(actor, action, access.Cases); err != nil {
		return Discussion{}, err
	}
	d, err := db.One(ctx, tx, readDiscussion, discussions+` and d.id = $2 and d.kind <> 'intervision'`, tx.Network, id)
	if err != nil {
		return d, err
	}
	return d, access.Can(actor, action, access.Cases, d.at())
}

// lay puts a case on the table of an open discussion of its team.
func lay(ctx context.Context, tx *db.Tx, actor access.Actor, id string, c Case) error {
	d, err := discussion(ctx, tx, actor, access.Edit, id)
	switch {
	case err != nil:
		return err
	case d.Team != c.Team:
		return errs.NotFound
	case d.Closed != nil || !c.Open():
		return errs.Conflict
	}
	_, err = tx.Exec(ctx, `insert into discussion_case (network_id, discussion_id, case_id) values ($1, $2, $3) on conflict (network_id, discussion_id, case_id) do nothing`,
		tx.Network, id, c.ID)
	return err
}

// Lay puts an open case on the table of a discussion.
func (s *Store) Lay(ctx context.Context, actor access.Actor, id, caseID string) (err error) {
	defer errs.Wrap(&err, "casework.Lay(%q)", id)
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := one(ctx, tx, actor, access.Edit, caseID)
		if err != nil {
			return err
		}
		if err := lay(ctx, tx, actor, id, c); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "lay", Object: access.Cases, ID: caseID})
	})
}

// recentDays is how long a closed discussion stays on the list.
const recentDays = 14

// Meetings gives the discussions that the actor may read and that are open or were held lately, the newest first.
func (s *Store) Meetings(ctx context.Context, actor access.Actor) (all []Discussion, err error) {
	defer errs.Wrap(&err, "casework.Meetings")
	if _, err := access.Reach(actor, access.Read, access.Cases); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, readDiscussion, discussions+` and d.kind <> 'intervision' and (d.closed_at is null or d.held_on >= $2) order by d.held_on desc, d.id`, tx.Network, dayOf(tx).AddDate(0, 0, -recentDays))
		all = slices.DeleteFunc(all, func(d Discussion) bool { return access.Can(actor, access.Read, access.Cases, d.at()) != nil })
		return err
	})
	return all, err
}

// lies is the condition that a case c lies on the table of the discussion $2.
const lies = `exists (select 1 from discussion_case l where l.network_id = c.network_id and l.case_id = c.id and l.discussion_id = $2)`

// Table is a discussion with what lies on it. Texts of needs are "" for whoever may not read them.
type Table struct {
	Discussion
	Cases     []Row // in the discussion
	Previous  []Row // other open cases of the team, to begin with
	Successes []Row // cases of the team in which help started lately
	Past      map[string]Past
	Form      Form // what the network asks of its own
	Edit      bool // the actor may record
	Today     time.Time
}

// Discussion gives a discussion with its cases, the other open cases of the team, its successes and what happened in the
// area before, by kind of help, and leaves a line in the trace.
func (s *Store) Discussion(ctx context.Context, actor access.Actor, id string) (t Table, err error) {
	defer errs.Wrap(&err, "casework.Discussion(%q)", id)
	return t, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if t.Discussion, err = discussion(ctx, tx, actor, access.Read, id); err != nil {
			return err
		}
		t.Today, t.Edit = dayOf(tx), access.Can(actor, access.Edit, access.Cases, t.at()) == nil
		if t.Cases, err = rows(ctx, tx, actor, ` and `+lies+` order by c.words, c.id`, id); err != nil {
			return err
		}
		if t.Previous, err = rows(ctx, tx, actor, ` and c.ended_at is null and c.team_id = $3 and not `+lies+` order by c.words, c.id`, id, t.Team); err != nil {
			return err
		}
		t.Successes, err = rows(ctx, tx, actor, ` and c.team_id = $2 and exists (select 1 from case_need n where n.network_id = c.network_id and n.case_id = c.id
			and n.outcome = 'started' and n.ended_on >= $3) order by c.words, c.id`, t.Team, t.Today.AddDate(0, 0, -successDays))
		if err != nil {
			return err
		}
		if t.Past, err = pasts(ctx, tx, t.Area); err != nil {
			return err
		}
		if t.Form, err = loadForm(ctx, tx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Cases, ID: id, Purpose: "discussion"})
	})
}

// Close ends a discussion. It always can: needs without an answer come back in two weeks, those of the previous open cases
// of the team that were due too. It gives how many those are. Each
// professional gets one mail about the own cases.
func (s *Store) Close(ctx context.Context, actor access.Actor, id string) (putOff int, err error) {
	defer errs.Wrap(&err, "casework.Close(%q)", id)
	return putOff, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		d, err := discussion(ctx, tx, actor, access.Edit, id)
		if err != nil || d.Closed != nil {
			return err
		}
		if putOff, err = closeOne(ctx, tx, actor.Person, d); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "close", Object: access.Cases, ID: id, Purpose: "discussion"})
	})
}

// closeOne closes a discussion for a person, or for the program ("").
func closeOne(ctx context.Context, tx *db.Tx, by string, d Discussion) (putOff int, err error) {
	previous := d.Team
	if by == "" { // nobody met
		previous = ""
	}
	open, err := db.All(ctx, tx, readNeed, needs+` and n.state = 'asked' and (exists (select 1 from discussion_case l
		where l.network_id = n.network_id and l.case_id = n.case_id and l.discussion_id = $2) or n.next_on <= $3 and exists (select 1 from discussed_case c
		where c.network_id = n.network_id and c.id = n.case_id and c.team_id = $4)) order by n.id`, tx.Network, d.ID, dayOf(tx), previous)
	if err != nil {
		return 0, err
	}
	var events [][]any
	for i, n := range open {
		if open[i], err = n.After(Step{Act: PutOff}, dayOf(tx)); err != nil {
			return 0, err
		}
		events = append(events, []any{tx.Network, n.Case, db.NewID(), tx.Now, n.ID, by, string(PutOff), string(n.State), ""})
	}
	if err := putNeeds(ctx, tx, open...); err != nil {
		return 0, err
	}
	if err := tx.Repeat(ctx, insertEvent, events); err != nil {
		return 0, err
	}
	if _, err = tx.Exec(ctx, `update discussion set closed_at = $3 where network_id = $1 and id = $2`, tx.Network, d.ID, tx.Now); err != nil {
		return 0, err
	}
	return len(open), tellProfessionals(ctx, tx, d)
}

// Row is a case in a list, with its needs in order. Their texts are "" for whoever may not read them.
type Row struct {
	Case
	Needs []Need

	Who       string    // of a list: the name of who must do something next, or ""
	Next, Due time.Time // of a list: when, and the last day of that
}

// rows gives cases by a condition, whose arguments begin at $2, with their needs: of those that the actor may read.
func rows(ctx context.Context, tx *db.Tx, actor access.Actor, where string, args ...any) (all []Row, err error) {
	found, err := db.All(ctx, tx, readCase, cases+where, append([]any{tx.Network}, args...)...)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(c Case) bool { return may(actor, access.Read, c) != nil })
	return withNeeds(ctx, tx, found, func(c Case) bool { return texts(actor, c) })
}

// withNeeds gives cases with their needs. open tells of which the texts are shown.
func withNeeds(ctx context.Context, tx *db.Tx, found []Case, open func(Case) bool) (all []Row, err error) {
	if len(found) == 0 {
		return nil, nil
	}
	ids := []any{tx.Network}
	at := map[string]int{}
	for i, c := range found {
		if !open(c) {
			c.Professional = ""
		}
		all = append(all, Row{Case: c})
		at[c.ID] = i
		ids = append(ids, c.ID)
	}
	every, err := db.All(ctx, tx, readNeed, needs+` and n.case_id in (`+db.Marks(2, len(found))+`) order by n.case_id, n.place`, ids...)
	for _, n := range every {
		row := &all[at[n.Case]]
		if !open(row.Case) {
			n.Text = ""
		}
		row.Needs = append(row.Needs, n)
	}
	return all, err
}
