package harvest_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/harvest"
)

// BenchmarkImport3000 is the import of 3,000 services into an empty network (aim: 3 s at most on SQLite), and the
// second run of the same file.
func BenchmarkImport3000(b *testing.B) {
	text := sharedServices(b)
	sheet := asXLSX(b, text)
	engines := map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres}
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine+"/csv", func(b *testing.B) { importMany(b, engines[engine], []byte(text), 1) })
		b.Run(engine+"/again", func(b *testing.B) { importMany(b, engines[engine], []byte(text), 2) })
		b.Run(engine+"/xlsx", func(b *testing.B) { importMany(b, engines[engine], sheet, 1) })
	}
}

// importMany measures the last of a number of runs of a file.
func importMany(b *testing.B, open func(testing.TB) *db.DB, data []byte, runs int) {
	b.ReportAllocs()
	for i := range b.N {
		b.StopTimer()
		n := newTown(b, open(b), fmt.Sprint("n", i)).withAreas()
		for run := 1; run <= runs; run++ {
			if run == runs {
				b.StartTimer()
			}
			_, err := n.importer.Import(context.Background(), n.actor, "kaart", harvest.Input{Data: bytes.NewReader(data)}, harvest.Options{})
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/run")
	b.ReportMetric(3000*float64(b.N)/b.Elapsed().Seconds(), "services/s")
}

// BenchmarkRead is reading alone.
func BenchmarkRead(b *testing.B) {
	text := sharedServices(b)
	for name, data := range map[string][]byte{"csv": []byte(text), "xlsx": asXLSX(b, text)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for range b.N {
				if _, err := harvest.Read(harvest.Input{Data: bytes.NewReader(data)}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// asXLSX gives the rows of a CSV file as a spreadsheet.
func asXLSX(t testing.TB, text string) []byte {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cells := make([][]any, len(rows))
	for i, row := range rows {
		for _, cell := range row {
			cells[i] = append(cells[i], cell)
		}
	}
	return sheetOf(t, cells)
}

func sheetOf(t testing.TB, rows [][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
