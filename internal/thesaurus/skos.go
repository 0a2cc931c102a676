package thesaurus

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// The names that SKOS files begin with.
const skosHead = `@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix kind: <urn:samenspel:kind:> .
@prefix need: <urn:samenspel:need:> .

<urn:samenspel:kinds> a skos:ConceptScheme ; dct:title "Soorten informele hulp"@nl , "Kinds of informal help"@en .
`

// WriteSKOS writes the thesaurus in Turtle, with a concept for each need and
// each kind. A kind has a note for the languages that nobody reviewed yet.
func (s *Set) WriteSKOS(w io.Writer, needs map[string]string) error {
	b := &strings.Builder{}
	b.WriteString(skosHead)
	for _, code := range sortedKeys(needs) {
		fmt.Fprintf(b, "\nneed:%s a skos:Concept ; skos:inScheme <urn:samenspel:kinds> ; skos:topConceptOf <urn:samenspel:kinds> ;\n  skos:prefLabel %s .\n",
			code, literal(needs[code], "nl"))
	}
	for i := range s.Kinds {
		s.Kinds[i].skos(b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (k *Kind) skos(b *strings.Builder) {
	fmt.Fprintf(b, "\nkind:%s a skos:Concept ; skos:inScheme <urn:samenspel:kinds> ; skos:broader need:%s ;\n", k.Code, k.Need)
	fmt.Fprintf(b, "  skos:prefLabel %s , %s ;\n  skos:definition %s ;\n", literal(k.NL, "nl"), literal(k.EN, "en"), literal(k.Sentence, "nl"))
	for _, text := range k.Dutch()[1:] {
		fmt.Fprintf(b, "  skos:altLabel %s ;\n", literal(text, "nl"))
	}
	for _, language := range Languages {
		for _, text := range k.Foreign[language] {
			fmt.Fprintf(b, "  skos:altLabel %s ;\n", literal(text, language))
		}
	}
	for _, code := range k.Related {
		fmt.Fprintf(b, "  skos:related kind:%s ;\n", code)
	}
	fmt.Fprintf(b, "  skos:editorialNote %s .\n", literal("not reviewed: "+strings.Join(k.Unreviewed(), " "), "en"))
}

// Unreviewed gives the languages in which nobody reviewed the words yet.
func (k *Kind) Unreviewed() []string {
	var out []string
	for _, language := range append([]string{"nl"}, Languages...) {
		if !slices.Contains(k.Reviewed, language) {
			out = append(out, language)
		}
	}
	return out
}

// literal writes a text of one line as Turtle.
func literal(text, language string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"@` + language
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
