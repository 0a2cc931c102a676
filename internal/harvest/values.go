package harvest

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/directory"
)

func yesNo(yes bool) string {
	if yes {
		return "ja"
	}
	return "nee"
}

// parseYesNo reads a boolean as people and programs write it, and gives ja or nee.
func parseYesNo(text string) (string, error) {
	switch fold(text) {
	case "ja", "true", "waar", "1", "yes":
		return "ja", nil
	case "nee", "false", "onwaar", "0", "no":
		return "nee", nil
	}
	return "", fmt.Errorf("write ja or nee, not %q", text)
}

// parseDay reads a day as 2026-10-31 or 31-10-2026. In a spreadsheet it may be the number of days since 1900.
func parseDay(text string, spreadsheet bool) (time.Time, error) {
	if days, err := strconv.Atoi(text); err == nil && spreadsheet && isSerial(text) {
		return time.Date(1899, 12, 30+days, 0, 0, 0, 0, time.UTC), nil
	}
	for _, layout := range []string{time.DateOnly, "2-1-2006", time.RFC3339} {
		day, err := time.Parse(layout, text)
		if err == nil && day.Year() >= 2000 && day.Year() <= 2100 {
			return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC), nil
		}
	}
	return time.Time{}, fmt.Errorf("write the day as 2026-10-31, not %q", text)
}

// isSerial tells whether a number can be a day between 2000 and 2100 in a spreadsheet.
func isSerial(text string) bool {
	days, err := strconv.Atoi(text)
	return err == nil && days >= 36526 && days <= 73415
}

// parseAges reads ages, and knows what spreadsheets do to them.
func parseAges(text string, spreadsheet bool) (directory.Ages, error) {
	if spreadsheet && isSerial(text) {
		return directory.Ages{}, errors.New("the spreadsheet made a date of these ages; give the column the format text and write them again")
	}
	return directory.ParseAges(text)
}

// parseCount reads a whole number from 0 up to most.
func parseCount(text string, most int) (*int, error) {
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
		return nil, fmt.Errorf("write a whole number, not %q", text)
	case n < 0:
		return nil, fmt.Errorf("%d is less than 0", n)
	case n > most:
		return nil, fmt.Errorf("%d is more than %d", n, most)
	}
	return &n, nil
}

func checkEmail(text string) error {
	address, err := mail.ParseAddress(text)
	if err != nil || address.Address != text || !strings.Contains(text[strings.LastIndexByte(text, '@'):], ".") {
		return fmt.Errorf("%q is not an e-mail address", text)
	}
	return nil
}

var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)

// parseURL reads the address of a website. added tells whether https:// was put before it.
func parseURL(text string) (address string, added bool, err error) {
	address = text
	if !strings.Contains(text, "://") && (!scheme.MatchString(text) || hasPort(text)) {
		address, added = "https://"+text, true
	}
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || !strings.Contains(strings.Trim(u.Hostname(), "."), ".") ||
		strings.ContainsAny(address, " <>\"") || u.User != nil {
		return "", false, fmt.Errorf("%q is not the address of a website", text)
	}
	return address, added, nil
}

var port = regexp.MustCompile(`^[^/:]+\.[^/:]+:\d+(/|$)`)

// hasPort tells whether what looks like a scheme is a host with a port: example.nl:8080/page.
func hasPort(text string) bool { return port.MatchString(text) }

var degrees = regexp.MustCompile(`^-?\d{1,3}([.,]\d{1,20})?$`)

// parseDegrees reads a coordinate between -most and most.
func parseDegrees(text string, most float64) (float64, error) {
	if !degrees.MatchString(text) {
		return 0, fmt.Errorf("write degrees such as 52.0907, not %q", text)
	}
	v, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil || v < -most || v > most {
		return 0, fmt.Errorf("%s is not between -%v and %v degrees", text, most, most)
	}
	return v, nil
}

// split gives the items of a list in a cell. A separator or backslash with a backslash before it is part of an item.
func split(cell, separator string) (items []string) {
	if strings.Contains(cell, listMark) {
		for item := range strings.SplitSeq(cell, listMark) {
			items = appendItem(items, item)
		}
		return items
	}
	var item strings.Builder
	for len(cell) > 0 {
		switch {
		case strings.HasPrefix(cell, `\`+separator):
			item.WriteString(separator)
			cell = cell[1+len(separator):]
		case strings.HasPrefix(cell, `\\`):
			item.WriteByte('\\')
			cell = cell[2:]
		case strings.HasPrefix(cell, separator):
			items = appendItem(items, item.String())
			item.Reset()
			cell = cell[len(separator):]
		default:
			item.WriteByte(cell[0])
			cell = cell[1:]
		}
	}
	return appendItem(items, item.String())
}

func appendItem(items []string, item string) []string {
	if item = oneLine(strings.TrimSpace(item)); item != "" {
		items = append(items, item)
	}
	return items
}

var listEscapes = strings.NewReplacer(`\`, `\\`, `;`, `\;`)

// join writes a list so that split reads it again.
func join(items []string) string {
	escaped := make([]string, len(items))
	for i, item := range items {
		escaped[i] = listEscapes.Replace(item)
	}
	return strings.Join(escaped, "; ")
}

// unique leaves out items that stand there before, not minding case.
func unique(items []string) (once []string) {
	seen := map[string]bool{}
	for _, item := range items {
		if !seen[fold(item)] {
			seen[fold(item)] = true
			once = append(once, item)
		}
	}
	return once
}

var formula = regexp.MustCompile("^'*[=+\\-@\t\r]")

// escape keeps a spreadsheet program from taking a text for a formula, by an apostrophe before it.
func escape(text string) string {
	if formula.MatchString(text) {
		return "'" + text
	}
	return text
}

// unescape takes off what escape put before a text.
func unescape(text string) string {
	if strings.HasPrefix(text, "'") && formula.MatchString(text) {
		return text[1:]
	}
	return text
}
