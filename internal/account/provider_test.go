package account

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

const redirect = "https://veen.example/aanmelden/terug"

// webClient puts a client into a context, as the surface does.
func webClient(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Timeout: time.Minute})
}

// idp is a real provider in a process of its own.
type idp struct {
	issuer string
	stdin  io.Closer
	run    *exec.Cmd
}

var (
	idpOnce sync.Once
	theIDP  *idp
	errIDP  error
)

// provider gives the provider of these tests. It is started once.
func provider(t testing.TB) *idp {
	t.Helper()
	idpOnce.Do(func() { theIDP, errIDP = startProvider() })
	if errIDP != nil {
		t.Fatalf("these tests need a real identity provider: %v", errIDP)
	}
	return theIDP
}

func startProvider() (*idp, error) {
	if _, err := os.Stat("../../e2e/node_modules/oidc-provider"); err != nil {
		return nil, errors.New("run: npm ci --ignore-scripts, in the folder e2e")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, errors.New("install Node.js 20 or later")
	}
	p := &idp{run: exec.Command(node, "--no-warnings", "testdata/provider.mjs", redirect)}
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
	p.issuer = strings.TrimSpace(line)
	return p, nil
}

func stopProvider() {
	if theIDP != nil {
		theIDP.stop()
	}
}

func (p *idp) stop() {
	_ = p.stdin.Close()
	_ = p.run.Wait()
}

// control sets what the provider does from now on, as pairs of words.
func (p *idp) control(t testing.TB, pairs ...string) {
	t.Helper()
	query := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	answer, err := http.Get(p.issuer + "/control?" + query.Encode())
	must(t, err)
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("the provider answers %s", answer.Status)
	}
}

func (p *idp) settings() Provider {
	return Provider{Issuer: p.issuer, ClientID: "samenspel", ClientSecret: "a secret of the tests, long enough for all", Redirect: redirect,
		Scopes: []string{"email", "groups"}, GroupClaim: "groups", Strong: []string{"otp"}}
}

// visit goes to the provider as a browser does, and gives what it sends back.
func (p *idp) visit(t testing.TB, address string) Callback {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	browser := &http.Client{Jar: jar, Timeout: time.Minute, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), redirect) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	answer, err := browser.Get(address)
	must(t, err)
	defer answer.Body.Close()
	back, err := answer.Location()
	if err != nil || !strings.HasPrefix(back.String(), redirect) {
		text, _ := io.ReadAll(answer.Body)
		t.Fatalf("the provider does not send the browser back: %s %v %s", answer.Status, err, text)
	}
	q := back.Query()
	return Callback{State: q.Get("state"), Code: q.Get("code"), Error: q.Get("error"), Issuer: q.Get("iss")}
}
