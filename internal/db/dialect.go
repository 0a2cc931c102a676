package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver named "pgx"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"samenspel/internal/errs"
)

// engine is all in which the two engines differ.
type engine interface {
	name() string
	open(address string) (write, read *sql.DB, err error)
	taken(err error) bool    // a unique key is taken
	lostRace(err error) bool // run the transaction again
	goose() goose.Dialect
	lock(ctx context.Context, address *sql.DB) (unlock func() error, err error) // one migration at a time
}

func engineFor(address string) (engine, error) {
	switch {
	case strings.HasPrefix(address, "sqlite:"):
		return &sqliteEngine{path: strings.TrimPrefix(address, "sqlite:")}, nil
	case strings.HasPrefix(address, "postgres://"), strings.HasPrefix(address, "postgresql://"):
		return postgresEngine{}, nil
	}
	return nil, fmt.Errorf("%w: write the database as sqlite:PATH or postgres://USER@HOST/NAME", errs.Invalid)
}

type sqliteEngine struct{ path string }

func (*sqliteEngine) name() string         { return "sqlite" }
func (*sqliteEngine) goose() goose.Dialect { return goose.DialectSQLite3 }

// dsn builds the address of the file. Pragmas go in here because db.Exec would reach one pooled connection only;
// busy_timeout comes first so that the others wait for a lock too.
func (e *sqliteEngine) dsn(path string, pragmas ...string) string {
	values := url.Values{"_time_format": {"sqlite"}, "_timezone": {"UTC"}}
	pragmas = append([]string{"busy_timeout(5000)"}, pragmas...)
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=" + strings.Join(pragmas, "&_pragma=") + "&" + values.Encode()
}

func (e *sqliteEngine) open(string) (write, read *sql.DB, err error) {
	if err := os.MkdirAll(filepath.Dir(e.path), 0o700); err != nil {
		return nil, nil, fmt.Errorf("making the data folder: %w", err)
	}
	write, err = sql.Open("sqlite", e.dsn(e.path, "journal_mode(WAL)", "foreign_keys(1)", "synchronous(FULL)")+"&_txlock=immediate")
	if err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	if err := write.Ping(); err != nil { // makes the file before a reader looks for it
		return nil, nil, errors.Join(err, write.Close())
	}
	read, err = sql.Open("sqlite", e.dsn(e.path, "foreign_keys(1)", "query_only(1)"))
	if err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(max(4, runtime.NumCPU()))
	return write, read, nil
}

func (*sqliteEngine) taken(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

func (*sqliteEngine) lostRace(error) bool { return false } // one writer, immediate transactions: there is no race

// lock holds an exclusive transaction on a small file beside the database. It ends with the process, however that ends.
func (e *sqliteEngine) lock(ctx context.Context, _ *sql.DB) (func() error, error) {
	guard, err := sql.Open("sqlite", e.dsn(e.path+".migrating", "busy_timeout(60000)")+"&_txlock=exclusive")
	if err != nil {
		return nil, err
	}
	tx, err := guard.BeginTx(ctx, nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("waiting for another process that migrates: %w", err), guard.Close())
	}
	return func() error { return errors.Join(tx.Rollback(), guard.Close()) }, nil
}

type postgresEngine struct{}

func (postgresEngine) name() string         { return "postgres" }
func (postgresEngine) goose() goose.Dialect { return goose.DialectPostgres }

func (postgresEngine) open(address string) (write, read *sql.DB, err error) {
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: the PostgreSQL address cannot be read", errs.Invalid)
	}
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(8)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool, pool, nil
}

func code(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func (postgresEngine) taken(err error) bool { return code(err) == "23505" }

func (postgresEngine) lostRace(err error) bool {
	switch code(err) {
	case "40001", "40P01", "57P01":
		return true
	}
	return pgconn.SafeToRetry(err)
}

// lockKey is the number of the advisory lock that migrations hold: any number that nothing else here uses.
const lockKey = 20260101

func (postgresEngine) lock(ctx context.Context, pool *sql.DB) (func() error, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "select pg_advisory_lock($1)", lockKey); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return func() error {
		_, err := conn.ExecContext(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", lockKey)
		return errors.Join(err, conn.Close())
	}, nil
}
