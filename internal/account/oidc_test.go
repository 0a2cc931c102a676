package account

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
)

// through signs in by the provider, or links when there is a session.
func (w *world) through(p realProvider, settings Provider, session *Session, from Origin) (Step, Event, error) {
	w.t.Helper()
	address, ceremony, err := w.store.BeginOIDC(ctx, w.nets[0], settings, session)
	must(w.t, err)
	return w.store.FinishOIDC(ctx, w.nets[0], settings, ceremony, p.visit(w.t, address), from)
}

// linked makes an account with the identity of a person at the provider.
func (w *world) linked(p realProvider, name string) Step {
	w.t.Helper()
	w.run(0)
	step := w.invite(0, name)
	p.control(w.t, "who", name)
	from := home
	from.Token = step.Token
	step, e, err := w.through(p, p.settings(), &step.Session, from)
	must(w.t, err)
	w.recorded(e)
	if e.Act != ActLinkIdentity || step.Token == from.Token {
		w.t.Fatalf("linked: %+v", e)
	}
	return step
}

func TestSigningInByAProvider(t *testing.T) {
	p := provider(t)
	each(t, func(t *testing.T, w *world) {
		w.give("anna", access.Coordinator)
		step := w.linked(p, "anna")
		if step.Session.Stage != Full || !step.Session.Strong {
			t.Fatalf("linking by a provider that asked for two factors gave %+v", step.Session)
		}
		must(t, second(w.store.AskLink(ctx, w.nets[0], "anna@post.example", home)))
		half, _, err := w.store.Use(ctx, w.nets[0], w.letter(), home)
		must(t, err)
		if half.Session.Stage != Second {
			t.Fatalf("a link goes around the provider: %+v", half.Session)
		}
		w.enrol(step.Session, newAuthenticator(t))
		settings := p.settings()
		in, e, err := w.through(p, settings, nil, home)
		must(t, err)
		w.recorded(e)
		if in.Session.Stage != Full || !in.Session.Strong || in.Session.Method != ByOIDC || e.Detail != p.issuer {
			t.Errorf("signed in: %+v, %+v", in.Session, e)
		}
		if got := w.groups[in.Session.Person]; !slices.Equal(got, []string{"wijkteam", "ambassadeurs"}) {
			t.Errorf("groups %q", got)
		}
		settings.Strong = nil
		in, _, err = w.through(p, settings, nil, home)
		must(t, err)
		if in.Session.Stage != Second || in.Session.Strong {
			t.Errorf("without trust in their second factor: %+v", in.Session)
		}
	})
}

func TestTheIdentityIsNeverAnAddress(t *testing.T) {
	p := provider(t)
	each(t, func(t *testing.T, w *world) {
		w.linked(p, "anna")
		p.control(t, "who", "cor") // says that the address of anna is theirs
		_, e, err := w.through(p, p.settings(), nil, home)
		is(t, "an identity without an account", err, Refused)
		because(t, "an identity without an account", e, WhyUnknown)
		bram := w.linked(p, "bram") // has no address there at all
		in, _, err := w.through(p, p.settings(), nil, home)
		must(t, err)
		if in.Session.Account != bram.Session.Account || !slices.Equal(w.groups[in.Session.Person], []string{"ambassadeurs"}) {
			t.Errorf("signed in as %s with groups %q", in.Session.Account, w.groups[in.Session.Person])
		}
		cor := w.linked(p, "cor")
		in, _, err = w.through(p, p.settings(), nil, home)
		must(t, err)
		if in.Session.Account != cor.Session.Account || w.groups[in.Session.Person] != nil {
			t.Errorf("groups of no form: %q", w.groups[in.Session.Person])
		}
		from := home
		from.Token = in.Token
		p.control(t, "who", "anna")
		_, e, err = w.through(p, p.settings(), &in.Session, from)
		is(t, "the identity of another account", err, Refused)
		because(t, "the identity of another account", e, WhyForged)
		must(t, second(w.store.Suspend(ctx, w.operator(0), bram.Session.Account)))
		p.control(t, "who", "bram")
		_, e, err = w.through(p, p.settings(), nil, home)
		is(t, "who is suspended", err, Refused)
		because(t, "who is suspended", e, WhyState)
	})
}

func TestTokensThatDoNotHold(t *testing.T) {
	p := provider(t)
	w := onSQLite(t)
	w.linked(p, "anna")
	for _, spoil := range []string{"expired", "far-ahead", "not-yet", "old", "audience", "audiences", "party", "issuer", "nonce", "no-nonce",
		"no-subject", "signature", "unknown-key", "hs256", "none", "garbage", "missing"} {
		p.control(t, "spoil", spoil)
		step, e, err := w.through(p, p.settings(), nil, home)
		is(t, spoil, err, Refused)
		because(t, spoil, e, WhyToken)
		w.recorded(e)
		if step.Token != "" || strings.Contains(err.Error(), "token") {
			t.Errorf("%s: %v, %+v", spoil, err, step)
		}
	}
	for _, spoil := range []string{"just-expired", "ahead", ""} { // a minute of skew
		p.control(t, "spoil", spoil)
		must(t, second2(w.through(p, p.settings(), nil, home)))
	}
	for _, off := range []time.Duration{-50 * time.Second, 90 * time.Second, 0} { // our clock; tokens live for a minute
		w.run(off)
		must(t, second2(w.through(p, p.settings(), nil, home)))
	}
	w.run(-2 * time.Minute)
	_, e, err := w.through(p, p.settings(), nil, home)
	is(t, "a clock two minutes off", err, Refused)
	because(t, "a clock two minutes off", e, WhyToken)
}

func TestKeysOfTheProviderChange(t *testing.T) {
	p := provider(t)
	t.Cleanup(func() { p.control(t, "alg", "ES256") })
	w := onSQLite(t)
	w.linked(p, "anna")
	for _, alg := range []string{"ES256", "RS256", "PS256", "EdDSA"} {
		p.control(t, "alg", alg)
		must(t, second2(w.through(p, p.settings(), nil, home)))
	}
	for _, alg := range []string{"ES384"} {
		p.control(t, "alg", alg)
		_, e, err := w.through(p, p.settings(), nil, home)
		is(t, alg, err, Refused)
		because(t, alg, e, WhyToken)
	}
}

func TestWhatComesBackIsOurs(t *testing.T) {
	p := provider(t)
	w := onSQLite(t)
	w.linked(p, "anna")
	begin := func() (Callback, string) {
		t.Helper()
		address, ceremony, err := w.store.BeginOIDC(ctx, w.nets[0], p.settings(), nil)
		must(t, err)
		u, err := url.Parse(address)
		must(t, err)
		q := u.Query()
		if q.Get("code_challenge_method") != "S256" || len(q.Get("nonce")) < 22 || len(q.Get("state")) < 22 || q.Get("redirect_uri") != redirect || q.Get("response_type") != "code" {
			t.Fatalf("address: %s", address)
		}
		return p.visit(t, address), ceremony
	}
	finish := func(n string, s Provider, ceremony string, back Callback) (Event, error) {
		_, e, err := w.store.FinishOIDC(ctx, n, s, ceremony, back, home)
		return e, err
	}
	other := p.settings()
	other.ClientID = "another"
	for what, c := range map[string]struct {
		spoil func(*Callback)
		net   int
		s     Provider
		why   Reason
	}{
		"another state":         {func(b *Callback) { b.State = "x" }, 0, p.settings(), WhyForged},
		"no state":              {func(b *Callback) { b.State = "" }, 0, p.settings(), WhyForged},
		"another issuer":        {func(b *Callback) { b.Issuer = "https://elders.example" }, 0, p.settings(), WhyForged},
		"another client":        {func(*Callback) {}, 0, other, WhyForged},
		"another network":       {func(*Callback) {}, 1, p.settings(), WhyForged},
		"no code":               {func(b *Callback) { b.Code = "" }, 0, p.settings(), WhyDenied},
		"an error":              {func(b *Callback) { b.Error = "access_denied" }, 0, p.settings(), WhyDenied},
		"a code that is not so": {func(b *Callback) { b.Code = "x" }, 0, p.settings(), WhyToken},
	} {
		back, ceremony := begin()
		c.spoil(&back)
		e, err := finish(w.nets[c.net], c.s, ceremony, back)
		is(t, what, err, Refused)
		because(t, what, e, c.why)
		if c.net == 0 {
			e, err = finish(w.nets[0], p.settings(), ceremony, back)
			is(t, what+", again", err, Refused)
			because(t, what+", again", e, WhyForged)
		}
	}
	back, ceremony := begin()
	w.pass(ceremonyFor)
	e, err := finish(w.nets[0], p.settings(), ceremony, back)
	is(t, "too late", err, Refused)
	because(t, "too late", e, WhyForged)
	w.run(0)
	first, _ := begin()
	_, ceremony = begin()
	e, err = finish(w.nets[0], p.settings(), ceremony, first)
	is(t, "the answer to another browser", err, Refused)
	because(t, "the answer to another browser", e, WhyForged)
	p.control(t, "deny", "1")
	back, ceremony = begin()
	e, err = finish(w.nets[0], p.settings(), ceremony, back)
	is(t, "a person who says no", err, Refused)
	because(t, "a person who says no", e, WhyDenied)
}

// timed does something with the patience of the product, and fails when it takes much longer; a busy machine may add
// to it.
func (w *world) timed(t *testing.T, what string, do func() error) error {
	t.Helper()
	w.store.patience = oidcPatience
	defer func() { w.store.patience = time.Minute }()
	start := time.Now()
	err := do()
	if took := time.Since(start); took > 4*oidcPatience {
		t.Errorf("%s took %v", what, took)
	}
	return err
}

func TestAProviderThatDoesNotAnswer(t *testing.T) {
	p := provider(t)
	w := onSQLite(t)
	standing := w.linked(p, "anna")
	for _, fault := range [][]string{{"break", "/token"}, {"break", "/jwks"}, {"hang", "/token"}} {
		what := strings.Join(fault, " ")
		p.control(t, "alg", "ES256") // the key must be fetched
		address, ceremony, err := w.store.BeginOIDC(ctx, w.nets[0], p.settings(), nil)
		must(t, err)
		back := p.visit(t, address)
		p.control(t, fault...)
		var e Event
		err = w.timed(t, what, func() (err error) {
			_, e, err = w.store.FinishOIDC(ctx, w.nets[0], p.settings(), ceremony, back, home)
			return err
		})
		is(t, what, err, errs.Unavailable)
		because(t, what, e, WhyProvider)
		w.recorded(e)
		p.control(t)
	}
	must(t, second2(w.through(p, p.settings(), nil, home)))
	const wellKnown = "/.well-known/openid-configuration"
	for _, fault := range [][]string{{"break", wellKnown}, {"hang", wellKnown}} {
		w.store.providers.known = nil
		p.control(t, fault...)
		err := w.timed(t, "discovery", func() error { return second2(w.store.BeginOIDC(ctx, w.nets[0], p.settings(), nil)) })
		is(t, "discovery, "+fault[0], err, errs.Unavailable)
	}
	p.control(t)
	must(t, second(w.session(standing.Token))) // who is signed in stays so
	must(t, second(w.store.AskLink(ctx, w.nets[0], "anna@post.example", home)))
	must(t, second2(w.store.Use(ctx, w.nets[0], w.letter(), home)))
}

func TestProvidersThatCannotBe(t *testing.T) {
	w := onSQLite(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	down := "http://" + listener.Addr().String()
	must(t, listener.Close())
	liar := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/json")
		_, _ = rw.Write([]byte(`{"issuer":"https://elders.example","authorization_endpoint":"https://elders.example/a","token_endpoint":"https://elders.example/t","jwks_uri":"https://elders.example/k"}`))
	}))
	defer liar.Close()
	for issuer, want := range map[string]error{down: errs.Unavailable, liar.URL: errs.Unavailable, "http://login.example": errs.Invalid, "": errs.Invalid, "https://": errs.Invalid, "ftp://127.0.0.1": errs.Invalid} {
		s := Provider{Issuer: issuer, ClientID: "x", Redirect: redirect}
		err := w.timed(t, issuer, func() error { return second2(w.store.BeginOIDC(ctx, w.nets[0], s, nil)) })
		is(t, "issuer "+issuer, err, want)
	}
	w.store.o.HTTP = nil
	is(t, "no client", second2(w.store.BeginOIDC(ctx, w.nets[0], Provider{Issuer: down, ClientID: "x", Redirect: redirect}, nil)), errs.Unavailable)
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, _, err := w.store.BeginOIDC(stopped, w.nets[0], Provider{Issuer: down, ClientID: "x", Redirect: redirect}, nil); errors.Is(err, nil) {
		t.Error("a request that was given up went on")
	}
}

func TestLinkingNeedsTheSessionItBeganWith(t *testing.T) {
	p := provider(t)
	w := onSQLite(t)
	w.linked(p, "anna")
	anna := must1(w.through(p, p.settings(), nil, home))
	bram := w.invite(0, "bram")
	p.control(t, "who", "cor")
	address, ceremony, err := w.store.BeginOIDC(ctx, w.nets[0], p.settings(), &anna.Session)
	must(t, err)
	back, from := p.visit(t, address), home
	from.Token = bram.Token
	_, e, err := w.store.FinishOIDC(ctx, w.nets[0], p.settings(), ceremony, back, from)
	is(t, "the session of another", err, Refused)
	because(t, "the session of another", e, WhyForged)
	w.pass(freshFor + time.Second)
	_, _, err = w.store.BeginOIDC(ctx, w.nets[0], p.settings(), &anna.Session)
	is(t, "linking after a while", err, Stale)
}
