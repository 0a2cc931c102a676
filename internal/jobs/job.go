package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"samenspel/internal/errs"
)

// Job is work to enter.
type Job struct {
	Kind     string
	Key      string    // "" = may be entered any number of times
	Payload  any       // as JSON: ids, no words about people and no secrets
	At       time.Time // not before; zero = now
	Priority int       // higher goes first; 0 is usual
}

// State is where a job is in its life.
type State string

// The states. The last three are ends, though a person can make a failed job wait again.
const (
	Waiting State = "waiting"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
	Dropped State = "dropped"
)

// Handler does one attempt at a job. An error means: again later.
type Handler func(ctx context.Context, run *Run) error

// Kind says how jobs of one name are done.
type Kind struct {
	Name     string
	Do       Handler
	Attempts int           // most attempts; 0 = as many as fit in MaxAge
	MaxAge   time.Duration // since it was due; 0 = 72 hours
	Timeout  time.Duration // of one attempt; 0 = 10 minutes
}

// Run is one attempt, as its handler sees it.
type Run struct {
	Network string
	ID      string
	Attempt int  // from 1
	Last    bool // when this one fails, no other follows

	payload  []byte
	progress func(ctx context.Context, done, total int, text string) error
}

// Payload reads what was entered. A payload that cannot be read fails the job for good.
func (r *Run) Payload(into any) error {
	if err := json.Unmarshal(r.payload, into); err != nil {
		return Permanent(fmt.Errorf("%w: the payload of a job: %w", errs.Invalid, err))
	}
	return nil
}

// Progress tells a page how far the job is: done of total (0 = unknown) and the key of a text.
func (r *Run) Progress(ctx context.Context, done, total int, text string) error {
	return r.progress(ctx, done, total, text)
}

type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Permanent marks an error that no further attempt will mend.
func Permanent(err error) error { return permanent{err} }

var (
	errCrashed = errors.New("crashed") // the process that ran it died
	errPanic   = errors.New("panic")
	errStopped = errors.New("stopped") // the worker stops
	errLost    = errors.New("lost")    // another worker has the job now
)

// class names an error without its text.
func class(err error) string {
	for _, kind := range []error{errCrashed, errPanic, errStopped, context.DeadlineExceeded,
		errs.Invalid, errs.NotFound, errs.Conflict, errs.Forbidden, errs.Unavailable} {
		if errors.Is(err, kind) {
			return kind.Error()
		}
	}
	return "error"
}

// claimed is a job in the hands of a worker.
type claimed struct {
	network, id, kind, key, lease string
	payload                       []byte
	attempt                       int
	due, started                  time.Time
}

// last tells whether no attempt may follow the one that is running.
func (k Kind) last(c claimed) bool {
	return k.Attempts > 0 && c.attempt >= k.Attempts || !c.started.Before(c.due.Add(k.MaxAge))
}

// verdict is what becomes of a job after an attempt.
type verdict struct {
	state   State
	at      time.Time // when it waits: not before
	attempt int
	class   string
}

// judge decides what becomes of a job whose attempt ended with err.
func judge(k Kind, c claimed, err error, now time.Time) verdict {
	var final permanent
	switch {
	case err == nil:
		return verdict{Done, now, c.attempt, ""}
	case errors.Is(err, errStopped):
		return verdict{Waiting, now, c.attempt - 1, class(err)}
	case errors.As(err, &final), k.last(c):
		return verdict{Failed, now, c.attempt, class(err)}
	case errors.Is(err, errCrashed): // its lease was wait enough
		return verdict{Waiting, now, c.attempt, class(err)}
	}
	at := now.Add(backoff(c.id, c.attempt))
	if end := c.due.Add(k.MaxAge); at.After(end) { // the last attempt falls on its age, or now when that is over
		at = end
	}
	return verdict{Waiting, at.Truncate(time.Millisecond), c.attempt, class(err)}
}

// backoff gives the wait after an attempt: it doubles from 1 minute to 4 hours, and is spread by a fifth to both
// sides. The spread is made from the id, so that jobs that failed together do not come back together.
func backoff(id string, attempt int) time.Duration {
	wait := min(time.Minute<<min(attempt-1, 10), 4*time.Hour)
	sum := fnv.New32a()
	_, _ = fmt.Fprintf(sum, "%s %d", id, attempt)
	return wait * time.Duration(800+sum.Sum32()%401) / 1000
}
