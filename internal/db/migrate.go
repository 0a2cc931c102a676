package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"samenspel/internal/errs"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema up to date and gives the number of steps it took. Processes that start together wait for
// each other. A schema that is newer than this program is refused.
func (d *DB) Migrate(ctx context.Context) (steps int, err error) {
	defer errs.Wrap(&err, "migrating the database")
	unlock, err := d.engine.lock(ctx, d.owner)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	provider, err := d.provider()
	if err != nil {
		return 0, err
	}
	if err := refuseNewer(ctx, provider); err != nil {
		return 0, err
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return len(results), err
	}
	return len(results), d.engine.wall(ctx, d.owner)
}

// Version gives the number of the schema in the database and the number this program brings.
func (d *DB) Version(ctx context.Context) (have, want int64, err error) {
	provider, err := d.provider()
	if err != nil {
		return 0, 0, err
	}
	return provider.GetVersions(ctx)
}

func (d *DB) provider() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(d.engine.goose(), d.owner, files)
}

func refuseNewer(ctx context.Context, provider *goose.Provider) error {
	have, want, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > want {
		return fmt.Errorf("%w: the database has schema %d and this program knows %d; start the newer program", errs.Conflict, have, want)
	}
	return nil
}

// AsOwner gives fn the connection that owns the tables. It is for tests and for work on the schema; the service never
// uses it, because row-level security does not hold for it everywhere.
func AsOwner(d *DB, fn func(*sql.DB) error) error { return fn(d.owner) }
