package harvest

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"

	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/places"
)

// ExportFlat writes entries and organisations in the standard flat format, as CSV in UTF-8: by name of the
// organisation and title of the service, the columns of an organisation on its first row only, and organisations
// without services on a row of their own. Read again it gives the same directory.
//
// A cell that a spreadsheet program could take for a formula gets an apostrophe before it, which reading takes off
// again. References are those of the source; when the entries come from several sources, with the name of the source
// before them. The notes say what the format cannot hold.
func ExportFlat(w io.Writer, entries []directory.Entry, organizations []directory.Organization, tree places.Tree) (notes []string, err error) {
	defer errs.Wrap(&err, "harvest.ExportFlat")
	x := exporter{names: newNamer(tree, nil), out: csv.NewWriter(w), told: map[string]bool{}}
	x.reference = references(entries, organizations)
	x.write(Headings())
	for _, e := range inOrder(entries, organizations, x.reference) {
		x.entry(e)
	}
	x.out.Flush()
	if x.places > 0 {
		notes = append(notes, fmt.Sprintf("%s more than one location; the file holds one for each", count(x.places, "service has", "services have")))
	}
	return notes, x.out.Error()
}

type exporter struct {
	names     *namer
	out       *csv.Writer
	reference func(directory.Origin) string
	told      map[string]bool // organisations whose columns were written, by id
	places    int             // services with more than one location
}

// references gives how an origin is written: its reference, with the source before it when there are several.
func references(entries []directory.Entry, organizations []directory.Organization) func(directory.Origin) string {
	sources := map[string]bool{}
	for _, e := range entries {
		sources[e.Service.Origin.Source] = true
		sources[e.Organization.Origin.Source] = true
	}
	for _, o := range organizations {
		sources[o.Origin.Source] = true
	}
	return func(o directory.Origin) string {
		if len(sources) < 2 || o.Source == "" {
			return o.Ref
		}
		return o.Source + ":" + o.Ref
	}
}

// inOrder gives the rows to write: the entries, and organisations without any, in an order that does not depend on
// ids made here.
func inOrder(entries []directory.Entry, organizations []directory.Organization, reference func(directory.Origin) string) []directory.Entry {
	rows := slices.Clone(entries)
	has := map[string]bool{}
	for _, e := range entries {
		has[e.Organization.ID] = true
	}
	for _, o := range organizations {
		if !has[o.ID] {
			rows = append(rows, directory.Entry{Organization: o})
		}
	}
	slices.SortStableFunc(rows, func(a, b directory.Entry) int {
		return cmp.Or(cmp.Compare(a.Organization.Name, b.Organization.Name),
			cmp.Compare(reference(a.Organization.Origin), reference(b.Organization.Origin)),
			cmp.Compare(a.Service.Title, b.Service.Title),
			cmp.Compare(reference(a.Service.Origin), reference(b.Service.Origin)))
	})
	return rows
}

func (x *exporter) entry(e directory.Entry) {
	o := organizationRow(e.Organization, x.reference(e.Organization.Origin))
	if x.told[e.Organization.ID] {
		o = append(o[:2:2], make([]string, len(o)-2)...)
	}
	x.told[e.Organization.ID] = true
	row := make([]string, 2, len(headings))
	if e.Service.ID == "" {
		x.write(append(append(row, o...), make([]string, len(serviceFields)+len(locationFields))...))
		return
	}
	if len(e.Locations) > 1 {
		x.places++
	}
	row[0], row[1] = x.reference(e.Service.Origin), e.Service.Title
	x.write(append(append(row, o...), serviceRow(e.Service, x.names)...))
}

// write adds a row. The writer keeps its first error for the end.
func (x *exporter) write(cells []string) {
	for i, cell := range cells {
		cells[i] = escape(cell)
	}
	_ = x.out.Write(cells)
}
