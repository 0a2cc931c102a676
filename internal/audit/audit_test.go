package audit_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/network"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

// trace makes a network with n lines behind the one about its making, and gives an actor who may read them.
func trace(t testing.TB, d *db.DB, slug string, n int) (*audit.Store, access.Actor) {
	t.Helper()
	made, err := network.NewStore(d).Add(ctx, network.Network{Slug: slug, Settings: network.Settings{Name: slug}})
	if err != nil {
		t.Fatal(err)
	}
	actor := access.Actor{Network: made.ID, Person: "p1", Origin: "r1", Grants: []access.Grant{{Role: access.PrivacyOfficer}}}
	store := audit.NewStore(d)
	for i := range n {
		if err := store.Note(ctx, actor, audit.Act{Action: "read", Object: access.Cases, ID: fmt.Sprint("c", i), Purpose: "test"}); err != nil {
			t.Fatal(err)
		}
	}
	return store, actor
}

// tamper changes the stored trace behind the back of the program.
func tamper(t testing.TB, d *db.DB, actor access.Actor, query string, args ...any) {
	t.Helper()
	err := d.In(ctx, actor.Network, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, append([]any{actor.Network}, args...)...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAWholeTraceVerifies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store, actor := trace(t, d, "veen", 20)
		if n, err := store.Verify(ctx, actor, nil); err != nil || n < 20 {
			t.Errorf("%d lines verify, %v", n, err)
		}
		lines, err := store.Lines(ctx, actor, audit.Filter{Object: "cases", ID: "c7", Limit: 5})
		if err != nil || len(lines) != 1 {
			t.Fatalf("got %v, %v", lines, err)
		}
		got := lines[0]
		if got.Person != "p1" || got.Roles != "privacy-officer" || got.Action != "read" || got.Outcome != audit.Done || got.Purpose != "test" || got.Origin != "r1" {
			t.Errorf("the line is %+v", got)
		}
		after, err := store.Lines(ctx, actor, audit.Filter{Object: "trace", Limit: 5})
		if err != nil || len(after) != 1 {
			t.Errorf("reading the trace left %d lines, %v", len(after), err)
		}
	})
}

func TestTheTraceIsForFew(t *testing.T) {
	d := dbtest.SQLite(t)
	store, actor := trace(t, d, "veen", 1)
	for _, role := range []access.Role{access.Visitor, access.Administrator, access.Observer, access.Ambassador} {
		other := access.Actor{Network: actor.Network, Person: "p2", Grants: []access.Grant{{Role: role}}}
		if _, err := store.Lines(ctx, other, audit.Filter{Limit: 1}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("%s reads the trace: %v", role, err)
		}
	}
}

func TestALineAndItsActAreOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store, actor := trace(t, d, "veen", 3)
		stop := errors.New("stop")
		err := d.In(ctx, actor.Network, func(tx *db.Tx) error {
			if err := audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Cases}); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		if n, err := store.Verify(ctx, actor, nil); err != nil || n != 1+3 {
			t.Errorf("after a rollback %d lines, %v", n, err)
		}
	})
}

func TestManyWritersMakeOneChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store, actor := trace(t, d, "veen", 0)
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				for range 10 {
					if err := store.Note(ctx, actor, audit.Act{Action: "read", Object: access.Cases}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		if n, err := store.Verify(ctx, actor, nil); err != nil || n != 1+80 {
			t.Errorf("%d lines, %v", n, err)
		}
	})
}

// TestEveryTamperingShows changes one field of one line by one character, a thousand times, and other mischief.
func TestEveryTamperingShows(t *testing.T) {
	d := dbtest.SQLite(t)
	const lines = 100
	store, actor := trace(t, d, "veen", lines)
	random := rand.New(rand.NewPCG(1, 2))
	fields := []string{"person_id", "roles", "action", "object", "object_id", "outcome", "purpose", "origin", "hash"}
	for range 1000 {
		field, seq := fields[random.IntN(len(fields))], 1+random.IntN(lines)
		change := `update audit_line set ` + field + ` = $3 where network_id = $1 and seq = $2`
		before := value(t, d, actor, field, seq)
		at := random.IntN(len(before) + 1)
		tamper(t, d, actor, change, seq, before[:at]+string(rune('a'+random.IntN(26)))+before[min(at+1, len(before)):])
		if now := value(t, d, actor, field, seq); now != before {
			var broken audit.Broken
			if _, err := store.Verify(ctx, actor, nil); !errors.As(err, &broken) || broken.Seq != int64(seq) {
				t.Fatalf("%s of line %d went from %q to %q: %v", field, seq, before, now, err)
			}
		}
		tamper(t, d, actor, change, seq, before)
	}
	if _, err := store.Verify(ctx, actor, nil); err != nil {
		t.Fatalf("put back, the trace is %v", err)
	}
}

func value(t testing.TB, d *db.DB, actor access.Actor, field string, seq int) (text string) {
	t.Helper()
	err := d.View(ctx, actor.Network, func(tx *db.Tx) (err error) {
		text, err = db.One(ctx, tx, db.Value[string], `select `+field+` from audit_line where network_id = $1 and seq = $2`, actor.Network, seq)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestLinesThatGoOrCome(t *testing.T) {
	for name, mischief := range map[string]string{
		"taken out":        `delete from audit_line where network_id = $1 and seq = 5`,
		"the first is out": `delete from audit_line where network_id = $1 and seq = 1`,
		"cut off":          `delete from audit_line where network_id = $1 and seq > 8`,
		"all gone":         `delete from audit_line where network_id = $1`,
		"put in":           `insert into audit_line select network_id, 12, at, person_id, roles, action, object, object_id, outcome, purpose, origin, hash from audit_line where network_id = $1 and seq = 3`,
		"moved":            `update audit_line set seq = 99 where network_id = $1 and seq = 4`,
		"at another time":  `update audit_line set at = '2020-01-01 00:00:00+00:00' where network_id = $1 and seq = 4`,
	} {
		d := dbtest.SQLite(t)
		store, actor := trace(t, d, "veen", 10)
		tamper(t, d, actor, mischief)
		if _, err := store.Verify(ctx, actor, nil); !errors.As(err, new(audit.Broken)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSealsShowACutOffEnd cuts lines off the end and makes the head fit: only a seal outside the database tells.
func TestSealsShowACutOffEnd(t *testing.T) {
	d := dbtest.SQLite(t)
	store, actor := trace(t, d, "veen", 10)
	key, err := audit.Key(filepath.Join(t.TempDir(), "keys", "trace"))
	if err != nil {
		t.Fatal(err)
	}
	var seals []audit.Seal
	err = d.In(ctx, actor.Network, func(tx *db.Tx) error {
		seal, err := audit.Close(ctx, tx, key)
		seals = append(seals, seal)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Verify(ctx, actor, seals); err != nil {
		t.Fatal(err)
	}
	tamper(t, d, actor, `delete from audit_line where network_id = $1 and seq > 8`)
	tamper(t, d, actor, `update audit_head set seq = 8, hash = (select hash from audit_line l where l.network_id = audit_head.network_id and l.seq = 8) where network_id = $1`)
	if _, err := store.Verify(ctx, actor, nil); err != nil {
		t.Fatalf("without seals the cut shows already: %v", err)
	}
	var broken audit.Broken
	if _, err := store.Verify(ctx, actor, seals); !errors.As(err, &broken) || broken.Seq != 1+10 {
		t.Errorf("with the seal: %v", err)
	}
}

func TestSealsAreReadBackAndForgedOnesAreNot(t *testing.T) {
	folder := t.TempDir()
	key, err := audit.Key(filepath.Join(folder, "key"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := audit.Key(filepath.Join(folder, "key"))
	if err != nil || !key.Equal(again) {
		t.Errorf("the key is not kept: %v", err)
	}
	if info, _ := os.Stat(filepath.Join(folder, "key")); info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the key: %v", info.Mode())
	}
	path := filepath.Join(folder, "seals")
	made := audit.NewSeal("n1", audit.Head{Seq: 7, Hash: "abc"}, time.Now(), key)
	for range 2 {
		if err := audit.AppendSeals(path, []audit.Seal{made}); err != nil {
			t.Fatal(err)
		}
	}
	text, _ := os.ReadFile(path)
	public := key.Public().(ed25519.PublicKey)
	if seals, err := audit.ReadSeals(bytes.NewReader(text), public); err != nil || len(seals) != 2 || seals[0].Seq != 7 {
		t.Errorf("got %v, %v", seals, err)
	}
	for _, forged := range []string{strings.Replace(string(text), " 7 ", " 8 ", 1), "nonsense\n", "samenspel-trace n1 x abc 2026-01-01T00:00:00Z x\n"} {
		if _, err := audit.ReadSeals(strings.NewReader(forged), public); !errors.Is(err, errs.Invalid) {
			t.Errorf("%.40q was taken: %v", forged, err)
		}
	}
}

func FuzzReadSeals(f *testing.F) {
	f.Add([]byte("samenspel-trace n1 7 abc 2026-01-01T00:00:00Z AAAA\n"))
	public := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)).Public().(ed25519.PublicKey)
	f.Fuzz(func(t *testing.T, text []byte) {
		if seals, err := audit.ReadSeals(bytes.NewReader(text), public); err == nil && len(seals) > 0 {
			t.Errorf("%q passed as signed", text)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	d := dbtest.SQLite(b)
	store, actor := trace(b, d, "veen", 2000)
	for b.Loop() {
		if _, err := store.Verify(ctx, actor, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(2000*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}

// TestASegmentGoesAndItsSealProvesTheRest removes lines after their term, and before it.
func TestASegmentGoesAndItsSealProvesTheRest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2020, 3, 31, 23, 0, 0, 0, time.UTC)
		d = d.WithClock(func() time.Time { return now })
		store, actor := trace(t, d, "veen", 10)
		key, err := audit.Key(filepath.Join(t.TempDir(), "trace"))
		if err != nil {
			t.Fatal(err)
		}
		closed := func() (seal audit.Seal) {
			err := d.In(ctx, actor.Network, func(tx *db.Tx) (err error) {
				seal, err = audit.Close(ctx, tx, key)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return seal
		}
		first := closed()
		if err := store.Note(ctx, actor, audit.Act{Action: "read", Object: access.Cases}); err != nil {
			t.Fatal(err)
		}
		seals := []audit.Seal{first, closed()} // in the same month: a seal and no segment
		now = now.Add(2 * time.Hour)
		seals = append(seals, closed())
		heads, err := store.Heads(ctx, actor)
		if err != nil || len(heads) != 2 || heads[0].Seq != 11 || heads[1].Seq != 12 || !heads[0].By(key.Public().(ed25519.PublicKey)) {
			t.Fatalf("segments end at %v, %v", heads, err)
		}
		if n, err := store.Verify(ctx, actor, seals); err != nil || n != 12 {
			t.Fatalf("%d lines, %v", n, err)
		}
		err = d.In(ctx, actor.Network, func(tx *db.Tx) error { return audit.RemoveSegment(ctx, tx, 11) })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.Verify(ctx, actor, seals); !errors.As(err, new(audit.Broken)) {
			t.Errorf("lines that went before their term: %v", err)
		}
		now = now.AddDate(audit.Kept, 0, 0)
		if n, err := store.Verify(ctx, actor, heads); err != nil || n != 1 {
			t.Errorf("after the term: %d lines, %v", n, err)
		}
		if n, err := store.Verify(ctx, actor, seals); err != nil || n != 1 {
			t.Errorf("with the seals outside: %d lines, %v", n, err)
		}
		if _, err := store.Verify(ctx, actor, heads[1:]); !errors.As(err, new(audit.Broken)) {
			t.Errorf("without the seal of what went: %v", err)
		}
	})
}
