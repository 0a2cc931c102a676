package privacy

import "strings"

// marks stand in a text for what was found there.
var marks = map[Kind]string{BSN: "[bsn]", IBAN: "[rekening]", Email: "[e-mail]", Phone: "[telefoon]", Profile: "[profiel]",
	Postcode: "[postcode]", Address: "[adres]", Date: "[datum]", Number: "[nummer]", Name: "[naam]"}

// maskings is how often a masked text is looked through again: a mark can stand where letters hid that the rest was a
// postcode.
const maskings = 6

// Mask gives a text with a neutral mark in place of each finding. The findings are those of Scan for that text: in
// order, without overlap. Nothing that is sure is left in what it gives.
func Mask(text string, findings []Finding) string {
	text = mask(text, findings)
	for range maskings {
		var left []Finding
		for _, f := range Scan(text) {
			if f.Sure {
				left = append(left, f)
			}
		}
		if len(left) == 0 {
			break
		}
		text = mask(text, left)
	}
	return text
}

func mask(text string, findings []Finding) string {
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
