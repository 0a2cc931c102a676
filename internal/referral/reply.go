package referral

import (
	"context"
	"regexp"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// The first words by which people answer a mail. What begins in no such way, or says two things, is for a person.
var (
	saysYes = regexp.MustCompile(`(?i)^\W*(ja|jazeker|akkoord|prima|goed|graag|yes|ok|oké|oke)\b`)
	saysNo  = regexp.MustCompile(`(?i)^\W*(nee|helaas|neen|sorry|no)\b`)
	doubts  = regexp.MustCompile(`(?i)(maar|pas |later|wachtlijst|tenzij|misschien|\?|but|if )`)
	noRoom  = regexp.MustCompile(`(?i)(geen plek|geen plaats|vol\b|vol zit|geen ruimte|no room)`)
)

// ReadReply tells what a mail answers: Accept, Decline with a reason, or "" when a person must read it. Only a first line
// that is plain counts.
func ReadReply(text string) (act Act, reason string) {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	switch {
	case len(line) > 200 || doubts.MatchString(line):
	case saysYes.MatchString(line):
		return Accept, ""
	case saysNo.MatchString(line) && noRoom.MatchString(text):
		return Decline, NoRoom
	case saysNo.MatchString(line):
		return Decline, "other"
	}
	return "", ""
}

// Replied takes the answer of an organisation by mail, in the transaction of who read it. mailID names the mail: the same
// one counts once. It tells whether it was understood; what was not is noted, without what tells who somebody is, and the
// sender hears of it.
func (s *Store) Replied(ctx context.Context, tx *db.Tx, referral, mailID, text string) (understood bool, err error) {
	defer errs.Wrap(&err, "referral.Replied(%q)", referral)
	fresh, err := tx.Exec(ctx, `insert into referral_reply (network_id, referral_id, mail_id) values ($1, $2, $3) on conflict (network_id, referral_id, mail_id) do nothing`,
		tx.Network, referral, mailID)
	if err != nil || fresh == 0 {
		return err == nil, err
	}
	c, err := load(ctx, tx)
	if err != nil {
		return false, err
	}
	r, err := db.One(ctx, tx, read, rows+` and r.id = $2`, tx.Network, referral)
	if err != nil {
		return false, err
	}
	actor := access.Actor{Network: tx.Network, Origin: "mail", Grants: []access.Grant{{Role: access.Member, Organization: r.Organization}}}
	act, reason := ReadReply(text)
	d := Do{Act: act, By: ByOrganization, Reason: reason}
	after, err := r.After(d, c.terms, tx.Now)
	if act == "" || err != nil || r.State == Accepted { // what was answered already is read by a person
		d = Do{Act: Comment, By: ByOrganization, Text: masked(text)}
		return false, happened(ctx, tx, actor, r.Referral, d)
	}
	if err := update(ctx, tx, after); err != nil {
		return false, err
	}
	return true, happened(ctx, tx, actor, after, d)
}
