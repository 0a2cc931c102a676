package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

// office is an outbox with a worker that empties it, and a clock that tests move.
type office struct {
	t      testing.TB
	d      *db.DB
	clock  atomic.Int64
	mailer *Mailer
	worker *jobs.Worker
}

func newOffice(t testing.TB, d *db.DB, sender Sender) *office {
	t.Helper()
	o := &office{t: t}
	o.clock.Store(time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC).UnixMilli())
	o.d = d.WithClock(func() time.Time { return time.UnixMilli(o.clock.Load()) })
	o.in(func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `insert into network (network_id, slug, settings, version, created_at, updated_at)
			values ($1, $1, '{}', 1, $2, $2)`, tx.Network, tx.Now)
		return err
	})
	o.mailer = &Mailer{DB: o.d, Sender: sender, Key: key, Link: plain, Log: slog.New(slog.DiscardHandler),
		Identity: func(context.Context, string) (Identity, error) { return identity(), nil }}
	var err error
	o.worker, err = jobs.NewWorker(o.d, jobs.Options{Kinds: []jobs.Kind{o.mailer.Kind()}, Slots: 12, Log: slog.New(slog.DiscardHandler),
		Networks: func(context.Context) ([]string, error) { return []string{"a"}, nil }})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) in(fn func(*db.Tx) error) {
	o.t.Helper()
	if err := o.d.In(ctx, "a", fn); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) queue(m Message) (id string) {
	o.t.Helper()
	o.in(func(tx *db.Tx) (err error) {
		id, err = Queue(ctx, tx, m)
		return err
	})
	return id
}

// after moves the clock and does what is due.
func (o *office) after(wait time.Duration) {
	o.t.Helper()
	o.clock.Add(wait.Milliseconds())
	if _, err := o.worker.Drain(ctx); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) get(id string) (state State, attempts int, class Class) {
	o.t.Helper()
	for _, s := range []State{Waiting, Sent, Failed, Bounced} {
		all, err := NewStore(o.d).List(ctx, access.As(access.Operator, "a"), s, "")
		if err != nil {
			o.t.Fatal(err)
		}
		for _, d := range all {
			if d.ID == id {
				return d.State, d.Attempts, d.LastError
			}
		}
	}
	return "", 0, ""
}

func signIn(address string) Message {
	return Message{Kind: "sign-in", Lang: "nl", Address: address, Name: "Anna", Args: map[string]string{"Until": "12:15"}, Object: "link-1", Urgent: true}
}

func each2(t *testing.T, test func(t *testing.T, d *db.DB)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		t.Parallel() // with the other engine
		test(t, d)
	})
}

func TestALetterIsInTheLanguageThatSomebodyChose(t *testing.T) {
	p := newPost(t, nil)
	o := newOffice(t, dbtest.SQLite(t), p.sender(None))
	o.mailer.Lang = func(_ context.Context, network, address string) (string, error) {
		return map[string]string{"a anna@example.org": "en"}[network+" "+address], nil
	}
	for address, want := range map[string][2]string{
		"anna@example.org": {"Your link to sign in to Samenspel Waterveen", "13 March 2026"},
		"bram@example.org": {"Uw link om in te loggen bij Samenspel Waterveen", "13 maart 2026"},
	} {
		m := signIn(address)
		m.Args = map[string]string{"Until": "2026-03-13T10:00:00Z"}
		o.queue(m)
		o.after(0)
		got, _ := p.copies(address)
		if len(got) != 1 {
			t.Fatalf("%s got %d mails", address, len(got))
		}
		parsed, err := mail.ReadMessage(strings.NewReader(got[0]))
		if err != nil || parsed.Header.Get("Subject") != want[0] || !strings.Contains(got[0], want[1]) {
			t.Errorf("%s: %v, %v, %s", address, parsed.Header, err, got[0])
		}
	}
}

func TestAMailArrivesOnce(t *testing.T) {
	each2(t, func(t *testing.T, d *db.DB) {
		p := newPost(t, nil)
		o := newOffice(t, d, p.sender(None))
		stop := errors.New("stop")
		if err := o.d.In(ctx, "a", func(tx *db.Tx) error {
			_, err := Queue(ctx, tx, signIn("nobody@example.org"))
			return errors.Join(err, stop)
		}); !errors.Is(err, stop) {
			t.Fatal(err)
		}
		id := o.queue(signIn("anna@example.org"))
		o.after(0)
		o.after(100 * time.Hour)
		got, _ := p.copies("anna@example.org")
		if n, _ := p.count(); n != 1 || len(got) != 1 {
			t.Fatalf("%d recipients got mail, and Anna %d", n, len(got))
		}
		m, err := mail.ReadMessage(strings.NewReader(got[0]))
		if err != nil || m.Header.Get("Message-Id") != "<"+id+"@waterveen.example>" || m.Header.Get("Subject") != "Uw link om in te loggen bij Samenspel Waterveen" {
			t.Errorf("the mail has %v, %v", m.Header, err)
		}
		if state, attempts, class := o.get(id); state != Sent || attempts != 1 || class != "" {
			t.Errorf("it is %s after %d attempts, %q", state, attempts, class)
		}
		checkFinding(t, o, id)
	})
}

func checkFinding(t *testing.T, o *office, id string) {
	t.Helper()
	o.in(func(tx *db.Tx) error {
		for _, name := range []string{id, id + "@waterveen.example"} {
			found, err := Named(ctx, tx, []string{"other@waterveen.example", name})
			if m := found[name]; err != nil || m.Address != "anna@example.org" || m.Object != "link-1" || m.ID != id {
				t.Errorf("%s finds %+v, %v", name, found, err)
			}
		}
		bounced, err := Bounce(ctx, tx, id+"@waterveen.example")
		other, err2 := Bounce(ctx, tx, "other@waterveen.example")
		if !bounced || other {
			t.Errorf("bounced %v, another %v", bounced, other)
		}
		return errors.Join(err, err2)
	})
	if state, _, _ := o.get(id); state != Bounced {
		t.Errorf("it is %s", state)
	}
	if err := NewStore(o.d).Retry(ctx, access.As(access.Operator, "a"), id); err != nil {
		t.Error(err)
	}
	if state, _, _ := o.get(id); state != Waiting {
		t.Errorf("tried again, it is %s", state)
	}
	o.in(func(tx *db.Tx) error {
		n, err := Erase(ctx, tx, "anna@example.org")
		if n != 1 {
			t.Errorf("%d erased", n)
		}
		return err
	})
	o.after(time.Hour) // its job finds nothing, and that is well
}

// What each fault leads to: the state after the first attempt, its class, and the state after 100 hours.
func TestFaults(t *testing.T) {
	t.Parallel() // most of it is waiting
	for _, c := range []struct {
		do    fault
		first State
		class Class
		last  State
		tries int // about
	}{
		{laterRcpt, Waiting, Later, Failed, 20}, {laterData, Waiting, Later, Failed, 20}, {dropRcpt, Waiting, Later, Failed, 20},
		{refuseMail, Failed, Refused, Failed, 1}, {refuseRcpt, Failed, Refused, Failed, 1}, {refuseData, Failed, Refused, Failed, 1},
		{needsSignIn, Waiting, Login, Failed, 20},
		{dropAfter, Waiting, Unknown, Failed, 2}, {hangData, Waiting, Unknown, Failed, 2},
	} {
		t.Run(string(c.do), func(t *testing.T) {
			t.Parallel()
			p := newPost(t, func(p *post) { p.script = func(string, int) fault { return c.do } })
			sender := p.sender(None)
			if c.do == hangData {
				sender.Timeout = 3 * time.Second
			}
			o := newOffice(t, dbtest.SQLite(t), sender)
			id := o.queue(signIn("anna@example.org"))
			o.after(0)
			if state, attempts, class := o.get(id); state != c.first || attempts != 1 || class != c.class {
				t.Errorf("at first it is %s, %q", state, class)
			}
			for range 100 {
				o.after(time.Hour)
			}
			state, attempts, class := o.get(id)
			if state != c.last || class != c.class || attempts < c.tries || attempts > c.tries*2 {
				t.Errorf("in the end it is %s after %d attempts, %q", state, attempts, class)
			}
			if failed, err := jobs.NewStore(o.d).List(ctx, access.As(access.Operator, "a"), jobs.Failed, ""); err != nil || len(failed) > 0 {
				t.Errorf("a failed mail is shown by the outbox, and not by the jobs too: %v, %v", failed, err)
			}
			p.mend()
			if err := NewStore(o.d).Retry(ctx, access.As(access.Operator, "a"), id); err != nil {
				t.Fatal(err)
			}
			o.after(0)
			if state, _, class := o.get(id); state != Sent || class != "" {
				t.Errorf("tried again by a person it is %s, %q", state, class)
			}
		})
	}
}

func TestNoServer(t *testing.T) {
	t.Parallel() // most of it is waiting
	p := newPost(t, func(p *post) { p.script = func(string, int) fault { return hangRcpt } })
	hanging := p.sender(None)
	hanging.Timeout = 3 * time.Second
	nobody := p.sender(None)
	nobody.Port = 1 // where nothing listens
	for want, sender := range map[Class]Sender{Connect: nobody, Later: hanging} {
		o := newOffice(t, dbtest.SQLite(t), sender)
		id := o.queue(signIn("anna@example.org"))
		o.after(0)
		if state, _, class := o.get(id); state != Waiting || class != want {
			t.Errorf("it is %s, %q; want %q", state, class, want)
		}
	}
}

// A worker that stops ends the connection and does not wait for a server that hangs.
func TestStoppingDoesNotWait(t *testing.T) {
	p := newPost(t, func(p *post) { p.script = func(string, int) fault { return hangRcpt } })
	stopping, stop := context.WithCancel(ctx)
	time.AfterFunc(100*time.Millisecond, stop)
	since := time.Now()
	letter, err := write(referral("Anna", "x"), "w", false, plain)
	if err != nil {
		t.Fatal(err)
	}
	e, err := seal(referral("Anna", "x"), "x@y", identity(), key, letter, since)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.sender(None).Send(stopping, e); err == nil || time.Since(since) > 15*time.Second {
		t.Errorf("after %v: %v", time.Since(since), err)
	}
}

func TestTransportIsKeptSecret(t *testing.T) {
	t.Parallel() // most of it is waiting
	config, pool := certificate(t)
	withTLS := func(p *post) { p.TLSConfig = config }
	trusting := func(s SMTP) SMTP { s.TLS = config.Clone(); s.TLS.Certificates, s.TLS.RootCAs = nil, pool; return s }
	as := func(s SMTP, password string) SMTP { s.User, s.Password = "us", password; return s }
	both := func(p *post) { withTLS(p); p.user = "us" }
	for _, c := range []struct {
		name   string
		server func(*post)
		sender func(*post) SMTP
		class  Class // "" = arrives
		secret bool
	}{
		{"STARTTLS", withTLS, func(p *post) SMTP { return trusting(p.sender(Mandatory)) }, "", true},
		{"the usual policy is mandatory", nil, func(p *post) SMTP { return p.sender("") }, Connect, false},
		{"a certificate nobody knows", withTLS, func(p *post) SMTP { return p.sender(Mandatory) }, TLS, false},
		{"a certificate nobody knows, opportunistic", withTLS, func(p *post) SMTP { return p.sender(Opportunistic) }, TLS, false},
		{"no STARTTLS though it must be", nil, func(p *post) SMTP { return p.sender(Mandatory) }, Connect, false},
		{"no STARTTLS and none needed", nil, func(p *post) SMTP { return p.sender(Opportunistic) }, "", false},
		{"STARTTLS where it is there", withTLS, func(p *post) SMTP { return trusting(p.sender(Opportunistic)) }, "", true},
		{"TLS from the first byte", func(p *post) { withTLS(p); p.Addr = "implicit" }, func(p *post) SMTP { return trusting(p.sender(Implicit)) }, "", true},
		{"TLS from the first byte, unknown", func(p *post) { withTLS(p); p.Addr = "implicit" }, func(p *post) SMTP { return p.sender(Implicit) }, TLS, false},
		{"signing in", both, func(p *post) SMTP { return as(trusting(p.sender(Mandatory)), "secret") }, "", true},
		{"signing in, TLS from the first byte", func(p *post) { both(p); p.Addr = "implicit" }, func(p *post) SMTP { return as(trusting(p.sender(Implicit)), "secret") }, "", true},
		{"a wrong password", both, func(p *post) SMTP { return as(trusting(p.sender(Mandatory)), "wrong") }, Login, false},
		{"no password", both, func(p *post) SMTP { return trusting(p.sender(Mandatory)) }, Login, false},
		{"no such policy", nil, func(p *post) SMTP { return p.sender("maybe") }, Unready, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newPost(t, c.server)
			o := newOffice(t, dbtest.SQLite(t), c.sender(p))
			id := o.queue(signIn("anna@example.org"))
			o.after(0)
			state, _, class := o.get(id)
			got, _ := p.copies("anna@example.org")
			if arrived := len(got) == 1; class != c.class || arrived != (c.class == "") || arrived != (state == Sent) {
				t.Errorf("it is %s, %q; arrived: %v", state, class, arrived)
			}
			if _, secret := p.count(); (secret == 1) != c.secret {
				t.Errorf("%d mails came over TLS", secret)
			}
		})
	}
}

func TestThingsOfOurOwnThatFail(t *testing.T) {
	each2(t, func(t *testing.T, d *db.DB) {
		p := newPost(t, nil)
		o := newOffice(t, d, p.sender(None))
		ids := map[Class]string{}
		ids[Obsolete] = o.queue(signIn("obsolete@example.org"))
		ids[Unready] = o.queue(signIn("unready@example.org"))
		ids[Unwritable] = o.queue(signIn("unwritable@example.org"))
		o.mailer.Link = func(m Message, _ string) (string, error) {
			switch m.Address {
			case "obsolete@example.org":
				return "", fmt.Errorf("the link is used: %w", errs.NotFound)
			case "unready@example.org":
				return "", errors.New("no answer")
			}
			return "ftp://x", nil
		}
		o.after(0)
		for want, id := range ids {
			state, _, class := o.get(id)
			if wantState := map[bool]State{true: Waiting, false: Failed}[want == Unready]; state != wantState || class != want {
				t.Errorf("it is %s, %q; want %s, %q", state, class, wantState, want)
			}
		}
		o.mailer.Identity = func(context.Context, string) (Identity, error) { return Identity{}, errors.New("no answer") }
		o.after(10 * time.Minute)
		if state, _, class := o.get(ids[Unready]); state != Waiting || class != Unready {
			t.Errorf("without a network it is %s, %q", state, class)
		}
		if n, _ := p.count(); n > 0 {
			t.Errorf("%d mails arrived", n)
		}
	})
}

// dying hands a mail over and then dies, the first time.
type dying struct {
	SMTP
	died atomic.Bool
}

func (s *dying) Send(ctx context.Context, e Envelope) error {
	err := s.SMTP.Send(ctx, e)
	if !s.died.Swap(true) {
		panic("dies between the answer and the note of it")
	}
	return err
}

func TestACrashRepeatsTheSameMessageID(t *testing.T) {
	each2(t, func(t *testing.T, d *db.DB) {
		p := newPost(t, nil)
		o := newOffice(t, d, &dying{SMTP: p.sender(None)})
		id := o.queue(signIn("anna@example.org"))
		o.after(0)
		o.mailer.Identity = func(context.Context, string) (Identity, error) {
			who := identity()
			who.Host = "another.example" // the host changes meanwhile
			return who, nil
		}
		o.after(time.Hour)
		o.after(time.Hour)
		got, _ := p.copies("anna@example.org")
		if state, _, _ := o.get(id); state != Sent || len(got) != 2 {
			t.Fatalf("it is %s and came %d times", state, len(got))
		}
		for _, copy := range got {
			if !strings.Contains(copy, "Message-ID: <"+id+"@waterveen.example>") {
				t.Errorf("a copy is another mail:\n%s", copy)
			}
		}
	})
}

// No link and no token is in the database, before or after the mail is sent; the mail itself has them.
func TestNoSecretIsStored(t *testing.T) {
	folder := t.TempDir()
	lite, err := db.Open(ctx, "sqlite:"+filepath.Join(folder, "samenspel.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lite.Close() }()
	if _, err := lite.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	large := dbtest.Postgres(t)
	stored := map[string]func() string{
		"sqlite": func() (all string) {
			files, _ := filepath.Glob(filepath.Join(folder, "*"))
			for _, file := range files {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				all += string(data)
			}
			return all
		},
		"postgres": func() string {
			return strings.Join(append(dbtest.Ask[string](t, large, `select row_to_json(outbox)::text from outbox`),
				dbtest.Ask[string](t, large, `select row_to_json(job)::text from job`)...), "\n")
		},
	}
	for engine, d := range map[string]*db.DB{"sqlite": lite, "postgres": large} {
		p := newPost(t, func(p *post) {
			p.script = func(_ string, attempt int) fault { return map[bool]fault{true: laterData, false: accept}[attempt == 1] }
		})
		o := newOffice(t, d, p.sender(None))
		id := o.queue(signIn("anna@example.org"))
		token := Sign(key, "link-1", "anna@example.org", "sign-in", 0)
		reply, err := ReplyToken(key, "a", id)
		if err != nil {
			t.Fatal(err)
		}
		for _, wait := range []time.Duration{0, time.Hour} {
			o.after(wait)
			all := stored[engine]()
			if !strings.Contains(all, "anna@example.org") {
				t.Fatalf("%s: the test does not see the outbox", engine)
			}
			for _, secret := range []string{token, reply, "https://", "waterveen.example/l/"} {
				if strings.Contains(all, secret) {
					t.Errorf("%s: %q is in the database", engine, secret)
				}
			}
		}
		got, _ := p.copies("anna@example.org")
		sent := strings.ReplaceAll(got[0], "=\r\n", "") // lines are cut like this in mail
		if !strings.Contains(sent, token) || !strings.Contains(sent, reply) {
			t.Errorf("%s: the mail lacks its link or its address for answers", engine)
		}
	}
}

func TestWhoSeesTheOutbox(t *testing.T) {
	each2(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d, Folder{t.TempDir()})
		id := o.queue(signIn("anna@example.org"))
		store := NewStore(o.d)
		_, err := store.List(ctx, access.As(access.Visitor, "a"), Waiting, "")
		if retry := store.Retry(ctx, access.As(access.Visitor, "a"), id); !errors.Is(err, errs.Forbidden) || !errors.Is(retry, errs.Forbidden) {
			t.Errorf("a visitor gets %v and %v", err, retry)
		}
		if all, err := store.List(ctx, access.As(access.Operator, "b"), Waiting, ""); err != nil || len(all) > 0 {
			t.Errorf("another network sees %v, %v", all, err)
		}
		if err := store.Retry(ctx, access.As(access.Operator, "b"), id); !errors.Is(err, errs.NotFound) {
			t.Errorf("another network retries: %v", err)
		}
		o.after(0)
		if state, _, _ := o.get(id); state != Sent {
			t.Errorf("into the folder: %s", state)
		}
		o.in(func(tx *db.Tx) error {
			ended, err := Ended(ctx, tx)
			if _, there := ended[id]; !there || len(ended) != 1 {
				t.Errorf("ended: %v", ended)
			}
			if err == nil {
				err = Remove(ctx, tx, []string{id})
			}
			if ended, _ := Ended(ctx, tx); len(ended) > 0 {
				t.Errorf("after removing: %v", ended)
			}
			return err
		})
	})
}
