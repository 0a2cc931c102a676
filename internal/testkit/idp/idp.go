// Package idp gives tests a real identity provider: oidc-provider from npm, in a process of its own. Its script says
// what it can be told to do wrong.
package idp

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// What the provider knows us by.
const (
	ClientID     = "samenspel"
	ClientSecret = "a secret of the tests, long enough for all" // #nosec G101 -- of the tests
)

// Provider is one that runs.
type Provider struct {
	Issuer   string
	redirect string
	stdin    io.Closer
	run      *exec.Cmd
}

// Start starts a provider that sends people back to an address.
func Start(redirect string) (*Provider, error) {
	_, file, _, _ := runtime.Caller(0)
	folder := filepath.Dir(file)
	if _, err := os.Stat(filepath.Join(folder, "../../../e2e/node_modules/oidc-provider")); err != nil {
		return nil, errors.New("run: npm ci --ignore-scripts, in the folder e2e")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, errors.New("install Node.js 20 or later")
	}
	p := &Provider{redirect: redirect, run: exec.Command(node, "--no-warnings", filepath.Join(folder, "provider.mjs"), redirect)} // #nosec G204 -- a test
	stderr := &strings.Builder{}
	p.run.Stderr = stderr
	stdout, err := p.run.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if p.stdin, err = p.run.StdinPipe(); err != nil {
		return nil, err
	}
	if err := p.run.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("the provider did not start: %w: %s", errors.Join(err, p.run.Wait()), stderr)
	}
	p.Issuer = strings.TrimSpace(line)
	return p, nil
}

// Stop ends it.
func (p *Provider) Stop() {
	_ = p.stdin.Close()
	_ = p.run.Wait()
}

// Control sets what the provider does from now on, as pairs of words.
func (p *Provider) Control(t testing.TB, pairs ...string) {
	t.Helper()
	query := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	answer, err := http.Get(p.Issuer + "/control?" + query.Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("the provider answers %s", answer.Status)
	}
}

// Visit goes to the provider as a browser does, and gives the address it sends the browser back to.
func (p *Provider) Visit(t testing.TB, address string) *url.URL {
	t.Helper()
	jar, _ := cookiejar.New(nil) // never fails
	browser := &http.Client{Jar: jar, Timeout: time.Minute, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), p.redirect) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	answer, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	back, err := answer.Location()
	if err != nil || !strings.HasPrefix(back.String(), p.redirect) {
		text, _ := io.ReadAll(answer.Body)
		t.Fatalf("the provider does not send the browser back: %s %v %s", answer.Status, err, text)
	}
	return back
}
