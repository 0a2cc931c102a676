package linkage

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// littleWords say nothing about which organisation a name is: legal forms, articles, and what joins words. "st" is
// stichting and sint alike, so both go.
var littleWords = wordSet(`stichting st sint saint vereniging ver coöperatie cooperatie coop bv nv vof ua cv inc ltd
	de het een en van voor te in op the of and a an for at`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[fold(w)] = true
	}
	return set
}

// signs are those that stand for a word, and those that stand in the middle of one.
var signs = strings.NewReplacer("&", " en ", "+", " en ", "'", "", "’", "", "`", "")

// fold writes text without accents and in lower case, with the signs that stand for a word written out.
func fold(text string) string {
	text = signs.Replace(strings.ToLower(text))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(text))
}

// wordsOf cuts text into folded words of letters and digits. Dots inside a word go, so that "b.v." is one word.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(fold(text), ".", ""), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// nameWords gives the words that make a name, sorted: without little words, and without the town at its end, where most
// sources put it and some do not. A name of nothing else keeps all its words.
func nameWords(name string, towns []string) []string {
	all := wordsOf(name)
	words := withoutTown(all, towns)
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return littleWords[w] })
	if len(words) == 0 {
		words = slices.Clone(all)
	}
	slices.Sort(words)
	return slices.Compact(words)
}

func withoutTown(words, towns []string) []string {
	for _, town := range towns {
		suffix := wordsOf(town)
		cut := len(words) - len(suffix)
		if len(suffix) > 0 && cut > 0 && slices.Equal(words[cut:], suffix) {
			return words[:cut]
		}
	}
	return words
}

// headOf gives a name up to a bracket, a dash or a comma: what comes behind is mostly a branch or a place.
func headOf(name string) string {
	for _, mark := range []string{"(", " - ", " – ", ","} {
		if before, _, found := strings.Cut(name, mark); found && strings.TrimSpace(before) != "" {
			name = before
		}
	}
	return name
}

// letters are the pairs of letters that follow each other in a text, sorted: what two texts are held against each other by.
type letters []uint64

func lettersOf(text string) letters {
	runes := []rune(text)
	pairs := make(letters, 0, len(runes))
	for i := 0; i+1 < len(runes); i++ {
		pairs = append(pairs, uint64(runes[i])<<32|uint64(runes[i+1])) // #nosec G115 -- letters are never negative
	}
	slices.Sort(pairs)
	return pairs
}

// alike is how much two texts look alike, from 0 to 1: the part of the pairs of letters that they share (Dice).
func alike(a, b letters) float64 {
	shared, total := 0, len(a)+len(b)
	if total == 0 {
		return 0
	}
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			shared++
			a, b = a[1:], b[1:]
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return 2 * float64(shared) / float64(total)
}
