package volunteering

import (
	"context"
	"slices"
	"time"

	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/network"
	"samenspel/internal/privacy"
)

// Options are what the store stands on.
type Options struct {
	Key     []byte                                                       // of links; whoever has it can make them
	Secrets func(ctx context.Context, network string) (tink.AEAD, error) // key set of a network, for what is sealed
}

// Store keeps sign-ups.
type Store struct {
	db        *db.DB
	directory *directory.Store
	o         Options
}

// NewStore gives the store on d.
func NewStore(d *db.DB, entries *directory.Store, o Options) *Store { return &Store{d, entries, o} }

const signups = `select v.id, v.code, v.state, v.needs, v.audiences, v.form, v.moments, coalesce(v.area_id, ''), v.next_on, v.due_on, v.touched_at, v.asked_at,
	v.escalated_at, v.outcome, v.ended_at, v.version from volunteer v where v.network_id = $1`

func read(scan db.Scan) (s Signup, err error) {
	return s, scan(&s.ID, &s.Code, &s.State, db.FromJSON(&s.Needs), db.FromJSON(&s.Audiences), &s.Form, db.FromJSON(&s.Moments), &s.Area, &s.Next, &s.Due, &s.Touched, &s.Asked,
		&s.Escalated, &s.Outcome, &s.Ended, &s.Version)
}

func insert(ctx context.Context, tx *db.Tx, s Signup, request string) error {
	var area any
	if s.Area != "" {
		area = s.Area
	}
	_, err := tx.Exec(ctx, `insert into volunteer (network_id, id, request, code, state, needs, audiences, form, moments, area_id, next_on, due_on, touched_at, outcome, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', 1)`,
		tx.Network, s.ID, request, s.Code, string(s.State), db.JSON(s.Needs), db.JSON(s.Audiences), s.Form, db.JSON(s.Moments), area, s.Next, s.Due, tx.Now)
	return err
}

// update writes a sign-up that was read with a version, and forgets how to reach who signed up when it ended. When another
// change came first it is a Conflict.
func update(ctx context.Context, tx *db.Tx, s Signup) error {
	if s.State == Closed {
		s.Ended = &tx.Now
		if _, err := tx.Exec(ctx, `delete from volunteer_contact where network_id = $1 and volunteer_id = $2`, tx.Network, s.ID); err != nil {
			return err
		}
	}
	return db.Changed(tx.Exec(ctx, `update volunteer set state = $4, next_on = $5, due_on = $6, touched_at = $7, asked_at = $8, escalated_at = $9, outcome = $10, ended_at = $11,
		version = version + 1 where network_id = $1 and id = $2 and version = $3`,
		tx.Network, s.ID, s.Version, string(s.State), s.Next, s.Due, tx.Now, s.Asked, s.Escalated, string(s.Outcome), s.Ended))
}

// introductions gives those of sign-ups, by their id, in one query.
func introductions(ctx context.Context, tx *db.Tx, ids []string) (map[string][]Introduction, error) {
	found := map[string][]Introduction{}
	if len(ids) == 0 {
		return found, nil
	}
	args := tx.Args(ids...)
	return found, db.Each(ctx, tx, func(scan db.Scan) error {
		var id string
		var i Introduction
		if err := scan(&id, &i.Organization, &i.Service, &i.Name, &i.Title, &i.Slug, &i.Mail, &i.Phone, &i.Sent, &i.Answer, &i.Answered); err != nil {
			return err
		}
		found[id] = append(found[id], i)
		return nil
	}, `select i.volunteer_id, i.organization_id, i.service_id, o.name, s.title, s.slug, case when s.email <> '' then s.email else o.email end,
			case when s.phone <> '' then s.phone else o.phone end, i.sent_at, i.answer, i.answered_at
		from introduction i join organization o on o.network_id = i.network_id and o.id = i.organization_id
		join service s on s.network_id = i.network_id and s.id = i.service_id
		where i.network_id = $1 and i.volunteer_id in (`+db.Marks(2, len(ids))+`) order by i.volunteer_id, o.name`, args...)
}

// choose adds introductions to the organisations behind services. One organisation is there once, and of those that are
// there already nothing changes.
func choose(ctx context.Context, tx *db.Tx, id string, entries []directory.Entry) error {
	var rows [][]any
	for _, e := range entries {
		rows = append(rows, []any{tx.Network, id, e.Organization.ID, e.Service.ID})
	}
	return tx.Repeat(ctx, `insert into introduction (network_id, volunteer_id, organization_id, service_id, answer) values ($1, $2, $3, $4, '')
		on conflict (network_id, volunteer_id, organization_id) do nothing`, rows)
}

// about binds a sealed contact to its network and sign-up.
func about(network, id string) string { return "volunteer\x00" + network + "\x00" + id }

func (s *Store) keep(ctx context.Context, tx *db.Tx, box tink.AEAD, id string, c Contact) error {
	sealed, err := privacy.Seal(box, about(tx.Network, id), c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into volunteer_contact (network_id, volunteer_id, sealed) values ($1, $2, $3)`, tx.Network, id, sealed)
	return err
}

// contacts gives how to reach those who signed up, by the id of the sign-up, in one query.
func contacts(ctx context.Context, tx *db.Tx, box tink.AEAD, ids []string) (map[string]Contact, error) {
	found := map[string]Contact{}
	if len(ids) == 0 {
		return found, nil
	}
	args := tx.Args(ids...)
	return found, db.Each(ctx, tx, func(scan db.Scan) error {
		var id, sealed string
		if err := scan(&id, &sealed); err != nil {
			return err
		}
		var c Contact
		err := privacy.Unseal(box, about(tx.Network, id), sealed, &c)
		found[id] = c
		return err
	}, `select volunteer_id, sealed from volunteer_contact where network_id = $1 and volunteer_id in (`+db.Marks(2, len(ids))+`)`, args...)
}

// Person is a sign-up with everything that belongs to it.
type Person struct {
	Signup
	Contact       Contact
	Introductions []Introduction // by name of the organisation
}

// Sent tells whether anyone was introduced.
func (p Person) Sent() bool {
	return slices.ContainsFunc(p.Introductions, func(i Introduction) bool { return i.Sent != nil })
}

// byCode gives the sign-up with the code of the own page.
func byCode(ctx context.Context, tx *db.Tx, code string) (Signup, error) {
	return db.One(ctx, tx, read, signups+` and v.code = $2`, tx.Network, code)
}

// whole adds to a sign-up what belongs to it.
func whole(ctx context.Context, tx *db.Tx, box tink.AEAD, s Signup) (p Person, err error) {
	p.Signup = s
	reached, err := contacts(ctx, tx, box, []string{s.ID})
	if err != nil {
		return p, err
	}
	p.Contact = reached[s.ID] // empty when that is not known any more
	found, err := introductions(ctx, tx, []string{s.ID})
	p.Introductions = found[s.ID]
	return p, err
}

// Own gives, to whoever has the code of its page, a sign-up.
func (s *Store) Own(ctx context.Context, actor access.Actor, code string) (p Person, err error) {
	defer errs.Wrap(&err, "volunteering.Own")
	if err := access.Can(actor, access.Read, access.People); err != nil {
		return p, err
	}
	box, err := s.o.Secrets(ctx, actor.Network)
	if err != nil {
		return p, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		found, err := byCode(ctx, tx, code)
		if err == nil {
			p, err = whole(ctx, tx, box, found)
		}
		return err
	})
	return p, err
}

// Page is the list of the information point.
type Page struct {
	Rows []Person // open first, what is due first; then what ended last
	More bool     // there are more
}

// mostRows is how many sign-ups the list shows.
const mostRows = 100

// List gives the sign-ups, to who may see them. It leaves a line in the trace.
func (s *Store) List(ctx context.Context, actor access.Actor) (p Page, err error) {
	defer errs.Wrap(&err, "volunteering.List")
	if err := access.Can(actor, access.Read, access.Volunteers); err != nil {
		return p, err
	}
	box, err := s.o.Secrets(ctx, actor.Network)
	if err != nil {
		return p, err
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		rows, err := db.All(ctx, tx, read, signups+` order by case when v.ended_at is null then 0 else 1 end, v.next_on, v.id limit $2`, tx.Network, mostRows+1)
		if err != nil {
			return err
		}
		if p.More = len(rows) > mostRows; p.More {
			rows = rows[:mostRows]
		}
		if p.Rows, err = join(ctx, tx, box, rows); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "list", Object: access.Volunteers})
	})
	return p, err
}

func join(ctx context.Context, tx *db.Tx, box tink.AEAD, rows []Signup) (all []Person, err error) {
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	who, err := contacts(ctx, tx, box, ids)
	if err != nil {
		return nil, err
	}
	to, err := introductions(ctx, tx, ids)
	for _, row := range rows {
		all = append(all, Person{row, who[row.ID], to[row.ID]})
	}
	return all, err
}

// Waiting gives how many sign-ups the information point must do something about today.
func (s *Store) Waiting(ctx context.Context, actor access.Actor) (n int, err error) {
	defer errs.Wrap(&err, "volunteering.Waiting")
	if err := access.Can(actor, access.Edit, access.Volunteers); err != nil {
		return 0, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		n, err = db.One(ctx, tx, db.Value[int], `select count(*) from volunteer where network_id = $1 and ended_at is null and (state = $2 or due_on < $3)`,
			tx.Network, string(New), dayOf(tx))
		return err
	})
	return n, err
}

// days gives the term of a new sign-up in working days, and the network.
func days(ctx context.Context, tx *db.Tx) (int, network.Network, error) {
	n, err := network.Of(ctx, tx)
	return n.Settings.Deadlines.Volunteer, n, err
}

// dayOf gives the day that it is for a transaction.
func dayOf(tx *db.Tx) time.Time { return calendar.Today(tx.Now) }
