package casework

import (
	"strings"
	"unicode/utf8"

	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// maxText is the longest text, in characters.
const maxText = 200

// The least of a reason for going on, in characters.
const leastReason = 10

// Text is a text as it was typed, with the reason for going on in spite of what looks like a name ("" = none).
type Text struct {
	Typed   string
	Reason  string
	Scanner *privacy.Scanner // knows what is public here; nil = nothing is
	Lang    string           // in which a finding is explained: "nl" or "en"
}

// said gives a text as it may be kept. What could tell who somebody is blocks, with an explanation; a
// name alone does not when there is a reason, which comes back in despite. Column is the name of the form field.
func (t Text) said(column string) (text, despite string, err error) {
	text, reason := strings.TrimSpace(t.Typed), strings.TrimSpace(t.Reason)
	if utf8.RuneCountInString(text) > maxText {
		return "", "", errs.Problems{{Column: column, Key: "casework.wrong.long", Text: "casework.wrong.long"}}
	}
	scanner := t.Scanner
	if scanner == nil {
		scanner = new(privacy.Scanner)
	}
	found := scanner.Scan(text)
	if len(found) == 0 {
		return text, "", nil
	}
	worst := found[0]
	for _, f := range found {
		if f.Kind != privacy.Name {
			worst = f
		}
	}
	if worst.Kind != privacy.Name || reason == "" {
		return "", "", errs.Problems{{Column: column, Text: privacy.Explain(worst.Kind, t.Lang), Value: text[worst.Start:worst.End]}}
	}
	if long := utf8.RuneCountInString(reason); long < leastReason || long > maxText || len(scanner.Scan(reason)) > 0 {
		return "", "", errs.Problems{{Column: column + "-reason", Key: "casework.wrong.why", Text: "casework.wrong.why"}}
	}
	return text, reason, nil
}
