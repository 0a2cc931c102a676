package inbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/tink-crypto/tink-go/v2/tink"
)

// Options is what a Store needs from around it.
type Options struct {
	// Key makes the hashes by which a mail and its sender are known again: at least 32 random bytes, the same in every
	// process, kept outside the database.
	Key []byte
	// Secrets gives the key set of a network, for what mails say.
	Secrets func(ctx context.Context, network string) (tink.AEAD, error)
	// Desk takes mails over. Without one every mail of a person is stuck.
	Desk Desk
}

// hash is a keyed hash of a text for one use in one network; "" for an empty text.
func (s *Store) hash(network, use, text string) string {
	if text == "" {
		return ""
	}
	mac := hmac.New(sha256.New, s.o.Key)
	mac.Write([]byte(use + "\x00" + network + "\x00" + text))
	return hex.EncodeToString(mac.Sum(nil)[:20])
}

// seal encrypts a mail, bound to its network and id.
func seal(box tink.AEAD, network, id string, raw []byte) (string, error) {
	sealed, err := box.Encrypt(raw, bound(network, id))
	return base64.RawStdEncoding.EncodeToString(sealed), err
}

func unseal(box tink.AEAD, network, id, text string) ([]byte, error) {
	sealed, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	return box.Decrypt(sealed, bound(network, id))
}

func bound(network, id string) []byte { return []byte("mail in\x00" + network + "\x00" + id) }

// mostDomain is how much of a domain is kept, in bytes.
const mostDomain = 80

// domain gives the part of an address behind the @, when it looks like one.
func domain(address string) string {
	_, text, _ := strings.Cut(strings.ToLower(address), "@")
	plain := strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' {
			return r
		}
		return -1
	}, text)
	return plain[:min(len(plain), mostDomain)]
}
