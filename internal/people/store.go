package people

import (
	"context"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/places"
)

// Store keeps persons, teams and tasks.
type Store struct{ db *db.DB }

// NewStore gives the store on d.
func NewStore(d *db.DB) *Store { return &Store{d} }

const personColumns = `p.id, p.ref, p.name, p.phone, p.email, coalesce(p.organization_id, ''), coalesce(o.name, ''), coalesce(o.slug, ''), p.quote,
	p.portrait_hash, p.version`

const personJoin = ` left join organization o on o.network_id = p.network_id and o.id = p.organization_id`

func (p *Person) targets() []any {
	return []any{&p.ID, &p.Ref, &p.Name, &p.Phone, &p.Email, &p.OrganizationID, &p.OrganizationName, &p.OrganizationSlug, &p.Quote, &p.Portrait, &p.Version}
}

func readPerson(scan db.Scan) (p Person, err error) { return p, scan(p.targets()...) }

const tasks = `select a.id, a.role, a.variant, coalesce(a.area_id, ''), coalesce(a.team_id, ''), coalesce(a.organization_id, ''), a.sector,
	a.hours_week, a.days, a.consulting, a.paid, a.funding, a.starts_at, a.ends_at, a.rule_id, ` + personColumns + `
	from assignment a join person p on p.network_id = a.network_id and p.id = a.person_id` + personJoin + ` where a.network_id = $1`

func readAssignment(scan db.Scan) (a Assignment, err error) {
	return a, scan(append([]any{&a.ID, &a.Role, &a.Variant, &a.AreaID, &a.TeamID, &a.OrganizationID, &a.Sector, &a.HoursWeek, &a.Days,
		&a.Consulting, &a.Paid, &a.Funding, &a.Starts, &a.Ends, &a.Rule}, a.Person.targets()...)...)
}

const inForce = ` and a.starts_at <= $2 and (a.ends_at is null or a.ends_at > $2)`

// Assigned gives the tasks that are in force now, by role and name. Who may not read staff gets the public roles only.
// Where a person is absent, the stand-in is given instead.
func (s *Store) Assigned(ctx context.Context, actor access.Actor) (all []Assignment, err error) {
	defer errs.Wrap(&err, "people.Assigned")
	if err := access.Can(actor, access.Read, access.People); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, readAssignment, tasks+inForce+` order by a.role, p.name, a.id`, tx.Network, tx.Now)
		if err != nil {
			return err
		}
		away, err := absences(ctx, tx, tx.Now)
		if err != nil {
			return err
		}
		all = shown(all, away, access.Can(actor, access.Read, access.Staff) == nil)
		return nil
	})
	return all, err
}

// shown puts stand-ins in the place of who is absent, and leaves out roles that are not for everyone.
func shown(all []Assignment, away map[string]Person, staff bool) []Assignment {
	var kept []Assignment
	for _, a := range all {
		if !staff && !isPublic(a.Role) {
			continue
		}
		if standIn, absent := away[a.Person.ID]; absent {
			a.Absent, a.Person = a.Person.Name, standIn
			a.Consulting, a.Days = "", ""
		}
		if a.Variant == Narrow {
			a.Consulting = ""
		}
		kept = append(kept, a)
	}
	return kept
}

func isPublic(role Role) bool {
	for _, r := range Public {
		if r == role {
			return true
		}
	}
	return false
}

// absences gives who is absent at a moment, with their stand-ins.
func absences(ctx context.Context, tx *db.Tx, at time.Time) (map[string]Person, error) {
	away := map[string]Person{}
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		var absent string
		var standIn Person
		err := scan(append([]any{&absent}, standIn.targets()...)...)
		away[absent] = standIn
		return err
	}, `select x.person_id, `+personColumns+` from absence x join person p on p.network_id = x.network_id and p.id = x.stand_in_id`+personJoin+`
		where x.network_id = $1 and x.starts_at <= $2 and x.ends_at > $2`, tx.Network, at)
	return away, err
}

// Grants gives the rights of a person now: of the own tasks and teams, and of those for whom the person stands in. A
// person who is unknown has none. It is asked before there is an actor, so it asks no right.
func (s *Store) Grants(ctx context.Context, network, person string) (all []access.Grant, err error) {
	defer errs.Wrap(&err, "people.Grants")
	err = s.db.View(ctx, network, func(tx *db.Tx) error {
		all, err = grantsOf(ctx, tx, person)
		return err
	})
	return all, err
}

func grantsOf(ctx context.Context, tx *db.Tx, person string) ([]access.Grant, error) {
	tree, err := places.LoadTree(ctx, tx)
	if err != nil {
		return nil, err
	}
	own, err := db.All(ctx, tx, readAssignment, tasks+inForce+` and (a.person_id = $3 or exists (select 1 from absence x
		where x.network_id = $1 and x.person_id = a.person_id and x.stand_in_id = $3 and x.starts_at <= $2 and x.ends_at > $2)) order by a.role, a.id`,
		tx.Network, tx.Now, person)
	if err != nil {
		return nil, err
	}
	teams, err := db.All(ctx, tx, func(scan db.Scan) (m Membership, err error) { return m, scan(&m.TeamID, &m.Kind) },
		`select m.team_id, case when t.volunteers then 'professional' else m.kind end from membership m
			join team t on t.network_id = m.network_id and t.id = m.team_id
			where m.network_id = $1 and m.person_id = $3 and m.starts_at <= $2 and (m.ends_at is null or m.ends_at > $2) order by m.id`,
		tx.Network, tx.Now, person)
	return grants(tree, own, teams), err
}

// edit runs a change of staff in one transaction with its line in the trace, and raises the revision of what is public.
func (s *Store) edit(ctx context.Context, actor access.Actor, id string, fn func(*db.Tx) error, at ...access.At) error {
	if err := access.Can(actor, access.Edit, access.Staff, at...); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Staff, ID: id})
	})
}

// Replace puts these assignments and their persons in the place of all there are. Persons are recognised by Ref and
// keep their id; who has no task left is forgotten.
func (s *Store) Replace(ctx context.Context, actor access.Actor, all []Assignment) (err error) {
	defer errs.Wrap(&err, "people.Replace")
	return s.edit(ctx, actor, "", func(tx *db.Tx) error {
		ids, err := personIDs(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from assignment where network_id = $1`, tx.Network); err != nil {
			return err
		}
		var persons [][]any
		for i, a := range all {
			p := &all[i].Person
			if ids[p.Ref] == "" {
				ids[p.Ref] = db.NewID()
			}
			p.ID = ids[p.Ref]
			all[i].ID = db.NewID()
			persons = append(persons, []any{tx.Network, p.ID, p.Ref, a.Person.Name, a.Person.Phone, a.Person.Email, orNull(a.Person.OrganizationID), a.Person.Quote})
		}
		if err := tx.Repeat(ctx, upsertPerson, persons); err != nil {
			return err
		}
		if err := writeAssignments(ctx, tx, all); err != nil {
			return err
		}
		return forget(ctx, tx)
	})
}

// onceMore lets what was made before under the same id be as it is: the same form was sent twice.
const onceMore = ` on conflict (network_id, id) do update set id = excluded.id`

const insertPerson = `insert into person (network_id, id, ref, name, phone, email, organization_id, quote)
	values ($1, $2, $3, $4, $5, $6, $7, $8)`

const upsertPerson = insertPerson + `
	on conflict (network_id, id) do update set name = excluded.name, phone = excluded.phone, email = excluded.email,
		organization_id = excluded.organization_id, quote = excluded.quote, version = person.version + 1`

const insertAssignment = `insert into assignment (network_id, id, person_id, role, variant, area_id, team_id, organization_id, sector,
	hours_week, days, consulting, paid, funding, starts_at, ends_at, rule_id)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`

// columns gives the values for insertAssignment.
func (a Assignment) columns(network string) []any {
	return []any{network, a.ID, a.Person.ID, string(a.Role), a.Variant, orNull(a.AreaID), orNull(a.TeamID), orNull(a.OrganizationID),
		a.Sector, a.HoursWeek, a.Days, a.Consulting, a.Paid, a.Funding, a.Starts, a.Ends, a.Rule}
}

func writeAssignments(ctx context.Context, tx *db.Tx, all []Assignment) error {
	rows := make([][]any, len(all))
	for i, a := range all {
		rows[i] = a.columns(tx.Network)
	}
	return tx.Repeat(ctx, insertAssignment+`
		on conflict (network_id, id) do update set role = excluded.role, variant = excluded.variant, area_id = excluded.area_id,
			team_id = excluded.team_id, organization_id = excluded.organization_id, sector = excluded.sector,
			hours_week = excluded.hours_week, days = excluded.days, consulting = excluded.consulting, paid = excluded.paid,
			funding = excluded.funding, starts_at = excluded.starts_at, ends_at = excluded.ends_at`, rows)
}

// forget removes persons who have no task, no team, no absence and no account.
func forget(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `delete from person where network_id = $1
		and not exists (select 1 from assignment a where a.network_id = person.network_id and a.person_id = person.id)
		and not exists (select 1 from membership m where m.network_id = person.network_id and m.person_id = person.id)
		and not exists (select 1 from absence x where x.network_id = person.network_id and (x.person_id = person.id or x.stand_in_id = person.id))
		and not exists (select 1 from account c where c.network_id = person.network_id and c.person_id = person.id)`, tx.Network)
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
