package search

import "slices"

// regional maps words of dialects and the street to the word they stand for, as
// far as they are no Dutch word of another meaning.
var regional = families(
	"mensen: minse minsen mense mensche minske minsken",
	"moeder: moeke moederke mams mem mamma mammie moedertje",
	"vader: vaoder voader heit papsie pappa pappie vadertje",
	"oma: beppe bomma omoe opoe omie omaatje grootmoeder",
	"opa: pake bompa opie opaatje grootvader",
	"kinderen: kinders kinner kiendere kiender bern keender",
	"kind: kiend",
	"alleen: allenig alleenig allinnig allein alleinig",
	"huis: hoes huus osso",
	"oude: ouwe ouw oale olde aolde auwe",
	"lopen: lope loopn lopn",
	"praten: proaten praote proate praote kallen proten",
	"helpen: hellepe hellupe hulpen  helpn",
	"hulp: hellup hullep hulpe",
	"eten: ete etn",
	"drinken: drinke",
	"werken: warken werke",
	"werk: wark werrek",
	"wandelen: wandele",
	"fietsen: fietse fietsn",
	"buurvrouw: buurvrou noaberse",
	"buurman: noaber noaber noeber",
	"hebben: hebbe hebbie hebbik hebbe",
	"doen: doeng",
	"voor: veur vur veu vuur",
	"niet: nie neet nich nit",
	"wat: wa wah",
	"thuis: thoes tuus thuus",
	"meisje: meiske meidje deerne",
	"jongen: jonkie",
	"gezellig: gezellie gezeldig",
)

// inDutch writes words of dialects as Dutch ones.
func inDutch(words []token) {
	for i := range words {
		if whole, ok := regional[words[i].folded]; ok {
			words[i].folded = whole
		}
	}
}

// apart joins words that are one word: "buurt bemiddeling", "voor lezen". They
// stay apart where an expression for a kind of help has them so.
func (x *Index) apart(words []token) []token {
	out := words[:0:0]
	for i := 0; i < len(words); i++ {
		w := words[i]
		if i+1 < len(words) && i < 2*maxWishes && x.oneWord(w, words[i+1]) {
			w = token{text: w.text + words[i+1].text, folded: w.folded + words[i+1].folded, partial: words[i+1].partial}
			i++
		}
		out = append(out, w)
	}
	return out
}

// leastJoined is the number of letters of the shortest word that is written as two.
const leastJoined = 7

func (x *Index) oneWord(a, b token) bool {
	whole := a.folded + b.folded
	if len(whole) < leastJoined || len(a.folded) < 3 || len(b.folded) < 3 || !plain(whole) || digits(a.folded)+digits(b.folded) > 0 || stopwords[b.folded] {
		return false
	}
	id, known := x.said.stems[stem(whole)]
	return known && !x.said.foreign[id] && !x.said.together(stem(a.folded), stem(b.folded))
}

// deny marks the words that a text says are not there or not meant ("geen
// auto", "niet alleen"), and those that it says are not sought.
func deny(words []token) {
	for i := range words {
		if i > 0 {
			switch before := words[i-1].folded; {
			case before == "geen" || before == "zonder":
				words[i].denied = true
			case before == "niet" && words[i].folded == "alleen":
				words[i].denied = true
			}
		}
		if words[i].folded == "geen" || words[i].folded == "niet" {
			for j := i + 1; j < unwantedUntil(words, i); j++ {
				words[j].unwanted = true
			}
		}
	}
}

var (
	wishing = wordSet("wil wilt willen wou zoek zoekt zoeken hoef hoeft hoeven wens wensen liever graag")
	goesOn  = wordSet("meer langer altijd elke iedere hele zo goed veel alleen steeds weer")
	clauses = wordSet("en want omdat maar dus")
)

// unwantedUntil is where the words end that a denial at i says are not sought,
// or i when they are: "geen groep maar …", "niet bellen, liever …", "… maar niet van de kerk".
func unwantedUntil(words []token, i int) int {
	if i+1 == len(words) || goesOn[words[i+1].folded] {
		return i
	}
	if i > 0 && (words[i-1].folded == "maar" || words[i-1].folded == "liever") {
		end := i + 1
		for end < len(words) && !clauses[words[end].folded] {
			end++
		}
		return end
	}
	wished := i == 0
	for _, w := range words[max(i-3, 0):i] {
		wished = wished || wishing[w.folded]
	}
	for end := i + 1; wished && end < len(words); end++ {
		if words[end].folded == "maar" || words[end].folded == "liever" {
			return end
		}
	}
	return i
}

// wanted leaves out what a text says is not sought, unless nothing else is left.
func wanted(words []token) []token {
	var out []token
	for _, w := range words {
		if !w.unwanted {
			out = append(out, w)
		}
	}
	if !slices.ContainsFunc(out, telling) {
		return words
	}
	return out
}

// markKin marks the words that tell for whom something is sought: "mijn moeder".
func markKin(words []token) {
	for i := range words {
		w := words[i].folded
		owned := i > 0 && owning[words[i-1].folded]
		words[i].about = owned && adultKin[w] || petNames[w] && (i == 0 || !articles[words[i-1].folded])
	}
}

// telling says whether a word tells what is sought, not for whom.
func telling(w token) bool { return !stopwords[w.folded] && !w.about }
