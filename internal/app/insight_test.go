package app_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"samenspel/internal/insight"
)

// evaluation is a list with the figures of the evaluation in Utrecht: 1,462 cases in half a year, of which 80 % lent itself
// to a volunteer and 35 % had one. Of 900 an organisation was asked; in 61 formal care became less.
func evaluation() [][]string {
	rows := [][]string{insight.Columns}
	first := time.Date(2019, 1, 7, 0, 0, 0, 0, time.UTC)
	choose := func(yes bool, text string) string {
		if yes {
			return text
		}
		return ""
	}
	for i := range 1462 {
		day := first.AddDate(0, 0, i%170)
		fit := "no"
		if i%20 < 16 {
			fit = "yes"
		}
		after := func(days int) string { return day.AddDate(0, 0, days).Format(time.DateOnly) }
		rows = append(rows, []string{"LR-" + strconv.Itoa(1000+i), after(0), "Buurtteam " + strconv.Itoa(i%18+1), "Leidsche Rijn", "gezelschap", "team", fit,
			"Humanitas Utrecht", choose(i < 900, after(7)), choose(i < 512, after(30)), choose(i < 512, after(40)), "2", choose(i < 61, "1"), choose(fit == "no", "needs-professional")})
	}
	return rows
}

// list writes rows as a file in a folder of the test.
func list(t *testing.T, name string, rows [][]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	var b strings.Builder
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// outcome runs a command and gives what it says and whether it worked.
func outcome(args ...string) (string, bool) {
	out, err := exec.Command("samenspel", args...).CombinedOutput()
	return string(out), err == nil
}

// TestTheEvaluationIsPrintedExactly takes over the list of the evaluation and prints 1462, 80 % and 35 %.
func TestTheEvaluationIsPrintedExactly(t *testing.T) {
	data, path := t.TempDir(), list(t, "cases.csv", evaluation())
	run(t, "network", "add", "utrecht", "--data", data)
	taking := []string{"import", "--data", data, "--network", "utrecht", "--format", "cases"}
	if out, ok := outcome(append(taking, "--dry-run", path)...); !ok || !strings.Contains(out, "1462 cases with 1462 needs would be taken over") || strings.Contains(out, "LR-1000") {
		t.Fatalf("a dry run: %.300s", out)
	}
	out, ok := outcome(append(taking, path)...)
	if !ok || !strings.HasPrefix(out, "1462 cases with 1462 needs taken over; 0 were there already") || strings.Count(out, "\nLR-") != 1462 {
		t.Fatalf("taking over: %.300s", out)
	}
	if out, ok := outcome(append(taking, path)...); !ok || out != "0 cases with 0 needs taken over; 1462 were there already\n" {
		t.Fatalf("taking over again: %.300s", out)
	}
	out, ok = outcome("report", "funnel", "--data", data, "--network", "utrecht", "--from", "2019-01-01", "--to", "2019-06-30", "--json")
	var f insight.Funnel
	if err := json.Unmarshal([]byte(out), &f); err != nil || !ok {
		t.Fatalf("%v: %s", err, out)
	}
	if *f.Discussed != 1462 || *f.Suitable != 1170 || *f.PassedOn != 900 || *f.Started != 512 || *f.Active != 512 || *f.SteppedDown != 61 {
		t.Errorf("the funnel: %s", out)
	}
	if f.Percents["suitable"] != 80 || f.Percents["active"] != 35 {
		t.Errorf("the percentages: %s", out)
	}
	if out, _ := outcome("report", "funnel", "--data", data, "--network", "utrecht", "--from", "2019-01-01", "--to", "2019-06-30"); !strings.Contains(out, "1462") || !strings.Contains(out, "1170 (80 %)") || !strings.Contains(out, "512 (35 %)") {
		t.Errorf("in lines: %s", out)
	}
	if out, _ := outcome("report", "funnel", "--data", data, "--network", "utrecht", "--from", "2018-01-01", "--to", "2018-06-30", "--json"); !strings.Contains(out, `"discussed":null`) || !strings.Contains(out, "too few") {
		t.Errorf("an empty period: %s", out)
	}
}

// TestAListWithMistakesIsRefusedWithThePlace has one mistake in each row.
func TestAListWithMistakesIsRefusedWithThePlace(t *testing.T) {
	data := t.TempDir()
	run(t, "network", "add", "veen", "--data", data)
	good := []string{"A1", "2026-01-05", "Buurtteam De Vries", "", "Vervoer", "", "later", "", "", "", "", "", "", ""}
	with := func(column int, text string) []string {
		row := append([]string{}, good...)
		row[0], row[column] = "B"+strconv.Itoa(column), text
		return row
	}
	rows := [][]string{insight.Columns, good, with(0, ""), with(1, "5 januari"), with(1, ""), with(1, "1700-01-01"), with(6, "misschien"), with(9, "2026-13-01"), with(11, "4"),
		with(13, "mevrouw Jansen belt 06-12345678"), with(4, "hulp voor dhr. De Boer"), with(2, "team 3512 AB 14")}
	path := list(t, "wrong.csv", rows)
	out, ok := outcome("import", "--data", data, "--network", "veen", "--format", "cases", path)
	for _, want := range []string{`row 3, column "code"`, `row 4, column "discussed_on"`, "5 januari", `row 5, column "discussed_on"`, `row 6, column "discussed_on"`, `row 7, column "suitable"`, `row 8, column "active_on"`, `row 9, column "level_before"`, `row 10, column "reason"`, `row 11, column "need"`, `row 12, column "team"`} {
		if !strings.Contains(out, want) || ok {
			t.Errorf("nothing says %q: %s", want, out)
		}
	}
	if strings.Contains(out, "row 2,") {
		t.Errorf("a good row is refused: %s", out)
	}
	if out, ok := outcome("import", "--data", data, "--network", "veen", "--format", "cases", "--skip-bad", path); !ok || !strings.Contains(out, "1 cases with 1 needs taken over") {
		t.Errorf("leaving them out: %s", out)
	}
	for name, wrong := range map[string][][]string{
		"this column is not known": {append(append([]string{}, insight.Columns...), "naam")}, "this column is missing": {{"code", "team"}, {"1", "2"}},
	} {
		if out, ok := outcome("import", "--data", data, "--network", "veen", "--format", "cases", list(t, "columns.csv", wrong)); ok || !strings.Contains(out, name) {
			t.Errorf("%s: %s", name, out)
		}
	}
	for _, args := range [][]string{{"report"}, {"report", "funnel", "--from", "2026-02-01", "--to", "2026-01-01"}, {"report", "funnel", "--from", "gisteren", "--to", "2026-01-01"}} {
		if out, ok := outcome(append(args, "--data", data, "--network", "veen")...); ok || !strings.Contains(out, "use: samenspel report") {
			t.Errorf("%v: %s", args, out)
		}
	}
}

// TestASpreadsheetIsTakenOver has days as spreadsheets keep them, and two needs of one case.
func TestASpreadsheetIsTakenOver(t *testing.T) {
	data, path := t.TempDir(), filepath.Join(t.TempDir(), "cases.xlsx")
	run(t, "network", "add", "veen", "--data", data)
	f := excelize.NewFile()
	for i, cells := range [][]any{{"code", "discussed_on", "need", "suitable", "active_on"}, {"7", time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), "taal", "ja", time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC)},
		{7, "2026-03-02", "=1+1", "nee", ""}, {8, "2026-03-03", "vervoer", "", ""}} {
		if err := f.SetSheetRow("Sheet1", "A"+strconv.Itoa(i+1), &cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	out, ok := outcome("import", "--data", data, "--network", "veen", "--format", "cases", "--json", path)
	var taken insight.Takeover
	if err := json.Unmarshal([]byte(strings.Split(out, "\n")[0]), &taken); err != nil || !ok || taken.Cases != 2 || taken.Needs != 3 || len(taken.Codes) != 2 || taken.Codes[0].Old != "7" {
		t.Fatalf("%v %s", err, out)
	}
}
