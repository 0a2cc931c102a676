package desk

import (
	"context"
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
)

// List is a part of the open enquiries.
type List string

// The lists.
const (
	Mine       List = "mine"       // this person must do something, or who that person stands in for
	Unassigned List = "unassigned" // nobody has them yet, or any more
	CallBacks  List = "call-backs" // somebody is to be called on a day
	All        List = "all"
)

// Lists are all of them.
var Lists = []List{Mine, Unassigned, CallBacks, All}

// Row is an enquiry in a list, with who is responsible now.
type Row struct {
	Enquiry
	Responsible people.Person // an empty one is the information point
	Contact     Contact       // among CallBacks only
}

// Queue is a page of a list.
type Queue struct {
	Rows   []Row
	Counts map[List]int
	Today  time.Time
	Post   Post
	Next   string // where the next page begins; "" = there is none
}

// MostCounted is where counting stops: a list that long is not read to its end.
const MostCounted = 300

// PageLength is how many enquiries a page has.
const PageLength = 50

// Queue gives a page of a list of open enquiries that the actor may read, what must be done first on top, and leaves a
// line in the trace. after is the Next of the page before, or "".
func (s *Store) Queue(ctx context.Context, actor access.Actor, list List, after string) (q Queue, err error) {
	defer errs.Wrap(&err, "desk.Queue(%s)", list)
	within, err := access.Reach(actor, access.Read, access.Enquiries)
	if err != nil {
		return q, err
	}
	box, err := s.o.Secrets(ctx, actor.Network)
	if err != nil {
		return q, err
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if q.Post, err = post(ctx, tx); err != nil {
			return err
		}
		l := lister{actor: actor, within: within, post: q.Post}
		if l.former, err = q.Post.formerOwners(ctx, tx, owners); err != nil {
			return err
		}
		q.Today = dayOf(tx)
		if q.Counts, err = l.counts(ctx, tx); err != nil {
			return err
		}
		if err := l.page(ctx, tx, &q, list, after); err != nil {
			return err
		}
		purpose := ""
		if list == CallBacks {
			purpose = "contacts"
			if err := withContacts(ctx, tx, box, q.Rows); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Enquiries, Purpose: purpose})
	})
	return q, err
}

// owners are the persons with an open enquiry: one look in the index for each. everyOwner reads all open enquiries, and so
// finds a person too who was taken out of the register.
const everyOwner = `select distinct owner_id from enquiry where network_id = $1 and ended_at is null and owner_id <> '' order by owner_id`
const owners = `select p.id from person p where p.network_id = $1
	and exists (select 1 from enquiry e where e.network_id = $1 and e.owner_id = p.id and e.ended_at is null) order by p.id`

// formerOwners gives who has no task any more, of the owners that a statement finds.
func (p Post) formerOwners(ctx context.Context, tx *db.Tx, which string) (former []string, err error) {
	all, err := db.All(ctx, tx, db.Value[string], which, tx.Network)
	for _, id := range all {
		if _, there := p.Known(id); !there {
			former = append(former, id)
		}
	}
	return former, err
}

// lister makes the conditions of lists for one actor.
type lister struct {
	actor  access.Actor
	within access.Within
	post   Post
	former []string
}

// where gives the condition of a list, with its arguments from $2 on.
func (l lister) where(list List) (string, []any) {
	var c condition
	c.text = ` and e.ended_at is null`
	own := l.post.Same(l.actor.Person)
	if l.actor.Person == "" {
		own = nil
	}
	switch list {
	case Mine:
		mine := c.in("e.owner_id", own)
		if l.reaches() && len(l.former) > 0 {
			mine += ` or ` + c.in("e.owner_id", l.former) + l.inReach(&c)
		}
		c.add(` and (` + mine + `)`)
		return c.text, c.args
	case Unassigned:
		c.add(` and ` + c.in("e.owner_id", append([]string{""}, l.former...)) + l.inReach(&c))
		return c.text, c.args
	case CallBacks:
		c.add(` and (e.state = 'looking-back' or e.state = 'waiting' and e.outside = '')`)
	}
	switch {
	case l.within.All:
	case l.reaches():
		c.add(` and (` + c.in("e.owner_id", own) + ` or ` + c.in("e.area_id", l.within.Areas) + `)`)
	default:
		c.add(` and ` + c.in("e.owner_id", own))
	}
	return c.text, c.args
}

// reaches tells whether the actor reaches more than the own things.
func (l lister) reaches() bool { return l.within.All || len(l.within.Areas) > 0 }

// inReach is the condition that an enquiry lies in an area that the actor reaches.
func (l lister) inReach(c *condition) string {
	if l.within.All {
		return ``
	}
	return ` and ` + c.in("e.area_id", l.within.Areas)
}

// condition is a part of a statement with its arguments.
type condition struct {
	text string
	args db.Arguments
}

func (c *condition) add(text string) { c.text += text }

func (c *condition) in(column string, ids []string) string { return c.args.In(column, ids) }

func (l lister) counts(ctx context.Context, tx *db.Tx) (map[List]int, error) {
	counts := map[List]int{}
	for _, list := range Lists {
		if list == Unassigned && !l.reaches() {
			continue
		}
		where, args := l.where(list)
		n, err := db.One(ctx, tx, db.Value[int], `select count(*) from (select e.id from enquiry e where e.network_id = $1`+where+` limit `+strconv.Itoa(MostCounted)+`) counted`,
			append([]any{tx.Network}, args...)...)
		if err != nil {
			return nil, err
		}
		counts[list] = n
	}
	return counts, nil
}

func (l lister) page(ctx context.Context, tx *db.Tx, q *Queue, list List, after string) error {
	if !slices.Contains(Lists, list) {
		return errs.NotFound
	}
	if list == Unassigned && !l.reaches() {
		return nil
	}
	where, args := l.where(list)
	args = append([]any{tx.Network}, args...)
	if day, id, ok := db.ReadCursor(after); ok {
		where += ` and (e.next_on, e.id) > ($` + strconv.Itoa(len(args)+1) + `, $` + strconv.Itoa(len(args)+2) + `)`
		args = append(args, day, id)
	}
	all, err := db.All(ctx, tx, read, enquiries+where+` order by e.next_on, e.id limit `+strconv.Itoa(PageLength+1), args...)
	if err != nil {
		return err
	}
	if len(all) > PageLength {
		all = all[:PageLength]
		last := all[PageLength-1]
		q.Next = db.Cursor(last.Next, last.ID)
	}
	for _, e := range all {
		q.Rows = append(q.Rows, Row{Enquiry: e, Responsible: q.Post.Responsible(e)})
	}
	return nil
}

// Due gives what the actor must do today or should have done, and who agreed to be called today, what must be done first
// on top. It is a work list without texts, and leaves no line in the trace.
func (s *Store) Due(ctx context.Context, actor access.Actor) (rows []Row, today time.Time, err error) {
	defer errs.Wrap(&err, "desk.Due")
	within, err := access.Reach(actor, access.Read, access.Enquiries)
	if err != nil || actor.Person == "" {
		return nil, today, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		p, err := post(ctx, tx)
		if err != nil {
			return err
		}
		l := lister{actor: actor, within: within, post: p}
		if l.former, err = p.formerOwners(ctx, tx, owners); err != nil {
			return err
		}
		q := Queue{Post: p}
		err = l.page(ctx, tx, &q, Mine, "")
		today = dayOf(tx)
		for _, r := range q.Rows {
			if !r.Next.After(today) {
				r.Note = ""
				rows = append(rows, r)
			}
		}
		return err
	})
	return rows, today, err
}

// Mover moves what a person owns to a successor, in a handover (people.Mover).
func Mover(ctx context.Context, tx *db.Tx, from, to string) (int, error) {
	open, err := db.All(ctx, tx, read, enquiries+` and e.owner_id = $2 and e.ended_at is null order by e.id`, tx.Network, from)
	if err != nil || len(open) == 0 {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `update enquiry set owner_id = $3, version = version + 1 where network_id = $1 and owner_id = $2`, tx.Network, from, to); err != nil {
		return 0, err
	}
	rows := make([][]any, len(open))
	for i, e := range open {
		rows[i] = []any{tx.Network, e.ID, db.NewID(), tx.Now, "", string(Moved), string(e.State), to, ""}
	}
	return len(open), tx.Repeat(ctx, insertEvent, rows)
}
