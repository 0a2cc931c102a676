package group

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
)

// What people write who answer an invitation by replying to it. Only these count, as the whole of what is said.
var (
	sayYes = []string{"ja", "ja hoor", "ja graag", "ja prima", "graag", "prima", "akkoord", "ok", "oke", "oké", "ik kom", "ja ik kom", "ik kom graag", "ja ik kom graag", "ik ben erbij", "ja ik ben erbij", "wij komen", "ja wij komen", "yes", "i will come", "i'll come", "yes i will come"}
	sayNo  = []string{"nee", "nee helaas", "helaas niet", "ik kom niet", "nee ik kom niet", "helaas kom ik niet", "ik kan niet", "nee ik kan niet", "ik kan helaas niet", "helaas kan ik niet", "nee helaas kan ik niet", "wij komen niet", "no", "i cannot come", "no i cannot come"}
)

// polite is how many words a line may have that stands around an answer: a greeting, a name, how the mail was sent.
const polite = 5

// ReadReply gives what a reply to an invitation says, or Silent when a person must read it.
func ReadReply(text string) (said Answer) {
	for line := range strings.Lines(text) {
		words := strings.Fields(strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || r == '\'' {
				return unicode.ToLower(r)
			}
			return ' '
		}, line))
		plain := strings.Join(words, " ")
		answer := Silent
		switch {
		case slices.Contains(sayYes, plain):
			answer = Comes
		case slices.Contains(sayNo, plain):
			answer = Not
		case len(words) > polite || strings.Contains(line, "?"):
			return Silent
		}
		if answer != Silent && said != Silent {
			return Silent
		}
		if answer != Silent {
			said = answer
		}
	}
	return said
}

// Reply is a mail in which an invitee may have answered.
type Reply struct {
	From      string // address of who wrote it
	Text      string // what is new in it
	MayAnswer bool   // who wrote it may hear by mail what was read
}

// Replied takes an answer by mail, in the transaction of who read it. thread is a meeting. found tells whether the mail was
// understood; told whether who wrote hears by mail what was read. Anything else is for a person.
func (s *Store) Replied(ctx context.Context, tx *db.Tx, thread string, reply Reply) (found, told bool, err error) {
	defer errs.Wrap(&err, "group.Replied(%q)", thread)
	answer := ReadReply(reply.Text)
	if answer == Silent {
		return false, false, nil
	}
	m, err := sit(ctx, tx, thread)
	if errors.Is(err, errs.NotFound) {
		return false, false, nil
	}
	at := slices.IndexFunc(m.Invitees, func(i Invitee) bool { return strings.EqualFold(i.Email, reply.From) })
	if err != nil || at < 0 || m.Off || m.Day.Before(calendar.Today(tx.Now)) {
		return false, false, err
	}
	me := m.Invitees[at]
	if err := m.answered(ctx, tx, access.Actor{Network: tx.Network, Origin: "mail"}, me.ID, answer, ""); err != nil || !reply.MayAnswer {
		return err == nil, false, err
	}
	_, err = mail.Queue(ctx, tx, mail.Message{Kind: letterRead, Lang: mail.Languages[0], Address: me.Email, Name: me.Contact, Object: me.ID, Thread: m.ID,
		Args: map[string]string{"Group": m.In.Name, "Day": m.Day.Format(letterDay), "Read": string(answer)}})
	return true, err == nil, err
}

// answered keeps what an invitee says.
func (m Sitting) answered(ctx context.Context, tx *db.Tx, actor access.Actor, invitee string, answer Answer, instead string) error {
	if _, err := tx.Exec(ctx, `update meeting_invitee set answer = $3, instead = $4, answered_at = $5 where network_id = $1 and id = $2`, tx.Network, invitee, string(answer), instead, tx.Now); err != nil {
		return err
	}
	return audit.Write(ctx, tx, actor, audit.Act{Action: "answer", Object: access.Meetings, ID: m.ID})
}
