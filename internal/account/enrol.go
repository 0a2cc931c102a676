package account

import (
	"context"

	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Own is what a person sees of their account.
type Own struct {
	Account
	Passkeys []Passkey
	Recovery int      // codes that were not used yet
	Issuers  []string // identity providers by which they can sign in
}

// Own gives the account of a session that is Full or enrolling.
func (s *Store) Own(ctx context.Context, session Session) (own Own, err error) {
	defer errs.Wrap(&err, "account.Own")
	err = s.db.View(ctx, session.Network, func(tx *db.Tx) error {
		a, _, err := owner(ctx, tx, session, Full, Enrol)
		if err != nil {
			return err
		}
		own = Own{Account: a.Account}
		all, err := passkeysOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		for _, p := range all {
			own.Passkeys = append(own.Passkeys, p.Passkey)
		}
		if own.Recovery, err = recoveryLeft(ctx, tx, a.ID); err != nil {
			return err
		}
		own.Issuers, err = issuersOf(ctx, tx, a.ID)
		return err
	})
	return own, err
}

// SetPassword sets or changes the password. About is what everybody knows: the name of the network, the town; the
// address is looked at anyway. All other sessions and all links end. Problems are as those of CheckPassword.
func (s *Store) SetPassword(ctx context.Context, session Session, password string, about ...string) (step Step, e Event, err error) {
	defer errs.Wrap(&err, "account.SetPassword")
	var a row
	err = s.db.View(ctx, session.Network, func(tx *db.Tx) error {
		a, _, err = keeper(ctx, tx, session)
		return err
	})
	if err != nil {
		return step, e, err
	}
	if err := CheckPassword(password, append(about, a.Email)...); err != nil {
		return step, e, err
	}
	hash, err := s.hasher.make(ctx, password)
	if err != nil {
		return step, e, err
	}
	e, err = s.own(ctx, session, ActSetPassword, func(tx *db.Tx, _ *Event) error {
		step, err = s.change(ctx, tx, session, ActSetPassword, false, func(a row) error {
			return set(ctx, tx, a.ID, setPassword, hash)
		})
		return err
	})
	return step, e, err
}

// change changes a credential, ends what was proven with the old ones, and goes on with a new token.
func (s *Store) change(ctx context.Context, tx *db.Tx, session Session, about Act, strong bool, do func(row) error) (Step, error) {
	a, current, err := keeper(ctx, tx, session)
	if err != nil {
		return Step{}, err
	}
	if err := do(a); err != nil {
		return Step{}, err
	}
	if _, err := deleteOthers(ctx, tx, a.ID, current.ID); err != nil {
		return Step{}, err
	}
	if err := dropLinks(ctx, tx, a.ID); err != nil {
		return Step{}, err
	}
	if a, err = byID(ctx, tx, a.ID); err != nil {
		return Step{}, err
	}
	if err := s.notice(ctx, tx, a, about); err != nil {
		return Step{}, err
	}
	return s.advance(ctx, tx, a, current, current.Strong || strong)
}

// BeginTOTP makes a secret for the authenticator app, which takes the place of the old one when ConfirmTOTP gets a code
// of it. Issuer is the name that the app shows.
func (s *Store) BeginTOTP(ctx context.Context, session Session, issuer string) (setup TOTPSetup, err error) {
	defer errs.Wrap(&err, "account.BeginTOTP")
	box, err := s.o.Secrets(ctx, session.Network)
	if err != nil {
		return setup, err
	}
	err = s.db.In(ctx, session.Network, func(tx *db.Tx) error {
		a, _, err := keeper(ctx, tx, session)
		if err != nil {
			return err
		}
		if setup, err = newTOTP(issuer, a.Email); err != nil {
			return err
		}
		sealed, err := seal(box, tx.Network, a.ID, "totp", setup.Secret)
		if err != nil {
			return err
		}
		return set(ctx, tx, a.ID, setNewTOTP, sealed)
	})
	return setup, err
}

// ConfirmTOTP enrols the app with a code of it. The step holds recovery codes when there were none yet. A wrong code is
// a problem with the key CodeWrong.
func (s *Store) ConfirmTOTP(ctx context.Context, session Session, code string) (step Step, e Event, err error) {
	defer errs.Wrap(&err, "account.ConfirmTOTP")
	e, err = s.own(ctx, session, ActEnrolTOTP, func(tx *db.Tx, _ *Event) error {
		var codes []string
		step, err = s.change(ctx, tx, session, ActEnrolTOTP, true, func(a row) error {
			if err := s.confirm(ctx, tx, a, code); err != nil {
				return err
			}
			codes, err = s.firstRecovery(ctx, tx, a)
			return err
		})
		step.Recovery = codes
		return err
	})
	return step, e, err
}

func (s *Store) confirm(ctx context.Context, tx *db.Tx, a row, code string) error {
	if a.totpNew == "" {
		return problem("code", CodeWrong)
	}
	secret, err := s.totpSecret(ctx, tx.Network, a.ID, a.totpNew)
	if err != nil {
		return err
	}
	step, ok := stepOf(secret, code, tx.Now)
	if !ok {
		return problem("code", CodeWrong)
	}
	enrolled, err := enrolTOTP(ctx, tx, a, step)
	if err == nil && !enrolled {
		return errs.Conflict
	}
	return err
}

// firstRecovery makes recovery codes when none are left.
func (s *Store) firstRecovery(ctx context.Context, tx *db.Tx, a row) ([]string, error) {
	left, err := recoveryLeft(ctx, tx, a.ID)
	if err != nil || left > 0 {
		return nil, err
	}
	return s.makeRecovery(ctx, tx, a)
}

func (s *Store) makeRecovery(ctx context.Context, tx *db.Tx, a row) ([]string, error) {
	codes := newRecovery()
	hashes := make([]string, len(codes))
	for i, code := range codes {
		hashes[i] = s.keys.hashRecovery(tx.Network, a.ID, code)
	}
	return codes, insertRecovery(ctx, tx, a.ID, hashes)
}

// NewRecovery makes ten new recovery codes; the old ones no longer work.
func (s *Store) NewRecovery(ctx context.Context, session Session) (codes []string, e Event, err error) {
	defer errs.Wrap(&err, "account.NewRecovery")
	e, err = s.own(ctx, session, ActRecovery, func(tx *db.Tx, _ *Event) error {
		a, _, err := keeper(ctx, tx, session)
		if err != nil {
			return err
		}
		if !a.second() {
			return errs.Conflict
		}
		if codes, err = s.makeRecovery(ctx, tx, a); err != nil {
			return err
		}
		return s.notice(ctx, tx, a, ActRecovery)
	})
	return codes, e, err
}

// RemoveTOTP takes the authenticator app away. LastFactor when the roles need it.
func (s *Store) RemoveTOTP(ctx context.Context, session Session) (step Step, e Event, err error) {
	defer errs.Wrap(&err, "account.RemoveTOTP")
	e, err = s.own(ctx, session, ActRemoveTOTP, func(tx *db.Tx, _ *Event) error {
		step, err = s.change(ctx, tx, session, ActRemoveTOTP, false, func(a row) error {
			if err := clearTOTP(ctx, tx, a.ID); err != nil {
				return err
			}
			return s.stillReady(ctx, tx, a.ID)
		})
		return err
	})
	return step, e, err
}

// RemovePasskey takes a passkey away. LastFactor when the roles need it.
func (s *Store) RemovePasskey(ctx context.Context, session Session, id string) (step Step, e Event, err error) {
	defer errs.Wrap(&err, "account.RemovePasskey")
	e, err = s.own(ctx, session, ActRemovePasskey, func(tx *db.Tx, e *Event) error {
		e.Detail = id
		step, err = s.change(ctx, tx, session, ActRemovePasskey, false, func(a row) error {
			deleted, err := deletePasskey(ctx, tx, a.ID, id)
			if err == nil && !deleted {
				err = errs.NotFound
			}
			if err != nil {
				return err
			}
			return s.stillReady(ctx, tx, a.ID)
		})
		return err
	})
	return step, e, err
}

// stillReady tells whether enough credentials are left for the roles.
func (s *Store) stillReady(ctx context.Context, tx *db.Tx, id string) error {
	a, err := byID(ctx, tx, id)
	if err != nil {
		return err
	}
	roles, err := s.o.Roles(ctx, tx, a.Person)
	if err == nil && NeedsSecondFactor(roles) && !a.ready() {
		return LastFactor
	}
	return err
}
