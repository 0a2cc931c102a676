package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"pgregory.net/rapid"
)

var ourProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}

func TestWhereAVisitorComesFrom(t *testing.T) {
	for _, c := range []struct {
		name, remote string
		forwarded    []string
		want         string
	}{
		{"no proxy", "192.0.2.7:1", nil, "192.0.2.7:1"},
		{"no proxy, forged", "192.0.2.7:1", []string{"203.0.113.9"}, "192.0.2.7:1"},
		{"our proxy", "127.0.0.1:1", []string{"192.0.2.7"}, "192.0.2.7:0"},
		{"our proxy, and it says nothing", "127.0.0.1:1", nil, "127.0.0.1:1"},
		{"our proxy, forged before it", "127.0.0.1:1", []string{"203.0.113.9, 192.0.2.7"}, "192.0.2.7:0"},
		{"our proxy, forged as one of ours", "127.0.0.1:1", []string{"203.0.113.9, 10.9.9.9, 192.0.2.7"}, "192.0.2.7:0"},
		{"two of ours", "127.0.0.1:1", []string{"203.0.113.9, 192.0.2.7, 10.1.1.1"}, "192.0.2.7:0"},
		{"in two headers", "127.0.0.1:1", []string{"203.0.113.9", "192.0.2.7"}, "192.0.2.7:0"},
		{"with a port", "127.0.0.1:1", []string{"192.0.2.7:4711"}, "192.0.2.7:0"},
		{"version 6", "[fd00::1]:1", []string{"2001:db8::7"}, "[2001:db8::7]:0"},
		{"version 6 with a port", "127.0.0.1:1", []string{"[2001:db8::7]:4711"}, "[2001:db8::7]:0"},
		{"version 4 within 6", "[::ffff:127.0.0.1]:1", []string{"::ffff:192.0.2.7"}, "192.0.2.7:0"},
		{"nonsense", "127.0.0.1:1", []string{"203.0.113.9, unknown"}, "127.0.0.1:1"},
		{"empty", "127.0.0.1:1", []string{"203.0.113.9,"}, "127.0.0.1:1"},
		{"an address that is none", "@", []string{"192.0.2.7"}, "@"},
	} {
		if got := visitorOf(c.remote, c.forwarded, ourProxies); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestAVisitorCannotChooseAnAddress: whatever someone sends, behind one proxy of ours only what the proxy adds counts.
func TestAVisitorCannotChooseAnAddress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sent := rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"10.1.1.1", "127.0.0.1", "203.0.113.9", ","}))).Draw(t, "sent")
		if got := visitorOf("127.0.0.1:1", append(sent, "192.0.2.7"), ourProxies); got != "192.0.2.7:0" {
			t.Fatalf("behind our proxy: %q", got)
		}
		if got := visitorOf("198.51.100.1:1", sent, ourProxies); got != "198.51.100.1:1" {
			t.Fatalf("without a proxy of ours: %q", got)
		}
	})
}

func TestEverythingSeesTheVisitor(t *testing.T) {
	s := &Server{options: Options{Proxies: ourProxies}}
	seen := ""
	h := s.comesFrom(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		seen = (&visit{r: r, site: site{}}).origin().IP.String()
	}))
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = "127.0.0.1:4711"
	r.Header.Set("X-Forwarded-For", "203.0.113.9, 192.0.2.7")
	h.ServeHTTP(httptest.NewRecorder(), r)
	if seen != "192.0.2.7" || r.RemoteAddr != "127.0.0.1:4711" {
		t.Errorf("an account sees %q; the request itself is from %q", seen, r.RemoteAddr)
	}
}
