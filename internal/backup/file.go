package backup

import (
	"archive/tar"
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
)

// Format is the number of the form of the file.
const Format = 1

// Manifest tells what a backup holds. It is the last entry of the file.
type Manifest struct {
	Format   int              `json:"format"`
	Schema   int64            `json:"schema"` // version of the schema
	Made     time.Time        `json:"made"`
	Networks []string         `json:"networks"` // their ids
	Tables   map[string]Table `json:"tables"`
}

// Table tells what a backup holds of a table.
type Table struct {
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"` // of its lines
}

// Rows gives the number of rows of all tables together.
func (m Manifest) Rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

func (m Manifest) equal(other Manifest) bool {
	return m.Format == other.Format && m.Schema == other.Schema && m.Made.Equal(other.Made) && slices.Equal(m.Networks, other.Networks) && maps.Equal(m.Tables, other.Tables)
}

const (
	manifestName = "manifest.json"
	maxManifest  = 1 << 20
	partSize     = 1 << 20  // an entry is closed when it is larger
	maxLine      = 64 << 20 // a row is never longer
)

// writer puts lines of tables into a tar.
type writer struct {
	tar    *tar.Writer
	table  string
	part   int
	lines  []byte // of the entry that is being made
	hash   hash.Hash
	rows   int64
	tables map[string]Table
}

func newWriter(w io.Writer) *writer {
	return &writer{tar: tar.NewWriter(w), tables: map[string]Table{}}
}

func (w *writer) begin(table string) { w.table, w.part, w.rows, w.hash = table, 0, 0, sha256.New() }

// row takes the lines with one row more.
func (w *writer) row(lines []byte) error {
	w.lines = lines
	w.rows++
	if len(lines) < partSize {
		return nil
	}
	return w.flush()
}

func (w *writer) flush() error {
	if len(w.lines) == 0 {
		return nil
	}
	w.part++
	_, _ = w.hash.Write(w.lines) // never fails
	err := w.entry(partName(w.table, w.part), w.lines)
	w.lines = w.lines[:0]
	return err
}

func partName(table string, part int) string { return fmt.Sprintf("%s/%06d.jsonl", table, part) }

func (w *writer) entry(name string, content []byte) error {
	err := w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o600, Size: int64(len(content))})
	if err == nil {
		_, err = w.tar.Write(content)
	}
	return err
}

func (w *writer) end() error {
	err := w.flush()
	w.tables[w.table] = Table{w.rows, hex.EncodeToString(w.hash.Sum(nil))}
	return err
}

// close writes the manifest and ends the tar.
func (w *writer) close(m Manifest) error {
	content, err := json.MarshalIndent(m, "", "  ")
	if err == nil {
		err = w.entry(manifestName, content)
	}
	return errors.Join(err, w.tar.Close())
}

// reader reads the tar that a writer made and holds it against its manifest.
type reader struct {
	row    func(table string, line []byte) error // takes each row; may be nil
	table  string
	part   int
	hash   hash.Hash
	rows   int64
	tables map[string]Table
}

// read gives the manifest of a tar that is whole, after every row was taken. The error of row comes back as it is.
func read(from io.Reader, row func(table string, line []byte) error) (m Manifest, err error) {
	r := &reader{row: row, tables: map[string]Table{}}
	entries := tar.NewReader(from)
	for {
		header, err := entries.Next()
		if err != nil || header.Typeflag != tar.TypeReg {
			return m, errDamaged
		}
		if header.Name == manifestName {
			break
		}
		if err := r.entry(header.Name, entries); err != nil {
			return m, err
		}
	}
	r.close()
	if m, err = readManifest(entries); err != nil {
		return m, err
	}
	return m, r.whole(m, entries, from)
}

func (r *reader) entry(name string, content io.Reader) error {
	table, _, _ := strings.Cut(name, "/")
	if table != r.table {
		r.close()
		if _, twice := r.tables[table]; twice {
			return errDamaged
		}
		r.table, r.part, r.rows, r.hash = table, 0, 0, sha256.New()
	}
	if r.part++; name != partName(table, r.part) {
		return errDamaged
	}
	lines := bufio.NewScanner(io.TeeReader(content, r.hash))
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	for lines.Scan() {
		r.rows++
		if r.row == nil {
			continue
		}
		if err := r.row(table, lines.Bytes()); err != nil {
			return err
		}
	}
	if lines.Err() != nil {
		return errDamaged
	}
	return nil
}

func (r *reader) close() {
	if r.hash != nil {
		r.tables[r.table] = Table{r.rows, hex.EncodeToString(r.hash.Sum(nil))}
	}
}

func readManifest(from io.Reader) (m Manifest, err error) {
	content, err := io.ReadAll(io.LimitReader(from, maxManifest))
	if err != nil || json.Unmarshal(content, &m) != nil || m.Format < 1 {
		return m, errDamaged
	}
	if m.Format > Format {
		return m, conflict("the backup has format %d and this program knows %d; restore it with the newer program that made it", m.Format, Format)
	}
	return m, nil
}

// whole tells whether what was read is what the manifest says, and the file ends there. Reading to its very end is
// what makes age look at the last of it.
func (r *reader) whole(m Manifest, entries *tar.Reader, from io.Reader) error {
	if _, err := entries.Next(); err != io.EOF {
		return errDamaged
	}
	if n, err := io.Copy(io.Discard, from); n > 0 || err != nil {
		return errDamaged
	}
	empty := hex.EncodeToString(sha256.New().Sum(nil))
	for name, t := range m.Tables {
		if got, there := r.tables[name]; there && got != t || !there && (t.Rows != 0 || t.SHA256 != empty) {
			return errDamaged
		}
		delete(r.tables, name)
	}
	if len(r.tables) > 0 {
		return errDamaged
	}
	return nil
}

// Verify reads a backup to its end, changes nothing, and gives its manifest. A file that is not whole is refused.
func Verify(path string, key Key) (Manifest, error) { return readFile(path, key, nil) }

func readFile(path string, key Key, row func(table string, line []byte) error) (m Manifest, err error) {
	if len(key.open) == 0 {
		return m, errKey
	}
	file, err := os.Open(path) // #nosec G304 -- the administrator names the file
	if err != nil {
		return m, fmt.Errorf("the backup cannot be opened: %w", err)
	}
	defer func() { _ = file.Close() }()
	opened, err := age.Decrypt(bufio.NewReaderSize(file, 1<<20), key.open...)
	var none *age.NoIdentityMatchError
	if errors.As(err, &none) {
		return m, errKey
	}
	if err != nil {
		return m, errDamaged
	}
	return read(opened, row)
}
