package directory

import (
	_ "embed"
	"encoding/json"
	"sync"
)

// Term is one entry of a taxonomy: a code that never changes and what people read.
type Term struct {
	Code string `json:"code"`
	NL   string `json:"nl"`
	EN   string `json:"en"`
}

// Label gives the term in a language: "en", or Dutch for any other.
func (t Term) Label(lang string) string {
	if lang == "en" {
		return t.EN
	}
	return t.NL
}

// Terms is one taxonomy in the order in which it is shown.
type Terms []Term

// Find gives the term with a code.
func (ts Terms) Find(code string) (Term, bool) {
	for _, t := range ts {
		if t.Code == code {
			return t, true
		}
	}
	return Term{}, false
}

// Labels gives the terms of the codes in a language. A code that is not in the taxonomy is left out.
func (ts Terms) Labels(codes []string, lang string) []string {
	labels := make([]string, 0, len(codes))
	for _, code := range codes {
		if t, ok := ts.Find(code); ok {
			labels = append(labels, t.Label(lang))
		}
	}
	return labels
}

// Taxonomies are the facets by which supply and demand are described (inventory B02), and the kinds of organisation.
type Taxonomies struct {
	Needs     Terms `json:"needs"`
	Audiences Terms `json:"audiences"`
	Forms     Terms `json:"forms"`
	Costs     Terms `json:"costs"`
	Access    Terms `json:"access"`
	Kinds     Terms `json:"kinds"`
}

//go:embed taxonomy/taxonomy.json
var taxonomyFile []byte

// Taxonomy gives the taxonomies every network starts from.
var Taxonomy = sync.OnceValue(func() Taxonomies {
	var t Taxonomies
	if err := json.Unmarshal(taxonomyFile, &t); err != nil {
		panic("the embedded taxonomies cannot be read: " + err.Error())
	}
	return t
})
