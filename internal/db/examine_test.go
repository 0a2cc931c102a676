package db_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
)

func TestASoundDatabaseHasNothingWrong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if wrong := examine(t, d); len(wrong) > 0 {
			t.Errorf("wrong: %q", wrong)
		}
		at, err := d.ServerTime(context.Background())
		if err != nil || d.Engine() == "postgres" && time.Since(at).Abs() > time.Minute || d.Engine() == "sqlite" && !at.IsZero() {
			t.Errorf("the clock of the database says %v, %v", at, err)
		}
	})
}

// examine gives what is wrong. The server that tests start does not wait for its disk, to be quick; that must be found.
func examine(t *testing.T, d *db.DB) []string {
	t.Helper()
	wrong, err := d.Examine(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	others := slices.DeleteFunc(slices.Clone(wrong), func(text string) bool {
		return strings.Contains(text, "set fsync to on") || strings.Contains(text, "set synchronous_commit to on")
	})
	if d.Engine() == "postgres" && len(others) != len(wrong)-2 {
		t.Errorf("a server that does not wait for its disk is not found: %q", wrong)
	}
	return others
}

func TestAGapInTheWallIsFound(t *testing.T) {
	d := dbtest.Postgres(t)
	err := db.AsOwner(d, func(owner *sql.DB) error {
		_, err := owner.Exec("alter table person no force row level security")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if wrong := examine(t, d); len(wrong) != 1 || !strings.Contains(wrong[0], "row-level security is missing") {
		t.Errorf("wrong: %q", wrong)
	}
}

// TestADamagedFileIsFound writes over the middle of a file, as a bad disk would.
func TestADamagedFileIsFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samenspel.db")
	d, err := db.Open(context.Background(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 40 << 10; i < 60<<10; i++ {
		text[i] = 0xa5
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if d, err = db.Open(context.Background(), "sqlite:"+path); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	wrong, err := d.Examine(context.Background())
	if err == nil && (len(wrong) != 1 || !strings.Contains(wrong[0], "restore the last backup")) {
		t.Errorf("wrong: %q, %v", wrong, err)
	}
}
