package harvest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Limits on what an XLSX file may unpack to, in bytes.
const (
	unpackedAll   = 200 << 20 // everything
	unpackedOther = 32 << 20  // all but sheets and texts of cells: held in memory
	unpackedSheet = 16 << 20  // a sheet or the texts of cells that is larger goes to a temporary file
	unpackedParts = 2000      // number of parts
)

// readXLSX reads the first sheet. Numbers and dates come as the numbers that the sheet holds.
func readXLSX(data []byte) (table Table, err error) {
	defer func() {
		if recover() != nil { // the reader of XLSX is not ours, and the file may be anything
			table, err = Table{}, errNotXLSX
		}
	}()
	if err := checkZip(data); err != nil {
		return Table{}, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: unpackedAll, UnzipXMLSizeLimit: unpackedSheet})
	if err != nil {
		return Table{}, errNotXLSX
	}
	defer func() { _ = f.Close() }() // removes its temporary files
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return Table{}, errNotXLSX
	}
	rows, err := f.Rows(sheets[0])
	if err != nil {
		return Table{}, errNotXLSX
	}
	defer func() { _ = rows.Close() }()
	b := &builder{table: Table{Format: "xlsx"}}
	if len(sheets) > 1 {
		b.table.Notes = append(b.table.Notes, "only the first sheet was read: "+oneLine(sheets[0]))
	}
	return b.sheet(rows)
}

var errNotXLSX = refuse("this XLSX file cannot be read; open it in a spreadsheet program and save it again")

func (b *builder) sheet(rows *excelize.Rows) (Table, error) {
	for number := 1; b.ends == nil && rows.Next(); number++ {
		cells, err := rows.Columns()
		if err != nil {
			return Table{}, errNotXLSX
		}
		if b.table.Headings != nil {
			b.row(number, cells, false)
			continue
		}
		if err := b.headings(number, cells); err != nil {
			return Table{}, err
		}
	}
	if rows.Error() != nil {
		return Table{}, errNotXLSX
	}
	return b.done()
}

// checkZip refuses a file that unpacks to more than it may, before anything is unpacked, and sheets that are not
// whole. The reader of ZIP stops at the sizes that the file gives for its parts, so these can be relied on.
func checkZip(data []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return errNotXLSX
	}
	var all, other uint64
	for _, part := range archive.File {
		size := min(part.UncompressedSize64, unpackedAll+1)
		all += size
		if !streamed(part.Name) {
			other += size
		}
	}
	if all > unpackedAll || other > unpackedOther || len(archive.File) > unpackedParts {
		return refuse("the XLSX file unpacks to more than can be read; save only the sheet with the services, without pictures")
	}
	for _, part := range archive.File {
		if isSheet(part.Name) && !wholeXML(part) {
			return errNotXLSX
		}
	}
	return nil
}

// wholeXML reads a part to its end. The reader of XLSX takes a sheet that breaks off for one that is short.
func wholeXML(part *zip.File) bool {
	r, err := part.Open()
	if err != nil {
		return false
	}
	defer func() { _ = r.Close() }()
	d := xml.NewDecoder(r)
	for {
		if _, err := d.Token(); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}

// streamed tells whether a part is read piece by piece when it is large.
func streamed(name string) bool {
	return isSheet(name) || partName(name) == "xl/sharedstrings.xml"
}

func isSheet(name string) bool { return strings.HasPrefix(partName(name), "xl/worksheets/sheet") }

func partName(name string) string { return strings.ToLower(strings.ReplaceAll(name, `\`, "/")) }
