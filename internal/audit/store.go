package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Store reads the trace, and writes lines that belong to no other transaction.
type Store struct{ db *db.DB }

// NewStore gives the store on d.
func NewStore(d *db.DB) *Store { return &Store{d} }

// Write adds a line about an act to the trace, in the transaction of the act. When that fails the error is of kind
// errs.Unavailable: what leaves no trace does not happen.
func Write(ctx context.Context, tx *db.Tx, actor access.Actor, act Act) error {
	if err := write(ctx, tx, actor, act); err != nil {
		return fmt.Errorf("audit.Write: %w: %w", errs.Unavailable, err)
	}
	return nil
}

// Edit lets an actor who may edit all of the object of an act change something, and leaves a line about it in the trace.
func Edit(ctx context.Context, d *db.DB, actor access.Actor, act Act, fn func(*db.Tx) error) error {
	if err := access.Can(actor, access.Edit, act.Object); err != nil {
		return err
	}
	return d.In(ctx, actor.Network, func(tx *db.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return Write(ctx, tx, actor, act)
	})
}

func write(ctx context.Context, tx *db.Tx, actor access.Actor, act Act) error {
	if act.Outcome == "" {
		act.Outcome = Done
	}
	line := Line{At: tx.Now, Person: actor.Person, Roles: words(actor.Roles()), Act: act, Origin: actor.Origin}
	before, err := lockHead(ctx, tx)
	if err != nil {
		return err
	}
	line.Seq = before.Seq + 1
	line.Hash = line.chained(tx.Network, before.Hash)
	_, err = tx.Exec(ctx, `insert into audit_line (network_id, seq, at, person_id, roles, action, object, object_id, outcome, purpose, origin, hash)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, tx.Network, line.Seq, line.At, line.Person, line.Roles,
		line.Action, string(line.Object), line.ID, string(line.Outcome), line.Purpose, line.Origin, line.Hash)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update audit_head set seq = $2, hash = $3 where network_id = $1`, tx.Network, line.Seq, line.Hash)
	return err
}

func words(roles []access.Role) string {
	texts := make([]string, len(roles))
	for i, role := range roles {
		texts[i] = string(role)
	}
	return strings.Join(texts, " ")
}

// Head is the end of a chain.
type Head struct {
	Seq  int64
	Hash string
}

// lockHead gives the end of the chain and keeps others from adding to it until the transaction ends. An update locks
// the row on both engines.
func lockHead(ctx context.Context, tx *db.Tx) (Head, error) {
	for range 2 {
		head, err := db.One(ctx, tx, readHead, `update audit_head set seq = seq where network_id = $1 returning seq, hash`, tx.Network)
		if !errors.Is(err, errs.NotFound) {
			return head, err
		}
		_, err = tx.Exec(ctx, `insert into audit_head (network_id, seq, hash) values ($1, 0, '') on conflict (network_id) do nothing`, tx.Network)
		if err != nil {
			return head, err
		}
	}
	return Head{}, errors.New("the head of the trace cannot be made")
}

func readHead(scan db.Scan) (h Head, err error) { return h, scan(&h.Seq, &h.Hash) }

// Note writes a line in a transaction of its own: for what has no other, such as a denial.
func (s *Store) Note(ctx context.Context, actor access.Actor, act Act) error {
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error { return Write(ctx, tx, actor, act) })
}

const columns = `select seq, at, person_id, roles, action, object, object_id, outcome, purpose, origin, hash from audit_line where network_id = $1`

func readLine(scan db.Scan) (l Line, err error) {
	return l, scan(&l.Seq, &l.At, &l.Person, &l.Roles, &l.Action, &l.Object, &l.ID, &l.Outcome, &l.Purpose, &l.Origin, &l.Hash)
}

// Filter says which lines to show. What is empty does not filter.
type Filter struct {
	Person, Object, ID string
	Before             int64 // lines older than this number; 0 = the newest
	Limit              int
}

// Lines gives lines, newest first. Reading the trace is itself a line.
func (s *Store) Lines(ctx context.Context, actor access.Actor, f Filter) (lines []Line, err error) {
	defer errs.Wrap(&err, "audit.Lines")
	if err := access.Can(actor, access.Read, access.Trace); err != nil {
		return nil, err
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if f.Before == 0 {
			f.Before = 1 << 62
		}
		lines, err = db.All(ctx, tx, readLine, columns+` and seq < $2 and ($3 = '' or person_id = $3) and ($4 = '' or object = $4)
			and ($5 = '' or object_id = $5) order by seq desc limit $6`, tx.Network, f.Before, f.Person, f.Object, f.ID, f.Limit)
		if err != nil {
			return err
		}
		return Write(ctx, tx, actor, Act{Action: "read", Object: access.Trace, ID: f.ID})
	})
	return lines, err
}

// Broken is what Verify found: where the chain breaks and how that shows.
type Broken struct {
	Seq  int64
	What string
}

func (b Broken) Error() string {
	return fmt.Sprintf("the trace is broken at line %d: %s", b.Seq, b.What)
}

// Verify reads the chain of the network from its first line and holds it against the seals. It gives the number of
// lines that are whole. What does not fit comes back as a Broken. The chain may begin behind a seal that is older than
// the term of the trace.
func (s *Store) Verify(ctx context.Context, actor access.Actor, seals []Seal) (lines int64, err error) {
	defer errs.Wrap(&err, "audit.Verify")
	if err := access.Can(actor, access.Read, access.Trace); err != nil {
		return 0, err
	}
	own := slices.DeleteFunc(slices.Clone(seals), func(seal Seal) bool { return seal.Network != actor.Network })
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		var last Line
		var sealed map[int64]string
		err := db.Each(ctx, tx, func(scan db.Scan) error {
			line, err := readLine(scan)
			if err != nil {
				return err
			}
			if lines == 0 {
				last, sealed = begin(line.Seq, own, tx.Now)
			}
			if err := follows(tx.Network, last, line); err != nil {
				return err
			}
			if hash, ok := sealed[line.Seq]; ok && hash != line.Hash {
				return Broken{line.Seq, "it was sealed with another content"}
			}
			delete(sealed, line.Seq)
			last = line
			lines++
			return nil
		}, columns+` order by seq`, tx.Network)
		if err != nil {
			return err
		}
		if lines == 0 {
			_, sealed = begin(1, own, tx.Now)
		}
		return ends(ctx, tx, last, sealed)
	})
	return lines, err
}

func follows(network string, last, line Line) error {
	switch {
	case line.Seq != last.Seq+1:
		return Broken{line.Seq, fmt.Sprintf("the line before it is %d; lines were taken out or moved", last.Seq)}
	case line.Hash != line.chained(network, last.Hash):
		return Broken{line.Seq, "it, or a line before it, is not what was written"}
	}
	return nil
}

// ends looks whether the chain goes on to where it should.
func ends(ctx context.Context, tx *db.Tx, last Line, sealed map[int64]string) error {
	head, err := db.One(ctx, tx, readHead, `select seq, hash from audit_head where network_id = $1`, tx.Network)
	if err != nil && !errors.Is(err, errs.NotFound) {
		return err
	}
	if head.Seq != last.Seq || head.Hash != last.Hash {
		return Broken{last.Seq, fmt.Sprintf("it is the last, and there were %d lines", head.Seq)}
	}
	for seq := range sealed {
		return Broken{seq, "it was sealed and is not there any more"}
	}
	return nil
}
