package web

import (
	"context"
	"errors"
	"fmt"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/errs"
)

// accountView is the account of a person as who looks after accounts sees it.
type accountView struct {
	account.Account
	There bool // there is one
	Form  form
}

// acts are what can be done with an account, by the name of the button.
var acts = map[string]func(*account.Store, context.Context, access.Actor, string) (account.Event, error){
	"again":    (*account.Store).InviteAgain,
	"suspend":  (*account.Store).Suspend,
	"resume":   (*account.Store).Resume,
	"reset":    (*account.Store).ResetFactors,
	"sessions": (*account.Store).EndSessions,
	"remove":   (*account.Store).Remove,
}

// Offers gives the buttons that make sense for the state of the account.
func (a accountView) Offers() []string {
	switch a.State {
	case account.Invited:
		return []string{"again", "remove"}
	case account.Active:
		return []string{"sessions", "reset", "suspend", "remove"}
	case account.Suspended:
		return []string{"resume", "remove"}
	}
	return nil
}

// accountOf gives the account of a person.
func (s *Server) accountOf(v *visit, person string) (view accountView, err error) {
	view.Form = fill()
	all, err := s.Accounts.List(v.r.Context(), v.actor)
	for _, a := range all {
		if a.Person == person {
			view.Account, view.There = a, true
		}
	}
	view.Form.values.Set("address", view.Email)
	return view, err
}

// manageAccount does one thing with the account of a person.
func (s *Server) manageAccount(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Staff); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	record, err := s.People.Person(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view, err := s.accountOf(v, record.ID)
	if err != nil {
		return err
	}
	err = s.act(v, f, view, record.ID, record.Email)
	if errors.Is(err, errs.Conflict) {
		f.Wrong[""] = v.T("accounts.conflict")
	} else {
		f.blame(v, err)
	}
	if f.Failed() {
		f.Wrong["address"] = f.Wrong["email"]
		return s.personAgain(v, f, func(p *personPage) {
			p.Account.Form = f
			if !view.There { // the address to invite is that of the person
				p.Form.Wrong = f.Wrong
			}
		})
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/mensen/"+record.ID) + "#account")
}

// act does what the button says. Who has no account can only be invited.
func (s *Server) act(v *visit, f form, view accountView, person, email string) (err error) {
	do := f.Get("do")
	act, known := acts[do]
	switch {
	case do == "invite":
		_, _, err = s.Accounts.InviteAs(v.r.Context(), v.actor, f.made(), person, email)
	case !known && do != "address":
		err = fmt.Errorf("%w: an account cannot %q", errs.Invalid, do)
	case !view.There:
		err = errs.NotFound
	case do == "address":
		_, err = s.Accounts.ChangeEmail(v.r.Context(), v.actor, view.ID, f.Get("address"))
	case view.Person == v.actor.Person && do != "sessions":
		err = errs.Problems{{Text: "accounts.own"}}
	default:
		_, err = act(s.Accounts, v.r.Context(), v.actor, view.ID)
	}
	return err
}
