package db_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

func addNetwork(t *testing.T, d *db.DB, id string) {
	t.Helper()
	err := d.In(ctx, id, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `insert into network (network_id, slug, settings, version, created_at, updated_at)
			values ($1, $2, '{}', 1, $3, $3)`, tx.Network, id, tx.Now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func slugs(t *testing.T, d *db.DB, network string) []string {
	t.Helper()
	var all []string
	err := d.View(ctx, network, func(tx *db.Tx) (err error) {
		all, err = db.All(ctx, tx, db.Value[string], `select slug from network where network_id = $1`, tx.Network)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestInCommitsAndRollsBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		addNetwork(t, d, "a")
		stop := errors.New("stop")
		err := d.In(ctx, "a", func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `update network set slug = 'b' where network_id = $1`, tx.Network); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatalf("got %v, want the error of the function", err)
		}
		if got := slugs(t, d, "a"); len(got) != 1 || got[0] != "a" {
			t.Errorf("after a rollback the slug is %q", got)
		}
	})
}

func TestPanicRollsBackAndFreesTheWriter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		addNetwork(t, d, "a")
		func() {
			defer func() { _ = recover() }()
			_ = d.In(ctx, "a", func(tx *db.Tx) error {
				_, _ = tx.Exec(ctx, `update network set slug = 'b' where network_id = $1`, tx.Network)
				panic("oops")
			})
		}()
		addNetwork(t, d, "c")
		if got := slugs(t, d, "a"); got[0] != "a" {
			t.Errorf("a panic left %q behind", got)
		}
	})
}

// TestTheEngineKeepsNetworksApart asks without naming a network, as a statement with a mistake would. PostgreSQL shows
// and changes only the rows of the network of the transaction. (SQLite has no such wall.)
func TestTheEngineKeepsNetworksApart(t *testing.T) {
	d := dbtest.Postgres(t)
	for _, id := range []string{"a", "b"} {
		addNetwork(t, d, id)
		err := d.In(ctx, id, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `insert into area (network_id, id, kind, code, code_year, name, slug, boundary)
				values ($1, $1, 'wijk', 'W', 0, 'Noord', 'noord', '[]')`, tx.Network)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	err := d.In(ctx, "a", func(tx *db.Tx) error {
		seen, err := db.All(ctx, tx, db.Value[string], `select id from area`)
		if len(seen) != 1 || seen[0] != "a" {
			t.Errorf("a sees %q", seen)
		}
		if err != nil {
			return err
		}
		if n, err := tx.Exec(ctx, `update area set name = 'x'`); n != 1 || err != nil {
			t.Errorf("a changed %d areas, %v", n, err)
		}
		if n, err := tx.Exec(ctx, `delete from area where network_id = 'b'`); n != 0 || err != nil {
			t.Errorf("a removed %d areas of b, %v", n, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = d.In(ctx, "a", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `insert into area (network_id, id, kind, code, code_year, name, slug, boundary)
			values ('b', 'forged', 'wijk', 'F', 0, 'Forged', 'forged', '[]')`)
		return err
	})
	if err == nil {
		t.Error("a wrote an area of b")
	}
	err = d.Platform(ctx, func(tx *db.Tx) error {
		seen, err := db.All(ctx, tx, db.Value[string], `select id from area`)
		if len(seen) != 0 {
			t.Errorf("without a network %q is seen", seen)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheServiceOwnsNothing(t *testing.T) {
	d := dbtest.Postgres(t)
	err := d.In(ctx, "a", func(tx *db.Tx) error {
		_, err := db.One(ctx, tx, func(scan db.Scan) (int, error) {
			var name string
			var super, bypass, owns bool
			err := scan(&name, &super, &bypass, &owns)
			if super || bypass || owns {
				t.Errorf("the service works as %s: superuser %v, past security %v, owner of a table %v", name, super, bypass, owns)
			}
			return 0, err
		}, `select rolname, rolsuper, rolbypassrls, exists (select 1 from pg_tables where tableowner = current_user and schemaname = 'public')
			from pg_roles where rolname = current_user`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	unguarded := dbtest.Ask[string](t, d, `select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'network_id'
		where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not (c.relrowsecurity and c.relforcerowsecurity)`)
	if len(unguarded) > 0 {
		t.Errorf("tables without row-level security: %q", unguarded)
	}
}

// TestEveryTableBelongsToANetwork enumerates the tables: network_id is there and comes first in the key.
func TestEveryTableBelongsToANetwork(t *testing.T) {
	d := dbtest.Postgres(t)
	strangers := dbtest.Ask[string](t, d, `select c.relname from pg_class c left join pg_index i on i.indrelid = c.oid and i.indisprimary
		left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
		where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'goose_db_version' and a.attname is distinct from 'network_id'`)
	if len(strangers) > 0 {
		t.Errorf("tables whose key does not begin with network_id: %q", strangers)
	}
}

func TestTransactionsNeedANetwork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, open := range map[string]func(context.Context, string, func(*db.Tx) error) error{"In": d.In, "View": d.View} {
			err := open(ctx, "", func(*db.Tx) error { t.Errorf("%s ran without a network", name); return nil })
			if !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s without a network: %v", name, err)
			}
		}
	})
}

func TestViewCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		addNetwork(t, d, "a")
		err := d.View(ctx, "a", func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `update network set slug = 'b' where network_id = $1`, tx.Network)
			return err
		})
		if err == nil {
			t.Error("a view changed a row")
		}
	})
}

// TestAStatementIsTheSameHoweverOftenItRuns: engines keep statements that come again. Each time they take the arguments of that
// time, say what is wrong, and leave the next one alone.
func TestAStatementIsTheSameHoweverOftenItRuns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, id := range []string{"a", "b", "c", "d"} {
			addNetwork(t, d, id)
			if got := slugs(t, d, id); len(got) != 1 || got[0] != id {
				t.Errorf("of %s: %q", id, got)
			}
			err := d.In(ctx, id, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `insert into network (network_id, slug, settings, version, created_at, updated_at) values ($1, 'a', '{}', 1, $2, $2)`, id, tx.Now)
				return err
			})
			if !errors.Is(err, errs.Conflict) {
				t.Errorf("a key that is taken, for %s: %v", id, err)
			}
			if err := d.View(ctx, id, func(tx *db.Tx) error {
				_, err := db.One(ctx, tx, db.Value[string], `select nothing from nowhere where network_id = $1`, tx.Network)
				return err
			}); err == nil {
				t.Errorf("a table that is not there, for %s: no error", id)
			}
		}
		var all sync.WaitGroup
		for _, id := range []string{"a", "b", "c", "d"} {
			all.Go(func() {
				for range 20 {
					if got := slugs(t, d, id); len(got) != 1 || got[0] != id {
						t.Errorf("of %s, among others: %q", id, got)
					}
				}
			})
		}
		all.Wait()
	})
}

func TestTakenKeyIsAConflict(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		addNetwork(t, d, "a")
		err := d.In(ctx, "x", func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `insert into network (network_id, slug, settings, version, created_at, updated_at)
				values ('x', 'a', '{}', 1, $1, $1)`, tx.Now)
			return err
		})
		if !errors.Is(err, errs.Conflict) {
			t.Errorf("got %v, want a conflict", err)
		}
	})
}

func TestAReferenceToNothingIsNotFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		addNetwork(t, d, "a")
		err := d.In(ctx, "a", func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `insert into postcode (network_id, code, number_from, number_to, area_id) values ($1, '0101', 0, 9, 'nowhere')`, tx.Network)
			return err
		})
		if !errors.Is(err, errs.NotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestTimeComesBackAsItWent(t *testing.T) {
	moment := time.Date(2026, 10, 25, 2, 30, 0, 123_000_000, time.UTC) // inside the hour that summer time gives back
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		d = d.WithClock(func() time.Time { return moment.In(time.FixedZone("CEST", 7200)).Add(456) })
		addNetwork(t, d, "a")
		err := d.View(ctx, "a", func(tx *db.Tx) error {
			got, err := db.One(ctx, tx, db.Value[time.Time], `select created_at from network where network_id = $1`, tx.Network)
			if !got.Equal(moment) {
				t.Errorf("got %v, want %v", got, moment)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestJSONBooleansAndNullsComeBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		addNetwork(t, d, "a")
		err := d.In(ctx, "a", func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `insert into organization (network_id, id, slug, source, ref, kind, name, description,
				phone, email, url, legal_form, member, commercial, version, created_at, updated_at)
				values ($1, 'o', 's', '', '', '', $2, '', '', '', '', '', $3, $4, 1, $5, $5)`,
				tx.Network, db.JSON([]string{"één", `"twee"`}), true, false, tx.Now)
			if err != nil {
				return err
			}
			var names []string
			var member, commercial bool
			var withdrawn *time.Time
			_, err = db.One(ctx, tx, func(scan db.Scan) (int, error) {
				return 0, scan(db.FromJSON(&names), &member, &commercial, &withdrawn)
			}, `select name, member, commercial, withdrawn_at from organization where network_id = $1`, tx.Network)
			if len(names) != 2 || names[1] != `"twee"` || !member || commercial || withdrawn != nil {
				t.Errorf("got %q %v %v %v", names, member, commercial, withdrawn)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestOneWithoutRowsIsNotFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.View(ctx, "a", func(tx *db.Tx) error {
			_, err := db.One(ctx, tx, db.Value[string], `select slug from network where network_id = $1`, "none")
			return err
		})
		if !errors.Is(err, errs.NotFound) {
			t.Errorf("got %v, want not found", err)
		}
	})
}

func TestManyWritersLoseNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		addNetwork(t, d, "a")
		var wait sync.WaitGroup
		for range 16 {
			wait.Go(func() {
				err := d.In(ctx, "a", func(tx *db.Tx) error {
					_, err := tx.Exec(ctx, `update network set version = version + 1 where network_id = $1`, tx.Network)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		err := d.View(ctx, "a", func(tx *db.Tx) error {
			got, err := db.One(ctx, tx, db.Value[int], `select version from network where network_id = $1`, tx.Network)
			if got != 17 {
				t.Errorf("16 writers left version %d, want 17", got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestProcessesMigrateOneAtATime(t *testing.T) {
	address := "sqlite:" + filepath.Join(t.TempDir(), "deep", "folder with space", "samenspel.db")
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			d, err := db.Open(ctx, address)
			if err != nil {
				t.Error(err)
				return
			}
			defer d.Close()
			if _, err := d.Migrate(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

func TestANewerSchemaIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.PretendVersion(t, d, 99999)
		if _, err := d.Migrate(ctx); !errors.Is(err, errs.Conflict) {
			t.Errorf("got %v, want a refusal", err)
		}
	})
}

func TestAddressesThatCannotBe(t *testing.T) {
	for _, address := range []string{"", "mysql://x", "postgres://user:p%ss@host:badport/x", "sqlite:/dev/null/x.db"} {
		if d, err := db.Open(ctx, address); err == nil {
			d.Close()
			t.Errorf("%q was opened", address)
		}
	}
}
