package harvest

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
)

func readCSV(text []byte) (Table, error) {
	b := &builder{table: Table{Format: "csv"}}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = separator(text)
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	for number := 1; b.ends == nil; number++ {
		number += emptyLines(text, r.InputOffset())
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err := b.csvRow(number, cells, err); err != nil {
			return Table{}, err
		}
	}
	return b.done()
}

// csvRow adds a row as the reader of CSV gave it. Below the headings it must have a cell for each of them.
func (b *builder) csvRow(number int, cells []string, err error) error {
	var broken *csv.ParseError
	switch {
	case errors.As(err, &broken):
		b.problem(number, "", `the quotes are broken in the row that begins on line %d: a text in quotes ends with ", and a " inside it is written twice`,
			broken.StartLine)
		if b.table.Headings == nil {
			return b.table.Problems
		}
	case err != nil:
		return err
	case b.table.Headings == nil:
		return b.headings(number, cells)
	default:
		short := len(trimEnd(cells)) > 0 && len(cells) < len(b.table.Headings)
		if short {
			b.problem(number, "", "the row has %s and there are %d headings; put a text of several lines in quotes",
				count(len(cells), "cell", "cells"), len(b.table.Headings))
		}
		b.row(number, cells, short)
	}
	return nil
}

// emptyLines counts the empty lines at an offset: a spreadsheet numbers them, the CSV reader passes over them.
func emptyLines(text []byte, offset int64) (n int) {
	for rest := text[offset:]; ; n++ {
		switch {
		case bytes.HasPrefix(rest, []byte("\n")):
			rest = rest[1:]
		case bytes.HasPrefix(rest, []byte("\r\n")):
			rest = rest[2:]
		default:
			return n
		}
	}
}

// separator tells what stands between cells: of comma, semicolon and tab the one that the first line has most of,
// outside quotes.
func separator(text []byte) rune {
	counts := map[byte]int{}
	quoted := false
	for _, c := range bytes.TrimLeft(text, "\r\n") {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			return most(counts)
		default:
			counts[c]++
		}
	}
	return most(counts)
}

func most(counts map[byte]int) rune {
	best := byte(',')
	for _, c := range []byte(";\t") {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return rune(best)
}
