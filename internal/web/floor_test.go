package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"samenspel/internal/db"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

func TestSecurityHeaders(t *testing.T) {
	_, h := site(t)
	for _, path := range []string{"/", "/zoek?q=x", "/nope", "/healthz", "/static/nope", "/robots.txt", "/n/nowhere/"} {
		a := get(t, h, path)
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		checkPolicy(t, path, a.Header.Get("Content-Security-Policy"))
		if kind := a.Header.Get("Content-Type"); !strings.Contains(kind, "charset=utf-8") {
			t.Errorf("%s: content type %q has no charset", path, kind)
		}
		if a.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s has no reference number", path)
		}
	}
}

// checkPolicy holds a content security policy against the criteria that internet.nl publishes.
func checkPolicy(t *testing.T, path, policy string) {
	t.Helper()
	for _, want := range []string{"default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("%s: the policy lacks %s", path, want)
		}
	}
	for _, bad := range []string{"unsafe-", "data:", "http:", "*", "https:"} {
		if strings.Contains(policy, bad) {
			t.Errorf("%s: the policy allows %s", path, bad)
		}
	}
}

func TestNoInlineStyleOrScript(t *testing.T) {
	_, h := site(t)
	for _, c := range everyPage {
		a := get(t, h, c.path)
		if n := a.doc.Find("[style], style, script:not([src], [type='application/ld+json']), [onclick], [onload], [onchange]").Length(); n > 0 {
			t.Errorf("%s has %d inline styles or scripts", c.path, n)
		}
	}
}

func TestOtherSitesCannotPost(t *testing.T) {
	_, h := site(t)
	for _, c := range []struct {
		headers []string
		want    int
	}{
		{[]string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		{[]string{"Sec-Fetch-Site", "same-site"}, http.StatusForbidden},
		{[]string{"Origin", "https://elsewhere.example"}, http.StatusForbidden},
		{[]string{"Sec-Fetch-Site", "same-origin"}, http.StatusMethodNotAllowed},
		{[]string{"Sec-Fetch-Site", "none"}, http.StatusMethodNotAllowed},
	} {
		if a := ask(t, h, http.MethodPost, "/zoek", c.headers...); a.StatusCode != c.want {
			t.Errorf("POST with %v answers %d, want %d", c.headers, a.StatusCode, c.want)
		}
	}
}

func TestMethods(t *testing.T) {
	_, h := site(t)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, "NONSENSE"} {
		a := ask(t, h, method, "/wijk")
		if a.StatusCode != http.StatusMethodNotAllowed || a.Header.Get("Allow") == "" {
			t.Errorf("%s answers %d, Allow %q", method, a.StatusCode, a.Header.Get("Allow"))
		}
	}
	if a := ask(t, h, http.MethodHead, "/wijk"); a.StatusCode != http.StatusOK || a.body != "" {
		t.Errorf("HEAD answers %d with %d bytes", a.StatusCode, len(a.body))
	}
}

func TestHSTSOnlyOverTLS(t *testing.T) {
	town, plain := site(t)
	if got := get(t, plain, "/").Header.Get("Strict-Transport-Security"); got != "" {
		t.Errorf("without TLS: %q", got)
	}
	behind := town.Web(t, web.Options{HTTPS: true}, nil)
	if got := get(t, behind, "/").Header.Get("Strict-Transport-Security"); !strings.Contains(got, "max-age=31536000") {
		t.Errorf("behind TLS: %q", got)
	}
}

func TestUnknownPagesNamesAndHosts(t *testing.T) {
	town, h := site(t)
	for _, path := range []string{"/nope", "/aanbod/nope", "/organisatie/nope", "/wijk/nope", "/gids/nope", "/n/nope/", "/n/nope/zoek", "/en/nope", "/static/nope.css"} {
		a := get(t, h, path)
		if a.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", path, a.StatusCode)
		}
	}
	if got := get(t, h, "/aanbod/nope").text("main"); !strings.Contains(got, "Deze pagina is er niet") || !strings.Contains(got, "Noem dan nummer") {
		t.Errorf("the page says %q", got)
	}
	if lang, _ := get(t, h, "/n/veen/en/nope").doc.Find("html").Attr("lang"); lang != "en" {
		t.Errorf("under /en a page that is not there speaks %q", lang)
	}
	n := town.Network
	n.Host = "veen.example"
	if err := town.Networks.Change(context.Background(), town.Operator, n); err != nil {
		t.Fatal(err)
	}
	if a := get(t, h, "http://veen.example/"); a.StatusCode != http.StatusOK {
		t.Errorf("its own host answers %d", a.StatusCode)
	}
	if a := get(t, h, "http://elsewhere.example/"); a.StatusCode != http.StatusNotFound {
		t.Errorf("another host answers %d", a.StatusCode)
	}
}

func TestHeadersThatAreTooLarge(t *testing.T) {
	_, h := site(t)
	if a := get(t, h, "/", "X-Filler", strings.Repeat("x", 20<<10)); a.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("answers %d", a.StatusCode)
	}
}

func TestMetricsAreForThisMachineOrTheToken(t *testing.T) {
	town, h := site(t)
	from := func(h http.Handler, remote string, headers ...string) int {
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.RemoteAddr = remote
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	with := town.Web(t, web.Options{MetricsToken: "token"}, nil)
	for _, c := range []struct {
		name string
		got  int
		want int
	}{
		{"this machine", from(h, "127.0.0.1:1"), 200},
		{"this machine, version 6", from(h, "[::1]:1"), 200},
		{"elsewhere", from(h, "192.0.2.1:1"), 404},
		{"a visitor through a proxy here", from(h, "127.0.0.1:1", "X-Forwarded-For", "192.0.2.1"), 404},
		{"with the token", from(with, "192.0.2.1:1", "Authorization", "Bearer token"), 200},
		{"with a wrong token", from(with, "127.0.0.1:1", "Authorization", "Bearer nope"), 404},
	} {
		if c.got != c.want {
			t.Errorf("%s: answers %d, want %d", c.name, c.got, c.want)
		}
	}
}

func TestPlainAddresses(t *testing.T) {
	town, h := site(t)
	if a := get(t, h, "/healthz"); a.StatusCode != 200 || a.body != "ok\n" {
		t.Errorf("/healthz: %d %q", a.StatusCode, a.body)
	}
	security := get(t, h, "/.well-known/security.txt")
	if !strings.Contains(security.body, "Contact: mailto:punt@veen.example") || !strings.Contains(security.body, "Expires: 2027-05-02T00:00:00Z") {
		t.Errorf("security.txt:\n%s", security.body)
	}
	if a := get(t, h, "/readyz"); a.StatusCode != 200 {
		t.Errorf("/readyz answers %d", a.StatusCode)
	}
	if err := town.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if a := get(t, h, "/readyz"); a.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("/readyz without a database answers %d", a.StatusCode)
	}
	if a := get(t, h, "/healthz"); a.StatusCode != 200 {
		t.Errorf("/healthz without a database answers %d", a.StatusCode)
	}
	broken := get(t, h, "/wijk")
	if broken.StatusCode < 500 || strings.Contains(broken.body, "sql") || !strings.Contains(broken.text("main"), "Er ging iets mis") {
		t.Errorf("without a database a page answers %d:\n%s", broken.StatusCode, broken.text("main"))
	}
}

// twoNetworks fills two networks with marked texts and looks for the marks of one in every page of the other.
func twoNetworks(t *testing.T, d *db.DB) {
	one := testkit.NewTown(t, d, "een", "KANARIE1")
	testkit.NewTown(t, d, "twee", "KANARIE2")
	h := one.Web(t, web.Options{}, nil)
	for _, c := range everyPage {
		for slug, foreign := range map[string]string{"een": "KANARIE2", "twee": "KANARIE1"} {
			for _, prefix := range []string{"/n/" + slug, "/n/" + slug + "/en"} {
				a := get(t, h, prefix+c.path)
				if a.StatusCode != http.StatusOK || strings.Contains(a.body, foreign) {
					t.Errorf("%s answers %d; foreign text: %v", prefix+c.path, a.StatusCode, strings.Contains(a.body, foreign))
				}
			}
		}
	}
	if a := get(t, h, "/"); a.StatusCode != http.StatusOK || !strings.Contains(a.body, "KANARIE1") || strings.Contains(a.body, "KANARIE2") {
		t.Errorf("without a name in the address / answers %d, and must be the first network alone", a.StatusCode)
	}
}
