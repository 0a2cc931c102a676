package account

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the lists
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"
)

//go:embed common.txt.gz
var commonPacked []byte

//go:embed common_nl.txt
var commonDutch string

// commonWords are the passwords everybody tries first. Where they come from stands in NOTICE. They are unpacked when
// the first password is set.
var commonWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for _, list := range []string{unpack(commonPacked), commonDutch} {
		for line := range strings.Lines(list) {
			if word := strings.TrimSpace(line); word != "" && !strings.HasPrefix(word, "# ") {
				words[word] = true
			}
		}
	}
	return words
})

func unpack(packed []byte) string {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(fmt.Sprintf("the list of common passwords: %v", err)) // a mistake in the program: the list is part of it
	}
	text, err := io.ReadAll(r)
	if err != nil {
		panic(fmt.Sprintf("the list of common passwords: %v", err))
	}
	return string(text)
}

var unleet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// common tells whether a password in lower case is one that everybody tries: on the list, or on it without what stands
// before and after its letters, or with its tricks undone, or twice the same, or a run along the alphabet.
func common(password string) bool {
	if listed(password) || isRun(password) {
		return true
	}
	unit := unitOf(password)
	return unit != password && (len([]rune(unit)) <= 4 || listed(unit))
}

func listed(password string) bool {
	words := commonWords()
	core := strings.TrimFunc(password, func(r rune) bool { return !unicode.IsLetter(r) })
	return words[password] || words[core] || words[unleet.Replace(core)]
}

// unitOf gives the shortest text of which the password is a repetition; itself when it is none.
func unitOf(password string) string {
	for n := 1; n <= len(password)/2; n++ {
		if len(password)%n == 0 && strings.Repeat(password[:n], len(password)/n) == password {
			return password[:n]
		}
	}
	return password
}

// isRun tells whether each character follows the one before it: 123456789012, abcdefghijkl, zyxwvu….
func isRun(password string) bool {
	runes := []rune(password)
	up, down := true, true
	for i := 1; i < len(runes); i++ {
		up = up && follows(runes[i-1], runes[i])
		down = down && follows(runes[i], runes[i-1])
	}
	return up || down
}

func follows(a, b rune) bool { return b == a+1 || a == '9' && b == '0' }
