package desk

import (
	"strings"

	"samenspel/internal/places"
	"samenspel/internal/privacy"
)

// Separated is a note without what tells who asks, and where that went.
type Separated struct {
	Note     string
	Contact  Contact
	Postcode string         // that stood in the note, or ""
	Found    []privacy.Kind // what was moved, each once
}

// Separate takes out of a note what could tell who somebody is, and adds it to a contact: names, numbers, addresses. A
// citizen service number and a bank account are kept nowhere.
func Separate(note string, contact Contact, scanner *privacy.Scanner) Separated {
	found := scanner.Scan(note)
	s := Separated{Note: strings.TrimSpace(privacy.Mask(note, found)), Contact: contact}
	for _, f := range found {
		text := strings.TrimSpace(note[f.Start:f.End])
		s.Found = appendNew(s.Found, f.Kind)
		switch f.Kind {
		case privacy.BSN, privacy.IBAN:
		case privacy.Phone:
			s.Contact.take(&s.Contact.Phone, text)
		case privacy.Email:
			s.Contact.take(&s.Contact.Email, text)
		case privacy.Name:
			s.Contact.take(&s.Contact.Name, text)
		default:
			if code := postcodeIn(text); f.Kind == privacy.Postcode && code != "" && s.Postcode == "" {
				s.Postcode = code
			}
			s.Contact.take(nil, text)
		}
	}
	return s
}

// take puts a text in a field, or among the rest when the field has another.
func (c *Contact) take(field *string, text string) {
	switch {
	case field != nil && (*field == "" || *field == text):
		*field = text
	case !strings.Contains(c.More, text):
		c.More = strings.TrimSpace(c.More + "\n" + text)
	}
}

// postcodeIn gives the postcode with which a text begins, or "".
func postcodeIn(text string) string {
	for _, n := range []int{2, 1} {
		words := strings.Fields(text)
		if len(words) < n {
			continue
		}
		if code, ok := places.ParsePostcode(strings.Join(words[:n], "")); ok && len(code) == 6 {
			return code
		}
	}
	return ""
}

func appendNew[T comparable](all []T, one T) []T {
	for _, there := range all {
		if there == one {
			return all
		}
	}
	return append(all, one)
}

// digits gives the digits of a telephone number, with those of the Netherlands in one form.
func digits(number string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
	for _, prefix := range []string{"0031", "31"} {
		if rest, ok := strings.CutPrefix(plain, prefix); ok && len(rest) == 9 {
			return "0" + rest
		}
	}
	return plain
}
