package referral

import (
	"strings"
	"unicode/utf8"

	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// Scanner looks at texts before they are kept. Names is why a text with a name in it goes on all the same, in words; it
// lifts nothing else.
type Scanner struct {
	*privacy.Scanner // nil knows nothing that is public here
	Lang             string
	Names            string
}

// scan gives what is wrong with a text: it is too long, or tells who somebody is.
func scan(s Scanner, column, text string, most int) (problems errs.Problems) {
	if s.Scanner == nil {
		s.Scanner = new(privacy.Scanner)
	}
	if utf8.RuneCountInString(text) > most {
		problems = append(problems, errs.Problem{Column: column, Key: "referral.wrong.long", Text: "referral.wrong.long"})
	}
	for _, found := range s.Scan(text) {
		if found.Kind == privacy.Name && !found.Sure && strings.TrimSpace(s.Names) != "" {
			continue
		}
		said := privacy.Explain(found.Kind, s.Lang)
		return append(problems, errs.Problem{Column: column, Text: said, Value: found.Kind.String()})
	}
	return problems
}

// masked gives a text without what could tell who somebody is, for texts that nobody sits at, such as mails.
func masked(text string) string {
	text = strings.TrimSpace(privacy.Mask(text, privacy.Scan(text)))
	if utf8.RuneCountInString(text) > maxReason {
		text = string([]rune(text)[:maxReason])
	}
	return text
}
