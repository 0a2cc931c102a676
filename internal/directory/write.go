package directory

import (
	"cmp"
	"context"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/places"
)

// Changes is what one run of a source does to the directory. Organisations and services with Version 0 are new; the
// others replace the record with their id. Every service comes with all its locations.
type Changes struct {
	Areas         []places.Area
	Organizations []Organization
	Services      []Service
	WithdrawnOrgs []string // ids
	Withdrawn     []string // ids of services
}

// Empty tells whether there is nothing to do.
func (c Changes) Empty() bool {
	return len(c.Areas)+len(c.Organizations)+len(c.Services)+len(c.WithdrawnOrgs)+len(c.Withdrawn) == 0
}

// State is what the directory has from one source, withdrawn entries included, and every slug that is taken.
type State struct {
	Tree          places.Tree
	Organizations map[string]Organization // by reference at the source
	Services      map[string]Service      // by reference at the source
	OrgSlugs      Slugs
	ServiceSlugs  Slugs
}

// Update reads the state of a source and applies the changes that decide makes of it, in one transaction: all of
// them or none. The decision may be empty.
func (s *Store) Update(ctx context.Context, actor access.Actor, source string, decide func(State) (Changes, error)) (err error) {
	defer errs.Wrap(&err, "directory.Update(source %q)", source)
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		state, err := loadState(ctx, tx, actor, source)
		if err != nil {
			return err
		}
		changes, err := decide(state)
		if err != nil || changes.Empty() {
			return err
		}
		if err := apply(ctx, tx, changes); err != nil {
			return err
		}
		if err := tx.Revise(ctx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Directory, ID: source})
	})
}

func loadState(ctx context.Context, tx *db.Tx, actor access.Actor, source string) (st State, err error) {
	st = State{Organizations: map[string]Organization{}, Services: map[string]Service{}, OrgSlugs: Slugs{}, ServiceSlugs: Slugs{}}
	if st.Tree, err = places.LoadTree(ctx, tx); err != nil {
		return st, err
	}
	err = db.Each(ctx, tx, func(scan db.Scan) error {
		o, err := readOrganization(scan)
		st.OrgSlugs.Add(o.Slug)
		if o.Origin.Source == source {
			st.Organizations[o.Origin.Ref] = o
		}
		return err
	}, `select `+organizationColumns+` from organization o where o.network_id = $1`, tx.Network)
	if err != nil {
		return st, err
	}
	all, err := db.All(ctx, tx, readService, `select `+serviceColumns+` from service s where s.network_id = $1`, tx.Network)
	if err != nil {
		return st, err
	}
	if err := addLocations(ctx, tx, actor, all); err != nil {
		return st, err
	}
	for _, e := range all {
		st.ServiceSlugs.Add(e.Service.Slug)
		if e.Service.Origin.Source == source {
			st.Services[e.Service.Origin.Ref] = e.Service
		}
	}
	return st, nil
}

func readService(scan db.Scan) (e Entry, err error) { return e, scan(e.Service.targets()...) }

func apply(ctx context.Context, tx *db.Tx, c Changes) error {
	steps := []func() error{
		func() error { return places.Write(ctx, tx, c.Areas) },
		func() error { return writeOrganizations(ctx, tx, c.Organizations) },
		func() error { return writeServices(ctx, tx, c.Services) },
		func() error { return writeLocations(ctx, tx, c.Services) },
		func() error { return withdraw(ctx, tx, `service`, c.Withdrawn) },
		func() error { return withdraw(ctx, tx, `organization`, c.WithdrawnOrgs) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func writeOrganizations(ctx context.Context, tx *db.Tx, all []Organization) error {
	rows := make([][]any, len(all))
	for i, o := range all {
		rows[i] = []any{tx.Network, o.ID, o.Slug, o.Origin.Source, o.Origin.Ref, o.Kind, o.Name, o.Description, o.Phone, o.Email,
			o.URL, o.LegalForm, o.Member, o.Commercial, o.Withdrawn, o.Version + 1, db.JSON(o.Provenance), o.Run, tx.Now, tx.Now}
	}
	return tx.Insert(ctx, `insert into organization (network_id, id, slug, source, ref, kind, name, description, phone, email,
		url, legal_form, member, commercial, withdrawn_at, version, provenance, run_id, created_at, updated_at)`,
		`on conflict (network_id, id) do update set kind = excluded.kind, name = excluded.name, description = excluded.description,
			phone = excluded.phone, email = excluded.email, url = excluded.url, legal_form = excluded.legal_form,
			member = excluded.member, commercial = excluded.commercial, withdrawn_at = excluded.withdrawn_at,
			version = excluded.version, provenance = excluded.provenance, run_id = excluded.run_id, updated_at = excluded.updated_at`, rows)
}

func writeServices(ctx context.Context, tx *db.Tx, all []Service) error {
	rows := make([][]any, len(all))
	for i, s := range all {
		rows[i] = []any{tx.Network, s.ID, s.OrganizationID, s.Slug, s.Origin.Source, s.Origin.Ref, s.Title, s.Description,
			list(s.Words), list(s.Needs), list(s.Audiences), list(s.Forms), s.Costs, list(s.Access), s.Ages.Min, s.Ages.Max,
			s.CostNote, list(s.Does), list(s.DoesNot), s.Different, s.Sought, s.NoProfessionals, list(s.Languages), s.Phone, s.Email, s.URL, s.Hours, list(s.Serves),
			string(s.Capacity.State), s.Capacity.Free, s.Capacity.Weeks, s.Confirmed, s.ConfirmedBy, cmp.Or(s.Rhythm, DefaultRhythm), s.Withdrawn, s.Version + 1,
			db.JSON(s.Provenance), s.Run, tx.Now, tx.Now}
	}
	return tx.Insert(ctx, `insert into service (network_id, id, organization_id, slug, source, ref, title, description,
		words, needs, audiences, forms, costs, access, age_min, age_max,
		cost_note, does, does_not, different, sought, no_professionals, languages, phone, email, url, hours, serves,
		capacity, places_free, waiting_weeks, confirmed_at, confirmed_by, rhythm, withdrawn_at, version,
		provenance, run_id, created_at, updated_at)`,
		`on conflict (network_id, id) do update set organization_id = excluded.organization_id, title = excluded.title,
			description = excluded.description, words = excluded.words, needs = excluded.needs, audiences = excluded.audiences,
			forms = excluded.forms, costs = excluded.costs, access = excluded.access, age_min = excluded.age_min,
			age_max = excluded.age_max, cost_note = excluded.cost_note, does = excluded.does, does_not = excluded.does_not,
			different = excluded.different, sought = excluded.sought, no_professionals = excluded.no_professionals, languages = excluded.languages, phone = excluded.phone, email = excluded.email,
			url = excluded.url, hours = excluded.hours, serves = excluded.serves, capacity = excluded.capacity, places_free = excluded.places_free,
			waiting_weeks = excluded.waiting_weeks, confirmed_at = excluded.confirmed_at, confirmed_by = excluded.confirmed_by, rhythm = excluded.rhythm,
			withdrawn_at = excluded.withdrawn_at, version = excluded.version, provenance = excluded.provenance,
			run_id = excluded.run_id, updated_at = excluded.updated_at`, rows)
}

// list gives a list as a JSON column, with nothing as an empty list.
func list(values []string) string {
	if values == nil {
		return "[]"
	}
	return db.JSON(values)
}

// writeLocations replaces the locations of services. A location that several services share is written once and kept
// while one of them still has it.
func writeLocations(ctx context.Context, tx *db.Tx, all []Service) error {
	var old, locations, links [][]any
	var changed []string
	written := map[string]bool{}
	for _, s := range all {
		if s.Version > 0 {
			old, changed = append(old, []any{tx.Network, s.ID}), append(changed, s.ID)
		}
		for _, l := range s.Locations {
			links = append(links, []any{tx.Network, s.ID, l.ID})
			if !written[l.ID] {
				written[l.ID] = true
				locations = append(locations, locationRow(tx, l))
			}
		}
	}
	left, err := locationsOf(ctx, tx, changed)
	if err != nil {
		return err
	}
	if err := tx.Repeat(ctx, `delete from service_location where network_id = $1 and service_id = $2`, old); err != nil {
		return err
	}
	err = tx.Insert(ctx, `insert into location (network_id, id, organization_id, name, address, postcode, area_id, latitude, longitude, confidential)`,
		`on conflict (network_id, id) do update set organization_id = excluded.organization_id, name = excluded.name,
			address = excluded.address, postcode = excluded.postcode, area_id = excluded.area_id, latitude = excluded.latitude,
			longitude = excluded.longitude, confidential = excluded.confidential`, locations)
	if err != nil {
		return err
	}
	if err := tx.Insert(ctx, `insert into service_location (network_id, service_id, location_id)`, `on conflict do nothing`, links); err != nil {
		return err
	}
	return tx.Repeat(ctx, `delete from location where network_id = $1 and id = $2 and not exists (select 1 from service_location sl
		where sl.network_id = location.network_id and sl.location_id = location.id)`, idRows(tx, left))
}

// locationsOf gives the ids of the locations that services have.
func locationsOf(ctx context.Context, tx *db.Tx, services []string) ([]string, error) {
	if len(services) == 0 {
		return nil, nil
	}
	return db.All(ctx, tx, db.Value[string], `select distinct location_id from service_location where network_id = $1 and service_id in (`+
		db.Marks(2, len(services))+`)`, append([]any{tx.Network}, toAny(services)...)...)
}

func locationRow(tx *db.Tx, l Location) []any {
	var area, latitude, longitude any
	if l.AreaID != "" {
		area = l.AreaID
	}
	if l.Point != nil {
		latitude, longitude = l.Point.Latitude, l.Point.Longitude
	}
	return []any{tx.Network, l.ID, l.OrganizationID, l.Name, l.Address, l.Postcode, area, latitude, longitude, l.Confidential}
}

func withdraw(ctx context.Context, tx *db.Tx, table string, ids []string) error {
	rows := make([][]any, len(ids))
	for i, id := range ids {
		rows[i] = []any{tx.Network, id, tx.Now}
	}
	return tx.Repeat(ctx, `update `+table+` set withdrawn_at = $3, version = version + 1, updated_at = $3
		where network_id = $1 and id = $2 and withdrawn_at is null`, rows)
}
