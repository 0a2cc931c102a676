package referral

import (
	"context"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/privacy"
)

func kept(ctx context.Context, tx *db.Tx, query string) ([]privacy.Kept, error) {
	return db.All(ctx, tx, func(scan db.Scan) (k privacy.Kept, err error) { return k, scan(&k.ID, &k.From) }, query, tx.Network)
}

// KeptTexts gives the referrals that ended and have their texts.
func KeptTexts(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return kept(ctx, tx, `select id, ended_at from referral where network_id = $1 and ended_at is not null and erased = false`)
}

// EraseTexts erases wishes, reasons and signals. Links about these referrals end.
func EraseTexts(ctx context.Context, tx *db.Tx, ids []string) error {
	all := tx.Rows(ids)
	for _, query := range []string{
		`update referral set wish = '', tasks = '{}', erased = true where network_id = $1 and id = $2`,
		`update referral_event set reason = '' where network_id = $1 and referral_id = $2`,
		`update referral_signal set text = '', answer = '' where network_id = $1 and referral_id = $2`,
	} {
		if err := tx.Repeat(ctx, query, all); err != nil {
			return err
		}
	}
	return nil
}

// KeptContacts gives the referrals of which it is known who it is about, with the moment it was sealed.
func KeptContacts(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return kept(ctx, tx, `select referral_id, made_at from referral_contact where network_id = $1`)
}

// EraseContacts forgets who referrals are about: the keys and the rows.
func (s *Store) EraseContacts(ctx context.Context, tx *db.Tx, ids []string) error {
	var c conditions
	where := c.in("r.id", ids)
	all, err := db.All(ctx, tx, read, rows+` and `+where, append([]any{tx.Network}, c.args...)...)
	if err != nil {
		return err
	}
	for _, r := range all {
		if err := s.destroy(ctx, tx, r.Referral); err != nil {
			return err
		}
	}
	return nil
}

// ForgetReferrers forgets professionals without an account for whom nothing was open or ended since a moment, and gives
// how many.
func ForgetReferrers(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	unused, err := db.All(ctx, tx, db.Value[string], `select f.id from referrer f where f.network_id = $1 and f.made_at < $2
		and f.id not in (select r.referrer_id from referral r where r.network_id = $1 and r.referrer_id is not null and (r.ended_at is null or r.ended_at >= $2)) order by f.id`, tx.Network, before)
	if err != nil {
		return 0, err
	}
	all := tx.Rows(unused)
	if err := tx.Repeat(ctx, `update referral set referrer_id = null where network_id = $1 and referrer_id = $2`, all); err != nil {
		return 0, err
	}
	return int64(len(unused)), tx.Repeat(ctx, `delete from referrer where network_id = $1 and id = $2`, all)
}
