package account

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Options is what a Store needs from around it.
type Options struct {
	// Key makes links and keyed hashes: at least 32 random bytes, the same in every process, kept outside the
	// database. With another key links that were sent stop working, and recovery codes too.
	Key []byte
	// Secrets gives the key set of a network, for what is sealed in the database.
	Secrets func(ctx context.Context, network string) (tink.AEAD, error)
	// Roles gives the roles that a person has now.
	Roles func(ctx context.Context, tx *db.Tx, person string) ([]access.Role, error)
	// Follow lets the tasks of a person follow the groups that a provider tells, in the transaction of the sign-in. Nil
	// follows nothing.
	Follow func(ctx context.Context, tx *db.Tx, person string, groups []string) error
	// Send enters a letter into the outbox, in the transaction of what caused it.
	Send func(ctx context.Context, tx *db.Tx, letter Letter) error
	// Record writes the line of the trace, in the transaction of what it tells.
	Record func(ctx context.Context, tx *db.Tx, event Event) error
	// HTTP puts the client for identity providers into a context, as oidc.ClientContext does. The client must have a
	// timeout and a bound on what it reads. Without it there is no sign-in by a provider.
	HTTP func(context.Context) context.Context
	// Pause waits, when too much fails at once. Nil is a real wait.
	Pause func(ctx context.Context, d time.Duration)
	// Parallel is how many passwords are computed at a time, each in 19 MiB; 0 is 4.
	Parallel int
}

// Store keeps the accounts.
type Store struct {
	db        *db.DB
	o         Options
	keys      keyring
	hasher    *hasher
	providers providers
	patience  time.Duration // with a provider, in one request of ours
}

// NewStore gives the store on d.
func NewStore(d *db.DB, o Options) (*Store, error) {
	if len(o.Key) < 32 || o.Secrets == nil || o.Roles == nil || o.Send == nil || o.Record == nil {
		return nil, fmt.Errorf("account.NewStore: a key of 32 bytes, Secrets, Roles, Send and Record are needed: %w", errs.Invalid)
	}
	if o.Pause == nil {
		o.Pause = pause
	}
	if o.Follow == nil {
		o.Follow = func(context.Context, *db.Tx, string, []string) error { return nil }
	}
	if o.Parallel == 0 {
		o.Parallel = 4
	}
	return &Store{db: d, o: o, keys: keyring(o.Key), hasher: newHasher(o.Parallel, today), patience: oidcPatience}, nil
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// row is an account with what must not leave this package.
type row struct {
	Account
	handle   string
	password string
	totp     string
	totpNew  string
	totpStep int64
}

const selectAccount = `select a.id, coalesce(a.person_id, ''), coalesce(a.email, ''), a.state, a.handle, a.password, a.totp, a.totp_new,
	a.totp_step, a.version, a.created_at,
	(select count(*) from account_passkey p where p.network_id = a.network_id and p.account_id = a.id and not p.doubted),
	(select count(*) from account_passkey p where p.network_id = a.network_id and p.account_id = a.id and p.doubted),
	(select count(*) from account_identity i where i.network_id = a.network_id and i.account_id = a.id)
	from account a where a.network_id = $1`

func readAccount(scan db.Scan) (r row, err error) {
	err = scan(&r.ID, &r.Person, &r.Email, &r.State, &r.handle, &r.password, &r.totp, &r.totpNew, &r.totpStep, &r.Version, &r.Created,
		&r.Passkeys, &r.Doubted, &r.Linked)
	r.Password, r.TOTP = r.password != "", r.totp != ""
	return r, err
}

func byID(ctx context.Context, tx *db.Tx, id string) (row, error) {
	return db.One(ctx, tx, readAccount, selectAccount+` and a.id = $2`, tx.Network, id)
}

// byEmail gives the account with an address; an empty row when there is none.
func byEmail(ctx context.Context, tx *db.Tx, email string) (row, error) {
	return orNone(db.One(ctx, tx, readAccount, selectAccount+` and a.email = $2`, tx.Network, email))
}

// byHandle gives the account an authenticator knows; an empty row when there is none.
func byHandle(ctx context.Context, tx *db.Tx, handle string) (row, error) {
	return orNone(db.One(ctx, tx, readAccount, selectAccount+` and a.handle = $2`, tx.Network, handle))
}

// byIdentity gives the account that an identity at a provider belongs to; an empty row when there is none.
func byIdentity(ctx context.Context, tx *db.Tx, issuer, subject string) (row, error) {
	return orNone(db.One(ctx, tx, readAccount, selectAccount+` and a.id in (select i.account_id from account_identity i
		where i.network_id = $1 and i.issuer = $2 and i.subject = $3)`, tx.Network, issuer, subject))
}

func orNone[T any](v T, err error) (T, error) {
	if errors.Is(err, errs.NotFound) {
		var none T
		return none, nil
	}
	return v, err
}

func insertAccount(ctx context.Context, tx *db.Tx, a row) error {
	_, err := tx.Exec(ctx, `insert into account (network_id, id, person_id, email, state, handle, password, totp, totp_new, totp_step,
		version, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, '', '', '', 0, 1, $7, $7)`,
		tx.Network, a.ID, a.Person, a.Email, a.State, a.handle, tx.Now)
	return err
}

// set changes one column of an account. The columns are those named in this file.
func set(ctx context.Context, tx *db.Tx, id, query string, value any) error {
	changed, err := tx.Exec(ctx, `update account set version = version + 1, updated_at = $3, `+query+` where network_id = $1 and id = $2`,
		tx.Network, id, tx.Now, value)
	if err == nil && changed == 0 {
		return errs.NotFound
	}
	return err
}

const (
	setState    = `state = $4`
	setEmail    = `email = $4`
	setPassword = `password = $4`
	setNewTOTP  = `totp_new = $4`
)

// enrolTOTP makes the waiting secret the real one. It says false when another secret waits by now.
func enrolTOTP(ctx context.Context, tx *db.Tx, a row, step int64) (bool, error) {
	changed, err := tx.Exec(ctx, `update account set totp = totp_new, totp_new = '', totp_step = $4, version = version + 1, updated_at = $5
		where network_id = $1 and id = $2 and totp_new = $3`, tx.Network, a.ID, a.totpNew, step, tx.Now)
	return changed == 1, err
}

func clearTOTP(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `update account set totp = '', totp_new = '', version = version + 1, updated_at = $3
		where network_id = $1 and id = $2`, tx.Network, id, tx.Now)
	return err
}

// takeStep marks a step of time as used. It says false when that step, or a later one, was used before.
func takeStep(ctx context.Context, tx *db.Tx, id string, step int64) (bool, error) {
	changed, err := tx.Exec(ctx, `update account set totp_step = $3 where network_id = $1 and id = $2 and totp_step < $3`, tx.Network, id, step)
	return changed == 1, err
}

// forgetFactors takes away everything by which somebody can prove to be the owner, but for the address.
func forgetFactors(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `update account set password = '', totp = '', totp_new = '', totp_step = 0, version = version + 1, updated_at = $3
		where network_id = $1 and id = $2`, tx.Network, id, tx.Now)
	if err != nil {
		return err
	}
	for _, query := range []string{
		`delete from account_passkey where network_id = $1 and account_id = $2`,
		`delete from account_recovery where network_id = $1 and account_id = $2`,
		`delete from account_identity where network_id = $1 and account_id = $2`,
	} {
		if _, err := tx.Exec(ctx, query, tx.Network, id); err != nil {
			return err
		}
	}
	return nil
}

// endAll ends every session, link and ceremony of an account.
func endAll(ctx context.Context, tx *db.Tx, id string) error {
	for _, query := range []string{
		`delete from account_session where network_id = $1 and account_id = $2`,
		`delete from account_link where network_id = $1 and account_id = $2`,
		`delete from account_ceremony where network_id = $1 and account_id = $2`,
	} {
		if _, err := tx.Exec(ctx, query, tx.Network, id); err != nil {
			return err
		}
	}
	return nil
}

// erase leaves of an account nothing but its id and dates.
func erase(ctx context.Context, tx *db.Tx, id string) error {
	if err := endAll(ctx, tx, id); err != nil {
		return err
	}
	if err := forgetFactors(ctx, tx, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update account set state = $3, email = null, person_id = null where network_id = $1 and id = $2`, tx.Network, id, Removed)
	return err
}

func listAccounts(ctx context.Context, tx *db.Tx) ([]Account, error) {
	seen := map[string]time.Time{}
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		var id string
		var at time.Time
		err := scan(&id, &at)
		if at = at.UTC().Truncate(day); at.After(seen[id]) {
			seen[id] = at
		}
		return err
	}, `select account_id, seen_at from account_session where network_id = $1 and stage = $2`, tx.Network, Full)
	if err != nil {
		return nil, err
	}
	return db.All(ctx, tx, func(scan db.Scan) (Account, error) {
		r, err := readAccount(scan)
		r.Seen = seen[r.ID]
		return r.Account, err
	}, selectAccount+` and a.state <> $2 order by a.email, a.id`, tx.Network, Removed)
}

// Recovery codes and identities.

func insertRecovery(ctx context.Context, tx *db.Tx, account string, hashes []string) error {
	if _, err := tx.Exec(ctx, `delete from account_recovery where network_id = $1 and account_id = $2`, tx.Network, account); err != nil {
		return err
	}
	rows := make([][]any, len(hashes))
	for i, hash := range hashes {
		rows[i] = []any{tx.Network, account, hash}
	}
	return tx.Repeat(ctx, `insert into account_recovery (network_id, account_id, hash) values ($1, $2, $3)`, rows)
}

// takeRecovery uses a code. It says false when there is no such code, or it was used.
func takeRecovery(ctx context.Context, tx *db.Tx, account, hash string) (bool, error) {
	changed, err := tx.Exec(ctx, `update account_recovery set used_at = $4 where network_id = $1 and account_id = $2 and hash = $3
		and used_at is null`, tx.Network, account, hash, tx.Now)
	return changed == 1, err
}

func recoveryLeft(ctx context.Context, tx *db.Tx, account string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `select count(*) from account_recovery where network_id = $1 and account_id = $2 and used_at is null`,
		tx.Network, account)
}

func insertIdentity(ctx context.Context, tx *db.Tx, account, issuer, subject string) error {
	_, err := tx.Exec(ctx, `insert into account_identity (network_id, issuer, subject, account_id, created_at) values ($1, $2, $3, $4, $5)`,
		tx.Network, issuer, subject, account, tx.Now)
	return err
}

func deleteIdentities(ctx context.Context, tx *db.Tx, account string) (int64, error) {
	return tx.Exec(ctx, `delete from account_identity where network_id = $1 and account_id = $2`, tx.Network, account)
}

func issuersOf(ctx context.Context, tx *db.Tx, account string) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `select issuer from account_identity where network_id = $1 and account_id = $2 order by issuer`,
		tx.Network, account)
}

// Tallies.

// charge counts an attempt on every tally of the list, unless it has to wait. Rows are taken in the order of the list,
// which is the same for all, and stay taken until the transaction ends.
func charge(ctx context.Context, tx *db.Tx, list []counted) (gate, error) {
	tallies, err := readTallies(ctx, tx, list)
	if err != nil {
		return gate{}, err
	}
	g := open(list, tallies, tx.Now)
	if g.wait {
		return g, nil
	}
	for i, c := range list {
		tallies[i] = c.charge(tallies[i], tx.Now)
	}
	return g, writeTallies(ctx, tx, list, tallies)
}

// refund takes the charges of an attempt back; success also forgets what was counted for the place it came from.
func refund(ctx context.Context, tx *db.Tx, list []counted, success bool) error {
	tallies, err := readTallies(ctx, tx, list)
	if err != nil {
		return err
	}
	for i, c := range list {
		tallies[i] = tallies[i].refund()
		if c.pair && success {
			tallies[i] = tallies[i].clear(tx.Now)
		}
	}
	return writeTallies(ctx, tx, list, tallies)
}

// putTallies begins a statement that puts tallies in, or changes those that are there.
const putTallies = `insert into account_tally (network_id, key, failures, last_at, waits_until, good_at) values `

// readTallies reads tallies and keeps others from changing them until the transaction ends: the upsert takes the rows.
func readTallies(ctx context.Context, tx *db.Tx, list []counted) ([]tally, error) {
	found := map[string]tally{}
	query, args := tallyRows(tx.Network, list, make([]tally, len(list)), tx.Now)
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		var key string
		var t tally
		err := scan(&key, &t.Failures, &t.Last, &t.Until, &t.Good)
		found[key] = t
		return err
	}, putTallies+query+` on conflict (network_id, key) do update set key = excluded.key
		returning key, failures, last_at, waits_until, good_at`, args...)
	all := make([]tally, len(list))
	for i, c := range list {
		all[i] = found[c.key]
	}
	return all, err
}

func writeTallies(ctx context.Context, tx *db.Tx, list []counted, tallies []tally) error {
	query, args := tallyRows(tx.Network, list, tallies, tx.Now)
	_, err := tx.Exec(ctx, putTallies+query+` on conflict (network_id, key) do update set failures = excluded.failures,
		last_at = excluded.last_at, waits_until = excluded.waits_until, good_at = excluded.good_at`, args...)
	return err
}

// tallyRows gives the rows of a statement with their arguments. A time that is not there is now.
func tallyRows(network string, list []counted, tallies []tally, now time.Time) (string, []any) {
	rows, args := make([]string, len(list)), []any{network}
	for i, c := range list {
		t := tallies[i]
		if t.Last.IsZero() {
			t.Last = now
		}
		if t.Until.IsZero() {
			t.Until = t.Last
		}
		rows[i] = "($1, " + db.Marks(len(args)+1, 5) + ")"
		args = append(args, c.key, t.Failures, t.Last, t.Until, t.Good)
	}
	return strings.Join(rows, ", "), args
}

// Ceremonies.

// ceremony is what is kept between the two halves of a passkey or a sign-in by a provider.
type ceremony struct {
	kind    string
	account string
	data    string
}

const ceremonyFor = 10 * time.Minute

func insertCeremony(ctx context.Context, tx *db.Tx, token string, c ceremony) error {
	var account any
	if c.account != "" {
		account = c.account
	}
	_, err := tx.Exec(ctx, `insert into account_ceremony (network_id, hash, kind, account_id, data, expires_at) values ($1, $2, $3, $4, $5, $6)`,
		tx.Network, digest(token), c.kind, account, c.data, tx.Now.Add(ceremonyFor))
	return err
}

// takeCeremony gives a ceremony and forgets it: it is good for one answer, right or wrong.
func takeCeremony(ctx context.Context, tx *db.Tx, kind, token string) (ceremony, error) {
	return db.One(ctx, tx, func(scan db.Scan) (c ceremony, err error) {
		return c, scan(&c.kind, &c.account, &c.data)
	}, `delete from account_ceremony where network_id = $1 and hash = $2 and kind = $3 and expires_at > $4
		returning kind, coalesce(account_id, ''), data`, tx.Network, digest(token), kind, tx.Now)
}

// Sealing.

// seal encrypts a secret of an account for one use, bound to the network and the account.
func seal(box tink.AEAD, network, account, use, plain string) (string, error) {
	sealed, err := box.Encrypt([]byte(plain), bound(network, account, use))
	return base64.RawStdEncoding.EncodeToString(sealed), err
}

func unseal(box tink.AEAD, network, account, use, text string) (string, error) {
	sealed, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return "", err
	}
	plain, err := box.Decrypt(sealed, bound(network, account, use))
	return string(plain), err
}

func bound(network, account, use string) []byte {
	return []byte(network + "\x00" + account + "\x00" + use)
}
