package mailin

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"

	"samenspel/internal/mail"
	"samenspel/internal/network"
)

// envelope is what must be known of a mail before it is stored.
type envelope struct {
	essence   []byte // what is the same in every copy
	messageID string // with brackets, or ""
	from      string // address, or ""
	delivered []string
	named     []string // addresses in To and Cc
}

// alike is how much of a body is compared to know a copy, in bytes.
const alike = 256 << 10

// skim looks at the header of a mail. One that has no header that can be read is known by its text, whatever goes wrong:
// it must not stay in the mailbox before all others.
func skim(raw []byte) (e envelope) {
	defer func() {
		if recover() != nil {
			e = nameless(raw)
		}
	}()
	h, body, err := split(raw)
	if err != nil || h.Len() == 0 {
		return nameless(raw)
	}
	sum := sha256.New()
	for _, field := range []string{"Message-Id", "Date", "From", "Subject"} {
		sum.Write([]byte(strings.TrimSpace(h.Get(field)) + "\x00"))
	}
	sum.Write(bytes.ReplaceAll(body[:min(len(body), alike)], []byte("\r"), nil))
	e = envelope{essence: sum.Sum(nil), messageID: idForm.FindString(h.Get("Message-Id"))}
	e.from, _ = sender(h, "From")
	e.delivered = addresses(h, "Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To")
	e.named = addresses(h, "To", "Cc")
	return e
}

func nameless(raw []byte) envelope {
	sum := sha256.Sum256(raw[:min(len(raw), alike)])
	return envelope{essence: sum[:]}
}

// addressBook knows for which network a mail is.
type addressBook struct {
	networks []network.Network
	key      []byte // of the tokens in addresses
	owner    string // address of the mailbox, or ""
}

// of gives the ids of the networks for which a mail is: one as a rule, more when it was sent to more, none when
// nobody can tell.
func (b addressBook) of(e envelope) (found []string) {
	if len(b.networks) == 1 {
		return []string{b.networks[0].ID}
	}
	for _, list := range [][]string{e.delivered, e.named} {
		for _, address := range list {
			if id := b.at(address); id != "" && !slices.Contains(found, id) {
				found = append(found, id)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	if id := b.at(b.owner); id != "" {
		found = append(found, id)
	}
	return found
}

// at gives the network to which an address belongs, or "".
func (b addressBook) at(address string) string {
	base, mark := cutMark(address)
	var owners []string
	for _, n := range b.networks {
		email := strings.ToLower(n.Settings.Email)
		_, signed := mail.ReadReplyToken(b.key, n.ID, mark)
		if mark != "" && (signed || mark == n.Slug || address == email) {
			return n.ID
		}
		if own, _ := cutMark(email); own == base && own != "" {
			owners = append(owners, n.ID)
		}
	}
	if len(owners) == 1 {
		return owners[0]
	}
	return "" // nobody's, or that of several
}

// answers gives the messages of ours in a network that a mail answers, from the addresses it was sent to.
func (b addressBook) answers(network string, e envelope) (ids []string) {
	for _, address := range slices.Concat(e.delivered, e.named) {
		_, mark := cutMark(address)
		if id, ok := mail.ReadReplyToken(b.key, network, mark); ok && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// cutMark takes what stands behind the + out of an address: "punt+veen@example.org" is "punt@example.org" and "veen".
func cutMark(address string) (base, mark string) {
	name, host, _ := strings.Cut(address, "@")
	name, mark, _ = strings.Cut(name, "+")
	if name == "" || host == "" {
		return "", ""
	}
	return name + "@" + host, mark
}
