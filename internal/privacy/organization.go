package privacy

var placeEndings = []string{"straat", "laan", "gracht", "singel", "plantsoen", "dreef", "steeg", "plein", "kerk", "school", "ziekenhuis", "centrum", "fonds",
	"stichting", "huis", "park", "weg", "kade", "college", "museum"}

// isPlace tells whether the words are the name of an organisation, a street, an illness or the like.
func (s *scan) isPlace(i int, p parts) bool {
	if p.next <= i {
		return true
	}
	last, behind := s.tokens[p.next-1], s.tok(p.next)
	if p.words > 0 && s.isPlaceWord(last) {
		return true
	}
	if last.flags&isOrganizationEnd != 0 && p.words > 1 || behind.flags&isOrganizationEnd != 0 && behind.letters == capital {
		return true
	}
	if s.is(p.next, "-") && behind.gap == 0 && s.tok(p.next+1).flags&isOrganizationEnd != 0 {
		return true
	}
	return s.organizationBefore(i)
}

// isPlaceWord tells whether a word ends as streets and houses do.
func (s *scan) isPlaceWord(t token) bool {
	if t.class != word || t.flags&(anyFirst|anyLast|isLastJoined) != 0 {
		return false
	}
	for _, e := range placeEndings {
		if s.endsIn(t, e) {
			return true
		}
	}
	return false
}

// lives tells whether the last word is where somebody is, and no part of the name: Kevin van de Kerkstraat, Anna van
// Buurthuis Oost; but not Johan de Wittlaan.
func (s *scan) lives(p parts) bool {
	if _, strong := s.isEnding(s.tokens[p.next-1]); !strong {
		return true
	}
	of, article := s.text(s.tok(p.cut)), s.text(s.tok(p.cut+1))
	return of == "van" && (article == "de" || article == "het")
}

// organizationBefore tells whether stichting, ziekte van or the like stands before token i.
func (s *scan) organizationBefore(i int) bool {
	k := i - 1
	if s.is(k, ".\"'") {
		k--
	}
	for n := 0; n < 3 && s.tok(k).flags&isParticle != 0; n++ {
		if text := s.text(s.tok(k)); n == 0 && s.tok(k).letters == small && text != "van" && text != "de" {
			return false
		}
		k--
	}
	return s.tok(k).flags&isOrganization != 0 && s.tok(k).flags&isRole == 0 && !(k < i-1 && s.isAreaWord(k))
}

// isAreaWord tells whether a word is one behind which van leads to a person as often as to a name: groep van.
func (s *scan) isAreaWord(k int) bool {
	switch s.text(s.tok(k)) {
	case "ziekte", "syndroom", "schaal", "methode", "test", "sint", "st", "huis", "huize":
		return false
	}
	return true
}

// isProgram tells whether two capitalised words that no list holds belong to the name of an organisation: the last is
// a kind of one, or one of the capitalised words right before them.
func (s *scan) isProgram(i int, p parts) bool {
	if s.article(i) || s.isOrganizationWord(s.tokens[p.next-1]) || s.is(p.next, "-") && s.tok(p.next).gap == 0 {
		return true
	}
	for k := i - 1; k >= max(i-4, 0) && s.tokens[k].letters != small; k-- {
		if s.isOrganizationWord(s.tokens[k]) {
			return true
		}
	}
	return false
}

var organizationEndings = []string{"vereniging", "groep", "initiatief", "bank", "winkel", "huis", "huizen", "werk", "stichting", "club", "cafe", "koor", "kerk",
	"school", "centrum", "punt", "team", "plein", "kring", "parochie", "cooperatie", "netwerk", "platform", "bureau", "dienst", "loket", "zorg", "welzijn",
	"kamer", "tafel", "huiskamer", "lijn", "wijk", "dorp", "project", "fonds", "raad", "bond", "gilde", "ontmoeting", "cursus", "kwartier"}

// isOrganizationWord tells whether a word is a kind of organisation.
func (s *scan) isOrganizationWord(t token) bool {
	if t.flags&(isOrganization|isOrganizationEnd) != 0 {
		return true
	}
	if t.flags&(anyFirst|anyLast) != 0 {
		return false
	}
	for _, e := range organizationEndings {
		if s.endsIn(t, e) {
			return true
		}
	}
	return false
}
