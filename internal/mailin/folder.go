package mailin

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Folder is a box of files that end in .eml, for an installation without a mailbox. A file that was stored is removed.
type Folder struct {
	Path  string
	Every time.Duration // how often it looks; 0 = every second
}

// Name is the same for every folder: an installation has one.
func (f Folder) Name() string { return "folder" }

// settled is how long ago a file must have been written to be whole.
const settled = 500 * time.Millisecond

// Watch looks in the folder again and again.
func (f Folder) Watch(ctx context.Context, take Take, looked func()) error {
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		return err
	}
	left := map[int64]bool{} // those that nobody takes
	for {
		if err := f.look(ctx, take, left); err != nil {
			return err
		}
		looked()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(max(f.Every, time.Second)):
		}
	}
}

// look takes what lies in the folder now, in the order of names.
func (f Folder) look(ctx context.Context, take Take, left map[int64]bool) error {
	names, err := filepath.Glob(filepath.Join(f.Path, "*.eml"))
	if err != nil {
		return err
	}
	for name := range slices.Values(names) {
		letter, err := readLetter(name)
		if errors.Is(err, fs.ErrNotExist) || err == nil && (letter.UID == 0 || left[letter.UID]) {
			continue
		}
		if err != nil {
			return err
		}
		safe, err := take(ctx, []Letter{letter})
		if err != nil {
			return err
		}
		if !slices.Contains(safe, letter.UID) {
			left[letter.UID] = true
			continue
		}
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	return nil
}

// readLetter reads a file. One that is being written still has UID 0.
func readLetter(name string) (l Letter, err error) {
	file, err := os.Open(name) // #nosec G304 -- a file in the folder that the administrator chose
	if err != nil {
		return l, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || time.Since(info.ModTime()) < settled {
		return l, err
	}
	if l.Raw, err = io.ReadAll(io.LimitReader(file, maxRaw)); err != nil {
		return l, err
	}
	l.Cut = info.Size() > maxRaw
	sum := sha256.Sum256(append([]byte(filepath.Base(name)+"\x00"), l.Raw...))
	l.UID = int64(binary.BigEndian.Uint64(sum[:]) >> 1) // #nosec G115 -- 63 bits
	return l, nil
}

// Drop puts a mail into the folder.
func (f Folder) Drop(raw []byte) error {
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(f.Path, ".new-*")
	if err != nil {
		return err
	}
	_, err = file.Write(raw)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return os.Rename(file.Name(), filepath.Join(f.Path, fmt.Sprintf("%d.eml", time.Now().UnixNano())))
}
