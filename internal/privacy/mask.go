package privacy

import "strings"

// marks stand in a text for what was found there.
var marks = map[Kind]string{BSN: "[bsn]", IBAN: "[rekening]", Email: "[e-mail]", Phone: "[telefoon]", Profile: "[profiel]",
	Postcode: "[postcode]", Address: "[adres]", Date: "[datum]", Number: "[nummer]", Name: "[naam]"}

// Mask gives a text with a neutral mark in place of each finding. The findings are those of Scan for that text: in
// order, without overlap.
func Mask(text string, findings []Finding) string {
	var b strings.Builder
	b.Grow(len(text))
	at := 0
	for _, f := range findings {
		if f.Start < at || f.End > len(text) || f.End < f.Start {
			continue
		}
		b.WriteString(text[at:f.Start])
		b.WriteString(marks[f.Kind])
		at = f.End
	}
	b.WriteString(text[at:])
	return b.String()
}
