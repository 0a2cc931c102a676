package retention

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// tombstone says that something was removed, without saying what it was.
type tombstone struct {
	mark
	At  time.Time
	Job string
}

// mark is what makes a tombstone one and the same wherever it stands.
type mark struct {
	Object privacy.Object
	Hash   string // keyed hash of the id
	Effect privacy.Effect
}

// book is the file of tombstones of one network:
//
//	samenspel-tombstones NETWORK CHECK
//	TIME OBJECT EFFECT HASH JOB CHAIN
//
// CHECK is made with the key, so that a file is never read with another one. CHAIN is the hash of the line and of the
// CHAIN before it. Lines are only added. The lock on the row of the network keeps two from writing at once.
type book struct {
	path, network string
	key           []byte
	chain         string
	size          int64 // of what was read and is whole
	has           map[mark]bool
	all           []tombstone
}

func (e *Engine) book(network string) *book {
	return &book{path: filepath.Join(e.folder, filepath.Base(network)+".log"), network: network, key: e.key, has: map[mark]bool{}}
}

// markOf gives the mark of a thing.
func (b *book) markOf(object privacy.Object, id string, effect privacy.Effect) mark {
	return mark{object, b.sign("tombstone", string(object), id), effect}
}

func (b *book) sign(words ...string) string {
	h := hmac.New(sha256.New, b.key)
	_, _ = fmt.Fprintf(h, "%q %q", b.network, words) // never fails
	return hex.EncodeToString(h.Sum(nil))
}

func (b *book) head() string { return "samenspel-tombstones " + b.network + " " + b.sign("check") }

// read reads what stands in the file and was not read yet. A file that is not there is empty. What a power cut left of
// a last line is not counted: nothing was removed for it yet.
func (b *book) read() error {
	text, err := os.ReadFile(b.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading tombstones: %w", err)
	}
	whole := text[:bytes.LastIndexByte(text, '\n')+1]
	if int64(len(whole)) < b.size {
		return b.damaged("it became shorter")
	}
	lines := bufio.NewScanner(bytes.NewReader(whole[b.size:]))
	for lines.Scan() {
		if err := b.take(lines.Text()); err != nil {
			return err
		}
	}
	b.size = int64(len(whole))
	return lines.Err()
}

func (b *book) take(line string) error {
	if b.chain == "" {
		if line != b.head() {
			return b.damaged("it belongs to another network, or was made with other keys; put the folder keys back first")
		}
		b.chain = chained("", line)
		return nil
	}
	words := strings.Fields(line)
	if len(words) != 6 || words[5] != chained(b.chain, strings.Join(words[:5], " ")) {
		return b.damaged(fmt.Sprintf("line %d is not what was written", len(b.all)+2))
	}
	at, err := time.Parse(time.RFC3339, words[0])
	if err != nil {
		return b.damaged(fmt.Sprintf("line %d has no time", len(b.all)+2))
	}
	b.chain = words[5]
	b.note(tombstone{mark{privacy.Object(words[1]), words[3], privacy.Effect(words[2])}, at, words[4]})
	return nil
}

func (b *book) note(t tombstone) {
	b.has[t.mark] = true
	b.all = append(b.all, t)
}

func (b *book) damaged(why string) error {
	return fmt.Errorf("%w: the file of tombstones %s cannot be used: %s", errs.Conflict, filepath.Base(b.path), why)
}

func chained(before, line string) string {
	sum := sha256.Sum256([]byte(before + "\n" + line))
	return hex.EncodeToString(sum[:])
}

// add adds those tombstones that the file does not have, and makes sure that they are on the disk. It makes the file
// when there is none.
func (b *book) add(stones []tombstone) error {
	if err := b.read(); err != nil {
		return err
	}
	var text strings.Builder
	chain := b.chain
	if chain == "" {
		chain = chained("", b.head())
		fmt.Fprintln(&text, b.head())
	}
	for _, t := range stones {
		if !b.has[t.mark] {
			line := strings.Join([]string{t.At.UTC().Format(time.RFC3339), string(t.Object), string(t.Effect), t.Hash, t.Job}, " ")
			chain = chained(chain, line)
			fmt.Fprintln(&text, line, chain)
		}
	}
	if text.Len() > 0 {
		if err := b.append(text.String()); err != nil {
			return fmt.Errorf("keeping tombstones: %w", err)
		}
	}
	return b.read()
}

// append writes behind what is whole. The rest of a torn line is cut off first.
func (b *book) append(text string) error {
	if err := os.MkdirAll(filepath.Dir(b.path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(b.path, os.O_RDWR|os.O_CREATE, 0o600) // #nosec G304 -- a name of our own
	if err != nil {
		return err
	}
	err = file.Truncate(b.size)
	if err == nil {
		_, err = file.WriteAt([]byte(text), b.size)
	}
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil || b.size > 0 {
		return err
	}
	folder, err := os.Open(filepath.Dir(b.path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
