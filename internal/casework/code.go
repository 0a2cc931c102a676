package casework

import (
	"crypto/rand"
	_ "embed"
	"math/big"
	"strings"
)

// letters of codes: none looks like another (no 0 O, 1 I L, Z, 5 S, 8 B), and without vowels they make no words. Their
// number is a prime, so that the check character finds every wrong character and every two that changed places.
const letters = "234679CDFGHJKMNPQRTVWXY"

const codeLength = 7 // without the check character: 3.4 thousand million codes

// newCode gives a random code such as "K7M4-P9QX". It is derived from nothing.
func newCode() string {
	var b strings.Builder
	for range codeLength {
		b.WriteByte(letters[random(len(letters))])
	}
	return hyphenated(b.String() + string(check(b.String())))
}

// CleanCode gives a code as it is kept, from how people type it: in any case, with or without the hyphen. It gives "" for
// what is no code, a typing error included.
func CleanCode(typed string) string {
	plain := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToUpper(typed))
	if len(plain) != codeLength+1 || strings.Trim(plain, letters) != "" || plain[codeLength] != check(plain[:codeLength]) {
		return ""
	}
	return hyphenated(plain)
}

func hyphenated(plain string) string { return plain[:4] + "-" + plain[4:] }

// check gives the check character: the sum of the places of the characters, the first once, the second twice and so on.
func check(plain string) byte {
	sum := 0
	for i := range len(plain) {
		sum += (i + 1) * strings.IndexByte(letters, plain[i])
	}
	return letters[sum%len(letters)]
}

// random gives a number from 0 up to n.
func random(n int) int {
	i, _ := rand.Int(rand.Reader, big.NewInt(int64(n))) // never fails
	return int(i.Int64())
}

//go:embed lists/adjectives.txt
var adjectiveList string

//go:embed lists/nouns.txt
var nounList string

// Both lists are closed: words that anyone can say and write, that name no person, place or illness. Every noun takes
// "de", so that every adjective fits it.
var adjectives, nouns = strings.Fields(adjectiveList), strings.Fields(nounList)

// newWords gives two random words, such as "blauwe fiets", that are not taken; "" when all are.
func newWords(taken map[string]bool) string {
	var free []string
	for _, adjective := range adjectives {
		for _, noun := range nouns {
			if words := adjective + " " + noun; !taken[words] {
				free = append(free, words)
			}
		}
	}
	if len(free) == 0 {
		return ""
	}
	return free[random(len(free))]
}
