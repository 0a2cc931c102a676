package harvest

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/directory"
)

// The kinds of records.
const (
	kindOrganization = "organization"
	kindService      = "service"
)

// kind is what organisations and services have in common: what can be compared, and what every record has.
type kind[T any] struct {
	name   string
	fields []directory.Field[T]
	head   func(*T) head
	show   func(before, after T) []FieldChange // as the flat format writes it
}

// head points at what every record has.
type head struct {
	id, ref, title string
	withdrawn      **time.Time
	version        int64
	provenance     *directory.Provenance
}

var organizationKind = kind[directory.Organization]{kindOrganization, directory.OrganizationFields, func(o *directory.Organization) head {
	return head{o.ID, o.Origin.Ref, o.Name, &o.Withdrawn, o.Version, &o.Provenance}
}, organizationChanges}

// serviceKind shows areas and organisations by the names that the planner knows.
func serviceKind(show func(before, after directory.Service) []FieldChange) kind[directory.Service] {
	return kind[directory.Service]{kindService, directory.ServiceFields, func(s *directory.Service) head {
		return head{s.ID, s.Origin.Ref, s.Title, &s.Withdrawn, s.Version, &s.Provenance}
	}, show}
}

// compare tells what becomes of a record of which its source now says said: at most one change, and one that asks an
// editor to choose. gone: the source says that it is not active any more.
func (k kind[T]) compare(before, said T, gone bool, rules Rules, now time.Time) (all []change) {
	h := k.head(&before)
	there := *h.withdrawn == nil
	switch {
	case h.provenance.Objected != nil, gone && !there:
		return nil
	case gone:
		after := before
		*k.head(&after).withdrawn = &now
		return []change{k.change(DiffInactive, before, after, nil)}
	}
	after, provenance, conflicts := merge(k.fields, before, said, *h.provenance, rules)
	a := k.head(&after)
	provenance.More, provenance.Fetched = a.provenance.More, &now
	*a.provenance = provenance
	switch {
	case !there:
		*a.withdrawn = nil
		all = append(all, k.change(DiffReturned, before, after, nil))
	case len(k.differing(before, after)) > 0:
		all = append(all, k.change(DiffChanged, before, after, nil))
	}
	if len(conflicts) > 0 {
		all = append(all, k.change(DiffConflict, before, said, conflicts))
	}
	return all
}

// differing names the fields in which two records differ.
func (k kind[T]) differing(a, b T) (names []string) {
	for _, f := range k.fields {
		if f.Text(a) != f.Text(b) {
			names = append(names, f.Name)
		}
	}
	return names
}

// change describes a change; only: the fields that it is about, when not all.
func (k kind[T]) change(what string, before, after T, only []string) change {
	h := k.head(&before)
	c := change{Kind: k.name, ID: h.id, Ref: h.ref, Title: k.head(&after).title, What: what, Before: db.JSON(before), After: db.JSON(after)}
	names := k.differing(before, after)
	for _, f := range k.show(before, after) {
		if of := fieldOf(f.Field); only == nil || slices.Contains(only, of) {
			c.Fields = append(c.Fields, f)
		}
	}
	for _, f := range k.fields { // what the flat format cannot show
		shown := slices.ContainsFunc(c.Fields, func(c FieldChange) bool { return fieldOf(c.Field) == f.Name })
		if slices.Contains(names, f.Name) && !shown && (only == nil || slices.Contains(only, f.Name)) {
			c.Fields = append(c.Fields, FieldChange{Field: f.Name})
		}
	}
	return c
}

// fieldOf gives the field of the directory that a field of the flat format belongs to.
func fieldOf(flat string) string {
	switch {
	case slices.Contains(secretFields, flat), flat == "confidential":
		return "location"
	case flat == "places_free", flat == "waiting_weeks":
		return "capacity"
	}
	return flat
}

// read gives the two records of a change.
func (k kind[T]) read(c change) (before, after T, err error) {
	if err = json.Unmarshal([]byte(c.Before), &before); err == nil {
		err = json.Unmarshal([]byte(c.After), &after)
	}
	if err != nil {
		err = fmt.Errorf("reading a change of a run: %w", err)
	}
	return before, after, err
}

// apply gives what becomes of a record as it is now when a change is published. What someone wrote after the change
// was decided stays.
func (k kind[T]) apply(c change, now T) (T, error) {
	before, after, err := k.read(c)
	if err != nil {
		return now, err
	}
	n, b, a := k.head(&now), k.head(&before), k.head(&after)
	if c.What == DiffConflict {
		p := *n.provenance
		for _, f := range k.fields {
			if c.about(f.Name) {
				p = p.Heard(f.Name, f.Text(after))
			}
		}
		*n.provenance = p
		return now, nil
	}
	untouched := n.version == b.version
	now = carry(k.fields, now, before, after)
	n = k.head(&now)
	*n.withdrawn = *a.withdrawn
	if untouched {
		*n.provenance = *a.provenance
	}
	return now, nil
}

// about tells whether a change is about a field of the directory.
func (c change) about(field string) bool {
	return slices.ContainsFunc(c.Fields, func(f FieldChange) bool { return fieldOf(f.Field) == field })
}

// revert gives what becomes of a record as it is now when a change is undone. What someone wrote since then stays.
func (k kind[T]) revert(c change, now T) (T, error) {
	before, after, err := k.read(c)
	if err != nil || c.What == DiffConflict {
		return now, err
	}
	n, b, a := k.head(&now), k.head(&before), k.head(&after)
	untouched := n.version == a.version+1
	now = carry(k.fields, now, after, before)
	n = k.head(&now)
	*n.withdrawn = *b.withdrawn
	if untouched {
		*n.provenance = *b.provenance
	}
	return now, nil
}

// settle gives what becomes of a record as it is now when an editor lets the source win the fields of a conflict.
func (k kind[T]) settle(c change, now T) (T, error) {
	_, said, err := k.read(c)
	if err != nil {
		return now, err
	}
	p := *k.head(&now).provenance
	for _, f := range k.fields {
		if c.about(f.Name) {
			f.Copy(&now, said)
			p = p.Returned(f.Name)
		}
	}
	*k.head(&now).provenance = p
	return now, nil
}
