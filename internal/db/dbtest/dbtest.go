// Package dbtest gives tests a migrated, empty database on every engine the product runs on.
//
// PostgreSQL is a real server, started from the system's binaries when the first test of a test program asks for it
// and stopped when the program ends. It has its own folder and listens on a socket in there only. Each test gets its
// own database, copied from one that was migrated once. When no PostgreSQL can be found the test fails and says what
// to install: a contract that was not run on both engines was not run.
//
// A package that uses Each has this in one of its test files:
//
//	func TestMain(m *testing.M) { dbtest.Main(m) }
package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"samenspel/internal/db"
)

// Main runs the tests and then stops what Each started.
func Main(m *testing.M) {
	status := m.Run()
	Stop()
	os.Exit(status)
}

// Stop stops what Each started, for a program that cannot use Main.
func Stop() {
	if started != nil {
		started.stop()
	}
}

// Each runs test once on SQLite and once on PostgreSQL. With -short it leaves SQLite out: the race detector, for which
// that is, makes it many times as slow, and what we share between goroutines is the same on both.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	if !testing.Short() {
		t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	}
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite gives an empty, migrated database in a file of its own.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	empty, err := emptyFile()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "samenspel.db")
	if err := os.WriteFile(path, empty, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, "sqlite:"+path)
}

// emptyFile gives the bytes of an empty, migrated database, which is made once.
var emptyFile = sync.OnceValues(func() (_ []byte, err error) {
	folder, err := os.MkdirTemp("", "samenspel-empty-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "samenspel.db")
	d, err := db.Open(context.Background(), "sqlite:"+path)
	if err != nil {
		return nil, err
	}
	_, err = d.Migrate(context.Background())
	if err := errors.Join(err, d.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

var databases atomic.Int64

// Postgres gives an empty, migrated database on a real server.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, PostgresAddress(t))
}

// PostgresAddress gives the address of an empty, migrated database on a real server.
func PostgresAddress(t testing.TB) string {
	t.Helper()
	s, err := startServer()
	if err != nil {
		t.Fatalf("these tests need a real PostgreSQL: %v", err)
	}
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := s.create(context.Background(), name); err != nil {
		t.Fatal(err)
	}
	return s.address(name)
}

func open(t testing.TB, address string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// PretendVersion notes a schema version that this program does not have.
func PretendVersion(t testing.TB, d *db.DB, version int64) {
	t.Helper()
	err := db.AsOwner(d, func(owner *sql.DB) error {
		_, err := owner.Exec(`insert into goose_db_version (version_id, is_applied) values ($1, $2)`, version, true)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Ask gives a column that the owner of the tables sees.
func Ask[T any](t testing.TB, d *db.DB, query string) (all []T) {
	t.Helper()
	err := db.AsOwner(d, func(owner *sql.DB) error {
		rows, err := owner.Query(query)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var v T
			if err := rows.Scan(&v); err != nil {
				return err
			}
			all = append(all, v)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Rounds gives how often a test tries something that goes wrong once in a while: as often as a variable in the
// environment says, or else as often as is usual. make faults sets such variables.
func Rounds(variable string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil && n > 0 {
		return n
	}
	return usual
}
