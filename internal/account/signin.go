package account

import (
	"context"
	"errors"

	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// SignIn proves the first factor with an address and a password. The Stage of the step says whether that is enough.
// An unknown address, a wrong password, a wait and an account that is not active all give Refused, after the same work.
func (s *Store) SignIn(ctx context.Context, network, email, password string, from Origin) (step Step, e Event, err error) {
	defer errs.Wrap(&err, "account.SignIn")
	e = s.event(network, ActSignIn, ByPassword, from)
	list := s.counted(network, "password", fold(email), from)
	a, g, err := s.attempt(ctx, network, fold(email), list)
	if err != nil {
		return step, e, err
	}
	if g.slow {
		s.o.Pause(ctx, slowPause)
	}
	stored := a.password
	if g.wait {
		stored = "" // costs the same and fits nothing
	}
	fits, old, err := s.hasher.fits(ctx, stored, password)
	if err != nil {
		return s.overloaded(ctx, e, list, err)
	}
	fresh := ""
	if old {
		if fresh, err = s.hasher.make(ctx, password); err != nil {
			return s.overloaded(ctx, e, list, err)
		}
	}
	step, err = s.conclude(ctx, &e, func(tx *db.Tx) (Step, Reason, error) {
		return s.judgePassword(ctx, tx, &e, a, g, fits, fresh, list, from)
	})
	return step, e, err
}

// attempt charges the tallies and reads the account with the address; an empty row when there is none.
func (s *Store) attempt(ctx context.Context, network, email string, list []counted) (a row, g gate, err error) {
	err = s.db.In(ctx, network, func(tx *db.Tx) error {
		if g, err = charge(ctx, tx, list); err != nil {
			return err
		}
		a, err = byEmail(ctx, tx, email)
		return err
	})
	return a, g, err
}

// judgePassword decides, with the account as it is after the computation: it may have changed meanwhile.
func (s *Store) judgePassword(ctx context.Context, tx *db.Tx, e *Event, before row, g gate, fits bool, fresh string, list []counted, from Origin) (Step, Reason, error) {
	a, err := orNone(byID(ctx, tx, before.ID))
	if err != nil {
		return Step{}, "", err
	}
	e.Account, e.Person = a.ID, a.Person
	switch {
	case g.wait:
		return Step{}, WhyWaiting, nil
	case a.ID == "":
		return Step{}, WhyUnknown, nil
	case !fits || a.password != before.password:
		return Step{}, WhyWrong, nil
	case a.State != Active:
		return Step{}, WhyState, nil
	}
	if err := refund(ctx, tx, list, true); err != nil {
		return Step{}, "", err
	}
	if fresh != "" {
		if err := set(ctx, tx, a.ID, setPassword, fresh); err != nil {
			return Step{}, "", err
		}
	}
	step, err := s.admit(ctx, tx, a, ByPassword, false, from)
	return step, "", err
}

// overloaded takes the charge back: whoever was not looked at did not fail.
func (s *Store) overloaded(ctx context.Context, e Event, list []counted, cause error) (Step, Event, error) {
	e.Reason = WhyOverload
	undo := s.db.In(context.WithoutCancel(ctx), e.Network, func(tx *db.Tx) error {
		if err := refund(ctx, tx, list, false); err != nil {
			return err
		}
		return s.o.Record(ctx, tx, e)
	})
	return Step{}, e, errors.Join(cause, undo)
}

// conclude runs what decides about a proof in a transaction, and records it there. A reason gives Refused, with
// whatever was written: what was used up stays used.
func (s *Store) conclude(ctx context.Context, e *Event, decide func(*db.Tx) (Step, Reason, error)) (step Step, err error) {
	err = s.db.In(ctx, e.Network, func(tx *db.Tx) error {
		var reason Reason
		if step, reason, err = decide(tx); err != nil {
			return err
		}
		e.At, e.Done, e.Reason = tx.Now, reason == "", reason
		return s.o.Record(ctx, tx, *e)
	})
	if err != nil {
		e.Done = false
		return Step{}, err
	}
	if !e.Done {
		return Step{}, Refused
	}
	return step, nil
}

// admit makes the session that follows a proof, with a new token. What the browser held before ends.
func (s *Store) admit(ctx context.Context, tx *db.Tx, a row, by Method, strong bool, from Origin) (Step, error) {
	roles, err := s.o.Roles(ctx, tx, a.Person)
	if err != nil {
		return Step{}, err
	}
	if err := deleteToken(ctx, tx, from.Token); err != nil {
		return Step{}, err
	}
	session := Session{ID: db.NewID(), Network: tx.Network, Account: a.ID, Person: a.Person, Class: ClassOf(roles), Strong: strong,
		Stage: next(NeedsSecondFactor(roles), a.Account, by, strong), Method: by, Device: device(from.Agent)}.begin(tx.Now)
	return s.open(ctx, tx, session)
}

// open stores a session under a new token.
func (s *Store) open(ctx context.Context, tx *db.Tx, session Session) (Step, error) {
	step := Step{Session: session, Token: secret(32)}
	if err := insertSession(ctx, tx, step.Token, session); err != nil {
		return Step{}, err
	}
	return step, deleteOldest(ctx, tx, session.Account)
}

// SecondCode proves the second factor with a code of the authenticator app. Token is that of a session of stage Second.
func (s *Store) SecondCode(ctx context.Context, network, token, code string, from Origin) (Step, Event, error) {
	return s.second(ctx, network, token, ByTOTP, from, func(tx *db.Tx, a row) (Reason, error) {
		return s.takeCode(ctx, tx, a, code)
	})
}

// SecondRecovery proves the second factor with a recovery code, which is then used up.
func (s *Store) SecondRecovery(ctx context.Context, network, token, code string, from Origin) (Step, Event, error) {
	return s.second(ctx, network, token, ByRecovery, from, func(tx *db.Tx, a row) (Reason, error) {
		taken, err := takeRecovery(ctx, tx, a.ID, s.keys.hashRecovery(tx.Network, a.ID, code))
		if err != nil || !taken {
			return WhyWrong, err
		}
		return "", s.notice(ctx, tx, a, ActRecovery)
	})
}

func (s *Store) second(ctx context.Context, network, token string, by Method, from Origin, check func(*db.Tx, row) (Reason, error)) (step Step, e Event, err error) {
	defer errs.Wrap(&err, "account.second(%s)", by)
	e = s.event(network, ActSecondFactor, by, from)
	step, err = s.conclude(ctx, &e, func(tx *db.Tx) (Step, Reason, error) {
		session, err := sessionByToken(ctx, tx, token)
		if errors.Is(err, errs.NotFound) || err == nil && session.Stage != Second {
			return Step{}, WhyExpired, nil
		}
		if err != nil {
			return Step{}, "", err
		}
		e.Account, e.Person = session.Account, session.Person
		a, err := byID(ctx, tx, session.Account)
		if err != nil {
			return Step{}, "", err
		}
		list := s.counted(network, "code", a.ID, from)
		g, err := charge(ctx, tx, list)
		if err != nil || g.wait {
			return Step{}, WhyWaiting, err
		}
		if reason, err := check(tx, a); err != nil || reason != "" {
			return Step{}, reason, err
		}
		if err := refund(ctx, tx, list, true); err != nil {
			return Step{}, "", err
		}
		from.Token = token
		step, err := s.admit(ctx, tx, a, by, true, from)
		return step, "", err
	})
	return step, e, err
}

// takeCode tells why a code is not taken; "" when it is, and then it is used up.
func (s *Store) takeCode(ctx context.Context, tx *db.Tx, a row, code string) (Reason, error) {
	if !a.TOTP {
		return WhyWrong, nil
	}
	secret, err := s.totpSecret(ctx, tx.Network, a.ID, a.totp)
	if err != nil {
		return "", err
	}
	at, ok := stepOf(secret, code, tx.Now)
	if !ok {
		return WhyWrong, nil
	}
	taken, err := takeStep(ctx, tx, a.ID, at)
	if err == nil && !taken {
		return WhyUsed, nil
	}
	return "", err
}

func (s *Store) totpSecret(ctx context.Context, network, account, sealed string) (string, error) {
	box, err := s.o.Secrets(ctx, network)
	if err != nil {
		return "", err
	}
	return unseal(box, network, account, "totp", sealed)
}

// event begins an event.
func (s *Store) event(network string, act Act, by Method, from Origin) Event {
	e := Event{At: s.db.Now(), Network: network, Act: act, Method: by}
	if from != (Origin{}) {
		e.Source = s.keys.hash("source", network, from.prefix())[:16]
	}
	return e
}

// counted gives the tallies for an attempt, in the order in which all take them. Nothing but keyed hashes is stored.
func (s *Store) counted(network, path, who string, from Origin) []counted {
	prefix := from.prefix()
	return []counted{
		{s.keys.hash("tally", network, path, "pair", who, prefix), limitPair, true},
		{s.keys.hash("tally", network, path, "account", who), limitAccount, false},
		{s.keys.hash("tally", network, path, "prefix", prefix), limitPrefix, false},
		{s.keys.hash("tally", network, path, "network"), limitNetwork, false},
	}
}
