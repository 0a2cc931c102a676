package desk

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

// Usual is a service that was named to people before, and how often.
type Usual struct {
	Service string // id
	N       int
}

// mostUsual is how many services UsedBefore gives.
const mostUsual = 5

// UsedBefore gives the services that were named most for a need in the last year: the answers that this network gives.
// It says nothing about who asked.
func (s *Store) UsedBefore(ctx context.Context, actor access.Actor, need string) (all []Usual, err error) {
	defer errs.Wrap(&err, "desk.UsedBefore(%q)", need)
	if _, err := access.Reach(actor, access.Edit, access.Enquiries); err != nil || strings.ContainsAny(need, `%_"\`) || need == "" {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, func(scan db.Scan) (u Usual, err error) { return u, scan(&u.Service, &u.N) },
			`select service_id, count(*) from enquiry_given where network_id = $1 and given_at > $2 and needs like $3
				group by service_id order by count(*) desc, service_id limit $4`, tx.Network, tx.Now.AddDate(-1, 0, 0), `%"`+need+`"%`, mostUsual)
		return err
	})
	return all, err
}

// Words are what an answer about a need begins with.
type Words struct {
	Need    string // code
	Text    string
	Version int64
}

// maxWords is the longest text to begin an answer with, in characters.
const maxWords = 1000

// AnswerWords gives the words for each need that has some, by need.
func (s *Store) AnswerWords(ctx context.Context, actor access.Actor) (by map[string]Words, err error) {
	defer errs.Wrap(&err, "desk.AnswerWords")
	if _, err := access.Reach(actor, access.Edit, access.Enquiries); err != nil {
		return nil, err
	}
	by = map[string]Words{}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(scan db.Scan) error {
			var w Words
			err := scan(&w.Need, &w.Text, &w.Version)
			by[w.Need] = w
			return err
		}, `select need, words, version from answer_words where network_id = $1`, tx.Network)
	})
	return by, err
}

// SaveWords keeps the words for a need, with the version that was read; 0 = there were none. Whoever may write every
// question may; names and numbers of people do not belong in them.
func (s *Store) SaveWords(ctx context.Context, actor access.Actor, w Words) (err error) {
	defer errs.Wrap(&err, "desk.SaveWords(%q)", w.Need)
	if err := access.Can(actor, access.Edit, access.Enquiries); err != nil {
		return err
	}
	w.Text = strings.TrimSpace(w.Text)
	if utf8.RuneCountInString(w.Text) > maxWords {
		return errs.Problems{{Column: "words", Key: "desk.wrong.long", Text: "desk.wrong.long"}}
	}
	if found := privacy.Scan(w.Text); len(found) > 0 {
		return errs.Problems{{Column: "words", Key: "desk.wrong.person", Text: "desk.wrong.person"}}
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		changed, err := tx.Exec(ctx, `insert into answer_words (network_id, need, words, version) values ($1, $2, $3, 1)
			on conflict (network_id, need) do update set words = excluded.words, version = answer_words.version + 1 where answer_words.version = $4`,
			tx.Network, w.Need, w.Text, w.Version)
		if err == nil && changed == 0 {
			err = errs.Conflict
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Enquiries, Purpose: "words"})
	})
}
