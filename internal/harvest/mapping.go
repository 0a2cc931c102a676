package harvest

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sort"
	"strings"
	"sync"

	"samenspel/internal/errs"
)

// Mapping says how the files of a source are to be read. It is a JSON object.
type Mapping struct {
	Name  string   `json:"name"`
	Match []string `json:"match"` // headings by which a file is recognised: all must be there

	// Columns gives for each field (see Headings, and "town") the heading that holds it, or several: of a text the
	// first that is filled counts, of a list all. Without columns every field stands under its own name.
	Columns   map[string]Columns `json:"columns"`
	Separator string             `json:"separator"` // between the items of a list; ";" when empty

	// Values gives for each coded field (needs, audiences, form, costs, access, organization_type) what a word of the
	// source means: codes of the taxonomy. Several may fit. An empty list says that none does; the word then stays a
	// search word without a warning. Codes and labels of the taxonomy need not be listed.
	Values map[string]map[string][]string `json:"values"`

	KeepWords []string          `json:"keep_words"` // coded fields whose own words are search words too
	Varies    []string          `json:"varies"`     // organisation fields that may differ by row: the first counts
	Defaults  map[string]string `json:"defaults"`   // what an empty field is taken to hold
	Escaped   bool              `json:"escaped"`    // an apostrophe before = + - @ is not part of the text
}

// Columns is one heading or several.
type Columns []string

// UnmarshalJSON reads a text or a list of texts.
func (c *Columns) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*c = Columns{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(c))
}

//go:embed mappings/*.json
var mappingFiles embed.FS

// Mappings gives the mappings that come with the product, by name.
var Mappings = sync.OnceValue(func() []Mapping {
	files, err := fs.Glob(mappingFiles, "mappings/*.json")
	if err != nil {
		panic(err)
	}
	var all []Mapping
	for _, name := range files {
		text, err := mappingFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		m, err := ParseMapping(text)
		if err != nil {
			panic(fmt.Sprintf("%s: %v", name, err))
		}
		all = append(all, m)
	}
	return all
})

// ParseMapping reads a mapping and checks it. What is wrong with it gives errs.Problems.
func ParseMapping(text []byte) (Mapping, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var m Mapping
	if err := d.Decode(&m); err != nil {
		return Mapping{}, refuse("the mapping cannot be read: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if m.Separator == "" {
		m.Separator = ";"
	}
	if problems := m.check(); len(problems) > 0 {
		return Mapping{}, problems
	}
	return m, nil
}

func (m Mapping) check() (problems errs.Problems) {
	say := func(format string, args ...any) {
		problems = append(problems, errs.Problem{Text: "the mapping " + fmt.Sprintf(format, args...)})
	}
	if m.Name == "" {
		say("has no name")
	}
	for _, name := range slices.Concat(sorted(m.Columns), sorted(m.Defaults), m.Varies) {
		if !isField(name) {
			say("names %q, which is not a field; the fields are %s and town", name, strings.Join(headings, ", "))
		}
	}
	for _, name := range slices.Concat(sorted(m.Values), m.KeepWords) {
		if !slices.Contains(coded, name) {
			say("gives meanings for %q; only %s have them", name, strings.Join(coded, ", "))
		}
	}
	for _, name := range sorted(m.Values) {
		for _, word := range sorted(m.Values[name]) {
			for _, code := range m.Values[name][word] {
				if _, ok := taxonomy(name).Find(code); !ok {
					say("turns %q into %q, which is not a code of %s", word, code, name)
				}
			}
		}
	}
	return problems
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// headings gives the headings under which a field stands.
func (m Mapping) headings(field string) []string {
	if len(m.Columns) > 0 {
		return m.Columns[field]
	}
	if field == town {
		return nil
	}
	return []string{field}
}

// FindMapping gives the mapping with a name, or the one in the file with that path.
func FindMapping(name string) (Mapping, error) {
	for _, m := range Mappings() {
		if m.Name == name {
			return m, nil
		}
	}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Mapping{}, refuse("there is no mapping %q: give the path of a mapping file, or one of %s", name, strings.Join(mappingNames(), ", "))
	}
	if err != nil {
		return Mapping{}, fmt.Errorf("reading the mapping: %w", err)
	}
	return ParseMapping(text)
}

func mappingNames() (names []string) {
	for _, m := range Mappings() {
		names = append(names, m.Name)
	}
	return names
}

// choose gives the mapping with a name, or else the most specific one that fits the headings of a file.
func choose(name string, found []string) (Mapping, error) {
	if name != "" {
		m, err := FindMapping(name)
		if err != nil {
			return m, err
		}
		return m, m.fit(found)
	}
	var best Mapping
	for _, m := range Mappings() {
		if len(m.Match) > len(best.Match) && m.fit(found) == nil {
			best = m
		}
	}
	if best.Name == "" {
		return best, refuse("the columns are not known: the file has %s; needed are at least %s. "+
			"Rename the headings, or write a mapping file and give it with --mapping", quoted(found), quoted(required))
	}
	return best, nil
}

// fit tells whether a file with these headings can be read with the mapping, and if not why.
func (m Mapping) fit(found []string) error {
	have := map[string]bool{}
	for _, heading := range found {
		have[fold(heading)] = true
	}
	var missing []string
	for _, heading := range m.Match {
		if !have[fold(heading)] {
			missing = append(missing, heading)
		}
	}
	for _, field := range required {
		if !slices.ContainsFunc(m.headings(field), func(heading string) bool { return have[fold(heading)] }) {
			missing = append(missing, append(m.headings(field), "a column for "+field)[0])
		}
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return refuse("the file does not fit the mapping %q: it has no %s; it has %s", m.Name, quoted(slices.Compact(missing)), quoted(found))
	}
	return nil
}

// quoted lists names as a sentence does, at most forty of them.
func quoted(names []string) string {
	var list []string
	for _, name := range names[:min(len(names), 40)] {
		list = append(list, fmt.Sprintf("%q", name))
	}
	if more := len(names) - len(list); more > 0 {
		list = append(list, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(list, ", ")
}
