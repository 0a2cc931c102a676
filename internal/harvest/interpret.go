package harvest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"samenspel/internal/directory"
	"samenspel/internal/i18n"
)

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

	names  map[string]string // reference of an organisation by its name
	broken map[int]bool      // rows in which a problem was found while they were read
	failed error             // why the drafts cannot be kept
}

// newInterpreter gives an interpreter of a table that is read with a mapping. Days of confirmation are moved by shift.
func newInterpreter(table Table, m Mapping, source string, shift time.Duration, now time.Time) (*interpreter, error) {
	out, err := newDrafts()
	in := &interpreter{mapping: m, source: source, shift: shift, now: now, table: table, spreadsheet: table.Format == "xlsx",
		words: map[string]map[string]meaning{}, out: out, names: map[string]string{}, broken: map[int]bool{}}
	in.bind()
	for _, field := range coded {
		in.words[field] = m.dictionary(field)
	}
	return in, err
}

// interpret decides what the table says. It goes through the rows twice: a name of an organisation on one row may be
// explained by another.
func (in *interpreter) interpret() (*drafts, error) {
	for _, p := range in.table.Problems {
		in.broken[p.Row] = true
		in.out.problem(p.Row, p.Column, p.Text)
	}
	unread := maps.Clone(in.broken)
	in.each(func(r *record) {
		delete(unread, r.row.Number)
		id, name := r.cell("organization_id"), r.cell("organization")
		if name != "" && in.names[fold(name)] == "" && !r.row.Broken {
			in.names[fold(name)] = id
		}
	})
	in.out.leftOut += len(unread)
	in.out.blind = len(unread) > 0 // rows of which nothing could be read
	in.each(in.row)
	in.nameless()
	for _, o := range in.out.organizations {
		o.finish()
	}
	return in.out, in.failed
}

// each goes through the rows.
func (in *interpreter) each(look func(*record)) {
	for _, row := range in.table.Rows {
		look(&record{in: in, row: row, bad: in.broken[row.Number]})
	}
}

// row turns one row into a draft, or remembers what a bad one speaks of.
func (in *interpreter) row(r *record) {
	var draft serviceDraft
	service := false
	if !r.row.Broken {
		in.organization(r)
		if service = !r.onlyOrganization(); service {
			draft = in.service(r)
		}
	}
	o := in.out.byRef[r.organization]
	if r.bad {
		in.leave(r.row, r.cell("id"), r.organization)
		return
	}
	if o.values["organization"] == "" {
		o.waiting = append(o.waiting, waitingRow{r.row, r.cell("id")})
	} else {
		in.out.use(o)
	}
	if service {
		in.failed = errors.Join(in.failed, in.out.add(draft))
	}
}

// nameless refuses the rows of organisations that have no name on any row.
func (in *interpreter) nameless() {
	for _, ref := range sorted(in.out.byRef) {
		o := in.out.byRef[ref]
		if o.values["organization"] != "" {
			if len(o.waiting) > 0 {
				in.out.use(o)
			}
			continue
		}
		for _, w := range o.waiting {
			in.out.problem(w.row.Number, in.column("organization"), fmt.Sprintf("organisation %q has no name on any row", ref))
			in.leave(w.row, w.id, ref)
		}
	}
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

// leave remembers what a bad row speaks of.
func (in *interpreter) leave(row Row, id, organization string) {
	in.out.leftOut++
	in.out.leftServices[id] = true
	in.out.leftOf[organization] = true
	if row.Broken || id == "" {
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
		Does: r.list("does"), DoesNot: r.list("does_not"), Different: r.text("different"), Sought: r.text("sought"), NoProfessionals: r.yesNo("no_professionals") == "ja", Languages: r.languages(),
		Phone: r.phone("phone"), Email: r.email("email"), URL: r.url("url"), Hours: r.hours(),
		Capacity: r.capacity(), Confirmed: r.confirmed(), ConfirmedBy: r.text("confirmed_by"),
	}
	s.Words = unique(append(s.Words, r.words...))
	if l := r.location(); l != nil {
		s.Locations = []directory.Location{*l}
	}
	return serviceDraft{Row: r.row.Number, Organization: r.organization, Service: s,
		Town: r.text(town), Area: r.text("area"), Serves: r.list("serves")}
}

// id gives the reference of a row, which no other row may have.
func (in *interpreter) id(r *record) string {
	id := r.needed("id", "id")
	if before := in.out.refs.at(id); before != 0 && id != "" {
		r.problem("id", "the id %q is also in row %d; give each service its own", id, before)
		return id
	}
	in.out.refs.put(id, r.row.Number)
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
