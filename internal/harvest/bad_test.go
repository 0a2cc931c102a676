//go:build !race

package harvest_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/harvest"
)

const header = "id,title,organization_id,organization\n"

// Every bad input gets its sentence, and the database stays as it was.
func TestBadInputIsRefusedWithASentence(t *testing.T) {
	cases := []struct {
		name, text string
		want       []string
	}{
		{"empty", " \n", []string{"the file is empty"}},
		{"only headings", header, []string{"the file has no rows under its headings; nothing was changed"}},
		{"missing columns", "naam;organisatie\na;b\n", []string{`the columns are not known: the file has "naam", "organisatie"; needed are at least "id", "title", "organization". Rename the headings, or write a mapping file and give it with --mapping`}},
		{"heading twice", "id,title,Title,organization\n", []string{`the heading "Title" stands there twice; rename or remove one`}},
		{"broken quotes", header + "a,\"Aanbod\" a,o1,Twee Stoelen\n", []string{`row 2: the quotes are broken in the row that begins on line 2: a text in quotes ends with ", and a " inside it is written twice`}},
		{"open quotes", header + "\na,\"Aanbod a,o1,Twee Stoelen\n", []string{`row 3: the quotes are broken in the row that begins on line 3: a text in quotes ends with ", and a " inside it is written twice`}},
		{"too many cells", header + "a,Aanbod, a,o1,Twee Stoelen\n", []string{"row 2: the row has 5 cells and there are 4 headings; put a text that holds the separator in quotes"}},
		{"too few cells", header + "a,Aanbod\n", []string{"row 2: the row has 2 cells and there are 4 headings; put a text of several lines in quotes"}},
		{"not text", strings.Repeat("\x00\x01", 400), []string{"this is not a text file; save it as CSV (UTF-8), XLSX or JSONL"}},
		{"old excel", "\xd0\xcf\x11\xe0abc", []string{"this is an old Excel file, or one with a password; save it as .xlsx without a password"}},
		{"not a spreadsheet", "PK\x03\x04abc", []string{"the ZIP cannot be opened: it is damaged or breaks off"}},
		{"NUL byte", header + "a,Aan\x00bod,o1,Twee Stoelen\n", []string{`row 2, column "title": the text holds the control character U+0000; remove it`}},
		{"broken UTF-8", "id,title,organization\na,één twéé dríé \xff,Stoelen\n", []string{`row 2, column "title": the text holds bytes that are not UTF-8; save the file as UTF-8`}},
		{"10 MB cell", header + "a,A,o1," + strings.Repeat("x", 10<<20) + "\n", []string{`row 2, column "organization": the text is longer than 20,000 characters`}},
		{"long title", header + "a," + strings.Repeat("é", 301) + ",o1,Twee Stoelen\n", []string{`row 2, column "title": the text is longer than 300 characters`}},
		{"duplicate ids", flat(service("a"), service("b"), service("a")), []string{`row 4, column "id": the id "a" is also in row 2; give each service its own`}},
		{"no id", flat(service("")), []string{`row 2, column "id": the id is missing`}},
		{"no title", flat(service("a", "title", " ")), []string{`row 2, column "title": the title is missing`}},
		{"no organisation", flat(service("a", "organization_id", "", "organization", "")), []string{`row 2, column "organization": the organisation is missing`}},
		{"nameless organisation", flat(service("a", "organization", "")), []string{`row 2, column "organization": organisation "o1" has no name on any row`}},
		{"negative waiting time", flat(service("a", "waiting_weeks", "-2")), []string{`row 2, column "waiting_weeks": -2 is less than 0`}},
		{"absurd waiting time", flat(service("a", "waiting_weeks", "9999")), []string{`row 2, column "waiting_weeks": 9999 is more than 520`}},
		{"waiting time in words", flat(service("a", "waiting_weeks", "lang")), []string{`row 2, column "waiting_weeks": write a whole number, not "lang"`}},
		{"negative places", flat(service("a", "capacity", "plek", "places_free", "-1")), []string{`row 2, column "places_free": -1 is less than 0`}},
		{"ages", flat(service("a", "ages", "volwassen")), []string{`row 2, column "ages": write ages as 4-12, 65+ or alle, not "volwassen"`}},
		{"day", flat(service("a", "confirmed", "2026-02-30")), []string{`row 2, column "confirmed": write the day as 2026-10-31, not "2026-02-30"`}},
		{"latitude", flat(service("a", "latitude", "95", "longitude", "5.1")), []string{`row 2, column "latitude": 95 is not between -90 and 90 degrees`}},
		{"longitude", flat(service("a", "latitude", "52", "longitude", "oost")), []string{`row 2, column "longitude": write degrees such as 52.0907, not "oost"`}},
		{"half a point", flat(service("a", "latitude", "52")), []string{`row 2, column "longitude": the latitude is given and the longitude is not`}},
		{"e-mail", flat(service("a", "email", "bel ons")), []string{`row 2, column "email": "bel ons" is not an e-mail address`}},
		{"website", flat(service("a", "url", "javascript:alert(1)")), []string{`row 2, column "url": "javascript:alert(1)" is not the address of a website`}},
		{"boolean", flat(service("a", "organization_member", "misschien")), []string{`row 2, column "organization_member": write ja or nee, not "misschien"`}},
		{"JSON list", `[{"id": "a"}]`, []string{"nothing in the source can be used: 1 services have no name; they were left out"}},
		{"half a point, the other", flat(service("a", "longitude", "5")), []string{`row 2, column "latitude": the longitude is given and the latitude is not`}},
		{"broken UTF-16", "\xff\xfe" + utf16le("id,title,organization\na,\U0001f600,b\n")[2:] + "x", []string{`row 3: the row has 1 cell and there are 3 headings; put a text of several lines in quotes`}},
		{"key twice", `{"id": "a", "ID": "b"}`, []string{`row 1: the key "ID" stands there twice`}},
		{"two objects on a line", `{"id": "a"} {"id": "b"}`, []string{"row 1: something stands behind the JSON object; write one object on each line"}},
		{"half a line", `{"id": "a"`, []string{"row 1: the line is not a whole JSON object: it breaks off"}},
		{"key without value", `{"id" "a"}`, []string{"row 1: the line is not a whole JSON object: it breaks off at character 6"}},
		{"list in a list", `{"id": "a", "title": "A", "organization": "o", "keywords": [["x"]]}`, []string{`row 1, column "keywords": the list holds another list; write a list of texts`}},
		{"long list", `{"id": "a", "title": "A", "organization": "o", "keywords": ["` + strings.Repeat("x", 15000) + `", "` + strings.Repeat("y", 15000) + `"]}`,
			[]string{`row 1, column "keywords": the text is longer than 20,000 characters`}},
		{"bytes in JSON", "{\"id\": \"a\", \"title\": \"éé\xff\"}", []string{"row 1: the line holds bytes that are not UTF-8; save the file as UTF-8"}},
		{"no JSON", "{\"id\": \"a\", \"title\": \"A\", \"organization\": \"o\"}\nniets\n", []string{"row 2: the line is not a JSON object; write one object on each line"}},
		{"broken JSON", `{"id": "a", "title": `, []string{"row 1: the line is not a whole JSON object: it breaks off"}},
		{"nested JSON", `{"id": "a", "title": {"nl": "x"}, "organization": "o"}`, []string{`row 1, column "title": the value is an object; write a text, a number or a list of texts`}},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := newTown(t, d, "waterveen")
		n.run("bron", flat(service("was")))
		before, revision := n.export(), n.revision()
		for _, c := range cases {
			report, err := n.try("bron", c.text, harvest.Options{})
			if got := refusal(t, err); !slices.Equal(got, c.want) {
				t.Errorf("%s: refused with\n%q\nwant\n%q", c.name, got, c.want)
			}
			if !slices.Equal(sentences(report.Problems), c.want) {
				t.Errorf("%s: the report has %q", c.name, sentences(report.Problems))
			}
		}
		if n.export() != before || n.revision() != revision {
			t.Error("a refused run changed the database")
		}
	})
}

func TestProblemsAreSortedAndCounted(t *testing.T) {
	var rows []map[string]string
	for i := range 150 {
		rows = append(rows, service(fmt.Sprint("s", i), "ages", "oud", "organization_email", "niet"))
	}
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	report, err := n.try("bron", flat(rows...), harvest.Options{})
	got := refusal(t, err)
	if len(got) != 101 || got[100] != "and 200 more problems" || len(report.Problems) != 300 {
		t.Errorf("%d sentences, the last %q; %d in the report", len(got), got[len(got)-1], len(report.Problems))
	}
	if !strings.HasPrefix(got[0], "row 2, ") || !strings.HasPrefix(got[1], "row 2, ") || !strings.HasPrefix(got[2], "row 3, ") {
		t.Errorf("not by row: %q", got[:3])
	}
}

func TestLimits(t *testing.T) {
	many := "id,title,organization\n" + strings.Repeat("a,b,c\n", harvest.MaxRows+1)
	wide := strings.Join(strings.Fields(strings.Repeat("k ", harvest.MaxColumns+1)), ",")
	for text, want := range map[string]string{
		many: "the file has more than 100000 rows; split it",
		wide: "the file has 201 columns; at most 200 can be read",
		"id,title,organization\n" + strings.Repeat("\x01,b,c\n", 1001): "the file has more than 1000 problems in its cells; look at how it was made",
	} {
		_, err := harvest.Read(harvest.Input{Data: strings.NewReader(text)})
		if got := refusal(t, err); got[0] != want {
			t.Errorf("refused with %q, want %q", got, want)
		}
	}
	_, err := harvest.Read(harvest.Input{Data: io.LimitReader(endless{}, harvest.MaxBytes+2)})
	if got := refusal(t, err); got[0] != "the file is larger than 128 MB; split it" {
		t.Errorf("refused with %q", got)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestReadingErrorsAreNotProblemsOfTheFile(t *testing.T) {
	broken := errors.New("the disk is gone")
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	_, err := n.importer.Import(context.Background(), n.actor, "bron", harvest.Input{Name: "x.csv", Data: failing{broken}}, harvest.Options{})
	if !errors.Is(err, broken) || errors.Is(err, errs.Invalid) {
		t.Errorf("the error is %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestSkipBadNeedsARowThatIsGood(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	_, err := n.try("bron", flat(service("a", "ages", "oud")), harvest.Options{SkipBad: true})
	if got := refusal(t, err); len(got) != 1 || !strings.Contains(err.Error(), "no row is left") {
		t.Errorf("the error is %v", err)
	}
}

func TestSourceNeedsAName(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	for _, source := range []string{"", " bron", "a\nb", "a\x00", strings.Repeat("x", 101)} {
		if _, err := n.try(source, flat(service("a")), harvest.Options{}); !errors.Is(err, errs.Invalid) {
			t.Errorf("the source %q gives %v", source, err)
		}
	}
}

func TestOtherEncodingsAreRead(t *testing.T) {
	text := "id,title,organization\na,Café “één”,Stoelen\n"
	latin := strings.NewReplacer("é", "\xe9", "“", "\x93", "”", "\x94").Replace(text)
	for name, c := range map[string]struct {
		data string
		note string
	}{
		"UTF-8":            {data: text},
		"with a mark":      {data: "\ufeff" + text},
		"decomposed":       {data: strings.ReplaceAll(text, "é", "e\u0301")},
		"UTF-16":           {data: utf16le(text)},
		"Windows-1252":     {data: latin, note: "the file is not UTF-8; it was read as Windows-1252 (Latin-1)"},
		"lines by CR LF":   {data: strings.ReplaceAll(text, "\n", "\r\n")},
		"semicolons":       {data: strings.ReplaceAll(text, ",", ";")},
		"tabs":             {data: strings.ReplaceAll(text, ",", "\t")},
		"direction marks":  {data: strings.ReplaceAll(text, "Café", "\u202eCafé\u200f\u2066"), note: "invisible marks were taken out of 1 cell"},
		"spaces":           {data: strings.ReplaceAll(text, "Café ", "  Café \u00a0 ")},
		"headings in caps": {data: strings.ToUpper(text[:21]) + text[21:]},
	} {
		n := newTown(t, dbtest.SQLite(t), "waterveen")
		report, err := n.try("bron", c.data, harvest.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := strings.Join(report.Notes, "; "); got != c.note || n.entry("a").Title != "Café “één”" {
			t.Errorf("%s: the title is %q, the notes are %q", name, n.entry("a").Title, got)
		}
	}
}

func utf16le(text string) string {
	var out bytes.Buffer
	out.WriteString("\xff\xfe")
	for _, u := range utf16.Encode([]rune(text)) {
		out.Write([]byte{byte(u), byte(u >> 8)})
	}
	return out.String()
}

// allocated tells how many bytes fn asks for.
func allocated(fn func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	fn()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestXLSXBombIsRefusedBeforeItIsUnpacked(t *testing.T) {
	for _, part := range []string{"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/media/image1.png"} {
		bomb := bombOf(t, part, 1<<30)
		var err error
		used := allocated(func() { _, err = harvest.Read(harvest.Input{Data: bytes.NewReader(bomb)}) })
		if got := refusal(t, err); got[0] != "the XLSX file unpacks to more than can be read; save only the sheet with the services, without pictures" {
			t.Errorf("%s: refused with %q", part, got)
		}
		if used > 20<<20 {
			t.Errorf("%s: a bomb of %d kB took %d MB", part, len(bomb)>>10, used>>20)
		}
	}
}

// bombOf gives a ZIP file with one part of zeros.
func bombOf(t *testing.T, part string, size int64) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	f, err := w.Create(part)
	if err == nil {
		_, err = io.CopyN(f, endless{}, size)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestALargeCellTakesLittleMemory(t *testing.T) {
	text := header + "a,A,o1," + strings.Repeat("x", 10<<20) + "\n"
	used := allocated(func() {
		if _, err := harvest.Read(harvest.Input{Data: strings.NewReader(text)}); err != nil {
			t.Error(err)
		}
	})
	if used > 150<<20 {
		t.Errorf("a cell of 10 MB took %d MB", used>>20)
	}
}

func TestXLSXIsReadAsCSVIs(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(demoServices(t))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	fromCSV, err := harvest.Read(harvest.Input{Data: strings.NewReader(demoServices(t))})
	if err != nil {
		t.Fatal(err)
	}
	fromXLSX, err := harvest.Read(harvest.Input{Data: bytes.NewReader(asXLSX(t, demoServices(t)))})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows)-1 != len(fromXLSX.Rows) || db.JSON(fromCSV.Rows) != db.JSON(fromXLSX.Rows) || !slices.Equal(fromCSV.Headings, fromXLSX.Headings) {
		t.Error("the same rows differ as CSV and as XLSX")
	}
}

const wholeSheet = `<worksheet><sheetData><row r="1"><c t="str"><v>id</v></c></row><row r="2"><c t="str"><v>a</v></c></row></sheetData></worksheet>`

func TestXLSXThatBreaksOffIsRefused(t *testing.T) {
	table, err := harvest.Read(harvest.Input{Data: bytes.NewReader(rawXLSX(t, []byte(wholeSheet), nil))})
	if err != nil || len(table.Rows) != 1 {
		t.Fatalf("the whole sheet gives %d rows, %v", len(table.Rows), err)
	}
	for _, sheet := range []string{wholeSheet[:len(wholeSheet)-30], strings.Replace(wholeSheet, "<v>a", "<v>&file;", 1)} {
		_, err := harvest.Read(harvest.Input{Data: bytes.NewReader(rawXLSX(t, []byte(sheet), nil))})
		if got := refusal(t, err); got[0] != "this XLSX file cannot be read; open it in a spreadsheet program and save it again" {
			t.Errorf("refused with %q", got)
		}
	}
}
