package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"samenspel/internal/errs"
)

// DB is an open database. Make one with Open; it is safe for concurrent use.
type DB struct {
	pools
	engine engine
	clock  Clock
	memory map[*sql.DB]*memory         // of each pool whose driver does not remember statements by itself
	around func(Statements) Statements // nil = statements run as they are written
}

// Clock tells the time. It is the only source of time that reaches the database.
type Clock func() time.Time

// Open opens the database that address names: "sqlite:PATH" or a PostgreSQL URL. The file and its folder are made
// when they are missing; the schema is not: call Migrate.
func Open(ctx context.Context, address string) (_ *DB, err error) {
	defer errs.Wrap(&err, "opening the database")
	e, err := engineFor(address)
	if err != nil {
		return nil, err
	}
	p, err := e.open(address)
	if err != nil {
		return nil, err
	}
	d := &DB{pools: p, engine: e, clock: time.Now, memory: map[*sql.DB]*memory{}}
	if !e.remembers() {
		d.memory[p.read], d.memory[p.write] = newMemory(), newMemory()
	}
	if err := d.Ping(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// WithClock gives the same database seen with another clock. Close only one of the two.
func (d *DB) WithClock(clock Clock) *DB {
	other := *d
	other.clock = clock
	return &other
}

// WithStatements gives the same database on which transactions run their statements through around. It is for tests:
// they look at what statements give, and take something out of one to see that it is missed. Close only one of the two.
func (d *DB) WithStatements(around func(Statements) Statements) *DB {
	other := *d
	other.around = around
	return &other
}

// Close closes every connection.
func (d *DB) Close() error { return d.close() }

// Ping tells whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	if err := d.read.PingContext(ctx); err != nil {
		return fmt.Errorf("%w: %w", errs.Unavailable, err)
	}
	return nil
}

// Settle leaves no copy of removed rows beside the tables, where the engine lets us see to that (SQLite). A reader that
// is at work keeps what it sees; the next call gets it.
func (d *DB) Settle(ctx context.Context) error { return d.engine.settle(ctx, d.write) }

// Engine names the engine: "sqlite" or "postgres".
func (d *DB) Engine() string { return d.engine.name() }

// Now is the time as it is stored: UTC, in whole milliseconds.
func (d *DB) Now() time.Time { return d.clock().UTC().Truncate(time.Millisecond) }

// In runs fn in one transaction of the network that may write. It commits when fn returns nil and rolls back
// otherwise, also when fn panics.
func (d *DB) In(ctx context.Context, network string, fn func(*Tx) error) error {
	if network == "" {
		return fmt.Errorf("a transaction needs a network: %w", errs.Forbidden)
	}
	return d.run(ctx, d.write, network, nil, fn)
}

// View runs fn in one transaction of the network that only reads.
func (d *DB) View(ctx context.Context, network string, fn func(*Tx) error) error {
	if network == "" {
		return fmt.Errorf("a transaction needs a network: %w", errs.Forbidden)
	}
	return d.run(ctx, d.read, network, &sql.TxOptions{ReadOnly: true}, fn)
}

// Platform runs fn in one transaction that only reads and belongs to no network: for the list of networks itself.
func (d *DB) Platform(ctx context.Context, fn func(*Tx) error) error {
	return d.run(ctx, d.read, "", &sql.TxOptions{ReadOnly: true}, fn)
}

// Learn tells the engine that tables have grown much, so that it plans anew how to read them.
func (d *DB) Learn(ctx context.Context, tables ...string) error {
	return d.engine.learn(ctx, d.owner, tables)
}

const attempts = 4

func (d *DB) run(ctx context.Context, pool *sql.DB, network string, options *sql.TxOptions, fn func(*Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := d.once(ctx, pool, network, options, fn)
		if err == nil || attempt == attempts || !d.engine.lostRace(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(attempt*attempt) * 20 * time.Millisecond):
		}
	}
}

// patience is how long a transaction waits to begin while another process writes.
const patience = 5 * time.Second

func (d *DB) begin(ctx context.Context, pool *sql.DB, options *sql.TxOptions) (tx *sql.Tx, err error) {
	for began := time.Now(); ; {
		if tx, err = pool.BeginTx(ctx, options); err == nil || !d.engine.busy(err) || time.Since(began) > patience {
			return tx, err
		}
	}
}

// statements gives what runs the statements of a transaction, and what is to be done when that is over.
func (d *DB) statements(tx *sql.Tx, pool *sql.DB) (run Statements, after func(context.Context)) {
	run, after = tx, func(context.Context) {}
	if m := d.memory[pool]; m != nil {
		r := &remembered{Tx: tx, memory: m}
		run, after = r, func(ctx context.Context) { m.learn(ctx, pool, r.again) }
	}
	if d.around != nil {
		run = d.around(run)
	}
	return run, after
}

func (d *DB) once(ctx context.Context, pool *sql.DB, network string, options *sql.TxOptions, fn func(*Tx) error) (err error) {
	tx, err := d.begin(ctx, pool, options)
	if err != nil {
		return fmt.Errorf("beginning a transaction: %w", err)
	}
	statements, learn := d.statements(tx, pool)
	defer learn(ctx) // when it is over
	defer func() {
		if rollback := tx.Rollback(); rollback != nil && !errors.Is(rollback, sql.ErrTxDone) && err == nil {
			err = rollback
		}
	}()
	if err := d.engine.belong(ctx, tx, network); err != nil {
		return fmt.Errorf("naming the network of a transaction: %w", err)
	}
	if err := fn(&Tx{Network: network, Now: d.Now(), tx: statements, engine: d.engine}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	return nil
}
