package places

import (
	"regexp"
	"sort"
	"strings"
)

// PostcodeRow says that the house numbers From up to and including To of a postcode lie in an area. A postcode of
// four digits has the numbers 0 to AnyNumber.
type PostcodeRow struct {
	Postcode string // "0101AB" or "0101"
	From, To int
	AreaID   string
}

// AnyNumber is an upper bound of house numbers.
const AnyNumber = 99999

// Suggestion is what a postcode says about where someone is.
type Suggestion struct {
	Areas     []Area // smallest areas it can be in, best first; empty = unknown
	Wijken    []Area // the wijken of those areas
	Straddles bool   // more than one wijk: a person must choose
}

var postcodeForm = regexp.MustCompile(`^(\d{4})([A-Z]{2})?$`)

// ParsePostcode reads a postcode of four digits, with or without its two letters, as people write it. ok is false for
// anything else.
func ParsePostcode(text string) (postcode string, ok bool) {
	postcode = strings.ToUpper(strings.Join(strings.Fields(text), ""))
	return postcode, postcodeForm.MatchString(postcode)
}

// suggest turns the ids of areas that a postcode leads to, best first, into a suggestion.
func suggest(tree Tree, ids []string) Suggestion {
	var s Suggestion
	seen := map[string]bool{}
	for _, id := range ids {
		area, ok := tree.Get(id)
		if !ok || seen[id] {
			continue
		}
		seen[id] = true
		s.Areas = append(s.Areas, area)
		if wijk, ok := tree.WijkOf(id); ok && !seen["wijk "+wijk.ID] {
			seen["wijk "+wijk.ID] = true
			s.Wijken = append(s.Wijken, wijk)
		}
	}
	s.Straddles = len(s.Wijken) > 1
	return s
}

// postcodeRows turns lines of a table into rows: house numbers that follow each other in one area become one row.
// unknown counts the lines whose areas are not in the tree.
func postcodeRows(tree Tree, drafts []PostcodeDraft) (rows []PostcodeRow, unknown int) {
	ids := map[string]string{}
	for _, a := range tree.Areas() {
		ids[a.Code] = a.ID
	}
	sorted := append([]PostcodeDraft(nil), drafts...)
	sort.SliceStable(sorted, func(i, j int) bool {
		if sorted[i].Postcode != sorted[j].Postcode {
			return sorted[i].Postcode < sorted[j].Postcode
		}
		return sorted[i].Number < sorted[j].Number
	})
	for _, d := range sorted {
		id := smallest(ids, d.Areas)
		if id == "" {
			unknown++
			continue
		}
		rows = extend(rows, d, id)
	}
	return rows, unknown
}

func smallest(ids map[string]string, codes []string) string {
	for _, code := range codes {
		for _, form := range areaCodes(code) {
			if id := ids[form]; id != "" {
				return id
			}
		}
	}
	return ""
}

// extend adds a line to the rows: to the last row when it goes on there, else as a row of its own. A postcode of four
// digits has no house numbers; its rows are numbered from 0 so that their keys differ.
func extend(rows []PostcodeRow, d PostcodeDraft, id string) []PostcodeRow {
	var last *PostcodeRow
	if len(rows) > 0 && rows[len(rows)-1].Postcode == d.Postcode {
		last = &rows[len(rows)-1]
	}
	if last != nil && last.AreaID == id {
		last.To = max(last.To, d.Number)
		return rows
	}
	row := PostcodeRow{Postcode: d.Postcode, From: d.Number, To: d.Number, AreaID: id}
	if d.Number < 0 {
		row.From, row.To = 0, AnyNumber
		if last != nil {
			row.From = last.From + 1
		}
	} else if last != nil && row.From <= last.To {
		row.From = last.To + 1 // the same house number in two areas: the first keeps it
		row.To = max(row.From, row.To)
	}
	return append(rows, row)
}
