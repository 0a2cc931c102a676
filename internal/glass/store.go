package glass

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
	"samenspel/internal/people"
)

// Store keeps openings.
type Store struct{ db *db.DB }

// NewStore gives the store on d.
func NewStore(d *db.DB) *Store { return &Store{d} }

const columns = `select id, person_id, object, object_id, area_id, reason, opened_at, closes_at from glass where network_id = $1`

func read(scan db.Scan) (o Opening, err error) {
	return o, scan(&o.ID, &o.Person, &o.Thing.Object, &o.Thing.ID, &o.Area, &o.Reason, &o.Opened, &o.Closes)
}

// Break opens a thing for the actor, for an hour, and tells the ambassador of its area and the privacy officers. Of the
// opening it reads ID ("" = a new one), Thing, Area and Reason; what is wrong with a reason is said in a language, "nl" or "en". What is open
// already is a conflict.
func (s *Store) Break(ctx context.Context, actor access.Actor, o Opening, lang string) (id string, err error) {
	defer errs.Wrap(&err, "glass.Break")
	if err := access.Can(actor, access.Edit, access.Glass); err != nil {
		return "", err
	}
	if actor.Person == "" {
		return "", errs.Forbidden
	}
	if err := o.Check(lang); err != nil {
		return "", err
	}
	o.ID, o.Person, o.Reason = cmp.Or(o.ID, db.NewID()), actor.Person, strings.TrimSpace(o.Reason)
	return o.ID, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		o.Opened, o.Closes = tx.Now, tx.Now.Add(Lasts)
		return open(ctx, tx, actor, o)
	})
}

func open(ctx context.Context, tx *db.Tx, actor access.Actor, o Opening) error {
	there, err := held(ctx, tx, o.Person)
	if err != nil {
		return err
	}
	for _, other := range there {
		if other.ID == o.ID {
			return nil // the same form was sent twice
		}
		if other.Thing == o.Thing {
			return fmt.Errorf("%w: it is open already", errs.Conflict)
		}
	}
	if err := tell(ctx, tx, o); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into glass (network_id, id, person_id, object, object_id, area_id, reason, opened_at, closes_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, tx.Network, o.ID, o.Person, string(o.Thing.Object), o.Thing.ID, o.Area, o.Reason, o.Opened, o.Closes)
	if err != nil {
		return err
	}
	return audit.Write(ctx, tx, actor, audit.Act{Action: "break glass", Object: o.Thing.Object, ID: o.Thing.ID, Purpose: o.ID})
}

// tell writes the mails about an opening.
func tell(ctx context.Context, tx *db.Tx, o Opening) error {
	all, err := people.Witnesses(ctx, tx, o.Area)
	if err != nil {
		return err
	}
	who, err := people.NameOf(ctx, tx, o.Person)
	if err != nil {
		return err
	}
	told := 0
	for _, p := range all {
		if p.ID == o.Person || p.Email == "" {
			continue
		}
		told++
		_, err := mail.Queue(ctx, tx, mail.Message{Kind: "glass", Lang: mail.Languages[0], Address: p.Email, Name: p.Name, Object: o.ID, Urgent: true,
			Args: map[string]string{"Who": who, "Code": o.Thing.ID}})
		if err != nil {
			return err
		}
	}
	if told == 0 {
		return errs.Problems{{Column: "area", Text: "glass.wrong.nobody"}}
	}
	return nil
}

// End closes what the actor opened, earlier than it would by itself.
func (s *Store) End(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "glass.End(%q)", id)
	if actor.Person == "" {
		return errs.Forbidden
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		o, err := db.One(ctx, tx, read, columns+` and id = $2 and person_id = $3`, tx.Network, id, actor.Person)
		if err != nil || !o.Holds(tx.Now) {
			return err
		}
		if _, err := tx.Exec(ctx, `update glass set closes_at = $3 where network_id = $1 and id = $2`, tx.Network, id, tx.Now); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "end glass", Object: o.Thing.Object, ID: o.Thing.ID, Purpose: o.ID})
	})
}

// Held gives what is open for a person now. It is asked before there is an actor, so it asks no right.
func (s *Store) Held(ctx context.Context, network, person string) (all []Opening, err error) {
	defer errs.Wrap(&err, "glass.Held")
	err = s.db.View(ctx, network, func(tx *db.Tx) error {
		all, err = held(ctx, tx, person)
		return err
	})
	return all, err
}

func held(ctx context.Context, tx *db.Tx, person string) ([]Opening, error) {
	return db.All(ctx, tx, read, columns+` and person_id = $2 and opened_at <= $3 and closes_at > $3 order by closes_at, id`, tx.Network, person, tx.Now)
}

// Remembered is how far List looks back.
const Remembered = 365 * 24 * time.Hour

// most is how many openings List gives at most.
const most = 200

// List gives the openings of the last year that the actor may know of, the newest first, and leaves a line in the trace.
func (s *Store) List(ctx context.Context, actor access.Actor) (all []Opening, err error) {
	defer errs.Wrap(&err, "glass.List")
	within, err := access.Reach(actor, access.Read, access.Glass)
	if err != nil {
		return nil, err
	}
	if !within.All && len(within.Areas) == 0 {
		return nil, nil
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		args, which := []any{tx.Network, tx.Now.Add(-Remembered), most}, ""
		if !within.All {
			which = ` and area_id in (` + db.Marks(4, len(within.Areas)) + `)`
			for _, area := range within.Areas {
				args = append(args, area)
			}
		}
		all, err = db.All(ctx, tx, read, columns+` and opened_at > $2`+which+` order by opened_at desc, id desc limit $3`, args...)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Glass})
	})
	return all, err
}

// Forget deletes openings that closed before a moment, and gives how many.
func Forget(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	return tx.Exec(ctx, `delete from glass where network_id = $1 and closes_at < $2`, tx.Network, before)
}
