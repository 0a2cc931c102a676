package account

import (
	"context"
	"errors"
	"fmt"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// mayAll tells whether the actor may do this to every account of the network. Accounts have no area and no team.
func mayAll(actor access.Actor, action access.Action) error {
	within, err := access.Reach(actor, action, access.Staff)
	if err == nil && !within.All {
		return fmt.Errorf("accounts: %w", errs.Forbidden)
	}
	return err
}

// List gives the accounts of the network that were not removed, by address.
func (s *Store) List(ctx context.Context, actor access.Actor) (all []Account, err error) {
	defer errs.Wrap(&err, "account.List")
	if err := mayAll(actor, access.Read); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = listAccounts(ctx, tx)
		return err
	})
	return all, err
}

// Invite makes an account for a person and sends the invitation, which works for seven days. A person or an address
// that has an account is a conflict; a person who is not in the network is errs.NotFound.
func (s *Store) Invite(ctx context.Context, actor access.Actor, person, email string) (made Account, e Event, err error) {
	return s.InviteAs(ctx, actor, db.NewID(), person, email)
}

// InviteAs is Invite under an id that was chosen before. When the person has the account with that id, nothing more
// happens: it is the same invitation.
func (s *Store) InviteAs(ctx context.Context, actor access.Actor, id, person, email string) (made Account, e Event, err error) {
	defer errs.Wrap(&err, "account.Invite(%q)", person)
	email, problem := checkEmail(email)
	a := row{Account: Account{ID: id, Person: person, Email: email, State: Invited, Version: 1}, handle: secret(32)}
	e, err = s.manage(ctx, actor, ActInvite, func(tx *db.Tx, e *Event) error {
		if problem != nil {
			return problem
		}
		e.Account, e.Person = a.ID, person
		if there, err := orNone(byID(ctx, tx, id)); err != nil || there.Person == person {
			a = there
			return err
		}
		if err := insertAccount(ctx, tx, a); err != nil {
			return err
		}
		a.Created = tx.Now
		return s.sendLink(ctx, tx, a, LetterInvitation, invitationFor)
	})
	if errors.Is(err, errs.Conflict) {
		err = fmt.Errorf("%w: the person or the address has an account", errs.Conflict)
	}
	return a.Account, e, err
}

// InviteAgain sends a new invitation to an account that is still invited; the old one no longer works.
func (s *Store) InviteAgain(ctx context.Context, actor access.Actor, id string) (e Event, err error) {
	defer errs.Wrap(&err, "account.InviteAgain(%q)", id)
	return s.manageOne(ctx, actor, ActInvite, id, func(tx *db.Tx, a row) error {
		if a.State != Invited {
			return errs.Conflict
		}
		if err := dropLinks(ctx, tx, a.ID); err != nil {
			return err
		}
		return s.sendLink(ctx, tx, a, LetterInvitation, invitationFor)
	})
}

// Suspend keeps the owner out: all sessions and links end now. The credentials stay.
func (s *Store) Suspend(ctx context.Context, actor access.Actor, id string) (e Event, err error) {
	defer errs.Wrap(&err, "account.Suspend(%q)", id)
	return s.manageOne(ctx, actor, ActSuspend, id, func(tx *db.Tx, a row) error {
		if err := endAll(ctx, tx, a.ID); err != nil {
			return err
		}
		return move(ctx, tx, a, Suspended)
	})
}

// Resume lets the owner of a suspended account in again.
func (s *Store) Resume(ctx context.Context, actor access.Actor, id string) (e Event, err error) {
	defer errs.Wrap(&err, "account.Resume(%q)", id)
	return s.manageOne(ctx, actor, ActResume, id, func(tx *db.Tx, a row) error {
		if a.State != Suspended {
			return errs.Conflict
		}
		return move(ctx, tx, a, Active)
	})
}

// Remove ends an account for good and erases all of it but its id and dates. The address and the person are free for a
// new one.
func (s *Store) Remove(ctx context.Context, actor access.Actor, id string) (e Event, err error) {
	defer errs.Wrap(&err, "account.Remove(%q)", id)
	return s.manageOne(ctx, actor, ActRemove, id, func(tx *db.Tx, a row) error {
		if err := s.o.Follow(ctx, tx, a.Person, nil); err != nil {
			return err
		}
		return erase(ctx, tx, a.ID)
	})
}

// ResetFactors takes away the password and every factor of an active account, ends its sessions, and sends a sign-in
// link: for an owner who lost everything, and whom the administrator has recognised.
func (s *Store) ResetFactors(ctx context.Context, actor access.Actor, id string) (e Event, err error) {
	defer errs.Wrap(&err, "account.ResetFactors(%q)", id)
	return s.manageOne(ctx, actor, ActReset, id, func(tx *db.Tx, a row) error {
		if a.State != Active {
			return errs.Conflict
		}
		if err := endAll(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := forgetFactors(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := s.o.Follow(ctx, tx, a.Person, nil); err != nil {
			return err
		}
		if err := s.notice(ctx, tx, a, ActReset); err != nil {
			return err
		}
		return s.sendLink(ctx, tx, a, LetterSignIn, linkFor)
	})
}

// ChangeEmail gives an account another address. Links end, sessions stay, and the old address is told.
func (s *Store) ChangeEmail(ctx context.Context, actor access.Actor, id, email string) (e Event, err error) {
	defer errs.Wrap(&err, "account.ChangeEmail(%q)", id)
	email, problem := checkEmail(email)
	return s.manageOne(ctx, actor, ActChangeEmail, id, func(tx *db.Tx, a row) error {
		if problem != nil {
			return problem
		}
		if err := dropLinks(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := s.notice(ctx, tx, a, ActChangeEmail); err != nil {
			return err
		}
		if err := set(ctx, tx, a.ID, setEmail, email); err != nil || a.State != Invited {
			return err
		}
		a.Email = email
		return s.sendLink(ctx, tx, a, LetterInvitation, invitationFor)
	})
}

// EndSessions ends every session of an account, at its next request.
func (s *Store) EndSessions(ctx context.Context, actor access.Actor, id string) (e Event, err error) {
	defer errs.Wrap(&err, "account.EndSessions(%q)", id)
	return s.manageOne(ctx, actor, ActRevoke, id, func(tx *db.Tx, a row) error {
		_, err := deleteOthers(ctx, tx, a.ID, "")
		return err
	})
}

// manage runs an operation on the account of another and records it.
func (s *Store) manage(ctx context.Context, actor access.Actor, act Act, do func(*db.Tx, *Event) error) (Event, error) {
	e := Event{At: s.db.Now(), Network: actor.Network, By: actor.Person, Act: act}
	if err := mayAll(actor, access.Edit); err != nil {
		return e, err
	}
	err := s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		e.At, e.Done = tx.Now, true
		if err := do(tx, &e); err != nil {
			return err
		}
		return s.o.Record(ctx, tx, e)
	})
	e.Done = err == nil
	return e, err
}

// manageOne is manage for an account that is there and was not removed.
func (s *Store) manageOne(ctx context.Context, actor access.Actor, act Act, id string, do func(*db.Tx, row) error) (Event, error) {
	return s.manage(ctx, actor, act, func(tx *db.Tx, e *Event) error {
		a, err := byID(ctx, tx, id)
		if err == nil && a.State == Removed {
			err = errs.NotFound
		}
		if err != nil {
			return err
		}
		e.Account, e.Person = a.ID, a.Person
		return do(tx, a)
	})
}

// move takes an account along an arrow of the drawing.
func move(ctx context.Context, tx *db.Tx, a row, to State) error {
	if !a.State.canBecome(to) {
		return fmt.Errorf("an account that is %s cannot become %s: %w", a.State, to, errs.Conflict)
	}
	return set(ctx, tx, a.ID, setState, to)
}
