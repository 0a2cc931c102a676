package people

import (
	"context"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Store keeps persons and assignments.
type Store struct{ db *db.DB }

// NewStore gives the store on d.
func NewStore(d *db.DB) *Store { return &Store{d} }

// Assigned gives the assignments that are in force now, by role and name.
func (s *Store) Assigned(ctx context.Context, actor access.Actor) (all []Assignment, err error) {
	defer errs.Wrap(&err, "people.Assigned")
	if err := access.Can(actor, access.Read, access.People); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, readAssignment, `select a.id, a.role, a.area_id, a.hours_week, a.days, a.consulting, a.starts_at,
			a.ends_at, p.id, p.ref, p.name, p.phone, p.email, coalesce(p.organization_id, ''), coalesce(o.name, ''), coalesce(o.slug, ''), p.quote
			from assignment a
			join person p on p.network_id = a.network_id and p.id = a.person_id
			left join organization o on o.network_id = p.network_id and o.id = p.organization_id
			where a.network_id = $1 and a.starts_at <= $2 and (a.ends_at is null or a.ends_at > $2)
			order by a.role, p.name, a.id`, tx.Network, tx.Now)
		return err
	})
	return all, err
}

func readAssignment(scan db.Scan) (a Assignment, err error) {
	p := &a.Person
	return a, scan(&a.ID, &a.Role, &a.AreaID, &a.HoursWeek, &a.Days, &a.Consulting, &a.Starts, &a.Ends,
		&p.ID, &p.Ref, &p.Name, &p.Phone, &p.Email, &p.OrganizationID, &p.OrganizationName, &p.OrganizationSlug, &p.Quote)
}

// Replace puts these assignments and their persons in the place of all there are. Persons are recognised by Ref and
// keep their id; who has no task left is forgotten.
func (s *Store) Replace(ctx context.Context, actor access.Actor, all []Assignment) (err error) {
	defer errs.Wrap(&err, "people.Replace")
	if err := access.Can(actor, access.Edit, access.People); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		ids, err := personIDs(ctx, tx)
		if err != nil {
			return err
		}
		var persons, assignments [][]any
		for _, a := range all {
			p := a.Person
			if ids[p.Ref] == "" {
				ids[p.Ref] = db.NewID()
			}
			persons = append(persons, []any{tx.Network, ids[p.Ref], p.Ref, p.Name, p.Phone, p.Email, orNull(p.OrganizationID), p.Quote})
			assignments = append(assignments, []any{tx.Network, db.NewID(), ids[p.Ref], string(a.Role), a.AreaID, a.HoursWeek,
				a.Days, a.Consulting, a.Starts, a.Ends})
		}
		return replace(ctx, tx, persons, assignments)
	})
}

func replace(ctx context.Context, tx *db.Tx, persons, assignments [][]any) error {
	if _, err := tx.Exec(ctx, `delete from assignment where network_id = $1`, tx.Network); err != nil {
		return err
	}
	err := tx.Repeat(ctx, `insert into person (network_id, id, ref, name, phone, email, organization_id, quote)
		values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (network_id, id) do update set name = excluded.name, phone = excluded.phone, email = excluded.email,
			organization_id = excluded.organization_id, quote = excluded.quote`, persons)
	if err != nil {
		return err
	}
	err = tx.Repeat(ctx, `insert into assignment (network_id, id, person_id, role, area_id, hours_week, days, consulting, starts_at, ends_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, assignments)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `delete from person where network_id = $1 and not exists (select 1 from assignment a
		where a.network_id = person.network_id and a.person_id = person.id)`, tx.Network)
	return err
}

func personIDs(ctx context.Context, tx *db.Tx) (map[string]string, error) {
	ids := map[string]string{}
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		var ref, id string
		err := scan(&ref, &id)
		ids[ref] = id
		return err
	}, `select ref, id from person where network_id = $1`, tx.Network)
	return ids, err
}

func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}
