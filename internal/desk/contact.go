package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// aboutContact binds a sealed contact to its network and enquiry.
func aboutContact(network, enquiry string) string {
	return "enquiry contact\x00" + network + "\x00" + enquiry
}

// writeContact keeps who asked, or forgets it when nothing is known.
func (s *Store) writeContact(ctx context.Context, tx *db.Tx, box tink.AEAD, enquiry string, c Contact) error {
	if c.Empty() {
		_, err := tx.Exec(ctx, `delete from enquiry_contact where network_id = $1 and enquiry_id = $2`, tx.Network, enquiry)
		return err
	}
	sealed, err := privacy.Seal(box, aboutContact(tx.Network, enquiry), c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into enquiry_contact (network_id, enquiry_id, sealed, phone_hash) values ($1, $2, $3, $4)
		on conflict (network_id, enquiry_id) do update set sealed = excluded.sealed, phone_hash = excluded.phone_hash`,
		tx.Network, enquiry, sealed, s.hashed(tx.Network, c.Phone))
	return err
}

// openContact gives who asked; an empty contact when nothing is known, or not any more.
func openContact(ctx context.Context, tx *db.Tx, box tink.AEAD, enquiry string) (c Contact, err error) {
	sealed, err := db.One(ctx, tx, db.Value[string], `select sealed from enquiry_contact where network_id = $1 and enquiry_id = $2`, tx.Network, enquiry)
	if errors.Is(err, errs.NotFound) {
		return c, nil
	}
	if err == nil {
		err = privacy.Unseal(box, aboutContact(tx.Network, enquiry), sealed, &c)
	}
	return c, err
}

// withContacts adds to rows who asked, in one query.
func withContacts(ctx context.Context, tx *db.Tx, box tink.AEAD, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	args := []any{tx.Network}
	at := map[string]*Row{}
	for i := range rows {
		args = append(args, rows[i].ID)
		at[rows[i].ID] = &rows[i]
	}
	return db.Each(ctx, tx, func(scan db.Scan) error {
		var id, sealed string
		if err := scan(&id, &sealed); err != nil {
			return err
		}
		return privacy.Unseal(box, aboutContact(tx.Network, id), sealed, &at[id].Contact)
	}, `select enquiry_id, sealed from enquiry_contact where network_id = $1 and enquiry_id in (`+db.Marks(2, len(rows))+`)`, args...)
}

// hashed gives the keyed hash by which a telephone number is found again; "" for what is no number.
func (s *Store) hashed(network, number string) string {
	plain := digits(number)
	if len(plain) < 6 {
		return ""
	}
	mac := hmac.New(sha256.New, s.o.Key)
	mac.Write([]byte("caller\x00" + network + "\x00" + plain))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// mostFound is how many enquiries of one caller are given.
const mostFound = 20

// Caller gives the enquiries of who has a telephone number, as far as the actor may read them, the newest first. It is
// a search, and leaves a line in the trace, without the number.
func (s *Store) Caller(ctx context.Context, actor access.Actor, number string) (all []Enquiry, err error) {
	defer errs.Wrap(&err, "desk.Caller")
	if _, err := access.Reach(actor, access.Read, access.Enquiries); err != nil {
		return nil, err
	}
	hash := s.hashed(actor.Network, number)
	if hash == "" {
		return nil, nil
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		p, err := post(ctx, tx)
		if err != nil {
			return err
		}
		found, err := db.All(ctx, tx, read, `select `+columns+` from enquiry_contact c join enquiry e on e.network_id = c.network_id and e.id = c.enquiry_id
			where c.network_id = $1 and c.phone_hash = $2 order by e.id desc limit $3`, tx.Network, hash, mostFound)
		if err != nil {
			return err
		}
		for _, e := range found {
			if p.may(actor, access.Read, e) == nil {
				all = append(all, e)
			}
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "search", Object: access.Enquiries, Purpose: "caller"})
	})
	return all, err
}
