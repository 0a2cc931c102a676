package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"samenspel/internal/testkit"
)

// diagnosis is what samenspel doctor --json says.
type diagnosis struct {
	Findings []struct{ Check, State, Text string }
	failed   bool
}

func examine(t *testing.T, args ...string) (d diagnosis) {
	t.Helper()
	cmd := exec.Command("samenspel", append([]string{"doctor", "--json"}, args...)...)
	out, err := cmd.Output()
	d.failed = err != nil
	if err := json.Unmarshal(out, &d); err != nil {
		t.Fatalf("doctor says %s: %v", out, err)
	}
	return d
}

// says tells whether there is a finding of a check in a state with a text in it.
func (d diagnosis) says(check, state, text string) bool {
	for _, f := range d.Findings {
		if f.Check == check && f.State == state && strings.Contains(f.Text, text) {
			return true
		}
	}
	return false
}

func (d diagnosis) want(t *testing.T, name, check, state, text string) {
	t.Helper()
	if !d.says(check, state, text) {
		t.Errorf("%s: no finding %s, %s, %q in %+v", name, check, state, text, d.Findings)
	}
	if wrong := slices.ContainsFunc(d.Findings, func(f struct{ Check, State, Text string }) bool { return f.State == "wrong" }); wrong != d.failed {
		t.Errorf("%s: something is wrong: %v, and the command failed: %v", name, wrong, d.failed)
	}
}

// demoData fills a folder with the example town.
func demoData(t testing.TB) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	if err := start(t, "demo", "--data", data).stop(t); err != nil {
		t.Fatal(err)
	}
	return data
}

func TestTheDoctorTestsMailBothWays(t *testing.T) {
	data, post := demoData(t), testkit.NewPost(t)
	t.Setenv("SSL_CERT_FILE", post.Roots)
	t.Setenv("SAMENSPEL_SMTP_PASSWORD", testkit.PostPassword)
	out := []string{"--data", data, "--smtp-host", "127.0.0.1", "--smtp-port", strconv.Itoa(post.SMTP), "--smtp-user", testkit.PostUser}
	d := examine(t, out...)
	d.want(t, "SMTP only", "mail", "good", "took a test letter for informatiepunt@waterveen.example")
	d.want(t, "SMTP only", "mail", "advice", "look whether the test letter is in the mailbox")
	if post.Left() != 1 {
		t.Errorf("%d letters came in, want 1", post.Left())
	}
	t.Setenv("SAMENSPEL_IMAP_PASSWORD", testkit.PostPassword)
	both := append(slices.Clone(out), "--imap-host", "127.0.0.1", "--imap-port", strconv.Itoa(post.IMAP), "--imap-user", testkit.PostUser)
	d = examine(t, both...)
	d.want(t, "both ways", "mail", "good", "came into the mailbox")
	if post.Left() != 1 {
		t.Errorf("%d letters are left, want only the one of before", post.Left())
	}
	d = examine(t, append(slices.Clone(both), "--no-letter")...)
	d.want(t, "no letter", "mail", "advice", "was not tried")
	d = examine(t, append(slices.Clone(both), "--imap-password", "wrong")...)
	d.want(t, "a wrong password there", "mail", "wrong", "the mailbox refuses imap-user")
	d = examine(t, append(slices.Clone(out), "--smtp-user", "someone")...)
	d.want(t, "a wrong name", "mail", "wrong", "refuses smtp-user")
	d = examine(t, append(slices.Clone(out), "--smtp-port", freePort(t))...)
	d.want(t, "nobody there", "mail", "wrong", "there is no connection with the mail server")
	t.Setenv("SSL_CERT_FILE", "")
	d = examine(t, out...)
	d.want(t, "an unknown authority", "mail", "wrong", "the certificate of the mail server does not hold")
}

func TestTheDoctorFindsALetterThatTheServerTook(t *testing.T) {
	data, post := demoData(t), testkit.NewPost(t)
	for name, value := range map[string]string{"SSL_CERT_FILE": post.Roots, "SAMENSPEL_SMTP_PASSWORD": testkit.PostPassword} {
		t.Setenv(name, value)
	}
	secret := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(secret, []byte(testkit.PostPassword+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"--data", data, "--smtp-host", "127.0.0.1", "--smtp-port", strconv.Itoa(post.SMTP), "--smtp-user", testkit.PostUser, "--mail-in", "imap",
		"--imap-plus", "yes", "--imap-host", "127.0.0.1", "--imap-port", strconv.Itoa(post.IMAP), "--imap-user", testkit.PostUser, "--imap-password-file", secret}
	s := start(t, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	post.Put(t, "From: anna@example.org\r\nTo: informatiepunt@waterveen.example\r\n\r\nHallo")
	for end := time.Now().Add(20 * time.Second); post.Left() > 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the server does not read the mailbox")
		}
	}
	d := examine(t, args...)
	d.want(t, "with a server", "mail", "good", "took a test letter for informatiepunt+proef@waterveen.example")
	d.want(t, "with a server", "mail", "good", "came into the mailbox")
	if err := s.stop(t); err != nil {
		t.Error(err)
	}
}

func TestTheDoctorLooksAtBackups(t *testing.T) {
	data, folder := demoData(t), t.TempDir()
	identity := filepath.Join(t.TempDir(), "identity")
	recipient, err := exec.Command("samenspel", "backup", "--new-identity", identity).Output()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"--data", data, "--backup-folder", folder, "--backup-recipient", strings.TrimSpace(string(recipient))}
	examine(t, "--data", data).want(t, "not set", "backup", "advice", "no backup is made by itself")
	examine(t, args...).want(t, "none yet", "backup", "wrong", "there is no backup in")
	s := start(t, append([]string{"serve"}, args...)...)
	path := filepath.Join(folder, "samenspel-"+time.Now().UTC().Format(time.DateOnly)+".age")
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if _, err := os.Stat(path + ".sha256"); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server makes no backup: %s", s.errors)
		}
	}
	if err := s.stop(t); err != nil {
		t.Fatal(err)
	}
	examine(t, args...).want(t, "made", "backup", "good", "still as it was read again")
	examine(t, append(slices.Clone(args), "--identity", identity)...).want(t, "opened", "backup", "good", "and was opened: ")
	run(t, "restore", path, "--tombstones-lost", "--identity", identity, "--data", filepath.Join(t.TempDir(), "again"))
	old := time.Now().Add(-40 * time.Hour)
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
	examine(t, args...).want(t, "old", "backup", "wrong", "the last backup is 40 hours old")
	if err := os.Truncate(path, 2000); err != nil {
		t.Fatal(err)
	}
	examine(t, args...).want(t, "cut off", "backup", "wrong", "is not the file that was made")
	examine(t, append(slices.Clone(args), "--backup-folder", folder+"/gone")...).want(t, "no disk", "backup", "wrong", "look at backup-folder")
}

func TestTheDoctorLooksAtCertificatesClocksAndProviders(t *testing.T) {
	data, folder := demoData(t), t.TempDir()
	cert, key := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	g := newGiver(t)
	for name, c := range map[string]struct {
		until       time.Duration
		state, text string
	}{"long": {60 * 24 * time.Hour, "good", "holds for 59 more days"}, "short": {100 * time.Hour, "wrong", "ends in 4 days"}, "ended": {-time.Minute, "wrong", "ended on"}} {
		g.write(t, cert, key, time.Now().Add(c.until))
		examine(t, "--data", data, "--tls-cert", cert, "--tls-key", key).want(t, name, "certificate", c.state, c.text)
	}
	g.write(t, cert, key, time.Now().Add(1000*time.Hour))
	examine(t, "--data", data, "--tls-cert", cert, "--tls-key", key, "--public-url", "https://elders.example").want(t, "another name", "certificate", "wrong", "is not for elders.example")
	if err := os.Chmod(key, 0o644); err != nil {
		t.Fatal(err)
	}
	examine(t, "--data", data, "--tls-cert", cert, "--tls-key", key).want(t, "an open key", "files", "wrong", "other users of this machine can look in "+key)

	var apart atomic.Int64 // nanoseconds
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(time.Duration(apart.Load())).UTC().Format(http.TimeFormat))
		fmt.Fprintf(w, `{"issuer": %q, "authorization_endpoint": "http://x/a", "token_endpoint": "http://x/t", "jwks_uri": "http://x/j"}`, "http://"+r.Host)
	}))
	defer provider.Close()
	args := []string{"--data", data, "--oidc-client", "samenspel", "--oidc-issuer"}
	d := examine(t, append(slices.Clone(args), provider.URL)...)
	d.want(t, "a provider", "provider", "good", "answers")
	if d.says("clock", "wrong", "") {
		t.Error("the clock is said to be wrong")
	}
	examine(t, append(slices.Clone(args), provider.URL+"/")...).want(t, "written otherwise", "provider", "wrong", "as the provider writes it")
	apart.Store(int64(time.Hour))
	examine(t, append(slices.Clone(args), provider.URL)...).want(t, "an hour apart", "clock", "wrong", "apart; let both follow a time server")
	provider.Close()
	examine(t, append(slices.Clone(args), provider.URL)...).want(t, "no provider", "provider", "wrong", "does not answer as it should")
	examine(t, "--data", data, "--smtp-port", "x").want(t, "a wrong setting", "settings", "wrong", "smtp-port")
	examine(t, "--data", filepath.Join(folder, "nothing")).want(t, "no schema", "database", "wrong", "run samenspel migrate")
}
