package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/dutch"
)

// stem reduces a folded word to the form that its inflections share.
func stem(word string) string {
	if word != "" && word[0] >= utf8.RuneSelf {
		return stemForeign(word)
	}
	if base, ok := irregular[word]; ok {
		return base
	}
	if base := diminutive(word); base != "" {
		if known, ok := irregular[base]; ok {
			return known
		}
		word = base
	}
	if len(word) < 4 {
		return word
	}
	env := snowballstem.NewEnv(word)
	dutch.Stem(env)
	return finish(env.Current())
}

// Endings and beginnings that inflect Arabic and Ukrainian words, longest first.
var (
	arabicBefore = []string{"وال", "بال", "كال", "فال", "لل", "ال"}
	arabicAfter  = []string{"ات", "ين", "ون", "ها", "ة", "ه", "ي"}
	cyrillicEnds = []string{"ами", "ями", "ого", "ому", "ою", "ої", "ій", "ий", "ів", "ах", "ях", "ам", "ям", "ем", "ом", "а", "е", "и", "і", "о", "у", "ю", "я", "ь", "й", "ї", "є"}
)

// stemForeign takes the commonest endings off a word in Arabic or Cyrillic
// letters, as long as three letters stay.
func stemForeign(word string) string {
	first, _ := utf8.DecodeRuneInString(word)
	switch {
	case unicode.Is(unicode.Arabic, first):
		return without(without(word, arabicBefore, strings.TrimPrefix), arabicAfter, strings.TrimSuffix)
	case unicode.Is(unicode.Cyrillic, first):
		return without(word, cyrillicEnds, strings.TrimSuffix)
	}
	return word
}

// without cuts the first of the affixes that leaves three letters or more.
func without(word string, affixes []string, cut func(s, affix string) string) string {
	for _, affix := range affixes {
		if rest := cut(word, affix); rest != word && utf8.RuneCountInString(rest) >= 3 {
			return rest
		}
	}
	return word
}

// finish repairs what the stemmer leaves apart: doubled consonants (gezinn),
// v and z for f and s (reiz, dov), the t of verbs (drinkt).
func finish(s string) string {
	n := len(s)
	if n < 3 {
		return s
	}
	if n > 4 && s[n-1] == 't' && consonant(s[n-2]) && s[n-2] != 't' && !endsInT[s] {
		return finish(s[:n-1])
	}
	last, before := s[n-1], s[n-2]
	switch {
	case last == before && consonant(last):
		return s[:n-1]
	case last == 'v':
		return s[:n-1] + "f"
	case last == 'z':
		return s[:n-1] + "s"
	}
	return s
}

// endsInT are stems that would become another word without their t.
var endsInT = wordSet("plant sport krant kant kunst angst markt staart start maart feest post rust kust dienst recht nacht klacht kracht tocht vrucht licht")

func consonant(c byte) bool {
	return 'a' <= c && c <= 'z' && strings.IndexByte("aeiouy", c) < 0
}

// diminutive gives the word a diminutive was made of, or "" for other words:
// huisje → huis, praatjes → praat, boompje → boom, balletje → bal.
func diminutive(word string) string {
	word = strings.TrimSuffix(word, "s")
	root, ok := strings.CutSuffix(word, "je")
	if !ok || len(root) < 3 {
		return ""
	}
	switch last := root[len(root)-1]; {
	case strings.HasSuffix(root, "mp"):
		return root[:len(root)-1]
	case strings.HasSuffix(root, "nk"):
		return root[:len(root)-1] + "g"
	case strings.HasSuffix(root, "inget"):
		return root[:len(root)-2]
	case strings.HasSuffix(root, "et") && len(root) > 4 && doubled(root[:len(root)-2]):
		return root[:len(root)-3]
	case last == 't' && strings.IndexByte("lnrw", root[len(root)-2]) >= 0:
		return root[:len(root)-1]
	case strings.IndexByte("bdfgkpst", last) >= 0:
		return root
	}
	return ""
}

func doubled(s string) bool {
	n := len(s)
	return n >= 2 && s[n-1] == s[n-2] && consonant(s[n-1])
}

// irregular maps forms to their stem where the rules would tear a family of
// words apart or put strangers together.
var irregular = families(
	// ge- and -schap words that must stay whole
	"begeleid: begeleiding begeleidingen begeleiden begeleidt begeleider begeleiders begeleidster",
	"gezelschap: gezelschappen gezelschaps",
	"geheugen: geheugens",
	"gebed: gebeden",
	"gedicht: gedichten",
	"geloof: geloven gelovig gelovige gelovigen gelooft",
	"gemeente: gemeenten gemeentes",
	"geluk: gelukkig gelukkige",
	"geboorte: geboorten geboortes",
	"gedrag: gedragen gedragingen",
	"gehoor: gehoren",
	"geweld: gewelddadig gewelddadige",
	"gezondheid: gezond gezonde gezonder",
	"gesprek: gesprekken gesprekje gesprekjes",
	// persons and what they do
	"mantelzorg: mantelzorger mantelzorgers mantelzorgen",
	"vrijwilliger: vrijwilligers vrijwilligster vrijwilligsters",
	"ouder: ouders ouderpaar ouderparen",
	"ouderen: oudere",
	"kind: kinderen kinderens kindje kindjes kindertjes kids",
	"jong: jongere jongeren jonge",
	"bejaard: bejaarde bejaarden",
	"verslaaf: verslaving verslavingen verslaafd verslaafde verslaafden",
	"dement: dementie dementerend dementerende dementerenden demente",
	"ziek: ziekte ziekten ziektes zieke zieken",
	"beperk: beperking beperkingen beperkt beperkte",
	"vlucht: vluchteling vluchtelingen gevlucht",
	"scheid: scheiding scheidingen gescheiden scheiden",
	"bezoek: bezoeken bezoekt bezocht bezoekje bezoekjes bezoeker bezoekers",
	"maat: maatje maatjes maten",
	"buren: buur",
	"buurman: buurmannen buurvrouw buurvrouwen",
	"buurt: buurten buurtje",
	"oma: omas omaatje",
	"opa: opas",
	"zoon: zoons zonen zoontje zoontjes",
	// verbs whose forms differ
	"help: hulp helpt helpen hielp hielpen geholpen helper helpers hulpje",
	"lees: lezen leest las gelezen lezer lezers",
	"les: lessen lesje lesjes",
	"eet: eten eet etentje etentjes gegeten at",
	"kook: koken kookt gekookt kookte",
	"praat: praten praat praatje praatjes gepraat praatten",
	"speel: spelen speelt speelde gespeeld",
	"spel: spellen spelletje spelletjes",
	"leer: leren leert leerde geleerd",
	"werk: werken werkt gewerkt werkte",
	"woon: wonen woont gewoond woning woningen",
	"zorg: zorgen zorgt zorgde verzorgen verzorging verzorgt",
	"verhuis: verhuizen verhuist verhuizing verhuizingen",
	"overlijd: overlijden overleden overlijdt overledene overledenen",
	"verlies: verliezen verloren verliest",
	"reis: reizen reist reisje reisjes gereisd",
	"rijd: rijden rijdt reed gereden",
	"sterf: sterven sterft gestorven stierf",
	"zwem: zwemmen zwemt gezwommen",
	"zing: zingen zingt gezongen zang",
	"fiets: fietsen fietst gefietst fietsje",
	"wandel: wandelen wandelt gewandeld wandeling wandelingen wandelaar wandelaars",
	"beweeg: bewegen beweegt bewogen beweging",
	"koop: kopen koopt gekocht",
	"oefen: oefenen oefent geoefend oefening oefeningen",
	"opvoed: opvoeden opvoeding opvoedt opgevoed",
	// words that look alike and are not
	"alleen: ",
	"allen: alle",
	"meisje: meisjes",
	"beetje: beetjes",
	"kaart: kaartje kaartjes kaarten",
	"hart: hartje hartjes harten",
	"uitje: uitjes uitstapje uitstapjes uitstap",
	"schuld: schulden",
	"geld: gelden",
	"huis: huizen huisje huisjes",
	"taal: talen taaltje",
	"brief: brieven briefje briefjes",
	"foto: fotos fotootje",
	"auto: autos autootje",
	"lamp: lampen lampje lampjes",
	"ramp: rampen",
	"baby: babys babytje babytjes",
)

// families reads lines of "stem: forms" into a map from form to stem.
func families(lines ...string) map[string]string {
	out := make(map[string]string, len(lines)*4)
	for _, line := range lines {
		base, forms, _ := strings.Cut(line, ":")
		out[base] = base
		for _, form := range strings.Fields(forms) {
			out[form] = base
		}
	}
	return out
}
