package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Keep is how many days a shelf keeps a backup: what was erased for someone must also end in the backups.
const Keep = 35

// Shelf is a folder with a backup of each day, samenspel-2026-11-02.age. Beside each lies its SHA-256, in the form that
// sha256sum -c reads: it is written once the backup was read again, and tells later that the file is still that one.
type Shelf struct {
	Folder string
	Key    Key

	mu sync.Mutex // one backup at a time
}

// Kept is a backup on a shelf.
type Kept struct {
	Path string
	Made time.Time // when the file was written
}

var shelfName = regexp.MustCompile(`^samenspel-(\d{4}-\d{2}-\d{2})\.age$`)

const sumSuffix = ".sha256"

func nameOn(day time.Time) string { return "samenspel-" + day.UTC().Format(time.DateOnly) + ".age" }

// tooOld tells whether a file on the shelf has been kept for long enough.
func tooOld(name string, now time.Time) bool {
	parts := shelfName.FindStringSubmatch(strings.TrimSuffix(name, sumSuffix))
	if parts == nil {
		return false
	}
	day, err := time.Parse(time.DateOnly, parts[1])
	return err == nil && !day.After(now.UTC().Truncate(24*time.Hour).AddDate(0, 0, -Keep))
}

// Fill makes the backup of today, unless it is there, and removes those that were kept for long enough. The folder must
// be there: it may be a disk that is not connected now.
func (s *Shelf) Fill(ctx context.Context, d *db.DB, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if info, err := os.Stat(s.Folder); err != nil || !info.IsDir() {
		return fmt.Errorf("%w: there is no folder %s for backups; make it, or connect its disk", errs.Unavailable, s.Folder)
	}
	path := filepath.Join(s.Folder, nameOn(now))
	var err error
	if _, missing := os.Stat(path + sumSuffix); missing != nil {
		err = s.add(ctx, d, path)
	}
	return errors.Join(err, s.clear(now))
}

func (s *Shelf) add(ctx context.Context, d *db.DB, path string) error {
	if _, err := Write(ctx, d, path, s.Key); err != nil {
		return err
	}
	sum, err := sumOf(path)
	if err != nil {
		return err
	}
	return os.WriteFile(path+sumSuffix, []byte(sum+"  "+filepath.Base(path)+"\n"), 0o600)
}

func sumOf(path string) (string, error) {
	file, err := os.Open(path) // #nosec G304 -- the administrator names the folder
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	sum := sha256.New()
	_, err = io.Copy(sum, file)
	return hex.EncodeToString(sum.Sum(nil)), err
}

func (s *Shelf) clear(now time.Time) (err error) {
	entries, err := os.ReadDir(s.Folder)
	for _, entry := range entries {
		if tooOld(entry.Name(), now) {
			err = errors.Join(err, os.Remove(filepath.Join(s.Folder, entry.Name())))
		}
	}
	return err
}

// Newest gives the last backup that was made whole; errs.NotFound when there is none.
func (s *Shelf) Newest() (k Kept, err error) {
	entries, err := os.ReadDir(s.Folder)
	if err != nil {
		return k, fmt.Errorf("%w: the folder for backups cannot be read: %w", errs.Unavailable, err)
	}
	for _, entry := range slices.Backward(entries) { // names sort by day
		name, isSum := strings.CutSuffix(entry.Name(), sumSuffix)
		if !isSum || !shelfName.MatchString(name) {
			continue
		}
		info, err := os.Stat(filepath.Join(s.Folder, name))
		if err == nil {
			return Kept{filepath.Join(s.Folder, name), info.ModTime()}, nil
		}
	}
	return k, errs.NotFound
}

// Same tells whether the file is still the one that was read again when it was made.
func (k Kept) Same() error {
	want, err := os.ReadFile(k.Path + sumSuffix)
	if err != nil {
		return err
	}
	have, err := sumOf(k.Path)
	if err == nil && !strings.HasPrefix(string(want), have+" ") {
		err = errDamaged
	}
	return err
}
