package search

import "strings"

const (
	minCompound = 6  // letters of the shortest compound: two parts of three
	maxCompound = 40 // longer words are not split
	minPart     = 4  // letters of a part that is not in shortParts
	maxParts    = 4
)

// shortParts are the words of three letters that compounds are made with.
var shortParts = wordSet(`
	app bad bed bel bos bus dag dak eet gas ggz ijs kas kat kok kop les lvb nah oma opa oud
	pen pgb rit rug tas thee tv vis was wmo zee zus
`)

// fieldParts are words that compounds of informal care are made with. They
// are parts even in a directory too small to have them as words.
var fieldParts = wordSet(`
	maatje maatjes buddy vriend hulp zorg steun begeleiding ondersteuning advies informatie
	groep club cafe koor cursus training lessen cursussen gesprek gesprekken contact
	dienst diensten vervoer bezoek spreekuur inloop punt huis kamer middag ochtend avond dag
	wandel fiets kook lees taal praat speel zwem muziek dans tuin klus klussen
	boodschappen maaltijd maaltijden eten koffie administratie formulieren brieven geld schuld
	schulden budget belasting voedsel kleding meubel computer telefoon internet
	ouderen senioren jongeren kinderen ouder ouders opvoed gezin gezins mannen vrouwen
	lotgenoten nabestaanden rouw verlies ziekte kanker dementie geheugen autisme verslaving
	mantelzorger mantelzorgers vrijwilligers vluchtelingen nieuwkomers dieren hond honden
	rolstoel ziekenhuis school huiswerk werk dagbesteding sport gymnastiek beweeg
`)

// partSuffixes are endings that also occur as words, or look like it. They
// are never a part.
var partSuffixes = wordSet(`
	heid heden lijk lijke lijks baar bare loos loze schap schappen achtig achtige zaam zame
	isch ische eren ering atie aties iteit ster sters ende tje tjes ling lingen tijd tijden
	weg houden houder houdt
`)

// protected are words (or beginnings of words) whose parts would mislead.
var protected = wordSet(`
	vrijwilliger mantelzorg huisarts huisartsen ziekenhuis ziekenhuizen huiswerk stadhuis
	buitenland buitenlands buitenlandse maatschappij maatschappelijk eenzaam eenzaamheid
	wachtlijst voorbeeld gezelschap verpleegkundige verpleegkundigen thuiszorg
	werkzoekend hoofdpijn levensbeschouwing onderwijs
`)

// links join the parts of a compound; "" comes first.
var links = [...]string{"", "s", "en", "e", "er", "n"}

// compounds splits words into words that the index knows.
type compounds struct {
	words map[string]int // folded word → number of documents
	stems map[string]int // stem → number of documents

	others map[string]bool // words of the thesaurus
}

// split gives the parts of a compound, or nil. The fewest parts win, then the
// parts that occur in the most documents, then the longest first part.
func (c *compounds) split(word string) []string {
	if len(word) < minCompound || len(word) > maxCompound || !plain(word) || protected[word] || protected[stem(word)] {
		return nil
	}
	parts, _ := c.best(word, maxParts)
	if len(parts) < 2 {
		return nil
	}
	return parts
}

// best splits the rest of a word into the given number of parts at most. The second result is
// how common the rarest part is.
func (c *compounds) best(rest string, most int) (parts []string, common int) {
	if most == 0 {
		return nil, 0
	}
	if most < maxParts {
		if n := max(c.known(rest), c.inflected(rest)); n > 0 {
			return []string{rest}, n
		}
	}
	for i := len(rest) - 3; i >= 3; i-- {
		n := c.known(rest[:i])
		if n == 0 {
			continue
		}
		for _, link := range links {
			tail, ok := strings.CutPrefix(rest[i:], link)
			if !ok || len(tail) < 3 {
				continue
			}
			more, m := c.best(tail, most-1)
			if more != nil && better(len(more)+1, min(n, m), len(parts), common) {
				parts, common = append([]string{rest[:i]}, more...), min(n, m)
			}
		}
	}
	return parts, common
}

// better compares a split with the best so far; count 0 is no split.
func better(count, common, bestCount, bestCommon int) bool {
	if bestCount == 0 || count < bestCount {
		return true
	}
	return count == bestCount && common > bestCommon
}

// known is the number of documents with a word that may be a part, else 0.
func (c *compounds) known(part string) int {
	if partSuffixes[part] || stopwords[part] {
		return 0
	}
	if len(part) < minPart {
		if shortParts[part] {
			return max(c.words[part], 1)
		}
		return 0
	}
	n := max(c.words[part], c.stems[part])
	if n == 0 && (fieldParts[part] || c.others[part]) {
		return 1
	}
	return n
}

// inflected is known for the last part, which alone takes endings: the index
// may have "maatje" where the compound ends in "maatjes".
func (c *compounds) inflected(part string) int {
	if len(part) < minPart || partSuffixes[part] || stopwords[part] {
		return 0
	}
	return c.stems[stem(part)]
}
