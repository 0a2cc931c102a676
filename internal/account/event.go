package account

import "time"

// Act is what was done, or tried.
type Act string

// The acts.
const (
	ActSignIn        Act = "sign-in"
	ActSecondFactor  Act = "second-factor"
	ActSignOut       Act = "sign-out"
	ActRevoke        Act = "session-revoked"
	ActRenew         Act = "session-renewed"
	ActInvite        Act = "account-invited"
	ActSuspend       Act = "account-suspended"
	ActResume        Act = "account-resumed"
	ActRemove        Act = "account-removed"
	ActReset         Act = "factors-reset"
	ActChangeEmail   Act = "email-changed"
	ActAskLink       Act = "link-asked"
	ActSetPassword   Act = "password-set"
	ActEnrolTOTP     Act = "totp-enrolled"
	ActRemoveTOTP    Act = "totp-removed"
	ActEnrolPasskey  Act = "passkey-enrolled"
	ActRemovePasskey Act = "passkey-removed"
	ActRecovery      Act = "recovery-codes-made"
	ActLinkIdentity  Act = "identity-linked"

	ActUnlinkIdentity Act = "identity-unlinked"
)

// Method is how somebody proved who they are.
type Method string

// The methods.
const (
	ByPassword Method = "password"
	ByLink     Method = "link"
	ByTOTP     Method = "totp"
	ByRecovery Method = "recovery-code"
	ByPasskey  Method = "passkey"
	ByOIDC     Method = "oidc"
)

// Reason is why something was refused. It is for the trace and never for the person who tried.
type Reason string

// The reasons.
const (
	WhyUnknown   Reason = "unknown"    // no such account, identity, passkey or link
	WhyWrong     Reason = "wrong"      // password, code or answer does not fit
	WhyWaiting   Reason = "waiting"    // too many failures from there: not even looked at
	WhyState     Reason = "state"      // the account is not active
	WhyUsed      Reason = "used"       // link, code or answer was used before
	WhyExpired   Reason = "expired"    // link, token or ceremony is too old
	WhyCloned    Reason = "cloned"     // the counter of a passkey went back
	WhyForged    Reason = "forged"     // state, nonce or ceremony is not ours
	WhyToken     Reason = "token"      // the provider's token does not hold: signature, issuer, audience, time
	WhyDenied    Reason = "denied"     // the provider, or the person there, said no
	WhyProvider  Reason = "provider"   // the provider does not answer
	WhyFrequency Reason = "often"      // asked too often
	WhyOverload  Reason = "overloaded" // too many sign-ins at once
)

// Event says what happened, for one line of the trace. It holds no secret, no address and no token.
type Event struct {
	At      time.Time
	Network string
	Account string // id; "" when nobody was recognised
	Person  string // id of the person whose account it is
	By      string // id of the person who did it to the account of another; "" when they did it themselves
	Act     Act
	Method  Method
	Done    bool
	Reason  Reason // set when not Done
	Detail  string // ids and fixed words only: a session, a passkey, a provider
	Source  string // keyed hash of the network prefix it came from
}

// Letter is a mail to write: a link, or a notice about a change. The link itself is made when the mail is sent, by
// Store.LinkToken, so that no secret lies in an outbox.
type Letter struct {
	Kind    LetterKind
	To      string
	Account string
	Person  string
	Link    string    // id of the link; "" in a notice
	Expires time.Time // of the link
	About   Act       // in a notice: what changed
}

// LetterKind is what a letter is for.
type LetterKind string

// The kinds of letters.
const (
	LetterInvitation LetterKind = "invitation"
	LetterSignIn     LetterKind = "sign-in"
	LetterNotice     LetterKind = "notice"
)
