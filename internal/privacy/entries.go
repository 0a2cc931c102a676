package privacy

import (
	"fmt"
	"slices"
	"strings"

	"samenspel/internal/access"
)

// Entry is one column of the database with everything the register says of it.
type Entry struct {
	Processing *Processing
	Table      string
	Column     string
	Category   Category
	Readers    []access.Role // who may see it; the first is Visitor when everyone may
}

// Entries gives every column, in the order of the register.
func Entries() (all []Entry) {
	for i := range Register {
		p := &Register[i]
		for _, t := range p.Tables {
			for _, c := range []Category{Open, Worker, Contact, Sensitive, None} {
				for _, column := range strings.Fields(t.Columns[c]) {
					all = append(all, Entry{p, t.Name, column, c, t.readers(p, column, c)})
				}
			}
		}
	}
	return all
}

// readers gives who may see a column, by the table of rights.
func (t Table) readers(p *Processing, column string, c Category) []access.Role {
	switch {
	case slices.Contains(strings.Fields(t.Hidden), column):
		return Readers(t.Seen)
	case c == Open:
		return Readers(access.People)
	}
	return Readers(p.Seen)
}

// Readers gives the roles that may read anything of an object. Everyone is Visitor alone, and "" is nobody.
func Readers(object access.Object) (roles []access.Role) {
	for _, role := range access.Everyone {
		if role != access.Operator && access.Any(access.Actor{Network: "any", Grants: []access.Grant{{Role: role}}}, access.Read, object) {
			roles = append(roles, role)
		}
	}
	if slices.Contains(roles, access.Visitor) {
		return []access.Role{access.Visitor}
	}
	return roles
}

// Personal tells whether there is data about people in it.
func (p Processing) Personal() bool { return p.Basis != NoData }

// forbidden are names of columns by which someone who is helped could be known. They stand in no table of cases.
var forbidden = []string{"name", "naam", "initial", "voorletter", "birth", "geboort", "bsn", "address", "adres", "postcode", "postal", "phone", "telefo", "email",
	"mail", "photo", "foto", "portrait", "diagnos"}

// Naming gives the columns of tables of cases that could name somebody who is helped. There may be none.
func Naming(register []Processing) (columns []string) {
	for _, p := range register {
		for _, t := range p.Tables {
			for _, names := range t.Columns {
				for _, column := range strings.Fields(names) {
					if p.Cases && slices.ContainsFunc(forbidden, func(word string) bool { return strings.Contains(column, word) }) {
						columns = append(columns, t.Name+"."+column)
					}
				}
			}
		}
	}
	slices.Sort(columns)
	return columns
}

// Markdown writes the register as a table, for docs/privacy.md.
func Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "| processing | data about people | basis | kept | who sees it |\n|---|---|---|---|---|\n")
	rules := DefaultRules()
	for _, p := range Register {
		what := "none"
		if p.Personal() {
			what = p.Whose.EN + ": " + p.Data.EN
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", p.Name.EN, what, p.Basis, p.kept(rules), p.readers())
	}
	return b.String()
}

// kept says how long, in English.
func (p Processing) kept(rules Rules) string {
	for _, r := range rules {
		if r.Object == p.Term {
			return fmt.Sprintf("%s (%s to %s)", r.After, r.Least, r.Most)
		}
	}
	return p.Kept.EN
}

// Public tells whether some of it is there to be shown to everyone.
func (p Processing) Public() bool {
	return slices.ContainsFunc(p.Tables, func(t Table) bool { return t.Columns[Open] != "" })
}

// readers says who sees it, in English.
func (p Processing) readers() string {
	roles := Readers(p.Seen)
	texts := make([]string, len(roles))
	for i, role := range roles {
		texts[i] = string(role)
	}
	switch {
	case slices.Contains(roles, access.Visitor):
		return "everyone"
	case p.Public():
		return "what is public: everyone; the rest: " + strings.Join(texts, ", ")
	}
	return strings.Join(texts, ", ")
}
