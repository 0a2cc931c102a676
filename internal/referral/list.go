package referral

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/places"
)

// List is a part of the referrals.
type List string

// The lists.
const (
	Mine  List = "mine"  // open; of the actor as sender or as who stands in, and of the actor as professional
	Inbox List = "inbox" // sent to the organisations of the actor, and not ended
	Looks List = "looks" // open; the look-back is to be settled today
	Stuck List = "stuck" // open; over time, or back from who did not answer; what waits longest on top
	All   List = "all"   // open
	Ended List = "ended" // the last ones
)

// Lists are all of them.
var Lists = []List{Mine, Inbox, Looks, Stuck, All, Ended}

// PageLength is how many referrals a page has.
const PageLength = 50

// Page is a page of a list.
type Page struct {
	Rows  []Row
	Today time.Time
	Terms Terms
	Next  string // where the next page begins; "" = there is none
}

// half is as whom a referral is the actor's. Asked apart, each is found by its own index.
type half int

const (
	either half = iota
	asSender
	asProfessional
)

// conditions are the parts of a statement after the network, with their arguments from $2 on.
type conditions struct {
	text string
	args db.Arguments
	half half
}

func (c *conditions) in(column string, ids []string) string { return c.args.In(column, ids) }

// day gives the mark of a day.
func (c *conditions) day(day time.Time) string {
	return c.args.Mark(day)
}

// mine is the condition that a referral is of the actor.
func (c *conditions) mine(crew crew, actor access.Actor) string {
	if actor.Person == "" {
		return `false`
	}
	switch c.half {
	case asSender:
		return c.in("r.sender_id", crew.Same(actor.Person))
	case asProfessional:
		return c.in("r.referrer_id", crew.referrers) + ` and not ` + c.in("r.sender_id", crew.Same(actor.Person)) // those are in the other half
	}
	return `(` + c.in("r.sender_id", crew.Same(actor.Person)) + ` or ` + c.in("r.referrer_id", crew.referrers) + `)`
}

// reach is the condition that a referral lies within what the actor may read for the sending side.
func (c *conditions) reach(crew crew, actor access.Actor, within access.Within) string {
	if within.All {
		return `true`
	}
	if ownOnly(within) {
		return c.mine(crew, actor)
	}
	return `(` + c.in("r.area_id", within.Areas) + ` or ` + c.in("r.team_id", within.Teams) + ` or ` + c.mine(crew, actor) +
		` or r.origin = 'organization' and ` + c.in("r.origin_id", within.Organizations) + `)`
}

// ownOnly tells whether an actor reads the own referrals only.
func ownOnly(within access.Within) bool {
	return !within.All && len(within.Areas)+len(within.Teams)+len(within.Organizations) == 0
}

// of makes the conditions of a list.
func (l List) of(crew crew, actor access.Actor, within access.Within, today time.Time, as half) (c conditions, order string) {
	c.half, order = as, `r.next_on, r.id`
	open := ` and r.ended_at is null and `
	switch l {
	case Mine:
		c.text = open + c.mine(crew, actor)
	case Inbox:
		c.text = open + c.in("r.organization_id", within.Organizations) + ` and r.sent_on is not null`
	case Looks:
		c.text = open + c.reach(crew, actor, within) + ` and r.looked_on is null and r.look_next <= ` + c.day(today)
	case Stuck:
		c.text = open + c.reach(crew, actor, within) + ` and r.stuck_on <= ` + c.day(today)
		order = `r.stuck_on, r.id`
	case All:
		c.text = open + c.reach(crew, actor, within)
	case Ended:
		c.text = ` and r.ended_at is not null and ` + c.reach(crew, actor, within)
		order = `r.ended_at desc, r.id desc`
	default:
		c.text = ` and false`
	}
	return c, order
}

// Page gives a page of a list that the actor may read, what must be done first on top, and leaves a line in the trace.
// after is the Next of the page before, or "".
func (s *Store) Page(ctx context.Context, actor access.Actor, list List, after string) (p Page, err error) {
	defer errs.Wrap(&err, "referral.Page(%s)", list)
	within, err := access.Reach(actor, access.Read, access.Referrals)
	if err != nil {
		return p, err
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := loadFor(ctx, tx, actor)
		if err != nil {
			return err
		}
		p.Terms, p.Today = c.terms, dayOf(tx)
		if err := p.fill(ctx, tx, c, actor, within, list, after); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Referrals, Purpose: string(list)})
	})
	return p, err
}

func (p *Page) fill(ctx context.Context, tx *db.Tx, c crew, actor access.Actor, within access.Within, list List, after string) error {
	p.Rows = nil
	if list == Inbox && len(within.Organizations) == 0 {
		return nil
	}
	halves := []half{either}
	if list == Mine || ownOnly(within) {
		halves = []half{asSender, asProfessional}
	}
	var all []Row
	for _, as := range halves {
		some, err := p.part(ctx, tx, c, actor, within, list, after, as)
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	if len(halves) > 1 {
		all = list.merged(all)
	}
	if len(all) > PageLength {
		all = all[:PageLength]
		if last := all[PageLength-1]; list != Ended {
			p.Next = db.Cursor(list.day(last), last.ID)
		}
	}
	for i := range all {
		all[i].Responsible = c.responsible(all[i].Referral)
	}
	p.Rows = all
	return nil
}

// part gives the beginning of a page, as who the actor is.
func (p *Page) part(ctx context.Context, tx *db.Tx, c crew, actor access.Actor, within access.Within, list List, after string, as half) ([]Row, error) {
	where, order := list.of(c, actor, within, p.Today, as)
	if day, id, ok := db.ReadCursor(after); ok && list != Ended {
		where.text += ` and (` + order + `) > (` + where.day(day) + `, ` + where.args.Mark(id) + `)`
	}
	return db.All(ctx, tx, read, rows+where.text+` order by `+order+` limit `+strconv.Itoa(PageLength+1), append([]any{tx.Network}, where.args...)...)
}

// merged puts the rows of both halves in the order of a list.
func (l List) merged(all []Row) []Row {
	slices.SortFunc(all, func(a, b Row) int {
		if l == Ended {
			return cmp.Or(b.Ended.Compare(*a.Ended), cmp.Compare(b.ID, a.ID))
		}
		return cmp.Or(l.day(a).Compare(l.day(b)), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// day gives the day by which a row stands in its place in a list of open ones.
func (l List) day(r Row) time.Time {
	if l == Stuck {
		return *r.StuckFrom()
	}
	return r.Next
}

// Due gives what the actor must do today or should have done, for the own week. It is a work list without texts, and
// leaves no line in the trace.
func (s *Store) Due(ctx context.Context, actor access.Actor) (due []Row, today time.Time, err error) {
	defer errs.Wrap(&err, "referral.Due")
	within, err := access.Reach(actor, access.Read, access.Referrals)
	if err != nil || actor.Person == "" {
		return nil, today, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := loadFor(ctx, tx, actor)
		if err != nil {
			return err
		}
		p := Page{Today: dayOf(tx)}
		today = p.Today
		for _, list := range []List{Mine, Inbox} {
			if err := p.fill(ctx, tx, c, actor, within, list, ""); err != nil {
				return err
			}
			for _, r := range p.Rows {
				r.Wish, r.Tasks = "", Tasks{}
				by := r.Turn(today)
				turn := by == BySender || by == ByProfessional && r.Professional.Person == actor.Person
				if list == Inbox {
					turn = r.Owner() == ByOrganization
				}
				if turn && !r.NextDay().After(today) && !slices.ContainsFunc(due, func(there Row) bool { return there.ID == r.ID }) {
					due = append(due, r)
				}
			}
		}
		return nil
	})
	return due, today, err
}

// Looking gives the referrals of a team whose look-back is to be settled by a day, for the visit sheet, oldest first.
func Looking(ctx context.Context, tx *db.Tx, team string, by time.Time) ([]Row, error) {
	return db.All(ctx, tx, read, rows+` and r.team_id = $2 and r.ended_at is null and r.looked_on is null and r.look_next <= $3 order by r.look_next, r.id`,
		tx.Network, team, by)
}

// From gives the referrals that came from these sources of a kind, oldest first: for the pages of other concepts.
func From(ctx context.Context, tx *db.Tx, kind Origin, ids []string) ([]Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := []any{tx.Network, string(kind)}
	for _, id := range ids {
		args = append(args, id)
	}
	return db.All(ctx, tx, read, rows+` and r.origin = $2 and r.origin_id in (`+db.Marks(3, len(ids))+`) order by r.id`, args...)
}

// CameFrom gives the referrals that came from sources of a kind, as far as the actor may read them, without their texts. It
// is a list beside those sources, whose page leaves the line in the trace.
func (s *Store) CameFrom(ctx context.Context, actor access.Actor, kind Origin, ids ...string) (all []Row, err error) {
	defer errs.Wrap(&err, "referral.CameFrom(%s)", kind)
	if _, err := access.Reach(actor, access.Read, access.Referrals); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := load(ctx, tx)
		if err != nil {
			return err
		}
		found, err := From(ctx, tx, kind, ids)
		for _, r := range found {
			if _, no := c.sideOf(actor, access.Read, r); no == nil {
				r.Wish, r.Tasks, r.Responsible = "", Tasks{}, c.responsible(r.Referral)
				all = append(all, r)
			}
		}
		return err
	})
	return all, err
}

// Detail is a referral with everything that belongs to it.
type Detail struct {
	Row
	By       Side // on whose behalf the actor looks
	Events   []Event
	Consents []Consent
	Signals  []Signal
	Sealed   *time.Time // when contact details were sealed; nil = there are none, or none any more
	Opens    bool       // the organisation may open them now
	After    string     // id of the referral that takes its place, or ""
	Alike    []directory.Entry
	Terms    Terms
	Today    time.Time
	Now      time.Time
}

// May tells whether who looks may do something now.
func (d Detail) May(act Act) bool { return mayDo(d.By, act) && d.Can(act) }

// LooksNow tells whether the look-back is to be settled.
func (d Detail) LooksNow() bool { return d.Looking() && !d.LookNext.After(d.Today) }

// LongWait tells whether the resident waits longer than this network finds good.
func (d Detail) LongWait() bool {
	return d.Open() && d.SentOn != nil && d.StartedOn == nil && d.Today.After(d.SentOn.AddDate(0, 0, 7*d.Terms.Long))
}

// Get gives a referral, and leaves a line in the trace. Of what was declined it gives look-alikes that could be asked.
func (s *Store) Get(ctx context.Context, actor access.Actor, id string) (d Detail, err error) {
	defer errs.Wrap(&err, "referral.Get(%q)", id)
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := load(ctx, tx)
		if err != nil {
			return err
		}
		d.Terms, d.Now, d.Today = c.terms, tx.Now, dayOf(tx)
		if d.Row, d.By, err = one(ctx, tx, actor, access.Read, c, id); err != nil {
			return err
		}
		if err := d.fill(ctx, tx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Referrals, ID: id})
	})
	if err == nil && d.Open() && (d.State == Declined || d.State == Failed) {
		d.Alike, err = s.alike(ctx, actor, d.Row)
	}
	if d.By == ByOrganization && d.SentOn == nil {
		return Detail{}, errs.NotFound // nothing left yet
	}
	return d, err
}

func (d *Detail) fill(ctx context.Context, tx *db.Tx) (err error) {
	if d.Events, err = db.All(ctx, tx, func(scan db.Scan) (e Event, err error) {
		return e, scan(&e.At, &e.Person, &e.Side, &e.Act, &e.State, &e.Reason)
	}, `select at, person_id, side, act, state, reason from referral_event where network_id = $1 and referral_id = $2 order by id`, tx.Network, d.ID); err != nil {
		return err
	}
	if d.Consents, err = consentsOf(ctx, tx, d.ID); err != nil {
		return err
	}
	if d.Signals, err = signals(ctx, tx, d.ID); err != nil {
		return err
	}
	if d.By == ByOrganization && !valid(d.Consents, ItemTasks, d.Organization, tx.Now) {
		d.Tasks = Tasks{}
	}
	if d.Sealed, err = sealedAt(ctx, tx, d.ID); err != nil {
		return err
	}
	d.Opens = d.opens(d.Consents, d.Sealed, tx.Now)
	after, err := db.All(ctx, tx, db.Value[string], `select id from referral where network_id = $1 and before_id = $2 and before_id <> '' order by made_at, id`, tx.Network, d.ID)
	if len(after) > 0 {
		d.After = after[0]
	}
	return err
}

const mostAlike = 3

// alike gives services that could take the place of the one that said no: those with room first.
func (s *Store) alike(ctx context.Context, actor access.Actor, r Row) ([]directory.Entry, error) {
	of, err := s.directory.EntryByID(ctx, actor, r.Service)
	if err != nil {
		return nil, nil //nolint:nilerr // an entry that is gone has no look-alikes
	}
	var tree places.Tree
	if err := s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		tree, err = places.LoadTree(ctx, tx)
		return err
	}); err != nil {
		return nil, err
	}
	among, err := s.directory.All(ctx, actor)
	if err != nil {
		return nil, err
	}
	among = slices.DeleteFunc(among, func(e directory.Entry) bool {
		return e.Capacity.State == directory.Full || e.NoProfessionals || !slices.Contains(e.Needs, r.Need)
	})
	var each []directory.Entry // one of each organisation
	for _, e := range directory.LookAlikes(tree, of, among, len(among)) {
		if len(each) < mostAlike && !slices.ContainsFunc(each, func(there directory.Entry) bool { return there.Organization.ID == e.Organization.ID }) {
			each = append(each, e)
		}
	}
	return each, nil
}
