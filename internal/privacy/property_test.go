package privacy_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"samenspel/internal/privacy"
)

// check holds what is true of the findings of any text.
func check(t interface{ Fatalf(string, ...any) }, text string) {
	scanner := &privacy.Scanner{Year: presentYear}
	findings := scanner.Scan(text)
	at := 0
	for _, f := range findings {
		if f.Start < at || f.End <= f.Start || f.End > len(text) {
			t.Fatalf("%+v lies outside the text or over another in %q", f, text)
		}
		if f.Kind < privacy.BSN || f.Kind > privacy.Name {
			t.Fatalf("%+v has no kind in %q", f, text)
		}
		if utf8.ValidString(text) && (!border(text, f.Start) || !border(text, f.End)) {
			t.Fatalf("%+v cuts a character in %q", f, text)
		}
		at = f.End
	}
	masked := privacy.Mask(text, findings)
	for _, f := range scanner.Scan(masked) {
		if f.Sure {
			t.Fatalf("%s %q is left in %q, the mask of %q", f.Kind, masked[f.Start:f.End], masked, text)
		}
	}
}

func border(text string, i int) bool { return i == len(text) || utf8.RuneStart(text[i]) }

// bits are pieces that touch the rules, put together at random.
var bits = []string{" ", "  ", "-", ".", ",", "/", "(", ")", "+", "@", ":", "'", "\n", "0", "6", "06", "12", "31", "0031", "1951", "2026", "123456782", "12345678",
	"o", "O", "NL", "NL91ABNA0417164300", "AB", "ab", "is", "maart", "geb", "geboren", "jan", "Kerkstraat", "laan", "weg", "4", "bis", "a", "nr", "mevr", "zoon", "van",
	"der", "de", "De", "Jansen", "jansen", "Kevin", "kevin", "J", "J.", "v", "B", "punt", "nl", "apenstaart", "at", "[at]", "facebook", "com", "x", "insta", "XX", "Y",
	"123", "€", "euro", "uur", "keer", "tel", "dossier", "nul", "zes", "\u200b", "５", "é", "ş", "\u0301", "ﬁ", "⑫", "\xff", "[naam]", "[telefoon]"}

func TestFindingsOfAnyText(t *testing.T) {
	pieces := rapid.SliceOfN(rapid.SampledFrom(bits), 0, 14)
	rapid.Check(t, func(t *rapid.T) { check(t, strings.Join(pieces.Draw(t, "pieces"), "")) })
	rapid.Check(t, func(t *rapid.T) { check(t, rapid.String().Draw(t, "text")) })
	rapid.Check(t, func(t *rapid.T) { check(t, rapid.StringMatching(`[0-9 ./()+oO-]{0,40}`).Draw(t, "digits")) })
}

func TestFindingsOfTheCorpus(t *testing.T) {
	for _, name := range []string{"planted.txt", "planted_heldout.txt", "clean.txt", "clean_heldout.txt"} {
		for _, line := range sentences(t, name) {
			text, _ := unplant(t, line)
			check(t, text)
		}
	}
}

// meant finds words that give a number beside them a meaning of its own.
var meant = regexp.MustCompile(`(?i)euro|\b(jan|feb|maart|apr|mei|juni|juli|aug|sep|okt|nov|dec)`)

// inClean draws a clean sentence and puts a text between two of its words. Behind a sign for money a number would be
// an amount, beside another number it would be a part of that, and behind a month
// it could begin with a year.
func inClean(t *rapid.T, clean []string, planted string) (text string, p [2]int) {
	clean = slices.DeleteFunc(slices.Clone(clean), func(s string) bool { return strings.ContainsAny(s, "€0123456789") || meant.MatchString(s) })
	words := strings.Split(rapid.SampledFrom(clean).Draw(t, "sentence"), " ")
	at := rapid.IntRange(0, len(words)).Draw(t, "place")
	before := strings.Join(words[:at], " ")
	if at > 0 {
		before += " "
	}
	return strings.TrimSuffix(before+planted+" "+strings.Join(words[at:], " "), " "), [2]int{len(before), len(before) + len(planted)}
}

// mustFind fails unless findings cover the place.
func mustFind(t *rapid.T, text string, p [2]int) {
	scanner := &privacy.Scanner{Year: presentYear}
	if _, whole := overlap(planted{start: p[0], end: p[1]}, scanner.Scan(text)); !whole {
		t.Fatalf("%q is not found in %q", text[p[0]:p[1]], text)
	}
}

// spaced writes digits with a separator before some of them.
func spaced(t *rapid.T, digits string, forms [][]int) string {
	by := rapid.SampledFrom([]string{"", " ", ".", "-"}).Draw(t, "separator")
	form := rapid.SampledFrom(forms).Draw(t, "form")
	var b strings.Builder
	for _, n := range form {
		b.WriteString(digits[:n] + by)
		digits = digits[n:]
	}
	return b.String() + digits
}

func TestAnyBSNIsFound(t *testing.T) {
	clean := sentences(t, "clean.txt")
	rapid.Check(t, func(t *rapid.T) {
		eight := rapid.IntRange(10_000_000, 99_999_999).Draw(t, "digits")
		digits, sum := fmt.Sprint(eight), 0
		for i, c := range digits {
			sum += int(c-'0') * (9 - i)
		}
		if sum%11 == 10 {
			t.Skip("no such number")
		}
		number := spaced(t, fmt.Sprint(digits, sum%11), [][]int{{}, {3, 3}, {4, 2}, {1, 1, 1, 1, 1, 1, 1, 1}})
		text, p := inClean(t, clean, number)
		mustFind(t, text, p)
	})
}

func TestAnyPhoneIsFound(t *testing.T) {
	clean := sentences(t, "clean.txt")
	rapid.Check(t, func(t *rapid.T) {
		eight := fmt.Sprintf("%08d", rapid.IntRange(0, 99_999_999).Draw(t, "digits"))
		number := rapid.SampledFrom([]string{"06", "+316", "+31 6", "+31 (0)6", "00316"}).Draw(t, "begin") +
			rapid.SampledFrom([]string{"", " ", "-"}).Draw(t, "between") + spaced(t, eight, [][]int{{}, {2, 2, 2}, {4}})
		text, p := inClean(t, clean, number)
		mustFind(t, text, p)
	})
}

func TestAnyIBANIsFound(t *testing.T) {
	clean := sentences(t, "clean.txt")
	rapid.Check(t, func(t *rapid.T) {
		bank := rapid.StringMatching(`[A-Z]{4}`).Draw(t, "bank")
		account := fmt.Sprintf("%010d", rapid.IntRange(0, 9_999_999_999).Draw(t, "account"))
		rest := 0
		for _, c := range bank + account + "NL00" {
			if c >= 'A' {
				rest = (rest*100 + int(c-'A') + 10) % 97
			} else {
				rest = (rest*10 + int(c-'0')) % 97
			}
		}
		iban := fmt.Sprintf("NL%02d", 98-rest) + bank + account
		if rapid.Bool().Draw(t, "spaces") {
			iban = iban[:4] + " " + iban[4:8] + " " + iban[8:12] + " " + iban[12:16] + " " + iban[16:]
		}
		text, p := inClean(t, clean, iban)
		mustFind(t, text, p)
	})
}

func FuzzScan(f *testing.F) {
	for _, name := range []string{"planted.txt", "clean.txt"} {
		for _, line := range sentences(f, name) {
			text, _ := unplant(f, line)
			f.Add(text)
		}
	}
	f.Add("\xff0\u200b6\xfe１２３４５６７８ ﷺ ⑫⑫⑫⑫⑫⑫")
	f.Fuzz(func(t *testing.T, text string) { check(t, text) })
}
