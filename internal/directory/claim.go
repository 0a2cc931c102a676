package directory

import (
	"context"
	"slices"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Claim is another word on a field of a record: what its own source said last, or what a record says that it stands for.
type Claim[T any] struct {
	Field  string
	From   string // id of the record that says so: the record itself for its own source
	Source string // name
	Then   T      // the record, if this word counted
}

// claimable is what organisations and services have in common here.
type claimable[T any] struct {
	fields []Field[T]
	head   func(*T) (id string, origin Origin, provenance *Provenance)
}

var (
	claimedOrganization = claimable[Organization]{OrganizationFields, func(o *Organization) (string, Origin, *Provenance) { return o.ID, o.Origin, &o.Provenance }}
	claimedService      = claimable[Service]{ServiceFields, func(s *Service) (string, Origin, *Provenance) { return s.ID, s.Origin, &s.Provenance }}
)

// unclaimed are fields about which sources do not contradict each other: what a record belongs to, when it was confirmed,
// and what only one of them says.
var unclaimed = []string{"organization_id", "confirmed", "confirmed_by", "more"}

// claims gives the other words on a record by those that it stands for, field by field. A record that says nothing of a
// field claims nothing.
func (k claimable[T]) claims(record T, others []T) (all []Claim[T]) {
	id, origin, provenance := k.head(&record)
	for _, f := range k.fields {
		if slices.Contains(unclaimed, f.Name) {
			continue
		}
		if said, kept := provenance.Said[f.Name]; kept && said != f.Text(record) && origin.Source != "" {
			then := record
			if f.Set(&then, said) == nil {
				all = append(all, Claim[T]{f.Name, id, origin.Source, then})
			}
		}
		var nothing T
		for _, other := range others {
			if text := f.Text(other); text != f.Text(record) && text != f.Text(nothing) {
				from, origin, _ := k.head(&other)
				then := record
				f.Copy(&then, other)
				all = append(all, Claim[T]{f.Name, from, origin.Source, then})
			}
		}
	}
	return all
}

// take gives the record as it is when a claim counts, with where the field comes from now.
func (k claimable[T]) take(record T, others []T, field, from string, stamp Stamp) (T, error) {
	all := k.claims(record, others)
	at := slices.IndexFunc(all, func(c Claim[T]) bool { return c.Field == field && c.From == from })
	if at < 0 {
		return record, errs.NotFound
	}
	then := all[at].Then
	id, _, provenance := k.head(&then)
	if from == id {
		*provenance = provenance.Returned(field)
		return then, nil
	}
	said, known := provenance.Said[field]
	for _, f := range k.fields {
		if f.Name == field && !known {
			said = f.Text(record)
		}
	}
	stamp.Source = all[at].Source
	*provenance = provenance.Written(field, stamp, said)
	return then, nil
}

// ServiceClaims gives the other words on a service, for an editor.
func (s *Store) ServiceClaims(ctx context.Context, actor access.Actor, id string) (all []Claim[Service], err error) {
	defer errs.Wrap(&err, "directory.ServiceClaims(%q)", id)
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return nil, err
	}
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		record, others, err := servicesAbout(ctx, tx, id)
		all = claimedService.claims(record, others)
		return err
	})
	return all, err
}

func servicesAbout(ctx context.Context, tx *db.Tx, id string) (record Service, others []Service, err error) {
	known, err := Get(ctx, tx, insider(tx), nil, []string{id})
	if err != nil {
		return record, nil, err
	}
	record, ok := known.Services[id]
	if !ok {
		return record, nil, errs.NotFound
	}
	merged, err := mergedServices(ctx, tx, insider(tx), []string{id})
	return record, merged[id], err
}

// TakeServiceClaim lets a word of ServiceClaims count, by its field and record. A service that was changed since this
// version is a Conflict.
func (s *Store) TakeServiceClaim(ctx context.Context, actor access.Actor, id, field, from string, version int64) (err error) {
	defer errs.Wrap(&err, "directory.TakeServiceClaim(%q, %q)", id, field)
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		record, others, err := servicesAbout(ctx, tx, id)
		if err == nil && record.Version != version {
			err = errs.Conflict
		}
		if err != nil {
			return err
		}
		then, err := claimedService.take(record, others, field, from, Stamp{By: "redactie", At: tx.Now})
		if err != nil {
			return err
		}
		return s.write(ctx, tx, actor, Changes{Services: []Service{then}}, id)
	})
}

// OrganizationClaims is ServiceClaims for an organisation.
func (s *Store) OrganizationClaims(ctx context.Context, actor access.Actor, id string) (all []Claim[Organization], err error) {
	defer errs.Wrap(&err, "directory.OrganizationClaims(%q)", id)
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return nil, err
	}
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		record, others, err := organizationsAbout(ctx, tx, id)
		all = claimedOrganization.claims(record, others)
		return err
	})
	return all, err
}

func organizationsAbout(ctx context.Context, tx *db.Tx, id string) (record Organization, others []Organization, err error) {
	known, err := Get(ctx, tx, insider(tx), []string{id}, nil)
	if err != nil {
		return record, nil, err
	}
	record, ok := known.Organizations[id]
	if !ok {
		return record, nil, errs.NotFound
	}
	merged, err := mergedOrganizations(ctx, tx, []string{id})
	return record, merged[id], err
}

// TakeOrganizationClaim is TakeServiceClaim for an organisation.
func (s *Store) TakeOrganizationClaim(ctx context.Context, actor access.Actor, id, field, from string, version int64) (err error) {
	defer errs.Wrap(&err, "directory.TakeOrganizationClaim(%q, %q)", id, field)
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		record, others, err := organizationsAbout(ctx, tx, id)
		if err == nil && record.Version != version {
			err = errs.Conflict
		}
		if err != nil {
			return err
		}
		then, err := claimedOrganization.take(record, others, field, from, Stamp{By: "redactie", At: tx.Now})
		if err != nil {
			return err
		}
		return s.write(ctx, tx, actor, Changes{Organizations: []Organization{then}}, id)
	})
}
