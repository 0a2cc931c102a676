package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"
)

// kind is what a column holds.
type kind int

const (
	text kind = iota
	integer
	double
	boolean
	timestamp
)

// millis is how a timestamp is written, as the database holds it; exact is for one with more than milliseconds.
const (
	millis = "2006-01-02T15:04:05.000Z07:00"
	exact  = time.RFC3339Nano
)

// cell is a place for a value of a column. Nil pointers are null.
type cell struct {
	text  *string
	whole *int64
	real  *float64
	yes   *bool
	at    *time.Time
}

// target is where a scan puts a value of the kind.
func (c *cell) target(k kind) any {
	return [...]any{text: &c.text, integer: &c.whole, double: &c.real, boolean: &c.yes, timestamp: &c.at}[k]
}

// value gives the cell as JSON holds it.
func (c *cell) value(k kind) any {
	switch {
	case k == text && c.text != nil && !utf8.ValidString(*c.text):
		return bytesOf{[]byte(*c.text)}
	case k == timestamp && c.at != nil:
		at := c.at.UTC()
		if at.Equal(at.Truncate(time.Millisecond)) {
			return at.Format(millis)
		}
		return at.Format(exact)
	}
	return [...]any{text: c.text, integer: c.whole, double: c.real, boolean: c.yes, timestamp: nil}[k]
}

// bytesOf is text that is no UTF-8.
type bytesOf struct {
	Base64 []byte `json:"base64"`
}

// appendRow adds a row to lines of JSON.
func appendRow(lines []byte, columns []column, cells []cell) ([]byte, error) {
	before := byte('{')
	for i, c := range columns {
		value, err := json.Marshal(cells[i].value(c.kind))
		if err != nil {
			return nil, fmt.Errorf("column %s holds what JSON cannot: %w", c.name, err)
		}
		lines = strconv.AppendQuote(append(lines, before), c.name)
		lines = append(append(lines, ':'), value...)
		before = ','
	}
	return append(lines, '}', '\n'), nil
}

var errRow = errors.New("a row does not fit its table")

// readRow reads a line of JSON as arguments for a statement, in the order of the columns.
func readRow(line []byte, columns []column) ([]any, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(line, &fields); err != nil {
		return nil, errRow
	}
	if len(fields) != len(columns) {
		return nil, errRow
	}
	row := make([]any, len(columns))
	for i, c := range columns {
		field, there := fields[c.name]
		if !there {
			return nil, errRow
		}
		var err error
		if row[i], err = readValue(field, c.kind); err != nil {
			return nil, errRow
		}
	}
	return row, nil
}

func readValue(field json.RawMessage, k kind) (any, error) {
	if string(field) == "null" {
		return nil, nil
	}
	switch k {
	case integer:
		return as[int64](field)
	case double:
		return as[float64](field)
	case boolean:
		return as[bool](field)
	case timestamp:
		written, err := as[string](field)
		if err != nil {
			return nil, err
		}
		return time.Parse(exact, written)
	}
	if field[0] == '{' {
		raw, err := as[bytesOf](field)
		return string(raw.Base64), err
	}
	return as[string](field)
}

func as[T any](field json.RawMessage) (v T, err error) { return v, json.Unmarshal(field, &v) }
