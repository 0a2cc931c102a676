package audit

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// JobKind is the name of the kind of jobs that seal the trace.
const JobKind = "seal"

// Kept is how many years lines are kept at the least. A chain that begins behind a younger seal is broken.
const Kept = 5

// begin gives the line before the first one that is there, and the seals that the chain must still meet by number.
// Lines may be missing before the first when a seal that is old enough stands at their end.
func begin(first int64, seals []Seal, now time.Time) (before Line, sealed map[int64]string) {
	sealed = map[int64]string{}
	for _, seal := range seals {
		if seal.Seq > 0 && seal.Seq == first-1 && !seal.At.AddDate(Kept, 0, 0).After(now) {
			before = Line{Seq: seal.Seq, Hash: seal.Hash}
		}
	}
	for _, seal := range seals {
		if seal.Seq > before.Seq {
			sealed[seal.Seq] = seal.Hash
		}
	}
	return before, sealed
}

// Segment is a month of the trace that was closed: the lines up to the one its seal is over.
type Segment struct {
	Seal
	Gone bool // its lines were removed
}

// Segments gives the closed segments of a network, the oldest first, in the transaction of the caller.
func Segments(ctx context.Context, tx *db.Tx) ([]Segment, error) {
	return db.All(ctx, tx, func(scan db.Scan) (s Segment, err error) {
		var signature string
		s.Network = tx.Network
		if err := scan(&s.Seq, &s.Hash, &s.At, &signature, &s.Gone); err != nil {
			return s, err
		}
		s.Signature, err = base64.RawURLEncoding.DecodeString(signature)
		return s, err
	}, `select s.seq, s.hash, s.closed_at, s.signature, not exists (select 1 from audit_line l where l.network_id = s.network_id and l.seq <= s.seq)
		from audit_segment s where s.network_id = $1 order by s.seq`, tx.Network)
}

// Close seals the end of the chain of the network. The first seal of a month closes a segment, and is kept beside it.
func Close(ctx context.Context, tx *db.Tx, key ed25519.PrivateKey) (Seal, error) {
	head, err := lockHead(ctx, tx)
	if err != nil {
		return Seal{}, err
	}
	seal := NewSeal(tx.Network, head, tx.Now, key)
	month := time.Date(seal.At.Year(), seal.At.Month(), 1, 0, 0, 0, 0, time.UTC)
	closed, err := db.One(ctx, tx, db.Value[int], `select count(*) from audit_segment where network_id = $1 and (closed_at >= $2 or seq >= $3)`,
		tx.Network, month, head.Seq)
	if err != nil || closed > 0 || head.Seq == 0 {
		return seal, err
	}
	_, err = tx.Exec(ctx, `insert into audit_segment (network_id, seq, hash, closed_at, signature) values ($1, $2, $3, $4, $5)`,
		tx.Network, seal.Seq, seal.Hash, seal.At, base64.RawURLEncoding.EncodeToString(seal.Signature))
	return seal, err
}

// RemoveSegment removes the lines up to the end of a segment. Its seal stays and proves the rest.
func RemoveSegment(ctx context.Context, tx *db.Tx, seq int64) error {
	_, err := tx.Exec(ctx, `delete from audit_line where network_id = $1 and seq <= $2
		and exists (select 1 from audit_segment s where s.network_id = $1 and s.seq = $2)`, tx.Network, seq)
	return err
}

// Heads gives the seals of the closed segments, for Verify. The caller looks whether they were made with the own key.
func (s *Store) Heads(ctx context.Context, actor access.Actor) (heads []Seal, err error) {
	defer errs.Wrap(&err, "audit.Heads")
	if err := access.Can(actor, access.Read, access.Trace); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		segments, err := Segments(ctx, tx)
		for _, segment := range segments {
			heads = append(heads, segment.Seal)
		}
		return err
	})
	return heads, err
}
