package insight

import (
	"context"
	"fmt"
	"time"

	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
	"samenspel/internal/measure"
	"samenspel/internal/referral"
	"samenspel/internal/suppress"
)

// Store keeps figures. It is safe for concurrent use.
type Store struct {
	db  *db.DB
	key []byte
}

// NewStore gives the figures in a database. The key makes codes of old lists unreadable.
func NewStore(d *db.DB, key []byte) *Store { return &Store{d, key} }

// JobKind is the name of the job that counts anew.
const JobKind = "figures"

// Schedule is how often it does.
var Schedule = jobs.Schedule{Kind: JobKind, Every: time.Hour}

// Kind does that job.
func (s *Store) Kind() jobs.Kind {
	return jobs.Kind{Name: JobKind, Do: func(ctx context.Context, run *jobs.Run) error { return s.Refresh(ctx, run.Network) }}
}

// tries is how often counting begins anew when cases became past while it was at work.
const tries = 5

// Refresh counts all cases of a network anew. It reads first and writes in one short transaction.
func (s *Store) Refresh(ctx context.Context, network string) (err error) {
	defer errs.Wrap(&err, "insight.Refresh")
	for range tries {
		f, done := figures{}, false
		var past int
		err := s.db.View(ctx, network, func(tx *db.Tx) (err error) {
			if past, err = pastCases(ctx, tx); err != nil {
				return err
			}
			return cases(ctx, tx, nil, nil, func(c measure.Case) { f.count(c) })
		})
		if err != nil {
			return err
		}
		err = s.db.In(ctx, network, func(tx *db.Tx) error {
			now, err := pastCases(ctx, tx)
			if done = now == past; err != nil || !done {
				return err
			}
			return replace(ctx, tx, f)
		})
		if err != nil || done {
			return err
		}
	}
	return fmt.Errorf("%w: cases went away all the time while they were counted", errs.Conflict)
}

// cases gives what is counted of every case: of the record, and of lists that were taken over. With ids it is of those only.
func cases(ctx context.Context, tx *db.Tx, ids, taken []string, each func(measure.Case)) error {
	came, err := referral.Measured(ctx, tx)
	if err != nil {
		return err
	}
	if err := casework.Measured(ctx, tx, ids, func(c measure.Case) error {
		for i, n := range c.Needs {
			if more, ok := came[n.ID]; ok {
				c.Needs[i] = n.With(more)
			}
		}
		each(c)
		return nil
	}); err != nil {
		return err
	}
	return pastMeasured(ctx, tx, taken, each)
}

// pastCases gives how many cases are counted that are kept no longer.
func pastCases(ctx context.Context, tx *db.Tx) (int, error) {
	return db.One(ctx, tx, db.Value[int], `select coalesce(sum(n), 0) from figure where network_id = $1 and cut = 'all' and past = true`, tx.Network)
}

const insertFigure = `insert into figure (network_id, cut, month, part, sub, past, n, suitable, passed_on, started, in_time, active, stepped_down)`

func (f figures) rows(network string, past bool) (rows [][]any) {
	for p, c := range f {
		rows = append(rows, []any{network, string(p.cut), p.month, p.part, p.sub, past, c.N, c.Of[0], c.Of[1], c.Of[2], c.Of[3], c.Of[4], c.Of[5]})
	}
	return rows
}

// replace writes counts in the place of those that were counted before, and keeps the gaps that stand out in them.
func replace(ctx context.Context, tx *db.Tx, f figures) error {
	if _, err := tx.Exec(ctx, `delete from figure where network_id = $1 and past = false`, tx.Network); err != nil {
		return err
	}
	if err := tx.Insert(ctx, insertFigure, "", f.rows(tx.Network, false)); err != nil {
		return err
	}
	return signal(ctx, tx)
}

// Absorb keeps the counts of cases of the record that are about to go.
func Absorb(ctx context.Context, tx *db.Tx, ids []string) error {
	return absorb(ctx, tx, ids, []string{})
}

func absorb(ctx context.Context, tx *db.Tx, ids, taken []string) error {
	f := figures{}
	if err := cases(ctx, tx, ids, taken, func(c measure.Case) { f.count(c) }); err != nil {
		return err
	}
	if _, err := jobs.Enter(ctx, tx, jobs.Job{Kind: JobKind, Key: JobKind}); err != nil { // so that they do not count twice for long
		return err
	}
	return tx.Repeat(ctx, insertFigure+` values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		on conflict (network_id, cut, month, part, sub, past) do update set n = figure.n + excluded.n, suitable = figure.suitable + excluded.suitable,
			passed_on = figure.passed_on + excluded.passed_on, started = figure.started + excluded.started, in_time = figure.in_time + excluded.in_time,
			active = figure.active + excluded.active, stepped_down = figure.stepped_down + excluded.stepped_down`, f.rows(tx.Network, true))
}

// Period is a row of whole months: from the first day of one until the first day of another.
type Period struct{ From, Until time.Time }

// PeriodOf gives the months in which two days lie.
func PeriodOf(from, to time.Time) Period {
	return Period{month(from), month(to).AddDate(0, 1, 0)}
}

// Last gives the last day of the period.
func (p Period) Last() time.Time { return p.Until.AddDate(0, 0, -1) }

func month(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// row is the counts of a part of a cut.
type row struct {
	cut       Cut
	part, sub string
	suppress.Counts
}

// read gives the counts of a period, parts in order.
func read(ctx context.Context, tx *db.Tx, p Period) ([]row, error) {
	return db.All(ctx, tx, func(scan db.Scan) (r row, err error) {
		r.Of = make([]int, len(measure.Parts))
		return r, scan(&r.cut, &r.part, &r.sub, &r.N, &r.Of[0], &r.Of[1], &r.Of[2], &r.Of[3], &r.Of[4], &r.Of[5])
	}, `select cut, part, sub, sum(n), sum(suitable), sum(passed_on), sum(started), sum(in_time), sum(active), sum(stepped_down) from figure
		where network_id = $1 and month >= $2 and month < $3 group by cut, part, sub order by cut, part, sub`, tx.Network, p.From, p.Until)
}
