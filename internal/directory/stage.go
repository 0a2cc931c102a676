package directory

import (
	"context"
	"fmt"
	"slices"

	"samenspel/internal/access"
	"samenspel/internal/db"
)

// Known is some of what the directory has, withdrawn and hidden records included.
type Known struct {
	Organizations map[string]Organization
	Services      map[string]Service // with their locations
}

// Changes gives the records as changes.
func (k Known) Changes() (c Changes) {
	for _, o := range k.Organizations {
		c.Organizations = append(c.Organizations, o)
	}
	for _, s := range k.Services {
		c.Services = append(c.Services, s)
	}
	return c
}

// Find gives what the directory has of these references of a source, by reference, inside a transaction of another
// concept.
func Find(ctx context.Context, tx *db.Tx, actor access.Actor, source string, organizations, services []string) (Known, error) {
	return look(ctx, tx, actor, `%[1]s.source = $2 and %[1]s.ref`, []any{source}, func(o Origin, _ string) string { return o.Ref }, organizations, services)
}

// Get gives what the directory has by id, inside a transaction of another concept.
func Get(ctx context.Context, tx *db.Tx, actor access.Actor, organizations, services []string) (Known, error) {
	return look(ctx, tx, actor, `%[1]s.id`, nil, func(_ Origin, id string) string { return id }, organizations, services)
}

// look reads records whose column is one of some values. key gives under what they are kept.
func look(ctx context.Context, tx *db.Tx, actor access.Actor, column string, args []any, key func(Origin, string) string, organizations, services []string) (k Known, err error) {
	k = Known{Organizations: map[string]Organization{}, Services: map[string]Service{}}
	args = append([]any{tx.Network}, args...)
	if len(organizations) > 0 {
		found, err := db.All(ctx, tx, readOrganization, `select `+organizationColumns+` from organization o where o.network_id = $1 and `+
			fmt.Sprintf(column, "o")+` in (`+db.Marks(len(args)+1, len(organizations))+`)`, append(slices.Clone(args), toAny(organizations)...)...)
		if err != nil {
			return k, err
		}
		for _, o := range found {
			k.Organizations[key(o.Origin, o.ID)] = o
		}
	}
	if len(services) == 0 {
		return k, nil
	}
	found, err := db.All(ctx, tx, readService, `select `+serviceColumns+` from service s where s.network_id = $1 and `+
		fmt.Sprintf(column, "s")+` in (`+db.Marks(len(args)+1, len(services))+`)`, append(slices.Clone(args), toAny(services)...)...)
	if err == nil {
		err = addLocations(ctx, tx, actor, found)
	}
	for _, e := range found {
		k.Services[key(e.Service.Origin, e.Service.ID)] = e.Service
	}
	return k, err
}

// Heard tells whether the directory has anything of a source, withdrawn and hidden records included.
func Heard(ctx context.Context, tx *db.Tx, source string) (bool, error) {
	found, err := db.All(ctx, tx, db.Value[int], `select 1 from organization where network_id = $1 and source = $2 limit 1`, tx.Network, source)
	return len(found) > 0, err
}

// Shown is the condition on a record, by the letter of its table, that the run that brought it is published. It begins
// with "and". Every query for visitors has it.
func Shown(letter string) string {
	return ` and not exists (select 1 from hidden_run h where h.network_id = ` + letter + `.network_id and h.run_id = ` + letter + `.run_id) `
}

// Tables are those that a large run makes grow.
var Tables = []string{"organization", "service", "location", "service_location"}

// Held is one record of a source that is not withdrawn.
type Held struct {
	Service      bool // else an organisation
	ID, Ref      string
	Title        string
	Organization string // reference of the organisation of a service
}

// EachHeld goes through the records of a source that are not withdrawn and that another run brought: services first, then
// organisations.
func EachHeld(ctx context.Context, tx *db.Tx, source, run string, look func(Held) error) error {
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		h := Held{Service: true}
		if err := scan(&h.ID, &h.Ref, &h.Title, &h.Organization); err != nil {
			return err
		}
		return look(h)
	}, `select s.id, s.ref, s.title, o.ref from service s join organization o on o.network_id = s.network_id and o.id = s.organization_id
		where s.network_id = $1 and s.source = $2 and s.run_id <> $3 and s.withdrawn_at is null order by s.ref`, tx.Network, source, run)
	if err != nil {
		return err
	}
	return db.Each(ctx, tx, func(scan db.Scan) error {
		var h Held
		if err := scan(&h.ID, &h.Ref, &h.Title); err != nil {
			return err
		}
		return look(h)
	}, `select id, ref, name from organization where network_id = $1 and source = $2 and run_id <> $3 and withdrawn_at is null order by ref`, tx.Network, source, run)
}

// TakenSlugs gives every slug of organisations and of services in the network.
func TakenSlugs(ctx context.Context, tx *db.Tx) (organizations, services Slugs, err error) {
	read := func(table string) (Slugs, error) {
		taken := Slugs{}
		err := db.Each(ctx, tx, func(scan db.Scan) error {
			slug, err := db.Value[string](scan)
			taken.Add(slug)
			return err
		}, `select slug from `+table+` where network_id = $1`, tx.Network)
		return taken, err
	}
	if organizations, err = read("organization"); err != nil {
		return nil, nil, err
	}
	services, err = read("service")
	return organizations, services, err
}

// Put writes changes inside a transaction of another concept. The caller raises the revision when they are to be seen.
func Put(ctx context.Context, tx *db.Tx, c Changes) error { return apply(ctx, tx, c) }

// Hide makes the records that a run brought invisible for visitors; Show makes them visible.
func Hide(ctx context.Context, tx *db.Tx, run string) error {
	_, err := tx.Exec(ctx, `insert into hidden_run (network_id, run_id) values ($1, $2) on conflict do nothing`, tx.Network, run)
	return err
}

// Show makes the records that a run brought visible.
func Show(ctx context.Context, tx *db.Tx, run string) error {
	_, err := tx.Exec(ctx, `delete from hidden_run where network_id = $1 and run_id = $2`, tx.Network, run)
	return err
}

// Brought gives the ids of at most limit records that a run brought and that are not withdrawn, services first.
func Brought(ctx context.Context, tx *db.Tx, run string, limit int) (services, organizations []string, err error) {
	if services, err = brought(ctx, tx, "service", run, limit); err != nil || len(services) > 0 {
		return services, nil, err
	}
	organizations, err = brought(ctx, tx, "organization", run, limit)
	return nil, organizations, err
}

// brought looks where the records of a run are. Ids sort by time, so that what it made lies behind its own id; what kept
// an older id stands in an index of its own.
func brought(ctx context.Context, tx *db.Tx, table, run string, limit int) (ids []string, err error) {
	for _, where := range []string{`id > $2`, `id < run_id`} {
		ids, err = db.All(ctx, tx, db.Value[string], `select id from `+table+` where network_id = $1 and run_id = $2 and `+where+
			` and withdrawn_at is null order by id limit $3`, tx.Network, run, limit)
		if err != nil || len(ids) > 0 {
			return ids, err
		}
	}
	return nil, nil
}

// Withdraw withdraws records inside a transaction of another concept.
func Withdraw(ctx context.Context, tx *db.Tx, services, organizations []string) error {
	if err := withdraw(ctx, tx, `service`, services); err != nil {
		return err
	}
	return withdraw(ctx, tx, `organization`, organizations)
}

// Restore makes records public again that were withdrawn, inside a transaction of another concept.
func Restore(ctx context.Context, tx *db.Tx, services, organizations []string) error {
	for table, ids := range map[string][]string{"service": services, "organization": organizations} {
		rows := make([][]any, len(ids))
		for i, id := range ids {
			rows[i] = []any{tx.Network, id, nil, tx.Now}
		}
		if err := tx.Repeat(ctx, `update `+table+` set withdrawn_at = $3, version = version + 1, updated_at = $4
			where network_id = $1 and id = $2 and withdrawn_at is not null`, rows); err != nil {
			return err
		}
	}
	return nil
}

// Drop deletes at most limit records that a run brought and that were never public. It tells whether any are left.
func Drop(ctx context.Context, tx *db.Tx, run string, limit int) (more bool, err error) {
	services, organizations, err := Brought(ctx, tx, run, limit)
	if err != nil {
		return false, err
	}
	locations, err := locationsOf(ctx, tx, services)
	if err != nil {
		return false, err
	}
	for _, step := range []struct {
		statement string
		ids       []string
	}{
		{`delete from service_location where network_id = $1 and service_id = $2`, services},
		{`delete from service where network_id = $1 and id = $2`, services},
		{`delete from location where network_id = $1 and id = $2 and not exists (select 1 from service_location sl
			where sl.network_id = location.network_id and sl.location_id = location.id)`, locations},
		{`delete from organization where network_id = $1 and id = $2`, organizations},
	} {
		if err := tx.Repeat(ctx, step.statement, idRows(tx, step.ids)); err != nil {
			return false, err
		}
	}
	return len(services)+len(organizations) > 0, nil
}

func idRows(tx *db.Tx, ids []string) [][]any {
	rows := tx.Rows(ids)
	return rows
}
