package linkage

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
)

// Store keeps pairs and what was decided about them.
type Store struct{ db *db.DB }

// NewStore gives the store on d.
func NewStore(d *db.DB) *Store { return &Store{d} }

// Found is what a search for pairs did.
type Found struct {
	Open   int // pairs that are new and wait for an editor
	Merged int // pairs that the program merged
}

// Search compares all records of a network, proposes pairs to editors, and merges those that are sure: organisations
// first, so that the services of what is one now are compared too. Records are read and compared without keeping anyone
// waiting; what was found of a kind is stored in one transaction.
func (s *Store) Search(ctx context.Context, actor access.Actor) (total Found, err error) {
	defer errs.Wrap(&err, "linkage.Search")
	for _, kind := range []directory.RecordKind{directory.OrganizationRecord, directory.ServiceRecord} {
		found, err := s.find(ctx, actor, kind)
		if err != nil {
			return total, err
		}
		err = s.change(ctx, actor, "find duplicates", string(kind), func(tx *db.Tx) error {
			more, err := store(ctx, tx, kind, found)
			if err != nil {
				return err
			}
			total.Open, total.Merged = total.Open+more.Open, total.Merged+more.Merged
			return settle(ctx, tx)
		})
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// find reads the records of a kind and gives the pairs worth proposing.
func (s *Store) find(ctx context.Context, actor access.Actor, kind directory.RecordKind) (found []Pair, err error) {
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return nil, err
	}
	return found, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		towns, err := db.All(ctx, tx, db.Value[string], `select name from area where network_id = $1 and kind = 'gemeente'`, tx.Network)
		if err != nil {
			return err
		}
		records, err := readRecords(ctx, tx, kind)
		found = Find(kind, records, towns)
		return err
	})
}

// change runs a change in one transaction with its line in the trace. It raises the revision first: that keeps a second
// change waiting, so that each sees the merges of the other.
func (s *Store) change(ctx context.Context, actor access.Actor, action, id string, fn func(*db.Tx) error) error {
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if err := tx.Revise(ctx); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: action, Object: access.Directory, ID: id})
	})
}

// store keeps what a search found, and says what was new.
func store(ctx context.Context, tx *db.Tx, kind directory.RecordKind, found []Pair) (total Found, err error) {
	stored, err := knownPairs(ctx, tx, kind)
	if err != nil {
		return total, err
	}
	u := decide(found, stored)
	var add, seen, gone [][]any
	for _, n := range u.add {
		var decided any
		if n.state == Merged {
			decided = tx.Now
			total.Merged++
		} else {
			total.Open++
		}
		add = append(add, []any{tx.Network, n.id, string(kind), n.key.left, n.key.right, n.Score.Weight, db.JSON(n.Score.Reasons), string(n.state),
			n.survivor, n.state == Merged, tx.Now, decided})
	}
	for id, p := range u.seen {
		seen = append(seen, []any{tx.Network, id, p.Score.Weight, db.JSON(p.Score.Reasons)})
	}
	for _, id := range u.gone {
		gone = append(gone, []any{tx.Network, id})
	}
	return total, errors.Join(
		tx.Repeat(ctx, `insert into linkage_pair (network_id, id, kind, left_id, right_id, weight, reasons, state, survivor_id, automatic,
			found_at, decided_at, decided_by) values (`+db.Marks(1, 12)+`, '')`, add),
		tx.Repeat(ctx, `update linkage_pair set weight = $3, reasons = $4 where network_id = $1 and id = $2`, seen),
		tx.Repeat(ctx, `delete from linkage_pair where network_id = $1 and id = $2`, gone))
}

// settle lets the merges in force decide which record stands for which. Merges of services count while their
// organisations are one; when that is undone they rest. Merges that contradict what was told apart are refused.
func settle(ctx context.Context, tx *db.Tx) error {
	organizations, err := knownPairs(ctx, tx, directory.OrganizationRecord)
	if err != nil {
		return err
	}
	services, err := knownPairs(ctx, tx, directory.ServiceRecord)
	if err != nil {
		return err
	}
	if contradicts(organizations) || contradicts(services) {
		return errs.Problems{{Text: "linkage.contradicts"}}
	}
	stands := Survivors(mergesOf(organizations))
	if err := directory.SetSurvivors(ctx, tx, directory.OrganizationRecord, stands); err != nil {
		return err
	}
	homes, err := homesOf(ctx, tx, stands)
	if err != nil {
		return err
	}
	together := slices.DeleteFunc(mergesOf(services), func(m Merge) bool { return homes[m.Survivor] != homes[m.Merged] })
	return directory.SetSurvivors(ctx, tx, directory.ServiceRecord, Survivors(together))
}

// homesOf gives the organisation that each merged service is shown under.
func homesOf(ctx context.Context, tx *db.Tx, stands map[string]string) (map[string]string, error) {
	homes := map[string]string{}
	return homes, db.Each(ctx, tx, func(scan db.Scan) error {
		var service, organization string
		err := scan(&service, &organization)
		homes[service] = or(stands[organization], organization)
		return err
	}, `select id, organization_id from service where network_id = $1 and id in (
		select left_id from linkage_pair where network_id = $1 and kind = 'service' and state = 'merged'
		union select right_id from linkage_pair where network_id = $1 and kind = 'service' and state = 'merged')`, tx.Network)
}

func knownPairs(ctx context.Context, tx *db.Tx, kind directory.RecordKind) ([]known, error) {
	return db.All(ctx, tx, func(scan db.Scan) (k known, err error) {
		return k, scan(&k.id, &k.key.left, &k.key.right, &k.state, &k.survivor, &k.touched)
	}, `select id, left_id, right_id, state, survivor_id, decided_at is not null from linkage_pair
		where network_id = $1 and kind = $2 order by id`, tx.Network, string(kind))
}

// Merge lets one record of an open pair stand for the other. A pair that is no longer open is a conflict.
func (s *Store) Merge(ctx context.Context, actor access.Actor, id, survivor string) (err error) {
	defer errs.Wrap(&err, "linkage.Merge(%q)", id)
	return s.change(ctx, actor, "merge", id, func(tx *db.Tx) error {
		pair, err := proposal(ctx, tx, id)
		if err != nil {
			return err
		}
		if survivor != pair.Left.ID && survivor != pair.Right.ID {
			return fmt.Errorf("%w: the survivor is none of the two", errs.Invalid)
		}
		return move(ctx, tx, actor, pair, Open, Merged, survivor)
	})
}

// TellApart says that the records of an open pair are not the same. They are not proposed again.
func (s *Store) TellApart(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "linkage.TellApart(%q)", id)
	return s.change(ctx, actor, "tell apart", id, func(tx *db.Tx) error {
		pair, err := proposal(ctx, tx, id)
		if err != nil {
			return err
		}
		return move(ctx, tx, actor, pair, Open, Different, "")
	})
}

// Undo opens a pair again that was merged or rejected. After a merge everything is as it was before.
func (s *Store) Undo(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "linkage.Undo(%q)", id)
	return s.change(ctx, actor, "undo", id, func(tx *db.Tx) error {
		pair, err := proposal(ctx, tx, id)
		if err != nil {
			return err
		}
		if pair.State == Open {
			return errs.Conflict
		}
		return move(ctx, tx, actor, pair, pair.State, Open, "")
	})
}

// move brings a pair from one state into another; a pair that is in a third is a conflict.
func move(ctx context.Context, tx *db.Tx, actor access.Actor, pair Proposal, from, to State, survivor string) error {
	moved, err := tx.Exec(ctx, `update linkage_pair set state = $4, survivor_id = $5, automatic = false, decided_at = $6, decided_by = $7
		where network_id = $1 and id = $2 and state = $3`, tx.Network, pair.ID, string(from), string(to), survivor, tx.Now, actor.Person)
	if err != nil {
		return err
	}
	if moved == 0 {
		return errs.Conflict
	}
	return settle(ctx, tx)
}
