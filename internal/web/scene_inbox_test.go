//go:build !race

package web_test

import (
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/inbox"
)

// inboxScene is mail that comes in: stored, read, taken over, stuck and put aside.
var inboxScene = scene{fill: fillInbox, elsewhere: inboxElsewhere, works: []work{
	{"keep mail", func(w *twins) (any, error) {
		return nil, w.town.Inbox.Keep(ctx, w.town.Operator, []inbox.Arrived{arrived(1), arrived(80), arrived(81)})
	}},
	{"open mail", func(w *twins) (any, error) {
		k, err := w.town.Inbox.Open(ctx, w.town.Operator, w.secrets["mail in"])
		return string(k.Raw), err
	}},
	{"a mail becomes a question", settling(inbox.Reading{Kind: inbox.Written, MessageID: "<m1@hier.example>", Post: inbox.Post{From: "anna@hier.example", Attached: 1}})},
	{"a mail is an answer", settling(inbox.Reading{Kind: inbox.Written, References: []string{"<m2@hier.example>", "<sent@hier.example>"}, Post: inbox.Post{From: "anna@hier.example"}})},
	{"a mail came back", settling(inbox.Reading{Kind: inbox.Report, Failed: inbox.Failure{Final: true, MessageID: "<sent@hier.example>", Recipient: "post@hier.example"}})},
	{"a mail of a program", settling(inbox.Reading{Kind: inbox.Program})},
	{"give up reading a mail", func(w *twins) (any, error) {
		return nil, w.town.Inbox.GiveUp(ctx, w.town.Operator, w.secrets["mail in"], inbox.Crashed)
	}},
	{"a mail that is elsewhere", func(w *twins) (any, error) {
		return nil, w.town.Inbox.PutAside(ctx, w.town.Operator, "elders")
	}},
	{"whether a mail came", func(w *twins) (any, error) { return w.town.Inbox.Came(ctx, w.town.Operator, "<m4@hier.example>") }},
	{"which mail is over", inside(func(_ *twins, tx *db.Tx) (any, error) { return inbox.Ended(ctx, tx) })},
	{"remove mail that is over", inside(func(w *twins, tx *db.Tx) (any, error) {
		return nil, inbox.Remove(ctx, tx, []string{w.secrets["mail done"]})
	})},
	{"whose address it is", func(w *twins) (any, error) { return w.town.People.Acquainted(ctx, w.town.Operator, "lid@hier.example") }},
}}

// arrived is a mail with a number, from Anna.
func arrived(n int64) inbox.Arrived {
	name := string(rune('0' + n))
	return inbox.Arrived{Box: "box", Validity: 1, UID: n, Essence: []byte(name), MessageID: "<m" + name + "@hier.example>", From: "anna@hier.example", Raw: []byte("Een vraag " + ownMark)}
}

// settling makes a work of what was read of the mail that waits.
func settling(r inbox.Reading) func(*twins) (any, error) {
	return func(w *twins) (any, error) {
		r.Post.Text = "Een vraag"
		return nil, w.town.Inbox.Settle(ctx, w.town.Operator, w.secrets["mail in"], r)
	}
}

// fillInbox lets mail come in, and brings it into every state. A person and a team have an address that is written.
func fillInbox(w *twins, t testing.TB) {
	must := musts(t)
	must(w.town.Inbox.Keep(ctx, w.town.Operator, []inbox.Arrived{arrived(1), arrived(2), arrived(3), arrived(4), arrived(5)}))
	all, err := w.town.Inbox.List(ctx, access.As(access.Coordinator, w.town.Network.ID), inbox.Waiting, "")
	must(err)
	w.secrets["mail in"], w.secrets["mail done"] = all[4].ID, all[3].ID
	must(w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
		return enter(tx,
			row{`update mail_in set state = 'done', raw = '', thread_id = 'draad', answered = $3, ended_at = $4 where network_id = $1 and id = $2`, []any{all[3].ID, false, tx.Now}},
			row{`update mail_in set state = 'stuck', reason = 'broken' where network_id = $1 and id = $2`, []any{all[2].ID}},
			row{`update mail_in set state = 'aside', reason = 'automatic', ended_at = $3 where network_id = $1 and id = $2`, []any{all[0].ID, tx.Now}},
			row{`delete from job where network_id = $1 and kind = 'mail-in'`, nil},
			row{`insert into person (network_id, id, ref, name, phone, email, quote) values ($1, 'lid', '', 'Lid', '', 'lid@hier.example', '')`, nil},
			row{`insert into team (network_id, id, name, kind, email, version) values ($1, 'lidteam', 'Lidteam', '', 'lid@hier.example', 1)`, nil},
			row{`insert into membership (network_id, id, team_id, person_id, kind, specialism, starts_at) values ($1, 'lidmaatschap', 'lidteam', 'lid', '', '', $2)`, []any{tx.Now}},
		)
	}))
}

// inboxElsewhere gives the others a mail more, and takes one away here.
func inboxElsewhere(w *twins) []string {
	return append(w.others(other{"mail_in", `uid = 3`, set{"id": `'elders'`, "uid": `90`, "essence": `'elders'`, "answered": "true", "ended_at": "received_at"}}),
		`update kept_mail_in set raw = 'elders', forced = true, thread_id = 'elders' where `+w.elsewhere(),
		`delete from kept_mail_in where uid = 4 and network_id = `+quote(w.town.Network.ID))
}
