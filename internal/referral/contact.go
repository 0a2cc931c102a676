package referral

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Contact is who the resident is and how to reach them. It is the only place where that stands.
type Contact struct {
	Name  string `json:"name,omitempty"`
	Phone string `json:"phone,omitempty"`
	Email string `json:"email,omitempty"`
	Hours string `json:"hours,omitempty"` // when to call
}

// Empty tells whether nothing is known.
func (c Contact) Empty() bool { return c == Contact{} }

// keyPath is where the key set of a contact lies: by network and receiving organisation.
func (s *Store) keyPath(network string, r Referral) string {
	return filepath.Join(s.o.Folder, filepath.Base(network), filepath.Base(r.Organization), filepath.Base(r.ID))
}

// about binds what is sealed to its network and referral.
func about(network, referral string) []byte {
	return []byte("referral contact\x00" + network + "\x00" + referral)
}

// newKey makes the key set of a contact, in the place of the one before.
func (s *Store) newKey(ctx context.Context, network string, r Referral) (tink.AEAD, error) {
	box, err := s.o.Secrets(ctx, network)
	if err != nil {
		return nil, err
	}
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if err := handle.WriteWithAssociatedData(keyset.NewBinaryWriter(&text), box, about(network, r.ID)); err != nil {
		return nil, err
	}
	path := s.keyPath(network, r)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		return nil, err
	}
	return aead.New(handle)
}

// key reads the key set of a contact. One that was destroyed is NotFound.
func (s *Store) key(ctx context.Context, network string, r Referral) (tink.AEAD, error) {
	text, err := os.ReadFile(s.keyPath(network, r))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w: the key of this contact is gone", errs.NotFound)
	}
	if err != nil {
		return nil, err
	}
	box, err := s.o.Secrets(ctx, network)
	if err != nil {
		return nil, err
	}
	handle, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(text)), box, about(network, r.ID))
	if err != nil {
		return nil, err
	}
	return aead.New(handle)
}

// writeContact seals who the resident is, in the place of what was sealed before.
func (s *Store) writeContact(ctx context.Context, tx *db.Tx, r Referral, c Contact) error {
	box, err := s.newKey(ctx, tx.Network, r)
	if err != nil {
		return err
	}
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	sealed, err := box.Encrypt(text, about(tx.Network, r.ID))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into referral_contact (network_id, referral_id, sealed, made_at) values ($1, $2, $3, $4)
		on conflict (network_id, referral_id) do update set sealed = excluded.sealed, made_at = excluded.made_at`,
		tx.Network, r.ID, base64.StdEncoding.EncodeToString(sealed), tx.Now)
	return err
}

// destroy erases who the resident is: the key, and the row. A key that is gone while the row comes back opens nothing.
func (s *Store) destroy(ctx context.Context, tx *db.Tx, r Referral) error {
	if err := os.Remove(s.keyPath(tx.Network, r)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	_, err := tx.Exec(ctx, `delete from referral_contact where network_id = $1 and referral_id = $2`, tx.Network, r.ID)
	return err
}

// rekey moves the key of a contact when another organisation stands for the one that got it.
func (s *Store) rekey(network string, r Referral, to string) error {
	from := s.keyPath(network, r)
	if _, err := os.Stat(from); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	r.Organization = to
	path := s.keyPath(network, r)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.Rename(from, path)
}

// sealed is when the contact of a referral was sealed; nil = there is none.
func sealedAt(ctx context.Context, tx *db.Tx, id string) (*time.Time, error) {
	at, err := db.One(ctx, tx, db.Value[time.Time], `select made_at from referral_contact where network_id = $1 and referral_id = $2`, tx.Network, id)
	if errors.Is(err, errs.NotFound) {
		return nil, nil
	}
	return &at, err
}

// opens tells whether the contact may be opened: after the yes of the organisation, while the consent holds.
func (r Referral) opens(consents []Consent, sealed *time.Time, now time.Time) bool {
	return sealed != nil && now.Before(sealed.AddDate(0, 0, contactDays)) && r.Can(Opens) && valid(consents, ItemContact, r.Organization, now)
}

// OpenContact gives the receiving organisation who the resident is. Each time is an event that the sender sees, and a
// line in the trace. Without consent, before a yes, or when it is erased it is NotFound.
func (s *Store) OpenContact(ctx context.Context, actor access.Actor, id string) (found Contact, err error) {
	defer errs.Wrap(&err, "referral.OpenContact(%q)", id)
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := load(ctx, tx)
		if err != nil {
			return err
		}
		r, _, err := one(ctx, tx, actor, access.Edit, c, id)
		if err != nil {
			return err
		}
		within, err := access.Reach(actor, access.Edit, access.Referrals)
		if err != nil {
			return err
		}
		if !slices.Contains(within.Organizations, r.Organization) {
			return forbidden(BySender, Opens) // who sealed it knows it; nobody else but the organisation needs it
		}
		consents, err := consentsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		at, err := sealedAt(ctx, tx, id)
		if err != nil {
			return err
		}
		if !r.opens(consents, at, tx.Now) {
			return errs.NotFound
		}
		if found, err = s.unseal(ctx, tx, r.Referral); err != nil {
			return err
		}
		if err := happened(ctx, tx, actor, r.Referral, Do{Act: Opens, By: ByOrganization}); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Referrals, ID: id, Purpose: "contact"})
	})
	return found, err
}

func (s *Store) unseal(ctx context.Context, tx *db.Tx, r Referral) (c Contact, err error) {
	text, err := db.One(ctx, tx, db.Value[string], `select sealed from referral_contact where network_id = $1 and referral_id = $2`, tx.Network, r.ID)
	if err != nil {
		return c, err
	}
	box, err := s.key(ctx, tx.Network, r)
	if err != nil {
		return c, err
	}
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return c, err
	}
	plain, err := box.Decrypt(sealed, about(tx.Network, r.ID))
	if err != nil {
		return c, fmt.Errorf("what is sealed cannot be opened: %w", err)
	}
	return c, json.Unmarshal(plain, &c)
}
