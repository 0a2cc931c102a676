package account

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Provider is an identity provider of a network, such as the one of a municipality.
type Provider struct {
	Issuer       string // https://…, exactly as the provider writes it
	ClientID     string
	ClientSecret string
	Redirect     string   // our address it sends people back to, exactly as registered there
	Scopes       []string // beside openid
	GroupClaim   string   // claim with the groups of a person; "" = none
	Strong       []string // values of amr or acr that mean that the provider asked for a second factor; none = it never counts
}

// Check gives the first thing by which no sign-in could work, or by which tokens would travel in the open. Redirect is
// not looked at, because it differs by network. No provider at all is in order.
func (p Provider) Check() error {
	if p.Issuer == "" && p.ClientID == "" && p.ClientSecret == "" {
		return nil
	}
	u, err := url.Parse(p.Issuer)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("%w: the issuer %q is not an address; write it as the provider does, such as https://login.example.org", errs.Invalid, p.Issuer)
	}
	if local := net.ParseIP(u.Hostname()); u.Scheme != "https" && (u.Scheme != "http" || local == nil || !local.IsLoopback()) {
		return fmt.Errorf("%w: the issuer %q must begin with https", errs.Invalid, p.Issuer)
	}
	if p.ClientID == "" {
		return fmt.Errorf("%w: the identity provider %s must know us by a name; ask its administrator for one", errs.Invalid, p.Issuer)
	}
	return nil
}

// check is Check for a provider that is about to be asked.
func (p Provider) check() error {
	if p.Issuer == "" || p.Redirect == "" {
		return fmt.Errorf("an identity provider needs an issuer and a redirect: %w", errs.Invalid)
	}
	return p.Check()
}

// Callback is what the provider sends back in the address.
type Callback struct {
	State  string
	Code   string
	Error  string // such as access_denied
	Issuer string // parameter iss; "" when the provider does not send it
}

const (
	oidcKind     = "oidc"
	oidcPatience = 3 * time.Second  // for everything a provider is asked in one request of ours
	oidcSkew     = 60 * time.Second // between their clock and ours
	oidcOldest   = 10 * time.Minute // since a token was issued
	oidcKeep     = time.Hour        // what a provider says about itself
)

// algorithms of signatures that are taken, whatever a provider offers.
var algorithms = []string{oidc.RS256, oidc.ES256, oidc.PS256, oidc.EdDSA}

// providers remembers what providers say about themselves.
type providers struct {
	mu    sync.Mutex
	known map[string]discovered
}

type discovered struct {
	*oidc.Provider
	keys *oidc.RemoteKeySet
	at   time.Time
}

// discover asks a provider about itself, at most once an hour. One that does not answer in time, or answers for
// another issuer, is errs.Unavailable.
func (s *Store) discover(ctx context.Context, p Provider) (d discovered, err error) {
	if err := p.check(); err != nil {
		return d, err
	}
	if s.o.HTTP == nil {
		return d, fmt.Errorf("no client for identity providers: %w", errs.Unavailable)
	}
	s.providers.mu.Lock()
	d, known := s.providers.known[p.Issuer]
	s.providers.mu.Unlock()
	if known && s.db.Now().Sub(d.at).Abs() < oidcKeep {
		return d, nil
	}
	found, err := oidc.NewProvider(s.o.HTTP(ctx), p.Issuer)
	if err != nil {
		return d, unavailable(err)
	}
	var about struct {
		Keys string `json:"jwks_uri"`
	}
	if err := found.Claims(&about); err != nil || about.Keys == "" {
		return d, fmt.Errorf("the provider names no keys: %w", errs.Unavailable)
	}
	d = discovered{found, oidc.NewRemoteKeySet(s.o.HTTP(ctx), about.Keys), s.db.Now()}
	s.providers.mu.Lock()
	defer s.providers.mu.Unlock()
	if s.providers.known == nil {
		s.providers.known = map[string]discovered{}
	}
	s.providers.known[p.Issuer] = d
	return d, nil
}

func unavailable(err error) error {
	return fmt.Errorf("the identity provider: %w: %w", errs.Unavailable, err)
}

func (p Provider) config(d discovered) *oauth2.Config {
	return &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.ClientSecret, RedirectURL: p.Redirect,
		Endpoint: d.Endpoint(), Scopes: append([]string{oidc.ScopeOpenID}, p.Scopes...)}
}

// trip is what is kept while somebody is at the provider. It is sealed.
type trip struct {
	Issuer   string `json:"issuer"`
	ClientID string `json:"client_id"`
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
}

// BeginOIDC gives the address at the provider to send the browser to, and a ceremony for the browser to hold until it
// comes back. With a session the identity is linked to that account; with nil it signs in.
func (s *Store) BeginOIDC(ctx context.Context, network string, p Provider, session *Session) (address, ceremonyToken string, err error) {
	defer errs.Wrap(&err, "account.BeginOIDC")
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	d, err := s.discover(ctx, p)
	if err != nil {
		return "", "", err
	}
	box, err := s.o.Secrets(ctx, network)
	if err != nil {
		return "", "", err
	}
	t := trip{p.Issuer, p.ClientID, secret(32), secret(32), oauth2.GenerateVerifier()}
	ceremonyToken = secret(32)
	err = s.db.In(ctx, network, func(tx *db.Tx) error {
		c := ceremony{kind: oidcKind}
		if session != nil {
			a, _, err := keeper(ctx, tx, *session)
			if err != nil {
				return err
			}
			c.account = a.ID
		}
		if c.data, err = seal(box, tx.Network, "", oidcKind, db.JSON(t)); err != nil {
			return err
		}
		return insertCeremony(ctx, tx, ceremonyToken, c)
	})
	if err != nil {
		return "", "", err
	}
	return p.config(d).AuthCodeURL(t.State, oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)), ceremonyToken, nil
}

// FinishOIDC ends what BeginOIDC began. The identity is the issuer and the subject, never an address. One that belongs
// to no account is Refused. The groups go to Options.Follow before the roles are asked for; for a linked identity it goes
// on with the session given to BeginOIDC, whose token is from.Token.
func (s *Store) FinishOIDC(ctx context.Context, network string, p Provider, ceremonyToken string, back Callback, from Origin) (step Step, e Event, err error) {
	defer errs.Wrap(&err, "account.FinishOIDC")
	e = s.event(network, ActSignIn, ByOIDC, from)
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	c, t, reason, err := s.takeTrip(ctx, network, p, ceremonyToken, back)
	if err != nil {
		return step, e, err
	}
	if c.account != "" {
		e.Act, e.Account = ActLinkIdentity, c.account
	}
	var who identity
	if reason == "" {
		if who, err = s.exchange(ctx, p, t, back.Code); err != nil {
			reason = whyOIDC(err)
		}
	}
	failed := err
	step, err = s.conclude(context.WithoutCancel(ctx), &e, func(tx *db.Tx) (Step, Reason, error) {
		if reason != "" {
			return Step{}, reason, nil
		}
		e.Detail = p.Issuer
		return s.recognise(ctx, tx, &e, c.account, p, who, from)
	})
	if errors.Is(err, Refused) && errors.Is(failed, errs.Unavailable) {
		err = failed
	}
	return step, e, err
}

// takeTrip takes the ceremony and compares what came back with it.
func (s *Store) takeTrip(ctx context.Context, network string, p Provider, token string, back Callback) (c ceremony, t trip, reason Reason, err error) {
	box, err := s.o.Secrets(ctx, network)
	if err != nil {
		return c, t, "", err
	}
	err = s.db.In(ctx, network, func(tx *db.Tx) error {
		c, err = orNone(takeCeremony(ctx, tx, oidcKind, token))
		return err
	})
	if err != nil || c.kind == "" {
		return c, t, WhyForged, err
	}
	plain, err := unseal(box, network, "", oidcKind, c.data)
	if err == nil {
		err = json.Unmarshal([]byte(plain), &t)
	}
	switch {
	case err != nil:
		return c, t, "", err
	case subtle.ConstantTimeCompare([]byte(t.State), []byte(back.State)) != 1, t.Issuer != p.Issuer, t.ClientID != p.ClientID,
		back.Issuer != "" && back.Issuer != p.Issuer:
		return c, t, WhyForged, nil
	case back.Error != "" || back.Code == "":
		return c, t, WhyDenied, nil
	}
	return c, t, "", nil
}

// identity is what a token says about somebody.
type identity struct {
	issuer, subject string
	groups          []string
	strong          bool
}

var errToken = errors.New("the token of the provider does not hold")

// exchange gets the token for a code and checks it.
func (s *Store) exchange(ctx context.Context, p Provider, t trip, code string) (who identity, err error) {
	d, err := s.discover(ctx, p)
	if err != nil {
		return who, err
	}
	token, err := p.config(d).Exchange(s.o.HTTP(ctx), code, oauth2.VerifierOption(t.Verifier))
	if err != nil {
		return who, whyExchange(err)
	}
	raw, _ := token.Extra("id_token").(string)
	keys := &watched{KeySet: d.keys}
	verifier := oidc.NewVerifier(p.Issuer, keys, &oidc.Config{ClientID: p.ClientID, SupportedSigningAlgs: algorithms, SkipExpiryCheck: true})
	checked, err := verifier.Verify(ctx, raw)
	if err != nil && keys.down {
		return who, unavailable(err)
	}
	if err != nil {
		return who, fmt.Errorf("%w: %w", errToken, err)
	}
	return p.read(checked, t.Nonce, s.db.Now())
}

// whyExchange tells a provider that says no from one that does not answer.
func whyExchange(err error) error {
	var no *oauth2.RetrieveError
	if errors.As(err, &no) && no.Response != nil && no.Response.StatusCode < 500 {
		return fmt.Errorf("%w: %w", errToken, err)
	}
	return unavailable(err)
}

// watched tells a signature that is wrong from keys that cannot be had.
type watched struct {
	oidc.KeySet
	down bool
}

func (w *watched) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := w.KeySet.VerifySignature(ctx, token)
	var transport *url.Error
	w.down = err != nil && (errors.As(err, &transport) || ctx.Err() != nil)
	return payload, err
}

// claims are those of a token that the library does not look at.
type claims struct {
	NotBefore  *float64 `json:"nbf"`
	Authorized string   `json:"azp"`
	Methods    []string `json:"amr"`
	Class      string   `json:"acr"`
}

// read checks nonce, times and authorised party, and takes out what we use.
func (p Provider) read(token *oidc.IDToken, nonce string, now time.Time) (who identity, err error) {
	var c claims
	if err := token.Claims(&c); err != nil {
		return who, fmt.Errorf("%w: %w", errToken, err)
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(nonce)) != 1:
		return who, fmt.Errorf("%w: nonce", errToken)
	case token.Subject == "" || len(token.Subject) > 255:
		return who, fmt.Errorf("%w: subject", errToken)
	case c.Authorized != "" && c.Authorized != p.ClientID, len(token.Audience) > 1 && c.Authorized == "":
		return who, fmt.Errorf("%w: authorised party", errToken)
	}
	if err := checkTimes(token.Expiry, token.IssuedAt, c.NotBefore, now); err != nil {
		return who, err
	}
	strong := func(v string) bool { return v != "" && slices.Contains(p.Strong, v) }
	return identity{p.Issuer, token.Subject, p.groups(token), strong(c.Class) || slices.ContainsFunc(c.Methods, strong)}, nil
}

// checkTimes allows for a clock that differs a minute from ours, to either side.
func checkTimes(expires, issued time.Time, notBefore *float64, now time.Time) error {
	late, early := now.Add(-oidcSkew), now.Add(oidcSkew)
	switch {
	case !expires.After(late):
		return fmt.Errorf("%w: expired", errToken)
	case issued.After(early), issued.Before(late.Add(-oidcOldest)):
		return fmt.Errorf("%w: issued at another time", errToken)
	case notBefore != nil && time.Unix(int64(*notBefore), 0).After(early):
		return fmt.Errorf("%w: not valid yet", errToken)
	}
	return nil
}

// groups reads the claim with groups: a list of texts, or one text. What is of another form counts as none.
func (p Provider) groups(token *oidc.IDToken) []string {
	var all map[string]json.RawMessage
	if p.GroupClaim == "" || token.Claims(&all) != nil {
		return nil
	}
	var many []string
	if json.Unmarshal(all[p.GroupClaim], &many) == nil {
		return many
	}
	var one string
	if json.Unmarshal(all[p.GroupClaim], &one) == nil && one != "" {
		return []string{one}
	}
	return nil
}

func whyOIDC(err error) Reason {
	if errors.Is(err, errs.Unavailable) {
		return WhyProvider
	}
	return WhyToken
}

// recognise finds the account of an identity and makes the session, or links the identity to an account.
func (s *Store) recognise(ctx context.Context, tx *db.Tx, e *Event, linkTo string, p Provider, who identity, from Origin) (Step, Reason, error) {
	a, err := byIdentity(ctx, tx, who.issuer, who.subject)
	if err != nil {
		return Step{}, "", err
	}
	if linkTo != "" {
		return s.linkIdentity(ctx, tx, e, linkTo, a, who, from)
	}
	e.Account, e.Person = a.ID, a.Person
	switch {
	case a.ID == "":
		return Step{}, WhyUnknown, nil
	case a.State != Active:
		return Step{}, WhyState, nil
	}
	if err := s.o.Follow(ctx, tx, a.Person, who.groups); err != nil {
		return Step{}, "", err
	}
	step, err := s.admit(ctx, tx, a, ByOIDC, who.strong, from)
	return step, "", err
}

// linkIdentity ties an identity to the account whose session the browser holds.
func (s *Store) linkIdentity(ctx context.Context, tx *db.Tx, e *Event, to string, holder row, who identity, from Origin) (Step, Reason, error) {
	session, err := orNone(sessionByToken(ctx, tx, from.Token))
	if err != nil {
		return Step{}, "", err
	}
	if session.Account != to || session.Stage == Second || holder.ID != "" && holder.ID != to {
		return Step{}, WhyForged, nil
	}
	if holder.ID == "" {
		if err := insertIdentity(ctx, tx, to, who.issuer, who.subject); err != nil {
			return Step{}, "", err
		}
	}
	a, err := byID(ctx, tx, to)
	if err != nil {
		return Step{}, "", err
	}
	e.Person = a.Person
	if err := s.notice(ctx, tx, a, ActLinkIdentity); err != nil {
		return Step{}, "", err
	}
	if err := s.o.Follow(ctx, tx, a.Person, who.groups); err != nil {
		return Step{}, "", err
	}
	session.Method = ByOIDC // just now, within the patience of a ceremony
	step, err := s.advance(ctx, tx, a, session, session.Strong || who.strong)
	return step, "", err
}

// UnlinkIdentity takes away the identities at providers of the own account. What their groups brought ends. LastFactor
// when the roles need a factor that only the provider asked for.
func (s *Store) UnlinkIdentity(ctx context.Context, session Session) (step Step, e Event, err error) {
	defer errs.Wrap(&err, "account.UnlinkIdentity")
	e, err = s.own(ctx, session, ActUnlinkIdentity, func(tx *db.Tx, _ *Event) error {
		step, err = s.change(ctx, tx, session, ActUnlinkIdentity, false, func(a row) error {
			deleted, err := deleteIdentities(ctx, tx, a.ID)
			if err == nil && deleted == 0 {
				err = errs.NotFound
			}
			if err != nil {
				return err
			}
			if err := s.o.Follow(ctx, tx, a.Person, nil); err != nil {
				return err
			}
			return s.stillReady(ctx, tx, a.ID)
		})
		return err
	})
	return step, e, err
}
