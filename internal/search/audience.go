package search

import "slices"

// audienceWords maps words to the code of the audience they name. Words for kin
// ("kind", "oma", "ouders") are not among them: who writes them may mean others.
var audienceWords = audiences(
	"ouderen: ouderen oudere senior senioren bejaarde bejaarden hoogbejaard 65plus 75plus elderly seniors yasli yaslilar المسنين senioren ancianos mayores seniorzy starszych літнім літні",
	"dementie: dementie dementerend dementerende dementerenden dement demente alzheimer",
	"mantelzorgers: mantelzorger mantelzorgers",
	"jonge-mantelzorgers: brusje brusjes kopp",
	"lichamelijke-beperking: rolstoel lichamelijk rolstoelgebruiker",
	"verstandelijke-beperking: verstandelijk verstandelijke lvb downsyndroom",
	"hersenletsel: hersenletsel nah afasie beroerte cva",
	"autisme: autisme autist autistisch autistische asperger",
	"psychisch: ggz psychisch psychische psychiatrie depressie depressief",
	"verslaving: verslaafd verslaafde verslaafden alcoholist",
	"chronisch-ziek: chronisch chronische reuma parkinson",
	"gezinnen: gezin gezinnen",
	"kinderen: kleuter kleuters peuter peuters dreumes",
	"jongeren: jongere jongeren tiener tieners puber pubers student studenten",
	"nieuwkomers: vluchteling vluchtelingen statushouder statushouders asielzoeker nieuwkomer nieuwkomers refugee refugees multeci mülteci لاجئ uchodzca uchodzcy біженці refugiado refugiados",
	"moeite-met-taal: laaggeletterd laaggeletterde laaggeletterden anderstalig anderstalige",
	"weinig-geld: minima bijstand armoede",
	"dakloos: dakloos dakloze daklozen thuisloos",
	"slecht-zien-horen: blind blinde doof dove slechtziend slechtziende slechthorend slechthorende",
	"rouw: weduwe weduwnaar nabestaande nabestaanden",
	"lhbti: lhbti homo lesbisch lesbische transgender queer",
)

func audiences(lines ...string) map[string]string {
	out := make(map[string]string)
	for word, code := range families(lines...) {
		if word != code {
			out[word] = code
		}
	}
	for _, code := range []string{"ouderen", "dementie", "hersenletsel", "autisme", "mantelzorgers", "gezinnen", "jongeren", "nieuwkomers", "dakloos", "lhbti"} {
		out[code] = code
	}
	return out
}

// maxAudiences are the audiences that a text may name.
const maxAudiences = 2

// audiencesNamed gives the codes of the audiences that words name.
func audiencesNamed(words []token) []string {
	var out []string
	for _, w := range words {
		if code, ok := audienceWords[w.folded]; ok && len(out) < maxAudiences && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}

// everyone is the code of a service for all.
const everyone = "iedereen"

// suits says whether a document is for one of the audiences; unknown when it
// does not say for whom it is.
func (d *Document) suits(codes []string) (yes, known bool) {
	if len(d.Audiences) == 0 || slices.Contains(d.Audiences, everyone) {
		return false, false
	}
	return slices.ContainsFunc(codes, func(code string) bool { return slices.Contains(d.Audiences, code) }), true
}
