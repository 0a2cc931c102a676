package desk

import (
	"context"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/privacy"
)

func kept(ctx context.Context, tx *db.Tx, query string) ([]privacy.Kept, error) {
	return db.All(ctx, tx, func(scan db.Scan) (k privacy.Kept, err error) { return k, scan(&k.ID, &k.From) }, query, tx.Network)
}

// KeptContacts gives the closed enquiries of which it is known who asked.
func KeptContacts(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return kept(ctx, tx, `select e.id, e.ended_at from enquiry e join enquiry_contact c on c.network_id = e.network_id and c.enquiry_id = e.id
		where e.network_id = $1 and e.ended_at is not null`)
}

// EraseContacts forgets who asked.
func EraseContacts(ctx context.Context, tx *db.Tx, ids []string) error {
	return tx.Repeat(ctx, `delete from enquiry_contact where network_id = $1 and enquiry_id = $2`, tx.Rows(ids))
}

// KeptTexts gives the closed enquiries that have their texts.
func KeptTexts(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return kept(ctx, tx, `select id, ended_at from enquiry where network_id = $1 and ended_at is not null and erased = false`)
}

// EraseTexts erases what was asked, and the reasons that were given.
func EraseTexts(ctx context.Context, tx *db.Tx, ids []string) error {
	rows := tx.Rows(ids)
	if err := tx.Repeat(ctx, `update enquiry set note = '', erased = true where network_id = $1 and id = $2`, rows); err != nil {
		return err
	}
	return tx.Repeat(ctx, `update enquiry_event set reason = '' where network_id = $1 and enquiry_id = $2`, rows)
}

// ForgetDrafts deletes drafts that were last changed before a moment, and gives how many.
func ForgetDrafts(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	return tx.Exec(ctx, `delete from enquiry_draft where network_id = $1 and changed_at < $2`, tx.Network, before)
}
