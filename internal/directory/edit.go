package directory

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// What a text of an entry may hold, in characters.
const (
	maxLine = 300
	maxText = 5000
	maxList = 60 // items
)

// check gives the problems of a service that someone wrote: by field, with the key of a sentence.
func (s Service) check() errs.Problems {
	var c checker
	c.line("title", s.Title, true)
	for field, text := range map[string]string{"cost_note": s.CostNote, "different": s.Different, "sought": s.Sought, "phone": s.Phone} {
		c.line(field, text, false)
	}
	c.text("description", s.Description)
	for field, list := range map[string][]string{"keywords": s.Words, "does": s.Does, "does_not": s.DoesNot} {
		c.list(field, list)
	}
	c.address("email", s.Email)
	c.website("url", s.URL)
	if _, err := calendar.Parse(s.Hours); err != nil {
		c.say("hours", "entry.wrong.hours")
	}
	if s.Ages.Max != 0 && s.Ages.Max <= s.Ages.Min {
		c.say("ages", "entry.wrong.ages")
	}
	if s.OrganizationID == "" {
		c.say("organization", "entry.wrong.organization")
	}
	t := Taxonomy()
	for field, codes := range map[string][]string{"needs": s.Needs, "audiences": s.Audiences, "form": s.Forms, "access": s.Access, "costs": {s.Costs}} {
		known := map[string]Terms{"needs": t.Needs, "audiences": t.Audiences, "form": t.Forms, "access": t.Access, "costs": t.Costs}[field]
		c.codes(field, known, codes)
	}
	return c.problems
}

// check gives the problems of an organisation that someone wrote.
func (o Organization) check() errs.Problems {
	var c checker
	c.line("name", o.Name, true)
	c.line("phone", o.Phone, false)
	c.line("legal_form", o.LegalForm, false)
	c.text("description", o.Description)
	c.address("email", o.Email)
	c.website("url", o.URL)
	c.codes("kind", Taxonomy().Kinds, []string{o.Kind})
	return c.problems
}

// checker gathers problems.
type checker struct{ problems errs.Problems }

func (c *checker) say(field, key string) {
	c.problems = append(c.problems, errs.Problem{Column: field, Text: key})
}

func (c *checker) line(field, text string, needed bool) {
	switch {
	case needed && strings.TrimSpace(text) == "":
		c.say(field, "entry.wrong.missing")
	case utf8.RuneCountInString(text) > maxLine:
		c.say(field, "entry.wrong.long")
	}
}

func (c *checker) text(field, text string) {
	if utf8.RuneCountInString(text) > maxText {
		c.say(field, "entry.wrong.long")
	}
}

func (c *checker) list(field string, items []string) {
	if len(items) > maxList {
		c.say(field, "entry.wrong.many")
	}
	for _, item := range items {
		c.line(field, item, true)
	}
}

func (c *checker) address(field, text string) {
	if text == "" {
		return
	}
	if a, err := mail.ParseAddress(text); err != nil || a.Address != text {
		c.say(field, "entry.wrong.email")
	}
}

func (c *checker) website(field, text string) {
	if text == "" {
		return
	}
	if u, err := url.Parse(text); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		c.say(field, "entry.wrong.url")
	}
}

func (c *checker) codes(field string, known Terms, codes []string) {
	for _, code := range codes {
		if _, ok := known.Find(code); !ok && code != "" {
			c.say(field, "entry.wrong.choice")
		}
	}
}

// mayEdit tells whether an actor may write the entries of an organisation.
func mayEdit(actor access.Actor, organization string) error {
	if err := access.Can(actor, access.Edit, access.Directory); err == nil {
		return nil
	}
	return access.Can(actor, access.Edit, access.OwnEntries, access.At{Organization: organization})
}

// MayWrite tells whether an actor may write the entries of an organisation: an editor those of every one, a member those
// of the own organisation and of the records that it stands for.
func (s *Store) MayWrite(ctx context.Context, actor access.Actor, organization string) (err error) {
	defer errs.Wrap(&err, "directory.MayWrite(%q)", organization)
	return s.view(ctx, actor, func(tx *db.Tx) error { return mayWrite(ctx, tx, actor, organization) })
}

func mayWrite(ctx context.Context, tx *db.Tx, actor access.Actor, organization string) error {
	err := mayEdit(actor, organization)
	if err == nil {
		return nil
	}
	known, missing := Get(ctx, tx, actor, []string{organization}, nil)
	survivor := known.Organizations[organization].Survivor
	if missing != nil || survivor == "" {
		return errors.Join(err, missing)
	}
	return mayEdit(actor, survivor)
}

// SaveService keeps what someone wrote about a service: a new one with version 0, or another form of the one with this
// id and version; its locations stay. What was made before under the id of a new one stays as it is. By is who says so:
// "redactie" or "organisatie"; it counts as a confirmation. The error is a Conflict when somebody else changed it
// meanwhile, errs.Problems by field, or Forbidden.
func (s *Store) SaveService(ctx context.Context, actor access.Actor, sv Service, by string) (_ Service, err error) {
	defer errs.Wrap(&err, "directory.SaveService(%q)", sv.ID)
	if err := s.MayWrite(ctx, actor, sv.OrganizationID); err != nil {
		return sv, err
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		kept, err := keptService(ctx, tx, actor, sv)
		if err != nil {
			return err
		}
		if problems := sv.check(); problems != nil {
			return problems
		}
		if sv.Version == 0 && kept.Version > 0 {
			return nil // its form was sent before
		}
		sv.Origin, sv.Slug, sv.Run, sv.Withdrawn, sv.Provenance = kept.Origin, kept.Slug, kept.Run, kept.Withdrawn, kept.Provenance
		sv.Locations = kept.Locations // who may not read an address must not overwrite it
		sv.Confirmed, sv.ConfirmedBy = today(tx), by
		sv.Provenance = stamped(ServiceFields, kept, sv, kept.Provenance, Stamp{By: by, At: tx.Now})
		return s.write(ctx, tx, actor, Changes{Services: []Service{sv}}, sv.ID)
	})
	return sv, err
}

// insider reads everything, so that what is written back is whole.
func insider(tx *db.Tx) access.Actor { return access.As(access.Operator, tx.Network) }

func today(tx *db.Tx) *time.Time {
	day := calendar.Today(tx.Now)
	return &day
}

// keptService gives the service as it is now, or a new one that has its id and slug.
func keptService(ctx context.Context, tx *db.Tx, actor access.Actor, sv Service) (Service, error) {
	known, err := Get(ctx, tx, insider(tx), []string{sv.OrganizationID}, []string{sv.ID})
	if err != nil {
		return Service{}, err
	}
	if _, ok := known.Organizations[sv.OrganizationID]; !ok && sv.OrganizationID != "" { // none at all is a problem of the form
		return Service{}, errs.NotFound
	}
	kept, ok := known.Services[sv.ID]
	switch {
	case !ok && sv.Version == 0:
		return newService(ctx, tx, sv)
	case !ok:
		return kept, errs.NotFound
	case sv.Version != 0 && kept.Version != sv.Version:
		return kept, errs.Conflict
	}
	return kept, mayWrite(ctx, tx, actor, kept.OrganizationID)
}

func newService(ctx context.Context, tx *db.Tx, sv Service) (Service, error) {
	_, taken, err := TakenSlugs(ctx, tx)
	return Service{ID: sv.ID, Slug: taken.Take(sv.Title, "", "aanbod"), Origin: Origin{Ref: sv.ID}}, err
}

// stamped gives the provenance after the fields that differ were written here. What the source said of them is kept, so
// that a later run sees whether it says something new.
func stamped[T any](fields []Field[T], before, after T, p Provenance, stamp Stamp) Provenance {
	for _, f := range fields {
		if f.Name == "more" || f.Name == "location" || f.Name == "confirmed" || f.Name == "confirmed_by" || f.Text(before) == f.Text(after) {
			continue
		}
		said, known := p.Said[f.Name]
		if !known {
			said = f.Text(before)
		}
		p = p.Written(f.Name, stamp, said)
	}
	return p
}

func (s *Store) write(ctx context.Context, tx *db.Tx, actor access.Actor, c Changes, id string) error {
	if err := apply(ctx, tx, c); err != nil {
		return err
	}
	if err := tx.Revise(ctx); err != nil {
		return err
	}
	return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Directory, ID: id})
}

// SaveOrganization is SaveService for an organisation. Only an editor makes a new one.
func (s *Store) SaveOrganization(ctx context.Context, actor access.Actor, o Organization, by string) (_ Organization, err error) {
	defer errs.Wrap(&err, "directory.SaveOrganization(%q)", o.ID)
	if err := mayEdit(actor, o.ID); err != nil {
		return o, err
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		kept, err := keptOrganization(ctx, tx, actor, o)
		if err != nil {
			return err
		}
		if problems := o.check(); problems != nil {
			return problems
		}
		if o.Version == 0 && kept.Version > 0 {
			return nil // its form was sent before
		}
		o.Origin, o.Slug, o.Run, o.Withdrawn = kept.Origin, kept.Slug, kept.Run, kept.Withdrawn
		if access.Can(actor, access.Edit, access.Directory) != nil { // an organisation does not say of itself that it takes part
			o.Member, o.Commercial = kept.Member, kept.Commercial
		}
		o.Provenance = stamped(OrganizationFields, kept, o, kept.Provenance, Stamp{By: by, At: tx.Now})
		return s.write(ctx, tx, actor, Changes{Organizations: []Organization{o}}, o.ID)
	})
	return o, err
}

func keptOrganization(ctx context.Context, tx *db.Tx, actor access.Actor, o Organization) (Organization, error) {
	known, err := Get(ctx, tx, actor, []string{o.ID}, nil)
	if err != nil {
		return Organization{}, err
	}
	kept, ok := known.Organizations[o.ID]
	switch {
	case !ok && o.Version == 0:
		return newOrganization(ctx, tx, actor, o)
	case !ok:
		return kept, errs.NotFound
	case o.Version != 0 && kept.Version != o.Version:
		return kept, errs.Conflict
	}
	return kept, nil
}

func newOrganization(ctx context.Context, tx *db.Tx, actor access.Actor, o Organization) (Organization, error) {
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return o, err
	}
	taken, _, err := TakenSlugs(ctx, tx)
	return Organization{ID: o.ID, Slug: taken.Take(o.Name, "", "organisatie"), Origin: Origin{Ref: o.ID}}, err
}

// Confirm says of services of one organisation, and of those that it stands for, that they are still right.
func (s *Store) Confirm(ctx context.Context, actor access.Actor, organization string, ids []string, by string) (err error) {
	defer errs.Wrap(&err, "directory.Confirm(%d services)", len(ids))
	if err := s.MayWrite(ctx, actor, organization); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		homes, err := homesOf(ctx, tx, organization, ids)
		if err != nil {
			return err
		}
		var rows [][]any
		for _, id := range ids {
			rows = append(rows, []any{tx.Network, id, homes[id], *today(tx), by, tx.Now})
		}
		if err := tx.Repeat(ctx, `update service set confirmed_at = $4, confirmed_by = $5, version = version + 1, updated_at = $6
			where network_id = $1 and id = $2 and organization_id = $3 and withdrawn_at is null`, rows); err != nil {
			return err
		}
		return s.write(ctx, tx, actor, Changes{}, organization)
	})
}

// homesOf gives for services the organisation that each came with, when that is this one or one that it stands for.
func homesOf(ctx context.Context, tx *db.Tx, organization string, services []string) (map[string]string, error) {
	known, err := Get(ctx, tx, insider(tx), nil, services)
	if err != nil {
		return nil, err
	}
	var organizations []string
	for _, s := range known.Services {
		organizations = append(organizations, s.OrganizationID)
	}
	all, err := Get(ctx, tx, insider(tx), organizations, nil)
	homes := map[string]string{}
	for id, s := range known.Services {
		if s.OrganizationID == organization || all.Organizations[s.OrganizationID].Survivor == organization {
			homes[id] = s.OrganizationID
		}
	}
	return homes, err
}

// SetCapacity says how much room a service has. It changes nothing else, so that it needs no version.
func (s *Store) SetCapacity(ctx context.Context, actor access.Actor, organization, id string, c Capacity) (err error) {
	defer errs.Wrap(&err, "directory.SetCapacity(%q)", id)
	if err := s.MayWrite(ctx, actor, organization); err != nil {
		return err
	}
	switch c.State {
	case HasPlace, Waiting, Full, Unknown:
	default:
		return fmt.Errorf("%w: %q is no state of room", errs.Invalid, c.State)
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		changed, err := tx.Exec(ctx, `update service set capacity = $4, places_free = $5, waiting_weeks = $6, version = version + 1, updated_at = $7
			where network_id = $1 and id = $2 and organization_id = $3 and withdrawn_at is null`, tx.Network, id, organization, string(c.State), c.Free, c.Weeks, tx.Now)
		if err == nil && changed == 0 {
			err = errs.NotFound
		}
		if err != nil {
			return err
		}
		return s.write(ctx, tx, actor, Changes{}, id)
	})
}

// Retired gives the services that someone took out of the directory, by title, among those that a filter leaves.
func (s *Store) Retired(ctx context.Context, actor access.Actor, f Filter) (found []Entry, err error) {
	defer errs.Wrap(&err, "directory.Retired")
	if _, err := access.Reach(actor, access.Edit, access.OwnEntries); err != nil && access.Can(actor, access.Edit, access.Directory) != nil {
		return nil, err
	}
	err = s.view(ctx, actor, func(tx *db.Tx) error {
		c := f.conditions(tx.Network)
		found, err = db.All(ctx, tx, readEntry, `select `+serviceColumns+`, `+organizationColumns+` from service s
			join organization o on o.network_id = s.network_id and o.id = s.organization_id
			where s.network_id = $1 and s.withdrawn_at is not null and s.provenance like '%"objected":%'`+c.sql.String()+` order by s.title, s.id`, c.args...)
		return err
	})
	return found, err
}

// Retire takes a service out of the directory, or puts it back. A source that still has it does not bring it back.
func (s *Store) Retire(ctx context.Context, actor access.Actor, organization, id string, gone bool) (err error) {
	defer errs.Wrap(&err, "directory.Retire(%q)", id)
	if err := s.MayWrite(ctx, actor, organization); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		known, err := Get(ctx, tx, insider(tx), nil, []string{id})
		if err != nil {
			return err
		}
		kept, ok := known.Services[id]
		if !ok || kept.OrganizationID != organization {
			return errs.NotFound
		}
		kept.Withdrawn, kept.Provenance.Objected = nil, nil
		if gone {
			kept.Withdrawn, kept.Provenance.Objected = &tx.Now, &Stamp{By: actor.Person, At: tx.Now}
		}
		return s.write(ctx, tx, actor, Changes{Services: []Service{kept}}, id)
	})
}
