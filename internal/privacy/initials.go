package privacy

import "strings"

// withInitials judges J.P. de Boer, A. Jansen and J.v.B.
func (s *scan) withInitials(i int, p parts) bool {
	if p.words > 0 {
		return p.all&(anyLast|isFirst) != 0 || p.surname || p.initials > 1
	}
	return p.initials > 1 && s.dotted(i, p.next)
}

// letterWords are abbreviations in capitals with full stops that are no initials.
var letterWords = []string{"ps", "nb", "vs", "bv", "nv", "ggz", "adl", "usa", "eu", "hht", "aow", "wmo", "nt", "ao", "oa", "am", "pm", "ad", "ic", "tv"}

// dotted tells whether initials are written as such: each with a full stop, or with hyphens or nothing but particles
// between, and no known abbreviation.
func (s *scan) dotted(i, next int) bool {
	var letters strings.Builder
	stops := 0
	for k := i; k < next; k++ {
		if s.is(k, ".") {
			stops++
		} else if s.tokens[k].class == word {
			letters.WriteString(s.text(s.tokens[k]))
		}
	}
	for _, w := range letterWords {
		if letters.String() == w {
			return false
		}
	}
	return stops > 1
}

// monogram tells whether a word is initials written without full stops: JvB, JvdB.
func (s *scan) monogram(t token) bool {
	if t.len() < 3 || t.len() > 4 || !isCapital(s.b[t.start]) || !isCapital(s.b[t.end-1]) {
		return false
	}
	middle := string(s.b[t.start+1 : t.end-1])
	if middle != "v" && middle != "d" && middle != "vd" {
		return false
	}
	switch s.text(t) {
	case "cvb", "rvt", "rvb", "rva", "rvs", "rvc", "cvt", "bvn", "cvo", "hva", "uva", "vve", "cdk", "rvk", "pva", "pve", "bvp", "tvt", "wvg", "evc", "pdv", "avd", "bvo":
		return false
	}
	return true
}
