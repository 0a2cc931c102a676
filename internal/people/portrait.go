package people

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// SetPortrait keeps the picture of a person, or takes it away when it is empty. It must be small and made by this
// program (files.Square).
func (s *Store) SetPortrait(ctx context.Context, actor access.Actor, person string, picture []byte) (err error) {
	defer errs.Wrap(&err, "people.SetPortrait")
	if err := access.Can(actor, access.Edit, access.Staff); err != nil {
		return err
	}
	text, hash := "", ""
	if len(picture) > 0 {
		sum := sha256.Sum256(picture)
		text, hash = base64.StdEncoding.EncodeToString(picture), hex.EncodeToString(sum[:8])
	}
	return s.edit(ctx, actor, person, func(tx *db.Tx) error {
		return one(tx.Exec(ctx, `update person set portrait = $3, portrait_hash = $4, version = version + 1 where network_id = $1 and id = $2`,
			tx.Network, person, text, hash))
	})
}

// Portrait gives the picture of a person by its hash. Everyone may see that of who has a public role now, or stands in
// for one; staff see all.
func (s *Store) Portrait(ctx context.Context, actor access.Actor, person, hash string) (picture []byte, err error) {
	defer errs.Wrap(&err, "people.Portrait")
	assigned, err := s.Assigned(ctx, actor)
	if err != nil {
		return nil, err
	}
	if access.Can(actor, access.Read, access.Staff) != nil && !shows(assigned, person) {
		return nil, errs.NotFound
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		text, err := db.One(ctx, tx, db.Value[string], `select portrait from person where network_id = $1 and id = $2 and portrait_hash = $3 and portrait <> ''`,
			tx.Network, person, hash)
		if err == nil {
			picture, err = base64.StdEncoding.DecodeString(text)
		}
		return err
	})
	return picture, err
}

func shows(assigned []Assignment, person string) bool {
	for _, a := range assigned {
		if a.Person.ID == person {
			return true
		}
	}
	return false
}
