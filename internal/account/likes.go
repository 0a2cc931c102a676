package account

import (
	"context"
	"errors"
	"slices"

	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Likes are how somebody wants to see the pages for staff.
type Likes struct {
	Shortcuts bool   // single keys do something
	TextSize  int    // in percent, one of TextSizes
	Lang      string // "nl", "en", or "" for that of the address
}

// TextSizes are the sizes of text to choose from, in percent.
var TextSizes = []int{100, 125, 150}

// LangOf gives the language in which the owner of an account wants letters, by address: that of the pages. "" is for who
// did not choose, and for who has no account.
func (s *Store) LangOf(ctx context.Context, network, email string) (lang string, err error) {
	defer errs.Wrap(&err, "account.LangOf")
	err = s.db.View(ctx, network, func(tx *db.Tx) error {
		lang, err = db.One(ctx, tx, db.Value[string], `select lang from account where network_id = $1 and email = $2`, tx.Network, fold(email))
		return err
	})
	if errors.Is(err, errs.NotFound) {
		return "", nil
	}
	return lang, err
}

// Like keeps how the owner of a session wants to see the pages. It changes no credential and leaves no trace.
func (s *Store) Like(ctx context.Context, session Session, likes Likes) (err error) {
	defer errs.Wrap(&err, "account.Like")
	if !slices.Contains(TextSizes, likes.TextSize) || !slices.Contains([]string{"", "nl", "en"}, likes.Lang) {
		return errs.Invalid
	}
	return s.db.In(ctx, session.Network, func(tx *db.Tx) error {
		a, _, err := owner(ctx, tx, session, Full)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `update account set shortcuts = $3, text_size = $4, lang = $5 where network_id = $1 and id = $2`,
			tx.Network, a.ID, likes.Shortcuts, likes.TextSize, likes.Lang)
		return err
	})
}
