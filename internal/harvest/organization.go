package harvest

import (
	"slices"

	"samenspel/internal/directory"
)

// organizationDraft is an organisation as the rows that speak of it tell: of each field the value that is filled
// first.
type organizationDraft struct {
	used         bool // a good record speaks of it
	values       map[string]string
	rows         map[string]int // row of a value
	waiting      []waitingRow   // good rows that speak of it before it has a name
	organization directory.Organization
	gone         bool // the source says that it is not active any more
}

// waitingRow is a row and the reference of the service on it.
type waitingRow struct {
	row Row
	id  string
}

// organization adds what a row says of its organisation.
func (in *interpreter) organization(r *record) {
	r.organization = in.reference(r)
	if r.organization == "" {
		r.problem("organization", "the organisation is missing")
		return
	}
	o := in.out.organizationOf(in.source, r.organization)
	if o.values == nil {
		o.values, o.rows = map[string]string{}, map[string]int{}
	}
	for _, field := range organizationFields[1:] {
		in.merge(o, r, field, r.organizationValue(field))
	}
}

func (r *record) organizationValue(field string) string {
	switch field {
	case "organization_type":
		return r.kind()
	case "organization_phone":
		return r.phone(field)
	case "organization_email":
		return r.email(field)
	case "organization_url":
		return r.url(field)
	case "organization_member", "organization_commercial":
		return r.yesNo(field)
	}
	return r.text(field)
}

// kind gives the kind of organisation: "anders" when the source has a word for it that is not known here.
func (r *record) kind() string {
	if kind := r.code("organization_type"); kind != "" || r.cell("organization_type") == "" {
		return kind
	}
	return "anders"
}

// merge keeps the first filled value of a field and warns about another one.
func (in *interpreter) merge(o *organizationDraft, r *record, field, value string) {
	first := o.values[field]
	switch {
	case value == "":
	case first == "":
		o.values[field], o.rows[field] = value, r.row.Number
	case first != value && !slices.Contains(in.mapping.Varies, field):
		r.warn(field, "organisation %q has another value in row %d, which is kept", r.organization, o.rows[field])
	}
}

// finish fills the organisation from the values of its rows.
func (o *organizationDraft) finish() {
	v, out := o.values, &o.organization
	out.Name, out.Kind, out.Description = v["organization"], v["organization_type"], v["organization_description"]
	out.Phone, out.Email, out.URL = v["organization_phone"], v["organization_email"], v["organization_url"]
	out.Member, out.Commercial = v["organization_member"] == "ja", v["organization_commercial"] == "ja"
	out.LegalForm = v["organization_legal_form"]
}
