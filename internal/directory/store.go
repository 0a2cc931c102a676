package directory

import (
	"context"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Store keeps organisations, services and locations. Its reading operations give what is public: nothing withdrawn.
type Store struct{ db *db.DB }

// NewStore gives the store on d.
func NewStore(d *db.DB) *Store { return &Store{d} }

func (s *Store) view(ctx context.Context, actor access.Actor, fn func(*db.Tx) error) error {
	if err := access.Can(actor, access.Read, access.Directory); err != nil {
		return err
	}
	return s.db.View(ctx, actor.Network, fn)
}

const organizationColumns = `o.id, o.slug, o.source, o.ref, o.kind, o.name, o.description, o.phone, o.email, o.url,
	o.legal_form, o.member, o.commercial, o.withdrawn_at, o.version, coalesce(o.survivor_id, ''), o.provenance, o.run_id, o.invited_at`

func (o *Organization) targets() []any {
	return []any{&o.ID, &o.Slug, &o.Origin.Source, &o.Origin.Ref, &o.Kind, &o.Name, &o.Description, &o.Phone, &o.Email, &o.URL,
		&o.LegalForm, &o.Member, &o.Commercial, &o.Withdrawn, &o.Version, &o.Survivor,
		db.FromJSON(&o.Provenance), &o.Run, &o.Invited}
}

const serviceColumns = `s.id, s.organization_id, s.slug, s.source, s.ref, s.title, s.description, s.words, s.needs, s.audiences,
	s.forms, s.costs, s.access, s.age_min, s.age_max, s.cost_note, s.does, s.does_not, s.different, s.sought, s.no_professionals, s.languages,
	s.phone, s.email, s.url, s.hours, s.serves, s.capacity, s.places_free, s.waiting_weeks, s.confirmed_at, s.confirmed_by, s.rhythm,
	s.withdrawn_at, s.version, s.updated_at, s.provenance, s.run_id`

func (s *Service) targets() []any {
	return []any{&s.ID, &s.OrganizationID, &s.Slug, &s.Origin.Source, &s.Origin.Ref, &s.Title, &s.Description,
		db.FromJSON(&s.Words), db.FromJSON(&s.Needs), db.FromJSON(&s.Audiences), db.FromJSON(&s.Forms), &s.Costs,
		db.FromJSON(&s.Access), &s.Ages.Min, &s.Ages.Max, &s.CostNote, db.FromJSON(&s.Does), db.FromJSON(&s.DoesNot),
		&s.Different, &s.Sought, &s.NoProfessionals, db.FromJSON(&s.Languages), &s.Phone, &s.Email, &s.URL, &s.Hours, db.FromJSON(&s.Serves),
		&s.Capacity.State, &s.Capacity.Free, &s.Capacity.Weeks, &s.Confirmed, &s.ConfirmedBy, &s.Rhythm, &s.Withdrawn, &s.Version, &s.Updated,
		db.FromJSON(&s.Provenance), &s.Run}
}

const locationColumns = `l.id, l.organization_id, l.name, l.address, l.postcode, coalesce(l.area_id, ''), l.latitude, l.longitude, l.confidential`

func readLocation(scan db.Scan, first ...any) (l Location, err error) {
	var latitude, longitude *float64
	err = scan(append(first, &l.ID, &l.OrganizationID, &l.Name, &l.Address, &l.Postcode, &l.AreaID, &latitude, &longitude, &l.Confidential)...)
	if latitude != nil && longitude != nil {
		l.Point = &Point{*latitude, *longitude}
	}
	return l, err
}

// show takes from a location what this actor may not know.
func (l Location) show(actor access.Actor) Location {
	if !l.Confidential || access.Can(actor, access.Read, access.Secrets) == nil {
		return l
	}
	return Location{ID: l.ID, OrganizationID: l.OrganizationID, Confidential: true}
}

func readEntry(scan db.Scan) (e Entry, err error) {
	return e, scan(append(e.Service.targets(), e.Organization.targets()...)...)
}

// entries reads services with the organisation that each came with; complete puts the one that stands for it there.
var entries = `select ` + serviceColumns + `, ` + organizationColumns + ` from service s
	join organization o on o.network_id = s.network_id and o.id = s.organization_id
	where s.network_id = $1 and o.withdrawn_at is null` + Shown("o") + ` and ` + standing("s", ServiceRecord)

// Entry gives the service with a slug.
func (s *Store) Entry(ctx context.Context, actor access.Actor, slug string) (e Entry, err error) {
	defer errs.Wrap(&err, "directory.Entry(%q)", slug)
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		if e, err = db.One(ctx, tx, readEntry, entries+` and s.slug = $2`, tx.Network, slug); err != nil {
			return err
		}
		some := []Entry{e}
		err = complete(ctx, tx, actor, some)
		e = some[0]
		return err
	})
	return e, err
}

// Entries gives the services with these ids, in this order. Ids that are unknown here are left out.
func (s *Store) Entries(ctx context.Context, actor access.Actor, ids []string) (found []Entry, err error) {
	defer errs.Wrap(&err, "directory.Entries(%d ids)", len(ids))
	if len(ids) == 0 {
		return nil, access.Can(actor, access.Read, access.Directory)
	}
	return s.list(ctx, actor, ids, ` and s.id in (`+db.Marks(2, len(ids))+`)`, toAny(ids)...)
}

// EntriesBySlug gives the services with these slugs, in this order. Slugs that are unknown here are left out.
func (s *Store) EntriesBySlug(ctx context.Context, actor access.Actor, slugs []string) (found []Entry, err error) {
	defer errs.Wrap(&err, "directory.EntriesBySlug(%d slugs)", len(slugs))
	if len(slugs) == 0 {
		return nil, access.Can(actor, access.Read, access.Directory)
	}
	return s.list(ctx, actor, slugs, ` and s.slug in (`+db.Marks(2, len(slugs))+`)`, toAny(slugs)...)
}

func toAny(texts []string) []any {
	values := make([]any, len(texts))
	for i, t := range texts {
		values[i] = t
	}
	return values
}

// list gives the entries that a condition selects; where order is given, by the place of their id or slug in it.
func (s *Store) list(ctx context.Context, actor access.Actor, order []string, condition string, args ...any) (found []Entry, err error) {
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		found, err = db.All(ctx, tx, readEntry, entries+condition, append([]any{tx.Network}, args...)...)
		if err != nil {
			return err
		}
		found = inOrder(found, order)
		return complete(ctx, tx, actor, found)
	})
	return found, err
}

func inOrder(found []Entry, order []string) []Entry {
	if order == nil {
		return found
	}
	by := make(map[string]Entry, 2*len(found))
	for _, e := range found {
		by[e.Service.ID], by[e.Service.Slug] = e, e
	}
	sorted := make([]Entry, 0, len(found))
	for _, key := range order {
		if e, ok := by[key]; ok {
			sorted = append(sorted, e)
		}
	}
	return sorted
}

// complete adds to entries their locations, and what the records they stand for know.
func complete(ctx context.Context, tx *db.Tx, actor access.Actor, of []Entry) error {
	if err := addLocations(ctx, tx, actor, of); err != nil {
		return err
	}
	return addMerged(ctx, tx, actor, of)
}

// namedAtMost is how many ids a query names.
const namedAtMost = 500

// addLocations reads the locations of the entries in one query.
func addLocations(ctx context.Context, tx *db.Tx, actor access.Actor, of []Entry) error {
	if len(of) == 0 {
		return nil
	}
	query, args := `select sl.service_id, `+locationColumns+` from service_location sl
		join location l on l.network_id = sl.network_id and l.id = sl.location_id where sl.network_id = $1`, []any{tx.Network}
	if len(of) <= namedAtMost { // for more, reading them all is cheaper than naming each
		query += ` and sl.service_id in (` + db.Marks(2, len(of)) + `)`
		for _, e := range of {
			args = append(args, e.Service.ID)
		}
	}
	at := make(map[string][]Location, len(of))
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		var service string
		l, err := readLocation(scan, &service)
		at[service] = append(at[service], l.show(actor))
		return err
	}, query+` order by l.name, l.id`, args...)
	for i := range of {
		of[i].Locations = at[of[i].Service.ID]
	}
	return err
}

// All gives every entry, by name of the organisation and title.
func (s *Store) All(ctx context.Context, actor access.Actor) (found []Entry, err error) {
	defer errs.Wrap(&err, "directory.All")
	return s.list(ctx, actor, nil, ` order by coalesce((select n.name from organization n
		where n.network_id = o.network_id and n.id = o.survivor_id), o.name), s.title, s.id`)
}

// Timed gives the entries of which the hours are known, by title.
func (s *Store) Timed(ctx context.Context, actor access.Actor) (found []Entry, err error) {
	defer errs.Wrap(&err, "directory.Timed")
	return s.list(ctx, actor, nil, ` and s.hours <> '' order by s.title, s.id`)
}

// Organization gives the organisation with a slug and its services by title.
func (s *Store) Organization(ctx context.Context, actor access.Actor, slug string) (o Organization, services []Entry, err error) {
	defer errs.Wrap(&err, "directory.Organization(%q)", slug)
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		o, err = db.One(ctx, tx, readOrganization, `select `+organizationColumns+` from organization o
			where o.network_id = $1 and o.slug = $2 and`+standing("o", OrganizationRecord), tx.Network, slug)
		if err != nil {
			return err
		}
		merged, err := mergedOrganizations(ctx, tx, []string{o.ID})
		if err != nil {
			return err
		}
		o = o.with(merged[o.ID])
		services, err = db.All(ctx, tx, readEntry, entries+` and (o.id = $2 or o.survivor_id = $2) order by s.title, s.id`, tx.Network, o.ID)
		if err != nil {
			return err
		}
		return complete(ctx, tx, actor, services)
	})
	return o, services, err
}

func readOrganization(scan db.Scan) (o Organization, err error) { return o, scan(o.targets()...) }

// Organizations gives every organisation by name.
func (s *Store) Organizations(ctx context.Context, actor access.Actor) (all []Organization, err error) {
	defer errs.Wrap(&err, "directory.Organizations")
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, readOrganization, `select `+organizationColumns+` from organization o
			where o.network_id = $1 and`+standing("o", OrganizationRecord)+`order by o.name, o.id`, tx.Network)
		if err != nil {
			return err
		}
		return completeOrganizations(ctx, tx, all)
	})
	return all, err
}

// completeOrganizations adds to organisations what the records they stand for know.
func completeOrganizations(ctx context.Context, tx *db.Tx, all []Organization) error {
	ids := make([]string, len(all))
	for i, o := range all {
		ids[i] = o.ID
	}
	if len(ids) == 0 {
		return nil
	}
	merged, err := mergedOrganizations(ctx, tx, ids)
	for i := range all {
		all[i] = all[i].with(merged[all[i].ID])
	}
	return err
}

// Revision gives a number that grows with every change to the directory or the areas of the network.
func (s *Store) Revision(ctx context.Context, actor access.Actor) (number int64, err error) {
	defer errs.Wrap(&err, "directory.Revision")
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		number, err = tx.Revision(ctx)
		return err
	})
	return number, err
}
