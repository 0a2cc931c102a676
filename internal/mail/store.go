package mail

import (
	"context"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
)

// JobKind is the name of the kind of jobs that send mail. Their payload is the id of a message.
const JobKind = "mail"

// Queue puts a message in the outbox, in the caller's transaction, together with the job that sends it, and gives its
// id. A message that could never be written is refused as errs.Invalid.
func Queue(ctx context.Context, tx *db.Tx, m Message) (id string, err error) {
	defer errs.Wrap(&err, "mail.Queue(%q)", m.Kind)
	if err := m.check(); err != nil {
		return "", err
	}
	id = db.NewID()
	_, err = tx.Exec(ctx, `insert into outbox (network_id, id, kind, lang, address, name, args, object, generation, thread_id,
		in_reply_to, message_id, state, attempts, unknowns, last_error, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', 'waiting', 0, 0, '', $12)`, tx.Network, id, m.Kind, m.Lang,
		m.Address, nameOf(m.Name), db.JSON(m.Args), m.Object, m.Generation, m.Thread, m.InReplyTo, tx.Now)
	if err != nil {
		return "", err
	}
	job := jobs.Job{Kind: JobKind, Key: id, Payload: id, At: m.At}
	if m.Urgent {
		job.Priority = 1
	}
	_, err = jobs.Enter(ctx, tx, job)
	return id, err
}

// posted is a row of the outbox.
type posted struct {
	Message
	messageID string
	state     State
	unknowns  int
}

const postedColumns = `select network_id, id, kind, lang, address, name, args, object, generation, thread_id, in_reply_to, message_id, state, unknowns
	from outbox where network_id = $1`

func readPosted(scan db.Scan) (p posted, err error) {
	return p, scan(&p.Network, &p.ID, &p.Kind, &p.Lang, &p.Address, &p.Name, db.FromJSON(&p.Args), &p.Object, &p.Generation, &p.Thread,
		&p.InReplyTo, &p.messageID, &p.state, &p.unknowns)
}

func find(ctx context.Context, tx *db.Tx, id string) (posted, error) {
	return db.One(ctx, tx, readPosted, postedColumns+` and id = $2`, tx.Network, id)
}

// Named gives the messages with these ids or Message-IDs (without brackets), by either of the two: an incoming mail names
// mails of ours by them.
func Named(ctx context.Context, tx *db.Tx, ids []string) (map[string]Message, error) {
	found, args := map[string]Message{}, []any{tx.Network}
	for _, id := range ids {
		args = append(args, id)
	}
	if len(ids) == 0 {
		return found, nil
	}
	in := db.Marks(2, len(ids))
	all, err := db.All(ctx, tx, readPosted, postedColumns+` and (id in (`+in+`) or message_id in (`+in+`))`, args...)
	for _, p := range all {
		found[p.ID] = p.Message
		if p.messageID != "" {
			found[p.messageID] = p.Message
		}
	}
	return found, err
}

// begin counts an attempt. The Message-ID is set by the first and kept by the others.
func begin(ctx context.Context, tx *db.Tx, p *posted, host string) error {
	if p.messageID == "" {
		p.messageID = messageID(p.ID, host)
	}
	_, err := tx.Exec(ctx, `update outbox set attempts = attempts + 1, message_id = $3 where network_id = $1 and id = $2`,
		tx.Network, p.ID, p.messageID)
	return err
}

// note writes how an attempt ended, and whether its outcome is one more that is unknown.
func note(ctx context.Context, tx *db.Tx, id string, state State, class Class) error {
	unknowns := 0
	if class == Unknown {
		unknowns = 1
	}
	var sent any
	if state == Sent {
		sent = tx.Now
	}
	_, err := tx.Exec(ctx, `update outbox set state = $3, last_error = $4, unknowns = unknowns + $5, sent_at = $6
		where network_id = $1 and id = $2 and state = 'waiting'`, tx.Network, id, string(state), string(class), unknowns, sent)
	return err
}

// Bounce notes that a message came back, by its id or Message-ID. It tells false when there is no such message.
func Bounce(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	n, err := tx.Exec(ctx, `update outbox set state = 'bounced' where network_id = $1 and (id = $2 or message_id = $2) and state <> 'waiting'`,
		tx.Network, id)
	return n > 0, err
}

// WrittenSince gives the addresses to which one of these letters was written since a moment.
func WrittenSince(ctx context.Context, tx *db.Tx, since time.Time, letters ...string) (map[string]bool, error) {
	written, args := map[string]bool{}, []any{tx.Network, since}
	for _, letter := range letters {
		args = append(args, letter)
	}
	return written, db.Each(ctx, tx, func(scan db.Scan) error {
		var address string
		err := scan(&address)
		written[address] = true
		return err
	}, `select distinct address from outbox where network_id = $1 and created_at >= $2 and kind in (`+db.Marks(3, len(letters))+`)`, args...)
}

// Ended gives the ids of messages that wait no more, with the moments at which they were written.
func Ended(ctx context.Context, tx *db.Tx) (written map[string]time.Time, err error) {
	written = map[string]time.Time{}
	return written, db.Each(ctx, tx, func(scan db.Scan) error {
		var id string
		var at time.Time
		err := scan(&id, &at)
		written[id] = at
		return err
	}, `select id, created_at from outbox where network_id = $1 and state <> 'waiting'`, tx.Network)
}

// Remove removes messages.
func Remove(ctx context.Context, tx *db.Tx, ids []string) error {
	args := tx.Args(ids...)
	_, err := tx.Exec(ctx, `delete from outbox where network_id = $1 and id in (`+db.Marks(2, len(ids))+`)`, args...)
	return err
}

// Hold keeps back everything that waits, and gives the number: after a restore nobody knows what was sent meanwhile.
func Hold(ctx context.Context, tx *db.Tx) (int64, error) {
	return tx.Exec(ctx, `update outbox set state = 'held' where network_id = $1 and state = 'waiting'`, tx.Network)
}

// Erase removes every message to an address, waiting ones too, and gives the number.
func Erase(ctx context.Context, tx *db.Tx, address string) (int64, error) {
	return tx.Exec(ctx, `delete from outbox where network_id = $1 and address = $2`, tx.Network, address)
}

// Store shows the outbox to people.
type Store struct{ db *db.DB }

// NewStore gives the store on d.
func NewStore(d *db.DB) *Store { return &Store{d} }

// Delivery is what a page may show of a message: never its words or links.
type Delivery struct {
	ID, Kind  string
	Address   string
	State     State
	Attempts  int
	LastError Class // or ""
	CreatedAt time.Time
	SentAt    *time.Time
}

func readDelivery(scan db.Scan) (d Delivery, err error) {
	return d, scan(&d.ID, &d.Kind, &d.Address, &d.State, &d.Attempts, &d.LastError, &d.CreatedAt, &d.SentAt)
}

// PageLength is how many messages List gives at most.
const PageLength = 100

// List gives messages in a state, the newest first, those written before the message with an id ("" = from the newest).
func (s *Store) List(ctx context.Context, actor access.Actor, state State, before string) (all []Delivery, err error) {
	defer errs.Wrap(&err, "mail.List(%s)", state)
	if err := access.Can(actor, access.Read, access.Outbox); err != nil {
		return nil, err
	}
	if before == "" {
		before = "g" // behind every id
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, readDelivery, `select id, kind, address, state, attempts, last_error, created_at, sent_at from outbox
			where network_id = $1 and state = $2 and id < $3 order by id desc limit $4`, tx.Network, string(state), before, PageLength)
		return err
	})
	return all, err
}

// Read gives the mail with an id that lies in a folder, because there is no server for mail, and notes in the trace who
// read it: the links in it work for whoever has them.
func (s *Store) Read(ctx context.Context, actor access.Actor, folder Folder, id string) (one Filed, err error) {
	defer errs.Wrap(&err, "mail.Read(%q)", id)
	if err := access.Can(actor, access.Read, access.Outbox); err != nil {
		return one, err
	}
	if one, err = folder.Open(actor.Network, id); err != nil {
		return one, err
	}
	return one, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Outbox, ID: id})
	})
}

// Retry makes a failed, bounced or held message wait again, with 72 hours before it. Whoever may retry jobs may do this. One
// that waits or was sent is left as it is; one that is not there is errs.NotFound.
func (s *Store) Retry(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "mail.Retry(%q)", id)
	if err := access.Can(actor, access.Edit, access.Jobs); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `update outbox set state = 'waiting', unknowns = 0, sent_at = null
			where network_id = $1 and id = $2 and state in ('failed', 'bounced', 'held')`, tx.Network, id)
		if err == nil && n == 0 {
			_, err = db.One(ctx, tx, db.Value[string], `select id from outbox where network_id = $1 and id = $2`, tx.Network, id)
			return err
		}
		if err == nil {
			_, err = jobs.Enter(ctx, tx, jobs.Job{Kind: JobKind, Key: id, Payload: id})
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "retry", Object: access.Outbox, ID: id})
	})
}
