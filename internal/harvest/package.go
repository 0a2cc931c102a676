package harvest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// pack is an HSDS data package while its tables are put together: 1.1, 2.0 or the tables of 3.1.
//
//	organizations ─ by id ─────────────────────────────▶ organisation
//	service_at_location ─ by id ─┐
//	locations, addresses … ──────┴─ by location ─┐
//	services, phones, schedules … ───────────────┴─ by service ─▶ service
//
// A table may be larger than memory: rows are ordered on the disk.
type pack struct {
	t        *teller
	tables   []table // as many as a byte can number
	terms    map[string]node
	parents  map[string]string // of terms
	orgs     sorter            // rows by organisation
	links    sorter            // rows by service at location
	places   sorter            // rows by location
	services sorter            // rows by service
}

// table is one file of a package.
type table struct {
	name    string // as tables calls it
	path    string
	columns []string
}

// nested marks a row that is no row of a table but a node in JSON.
const nested = 255

// tables gives by the name of a file or resource what it holds: its name as HSDS 3.1 nests it.
var tables = map[string]string{
	"organization": "organization", "organizations": "organization",
	"service": "service", "services": "service",
	"location": "location", "locations": "location",
	"service_at_location": "service_at_location", "services_at_location": "service_at_location", "service_at_locations": "service_at_location",
	"phone": "phones", "phones": "phones", "contact": "contacts", "contacts": "contacts",
	"physical_address": "addresses", "physical_addresses": "addresses", "address": "addresses", "addresses": "addresses",
	"postal_address": "postal_addresses", "postal_addresses": "postal_addresses",
	"regular_schedule": "schedules", "regular_schedules": "schedules", "schedule": "schedules", "schedules": "schedules",
	"holiday_schedule": "holiday_schedules", "holiday_schedules": "holiday_schedules",
	"language": "languages", "languages": "languages", "eligibility": "eligibility", "eligibilities": "eligibility",
	"accessibility_for_disabilities": "accessibility", "accessibility": "accessibility",
	"service_taxonomy": "attributes", "services_taxonomy": "attributes", "attribute": "attributes", "attributes": "attributes",
	"taxonomy": "taxonomy_term", "taxonomy_term": "taxonomy_term", "taxonomy_terms": "taxonomy_term",
	"service_area": "service_areas", "service_areas": "service_areas", "program": "programs", "programs": "programs",
	"funding": "funding", "cost_option": "cost_options", "cost_options": "cost_options",
	"required_document": "required_documents", "required_documents": "required_documents",
	"payment_accepted": "payment_accepted", "payments_accepted": "payment_accepted",
	"service_capacity": "capacities", "organization_identifier": "organization_identifiers", "organization_identifiers": "organization_identifiers",
	"url": "additional_urls", "urls": "additional_urls",
}

// folder reads the tables of a data package.
func (t *teller) folder(folder fs.FS) (err error) {
	folder = within(folder)
	files, err := t.resources(folder)
	if err != nil {
		return err
	}
	p := &pack{t: t, terms: map[string]node{}, parents: map[string]string{}}
	defer func() {
		err = errors.Join(err, p.orgs.Close(), p.links.Close(), p.places.Close(), p.services.Close())
	}()
	for _, first := range []bool{true, false} { // terms first: rows name them
		for _, f := range files {
			if (f.name == "taxonomy_term") == first {
				if err := p.read(folder, f); err != nil {
					return err
				}
			}
		}
	}
	for _, ref := range cycles(p.parents) {
		t.out.tally("taxonomy-cycle", ref)
	}
	return p.assemble()
}

// resources gives the tables of a package: those its description names, or without one every CSV file that is known.
func (t *teller) resources(folder fs.FS) (files []table, err error) {
	seen := map[string]bool{}
	add := func(name, file string) {
		file = path.Clean(strings.TrimPrefix(file, "./"))
		if known := tables[fold(name)]; known != "" && !seen[file] {
			if _, err := fs.Stat(folder, file); err == nil {
				seen[file] = true
				files = append(files, table{name: known, path: file})
			}
		}
	}
	text, err := fs.ReadFile(folder, "datapackage.json")
	if err == nil {
		var described struct {
			Resources []struct{ Name, Path string }
		}
		if err := json.Unmarshal(text, &described); err != nil {
			t.out.tally("broken-description", reason(err))
		}
		for _, r := range described.Resources {
			add(r.Name, r.Path)
		}
	}
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return nil, broken("the package cannot be read", err)
	}
	for _, e := range entries {
		if strings.EqualFold(path.Ext(e.Name()), ".csv") {
			add(strings.TrimSuffix(e.Name(), path.Ext(e.Name())), e.Name())
		}
	}
	for _, need := range []string{"organization", "service"} {
		found := false
		for _, f := range files {
			found = found || f.name == need
		}
		if !found {
			return nil, refuse("the package has no table of %ss; an HSDS data package is needed", need)
		}
	}
	return files, nil
}

// read brings the rows of a table where they belong.
func (p *pack) read(folder fs.FS, f table) (err error) {
	file, err := folder.Open(f.path)
	if err != nil {
		return broken(f.path, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	pace := newPace(file)
	buffered := bufio.NewReaderSize(pace, 1<<16)
	if start, _ := buffered.Peek(3); bytes.Equal(start, []byte("\xef\xbb\xbf")) {
		_, _ = buffered.Discard(3) // was just peeked
	}
	r := csv.NewReader(buffered)
	r.ReuseRecord, r.FieldsPerRecord = true, -1
	heading, err := r.Read()
	if err != nil {
		return broken(f.path+", its headings", err)
	}
	if len(heading) > MaxColumns {
		return refuse("%s has %d columns; at most %d can be read", f.path, len(heading), MaxColumns)
	}
	for _, name := range heading {
		f.columns = append(f.columns, fold(strings.TrimSpace(name)))
	}
	p.tables = append(p.tables, f)
	for row := 2; ; row++ {
		pace.next()
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if parse := new(csv.ParseError); errors.As(err, &parse) && !errors.Is(err, csv.ErrQuote) {
			p.t.out.tally("broken-row", fmt.Sprintf("%s row %d", f.path, row))
			continue
		}
		if err != nil {
			return broken(fmt.Sprintf("%s breaks off or is damaged at row %d", f.path, row), err)
		}
		if err := p.row(f, cells, row); err != nil {
			return err
		}
	}
}

// row brings one row to the sorter of what it is about.
func (p *pack) row(f table, cells []string, number int) error {
	if len(cells) > len(f.columns) {
		p.t.out.tally("broken-row", fmt.Sprintf("%s row %d", f.path, number))
		return nil
	}
	get := func(name string) string {
		for i, column := range f.columns {
			if column == name && i < len(cells) {
				return strings.TrimSpace(cells[i])
			}
		}
		return ""
	}
	if f.name == "taxonomy_term" {
		p.term(get)
		return nil
	}
	data := packed(len(p.tables)-1, cells)
	switch id := get("id"); f.name {
	case "organization":
		return p.orgs.add(id, data)
	case "service":
		return p.services.add(id, data)
	case "location":
		return p.places.add(id, data)
	case "service_at_location":
		return p.links.add(id, data)
	}
	entity, linked := get("link_entity"), get("link_id")
	for _, to := range []struct {
		name, column string
		sorter       *sorter
	}{{"service", "service_id", &p.services}, {"service_at_location", "service_at_location_id", &p.links},
		{"location", "location_id", &p.places}, {"organization", "organization_id", &p.orgs}} {
		key := get(to.column)
		if entity == to.name {
			key = linked
		}
		if key != "" {
			return to.sorter.add(key, data)
		}
	}
	p.t.out.tally("without-owner", fmt.Sprintf("%s row %d", f.path, number))
	return nil
}

// term keeps a term of the taxonomy of the source: rows name it.
func (p *pack) term(get func(string) string) {
	id := get("id")
	if parent := get("parent_id"); parent != "" {
		p.parents[id] = parent
	}
	code := get("code")
	if code == "" {
		code = id
	}
	p.terms[id] = node{"name": get("name"), "code": code}
}

// packed writes a row in few bytes: the number of its table and its cells.
func packed(table int, cells []string) []byte {
	size := 2 + 2*len(cells)
	for _, cell := range cells {
		size += len(cell)
	}
	data := append(make([]byte, 0, size), byte(min(table, nested-1))) // #nosec G115 -- bounded
	for _, cell := range cells {
		data = append(binary.AppendUvarint(data, uint64(len(cell))), cell...)
	}
	return data
}

// unpacked gives a row as a node, and the name of its table.
func (p *pack) unpacked(data []byte) (node, string, error) {
	if data[0] == nested {
		n := node{}
		return n, "service_at_locations", json.Unmarshal(data[1:], &n)
	}
	f := p.tables[data[0]]
	data = data[1:]
	n := make(node, len(f.columns))
	for i := 0; len(data) > 0; i++ {
		size, width := binary.Uvarint(data)
		if cell := string(data[width : width+int(size)]); cell != "" { // #nosec G115 -- written by packed
			n[f.columns[i]] = cell
		}
		data = data[width+int(size):] // #nosec G115 -- written by packed
	}
	return n, f.name, nil
}

// assemble goes through the groups: organisations, then places, then services with all that is theirs.
func (p *pack) assemble() error {
	err := p.orgs.groups(func(key string, all [][]byte) error {
		n, err := p.group("organization", key, all)
		if n != nil {
			p.t.organization(n)
		}
		return err
	})
	if err != nil {
		return err
	}
	err = p.links.groups(func(key string, all [][]byte) error {
		n, err := p.group("service_at_location", key, all)
		if n == nil || err != nil {
			return err
		}
		return p.places.add(scalar(n["location_id"]), append([]byte{nested}, mustJSON(n)...))
	})
	if err != nil {
		return err
	}
	if err := p.places.groups(p.place); err != nil {
		return err
	}
	return p.services.groups(func(key string, all [][]byte) error {
		n, err := p.group("service", key, all)
		if n != nil {
			p.t.service(n)
		}
		return errors.Join(err, p.t.failed)
	})
}

// place brings a location to the services that are there.
func (p *pack) place(key string, all [][]byte) error {
	var links [][]byte
	var rows [][]byte
	for _, data := range all {
		if data[0] == nested {
			links = append(links, data)
		} else {
			rows = append(rows, data)
		}
	}
	location, err := p.group("location", key, rows)
	if err != nil {
		return err
	}
	for _, data := range links {
		n, _, err := p.unpacked(data)
		if err != nil {
			return err
		}
		if location == nil {
			p.t.out.tally("dangling", "service_at_location "+scalar(n["id"])+" of location "+key)
		} else {
			n["location"] = location
		}
		if err := p.services.add(scalar(n["service_id"]), append([]byte{nested}, mustJSON(n)...)); err != nil {
			return err
		}
	}
	return nil
}

// group puts the rows of one key together as a node: the row of the table that it is about, with lists of the others. It
// gives nothing when that row is not there.
func (p *pack) group(main, key string, all [][]byte) (node, error) {
	var whole node
	parts := map[string][]node{}
	for _, data := range all {
		n, name, err := p.unpacked(data)
		if err != nil {
			return nil, err
		}
		switch {
		case name == main && whole == nil:
			whole = n
		case name == main:
			p.t.out.tally("duplicate-id", main+" "+key)
		case name == "attributes":
			p.attribute(n)
			fallthrough
		default:
			parts[name] = append(parts[name], n)
		}
	}
	if whole == nil {
		for _, name := range sorted(parts) {
			for range parts[name] {
				p.t.out.tally("dangling", fmt.Sprintf("%s of %s %q", name, main, key))
			}
		}
		return nil, nil
	}
	for name, list := range parts {
		whole[name] = list
	}
	return whole, nil
}

// attribute gives a row that names a term the term itself.
func (p *pack) attribute(n node) {
	id := scalar(n["taxonomy_term_id"])
	if id == "" {
		id = scalar(n["taxonomy_id"])
	}
	if term, ok := p.terms[id]; ok {
		n["taxonomy_term"] = map[string]any(node{"name": term["name"], "code": term["code"]})
	} else if id != "" {
		p.t.out.tally("dangling", "term "+id)
		n["taxonomy_term"] = map[string]any{"name": id, "code": id}
	}
}

// mustJSON writes a node that was made here.
func mustJSON(n node) []byte {
	text, err := json.Marshal(n)
	if err != nil {
		panic(fmt.Sprintf("a node has no JSON form: %v", err))
	}
	return text
}
