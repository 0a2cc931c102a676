package harvest

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"samenspel/internal/errs"
)

// The limits of this version. Larger input is refused with a sentence.
const (
	MaxBytes   = 128 << 20 // of a file
	MaxRows    = 100_000
	MaxColumns = 200
	MaxText    = 20_000 // characters in a cell
)

// maxProblems is how many problems are looked for in the cells of a file before reading stops.
const maxProblems = 1000

// Input is what to read: its name, for messages and to tell formats apart, and its bytes or the folder of a package.
type Input struct {
	Name   string
	Data   io.Reader
	Folder fs.FS // nil for a file
}

// Table is a file as text: headings, and rows below them.
type Table struct {
	Format   string   // "csv", "xlsx" or "jsonl"
	Headings []string // no two alike but for empty ones, not minding case
	Rows     []Row
	Notes    []string      // what was done to read it
	Problems errs.Problems // what could not be read
}

// Row is one row of a table. A cell that was a list (JSONL) holds its items, each followed by listMark.
type Row struct {
	Number int      // as a spreadsheet shows it; the line in JSONL
	Cells  []string // as many as there are headings
	Broken bool     // the cells may stand under the wrong headings
}

// listMark ends each item of a list that was a list in the file. It cannot come from a text: control characters are
// taken out.
const listMark = "\x1f"

// Read reads a file in any of the formats. What is wrong with single rows is in Table.Problems; a file that is no
// table gives errs.Problems.
func Read(input Input) (Table, error) {
	data, err := io.ReadAll(io.LimitReader(input.Data, MaxBytes+1))
	if err != nil {
		return Table{}, fmt.Errorf("reading %s: %w", input.Name, err)
	}
	if len(data) > MaxBytes {
		return Table{}, refuse("the file is larger than %d MB; split it", MaxBytes>>20)
	}
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return readXLSX(data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return Table{}, refuse("this is an old Excel file, or one with a password; save it as .xlsx without a password")
	}
	text, note, err := decode(data)
	if err != nil {
		return Table{}, err
	}
	table, err := readText(input.Name, text)
	if note != "" {
		table.Notes = append([]string{note}, table.Notes...)
	}
	return table, err
}

func readText(name string, text []byte) (Table, error) {
	switch start := bytes.TrimSpace(text); {
	case len(start) == 0:
		return Table{}, refuse("the file is empty")
	case start[0] == '[':
		return Table{}, refuse("this is a JSON list; write one object on each line instead (JSONL)")
	case start[0] == '{', path.Ext(strings.ToLower(name)) == ".jsonl":
		return readJSONL(text)
	}
	return readCSV(text)
}

func refuse(format string, args ...any) error {
	return errs.Problems{{Text: fmt.Sprintf(format, args...)}}
}

// decode gives the text of a file as UTF-8 without a mark at its beginning, and a note when it had to guess.
func decode(data []byte) (text []byte, note string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil {
			return nil, "", refuse("the file begins as UTF-16 and cannot be read as such; save it as UTF-8")
		}
		return text, "", nil
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:], "", nil
	case bytes.Count(data[:min(len(data), 1000)], []byte{0}) > 100:
		return nil, "", refuse("this is not a text file; save it as CSV (UTF-8), XLSX or JSONL")
	case !notUTF8(data):
		return data, "", nil
	}
	text, err = charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return nil, "", refuse("the letters of the file cannot be read; save it as UTF-8")
	}
	return text, "the file is not UTF-8; it was read as Windows-1252 (Latin-1)", nil
}

// notUTF8 tells whether data is clearly in another encoding: more bytes that cannot be UTF-8 than letters that can
// only be UTF-8.
func notUTF8(data []byte) bool {
	wrong, right := 0, 0
	for len(data) > 0 {
		if data[0] < utf8.RuneSelf {
			data = data[1:]
			continue
		}
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			wrong++
		} else {
			right++
		}
		data = data[size:]
	}
	return wrong > right
}
