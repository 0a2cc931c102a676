package referral

import (
	"context"
	"strconv"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
)

// A professional for whom something was sent hears twice a year what that was and what came of it, so that informal help
// comes to mind when it is needed again. It can be switched off behind the link of that letter.
const (
	digestDays = 183
	mostTold   = 200 // letters in one night
	mostNamed  = 3   // services in one letter
)

// digest is what a professional hears.
type digest struct {
	Referrer
	sent, started int
	names         []string // of services, the most used first
}

// digests writes the half-yearly letters of a day.
func (w *work) digests(ctx context.Context) error {
	due, err := db.All(ctx, w.tx, db.Value[string], `select id from referrer where network_id = $1 and not digest_off and coalesce(digest_on, made_at) < $2 order by id limit `+strconv.Itoa(mostTold),
		w.tx.Network, dayOf(w.tx).AddDate(0, 0, -digestDays))
	if err != nil || len(due) == 0 {
		return err
	}
	all, err := used(ctx, w.tx, due)
	if err != nil {
		return err
	}
	for _, d := range all {
		if err := queue(ctx, w.tx, mail.Message{Kind: letterUsed, Address: d.Email, Name: d.Name, Object: d.ID, Thread: d.ID, Generation: season(w.tx.Now),
			Args: map[string]string{"Sent": strconv.Itoa(d.sent), "Started": strconv.Itoa(d.started), "Names": strings.Join(d.names, ", ")}}); err != nil {
			return err
		}
	}
	told := make([][]any, len(due))
	for i, id := range due {
		told[i] = []any{w.tx.Network, id, dayOf(w.tx)}
	}
	return w.tx.Repeat(ctx, `update referrer set digest_on = $3 where network_id = $1 and id = $2`, told)
}

// used gives what was sent for these professionals: those for whom nothing was are left out.
func used(ctx context.Context, tx *db.Tx, referrers []string) (all []digest, err error) {
	var where conditions
	among := where.in("r.referrer_id", referrers)
	return all, db.Each(ctx, tx, func(scan db.Scan) error {
		var one digest
		var sent, started int
		var title string
		if err := scan(&one.ID, &one.Name, &one.Email, &title, &sent, &started); err != nil {
			return err
		}
		if len(all) == 0 || all[len(all)-1].ID != one.ID {
			all = append(all, one)
		}
		last := &all[len(all)-1]
		last.sent, last.started = last.sent+sent, last.started+started
		if len(last.names) < mostNamed {
			last.names = append(last.names, title)
		}
		return nil
	}, `select f.id, f.name, f.email, coalesce(s.title, o.name), count(*), sum(case when r.started_on is not null then 1 else 0 end)`+joined+`
		where r.network_id = $1 and r.sent_on is not null and `+among+` group by f.id, f.name, f.email, s.title, o.name order by f.id, count(*) desc, coalesce(s.title, o.name)`,
		append([]any{tx.Network}, where.args...)...)
}

// Digest tells whether the professional behind a link gets the half-yearly letter.
func (s *Store) Digest(ctx context.Context, actor access.Actor) (on bool, err error) {
	defer errs.Wrap(&err, "referral.Digest")
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		off, err := db.One(ctx, tx, db.Value[bool], `select digest_off from referrer where network_id = $1 and id = $2`, tx.Network, actor.Person)
		on = !off
		return err
	})
	return on, err
}

// SetDigest switches the half-yearly letter of the professional behind a link on or off.
func (s *Store) SetDigest(ctx context.Context, actor access.Actor, on bool) (err error) {
	defer errs.Wrap(&err, "referral.SetDigest")
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		changed, err := tx.Exec(ctx, `update referrer set digest_off = $3 where network_id = $1 and id = $2`, tx.Network, actor.Person, !on)
		if err == nil && changed == 0 {
			err = errs.NotFound
		}
		return err
	})
}
