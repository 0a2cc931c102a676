package casework

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samenspel/internal/privacy"
)

// TestACodeShowsATypingError changes one character of a code, or lets two change places: it is no code any more. Typed
// in small letters or without the hyphen it still is.
func TestACodeShowsATypingError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := newCode()
		for _, typed := range []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", ""), strings.ReplaceAll(code, "-", " ")} {
			if CleanCode(typed) != code {
				t.Fatalf("%q is not read as %q", typed, code)
			}
		}
		plain := []byte(strings.ReplaceAll(code, "-", ""))
		i := rapid.IntRange(0, len(plain)-1).Draw(t, "place")
		other := letters[rapid.IntRange(0, len(letters)-1).Draw(t, "letter")]
		if wrong := string(plain[:i]) + string(other) + string(plain[i+1:]); other != plain[i] && CleanCode(wrong) != "" {
			t.Fatalf("%q passes for %q", wrong, code)
		}
		j := rapid.IntRange(0, len(plain)-2).Draw(t, "other place")
		if i, k := min(i, j), max(i, j); k < codeLength && plain[i] != plain[k] {
			plain[i], plain[k] = plain[k], plain[i]
			if CleanCode(string(plain)) != "" {
				t.Fatalf("%q passes for %q", plain, code)
			}
		}
	})
}

// TestWordsAreManyAndTellNothing looks at each pair: none is a finding, and a team with every pair but one taken gets
// that one.
func TestWordsAreManyAndTellNothing(t *testing.T) {
	taken := map[string]bool{}
	for range 20 {
		words := newWords(taken)
		if words == "" || taken[words] {
			t.Fatalf("%q after %d", words, len(taken))
		}
		taken[words] = true
	}
	for _, adjective := range adjectives {
		for _, noun := range nouns {
			words := adjective + " " + noun
			if found := privacy.Scan("De " + words + " wil graag gezelschap."); len(found) > 0 {
				t.Errorf("%q passes for a %v", words, found[0].Kind)
			}
			taken[words] = true
		}
	}
	if len(taken) < 3000 {
		t.Errorf("only %d pairs of words", len(taken))
	}
	delete(taken, "blauwe fiets")
	if words := newWords(taken); words != "blauwe fiets" {
		t.Errorf("the last pair is %q", words)
	}
	taken["blauwe fiets"] = true
	if words := newWords(taken); words != "" {
		t.Errorf("all are taken, and yet %q", words)
	}
}
