package inbox_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/inbox"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/network"
)

var ctx = context.Background()

func TestMain(m *testing.M) { dbtest.Main(m) }

var today = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// office is an inbox of one network, with a desk that notes what it gets in the outbox: the thread of a note is the
// enquiry.
type office struct {
	t      *testing.T
	d      *db.DB
	now    time.Time
	actor  access.Actor
	inbox  *inbox.Store
	closed map[string]bool // enquiries that are not there any more
	refuse error           // what the desk says to everything
	next   int64           // UID
}

func each(t *testing.T, test func(o *office)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(newOffice(t, d)) })
}

func newOffice(t *testing.T, d *db.DB) *office {
	o := &office{t: t, now: today, closed: map[string]bool{}}
	o.d = d.WithClock(func() time.Time { return o.now })
	n, err := network.NewStore(o.d).Add(ctx, network.Network{Slug: "veen", Settings: network.Settings{Name: "Samenspel Veen", Email: "punt@veen.example"}})
	if err != nil {
		t.Fatal(err)
	}
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		t.Fatal(err)
	}
	box, err := aead.New(handle)
	if err != nil {
		t.Fatal(err)
	}
	o.actor = access.As(access.Operator, n.ID)
	o.inbox = inbox.NewStore(o.d, inbox.Options{Key: []byte("a key for tests only, 32 bytes.."),
		Secrets: func(context.Context, string) (tink.AEAD, error) { return box, nil }, Desk: inbox.Desk{Receive: o.receive, Reply: o.reply}})
	return o
}

func (o *office) receive(ctx context.Context, tx *db.Tx, p inbox.Post) (string, bool, error) {
	if o.refuse != nil {
		return "", false, o.refuse
	}
	enquiry := db.NewID()
	return enquiry, false, o.note(ctx, tx, enquiry, "new", p)
}

func (o *office) reply(ctx context.Context, tx *db.Tx, enquiry string, p inbox.Post) (found, answered bool, err error) {
	if o.closed[enquiry] {
		return false, false, nil
	}
	return true, false, o.note(ctx, tx, enquiry, "reply", p)
}

// note writes what the desk got, with everything that the pipeline decided.
func (o *office) note(ctx context.Context, tx *db.Tx, enquiry, what string, p inbox.Post) error {
	text := fmt.Sprintf("%s %q may-answer=%v elsewhere=%v", what, p.Text, p.MayAnswer, p.Elsewhere)
	_, err := mail.Queue(ctx, tx, mail.Message{Kind: "test", Lang: "nl", Address: "desk@veen.example", Thread: enquiry, Args: map[string]string{"Got": text}})
	return err
}

// arrive stores a mail from somebody and gives its id.
func (o *office) arrive(from, messageID, body string) string {
	o.t.Helper()
	o.next++
	o.keep(inbox.Arrived{Box: "box", Validity: 1, UID: o.next, Essence: []byte(from + messageID + body), MessageID: messageID, From: from, Raw: []byte(body)})
	return o.ids()[0]
}

func (o *office) keep(all ...inbox.Arrived) {
	o.t.Helper()
	if err := o.inbox.Keep(ctx, o.actor, all); err != nil {
		o.t.Fatal(err)
	}
}

// ids gives all mails, the newest first.
func (o *office) ids() []string {
	return dbtest.Ask[string](o.t, o.d, `select id from mail_in order by received_at desc, id desc`)
}

// got gives what the desk got, the oldest first.
func (o *office) got() []string {
	o.t.Helper()
	return dbtest.Ask[string](o.t, o.d, `select args from outbox where address = 'desk@veen.example' order by id`)
}

// settle settles a mail with what was read of it, and gives its state and reason.
func (o *office) settle(id string, r inbox.Reading) string {
	o.t.Helper()
	if r.Kind == "" {
		r.Kind = inbox.Written
	}
	if err := o.inbox.Settle(ctx, o.actor, id, r); err != nil {
		o.t.Fatal(err)
	}
	return o.state(id)
}

func (o *office) state(id string) string {
	return dbtest.Ask[string](o.t, o.d, `select state || ' ' || reason from mail_in where id = '`+id+`'`)[0]
}

// sent puts a mail of ours in the outbox, as it went out, and gives its id.
func (o *office) sent(to, thread string) (id string) {
	o.t.Helper()
	err := o.d.In(ctx, o.actor.Network, func(tx *db.Tx) (err error) {
		id, err = mail.Queue(ctx, tx, mail.Message{Kind: "test", Lang: "nl", Address: to, Thread: thread})
		if err == nil {
			_, err = tx.Exec(ctx, `update outbox set state = 'sent', message_id = $3 where network_id = $1 and id = $2`, tx.Network, id, id+"@veen.example")
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

func from(address string) inbox.Post { return inbox.Post{From: address, Text: "Hallo"} }

func TestAMailIsStoredOnce(t *testing.T) {
	each(t, func(o *office) {
		one := inbox.Arrived{Box: "box", Validity: 7, UID: 1, Essence: []byte("e1"), Raw: []byte("text")}
		again, renumbered, elsewhere := one, one, one
		again.Essence = []byte("the same place")
		renumbered.Validity, renumbered.UID = 8, 44
		elsewhere.Box = "another box"
		other := inbox.Arrived{Box: "box", Validity: 7, UID: 2, Essence: []byte("e2"), Raw: []byte("text")}
		o.keep(one, other)
		o.keep(one, again, renumbered, elsewhere, other)
		waiting := dbtest.Ask[int](o.t, o.d, `select count(*) from job where kind = 'mail-in' and state = 'waiting'`)[0]
		if n := len(o.ids()); n != 2 || waiting != 2 {
			t.Errorf("%d mails and %d jobs, want 2 of each", n, waiting)
		}
	})
}

func TestWhatAMailSaysIsSealedAndGoes(t *testing.T) {
	each(t, func(o *office) {
		id := o.arrive("anna@example.org", "<1@example.org>", "een geheim verhaal")
		everything := strings.Join(dbtest.Ask[string](t, o.d, `select box || essence || message || sender || domain || raw from mail_in`), "")
		if strings.Contains(everything, "geheim") || strings.Contains(everything, "anna") || !strings.Contains(everything, "example.org") {
			t.Errorf("the row says %s", everything)
		}
		kept, err := o.inbox.Open(ctx, o.actor, id)
		if err != nil || string(kept.Raw) != "een geheim verhaal" {
			t.Fatalf("it reads %q, %v", kept.Raw, err)
		}
		if got := o.settle(id, inbox.Reading{Post: from("anna@example.org")}); got != "done " {
			t.Errorf("it is %s", got)
		}
		if raw := dbtest.Ask[string](t, o.d, `select raw from mail_in`)[0]; raw != "" {
			t.Error("its text is still there")
		}
		if _, err := o.inbox.Open(ctx, o.actor, id); !errors.Is(err, errs.NotFound) {
			t.Errorf("opened again: %v", err)
		}
		o.settle(id, inbox.Reading{Post: from("anna@example.org")})
		if n := len(o.got()); n != 1 {
			t.Errorf("the desk got it %d times", n)
		}
	})
}

func TestTheDeskAndTheMailGoTogether(t *testing.T) {
	each(t, func(o *office) {
		id := o.arrive("anna@example.org", "", "x")
		o.refuse = errors.New("no")
		if err := o.inbox.Settle(ctx, o.actor, id, inbox.Reading{Kind: inbox.Written, Post: from("anna@example.org")}); err == nil || o.state(id) != "waiting " {
			t.Errorf("the desk refused: %v, and the mail is %s", err, o.state(id))
		}
		if err := o.inbox.GiveUp(ctx, o.actor, id, inbox.Refused); err != nil || o.state(id) != "stuck refused" {
			t.Errorf("given up: %v, %s", err, o.state(id))
		}
		coordinator := access.Actor{Network: o.actor.Network, Person: "p", Grants: []access.Grant{{Role: access.Coordinator}}}
		all, err := o.inbox.List(ctx, coordinator, inbox.Stuck, "")
		if err != nil || len(all) != 1 || all[0].Domain != "example.org" || !all[0].ReceivedAt.Equal(today) {
			t.Errorf("the list shows %+v, %v", all, err)
		}
		if n, err := o.inbox.Left(ctx, coordinator); n != 1 || err != nil {
			t.Errorf("%d are left, %v", n, err)
		}
		o.refuse = nil
		if err := o.inbox.Retry(ctx, coordinator, id); err != nil || o.state(id) != "waiting " {
			t.Errorf("again: %v, %s", err, o.state(id))
		}
		if got := o.settle(id, inbox.Reading{Kind: inbox.Program, Post: from("anna@example.org")}); got != "done " || len(o.got()) != 1 {
			t.Errorf("what a person let through is %s, and the desk got %v", got, o.got())
		}
		lines := dbtest.Ask[string](t, o.d, `select action from audit_line where object = 'mail in'`)
		if len(lines) != 1 || lines[0] != "retry" {
			t.Errorf("the trace says %v", lines)
		}
	})
}

func TestPuttingAsideIsForWhoMay(t *testing.T) {
	each(t, func(o *office) {
		id := o.arrive("anna@example.org", "", "x")
		if err := o.inbox.GiveUp(ctx, o.actor, id, inbox.Broken); err != nil {
			t.Fatal(err)
		}
		for _, role := range []access.Role{access.Visitor, access.Ambassador, access.Observer, access.Editor, access.Professional} {
			if err := o.inbox.PutAside(ctx, access.As(role, o.actor.Network), id); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
		}
		if err := o.inbox.PutAside(ctx, access.As(access.Desk, "another"), id); !errors.Is(err, errs.NotFound) {
			t.Errorf("another network: %v", err)
		}
		if err := o.inbox.PutAside(ctx, access.As(access.Desk, o.actor.Network), id); err != nil || o.state(id) != "aside by-hand" {
			t.Errorf("%v, %s", err, o.state(id))
		}
	})
}

// TestWhatBecomesOfAMail holds the rules against mails of every kind.
func TestWhatBecomesOfAMail(t *testing.T) {
	each(t, func(o *office) {
		ours := o.sent("anna@example.org", "enquiry-1")
		byProof := inbox.Reading{Answers: []string{ours}}
		byName := inbox.Reading{References: []string{"<" + ours + "@veen.example>"}}
		report := func(f inbox.Failure) inbox.Reading { return inbox.Reading{Kind: inbox.Report, Failed: f} }
		for name, c := range map[string]struct {
			from  string
			r     inbox.Reading
			state string
			desk  string // what the last note says, or "" for none
		}{
			"a question":                         {"b@example.org", inbox.Reading{}, "done ", `new "Hallo" may-answer=true elsewhere=false`},
			"a question of a list":               {"c@example.org", inbox.Reading{Silent: true}, "done ", `new "Hallo" may-answer=false elsewhere=false`},
			"a question without a sender":        {"", inbox.Reading{}, "done ", `new "Hallo" may-answer=false elsewhere=false`},
			"an answer by proof":                 {"anna@example.org", byProof, "done ", `reply "Hallo" may-answer=true elsewhere=false`},
			"an answer by proof from elsewhere":  {"zus@example.org", byProof, "done ", `reply "Hallo" may-answer=true elsewhere=true`},
			"an answer by name of the same":      {"Anna@Example.org", byName, "done ", `reply "Hallo" may-answer=true elsewhere=false`},
			"an answer by name of a stranger":    {"dief@example.org", byName, "done ", `new "Hallo" may-answer=true elsewhere=false`},
			"an answer to nothing we know":       {"d@example.org", inbox.Reading{References: []string{"<x@y>"}}, "done ", `new "Hallo" may-answer=true elsewhere=false`},
			"an answering machine":               {"anna@example.org", inbox.Reading{Kind: inbox.Program, Answers: []string{ours}}, "aside automatic", ""},
			"our own mail":                       {"punt@veen.example", inbox.Reading{MessageID: "<" + ours + "@veen.example>"}, "aside loop", ""},
			"news of a delay":                    {"mailer-daemon@example.org", inbox.Reading{Kind: inbox.Report, Answers: []string{ours}}, "aside automatic", ""},
			"a failure of a mail we do not know": {"mailer-daemon@example.org", report(inbox.Failure{Final: true, MessageID: "<x@y>", Recipient: "anna@example.org"}), "aside returned", ""},
			"a failure that names another":       {"mailer-daemon@example.org", report(inbox.Failure{Final: true, MessageID: "<" + ours + "@veen.example>", Recipient: "x@example.org"}), "aside returned", ""},
		} {
			o.now = o.now.Add(25 * time.Hour)
			before := len(o.got())
			c.r.Post = from(c.from)
			if got := o.settle(o.arrive(c.from, "", name), c.r); got != c.state {
				t.Errorf("%s is %q, want %q", name, got, c.state)
			}
			got := o.got()[before:]
			if (c.desk == "") != (len(got) == 0) || len(got) == 1 && !strings.Contains(strings.ReplaceAll(got[0], `\"`, `"`), c.desk) {
				t.Errorf("%s: the desk got %v, want %s", name, got, c.desk)
			}
		}
	})
}

func TestWhatCameBackIsInTheOutbox(t *testing.T) {
	each(t, func(o *office) {
		byProof, byName := o.sent("anna@example.org", "e"), o.sent("bob@example.org", "e")
		for id, r := range map[string]inbox.Reading{
			byProof: {Kind: inbox.Report, Answers: []string{byProof}, Failed: inbox.Failure{Final: true}},
			byName:  {Kind: inbox.Report, Failed: inbox.Failure{Final: true, MessageID: "<" + byName + "@veen.example>", Recipient: "BOB@example.org"}},
		} {
			if got := o.settle(o.arrive("mailer-daemon@example.org", "", id), r); got != "done " {
				t.Errorf("the report is %s", got)
			}
			if state := dbtest.Ask[string](t, o.d, `select state from outbox where id = '`+id+`'`)[0]; state != "bounced" {
				t.Errorf("the mail is %s", state)
			}
		}
		if n := len(o.got()); n != 0 {
			t.Errorf("the desk got %d mails", n)
		}
	})
}

func TestAThreadOfTheSender(t *testing.T) {
	each(t, func(o *office) {
		first := o.arrive("anna@example.org", "<a1@example.org>", "1")
		o.settle(first, inbox.Reading{Post: from("anna@example.org")})
		enquiry := dbtest.Ask[string](t, o.d, `select thread_id from mail_in where id = '`+first+`'`)[0]
		more := inbox.Reading{References: []string{"<a1@example.org>"}, Post: from("anna@example.org")}
		o.settle(o.arrive("anna@example.org", "<a2@example.org>", "2"), more)
		thief := inbox.Reading{References: []string{"<a1@example.org>"}, Post: from("dief@example.org")}
		o.settle(o.arrive("dief@example.org", "<d1@example.org>", "3"), thief)
		o.closed[enquiry] = true
		o.settle(o.arrive("anna@example.org", "<a3@example.org>", "4"), more)
		var kinds []string
		for _, note := range o.got() {
			kinds = append(kinds, strings.Fields(strings.TrimPrefix(note, `{"Got":"`))[0])
		}
		if got := strings.Join(kinds, " "); got != "new reply new new" {
			t.Errorf("the desk got %s, want new, reply, new (a stranger), new (the enquiry is gone)", got)
		}
	})
}

func TestOneAutomaticAnswerADay(t *testing.T) {
	each(t, func(o *office) {
		with := inbox.Reading{MessageID: "<1@example.org>", Post: inbox.Post{From: "anna@example.org", Text: "Zie bijlage", Attached: 1}}
		for n := range 3 {
			o.settle(o.arrive("anna@example.org", "", fmt.Sprint(n)), with)
		}
		o.settle(o.arrive("bob@example.org", "", "list"), inbox.Reading{Silent: true, Post: inbox.Post{From: "bob@example.org", Attached: 1}})
		o.now = o.now.Add(25 * time.Hour)
		o.settle(o.arrive("anna@example.org", "", "next day"), with)
		told := dbtest.Ask[string](t, o.d, `select address || ' ' || in_reply_to from outbox where kind = 'no-attachments'`)
		if len(told) != 2 || told[0] != "anna@example.org <1@example.org>" {
			t.Errorf("told about attachments: %v", told)
		}
	})
}

func TestTooManyOfOneSender(t *testing.T) {
	each(t, func(o *office) {
		count := map[string]int{}
		for n := range 25 {
			count[o.settle(o.arrive("bom@example.org", "", fmt.Sprint(n)), inbox.Reading{Post: from("bom@example.org")})]++
		}
		if got := o.settle(o.arrive("anna@example.org", "", "x"), inbox.Reading{Post: from("anna@example.org")}); got != "done " {
			t.Errorf("the mail of another is %s", got)
		}
		if count["done "] != 20 || count["aside many"] != 5 {
			t.Errorf("%v", count)
		}
		o.now = o.now.Add(2 * time.Hour)
		if got := o.settle(o.arrive("bom@example.org", "", "later"), inbox.Reading{Post: from("bom@example.org")}); got != "done " {
			t.Errorf("two hours later it is %s", got)
		}
	})
}

func TestNetworksDoNotMeet(t *testing.T) {
	each(t, func(o *office) {
		id := o.arrive("anna@example.org", "<1@example.org>", "x")
		n, err := network.NewStore(o.d).Add(ctx, network.Network{Slug: "dorp", Settings: network.Settings{Name: "Samenspel Dorp"}})
		if err != nil {
			t.Fatal(err)
		}
		other := access.As(access.Operator, n.ID)
		if _, err := o.inbox.Open(ctx, other, id); !errors.Is(err, errs.NotFound) {
			t.Errorf("another network opens it: %v", err)
		}
		if came, err := o.inbox.Came(ctx, other, "<1@example.org>"); came || err != nil {
			t.Errorf("it came to another network: %v, %v", came, err)
		}
		if came, err := o.inbox.Came(ctx, o.actor, "<1@example.org>"); !came || err != nil {
			t.Errorf("it did not come: %v", err)
		}
	})
}

func TestJobsNameTheMail(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t))
	id := o.arrive("anna@example.org", "", "x")
	var read string
	w, err := jobs.NewWorker(o.d, jobs.Options{Networks: func(context.Context) ([]string, error) { return []string{o.actor.Network}, nil },
		Kinds: []jobs.Kind{{Name: inbox.JobKind, Do: func(_ context.Context, run *jobs.Run) error { return run.Payload(&read) }}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Drain(ctx); err != nil || read != id {
		t.Errorf("the job reads %q, %v", read, err)
	}
}
