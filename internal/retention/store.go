package retention

import (
	"context"
	"errors"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// State is how far retention is in a network.
type State struct {
	AskedBy, AgreedBy string // ids of persons
	AskedAt, AgreedAt *time.Time
	RanAt             *time.Time // the last run that removed
}

// Asked tells whether a second person is waited for.
func (s State) Asked() bool { return s.AskedAt != nil && s.AgreedAt == nil }

// Agreed tells whether runs may remove.
func (s State) Agreed() bool { return s.AgreedAt != nil }

// State gives how far retention is, and the terms of the network.
func (e *Engine) State(ctx context.Context, actor access.Actor) (s State, rules privacy.Rules, err error) {
	defer errs.Wrap(&err, "retention.State")
	if err := access.Can(actor, access.Read, access.Retention); err != nil {
		return s, nil, err
	}
	err = e.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		if s, err = stateOf(ctx, tx); err != nil {
			return err
		}
		rules, err = termsOf(ctx, tx)
		return err
	})
	return s, rules, err
}

// Terms gives the terms of a network. They are no secret: the privacy statement says them to everyone.
func (e *Engine) Terms(ctx context.Context, network string) (rules privacy.Rules, err error) {
	defer errs.Wrap(&err, "retention.Terms")
	err = e.db.View(ctx, network, func(tx *db.Tx) error {
		rules, err = termsOf(ctx, tx)
		return err
	})
	return rules, err
}

func stateOf(ctx context.Context, tx *db.Tx) (State, error) {
	s, err := db.One(ctx, tx, func(scan db.Scan) (s State, err error) {
		return s, scan(&s.AskedBy, &s.AskedAt, &s.AgreedBy, &s.AgreedAt, &s.RanAt)
	}, `select asked_by, asked_at, agreed_by, agreed_at, ran_at from retention where network_id = $1`, tx.Network)
	if errors.Is(err, errs.NotFound) {
		err = nil
	}
	return s, err
}

// termsOf gives the default rules with the terms of the network. A stored term that a newer version has no rule for,
// or no longer allows, counts no more.
func termsOf(ctx context.Context, tx *db.Tx) (privacy.Rules, error) {
	rules := privacy.DefaultRules()
	return rules, db.Each(ctx, tx, func(scan db.Scan) error {
		var object privacy.Object
		var event privacy.Event
		var text string
		if err := scan(&object, &event, &text); err != nil {
			return err
		}
		if term, err := privacy.ParseTerm(text); err == nil {
			if changed, err := rules.With(object, event, term); err == nil {
				rules = changed
			}
		}
		return nil
	}, `select object, event, term from retention_term where network_id = $1`, tx.Network)
}

// SetTerm changes how long a kind of thing is kept. A shorter term asks for a new agreement.
func (e *Engine) SetTerm(ctx context.Context, actor access.Actor, object privacy.Object, from privacy.Event, term privacy.Term) (err error) {
	defer errs.Wrap(&err, "retention.SetTerm(%s, %s)", object, from)
	return e.change(ctx, actor, "edit", string(object)+" "+term.String(), func(tx *db.Tx, _ State) error {
		rules, err := termsOf(ctx, tx)
		if err != nil {
			return err
		}
		changed, err := rules.With(object, from, term)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into retention_term (network_id, object, event, term) values ($1, $2, $3, $4)
			on conflict (network_id, object, event) do update set term = excluded.term`, tx.Network, string(object), string(from), term.String())
		if err == nil && changed.Shorter(rules) {
			_, err = tx.Exec(ctx, `update retention set asked_by = '', asked_at = null, agreed_by = '', agreed_at = null where network_id = $1`, tx.Network)
		}
		return err
	})
}

// Ask asks a second person to agree that runs remove. It is a conflict when that was agreed already.
func (e *Engine) Ask(ctx context.Context, actor access.Actor) (err error) {
	defer errs.Wrap(&err, "retention.Ask")
	return e.change(ctx, actor, "ask", "", func(tx *db.Tx, s State) error {
		if s.Agreed() || actor.Person == "" {
			return errs.Conflict
		}
		_, err := tx.Exec(ctx, `update retention set asked_by = $2, asked_at = $3 where network_id = $1`, tx.Network, actor.Person, tx.Now)
		return err
	})
}

// Agree lets runs remove from now on. It is Forbidden to who asked, and a conflict when nobody asked.
func (e *Engine) Agree(ctx context.Context, actor access.Actor) (err error) {
	defer errs.Wrap(&err, "retention.Agree")
	if err := access.Can(actor, access.Edit, access.Approval); err != nil {
		return err
	}
	return e.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		switch s, err := stateOf(ctx, tx); {
		case err != nil:
			return err
		case !s.Asked():
			return errs.Conflict
		case s.AskedBy == actor.Person || actor.Person == "":
			return errs.Forbidden
		}
		_, err := tx.Exec(ctx, `update retention set agreed_by = $2, agreed_at = $3 where network_id = $1`, tx.Network, actor.Person, tx.Now)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "agree", Object: access.Retention})
	})
}

// change runs a change of the retention of a network under its lock, with its line in the trace.
func (e *Engine) change(ctx context.Context, actor access.Actor, action, purpose string, fn func(*db.Tx, State) error) error {
	if err := access.Can(actor, access.Edit, access.Retention); err != nil {
		return err
	}
	return e.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		s, err := stateOf(ctx, tx)
		if err != nil {
			return err
		}
		if err := fn(tx, s); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: action, Object: access.Retention, Purpose: purpose})
	})
}

// lock makes others who work on the retention of the network wait until the transaction ends.
func lock(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `insert into retention (network_id, asked_by, agreed_by) values ($1, '', '')
		on conflict (network_id) do update set asked_by = retention.asked_by`, tx.Network)
	return err
}

func noteRun(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `update retention set ran_at = $2 where network_id = $1`, tx.Network, tx.Now)
	return err
}

// stones gives the tombstones of the network, the oldest first.
func stones(ctx context.Context, tx *db.Tx) ([]tombstone, error) {
	return db.All(ctx, tx, func(scan db.Scan) (t tombstone, err error) {
		return t, scan(&t.Object, &t.Hash, &t.Effect, &t.At, &t.Job)
	}, `select object, hash, effect, at, job from tombstone where network_id = $1 order by at, object, hash`, tx.Network)
}

func keepStones(ctx context.Context, tx *db.Tx, stones []tombstone) error {
	rows := make([][]any, len(stones))
	for i, t := range stones {
		rows[i] = []any{tx.Network, string(t.Object), t.Hash, string(t.Effect), t.At, t.Job}
	}
	return tx.Repeat(ctx, `insert into tombstone (network_id, object, hash, effect, at, job) values ($1, $2, $3, $4, $5, $6)
		on conflict (network_id, object, hash, effect) do nothing`, rows)
}
