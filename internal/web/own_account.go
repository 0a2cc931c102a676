package web

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pquerna/otp"

	"samenspel/internal/account"
	"samenspel/internal/errs"
)

// accountPage is where someone keeps the own password, second factor and sessions. Who still has to enrol a factor sees
// only that.
type accountPage struct {
	layout
	Own      account.Own
	Enrol    bool // the roles ask for a factor that is not there yet
	Sessions []account.Listed
	Form     form
	Setup    *account.TOTPSetup // while an app is being enrolled
	QR       string             // its picture as the d of an SVG path
	Size     int                // of the picture
	Recovery []string           // new codes, shown once
	Passkeys bool               // can be used here
	Sizes    []int              // of text, in percent
	Provider string             // where else people can sign in; "" = nowhere
	Away     string             // address at the provider to go on to, when its identity is being linked
}

// own wraps a page that someone may use who is signed in, or who is on the way in and has to enrol a factor.
func own(answer page) page {
	return func(s *Server, v *visit) error {
		pending, err := s.Accounts.Pending(v.r.Context(), v.Network.ID, v.token())
		if err == nil && pending.Stage == account.Enrol {
			v.session = pending
			return answer(s, v)
		}
		return staff(answer)(s, v)
	}
}

func (s *Server) accountPage(v *visit) (page accountPage, err error) {
	page = accountPage{layout: s.staffLayout(v, v.T("account.title")), Enrol: v.session.Stage == account.Enrol, Form: fill(), Sizes: account.TextSizes, Passkeys: s.passkeys(v), Provider: s.providerName(v)}
	if page.Own, err = s.Accounts.Own(v.r.Context(), v.session); err != nil {
		return page, err
	}
	if !page.Enrol {
		page.Sessions, err = s.Accounts.Sessions(v.r.Context(), v.session)
	}
	return page, err
}

func (s *Server) ownAccount(v *visit) error {
	page, err := s.accountPage(v)
	if err != nil {
		return err
	}
	return s.showStaff(v, "account", page)
}

// changed goes on after a change of credentials, which gives a session with a new token.
func (s *Server) changed(v *visit, step account.Step) error {
	v.keep(step.Token)
	if len(step.Recovery) > 0 {
		v.session = step.Session
		page, err := s.accountPage(v)
		if err != nil {
			return err
		}
		page.Recovery = step.Recovery
		return s.showStaff(v, "account", page)
	}
	if v.session.Stage == account.Enrol && step.Session.Stage == account.Full {
		return v.done(v.URL("/week"))
	}
	return v.done(v.URL("/account"))
}

// refusedChange shows the page again with what is wrong; a sign-in that is too long ago is asked for anew.
func (s *Server) refusedChange(v *visit, f form, err error) error {
	switch {
	case errors.Is(err, account.Stale):
		f.Wrong[""] = v.T("account.stale")
	case errors.Is(err, account.LastFactor):
		f.Wrong[""] = v.T("account.last")
	case !f.blame(v, err):
		return err
	}
	page, err := s.accountPage(v)
	if err != nil {
		return err
	}
	page.Form = f
	return s.again(v, f, "account", page)
}

func (s *Server) setPassword(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	step, _, err := s.Accounts.SetPassword(v.r.Context(), v.session, f.values.Get("password"), v.Network.Settings.Name, v.Network.Settings.Town, v.Network.Slug)
	if err != nil {
		return s.refusedChange(v, f, err)
	}
	return s.changed(v, step)
}

// beginApp shows the secret for an authenticator app as a picture and as letters.
func (s *Server) beginApp(v *visit) error {
	setup, err := s.Accounts.BeginTOTP(v.r.Context(), v.session, v.Network.Settings.Name)
	if err != nil {
		return s.refusedChange(v, fill(), err)
	}
	page, err := s.accountPage(v)
	if err != nil {
		return err
	}
	page.Setup = &setup
	if page.QR, page.Size, err = picture(setup.URL); err != nil {
		return err
	}
	return s.showStaff(v, "account", page)
}

func (s *Server) confirmApp(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	step, _, err := s.Accounts.ConfirmTOTP(v.r.Context(), v.session, f.Get("code"))
	if err != nil {
		return s.refusedChange(v, f, err)
	}
	return s.changed(v, step)
}

// endSession ends one session of the own account, or all others.
func (s *Server) endSession(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if id := f.Get("session"); id != "" {
		_, err = s.Accounts.Revoke(v.r.Context(), v.session, id)
	} else {
		_, _, err = s.Accounts.RevokeOthers(v.r.Context(), v.session)
	}
	if err != nil && !errors.Is(err, errs.NotFound) { // gone already is as good
		return err
	}
	return v.done(v.URL("/account"))
}

// picture draws the address of a new app as a QR code: the d of an SVG path of squares, and the width of the picture in
// squares. The smallest image that holds the code has one pixel for each square; the widths are 21, 25, … 177.
func picture(address string) (path string, size int, err error) {
	key, err := otp.NewKeyFromURL(address)
	if err != nil {
		return "", 0, fmt.Errorf("drawing a QR code: %w", err)
	}
	code, err := key.Image(21, 21)
	for size = 21; err != nil && size < 177; {
		size += 4
		code, err = key.Image(size, size)
	}
	if err != nil {
		return "", 0, fmt.Errorf("drawing a QR code: %w", err)
	}
	var b strings.Builder
	for y := range size {
		for x := range size {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	return b.String(), size, nil
}
