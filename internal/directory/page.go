package directory

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/places"
)

// Filter says which records a page is made of. Every field that is set narrows it.
type Filter struct {
	IDs          []string    // of services; nil = any, empty = none
	Organization string      // id
	Offered      []string    // ids of organisations of which one offers it; nil = any
	Since        time.Time   // changed at or after
	Overdue      time.Time   // to be confirmed again before this moment
	Terms        []FacetTerm // each of them holds
	Serving      []string    // ids of areas of which the service serves one; a service without areas serves all
	Near         *Near       // of locations
}

// FacetTerm is a term of a taxonomy, or with Code "" any term of it.
type FacetTerm struct{ Facet, Code string }

// Near is a circle on the map.
type Near struct {
	Point
	Meters float64
}

// Window is a part of a list in the order of ids: after an id, or from an offset; Limit is at least 1.
type Window struct {
	After  string
	Offset int
	Limit  int
}

// facetColumns are the columns of facets; lists are kept as JSON.
var facetColumns = map[string]struct {
	column string
	list   bool
}{"needs": {"s.needs", true}, "audiences": {"s.audiences", true}, "forms": {"s.forms", true}, "access": {"s.access", true},
	"costs": {"s.costs", false}, "kinds": {"o.kind", false}}

// conditions gather the clauses of a statement and their values.
type conditions struct {
	sql  strings.Builder
	args []any
}

// add adds a clause, in which each ? stands for a value.
func (c *conditions) add(clause string, values ...any) {
	for _, v := range values {
		c.args = append(c.args, v)
		clause = strings.Replace(clause, "?", fmt.Sprintf("$%d", len(c.args)), 1)
	}
	c.sql.WriteString(" and " + clause)
}

// in adds that a column has one of the values; without values nothing has.
func (c *conditions) in(column string, values []string) {
	if len(values) == 0 {
		c.add("1 = 0")
		return
	}
	c.add(column+" in (?"+strings.Repeat(", ?", len(values)-1)+")", toAny(values)...)
}

// offered adds that one of these organisations offers it, or one that such an organisation stands for.
func (c *conditions) offered(organizations []string) {
	if len(organizations) == 0 {
		c.add("1 = 0")
		return
	}
	marks := "(?" + strings.Repeat(", ?", len(organizations)-1) + ")"
	c.add("(s.organization_id in "+marks+" or o.survivor_id in "+marks+")", toAny(slices.Concat(organizations, organizations))...)
}

func (f Filter) conditions(network string) *conditions {
	c := &conditions{args: []any{network}}
	if f.IDs != nil {
		c.in("s.id", f.IDs)
	}
	if f.Organization != "" {
		c.offered([]string{f.Organization})
	}
	if f.Offered != nil {
		c.offered(f.Offered)
	}
	if !f.Since.IsZero() {
		c.add("s.updated_at >= ?", f.Since)
	}
	if !f.Overdue.IsZero() {
		c.overdue(f.Overdue)
	}
	for _, t := range f.Terms {
		c.term(t)
	}
	if f.Serving != nil {
		c.serving(f.Serving)
	}
	return c
}

// overdue adds that a confirmation no longer holds, for each rhythm by its own day.
func (c *conditions) overdue(now time.Time) {
	clause, values := "(s.confirmed_at is null", []any{}
	for _, months := range Rhythms {
		clause += " or s.rhythm = ? and s.confirmed_at < ?"
		values = append(values, months, now.AddDate(0, -months, 0))
	}
	c.add(clause+")", values...)
}

func (c *conditions) term(t FacetTerm) {
	column, known := facetColumns[t.Facet]
	switch {
	case !known:
		c.add("1 = 0")
	case t.Code == "" && column.list:
		c.add(column.column + " <> '[]'")
	case t.Code == "":
		c.add(column.column + " <> ''")
	case column.list:
		c.add(column.column+" like ?", `%"`+t.Code+`"%`)
	default:
		c.add(column.column+" = ?", t.Code)
	}
}

func (c *conditions) serving(areas []string) {
	clause, values := "(s.serves = '[]'", make([]any, len(areas))
	for i, area := range areas {
		clause += " or s.serves like ?"
		values[i] = `%"` + area + `"%`
	}
	c.add(clause+")", values...)
}

// near adds that a location lies in a circle. Within a town the earth is flat.
func (c *conditions) near(n Near) {
	const perDegree = 111_195 // metres on a great circle of a sphere of 6,371 km
	narrow := math.Cos(n.Latitude * math.Pi / 180)
	r := n.Meters / perDegree
	c.add(`(l.latitude - ?) * (l.latitude - ?) + (l.longitude - ?) * (l.longitude - ?) * ? <= ?`,
		n.Latitude, n.Latitude, n.Longitude, n.Longitude, narrow*narrow, r*r)
}

// window adds the beginning of a part; the rest follows the order by.
func (c *conditions) window(column string, w Window) string {
	if w.After != "" {
		c.add(column+" > ?", w.After)
	}
	c.args = append(c.args, w.Limit, w.Offset)
	return fmt.Sprintf("%s order by %s limit $%d offset $%d", c.sql.String(), column, len(c.args)-1, len(c.args))
}

var publicServices = ` from service s join organization o on o.network_id = s.network_id and o.id = s.organization_id
	where s.network_id = $1 and o.withdrawn_at is null` + Shown("o") + ` and ` + standing("s", ServiceRecord)

func readCount(scan db.Scan) (n int, err error) { return n, scan(&n) }

// Page gives a part of the services that a filter leaves, in the order of their ids, and how many there are in all.
func (s *Store) Page(ctx context.Context, actor access.Actor, f Filter, w Window) (found []Entry, total int, err error) {
	defer errs.Wrap(&err, "directory.Page")
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		c := f.conditions(tx.Network)
		if total, err = db.One(ctx, tx, readCount, `select count(*)`+publicServices+c.sql.String(), c.args...); err != nil {
			return err
		}
		rest := c.window("s.id", w)
		if found, err = db.All(ctx, tx, readEntry, `select `+serviceColumns+`, `+organizationColumns+publicServices+rest, c.args...); err != nil {
			return err
		}
		return complete(ctx, tx, actor, found)
	})
	return found, total, err
}

// LastChange is a record by its id and the moment of its last change.
type LastChange struct {
	ID      string
	Updated time.Time
}

// LastChanges gives every service that a filter leaves, in the order of their ids.
func (s *Store) LastChanges(ctx context.Context, actor access.Actor, f Filter) (all []LastChange, err error) {
	defer errs.Wrap(&err, "directory.LastChanges")
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		c := f.conditions(tx.Network)
		all, err = db.All(ctx, tx, func(scan db.Scan) (s LastChange, err error) { return s, scan(&s.ID, &s.Updated) },
			`select s.id, s.updated_at`+publicServices+c.sql.String()+` order by s.id`, c.args...)
		return err
	})
	return all, err
}

// EntryByID gives the service with an id.
func (s *Store) EntryByID(ctx context.Context, actor access.Actor, id string) (Entry, error) {
	found, err := s.Entries(ctx, actor, []string{id})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("directory.EntryByID(%q): %w", id, errs.NotFound)
	}
	if err != nil {
		return Entry{}, err
	}
	return found[0], nil
}

// WrittenEntry gives the service with an id as it was written, without what records that it stands for know: to change it.
func (s *Store) WrittenEntry(ctx context.Context, actor access.Actor, id string) (e Entry, err error) {
	defer errs.Wrap(&err, "directory.WrittenEntry(%q)", id)
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		if e, err = db.One(ctx, tx, readEntry, entries+` and s.id = $2`, tx.Network, id); err != nil {
			return err
		}
		some := []Entry{e}
		err = addLocations(ctx, tx, actor, some)
		e = some[0]
		return err
	})
	return e, err
}

var publicOrganizations = ` from organization o where o.network_id = $1 and` + standing("o", OrganizationRecord)

// OrganizationPage gives a part of the organisations in the order of their ids, and how many there are in all. Of a
// filter it looks at terms of the facet kinds and at the ids, which are those of organisations here.
func (s *Store) OrganizationPage(ctx context.Context, actor access.Actor, f Filter, w Window) (found []Organization, total int, err error) {
	defer errs.Wrap(&err, "directory.OrganizationPage")
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		c := &conditions{args: []any{tx.Network}}
		if f.IDs != nil {
			c.in("o.id", f.IDs)
		}
		for _, t := range f.Terms {
			if t.Facet != "kinds" {
				t.Facet = "" // organisations have no other terms
			}
			c.term(t)
		}
		if total, err = db.One(ctx, tx, readCount, `select count(*)`+publicOrganizations+c.sql.String(), c.args...); err != nil {
			return err
		}
		rest := c.window("o.id", w)
		if found, err = db.All(ctx, tx, readOrganization, `select `+organizationColumns+publicOrganizations+rest, c.args...); err != nil {
			return err
		}
		return completeOrganizations(ctx, tx, found)
	})
	return found, total, err
}

// WrittenOrganization gives the organisation with an id as it was written, without what records that it stands for know:
// to change it.
func (s *Store) WrittenOrganization(ctx context.Context, actor access.Actor, id string) (o Organization, err error) {
	defer errs.Wrap(&err, "directory.WrittenOrganization(%q)", id)
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		known, err := Get(ctx, tx, actor, []string{id}, nil)
		found := false
		if o, found = known.Organizations[id]; err == nil && (!found || o.Survivor != "" || o.Withdrawn != nil) {
			err = errs.NotFound
		}
		return err
	})
	return o, err
}

// publicLocationColumns are those of a location as others may know it: of the organisation that stands for its own.
var publicLocationColumns = strings.Replace(locationColumns, "l.organization_id", "coalesce(h.survivor_id, h.id)", 1)

const homeOfLocation = ` join organization h on h.network_id = l.network_id and h.id = l.organization_id`

// Place is one service at one location that may be known.
type Place struct {
	ServiceID string
	Location  Location
}

var publicPlaces = ` from service_location sl join service s on s.network_id = sl.network_id and s.id = sl.service_id
	join organization o on o.network_id = s.network_id and o.id = s.organization_id
	join location l on l.network_id = sl.network_id and l.id = sl.location_id` + homeOfLocation + `
	where sl.network_id = $1 and o.withdrawn_at is null and l.confidential = false` + Shown("o") + ` and ` + standing("s", ServiceRecord)

// PlacePage gives a part of the services at locations, in the order of service and location, and how many there are in
// all. Of a window it looks at offset and limit.
func (s *Store) PlacePage(ctx context.Context, actor access.Actor, f Filter, w Window) (found []Place, total int, err error) {
	defer errs.Wrap(&err, "directory.PlacePage")
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		c := f.conditions(tx.Network)
		if f.Near != nil {
			c.near(*f.Near)
		}
		if total, err = db.One(ctx, tx, readCount, `select count(*)`+publicPlaces+c.sql.String(), c.args...); err != nil {
			return err
		}
		rest := c.window("sl.service_id, sl.location_id", Window{Offset: w.Offset, Limit: w.Limit})
		found, err = db.All(ctx, tx, readPlace, `select sl.service_id, `+publicLocationColumns+publicPlaces+rest, c.args...)
		return err
	})
	return found, total, err
}

// PlaceThat gives the service at a location whose ids fit. Their pair has no id of its own in the database, so that
// every pair is looked at.
func (s *Store) PlaceThat(ctx context.Context, actor access.Actor, fits func(service, location string) bool) (p Place, err error) {
	defer errs.Wrap(&err, "directory.PlaceThat")
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		var service, location string
		err := db.Each(ctx, tx, func(scan db.Scan) error {
			var s, l string
			err := scan(&s, &l)
			if fits(s, l) {
				service, location = s, l
			}
			return err
		}, `select service_id, location_id from service_location where network_id = $1`, tx.Network)
		if err != nil {
			return err
		}
		p, err = db.One(ctx, tx, readPlace, `select sl.service_id, `+publicLocationColumns+publicPlaces+` and sl.service_id = $2 and sl.location_id = $3`,
			tx.Network, service, location)
		return err
	})
	return p, err
}

func readPlace(scan db.Scan) (p Place, err error) {
	p.Location, err = readLocation(scan, &p.ServiceID)
	return p, err
}

var publicLocations = ` from location l` + homeOfLocation + `
	where l.network_id = $1 and l.confidential = false and exists (select 1 from service_location sl
	join service s on s.network_id = sl.network_id and s.id = sl.service_id
	join organization o on o.network_id = s.network_id and o.id = s.organization_id
	where sl.network_id = l.network_id and sl.location_id = l.id and s.withdrawn_at is null and o.withdrawn_at is null` + Shown("s") + Shown("o") + `)`

// LocationPage gives a part of the locations that may be known, in the order of their ids, and how many there are in
// all. Of a filter it looks at the ids, which are those of locations here, at the organisation and the circle.
func (s *Store) LocationPage(ctx context.Context, actor access.Actor, f Filter, w Window) (found []Location, total int, err error) {
	defer errs.Wrap(&err, "directory.LocationPage")
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		c := &conditions{args: []any{tx.Network}}
		if f.IDs != nil {
			c.in("l.id", f.IDs)
		}
		if f.Organization != "" {
			c.add("(h.id = ? or h.survivor_id = ?)", f.Organization, f.Organization)
		}
		if f.Near != nil {
			c.near(*f.Near)
		}
		if total, err = db.One(ctx, tx, readCount, `select count(*)`+publicLocations+c.sql.String(), c.args...); err != nil {
			return err
		}
		rest := c.window("l.id", w)
		found, err = db.All(ctx, tx, func(scan db.Scan) (Location, error) { return readLocation(scan) }, `select `+publicLocationColumns+publicLocations+rest, c.args...)
		return err
	})
	return found, total, err
}

// Around gives the areas that hold a place and those around it, for Filter.Serving.
func Around(tree places.Tree, area string) []string {
	var ids []string
	for _, a := range tree.Path(area) {
		ids = append(ids, a.ID)
	}
	return ids
}
