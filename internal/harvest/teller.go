package harvest

import (
	"fmt"
	"hash/maphash"
	"strconv"
	"strings"
	"unicode/utf8"

	"samenspel/internal/directory"
	"samenspel/internal/errs"
)

// teller turns what a source says in the words of HSDS into drafts. A record that cannot be used is left out and
// counted; the others go on.
type teller struct {
	source  string
	out     *drafts
	records int // services and organisations so far
	told    int // services so far
	pairs   map[uint64]int32
	parents map[string]string // of organisations, by reference
	ours    own               // of the record that is told of, when this program wrote it
	failed  error
}

func newTeller(source string) (*teller, error) {
	out, err := newDrafts()
	if err != nil {
		return nil, err
	}
	out.fixed = true
	return &teller{source: source, out: out, pairs: map[uint64]int32{}, parents: map[string]string{}}, nil
}

// text takes a text, without markup, in one form and no longer than a field may be.
func (t *teller) text(where string, n node, most int, names ...string) string {
	raw := n.raw(names...)
	if raw == "" {
		return ""
	}
	if t.ours != nil && len(raw) <= most {
		if _, found := clean(raw); found.problem() == "" && (most != maxLine || !strings.Contains(raw, "\n")) {
			return raw
		}
	}
	bare := plainText(raw)
	if bare != raw && strings.ContainsAny(raw, "<&") {
		t.out.tally("markup", where)
	}
	text, found := clean(bare)
	if found.broken || strings.ContainsRune(text, utf8.RuneError) {
		t.out.tally("broken-letters", where)
	}
	if found.long {
		text, _ = clean(bounded(bare))
	}
	if most == maxLine {
		text = oneLine(text)
	}
	if len(text) > most && utf8.RuneCountInString(text) > most {
		t.out.tally("too-long", where)
		n[names[0]] = text
		text = string([]rune(text)[:most-1]) + "…"
	}
	return text
}

func (t *teller) line(where string, n node, names ...string) string {
	return t.text(where, n, maxLine, names...)
}

// organization tells of an organisation and gives its reference. An organisation that was told of before is only named.
func (t *teller) organization(n node) string {
	t.records++
	ref := n.raw("id")
	where := "organisation " + ref
	if ref == "" {
		t.out.tally("organization-without-id", numbered("record", t.records))
		return ""
	}
	if o := t.out.byRef[ref]; o != nil && o.used {
		return ref
	}
	t.ours = takeOwn(n)
	name := t.line(where, n, "name")
	if name == "" {
		t.out.tally("organization-without-name", ref)
		t.out.leftOf[ref] = true
		return ""
	}
	d := t.out.organizationOf(t.source, ref)
	d.gone = inactive(n)
	o := &d.organization
	o.Name, o.Description = name, t.text(where, n, MaxText, "description")
	o.Email = t.email(where, n)
	o.URL = t.url("organization", where, n, "website", "url")
	o.Phone = t.phone(n)
	o.LegalForm = t.line(where, n, "legal_status")
	t.ours.organization(o)
	if parent := n.raw("parent_organization_id"); parent != "" {
		t.parents[ref] = parent
	}
	o.Provenance.More = n.left()
	t.out.use(d)
	return ref
}

// inactive tells whether a record says that it is not active any more.
func inactive(n node) bool {
	switch fold(scalar(n["status"])) {
	case "inactive", "defunct":
		return true
	}
	return false
}

// service tells of a service.
func (t *teller) service(n node) {
	t.records++
	t.told++
	ref := n.raw("id")
	where := "service " + ref
	organization := n.raw("organization_id")
	if o := n.one("organization"); len(o) > 0 {
		organization = t.organization(o)
	}
	t.ours = takeOwn(n)
	s := directory.Service{Origin: directory.Origin{Source: t.source, Ref: ref}, Capacity: directory.Capacity{State: directory.Unknown}}
	s.Title = t.line(where, n, "name")
	s.URL = t.url("service", where, n, "url")
	t.pair(ref, organization, s.Title)
	places := t.places(where, n)
	if !t.usable(ref, organization, s.Title) {
		return
	}
	gone := inactive(n)
	s.Description = t.text(where, n, MaxText, "description")
	s.Email, s.Phone = t.email(where, n), t.phone(n)
	s.CostNote = t.text(where, n, MaxText, "fees_description", "fees")
	s.Ages = t.ages(where, n)
	s.Locations = places
	serves := t.serves(where, n)
	if t.ours == nil {
		t.words(&s, n)
		t.hours(&s, n)
	}
	t.ours.service(&s, n)
	s.Provenance.More = n.left()
	t.failed = firstOf(t.failed, t.out.add(serviceDraft{Row: t.told, Organization: organization, Service: s, Serves: serves, Gone: gone}))
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// usable tells whether a service can be kept; else it is left out and counted.
func (t *teller) usable(ref, organization, title string) bool {
	code := ""
	switch o := t.out.byRef[organization]; {
	case ref == "":
		code, ref = "service-without-id", numbered("service", t.told)
		t.out.blind = true
	case t.out.refs.has(ref):
		t.out.tally("duplicate-id", ref)
		return false
	case title == "":
		code = "service-without-name"
	case o == nil || !o.used:
		code = "unknown-organization"
	}
	t.out.refs.put(ref, t.told)
	if code == "" {
		return true
	}
	t.out.tally(code, ref)
	t.out.leftOut++
	t.out.leftServices[ref] = true
	t.out.leftOf[organization] = true
	return false
}

// pair counts services that have organisation and name in common.
func (t *teller) pair(ref, organization, title string) {
	key := maphash.String(refSeed, organization+"\x00"+title)
	t.pairs[key]++
	switch n := t.pairs[key]; {
	case n == 2:
		t.out.tally("same-name", ref)
		t.out.tallies["same-name"].Groups++
	case n > 2:
		t.out.tally("same-name", ref)
	}
}

func (t *teller) email(where string, n node) string {
	text := n.raw("email")
	if text == "" {
		return ""
	}
	if checkEmail(text) != nil {
		t.out.tally("unusable-email", where)
		n["email"] = text
		return ""
	}
	return text
}

// url takes the address of a website. One that is none is kept in the words of the source.
func (t *teller) url(kind, where string, n node, names ...string) string {
	text := n.raw(names...)
	if text == "" {
		return ""
	}
	if !strings.Contains(text, "://") {
		t.out.tally(kind+"-url-without-scheme", where)
	}
	address, _, err := parseURL(text)
	if err != nil {
		t.out.tally("unusable-url", where)
		n[names[0]] = text
	}
	return address
}

// phone takes the first number with digits; the others stay.
func (t *teller) phone(n node) (number string) {
	phones := n.nodes("phones")
	var rest []node
	for _, p := range phones {
		text, _ := clean(strings.Trim(scalar(p["number"]), `"`))
		if extension := scalar(p["extension"]); extension != "" && text != "" {
			text += " x" + extension
		}
		switch {
		case !strings.ContainsAny(text, "0123456789"):
		case number == "" && len(text) <= maxLine && !strings.EqualFold(scalar(p["type"]), "fax"):
			number = text
		default:
			rest = append(rest, p)
		}
	}
	if len(rest) > 0 {
		n["phones"] = rest
	}
	return number
}

func (t *teller) ages(where string, n node) (a directory.Ages) {
	lowest, highest := n.raw("minimum_age"), n.raw("maximum_age")
	low, err := strconv.ParseFloat("0"+lowest, 64)
	high, also := strconv.ParseFloat("0"+highest, 64)
	if err != nil || also != nil || low > 120 || high > 0 && high < low {
		t.out.tally("unusable-ages", where)
		n["ages"] = strings.TrimSpace(lowest + " - " + highest)
		return a
	}
	a.Min = int(low)
	if high > 0 && high < 120 {
		a.Max = int(high)
	}
	return a
}

// serves takes the names of the areas that a service is for. Which of them this network knows is found out later; the
// words of the source are kept as well.
func (t *teller) serves(where string, n node) (names []string) {
	if t.ours != nil {
		return t.ours.serves(n)
	}
	for _, area := range n.nodes("service_areas") {
		if name := t.line(where, area, "name", "service_area", "extent"); name != "" {
			names = append(names, name)
		}
	}
	if names = unique(names); len(names) > 0 {
		n["service_areas"] = strings.Join(names, "\n")
	}
	return names
}

// finish says what can be said at the end, and gives the drafts.
func (t *teller) finish() (*drafts, error) {
	for _, ref := range cycles(t.parents) {
		t.out.tally("organization-cycle", ref)
	}
	return t.out, t.failed
}

// cycles gives what is, by a table of parents, its own ancestor.
func cycles(parents map[string]string) (all []string) {
	seen := map[string]string{} // by which start it was passed first
	for _, start := range sorted(parents) {
		at := start
		for at != "" && seen[at] == "" {
			seen[at] = start
			at = parents[at]
		}
		if at == "" || seen[at] != start {
			continue // leads out, or into what was passed before
		}
		for end := at; ; {
			all = append(all, at)
			if at = parents[at]; at == end {
				break
			}
		}
	}
	return all
}

// tellingOf gives the sentence of a tally.
var tellingOf = map[string]string{
	"unknown-organization":            "services name an organisation that is not in the source; they were left out",
	"same-name":                       "services have the same organisation and name as one before them",
	"service-url-without-scheme":      "services have the address of a website without https://; it was added",
	"organization-url-without-scheme": "organisations have the address of a website without https://; it was added",
	"located":                         "locations have coordinates",
	"coordinates-zero":                "locations lie at 0,0; the coordinates were left out",
	"coordinates-swapped":             "locations have latitude and longitude swapped; they were put right",
	"unusable-coordinates":            "locations have coordinates that cannot be; they were left out",
	"unusable-url":                    "addresses of websites cannot be used; they were kept as words",
	"unusable-email":                  "e-mail addresses cannot be used; they were kept as words",
	"unusable-ages":                   "services have ages that cannot be; they were kept as words",
	"unusable-hours":                  "services have opening hours that cannot be read; they were kept as words",
	"duplicate-id":                    "records have an id that another has already; the first counts",
	"service-without-id":              "services have no id; they were left out",
	"service-without-name":            "services have no name; they were left out",
	"organization-without-id":         "organisations have no id; they were left out",
	"organization-without-name":       "organisations have no name; they were left out with their services",
	"invalid-agency":                  "agencies have no key or no name; they were left out with their services",
	"organization-cycle":              "organisations are their own parent, by a circle",
	"taxonomy-cycle":                  "terms of the taxonomy are their own parent, by a circle",
	"dangling":                        "rows are about something that is not in the source; they were left out",
	"without-owner":                   "rows do not say what they are about; they were left out",
	"broken-description":              "descriptions of the package (datapackage.json) cannot be read; the names of the files were used",
	"broken-row":                      "rows cannot be read; they were left out",
	"broken-letters":                  "texts held bytes that are no letters; these were taken out",
	"markup":                          "texts held marks of HTML; these were taken out",
	"too-long":                        "texts were longer than a field can be; the whole text was kept as words",
}

// tallyText says a tally in a sentence.
func tallyText(t Tally) string {
	text := fmt.Sprintf("%d %s", t.Count, tellingOf[t.Code])
	if t.Groups > 0 {
		text = fmt.Sprintf("%d services have the same organisation and name as one before them (%s)", t.Count, count(t.Groups, "pair", "pairs"))
	}
	return text
}

// broken refuses a source that cannot be read to its end.
func broken(what string, err error) error {
	return errs.Problems{{Text: fmt.Sprintf("%s: %s", what, reason(err))}}
}
