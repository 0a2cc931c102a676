package account

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/network"
)

func TestMain(m *testing.M) {
	status := m.Run()
	stopProvider()
	for _, close := range closers {
		close()
	}
	dbtest.Stop()
	os.Exit(status)
}

var ctx = context.Background()

// monday is when tests begin.
var monday = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

const goodPassword = "vier paarden op een dak"

var (
	home  = Origin{IP: netip.MustParseAddr("203.0.113.7"), Agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
	cafe  = Origin{IP: netip.MustParseAddr("198.51.100.9"), Agent: "Mozilla/5.0 AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15"}
	site  = RP{ID: "veen.example", Name: "Samenspel Veen", Origin: "https://veen.example"}
	admin = access.Administrator
)

// world is a store with what is around it, and two networks of two persons.
type world struct {
	t     testing.TB
	d     *db.DB
	store *Store
	nets  [2]string

	mu     sync.Mutex
	now    time.Time
	real   bool // the clock runs, and now is how far it is off, counted from monday
	roles  map[string][]access.Role
	groups map[string][]string // what Follow heard last, by person
	sent   []Letter
	events []Event
	pauses int
	broken string // "outbox" or "trace": what fails
}

var errBroken = errors.New("broken by the test")

var worlds atomic.Int64

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	if d == nil {
		t.Fatal("there is no database")
	}
	number := worlds.Add(1)
	w := &world{t: t, now: monday, roles: map[string][]access.Role{}, groups: map[string][]string{}}
	w.d = d.WithClock(w.clock)
	boxes := map[string]tink.AEAD{}
	for i, slug := range []string{"veen", "dijk"} {
		n, err := network.NewStore(w.d).Add(ctx, network.Network{Slug: fmt.Sprint(slug, number), Settings: network.Settings{Name: "Samenspel " + slug}})
		must(t, err)
		w.nets[i] = n.ID
		boxes[n.ID] = newBox(t)
		for _, person := range []string{"anna", "bram", "cor"} {
			w.addPerson(n.ID, person)
		}
	}
	var err error
	w.store, err = NewStore(w.d, Options{Key: []byte("a key of tests, thirty-two bytes long"), Send: w.send, Record: w.record, HTTP: webClient,
		Secrets: func(_ context.Context, n string) (tink.AEAD, error) { return boxes[n], nil },
		Follow: func(_ context.Context, _ *db.Tx, person string, groups []string) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.groups[person] = groups
			return nil
		},
		Roles: func(_ context.Context, _ *db.Tx, person string) ([]access.Role, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			return w.roles[person], nil
		},
		Pause: func(context.Context, time.Duration) { w.mu.Lock(); w.pauses++; w.mu.Unlock() }})
	must(t, err)
	w.store.hasher = newHasher(4, cost{64, 1, 1}) // the cost has tests and benchmarks of its own
	w.store.patience = time.Minute                // where nothing is wrong, a busy machine may take its time
	return w
}

func newBox(t testing.TB) tink.AEAD {
	t.Helper()
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	must(t, err)
	box, err := aead.New(handle)
	must(t, err)
	return box
}

func (w *world) addPerson(network, person string) {
	w.t.Helper()
	must(w.t, w.d.In(ctx, network, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `insert into person (network_id, id, ref, name, phone, email, quote) values ($1, $2, $3, $4, '', '', '')`,
			tx.Network, person+" of "+network, person, person)
		return err
	}))
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.real {
		return time.Now().Add(w.now.Sub(monday))
	}
	return w.now
}

// run lets the clock run, this far off: the identity provider has no other clock than the real one.
func (w *world) run(off time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.real, w.now = true, monday.Add(off)
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) send(_ context.Context, _ *db.Tx, l Letter) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken == "outbox" {
		return errBroken
	}
	w.sent = append(w.sent, l)
	return nil
}

func (w *world) record(_ context.Context, _ *db.Tx, e Event) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken == "trace" {
		return errBroken
	}
	w.events = append(w.events, e)
	return nil
}

// recorded gives the last event and tells whether it is this one.
func (w *world) recorded(e Event) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.events) == 0 || w.events[len(w.events)-1] != e {
		w.t.Errorf("the event that was given is not the one recorded:\n%+v\n%+v", e, w.events)
	}
}

// operator may do everything to accounts in a network.
func (w *world) operator(i int) access.Actor { return access.As(access.Operator, w.nets[i]) }

// give gives a person of the first network roles.
func (w *world) give(person string, roles ...access.Role) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.roles[w.person(0, person)] = roles
}

func (w *world) person(i int, name string) string { return name + " of " + w.nets[i] }

// letter gives the token of the last letter with a link.
func (w *world) letter() string {
	w.t.Helper()
	w.mu.Lock()
	var last Letter
	for _, l := range slices.Backward(w.sent) {
		if l.Link != "" {
			last = l
			break
		}
	}
	w.mu.Unlock()
	for _, n := range w.nets {
		if token, err := w.store.LinkToken(ctx, n, last.Link); err == nil {
			return token
		}
	}
	w.t.Fatal("there is no letter with a link that works")
	return ""
}

// invite makes an account in a network and accepts the invitation.
func (w *world) invite(i int, name string) Step {
	w.t.Helper()
	_, _, err := w.store.Invite(ctx, w.operator(i), w.person(i, name), name+"@post.example")
	must(w.t, err)
	step, _, err := w.store.Use(ctx, w.nets[i], w.letter(), home)
	must(w.t, err)
	return step
}

// member makes an account of somebody without a role, with a password.
func (w *world) member(name string) Step {
	w.t.Helper()
	step, _, err := w.store.SetPassword(ctx, w.invite(0, name).Session, goodPassword)
	must(w.t, err)
	return step
}

// staff makes an account of a coordinator with password and app, and gives the secret of the app.
func (w *world) staff(name string) (Step, string) {
	w.t.Helper()
	w.give(name, access.Coordinator)
	step := w.member(name)
	setup, err := w.store.BeginTOTP(ctx, step.Session, "Samenspel")
	must(w.t, err)
	step, _, err = w.store.ConfirmTOTP(ctx, step.Session, w.code(setup.Secret, 0))
	must(w.t, err)
	return step, setup.Secret
}

func (w *world) signIn(name, password string, from Origin) (Step, Event, error) {
	return w.store.SignIn(ctx, w.nets[0], name+"@post.example", password, from)
}

func (w *world) session(token string) (Session, error) { return w.store.Session(ctx, w.nets[0], token) }

// each runs a test on every engine. All tests share one database of each: a world has networks of its own, and what
// happens in those of others is none of its business.
func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, onSQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, onPostgres(t)) })
}

var (
	sqliteOnce, postgresOnce sync.Once
	sqliteDB, postgresDB     *db.DB
	closers                  []func()
)

func onSQLite(t testing.TB) *world {
	t.Helper()
	sqliteOnce.Do(func() {
		folder, err := os.MkdirTemp("", "samenspel-account-")
		must(t, err)
		closers = append(closers, func() { _ = os.RemoveAll(folder) })
		sqliteDB = openDB(t, "sqlite:"+filepath.Join(folder, "samenspel.db"))
		_, err = sqliteDB.Migrate(ctx)
		must(t, err)
	})
	return newWorld(t, sqliteDB)
}

func onPostgres(t testing.TB) *world {
	t.Helper()
	postgresOnce.Do(func() { postgresDB = openDB(t, dbtest.PostgresAddress(t)) })
	return newWorld(t, postgresDB)
}

func openDB(t testing.TB, address string) *db.DB {
	t.Helper()
	d, err := db.Open(ctx, address)
	must(t, err)
	closers = append([]func(){func() { _ = d.Close() }}, closers...)
	return d
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// is tells whether an error is of a kind.
func is(t testing.TB, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// says tells whether an error is a problem with the key of a message.
func says(t testing.TB, what string, err error, key string) {
	t.Helper()
	var problems errs.Problems
	if !errors.As(err, &problems) || len(problems) != 1 || problems[0].Text != key {
		t.Errorf("%s: got %v, want %s", what, err, key)
	}
}

func because(t testing.TB, what string, e Event, reason Reason) {
	t.Helper()
	if e.Done || e.Reason != reason {
		t.Errorf("%s: done %v because %q, want refused because %q", what, e.Done, e.Reason, reason)
	}
}
