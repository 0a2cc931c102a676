package directory

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Ages is the range of ages a service is for, in whole years, both included. Max 0 means no upper bound; the zero
// value means all ages.
type Ages struct{ Min, Max int }

// All tells whether every age is welcome.
func (a Ages) All() bool { return a == Ages{} }

// String gives the ages as they are written in a flat file: "alle", "65+", "4-12", "0-12".
func (a Ages) String() string {
	switch {
	case a.All():
		return "alle"
	case a.Max == 0:
		return fmt.Sprintf("%d+", a.Min)
	}
	return fmt.Sprintf("%d-%d", a.Min, a.Max)
}

const oldest = 120

var (
	agesFrom  = regexp.MustCompile(`^(\d{1,3})\s*\+$`)
	agesRange = regexp.MustCompile(`^(\d{1,3})\s*(?:-|–|tot|t/m)\s*(\d{1,3})$`)
)

// ParseAges reads ages as people write them: "65+", "4-12", "4 t/m 12", "alle", or nothing.
func ParseAges(text string) (Ages, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	text = strings.TrimSpace(strings.TrimSuffix(text, "jaar"))
	if text == "" || text == "alle" || text == "alle leeftijden" {
		return Ages{}, nil
	}
	var a Ages
	if m := agesFrom.FindStringSubmatch(text); m != nil {
		a.Min, _ = strconv.Atoi(m[1])
	} else if m := agesRange.FindStringSubmatch(text); m != nil {
		a.Min, _ = strconv.Atoi(m[1])
		a.Max, _ = strconv.Atoi(m[2])
		if a.Max <= a.Min {
			return Ages{}, fmt.Errorf("%q ends before it begins", text)
		}
	} else {
		return Ages{}, fmt.Errorf("write ages as 4-12, 65+ or alle, not %q", text)
	}
	if a.Min > oldest || a.Max > oldest {
		return Ages{}, fmt.Errorf("%q is older than people get", text)
	}
	return a, nil
}

// Band is one of the seven ranges in which ages are shown and counted: from Min up to, not including, Max
// (Max 0 = no upper bound).
type Band struct{ Min, Max int }

// Bands are the age bands of the product, youngest first.
var Bands = []Band{{0, 4}, {4, 12}, {12, 18}, {18, 27}, {27, 65}, {65, 75}, {75, 0}}

// Code names a band in addresses and files: "4-12", "75+".
func (b Band) Code() string {
	if b.Max == 0 {
		return fmt.Sprintf("%d+", b.Min)
	}
	return fmt.Sprintf("%d-%d", b.Min, b.Max)
}

// BandByCode finds a band by its code.
func BandByCode(code string) (Band, bool) {
	for _, b := range Bands {
		if b.Code() == code {
			return b, true
		}
	}
	return Band{}, false
}

// Overlaps tells whether someone in the band can use a service for these ages.
func (a Ages) Overlaps(b Band) bool {
	return (b.Max == 0 || a.Min < b.Max) && (a.Max == 0 || a.Max >= b.Min)
}
