package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
)

var ctx = context.Background()

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// engines give an empty, migrated database.
var engines = map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres}

// identity gives the key that closes and the key that opens.
func identity(t testing.TB) (lock, open Key) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "identity")
	recipient, err := NewIdentity(path)
	must(t, err)
	lock, err = Recipient(recipient)
	must(t, err)
	open, err = Identity(path)
	must(t, err)
	return lock, open
}

// accounts gives the accounts in a database, as one with a key for secrets sees them.
func accounts(t testing.TB, d *db.DB, box tink.AEAD, letters *[]account.Letter) *account.Store {
	t.Helper()
	store, err := account.NewStore(d, account.Options{Key: make([]byte, 32), Roles: people.Roles,
		Secrets: func(context.Context, string) (tink.AEAD, error) { return box, nil },
		Send:    func(_ context.Context, _ *db.Tx, l account.Letter) error { *letters = append(*letters, l); return nil },
		Record: func(ctx context.Context, tx *db.Tx, e account.Event) error {
			return audit.Write(ctx, tx, access.Actor{Network: tx.Network, Person: e.Person}, audit.Act{Action: string(e.Act), Object: access.Staff, ID: e.Account})
		}})
	must(t, err)
	return store
}

const password = "vier paarden op een dak"

// member gives Fatima of the town an account with a password and an app, and gives the secret of the app.
func member(t testing.TB, town testkit.Town, box tink.AEAD) string {
	t.Helper()
	var letters []account.Letter
	store := accounts(t, town.DB, box, &letters)
	all, err := town.People.Persons(ctx, town.Operator)
	must(t, err)
	at := slices.IndexFunc(all, func(r people.Record) bool { return r.Name == "Fatima Bouali" })
	_, _, err = store.Invite(ctx, town.Operator, all[at].ID, "fatima@veen.example")
	must(t, err)
	token, err := store.LinkToken(ctx, town.Network.ID, letters[0].Link)
	must(t, err)
	step, _, err := store.Use(ctx, town.Network.ID, token, account.Origin{})
	must(t, err)
	step, _, err = store.SetPassword(ctx, step.Session, password)
	must(t, err)
	setup, err := store.BeginTOTP(ctx, step.Session, "Samenspel")
	must(t, err)
	code, err := totp.GenerateCode(setup.Secret, testkit.Today)
	must(t, err)
	_, _, err = store.ConfirmTOTP(ctx, step.Session, code)
	must(t, err)
	return setup.Secret
}

// signsIn signs Fatima in, in a database that was restored.
func signsIn(t *testing.T, d *db.DB, network string, box tink.AEAD, secret string) {
	t.Helper()
	later := testkit.Today.Add(time.Hour)
	store := accounts(t, d.WithClock(func() time.Time { return later }), box, new([]account.Letter))
	step, _, err := store.SignIn(ctx, network, "fatima@veen.example", password, account.Origin{})
	must(t, err)
	code, err := totp.GenerateCode(secret, later)
	must(t, err)
	step, _, err = store.SecondCode(ctx, network, step.Token, code, account.Origin{})
	must(t, err)
	if step.Session.Stage != account.Full {
		t.Errorf("after password and code: %+v", step.Session)
	}
}

// contents gives every row of every table as the file would hold it, sorted.
func contents(t testing.TB, d *db.DB) map[string][]string {
	t.Helper()
	lock, _ := identity(t)
	path := filepath.Join(t.TempDir(), "contents")
	_, err := Write(ctx, d, path, lock)
	must(t, err)
	return lines(t, path, lock)
}

func lines(t testing.TB, path string, key Key) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	_, err := readFile(path, key, func(table string, line []byte) error {
		all[table] = append(all[table], string(line))
		return nil
	})
	must(t, err)
	for _, rows := range all {
		slices.Sort(rows)
	}
	return all
}

// isEmpty tells whether a database has no row in any table.
func isEmpty(t testing.TB, d *db.DB) bool {
	t.Helper()
	if have, _, err := d.Version(ctx); err != nil || have == 0 {
		must(t, err)
		return true
	}
	return len(contents(t, d)) == 0
}

// write adds and changes persons until it is told to stop, and gives the number of changes.
func write(t *testing.T, town testkit.Town, stop chan struct{}, done chan int) {
	for n := 0; ; n++ {
		select {
		case <-stop:
			done <- n
			return
		default:
		}
		if _, err := town.People.Save(ctx, town.Operator, people.Person{Name: fmt.Sprint("Meanwhile ", n)}); err != nil {
			t.Errorf("writing during the backup: %v", err)
			done <- n
			return
		}
	}
}

func newBox(t testing.TB) tink.AEAD {
	t.Helper()
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	must(t, err)
	box, err := aead.New(handle)
	must(t, err)
	return box
}

func TestABackupUnderLoadComesBackOnEitherEngine(t *testing.T) {
	for from, source := range engines {
		t.Run(from, func(t *testing.T) {
			d, box := source(t), newBox(t)
			towns := []testkit.Town{testkit.NewTown(t, d, "veen", "A"), testkit.NewTown(t, d, "dijk", "B")}
			secret := member(t, towns[0], box)
			lock, open := identity(t)
			stop, done := make(chan struct{}), make(chan int, 2)
			for _, town := range towns {
				go write(t, town, stop, done)
			}
			path := filepath.Join(t.TempDir(), "backup.age")
			var m Manifest
			for range 5 { // each in the place of the one before
				time.Sleep(20 * time.Millisecond)
				var err error
				m, err = Write(ctx, d, path, lock)
				must(t, err)
			}
			close(stop)
			t.Logf("%d and %d changes meanwhile", <-done, <-done)
			for to, target := range engines {
				t.Run("to "+to, func(t *testing.T) {
					d := target(t)
					restored, err := Restore(ctx, d, path, open, Steps{})
					must(t, err)
					if !restored.equal(m) {
						t.Errorf("restored %+v, want %+v", restored, m)
					}
					comesBack(t, d, path, open, m, towns)
					signsIn(t, d, towns[0].Network.ID, box, secret)
				})
			}
		})
	}
}

// comesBack tells whether a database holds what is in the file.
func comesBack(t *testing.T, d *db.DB, path string, open Key, m Manifest, towns []testkit.Town) {
	t.Helper()
	for _, town := range towns {
		n, err := audit.NewStore(d).Verify(ctx, access.As(access.Operator, town.Network.ID), nil)
		if err != nil || n == 0 {
			t.Errorf("%d lines of the trace of %s are whole: %v", n, town.Network.Slug, err)
		}
	}
	found := contents(t, d)
	for name, table := range m.Tables {
		if len(found[name]) != int(table.Rows) {
			t.Errorf("%s has %d rows, want %d", name, len(found[name]), table.Rows)
		}
	}
	if diff := cmp.Diff(lines(t, path, open), found); diff != "" {
		t.Errorf("what was restored differs: %s", diff)
	}
	if m.Tables["person"].Rows < 6 || m.Tables["network"].Rows != 2 || m.Rows() < 100 {
		t.Errorf("the backup holds little: %+v", m)
	}
}

// TestOneMoment looks whether a backup sees the lines of the trace and their head at the same moment: in one that does
// not, they differ under load.
func TestOneMoment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "")
		stop, done := make(chan struct{}), make(chan int, 1)
		err := snapshot(ctx, d, func(tx *db.Tx) error {
			must(t, enter(ctx, tx, d.Engine(), town.Network.ID))
			count := func() int64 {
				n, err := db.One(ctx, tx, db.Value[int64], `select count(*) from audit_line where network_id = $1`, town.Network.ID)
				must(t, err)
				return n
			}
			before := count()
			go write(t, town, stop, done)
			time.Sleep(100 * time.Millisecond)
			if after := count(); after != before {
				t.Errorf("%d lines became %d in one snapshot", before, after)
			}
			return nil
		})
		close(stop)
		must(t, err)
		if n := <-done; n == 0 {
			t.Error("nothing was written meanwhile")
		}
	})
}

// filed gives a backup of two towns.
func filed(t testing.TB, lock Key) string {
	t.Helper()
	d := dbtest.SQLite(t)
	testkit.NewTown(t, d, "veen", "A")
	testkit.NewTown(t, d, "dijk", "B")
	path := filepath.Join(t.TempDir(), "backup.age")
	_, err := Write(ctx, d, path, lock)
	must(t, err)
	return path
}

// refused tells whether a file is refused in one sentence and the database is empty afterwards.
func refused(t *testing.T, d *db.DB, path string, key Key, what string, want ...error) {
	t.Helper()
	_, err := Restore(ctx, d, path, key, Steps{})
	if err == nil || !slices.ContainsFunc(want, func(w error) bool { return errors.Is(err, w) }) {
		t.Errorf("%s: got %v, want one of %v", what, err, want)
	}
	if err != nil && strings.ContainsAny(err.Error(), "\n") {
		t.Errorf("%s: more than one sentence: %v", what, err)
	}
	if !isEmpty(t, d) {
		t.Fatalf("%s: the database is not empty", what)
	}
}

func TestDamageIsRefused(t *testing.T) {
	lock, open := identity(t)
	whole, err := os.ReadFile(filed(t, lock))
	must(t, err)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		path := filepath.Join(t.TempDir(), "damaged")
		try := func(content []byte, what string) {
			must(t, os.WriteFile(path, content, 0o600))
			refused(t, d, path, open, what, errDamaged, errKey)
		}
		for range 40 {
			at, bit := rand.IntN(len(whole)), byte(1)<<rand.IntN(8)
			content := slices.Clone(whole)
			content[at] ^= bit
			try(content, fmt.Sprintf("byte %d of %d changed by %d", at, len(whole), bit))
		}
		for range 20 {
			at := rand.IntN(len(whole))
			try(whole[:at], fmt.Sprintf("cut off at %d of %d", at, len(whole)))
		}
		for _, at := range []int{0, 1, len(whole) - 1, len(whole) - 16, len(whole) - 17} {
			try(whole[:at], fmt.Sprintf("cut off at %d of %d", at, len(whole)))
		}
		try(append(slices.Clone(whole), 0), "a byte too many")
		try([]byte("PK\x03\x04 something else"), "a foreign file")
	})
}

func TestTheHeaderIsRefusedAtEveryByte(t *testing.T) {
	lock, open := identity(t)
	whole, err := os.ReadFile(filed(t, lock))
	must(t, err)
	path := filepath.Join(t.TempDir(), "damaged")
	for at := range 400 {
		content := slices.Clone(whole)
		content[at] ^= 1
		must(t, os.WriteFile(path, content, 0o600))
		if _, err := Verify(path, open); err == nil {
			t.Errorf("byte %d changed and nobody noticed", at)
		}
	}
}

func TestWhatIsNotEmptyIsLeftAlone(t *testing.T) {
	lock, open := identity(t)
	path := filed(t, lock)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		testkit.NewTown(t, d, "andere", "")
		before := contents(t, d)
		_, err := Restore(ctx, d, path, open, Steps{})
		if !errors.Is(err, errFull) || !errors.Is(err, errs.Conflict) {
			t.Errorf("got %v, want %v", err, errFull)
		}
		if diff := cmp.Diff(before, contents(t, d)); diff != "" {
			t.Errorf("it changed: %s", diff)
		}
	})
}

func TestKeys(t *testing.T) {
	lock, open := identity(t)
	_, wrong := identity(t)
	path := filed(t, lock)
	d := dbtest.SQLite(t)
	refused(t, d, path, wrong, "another identity", errKey)
	file := filepath.Join(t.TempDir(), "passphrase")
	must(t, os.WriteFile(file, []byte("koffie in de kantine\n"), 0o600))
	phrase, err := Passphrase(file)
	must(t, err)
	refused(t, d, path, phrase, "a passphrase", errKey)
	if _, err := Write(ctx, d, path, open); err == nil {
		t.Error("an identity closed a file")
	}
	under := filepath.Join(t.TempDir(), "phrase.age")
	_, err = Write(ctx, d, under, phrase)
	must(t, err)
	refused(t, d, under, open, "an identity for a passphrase", errKey)
	must(t, os.WriteFile(file, []byte("thee in de kantine\n"), 0o600))
	other, err := Passphrase(file)
	must(t, err)
	refused(t, d, under, other, "another passphrase", errKey)
	_, err = Restore(ctx, dbtest.Postgres(t), under, phrase, Steps{})
	must(t, err)
	must(t, os.WriteFile(file, []byte("kort\n"), 0o600))
	for what, problem := range map[string]error{
		"a short passphrase": second(Passphrase(file)), "no recipient": second(Recipient("age1nonsense")), "no identity": second(Identity(file)),
		"no file": second(Identity(file + "x")), "no passphrase": second(Passphrase(file + "x")), "an identity that is there": second(NewIdentity(file)),
	} {
		if problem == nil {
			t.Errorf("%s was taken", what)
		}
	}
	if info, err := os.Stat(under); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the backup: %v %v", info.Mode(), err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestSchemasMustBeTheSame(t *testing.T) {
	lock, open := identity(t)
	path := filed(t, lock)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, want, err := d.Version(ctx)
		must(t, err)
		for version, says := range map[int64]string{want - 1: "upgrade then", want + 1: "start the newer program"} {
			if err := prepare(ctx, d, Manifest{Schema: version}); err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("schema %d of %d: %v", version, want, err)
			}
		}
		dbtest.PretendVersion(t, d, want+1)
		if _, err := Restore(ctx, d, path, open, Steps{}); err == nil {
			t.Error("restored into a newer database")
		}
		if _, err := Write(ctx, d, path+".new", lock); err == nil || !strings.Contains(err.Error(), "newer program") {
			t.Errorf("backup of a newer database: %v", err)
		}
	})
}

func TestADatabaseWithoutTables(t *testing.T) {
	lock, open := identity(t)
	path := filed(t, lock)
	d, err := db.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "new.db"))
	must(t, err)
	defer d.Close()
	if _, err := Write(ctx, d, path+".new", lock); err == nil || !strings.Contains(err.Error(), "nothing to back up") {
		t.Errorf("a backup of nothing: %v", err)
	}
	if _, err := os.Stat(path + ".new"); err == nil {
		t.Error("a backup that failed left a file")
	}
	_, err = Restore(ctx, d, path, open, Steps{})
	must(t, err)
	if isEmpty(t, d) {
		t.Error("nothing was restored")
	}
}

// newTables are what a later version may bring: rows that name each other, and every kind of value.
const newTables = `create table branch (network_id text not null references network (network_id), id bigint not null, parent_id bigint, other_id bigint,
	share double precision, at timestamp, note text, done boolean, primary key (network_id, id),
	foreign key (network_id, parent_id) references branch (network_id, id), foreign key (network_id, other_id) references branch (network_id, id));
create table a_leaf (network_id text not null references network (network_id), branch_id bigint not null, primary key (network_id, branch_id),
	foreign key (network_id, branch_id) references branch (network_id, id))`

func addTables(t testing.TB, d *db.DB) {
	t.Helper()
	must(t, db.AsOwner(d, func(owner *sql.DB) error { _, err := owner.Exec(newTables); return err }))
	_, err := d.Migrate(ctx) // puts the wall up
	must(t, err)
}

func TestNewTablesAreIncluded(t *testing.T) {
	lock, open := identity(t)
	for from, source := range engines {
		for to, target := range engines {
			t.Run(from+" to "+to, func(t *testing.T) {
				d, other := source(t), target(t)
				addTables(t, d)
				addTables(t, other)
				for _, slug := range []string{"veen", "dijk"} {
					town := testkit.NewTown(t, d, slug, "")
					must(t, d.In(ctx, town.Network.ID, func(tx *db.Tx) error {
						rows := [][]any{{tx.Network, 3, nil, 0.1, tx.Now, "é\u2028<&>\"\n", true}, {tx.Network, 1, 3, -1e300, nil, nil, nil},
							{tx.Network, 2, 1, 5e-324, tx.Now.Add(time.Millisecond), "", false}, {tx.Network, 9007199254740993, nil, nil, nil, nil, nil}}
						err := tx.Repeat(ctx, `insert into branch (network_id, id, parent_id, share, at, note, done) values ($1, $2, $3, $4, $5, $6, $7)`, rows)
						must(t, err)
						_, err = tx.Exec(ctx, `update branch set parent_id = 2 where network_id = $1 and id = 3`, tx.Network) // a circle
						must(t, err)
						_, err = tx.Exec(ctx, `insert into a_leaf values ($1, 9007199254740993)`, tx.Network)
						return err
					}))
				}
				path := filepath.Join(t.TempDir(), "backup")
				_, err := Write(ctx, d, path, lock)
				must(t, err)
				_, err = Restore(ctx, other, path, open, Steps{})
				must(t, err)
				if diff := cmp.Diff(contents(t, d), contents(t, other)); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

func TestOrder(t *testing.T) {
	ordered, err := inOrder([]table{{name: "a", refs: []string{"b", "c"}}, {name: "b", refs: []string{"c"}}, {name: "c"}})
	if err != nil || ordered[0].name != "c" || ordered[2].name != "a" {
		t.Errorf("got %v, %v", ordered, err)
	}
	if _, err := inOrder([]table{{name: "a", refs: []string{"b"}}, {name: "b", refs: []string{"a"}}}); err == nil {
		t.Error("a circle was put in order")
	}
}

// TestBothEnginesHaveOneCatalog holds the tables and columns of the real schema side by side.
func TestBothEnginesHaveOneCatalog(t *testing.T) {
	seen := map[string]map[string][]column{}
	for name, open := range engines {
		seen[name] = map[string][]column{}
		d := open(t)
		must(t, d.Platform(ctx, func(tx *db.Tx) error {
			tables, err := readTables(ctx, tx, d.Engine())
			for _, table := range tables {
				seen[name][table.name] = table.columns
			}
			return err
		}))
	}
	if !maps.EqualFunc(seen["sqlite"], seen["postgres"], slices.Equal) {
		t.Error(cmp.Diff(seen["sqlite"], seen["postgres"], cmp.AllowUnexported(column{})))
	}
	if len(seen["sqlite"]) < 20 {
		t.Errorf("only %d tables", len(seen["sqlite"]))
	}
}

// forge makes a file with these lines in tables, with a manifest that fits.
func forge(t testing.TB, lock Key, schema int64, tables ...[2]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "forged")
	file, err := os.Create(path)
	must(t, err)
	closed, err := age.Encrypt(file, lock.lock...)
	must(t, err)
	forgeTar(t, closed, schema, tables...)
	must(t, closed.Close())
	must(t, file.Close())
	return path
}

func forgeTar(t testing.TB, to io.Writer, schema int64, tables ...[2]string) {
	t.Helper()
	w := newWriter(to)
	for _, table := range tables {
		w.begin(table[0])
		for line := range strings.Lines(table[1]) {
			must(t, w.row(append(w.lines, line...)))
		}
		must(t, w.end())
	}
	must(t, w.close(Manifest{Format: Format, Schema: schema, Tables: w.tables}))
}

const goodNetwork = `{"network_id":"n","slug":"n","host":null,"settings":"{}","version":1,"revision":0,"created_at":"2026-11-02T09:00:00.000Z","updated_at":"2026-11-02T09:00:00.000Z"}` + "\n"

// TestForeignRowsAreRefused takes files that are whole and hold what does not fit.
func TestForeignRowsAreRefused(t *testing.T) {
	lock, open := identity(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, schema, err := d.Version(ctx)
		must(t, err)
		for what, rows := range map[string][2]string{
			"an unknown table": {"nonsense", goodNetwork}, "no JSON": {"audit_head", "nonsense\n"}, "a missing column": {"audit_head", `{"network_id":"n"}` + "\n"},
			"a wrong type": {"audit_head", `{"network_id":"n","seq":"x","hash":""}` + "\n"}, "a broken reference": {"audit_head", `{"network_id":"x","seq":1,"hash":""}` + "\n"},
			"null where none may be": {"audit_head", `{"network_id":null,"seq":1,"hash":""}` + "\n"},
		} {
			path := forge(t, lock, schema, [2]string{"network", goodNetwork}, rows)
			if _, err := Restore(ctx, d, path, open, Steps{}); err == nil {
				t.Errorf("%s was restored", what)
			}
			if !isEmpty(t, d) {
				t.Fatalf("%s: the database is not empty", what)
			}
		}
		_, err = Restore(ctx, d, forge(t, lock, schema, [2]string{"network", goodNetwork}), open, Steps{})
		must(t, err)
	})
}

func TestTextThatIsNoText(t *testing.T) {
	d, other := dbtest.SQLite(t), dbtest.SQLite(t)
	town := testkit.NewTown(t, d, "veen", "")
	must(t, d.In(ctx, town.Network.ID, func(tx *db.Tx) error {
		return second(tx.Exec(ctx, `update person set name = $2 where network_id = $1`, tx.Network, "\xff\x00"))
	}))
	lock, open := identity(t)
	path := filepath.Join(t.TempDir(), "backup")
	must(t, second(Write(ctx, d, path, lock)))
	must(t, second(Restore(ctx, other, path, open, Steps{})))
	if diff := cmp.Diff(contents(t, d), contents(t, other)); diff != "" {
		t.Error(diff)
	}
}

func FuzzRead(f *testing.F) {
	for _, lines := range []string{"", "{}\n", goodNetwork} {
		var b strings.Builder
		forgeTar(f, &b, 5, [2]string{"network", lines}, [2]string{"person", lines + lines})
		f.Add([]byte(b.String()))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		rows := int64(0)
		m, err := read(strings.NewReader(string(content)), func(_ string, line []byte) error {
			rows++
			_, _ = readRow(line, []column{{name: "network_id"}, {name: "version", kind: integer}})
			return nil
		})
		if err == nil && rows != m.Rows() {
			t.Errorf("%d rows were read and the manifest counts %d", rows, m.Rows())
		}
		if err != nil && !errors.As(err, new(refusal)) {
			t.Errorf("an error that is no sentence: %v", err)
		}
	})
}

// TestATarThatWasTouched changes the tar itself, as someone who has the recipient could: it is refused, or reads as before.
func TestATarThatWasTouched(t *testing.T) {
	var made strings.Builder
	forgeTar(t, &made, 5, [2]string{"network", goodNetwork}, [2]string{"person", "{}\n" + goodNetwork})
	took := func(content []byte) (rows string, err error) {
		_, err = read(strings.NewReader(string(content)), func(table string, line []byte) error {
			rows += table + string(line)
			return nil
		})
		return rows, err
	}
	want, err := took([]byte(made.String()))
	must(t, err)
	for range 3000 {
		content := []byte(made.String())
		for range 1 + rand.IntN(3) {
			content[rand.IntN(len(content))] ^= byte(1) << rand.IntN(8)
		}
		got, err := took(content)
		if err == nil && got != want {
			t.Fatalf("it was taken as %q", got)
		}
		if err != nil && !errors.As(err, new(refusal)) {
			t.Fatalf("an error that is no sentence: %v", err)
		}
	}
}
