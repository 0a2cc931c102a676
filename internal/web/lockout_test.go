package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/web"
)

// TestLockingOutGoesByTheVisitorBehindAProxy guesses a password through the proxy: the one who guessed must wait, and
// the owner of the account, who comes through the same proxy, need not. Nobody escapes by making up an address.
func TestLockingOutGoesByTheVisitorBehindAProxy(t *testing.T) {
	w := withStaff(t, access.Administrator)
	h := w.Web(t, web.Options{HTTPS: true, Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}, nil)
	signIn := func(remote, forwarded, password string) int {
		form := url.Values{"email": {"administrator@veen.example"}, "password": {password}}
		r := httptest.NewRequest(http.MethodPost, "https://localhost/inloggen", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-For", forwarded)
		r.RemoteAddr = remote
		recorder := httptest.NewRecorder()
		h.ServeHTTP(recorder, r)
		return recorder.Code
	}
	const right, proxy, direct = "een lange zin die niemand raadt", "127.0.0.1:1", "198.51.100.9:1"
	for _, remote := range []string{proxy, direct} { // an attacker behind the proxy, and one beside it
		for range 6 {
			signIn(remote, "203.0.113.9", "geraden")
		}
	}
	for _, c := range []struct {
		name, remote, forwarded string
		want                    int
	}{
		{"who guessed behind the proxy", proxy, "203.0.113.9", http.StatusUnprocessableEntity},
		{"and makes up an address", proxy, "192.0.2.50, 203.0.113.9", http.StatusUnprocessableEntity},
		{"who guessed without the proxy, with an address made up", direct, "192.0.2.51", http.StatusUnprocessableEntity},
		{"the owner behind the same proxy", proxy, "192.0.2.7", http.StatusSeeOther},
	} {
		if got := signIn(c.remote, c.forwarded, right); got != c.want {
			t.Errorf("%s: the right password answers %d, want %d", c.name, got, c.want)
		}
	}
}
