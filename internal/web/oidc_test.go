package web_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// browser keeps cookies between requests.
type browser struct {
	t       *testing.T
	handler http.Handler
	cookies map[string]string
}

func (b browser) ask(method, address string) answer {
	b.t.Helper()
	r := httptest.NewRequest(method, address, nil)
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	recorder := httptest.NewRecorder()
	b.handler.ServeHTTP(recorder, r)
	a := answer{Response: recorder.Result(), body: recorder.Body.String()}
	for _, c := range a.Cookies() {
		if b.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	var err error
	if a.doc, err = goquery.NewDocumentFromReader(strings.NewReader(a.body)); err != nil {
		b.t.Fatal(err)
	}
	return a
}

const here = "http://localhost:8080"

// identityProvider is a small one: everybody who comes is piet, and says yes.
func identityProvider(t testing.TB) (issuer string, visit func(address string) (back string)) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	nonce := ""
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	say := func(w http.ResponseWriter, what any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(what)
	}
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		say(w, map[string]any{"issuer": server.URL, "authorization_endpoint": server.URL + "/auth", "token_endpoint": server.URL + "/token", "jwks_uri": server.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		say(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "kid": "1", "alg": "RS256", "use": "sig", "n": b64(key.N.Bytes()), "e": b64(big.NewInt(int64(key.E)).Bytes())}}})
	})
	mux.HandleFunc("/token", func(w http.ResponseWriter, _ *http.Request) {
		claims, _ := json.Marshal(map[string]any{"iss": server.URL, "sub": "piet", "aud": "samenspel", "nonce": nonce, "iat": testkit.Today.Unix(), "exp": testkit.Today.Add(time.Minute).Unix()})
		signed := b64([]byte(`{"alg":"RS256","kid":"1"}`)) + "." + b64(claims)
		sum := sha256.Sum256([]byte(signed))
		signature, _ := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
		say(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": signed + "." + b64(signature)})
	})
	return server.URL, func(address string) string {
		t.Helper()
		u, err := url.Parse(address)
		if err != nil || !strings.HasPrefix(address, server.URL+"/auth?") {
			t.Fatalf("the way to the provider is %q", address)
		}
		nonce = u.Query().Get("nonce")
		return u.Query().Get("redirect_uri") + "?" + url.Values{"code": {"c"}, "state": {u.Query().Get("state")}}.Encode()
	}
}

// atProvider is a town with a coordinator, whose pages know a provider.
func atProvider(t *testing.T, issuer string) (staffed, browser) {
	t.Helper()
	w := withStaff(t, access.Coordinator)
	w.handler = w.Web(t, web.Options{Provider: account.Provider{Issuer: issuer, ClientID: "samenspel", ClientSecret: "s"}, ProviderName: "Gemeente Veen"}, nil)
	return w, browser{t, w.handler, map[string]string{}}
}

func TestSigningInAtAProvider(t *testing.T) {
	issuer, visit := identityProvider(t)
	w, b := atProvider(t, issuer)
	session := web.CookieName(w.Network.ID)
	if a := b.ask("GET", here+"/en/inloggen"); !strings.Contains(a.text("main"), "Sign in with Gemeente Veen") {
		t.Fatalf("the sign-in page says %s", a.text("main"))
	}
	stranger := b.ask("GET", here+"/en/inloggen/oidc")
	refused := b.ask("GET", visit(stranger.Header.Get("Location")))
	if refused.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(refused.text("main"), "Signing in with Gemeente Veen did not work.") || b.cookies[session] != "" {
		t.Fatalf("an identity nobody knows: %d %s", refused.StatusCode, refused.text("main"))
	}
	if strings.Contains(refused.body, "code=c") {
		t.Error("what the provider sent stands on the page")
	}
	b.cookies[session] = w.tokens[access.Coordinator]
	page := b.ask("POST", here+"/account/oidc")
	away, found := page.doc.Find("section[aria-labelledby=provider] a").Attr("href")
	if !found {
		t.Fatalf("linking answers %d: %s", page.StatusCode, page.text("main"))
	}
	if a := b.ask("GET", visit(away)); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/account" {
		t.Fatalf("after linking: %d %s", a.StatusCode, a.text("main"))
	}
	if a := b.ask("GET", here+"/account"); !strings.Contains(a.text("section[aria-labelledby=provider]"), "U kunt inloggen met Gemeente Veen.") {
		t.Fatalf("the account says %d %s", a.StatusCode, a.text("main"))
	}
	b.cookies = map[string]string{}
	out := b.ask("GET", here+"/inloggen/oidc")
	in := b.ask("GET", visit(out.Header.Get("Location")))
	if in.StatusCode != http.StatusSeeOther || in.Header.Get("Location") != "/inloggen/code" { // the app is asked for as well
		t.Errorf("signing in leads to %d %s", in.StatusCode, in.Header.Get("Location"))
	}
	if len(b.cookies) != 1 {
		t.Errorf("cookies after signing in: %v", b.cookies)
	}
}

func TestAForgedAnswerOfAProvider(t *testing.T) {
	issuer, visit := identityProvider(t)
	_, b := atProvider(t, issuer)
	good := visit(b.ask("GET", here+"/inloggen/oidc").Header.Get("Location"))
	if !strings.HasPrefix(good, here+"/inloggen/oidc/terug?") {
		t.Fatalf("the way back is %s", good)
	}
	for i, address := range []string{
		here + "/inloggen/oidc/terug?code=c&state=forged",
		good, // the ceremony is gone by now
		here + "/inloggen/oidc/terug",
		here + "/inloggen/oidc/terug?error=access_denied",
	} {
		if a := b.ask("GET", address); a.StatusCode != http.StatusUnprocessableEntity || len(b.cookies) != 0 || !strings.Contains(a.text("[role=alert]"), "lukte niet") {
			t.Errorf("answer %d: %d, cookies %v, %s", i, a.StatusCode, b.cookies, a.text("main"))
		}
	}
}

func TestAProviderThatIsDown(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and never answers
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	w, b := atProvider(t, "http://"+silent.Addr().String())
	began := time.Now()
	a := b.ask("GET", here+"/inloggen/oidc")
	if took := time.Since(began); took > 3500*time.Millisecond {
		t.Errorf("the page came after %s", took)
	}
	if a.StatusCode != http.StatusServiceUnavailable || !strings.Contains(a.text("main"), "Gemeente Veen geeft nu geen antwoord.") || a.doc.Find("#f-password").Length() != 1 {
		t.Errorf("%d: %s", a.StatusCode, a.text("main"))
	}
	_ = silent.Close()
	b.cookies[web.CookieName(w.Network.ID)] = w.tokens[access.Coordinator]
	if a := b.ask("POST", here+"/account/oidc"); !strings.Contains(a.text("[role=alert]"), "Gemeente Veen geeft nu geen antwoord.") {
		t.Errorf("linking says %d %s", a.StatusCode, a.text("main"))
	}
}

func TestWithoutAProviderThereIsNone(t *testing.T) {
	w := withStaff(t)
	b := browser{t, w.handler, map[string]string{}}
	if a := b.ask("GET", here+"/inloggen"); strings.Contains(a.body, "oidc") {
		t.Error("a button to a provider that is not there")
	}
	for _, path := range []string{"/inloggen/oidc", "/inloggen/oidc/terug?code=c&state=s"} {
		if a := b.ask("GET", here+path); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", path, a.StatusCode)
		}
	}
}

// TestPasskeysOverHTTP looks at what the script gets and what happens to answers that are none. A browser does the rest.
func TestPasskeysOverHTTP(t *testing.T) {
	w := withStaff(t, access.Coordinator)
	b := browser{t, w.handler, map[string]string{}}
	begun := func(address string) (out struct {
		Ceremony string
		Options  struct {
			PublicKey struct {
				Challenge, RpID string
				RP              struct{ ID string }
			}
		}
	}) {
		t.Helper()
		a := b.ask("POST", address)
		if err := json.Unmarshal([]byte(a.body), &out); err != nil || out.Ceremony == "" || out.Options.PublicKey.Challenge == "" || a.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%s answers %d %s", address, a.StatusCode, a.body)
		}
		return out
	}
	if id := begun(here + "/inloggen/passkey-begin").Options.PublicKey.RpID; id != "localhost" {
		t.Errorf("the passkey belongs to %q", id)
	}
	for _, address := range []string{"http://127.0.0.1:8080", "http://veen.example"} { // a number, and a connection that others can read
		if a := b.ask("POST", address+"/inloggen/passkey-begin"); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s begins: %d", address, a.StatusCode)
		}
	}
	if a := b.ask("POST", here+"/inloggen/passkey"); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text("[role=alert]"), "Deze passkey werkt hier niet.") {
		t.Errorf("no answer is taken: %d %s", a.StatusCode, a.text("main"))
	}
	if a := b.ask("POST", here+"/account/passkey-begin"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("a visitor begins to enrol a passkey: %d", a.StatusCode)
	}
	b.cookies[web.CookieName(w.Network.ID)] = w.tokens[access.Coordinator]
	if id := begun(here + "/account/passkey-begin").Options.PublicKey.RP.ID; id != "localhost" {
		t.Errorf("the passkey belongs to %q", id)
	}
	if a := b.ask("POST", here+"/account/passkey"); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text("main"), "Uw apparaat gaf geen goed antwoord.") {
		t.Errorf("no answer is taken: %d %s", a.StatusCode, a.text("main"))
	}
	if a := b.ask("POST", here+"/account/passkey-weg"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("taking away what is not there: %d", a.StatusCode)
	}
}
