package mailin

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/inbox"
	"samenspel/internal/network"
	"samenspel/internal/testkit"
)

// readsFor names a file: this test binary reads mail as it says until it is killed.
const readsFor = "SAMENSPEL_TEST_READS_FOR"

func init() {
	if path := os.Getenv(readsFor); path != "" {
		fmt.Fprintln(os.Stderr, readUntilKilled(path))
		os.Exit(1)
	}
}

// orders is what a process that will be killed works with.
type orders struct {
	Database, Roots string
	Port            int
	Keys            []byte
}

// readUntilKilled fetches mail and reads it, and says so when it begins.
func readUntilKilled(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var do orders
	if err := json.Unmarshal(text, &do); err != nil {
		return err
	}
	d, err := db.Open(context.Background(), do.Database)
	if err != nil {
		return err
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(do.Keys)))
	if err != nil {
		return err
	}
	o := &desk{}
	if o.networks, err = network.NewStore(d).List(context.Background()); err != nil {
		return err
	}
	if err := o.open(d, handle); err != nil {
		return err
	}
	certificate, err := os.ReadFile(do.Roots)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(certificate)
	o.reader.Box = mailboxAt(do.Port, &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12})
	go o.reader.Run(context.Background())
	fmt.Println("reading")
	o.worker.Run(context.Background())
	return nil
}

// killWhileReading lets a process read mail and kills it at a moment nobody chose.
func killWhileReading(t *testing.T, path string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), readsFor+"="+path)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if !bufio.NewScanner(out).Scan() {
		t.Fatal("the process does not read mail: ", cmd.Wait())
	}
	time.Sleep(time.Duration(rand.IntN(300_000)) * time.Microsecond)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
}

// TestEveryMailOnceOverKills kills a process that fetches and reads mail, again and again. SAMENSPEL_ROUNDS says how often.
func TestEveryMailOnceOverKills(t *testing.T) {
	if testing.Short() {
		t.Skip("what is killed are processes, which share no memory")
	}
	rounds := dbtest.Rounds("SAMENSPEL_ROUNDS", 20)
	for engine, address := range map[string]func() string{
		"sqlite":   func() string { return "sqlite:" + filepath.Join(t.TempDir(), "samenspel.db") },
		"postgres": func() string { return dbtest.PostgresAddress(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			post := testkit.NewPost(t)
			do := orders{Database: address(), Roots: post.Roots, Port: post.IMAP}
			o := newKilled(t, &do)
			path := filepath.Join(t.TempDir(), "orders")
			text, err := json.Marshal(do)
			if err == nil {
				err = os.WriteFile(path, text, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			between := 0 // rounds after which something was begun and not finished
			for round := range rounds {
				for n := range 40 {
					name := fmt.Sprintf("r%03d-%02d", round, n)
					want = append(want, name+"@desk.example")
					post.Put(t, letterOf(name+"@example.org", "punt@veen.example", "Hallo"))
				}
				killWhileReading(t, path)
				if post.Left() > 0 || len(o.got()) < len(want) {
					between++
				}
			}
			o.run(mailboxAt(post.IMAP, &tls.Config{RootCAs: post.Trust, MinVersion: tls.VersionTLS12}))
			await(t, "every mail was taken over", func() bool { o.letThrough(); return post.Left() == 0 && len(o.got()) >= len(want) })
			if got := o.got(); !slices.Equal(got, want) {
				t.Errorf("the desk got %d mails of %d", len(got), len(want))
			}
			t.Logf("%d kills, %d of them between two steps, %d mails, each once", rounds, between, len(want))
		})
	}
}

// newKilled makes the database and the keys of a process that will be killed.
func newKilled(t *testing.T, do *orders) *desk {
	t.Helper()
	d, err := db.Open(ctx, do.Database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if _, err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	n, err := network.NewStore(d).Add(ctx, network.Network{Slug: "veen", Settings: network.Settings{Name: "Veen", Email: "punt@veen.example"}})
	if err != nil {
		t.Fatal(err)
	}
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		t.Fatal(err)
	}
	var keys bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&keys)); err != nil {
		t.Fatal(err)
	}
	do.Keys = keys.Bytes()
	o := &desk{t: t, networks: []network.Network{n}}
	if err := o.open(d, handle); err != nil {
		t.Fatal(err)
	}
	return o
}

// letThrough does what a person does with mail whose reading was stopped three times.
func (o *desk) letThrough() {
	coordinator := access.As(access.Coordinator, o.networks[0].ID)
	all, err := o.reader.Inbox.List(ctx, coordinator, inbox.Stuck, "")
	if err != nil {
		o.t.Fatal(err)
	}
	for _, row := range all {
		if err := o.reader.Inbox.Retry(ctx, coordinator, row.ID); err != nil {
			o.t.Fatal(err)
		}
	}
}
