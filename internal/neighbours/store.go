package neighbours

import (
	"context"
	"errors"
	"time"

	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/network"
	"samenspel/internal/privacy"
)

// Store keeps posts.
type Store struct {
	db      *db.DB
	secrets func(ctx context.Context, network string) (tink.AEAD, error)
}

// NewStore gives the store on d. secrets gives the key set of a network, for what is sealed.
func NewStore(d *db.DB, secrets func(ctx context.Context, network string) (tink.AEAD, error)) *Store {
	return &Store{d, secrets}
}

const posts = `select n.id, n.code, n.side, n.state, n.need, n.words, coalesce(n.area_id, ''), n.next_on, n.due_on, n.touched_at, n.told_at, n.late_at, n.outcome,
	n.ended_at, n.version from neighbour n where n.network_id = $1`

func read(scan db.Scan) (p Post, err error) {
	return p, scan(&p.ID, &p.Code, &p.Side, &p.State, &p.Need, &p.Words, &p.Area, &p.Next, &p.Due, &p.Touched, &p.Told, &p.Late, &p.Outcome, &p.Ended, &p.Version)
}

func insert(ctx context.Context, tx *db.Tx, p Post, request string) error {
	var area any
	if p.Area != "" {
		area = p.Area
	}
	_, err := tx.Exec(ctx, `insert into neighbour (network_id, id, request, code, side, state, need, words, area_id, next_on, due_on, touched_at, outcome, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', 1)`,
		tx.Network, p.ID, request, p.Code, string(p.Side), string(p.State), p.Need, p.Words, area, p.Next, p.Due, tx.Now)
	return err
}

// update writes a post that was read with a version, and forgets how to reach who made it when it ended.
func update(ctx context.Context, tx *db.Tx, p Post) error {
	if p.State == Closed {
		p.Ended = &tx.Now
		if _, err := tx.Exec(ctx, `delete from neighbour_contact where network_id = $1 and neighbour_id = $2`, tx.Network, p.ID); err != nil {
			return err
		}
	}
	return db.Changed(tx.Exec(ctx, `update neighbour set state = $4, next_on = $5, due_on = $6, touched_at = $7, told_at = $8, late_at = $9, outcome = $10, ended_at = $11,
		version = version + 1 where network_id = $1 and id = $2 and version = $3`,
		tx.Network, p.ID, p.Version, string(p.State), p.Next, p.Due, tx.Now, p.Told, p.Late, p.Outcome, p.Ended))
}

// about binds a sealed contact to its network and post.
func about(network, id string) string { return "neighbour\x00" + network + "\x00" + id }

func keep(ctx context.Context, tx *db.Tx, box tink.AEAD, id string, c Contact) error {
	sealed, err := privacy.Seal(box, about(tx.Network, id), c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into neighbour_contact (network_id, neighbour_id, sealed) values ($1, $2, $3)`, tx.Network, id, sealed)
	return err
}

// contacts gives how to reach those who made posts, by the id of the post, in one query.
func contacts(ctx context.Context, tx *db.Tx, box tink.AEAD, ids ...string) (map[string]Contact, error) {
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
	}, `select neighbour_id, sealed from neighbour_contact where network_id = $1 and neighbour_id in (`+db.Marks(2, len(ids))+`)`, args...)
}

// pair is an ask and an offer that were brought together.
type pair struct {
	ask, offer       string
	askYes, offerYes bool
	refused          bool
}

func (p pair) yes(side Side) bool {
	if side == Ask {
		return p.askYes
	}
	return p.offerYes
}

func (p pair) other(id string) string {
	if id == p.ask {
		return p.offer
	}
	return p.ask
}

func pairs(ctx context.Context, tx *db.Tx, where string, args ...any) ([]pair, error) {
	return db.All(ctx, tx, func(scan db.Scan) (p pair, err error) {
		return p, scan(&p.ask, &p.offer, &p.askYes, &p.offerYes, &p.refused)
	}, `select ask_id, offer_id, ask_yes, offer_yes, refused from neighbour_pair where network_id = $1`+where+` order by made_at, ask_id, offer_id`, append([]any{tx.Network}, args...)...)
}

// running gives the pair that a post is in now. When it is in none it is NotFound.
func running(ctx context.Context, tx *db.Tx, id string) (pair, error) {
	found, err := pairs(ctx, tx, ` and (ask_id = $2 or offer_id = $2) and not refused`, id)
	if err == nil && len(found) == 0 {
		err = errs.NotFound
	}
	if err != nil {
		return pair{}, err
	}
	return found[len(found)-1], nil
}

// Own is a post as who made it sees it.
type Own struct {
	Post
	Contact Contact
	Answer  bool  // this side said yes
	Match   Other // of the pair, when there is one
}

// ByCode gives, to whoever has the code of its page, a post.
func (s *Store) ByCode(ctx context.Context, actor access.Actor, code string) (o Own, err error) {
	defer errs.Wrap(&err, "neighbours.ByCode")
	if err := access.Can(actor, access.Read, access.People); err != nil {
		return o, err
	}
	box, err := s.secrets(ctx, actor.Network)
	if err != nil {
		return o, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		if o.Post, err = db.One(ctx, tx, read, posts+` and n.code = $2`, tx.Network, code); err != nil {
			return err
		}
		return o.fill(ctx, tx, box)
	})
	return o, err
}

// fill adds who made it, and what this one may know of the other.
func (o *Own) fill(ctx context.Context, tx *db.Tx, box tink.AEAD) error {
	ids := []string{o.ID}
	p, err := running(ctx, tx, o.ID)
	if err != nil && !errors.Is(err, errs.NotFound) {
		return err
	}
	if err == nil && (o.State == Asked || o.State == Known) {
		other, err := db.One(ctx, tx, read, posts+` and n.id = $2`, tx.Network, p.other(o.ID))
		if err != nil {
			return err
		}
		o.Answer, o.Match = p.yes(o.Side), Other{Words: other.Words, Need: other.Need, Area: other.Area, Yes: p.yes(other.Side)}
		if o.State == Known {
			ids = append(ids, other.ID)
		}
	}
	who, err := contacts(ctx, tx, box, ids...)
	o.Contact = who[o.ID]
	if len(ids) > 1 {
		o.Match.Contact = who[ids[1]]
	}
	return err
}

// Row is a post on the list of the information point.
type Row struct {
	Post
	Contact Contact
	Fits    []string // ids of open offers that an open ask may be brought together with
}

// mostRows is how many posts the list shows.
const mostRows = 200

// List gives the posts that have not ended, to who may see them, what is due first. It leaves a line in the trace.
func (s *Store) List(ctx context.Context, actor access.Actor) (rows []Row, err error) {
	defer errs.Wrap(&err, "neighbours.List")
	if err := access.Can(actor, access.Read, access.Volunteers); err != nil {
		return nil, err
	}
	box, err := s.secrets(ctx, actor.Network)
	if err != nil {
		return nil, err
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		all, err := db.All(ctx, tx, read, posts+` and n.ended_at is null order by n.next_on, n.id limit $2`, tx.Network, mostRows)
		if err != nil {
			return err
		}
		ids := make([]string, len(all))
		for i, p := range all {
			ids[i] = p.ID
		}
		who, err := contacts(ctx, tx, box, ids...)
		if err != nil {
			return err
		}
		refused, err := refusals(ctx, tx)
		if err != nil {
			return err
		}
		rows = matched(all, who, refused)
		return audit.Write(ctx, tx, actor, audit.Act{Action: "list", Object: access.Volunteers, Purpose: "neighbours"})
	})
	return rows, err
}

func refusals(ctx context.Context, tx *db.Tx) (map[[2]string]bool, error) {
	all, err := pairs(ctx, tx, ` and refused`)
	refused := map[[2]string]bool{}
	for _, p := range all {
		refused[[2]string{p.ask, p.offer}] = true
	}
	return refused, err
}

// matched adds to each open ask the offers that fit: of the same kind and area first.
func matched(all []Post, who map[string]Contact, refused map[[2]string]bool) (rows []Row) {
	for _, p := range all {
		row := Row{Post: p, Contact: who[p.ID]}
		for _, likeness := range []func(Post) bool{
			func(o Post) bool { return o.Need == p.Need && o.Area == p.Area },
			func(o Post) bool { return o.Need == p.Need && o.Area != p.Area },
			func(o Post) bool { return o.Need != p.Need },
		} {
			for _, o := range all {
				if Fits(p, o, refused) && likeness(o) {
					row.Fits = append(row.Fits, o.ID)
				}
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// Waiting gives how many posts the information point must do something about today.
func (s *Store) Waiting(ctx context.Context, actor access.Actor) (n int, err error) {
	defer errs.Wrap(&err, "neighbours.Waiting")
	if err := access.Can(actor, access.Edit, access.Volunteers); err != nil {
		return 0, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		n, err = db.One(ctx, tx, db.Value[int], `select count(*) from neighbour where network_id = $1 and ended_at is null and (state = $2 or due_on < $3)`, tx.Network, string(Open), dayOf(tx))
		return err
	})
	return n, err
}

// days gives the term of an open post in working days.
func days(ctx context.Context, tx *db.Tx) (int, network.Network, error) {
	n, err := network.Of(ctx, tx)
	return n.Settings.Deadlines.Volunteer, n, err
}

// dayOf gives the day that it is for a transaction.
func dayOf(tx *db.Tx) time.Time { return calendar.Today(tx.Now) }
