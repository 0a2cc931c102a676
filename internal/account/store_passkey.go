package account

import (
	"context"
	"encoding/base64"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"samenspel/internal/db"
)

// Passkey is a passkey as its owner sees it.
type Passkey struct {
	ID      string
	Name    string
	Doubted bool // its counter went back; it is no longer taken
	Created time.Time
	Used    *time.Time // day
}

type passkey struct {
	Passkey
	account    string
	credential webauthn.Credential
}

const selectKeys = `select id, account_id, name, credential, doubted, created_at, used_at from account_passkey where network_id = $1`

func readPasskey(scan db.Scan) (p passkey, err error) {
	err = scan(&p.ID, &p.account, &p.Name, db.FromJSON(&p.credential), &p.Doubted, &p.Created, &p.Used)
	if p.Used != nil {
		seen := p.Used.UTC().Truncate(day)
		p.Used = &seen
	}
	return p, err
}

func passkeysOf(ctx context.Context, tx *db.Tx, account string) ([]passkey, error) {
	return db.All(ctx, tx, readPasskey, selectKeys+` and account_id = $2 order by created_at, id`, tx.Network, account)
}

func credentialID(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

func insertPasskey(ctx context.Context, tx *db.Tx, account, name string, c webauthn.Credential) error {
	_, err := tx.Exec(ctx, `insert into account_passkey (network_id, id, account_id, name, credential, doubted, created_at)
		values ($1, $2, $3, $4, $5, $6, $7)`, tx.Network, credentialID(c.ID), account, name, db.JSON(c), false, tx.Now)
	return err
}

func updatePasskey(ctx context.Context, tx *db.Tx, c webauthn.Credential, doubted bool) error {
	_, err := tx.Exec(ctx, `update account_passkey set credential = $3, doubted = $4, used_at = $5 where network_id = $1 and id = $2`,
		tx.Network, credentialID(c.ID), db.JSON(c), doubted, tx.Now)
	return err
}

func deletePasskey(ctx context.Context, tx *db.Tx, account, id string) (bool, error) {
	deleted, err := tx.Exec(ctx, `delete from account_passkey where network_id = $1 and account_id = $2 and id = $3`, tx.Network, account, id)
	return deleted > 0, err
}
