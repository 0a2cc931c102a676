// Package account holds accounts: who can sign in to a network, and how they prove who they are.
//
// # Model
//
//	account ──< passkey, recovery code, identity at a provider, link, session
//
// An account belongs to one network and to one person of package people. Its address is unique in the network, in
// folded case. Whoever is active in two networks has two accounts, and neither knows of the other.
//
//	          link used            suspend
//	invited ─────────────▶ active ◀────────▶ suspended
//	   │                     │      resume      │
//	   └─────────────────────┼──────────────────┘
//	                         ▼ remove
//	                      removed     (only id and dates are left)
//
// # Proofs and sessions
//
// A sign-in proves a first factor: password, link in a mail, or identity provider. A passkey asks for a PIN or a finger
// and so is two factors at once. What follows depends on the roles of the person and on what is enrolled:
//
//	                    ┌──▶ second ── code, recovery code, passkey ────┐
//	first factor ───────┤      (a factor is enrolled)                   ▼
//	                    ├──▶ enrol ─── password + code, or passkey ──▶ full
//	                    │      (the roles need one that is not there)   ▲
//	                    └───────────────────────────────────────────────┘
//
// Each is a session with a token of 256 random bits, of which only the hash is stored; each step gives a new token, and
// what the browser held before ends. Only a full session is a sign-in. Coordinator, administrator, ambassador, desk and
// privacy officer need a passkey, or a password and a code, or a provider that says it asked for a second factor
// (NeedsSecondFactor, Provider.Strong). A factor that is enrolled is asked for whatever the role: a link in a mail
// replaces the password and never the second factor, and nobody enrols a new factor without the old one. A recovery
// code stands in for the second factor, once. Who lost every factor is recognised by an administrator, who resets them.
//
// Sessions of people who see protected data end after 30 minutes without a request, and after 12 hours; those of others
// after 14 and 90 days. The roles of a person change by date while a session stands: the surface compares them at each
// request (Session.Enough) and goes on with Renew. Credentials can be changed for 15 minutes after signing in, and each
// change ends the other sessions and tells the owner by mail.
//
// # Secrets
//
// Passwords: argon2id, 19 MiB, 2 passes, a few at a time; made again at sign-in when the cost has changed. Codes of the
// app: ±30 seconds, each step of time once; the secret is sealed with the key set of the network and bound to network
// and account. Recovery codes: keyed hash, once. Links: derived from a key outside the database when the mail is sent,
// stored as a hash, once, 15 minutes (an invitation 7 days); looking at one (Peek) is not using it (Use). Identity
// providers: code flow with PKCE, state and nonce; the identity is issuer and subject, never an address; groups are
// handed to Options.Follow at each sign-in, and when the identity is taken away, and give no right by themselves.
//
// # Failures
//
// An unknown address, a wrong password, a wait and an account that is not active give the same error after the same
// work. The Event tells them apart, for the trace.
//
// Failures slow down, and do not lock out. They are counted by keyed hashes, in four places, and an attempt counts as
// failed before it is looked at:
//
//	one address from one prefix (/24, /48)   5 free, then 30 s, doubling to 15 min
//	one address from all prefixes          100 free, then 5 s, doubling to 1 min    only where it never signed in from
//	all addresses from one prefix           50 free, then 1 s, doubling to 1 min    only where it never signed in from
//	the whole network                      500 free, then a pause of 2 s            only where it never signed in from
//
// An attempt that has to wait counts nowhere, so that nobody makes the wait longer by trying. An attacker elsewhere
// cannot delay an owner at a place from which they signed in in the last 90 days; at a new place the owner waits at most
// a minute. An attacker within the prefix of the owner can hold up the owner's password for 15 minutes at a time:
// passkey, link and provider stay open. Codes of the second factor are counted in the same way, apart.
//
// # What it does not do
//
// It knows no cookies and no pages: a session is a token for the surface to set. It gives no rights: roles come from
// people, what they may from access. It writes no trace and sends no mail itself: Options has the hooks, called in the
// transaction of what they tell about. It does not keep track of devices beyond the family of the browser, and asks no
// service outside whether a password has leaked.
package account
