package referral

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
	"samenspel/internal/people"
)

// Reply is a mail in which an organisation or a professional may have answered.
type Reply struct {
	Mail      string // id of the mail: the same one counts once
	Text      string // what is new in it
	MayAnswer bool   // who wrote it may hear by mail what was read
}

// answerable are the states in which an answer by mail counts. What was answered before, and what is over, is read by a
// person.
var answerable = []State{Sent, Considering, Later}

// Replied takes an answer by mail, in the transaction of who read it. thread is a referral, or the organisation or
// professional of a letter about several. found tells whether there is such a thing, with its texts; told whether who
// wrote gets a mail with what was read. What is not understood, or comes too late, is noted without what tells who
// somebody is, and the sender hears of it.
func (s *Store) Replied(ctx context.Context, tx *db.Tx, thread string, reply Reply) (found, told bool, err error) {
	defer errs.Wrap(&err, "referral.Replied(%q)", thread)
	r, err := db.One(ctx, tx, read, rows+` and r.id = $2 and r.erased = false`, tx.Network, thread)
	if errors.Is(err, errs.NotFound) {
		return s.repliedToSeveral(ctx, tx, thread, reply)
	}
	if err != nil {
		return false, false, err
	}
	first, err := firstTime(ctx, tx, r.ID, reply)
	if err != nil || !first {
		return err == nil, false, err
	}
	told, err = s.takeReply(ctx, tx, r, reply)
	return true, told, err
}

// firstTime tells whether a mail was not yet taken for a referral, and keeps that it is now.
func firstTime(ctx context.Context, tx *db.Tx, id string, reply Reply) (bool, error) {
	n, err := tx.Exec(ctx, `insert into referral_reply (network_id, referral_id, mail_id) values ($1, $2, $3) on conflict (network_id, referral_id, mail_id) do nothing`,
		tx.Network, id, reply.Mail)
	return n > 0, err
}

// takeReply does what a mail of an organisation says, or leaves it to a person.
func (s *Store) takeReply(ctx context.Context, tx *db.Tx, r Row, reply Reply) (told bool, err error) {
	c, err := load(ctx, tx)
	if err != nil {
		return false, err
	}
	actor := access.Actor{Network: tx.Network, Origin: "mail", Grants: []access.Grant{{Role: access.Member, Organization: r.Organization}}}
	d := r.answerIn(reply.Text, dayOf(tx))
	d.By, d.Text = ByOrganization, masked(fresh(reply.Text))
	after, err := r.After(d, c.terms, tx.Now)
	if err != nil || d.Act == "" {
		return false, happened(ctx, tx, actor, r.Referral, Do{Act: Comment, By: ByOrganization, Text: d.Text})
	}
	if err := update(ctx, tx, after); err != nil {
		return false, err
	}
	if err := s.heard(ctx, tx, after, d); err != nil {
		return false, err
	}
	if err := happened(ctx, tx, actor, after, d); err != nil || !reply.MayAnswer || r.Mail == "" {
		return false, err
	}
	return true, queue(ctx, tx, mail.Message{Kind: letterRead, Address: r.Mail, Name: r.Name, Object: r.ID, Thread: r.ID,
		Args: map[string]string{"Code": r.Code, "Read": d.read()}})
}

// read names what was read in a mail: an act, or the outcome of a look-back.
func (d Do) read() string {
	if d.Act == LookBack {
		return string(d.Outcome)
	}
	return string(d.Act)
}

// most referrals at which a mail that names none is noted.
const mostNoted = 20

// repliedToSeveral takes a reply to a letter about all that waits for an organisation or a professional. When one thing
// waits for an organisation the mail is about that. Else a person reads it: it is noted at all that waits, and who wrote
// is shown where each can be answered.
func (s *Store) repliedToSeveral(ctx context.Context, tx *db.Tx, whose string, reply Reply) (found, told bool, err error) {
	waits, err := db.All(ctx, tx, read, rows+` and (r.organization_id = $2 and r.sent_on is not null or r.referrer_id = $2) and r.ended_at is null
		and (r.asked_at is not null or r.look_asked_at is not null and r.looked_on is null) order by r.id limit `+strconv.Itoa(mostNoted), tx.Network, whose)
	if err != nil || len(waits) == 0 {
		return false, false, err
	}
	first, err := firstTime(ctx, tx, waits[0].ID, reply)
	if err != nil || !first {
		return err == nil, false, err
	}
	by := ByOrganization
	if slices.ContainsFunc(waits, func(r Row) bool { return r.Referrer == whose }) {
		by = ByProfessional
	} else if len(waits) == 1 {
		told, err = s.takeReply(ctx, tx, waits[0], reply)
		return true, told, err
	}
	if err := noteAtAll(ctx, tx, waits, by, masked(fresh(reply.Text))); err != nil || !reply.MayAnswer {
		return true, false, err
	}
	letter, to := letterWhich, people.Person{Name: waits[0].Name, Email: waits[0].Mail}
	if by == ByProfessional {
		letter, to = letterWhichOwn, people.Person{Name: waits[0].Professional.Name, Email: waits[0].Professional.Email}
	}
	return true, to.Email != "", bundle(ctx, tx, letter, to, whose, len(waits), 0)
}

// noteAtAll keeps what a mail says at each of these referrals.
func noteAtAll(ctx context.Context, tx *db.Tx, all []Row, by Side, text string) error {
	var events [][]any
	for _, r := range all {
		events = append(events, []any{tx.Network, r.ID, db.NewID(), tx.Now, "", string(by), string(Comment), string(r.State), text, true})
	}
	if err := tx.Repeat(ctx, insertEvent, events); err != nil {
		return err
	}
	return audit.Write(ctx, tx, access.Actor{Network: tx.Network, Origin: "mail"}, audit.Act{Action: string(Comment), Object: access.Referrals, Purpose: "mail"})
}
