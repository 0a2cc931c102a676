package agreement

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
	"samenspel/internal/referral"
)

// Store keeps agreements.
type Store struct{ db *db.DB }

// NewStore gives the store on d.
func NewStore(d *db.DB) *Store { return &Store{d} }

const agreements = `select a.id, a.kind, coalesce(a.from_id, ''), a.to_id, a.subject, a.text, a.starts_on, a.ends_on, a.targets, a.looked_on, a.words,
	a.signatures, a.commitments, a.contacts, a.costs, a.version from agreement a where a.network_id = $1`

func read(scan db.Scan) (a Agreement, err error) {
	err = scan(&a.ID, &a.Kind, &a.From.ID, &a.To.ID, &a.Subject, &a.Text, &a.Starts, &a.Ends, db.FromJSON(&a.Targets), &a.Looked, &a.Words,
		db.FromJSON(&a.Signatures), db.FromJSON(&a.Commitments), db.FromJSON(&a.Contacts), db.FromJSON(&a.Costs), &a.Version)
	return a.withSides(), err
}

// known gives agreements with the names of their sides.
func known(ctx context.Context, tx *db.Tx, all []Agreement) ([]Agreement, error) {
	var ids []string
	for _, a := range all {
		for _, s := range a.Signatures {
			ids = append(ids, s.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	sides := map[string]Party{}
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		var p Party
		err := scan(&p.ID, &p.Stands, &p.Name)
		sides[p.ID] = p
		return err
	}, `select o.id, s.id, s.name from organization o join organization s on s.network_id = o.network_id and s.id = coalesce(o.survivor_id, o.id)
		where o.network_id = $1 and o.id in (`+db.Marks(2, len(ids))+`)`, tx.Args(ids...)...)
	for i, a := range all {
		all[i].From, all[i].To = sides[a.From.ID], sides[a.To.ID]
		for j, s := range a.Signatures {
			if side, there := sides[s.ID]; there {
				a.Signatures[j].Party = side // the list is that of all[i]
			}
		}
	}
	return all, err
}

// may tells whether the actor may read an agreement: all, or as one of a side.
func may(actor access.Actor, a Agreement) error {
	for _, s := range a.Signatures {
		for _, id := range []string{s.ID, s.Stands} {
			if id != "" && access.Can(actor, access.Read, access.Agreements, access.At{ID: a.ID, Organization: id}) == nil {
				return nil
			}
		}
	}
	return fmt.Errorf("%w: an agreement of others", errs.NotFound)
}

// List gives the agreements that the actor may read, what ends last first, with how far they are.
func (s *Store) List(ctx context.Context, actor access.Actor) (all []Agreement, err error) {
	defer errs.Wrap(&err, "agreement.List")
	if _, err := access.Reach(actor, access.Read, access.Agreements); err != nil {
		return nil, err
	}
	return all, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		if all, err = db.All(ctx, tx, read, agreements+` order by a.ends_on desc, a.id`, tx.Network); err != nil {
			return err
		}
		if all, err = known(ctx, tx, all); err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(a Agreement) bool { return may(actor, a) != nil })
		return count(ctx, tx, all)
	})
}

// One gives an agreement with how far it is.
func (s *Store) One(ctx context.Context, actor access.Actor, id string) (a Agreement, err error) {
	defer errs.Wrap(&err, "agreement.One(%q)", id)
	if _, err := access.Reach(actor, access.Read, access.Agreements); err != nil {
		return a, err
	}
	return a, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		if a, err = db.One(ctx, tx, read, agreements+` and a.id = $2`, tx.Network, id); err != nil {
			return err
		}
		all, err := known(ctx, tx, []Agreement{a})
		if err != nil {
			return err
		}
		if err := may(actor, all[0]); err != nil {
			return err
		}
		err = count(ctx, tx, all)
		a = all[0]
		return err
	})
}

// count adds how far agreements are.
func count(ctx context.Context, tx *db.Tx, all []Agreement) error {
	var to []string
	for _, a := range all {
		if !slices.Contains(to, a.To.Stands) {
			to = append(to, a.To.Stands)
		}
	}
	exchanged, err := referral.ExchangedWith(ctx, tx, to)
	for i, a := range all {
		all[i] = a.counted(exchanged)
	}
	return err
}

// edit lets the actor change something, and notes it.
func (s *Store) edit(ctx context.Context, actor access.Actor, action, id string, fn func(*db.Tx) error) error {
	return audit.Edit(ctx, s.db, actor, audit.Act{Action: action, Object: access.Agreements, ID: id}, fn)
}

// Make makes an agreement, under its ID. What was made before under that ID stays as it is.
func (s *Store) Make(ctx context.Context, actor access.Actor, a Agreement, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "agreement.Make")
	a = a.trimmed().withSides()
	return s.edit(ctx, actor, "make", a.ID, func(tx *db.Tx) error {
		problems := a.check(texts)
		strange, err := strangers(ctx, tx, a)
		if err != nil {
			return err
		}
		if problems = append(problems, strange...); len(problems) > 0 {
			return problems
		}
		return insert(ctx, tx, a)
	})
}

func insert(ctx context.Context, tx *db.Tx, a Agreement) error {
	_, err := tx.Exec(ctx, `insert into agreement (network_id, id, kind, from_id, to_id, subject, text, starts_on, ends_on, targets, words, signatures, commitments, contacts, costs, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, $12, $13, $14, 1) on conflict (network_id, id) do nothing`, tx.Network, a.ID, string(a.Kind), orNull(a.From.ID), a.To.ID,
		a.Subject, a.Text, a.Starts, a.Ends, db.JSON(a.Targets), db.JSON(a.Signatures), db.JSON(a.Commitments), db.JSON(a.Contacts), db.JSON(a.Costs))
	return err
}

// strangers gives the sides that are not in the directory, or that are one and the same.
func strangers(ctx context.Context, tx *db.Tx, a Agreement) (problems errs.Problems, err error) {
	ids := make([]string, len(a.Signatures))
	for i, s := range a.Signatures {
		ids[i] = s.ID
	}
	there, err := db.All(ctx, tx, db.Value[string], `select id from organization where network_id = $1 and id in (`+db.Marks(2, len(ids))+`) and withdrawn_at is null`, tx.Args(ids...)...)
	missing := func(id string) bool { return !slices.Contains(there, id) }
	if a.From.ID != "" && missing(a.From.ID) || a.From.ID == a.To.ID {
		problems = append(problems, wrong("from")...)
	}
	if missing(a.To.ID) {
		problems = append(problems, wrong("to")...)
	}
	if slices.ContainsFunc(ids, func(id string) bool { return id != "" && id != a.From.ID && id != a.To.ID && missing(id) }) {
		problems = append(problems, wrong("join")...)
	}
	return problems, err
}

func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// Change changes an agreement that was read with a version.
func (s *Store) Change(ctx context.Context, actor access.Actor, id string, version int64, change Change, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "agreement.Change(%q, %s)", id, change.name)
	if _, err := access.Reach(actor, access.Edit, access.Commitments); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		before, err := s.changing(ctx, tx, actor, id, change)
		if err != nil {
			return err
		}
		after := before
		if err := change.do(&after, calendar.Today(tx.Now), texts); err != nil {
			return err
		}
		if len(after.Signatures) > len(before.Signatures) {
			if problems, err := strangers(ctx, tx, after); err != nil || len(problems) > 0 {
				return errors.Join(err, asError(problems))
			}
		}
		if err := update(ctx, tx, after, version); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: change.name, Object: access.Agreements, ID: id})
	})
}

// changing gives the agreement that the actor changes: any, or for what a side does itself, one of its own.
func (s *Store) changing(ctx context.Context, tx *db.Tx, actor access.Actor, id string, change Change) (a Agreement, err error) {
	arranges := access.Can(actor, access.Edit, access.Agreements)
	if arranges != nil && change.side == nil {
		return a, arranges
	}
	if a, err = db.One(ctx, tx, read, agreements+` and a.id = $2`, tx.Network, id); err != nil || arranges == nil {
		return a, err
	}
	all, err := known(ctx, tx, []Agreement{a})
	if err != nil {
		return a, err
	}
	if err := may(actor, all[0]); err != nil {
		return a, err
	}
	return a, access.Can(actor, access.Edit, access.Commitments, access.At{ID: id, Organization: change.side(a)})
}

func update(ctx context.Context, tx *db.Tx, a Agreement, version int64) error {
	return db.Changed(tx.Exec(ctx, `update agreement set subject = $4, text = $5, starts_on = $6, ends_on = $7, targets = $8, looked_on = $9, words = $10, signatures = $11,
		commitments = $12, contacts = $13, costs = $14, version = version + 1 where network_id = $1 and id = $2 and version = $3`, tx.Network, a.ID, version, a.Subject, a.Text, a.Starts, a.Ends,
		db.JSON(a.Targets), a.Looked, a.Words, db.JSON(a.Signatures), db.JSON(a.Commitments), db.JSON(a.Contacts), db.JSON(a.Costs)))
}

// Copy makes the same agreement once more, with another side, under an id. It begins today, and is a concept.
func (s *Store) Copy(ctx context.Context, actor access.Actor, id, as, to string) (err error) {
	defer errs.Wrap(&err, "agreement.Copy(%q)", id)
	return s.edit(ctx, actor, "copy", as, func(tx *db.Tx) error {
		a, err := db.One(ctx, tx, read, agreements+` and a.id = $2`, tx.Network, id)
		if err != nil {
			return err
		}
		other := a.For(as, to, calendar.Today(tx.Now))
		if problems, err := strangers(ctx, tx, other); err != nil || len(problems) > 0 {
			return errors.Join(err, asError(problems))
		}
		return insert(ctx, tx, other)
	})
}

// Remove takes an agreement away that was read with a version.
func (s *Store) Remove(ctx context.Context, actor access.Actor, id string, version int64) (err error) {
	defer errs.Wrap(&err, "agreement.Remove(%q)", id)
	return s.edit(ctx, actor, "remove", id, func(tx *db.Tx) error {
		return db.Changed(tx.Exec(ctx, `delete from agreement where network_id = $1 and id = $2 and version = $3`, tx.Network, id, version))
	})
}

// Soon gives the agreements on which somebody must look back soon, or of which a commitment is late, without the names of
// their sides, to who arranges them.
func (s *Store) Soon(ctx context.Context, actor access.Actor, today time.Time) (all []Agreement, err error) {
	defer errs.Wrap(&err, "agreement.Soon")
	if err := access.Can(actor, access.Edit, access.Agreements); err != nil {
		return nil, err
	}
	return all, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, read, agreements+` order by a.ends_on, a.id`, tx.Network)
		all = slices.DeleteFunc(all, func(a Agreement) bool { return !a.Soon(today) && len(a.Late(today)) == 0 })
		return err
	})
}

// KeptContacts gives the agreements that have contacts, each with its last day.
func KeptContacts(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return db.All(ctx, tx, func(scan db.Scan) (k privacy.Kept, err error) { return k, scan(&k.ID, &k.From) },
		`select id, ends_on from agreement where network_id = $1 and contacts <> '[]' and contacts <> 'null'`, tx.Network)
}

// EraseContacts takes the contacts out of agreements.
func EraseContacts(ctx context.Context, tx *db.Tx, ids []string) error {
	return tx.Repeat(ctx, `update agreement set contacts = '[]', version = version + 1 where network_id = $1 and id = $2`, tx.Rows(ids))
}
