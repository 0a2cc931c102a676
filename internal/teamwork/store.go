package teamwork

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
)

// Store keeps what teams agree with themselves.
type Store struct{ db *db.DB }

// NewStore gives the store on d.
func NewStore(d *db.DB) *Store { return &Store{d} }

// Board is everything of one team.
type Board struct {
	Circle
	Plan    Plan
	Talks   []Talk   // the newest first
	Actions []Action // as they fall due
}

// Open gives the conversation that is not finished; ok is false when there is none.
func (b Board) Open() (t Talk, ok bool) {
	for _, t := range b.Talks {
		if t.Finished == nil {
			return t, true
		}
	}
	return Talk{}, false
}

// Talk gives one conversation; ok is false when the team does not have it.
func (b Board) Talk(id string) (t Talk, ok bool) {
	for _, t := range b.Talks {
		if t.ID == id {
			return t, true
		}
	}
	return Talk{}, false
}

// Waits gives how many actions are open, and how many of those are late.
func (b Board) Waits(today time.Time) (open, late int) {
	for _, a := range b.Actions {
		if a.Done == nil {
			open++
		}
		if a.Late(today) {
			late++
		}
	}
	return open, late
}

// Boards gives what teams agreed, of each team that the actor may read, by name.
func (s *Store) Boards(ctx context.Context, actor access.Actor) (all []Board, err error) {
	defer errs.Wrap(&err, "teamwork.Boards")
	if _, err := access.Reach(actor, access.Read, access.Teamwork); err != nil {
		return nil, err
	}
	return all, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		all, err = boards(ctx, tx, duty, func(c Circle) bool { return access.Can(actor, access.Read, access.Teamwork, c.at("")) == nil })
		return err
	})
}

// Board gives what one team agreed.
func (s *Store) Board(ctx context.Context, actor access.Actor, team string) (b Board, err error) {
	defer errs.Wrap(&err, "teamwork.Board(%q)", team)
	all, err := s.Boards(ctx, actor)
	if err != nil {
		return b, err
	}
	return pick(all, func(b Board) bool { return b.ID == team })
}

// BoardOf gives what the team of a conversation agreed.
func (s *Store) BoardOf(ctx context.Context, actor access.Actor, talk string) (b Board, err error) {
	defer errs.Wrap(&err, "teamwork.BoardOf(%q)", talk)
	all, err := s.Boards(ctx, actor)
	if err != nil {
		return b, err
	}
	return pick(all, func(b Board) bool { _, ok := b.Talk(talk); return ok })
}

func pick(all []Board, is func(Board) bool) (Board, error) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], nil
	}
	return Board{}, fmt.Errorf("%w: no such team or conversation for this actor", errs.NotFound)
}

// boards gives the teams that pass, with all that is kept of them.
func boards(ctx context.Context, tx *db.Tx, duty people.Duty, pass func(Circle) bool) (all []Board, err error) {
	at := map[string]int{}
	for _, t := range duty.Teams {
		if c := circle(duty, t); pass(c) {
			at[t.ID] = len(all)
			all = append(all, Board{Circle: c, Plan: Plan{Team: t.ID}})
		}
	}
	plans, err := db.All(ctx, tx, readPlan, `select team_id, motto, texts, review_on, version from team_plan where network_id = $1`, tx.Network)
	if err != nil {
		return nil, err
	}
	for _, p := range plans {
		if i, ok := at[p.Team]; ok {
			all[i].Plan = p
		}
	}
	actions, err := db.All(ctx, tx, readAction, selectActions+` order by a.due_on, a.id`, tx.Network)
	if err != nil {
		return nil, err
	}
	of := map[string][]Action{} // by conversation
	for _, a := range actions {
		who, _ := duty.Known(a.Person)
		a.Name = who.Name
		if i, ok := at[a.Team]; ok {
			all[i].Actions, of[a.Talk] = append(all[i].Actions, a), append(of[a.Talk], a)
		}
	}
	talks, err := db.All(ctx, tx, readTalk, selectTalks+` order by t.begun_on desc, t.id desc`, tx.Network)
	for _, t := range talks {
		if i, ok := at[t.Team]; ok {
			t.Actions = of[t.ID]
			all[i].Talks = append(all[i].Talks, t)
		}
	}
	return all, err
}

func readPlan(scan db.Scan) (p Plan, err error) {
	return p, scan(&p.Team, &p.Motto, db.FromJSON(&p.Texts), &p.Review, &p.Version)
}

const selectTalks = `select t.id, t.team_id, t.begun_on, t.finished_on, t.notes, t.version from team_talk t where t.network_id = $1`

func readTalk(scan db.Scan) (t Talk, err error) {
	return t, scan(&t.ID, &t.Team, &t.Begun, &t.Finished, db.FromJSON(&t.Notes), &t.Version)
}

const selectActions = `select a.id, a.team_id, a.talk_id, a.point, a.what, a.person_id, a.due_on, a.done_on, a.version from team_action a where a.network_id = $1`

func readAction(scan db.Scan) (a Action, err error) {
	return a, scan(&a.ID, &a.Team, &a.Talk, &a.Point, &a.What, &a.Person, &a.Due, &a.Done, &a.Version)
}

// Due is what somebody must do for a team.
type Due struct {
	Actions []Action // the most overdue first
	Plans   []Board  // teams with a plan that must be looked at again
}

// Due gives what the actor must do, as far as a day: own actions, those of whom the actor stands in for, those of who left
// when the actor writes for that team, and plans of such teams.
func (s *Store) Due(ctx context.Context, actor access.Actor, today time.Time) (due Due, err error) {
	defer errs.Wrap(&err, "teamwork.Due")
	if _, err := access.Reach(actor, access.Read, access.Teamwork); err != nil {
		return due, err
	}
	return due, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		own := duty.Same(actor.Person)
		all, err := boards(ctx, tx, duty, func(c Circle) bool { return access.Can(actor, access.Read, access.Teamwork, c.at("")) == nil })
		for _, b := range all {
			writes := access.Can(actor, access.Edit, access.Teamwork, b.at("")) == nil
			for _, a := range b.Actions {
				if a.Done == nil && (slices.Contains(own, a.Person) || writes && a.Name == "") {
					due.Actions = append(due.Actions, a)
				}
			}
			if writes && b.Plan.Soon(today) {
				due.Plans = append(due.Plans, b)
			}
		}
		slices.SortStableFunc(due.Actions, func(a, b Action) int { return a.Due.Compare(b.Due) })
		return err
	})
}

// edit lets the actor change something of a team, and notes it. find gives the team and whose the thing is.
func (s *Store) edit(ctx context.Context, actor access.Actor, action, id string, find func(*db.Tx) (team, person string, err error), do func(*db.Tx, Circle) error) error {
	if _, err := access.Reach(actor, access.Edit, access.Teamwork); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		team, person, err := find(tx)
		if err != nil {
			return err
		}
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(duty.Teams, func(t people.Team) bool { return t.ID == team })
		if i < 0 {
			return fmt.Errorf("%w: no such team", errs.NotFound)
		}
		if slices.Contains(duty.Same(actor.Person), person) {
			person = actor.Person
		}
		c := circle(duty, duty.Teams[i])
		if err := access.Can(actor, access.Edit, access.Teamwork, c.at(person)); err != nil {
			return err
		}
		if err := do(tx, c); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: action, Object: access.Teamwork, ID: id})
	})
}

// team is the way to a team of which the id is known.
func team(id string) func(*db.Tx) (string, string, error) {
	return func(*db.Tx) (string, string, error) { return id, "", nil }
}

// SavePlan keeps the plan of a team that was read with a version.
func (s *Store) SavePlan(ctx context.Context, actor access.Actor, p Plan, today time.Time, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "teamwork.SavePlan(%q)", p.Team)
	p = p.trimmed()
	return s.edit(ctx, actor, "plan", p.Team, team(p.Team), func(tx *db.Tx, _ Circle) error {
		if problems := p.check(today, texts); len(problems) > 0 {
			return problems
		}
		if p.Version == 0 {
			return db.Changed(tx.Exec(ctx, `insert into team_plan (network_id, team_id, motto, texts, review_on, changed_on, version) values ($1, $2, $3, $4, $5, $6, 1)
				on conflict (network_id, team_id) do nothing`, tx.Network, p.Team, p.Motto, db.JSON(p.Texts), p.Review, today))
		}
		return db.Changed(tx.Exec(ctx, `update team_plan set motto = $4, texts = $5, review_on = $6, changed_on = $7, version = version + 1 where network_id = $1 and team_id = $2 and version = $3`,
			tx.Network, p.Team, p.Version, p.Motto, db.JSON(p.Texts), p.Review, today))
	})
}

// Begin begins a conversation of a team under an id, and gives its id: that of the one that is not finished, when there is one.
func (s *Store) Begin(ctx context.Context, actor access.Actor, id, of string, today time.Time) (talk string, err error) {
	defer errs.Wrap(&err, "teamwork.Begin(%q)", of)
	return talk, s.edit(ctx, actor, "begin", of, team(of), func(tx *db.Tx, _ Circle) error {
		running, err := db.All(ctx, tx, db.Value[string], `select id from team_talk where network_id = $1 and team_id = $2 and (finished_on is null or id = $3) order by id`, tx.Network, of, id)
		if err != nil {
			return err
		}
		if len(running) > 0 {
			talk = running[0]
			return nil
		}
		talk = id
		_, err = tx.Exec(ctx, `insert into team_talk (network_id, id, team_id, begun_on, notes, changed_on, version) values ($1, $2, $3, $4, '{}', $4, 1)`, tx.Network, id, of, today)
		return err
	})
}

// Entry is what a session writes of one point.
type Entry struct {
	Talk    string // id
	Version int64  // of the conversation, as it was read
	Point   Point
	Note    Note
	Action  *Action // to add; nil = none
}

// Write keeps what a session wrote. An action that was added before under its ID makes it nothing new.
func (s *Store) Write(ctx context.Context, actor access.Actor, e Entry, today time.Time, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "teamwork.Write(%q)", e.Talk)
	e.Note = Note{strings.TrimSpace(e.Note.Stands), strings.TrimSpace(e.Note.Matters)}
	var t Talk
	return s.edit(ctx, actor, "write", e.Talk, talkOf(ctx, e.Talk, &t), func(tx *db.Tx, c Circle) error {
		if !slices.Contains(Points, e.Point) || t.Finished != nil {
			return errs.Conflict
		}
		problems := e.Note.check(texts)
		if e.Action != nil {
			there, err := db.One(ctx, tx, db.Value[int], `select count(*) from team_action where network_id = $1 and id = $2`, tx.Network, e.Action.ID)
			if err != nil || there > 0 {
				return err
			}
			problems = append(problems, e.Action.check(c, today, texts)...)
		}
		if len(problems) > 0 {
			return problems
		}
		if t.Notes == nil {
			t.Notes = map[Point]Note{}
		}
		t.Notes[e.Point] = e.Note
		if err := db.Changed(tx.Exec(ctx, `update team_talk set notes = $4, changed_on = $5, version = version + 1 where network_id = $1 and id = $2 and version = $3`,
			tx.Network, e.Talk, e.Version, db.JSON(t.Notes), today)); err != nil || e.Action == nil {
			return err
		}
		a := *e.Action
		a.Team, a.Talk, a.Point = c.ID, t.ID, e.Point
		return insert(ctx, tx, a)
	})
}

// talkOf finds the team of a conversation, and reads the conversation into t.
func talkOf(ctx context.Context, id string, t *Talk) func(*db.Tx) (string, string, error) {
	return func(tx *db.Tx) (_, _ string, err error) {
		*t, err = db.One(ctx, tx, readTalk, selectTalks+` and t.id = $2`, tx.Network, id)
		return t.Team, "", err
	}
}

// Finish ends a conversation that was read with a version. Without an action it is not finished.
func (s *Store) Finish(ctx context.Context, actor access.Actor, id string, version int64, today time.Time) (err error) {
	defer errs.Wrap(&err, "teamwork.Finish(%q)", id)
	var t Talk
	return s.edit(ctx, actor, "finish", id, talkOf(ctx, id, &t), func(tx *db.Tx, _ Circle) error {
		if t.Actions, err = db.All(ctx, tx, readAction, selectActions+` and a.talk_id = $2`, tx.Network, id); err != nil {
			return err
		}
		if problems := t.finish(); len(problems) > 0 {
			return problems
		}
		return db.Changed(tx.Exec(ctx, `update team_talk set finished_on = $4, changed_on = $4, version = version + 1 where network_id = $1 and id = $2 and version = $3 and finished_on is null`,
			tx.Network, id, version, today))
	})
}

// Act adds an action of a team, under its ID. What was added before under that ID stays as it is.
func (s *Store) Act(ctx context.Context, actor access.Actor, a Action, today time.Time, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "teamwork.Act(%q)", a.Team)
	a.What = strings.TrimSpace(a.What)
	return s.edit(ctx, actor, "act", a.ID, team(a.Team), func(tx *db.Tx, c Circle) error {
		if problems := a.check(c, today, texts); len(problems) > 0 {
			return problems
		}
		return insert(ctx, tx, a)
	})
}

func insert(ctx context.Context, tx *db.Tx, a Action) error {
	_, err := tx.Exec(ctx, `insert into team_action (network_id, id, team_id, talk_id, point, what, person_id, due_on, version) values ($1, $2, $3, $4, $5, $6, $7, $8, 1)
		on conflict (network_id, id) do nothing`, tx.Network, a.ID, a.Team, a.Talk, string(a.Point), strings.TrimSpace(a.What), a.Person, a.Due)
	return err
}

// actionOf finds the team of an action and whose it is.
func actionOf(ctx context.Context, id string) func(*db.Tx) (string, string, error) {
	return func(tx *db.Tx) (string, string, error) {
		a, err := db.One(ctx, tx, readAction, selectActions+` and a.id = $2`, tx.Network, id)
		return a.Team, a.Person, err
	}
}

// Done ticks off an action that was read with a version. Whose it is may do that, and who writes for the team.
func (s *Store) Done(ctx context.Context, actor access.Actor, id string, version int64, today time.Time) (err error) {
	defer errs.Wrap(&err, "teamwork.Done(%q)", id)
	return s.edit(ctx, actor, "done", id, actionOf(ctx, id), func(tx *db.Tx, _ Circle) error {
		return db.Changed(tx.Exec(ctx, `update team_action set done_on = $4, version = version + 1 where network_id = $1 and id = $2 and version = $3 and done_on is null`, tx.Network, id, version, today))
	})
}

// Drop takes away an action that was read with a version. Who writes for the team may do that.
func (s *Store) Drop(ctx context.Context, actor access.Actor, id string, version int64) (err error) {
	defer errs.Wrap(&err, "teamwork.Drop(%q)", id)
	find := func(tx *db.Tx) (string, string, error) {
		team, _, err := actionOf(ctx, id)(tx)
		return team, "", err
	}
	return s.edit(ctx, actor, "drop", id, find, func(tx *db.Tx, _ Circle) error {
		return db.Changed(tx.Exec(ctx, `delete from team_action where network_id = $1 and id = $2 and version = $3`, tx.Network, id, version))
	})
}

// Mover moves the open actions of a person to a successor, in a handover (people.Mover).
func Mover(ctx context.Context, tx *db.Tx, from, to string) (int, error) {
	n, err := tx.Exec(ctx, `update team_action set person_id = $3, version = version + 1 where network_id = $1 and person_id = $2 and done_on is null`, tx.Network, from, to)
	return int(n), err
}

// Kept gives what is kept of teams, each from the day on which it was changed last; an action from its day.
func Kept(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return db.All(ctx, tx, func(scan db.Scan) (k privacy.Kept, err error) { return k, scan(&k.ID, &k.From) },
		`select id, changed_on from team_talk where network_id = $1 union all select id, due_on from team_action where network_id = $1
		union all select team_id, changed_on from team_plan where network_id = $1`, tx.Network)
}

// Erase deletes conversations, actions and plans; a plan is known by its team.
func Erase(ctx context.Context, tx *db.Tx, ids []string) error {
	for _, statement := range []string{`delete from team_action where network_id = $1 and id = $2`, `delete from team_talk where network_id = $1 and id = $2`,
		`delete from team_plan where network_id = $1 and team_id = $2`} {
		if err := tx.Repeat(ctx, statement, tx.Rows(ids)); err != nil {
			return err
		}
	}
	return nil
}
