package search

import (
	"math"
	"math/bits"
	"slices"
	"strings"
)

// speller finds the words of the index that a misspelling may stand for.
type speller struct {
	words []spelling
}

type spelling struct {
	word, sound string
	letters     uint64 // a bit for each letter of sound
	docs        int
}

const minCorrected = 4 // letters of the shortest word that is corrected

// newSpeller takes the words of the documents with how many have each, and
// those of the thesaurus.
func newSpeller(words map[string]int, others []spelling) speller {
	var s speller
	for word, docs := range words {
		s.words = appendSpelling(s.words, word, docs)
	}
	for _, other := range others {
		if words[other.word] == 0 {
			s.words = append(s.words, other)
		}
	}
	slices.SortFunc(s.words, func(a, b spelling) int { return strings.Compare(a.word, b.word) })
	return s
}

func appendSpelling(list []spelling, word string, docs int) []spelling {
	if len(word) < minCorrected || digits(word) > 0 {
		return list
	}
	sound := soundOf(word)
	return append(list, spelling{word, sound, lettersOf(sound), docs})
}

// correct gives the most likely word for one the index does not have, or "".
// Fewest edits win, sound-alikes count half, common words break ties.
func (s *speller) correct(word string) string {
	if len(word) < minCorrected || len(word) > maxCompound || digits(word) > 0 {
		return ""
	}
	limit := 1
	if len(word) >= 8 {
		limit = 2
	}
	sound := soundOf(word)
	letters := lettersOf(sound)
	best, bestCost := "", math.Inf(1)
	for i := range s.words {
		c := &s.words[i]
		if abs(len(c.word)-len(word)) > limit+1 || bits.OnesCount64(letters^c.letters) > 2*limit {
			continue
		}
		if cost := c.cost(word, sound, limit); cost < bestCost {
			best, bestCost = c.word, cost
		}
	}
	return best
}

// sounds says whether a word sounds exactly like one of the documents.
func (s *speller) sounds(word string) bool {
	sound := soundOf(word)
	return len(word) >= minCorrected && slices.ContainsFunc(s.words, func(c spelling) bool { return c.docs > 0 && c.sound == sound })
}

// leastPieces is the share of pieces of three letters that words must have in
// common to be mistaken for each other.
const leastPieces = 0.45

// resembling gives the word of the documents with the most pieces of three
// letters in common, or "".
func (s *speller) resembling(word string) string {
	if len(word) < minCorrected || len(word) > maxCompound {
		return ""
	}
	best, most := "", leastPieces
	for i := range s.words {
		c := &s.words[i]
		if c.docs == 0 || abs(len(c.word)-len(word)) > len(word)/2 {
			continue
		}
		if share := pieces(word, c.word); share > most {
			best, most = c.word, share
		}
	}
	return best
}

// pieces is the Dice share of pieces of three bytes that words have in common.
func pieces(a, b string) float64 {
	a, b = " "+a+" ", " "+b+" "
	same := 0
	for i := 0; i+3 <= len(a); i++ {
		if strings.Contains(b, a[i:i+3]) {
			same++
		}
	}
	return 2 * float64(same) / float64(len(a)+len(b)-4)
}

// cost says how unlikely it is that word was meant to be c; infinite when it
// is too far off.
func (c *spelling) cost(word, sound string, limit int) float64 {
	if c.docs == 0 {
		limit = 1 // no document has it: only what is very near
	}
	heard := edits(sound, c.sound, limit)
	if heard > limit {
		return math.Inf(1)
	}
	written := edits(word, c.word, limit+1)
	if written > limit && (heard > 0 || written > limit+1) {
		return math.Inf(1)
	}
	cost := float64(heard+written) - 0.1*math.Log1p(float64(c.docs))
	if word[0] != c.word[0] {
		cost += 0.5
	}
	if c.docs == 0 {
		cost += 0.3
	}
	return cost
}

// soundAlikes maps spellings that Dutch ears confuse to one of them.
var soundAlikes = strings.NewReplacer(
	"ij", "y", "ei", "y", "ey", "y", "ou", "au", "ouw", "au", "auw", "au",
	"sch", "sg", "ch", "g", "ck", "k", "ph", "f", "th", "t", "x", "ks", "qu", "kw",
	"dt", "t", "d", "t", "v", "f", "z", "s", "c", "k", "q", "k", "ie", "i",
)

// soundOf is a key that is equal for words that sound alike.
func soundOf(word string) string {
	key := []byte(soundAlikes.Replace(word))
	return string(slices.Compact(key))
}

func lettersOf(s string) uint64 {
	var set uint64
	for i := range len(s) {
		set |= 1 << (s[i] & 63)
	}
	return set
}

func abs(n int) int { return max(n, -n) }

// edits is the number of insertions, deletions, replacements and swaps of
// neighbours between a and b, in bytes; anything above limit is limit+1.
func edits(a, b string, limit int) int {
	if abs(len(a)-len(b)) > limit || len(b) > maxWord {
		return limit + 1
	}
	var rows [3][maxWord + 1]int
	older, old, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		old[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			row[j] = min(old[j]+1, row[j-1]+1, old[j-1]+differ(a[i-1], b[j-1]))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		older, old, row = old, row, older
	}
	return min(old[len(b)], limit+1)
}

func differ(a, b byte) int {
	if a == b {
		return 0
	}
	return 1
}
