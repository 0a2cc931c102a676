package account

import (
	"context"
	"errors"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Session gives who is signed in with a token, in a network: one query, and at most once a minute a write. A token of
// another network, of a session that ended, of one that is not Full, or of an account that is not active is SignedOut.
func (s *Store) Session(ctx context.Context, network, token string) (Session, error) {
	session, err := s.standing(ctx, network, token)
	if err != nil {
		return Session{}, err
	}
	if session.Stage != Full {
		return Session{}, SignedOut
	}
	return s.keepAlive(ctx, session), nil
}

// Pending gives the session of stage Second or Enrol that a token belongs to.
func (s *Store) Pending(ctx context.Context, network, token string) (Session, error) {
	session, err := s.standing(ctx, network, token)
	if err == nil && session.Stage == Full {
		return Session{}, SignedOut
	}
	return session, err
}

func (s *Store) standing(ctx context.Context, network, token string) (session Session, err error) {
	if token == "" {
		return session, SignedOut
	}
	err = s.db.View(ctx, network, func(tx *db.Tx) error {
		session, err = sessionByToken(ctx, tx, token)
		return err
	})
	if errors.Is(err, errs.NotFound) {
		err = SignedOut
	}
	return session, err
}

// keepAlive writes a sign of life when the last is a minute old. Where that cannot be written, reading goes on: the
// session then ends earlier, and never later.
func (s *Store) keepAlive(ctx context.Context, session Session) Session {
	now := s.db.Now()
	if now.Sub(session.Seen) < touchEvery {
		return session
	}
	touched := session.touch(now)
	err := s.db.In(ctx, session.Network, func(tx *db.Tx) error {
		return touchSession(ctx, tx, touched, now.Add(-touchEvery))
	})
	if err != nil {
		return session
	}
	return touched
}

// owner gives the account of a session that still stands at one of the stages.
func owner(ctx context.Context, tx *db.Tx, session Session, stages ...Stage) (row, Session, error) {
	current, err := sessionByID(ctx, tx, session.ID)
	if errors.Is(err, errs.NotFound) || err == nil && current.Account != session.Account {
		err = SignedOut
	}
	if err != nil {
		return row{}, current, err
	}
	for _, stage := range stages {
		if current.Stage == stage {
			a, err := byID(ctx, tx, current.Account)
			return a, current, err
		}
	}
	return row{}, current, SignedOut
}

// keeper gives the account of a session that may change its credentials: one that is enrolling, or signed in lately.
func keeper(ctx context.Context, tx *db.Tx, session Session) (row, Session, error) {
	a, current, err := owner(ctx, tx, session, Full, Enrol)
	if err == nil && tx.Now.Sub(current.Began) > freshFor && current.Stage == Full {
		err = Stale
	}
	return a, current, err
}

// Renew puts a session with a new token in the place of this one, for the roles of now: after a change of rights, and
// when Enough says no. The stage of the step says whether a further proof is needed. A session that is no longer fresh
// does not become more than it was: that is Stale, and needs a new sign-in.
func (s *Store) Renew(ctx context.Context, session Session) (step Step, e Event, err error) {
	defer errs.Wrap(&err, "account.Renew")
	e, err = s.own(ctx, session, ActRenew, func(tx *db.Tx, e *Event) error {
		a, current, err := owner(ctx, tx, session, Full, Enrol)
		if err != nil {
			return err
		}
		if step, err = s.advance(ctx, tx, a, current, current.Strong); err != nil {
			return err
		}
		same := step.Session.Stage == current.Stage && step.Session.Class == current.Class
		if !same && tx.Now.Sub(current.Began) > freshFor {
			return Stale
		}
		return nil
	})
	if err != nil {
		step = Step{}
	}
	return step, e, err
}

// advance puts a session in the place of another of the same browser, for the credentials and roles of now.
func (s *Store) advance(ctx context.Context, tx *db.Tx, a row, session Session, strong bool) (Step, error) {
	roles, err := s.o.Roles(ctx, tx, a.Person)
	if err != nil {
		return Step{}, err
	}
	if _, err := deleteSession(ctx, tx, a.ID, session.ID); err != nil {
		return Step{}, err
	}
	class := ClassOf(roles)
	if session.Stage == Full && session.Class == StaffClass {
		class = StaffClass // who loses a role keeps the shorter limits until the next sign-in
	}
	session = session.successor(next(NeedsSecondFactor(roles), a.Account, session.Method, strong), class, strong, tx.Now)
	session.ID = db.NewID()
	return s.open(ctx, tx, session)
}

// own runs an operation of a person on their own account and records it.
func (s *Store) own(ctx context.Context, session Session, act Act, do func(*db.Tx, *Event) error) (Event, error) {
	e := Event{At: s.db.Now(), Network: session.Network, Account: session.Account, Person: session.Person, Act: act, Method: session.Method}
	err := s.db.In(ctx, session.Network, func(tx *db.Tx) error {
		e.At, e.Done, e.Reason = tx.Now, true, ""
		if err := do(tx, &e); err != nil {
			return err
		}
		return s.o.Record(ctx, tx, e)
	})
	e.Done = err == nil
	return e, err
}

// SignOut ends this session, at whatever stage.
func (s *Store) SignOut(ctx context.Context, session Session) (e Event, err error) {
	defer errs.Wrap(&err, "account.SignOut")
	return s.own(ctx, session, ActSignOut, func(tx *db.Tx, _ *Event) error {
		_, err := deleteSession(ctx, tx, session.Account, session.ID)
		return err
	})
}

// Sessions gives the sessions of the account, the latest first. Times are days: nobody needs to know more of their
// colleague at the same desk.
func (s *Store) Sessions(ctx context.Context, session Session) (all []Listed, err error) {
	defer errs.Wrap(&err, "account.Sessions")
	err = s.db.View(ctx, session.Network, func(tx *db.Tx) error {
		if _, _, err := owner(ctx, tx, session, Full); err != nil {
			return err
		}
		found, err := sessionsOf(ctx, tx, session.Account)
		all = asListed(found, session.ID)
		return err
	})
	return all, err
}

func asListed(sessions []Session, current string) (all []Listed) {
	date := func(t time.Time) time.Time { return t.UTC().Truncate(day) }
	for _, s := range sessions {
		if s.Stage == Full {
			all = append(all, Listed{ID: s.ID, Device: s.Device, Method: s.Method, Began: date(s.Began), Seen: date(s.Seen), Current: s.ID == current})
		}
	}
	return all
}

// Revoke ends one session of the account. One that is not there is errs.NotFound.
func (s *Store) Revoke(ctx context.Context, session Session, id string) (e Event, err error) {
	defer errs.Wrap(&err, "account.Revoke")
	return s.own(ctx, session, ActRevoke, func(tx *db.Tx, e *Event) error {
		a, _, err := owner(ctx, tx, session, Full)
		if err != nil {
			return err
		}
		e.Detail = id
		ended, err := deleteSession(ctx, tx, a.ID, id)
		if err == nil && !ended {
			return errs.NotFound
		}
		return err
	})
}

// RevokeOthers ends every session of the account but this one, and gives their number.
func (s *Store) RevokeOthers(ctx context.Context, session Session) (ended int64, e Event, err error) {
	defer errs.Wrap(&err, "account.RevokeOthers")
	e, err = s.own(ctx, session, ActRevoke, func(tx *db.Tx, e *Event) error {
		a, _, err := owner(ctx, tx, session, Full)
		if err != nil {
			return err
		}
		e.Detail = "others"
		ended, err = deleteOthers(ctx, tx, a.ID, session.ID)
		return err
	})
	return ended, e, err
}
