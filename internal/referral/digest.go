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

// use is what was sent for a professional.
type use struct {
	sent, started int
	names         []string // of services, the most used first
}

// digests writes the half-yearly letters of a day. Those for whom nothing was sent hear nothing.
func (w *work) digests(ctx context.Context) error {
	due, err := db.All(ctx, w.tx, func(scan db.Scan) (f Referrer, err error) { return f, scan(&f.ID, &f.Name, &f.Email) },
		`select id, name, email from referrer where network_id = $1 and not digest_off and coalesce(digest_on, made_at) < $2 order by id limit `+strconv.Itoa(mostTold),
		w.tx.Network, dayOf(w.tx).AddDate(0, 0, -digestDays))
	if err != nil || len(due) == 0 {
		return err
	}
	uses, err := used(ctx, w.tx, due)
	if err != nil {
		return err
	}
	var told [][]any
	for _, f := range due {
		told = append(told, []any{w.tx.Network, f.ID, dayOf(w.tx)})
		u := uses[f.ID]
		if u == nil {
			continue
		}
		if err := queue(ctx, w.tx, mail.Message{Kind: letterUsed, Address: f.Email, Name: f.Name, Object: f.ID, Thread: f.ID, Generation: season(w.tx.Now),
			Args: map[string]string{"Sent": strconv.Itoa(u.sent), "Started": strconv.Itoa(u.started), "Names": strings.Join(u.names, ", ")}}); err != nil {
			return err
		}
	}
	return w.tx.Repeat(ctx, `update referrer set digest_on = $3 where network_id = $1 and id = $2`, told)
}

// used gives what was sent for professionals, by their ids.
func used(ctx context.Context, tx *db.Tx, referrers []Referrer) (map[string]*use, error) {
	var where conditions
	ids := make([]string, len(referrers))
	for i, f := range referrers {
		ids[i] = f.ID
	}
	among, all := where.in("r.referrer_id", ids), map[string]*use{}
	return all, db.Each(ctx, tx, func(scan db.Scan) error {
		var id, title string
		var sent, started int
		if err := scan(&id, &title, &sent, &started); err != nil {
			return err
		}
		if all[id] == nil {
			all[id] = new(use)
		}
		u := all[id]
		u.sent, u.started = u.sent+sent, u.started+started
		if len(u.names) < mostNamed {
			u.names = append(u.names, title)
		}
		return nil
	}, `select r.referrer_id, coalesce(s.title, o.name), count(*), sum(case when r.started_on is not null then 1 else 0 end)
		from referral r join organization o on o.network_id = r.network_id and o.id = r.organization_id left join service s on s.network_id = r.network_id and s.id = r.service_id
		where r.network_id = $1 and r.sent_on is not null and `+among+` group by r.referrer_id, s.title, o.name order by r.referrer_id, count(*) desc, coalesce(s.title, o.name)`,
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
