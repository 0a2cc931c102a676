package desk

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/i18n"
	"samenspel/internal/mail"
	"samenspel/internal/privacy"
)

// Letter is a mail to the information point, as it was read.
type Letter struct {
	ID      string // of the mail: the same mail makes one enquiry
	Name    string // of the sender, or ""
	From    string // address of the sender, or ""
	Subject string
	Text    string
	Mail    string           // Message-ID with brackets, or ""
	Asker   Asker            // when that is known by the address
	Team    string           // the same: id of the team, or ""
	Scanner *privacy.Scanner // knows what is public here; nil = nothing is
}

// noText stands in the place of a mail without words.
const noText = "–"

// incoming gives the question that a mail asks: a note without what tells who asks, and the mail as it came in the
// contact, which is sealed.
func (l Letter) incoming() Incoming {
	whole := strings.TrimSpace(l.Subject + "\n\n" + l.Text)
	note := whole
	if utf8.RuneCountInString(note) > maxNote {
		note = string([]rune(note)[:maxNote])
	}
	if strings.TrimSpace(note) == "" {
		note = noText
	}
	c := Contact{Name: cut(l.Name, maxField), Email: l.From, Text: whole, Mail: l.Mail}
	if len(c.wrong()) > 0 {
		c.Email = "" // an address to which no mail can be sent stands in the text of nobody
		c.More = cut(l.From, maxField)
	}
	return Incoming{Request: "mail " + l.ID, Channel: Mail, Note: note, Asker: l.Asker, Team: l.Team, Contact: c, Scanner: l.Scanner}
}

// cut gives at most so many characters of a text.
func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}

// FromMail makes a new enquiry of a mail, in the transaction in which the mail is done.
func (s *Store) FromMail(ctx context.Context, tx *db.Tx, l Letter) (e Enquiry, err error) {
	defer errs.Wrap(&err, "desk.FromMail(%q)", l.ID)
	in := l.incoming()
	if in.Scanner == nil {
		in.Scanner = new(privacy.Scanner)
	}
	if err := in.check(); err != nil {
		return e, err
	}
	box, err := s.o.Secrets(ctx, tx.Network)
	if err != nil {
		return e, err
	}
	return s.write(ctx, tx, access.As(access.Operator, tx.Network), box, in, func(_ Post, e Enquiry) (Enquiry, error) { return e, nil })
}

// Receipt tells the sender of a mail that it came, by when an answer comes and where to look; attached says that there were
// attachments, which are not kept, and offers what may fit, in words, or "". An address to which no mail can be sent gets none.
func Receipt(ctx context.Context, tx *db.Tx, e Enquiry, l Letter, attached bool, offers string) (told bool, err error) {
	kind := letterReceived
	if attached {
		kind = letterReceivedAttached
	}
	_, err = mail.Queue(ctx, tx, mail.Message{Kind: kind, Lang: mail.Languages[0], Address: l.From, Name: l.Name, Object: e.Code, Thread: e.ID, InReplyTo: l.Mail,
		Args: map[string]string{"Until": i18n.In(mail.Languages[0]).Date(e.AnswerDue), "Offers": offers}})
	if errors.Is(err, errs.Invalid) {
		return false, nil
	}
	return err == nil, err
}

// AnswerFromMail adds the answer of an asker to an enquiry, and opens it again when it was rounded off. It gives false
// when there is no such enquiry.
func (s *Store) AnswerFromMail(ctx context.Context, tx *db.Tx, id string, l Letter) (found bool, err error) {
	defer errs.Wrap(&err, "desk.AnswerFromMail(%q, %q)", id, l.ID)
	e, err := db.One(ctx, tx, read, enquiries+` and e.id = $2`, tx.Network, id)
	if errors.Is(err, errs.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	box, err := s.o.Secrets(ctx, tx.Network)
	if err != nil {
		return false, err
	}
	p, err := post(ctx, tx)
	if err == nil {
		e, err = e.After(Step{Act: Reply}, p.Terms, dayOf(tx))
	}
	if err != nil {
		return false, err
	}
	contact, err := openContact(ctx, tx, box, id)
	if err != nil {
		return false, err
	}
	more := l.incoming().Contact
	if contact.Empty() {
		contact = more
	} else {
		contact.Text, contact.Mail = strings.TrimSpace(contact.Text+"\n\n— "+tx.Now.Format("2006-01-02")+" —\n\n"+more.Text), more.Mail
	}
	if err := s.writeContact(ctx, tx, box, id, contact); err != nil {
		return false, err
	}
	if err := update(ctx, tx, e); err != nil {
		return false, err
	}
	return true, happened(ctx, tx, access.As(access.Operator, tx.Network), e, Reply, masked(l.Text))
}
