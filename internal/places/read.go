package places

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"samenspel/internal/errs"
)

// Draft is an area as a file gives it, before it has a place in the tree.
type Draft struct {
	Row       int // feature or line in the file, from 1
	Code      string
	Kind      Kind   // "" = told by the code
	Parent    string // code; "" = told by the code
	Name      string
	Year      int // 0 = unknown
	Residents int // 0 = unknown
	Boundary  orb.MultiPolygon
}

// names under which files of different publishers carry the same fact, best first.
var (
	codeNames     = []string{"code", "statcode", "wijkcode", "buurtcode", "wk_code", "bu_code", "gm_code"}
	nameNames     = []string{"naam", "name", "statnaam", "wijknaam", "buurtnaam", "wk_naam", "bu_naam"}
	parentNames   = []string{"parent", "wijkcode", "wk_code", "gemeentecode", "gm_code"}
	residentNames = []string{"inwoners", "aantal_inwoners", "aantalinwoners", "residents"}
)

// ReadGeoJSON reads a collection of areas with boundaries. Facts stand in properties named as CBS, municipalities and
// this product name them. A file that cannot be read gives errs.Problems.
func ReadGeoJSON(text []byte) ([]Draft, error) {
	var collection struct {
		Type     string
		Features []*feature
	}
	if err := json.Unmarshal(bytes.TrimPrefix(text, []byte("\ufeff")), &collection); err != nil {
		return nil, refusal(0, wrong{"geojson", plain(err)})
	}
	var drafts []Draft
	var problems errs.Problems
	for i, feature := range collection.Features {
		draft, err := readFeature(i+1, feature)
		if err != nil {
			problems = append(problems, problem(i+1, err))
			continue
		}
		drafts = append(drafts, draft)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	if len(drafts) == 0 {
		return nil, refusal(0, wrong{"none", ""})
	}
	return drafts, nil
}

// plain tells where a JSON reader stopped, in a form that needs no language.
func plain(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("byte %d", syntax.Offset)
	case errors.As(err, &kind):
		return fmt.Sprintf("byte %d: %s", kind.Offset, kind.Value)
	}
	return "?"
}

// feature is one area of a GeoJSON file (RFC 7946).
type feature struct {
	Properties map[string]any
	Geometry   *struct {
		Type        string
		Coordinates json.RawMessage
	}
}

func readFeature(row int, f *feature) (Draft, error) {
	if f == nil {
		return Draft{}, wrong{"empty", ""}
	}
	get := func(names []string) string {
		for _, name := range names {
			for key, value := range f.Properties {
				if text, ok := value.(string); ok && strings.EqualFold(key, name) && text != "" {
					return text
				}
			}
		}
		return ""
	}
	d := Draft{Row: row, Code: get(codeNames), Name: get(nameNames), Parent: get(parentNames), Kind: Kind(get([]string{"kind"}))}
	if year, ok := f.Properties["year"].(float64); ok {
		d.Year = int(year)
	}
	for _, name := range residentNames {
		if n, ok := f.Properties[name].(float64); ok && n > 0 && n <= MaxResidents {
			d.Residents = int(n)
		}
	}
	if d.Parent == d.Code {
		d.Parent = ""
	}
	if d.Name == "" {
		return d, wrong{"name", ""}
	}
	var err error
	d.Boundary, err = f.boundary()
	return d, err
}

func (f *feature) boundary() (orb.MultiPolygon, error) {
	if f.Geometry == nil {
		return nil, nil
	}
	var boundary orb.MultiPolygon
	var err error
	switch f.Geometry.Type {
	case "Polygon":
		boundary = make(orb.MultiPolygon, 1)
		err = json.Unmarshal(f.Geometry.Coordinates, &boundary[0])
	case "MultiPolygon":
		err = json.Unmarshal(f.Geometry.Coordinates, &boundary)
	default:
		return nil, wrong{"shape", f.Geometry.Type}
	}
	if err != nil {
		return nil, wrong{"boundary", plain(err)}
	}
	for _, polygon := range boundary {
		for _, ring := range polygon {
			if err := checkRing(ring); err != nil {
				return nil, err
			}
		}
		if len(polygon) == 0 {
			return nil, wrong{"polygon", ""}
		}
	}
	return boundary, nil
}

func checkRing(ring orb.Ring) error {
	if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
		return wrong{"ring", ""}
	}
	for _, p := range ring {
		if p[0] < -180 || p[0] > 180 || p[1] < -90 || p[1] > 90 {
			return wrong{"degrees", ""}
		}
	}
	return nil
}

// ReadCodes reads a list of codes and names (columns code and naam or name, as CBS publishes them). Only areas of the
// municipality are kept; its code is such as "GM0344".
func ReadCodes(r io.Reader, municipality string) ([]Draft, error) {
	table, err := readTable(r)
	if err != nil {
		return nil, err
	}
	code, name := table.column(codeNames), table.column(nameNames)
	if code < 0 || name < 0 {
		return nil, refusal(1, wrong{"codes", ""})
	}
	digits := strings.TrimPrefix(strings.ToUpper(municipality), "GM")
	var drafts []Draft
	for i, row := range table.rows {
		c := strings.ToUpper(strings.TrimSpace(row[code]))
		if len(c) > 2 && strings.HasPrefix(c[2:], digits) {
			drafts = append(drafts, Draft{Row: i + 2, Code: c, Name: strings.TrimSpace(row[name])})
		}
	}
	if len(drafts) == 0 {
		return nil, refusal(0, wrong{"municipality", municipality})
	}
	return drafts, nil
}

// table is a small text table with a heading.
type table struct {
	heading []string
	rows    [][]string
}

func (t table) column(names []string) int {
	for _, name := range names {
		for i, heading := range t.heading {
			if strings.EqualFold(strings.TrimSpace(heading), name) {
				return i
			}
		}
	}
	return -1
}

func readTable(r io.Reader) (table, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return table{}, err
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		return table{}, refusal(0, wrong{"utf8", ""})
	}
	reader := csv.NewReader(bytes.NewReader(text))
	line, _, _ := bytes.Cut(text, []byte("\n"))
	if bytes.Count(line, []byte(";")) > bytes.Count(line, []byte(",")) {
		reader.Comma = ';'
	}
	rows, err := reader.ReadAll()
	var broken *csv.ParseError
	if errors.As(err, &broken) {
		return table{}, refusal(broken.Line, wrong{"line", ""})
	}
	if err != nil || len(rows) == 0 {
		return table{}, refusal(0, wrong{"file", ""})
	}
	return table{rows[0], rows[1:]}, nil
}

// PostcodeDraft is one line of a postcode table, with the codes of its areas, smallest first.
type PostcodeDraft struct {
	Row      int
	Postcode string
	Number   int // house number; -1 = any
	Areas    []string
}

// ReadPostcodes reads a table of postcodes and house numbers (columns PC6;Huisnummer;Buurt;Wijk;Gemeente, as CBS
// publishes it) or of four-digit postcodes (columns pc4, buurtcode, wijkcode).
func ReadPostcodes(r io.Reader) ([]PostcodeDraft, error) {
	t, err := readTable(r)
	if err != nil {
		return nil, err
	}
	postcode, number := t.column([]string{"pc6", "postcode", "pc4"}), t.column([]string{"huisnummer"})
	buurt, wijk := t.column([]string{"buurtcode", "buurt"}), t.column([]string{"wijkcode", "wijk"})
	if postcode < 0 || (buurt < 0 && wijk < 0) {
		return nil, refusal(1, wrong{"postcodes", ""})
	}
	var drafts []PostcodeDraft
	var problems errs.Problems
	for i, row := range t.rows {
		d := PostcodeDraft{Row: i + 2, Number: -1}
		var ok bool
		if d.Postcode, ok = ParsePostcode(row[postcode]); !ok {
			problems = append(problems, problem(d.Row, wrong{"postcode", row[postcode]}))
			continue
		}
		if number >= 0 {
			if d.Number, err = strconv.Atoi(strings.TrimSpace(row[number])); err != nil || d.Number < 0 || d.Number > AnyNumber {
				problems = append(problems, problem(d.Row, wrong{"number", row[number]}))
				continue
			}
		}
		for _, column := range []int{buurt, wijk} {
			if column >= 0 && row[column] != "" {
				d.Areas = append(d.Areas, row[column])
			}
		}
		drafts = append(drafts, d)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return drafts, nil
}

// areaCodes gives the codes under which CBS tables name an area: with its prefix, or as a bare number.
func areaCodes(code string) []string {
	return []string{code, "BU" + pad(code, 8), "WK" + pad(code, 6)}
}

func pad(digits string, width int) string {
	return strings.Repeat("0", max(0, width-len(digits))) + digits
}
