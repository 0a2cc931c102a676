package inbox

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
)

// JobKind is the name of the jobs that read mail. Their payload is the id of a mail.
const JobKind = "mail-in"

// Store keeps mail that came in.
type Store struct {
	db *db.DB
	o  Options
}

// NewStore gives the store on d.
func NewStore(d *db.DB, o Options) *Store { return &Store{d, o} }

const insertMail = `insert into mail_in (network_id, id, box, validity, uid, essence, message, sender, domain, raw, cut, state, reason, forced,
	thread_id, answered, received_at)`

// Keep stores mails, sealed, each with the job that reads it. One that is here already is left as it is. When there is
// no error all of them are safe, and may leave their mailbox.
func (s *Store) Keep(ctx context.Context, actor access.Actor, all []Arrived) (err error) {
	defer errs.Wrap(&err, "inbox.Keep")
	if err := access.Can(actor, access.Edit, access.MailIn); err != nil {
		return err
	}
	box, err := s.o.Secrets(ctx, actor.Network)
	if err != nil {
		return err
	}
	var values []any
	for _, a := range all {
		id := db.NewID()
		sealed, err := seal(box, actor.Network, id, a.Raw)
		if err != nil {
			return err
		}
		values = append(values, actor.Network, id, a.Box, a.Validity, a.UID, s.hash(actor.Network, "essence", string(a.Essence)), s.hash(actor.Network, "message", a.MessageID),
			s.hash(actor.Network, "sender", strings.ToLower(a.From)), domain(a.From), sealed, a.Cut, string(Waiting), "", false, "", false, s.db.Now())
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error { return enter(ctx, tx, len(all), values) })
}

// enter enters n rows, with the jobs of those that were not here yet.
func enter(ctx context.Context, tx *db.Tx, n int, values []any) error {
	if n == 0 {
		return nil
	}
	rows, width := make([]string, n), len(values)/n
	for i := range rows {
		rows[i] = "(" + db.Marks(1+i*width, width) + ")"
	}
	fresh, err := db.All(ctx, tx, db.Value[string], insertMail+` values `+strings.Join(rows, ", ")+` on conflict do nothing returning id`, values...)
	for _, id := range fresh {
		if err == nil {
			_, err = jobs.Enter(ctx, tx, jobs.Job{Kind: JobKind, Key: id, Payload: id})
		}
	}
	return err
}

// Open gives a mail that waits, with what it says. One that does not wait any more is errs.NotFound.
func (s *Store) Open(ctx context.Context, actor access.Actor, id string) (k Kept, err error) {
	defer errs.Wrap(&err, "inbox.Open(%q)", id)
	if err := access.Can(actor, access.Edit, access.MailIn); err != nil {
		return k, err
	}
	box, err := s.o.Secrets(ctx, actor.Network)
	if err != nil {
		return k, err
	}
	var sealed string
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		k, err = db.One(ctx, tx, func(scan db.Scan) (k Kept, err error) {
			return k, scan(&k.ID, &k.Cut, &k.ReceivedAt, &sealed)
		}, `select id, cut, received_at, raw from mail_in where network_id = $1 and id = $2 and state = 'waiting'`, tx.Network, id)
		return err
	})
	if err == nil {
		k.Raw, err = unseal(box, actor.Network, id, sealed)
	}
	return k, err
}

// Settle decides what becomes of a mail that waits and does it, in one transaction with what the desk writes. One that
// does not wait any more is left as it is.
func (s *Store) Settle(ctx context.Context, actor access.Actor, id string, r Reading) (err error) {
	defer errs.Wrap(&err, "inbox.Settle(%q)", id)
	if err := access.Can(actor, access.Edit, access.MailIn); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		w, err := waiting(ctx, tx, id)
		if errors.Is(err, errs.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		f, err := s.facts(ctx, tx, w, r)
		if err != nil {
			return err
		}
		r.Post.ID, r.Post.ReceivedAt, r.Post.MessageID = id, w.received, r.MessageID
		v := decide(r, f)
		if v.state == Done {
			return s.takeOver(ctx, tx, r, v)
		}
		return end(ctx, tx, id, v.state, v.reason)
	})
}

// waitingMail is what the row of a mail that waits says.
type waitingMail struct {
	sender   string
	forced   bool
	received time.Time
}

func waiting(ctx context.Context, tx *db.Tx, id string) (waitingMail, error) {
	return db.One(ctx, tx, func(scan db.Scan) (w waitingMail, err error) { return w, scan(&w.sender, &w.forced, &w.received) },
		`select sender, forced, received_at from mail_in where network_id = $1 and id = $2 and state = 'waiting'`, tx.Network, id)
}

// facts gathers what is known here about a mail.
func (s *Store) facts(ctx context.Context, tx *db.Tx, w waitingMail, r Reading) (f facts, err error) {
	f.forced = w.forced
	if f.named, err = mail.Named(ctx, tx, names(r)); err != nil {
		return f, err
	}
	err = db.Each(ctx, tx, func(scan db.Scan) error { return scan(&f.recent, &f.answered) }, `select
		(select count(*) from mail_in where network_id = $1 and sender = $2 and received_at > $3 and received_at <= $4),
		exists (select 1 from mail_in where network_id = $1 and sender = $2 and answered = $5 and ended_at > $6)`,
		tx.Network, w.sender, w.received.Add(-time.Hour), w.received, true, tx.Now.Add(-answerEvery))
	if err != nil || len(r.References) == 0 {
		return f, err
	}
	args := []any{tx.Network, w.sender}
	for _, id := range r.References {
		args = append(args, s.hash(tx.Network, "message", id))
	}
	threads, err := db.All(ctx, tx, db.Value[string], `select thread_id from mail_in where network_id = $1 and sender = $2 and thread_id <> ''
		and message in (`+db.Marks(3, len(r.References))+`) order by id desc limit 1`, args...)
	if len(threads) > 0 {
		f.earlier = threads[0]
	}
	return f, err
}

// names gives every id by which a mail may name one of ours, without brackets.
func names(r Reading) (ids []string) {
	for _, id := range append(append([]string{r.MessageID, r.Failed.MessageID}, r.References...), r.Answers...) {
		if id = strings.Trim(id, "<>"); id != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// takeOver gives a mail to the outbox or to the desk, and is done with it.
func (s *Store) takeOver(ctx context.Context, tx *db.Tx, r Reading, v verdict) (err error) {
	thread, answered := v.thread, false
	if v.bounced != "" {
		_, err = mail.Bounce(ctx, tx, v.bounced)
	} else {
		r.Post.Elsewhere, r.Post.MayAnswer = v.elsewhere, v.mayAnswer
		thread, answered, err = s.toDesk(ctx, tx, v.thread, r.Post)
	}
	if err == nil && !answered && v.mayAnswer && r.Post.Attached > 0 {
		answered, err = true, tellAttachments(ctx, tx, thread, r.Post)
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update mail_in set thread_id = $3, answered = $4 where network_id = $1 and id = $2`, tx.Network, r.Post.ID, thread, answered)
	if err != nil {
		return err
	}
	return end(ctx, tx, r.Post.ID, Done, "")
}

// toDesk gives a mail to the desk: as an answer when its thread is there, else as a new enquiry.
func (s *Store) toDesk(ctx context.Context, tx *db.Tx, thread string, p Post) (enquiry string, answered bool, err error) {
	if s.o.Desk.Receive == nil {
		return "", false, errs.Unavailable
	}
	if thread != "" {
		found, answered, err := s.o.Desk.Reply(ctx, tx, thread, p)
		if found || err != nil {
			return thread, answered, err
		}
	}
	return s.o.Desk.Receive(ctx, tx, p)
}

// tellAttachments says that we read words only.
func tellAttachments(ctx context.Context, tx *db.Tx, thread string, p Post) error {
	_, err := mail.Queue(ctx, tx, mail.Message{Kind: "no-attachments", Lang: mail.Languages[0], Address: p.From, Name: p.Name, Thread: thread, InReplyTo: p.MessageID})
	if errors.Is(err, errs.Invalid) {
		return nil // an address to which no mail can be sent
	}
	return err
}

// end writes the state of a mail that waits. What it says goes when it is done. When another process was first it is a
// Conflict, and nothing of this transaction happens.
func end(ctx context.Context, tx *db.Tx, id string, state State, reason Reason) error {
	var ended any
	if state == Done || state == Aside {
		ended = tx.Now
	}
	n, err := tx.Exec(ctx, `update mail_in set state = $3, reason = $4, ended_at = $5, raw = case when $6 then '' else raw end
		where network_id = $1 and id = $2 and state = 'waiting'`, tx.Network, id, string(state), string(reason), ended, state == Done)
	if err == nil && n == 0 {
		err = errs.Conflict
	}
	return err
}

// GiveUp puts a mail that waits into the list that people see.
func (s *Store) GiveUp(ctx context.Context, actor access.Actor, id string, why Reason) (err error) {
	defer errs.Wrap(&err, "inbox.GiveUp(%q)", id)
	if err := access.Can(actor, access.Edit, access.MailIn); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		_, err := waiting(ctx, tx, id)
		if errors.Is(err, errs.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return end(ctx, tx, id, Stuck, why)
	})
}

// PageLength is how many mails List gives at most.
const PageLength = 100

// List gives mails in a state, the newest first, those that came before the mail with an id ("" = from the newest).
func (s *Store) List(ctx context.Context, actor access.Actor, state State, before string) (all []Row, err error) {
	defer errs.Wrap(&err, "inbox.List(%s)", state)
	if err := access.Can(actor, access.Read, access.MailIn); err != nil {
		return nil, err
	}
	if before == "" {
		before = "g" // behind every id
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, func(scan db.Scan) (r Row, err error) {
			return r, scan(&r.ID, &r.Domain, &r.State, &r.Reason, &r.ReceivedAt)
		}, `select id, domain, state, reason, received_at from mail_in where network_id = $1 and state = $2 and id < $3 order by id desc limit $4`,
			tx.Network, string(state), before, PageLength)
		return err
	})
	return all, err
}

// Left gives how many mails are stuck. Who may not see the list gets 0.
func (s *Store) Left(ctx context.Context, actor access.Actor) (n int, err error) {
	defer errs.Wrap(&err, "inbox.Left")
	if access.Can(actor, access.Read, access.MailIn) != nil {
		return 0, nil
	}
	return n, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		n, err = db.One(ctx, tx, db.Value[int], `select count(*) from mail_in where network_id = $1 and state = 'stuck'`, tx.Network)
		return err
	})
}

// Retry makes a mail that is stuck or aside wait again. It then goes to the desk, whoever wrote it.
func (s *Store) Retry(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "inbox.Retry(%q)", id)
	return s.change(ctx, actor, "retry", id, func(ctx context.Context, tx *db.Tx) (int64, error) {
		n, err := tx.Exec(ctx, `update mail_in set state = 'waiting', reason = '', forced = $3, ended_at = null
			where network_id = $1 and id = $2 and state in ('stuck', 'aside')`, tx.Network, id, true)
		if err == nil && n > 0 {
			_, err = jobs.Enter(ctx, tx, jobs.Job{Kind: JobKind, Key: id, Payload: id})
		}
		return n, err
	})
}

// PutAside takes a mail out of the list of what is stuck. It goes when its term is over.
func (s *Store) PutAside(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "inbox.PutAside(%q)", id)
	return s.change(ctx, actor, "put aside", id, func(ctx context.Context, tx *db.Tx) (int64, error) {
		return tx.Exec(ctx, `update mail_in set state = 'aside', reason = $3, ended_at = $4 where network_id = $1 and id = $2 and state = 'stuck'`,
			tx.Network, id, string(ByHand), tx.Now)
	})
}

// change does something to one mail and leaves a line in the trace. One that is in another state by now is left as it is.
func (s *Store) change(ctx context.Context, actor access.Actor, action, id string, do func(context.Context, *db.Tx) (int64, error)) error {
	if err := access.Can(actor, access.Edit, access.MailIn); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		n, err := do(ctx, tx)
		if err == nil && n == 0 {
			_, err = db.One(ctx, tx, db.Value[string], `select id from mail_in where network_id = $1 and id = $2`, tx.Network, id)
			return err
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: action, Object: access.MailIn, ID: id})
	})
}

// Came tells whether a mail with a Message-ID (with brackets) came in.
func (s *Store) Came(ctx context.Context, actor access.Actor, messageID string) (came bool, err error) {
	defer errs.Wrap(&err, "inbox.Came")
	if err := access.Can(actor, access.Read, access.MailIn); err != nil {
		return false, err
	}
	return came, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		came, err = db.One(ctx, tx, db.Value[bool], `select exists (select 1 from mail_in where network_id = $1 and message = $2)`,
			tx.Network, s.hash(tx.Network, "message", messageID))
		return err
	})
}

// Ended gives the ids of mails that were done or put aside, with the moment of that.
func Ended(ctx context.Context, tx *db.Tx) (at map[string]time.Time, err error) {
	at = map[string]time.Time{}
	return at, db.Each(ctx, tx, func(scan db.Scan) error {
		var id string
		var ended time.Time
		err := scan(&id, &ended)
		at[id] = ended
		return err
	}, `select id, ended_at from mail_in where network_id = $1 and ended_at is not null`, tx.Network)
}

// Remove removes mails.
func Remove(ctx context.Context, tx *db.Tx, ids []string) error {
	args := tx.Args(ids...)
	_, err := tx.Exec(ctx, `delete from mail_in where network_id = $1 and id in (`+db.Marks(2, len(ids))+`)`, args...)
	return err
}
