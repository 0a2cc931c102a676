package mail

import (
	"context"
	"net/mail"
	"regexp"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Identity is in whose name a network sends.
type Identity struct {
	Name       string // of the network, as people know it
	From       string // address
	Host       string // of the network: the right side of every Message-ID
	ReplyTo    string // address with TOKEN in it, such as reply+TOKEN@example.org; "" = answers go nowhere special
	ReturnPath string // address with TOKEN in it, to which bounces go; "" = From
}

// Envelope is a mail that is ready to be handed over.
type Envelope struct {
	Network    string // id
	ID         string // of the message
	MessageID  string // without brackets; the same at every attempt
	Identity   Identity
	Address    string
	Name       string
	InReplyTo  string // with brackets, or ""
	References string // Message-IDs with brackets, or ""
	Date       time.Time
	Letter     Letter
}

// Sender hands a mail over. No error says that the other side has taken it; a *Failure says why not.
type Sender interface {
	Send(ctx context.Context, e Envelope) error
}

var hostForm = regexp.MustCompile(`^[a-zA-Z0-9-]{1,63}(\.[a-zA-Z0-9-]{1,63})*$`)

// messageID is made from the id of the message, so that it is the same at every attempt.
func messageID(id, host string) string {
	if !hostForm.MatchString(host) {
		host = "samenspel.invalid"
	}
	return id + "@" + host
}

// thread gives the headers that put a mail with the others of its thread: all refer to one root that was never sent.
func thread(m Message, host string) (inReplyTo, references string) {
	if m.Thread == "" {
		return m.InReplyTo, m.InReplyTo
	}
	root := "<" + messageID("thread-"+strings.Map(idOnly, m.Thread), host) + ">"
	if m.InReplyTo == "" {
		return root, root
	}
	return m.InReplyTo, root + " " + m.InReplyTo
}

func idOnly(r rune) rune {
	if r == '-' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
		return r
	}
	return -1
}

// seal puts a letter in its envelope.
func seal(m Message, id string, who Identity, key []byte, l Letter, now time.Time) (Envelope, error) {
	token, err := ReplyToken(key, m.Network, m.ID)
	if err != nil {
		return Envelope{}, &Failure{Class: Unwritable}
	}
	who.ReplyTo = strings.ReplaceAll(who.ReplyTo, "TOKEN", token)
	who.ReturnPath = strings.ReplaceAll(who.ReturnPath, "TOKEN", token)
	for _, address := range []string{who.From, m.Address, orElse(who.ReplyTo, who.From), orElse(who.ReturnPath, who.From)} {
		if !validAddress(address) {
			return Envelope{}, &Failure{Class: Unwritable}
		}
	}
	e := Envelope{Network: m.Network, ID: m.ID, MessageID: id, Identity: who, Address: m.Address, Name: nameOf(m.Name), Date: now, Letter: l}
	e.InReplyTo, e.References = thread(m, who.Host)
	return e, nil
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// message gives the mail in the form of the library that writes and sends it.
func (e Envelope) message() (*gomail.Msg, error) {
	page, err := e.Letter.HTML()
	if err != nil {
		return nil, err
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(&mail.Address{Name: nameOf(e.Identity.Name), Address: e.Identity.From})
	m.EnvelopeFromMailAddress(&mail.Address{Address: orElse(e.Identity.ReturnPath, e.Identity.From)})
	m.ToMailAddress(&mail.Address{Name: e.Name, Address: e.Address})
	if e.Identity.ReplyTo != "" {
		m.ReplyToMailAddress(&mail.Address{Name: nameOf(e.Identity.Name), Address: e.Identity.ReplyTo})
	}
	m.Subject(Line(e.Letter.Subject, maxSubject))
	m.SetDateWithValue(e.Date)
	m.SetMessageIDWithValue(e.MessageID)
	for header, value := range map[gomail.Header]string{gomail.HeaderInReplyTo: e.InReplyTo, gomail.HeaderReferences: e.References,
		"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", gomail.HeaderContentLang: e.Letter.Lang} {
		if value != "" {
			m.SetGenHeader(header, value)
		}
	}
	m.SetBodyString(gomail.TypeTextPlain, e.Letter.Text())
	m.AddAlternativeString(gomail.TypeTextHTML, page)
	if e.Letter.Calendar != "" {
		return m, m.AttachReader("agenda.ics", strings.NewReader(e.Letter.Calendar), gomail.WithFileContentType("text/calendar; charset=utf-8"))
	}
	return m, nil
}
