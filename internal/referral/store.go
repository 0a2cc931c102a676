package referral

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/network"
	"samenspel/internal/people"
)

// Options are what the store stands on.
type Options struct {
	Key     []byte                                                       // of links; whoever has it can make them
	Secrets func(ctx context.Context, network string) (tink.AEAD, error) // key set of a network, which seals the keys of contacts
	Folder  string                                                       // of the keys of contacts; outside the database and its backups
	Heard   Hearer                                                       // nil = nobody keeps where it came from
}

// Hearer lets the need of a case that a referral came from know what a look-back heard, in the same transaction: it
// started, or not yet and when to ask again (zero = the usual day).
type Hearer func(ctx context.Context, tx *db.Tx, need string, started bool, until time.Time) error

// Store keeps referrals.
type Store struct {
	db        *db.DB
	directory *directory.Store
	o         Options
}

// NewStore gives the store on d.
func NewStore(d *db.DB, entries *directory.Store, o Options) *Store { return &Store{d, entries, o} }

// Row is a referral with the names that belong to it.
type Row struct {
	Referral
	Name         string // of the organisation
	Mail         string // of the service or the organisation, or ""
	Phone        string // of the organisation
	Title        string // of the service, or ""
	Slug         string // of the service
	Professional Referrer
	Responsible  people.Person // who must see to it, for the sender; an empty one is nobody
}

const columns = `r.id, r.code, r.origin, r.origin_id, coalesce(r.area_id, ''), coalesce(r.team_id, ''), r.need, coalesce(r.service_id, ''), r.organization_id, r.sender_id,
	coalesce(r.referrer_id, ''), r.wish, r.urgency, r.state, r.began_on, r.next_on, r.due_on, r.asked_at, r.returned_at, r.escalated_at, r.answer_due, r.sent_on,
	r.answered_at, r.answered_by, r.agreed_on, r.look_next, r.look_due, r.look_asked_at, r.look_late_at, r.looked_on, r.started_on, r.stepped_on, r.stepped,
	r.reason, r.result, r.before_id, r.advised_id, r.aim, r.tasks, r.ended_at, r.erased, r.made_at, r.made_by, r.version,
	o.name, case when coalesce(s.email, '') <> '' then s.email else o.email end, o.phone, coalesce(s.title, ''), coalesce(s.slug, ''),
	coalesce(f.id, ''), coalesce(f.person_id, ''), coalesce(f.name, ''), coalesce(f.email, ''), coalesce(f.team_id, '')`

const joined = ` from referral r left join organization o on o.network_id = r.network_id and o.id = r.organization_id
	left join service s on s.network_id = r.network_id and s.id = r.service_id
	left join referrer f on f.network_id = r.network_id and f.id = r.referrer_id`

const rows = `select ` + columns + joined + ` where r.network_id = $1`

func read(scan db.Scan) (r Row, err error) {
	f := &r.Professional
	return r, scan(&r.ID, &r.Code, &r.Kind, &r.Source.ID, &r.Area, &r.Team, &r.Need, &r.Service, &r.Organization, &r.Sender,
		&r.Referrer, &r.Wish, &r.When, &r.State, &r.Began, &r.Next, &r.Due, &r.Asked, &r.Returned, &r.Escalated, &r.AnswerDue, &r.SentOn,
		&r.Answered, &r.AnsweredBy, &r.Agreed, &r.LookNext, &r.LookDue, &r.LookAsked, &r.LookLate, &r.LookedBack, &r.StartedOn, &r.SteppedOn, &r.Stepped,
		&r.Reason, &r.Result, &r.Before, &r.Advised, &r.Aim, db.FromJSON(&r.Tasks), &r.Ended, &r.Erased, &r.Made, &r.MadeBy, &r.Version,
		&r.Name, &r.Mail, &r.Phone, &r.Title, &r.Slug, &f.ID, &f.Person, &f.Name, &f.Email, &f.Team)
}

func null(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// changing gives what may change of a referral, in the order of the columns.
func (r Referral) changing() []any {
	return []any{r.Organization, r.Sender, null(r.Referrer), r.Wish, string(r.When), string(r.State), r.Began, r.Next, r.Due, r.Asked, r.Returned, r.Escalated,
		r.AnswerDue, r.SentOn, r.Answered, string(r.AnsweredBy), r.Agreed, r.LookNext, r.LookDue, r.LookAsked, r.LookLate, r.LookedBack, r.StartedOn,
		r.SteppedOn, string(r.Stepped), r.Reason, r.Result, r.Advised, r.Ended, r.Erased, db.JSON(r.Tasks), r.StuckFrom()}
}

func insert(ctx context.Context, tx *db.Tx, r Referral, request string) error {
	fixed := []any{tx.Network, r.ID, request, r.Code, string(r.Kind), r.Source.ID, null(r.Area), null(r.Team), r.Need, null(r.Service), r.Before, r.Made, r.MadeBy, r.Aim}
	_, err := tx.Exec(ctx, `insert into referral (network_id, id, request, code, origin, origin_id, area_id, team_id, need, service_id, before_id, made_at, made_by, aim,
		organization_id, sender_id, referrer_id, wish, urgency, state, began_on, next_on, due_on, asked_at, returned_at, escalated_at,
		answer_due, sent_on, answered_at, answered_by, agreed_on, look_next, look_due, look_asked_at, look_late_at, looked_on, started_on,
		stepped_on, stepped, reason, result, advised_id, ended_at, erased, tasks, stuck_on, version) values (`+db.Marks(1, 46)+`, 1)`, append(fixed, r.changing()...)...)
	return err
}

const updates = `update referral set organization_id = $3, sender_id = $4, referrer_id = $5, wish = $6, urgency = $7, state = $8, began_on = $9, next_on = $10, due_on = $11,
	asked_at = $12, returned_at = $13, escalated_at = $14, answer_due = $15, sent_on = $16, answered_at = $17, answered_by = $18, agreed_on = $19, look_next = $20,
	look_due = $21, look_asked_at = $22, look_late_at = $23, looked_on = $24, started_on = $25, stepped_on = $26, stepped = $27, reason = $28, result = $29,
	advised_id = $30, ended_at = $31, erased = $32, tasks = $33, stuck_on = $34, version = version + 1 where network_id = $1 and id = $2 and version = $35`

func (r Referral) updating(network string) []any {
	return append(append([]any{network, r.ID}, r.changing()...), r.Version)
}

// update writes a referral that was read with a version. When another change came first it is a Conflict.
func update(ctx context.Context, tx *db.Tx, r Referral) error {
	return db.Changed(tx.Exec(ctx, updates, r.updating(tx.Network)...))
}

const insertEvent = `insert into referral_event (network_id, referral_id, id, at, person_id, side, act, state, reason, news) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

// happened writes an event, and a line in the trace.
func happened(ctx context.Context, tx *db.Tx, actor access.Actor, r Referral, d Do) error {
	reason := cmp.Or(d.Text, d.Reason, string(d.Outcome), d.Result, string(d.Stepped))
	_, err := tx.Exec(ctx, insertEvent, tx.Network, r.ID, db.NewID(), tx.Now, actor.Person, string(d.By), string(d.Act), string(r.State), reason, tells(d))
	if err != nil {
		return err
	}
	return audit.Write(ctx, tx, actor, audit.Act{Action: string(d.Act), Object: access.Referrals, ID: r.ID})
}

// tells tells whether the sender and the professional must hear of something: what others did.
func tells(d Do) bool {
	return d.By == ByOrganization && d.Act != Opens && d.Act != Undo || d.By == ByProfessional && (d.Act == Else || d.Act == Send || d.Act == Comment) || d.Act == Gone || d.Act == Return
}

// crew is who there is, and how this network works, at a moment.
type crew struct {
	people.Duty
	terms     Terms
	name      string // of the network
	mail      string
	referrers []string // ids under which the actor is known as a professional; see loadFor
}

func load(ctx context.Context, tx *db.Tx) (c crew, err error) {
	n, err := network.Of(ctx, tx)
	if err != nil {
		return c, err
	}
	d := n.Settings.Deadlines
	c.terms = Terms{Answer: cmp.Or(d.Organization, Usual.Answer), Update: cmp.Or(d.Update, Usual.Update), Long: cmp.Or(d.Long, Usual.Long)}
	c.name, c.mail = n.Settings.Name, n.Settings.Email
	c.Duty, err = people.LoadDuty(ctx, tx)
	return c, err
}

// loadFor is load for lists of what an actor has: as a colleague with an account, and as a professional without one.
func loadFor(ctx context.Context, tx *db.Tx, actor access.Actor) (c crew, err error) {
	if c, err = load(ctx, tx); err != nil || actor.Person == "" {
		return c, err
	}
	c.referrers, err = db.All(ctx, tx, db.Value[string], `select id from referrer where network_id = $1 and person_id = $2 order by id`, tx.Network, actor.Person)
	c.referrers = append(c.referrers, actor.Person)
	return c, err
}

// responsible gives who sees to a referral for the sender: the sender or the stand-in, or who the area belongs to when
// the sender has no task any more.
func (c crew) responsible(r Referral) people.Person {
	if who, ok := c.Known(r.Sender); ok {
		return c.Present(who)
	}
	return c.Nearest(r.Area)
}

// own tells whether a referral is the actor's: as its sender, as who is responsible now, or as a member of the
// organisation that passes on.
func (c crew) own(actor access.Actor, r Referral) access.At {
	at := access.At{ID: r.ID, Area: r.Area, Team: r.Team}
	if actor.Person != "" && (actor.Person == r.Sender || c.responsible(r).ID == actor.Person) {
		at.Person = actor.Person
	}
	if r.Kind == FromOrganization {
		at.Organization = r.Source.ID
	}
	return at
}

// sideOf tells on whose behalf an actor can do something about a referral. Nobody's is an error of kind Forbidden.
func (c crew) sideOf(actor access.Actor, action access.Action, r Row) (Side, error) {
	at := c.own(actor, r.Referral)
	if access.Can(actor, action, access.Referrals, at) == nil {
		return BySender, nil
	}
	if actor.Person != "" && (actor.Person == r.Referrer || actor.Person == r.Professional.Person) {
		at.Person = actor.Person
		return ByProfessional, access.Can(actor, action, access.Referrals, at)
	}
	return ByOrganization, access.Can(actor, action, access.Referrals, access.At{ID: r.ID, Organization: r.Organization})
}

// mayDo tells whether a side may do something.
func mayDo(by Side, act Act) bool {
	needed, known := side[act]
	return known && (by == BySender || by == needed || by == ByProfessional && act == LookBack)
}

// one gives a referral that the actor may do this to, and on whose behalf.
func one(ctx context.Context, tx *db.Tx, actor access.Actor, action access.Action, c crew, id string) (Row, Side, error) {
	if _, err := access.Reach(actor, action, access.Referrals); err != nil {
		return Row{}, "", err
	}
	r, err := db.One(ctx, tx, read, rows+` and r.id = $2`, tx.Network, id)
	if err != nil {
		return r, "", err
	}
	r.Responsible = c.responsible(r.Referral)
	by, err := c.sideOf(actor, action, r)
	return r, by, err
}

// forbidden is for what a side may not do.
func forbidden(by Side, act Act) error {
	return fmt.Errorf("%s may not %s: %w", by, act, errs.Forbidden)
}

// dayOf gives the day that it is for a transaction.
func dayOf(tx *db.Tx) time.Time { return calendar.Today(tx.Now) }
