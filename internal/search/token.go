package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWord is the length in bytes beyond which a run of letters is cut: no
// word is that long, and analysis stays bounded.
const maxWord = 64

// token is one word of a text.
type token struct {
	text     string // as written
	folded   string // lower case, without accents; in a query: as corrected
	plus     bool   // followed by "+", as in "65+"
	denied   bool   // what is said not to be there, as after "geen"
	unwanted bool   // it is said not to be sought, as in "geen groep maar"
	about    bool   // it says for whom something is sought, as in "mijn moeder"
	partial  bool   // last word of a query, perhaps still being typed
}

// tokens cuts text into words. Any bytes are allowed: what is not a letter,
// digit or mark separates words, invisible characters (bidirectional marks,
// soft hyphens, joiners) are dropped.
func tokens(text string) []token {
	clean := norm.NFC.String(strings.ToValidUTF8(text, " "))
	out := make([]token, 0, len(clean)/6+1)
	for start := 0; start < len(clean); {
		stop := wordEnd(clean, start)
		if stop > start {
			out = appendWord(out, clean[start:stop])
		}
		r, size := utf8.DecodeRuneInString(clean[stop:])
		if r == '+' && stop > start && len(out) > 0 {
			out[len(out)-1].plus = true
		}
		if stop-start < maxWord {
			stop += size
		}
		start = stop
	}
	return out
}

// wordEnd is the position after the word that starts at start, or start when
// no word does. Apostrophes belong to a word when letters follow.
func wordEnd(s string, start int) int {
	i := start
	for i < len(s) && i-start < maxWord {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !inWord(r) && !(i > start && apostrophe(r) && letterAt(s, i+size)) {
			break
		}
		i += size
	}
	return i
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.M, unicode.Cf)
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == '‘' || r == '`' }

func letterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r)
}

// appendWord adds a word, a number glued to a unit ("83jaar") as two.
func appendWord(out []token, word string) []token {
	word = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, word)
	if n := digits(word); n > 0 && n < len(word) {
		out = append(out, token{text: word[:n], folded: word[:n]})
		word = word[n:]
	}
	folded := fold(word)
	if folded == "" {
		return out
	}
	return append(out, token{text: word, folded: folded})
}

// digits is the length of the run of digits that word begins with.
func digits(word string) int {
	n := 0
	for n < len(word) && '0' <= word[n] && word[n] <= '9' {
		n++
	}
	return n
}

// fold makes spellings of one word equal: lower case, no accents, ligatures
// written out, the "'s" of plurals and possessives dropped.
func fold(word string) string {
	if plain(word) {
		return word
	}
	word = strings.ToLower(norm.NFKD.String(word))
	if whole, ok := spoken[apostrophes.Replace(word)]; ok {
		return whole
	}
	for _, mark := range []string{"'s", "’s", "‘s", "`s"} {
		word = strings.TrimSuffix(word, mark)
	}
	return strings.Map(baseLetter, ligatures.Replace(word))
}

var (
	apostrophes = strings.NewReplacer("’", "'", "‘", "'", "`", "'")
	ligatures   = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ı", "i")
)

// spoken maps words as people write what they say to the word they mean.
var spoken = map[string]string{
	"d'r": "er", "m'n": "mijn", "z'n": "zijn", "ie": "hij", "da's": "dat", "'k": "ik", "'s": "s",
}

func plain(word string) bool {
	for i := range len(word) {
		if c := word[i]; !('a' <= c && c <= 'z' || '0' <= c && c <= '9') {
			return false
		}
	}
	return true
}

// baseLetter drops marks and everything else that is no letter or digit.
func baseLetter(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r
	}
	return -1
}
