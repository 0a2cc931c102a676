package account

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// RP is the site a passkey belongs to. A network with a host name of its own has its own.
type RP struct {
	ID     string // host name, without port
	Name   string // shown by the device
	Origin string // scheme and host as the browser sends them: https://waterveen.example
}

const (
	enrolKind  = "passkey-enrol"
	signInKind = "passkey-sign-in"
	maxAnswer  = 64 << 10 // bytes of an answer of a device
	maxName    = 60       // characters of the name of a passkey
)

// library sets up the library: passkeys that the device itself can find, and that ask for a PIN or a finger, so that
// one passkey is two factors. Attestation is not asked for: we do not need to know which make of device somebody has.
func (rp RP) library() (*webauthn.WebAuthn, error) {
	return webauthn.New(&webauthn.Config{RPID: rp.ID, RPDisplayName: rp.Name, RPOrigins: []string{rp.Origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			RequireResidentKey: protocol.ResidentKeyRequired(),
			ResidentKey:        protocol.ResidentKeyRequirementRequired,
			UserVerification:   protocol.VerificationRequired,
		}})
}

// holder is an account as the library sees it.
type holder struct {
	row
	keys []passkey
}

func (h holder) WebAuthnID() []byte {
	id, err := base64.RawURLEncoding.DecodeString(h.handle)
	if err != nil {
		panic("the handle of an account is not base64url: " + err.Error()) // only this package writes it
	}
	return id
}

func (h holder) WebAuthnName() string        { return h.Email }
func (h holder) WebAuthnDisplayName() string { return h.Email }

func (h holder) WebAuthnCredentials() []webauthn.Credential {
	var all []webauthn.Credential
	for _, k := range h.keys {
		all = append(all, k.credential)
	}
	return all
}

// doubts tells whether a passkey of the account was marked.
func (h holder) doubts(id string) bool {
	for _, k := range h.keys {
		if k.ID == id {
			return k.Doubted
		}
	}
	return false
}

// BeginPasskey starts to enrol a passkey. Options is JSON for navigator.credentials.create; ceremony goes back to
// FinishPasskey with the answer.
func (s *Store) BeginPasskey(ctx context.Context, session Session, rp RP) (options []byte, ceremonyToken string, err error) {
	defer errs.Wrap(&err, "account.BeginPasskey")
	library, err := rp.library()
	if err != nil {
		return nil, "", err
	}
	err = s.db.In(ctx, session.Network, func(tx *db.Tx) error {
		a, _, err := keeper(ctx, tx, session)
		if err != nil {
			return err
		}
		h := holder{row: a}
		if h.keys, err = passkeysOf(ctx, tx, a.ID); err != nil {
			return err
		}
		creation, data, err := library.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.WebAuthnCredentials()).CredentialDescriptors()))
		if err != nil {
			return err
		}
		if options, err = json.Marshal(creation); err != nil {
			return err
		}
		ceremonyToken = secret(32)
		return insertCeremony(ctx, tx, ceremonyToken, ceremony{enrolKind, a.ID, db.JSON(data)})
	})
	return options, ceremonyToken, err
}

// FinishPasskey enrols the passkey with the answer of the device, under a name its owner knows it by. An answer that
// cannot be used is a problem with the key PasskeyWrong.
func (s *Store) FinishPasskey(ctx context.Context, session Session, rp RP, ceremonyToken, name string, answer []byte) (step Step, e Event, err error) {
	defer errs.Wrap(&err, "account.FinishPasskey")
	library, err := rp.library()
	if err != nil {
		return step, e, err
	}
	data, err := s.enrolment(ctx, session, ceremonyToken)
	if err != nil {
		return step, e, err
	}
	parsed, err := parseCreation(answer)
	if err != nil {
		return step, e, problem("passkey", PasskeyWrong)
	}
	e, err = s.own(ctx, session, ActEnrolPasskey, func(tx *db.Tx, e *Event) error {
		var codes []string
		step, err = s.change(ctx, tx, session, ActEnrolPasskey, true, func(a row) error {
			credential, err := library.CreateCredential(holder{row: a}, data, parsed)
			if err != nil {
				return problem("passkey", PasskeyWrong)
			}
			e.Detail = credentialID(credential.ID)
			if err := insertPasskey(ctx, tx, a.ID, shorten(name, maxName), *credential); err != nil {
				return err
			}
			codes, err = s.firstRecovery(ctx, tx, a)
			return err
		})
		step.Recovery = codes
		return err
	})
	return step, e, err
}

// enrolment takes the ceremony of an enrolment by this account. It is used up, also when it is not theirs.
func (s *Store) enrolment(ctx context.Context, session Session, token string) (data webauthn.SessionData, err error) {
	var c ceremony
	err = s.db.In(ctx, session.Network, func(tx *db.Tx) error {
		c, err = orNone(takeCeremony(ctx, tx, enrolKind, token))
		return err
	})
	if err != nil {
		return data, err
	}
	if c.kind == "" || c.account != session.Account {
		return data, problem("passkey", PasskeyWrong)
	}
	return data, json.Unmarshal([]byte(c.data), &data)
}

func parseCreation(answer []byte) (*protocol.ParsedCredentialCreationData, error) {
	if len(answer) > maxAnswer {
		return nil, errs.Invalid
	}
	return protocol.ParseCredentialCreationResponseBytes(answer)
}

// shorten gives at most n characters of a name, on one line.
func shorten(name string, n int) string {
	runes := []rune(strings.Join(strings.Fields(name), " "))
	return string(runes[:min(n, len(runes))])
}

// BeginPasskeySignIn starts to sign in with a passkey. Nobody says who they are first, so nothing can be told about
// who has an account. Options is JSON for navigator.credentials.get.
func (s *Store) BeginPasskeySignIn(ctx context.Context, network string, rp RP) (options []byte, ceremonyToken string, err error) {
	defer errs.Wrap(&err, "account.BeginPasskeySignIn")
	library, err := rp.library()
	if err != nil {
		return nil, "", err
	}
	assertion, data, err := library.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, "", err
	}
	if options, err = json.Marshal(assertion); err != nil {
		return nil, "", err
	}
	ceremonyToken = secret(32)
	err = s.db.In(ctx, network, func(tx *db.Tx) error {
		return insertCeremony(ctx, tx, ceremonyToken, ceremony{kind: signInKind, data: db.JSON(data)})
	})
	return options, ceremonyToken, err
}

// FinishPasskeySignIn signs in with the answer of the device. It is also how a passkey serves as the second factor: the
// session of stage Second, given as from.Token, ends.
func (s *Store) FinishPasskeySignIn(ctx context.Context, network string, rp RP, ceremonyToken string, answer []byte, from Origin) (step Step, e Event, err error) {
	defer errs.Wrap(&err, "account.FinishPasskeySignIn")
	e = s.event(network, ActSignIn, ByPasskey, from)
	library, err := rp.library()
	if err != nil {
		return step, e, err
	}
	step, err = s.conclude(ctx, &e, func(tx *db.Tx) (Step, Reason, error) {
		c, err := takeCeremony(ctx, tx, signInKind, ceremonyToken)
		if errors.Is(err, errs.NotFound) {
			return Step{}, WhyForged, nil
		}
		if err != nil {
			return Step{}, "", err
		}
		var data webauthn.SessionData
		if err := json.Unmarshal([]byte(c.data), &data); err != nil {
			return Step{}, "", err
		}
		return s.assert(ctx, tx, &e, library, data, answer, from)
	})
	return step, e, err
}

// assert checks the answer of a device and makes the session.
func (s *Store) assert(ctx context.Context, tx *db.Tx, e *Event, library *webauthn.WebAuthn, data webauthn.SessionData, answer []byte, from Origin) (Step, Reason, error) {
	if len(answer) > maxAnswer {
		return Step{}, WhyWrong, nil
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Step{}, WhyWrong, nil
	}
	h, err := findHolder(ctx, tx, parsed.Response.UserHandle)
	if err != nil {
		return Step{}, "", err
	}
	if h.ID == "" {
		return Step{}, WhyUnknown, nil
	}
	e.Account, e.Person, e.Detail = h.ID, h.Person, credentialID(parsed.RawID)
	_, credential, err := library.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return h, nil }, data, parsed)
	if err != nil {
		return Step{}, WhyWrong, nil
	}
	doubted := credential.Authenticator.CloneWarning || h.doubts(e.Detail)
	if err := updatePasskey(ctx, tx, *credential, doubted); err != nil {
		return Step{}, "", err
	}
	switch {
	case doubted:
		return Step{}, WhyCloned, nil
	case h.State != Active:
		return Step{}, WhyState, nil
	}
	step, err := s.admit(ctx, tx, h.row, ByPasskey, true, from)
	return step, "", err
}

// findHolder gives the account an authenticator knows by a handle, with its passkeys; an empty one when there is none.
func findHolder(ctx context.Context, tx *db.Tx, handle []byte) (h holder, err error) {
	if h.row, err = byHandle(ctx, tx, base64.RawURLEncoding.EncodeToString(handle)); err != nil || h.ID == "" {
		return h, err
	}
	h.keys, err = passkeysOf(ctx, tx, h.ID)
	return h, err
}
