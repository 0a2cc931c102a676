package mail

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
)

// Mailer sends what is in the outbox.
type Mailer struct {
	DB       *db.DB
	Sender   Sender
	Identity func(ctx context.Context, network string) (Identity, error)
	Link     Linker
	Lang     Chooser      // nil = every letter in the language of its message
	Key      []byte       // of the tokens in the addresses for answers
	Log      *slog.Logger // nil = slog.Default
}

// Chooser gives the language in which somebody wants letters, by address; "" is that of the message.
type Chooser func(ctx context.Context, network, address string) (lang string, err error)

// Kind gives the kind of jobs that send mail.
func (m *Mailer) Kind() jobs.Kind {
	return jobs.Kind{Name: JobKind, Do: m.deliver, Timeout: 5 * time.Minute}
}

// deliver makes one attempt at a message. A message that failed for good ends its job well: the outbox shows it.
func (m *Mailer) deliver(ctx context.Context, run *jobs.Run) error {
	var id string
	if err := run.Payload(&id); err != nil {
		return err
	}
	p, who, err := m.begin(ctx, run.Network, id)
	if errors.Is(err, errs.NotFound) || err == nil && p.state != Waiting {
		return nil // erased, or sent by an attempt of which the end was not noted
	}
	var failure *Failure
	if err == nil {
		err = m.attempt(ctx, p, who)
	}
	if err != nil && !errors.As(err, &failure) {
		failure = &Failure{Class: Unready, cause: err}
	}
	if failure != nil && failure.cause != nil {
		cmp.Or(m.Log, slog.Default()).Error("mail: an attempt failed on our side", "id", id, "class", failure.Class, "error", failure.cause)
	}
	if failure != nil && failure.Class == Unknown {
		p.unknowns++
	}
	return m.end(ctx, run, id, p.unknowns, failure)
}

// begin reads a message and counts the attempt.
func (m *Mailer) begin(ctx context.Context, network, id string) (p posted, who Identity, err error) {
	who, err = m.Identity(ctx, network)
	if err != nil {
		return p, who, &Failure{Class: Unready, cause: err}
	}
	err = m.DB.In(ctx, network, func(tx *db.Tx) error {
		p, err = find(ctx, tx, id)
		if err != nil || p.state != Waiting {
			return err
		}
		return begin(ctx, tx, &p, who.Host)
	})
	return p, who, err
}

func (m *Mailer) attempt(ctx context.Context, p posted, who Identity) error {
	if m.Lang != nil {
		lang, err := m.Lang(ctx, p.Network, p.Address)
		if err != nil {
			return &Failure{Class: Unready, cause: err}
		}
		p.Lang = cmp.Or(lang, p.Lang)
	}
	letter, err := write(p.Message, who.Name, who.ReplyTo != "", m.Link)
	if err != nil {
		return err
	}
	e, err := seal(p.Message, p.messageID, who, m.Key, letter, m.DB.Now())
	if err != nil {
		return err
	}
	return m.Sender.Send(ctx, e)
}

// end notes how an attempt ended, also when the worker stops meanwhile.
func (m *Mailer) end(ctx context.Context, run *jobs.Run, id string, unknowns int, failure *Failure) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	state, class := fate(failure, unknowns, run.Last), Class("")
	if failure != nil {
		class = failure.Class
	}
	err := m.DB.In(ctx, run.Network, func(tx *db.Tx) error { return note(ctx, tx, id, state, class) })
	if err == nil && state == Waiting {
		return failure
	}
	return err
}
