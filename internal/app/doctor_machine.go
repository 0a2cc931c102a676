package app

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"samenspel/internal/backup"
	"samenspel/internal/errs"
)

// needDisk is the room a small installation needs to go on, in bytes; below a tenth of the disk is too little as well.
const needDisk = 500 << 20

func (e *env) examineDisk(context.Context) (all []finding) {
	for _, folder := range []string{e.values["data"], e.values["backup-folder"]} {
		if folder == "" {
			continue
		}
		var stat syscall.Statfs_t
		if err := syscall.Statfs(folder, &stat); errors.Is(err, fs.ErrNotExist) {
			continue // a PostgreSQL installation without a data folder; a missing folder of backups is said elsewhere
		} else if err != nil {
			all = append(all, says(wrong, "%s cannot be looked at: %v", folder, err)...)
			continue
		}
		all = append(all, roomLeft(folder, stat.Bavail*uint64(stat.Bsize), stat.Blocks*uint64(stat.Bsize))...) // #nosec G115 -- a block size is positive
	}
	return all
}

// roomLeft judges the free room of a disk, in bytes.
func roomLeft(folder string, free, size uint64) []finding {
	switch {
	case free < needDisk:
		return says(wrong, "only %d MB is free for %s; make room or move the folder", free>>20, folder)
	case free < size/10:
		return says(advice, "less than a tenth of the disk is free for %s (%d MB); make room before it is full", folder, free>>20)
	}
	return says(good, "there is room for %s (%d MB)", folder, free>>20)
}

// examineFiles looks whether other users of this machine can read what only the server should.
func (e *env) examineFiles(context.Context) (all []finding) {
	look := []string{e.values["tls-key"], e.values["config"]}
	if path, isFile := strings.CutPrefix(e.values.Database(), "sqlite:"); isFile {
		look = append(look, filepath.Dir(path))
	}
	for _, folder := range []string{"keys", "acme", "mail"} {
		_ = filepath.WalkDir(filepath.Join(e.values["data"], folder), func(path string, _ fs.DirEntry, err error) error {
			if err == nil {
				look = append(look, path)
			}
			return nil // what is not there or cannot be read gives nothing away
		})
	}
	for _, path := range look {
		if info, err := os.Stat(path); path != "" && err == nil && info.Mode().Perm()&0o077 != 0 {
			all = append(all, says(wrong, "other users of this machine can look in %s; run chmod go= %s", path, path)...)
		}
	}
	if all == nil {
		return says(good, "the data, the keys and the settings are closed to other users of this machine")
	}
	return all
}

// maxSkew is how far clocks may differ: codes of an app hold for half a minute.
const maxSkew = 20 * time.Second

func (e *env) examineClock(ctx context.Context) (all []finding) {
	now := time.Now()
	if now.Before(demoDay) { // the day this version was made ready
		return says(wrong, "the clock says %s and that is in the past; set the clock of this machine", now.Format("2 January 2006 15:04 MST"))
	}
	if at, err := e.db.ServerTime(ctx); err == nil && !at.IsZero() {
		all = append(all, skew("the server of the database", at)...)
	}
	for _, address := range []string{e.values["oidc-issuer"], e.acmeDirectory()} {
		if at, ok := dateOf(ctx, address); ok {
			all = append(all, skew(address, at)...)
		}
	}
	return append(all, says(good, "the clock says %s", now.Format("2 January 2006 15:04 MST"))...)
}

func (e *env) acmeDirectory() string {
	if e.values.Yes("acme") {
		return e.values["acme-directory"]
	}
	return ""
}

// skew judges the difference between our clock and another.
func skew(who string, at time.Time) []finding {
	if apart := time.Since(at).Abs(); apart > maxSkew {
		return says(wrong, "the clock of this machine and that of %s are %s apart; let both follow a time server (NTP)", who, apart.Round(time.Second))
	}
	return nil
}

// dateOf asks a web server what time it is.
func dateOf(ctx context.Context, address string) (time.Time, bool) {
	ctx, cancel := context.WithTimeout(ctx, doctorWaits)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, address, nil)
	if err != nil || address == "" {
		return time.Time{}, false
	}
	answer, err := providerClient.Do(request)
	if err != nil {
		return time.Time{}, false
	}
	_ = answer.Body.Close()
	at, err := http.ParseTime(answer.Header.Get("Date"))
	return at, err == nil
}

// maxBackupAge is how old the last backup may be: a day, and time to make it.
const maxBackupAge = 30 * time.Hour

func (e *env) examineBackup(context.Context) []finding {
	shelf, err := backupShelf(e.values)
	switch {
	case err != nil:
		return says(wrong, "%s", plainly(err))
	case shelf == nil:
		return says(advice, "no backup is made by itself; set backup-folder and backup-recipient")
	}
	last, err := shelf.Newest()
	if errors.Is(err, errs.NotFound) {
		return says(wrong, "there is no backup in %s yet; start the server, it makes one within a day, and look at its log when it does not", shelf.Folder)
	}
	if err != nil {
		return says(wrong, "%s; look at backup-folder", plainly(err))
	}
	if age := time.Since(last.Made); age > maxBackupAge {
		return says(wrong, "the last backup is %d hours old; look at the log of the server why there is no newer one", int(age.Hours()))
	}
	if err := last.Same(); err != nil {
		return says(wrong, "%s is not the file that was made; take another copy of it and look at the disk", last.Path)
	}
	return e.openBackup(last)
}

// openBackup reads the last backup as a whole, when we have what opens it.
func (e *env) openBackup(last backup.Kept) []finding {
	made := last.Made.Format("2 January 2006 15:04")
	if e.asked.identity == "" {
		return says(good, "the last backup is of %s and is still as it was read again then; with --identity FILE it is opened now", made)
	}
	key, err := backup.Identity(e.asked.identity)
	if err != nil {
		return says(wrong, "%s", plainly(err))
	}
	m, err := backup.Verify(last.Path, key)
	if err != nil {
		return says(wrong, "the last backup cannot be opened: %s", plainly(err))
	}
	return says(good, "the last backup is of %s and was opened: %d rows of %d tables, whole", made, m.Rows(), len(m.Tables))
}
