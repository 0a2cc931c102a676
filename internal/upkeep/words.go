package upkeep

import (
	"context"
	"strings"
	"unicode/utf8"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// OwnWord is words by which people of a network ask for a kind of help.
type OwnWord struct {
	Kind  string // code of the thesaurus
	Words string // in lower case
}

// MostOwnWords is how many a network may have.
const MostOwnWords = 1000

// OwnWords gives the words of a network, in order.
func (s *Store) OwnWords(ctx context.Context, actor access.Actor) (all []OwnWord, err error) {
	defer errs.Wrap(&err, "upkeep.OwnWords")
	if err := access.Can(actor, access.Read, access.Directory); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, func(scan db.Scan) (w OwnWord, err error) { return w, scan(&w.Kind, &w.Words) },
			`select kind, words from own_word where network_id = $1 order by kind, words`, tx.Network)
		return err
	})
	return all, err
}

// ByKind gives the words of a network by the kind of help they stand for.
func (s *Store) ByKind(ctx context.Context, actor access.Actor) (map[string][]string, error) {
	all, err := s.OwnWords(ctx, actor)
	of := map[string][]string{}
	for _, w := range all {
		of[w.Kind] = append(of[w.Kind], w.Words)
	}
	return of, err
}

// readOwnWord checks words for a kind. The key of a problem is "short", "long" or "person".
func readOwnWord(kind, words string) (OwnWord, error) {
	w := OwnWord{kind, strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(words, ";", " ")), " "))}
	switch n := utf8.RuneCountInString(w.Words); {
	case n < 2:
		return w, errs.Problems{{Column: "words", Key: "short", Text: "say at least two letters"}}
	case n > maxMissed:
		return w, errs.Problems{{Column: "words", Key: "long", Text: "use fewer letters"}}
	case len(privacy.Scan(w.Words)) > 0:
		return w, errs.Problems{{Column: "words", Key: "person", Text: "leave out what tells who someone is"}}
	}
	return w, nil
}

// AddOwnWord adds words to a kind of help, and takes them off the list of words that found nothing. The caller knows that
// there is such a kind.
func (s *Store) AddOwnWord(ctx context.Context, actor access.Actor, kind, words string) (err error) {
	defer errs.Wrap(&err, "upkeep.AddOwnWord(%q)", kind)
	if err := access.Can(actor, access.Edit, access.Reports); err != nil {
		return err
	}
	w, err := readOwnWord(kind, words)
	if err != nil {
		return err
	}
	return s.changeWords(ctx, actor, "add word", func(tx *db.Tx) error {
		n, err := db.One(ctx, tx, db.Value[int], `select count(*) from own_word where network_id = $1`, tx.Network)
		switch {
		case err != nil:
			return err
		case n >= MostOwnWords:
			return errs.Problems{{Column: "words", Key: "many", Text: "take other words away first"}}
		}
		if _, err := tx.Exec(ctx, `insert into own_word (network_id, kind, words, made_at) values ($1, $2, $3, $4) on conflict do nothing`,
			tx.Network, w.Kind, w.Words, tx.Now); err != nil {
			return err
		}
		return s.takeOff(ctx, tx, w.Words)
	})
}

// DropOwnWord takes words away from a kind of help. Words that are not there are no error.
func (s *Store) DropOwnWord(ctx context.Context, actor access.Actor, w OwnWord) (err error) {
	defer errs.Wrap(&err, "upkeep.DropOwnWord(%q)", w.Kind)
	if err := access.Can(actor, access.Edit, access.Reports); err != nil {
		return err
	}
	return s.changeWords(ctx, actor, "drop word", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `delete from own_word where network_id = $1 and kind = $2 and words = $3`, tx.Network, w.Kind, w.Words)
		return err
	})
}

// changeWords changes words and raises the revision, so that every search index hears of it.
func (s *Store) changeWords(ctx context.Context, actor access.Actor, action string, change func(*db.Tx) error) error {
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		if err := tx.Revise(ctx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: action, Object: access.Reports})
	})
}
