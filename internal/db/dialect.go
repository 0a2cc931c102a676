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

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"samenspel/internal/errs"
)

// engine is all in which the two engines differ.
type engine interface {
	name() string
	open(address string) (pools, error)
	belong(ctx context.Context, tx *sql.Tx, network string) error    // tell the engine whose transaction this is
	wall(ctx context.Context, owner *sql.DB) error                   // after migrations: keep networks apart in the engine too
	settle(ctx context.Context, write *sql.DB) error                 // leave no copy of removed rows in a journal
	learn(ctx context.Context, owner *sql.DB, tables []string) error // how large tables have become
	marks() int                                                      // placeholders in one statement, beyond which it gets slower
	remembers() bool                                                 // statements stay prepared by themselves
	taken(err error) bool                                            // a unique key is taken
	dangling(err error) bool                                         // a row that it refers to is not there
	lostRace(err error) bool                                         // run the transaction again
	busy(err error) bool                                             // another process writes: begin again
	goose() goose.Dialect
	examine(ctx context.Context, p pools) (wrong []string, err error)         // what is not as it should be, in sentences
	lock(ctx context.Context, owner *sql.DB) (unlock func() error, err error) // one migration at a time
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

// pools are the connections to one database. Two of them may be the same.
type pools struct {
	write, read *sql.DB
	owner       *sql.DB // owns the tables: for migrations only
}

func (p pools) close() error {
	closed := map[*sql.DB]bool{}
	var problems []error
	for _, pool := range []*sql.DB{p.write, p.read, p.owner} {
		if pool != nil && !closed[pool] {
			closed[pool] = true
			problems = append(problems, pool.Close())
		}
	}
	return errors.Join(problems...)
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

func (e *sqliteEngine) open(string) (pools, error) {
	if err := os.MkdirAll(filepath.Dir(e.path), 0o700); err != nil {
		return pools{}, fmt.Errorf("making the data folder: %w", err)
	}
	// 64 MB of pages in memory, when they are used: a large import touches the indexes everywhere
	write, err := sql.Open("sqlite", e.dsn(e.path, "journal_mode(WAL)", "foreign_keys(1)", "synchronous(FULL)", "secure_delete(1)", "cache_size(-65536)")+"&_txlock=immediate")
	if err != nil {
		return pools{}, err
	}
	write.SetMaxOpenConns(1)
	// Waiting for another process SQLite looks less and less often, up to every 100 ms: one that writes on and on would be
	// let through each time. Waiting shortly, and then anew (DB.begin), looks every millisecond or two.
	if _, err := write.Exec("pragma busy_timeout = 5"); err != nil { // makes the file before a reader looks for it
		return pools{}, errors.Join(err, write.Close())
	}
	owner, err := sql.Open("sqlite", e.dsn(e.path, "foreign_keys(1)", "synchronous(FULL)", "secure_delete(1)")+"&_txlock=immediate")
	if err != nil {
		return pools{}, errors.Join(err, write.Close())
	}
	owner.SetMaxOpenConns(1)
	owner.SetMaxIdleConns(0)
	read, err := sql.Open("sqlite", e.dsn(e.path, "foreign_keys(1)", "query_only(1)"))
	if err != nil {
		return pools{}, errors.Join(err, write.Close(), owner.Close())
	}
	read.SetMaxOpenConns(max(4, runtime.NumCPU()))
	return pools{write: write, read: read, owner: owner}, nil
}

func (*sqliteEngine) belong(context.Context, *sql.Tx, string) error { return nil }
func (*sqliteEngine) wall(context.Context, *sql.DB) error           { return nil }

// learn has nothing to do: SQLite looks at no sizes.
func (*sqliteEngine) learn(context.Context, *sql.DB, []string) error { return nil }

func (*sqliteEngine) marks() int      { return 100 }
func (*sqliteEngine) remembers() bool { return false }

// settle brings the journal into the file and empties it. Removed rows are overwritten there (secure_delete).
func (*sqliteEngine) settle(ctx context.Context, write *sql.DB) error {
	_, err := write.ExecContext(ctx, "pragma wal_checkpoint(truncate)")
	return err
}

func (*sqliteEngine) taken(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

func (*sqliteEngine) dangling(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}

func (*sqliteEngine) lostRace(error) bool { return false } // one writer, immediate transactions: there is no race

func (*sqliteEngine) busy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

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

func (postgresEngine) busy(error) bool { return false } // it waits by itself

func (postgresEngine) settle(context.Context, *sql.DB) error { return nil } // its own cleaning (autovacuum) does

// appRole is the role under which the service works on PostgreSQL: it owns no table and cannot look past row-level
// security. The user of the address must be allowed to become it.
const appRole = "samenspel_app"

func (postgresEngine) open(address string) (pools, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return pools{}, fmt.Errorf("%w: the PostgreSQL address cannot be read", errs.Invalid)
	}
	owner := stdlib.OpenDB(*config)
	owner.SetMaxOpenConns(2)
	owner.SetConnMaxIdleTime(time.Minute)
	if err := makeRole(owner); err != nil {
		return pools{}, errors.Join(err, owner.Close())
	}
	service := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "set role "+appRole)
		return err
	}))
	service.SetMaxOpenConns(16)
	service.SetMaxIdleConns(8)
	service.SetConnMaxIdleTime(5 * time.Minute)
	return pools{write: service, read: service, owner: owner}, nil
}

// makeRole makes the role of the service when it is not there. Two processes may try at the same time.
func makeRole(owner *sql.DB) error {
	var there bool
	if err := owner.QueryRow("select exists (select 1 from pg_roles where rolname = $1)", appRole).Scan(&there); err != nil {
		return fmt.Errorf("%w: %w", errs.Unavailable, err)
	}
	if there {
		return nil
	}
	_, err := owner.Exec("create role " + appRole + " nologin")
	if c := code(err); c == "42710" || c == "23505" {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the role %s is missing and this user may not make it; let an administrator run: create role %s nologin; grant %s to this user: %w",
			appRole, appRole, appRole, err)
	}
	return nil
}

func (postgresEngine) belong(ctx context.Context, tx *sql.Tx, network string) error {
	_, err := tx.ExecContext(ctx, "select set_config('samenspel.network', $1, true)", network)
	return err
}

// wall gives the service its rights and puts row-level security on every table that belongs to networks: the rows of
// another network than that of the transaction do not exist for it. The list of networks can be read by all.
func (e postgresEngine) wall(ctx context.Context, owner *sql.DB) error {
	for attempt := 1; ; attempt++ {
		var gaps int
		if err := owner.QueryRowContext(ctx, gapsInWall).Scan(&gaps); err != nil || gaps == 0 {
			return err // a wall that stands is left alone: putting it up waits for every transaction there is
		}
		_, err := owner.ExecContext(ctx, putUpWall)
		if err == nil || attempt == attempts || !e.lostRace(err) {
			return err
		}
		time.Sleep(time.Duration(attempt) * 100 * time.Millisecond)
	}
}

// gapsInWall counts the tables of networks on which something of the wall is missing.
const gapsInWall = `select count(*) from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'network_id'
	where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not (c.relrowsecurity and c.relforcerowsecurity
		and exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'own')
		and (c.relname <> 'network' or exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'list'))
		and has_table_privilege('` + appRole + `', c.oid, 'select') and has_table_privilege('` + appRole + `', c.oid, 'delete')
		and has_table_privilege('` + appRole + `', 'goose_db_version', 'select'))`

const putUpWall = `do $wall$
declare t text; own text := 'network_id = current_setting(''samenspel.network'', true)';
begin
  execute 'grant usage on schema public to ` + appRole + `';
  for t in select table_name from information_schema.columns where table_schema = 'public' and column_name = 'network_id' loop
    execute format('grant select, insert, update, delete on %I to ` + appRole + `', t);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('drop policy if exists own on %I', t);
    execute format('create policy own on %I using (%s) with check (%s)', t, own, own);
  end loop;
  execute 'drop policy if exists list on network';
  execute 'create policy list on network for select using (true)';
  execute 'grant select on goose_db_version to ` + appRole + `';
end $wall$`

func code(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// learn keeps plans that were made while a table was empty from being used when it is large: the check of a reference
// would read the whole table for every row.
func (postgresEngine) learn(ctx context.Context, owner *sql.DB, tables []string) error {
	for _, table := range tables {
		if _, err := owner.ExecContext(ctx, "analyze "+pgx.Identifier{table}.Sanitize()); err != nil {
			return fmt.Errorf("learning the size of %s: %w", table, err)
		}
	}
	return nil
}

func (postgresEngine) marks() int              { return 2000 }
func (postgresEngine) remembers() bool         { return true }
func (postgresEngine) taken(err error) bool    { return code(err) == "23505" }
func (postgresEngine) dangling(err error) bool { return code(err) == "23503" }

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
