package privacy

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bytes in a flat text for what has no ASCII form.
const (
	otherLetter  = 0x80
	otherCapital = 0x81
	otherSign    = 0x82
	euro         = '$'
)

// flat is a text in one plain form, one byte for each character: letters without accents, digits, signs. low is the
// same without capitals. Byte i comes from the bytes at[i] up to end[i] of the text; both are nil when the text was
// plain already.
type flat struct {
	b, low  []byte
	at, end []int
	foreign []int // the bytes whose letters Dutch does not write: ğ, ş, ł
}

func flatten(text string) flat {
	if f, ok := flatASCII(text); ok {
		return f
	}
	f := flat{b: make([]byte, 0, len(text)), low: make([]byte, 0, len(text)), at: make([]int, 0, len(text)), end: make([]int, 0, len(text))}
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		f.add(r, text[i:i+size], i)
		i += size
	}
	return f
}

// flatASCII is the short way for a text in which every byte stands for itself.
func flatASCII(text string) (flat, bool) {
	for i := 0; i < len(text); i++ {
		if c := text[i]; c >= 0x7f || c < ' ' && c != '\n' || c == '$' || c == '`' {
			return flat{}, false
		}
	}
	f := flat{b: []byte(text), low: make([]byte, len(text))}
	for i, c := range f.b {
		f.low[i] = lower(c)
	}
	return f, true
}

// add writes the plain form of a character of the text.
func (f *flat) add(r rune, from string, at int) {
	if r < utf8.RuneSelf {
		if c := plainASCII(byte(r)); c != 0 {
			f.put(c, at, at+1)
		}
		return
	}
	if isForeign(r) {
		f.foreign = append(f.foreign, len(f.b))
	}
	if spelled := letters[r]; spelled != "" {
		f.putAll(spelled, at, at+len(from))
		return
	}
	if c, ok := plainRune(r); ok {
		if c != 0 {
			f.put(c, at, at+len(from))
		}
		return
	}
	if n := f.decomposed(from, at); n > 0 {
		return
	}
	f.put(other(r), at, at+len(from))
}

// decomposed writes the ASCII parts of a character that is put together, and tells how many there were.
func (f *flat) decomposed(from string, at int) (n int) {
	for _, c := range norm.NFKD.PropertiesString(from).Decomposition() {
		if c < utf8.RuneSelf && c > ' ' {
			f.put(c, at, at+len(from))
			n++
		}
	}
	return n
}

func (f *flat) put(c byte, at, end int) {
	f.b, f.low = append(f.b, c), append(f.low, lower(c))
	f.at, f.end = append(f.at, at), append(f.end, end)
}

func (f *flat) putAll(s string, at, end int) {
	for i := range len(s) {
		f.put(s[i], at, end)
	}
}

// span gives the place in the text of the flat bytes from i up to j.
func (f *flat) span(i, j int) (start, end int) {
	if f.at == nil {
		return i, j
	}
	return f.at[i], f.end[j-1]
}

// plainASCII gives the plain form of an ASCII character, or 0 for one that cannot be seen.
func plainASCII(c byte) byte {
	switch {
	case c == '\t' || c == '\v' || c == '\f':
		return ' '
	case c == '\n' || c == '\r':
		return '\n'
	case c < ' ' || c == 0x7f:
		return 0
	case c == '`':
		return '\''
	case c == '$':
		return euro
	}
	return c
}

// letters are those that do not fall apart into a letter and an accent.
var letters = map[rune]string{'ø': "o", 'Ø': "O", 'ł': "l", 'Ł': "L", 'ı': "i", 'đ': "d", 'Đ': "D", 'ð': "d", 'Ð': "D",
	'ß': "ss", 'æ': "ae", 'Æ': "Ae", 'œ': "oe", 'Œ': "Oe", 'þ': "th", 'Þ': "Th", 'ə': "e", 'Ə': "E", 'ħ': "h"}

// isForeign tells whether a letter is Latin and not used in Dutch words.
func isForeign(r rune) bool {
	switch {
	case r < 'À' || r > 'ɏ':
		return r > 'Ḁ' && r < 'ỿ'
	case strings.ContainsRune("ÀÁÂÄÈÉÊËÌÍÎÏÒÓÔÖÙÚÛÜàáâäèéêëìíîïòóôöùúûü×÷Ĳĳ", r):
		return false
	}
	return true
}

// plainRune gives the plain form of a character outside ASCII where that does not need its parts; 0 when it cannot be
// seen.
func plainRune(r rune) (c byte, ok bool) {
	switch {
	case r == '€' || r == '£':
		return euro, true
	case r == '’' || r == '‘' || r == 'ʼ' || r == 'ʻ' || r == '′' || r == '´':
		return '\'', true
	case r == '“' || r == '”' || r == '„' || r == '«' || r == '»':
		return '"', true
	case r == '\u2028' || r == '\u2029' || r == '\u0085':
		return '\n', true
	case unicode.Is(unicode.Pd, r) || r == '−':
		return '-', true
	case unicode.Is(unicode.Zs, r):
		return ' ', true
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Cc) || blank(r):
		return 0, true
	case unicode.Is(unicode.Nd, r):
		return digit(r), true
	}
	return 0, false
}

// blank tells whether a character counts as a letter or sign but shows nothing.
func blank(r rune) bool {
	return r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0' || r == '\u2800'
}

// digit gives the ASCII form of a decimal digit of any script. They stand in rows of ten.
func digit(r rune) byte {
	n := rune(0)
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			n = r - rune(t.Lo)
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			n = r - rune(t.Lo)
		}
	}
	return byte('0' + n%10)
}

func other(r rune) byte {
	switch {
	case unicode.IsUpper(r) || unicode.IsTitle(r):
		return otherCapital
	case unicode.IsLetter(r):
		return otherLetter
	}
	return otherSign
}

func lower(c byte) byte {
	switch {
	case 'A' <= c && c <= 'Z':
		return c + 'a' - 'A'
	case c == otherCapital:
		return otherLetter
	}
	return c
}

func isDigit(c byte) bool   { return '0' <= c && c <= '9' }
func isCapital(c byte) bool { return 'A' <= c && c <= 'Z' || c == otherCapital }
func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == otherLetter || c == otherCapital
}
