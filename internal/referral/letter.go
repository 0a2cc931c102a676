package referral

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/i18n"
	"samenspel/internal/mail"
	"samenspel/internal/people"
)

// The letters.
const (
	letterAsked     = "referral-asked"     // an organisation: can you help?
	letterWhich     = "referral-which"     // an organisation: your mail was read by a person; which question was it about?
	letterWhichOwn  = "referral-which-own" // the same, to a professional
	letterUsed      = "referral-used"      // a professional: what you used in the last half year
	letterRead      = "referral-read"      // an organisation: this is what we read in your mail
	letterNoted     = "referral-noted"     // an organisation: this was entered for you
	letterWithdrawn = "referral-withdrawn" // an organisation: it is over, and what we shared is removed
	letterInbox     = "referral-inbox"     // an organisation: so many wait for you
	letterOwn       = "referral-own"       // a professional: so many wait for you, or have news
	letterNews      = "referral-news"      // a sender: the same
	letterStuck     = "referral-stuck"     // a coordinator: so many are stuck
	letterSignal    = "referral-signal"    // a sender: somebody signals
	letterSignalled = "referral-signalled" // an organisation: the answer to a signal
	letterRoom      = "room-asked"         // an organisation: do you have room?
)

// The purposes of the links in letters, which are derived; the last three need a sign-in.
const (
	PurposeAnswer = "referral-answer" // object: a referral
	PurposeSignal = "referral-signal" // object: a referral
	PurposeInbox  = "referral-inbox"  // object: an organisation
	PurposeOwn    = "referral-own"    // object: a referrer
	PurposeRoom   = "room-answer"     // object: a question and an organisation
	PurposeOne    = "referral-one"
	PurposeList   = "referral-list"
	PurposeStuck  = "referral-stuck"
)

// queue writes a letter. Who has no address hears of it on the own list.
func queue(ctx context.Context, tx *db.Tx, m mail.Message) error {
	if m.Address == "" {
		return nil
	}
	m.Lang = cmp.Or(m.Lang, mail.Languages[0])
	_, err := mail.Queue(ctx, tx, m)
	return err
}

// tellOrganization writes to the organisation about one referral. It can answer by replying.
func tellOrganization(ctx context.Context, tx *db.Tx, letter string, r Row) error {
	c, err := load(ctx, tx)
	if err != nil {
		return err
	}
	area, _ := c.Tree.Get(r.Area)
	need, _ := directory.Taxonomy().Needs.Find(r.Need)
	return queue(ctx, tx, mail.Message{Kind: letter, Address: r.Mail, Name: r.Name, Object: r.ID, Thread: r.ID, Args: map[string]string{
		"Need": cmp.Or(need.NL, r.Need), "Area": cmp.Or(area.Name, c.name), "Until": i18n.In(mail.Languages[0]).Date(r.Next), "Code": r.Code, "From": r.Responsible.Name}})
}

// tellReferrer writes to the professional that something waits. So soon after another letter it goes along with the next.
func tellReferrer(ctx context.Context, tx *db.Tx, r Row) error {
	f, today := r.Professional, dayOf(tx)
	if f.Email == "" {
		return nil
	}
	fresh, err := tx.Exec(ctx, `update referrer set told_on = $3, owed = false, owed_news = 0 where network_id = $1 and id = $2 and (told_on is null or told_on <= $4)`,
		tx.Network, f.ID, today, today.AddDate(0, 0, -handSpacing))
	if err != nil {
		return err
	}
	if fresh == 0 {
		_, err := tx.Exec(ctx, `update referrer set owed = true where network_id = $1 and id = $2`, tx.Network, f.ID)
		return err
	}
	return bundle(ctx, tx, letterOwn, people.Person{Name: f.Name, Email: f.Email}, f.ID, 1, 0)
}

// askAgain writes to whose turn it is.
func askAgain(ctx context.Context, tx *db.Tx, r Row) error {
	switch by := r.Turn(dayOf(tx)); {
	case by == ByOrganization && slices.Contains(answerable, r.State):
		return tellOrganization(ctx, tx, letterAsked, r)
	case by == ByOrganization:
		return bundle(ctx, tx, letterInbox, people.Person{Name: r.Name, Email: r.Mail}, r.Organization, 1, 0)
	case by == ByProfessional:
		return tellReferrer(ctx, tx, r)
	}
	return bundle(ctx, tx, letterNews, r.Responsible, "", 1, 0)
}

// bundle writes one letter about all that waits for somebody, and all that is new.
func bundle(ctx context.Context, tx *db.Tx, letter string, to people.Person, object string, todo, news int) error {
	return queue(ctx, tx, mail.Message{Kind: letter, Address: to.Email, Name: to.Name, Object: object, Thread: object, Generation: season(tx.Now),
		Args: map[string]string{"Todo": strconv.Itoa(todo), "News": strconv.Itoa(news)}})
}
