package mailin

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/unicode/norm"
)

// toUTF8 gives a text that says it is in a character set. What is UTF-8 is UTF-8, whatever it says it is; what is
// neither is read as Windows-1252, which is what mail programs mean when they are wrong.
func toUTF8(text []byte, charset string) string {
	charset = strings.ToLower(strings.Trim(charset, `"' `))
	wide := strings.HasPrefix(charset, "utf-16") || strings.HasPrefix(charset, "iso-2022") || strings.HasPrefix(charset, "hz-gb")
	if utf8.Valid(text) && !wide {
		return norm.NFC.String(string(text))
	}
	if set, err := htmlindex.Get(charset); err == nil {
		if plain, err := set.NewDecoder().Bytes(text); err == nil && !strings.HasPrefix(charset, "utf-8") {
			return norm.NFC.String(string(plain))
		}
	}
	plain, _ := charmap.Windows1252.NewDecoder().Bytes(text) // knows every byte
	return norm.NFC.String(string(plain))
}

// charsetReader reads the words of a header.
func charsetReader(charset string, from io.Reader) (io.Reader, error) {
	text, err := io.ReadAll(io.LimitReader(from, maxHeader))
	return bytes.NewReader([]byte(toUTF8(text, charset))), err
}
