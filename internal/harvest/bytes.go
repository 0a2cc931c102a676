package harvest

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"samenspel/internal/errs"
)

// Limits on what a source may send.
const (
	maxSourceBytes = 8 << 30  // of a file or a package, unpacked
	maxRecordBytes = 16 << 20 // of one record: what must be held in memory
	maxFiles       = 1000     // in a package
	maxRatio       = 200      // how many times larger a file may be unpacked
	ratioFrom      = 64 << 20 // from this size on the ratio counts
)

var errTooLarge = errors.New("a single record is larger than 16 MB")

// pace lets through what one record may have, until it is told that the next begins.
type pace struct {
	r           io.Reader
	left, total int64
}

func newPace(r io.Reader) *pace { return &pace{r: r, left: maxRecordBytes} }

// next says that a new record begins.
func (p *pace) next() { p.left = maxRecordBytes }

func (p *pace) Read(into []byte) (int, error) {
	if p.left <= 0 {
		return 0, errTooLarge
	}
	n, err := p.r.Read(into[:min(int64(len(into)), p.left)])
	p.left -= int64(n)
	if p.total += int64(n); p.total > maxSourceBytes {
		return n, refuse("the source sends more than %d GB; that is more than can be read", maxSourceBytes>>30)
	}
	return n, err
}

// reason says in plain words why something cannot be read.
func reason(err error) string {
	var problems errs.Problems
	var syntax *json.SyntaxError
	var xmlSyntax *xml.SyntaxError
	switch {
	case errors.As(err, &problems):
		return problems.Error()
	case errors.Is(err, errTooLarge):
		return errTooLarge.Error() + "; that cannot be right"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "it breaks off"
	case errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat):
		return "it is damaged or breaks off"
	case errors.As(err, &syntax):
		return fmt.Sprintf("it is no JSON at byte %d", syntax.Offset)
	case errors.As(err, &xmlSyntax):
		return fmt.Sprintf("line %d: %s", xmlSyntax.Line, xmlSyntax.Msg)
	}
	return err.Error()
}

// onDisk gives the input as something of which any part can be read, and its size: the file itself, or a copy in a
// temporary file. done removes the copy.
func onDisk(input Input) (at io.ReaderAt, size int64, done func() error, err error) {
	if file, ok := input.Data.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
			return file, info.Size(), func() error { return nil }, nil
		}
	}
	s, err := newSpool()
	if err != nil {
		return nil, 0, nil, err
	}
	size, err = io.Copy(s.file, io.LimitReader(input.Data, maxSourceBytes+1))
	if err == nil && size > maxSourceBytes {
		err = refuse("the source sends more than %d GB; that is more than can be read", maxSourceBytes>>30)
	}
	if err != nil {
		return nil, 0, nil, errors.Join(err, s.Close())
	}
	return s.file, size, s.Close, nil
}

// unzip opens a ZIP as a folder, after looking at what it says that it holds.
func unzip(at io.ReaderAt, size int64) (fs.FS, error) {
	archive, err := zip.NewReader(at, size)
	if errors.Is(err, zip.ErrInsecurePath) {
		err = nil // looked at below
	}
	if err != nil {
		return nil, broken("the ZIP cannot be opened", err)
	}
	if len(archive.File) > maxFiles {
		return nil, refuse("the ZIP holds %d files; at most %d can be read", len(archive.File), maxFiles)
	}
	var all uint64
	for _, f := range archive.File {
		name := strings.ReplaceAll(f.Name, `\`, "/")
		if path.IsAbs(name) || strings.Contains("/"+name+"/", "/../") || strings.Contains(name, ":") {
			return nil, refuse("the ZIP holds a file that points outside it: %q", oneLine(f.Name))
		}
		all += min(f.UncompressedSize64, maxSourceBytes+1)
		if all > maxSourceBytes || f.UncompressedSize64 > ratioFrom && f.UncompressedSize64/max(1, f.CompressedSize64) > maxRatio {
			return nil, refuse("the ZIP unpacks to more than can be right: %q", oneLine(f.Name))
		}
	}
	return archive, nil
}

// sniff tells the format of an input by its name and first bytes, which are not used up.
func sniff(input Input, start []byte) Format {
	text := bytes.TrimSpace(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")))
	switch {
	case input.Folder != nil:
		return FormatHSDS
	case bytes.HasPrefix(text, []byte("PK\x03\x04")):
		if bytes.Contains(start, []byte("xl/")) || bytes.Contains(start, []byte("[Content_Types].xml")) {
			return FormatFlat
		}
		return FormatHSDS
	case bytes.HasPrefix(text, []byte("<")):
		return FormatAIRS
	case bytes.HasPrefix(text, []byte("[")):
		return FormatHSDS
	case bytes.HasPrefix(text, []byte("{")) && looksHSDS(text):
		return FormatHSDS
	}
	return FormatFlat
}

// looksHSDS tells whether the first object of a JSON text is of HSDS, and no row of the flat format.
func looksHSDS(text []byte) bool {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	for _, key := range []string{`"contents"`, `"services"`, `"organizations"`, `"service_at_locations"`, `"total_items"`} {
		if bytes.Contains(text, []byte(key)) {
			return true
		}
	}
	return bytes.Contains(text, []byte(`"name"`)) && !bytes.Contains(line, []byte(`"title"`))
}

// peeked gives the first bytes of an input, and the input with them still in it.
func peeked(input Input) (Input, []byte, error) {
	if input.Folder != nil {
		return input, nil, nil
	}
	if file, ok := input.Data.(*os.File); ok {
		start := make([]byte, 8192)
		n, err := file.ReadAt(start, 0)
		if err == nil || errors.Is(err, io.EOF) {
			return input, start[:n], nil
		}
	}
	b := bufio.NewReaderSize(input.Data, 1<<16)
	start, err := b.Peek(8192)
	if err != nil && !errors.Is(err, io.EOF) {
		return input, nil, fmt.Errorf("reading %s: %w", input.Name, err)
	}
	input.Data = b
	return input, start, nil
}
