package harvest

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// found is what clean met in a text.
type found struct {
	long    bool // more than MaxText characters
	broken  bool // bytes that are not UTF-8
	control rune // a control character, or -1
	marks   bool // invisible marks
}

// problem gives the sentence that refuses the text, or "".
func (f found) problem() string {
	switch {
	case f.long:
		return "the text is longer than " + thousands(MaxText) + " characters"
	case f.broken:
		return "the text holds bytes that are not UTF-8; save the file as UTF-8"
	case f.control >= 0:
		return fmt.Sprintf("the text holds the control character U+%04X; remove it", f.control)
	}
	return ""
}

func thousands(n int) string {
	text := fmt.Sprint(n)
	if len(text) <= 3 {
		return text
	}
	return text[:len(text)-3] + "," + text[len(text)-3:]
}

// clean gives a text in one form: composed letters (NFC), lines ended by \n with at most one empty line between
// them, single spaces, nothing at the ends, no marks that cannot be seen. Of a text that is too long it gives the
// beginning.
func clean(text string) (string, found) {
	f := found{control: -1}
	if plain(text) {
		return text, f
	}
	if len(text) > MaxText && utf8.RuneCountInString(text) > MaxText {
		f.long = true
		text = text[:100]
		return strings.ToValidUTF8(text, ""), f
	}
	if !utf8.ValidString(text) {
		f.broken = true
		text = strings.ToValidUTF8(text, "")
	}
	var b strings.Builder
	b.Grow(len(text))
	spaces, lines := false, 0
	for _, r := range norm.NFC.String(strings.ReplaceAll(text, "\r\n", "\n")) {
		switch {
		case r == '\n' || r == '\r':
			lines++
		case unicode.IsSpace(r):
			spaces = true
		case invisible(r):
			f.marks = true
		case unicode.IsControl(r):
			f.control = r
		default:
			separate(&b, spaces, lines)
			spaces, lines = false, 0
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String()), f // what was taken out may have stood between a letter and its accent
}

// separate writes what stands between two words.
func separate(b *strings.Builder, spaces bool, lines int) {
	switch {
	case b.Len() == 0:
	case lines > 0:
		b.WriteString("\n\n"[:min(lines, 2)])
	case spaces:
		b.WriteByte(' ')
	}
}

// plain tells whether a text needs no cleaning: short, ASCII, single spaces.
func plain(text string) bool {
	if len(text) > MaxText {
		return false
	}
	before := byte(' ')
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c < ' ' || c >= 0x7f || (c == ' ' && before == ' ') {
			return false
		}
		before = c
	}
	return len(text) == 0 || before != ' '
}

// invisible tells whether a character only steers how others are shown: directions of writing, spaces without width.
func invisible(r rune) bool {
	return unicode.Is(unicode.Bidi_Control, r) || r == '\u00ad' || r == '\u200b' || r == '\u2060' || r == '\ufeff'
}

// oneLine makes one line of a clean text.
func oneLine(text string) string {
	if !strings.Contains(text, "\n") {
		return text
	}
	return strings.Join(strings.Fields(text), " ")
}

// fold gives the form in which names and words are compared.
func fold(text string) string { return strings.ToLower(text) }
