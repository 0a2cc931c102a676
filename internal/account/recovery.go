package account

import (
	"crypto/rand"
	"strings"
)

const (
	recoveryCodes   = 10
	recoveryLetters = "0123456789abcdefghjkmnpqrstvwxyz" // 32, without the look-alikes i, l, o and u
	recoveryLength  = 16                                 // of 5 bits each
)

// newRecovery gives ten codes of 80 random bits, written as xxxx-xxxx-xxxx-xxxx.
func newRecovery() []string {
	codes := make([]string, recoveryCodes)
	for i := range codes {
		b := make([]byte, recoveryLength)
		_, _ = rand.Read(b) // never fails: the program stops first
		var text strings.Builder
		for j, v := range b {
			if j > 0 && j%4 == 0 {
				text.WriteByte('-')
			}
			text.WriteByte(recoveryLetters[v%32])
		}
		codes[i] = text.String()
	}
	return codes
}

var lookAlikes = strings.NewReplacer("o", "0", "i", "1", "l", "1", "-", "", " ", "")

// plainRecovery gives the form of a code that is hashed: as a person may type it, with or without hyphens, capitals
// and look-alikes.
func plainRecovery(code string) string { return lookAlikes.Replace(strings.ToLower(code)) }

// hashRecovery is the form in which a code is stored.
func (k keyring) hashRecovery(network, account, code string) string {
	return k.hash("recovery", network, account, plainRecovery(code))
}
