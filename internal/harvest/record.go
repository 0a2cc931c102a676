package harvest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"samenspel/internal/calendar"
	"samenspel/internal/directory"
	"samenspel/internal/places"
)

// record is one row while it is interpreted. Its methods give the value of a field, or nothing after saying what is
// wrong with it.
type record struct {
	in           *interpreter
	row          Row
	bad          bool     // a problem was found
	organization string   // reference
	words        []string // that became search words
}

func (r *record) problem(field, format string, args ...any) {
	r.bad = true
	r.in.out.problem(r.row.Number, r.in.column(field), fmt.Sprintf(format, args...))
}

func (r *record) warn(field, format string, args ...any) {
	r.in.out.warn(r.row.Number, r.in.column(field), fmt.Sprintf(format, args...))
}

// cell gives the first filled cell of a field, or its default.
func (r *record) cell(field string) string {
	for _, at := range r.in.at[field] {
		if cell := r.row.Cells[at]; cell != "" {
			return r.in.unescape(cell)
		}
	}
	return r.in.mapping.Defaults[field]
}

func (r *record) text(field string) string {
	text := r.cell(field)
	if strings.Contains(text, listMark) {
		text = strings.Join(split(text, ""), ", ")
	}
	if field != "description" && field != "organization_description" {
		text = oneLine(text)
	}
	if most := longest(field); len(text) > most && utf8.RuneCountInString(text) > most {
		r.problem(field, "the text is longer than %s characters", thousands(most))
		return ""
	}
	return text
}

func longest(field string) int {
	if long[field] {
		return MaxText
	}
	return maxLine
}

// needed is text that must be there.
func (r *record) needed(field, name string) string {
	text := r.text(field)
	if text == "" {
		r.problem(field, "the %s is missing", name)
	}
	return text
}

// list gives the items of all columns of a field, each once.
func (r *record) list(field string) (items []string) {
	for _, at := range r.in.at[field] {
		items = append(items, split(r.in.unescape(r.row.Cells[at]), r.in.mapping.Separator)...)
	}
	if len(items) == 0 {
		items = split(r.in.mapping.Defaults[field], r.in.mapping.Separator)
	}
	return unique(items)
}

// codes gives the terms that the words of a field stand for. Words that stand for none become search words.
func (r *record) codes(field string) (codes []string) {
	for _, word := range r.list(field) {
		meaning, known := r.in.words[field][fold(word)]
		if !known {
			r.warn(field, "%q is not known here; it is kept as a search word", word)
		}
		if !known || meaning.keep {
			r.words = append(r.words, word)
		}
		codes = append(codes, meaning.codes...)
	}
	return unique(codes)
}

// code gives the one term of a field, or "".
func (r *record) code(field string) string {
	return append(r.codes(field), "")[0]
}

var languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func (r *record) languages() (codes []string) {
	for _, word := range r.list("languages") {
		if languageForm.MatchString(word) {
			codes = append(codes, word)
			continue
		}
		r.warn("languages", "%q is not a code of a language such as nl or ar; it is kept as a search word", word)
		r.words = append(r.words, word)
	}
	return codes
}

func (r *record) yesNo(field string) string {
	text := r.text(field)
	if text == "" {
		return ""
	}
	text, err := parseYesNo(text)
	if err != nil {
		r.problem(field, "%v", err)
	}
	return text
}

func (r *record) phone(field string) string {
	text := r.text(field)
	if text != "" && strings.IndexFunc(text, unicode.IsDigit) < 0 {
		r.warn(field, "%q has no digits and is left out", text)
		return ""
	}
	return text
}

func (r *record) email(field string) string {
	text := r.text(field)
	if text == "" {
		return ""
	}
	if err := checkEmail(text); err != nil {
		r.problem(field, "%v", err)
		return ""
	}
	return text
}

func (r *record) url(field string) string {
	text := r.text(field)
	if text == "" {
		return ""
	}
	address, added, err := parseURL(text)
	if err != nil {
		r.problem(field, "%v", err)
	}
	if added {
		r.warn(field, "%q was read as %s", text, address)
	}
	return address
}

func (r *record) ages() directory.Ages {
	ages, err := parseAges(r.text("ages"), r.in.spreadsheet)
	if err != nil {
		r.problem("ages", "%v", err)
	}
	return ages
}

// hours gives the opening hours in their own text form. What cannot be read as hours is kept as a note.
func (r *record) hours() string {
	text := strings.ReplaceAll(r.cell("hours"), listMark, "; ")
	h, err := calendar.Parse(text)
	if err != nil {
		r.warn("hours", "the hours are shown as they are written: %v", err)
		h = calendar.Noted(text)
	}
	return h.String()
}

// The most that can be meant by a number of places and of weeks.
const (
	maxPlaces = 10_000
	maxWeeks  = 520
)

func (r *record) number(field string, most int) *int {
	text := r.text(field)
	if text == "" {
		return nil
	}
	n, err := parseCount(text, most)
	if err != nil {
		r.problem(field, "%v", err)
	}
	return n
}

func (r *record) capacity() directory.Capacity {
	c := directory.Capacity{State: directory.CapacityState(fold(r.text("capacity"))),
		Free: r.number("places_free", maxPlaces), Weeks: r.number("waiting_weeks", maxWeeks)}
	switch c.State {
	case directory.HasPlace, directory.Waiting, directory.Full, directory.Unknown:
	case "":
		c.State = directory.Unknown
	default:
		r.warn("capacity", "%q is not plek, wachtlijst, vol or onbekend; it was read as onbekend", c.State)
		c.State = directory.Unknown
	}
	if c.Free != nil && c.State != directory.HasPlace {
		r.warn("places_free", "free places go with capacity plek only; the number is left out")
		c.Free = nil
	}
	return c
}

// confirmed gives the day of the last confirmation, moved as the run asks.
func (r *record) confirmed() *time.Time {
	text := r.text("confirmed")
	if text == "" {
		return nil
	}
	day, err := parseDay(text, r.in.spreadsheet)
	if err != nil {
		r.problem("confirmed", "%v", err)
		return nil
	}
	day = day.Add(r.in.shift).Truncate(24 * time.Hour)
	if day.After(r.in.now.Add(24 * time.Hour)) {
		r.warn("confirmed", "the day %s lies in the future", text)
	}
	return &day
}

func (r *record) point() *directory.Point {
	latitude, longitude := r.text("latitude"), r.text("longitude")
	switch {
	case latitude == "" && longitude == "":
		return nil
	case latitude == "":
		r.problem("latitude", "the longitude is given and the latitude is not")
		return nil
	case longitude == "":
		r.problem("longitude", "the latitude is given and the longitude is not")
		return nil
	}
	return &directory.Point{Latitude: r.degrees("latitude", latitude, 90), Longitude: r.degrees("longitude", longitude, 180)}
}

func (r *record) degrees(field, text string, most float64) float64 {
	v, err := parseDegrees(text, most)
	if err != nil {
		r.problem(field, "%v", err)
	}
	return v
}

func (r *record) postcode() string {
	text := r.text("postcode")
	if text == "" {
		return ""
	}
	if code, ok := places.ParsePostcode(text); ok {
		return code
	}
	r.warn("postcode", "%q is not a postcode such as 1234 AB; it is kept as it is", text)
	return text
}

// onlyOrganization tells whether nothing but the columns of an organisation is filled.
func (r *record) onlyOrganization() bool {
	for _, field := range headings {
		if !slices.Contains(organizationFields, field) && field != "confidential" && r.filled(field) {
			return false
		}
	}
	return r.filled("organization_id") || r.filled("organization")
}

func (r *record) filled(field string) bool {
	return slices.ContainsFunc(r.in.at[field], func(at int) bool { return r.row.Cells[at] != "" })
}
