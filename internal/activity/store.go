package activity

import (
	"context"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
)

// Store keeps activities and seats.
type Store struct{ db *db.DB }

// NewStore gives the store on d.
func NewStore(d *db.DB) *Store { return &Store{d} }

const entries = `select e.id, e.person_id, e.held_on, e.kind, e.hours, e.area_id, e.team_id, e.partner, e.people, e.note, e.version
	from activity e where e.network_id = $1`

func readEntry(scan db.Scan) (e Entry, err error) {
	return e, scan(&e.ID, &e.Person, &e.Day, &e.Kind, &e.Hours, &e.Area, &e.Team, &e.Partner, &e.People, &e.Note, &e.Version)
}

// Save keeps what the actor did: something new when Version is 0, under its ID, else with the version that was read. What
// was made before under that ID stays as it is. The actor is who did it.
func (s *Store) Save(ctx context.Context, actor access.Actor, e Entry, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "activity.Save")
	if err := access.Can(actor, access.Edit, access.Activities, access.At{Person: actor.Person}); err != nil {
		return err
	}
	e.Partner, e.Note = strings.TrimSpace(e.Partner), strings.TrimSpace(e.Note)
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		problems := e.check(calendar.Today(tx.Now), texts)
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		if !there(duty, e.Area, e.Team) {
			problems = append(problems, errs.Problem{Column: "place", Key: "activity.wrong.place", Text: "activity.wrong.place"})
		}
		if len(problems) > 0 {
			return problems
		}
		if e.Version == 0 {
			err = insert(ctx, tx, actor, e)
		} else {
			err = update(ctx, tx, actor, e)
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Activities, ID: e.ID})
	})
}

// there tells whether a network has an area and a team; "" is none.
func there(duty people.Duty, area, team string) bool {
	_, known := duty.Tree.Get(area)
	return (area == "" || known) && (team == "" || slices.ContainsFunc(duty.Teams, func(t people.Team) bool { return t.ID == team }))
}

func insert(ctx context.Context, tx *db.Tx, actor access.Actor, e Entry) error {
	_, err := tx.Exec(ctx, `insert into activity (network_id, id, person_id, held_on, kind, hours, area_id, team_id, partner, people, note, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1) on conflict (network_id, id) do nothing`,
		tx.Network, e.ID, actor.Person, e.Day, string(e.Kind), e.Hours, e.Area, e.Team, e.Partner, e.People, e.Note)
	return err
}

func update(ctx context.Context, tx *db.Tx, actor access.Actor, e Entry) error {
	if _, err := ownEntry(ctx, tx, actor, access.Edit, e.ID); err != nil {
		return err
	}
	return db.Changed(tx.Exec(ctx, `update activity set held_on = $4, kind = $5, hours = $6, area_id = $7, team_id = $8, partner = $9, people = $10, note = $11, version = version + 1
		where network_id = $1 and id = $2 and version = $3`, tx.Network, e.ID, e.Version, e.Day, string(e.Kind), e.Hours, e.Area, e.Team, e.Partner, e.People, e.Note))
}

// ownEntry gives an entry that the actor may do this to.
func ownEntry(ctx context.Context, tx *db.Tx, actor access.Actor, action access.Action, id string) (Entry, error) {
	e, err := db.One(ctx, tx, readEntry, entries+` and e.id = $2`, tx.Network, id)
	if err != nil {
		return e, err
	}
	return e, access.Can(actor, action, access.Activities, access.At{ID: e.ID, Person: e.Person})
}

// Own gives something that the actor did, to change it.
func (s *Store) Own(ctx context.Context, actor access.Actor, id string) (e Entry, err error) {
	defer errs.Wrap(&err, "activity.Own(%q)", id)
	if _, err := access.Reach(actor, access.Edit, access.Activities); err != nil {
		return e, err
	}
	return e, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		e, err = ownEntry(ctx, tx, actor, access.Edit, id)
		return err
	})
}

// Remove takes away something that the actor wrote.
func (s *Store) Remove(ctx context.Context, actor access.Actor, id string, version int64) (err error) {
	defer errs.Wrap(&err, "activity.Remove(%q)", id)
	if _, err := access.Reach(actor, access.Edit, access.Activities); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if _, err := ownEntry(ctx, tx, actor, access.Edit, id); err != nil {
			return err
		}
		if err := db.Changed(tx.Exec(ctx, `delete from activity where network_id = $1 and id = $2 and version = $3`, tx.Network, id, version)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "remove", Object: access.Activities, ID: id})
	})
}

// Filter says which activities: of a time, and of a kind and a person unless those are "".
type Filter struct {
	From, Until time.Time // the first day, and the first day after it
	Kind        Kind
	Person      string
}

func (f Filter) holds(e Entry) bool {
	return (f.Kind == "" || f.Kind == e.Kind) && (f.Person == "" || f.Person == e.Person)
}

// List gives what the actor may read of a time, the newest first.
func (s *Store) List(ctx context.Context, actor access.Actor, f Filter) (all []Entry, err error) {
	defer errs.Wrap(&err, "activity.List")
	within, err := access.Reach(actor, access.Read, access.Activities)
	if err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = Between(ctx, tx, f.From, f.Until)
		all = slices.DeleteFunc(all, func(e Entry) bool { return !f.holds(e) || !within.All && e.Person != within.Person })
		return err
	})
	return all, err
}

// Between gives all that was done in a time, the newest first, inside a transaction that another concept opened.
func Between(ctx context.Context, tx *db.Tx, from, until time.Time) ([]Entry, error) {
	return db.All(ctx, tx, readEntry, entries+` and e.held_on >= $2 and e.held_on < $3 order by e.held_on desc, e.id desc`, tx.Network, from, until)
}

// Last gives what the actor wrote down last, to begin with the same; ok is false when there is nothing.
func (s *Store) Last(ctx context.Context, actor access.Actor) (e Entry, ok bool, err error) {
	defer errs.Wrap(&err, "activity.Last")
	if _, err := access.Reach(actor, access.Edit, access.Activities); err != nil {
		return e, false, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err := db.All(ctx, tx, readEntry, entries+` and e.person_id = $2 order by e.id desc limit 1`, tx.Network, actor.Person)
		if ok = len(all) > 0; ok {
			e = all[0]
		}
		return err
	})
	return e, ok, err
}

// KeptEntries gives all activities, with their days.
func KeptEntries(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return kept(ctx, tx, `select id, held_on from activity where network_id = $1`)
}

// Erase deletes activities.
func Erase(ctx context.Context, tx *db.Tx, ids []string) error {
	return tx.Repeat(ctx, `delete from activity where network_id = $1 and id = $2`, tx.Rows(ids))
}

func kept(ctx context.Context, tx *db.Tx, query string) ([]privacy.Kept, error) {
	return db.All(ctx, tx, func(scan db.Scan) (k privacy.Kept, err error) { return k, scan(&k.ID, &k.From) }, query, tx.Network)
}
