package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"

	"samenspel/internal/account"
	"samenspel/internal/errs"
)

// awayFor is how long somebody may be at the provider, in seconds.
const awayFor = 600

// awayCookie is the name of the cookie that holds on to who is at the provider: the language they left in and the
// ceremony.
func awayCookie(network string) string {
	sum := sha256.Sum256([]byte(network))
	return "__Host-samenspel-away-" + hex.EncodeToString(sum[:5])
}

func (v *visit) leave(value string) {
	cookie := &http.Cookie{Name: awayCookie(v.Network.ID), Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: awayFor}
	if value == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(v.w, cookie)
}

// provider gives the identity provider with the address that it sends people of this network back to.
func (s *Server) provider(v *visit) (account.Provider, error) {
	p := s.options.Provider
	if p.Issuer == "" || !s.safe(v.r) {
		return p, errs.NotFound
	}
	p.Redirect = s.rp(v).Origin + v.root + "/inloggen/oidc/terug"
	return p, nil
}

// providerName is what people call the provider; "" where there is none.
func (s *Server) providerName(v *visit) string {
	if _, err := s.provider(v); err != nil {
		return ""
	}
	return s.options.ProviderName
}

// goToProvider begins to sign in at the provider.
func (s *Server) goToProvider(v *visit) error {
	p, err := s.provider(v)
	if err != nil {
		return err
	}
	address, ceremony, err := s.Accounts.BeginOIDC(v.r.Context(), v.Network.ID, p, nil)
	if errors.Is(err, errs.Unavailable) {
		return s.providerFailed(v, err)
	}
	if err != nil {
		return err
	}
	v.leave(v.Lang() + "." + ceremony)
	return v.done(address)
}

// linkProvider begins to tie the identity at the provider to this account. The page has a link to go on with: a form
// may not lead to another site, and an address that begins this by itself could be used by other sites.
func (s *Server) linkProvider(v *visit) error {
	p, err := s.provider(v)
	if err != nil {
		return err
	}
	address, ceremony, err := s.Accounts.BeginOIDC(v.r.Context(), v.Network.ID, p, &v.session)
	f := fill()
	switch {
	case errors.Is(err, errs.Unavailable):
		f.Wrong[""] = v.T("signin.provider.down", "Name", s.options.ProviderName)
	case errors.Is(err, account.Stale):
		f.Wrong[""] = v.T("account.stale")
	case err != nil:
		return err
	}
	page, err := s.accountPage(v)
	if err != nil {
		return err
	}
	page.Form = f
	if f.Failed() {
		return s.again(v, f, "account", page)
	}
	v.leave(v.Lang() + "." + ceremony)
	page.Away = address
	return s.showStaff(v, "account", page)
}

// unlinkProvider takes the identity at the provider off this account.
func (s *Server) unlinkProvider(v *visit) error {
	step, _, err := s.Accounts.UnlinkIdentity(v.r.Context(), v.session)
	if errors.Is(err, errs.NotFound) {
		return v.done(v.URL("/account")) // gone already is as good
	}
	if err != nil {
		return s.refusedChange(v, fill(), err)
	}
	return s.changed(v, step)
}

// fromProvider is where people come back. Where they go on shows nothing of what the provider sent.
func (s *Server) fromProvider(v *visit) error {
	p, err := s.provider(v)
	if err != nil {
		return err
	}
	ceremony := ""
	if cookie, err := v.r.Cookie(awayCookie(v.Network.ID)); err == nil {
		var lang string
		lang, ceremony, _ = strings.Cut(cookie.Value, ".")
		v.site = v.in(lang)
	}
	v.leave("")
	query := v.r.URL.Query()
	back := account.Callback{State: query.Get("state"), Code: query.Get("code"), Error: query.Get("error"), Issuer: query.Get("iss")}
	step, event, err := s.Accounts.FinishOIDC(v.r.Context(), v.Network.ID, p, ceremony, back, v.origin())
	if errors.Is(err, errs.Unavailable) || errors.Is(err, account.Refused) {
		return s.providerFailed(v, err)
	}
	if err != nil {
		return err
	}
	if event.Act == account.ActLinkIdentity && step.Session.Stage != account.Second {
		v.keep(step.Token)
		return v.done(v.URL("/account"))
	}
	return s.stepped(v, step)
}

// providerFailed shows the sign-in page, with in words that signing in at the provider did not work.
func (s *Server) providerFailed(v *visit, err error) error {
	page := s.signInPage(v, "")
	page.Here, page.Query = "/inloggen", ""
	status, wrong := http.StatusUnprocessableEntity, v.T("signin.provider.refused", "Name", s.options.ProviderName)
	if errors.Is(err, errs.Unavailable) {
		status, wrong = http.StatusServiceUnavailable, v.T("signin.provider.down", "Name", s.options.ProviderName)
		s.Log.Warn("the identity provider", "error", err)
	}
	page.Form.Wrong["provider"] = wrong
	return s.write(v, status, "signin", page)
}
