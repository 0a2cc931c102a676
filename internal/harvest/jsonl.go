package harvest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

func readJSONL(text []byte) (Table, error) {
	j := jsonl{builder: builder{table: Table{Format: "jsonl"}}, at: map[string]int{}}
	for number := 1; len(text) > 0 && j.ends == nil; number++ {
		line, rest, _ := bytes.Cut(text, []byte("\n"))
		text = rest
		if line = bytes.TrimSpace(line); len(line) > 0 {
			j.line(number, line)
		}
	}
	for i := range j.table.Rows { // rows above the first use of a heading are shorter
		row := &j.table.Rows[i]
		row.Cells = append(row.Cells, make([]string, len(j.table.Headings)-len(row.Cells))...)
	}
	return j.done()
}

// jsonl is a builder whose headings grow with the keys it meets.
type jsonl struct {
	builder
	at map[string]int // place of a heading
}

func (j *jsonl) line(number int, line []byte) {
	if !utf8.Valid(line) {
		j.problem(number, "", "the line holds bytes that are not UTF-8; save the file as UTF-8")
		return
	}
	names, values, err := object(line)
	if err != nil {
		j.problem(number, "", "%v", err)
		return
	}
	if len(j.table.Rows) == MaxRows {
		j.ends = refuse("the file has more than %d rows; split it", MaxRows)
		return
	}
	row := Row{Number: number, Cells: make([]string, len(j.table.Headings), len(j.table.Headings)+len(names))}
	for i, name := range names {
		place, ok := j.place(name)
		if !ok {
			return
		}
		for place >= len(row.Cells) {
			row.Cells = append(row.Cells, "")
		}
		row.Cells[place] = j.value(number, name, values[i])
	}
	j.table.Rows = append(j.table.Rows, row)
}

// place gives the column of a key, which is new when the key is.
func (j *jsonl) place(name string) (int, bool) {
	heading, _ := clean(name)
	heading = oneLine(heading)
	at, known := j.at[fold(heading)]
	if !known {
		if at = len(j.table.Headings); at == MaxColumns {
			j.ends = refuse("the file has more than %d different keys", MaxColumns)
			return 0, false
		}
		j.at[fold(heading)] = at
		j.table.Headings = append(j.table.Headings, heading)
	}
	return at, true
}

// value gives the text of a JSON value: nothing for null, ja or nee for booleans, a list as its items.
func (j *jsonl) value(row int, name string, value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case bool:
		return yesNo(v)
	case json.Number:
		return j.cell(row, name, v.String())
	case string:
		return j.cell(row, name, v)
	case []any:
		return j.list(row, name, v)
	}
	j.problem(row, name, "the value is an object; write a text, a number or a list of texts")
	return ""
}

func (j *jsonl) list(row int, name string, items []any) string {
	var b strings.Builder
	for _, item := range items {
		if _, nested := item.([]any); nested {
			j.problem(row, name, "the list holds another list; write a list of texts")
			return ""
		}
		if text := j.value(row, name, item); text != "" {
			b.WriteString(text + listMark)
		}
	}
	if utf8.RuneCountInString(b.String()) > MaxText {
		j.problem(row, name, "%s", found{long: true}.problem())
		return ""
	}
	return b.String()
}

// object reads the keys of one JSON object and their values, in order.
func object(line []byte) (names []string, values []any, err error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, nil, errors.New("the line is not a JSON object; write one object on each line")
	}
	seen := map[string]bool{}
	for d.More() {
		name, value, err := member(d)
		if err != nil {
			return nil, nil, fmt.Errorf("the line is not a whole JSON object: %s", breaksOff(err))
		}
		if seen[fold(name)] {
			return nil, nil, fmt.Errorf("the key %q stands there twice", name)
		}
		seen[fold(name)] = true
		names, values = append(names, name), append(values, value)
	}
	if _, err := d.Token(); err != nil {
		return nil, nil, fmt.Errorf("the line is not a whole JSON object: %s", breaksOff(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, nil, errors.New("something stands behind the JSON object; write one object on each line")
	}
	return names, values, nil
}

func member(d *json.Decoder) (name string, value any, err error) {
	token, err := d.Token()
	if err != nil {
		return "", nil, err
	}
	name, _ = token.(string)
	return name, value, d.Decode(&value)
}

// breaksOff says in a few words where JSON is wrong.
func breaksOff(err error) string {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Sprintf("it breaks off at character %d", syntax.Offset)
	}
	return "it breaks off"
}
