package mailin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/inbox"
	"samenspel/internal/jobs"
	"samenspel/internal/network"
	"samenspel/internal/people"
)

// Reader takes mail out of a box and reads it.
type Reader struct {
	Box      Box
	Inbox    *inbox.Store
	Networks *network.Store
	People   *people.Store
	Key      []byte       // of the tokens in addresses: that of mail.Mailer
	Owner    string       // address of the mailbox, or ""
	Wake     func()       // is called when there is something to read; nil = nobody waits
	Log      *slog.Logger // nil = slog.Default

	mu   sync.Mutex
	last Look
}

// Look is how the last look in the box went.
type Look struct {
	Good    time.Time // when the box could last be looked into; zero = not since the start
	Since   time.Time // since when it cannot; zero = it can
	Refused bool      // it does not let us in
}

// Last tells how it goes.
func (r *Reader) Last() Look {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last
}

// The pause after a box could not be reached doubles from the first to the last of these.
const (
	firstPause = 5 * time.Second
	lastPause  = 5 * time.Minute
)

// Run takes what comes in until ctx ends. A box that cannot be reached is tried again, for as long as it takes: mail
// stays there meanwhile.
func (r *Reader) Run(ctx context.Context) {
	for wait := firstPause; ctx.Err() == nil; {
		err := r.watch(ctx, func() { wait = firstPause; r.note(nil) })
		if ctx.Err() != nil {
			return
		}
		r.note(err)
		cmp.Or(r.Log, slog.Default()).Warn("mailin: the mailbox cannot be read; it is tried again", "in", wait.String(), "error", err)
		pause(ctx, wait, nil)
		wait = min(2*wait, lastPause)
	}
}

// watch turns a panic of whatever a server sent into an error.
func (r *Reader) watch(ctx context.Context, looked func()) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("a panic: %v", value)
		}
	}()
	return r.Box.Watch(ctx, r.take, looked)
}

func (r *Reader) note(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	switch {
	case err == nil:
		r.last = Look{Good: now}
	case r.last.Since.IsZero():
		r.last.Since = now
	}
	r.last.Refused = errors.Is(err, errs.Forbidden)
}

// take stores letters, each in the network that it is for.
func (r *Reader) take(ctx context.Context, letters []Letter) (safe []int64, err error) {
	networks, err := r.Networks.List(ctx)
	if err != nil {
		return nil, err
	}
	book := addressBook{networks, r.Key, r.Owner}
	perNetwork := map[string][]inbox.Arrived{}
	for _, l := range letters {
		e := skim(l.Raw)
		found := book.of(e)
		if len(found) == 0 {
			cmp.Or(r.Log, slog.Default()).Warn("mailin: a mail belongs to no network and stays in the mailbox", "uid", l.UID)
			continue
		}
		for _, id := range found {
			perNetwork[id] = append(perNetwork[id], inbox.Arrived{Box: r.Box.Name(), Validity: l.Validity, UID: l.UID, Essence: e.essence,
				MessageID: e.messageID, From: e.from, Raw: l.Raw, Cut: l.Cut})
		}
		safe = append(safe, l.UID)
	}
	for id, arrived := range perNetwork {
		if err := r.Inbox.Keep(ctx, access.As(access.Operator, id), arrived); err != nil {
			return nil, err
		}
	}
	if r.Wake != nil {
		r.Wake()
	}
	return safe, nil
}

// tries is how often a mail is read before people are asked to look.
const tries = 3

// Kind gives the kind of jobs that read mail. After the last try one more begins only when the program stopped during
// that try.
func (r *Reader) Kind() jobs.Kind {
	return jobs.Kind{Name: inbox.JobKind, Do: r.work, Attempts: tries + 1, Timeout: 2 * time.Minute}
}

func (r *Reader) work(ctx context.Context, run *jobs.Run) error {
	var id string
	if err := run.Payload(&id); err != nil {
		return err
	}
	actor := access.As(access.Operator, run.Network)
	if run.Attempt > tries {
		return r.Inbox.GiveUp(ctx, actor, id, inbox.Crashed)
	}
	err := r.read(ctx, actor, id)
	if err == nil || run.Attempt < tries || ctx.Err() != nil {
		return err
	}
	cmp.Or(r.Log, slog.Default()).Error("mailin: a mail could not be taken over", "id", id, "error", err)
	return r.Inbox.GiveUp(ctx, actor, id, why(err))
}

// unreadable is an error of a mail itself.
type unreadable struct{ error }

func (u unreadable) Unwrap() error { return u.error }

func why(err error) inbox.Reason {
	if errors.As(err, new(unreadable)) {
		return inbox.Broken
	}
	return inbox.Refused
}

// read reads one mail and settles it.
func (r *Reader) read(ctx context.Context, actor access.Actor, id string) error {
	kept, err := r.Inbox.Open(ctx, actor, id)
	if errors.Is(err, errs.NotFound) {
		return nil // a person was first, or the attempt before this one
	}
	if err != nil {
		return err
	}
	reading, err := Parse(kept.Raw)
	if err != nil {
		return unreadable{err}
	}
	reading.Post.Cut = reading.Post.Cut || kept.Cut
	reading.Answers = addressBook{key: r.Key}.answers(actor.Network, skim(kept.Raw))
	if !strings.Contains(reading.Post.Checks, "dmarc=fail") {
		known, err := r.People.Acquainted(ctx, actor, reading.Post.From)
		if err != nil {
			return err
		}
		reading.Post.Person, reading.Post.Team = known.Person, known.Team
	}
	return r.Inbox.Settle(ctx, actor, id, reading)
}
