package harvest

import (
	"bytes"
	"errors"
	"io/fs"
	"time"
)

// Format is the form in which a source tells.
type Format string

// The formats.
const (
	FormatAuto Format = "auto" // told by the bytes
	FormatFlat Format = "flat" // CSV, XLSX or JSONL, one service on a row
	FormatHSDS Format = "hsds" // Open Referral HSDS 1.1, 2.0 or 3.1: data package, JSON, NDJSON or a live API
	FormatAIRS Format = "airs" // AIRS XML 3.x
)

// Formats are all of them.
var Formats = []Format{FormatAuto, FormatFlat, FormatHSDS, FormatAIRS}

// read reads an input in any of the formats, and gives how a field is called there.
func read(input Input, source string, options Options, now time.Time, report *Report) (*drafts, func(string) string, error) {
	input, start, err := peeked(input)
	if err != nil {
		return nil, nil, err
	}
	format := options.Format
	if format == "" || format == FormatAuto {
		format = sniff(input, start)
	}
	if format == FormatFlat {
		return readFlat(input, source, options, now, report)
	}
	t, err := newTeller(source)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case format == FormatAIRS:
		report.Format, err = "airs", t.airs(input.Data)
	case input.Folder != nil:
		report.Format, err = "hsds-package", t.folder(input.Folder)
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		report.Format, err = "hsds-package", t.zipped(input)
	default:
		report.Format, err = "hsds-json", t.json(input.Data)
	}
	report.Rows, report.Mapping = t.told, report.Format
	d, failed := t.finish()
	return d, func(field string) string { return field }, errors.Join(err, failed)
}

// zipped reads a data package in a ZIP, at its top or in its only folder.
func (t *teller) zipped(input Input) (err error) {
	at, size, done, err := onDisk(input)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	folder, err := unzip(at, size)
	if err != nil {
		return err
	}
	return t.folder(folder)
}

// within gives the folder in which the files of a package lie.
func within(folder fs.FS) fs.FS {
	entries, err := fs.ReadDir(folder, ".")
	if err == nil && len(entries) == 1 && entries[0].IsDir() {
		if inner, err := fs.Sub(folder, entries[0].Name()); err == nil {
			return inner
		}
	}
	return folder
}

func readFlat(input Input, source string, options Options, now time.Time, report *Report) (*drafts, func(string) string, error) {
	table, err := Read(input)
	if err != nil {
		return nil, nil, err
	}
	report.Format, report.Rows, report.Notes = table.Format, len(table.Rows), table.Notes
	var mapping Mapping
	if options.Custom != nil {
		mapping, err = *options.Custom, options.Custom.fit(table.Headings)
	} else {
		mapping, err = choose(options.Mapping, table.Headings)
	}
	if err != nil {
		return nil, nil, err
	}
	report.Mapping = mapping.Name
	in, err := newInterpreter(table, mapping, source, options.Shift, now)
	if err != nil {
		return nil, nil, err
	}
	d, err := in.interpret()
	return d, in.column, err
}
