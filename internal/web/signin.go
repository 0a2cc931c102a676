package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/errs"
)

// cookieName is the name of the cookie that holds the token of a session: one for each network, so that networks on
// one host do not share it. Browsers take a __Host- cookie over a safe connection only, and give it to this host only.
func cookieName(network string) string {
	sum := sha256.Sum256([]byte(network))
	return "__Host-samenspel-" + hex.EncodeToString(sum[:5])
}

func (v *visit) token() string {
	if cookie, err := v.r.Cookie(cookieName(v.Network.ID)); err == nil {
		return cookie.Value
	}
	return ""
}

// keep gives the browser the token of a session; "" takes it away.
func (v *visit) keep(token string) {
	cookie := &http.Cookie{Name: cookieName(v.Network.ID), Value: token, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if token == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(v.w, cookie)
}

// origin is where a request comes from, as the account package wants to know it.
func (v *visit) origin() account.Origin {
	host, _, err := net.SplitHostPort(v.r.RemoteAddr)
	if err != nil {
		host = v.r.RemoteAddr
	}
	ip, _ := netip.ParseAddr(host)
	return account.Origin{IP: ip, Agent: v.r.UserAgent(), Token: v.token()}
}

// safe tells whether what someone types cannot be read on the way: over TLS, or on this machine.
func (s *Server) safe(r *http.Request) bool {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return s.options.HTTPS || r.TLS != nil || host == "localhost" || (ip != nil && ip.IsLoopback())
}

// staff wraps a page that needs someone signed in: it finds out who, and with which rights now.
func staff(answer page) page {
	return func(s *Server, v *visit) error {
		session, err := s.Accounts.Session(v.r.Context(), v.Network.ID, v.token())
		if errors.Is(err, account.SignedOut) {
			return s.sendToSignIn(v)
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errs.Unavailable, err)
		}
		if err := s.become(v, session); err != nil {
			return fmt.Errorf("%w: %w", errs.Unavailable, err) // whose rights are not known has none
		}
		if !session.Enough(v.actor.Roles()) {
			return s.renew(v, session)
		}
		return answer(s, v)
	}
}

func (s *Server) sendToSignIn(v *visit) error {
	if _, err := s.Accounts.Pending(v.r.Context(), v.Network.ID, v.token()); err == nil {
		return v.done(v.URL("/inloggen/code"))
	}
	return v.done(v.URL("/inloggen"))
}

// renew gives a session that is no longer enough for the roles of now a successor, and goes on from there.
func (s *Server) renew(v *visit, session account.Session) error {
	step, _, err := s.Accounts.Renew(v.r.Context(), session)
	if err != nil {
		return err
	}
	return s.stepped(v, step)
}

// become makes the visitor the person of a session, with the rights of this moment.
func (s *Server) become(v *visit, session account.Session) error {
	grants, err := s.People.Grants(v.r.Context(), v.Network.ID, session.Person)
	if err != nil {
		return err
	}
	v.session = session
	if v.opened, err = s.Glass.Held(v.r.Context(), v.Network.ID, session.Person); err != nil {
		return err
	}
	v.actor = access.Actor{Network: v.Network.ID, Person: session.Person, Grants: grants, Origin: v.w.Header().Get(requestID)}
	for _, o := range v.opened {
		v.actor.Opened = append(v.actor.Opened, o.Thing)
	}
	record, err := s.People.Self(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	v.me = &me{Record: record, Likes: session.Likes}
	for _, role := range v.actor.Roles() {
		v.me.Roles = append(v.me.Roles, v.T("role."+string(role)))
	}
	v.me.Menu, v.me.More = s.menuOf(v)
	return nil
}

// stepped goes on after a proof: to the second factor, to enrolling one, or in.
func (s *Server) stepped(v *visit, step account.Step) error {
	v.keep(step.Token)
	switch step.Session.Stage {
	case account.Second:
		return v.done(v.URL("/inloggen/code"))
	case account.Enrol:
		return v.done(v.URL("/account"))
	}
	session, err := s.Accounts.Session(v.r.Context(), v.Network.ID, step.Token)
	if err != nil {
		return err
	}
	return v.done(v.in(session.Likes.Lang).URL("/week"))
}

// signInPage asks for what proves who someone is.
type signInPage struct {
	layout
	Form     form
	Unsafe   bool // the connection can be read by others
	Sent     bool // a link is on its way, if there is an account
	Kind     string
	Passkeys bool   // can be used here
	Provider string // where else people can sign in; "" = nowhere
}

func (s *Server) signInPage(v *visit, kind string) signInPage {
	l := s.staffLayout(v, v.T("signin.title"))
	return signInPage{layout: l, Form: fill(), Unsafe: !s.safe(v.r), Kind: kind, Passkeys: s.passkeys(v), Provider: s.providerName(v)}
}

func (s *Server) signIn(v *visit) error {
	return s.showStaff(v, "signin", s.signInPage(v, ""))
}

func (s *Server) doSignIn(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	page := s.signInPage(v, "")
	if page.Unsafe {
		return s.again(v, f, "signin", page)
	}
	step, _, err := s.Accounts.SignIn(v.r.Context(), v.Network.ID, f.Get("email"), f.values.Get("password"), v.origin())
	if errors.Is(err, account.Refused) {
		f.Wrong["password"] = v.T("signin.refused")
		page.Form = f
		return s.again(v, f, "signin", page)
	}
	if err != nil {
		return err
	}
	return s.stepped(v, step)
}

// askLink sends a sign-in link. The answer is the same whether the address has an account or not.
func (s *Server) askLink(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if _, err := s.Accounts.AskLink(v.r.Context(), v.Network.ID, f.Get("email"), v.origin()); err != nil && !errors.Is(err, account.Refused) {
		var wrong errs.Problems
		if !errors.As(err, &wrong) {
			return err
		}
	}
	page := s.signInPage(v, "")
	page.Sent = true
	return s.showStaff(v, "signin", page)
}

func (s *Server) secondFactor(v *visit) error {
	session, err := s.Accounts.Pending(v.r.Context(), v.Network.ID, v.token())
	if err != nil {
		return v.done(v.URL("/inloggen"))
	}
	if session.Stage == account.Enrol {
		return v.done(v.URL("/account"))
	}
	return s.showStaff(v, "signin", s.signInPage(v, "code"))
}

func (s *Server) doSecondFactor(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	prove := s.Accounts.SecondCode
	if len(f.Get("code")) > 10 { // a recovery code is longer than one of an app
		prove = s.Accounts.SecondRecovery
	}
	step, _, err := prove(v.r.Context(), v.Network.ID, v.token(), f.Get("code"), v.origin())
	if errors.Is(err, account.SignedOut) {
		return v.done(v.URL("/inloggen"))
	}
	if errors.Is(err, account.Refused) {
		f.Wrong["code"] = v.T("account.code.wrong")
		page := s.signInPage(v, "code")
		page.Form = f
		return s.again(v, f, "signin", page)
	}
	if err != nil {
		return err
	}
	return s.stepped(v, step)
}

// linkPage is what a link from a mail opens. Programs that scan mail open it too; only the button uses the link.
type linkPage struct {
	layout
	Trouble string // why the link does not work, in words; "" = it does
}

func (s *Server) link(v *visit) error {
	_, err := s.Accounts.Peek(v.r.Context(), v.Network.ID, v.r.PathValue("token"))
	trouble, err := v.linkTrouble(err)
	if err != nil {
		return err
	}
	return s.showStaff(v, "link", linkPage{s.staffLayout(v, v.T("link.title")), trouble})
}

func (s *Server) useLink(v *visit) error {
	step, _, err := s.Accounts.Use(v.r.Context(), v.Network.ID, v.r.PathValue("token"), v.origin())
	trouble, err := v.linkTrouble(err)
	if err != nil {
		return err
	}
	if trouble != "" {
		return s.again(v, fill(), "link", linkPage{s.staffLayout(v, v.T("link.title")), trouble})
	}
	return s.stepped(v, step)
}

// linkTrouble puts in words why a link does not work. Another error comes back.
func (v *visit) linkTrouble(err error) (string, error) {
	switch {
	case err == nil:
		return "", nil
	case errors.Is(err, account.LinkExpired):
		return v.T("link.expired"), nil
	case errors.Is(err, account.LinkUsed):
		return v.T("link.used"), nil
	case errors.Is(err, account.LinkUnknown), errors.Is(err, account.Refused):
		return v.T("link.unknown"), nil
	}
	return "", err
}

func (s *Server) signOut(v *visit) error {
	for _, find := range []func() (account.Session, error){
		func() (account.Session, error) { return s.Accounts.Session(v.r.Context(), v.Network.ID, v.token()) },
		func() (account.Session, error) { return s.Accounts.Pending(v.r.Context(), v.Network.ID, v.token()) },
	} {
		if session, err := find(); err == nil {
			if _, err := s.Accounts.SignOut(v.r.Context(), session); err != nil {
				return err
			}
		}
	}
	v.keep("")
	return v.done(v.URL("/"))
}
