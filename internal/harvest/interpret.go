package harvest

import (
	"slices"
	"time"

	"samenspel/internal/directory"
	"samenspel/internal/i18n"
)

// drafts is what a file says: organisations and services that do not yet know what the directory has.
type drafts struct {
	findings
	organizations []*organizationDraft // those that a good row speaks of, in order
	services      []serviceDraft       // of good rows, in order

	// What rows with problems speak of: it stays as it is. blind: of one of them it cannot be told.
	leftOut              int
	leftServices, leftOf map[string]bool
	blind                bool
}

// serviceDraft is a service without ids: of its organisation it knows the reference, of areas the names.
type serviceDraft struct {
	row          int
	organization string
	service      directory.Service
	town, area   string
	serves       []string
	location     *directory.Location
}

// meaning is what a word of the source stands for.
type meaning struct {
	codes []string
	keep  bool // the word itself becomes a search word
}

// interpreter turns the rows of a table into drafts.
type interpreter struct {
	mapping     Mapping
	source      string
	shift       time.Duration
	now         time.Time
	spreadsheet bool
	table       Table
	at          map[string][]int // columns of a field
	words       map[string]map[string]meaning
	out         *drafts

	names map[string]string // reference of an organisation by its name
	orgs  map[string]*organizationDraft
	rows  map[string]int // row of a reference
}

// newInterpreter gives an interpreter of a table that is read with a mapping. Days of confirmation are moved by shift.
func newInterpreter(table Table, m Mapping, source string, shift time.Duration, now time.Time) *interpreter {
	in := &interpreter{mapping: m, source: source, shift: shift, now: now, table: table, spreadsheet: table.Format == "xlsx",
		words: map[string]map[string]meaning{}, out: &drafts{leftServices: map[string]bool{}, leftOf: map[string]bool{}},
		names: map[string]string{}, orgs: map[string]*organizationDraft{}, rows: map[string]int{}}
	in.bind()
	for _, field := range coded {
		in.words[field] = m.dictionary(field)
	}
	return in
}

// interpret decides what the table says.
func (in *interpreter) interpret() *drafts {
	records := in.records()
	for _, r := range records {
		if !r.row.Broken {
			in.organization(r)
		}
	}
	in.nameless(records)
	in.services(records)
	for _, o := range in.out.organizations {
		o.finish()
	}
	return in.out
}

// bind finds the columns of each field.
func (in *interpreter) bind() {
	column := map[string]int{}
	for i, heading := range in.table.Headings {
		if heading != "" {
			column[fold(heading)] = i
		}
	}
	in.at = map[string][]int{}
	for _, field := range append(Headings(), town) {
		for _, heading := range in.mapping.headings(field) {
			if at, ok := column[fold(heading)]; ok {
				in.at[field] = append(in.at[field], at)
			}
		}
	}
}

// column names a field as the file does.
func (in *interpreter) column(field string) string {
	if at := in.at[field]; len(at) > 0 {
		return in.table.Headings[at[0]]
	}
	return field
}

func (in *interpreter) unescape(cell string) string {
	if in.mapping.Escaped {
		return unescape(cell)
	}
	return cell
}

// dictionary gives the meaning of words of a field: the codes and labels of the taxonomy, and what the mapping adds.
func (m Mapping) dictionary(field string) map[string]meaning {
	words := map[string]meaning{}
	label := map[string]bool{}
	for _, term := range taxonomy(field) {
		for _, word := range []string{term.EN, term.NL, term.Code} {
			words[fold(word)] = meaning{codes: []string{term.Code}}
		}
		label[fold(term.EN)], label[fold(term.NL)] = true, true
	}
	for word, codes := range m.Values[field] {
		keep := len(codes) == 0 || slices.Contains(m.KeepWords, field)
		words[fold(word)] = meaning{codes: codes, keep: keep && !label[fold(word)]}
	}
	return words
}

// records gives the rows, with what was found wrong while reading them.
func (in *interpreter) records() []*record {
	bad := map[int]bool{}
	for _, p := range in.table.Problems {
		bad[p.Row] = true
		in.out.problem(p.Row, p.Column, p.Text)
	}
	var records []*record
	for _, row := range in.table.Rows {
		r := &record{in: in, row: row, bad: bad[row.Number]}
		delete(bad, row.Number)
		records = append(records, r)
		id, name := r.cell("organization_id"), r.cell("organization")
		if name != "" && in.names[fold(name)] == "" && !row.Broken {
			in.names[fold(name)] = id
		}
	}
	in.out.leftOut += len(bad)
	in.out.blind = len(bad) > 0 // rows of which nothing could be read
	return records
}

// services turns records into services and remembers what bad ones speak of.
func (in *interpreter) services(records []*record) {
	for _, r := range records {
		if !r.row.Broken && !r.onlyOrganization() {
			draft := in.service(r)
			if !r.bad {
				in.out.services = append(in.out.services, draft)
			}
		}
		if r.bad {
			in.leave(r)
			continue
		}
		if o := in.orgs[r.organization]; !o.used {
			o.used = true
			in.out.organizations = append(in.out.organizations, o)
		}
	}
}

// leave remembers what a bad row speaks of.
func (in *interpreter) leave(r *record) {
	id := r.cell("id")
	in.out.leftOut++
	in.out.leftServices[id] = true
	in.out.leftOf[r.organization] = true
	if r.row.Broken || id == "" {
		in.out.blind = true
	}
}

func (in *interpreter) service(r *record) serviceDraft {
	s := directory.Service{
		Origin:      directory.Origin{Source: in.source, Ref: in.id(r)},
		Title:       r.needed("title", "title"),
		Description: r.text("description"),
		Words:       r.list("keywords"),
		Needs:       r.codes("needs"), Audiences: r.codes("audiences"), Forms: r.codes("form"),
		Costs: r.code("costs"), CostNote: r.text("cost_note"), Access: r.codes("access"), Ages: r.ages(),
		Does: r.list("does"), DoesNot: r.list("does_not"), Different: r.text("different"), Languages: r.languages(),
		Phone: r.phone("phone"), Email: r.email("email"), URL: r.url("url"), Hours: r.hours(),
		Capacity: r.capacity(), Confirmed: r.confirmed(), ConfirmedBy: r.text("confirmed_by"),
	}
	s.Words = unique(append(s.Words, r.words...))
	return serviceDraft{row: r.row.Number, organization: r.organization, service: s,
		town: r.text(town), area: r.text("area"), serves: r.list("serves"), location: r.location()}
}

// id gives the reference of a row, which no other row may have.
func (in *interpreter) id(r *record) string {
	id := r.needed("id", "id")
	if before, twice := in.rows[id]; twice && id != "" {
		r.problem("id", "the id %q is also in row %d; give each service its own", id, before)
		return id
	}
	in.rows[id] = r.row.Number
	return id
}

// location gives where the service is, as far as the row tells, or nil. The area comes later.
func (r *record) location() *directory.Location {
	l := directory.Location{Name: r.text("location"), Address: r.text("address"), Postcode: r.postcode(), Point: r.point(),
		Confidential: r.yesNo("confidential") == "ja"}
	if l == (directory.Location{}) && r.cell("area") == "" && r.cell(town) == "" {
		return nil
	}
	return &l
}

// reference gives the reference of the organisation of a row: its id, or a form of its name.
func (in *interpreter) reference(r *record) string {
	id, name := r.text("organization_id"), r.text("organization")
	switch {
	case id != "":
		return id
	case in.names[fold(name)] != "":
		return in.names[fold(name)]
	case i18n.Slug(name) != "":
		return i18n.Slug(name)
	}
	return name
}
