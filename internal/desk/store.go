package desk

import (
	"context"
	"time"

	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/network"
	"samenspel/internal/people"
)

// Options are what the store stands on.
type Options struct {
	Key     []byte                                                       // for hashes of numbers; whoever has it can try numbers
	Secrets func(ctx context.Context, network string) (tink.AEAD, error) // key set of a network, for what is sealed
}

// Store keeps enquiries.
type Store struct {
	db *db.DB
	o  Options
}

// NewStore gives the store on d.
func NewStore(d *db.DB, o Options) *Store { return &Store{d, o} }

const columns = `e.id, e.code, e.channel, e.state, e.note, e.kind, e.asker, e.whom, e.needs, coalesce(e.area_id, ''), e.urgency, e.owner_id, e.outside,
	e.received_on, e.began_on, e.next_on, e.due_on, e.answer_due, e.answered_on, e.passed_on, e.touched_on, e.reminded_at, e.escalated_at,
	e.outcome, e.ended_at, e.team_id, e.erased, e.made_at, e.made_by, e.version`

const enquiries = `select ` + columns + ` from enquiry e where e.network_id = $1`

func read(scan db.Scan) (e Enquiry, err error) {
	return e, scan(&e.ID, &e.Code, &e.Channel, &e.State, &e.Note, &e.Kind, &e.Asker, &e.Whom, db.FromJSON(&e.Needs), &e.Area, &e.When, &e.Owner, &e.Outside,
		&e.Received, &e.Began, &e.Next, &e.Due, &e.AnswerDue, &e.Answered, &e.PassedOn, &e.Touched, &e.Reminded, &e.Escalated,
		&e.Outcome, &e.Ended, &e.Team, &e.Erased, &e.Made, &e.MadeBy, &e.Version)
}

func (e Enquiry) at() access.At { return access.At{ID: e.ID, Area: e.Area, Person: e.Owner} }

// may tells whether the actor may do this to an enquiry: by its area or its owner, or as a stand-in of the owner, or
// because it is the responsible one now.
func (p Post) may(actor access.Actor, action access.Action, e Enquiry) error {
	at := e.at()
	if actor.Person != "" && e.Owner != "" && p.Responsible(e).ID == actor.Person {
		at.Person = actor.Person
	}
	return access.Can(actor, action, access.Enquiries, at)
}

// post gives who there is now, and how this network works.
func post(ctx context.Context, tx *db.Tx) (p Post, err error) {
	n, err := network.Of(ctx, tx)
	if err != nil {
		return p, err
	}
	d := n.Settings.Deadlines
	p = Post{Way: n.Settings.Routing, ByCoordinator: n.Settings.ByCoordinator,
		Terms: Terms{Desk: d.Desk, Ambassador: d.Ambassador, Volunteer: d.Volunteer, Hours: calendar.Told(n.Settings.Hours)}}
	p.Duty, err = people.LoadDuty(ctx, tx)
	return p, err
}

// one gives an enquiry that the actor may do this to. Another one is NotFound for whoever has no right to any.
func one(ctx context.Context, tx *db.Tx, actor access.Actor, action access.Action, p Post, id string) (Enquiry, error) {
	if _, err := access.Reach(actor, action, access.Enquiries); err != nil {
		return Enquiry{}, err
	}
	e, err := db.One(ctx, tx, read, enquiries+` and e.id = $2`, tx.Network, id)
	if err != nil {
		return e, err
	}
	return e, p.may(actor, action, e)
}

func insert(ctx context.Context, tx *db.Tx, e Enquiry, request string) error {
	_, err := tx.Exec(ctx, `insert into enquiry (network_id, id, request, code, channel, state, note, kind, asker, whom, needs, area_id, urgency, owner_id, outside,
		received_on, began_on, next_on, due_on, answer_due, answered_on, passed_on, touched_on, reminded_at, escalated_at, outcome, ended_at, team_id, erased, made_at, made_by, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, 1)`,
		append([]any{tx.Network, e.ID, request, e.Code, string(e.Channel)}, append(e.changing(), e.Erased, e.Made, e.MadeBy)...)...)
	return err
}

// changing gives what may change of an enquiry, in the order of the columns.
func (e Enquiry) changing() []any {
	var area any
	if e.Area != "" {
		area = e.Area
	}
	if e.Needs == nil {
		e.Needs = []string{}
	}
	return []any{string(e.State), e.Note, string(e.Kind), string(e.Asker), e.Whom, db.JSON(e.Needs), area, string(e.When), e.Owner, e.Outside,
		e.Received, e.Began, e.Next, e.Due, e.AnswerDue, e.Answered, e.PassedOn, e.Touched, e.Reminded, e.Escalated, string(e.Outcome), e.Ended, e.Team}
}

// update writes an enquiry that was read with a version. When another change came first it is a Conflict.
func update(ctx context.Context, tx *db.Tx, e Enquiry) error {
	if e.State == Closed && e.Ended == nil {
		e.Ended = &tx.Now
	}
	return db.Changed(tx.Exec(ctx, `update enquiry set state = $4, note = $5, kind = $6, asker = $7, whom = $8, needs = $9, area_id = $10, urgency = $11, owner_id = $12,
		outside = $13, received_on = $14, began_on = $15, next_on = $16, due_on = $17, answer_due = $18, answered_on = $19, passed_on = $20, touched_on = $21,
		reminded_at = $22, escalated_at = $23, outcome = $24, ended_at = $25, team_id = $26, erased = $27, version = version + 1 where network_id = $1 and id = $2 and version = $3`,
		append(append([]any{tx.Network, e.ID, e.Version}, e.changing()...), e.Erased)...))
}

const insertEvent = `insert into enquiry_event (network_id, enquiry_id, id, at, person_id, act, state, to_id, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

// happened writes an event, and a line in the trace.
func happened(ctx context.Context, tx *db.Tx, actor access.Actor, e Enquiry, act Act, reason string) error {
	_, err := tx.Exec(ctx, insertEvent, tx.Network, e.ID, db.NewID(), tx.Now, actor.Person, string(act), string(e.State), e.Owner, reason)
	if err != nil {
		return err
	}
	return audit.Write(ctx, tx, actor, audit.Act{Action: string(act), Object: access.Enquiries, ID: e.ID})
}

// Detail is an enquiry with everything that belongs to it.
type Detail struct {
	Enquiry
	Contact     Contact
	Events      []Event // oldest first
	Given       []Given
	Responsible people.Person // an empty one is the information point
	Post        Post
}

// Enquiry gives an enquiry with who asked, and leaves a line in the trace.
func (s *Store) Enquiry(ctx context.Context, actor access.Actor, id string) (d Detail, err error) {
	defer errs.Wrap(&err, "desk.Enquiry(%q)", id)
	box, err := s.o.Secrets(ctx, actor.Network)
	if err != nil {
		return d, err
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if d.Post, err = post(ctx, tx); err != nil {
			return err
		}
		if d.Enquiry, err = one(ctx, tx, actor, access.Read, d.Post, id); err != nil {
			return err
		}
		d.Responsible = d.Post.Responsible(d.Enquiry)
		if d.Contact, err = openContact(ctx, tx, box, id); err != nil {
			return err
		}
		if d.Events, err = events(ctx, tx, id); err != nil {
			return err
		}
		if d.Given, err = given(ctx, tx, id); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Enquiries, ID: id})
	})
	return d, err
}

func events(ctx context.Context, tx *db.Tx, id string) ([]Event, error) {
	return db.All(ctx, tx, func(scan db.Scan) (e Event, err error) {
		return e, scan(&e.At, &e.Person, &e.Act, &e.State, &e.To, &e.Reason)
	}, `select at, person_id, act, state, to_id, reason from enquiry_event where network_id = $1 and enquiry_id = $2 order by id`, tx.Network, id)
}

func given(ctx context.Context, tx *db.Tx, id string) ([]Given, error) {
	return db.All(ctx, tx, func(scan db.Scan) (g Given, err error) {
		return g, scan(&g.Service, &g.Title, &g.Organization, &g.At, &g.Slug, &g.Phone, &g.URL)
	}, `select g.service_id, g.title, g.organization, g.given_at, coalesce(s.slug, ''),
			coalesce(case when s.phone <> '' then s.phone else o.phone end, ''), coalesce(case when s.url <> '' then s.url else o.url end, '')
		from enquiry_given g left join service s on s.network_id = g.network_id and s.id = g.service_id and s.withdrawn_at is null
		left join organization o on o.network_id = s.network_id and o.id = s.organization_id
		where g.network_id = $1 and g.enquiry_id = $2 order by g.title`, tx.Network, id)
}

// dayOf gives the day that it is for a transaction.
func dayOf(tx *db.Tx) time.Time { return calendar.Today(tx.Now) }
