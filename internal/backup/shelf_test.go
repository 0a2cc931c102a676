package backup

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
)

// TestAShelfKeepsEachDayForThirtyFiveDays fills a shelf for two months, twice a day, beside files of someone else.
func TestAShelfKeepsEachDayForThirtyFiveDays(t *testing.T) {
	d := dbtest.SQLite(t)
	lock, open := identity(t)
	s := &Shelf{Folder: t.TempDir(), Key: lock}
	foreign := []string{"notes.txt", "samenspel-2020-01-01.age.old", "samenspel.age"}
	for _, name := range foreign {
		must(t, os.WriteFile(filepath.Join(s.Folder, name), nil, 0o600))
	}
	day := time.Date(2026, 10, 1, 1, 30, 0, 0, time.UTC)
	for range 60 {
		must(t, s.Fill(ctx, d, day))
		before, err := s.Newest()
		must(t, err)
		must(t, s.Fill(ctx, d, day.Add(9*time.Hour)))
		after, err := s.Newest()
		must(t, err)
		if before != after {
			t.Fatalf("the second time on a day makes another: %v, %v", before, after)
		}
		day = day.AddDate(0, 0, 1)
	}
	files, err := filepath.Glob(filepath.Join(s.Folder, "samenspel-????-??-??.age"))
	must(t, err)
	oldest := filepath.Join(s.Folder, nameOn(day.AddDate(0, 0, -Keep)))
	if len(files) != Keep || files[0] != oldest {
		t.Errorf("%d backups are kept, the oldest %s; want %d from %s", len(files), files[0], Keep, oldest)
	}
	sums, err := filepath.Glob(filepath.Join(s.Folder, "*"+sumSuffix))
	must(t, err)
	if len(sums) != Keep {
		t.Errorf("%d sums are kept", len(sums))
	}
	for _, name := range foreign {
		if _, err := os.Stat(filepath.Join(s.Folder, name)); err != nil {
			t.Error("a file of someone else is gone: ", err)
		}
	}
	if _, err := Verify(files[0], open); err != nil {
		t.Error("what is kept cannot be opened: ", err)
	}
}

func TestAShelfKnowsADamagedBackup(t *testing.T) {
	d := dbtest.SQLite(t)
	lock, _ := identity(t)
	s := &Shelf{Folder: t.TempDir(), Key: lock}
	if _, err := s.Newest(); !errors.Is(err, errs.NotFound) {
		t.Errorf("an empty shelf: %v", err)
	}
	now := time.Date(2026, 11, 2, 1, 30, 0, 0, time.UTC)
	must(t, s.Fill(ctx, d, now))
	last, err := s.Newest()
	must(t, err)
	must(t, last.Same())
	check := exec.Command("sha256sum", "-c", filepath.Base(last.Path)+sumSuffix)
	check.Dir = s.Folder
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("sha256sum -c: %s", out)
	}
	content, err := os.ReadFile(last.Path)
	must(t, err)
	damaged := slices.Clone(content)
	damaged[len(damaged)/2]++
	must(t, os.WriteFile(last.Path, damaged, 0o600))
	if err := last.Same(); !errors.Is(err, errDamaged) {
		t.Errorf("a damaged one: %v", err)
	}
	must(t, os.Remove(last.Path+sumSuffix)) // as after a stop before the sum was written
	if _, err := s.Newest(); !errors.Is(err, errs.NotFound) {
		t.Errorf("one without a sum counts: %v", err)
	}
	must(t, s.Fill(ctx, d, now))
	if last, err = s.Newest(); err != nil || last.Same() != nil {
		t.Errorf("it is not made again: %v", err)
	}
}

func TestAShelfThatIsNotThere(t *testing.T) {
	lock, _ := identity(t)
	s := &Shelf{Folder: filepath.Join(t.TempDir(), "disk"), Key: lock}
	if err := s.Fill(ctx, dbtest.SQLite(t), time.Now()); !errors.Is(err, errs.Unavailable) {
		t.Errorf("filling: %v", err)
	}
	if _, err := s.Newest(); !errors.Is(err, errs.Unavailable) {
		t.Errorf("looking: %v", err)
	}
	if _, err := os.Stat(s.Folder); err == nil {
		t.Error("the folder was made, perhaps on another disk than was meant")
	}
}
