package desk

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// NewRequest gives the number of a form that is shown at a moment: by it the same form twice makes one enquiry. It says
// when it was made, and cannot be made elsewhere.
func (s *Store) NewRequest(now time.Time) string {
	random := make([]byte, 12)
	_, _ = rand.Read(random) // never fails
	text := strconv.FormatInt(now.UnixMilli(), 36) + "." + base64.RawURLEncoding.EncodeToString(random)
	return text + "." + s.stamp(text)
}

func (s *Store) stamp(text string) string {
	mac := hmac.New(sha256.New, s.o.Key)
	mac.Write([]byte("request\x00" + text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:12])
}

// RequestAge tells how long ago the number of a form was made; ok is false for one that was not made here.
func (s *Store) RequestAge(request string, now time.Time) (age time.Duration, ok bool) {
	at := strings.LastIndexByte(request, '.')
	if at < 0 || !hmac.Equal([]byte(request[at+1:]), []byte(s.stamp(request[:at]))) {
		return 0, false
	}
	began, _, _ := strings.Cut(request, ".")
	millis, err := strconv.ParseInt(began, 36, 64)
	return now.Sub(time.UnixMilli(millis)), err == nil
}
