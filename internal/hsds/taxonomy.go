package hsds

import (
	"strings"

	"github.com/google/uuid"

	"samenspel/internal/directory"
)

// names is the space of ids that are made from a name (RFC 9562, version 5).
var names = uuid.MustParse("6f2d3d1c-5c2e-5a43-9b1e-2f6f3b7a9a10")

// id gives the id that belongs to a name: the same one every time.
func id(parts ...string) string {
	return uuid.NewSHA1(names, []byte(strings.Join(parts, "\x00"))).String()
}

// facet is one of the taxonomies of the directory.
type facet struct {
	code, name, description string
	terms                   func(directory.Taxonomies) directory.Terms
}

var facets = []facet{
	{"needs", "Hulpvragen", "Waar iemand hulp bij zoekt.", func(t directory.Taxonomies) directory.Terms { return t.Needs }},
	{"audiences", "Doelgroepen", "Voor wie de hulp is.", func(t directory.Taxonomies) directory.Terms { return t.Audiences }},
	{"forms", "Vormen", "Hoe de hulp eruitziet.", func(t directory.Taxonomies) directory.Terms { return t.Forms }},
	{"costs", "Kosten", "Wat het kost.", func(t directory.Taxonomies) directory.Terms { return t.Costs }},
	{"access", "Toegang", "Hoe men binnenkomt.", func(t directory.Taxonomies) directory.Terms { return t.Access }},
	{"kinds", "Soorten organisaties", "Wie de hulp biedt.", func(t directory.Taxonomies) directory.Terms { return t.Kinds }},
}

// Taxonomies gives the taxonomies of the directory.
func Taxonomies() []Taxonomy {
	all := make([]Taxonomy, len(facets))
	for i, f := range facets {
		all[i] = f.taxonomy()
	}
	return all
}

func (f facet) taxonomy() Taxonomy {
	return Taxonomy{ID: id("taxonomy", f.code), Name: f.name, Description: f.description}
}

// Terms gives every term of every taxonomy, in order.
func Terms() []TaxonomyTerm {
	var all []TaxonomyTerm
	for _, f := range facets {
		for _, t := range f.terms(directory.Taxonomy()) {
			all = append(all, f.term(t))
		}
	}
	return all
}

func (f facet) term(t directory.Term) TaxonomyTerm {
	return TaxonomyTerm{ID: id("term", f.code, t.Code), Code: t.Code, Name: t.NL, Description: t.EN, Taxonomy: f.name, TaxonomyID: id("taxonomy", f.code), Language: "nl"}
}

// Facet gives the facet and code of a term by its id: "needs" and "taal". An unknown id gives nothing.
func Facet(termID string) (name, code string) {
	for _, f := range facets {
		for _, t := range f.terms(directory.Taxonomy()) {
			if id("term", f.code, t.Code) == termID {
				return f.code, t.Code
			}
		}
	}
	return "", ""
}

// FacetOf gives the facet of a taxonomy by its id, or "".
func FacetOf(taxonomyID string) string {
	for _, f := range facets {
		if id("taxonomy", f.code) == taxonomyID {
			return f.code
		}
	}
	return ""
}

// terms gives the attributes of a record for codes of a facet.
func terms(facetCode, entity, record string, codes []string) []Attribute {
	var all []Attribute
	for _, f := range facets {
		if f.code != facetCode {
			continue
		}
		for _, code := range codes {
			if t, ok := f.terms(directory.Taxonomy()).Find(code); ok {
				term := f.term(t)
				all = append(all, Attribute{ID: id("attribute", record, f.code, code), LinkID: record, TaxonomyTermID: term.ID,
					LinkType: "samenspel:" + f.code, LinkEntity: entity, Term: &term})
			}
		}
	}
	return all
}

// texts gives the attributes of a record for texts that the specification has no field for.
func texts(name, entity, record string, values ...string) []Attribute {
	var all []Attribute
	for _, value := range values {
		if value != "" {
			all = append(all, Attribute{ID: id("attribute", record, name, value), LinkID: record, LinkType: "samenspel:" + name, LinkEntity: entity, Value: value})
		}
	}
	return all
}
