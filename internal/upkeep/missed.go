package upkeep

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// Missed is words that visitors looked for and that found nothing.
type Missed struct {
	Words    string
	Visitors int // different ones, as far as can be told
}

// What is kept of words that find nothing: a keyed hash, and the words themselves once three different visitors used
// them. Who used them is a keyed hash too, of the address and the month, so that months cannot be laid beside each
// other. All of it goes when nobody looked for it during a term.
const (
	ToldAfter = 3  // visitors
	maxMissed = 80 // characters; a longer text is a story, and stories are not kept
)

// Miss notes that a visitor found nothing for words. Words in which a person could be recognised are not noted at all.
func (s *Store) Miss(ctx context.Context, network, words, visitor string) (err error) {
	defer errs.Wrap(&err, "upkeep.Miss")
	words = strings.ToLower(strings.Join(strings.Fields(words), " "))
	if words == "" || utf8.RuneCountInString(words) > maxMissed || len(privacy.Scan(words)) > 0 {
		return nil
	}
	return s.db.In(ctx, network, func(tx *db.Tx) error {
		hash, who := s.hash(network, "words", words), s.hash(network, "visitor", tx.Now.Format("2006-01"), visitor)
		if _, err := tx.Exec(ctx, `insert into missed_by (network_id, hash, visitor, at) values ($1, $2, $3, $4)
			on conflict (network_id, hash, visitor) do update set at = excluded.at`, tx.Network, hash, who, tx.Now); err != nil {
			return err
		}
		visitors, err := db.One(ctx, tx, db.Value[int], `select count(*) from missed_by where network_id = $1 and hash = $2`, tx.Network, hash)
		if err != nil || visitors < ToldAfter {
			return err
		}
		_, err = tx.Exec(ctx, `insert into missed (network_id, hash, words) values ($1, $2, $3) on conflict do nothing`, tx.Network, hash, words)
		return err
	})
}

// hash gives a short proof of texts that cannot be turned back without the key.
func (s *Store) hash(texts ...string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte("missed\x00" + strings.Join(texts, "\x00")))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// AllMissed gives the words that at least three visitors looked for in vain, those of most visitors first.
func (s *Store) AllMissed(ctx context.Context, actor access.Actor) (all []Missed, err error) {
	defer errs.Wrap(&err, "upkeep.AllMissed")
	if err := access.Can(actor, access.Read, access.Reports); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = LoadMissed(ctx, tx)
		return err
	})
	return all, err
}

// LoadMissed is AllMissed inside a transaction that another concept opened.
func LoadMissed(ctx context.Context, tx *db.Tx) ([]Missed, error) {
	return db.All(ctx, tx, func(scan db.Scan) (m Missed, err error) { return m, scan(&m.Words, &m.Visitors) },
		`select m.words, count(*) from missed m join missed_by b on b.network_id = m.network_id and b.hash = m.hash
			where m.network_id = $1 group by m.words order by count(*) desc, m.words limit 100`, tx.Network)
}

// AddWord adds words that were looked for to the search words of a service, and takes them off the list.
func (s *Store) AddWord(ctx context.Context, actor access.Actor, service, words string) (err error) {
	defer errs.Wrap(&err, "upkeep.AddWord(%q)", service)
	e, err := s.directory.WrittenEntry(ctx, actor, service)
	if err != nil {
		return err
	}
	e.Service.Words = append(e.Service.Words, words)
	if _, err := s.directory.SaveService(ctx, actor, e.Service, "redactie"); err != nil {
		return err
	}
	return s.Settled(ctx, actor, words)
}

// Settled takes words off the list: they were added somewhere, or belong nowhere.
func (s *Store) Settled(ctx context.Context, actor access.Actor, words string) (err error) {
	defer errs.Wrap(&err, "upkeep.Settled")
	if err := access.Can(actor, access.Edit, access.Reports); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if err := s.takeOff(ctx, tx, words); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "settle", Object: access.Reports})
	})
}

// takeOff takes words off the list.
func (s *Store) takeOff(ctx context.Context, tx *db.Tx, words string) error {
	hash := s.hash(tx.Network, "words", words)
	if _, err := tx.Exec(ctx, `delete from missed where network_id = $1 and hash = $2`, tx.Network, hash); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `delete from missed_by where network_id = $1 and hash = $2`, tx.Network, hash)
	return err
}

// forgetMissed deletes what nobody looked for since a moment, and gives how much.
func forgetMissed(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	n, err := tx.Exec(ctx, `delete from missed_by where network_id = $1 and at < $2`, tx.Network, before)
	if err != nil {
		return n, err
	}
	_, err = tx.Exec(ctx, `delete from missed where network_id = $1 and not exists (select 1 from missed_by b
		where b.network_id = missed.network_id and b.hash = missed.hash)`, tx.Network)
	return n, err
}
