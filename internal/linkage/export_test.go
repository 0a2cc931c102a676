package linkage

import "strconv"

// Outcome is how often a level is seen for records that are the same (M) and for others (U).
type Outcome struct{ M, U float64 }

// ChanceOf gives the chance that two records are the same by the rule of this package, from the outcomes of each field
// by level, and the level that was seen in each.
func ChanceOf(prior float64, fields [][]Outcome, seen []int) float64 {
	m := model{prior: prior}
	for i, levels := range fields {
		c := comparison{compare: func(_, _ traits) string { return strconv.Itoa(seen[i]) }}
		for level, o := range levels {
			c.outcomes = append(c.outcomes, outcome{strconv.Itoa(level), o.M, o.U})
		}
		m.comparisons = append(m.comparisons, c)
	}
	return m.score(traits{}, traits{}).Chance()
}

// Words gives the words by which a name is compared.
func Words(name string, towns ...string) []string { return nameWords(name, towns) }

// HouseOf gives street, number and postcode as they are compared.
func HouseOf(address, postcode string) [3]string {
	h := houseOf(address, postcode)
	return [3]string{h.street, h.number, h.postcode}
}

// PhoneOf and SiteOf give a number and a site as they are compared.
var PhoneOf, SiteOf = phoneOf, siteOf
