package directory

import (
	"context"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Uninvited gives of organisations those that take no part in the network and were never asked to. A large organisation is
// easily forgotten (inventory H47).
func Uninvited(all []Organization) (some []Organization) {
	for _, o := range all {
		if !o.Member && o.Invited == nil {
			some = append(some, o)
		}
	}
	return some
}

// Invited notes that an organisation was asked to take part.
func (s *Store) Invited(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "directory.Invited(%q)", id)
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		changed, err := tx.Exec(ctx, `update organization set invited_at = $3 where network_id = $1 and id = $2 and invited_at is null`, tx.Network, id, tx.Now)
		if err == nil && changed == 0 {
			err = errs.NotFound
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "invite", Object: access.Directory, ID: id})
	})
}
