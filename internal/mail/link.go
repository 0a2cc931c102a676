package mail

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// mac is a keyed hash of a list of texts. Lengths go in too, so that no two lists are alike.
func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, part := range parts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(part)))
		h.Write(n[:])
		h.Write([]byte(part))
	}
	return h.Sum(nil)
}

const linkBytes = 20 // 160 bits

// Sign gives the token of a link: 27 characters that need no escaping in an address. It holds for one object, one
// recipient and one purpose, as long as the generation of the object is the same. The object must be named with its
// network and its kind.
func Sign(key []byte, object, recipient, purpose string, generation int) string {
	return base64.RawURLEncoding.EncodeToString(mac(key, "link", object, recipient, purpose, strconv.Itoa(generation))[:linkBytes])
}

// Verify tells whether a token is the one that Sign gives. It takes as long for a wrong token as for the right one.
func Verify(key []byte, token, object, recipient, purpose string, generation int) bool {
	return hmac.Equal([]byte(token), []byte(Sign(key, object, recipient, purpose, generation)))
}

const replyBytes = 16 // 128 bits: with the id it fits in the part of an address before the @

// Some servers write addresses in lower case, so these have no other.
var lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// ReplyToken gives the token of the addresses to which answers to a message go: its id and a proof.
func ReplyToken(key []byte, network, id string) (string, error) {
	bits, err := uuid.Parse(id)
	if err != nil {
		return "", err
	}
	return lower.EncodeToString(append(bits[:], mac(key, "reply", network, id)[:replyBytes]...)), nil
}

// ReadReplyToken gives the id of the message to which an answer or a bounce belongs that came in at an address with
// this token, and false for a token that was not made here for this network.
func ReadReplyToken(key []byte, network, token string) (id string, ok bool) {
	bits, err := lower.DecodeString(strings.ToLower(token))
	if err != nil || len(bits) != 16+replyBytes {
		return "", false
	}
	id = uuid.UUID(bits[:16]).String()
	return id, hmac.Equal(bits[16:], mac(key, "reply", network, id)[:replyBytes])
}
