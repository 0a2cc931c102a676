package directory

import (
	"context"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Uninvited gives the organisations that take no part in the network and were never asked to, by name: at most limit of
// them, and how many there are in all. A large organisation is easily forgotten (inventory H47).
func (s *Store) Uninvited(ctx context.Context, actor access.Actor, limit int) (some []Organization, total int, err error) {
	defer errs.Wrap(&err, "directory.Uninvited")
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return nil, 0, err
	}
	const which = ` and o.member = false and o.invited_at is null`
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		if total, err = db.One(ctx, tx, readCount, `select count(*)`+publicOrganizations+which, tx.Network); err != nil {
			return err
		}
		some, err = db.All(ctx, tx, readOrganization, `select `+organizationColumns+publicOrganizations+which+` order by o.name, o.id limit $2`, tx.Network, limit)
		return err
	})
	return some, total, err
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
