package web

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"

	"samenspel/internal/account"
	"samenspel/internal/errs"
)

// rp is the site that passkeys belong to: the host of this request. Browsers give a passkey to that host only.
func (s *Server) rp(v *visit) account.RP {
	where := url.URL{Scheme: "https", Host: v.r.Host}
	host := where.Hostname()
	if ip := net.ParseIP(host); s.safe(v.r) && !s.options.HTTPS && v.r.TLS == nil && (host == "localhost" || ip != nil) {
		where.Scheme = "http" // on this machine
	}
	return account.RP{ID: host, Name: v.Network.Settings.Name, Origin: where.String()}
}

// passkeys tells whether passkeys can be used here: over a safe connection, and on a host with a name.
func (s *Server) passkeys(v *visit) bool {
	return s.safe(v.r) && net.ParseIP(s.rp(v).ID) == nil
}

// begun answers the script with what the device needs, and with the ceremony that goes back with its answer.
func (s *Server) begun(v *visit, options []byte, ceremony string) error {
	return s.say(v, http.StatusOK, map[string]any{"options": json.RawMessage(options), "ceremony": ceremony})
}

// say answers the script.
func (s *Server) say(v *visit, status int, what map[string]any) error {
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.Header().Set("Cache-Control", "no-store")
	return send(v.w, v.r, status, body)
}

// beginPasskey starts to enrol a passkey. The answer of the device comes as a form, to addPasskey.
func (s *Server) beginPasskey(v *visit) error {
	if !s.passkeys(v) {
		return errs.NotFound
	}
	options, ceremony, err := s.Accounts.BeginPasskey(v.r.Context(), v.session, s.rp(v))
	if errors.Is(err, account.Stale) {
		return s.say(v, http.StatusConflict, map[string]any{"wrong": v.T("account.stale")})
	}
	if err != nil {
		return err
	}
	return s.begun(v, options, ceremony)
}

func (s *Server) addPasskey(v *visit) error {
	if !s.passkeys(v) {
		return errs.NotFound
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	name := f.Get("name")
	if name == "" {
		name = v.T("account.passkey")
	}
	step, _, err := s.Accounts.FinishPasskey(v.r.Context(), v.session, s.rp(v), f.Get("ceremony"), name, []byte(f.Get("answer")))
	if err != nil {
		return s.refusedChange(v, f, err)
	}
	return s.changed(v, step)
}

func (s *Server) removePasskey(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	step, _, err := s.Accounts.RemovePasskey(v.r.Context(), v.session, f.Get("passkey"))
	if errors.Is(err, errs.NotFound) { // gone already is as good
		return v.done(v.URL("/account"))
	}
	if err != nil {
		return s.refusedChange(v, f, err)
	}
	return s.changed(v, step)
}

// beginPasskeySignIn starts to sign in with a passkey, whoever it is.
func (s *Server) beginPasskeySignIn(v *visit) error {
	if !s.passkeys(v) {
		return errs.NotFound
	}
	options, ceremony, err := s.Accounts.BeginPasskeySignIn(v.r.Context(), v.Network.ID, s.rp(v))
	if err != nil {
		return err
	}
	return s.begun(v, options, ceremony)
}

// doPasskeySignIn signs in with the answer of the device. It is the second factor too, for who is half in.
func (s *Server) doPasskeySignIn(v *visit) error {
	if !s.passkeys(v) {
		return errs.NotFound
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	step, _, err := s.Accounts.FinishPasskeySignIn(v.r.Context(), v.Network.ID, s.rp(v), f.Get("ceremony"), []byte(f.Get("answer")), v.origin())
	if errors.Is(err, account.Refused) {
		kind := ""
		if half, err := s.Accounts.Pending(v.r.Context(), v.Network.ID, v.token()); err == nil && half.Stage == account.Second {
			kind = "code"
		}
		f.Wrong["passkey"] = v.T("signin.passkey.refused")
		page := s.signInPage(v, kind)
		page.Form = f
		return s.again(v, f, "signin", page)
	}
	if err != nil {
		return err
	}
	return s.stepped(v, step)
}
