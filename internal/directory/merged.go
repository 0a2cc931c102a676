package directory

import (
	"cmp"
	"context"
	"slices"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// RecordKind is a kind of record of which one may stand for others.
type RecordKind string

// The kinds. They are the names of their tables.
const (
	OrganizationRecord RecordKind = "organization"
	ServiceRecord      RecordKind = "service"
)

// SetSurvivors lets records stand for others, and every other record for itself: survivors gives for a record that is
// merged which one stands for it. Nothing else of any record changes, but the moment of its last change: what readers see
// of it differs. Package linkage decides.
func SetSurvivors(ctx context.Context, tx *db.Tx, kind RecordKind, survivors map[string]string) error {
	now, err := Survivors(ctx, tx, kind)
	if err != nil {
		return err
	}
	var rows, touched [][]any
	let := func(id string, survivor any, seen ...string) {
		rows = append(rows, []any{tx.Network, id, survivor})
		for _, other := range append(seen, id) { // "" is none
			touched = append(touched, []any{tx.Network, other, tx.Now})
		}
	}
	for id := range now {
		if survivors[id] == "" {
			let(id, nil, now[id])
		}
	}
	for id, survivor := range survivors {
		if now[id] != survivor {
			let(id, survivor, survivor, now[id])
		}
	}
	if err := tx.Repeat(ctx, `update `+string(kind)+` set survivor_id = $3 where network_id = $1 and id = $2`, rows); err != nil {
		return err
	}
	if err := tx.Repeat(ctx, `update `+string(kind)+` set updated_at = $3 where network_id = $1 and id = $2`, touched); err != nil || kind == ServiceRecord {
		return err
	}
	return tx.Repeat(ctx, `update service set updated_at = $3 where network_id = $1 and organization_id = $2`, touched)
}

// Survivors gives for every record that is merged which one stands for it.
func Survivors(ctx context.Context, tx *db.Tx, kind RecordKind) (map[string]string, error) {
	survivors := map[string]string{}
	return survivors, db.Each(ctx, tx, func(scan db.Scan) error {
		var id, survivor string
		err := scan(&id, &survivor)
		survivors[id] = survivor
		return err
	}, `select id, survivor_id from `+string(kind)+` where network_id = $1 and survivor_id is not null`, tx.Network)
}

// Moved gives the slug of the record that stands for the one with a slug; errs.NotFound when that stands for itself.
func (s *Store) Moved(ctx context.Context, actor access.Actor, kind RecordKind, slug string) (now string, err error) {
	defer errs.Wrap(&err, "directory.Moved(%s %q)", kind, slug)
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		now, err = db.One(ctx, tx, db.Value[string], `select t.slug from `+string(kind)+` m join `+string(kind)+` t
			on t.network_id = m.network_id and t.id = m.survivor_id where m.network_id = $1 and m.slug = $2`, tx.Network, slug)
		return err
	})
	return now, err
}

// standing is the condition on a record, by the letter of its table, that it stands for itself and is public: it, or one
// that it stands for, is not withdrawn.
func standing(letter string, kind RecordKind) string {
	return ` ` + letter + `.survivor_id is null and (` + letter + `.withdrawn_at is null or exists (select 1 from ` + string(kind) + ` m
		where m.network_id = ` + letter + `.network_id and m.survivor_id = ` + letter + `.id and m.withdrawn_at is null))` + Shown(letter)
}

// addMerged completes entries and organisations with what the records they stand for know.
func addMerged(ctx context.Context, tx *db.Tx, actor access.Actor, of []Entry) error {
	if len(of) == 0 {
		return nil
	}
	if err := addSurvivors(ctx, tx, of); err != nil {
		return err
	}
	var organizationIDs, serviceIDs []string
	for _, e := range of {
		organizationIDs, serviceIDs = append(organizationIDs, e.Organization.ID), append(serviceIDs, e.Service.ID)
	}
	organizations, err := mergedOrganizations(ctx, tx, organizationIDs)
	if err != nil {
		return err
	}
	services, err := mergedServices(ctx, tx, actor, serviceIDs)
	if err != nil {
		return err
	}
	for i := range of {
		e := &of[i]
		others := organizations[e.Organization.ID]
		e.Organization = e.Organization.with(others)
		e.Service = e.Service.with(services[e.Service.ID])
		for _, other := range others {
			e.Service.Words = union(e.Service.Words, other.Name)
		}
	}
	return nil
}

// addSurvivors puts in the place of an organisation the one that stands for it.
func addSurvivors(ctx context.Context, tx *db.Tx, of []Entry) error {
	if !slices.ContainsFunc(of, func(e Entry) bool { return e.Organization.Survivor != "" }) {
		return nil
	}
	survivors := map[string]Organization{}
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		o, err := readOrganization(scan)
		survivors[o.ID] = o
		return err
	}, `select `+organizationColumns+` from organization o where o.network_id = $1
		and o.id in (select survivor_id from organization where network_id = $1 and survivor_id is not null)`, tx.Network)
	for i := range of {
		if home := of[i].Organization; home.Survivor != "" {
			of[i].Organization = survivors[home.Survivor]
			of[i].Service = of[i].Service.of(home)
		}
	}
	return err
}

// mergedInto gives the condition that a record is merged into one of these, and its arguments. For many ids reading all
// merged records is cheaper than naming each.
func mergedInto(tx *db.Tx, column string, ids []string) (condition string, args []any) {
	if len(ids) > namedAtMost {
		return column + ` is not null`, []any{tx.Network}
	}
	return column + ` in (` + db.Marks(2, len(ids)) + `)`, append([]any{tx.Network}, toAny(ids)...)
}

// mergedOrganizations gives what is merged into these, by survivor. The order begins with the survivor: with id alone
// SQLite walks through every record to spare itself the sorting.
func mergedOrganizations(ctx context.Context, tx *db.Tx, ids []string) (map[string][]Organization, error) {
	into, args := mergedInto(tx, `o.survivor_id`, ids)
	merged := map[string][]Organization{}
	return merged, db.Each(ctx, tx, func(scan db.Scan) error {
		o, err := readOrganization(scan)
		merged[o.Survivor] = append(merged[o.Survivor], o)
		return err
	}, `select `+organizationColumns+` from organization o
		where o.network_id = $1 and `+into+` and o.withdrawn_at is null`+Shown("o")+` order by o.survivor_id, o.id`, args...)
}

// mergedServices gives what is merged into these, with its locations, by survivor.
func mergedServices(ctx context.Context, tx *db.Tx, actor access.Actor, ids []string) (map[string][]Service, error) {
	into, args := mergedInto(tx, `s.survivor_id`, ids)
	var all []Entry
	var survivors []string
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		var e Entry
		var survivor string
		err := scan(append(e.Service.targets(), &survivor)...)
		all, survivors = append(all, e), append(survivors, survivor)
		return err
	}, `select `+serviceColumns+`, s.survivor_id from service s
		where s.network_id = $1 and `+into+` and s.withdrawn_at is null`+Shown("s")+` order by s.survivor_id, s.id`, args...)
	if err != nil {
		return nil, err
	}
	merged := map[string][]Service{}
	err = addLocations(ctx, tx, actor, all)
	for i, e := range all {
		merged[survivors[i]] = append(merged[survivors[i]], e.Service)
	}
	return merged, err
}

// with gives the organisation together with those it stands for: its own fields first. From tells of a field that came
// from another where that came from.
func (o Organization) with(others []Organization) Organization {
	for _, other := range others {
		o.Withdrawn = nil
		o.Member = o.Member || other.Member
		for name, fields := range map[string][2]*string{"description": {&o.Description, &other.Description}, "phone": {&o.Phone, &other.Phone},
			"email": {&o.Email, &other.Email}, "url": {&o.URL, &other.URL}, "legal_form": {&o.LegalForm, &other.LegalForm}} {
			if *fields[0] == "" && *fields[1] != "" {
				*fields[0] = *fields[1]
				if o.From == nil {
					o.From = map[string]Origin{}
				}
				o.From[name] = other.Origin
			}
		}
	}
	return o
}

// with gives the service together with those it stands for: its own fields first, and the words, needs and places of all,
// so that what was found before is found again.
func (s Service) with(others []Service) Service {
	for _, other := range others {
		s.Withdrawn = nil
		s.Words = union(s.Words, append(slices.Clone(other.Words), other.Title)...)
		s.Needs = union(s.Needs, other.Needs...)
		s.NoProfessionals = s.NoProfessionals || other.NoProfessionals
		for into, from := range map[*string]string{&s.Description: other.Description, &s.CostNote: other.CostNote, &s.Different: other.Different, &s.Sought: other.Sought,
			&s.Phone: other.Phone, &s.Email: other.Email, &s.URL: other.URL, &s.Hours: other.Hours} {
			*into = cmp.Or(*into, from)
		}
		for _, l := range other.Locations {
			if !slices.ContainsFunc(s.Locations, func(have Location) bool { return have.Address == l.Address && have.Postcode == l.Postcode }) {
				s.Locations = append(slices.Clip(s.Locations), l)
			}
		}
	}
	return s
}

// of lets a service keep the number, mail and site of the organisation it came with, when another stands for that.
func (s Service) of(home Organization) Service {
	s.Phone, s.Email, s.URL = cmp.Or(s.Phone, home.Phone), cmp.Or(s.Email, home.Email), cmp.Or(s.URL, home.URL)
	return s
}

// union adds to a list what it does not have yet.
func union(list []string, more ...string) []string {
	for _, v := range more {
		if !slices.Contains(list, v) {
			list = append(slices.Clip(list), v)
		}
	}
	return list
}
