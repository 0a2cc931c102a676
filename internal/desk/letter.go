package desk

import (
	"cmp"
	"context"
	"maps"
	"strconv"

	"samenspel/internal/db"
	"samenspel/internal/i18n"
	"samenspel/internal/mail"
	"samenspel/internal/people"
)

// The letters, and the purposes of the links in them. Links to enquiries lead to pages that need a sign-in; that to a
// status needs the code, which is the object of the message.
const (
	letterReceived         = "desk-received"
	letterReceivedAttached = "desk-received-attached"

	letterPassed   = "desk-passed"
	letterOutside  = "desk-outside"
	letterAnswer   = "desk-answer"
	letterRemind   = "desk-remind"
	letterEscalate = "desk-escalate"
	letterWeek     = "desk-week"
	letterMoved    = "desk-moved"

	PurposeEnquiry = "desk-enquiry"
	PurposeQueue   = "desk-queue"
	PurposeStatus  = "desk-status"
)

// tell writes a letter about an enquiry. Who has no address hears of it on the own list.
func tell(ctx context.Context, tx *db.Tx, letter string, to people.Person, e Enquiry, more map[string]string) error {
	if to.Email == "" {
		return nil
	}
	args := map[string]string{"Until": i18n.In(mail.Languages[0]).Date(e.Next)}
	maps.Copy(args, more)
	_, err := mail.Queue(ctx, tx, mail.Message{Kind: letter, Lang: mail.Languages[0], Address: to.Email, Name: to.Name, Object: e.ID, Args: args})
	return err
}

// answerByMail sends an answer to who asked.
func answerByMail(ctx context.Context, tx *db.Tx, c Contact, e Enquiry, r Response) error {
	_, err := mail.Queue(ctx, tx, mail.Message{Kind: letterAnswer, Lang: cmp.Or(r.Lang, mail.Languages[0]), Address: c.Email, Name: c.Name, Object: e.Code, Urgent: true, Thread: e.ID, InReplyTo: c.Mail,
		Args: map[string]string{"Text": r.Text, "Offer": r.Offer}})
	return err
}

// count writes a letter that says how many enquiries wait for somebody.
func count(ctx context.Context, tx *db.Tx, letter string, to people.Person, args map[string]int) error {
	texts := map[string]string{}
	for name, n := range args {
		texts[name] = strconv.Itoa(n)
	}
	_, err := mail.Queue(ctx, tx, mail.Message{Kind: letter, Lang: mail.Languages[0], Address: to.Email, Name: to.Name, Object: to.ID, Args: texts})
	return err
}
