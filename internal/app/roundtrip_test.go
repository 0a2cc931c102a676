package app_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samenspel/internal/db/dbtest"
	"samenspel/internal/testkit"
)

// hostile is one service with in each field what a form of exchange may stumble over: marks, quotes, separators, lines,
// hours past midnight, ages from nought, a place without a name.
const hostile = `{"id": "x1", "organization_id": "ox", "organization": "Ons \"Huis\" <b>&amp; Tuin", "organization_type": "buurtinitiatief",
"organization_member": "ja", "organization_legal_form": "geen \\n eigen vorm", "title": "Koffie; thee, & meer",
"description": "Regel een <3\n=regel twee & &lt;drie&gt;", "keywords": ["één", "Ene andere; met punt"], "needs": ["gezelschap"],
"ages": "0-18", "form": ["maatje"], "costs": "gratis", "cost_note": "=1+1", "does": ["halen", "brengen"], "does_not": ["geen \"zorg\""],
"different": "< een ander", "capacity": "plek", "places_free": 3, "waiting_weeks": 2, "confirmed": "2026-10-31", "confirmed_by": "organisatie",
"languages": ["nl", "ar", "zh-Hant"], "phone": "099 000 00 01", "email": "a@b.example", "url": "https://b.example/?a=b&c=d",
"hours": "1e ma 22:00-2:00; feestdagen dicht; \"bel even, a.u.b.\"; tot en met 2030-12-31", "serves": ["Noord"], "address": "Straat 1, hoek",
"postcode": "1234AB", "latitude": "52.1", "longitude": "5.123456789"}`

// TestADirectoryComesBackAsItWas takes the directory of one network to another that has nothing, and out again: the two
// files are the same. What makes it the same, ids and addresses of pages included, works there too.
func TestADirectoryComesBackAsItWas(t *testing.T) {
	for name, address := range map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "round.db"), "postgres": dbtest.PostgresAddress(t)} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			in := func(args ...string) { t.Helper(); run(t, append(args, "--database", address, "--data", folder)...) }
			more, first, second, third := filepath.Join(folder, "more.jsonl"), filepath.Join(folder, "1.zip"), filepath.Join(folder, "2.zip"), filepath.Join(folder, "3.zip")
			writeFile(t, more, strings.ReplaceAll(hostile, ",\n", ", "))
			demo := filepath.Join(testkit.Root(), "internal/app/demodata")
			in("network", "add", "hier")
			in("network", "set", "hier", "--town", "Waterveen")
			in("import", "--network", "hier", filepath.Join(demo, "areas.geojson"))
			in("import", "--network", "hier", filepath.Join(demo, "services.csv"))
			in("import", "--network", "hier", more)
			in("export", "--network", "hier", "--format", "hsds", first)
			in("network", "add", "daar") // nothing is in it, no areas either
			in("network", "set", "daar", "--town", "Waterveen")
			in("import", "--network", "daar", "--source", "hier", first)
			in("export", "--network", "daar", "--format", "hsds", second)
			sameTables(t, first, second)
			in("import", "--network", "daar", "--source", "hier", first)
			in("export", "--network", "daar", "--format", "hsds", third)
			sameTables(t, first, third)
		})
	}
}

// sameTables compares two packages, table by table and then byte by byte.
func sameTables(t *testing.T, first, second string) {
	t.Helper()
	a, b := tables(t, first), tables(t, second)
	for name := range a {
		for i, line := range a[name] {
			if i >= len(b[name]) {
				t.Errorf("%s ends at row %d of %d", name, i, len(a[name]))
				break
			}
			if was, is := strings.Join(line, " | "), strings.Join(b[name][i], " | "); was != is {
				t.Errorf("%s row %d:\nwas %s\nis  %s", name, i, was, is)
				break
			}
		}
	}
	one, _ := os.ReadFile(first)
	two, _ := os.ReadFile(second)
	if len(a["services.csv"]) < 50 || !bytes.Equal(one, two) {
		t.Errorf("the packages differ: %d and %d bytes, with %d services", len(one), len(two), len(a["services.csv"]))
	}
}

func tables(t *testing.T, path string) map[string][][]string {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	all := map[string][][]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll(); err == nil {
			all[f.Name] = rows
		}
	}
	return all
}
