package account

import (
	"crypto/subtle"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

const (
	totpPeriod = 30 // seconds
	totpSkew   = 1  // steps to either side
)

var totpForm = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// TOTPSetup is what a person puts into their authenticator app.
type TOTPSetup struct {
	Secret string // base32, to type over
	URL    string // otpauth://…, to show as a QR code
}

// newTOTP makes a secret of 160 bits. Issuer and email are what the app shows.
func newTOTP(issuer, email string) (TOTPSetup, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: strings.ReplaceAll(issuer, ":", " "), AccountName: email, SecretSize: 20})
	if err != nil {
		return TOTPSetup{}, err
	}
	return TOTPSetup{Secret: key.Secret(), URL: key.URL()}, nil
}

// stepOf gives the step of time a code belongs to, from one before to one after now. It looks at every step, so that
// the time it takes says nothing.
func stepOf(secret, code string, now time.Time) (step int64, ok bool) {
	code = strings.Map(digitsOnly, code)
	current := now.Unix() / totpPeriod
	for at := current - totpSkew; at <= current+totpSkew; at++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(at), totpForm)
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, ok = at, true
		}
	}
	return step, ok
}

// digitsOnly drops the spaces that apps show within a code; anything else stays, and makes the code wrong.
func digitsOnly(r rune) rune {
	if r == ' ' || r == '\u00a0' {
		return -1
	}
	return r
}
