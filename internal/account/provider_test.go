package account

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"samenspel/internal/testkit/idp"
)

const redirect = "https://veen.example/aanmelden/terug"

// webClient puts a client into a context, as the surface does.
func webClient(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Timeout: time.Minute})
}

// realProvider is the provider of these tests, with what they ask of it.
type realProvider struct {
	*idp.Provider
	issuer string
}

// provider gives the provider of these tests. It is started once.
func provider(t testing.TB) realProvider {
	t.Helper()
	p, err := startOnce()
	if err != nil {
		t.Fatalf("these tests need a real identity provider: %v", err)
	}
	return realProvider{p, p.Issuer}
}

var started *idp.Provider

var startOnce = sync.OnceValues(func() (*idp.Provider, error) {
	var err error
	started, err = idp.Start(redirect)
	return started, err
})

func stopProvider() {
	if started != nil {
		started.Stop()
	}
}

// control sets what the provider does from now on, as pairs of words.
func (p realProvider) control(t testing.TB, pairs ...string) { t.Helper(); p.Control(t, pairs...) }

func (p realProvider) settings() Provider {
	return Provider{Issuer: p.issuer, ClientID: idp.ClientID, ClientSecret: idp.ClientSecret, Redirect: redirect,
		Scopes: []string{"email", "groups"}, GroupClaim: "groups", Strong: []string{"otp"}}
}

// visit goes to the provider as a browser does, and gives what it sends back.
func (p realProvider) visit(t testing.TB, address string) Callback {
	t.Helper()
	q := p.Visit(t, address).Query()
	return Callback{State: q.Get("state"), Code: q.Get("code"), Error: q.Get("error"), Issuer: q.Get("iss")}
}
