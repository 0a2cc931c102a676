package jobs

import (
	"context"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

const insert = `insert into job (network_id, id, kind, unique_key, period, payload, priority, state, attempt, due_at, run_at,
	lease, doubted, done, total, progress, last_error, entered_at)
	values ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $8, '', $9, 0, 0, '', '', $10)`

// Enter enters a job in the caller's transaction and gives its id. When a job of this kind and key waits already, that
// one is kept, at the earlier of the two times and the higher priority, and its id is given.
func Enter(ctx context.Context, tx *db.Tx, j Job) (string, error) {
	at := j.At.UTC().Truncate(time.Millisecond)
	if j.At.IsZero() {
		at = tx.Now
	}
	var key any
	if j.Key != "" {
		key = j.Key
	}
	return db.One(ctx, tx, db.Value[string], insert+`
		on conflict (network_id, kind, unique_key) where state = 'waiting' do update set
			run_at = case when job.attempt = 0 and excluded.run_at < job.run_at then excluded.run_at else job.run_at end,
			due_at = case when job.attempt = 0 and excluded.due_at < job.due_at then excluded.due_at else job.due_at end,
			priority = case when excluded.priority > job.priority then excluded.priority else job.priority end
		returning id`, tx.Network, db.NewID(), j.Kind, key, nil, db.JSON(j.Payload), j.Priority, at, false, tx.Now)
}

// enterPeriod enters the job of a schedule unless this period or a later one was entered before.
func enterPeriod(ctx context.Context, tx *db.Tx, kind string, begin time.Time) (bool, error) {
	later, err := db.One(ctx, tx, db.Value[int], `select count(*) from job where network_id = $1 and kind = $2 and period >= $3`,
		tx.Network, kind, begin)
	if err != nil || later > 0 {
		return false, err
	}
	n, err := tx.Exec(ctx, insert+` on conflict do nothing`,
		tx.Network, db.NewID(), kind, nil, begin, "null", 0, begin, false, tx.Now)
	return n == 1, err
}

// pending tells whether there is anything to claim, and whether there are leases that ran out. It only reads.
func pending(ctx context.Context, tx *db.Tx, kinds []any, lease time.Duration) (due, lapsed bool, err error) {
	args := append([]any{tx.Network, tx.Now, tx.Now.Add(lease)}, kinds...)
	err = db.Each(ctx, tx, func(scan db.Scan) error { return scan(&due, &lapsed) }, `select
		exists (select 1 from job where network_id = $1 and state = 'waiting' and run_at <= $2 and kind in (`+db.Marks(4, len(kinds))+`)),
		exists (select 1 from job where network_id = $1 and state = 'running' and (leased_until <= $2 or leased_until > $3)
			and kind in (`+db.Marks(4, len(kinds))+`))`, args...)
	return due, lapsed, err
}

const columns = `network_id, id, kind, coalesce(unique_key, ''), lease, payload, attempt, due_at, started_at`

func readClaimed(scan db.Scan) (c claimed, err error) {
	return c, scan(&c.network, &c.id, &c.kind, &c.key, &c.lease, &c.payload, &c.attempt, &c.due, &c.started)
}

// skipLocked lets workers on PostgreSQL claim side by side. SQLite has one writer and no such words.
func skipLocked(d *db.DB) string {
	if d.Engine() == "postgres" {
		return ` for update skip locked`
	}
	return ""
}

// claim takes at most limit jobs that are due. The state is asked twice: the second time on the row that is changed.
func claim(ctx context.Context, tx *db.Tx, kinds []any, limit int, lease time.Duration, locking string) ([]claimed, error) {
	args := append([]any{tx.Network, tx.Now, db.NewID(), tx.Now.Add(lease), limit, false}, kinds...)
	return db.All(ctx, tx, readClaimed, `with due as materialized (
			select id from job where network_id = $1 and state = 'waiting' and run_at <= $2 and kind in (`+db.Marks(7, len(kinds))+`)
			order by priority desc, run_at, id limit $5`+locking+`)
		update job set state = 'running', lease = $3, leased_until = $4, doubted = $6, started_at = $2, attempt = attempt + 1
		where network_id = $1 and state = 'waiting' and id in (select id from due) returning `+columns, args...)
}

// renew keeps the lease of a job. It tells false when the job is not the worker's any more.
func renew(ctx context.Context, tx *db.Tx, c claimed, lease time.Duration) (bool, error) {
	n, err := tx.Exec(ctx, `update job set leased_until = $4, doubted = $5
		where network_id = $1 and id = $2 and state = 'running' and lease = $3`, tx.Network, c.id, c.lease, tx.Now.Add(lease), false)
	return n == 1, err
}

// A lease ran out, or lies further ahead than a lease can: the clock was put back.
const ranOut = ` where network_id = $1 and state = 'running' and (leased_until <= $2 or leased_until > $3) and doubted = $4`

// doubt gives whoever holds a lease that ran out time to renew it.
func doubt(ctx context.Context, tx *db.Tx, kinds []any, lease time.Duration) error {
	args := append([]any{tx.Network, tx.Now, tx.Now.Add(lease), false, true, tx.Now.Add(lease / 2)}, kinds...)
	_, err := tx.Exec(ctx, `update job set doubted = $5, leased_until = $6`+ranOut+` and kind in (`+db.Marks(7, len(kinds))+`)`, args...)
	return err
}

// abandoned gives the jobs whose lease was doubted and ran out again.
func abandoned(ctx context.Context, tx *db.Tx, kinds []any, lease time.Duration) ([]claimed, error) {
	args := append([]any{tx.Network, tx.Now, tx.Now.Add(lease), true}, kinds...)
	return db.All(ctx, tx, readClaimed, `select `+columns+` from job`+ranOut+` and kind in (`+db.Marks(5, len(kinds))+`) order by id`, args...)
}

// settle writes what became of a job. It does nothing when the job is not held under this lease any more.
func settle(ctx context.Context, tx *db.Tx, c claimed, v verdict) error {
	if v.state == Waiting && c.key != "" {
		merged, err := tx.Exec(ctx, `update job set attempt = case when attempt < $4 then $4 else attempt end, run_at = $5, due_at = $6, last_error = $7
			where network_id = $1 and kind = $2 and unique_key = $3 and state = 'waiting' and exists (select 1 from job held
				where held.network_id = $1 and held.id = $8 and held.state = 'running' and held.lease = $9)`,
			tx.Network, c.kind, c.key, v.attempt, v.at, c.due, v.class, c.id, c.lease)
		if err != nil {
			return err
		}
		if merged > 0 {
			v = verdict{Done, tx.Now, v.attempt, "merged"}
		}
	}
	var ended any
	if v.state != Waiting {
		ended = tx.Now
	}
	_, err := tx.Exec(ctx, `update job set state = $4, run_at = $5, attempt = $6, last_error = $7, ended_at = $8, lease = '',
		leased_until = null, doubted = $9 where network_id = $1 and id = $2 and state = 'running' and lease = $3`,
		tx.Network, c.id, c.lease, string(v.state), v.at, v.attempt, v.class, ended, false)
	return err
}

func progress(ctx context.Context, tx *db.Tx, c claimed, done, total int, text string) error {
	n, err := tx.Exec(ctx, `update job set done = $4, total = $5, progress = $6
		where network_id = $1 and id = $2 and state = 'running' and lease = $3`, tx.Network, c.id, c.lease, done, total, text)
	if err == nil && n == 0 {
		return errLost
	}
	return err
}

// Forget removes jobs that were done or dropped before a moment, and gives their number. Failed ones wait for a
// person. The last of every schedule stays, because it tells which period was entered.
func Forget(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	return tx.Exec(ctx, `delete from job where network_id = $1 and state in ('done', 'dropped') and ended_at < $2
		and (period is null or exists (select 1 from job later where later.network_id = job.network_id
			and later.kind = job.kind and later.period > job.period))`, tx.Network, before)
}

// Store shows jobs to people.
type Store struct{ db *db.DB }

// NewStore gives the store on d.
func NewStore(d *db.DB) *Store { return &Store{d} }

// Status is what a page may show of a job.
type Status struct {
	ID, Kind    string
	State       State
	Attempt     int
	RunAt       time.Time // when it waits: not before
	EnteredAt   time.Time
	StartedAt   *time.Time
	EndedAt     *time.Time
	Done, Total int    // progress; a Total of 0 is unknown
	Text        string // key of a text about the progress
	LastError   string // class of the last error, or ""
}

const statusColumns = `select id, kind, state, attempt, run_at, entered_at, started_at, ended_at, done, total, progress, last_error
	from job where network_id = $1 and `

func readStatus(scan db.Scan) (s Status, err error) {
	return s, scan(&s.ID, &s.Kind, &s.State, &s.Attempt, &s.RunAt, &s.EnteredAt, &s.StartedAt, &s.EndedAt, &s.Done, &s.Total,
		&s.Text, &s.LastError)
}

// PageLength is how many jobs List gives at most.
const PageLength = 100

// List gives jobs in a state, the newest first, those entered before the job with an id ("" = from the newest).
func (s *Store) List(ctx context.Context, actor access.Actor, state State, before string) (all []Status, err error) {
	defer errs.Wrap(&err, "jobs.List(%s)", state)
	if before == "" {
		before = "g" // behind every id
	}
	return s.read(ctx, actor, `state = $2 and id < $3 order by id desc limit $4`, string(state), before, PageLength)
}

// Get gives one job.
func (s *Store) Get(ctx context.Context, actor access.Actor, id string) (one Status, err error) {
	defer errs.Wrap(&err, "jobs.Get(%q)", id)
	all, err := s.read(ctx, actor, `id = $2`, id)
	if err != nil || len(all) == 1 {
		return append(all, one)[0], err
	}
	return one, errs.NotFound
}

func (s *Store) read(ctx context.Context, actor access.Actor, which string, args ...any) (all []Status, err error) {
	if err := access.Can(actor, access.Read, access.Jobs); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, readStatus, statusColumns+which, append([]any{tx.Network}, args...)...)
		return err
	})
	return all, err
}

// Retry makes a failed job wait again, with all its attempts before it. It is a conflict when one of the same key
// waits already.
func (s *Store) Retry(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "jobs.Retry(%q)", id)
	return s.change(ctx, actor, "retry", `update job set state = 'waiting', attempt = 0, due_at = $3, run_at = $3, ended_at = null
		where network_id = $1 and id = $2 and state = 'failed'`, id)
}

// Drop ends a failed job without its effect.
func (s *Store) Drop(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "jobs.Drop(%q)", id)
	return s.change(ctx, actor, "drop", `update job set state = 'dropped', ended_at = $3
		where network_id = $1 and id = $2 and state = 'failed'`, id)
}

func (s *Store) change(ctx context.Context, actor access.Actor, action, statement, id string) error {
	if err := access.Can(actor, access.Edit, access.Jobs); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, statement, tx.Network, id, tx.Now)
		if err == nil && n == 0 {
			err = errs.NotFound
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: action, Object: access.Jobs, ID: id})
	})
}
