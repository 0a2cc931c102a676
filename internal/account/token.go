package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
)

// secret gives n random bytes as text for addresses and cookies.
func secret(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: the program stops first
	return base64.RawURLEncoding.EncodeToString(b)
}

// digest is the form in which a token of 256 random bits is stored.
func digest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// keyring derives from one key what is needed to make links and to hash what must not be read back.
type keyring []byte

// mac is a keyed hash of a list of texts, for one use. Lengths are hashed too, so that no two lists are alike.
func (k keyring) mac(use string, parts ...string) []byte {
	h := hmac.New(sha256.New, k)
	for _, part := range append([]string{use}, parts...) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(part)))
		h.Write(n[:])
		h.Write([]byte(part))
	}
	return h.Sum(nil)
}

// hash is mac as text.
func (k keyring) hash(use string, parts ...string) string {
	return hex.EncodeToString(k.mac(use, parts...))
}

// link gives the token of a link: derived, so that it can be written into a mail when that is sent, and not before.
func (k keyring) link(network, id string) string {
	return base64.RawURLEncoding.EncodeToString(k.mac("link", network, id))
}
