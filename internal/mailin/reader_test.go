package mailin

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/smtp"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/inbox"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/network"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
)

var ctx = context.Background()

func TestMain(m *testing.M) { dbtest.Main(m) }

var key = []byte("a key for tests only, 32 bytes..")

// desk is an installation with networks, whose desk notes what it gets in the outbox: a mail to the sender's name at
// desk.example, in the thread of the enquiry.
type desk struct {
	t        testing.TB
	d        *db.DB
	networks []network.Network
	reader   *Reader
	worker   *jobs.Worker
	now      time.Time // zero = the real time
	fail     func(inbox.Post) error
}

func newDesk(t testing.TB, d *db.DB, slugs ...string) *desk {
	t.Helper()
	o := &desk{t: t}
	d = d.WithClock(func() time.Time {
		if o.now.IsZero() {
			return time.Now()
		}
		return o.now
	})
	for _, slug := range slugs {
		n, err := network.NewStore(d).Add(ctx, network.Network{Slug: slug, Settings: network.Settings{Name: slug, Email: "punt@" + slug + ".example"}})
		if err != nil {
			t.Fatal(err)
		}
		o.networks = append(o.networks, n)
	}
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		t.Fatal(err)
	}
	if err := o.open(d, handle); err != nil {
		t.Fatal(err)
	}
	return o
}

// open puts the parts together on a database.
func (o *desk) open(d *db.DB, keys *keyset.Handle) error {
	secrets, err := aead.New(keys)
	if err != nil {
		return err
	}
	o.d = d
	store := inbox.NewStore(o.d, inbox.Options{Key: key, Secrets: func(context.Context, string) (tink.AEAD, error) { return secrets, nil },
		Desk: inbox.Desk{Receive: o.receive, Reply: o.reply}})
	o.reader = &Reader{Inbox: store, Networks: network.NewStore(d), People: people.NewStore(d), Key: key, Owner: "post@samen.example", Log: slog.New(slog.DiscardHandler)}
	o.worker, err = jobs.NewWorker(o.d, jobs.Options{Kinds: []jobs.Kind{o.reader.Kind()}, Log: slog.New(slog.DiscardHandler), Poll: 20 * time.Millisecond,
		Lease: 2 * time.Second, Networks: o.ids})
	return err
}

func (o *desk) ids(context.Context) (ids []string, err error) {
	for _, n := range o.networks {
		ids = append(ids, n.ID)
	}
	return ids, nil
}

func (o *desk) receive(ctx context.Context, tx *db.Tx, p inbox.Post) (string, bool, error) {
	id := db.NewID()
	return id, false, o.note(ctx, tx, id, "new", p)
}

func (o *desk) reply(ctx context.Context, tx *db.Tx, enquiry string, p inbox.Post) (found, answered bool, err error) {
	return true, false, o.note(ctx, tx, enquiry, "reply", p)
}

func (o *desk) note(ctx context.Context, tx *db.Tx, enquiry, what string, p inbox.Post) error {
	if o.fail != nil {
		if err := o.fail(p); err != nil {
			return err
		}
	}
	name, _, _ := strings.Cut(p.From, "@")
	_, err := mail.Queue(ctx, tx, mail.Message{Kind: "test", Lang: "nl", Address: name + "@desk.example", Thread: enquiry,
		Args: map[string]string{"What": what, "Text": p.Text, "Person": p.Person, "Team": p.Team}})
	return err
}

// got gives which senders the desk got mail of, each as often as it did, in order.
func (o *desk) got() []string {
	o.t.Helper()
	return dbtest.Ask[string](o.t, o.d, `select address from outbox where address like '%@desk.example' order by address`)
}

// run reads the box until the test ends or stop is called.
func (o *desk) run(box Box) (stop func()) {
	o.reader.Box, o.reader.Wake = box, o.worker.Wake
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { o.reader.Run(ctx) })
	running.Go(func() { o.worker.Run(ctx) })
	stop = func() { cancel(); running.Wait() }
	o.t.Cleanup(stop)
	return stop
}

// patience is how long tests wait for what must happen: long enough for a machine with much else to do. It measures nothing.
const patience = 5 * time.Minute

// await waits until a condition holds.
func await(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after %v still not: %s", patience, what)
		}
	}
}

// write brings a mail to the office.
func write(t testing.TB, post *testkit.Post, from, to, text string, more ...string) {
	t.Helper()
	send(t, post, from, letterOf(from, to, text, more...))
}

var number int

// letterOf gives a mail of its own.
func letterOf(from, to, text string, more ...string) string {
	number++
	return strings.Join(append(more, "From: "+from, "To: "+to, "Subject: Vraag", fmt.Sprintf("Message-ID: <m%d@example.org>", number), "", text), "\r\n")
}

func send(t testing.TB, post *testkit.Post, from, letter string) {
	t.Helper()
	client, err := smtp.Dial(net.JoinHostPort("127.0.0.1", strconv.Itoa(post.SMTP)))
	if err == nil {
		err = client.StartTLS(&tls.Config{RootCAs: post.Trust, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12})
	}
	if err == nil {
		err = client.Auth(smtp.PlainAuth("", testkit.PostUser, testkit.PostPassword, "127.0.0.1"))
	}
	if err == nil {
		err = errors.Join(client.Mail(from), client.Rcpt("punt@veen.example"))
	}
	if err == nil {
		w, problem := client.Data()
		if err = problem; err == nil {
			_, err = w.Write([]byte(letter))
			err = errors.Join(err, w.Close(), client.Quit())
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// mailbox is the box of an office, by a port.
func mailbox(post *testkit.Post, port int) IMAP {
	return mailboxAt(port, &tls.Config{RootCAs: post.Trust, MinVersion: tls.VersionTLS12})
}

func mailboxAt(port int, trust *tls.Config) IMAP {
	return IMAP{Mailbox: mail.Mailbox{Host: "127.0.0.1", Port: port, Policy: mail.Implicit, User: testkit.PostUser, Password: testkit.PostPassword, TLS: trust},
		Patience: 2 * time.Second}
}

func TestMailOfARealServer(t *testing.T) {
	post := testkit.NewPost(t)
	o := newDesk(t, dbtest.SQLite(t), "veen")
	write(t, post, "anna@example.org", "punt@veen.example", "Hallo")
	o.run(mailbox(post, post.IMAP))
	await(t, "the mail that lay there is taken", func() bool { return len(o.got()) == 1 && post.Left() == 0 })
	begin := time.Now()
	write(t, post, "bob@example.org", "punt@veen.example", "Hallo")
	await(t, "news is taken at once", func() bool { return len(o.got()) == 2 })
	if took := time.Since(begin); took > 40*time.Second { // without news it looks again after a minute
		t.Errorf("new mail took %v: the server's news was not heard", took)
	}
	if look := o.reader.Last(); look.Good.IsZero() || !look.Since.IsZero() {
		t.Errorf("the last look is %+v", look)
	}
}

func TestALargeMailIsCutAndNothingWaitsForIt(t *testing.T) {
	post := testkit.NewPost(t)
	o := newDesk(t, dbtest.SQLite(t), "veen")
	big := letterOf("groot@example.org", "punt@veen.example", "Zie bijlage\r\n"+strings.Repeat(strings.Repeat("a", 70)+"\r\n", 50<<20/72))
	send(t, post, "groot@example.org", big)
	write(t, post, "anna@example.org", "punt@veen.example", "Hallo")
	o.run(mailbox(post, post.IMAP))
	await(t, "both are taken", func() bool { return slices.Equal(o.got(), []string{"anna@desk.example", "groot@desk.example"}) })
	if cut := dbtest.Ask[int](t, o.d, `select count(*) from mail_in where cut`)[0]; cut != 1 {
		t.Errorf("%d mails are cut", cut)
	}
}

// TestANetworkThatDrops reads a mailbox over a network that cuts off and falls silent.
func TestANetworkThatDrops(t *testing.T) {
	post := testkit.NewPost(t)
	o := newDesk(t, dbtest.SQLite(t), "veen")
	faulty := testkit.NewFaulty(t, post.IMAP, 12_000)
	const mails = 60
	var want []string
	for n := range mails {
		name := fmt.Sprintf("m%02d", n)
		want = append(want, name+"@desk.example")
		write(t, post, name+"@example.org", "punt@veen.example", strings.Repeat("Hallo daar. ", 150))
	}
	box := mailbox(post, faulty.Port)
	box.Idle = 100 * time.Millisecond
	o.run(restless{box})
	await(t, "there were 20 faults", func() bool {
		if o.reader.Last(); faulty.Faults.Load() < 20 && post.Left() == 0 {
			write(t, post, "m00@example.org", "punt@veen.example", "nog een")
			want = append(want, "m00@desk.example")
		}
		return faulty.Faults.Load() >= 20
	})
	faulty.Mend()
	await(t, "everything is taken", func() bool { return post.Left() == 0 && len(o.got()) == len(want) })
	slices.Sort(want)
	if got := o.got(); !slices.Equal(got, want) {
		t.Errorf("the desk got %v", got)
	}
	t.Logf("%d faults, %d mails, each once", faulty.Faults.Load(), len(want))
}

// restless is a box that is tried again at once.
type restless struct{ Box }

func (r restless) Watch(ctx context.Context, take Take, looked func()) error {
	for ctx.Err() == nil {
		_ = r.Box.Watch(ctx, take, looked)
	}
	return ctx.Err()
}

func TestAMailboxThatNumbersAnew(t *testing.T) {
	post := testkit.NewPost(t)
	o := newDesk(t, dbtest.SQLite(t), "veen")
	twice := letterOf("anna@example.org", "punt@veen.example", "Hallo")
	send(t, post, "anna@example.org", twice)
	stop := o.run(mailbox(post, post.IMAP))
	await(t, "the mail is taken", func() bool { return len(o.got()) == 1 && post.Left() == 0 })
	stop()
	post.Renumber(t)
	send(t, post, "anna@example.org", "Received: by another way\r\n"+twice)
	write(t, post, "bob@example.org", "punt@veen.example", "Hallo")
	o = &desk{t: t, d: o.d, networks: o.networks, reader: o.reader, worker: o.worker}
	o.run(mailbox(post, post.IMAP))
	await(t, "the other is taken", func() bool { return post.Left() == 0 && len(o.got()) == 2 })
	if got := o.got(); !slices.Equal(got, []string{"anna@desk.example", "bob@desk.example"}) {
		t.Errorf("the desk got %v", got)
	}
	if n := dbtest.Ask[int](t, o.d, `select count(distinct validity) from mail_in`)[0]; n != 2 {
		t.Errorf("the mailbox numbered %d times, want twice", n)
	}
}

func TestAPoisonedMailKeepsUpNoOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newDesk(t, d, "veen")
		o.now = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
		o.fail = func(p inbox.Post) error {
			if strings.HasPrefix(p.From, "paniek") {
				panic("a mail that makes the reader stumble")
			}
			return nil
		}
		var letters []Letter
		for n, raw := range []string{"Geen mail", letterOf("paniek@example.org", "punt@veen.example", "Hallo"), letterOf("anna@example.org", "punt@veen.example", "Hallo")} {
			letters = append(letters, Letter{UID: int64(n + 1), Raw: []byte(raw)})
		}
		o.reader.Box = Folder{}
		if safe, err := o.reader.take(ctx, letters); len(safe) != 3 || err != nil {
			t.Fatalf("taken: %v, %v", safe, err)
		}
		for try := range 5 {
			if _, err := o.worker.Drain(ctx); err != nil {
				t.Fatal(err)
			}
			if got := o.got(); !slices.Equal(got, []string{"anna@desk.example"}) {
				t.Fatalf("after try %d the desk got %v", try+1, got)
			}
			o.now = o.now.Add(10 * time.Minute)
		}
		o.fail = nil
		coordinator := access.As(access.Coordinator, o.networks[0].ID)
		all, err := o.reader.Inbox.List(ctx, coordinator, inbox.Stuck, "")
		if err != nil || len(all) != 2 || all[1].Reason != inbox.Broken || all[0].Reason != inbox.Crashed {
			t.Fatalf("stuck are %+v, %v", all, err)
		}
		if err := o.reader.Inbox.Retry(ctx, coordinator, all[0].ID); err != nil {
			t.Fatal(err)
		}
		if _, err := o.worker.Drain(ctx); err != nil || len(o.got()) != 2 {
			t.Errorf("tried again the desk got %v, %v", o.got(), err)
		}
	})
}

func TestForWhichNetwork(t *testing.T) {
	o := newDesk(t, dbtest.SQLite(t), "dorp", "veen")
	dorp, veen := o.networks[0].ID, o.networks[1].ID
	id := db.NewID()
	token := replyAddress(t, veen, id)
	book := addressBook{networks: o.networks, key: key, owner: "post@samen.example"}
	for name, c := range map[string]struct {
		header string
		want   []string
	}{
		"its own address":                {"To: Informatiepunt <Punt@Veen.example>", []string{veen}},
		"one of several":                 {"To: a@example.org, punt@dorp.example", []string{dorp}},
		"a copy":                         {"To: a@example.org\r\nCc: punt@dorp.example", []string{dorp}},
		"both":                           {"To: punt@dorp.example, punt@veen.example", []string{dorp, veen}},
		"delivered goes before named":    {"Delivered-To: punt@veen.example\r\nTo: punt@dorp.example", []string{veen}},
		"a slug behind the plus":         {"To: post+veen@samen.example", []string{veen}},
		"a proof behind the plus":        {"To: " + token, []string{veen}},
		"a proof goes before an address": {"Delivered-To: " + strings.Replace(token, "veen.example", "dorp.example", 1), []string{veen}},
		"nobody's":                       {"To: post@samen.example", nil},
		"a forged proof":                 {"To: post+" + strings.Repeat("a", 52) + "@samen.example", nil},
		"no address":                     {"Subject: hallo", nil},
	} {
		if got := book.of(skim([]byte(c.header + "\r\n\r\nHallo"))); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	if got := book.answers(veen, skim([]byte("To: "+token+"\r\n\r\n"))); !slices.Equal(got, []string{id}) {
		t.Errorf("it answers %v", got)
	}
	if got := book.answers(dorp, skim([]byte("To: "+token+"\r\n\r\n"))); got != nil {
		t.Errorf("in another network it answers %v", got)
	}
	o.reader.Box = Folder{}
	safe, err := o.reader.take(ctx, []Letter{{UID: 1, Raw: []byte("To: post@samen.example\r\n\r\nHallo")}, {UID: 2, Raw: []byte("To: punt@veen.example\r\n\r\nHallo")}})
	if !slices.Equal(safe, []int64{2}) || err != nil {
		t.Errorf("safe are %v, %v: what is nobody's must stay where it is", safe, err)
	}
}

// replyAddress gives the address for answers to a message, as a mail that is sent carries it.
func replyAddress(t *testing.T, network, id string) string {
	t.Helper()
	token, err := mail.ReplyToken(key, network, id)
	if err != nil {
		t.Fatal(err)
	}
	return "punt+" + strings.ToUpper(token) + "@veen.example"
}

func TestAColleagueIsKnown(t *testing.T) {
	o := newDesk(t, dbtest.SQLite(t), "veen")
	person, err := people.NewStore(o.d).Save(ctx, access.As(access.Operator, o.networks[0].ID), people.Person{Name: "Eva", Email: "Eva@team.example"})
	if err != nil {
		t.Fatal(err)
	}
	o.reader.Box = Folder{}
	forged := "Authentication-Results: mx.veen.example; spf=fail; dmarc=fail\r\n"
	_, err = o.reader.take(ctx, []Letter{{UID: 1, Raw: []byte(letterOf("eva@team.example", "punt@veen.example", "echt"))},
		{UID: 2, Raw: []byte(forged + letterOf("eva@team.example", "punt@veen.example", "vals"))}, {UID: 3, Raw: []byte(letterOf("anna@example.org", "punt@veen.example", "vreemd"))}})
	if err == nil {
		_, err = o.worker.Drain(ctx)
	}
	notes := strings.Join(dbtest.Ask[string](t, o.d, `select args from outbox order by id`), " ")
	if err != nil || strings.Count(notes, person) != 1 || !strings.Contains(notes, `"Person":"`+person+`","Team":"","Text":"echt"`) {
		t.Errorf("the desk got %s, %v", notes, err)
	}
}

func TestAFolderIsABox(t *testing.T) {
	o := newDesk(t, dbtest.SQLite(t), "veen")
	f := Folder{Path: filepath.Join(t.TempDir(), "mail-in")}
	for _, name := range []string{"anna", "bob"} {
		if err := f.Drop([]byte(letterOf(name+"@example.org", "punt@veen.example", "Hallo"))); err != nil {
			t.Fatal(err)
		}
	}
	other := filepath.Join(f.Path, "notitie.txt")
	if err := os.WriteFile(other, []byte("geen mail"), 0o600); err != nil {
		t.Fatal(err)
	}
	o.run(f)
	await(t, "both are taken", func() bool { return len(o.got()) == 2 })
	await(t, "the files are gone", func() bool { left, _ := os.ReadDir(f.Path); return len(left) == 1 && left[0].Name() == "notitie.txt" })
}
