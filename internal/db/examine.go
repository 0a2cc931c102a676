package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Examine gives what is wrong with the database itself, each in a sentence that says what to do; none = it is sound.
// The schema must be up to date.
func (d *DB) Examine(ctx context.Context) (wrong []string, err error) {
	return d.engine.examine(ctx, d.pools)
}

// ServerTime gives the clock of the server of the database; zero when that is the clock of this machine.
func (d *DB) ServerTime(ctx context.Context) (at time.Time, err error) {
	if d.engine.name() == "sqlite" {
		return at, nil
	}
	return at, d.read.QueryRowContext(ctx, "select clock_timestamp()").Scan(&at)
}

func (*sqliteEngine) examine(ctx context.Context, p pools) (wrong []string, err error) {
	said, err := column(ctx, p.read, "pragma quick_check(3)")
	if err != nil {
		return nil, err
	}
	if len(said) != 1 || said[0] != "ok" {
		wrong = append(wrong, fmt.Sprintf("the file is damaged (%s); stop the server, keep a copy of the file, and restore the last backup", said[0]))
	}
	for _, c := range []struct{ pragma, want, text string }{
		{"journal_mode", "wal", "the file is not in WAL mode (%s); look whether it lies on a local disk and not on a network drive"},
		{"synchronous", "2", "what is saved may be lost when the power fails (synchronous %s); start the server anew"},
	} {
		said, err := column(ctx, p.write, "pragma "+c.pragma)
		if err != nil {
			return nil, err
		}
		if len(said) != 1 || said[0] != c.want {
			wrong = append(wrong, fmt.Sprintf(c.text, said))
		}
	}
	return wrong, nil
}

func (postgresEngine) examine(ctx context.Context, p pools) (wrong []string, err error) {
	for _, c := range []struct {
		pool              *sql.DB
		query, want, text string
	}{
		{p.read, "select rolsuper or rolbypassrls from pg_roles where rolname = current_user", "false",
			"the role " + appRole + " can look past row-level security; run: alter role " + appRole + " nosuperuser nobypassrls"},
		{p.read, "select current_user", appRole, "the service does not work as the role " + appRole + "; let an administrator grant that role to this user"},
		{p.owner, gapsInWall, "0", "row-level security is missing on a table; run samenspel migrate"},
		{p.read, "show fsync", "on", "the server of the database does not wait for its disk; set fsync to on there"},
		{p.read, "select current_setting('synchronous_commit') <> 'off'", "true", "what is saved may be lost when the power fails; set synchronous_commit to on at the server of the database"},
	} {
		said, err := column(ctx, c.pool, c.query)
		if err != nil {
			return nil, err
		}
		if len(said) != 1 || said[0] != c.want {
			wrong = append(wrong, c.text)
		}
	}
	return wrong, nil
}

// column gives the first column of an answer as texts.
func column(ctx context.Context, pool *sql.DB, query string) (values []string, err error) {
	rows, err := pool.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, rows.Err()
}
