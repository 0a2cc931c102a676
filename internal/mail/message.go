package mail

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"samenspel/internal/errs"
)

// Message is a mail to write: which letter, to whom, with which words.
type Message struct {
	ID         string            // made by Queue
	Network    string            // id; set by Queue
	Kind       string            // letter of the catalogue, such as "sign-in"
	Lang       string            // "nl" or "en", for who did not choose; see Mailer.Lang
	Address    string            // of the recipient
	Name       string            // of the recipient, or ""
	Args       map[string]string // a moment in RFC 3339 is said as a day, in the language of the letter
	Object     string            // what its links are about: an id, for the Linker
	Generation int               // of the object, for the Linker
	Thread     string            // id of the thread it belongs to, or ""
	InReplyTo  string            // Message-ID, in <>, of the mail it answers, or ""
	At         time.Time         // not before; zero = now
	Urgent     bool              // goes before what is not: somebody waits for it at a screen
}

// Calendar is the argument that holds a file for calendar programs (RFC 5545), which goes with the letter.
const Calendar = "Calendar"

// State is where a message is in its life.
type State string

// The states.
const (
	Waiting State = "waiting"
	Sent    State = "sent"
	Failed  State = "failed"
	Bounced State = "bounced"
	Held    State = "held" // came out of a backup; a person decides whether it still goes
)

// Class is why a mail was not sent, in one word that a page can translate.
type Class string

// The classes. The first four end a mail; the others are tried again.
const (
	Refused    Class = "refused"    // the server will not have it: 5xx
	Unknown    Class = "unknown"    // the connection was lost before the answer; final the second time
	Obsolete   Class = "obsolete"   // what its links are about is gone
	Unwritable Class = "unwritable" // the letter or an address cannot be written
	Later      Class = "later"      // the server asks to come back: 4xx, or it hung up in between
	Connect    Class = "connect"    // no connection
	TLS        Class = "tls"        // the certificate does not hold
	Login      Class = "login"      // the server does not accept our name and password
	Unready    Class = "unready"    // the network or a link could not be read
)

// Failure is why an attempt did not succeed. Its text holds nothing that a server or a person wrote.
type Failure struct {
	Class Class
	Code  int // answer of the server, or 0

	cause error // of our own, for the log; or nil
}

// Error gives class and code.
func (f *Failure) Error() string { return fmt.Sprintf("mail: %s (%d)", f.Class, f.Code) }

// maxUnknowns is how many unknown outcomes end a mail: two leave at most one copy too many.
const maxUnknowns = 2

// fate decides what becomes of a waiting message after an attempt; unknowns counts this attempt too.
func fate(failure *Failure, unknowns int, last bool) State {
	switch {
	case failure == nil:
		return Sent
	case slices.Contains([]Class{Refused, Obsolete, Unwritable}, failure.Class), unknowns >= maxUnknowns, last:
		return Failed
	}
	return Waiting
}

// addressForm is what HTML calls a valid e-mail address, with a dot in the domain.
var addressForm = regexp.MustCompile("^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})+$")

// ValidAddress tells whether mail can be sent to an address.
func ValidAddress(text string) bool { return validAddress(text) }

func validAddress(text string) bool { return len(text) <= 254 && addressForm.MatchString(text) }

// idForm is a Message-ID with its brackets.
var idForm = regexp.MustCompile(`^<[!-;=?-~]{1,250}>$`)

// check gives what keeps the message from ever being written.
func (m Message) check() error {
	var problems errs.Problems
	say := func(column, text string) { problems = append(problems, errs.Problem{Column: column, Text: text}) }
	if !validAddress(m.Address) {
		say("address", "write one e-mail address, without a name")
	}
	if m.InReplyTo != "" && !idForm.MatchString(m.InReplyTo) {
		say("in reply to", "give a Message-ID with its brackets, or nothing")
	}
	for _, missing := range missing(m) {
		say("letter", missing)
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

const (
	maxSubject = 200
	maxName    = 100
)

// Line makes a text fit for a header: one line, without control and direction marks, at most so many characters, and
// nothing that reads as the code of other characters.
func Line(text string, most int) string {
	text = strings.ReplaceAll(strings.Join(strings.Fields(Paragraph(text)), " "), "=?", "= ?")
	if runes := []rune(text); len(runes) > most {
		text = strings.TrimSpace(string(runes[:most-1])) + "…"
	}
	return text
}

// nameOf makes a text fit for the name in an address. The library leaves a backslash in an encoded name, and readers
// stumble over it.
func nameOf(text string) string { return Line(strings.ReplaceAll(text, `\`, ""), maxName) }

// Paragraph makes a text fit for a letter: lines that end in \n, without control and direction marks.
func Paragraph(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n").Replace(strings.ToValidUTF8(text, "\ufffd"))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\ufeff':
			return -1
		}
		return r
	}, text)
}
