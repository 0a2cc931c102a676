package app_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"samenspel/internal/db/dbtest"
)

// TestABackupMovesFromSQLiteToPostgresAndBack takes the example town along, by the commands an administrator types.
func TestABackupMovesFromSQLiteToPostgresAndBack(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	if err := start(t, "demo", "--data", at("data")).stop(t); err != nil {
		t.Fatal(err)
	}
	recipient, err := exec.Command("samenspel", "backup", "--new-identity", at("identity")).Output()
	if err != nil {
		t.Fatal(err)
	}
	lock := strings.TrimSpace(string(recipient))
	address := dbtest.PostgresAddress(t)
	run(t, "backup", at("one.age"), "--recipient", lock, "--data", at("data"))
	keepFolders(t, at("data"), at("again"))
	run(t, "restore", at("one.age"), "--identity", at("identity"), "--database", address, "--data", at("again"))
	run(t, "backup", at("two.age"), "--recipient", lock, "--database", address)
	run(t, "restore", at("two.age"), "--identity", at("identity"), "--data", at("again"))
	var found []string
	for _, database := range []string{"sqlite:" + at("data/samenspel.db"), address, "sqlite:" + at("again/samenspel.db")} {
		text, err := exec.Command("samenspel", "search", "--network", "waterveen", "--database", database, "maatje").Output()
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, string(text))
	}
	if found[0] == "" || found[0] != found[1] || found[0] != found[2] {
		t.Errorf("it is not found as before:\n%s\n%s\n%s", found[0], found[1], found[2])
	}
}

// keepFolders copies what is kept apart from backups: keys and tombstones.
func keepFolders(t *testing.T, from, to string) {
	t.Helper()
	for _, name := range []string{"keys", "tombstones"} {
		if err := os.CopyFS(filepath.Join(to, name), os.DirFS(filepath.Join(from, name))); err != nil {
			t.Fatal(err)
		}
	}
}
