package directory

import (
	"context"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// EditService replaces a service by hand. Every field that differs is marked as written here, so that the source of the
// service does not undo it. The version must be that of the service as it was read; else it is a conflict.
func (s *Store) EditService(ctx context.Context, actor access.Actor, edited Service) (err error) {
	defer errs.Wrap(&err, "directory.EditService(%q)", edited.ID)
	return s.edit(ctx, actor, nil, []string{edited.ID}, func(k *Known, stamp Stamp) error {
		before, ok := k.Services[edited.ID]
		if !ok {
			return errs.NotFound
		}
		if before.Version != edited.Version {
			return errs.Conflict
		}
		edited.Provenance = before.Provenance
		edited.Provenance = written(ServiceFields, before, edited, before.Provenance, before.Origin, stamp)
		edited.Origin, edited.Slug, edited.Run, edited.Withdrawn = before.Origin, before.Slug, before.Run, before.Withdrawn
		k.Services[edited.ID] = edited
		return nil
	})
}

// Object withdraws a service because someone objects to it. Its source cannot bring it back.
func (s *Store) Object(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "directory.Object(%q)", id)
	return s.edit(ctx, actor, nil, []string{id}, func(k *Known, stamp Stamp) error {
		service, ok := k.Services[id]
		if !ok {
			return errs.NotFound
		}
		service.Withdrawn, service.Provenance.Objected = &stamp.At, &stamp
		k.Services[id] = service
		return nil
	})
}

// edit changes records by hand, in one transaction with a line in the trace.
func (s *Store) edit(ctx context.Context, actor access.Actor, organizations, services []string, change func(*Known, Stamp) error) error {
	for _, right := range []access.Object{access.Directory, access.Secrets} {
		action := access.Edit
		if right == access.Secrets {
			action = access.Read
		}
		if err := access.Can(actor, action, right); err != nil {
			return err
		}
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		known, err := Get(ctx, tx, actor, organizations, services)
		if err != nil {
			return err
		}
		if err := change(&known, Stamp{By: actor.Person, At: tx.Now}); err != nil {
			return err
		}
		if err := apply(ctx, tx, known.Changes()); err != nil {
			return err
		}
		if err := tx.Revise(ctx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Directory, ID: services[0]})
	})
}

// written gives the provenance of a record after an edit by hand.
func written[T any](fields []Field[T], before, after T, p Provenance, origin Origin, stamp Stamp) Provenance {
	for _, f := range fields {
		said := f.Text(before)
		if said == f.Text(after) {
			continue
		}
		if old, elsewhere := p.Fields[f.Name]; elsewhere && old.Source == "" {
			said = p.Said[f.Name] // what the source said last, not what was written here before
		}
		if origin.Source != "" {
			p = p.Written(f.Name, stamp, said)
		}
	}
	return p
}
