package harvest_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/harvest"
	"samenspel/internal/network"
)

func FuzzCSV(f *testing.F) {
	f.Add([]byte("id,title,organization\na,b,c\n"))
	f.Add([]byte("\xff\xfei\x00d\x00,\x00\n\x00"))
	f.Add([]byte("id;title\r\n\r\n\"a\";\"b \"\" c\n\nd\"\n\"x\"y;z"))
	f.Add([]byte("id\ttitle\ne\u0301\tcaf\xe9\x00\u202e\x1f\n"))
	f.Fuzz(func(t *testing.T, data []byte) { readAny(t, "x.csv", data) })
}

func FuzzJSONL(f *testing.F) {
	f.Add([]byte(`{"id": "a", "n": 1e3, "l": ["x", true, null], "b": false}` + "\n\n{}\n"))
	f.Add([]byte(`{"a": {"b": [[[]]]}}`))
	f.Add([]byte(`{"a": "\u0000\u001f\ud800", "A": 2}`))
	f.Add([]byte("{\"a\": \"\xff\"}\n{\"a\""))
	f.Fuzz(func(t *testing.T, data []byte) { readAny(t, "x.jsonl", data) })
}

func FuzzXLSX(f *testing.F) {
	f.Add(sheetOf(f, [][]any{{"id", "title"}, {1, "a"}, {true, 2.5}}))
	f.Add(sheetOf(f, [][]any{{}, {"id", "id"}}))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) { readAny(t, "x.xlsx", data) })
}

// FuzzSheet gives any XML as the sheet and the texts of a spreadsheet.
func FuzzSheet(f *testing.F) {
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="5"><c t="inlineStr"><is><t>b</t></is></c></row></sheetData></worksheet>`),
		[]byte(`<sst><si><t>id</t></si><si><r><t>rich</t></r></si></sst>`))
	f.Add([]byte(`<worksheet><sheetData><row r="1048577"><c r="XFD1" t="b"><v>1</v></c></row>`), []byte(`<sst count="9999999999">`))
	f.Add([]byte(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c t="str"><v>&e;</v></c></row></sheetData></worksheet>`), []byte(``))
	f.Fuzz(func(t *testing.T, sheet, texts []byte) { readAny(t, "x.xlsx", rawXLSX(t, sheet, texts)) })
}

// rawXLSX gives a spreadsheet with one sheet and texts of cells as they are given.
func rawXLSX(t testing.TB, sheet, texts []byte) []byte {
	t.Helper()
	const types = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
	const relations = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="` + types + `sheet.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relations + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + relations + `"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relations + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", string(sheet)}, {"xl/sharedStrings.xml", string(texts)}} {
		f, err := w.Create(part[0])
		if err == nil {
			_, err = f.Write([]byte(part[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func FuzzMapping(f *testing.F) {
	f.Add([]byte(ownMapping))
	f.Add([]byte(`{"name": "x", "columns": {"title": ["a"]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := harvest.ParseMapping(data); err != nil && !errors.Is(err, errs.Invalid) {
			t.Errorf("the error is %v", err)
		}
	})
}

// readAny checks what holds for any bytes: an error is a list of problems, and a table is whole and its texts are
// clean.
func readAny(t *testing.T, name string, data []byte) {
	table, err := harvest.Read(harvest.Input{Name: name, Data: bytes.NewReader(data)})
	if err != nil {
		var problems errs.Problems
		if !errors.As(err, &problems) || len(problems) == 0 {
			t.Fatalf("the error is %v", err)
		}
		return
	}
	last := 0
	for _, row := range table.Rows {
		if len(row.Cells) != len(table.Headings) || row.Number <= last {
			t.Fatalf("row %d behind row %d has %d cells under %d headings", row.Number, last, len(row.Cells), len(table.Headings))
		}
		last = row.Number
		for _, cell := range row.Cells {
			if !utf8.ValidString(cell) || strings.ContainsAny(cell, "\x00\r\t\u202e") || utf8.RuneCountInString(cell) > harvest.MaxText {
				t.Fatalf("the cell %q is not clean", cell)
			}
		}
	}
}

// whatever reads a source without breaking: it is refused in a sentence, or every draft of it has what it needs.
func whatever(t *testing.T, format harvest.Format, data []byte) {
	n := townForFuzz(t)
	report, err := n.importer.Import(context.Background(), n.actor, "bron", harvest.Input{Name: "bron", Data: bytes.NewReader(data)},
		harvest.Options{Format: format, DryRun: true})
	if err != nil {
		for _, sentence := range refusal(t, err) {
			if sentence == "" || !utf8.ValidString(sentence) {
				t.Errorf("it is refused with %q", sentence)
			}
		}
		return
	}
	for _, d := range report.Differences {
		if d.Ref == "" || d.Title == "" || !utf8.ValidString(d.Title) {
			t.Errorf("there is a record %+v", d)
		}
	}
}

var fuzzTown = sync.OnceValue(func() *db.DB {
	folder, err := os.MkdirTemp("", "fuzz")
	if err != nil {
		panic(err)
	}
	d, err := db.Open(context.Background(), "sqlite:"+filepath.Join(folder, "samenspel.db"))
	if err == nil {
		_, err = d.Migrate(context.Background())
	}
	if err == nil {
		_, err = network.NewStore(d).Add(context.Background(), network.Network{Slug: "veen", Settings: network.Settings{Name: "veen"}})
	}
	if err != nil {
		panic(err)
	}
	return d
})

func townForFuzz(t testing.TB) town {
	d := fuzzTown()
	n, err := network.NewStore(d).BySlug(context.Background(), "veen")
	if err != nil {
		t.Fatal(err)
	}
	return townOf(t, d, n.ID)
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"contents":[{"id":"1","name":"Een","organization":{"id":"o","name":"O"},"schedules":[{"byday":"1MO","opens_at":"9:00","closes_at":"0:00"}]}]}`))
	f.Add([]byte(`{"id":"o","name":"O","services":[{"id":"1","name":"Een","minimum_age":4,"phones":[{"number":"1"}],"service_at_locations":[{"location":{"latitude":"5.1","longitude":52}}]}]}`))
	f.Add([]byte("{\"id\":\"1\",\"name\":\"\xff\"}\n{\"id\":2}\n[[]]"))
	f.Fuzz(func(t *testing.T, data []byte) { whatever(t, harvest.FormatHSDS, data) })
}

func FuzzAIRS(f *testing.F) {
	f.Add([]byte(`<Source><Agency><Key>1</Key><Name>A</Name><AgencyDescription>DEL x</AgencyDescription><Site><Key>2</Key><SiteService><Key>3</Key><Name>B</Name><Taxonomy><Code>LR-1700</Code></Taxonomy></SiteService></Site></Agency></Source>`))
	f.Add([]byte(`<Source><Agency><Key>1</Key></Agency><Agency><Name>&amp;lt;b&amp;gt;</Name>`))
	f.Fuzz(func(t *testing.T, data []byte) { whatever(t, harvest.FormatAIRS, data) })
}

func FuzzPackage(f *testing.F) {
	f.Add("id,name\no1,Een\n", "id,organization_id,name\ns1,o1,Koffie\n", "id,service_id,weekday,opens_at,closes_at\n1,s1,Monday,9:00am,12:30pm\n")
	f.Add("id,name\n\"o1", "id\n\n", "service_id\ns1\ns1,s2\n")
	f.Fuzz(func(t *testing.T, organizations, services, schedules string) {
		whatever(t, harvest.FormatHSDS, zipOf(t, "organizations.csv", organizations, "services.csv", services, "schedules.csv", schedules))
	})
}

func FuzzZIP(f *testing.F) {
	f.Add(zipOf(f, "organizations.csv", "id,name\no1,Een\n", "services.csv", "id,organization_id,name\ns1,o1,Koffie\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
			whatever(t, harvest.FormatHSDS, data)
		}
	})
}
