package insight

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/casework"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/measure"
	"samenspel/internal/privacy"
)

// Columns are the headings of a list of cases that can be taken over: one row for each need.
var Columns = []string{"code", "discussed_on", "team", "area", "need", "asker", "suitable", "organization", "passed_on", "active_on", "closed_on",
	"level_before", "level_after", "reason"}

// Line is a row of a list.
type Line struct {
	Number int
	Cells  []string // as many as there are headings
}

// Taken is a case of a list. Teams, areas and organisations are names.
type Taken struct {
	Old   string // code in the list
	First time.Time
	Team  string
	Area  string
	Asker string
	Needs []TakenNeed
}

// TakenNeed is a need of such a case.
type TakenNeed struct {
	Help          string // code
	Fit           casework.Fit
	Organization  string
	Passed        *time.Time
	Active        *time.Time
	Before, After string // level of care: "", "0", "1" or "2"
	Reason        string // code
}

// step tells what became of formal care.
func (n TakenNeed) step() measure.Step {
	switch {
	case n.Before == "" || n.After == "":
		return measure.Unasked
	case n.After < n.Before:
		return measure.Less
	case n.After > n.Before:
		return measure.More
	}
	return measure.Same
}

// after gives the whole days from the first discussion; -1 when it did not happen, or before.
func (c Taken) after(day *time.Time) int {
	if day == nil || day.Before(c.First) {
		return -1
	}
	return int(day.Sub(c.First) / (24 * time.Hour))
}

// register reads a list.
type register struct {
	columns  map[string]int
	scanner  *privacy.Scanner
	today    time.Time
	sheet    bool // dates may be numbers of days, as spreadsheets keep them
	problems errs.Problems
	cases    []*Taken
	at       map[string]*Taken
	others   int // needs and reasons that have no code here
}

// ReadRegister reads a list of cases. Sheet tells that it was a spreadsheet. Rows with a problem are left out and told of.
// Others is how many kinds of help and reasons are not known here; they count as "other".
func ReadRegister(headings []string, lines []Line, scanner *privacy.Scanner, today time.Time, sheet bool) (cases []Taken, others int, problems errs.Problems) {
	r := register{columns: map[string]int{}, scanner: scanner, today: today, sheet: sheet, at: map[string]*Taken{}}
	for i, h := range headings {
		name := strings.ToLower(strings.TrimSpace(h))
		if !slices.Contains(Columns, name) {
			r.problem(1, h, "this column is not known; the columns are %s", strings.Join(Columns, ", "))
		}
		r.columns[name] = i
	}
	for _, need := range []string{"code", "discussed_on"} {
		if _, ok := r.columns[need]; !ok {
			r.problem(1, need, "this column is missing")
		}
	}
	if len(r.problems) > 0 {
		return nil, 0, r.problems
	}
	for _, line := range lines {
		r.line(line)
	}
	for _, c := range r.cases {
		cases = append(cases, *c)
	}
	return cases, r.others, r.problems
}

func (r *register) problem(row int, column, format string, args ...any) {
	r.problems = append(r.problems, errs.Problem{Row: row, Column: column, Text: fmt.Sprintf(format, args...)})
}

// line reads one row. The first row of a code says what is true of the whole case.
func (r *register) line(line Line) {
	before := len(r.problems)
	cell := func(column string) string {
		i, ok := r.columns[column]
		if !ok {
			return ""
		}
		return strings.Join(strings.Fields(line.Cells[i]), " ")
	}
	old := cell("code")
	if old == "" {
		r.problem(line.Number, "code", "the code is missing; give each case a code of its own")
	}
	first := r.date(line.Number, "discussed_on", cell("discussed_on"))
	if first == nil && cell("discussed_on") == "" {
		r.problem(line.Number, "discussed_on", "the day of the discussion is missing; without it the case cannot be counted")
	}
	for _, column := range []string{"team", "area", "organization", "need", "asker", "reason"} {
		r.scan(line.Number, column, cell(column))
	}
	n := TakenNeed{Organization: cell("organization"), Passed: r.date(line.Number, "passed_on", cell("passed_on")), Active: r.date(line.Number, "active_on", cell("active_on")),
		Before: r.level(line.Number, "level_before", cell("level_before")), After: r.level(line.Number, "level_after", cell("level_after")),
		Fit: r.fit(line.Number, cell("suitable"))}
	r.date(line.Number, "closed_on", cell("closed_on"))
	if len(r.problems) > before {
		return
	}
	n.Help, n.Reason = r.code(cell("need"), needCode, otherNeed), r.code(cell("reason"), reasonCode, other)
	c := r.at[strings.ToLower(old)]
	if c == nil {
		c = &Taken{Old: old, First: *first, Team: cell("team"), Area: cell("area"), Asker: r.code(cell("asker"), askerCode, other)}
		r.at[strings.ToLower(old)], r.cases = c, append(r.cases, c)
	}
	if first.Before(c.First) {
		c.First = *first
	}
	c.Needs = append(c.Needs, n)
}

// oldest is the first year of which cases are taken over.
const oldest = 1925

// day0 is the day from which spreadsheets count.
var day0 = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

func (r *register) date(row int, column, text string) *time.Time {
	if text == "" {
		return nil
	}
	day, err := time.Parse(time.DateOnly, strings.TrimSuffix(text, " 00:00:00"))
	if number, wrong := strconv.ParseFloat(text, 64); r.sheet && wrong == nil && number > 0 && number < 100_000 {
		day, err = day0.AddDate(0, 0, int(number)), nil
	}
	switch {
	case err != nil:
		r.problem(row, column, "%q is not a day; write it as 2026-11-03", short(text))
	case day.Year() < oldest || day.After(r.today.AddDate(0, 0, 1)):
		r.problem(row, column, "%s is not a day between %d and today", day.Format(time.DateOnly), oldest)
	default:
		return &day
	}
	return nil
}

func (r *register) level(row int, column, text string) string {
	if text != "" && !slices.Contains(casework.Levels, text) {
		r.problem(row, column, "%q is not a level; write 0 (informal), 1 (light) or 2 (specialised)", short(text))
	}
	return text
}

var fits = map[string]casework.Fit{"": casework.Unjudged, "yes": casework.Yes, "ja": casework.Yes, "no": casework.No, "nee": casework.No, "later": casework.NotNow}

func (r *register) fit(row int, text string) casework.Fit {
	fit, ok := fits[strings.ToLower(text)]
	if !ok {
		r.problem(row, "suitable", "%q is not an answer; write yes, no or later", short(text))
	}
	return fit
}

// scan refuses what could tell who somebody is. Organisations and teams may be named after a person.
func (r *register) scan(row int, column, text string) {
	if needCode(text)+reasonCode(text)+askerCode(text) != "" {
		return
	}
	for _, f := range r.scanner.Scan(text) {
		if f.Kind == privacy.Name && slices.Contains([]string{"team", "area", "organization"}, column) {
			continue
		}
		r.problem(row, column, "%s", privacy.Explain(f.Kind, "en"))
		return
	}
}

// code gives the code of what a list says, and another one for what has none.
func (r *register) code(text string, find func(string) string, fallback string) string {
	code := find(text)
	if text != "" && code == "" {
		r.others++
		return fallback
	}
	return code
}

// The codes of what is not known here.
const other, otherNeed = "other", "anders"

func needCode(text string) string {
	for _, term := range directory.Taxonomy().Needs {
		if strings.EqualFold(text, term.Code) || strings.EqualFold(text, term.Label("nl")) || strings.EqualFold(text, term.Label("en")) {
			return term.Code
		}
	}
	return ""
}

func reasonCode(text string) string {
	for _, codes := range [][]string{casework.Reasons[casework.No], casework.Reasons[casework.NotNow], casework.NotGoingReasons} {
		if slices.Contains(codes, strings.ToLower(text)) {
			return strings.ToLower(text)
		}
	}
	return ""
}

// askers are as what somebody asks; those of the information point.
var askers = []string{"resident", "carer", "volunteer", "team", "welfare", "neighbours", "gp", "nurse", "organization", other}

func askerCode(text string) string {
	if slices.Contains(askers, strings.ToLower(text)) {
		return strings.ToLower(text)
	}
	return ""
}

// short gives the beginning of a text, to show in a sentence.
func short(text string) string {
	letters := []rune(text)
	return string(letters[:min(len(letters), 40)])
}
