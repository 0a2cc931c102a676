package account

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"

	"samenspel/internal/access"
	"samenspel/internal/errs"
)

// authenticator is one in software: one key, ES256, with a counter.
type authenticator struct {
	t       *testing.T
	key     *ecdsa.PrivateKey
	id      []byte
	handle  []byte
	counter uint32
	origin  string
	flags   byte // present and verified, unless a test says otherwise
}

const presentAndVerified = 0x01 | 0x04

func newAuthenticator(t *testing.T) *authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	return &authenticator{t: t, key: key, id: random(32), origin: site.Origin, flags: presentAndVerified}
}

var b64 = base64.RawURLEncoding

// data is what an authenticator signs: hash of the site, flags, counter.
func (a *authenticator) data(rpID string, flags byte) []byte {
	a.counter++
	sum := sha256.Sum256([]byte(rpID))
	return binary.BigEndian.AppendUint32(append(sum[:], flags), a.counter)
}

func (a *authenticator) client(kind, challenge string) []byte {
	text, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.origin, "crossOrigin": false})
	must(a.t, err)
	return text
}

func (a *authenticator) answer(response map[string]any) []byte {
	text, err := json.Marshal(map[string]any{"id": b64.EncodeToString(a.id), "rawId": b64.EncodeToString(a.id), "type": "public-key",
		"authenticatorAttachment": "platform", "clientExtensionResults": map[string]any{}, "response": response})
	must(a.t, err)
	return text
}

// create answers navigator.credentials.create.
func (a *authenticator) create(options []byte) []byte {
	a.t.Helper()
	var o struct {
		PublicKey struct {
			Challenge string
			RP        struct{ ID string }
			User      struct{ ID string }
		}
	}
	must(a.t, json.Unmarshal(options, &o))
	var err error
	a.handle, err = b64.DecodeString(o.PublicKey.User.ID)
	must(a.t, err)
	public, err := a.key.PublicKey.Bytes() // 04, x, y
	must(a.t, err)
	key, err := webauthncbor.Marshal(webauthncose.EC2PublicKeyData{
		PublicKeyData: webauthncose.PublicKeyData{KeyType: int64(webauthncose.EllipticKey), Algorithm: int64(webauthncose.AlgES256)},
		Curve:         int64(webauthncose.P256), XCoord: public[1:33], YCoord: public[33:]})
	must(a.t, err)
	data := append(a.data(o.PublicKey.RP.ID, a.flags|0x40), make([]byte, 16)...)
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(a.id))), a.id...)
	object, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": append(data, key...)})
	must(a.t, err)
	return a.answer(map[string]any{"clientDataJSON": b64.EncodeToString(a.client("webauthn.create", o.PublicKey.Challenge)),
		"attestationObject": b64.EncodeToString(object), "transports": []string{"internal"}})
}

// get answers navigator.credentials.get.
func (a *authenticator) get(options []byte) []byte {
	a.t.Helper()
	var o struct {
		PublicKey struct{ Challenge, RpID string }
	}
	must(a.t, json.Unmarshal(options, &o))
	client, data := a.client("webauthn.get", o.PublicKey.Challenge), a.data(o.PublicKey.RpID, a.flags)
	hash := sha256.Sum256(client)
	signed := sha256.Sum256(append(bytes.Clone(data), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, signed[:])
	must(a.t, err)
	return a.answer(map[string]any{"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(data),
		"signature": b64.EncodeToString(signature), "userHandle": b64.EncodeToString(a.handle)})
}

func (w *world) enrol(session Session, a *authenticator) Step {
	w.t.Helper()
	options, ceremony, err := w.store.BeginPasskey(ctx, session, site)
	must(w.t, err)
	w.pass(time.Second)
	step, e, err := w.store.FinishPasskey(ctx, session, site, ceremony, " mijn \n telefoon ", a.create(options))
	must(w.t, err)
	w.recorded(e)
	return step
}

func (w *world) bySite(rp RP, a *authenticator, from Origin) (Step, Event, error) {
	w.t.Helper()
	options, ceremony, err := w.store.BeginPasskeySignIn(ctx, w.nets[0], rp)
	must(w.t, err)
	return w.store.FinishPasskeySignIn(ctx, w.nets[0], rp, ceremony, a.get(options), from)
}

func TestPasskeys(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.give("anna", access.Ambassador)
		step := w.invite(0, "anna")
		phone, key := newAuthenticator(t), newAuthenticator(t)
		step = w.enrol(step.Session, phone)
		if step.Session.Stage != Full || !step.Session.Strong || len(step.Recovery) != 10 {
			t.Fatalf("with a passkey: %+v", step.Session)
		}
		step = w.enrol(step.Session, key)
		if len(step.Recovery) != 0 {
			t.Error("recovery codes again")
		}
		in, e, err := w.bySite(site, phone, home)
		must(t, err)
		w.recorded(e)
		if in.Session.Stage != Full || !in.Session.Strong || in.Session.Method != ByPasskey {
			t.Errorf("signed in: %+v", in.Session)
		}
		own, err := w.store.Own(ctx, in.Session)
		must(t, err)
		if len(own.Passkeys) != 2 || own.Passkeys[0].Name != "mijn telefoon" || own.Passkeys[0].Used == nil || own.Passkeys[1].Used != nil {
			t.Errorf("passkeys: %+v", own.Passkeys)
		}
		in, _, err = w.store.RemovePasskey(ctx, in.Session, credentialID(phone.id))
		must(t, err)
		_, _, err = w.store.RemovePasskey(ctx, in.Session, credentialID(key.id))
		is(t, "the last passkey of an ambassador", err, LastFactor)
		is(t, "no such passkey", second2(w.store.RemovePasskey(ctx, in.Session, "x")), errs.NotFound)
		_, e, err = w.bySite(site, phone, home)
		is(t, "a passkey that was removed", err, Refused)
		because(t, "a passkey that was removed", e, WhyWrong)
		must(t, second2(w.bySite(site, key, home)))
	})
}

func TestAPasskeyIsTheSecondFactorToo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		phone := newAuthenticator(t)
		w.enrol(w.member("anna").Session, phone)
		half, _, err := w.signIn("anna", goodPassword, home)
		must(t, err)
		if half.Session.Stage != Second {
			t.Fatalf("after the password: %+v", half.Session)
		}
		_, e, err := w.store.SecondCode(ctx, w.nets[0], half.Token, "000000", home)
		is(t, "a code without an app", err, Refused)
		because(t, "a code without an app", e, WhyWrong)
		from := home
		from.Token = half.Token
		must(t, second2(w.bySite(site, phone, from)))
		is(t, "the half session", second(w.store.Pending(ctx, w.nets[0], half.Token)), SignedOut)
	})
}

func TestPasskeysThatAreNotTaken(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		phone := newAuthenticator(t)
		step := w.enrol(w.invite(0, "anna").Session, phone)
		elsewhere := RP{ID: "elders.example", Name: "x", Origin: "https://elders.example"}
		for what, do := range map[string]func(a *authenticator) (Step, Event, error){
			"another origin": func(a *authenticator) (Step, Event, error) {
				a.origin = elsewhere.Origin
				return w.bySite(site, a, home)
			},
			"another site": func(a *authenticator) (Step, Event, error) { return w.bySite(elsewhere, a, home) },
			"no finger":    func(a *authenticator) (Step, Event, error) { a.flags = 0x01; return w.bySite(site, a, home) },
			"another key": func(a *authenticator) (Step, Event, error) {
				a.key = newAuthenticator(t).key
				return w.bySite(site, a, home)
			},
			"another id":     func(a *authenticator) (Step, Event, error) { a.id = random(32); return w.bySite(site, a, home) },
			"unknown handle": func(a *authenticator) (Step, Event, error) { a.handle = random(32); return w.bySite(site, a, home) },
		} {
			copied := *phone
			copied.counter += 10
			_, e, err := do(&copied)
			is(t, what, err, Refused)
			if e.Done || e.Reason != WhyWrong && e.Reason != WhyUnknown {
				t.Errorf("%s: %+v", what, e)
			}
		}
		phone.counter += 20
		options, ceremony, err := w.store.BeginPasskeySignIn(ctx, w.nets[0], site)
		must(t, err)
		answer := phone.get(options)
		is(t, "an answer elsewhere", second2(w.store.FinishPasskeySignIn(ctx, w.nets[1], site, ceremony, answer, home)), Refused)
		must(t, second2(w.store.FinishPasskeySignIn(ctx, w.nets[0], site, ceremony, answer, home)))
		_, e, err := w.store.FinishPasskeySignIn(ctx, w.nets[0], site, ceremony, answer, home)
		is(t, "an answer again", err, Refused)
		because(t, "an answer again", e, WhyForged)
		for _, broken := range []string{"", "{}", "null", strings.Repeat("[", 70_000), `{"id":"AA","rawId":"AA","type":"public-key","response":{}}`} {
			_, ceremony, err := w.store.BeginPasskeySignIn(ctx, w.nets[0], site)
			must(t, err)
			is(t, "a broken answer", second2(w.store.FinishPasskeySignIn(ctx, w.nets[0], site, ceremony, []byte(broken), home)), Refused)
		}
		options, ceremony, err = w.store.BeginPasskeySignIn(ctx, w.nets[0], site)
		must(t, err)
		answer = phone.get(options)
		w.pass(ceremonyFor)
		is(t, "an answer too late", second2(w.store.FinishPasskeySignIn(ctx, w.nets[0], site, ceremony, answer, home)), Refused)
		must(t, second(w.store.Suspend(ctx, w.operator(0), step.Session.Account)))
		_, e, err = w.bySite(site, phone, home)
		is(t, "who is suspended", err, Refused)
		because(t, "who is suspended", e, WhyState)
	})
}

func TestACopiedPasskey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		phone := newAuthenticator(t)
		codes := w.enrol(w.invite(0, "anna").Session, phone).Recovery
		copied := *phone
		for range 3 {
			must(t, second2(w.bySite(site, phone, home)))
		}
		_, e, err := w.bySite(site, &copied, cafe)
		is(t, "a copy", err, Refused)
		because(t, "a copy", e, WhyCloned)
		_, e, err = w.bySite(site, phone, home)
		is(t, "what was copied", err, Refused)
		because(t, "what was copied", e, WhyCloned)
		must(t, second(w.store.AskLink(ctx, w.nets[0], "anna@post.example", home)))
		step, _, err := w.store.Use(ctx, w.nets[0], w.letter(), home)
		must(t, err)
		if step.Session.Stage != Second {
			t.Errorf("a link after a copy gives %+v", step.Session)
		}
		step, _, err = w.store.SecondRecovery(ctx, w.nets[0], step.Token, codes[0], home)
		must(t, err)
		own, err := w.store.Own(ctx, step.Session)
		must(t, err)
		if step.Session.Stage != Full || !own.Passkeys[0].Doubted {
			t.Errorf("after a copy: %+v, %+v", step.Session, own.Passkeys)
		}
	})
}

func TestEnrollingPasskeysThatCannotBe(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		step, other := w.invite(0, "anna"), w.invite(0, "bram")
		phone := newAuthenticator(t)
		options, ceremony, err := w.store.BeginPasskey(ctx, step.Session, site)
		must(t, err)
		answer := phone.create(options)
		_, _, err = w.store.FinishPasskey(ctx, other.Session, site, ceremony, "x", answer)
		says(t, "the ceremony of another", err, PasskeyWrong)
		_, _, err = w.store.FinishPasskey(ctx, step.Session, site, ceremony, "x", answer)
		says(t, "a ceremony that was used", err, PasskeyWrong)
		for what, spoil := range map[string]func(a *authenticator){
			"another origin": func(a *authenticator) { a.origin = "https://veen.example.evil" },
			"no finger":      func(a *authenticator) { a.flags = 0x01 },
		} {
			a := newAuthenticator(t)
			spoil(a)
			options, ceremony, err := w.store.BeginPasskey(ctx, step.Session, site)
			must(t, err)
			_, _, err = w.store.FinishPasskey(ctx, step.Session, site, ceremony, "x", a.create(options))
			says(t, what, err, PasskeyWrong)
		}
		step = w.enrol(step.Session, phone)
		options, ceremony, err = w.store.BeginPasskey(ctx, other.Session, site)
		must(t, err)
		_, _, err = w.store.FinishPasskey(ctx, other.Session, site, ceremony, "x", phone.create(options))
		is(t, "one passkey for two accounts", err, errs.Conflict)
		w.pass(freshFor + time.Second)
		_, _, err = w.store.BeginPasskey(ctx, step.Session, site)
		is(t, "a passkey after a while", err, Stale)
	})
}
