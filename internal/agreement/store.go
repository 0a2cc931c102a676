package agreement

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
	"samenspel/internal/referral"
)

// Store keeps agreements.
type Store struct{ db *db.DB }

// NewStore gives the store on d.
func NewStore(d *db.DB) *Store { return &Store{d} }

const agreements = `select a.id, coalesce(a.from_id, ''), a.to_id, a.subject, a.starts_on, a.ends_on, a.targets, a.looked_on, a.words, a.version from agreement a where a.network_id = $1`

func read(scan db.Scan) (a Agreement, err error) {
	return a, scan(&a.ID, &a.From.ID, &a.To.ID, &a.Subject, &a.Starts, &a.Ends, db.FromJSON(&a.Targets), &a.Looked, &a.Words, &a.Version)
}

// known gives agreements with the names of their sides.
func known(ctx context.Context, tx *db.Tx, all []Agreement) ([]Agreement, error) {
	var ids []string
	for _, a := range all {
		ids = append(ids, a.From.ID, a.To.ID)
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
	}
	return all, err
}

// may tells whether the actor may read an agreement: all, or as one of either side.
func may(actor access.Actor, a Agreement) error {
	for _, id := range []string{a.From.ID, a.From.Stands, a.To.ID, a.To.Stands} {
		if id != "" && access.Can(actor, access.Read, access.Agreements, access.At{ID: a.ID, Organization: id}) == nil {
			return nil
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
	if err := access.Can(actor, access.Edit, access.Agreements); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: action, Object: access.Agreements, ID: id})
	})
}

// Make makes an agreement, under its ID. What was made before under that ID stays as it is.
func (s *Store) Make(ctx context.Context, actor access.Actor, a Agreement, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "agreement.Make")
	a = a.trimmed()
	return s.edit(ctx, actor, "make", a.ID, func(tx *db.Tx) error {
		problems := a.check(texts)
		strange, err := strangers(ctx, tx, a)
		if err != nil {
			return err
		}
		if problems = append(problems, strange...); len(problems) > 0 {
			return problems
		}
		_, err = tx.Exec(ctx, `insert into agreement (network_id, id, from_id, to_id, subject, starts_on, ends_on, targets, words, version) values ($1, $2, $3, $4, $5, $6, $7, $8, '', 1)
			on conflict (network_id, id) do nothing`, tx.Network, a.ID, orNull(a.From.ID), a.To.ID, a.Subject, a.Starts, a.Ends, db.JSON(a.Targets))
		return err
	})
}

// strangers gives the sides that are not in the directory, or that are one and the same.
func strangers(ctx context.Context, tx *db.Tx, a Agreement) (problems errs.Problems, err error) {
	there, err := db.All(ctx, tx, db.Value[string], `select id from organization where network_id = $1 and id in ($2, $3) and withdrawn_at is null`, tx.Network, a.From.ID, a.To.ID)
	if a.From.ID != "" && !slices.Contains(there, a.From.ID) || a.From.ID == a.To.ID {
		problems = append(problems, errs.Problem{Column: "from", Key: "agreement.wrong.from", Text: "agreement.wrong.from"})
	}
	if !slices.Contains(there, a.To.ID) {
		problems = append(problems, errs.Problem{Column: "to", Key: "agreement.wrong.to", Text: "agreement.wrong.to"})
	}
	return problems, err
}

func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// Save changes an agreement that was read with a version. Its sides stay.
func (s *Store) Save(ctx context.Context, actor access.Actor, a Agreement, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "agreement.Save(%q)", a.ID)
	a = a.trimmed()
	return s.edit(ctx, actor, "edit", a.ID, func(tx *db.Tx) error {
		if problems := a.check(texts); len(problems) > 0 {
			return problems
		}
		return changed(tx.Exec(ctx, `update agreement set subject = $4, starts_on = $5, ends_on = $6, targets = $7, version = version + 1 where network_id = $1 and id = $2 and version = $3`,
			tx.Network, a.ID, a.Version, a.Subject, a.Starts, a.Ends, db.JSON(a.Targets)))
	})
}

// LookedBack settles the next look-back of an agreement that was read with a version, with what was said.
func (s *Store) LookedBack(ctx context.Context, actor access.Actor, id string, version int64, words string, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "agreement.LookedBack(%q)", id)
	words = strings.TrimSpace(words)
	return s.edit(ctx, actor, "look back", id, func(tx *db.Tx) error {
		a, err := db.One(ctx, tx, read, agreements+` and a.id = $2`, tx.Network, id)
		if err != nil {
			return err
		}
		problems := texts.Problems("words", words)
		if long := utf8.RuneCountInString(words); long == 0 || long > mostWords {
			problems = append(problems, errs.Problem{Column: "words", Key: "agreement.wrong.words", Text: "agreement.wrong.words"})
		}
		if len(problems) > 0 {
			return problems
		}
		day, ok := a.LookBack()
		if !ok {
			return errs.Conflict
		}
		return changed(tx.Exec(ctx, `update agreement set looked_on = $4, words = $5, version = version + 1 where network_id = $1 and id = $2 and version = $3`,
			tx.Network, id, version, day, words))
	})
}

// changed makes of a change that touched nothing a conflict.
func changed(n int64, err error) error {
	if err == nil && n == 0 {
		return fmt.Errorf("%w: somebody else changed this", errs.Conflict)
	}
	return err
}

// Remove takes an agreement away that was read with a version.
func (s *Store) Remove(ctx context.Context, actor access.Actor, id string, version int64) (err error) {
	defer errs.Wrap(&err, "agreement.Remove(%q)", id)
	return s.edit(ctx, actor, "remove", id, func(tx *db.Tx) error {
		return changed(tx.Exec(ctx, `delete from agreement where network_id = $1 and id = $2 and version = $3`, tx.Network, id, version))
	})
}

// Soon gives the agreements on which somebody must look back soon, without the names of their sides, to who arranges them.
func (s *Store) Soon(ctx context.Context, actor access.Actor, today time.Time) (all []Agreement, err error) {
	defer errs.Wrap(&err, "agreement.Soon")
	if err := access.Can(actor, access.Edit, access.Agreements); err != nil {
		return nil, err
	}
	return all, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, read, agreements+` order by a.ends_on, a.id`, tx.Network)
		all = slices.DeleteFunc(all, func(a Agreement) bool { return !a.Soon(today) })
		return err
	})
}
