package account

import (
	"context"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/errs"
)

const selectSession = `select s.id, s.network_id, s.account_id, coalesce(a.person_id, ''), s.stage, s.class, s.strong, s.method, s.device,
	s.began_at, s.seen_at, s.idle_until, s.ends_at, a.shortcuts, a.text_size, a.lang
	from account_session s join account a on a.network_id = s.network_id and a.id = s.account_id
	where s.network_id = $1 and a.state = 'active'`

func readSession(scan db.Scan) (s Session, err error) {
	return s, scan(&s.ID, &s.Network, &s.Account, &s.Person, &s.Stage, &s.Class, &s.Strong, &s.Method, &s.Device,
		&s.Began, &s.Seen, &s.Idle, &s.Ends, &s.Likes.Shortcuts, &s.Likes.TextSize, &s.Likes.Lang)
}

// sessionByToken gives the session that stands now and has the token; else errs.NotFound.
func sessionByToken(ctx context.Context, tx *db.Tx, token string) (Session, error) {
	return standing(tx)(db.One(ctx, tx, readSession, selectSession+` and s.hash = $2`, tx.Network, digest(token)))
}

func sessionByID(ctx context.Context, tx *db.Tx, id string) (Session, error) {
	return standing(tx)(db.One(ctx, tx, readSession, selectSession+` and s.id = $2`, tx.Network, id))
}

func standing(tx *db.Tx) func(Session, error) (Session, error) {
	return func(s Session, err error) (Session, error) {
		if err == nil && !s.alive(tx.Now) {
			return Session{}, errs.NotFound
		}
		return s, err
	}
}

func sessionsOf(ctx context.Context, tx *db.Tx, account string) ([]Session, error) {
	return db.All(ctx, tx, readSession, selectSession+` and s.account_id = $2 and s.idle_until > $3 and s.ends_at > $3 order by s.seen_at desc, s.id`,
		tx.Network, account, tx.Now)
}

func insertSession(ctx context.Context, tx *db.Tx, token string, s Session) error {
	_, err := tx.Exec(ctx, `insert into account_session (network_id, hash, id, account_id, stage, class, strong, method, device, began_at,
		seen_at, idle_until, ends_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		tx.Network, digest(token), s.ID, s.Account, s.Stage, s.Class, s.Strong, s.Method, s.Device, s.Began, s.Seen, s.Idle, s.Ends)
	return err
}

// touchSession writes a sign of life, unless one was written since.
func touchSession(ctx context.Context, tx *db.Tx, s Session, since time.Time) error {
	_, err := tx.Exec(ctx, `update account_session set seen_at = $3, idle_until = $4 where network_id = $1 and id = $2 and seen_at <= $5`,
		tx.Network, s.ID, s.Seen, s.Idle, since)
	return err
}

func deleteSession(ctx context.Context, tx *db.Tx, account, id string) (bool, error) {
	deleted, err := tx.Exec(ctx, `delete from account_session where network_id = $1 and account_id = $2 and id = $3`, tx.Network, account, id)
	return deleted > 0, err
}

// deleteToken ends the session a browser holds, whoever it belongs to.
func deleteToken(ctx context.Context, tx *db.Tx, token string) error {
	if token == "" {
		return nil
	}
	_, err := tx.Exec(ctx, `delete from account_session where network_id = $1 and hash = $2`, tx.Network, digest(token))
	return err
}

// deleteOthers ends all sessions of an account but one ("" = all), and gives their number.
func deleteOthers(ctx context.Context, tx *db.Tx, account, keep string) (int64, error) {
	return tx.Exec(ctx, `delete from account_session where network_id = $1 and account_id = $2 and id <> $3`, tx.Network, account, keep)
}

// deleteOldest keeps the sessions of an account within their number.
func deleteOldest(ctx context.Context, tx *db.Tx, account string) error {
	_, err := tx.Exec(ctx, `delete from account_session where network_id = $1 and account_id = $2 and id not in (select s.id from account_session s
		where s.network_id = $1 and s.account_id = $2 order by s.seen_at desc, s.id desc limit $3)`, tx.Network, account, maxSessions)
	return err
}

// link is a link that was sent, without its token.
type link struct {
	id, account string
	purpose     LetterKind
	expires     time.Time
	used        *time.Time
}

const selectLink = `select id, account_id, purpose, expires_at, used_at from account_link where network_id = $1`

func readLink(scan db.Scan) (l link, err error) {
	return l, scan(&l.id, &l.account, &l.purpose, &l.expires, &l.used)
}

// state tells whether a link works: nil, LinkUsed or LinkExpired.
func (l link) state(now time.Time) error {
	switch {
	case l.used != nil:
		return LinkUsed
	case !now.Before(l.expires):
		return LinkExpired
	}
	return nil
}

func linkByToken(ctx context.Context, tx *db.Tx, token string) (link, error) {
	return orUnknown(db.One(ctx, tx, readLink, selectLink+` and hash = $2`, tx.Network, digest(token)))
}

func linkByID(ctx context.Context, tx *db.Tx, id string) (link, error) {
	return orUnknown(db.One(ctx, tx, readLink, selectLink+` and id = $2`, tx.Network, id))
}

func orUnknown(l link, err error) (link, error) {
	if l, err = orNone(l, err); err == nil && l.id == "" {
		return l, LinkUnknown
	}
	return l, err
}

func insertLink(ctx context.Context, tx *db.Tx, l link, hash string) error {
	_, err := tx.Exec(ctx, `insert into account_link (network_id, id, hash, account_id, purpose, created_at, expires_at)
		values ($1, $2, $3, $4, $5, $6, $7)`, tx.Network, l.id, hash, l.account, l.purpose, tx.Now, l.expires)
	return err
}

// takeLink uses a link. It says false when it was used, or has expired, by now.
func takeLink(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	changed, err := tx.Exec(ctx, `update account_link set used_at = $3 where network_id = $1 and id = $2 and used_at is null and expires_at > $3`,
		tx.Network, id, tx.Now)
	return changed == 1, err
}

// dropLinks takes back the links of an account that were not used.
func dropLinks(ctx context.Context, tx *db.Tx, account string) error {
	_, err := tx.Exec(ctx, `delete from account_link where network_id = $1 and account_id = $2 and used_at is null`, tx.Network, account)
	return err
}

// Sweep forgets sessions, ceremonies, links and tallies that have run out, and gives their number: for a daily job.
func Sweep(ctx context.Context, tx *db.Tx) (gone int64, err error) {
	for query, before := range map[string]time.Time{
		`delete from account_session where network_id = $1 and (idle_until <= $2 or ends_at <= $2)`:                   tx.Now,
		`delete from account_ceremony where network_id = $1 and expires_at <= $2`:                                     tx.Now,
		`delete from account_link where network_id = $1 and expires_at <= $2`:                                         tx.Now.Add(-30 * day),
		`delete from account_tally where network_id = $1 and last_at <= $2 and good_at is null`:                       tx.Now.Add(-2 * day),
		`delete from account_tally where network_id = $1 and last_at <= $2 and good_at is not null and good_at <= $2`: tx.Now.Add(-goodFor),
	} {
		n, err := tx.Exec(ctx, query, tx.Network, before)
		if err != nil {
			return gone, err
		}
		gone += n
	}
	return gone, nil
}
