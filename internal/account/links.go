package account

import (
	"context"
	"errors"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/errs"
)

const (
	invitationFor = 7 * day
	linkFor       = 15 * time.Minute
)

// AskLink sends a sign-in link to an address, if an active account has it. What it gives is the same for every
// address; the event tells more.
func (s *Store) AskLink(ctx context.Context, network, email string, from Origin) (e Event, err error) {
	defer errs.Wrap(&err, "account.AskLink")
	e = s.event(network, ActAskLink, ByLink, from)
	list := []counted{
		{s.keys.hash("tally", network, "link", "account", fold(email)), limitLinks, false},
		{s.keys.hash("tally", network, "link", "prefix", from.prefix()), limitLinksIn, false},
	}
	_, err = s.conclude(ctx, &e, func(tx *db.Tx) (Step, Reason, error) {
		g, err := charge(ctx, tx, list)
		if err != nil || g.wait {
			return Step{}, WhyFrequency, err
		}
		a, err := byEmail(ctx, tx, fold(email))
		if err != nil {
			return Step{}, "", err
		}
		e.Account, e.Person = a.ID, a.Person
		switch {
		case a.ID == "":
			return Step{}, WhyUnknown, nil
		case a.State != Active:
			return Step{}, WhyState, nil
		}
		return Step{}, "", s.sendLink(ctx, tx, a, LetterSignIn, linkFor)
	})
	if errors.Is(err, Refused) {
		err = nil
	}
	return e, err
}

// sendLink makes a link and enters its letter.
func (s *Store) sendLink(ctx context.Context, tx *db.Tx, a row, kind LetterKind, lives time.Duration) error {
	l := link{id: db.NewID() + "-" + secret(9), account: a.ID, purpose: kind, expires: tx.Now.Add(lives)}
	if err := insertLink(ctx, tx, l, digest(s.keys.link(tx.Network, l.id))); err != nil {
		return err
	}
	return s.o.Send(ctx, tx, Letter{Kind: kind, To: a.Email, Account: a.ID, Person: a.Person, Link: l.id, Expires: l.expires})
}

// notice enters a letter that tells the owner about a change.
func (s *Store) notice(ctx context.Context, tx *db.Tx, a row, about Act) error {
	return s.o.Send(ctx, tx, Letter{Kind: LetterNotice, To: a.Email, Account: a.ID, Person: a.Person, About: about})
}

// LinkToken gives the token of a link that still works, for the letter that is being sent. A link that was used, taken
// back or has expired gives an error of kind errs.NotFound: do not send that letter.
func (s *Store) LinkToken(ctx context.Context, network, id string) (token string, err error) {
	defer errs.Wrap(&err, "account.LinkToken")
	err = s.db.View(ctx, network, func(tx *db.Tx) error {
		l, err := linkByID(ctx, tx, id)
		if err != nil {
			return err
		}
		return l.state(tx.Now)
	})
	if err != nil {
		return "", err
	}
	return s.keys.link(network, id), nil
}

// Link is what the page of a link may say before it is used.
type Link struct {
	Kind    LetterKind
	Email   string
	Expires time.Time
}

// Peek looks at a link and leaves it as it is: for the page that a GET shows, which programs that scan mail open too.
// The errors are LinkUnknown, LinkExpired and LinkUsed.
func (s *Store) Peek(ctx context.Context, network, token string) (found Link, err error) {
	defer errs.Wrap(&err, "account.Peek")
	err = s.db.View(ctx, network, func(tx *db.Tx) error {
		l, err := linkByToken(ctx, tx, token)
		if err != nil {
			return err
		}
		if err := l.state(tx.Now); err != nil {
			return err
		}
		a, err := byID(ctx, tx, l.account)
		found = Link{Kind: l.purpose, Email: a.Email, Expires: l.expires}
		return err
	})
	return found, err
}

// Use uses a link: it proves that the address belongs to the visitor, and makes an invited account active. A second
// factor that is enrolled is still asked for. The errors are LinkUnknown, LinkExpired and LinkUsed.
func (s *Store) Use(ctx context.Context, network, token string, from Origin) (step Step, e Event, err error) {
	defer errs.Wrap(&err, "account.Use")
	e = s.event(network, ActSignIn, ByLink, from)
	var dead error
	step, err = s.conclude(ctx, &e, func(tx *db.Tx) (Step, Reason, error) {
		l, err := linkByToken(ctx, tx, token)
		if err == nil {
			e.Account = l.account
			err = l.state(tx.Now)
		}
		if dead = err; err != nil {
			return Step{}, whyDead(err), notDead(err)
		}
		taken, err := takeLink(ctx, tx, l.id)
		if err != nil || !taken {
			dead = LinkUsed
			return Step{}, WhyUsed, err
		}
		return s.useFor(ctx, tx, &e, l, from)
	})
	if errors.Is(err, Refused) && dead != nil {
		err = dead
	}
	return step, e, err
}

func whyDead(err error) Reason {
	switch {
	case errors.Is(err, LinkUsed):
		return WhyUsed
	case errors.Is(err, LinkExpired):
		return WhyExpired
	}
	return WhyUnknown
}

// notDead gives an error that is not about the link; else nil.
func notDead(err error) error {
	if errors.Is(err, errs.NotFound) {
		return nil
	}
	return err
}

func (s *Store) useFor(ctx context.Context, tx *db.Tx, e *Event, l link, from Origin) (Step, Reason, error) {
	a, err := byID(ctx, tx, l.account)
	if err != nil {
		return Step{}, "", err
	}
	e.Person = a.Person
	if a.State == Invited && l.purpose == LetterInvitation {
		if err := set(ctx, tx, a.ID, setState, Active); err != nil {
			return Step{}, "", err
		}
		a.State = Active
	}
	if a.State != Active {
		return Step{}, WhyState, nil
	}
	step, err := s.admit(ctx, tx, a, ByLink, false, from)
	return step, "", err
}
