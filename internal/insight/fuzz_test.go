package insight_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"samenspel/internal/errs"
	"samenspel/internal/harvest"
	"samenspel/internal/insight"
	"samenspel/internal/privacy"
)

// FuzzReadRegister gives any file as a list of cases. What comes out is whole, and what is left out is told of with its
// row; nothing that could tell who somebody is stays.
func FuzzReadRegister(f *testing.F) {
	head := strings.Join(insight.Columns, ",") + "\n"
	f.Add([]byte(head+"W1,2026-10-02,Buurtteam,Noord,taal,team,yes,Aanloop,2026-10-03,2026-10-20,,2,1,no-room\n"), false)
	f.Add([]byte(head+"W1,45000,,,,,ja,,,1e3,,,,\nw1,45000.5,,,,,later,,-1,NaN,Inf,9,0,zomaar\n"), true)
	f.Add([]byte("code;discussed_on\n\n;2026-02-30\nx;2026-11-03 00:00:00\nx\n"), false)
	f.Add([]byte("CODE,discussed_on,code\na,2026-01-01,\"=1+1\"\n"), false)
	f.Add([]byte(head+"W2,2026-10-02,Jan de Vries,Kerkstraat 1,bel 06 12345678,111222333,no,,,,,,,j@x.example\n"), false)
	f.Add([]byte("\xff\xfec\x00o\x00d\x00e\x00"), false)
	today, scanner := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC), &privacy.Scanner{Year: 2026}
	f.Fuzz(func(t *testing.T, data []byte, sheet bool) {
		table, err := harvest.Read(harvest.Input{Name: "x.csv", Data: strings.NewReader(string(data))})
		if err != nil {
			if !errors.Is(err, errs.Invalid) {
				t.Fatalf("reading says %v", err)
			}
			return
		}
		lines := make([]insight.Line, len(table.Rows))
		for i, row := range table.Rows {
			lines[i] = insight.Line{Number: row.Number, Cells: row.Cells}
		}
		cases, others, problems := insight.ReadRegister(table.Headings, lines, scanner, today, sheet)
		if others < 0 || len(problems) == 0 && len(cases) == 0 && len(lines) > 0 {
			t.Fatalf("%d lines became nothing, and nothing is said", len(lines))
		}
		for _, p := range problems {
			if p.Row < 1 || p.Text == "" {
				t.Errorf("a problem without a place or a sentence: %+v", p)
			}
		}
		seen := map[string]bool{}
		for _, c := range cases {
			if old := strings.ToLower(c.Old); old == "" || seen[old] {
				t.Errorf("the code %q is empty or stands twice", c.Old)
			} else {
				seen[old] = true
			}
			whole(t, c, today, scanner)
		}
	})
}

// whole tells whether a case has days that can be and no text that could tell who it is about.
func whole(t *testing.T, c insight.Taken, today time.Time, scanner *privacy.Scanner) {
	t.Helper()
	if c.First.Year() < 1925 || c.First.After(today.AddDate(0, 0, 1)) || len(c.Needs) == 0 {
		t.Errorf("a case of %s with %d needs", c.First, len(c.Needs))
	}
	texts := []string{c.Team, c.Area}
	for _, n := range c.Needs {
		texts = append(texts, n.Organization)
		if strings.ContainsAny(n.Help+n.Reason, " @\n") {
			t.Errorf("a code is a text: %q, %q", n.Help, n.Reason)
		}
	}
	for _, text := range texts {
		for _, found := range scanner.Scan(text) {
			if found.Kind != privacy.Name {
				t.Errorf("%q was taken over", text)
			}
		}
	}
}
