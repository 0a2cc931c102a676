package referral

import (
	"context"
	"errors"
	"slices"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
)

// Reply is a mail in which an organisation may have answered.
type Reply struct {
	Mail      string // id of the mail: the same one counts once
	Text      string // what is new in it
	MayAnswer bool   // the organisation may hear by mail what was read
}

// answerable are the states in which an answer by mail counts. What was answered before, and what is over, is read by a
// person.
var answerable = []State{Sent, Considering, Later}

// Replied takes the answer of an organisation by mail, in the transaction of who read it. found tells whether there is
// such a referral, with its texts; told whether the organisation gets a mail with what was read. What is not understood,
// or comes too late, is noted without what tells who somebody is, and the sender hears of it.
func (s *Store) Replied(ctx context.Context, tx *db.Tx, id string, reply Reply) (found, told bool, err error) {
	defer errs.Wrap(&err, "referral.Replied(%q)", id)
	r, err := db.One(ctx, tx, read, rows+` and r.id = $2 and r.erased = false`, tx.Network, id)
	if errors.Is(err, errs.NotFound) {
		return false, false, nil
	}
	if err != nil {
		return false, false, err
	}
	fresh, err := tx.Exec(ctx, `insert into referral_reply (network_id, referral_id, mail_id) values ($1, $2, $3) on conflict (network_id, referral_id, mail_id) do nothing`,
		tx.Network, id, reply.Mail)
	if err != nil || fresh == 0 {
		return err == nil, false, err
	}
	told, err = takeReply(ctx, tx, r, reply)
	return true, told, err
}

// takeReply does what a mail says, or leaves it to a person.
func takeReply(ctx context.Context, tx *db.Tx, r Row, reply Reply) (told bool, err error) {
	c, err := load(ctx, tx)
	if err != nil {
		return false, err
	}
	actor := access.Actor{Network: tx.Network, Origin: "mail", Grants: []access.Grant{{Role: access.Member, Organization: r.Organization}}}
	d := ReadReply(reply.Text, dayOf(tx))
	d.By, d.Text = ByOrganization, masked(fresh(reply.Text))
	after, err := r.After(d, c.terms, tx.Now)
	if err != nil || d.Act == "" || !slices.Contains(answerable, r.State) {
		return false, happened(ctx, tx, actor, r.Referral, Do{Act: Comment, By: ByOrganization, Text: d.Text})
	}
	if err := update(ctx, tx, after); err != nil {
		return false, err
	}
	if err := happened(ctx, tx, actor, after, d); err != nil || !reply.MayAnswer || r.Mail == "" {
		return false, err
	}
	return true, queue(ctx, tx, mail.Message{Kind: letterRead, Address: r.Mail, Name: r.Name, Object: r.ID, Thread: r.ID,
		Args: map[string]string{"Code": r.Code, "Read": string(d.Act)}})
}
