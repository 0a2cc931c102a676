package linkage

import (
	"context"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
)

// records read what is compared. Confidential places are left out: no reason may tell of them.
var records = map[directory.RecordKind]string{
	directory.OrganizationRecord: `select o.id, '', o.source, o.name, o.phone, o.email, o.url, '[]' from organization o
		where o.network_id = $1 and o.withdrawn_at is null` + directory.Shown("o") + `order by o.id`,
	directory.ServiceRecord: `select s.id, coalesce(o.survivor_id, o.id), s.source, s.title, '', '', '', s.needs from service s
		join organization o on o.network_id = s.network_id and o.id = s.organization_id
		where s.network_id = $1 and s.withdrawn_at is null and o.withdrawn_at is null` + directory.Shown("s") + directory.Shown("o") + `order by s.id`,
}

// recordPlaces read where they are.
var recordPlaces = map[directory.RecordKind]string{
	directory.OrganizationRecord: `select l.organization_id, l.address, l.postcode, l.latitude, l.longitude from location l
		where l.network_id = $1 and not l.confidential`,
	directory.ServiceRecord: `select sl.service_id, l.address, l.postcode, l.latitude, l.longitude from service_location sl
		join location l on l.network_id = sl.network_id and l.id = sl.location_id where sl.network_id = $1 and not l.confidential`,
}

func readRecords(ctx context.Context, tx *db.Tx, kind directory.RecordKind) ([]Record, error) {
	at := map[string][]Place{}
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		var id string
		var p Place
		var latitude, longitude *float64
		err := scan(&id, &p.Address, &p.Postcode, &latitude, &longitude)
		if latitude != nil && longitude != nil {
			p.Point = &directory.Point{Latitude: *latitude, Longitude: *longitude}
		}
		at[id] = append(at[id], p)
		return err
	}, recordPlaces[kind], tx.Network)
	if err != nil {
		return nil, err
	}
	return db.All(ctx, tx, func(scan db.Scan) (r Record, err error) {
		err = scan(&r.ID, &r.Group, &r.Source, &r.Name, &r.Phone, &r.Email, &r.URL, db.FromJSON(&r.Needs))
		r.Places = at[r.ID]
		return r, err
	}, records[kind], tx.Network)
}

// PageLength is how many pairs a list gives at a time.
const PageLength = 20

// List gives the pairs in a state, from one on: open ones by how sure they are, decided ones by when, the last first.
func (s *Store) List(ctx context.Context, actor access.Actor, state State, from int) (all []Proposal, err error) {
	defer errs.Wrap(&err, "linkage.List(%q)", state)
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return nil, err
	}
	order := ` order by decided_at desc, id`
	if state == Open {
		order = ` order by weight desc, id`
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, readProposal, proposals+` and state = $2`+order+` limit $3 offset $4`, tx.Network, string(state), PageLength, from)
		if err != nil {
			return err
		}
		return addSides(ctx, tx, all)
	})
	return all, err
}

// Count gives how many pairs are in each state.
func (s *Store) Count(ctx context.Context, actor access.Actor) (counts map[State]int, err error) {
	defer errs.Wrap(&err, "linkage.Count")
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return nil, err
	}
	counts = map[State]int{}
	return counts, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(scan db.Scan) error {
			var state State
			var n int
			err := scan(&state, &n)
			counts[state] = n
			return err
		}, `select state, count(*) from linkage_pair where network_id = $1 group by state`, tx.Network)
	})
}

const proposals = `select id, kind, left_id, right_id, weight, reasons, state, survivor_id, automatic, found_at, decided_at
	from linkage_pair where network_id = $1`

func readProposal(scan db.Scan) (p Proposal, err error) {
	return p, scan(&p.ID, &p.Kind, &p.Left.ID, &p.Right.ID, &p.Score.Weight, db.FromJSON(&p.Score.Reasons), &p.State, &p.Survivor, &p.Automatic,
		&p.Found, &p.Decided)
}

// proposal gives one pair, without its sides.
func proposal(ctx context.Context, tx *db.Tx, id string) (Proposal, error) {
	return db.One(ctx, tx, readProposal, proposals+` and id = $2`, tx.Network, id)
}

// sides read what is shown of a record.
var sides = map[directory.RecordKind]string{
	directory.OrganizationRecord: `select o.id, o.slug, o.name, o.source, o.ref, '', o.description, o.phone, o.email, o.url, '[]', coalesce(o.survivor_id, ''),
		(select count(*) from service s where s.network_id = o.network_id and s.organization_id = o.id and s.withdrawn_at is null)
		from organization o where o.network_id = $1 and o.id in (`,
	directory.ServiceRecord: `select s.id, s.slug, s.title, s.source, s.ref, o.name, s.description, s.phone, s.email, s.url, s.needs, coalesce(s.survivor_id, ''), 0
		from service s join organization o on o.network_id = s.network_id and o.id = s.organization_id
		where s.network_id = $1 and s.id in (`,
}

// addresses read the public places of records.
var addresses = map[directory.RecordKind]string{
	directory.OrganizationRecord: `select l.organization_id, l.address, l.postcode from location l
		where l.network_id = $1 and not l.confidential and l.organization_id in (`,
	directory.ServiceRecord: `select sl.service_id, l.address, l.postcode from service_location sl
		join location l on l.network_id = sl.network_id and l.id = sl.location_id
		where sl.network_id = $1 and not l.confidential and sl.service_id in (`,
}

// addSides reads both records of each pair.
func addSides(ctx context.Context, tx *db.Tx, all []Proposal) error {
	for kind := range sides {
		var ids []any
		for _, p := range all {
			if p.Kind == kind {
				ids = append(ids, p.Left.ID, p.Right.ID)
			}
		}
		if len(ids) == 0 {
			continue
		}
		by, err := readSides(ctx, tx, kind, ids)
		if err != nil {
			return err
		}
		for i := range all {
			if all[i].Kind == kind {
				all[i].Left, all[i].Right = by[all[i].Left.ID], by[all[i].Right.ID]
			}
		}
	}
	return nil
}

func readSides(ctx context.Context, tx *db.Tx, kind directory.RecordKind, ids []any) (map[string]Side, error) {
	args := append([]any{tx.Network}, ids...)
	marks := db.Marks(2, len(ids)) + `)`
	at := map[string][]string{}
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		var id, address, postcode string
		err := scan(&id, &address, &postcode)
		if text := strings.Trim(address+", "+postcode, ", "); text != "" {
			at[id] = append(at[id], text)
		}
		return err
	}, addresses[kind]+marks+` order by l.address, l.id`, args...)
	if err != nil {
		return nil, err
	}
	by := map[string]Side{}
	return by, db.Each(ctx, tx, func(scan db.Scan) error {
		var s Side
		err := scan(&s.ID, &s.Slug, &s.Name, &s.Origin.Source, &s.Origin.Ref, &s.Organization, &s.Description, &s.Phone, &s.Email, &s.URL,
			db.FromJSON(&s.Needs), &s.Stands, &s.Services)
		s.Addresses = at[s.ID]
		by[s.ID] = s
		return err
	}, sides[kind]+marks, args...)
}
