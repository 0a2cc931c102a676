package insight

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// harmless puts an apostrophe before what a spreadsheet program could take for a formula.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// CSV writes rows of texts and whole numbers.
func CSV(rows [][]any) ([]byte, error) {
	var b bytes.Buffer
	to := csv.NewWriter(&b)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = fmt.Sprint(cell)
			if text, ok := cell.(string); ok {
				cells[i] = harmless(text)
			}
		}
		if err := to.Write(cells); err != nil {
			return nil, fmt.Errorf("writing CSV: %w", err)
		}
	}
	to.Flush()
	return b.Bytes(), to.Error()
}

// XLSX writes rows of texts and whole numbers on one sheet. Nothing in it is a formula.
func XLSX(rows [][]any) (text []byte, err error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	for i, row := range rows {
		for j, cell := range row {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				return nil, fmt.Errorf("writing XLSX: %w", err)
			}
			if text, ok := cell.(string); ok {
				err = f.SetCellStr("Sheet1", at, harmless(text))
			} else {
				err = f.SetCellValue("Sheet1", at, cell)
			}
			if err != nil {
				return nil, fmt.Errorf("writing XLSX: %w", err)
			}
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("writing XLSX: %w", err)
	}
	return b.Bytes(), nil
}

// JSON writes a document as it is published. What is hidden is null; the thresholds in docs/measures.md say why.
func (d Document) JSON() ([]byte, error) { return json.Marshal(d) }
