//go:build !race

package web_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/pquerna/otp/totp"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/db"
	"samenspel/internal/testkit"
)

// accountScene is accounts, factors, links and sessions in every stage.
var accountScene = scene{fill: fillAccounts, elsewhere: accountsElsewhere,
	doors: func(w *twins) []string { return []string{"/welkom/" + w.secrets["link"]} }, works: []work{
		{"suspend", on((*account.Store).Suspend)},
		{"remove", on((*account.Store).Remove)},
		{"reset the factors", on((*account.Store).ResetFactors)},
		{"end the sessions", on((*account.Store).EndSessions)},
		{"resume", func(w *twins) (any, error) {
			if _, err := w.town.Accounts.Suspend(ctx, w.town.Operator, w.secrets["account"]); err != nil {
				return nil, err
			}
			_, err := w.town.Accounts.Resume(ctx, w.town.Operator, w.secrets["account"])
			return nil, err
		}},
		{"change the address", func(w *twins) (any, error) {
			_, err := w.town.Accounts.ChangeEmail(ctx, w.town.Operator, w.secrets["account"], "anders@hier.example")
			return nil, err
		}},
		{"take an address that is taken", func(w *twins) (any, error) {
			_, err := w.town.Accounts.ChangeEmail(ctx, w.town.Operator, w.secrets["account"], "desk@hier.example")
			return nil, err
		}},
		{"invite, and again", func(w *twins) (any, error) {
			made, _, err := w.town.Accounts.Invite(ctx, w.town.Operator, w.secrets["nobody"], "niemand@hier.example")
			if err != nil {
				return nil, err
			}
			_, err = w.town.Accounts.InviteAgain(ctx, w.town.Operator, made.ID)
			return made.Email, err
		}},
		{"the language of letters", func(w *twins) (any, error) {
			return w.town.Accounts.LangOf(ctx, w.town.Network.ID, "desk@hier.example")
		}},
		{"list accounts", func(w *twins) (any, error) { return w.town.Accounts.List(ctx, w.town.Operator) }},
		{"look at a link", func(w *twins) (any, error) {
			return w.town.Accounts.Peek(ctx, w.town.Network.ID, w.secrets["link"])
		}},
		{"send a link", func(w *twins) (any, error) {
			return w.town.Accounts.LinkToken(ctx, w.town.Network.ID, w.secrets["linkid"])
		}},
		{"use a link", func(w *twins) (any, error) {
			step, _, err := w.town.Accounts.Use(ctx, w.town.Network.ID, w.secrets["link"], account.Origin{Token: w.secrets["more"]})
			return step.Session.Person, err
		}},
		{"sign in", func(w *twins) (any, error) {
			step, _, err := w.town.Accounts.SignIn(ctx, w.town.Network.ID, "coordinator@hier.example", "een lange zin die niemand raadt", account.Origin{})
			return step.Session.Person, err
		}},
		{"sign in wrongly", func(w *twins) (any, error) {
			var err error
			for range 6 {
				_, _, err = w.town.Accounts.SignIn(ctx, w.town.Network.ID, "desk@hier.example", "fout", account.Origin{})
			}
			return nil, err
		}},
		{"the code of an app", func(w *twins) (any, error) {
			code, err := totp.GenerateCode(w.secrets["totp"], testkit.Today.Add(30*time.Second))
			if err != nil {
				return nil, err
			}
			step, _, err := w.town.Accounts.SecondCode(ctx, w.town.Network.ID, w.secrets["half"], code, account.Origin{})
			return step.Session.Person, err
		}},
		{"a recovery code", func(w *twins) (any, error) {
			step, _, err := w.town.Accounts.SecondRecovery(ctx, w.town.Network.ID, w.secrets["half"], w.secrets["recovery"], account.Origin{})
			return step.Session.Person, err
		}},
		{"enrol an app", as(access.Coordinator, func(w *twins, s account.Session) (any, error) {
			setup, err := w.town.Accounts.BeginTOTP(ctx, s, "Samenspel")
			if err != nil {
				return nil, err
			}
			code, err := totp.GenerateCode(setup.Secret, testkit.Today)
			if err != nil {
				return nil, err
			}
			step, _, err := w.town.Accounts.ConfirmTOTP(ctx, s, code)
			return step.Session.Stage, err
		})},
		{"finish enrolling an app", as(access.Desk, func(w *twins, s account.Session) (any, error) {
			code, err := totp.GenerateCode(w.secrets["waiting"], testkit.Today)
			if err != nil {
				return nil, err
			}
			step, _, err := w.town.Accounts.ConfirmTOTP(ctx, s, code)
			return step.Session.Stage, err
		})},
		{"take the app away", as(access.Coordinator, func(w *twins, s account.Session) (any, error) {
			step, _, err := w.town.Accounts.RemoveTOTP(ctx, s)
			return step.Session.Stage, err
		})},
		{"take a passkey away", as(access.Coordinator, func(w *twins, s account.Session) (any, error) {
			step, _, err := w.town.Accounts.RemovePasskey(ctx, s, "oud")
			return step.Session.Stage, err
		})},
		{"new recovery codes", as(access.Coordinator, func(w *twins, s account.Session) (any, error) {
			codes, _, err := w.town.Accounts.NewRecovery(ctx, s)
			return len(codes), err
		})},
		{"end one session", as(access.Coordinator, func(w *twins, s account.Session) (any, error) {
			all, err := w.town.Accounts.Sessions(ctx, s)
			if err != nil {
				return nil, err
			}
			_, err = w.town.Accounts.Revoke(ctx, s, all[slices.IndexFunc(all, func(l account.Listed) bool { return l.ID != s.ID })].ID)
			return len(all), err
		})},
		{"sign out", as(access.Coordinator, func(w *twins, s account.Session) (any, error) {
			_, err := w.town.Accounts.SignOut(ctx, s)
			return nil, err
		})},
		{"a sign of life", func(w *twins) (any, error) {
			*w.town.Later = 2 * time.Hour
			_, err := w.town.Accounts.Session(ctx, w.town.Network.ID, w.tokens[access.Member])
			return nil, err
		}},
		{"a passkey", signInByPasskey},
		{"a provider", func(w *twins) (any, error) {
			p := account.Provider{Issuer: w.issuer, ClientID: "samenspel", ClientSecret: "s", Redirect: here + "/inloggen/oidc/terug"}
			address, ceremony, err := w.town.Accounts.BeginOIDC(ctx, w.town.Network.ID, p, nil)
			if err != nil {
				return nil, err
			}
			_, state, _ := strings.Cut(w.visit(address), "state=")
			step, _, err := w.town.Accounts.FinishOIDC(ctx, w.town.Network.ID, p, ceremony, account.Callback{Code: "c", State: state}, account.Origin{})
			return step.Session.Person, err
		}},
		{"sweep", inside(func(_ *twins, tx *db.Tx) (any, error) { return account.Sweep(ctx, tx) })},
	}}

// fillAccounts gives accounts what they can have: factors, links and sessions in every stage.
func fillAccounts(w *twins, t testing.TB) {
	today, must := testkit.Today, musts(t)
	session, err := w.town.Accounts.Session(ctx, w.town.Network.ID, w.tokens[access.Coordinator])
	must(err)
	setup, err := w.town.Accounts.BeginTOTP(ctx, session, "Samenspel")
	must(err)
	code, err := totp.GenerateCode(setup.Secret, today)
	must(err)
	step, _, err := w.town.Accounts.ConfirmTOTP(ctx, session, code)
	must(err)
	session, w.tokens[access.Coordinator], w.secrets["totp"] = step.Session, step.Token, setup.Secret
	waiting, err := w.town.Accounts.Session(ctx, w.town.Network.ID, w.tokens[access.Desk])
	must(err)
	setup, err = w.town.Accounts.BeginTOTP(ctx, waiting, "Samenspel")
	must(err)
	w.secrets["waiting"] = setup.Secret
	codes, _, err := w.town.Accounts.NewRecovery(ctx, session)
	must(err)
	w.secrets["recovery"], w.secrets["account"] = codes[0], session.Account
	half, _, err := w.town.Accounts.SignIn(ctx, w.town.Network.ID, "coordinator@hier.example", "een lange zin die niemand raadt", account.Origin{})
	must(err)
	w.secrets["half"] = half.Token
	more, _, err := w.town.Accounts.SecondRecovery(ctx, w.town.Network.ID, w.tokenOf(t, "coordinator@hier.example"), codes[1], account.Origin{})
	must(err)
	w.secrets["more"] = more.Token
	_, err = w.town.Accounts.AskLink(ctx, w.town.Network.ID, "member@hier.example", account.Origin{})
	must(err)
	letters := *w.town.Letters
	w.secrets["link"], err = w.town.Accounts.LinkToken(ctx, w.town.Network.ID, letters[len(letters)-1].Link)
	must(err)
	member, err := w.town.Accounts.Session(ctx, w.town.Network.ID, w.tokens[access.Member])
	must(err)
	w.secrets["member"] = member.Account
	w.secrets["linkid"] = letters[len(letters)-1].Link
	must(w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
		w.device.handle, err = db.One(ctx, tx, db.Value[string], `select handle from account where network_id = $1 and id = $2`, tx.Network, w.secrets["account"])
		if err != nil {
			return err
		}
		return w.fillFactors(t, tx)
	}))
}

// tokenOf gives the token of a half session.
func (w *twins) tokenOf(t testing.TB, email string) string {
	t.Helper()
	half, _, err := w.town.Accounts.SignIn(ctx, w.town.Network.ID, email, "een lange zin die niemand raadt", account.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	return half.Token
}

// fillFactors enters what only a device or a provider can bring, and what is old.
func (w *twins) fillFactors(t testing.TB, tx *db.Tx) error {
	network, now, old := tx.Network, tx.Now, tx.Now.AddDate(-1, 0, 0)
	coordinator, member := w.secrets["account"], w.secrets["member"]
	err := enter(tx,
		row{`insert into account_passkey (network_id, id, account_id, name, credential, doubted, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
			[]any{b64.EncodeToString([]byte("sleutel")), coordinator, "Telefoon " + ownMark, w.device.credential(t), false, old}},
		row{`insert into account_passkey (network_id, id, account_id, name, credential, doubted, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
			[]any{"oud", coordinator, "Oude sleutel " + ownMark, "{}", true, old}},
		row{`insert into account_identity (network_id, issuer, subject, account_id, created_at) values ($1, $2, $3, $4, $5)`, []any{w.issuer, "piet", coordinator, old}},
		row{`insert into account_ceremony (network_id, hash, kind, account_id, data, expires_at) values ($1, 'oud', 'x', $2, '{}', $3)`, []any{coordinator, old}},
		row{`insert into account_link (network_id, id, hash, account_id, purpose, created_at, expires_at) values ($1, 'oud', 'oud', $2, 'sign-in', $3, $3)`, []any{coordinator, old}},
		row{`insert into account_tally (network_id, key, failures, last_at, waits_until) values ($1, 'oud', 1, $2, $2)`, []any{old}},
		row{`insert into account_tally (network_id, key, failures, last_at, waits_until, good_at) values ($1, 'goed', 1, $2, $2, $2)`, []any{old}},
	)
	if err != nil {
		return err
	}
	var sessions [][]any
	for i := range 22 { // more than an account may have
		seen, end := now.Add(-time.Duration(i)*time.Minute), now.Add(time.Hour)
		if i == 0 {
			seen, end = old, old
		}
		sessions = append(sessions, []any{network, fmt.Sprint("oud", i), fmt.Sprint("oud", i), member, "full", "member", false, "link", "Telefoon " + ownMark, old, seen, end})
	}
	return tx.Repeat(ctx, `insert into account_session (network_id, hash, id, account_id, stage, class, strong, method, device, began_at, seen_at, idle_until, ends_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)`, sessions)
}

func accountsElsewhere(w *twins) []string {
	return append(w.others(
		other{"account", `id = ` + quote(w.secrets["account"]), set{"id": `'elders'`, "person_id": quote(w.secrets["nobody"]), "email": `'elders'`, "handle": `'elders'`}},
		other{"account_identity", `subject = 'piet'`, set{"subject": `'anders'`}},
	), `update kept_account_identity set account_id = `+quote(w.secrets["member"])+` where subject = 'piet' and `+w.elsewhere())
}

// on makes a work of an operation on the account of the coordinator, by the operator.
func on(do func(*account.Store, context.Context, access.Actor, string) (account.Event, error)) func(*twins) (any, error) {
	return func(w *twins) (any, error) {
		_, err := do(w.town.Accounts, ctx, w.town.Operator, w.secrets["account"])
		return nil, err
	}
}

// as makes a work of an operation of somebody who is signed in.
func as(role access.Role, do func(w *twins, s account.Session) (any, error)) func(*twins) (any, error) {
	return func(w *twins) (any, error) {
		session, err := w.town.Accounts.Session(ctx, w.town.Network.ID, w.tokens[role])
		if err != nil {
			return nil, err
		}
		return do(w, session)
	}
}

// device is an authenticator in software that was enrolled by fill.
type device struct {
	key    *ecdsa.PrivateKey
	handle string
}

var b64 = base64.RawURLEncoding

// credential is what the database knows of the device.
func (d device) credential(t testing.TB) string {
	t.Helper()
	point, err := d.key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	public, err := webauthncbor.Marshal(webauthncose.EC2PublicKeyData{PublicKeyData: webauthncose.PublicKeyData{KeyType: int64(webauthncose.EllipticKey),
		Algorithm: int64(webauthncose.AlgES256)}, Curve: int64(webauthncose.P256), XCoord: point[1:33], YCoord: point[33:]})
	if err != nil {
		t.Fatal(err)
	}
	return db.JSON(webauthn.Credential{ID: []byte("sleutel"), PublicKey: public})
}

func newDevice(t testing.TB) device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return device{key: key}
}

// answer signs the challenge of a sign-in.
func (d device) answer(options []byte) ([]byte, error) {
	var o struct {
		PublicKey struct{ Challenge, RpID string }
	}
	if err := json.Unmarshal(options, &o); err != nil {
		return nil, err
	}
	client := []byte(`{"type":"webauthn.get","challenge":"` + o.PublicKey.Challenge + `","origin":"https://hier.example","crossOrigin":false}`)
	site, hash := sha256.Sum256([]byte(o.PublicKey.RpID)), sha256.Sum256(client)
	data := binary.BigEndian.AppendUint32(append(site[:], 0x05), 1)
	digest := sha256.Sum256(append(bytes.Clone(data), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	id := b64.EncodeToString([]byte("sleutel"))
	return []byte(db.JSON(map[string]any{"id": id, "rawId": id, "type": "public-key", "clientExtensionResults": map[string]any{}, "response": map[string]any{
		"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(data), "signature": b64.EncodeToString(signature), "userHandle": d.handle}})), err
}

func signInByPasskey(w *twins) (any, error) {
	rp := account.RP{ID: "hier.example", Name: "Samenspel", Origin: "https://hier.example"}
	options, ceremony, err := w.town.Accounts.BeginPasskeySignIn(ctx, w.town.Network.ID, rp)
	if err != nil {
		return nil, err
	}
	defer w.lend("account_ceremony")()
	answer, err := w.device.answer(options)
	if err != nil {
		return nil, err
	}
	step, _, err := w.town.Accounts.FinishPasskeySignIn(ctx, w.town.Network.ID, rp, ceremony, answer, account.Origin{})
	return step.Session.Person, err
}
