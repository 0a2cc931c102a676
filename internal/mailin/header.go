package mailin

import (
	"bufio"
	"bytes"
	"fmt"
	"mime"
	netmail "net/mail"
	"regexp"
	"strings"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/textproto"

	"samenspel/internal/errs"
	"samenspel/internal/mail"
)

// maxHeader is the longest header that is read, in bytes.
const maxHeader = 256 << 10

// split gives the header of a mail without lines that are none, such as those that some programs put above it, and the
// body.
func split(raw []byte) (message.Header, []byte, error) {
	head, body := raw, []byte(nil)
	for at := 0; at < len(raw); {
		end := bytes.IndexByte(raw[at:], '\n')
		if end < 0 {
			break
		}
		if len(bytes.TrimRight(raw[at:at+end], "\r")) == 0 {
			head, body = raw[:at], raw[at+end+1:]
			break
		}
		at += end + 1
	}
	if len(head) > maxHeader {
		return message.Header{}, nil, fmt.Errorf("%w: its header is longer than %d bytes", errs.Invalid, maxHeader)
	}
	h, err := textproto.ReadHeader(bufio.NewReader(bytes.NewReader(tidy(head))))
	if err != nil {
		return message.Header{}, nil, fmt.Errorf("%w: its header cannot be read: %w", errs.Invalid, err)
	}
	return message.Header{Header: h}, body, nil
}

var fieldForm = regexp.MustCompile(`^[!-9;-~]+[ \t]*:`)

// tidy leaves out lines of a header that belong to no field, and ends it with an empty line.
func tidy(head []byte) []byte {
	var out bytes.Buffer
	inField := false
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case fieldForm.Match(line):
			inField = true
		case len(line) == 0 || line[0] != ' ' && line[0] != '\t' || !inField:
			inField = false
			continue
		}
		out.Write(line)
		out.WriteString("\r\n")
	}
	out.WriteString("\r\n")
	return out.Bytes()
}

var words = mime.WordDecoder{CharsetReader: charsetReader}

// decoded gives a field of a header as one clean line of at most so many characters.
func decoded(h message.Header, field string, most int) string {
	return mail.Line(decodeWords(h.Get(field)), most)
}

func decodeWords(text string) string {
	text = toUTF8([]byte(text), "")
	if plain, err := words.DecodeHeader(text); err == nil {
		return plain
	}
	return text
}

var (
	addressForm = regexp.MustCompile(`[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+`)
	idForm      = regexp.MustCompile(`<[!-;=?-~]{1,250}>`)
)

// maxAddresses is how many addresses of one field are looked at.
const maxAddresses = 50

// addresses gives the addresses in all fields of some names, in lower case.
func addresses(h message.Header, fields ...string) (all []string) {
	for _, field := range fields {
		for _, value := range h.Values(field) {
			for _, found := range addressForm.FindAllString(value, maxAddresses) {
				all = append(all, strings.ToLower(found))
			}
		}
	}
	return all
}

// sender gives the first address of a field, and the name beside it.
func sender(h message.Header, field string) (address, name string) {
	value := h.Get(field)
	parser := netmail.AddressParser{WordDecoder: &words}
	if list, err := parser.ParseList(value); err == nil && len(list) > 0 && addressForm.FindString(list[0].Address) == list[0].Address {
		return strings.ToLower(list[0].Address), mail.Line(list[0].Name, maxName)
	}
	before, after, marked := strings.Cut(value, "<")
	if address = strings.ToLower(addressForm.FindString(after)); !marked || address == "" {
		return strings.ToLower(addressForm.FindString(value)), ""
	}
	return address, mail.Line(strings.Trim(decodeWords(before), ` "`), maxName)
}

// ids gives the Message-IDs in a field, the last first.
func ids(h message.Header, field string) (all []string) {
	found := idForm.FindAllString(h.Get(field), -1)
	for i := len(found) - 1; i >= 0; i-- {
		all = append(all, found[i])
	}
	return all
}
