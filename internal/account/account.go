package account

import (
	"net/mail"
	"net/netip"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"samenspel/internal/access"
	"samenspel/internal/errs"
)

// State is where an account is in its life.
type State string

// The states.
const (
	Invited   State = "invited"   // nobody has proven yet that the address is theirs
	Active    State = "active"    // can sign in
	Suspended State = "suspended" // cannot, until an administrator resumes it
	Removed   State = "removed"   // never again; nothing is left but its id and dates
)

// moves are the arrows of the drawing in doc.go.
var moves = map[State][]State{
	Invited:   {Active, Removed},
	Active:    {Suspended, Removed},
	Suspended: {Active, Removed},
}

// canBecome tells whether there is an arrow from a state to another.
func (s State) canBecome(next State) bool { return slices.Contains(moves[s], next) }

// Account is what an administrator sees of an account: states, never secrets.
type Account struct {
	ID       string
	Person   string // id; "" once removed
	Email    string // case-folded; "" once removed
	State    State
	Password bool // has one
	TOTP     bool // an authenticator app is enrolled
	Passkeys int  // that are taken
	Doubted  int  // passkeys that are no longer taken, because somebody may hold a copy
	Linked   int  // identities at providers
	Version  int64
	Created  time.Time
	Seen     time.Time // day of the last sign of life of a session that still stands; zero = none
}

// second tells whether a second factor was enrolled. A passkey that is doubted counts: doubt opens no door.
func (a Account) second() bool { return a.TOTP || a.Passkeys+a.Doubted > 0 }

// ready tells whether the credentials are enough for a role that needs a second factor.
func (a Account) ready() bool { return a.Passkeys > 0 || a.TOTP && (a.Password || a.Linked > 0) }

// NeedsSecondFactor tells whether one of the roles may only be exercised after a passkey, or a password and a code.
func NeedsSecondFactor(roles []access.Role) bool { return has(roles, twoFactor) }

var twoFactor = []access.Role{access.Coordinator, access.Administrator, access.Ambassador, access.Desk, access.PrivacyOfficer}

// protected are further roles that see what people told us, and so get the short sessions.
var protected = []access.Role{access.Liaison, access.SocialBroker, access.Host}

func has(roles, among []access.Role) bool {
	return slices.ContainsFunc(roles, func(r access.Role) bool { return slices.Contains(among, r) })
}

// Stage says what a session is good for.
type Stage string

// The stages.
const (
	Second Stage = "second" // the first factor is proven, the second is awaited: good for that only
	Enrol  Stage = "enrol"  // the roles ask for factors that are not there yet: good for enrolling them only
	Full   Stage = "full"   // signed in
)

// next decides what comes after a proof. A factor that is enrolled is always asked for, whatever the role: nothing
// that arrives by mail goes around it. Who needs two factors and has those of a provider only, goes by the provider.
func next(needs bool, a Account, by Method, strong bool) Stage {
	switch {
	case !strong && a.second():
		return Second
	case !needs:
		return Full
	case strong && (by == ByOIDC || a.ready()):
		return Full
	case !strong && by != ByOIDC && a.Linked > 0:
		return Second
	}
	return Enrol
}

// Origin is where a request comes from.
type Origin struct {
	IP    netip.Addr
	Agent string // the User-Agent header; only the family of the browser is kept
	Token string // the token the browser holds now, if any: it ends when a new one is given
}

// prefix is what failures are counted by: a /24 of IPv4, a /48 of IPv6.
func (o Origin) prefix() string {
	ip := o.IP.Unmap().WithZone("")
	bits := 48
	if ip.Is4() {
		bits = 24
	}
	p, _ := ip.Prefix(bits)
	if !p.IsValid() {
		return "unknown"
	}
	return p.String()
}

// families of browsers, the most particular first: nearly all of them also call themselves Chrome or Safari.
var families = []struct{ mark, name string }{
	{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Vivaldi", "Vivaldi"},
	{"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chromium", "Chromium"}, {"Chrome", "Chrome"}, {"Safari", "Safari"},
}

// device gives the family of a browser, or "".
func device(agent string) string {
	for _, f := range families {
		if strings.Contains(agent, f.mark) {
			return f.name
		}
	}
	return ""
}

// fold gives the form under which an address is stored and looked up.
func fold(email string) string {
	return strings.ToLower(norm.NFC.String(strings.TrimSpace(email)))
}

// checkEmail gives the folded form of an address that mail can be sent to.
func checkEmail(email string) (string, error) {
	folded := fold(email)
	parsed, err := mail.ParseAddress(folded)
	if err != nil || parsed.Address != folded || len(folded) > 254 {
		return "", errs.Problems{{Column: "email", Text: EmailWrong}}
	}
	return folded, nil
}

// Keys of messages: the Text of a problem in the input of a person. Catalogues have a sentence for each.
const (
	EmailWrong      = "account.email.wrong"       // this is not an e-mail address
	PasswordShort   = "account.password.short"    // fewer than 12 characters
	PasswordLong    = "account.password.long"     // more than 128 characters
	PasswordCommon  = "account.password.common"   // on the list of common passwords, or nearly
	PasswordAboutUs = "account.password.about-us" // holds the address or the name of the network
	CodeWrong       = "account.code.wrong"        // the code is not right
	PasskeyWrong    = "account.passkey.wrong"     // the device gave an answer that cannot be used
)

// Messages are all keys above.
var Messages = []string{EmailWrong, PasswordShort, PasswordLong, PasswordCommon, PasswordAboutUs, CodeWrong, PasskeyWrong}

func problem(column, key string) error { return errs.Problems{{Column: column, Text: key}} }
