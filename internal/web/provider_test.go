package web_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
	"samenspel/internal/testkit/idp"
	"samenspel/internal/web"
)

// atRealProvider is a town with a liaison whose pages know a real provider, on the clock of the machine.
func atRealProvider(t *testing.T) (staffed, browser, *idp.Provider) {
	t.Helper()
	p, err := idp.Start(here + "/inloggen/oidc/terug")
	if err != nil {
		t.Fatalf("this test needs a real identity provider: %v", err)
	}
	t.Cleanup(p.Stop)
	w := staffed{Town: testkit.NewTown(t, dbtest.SQLite(t), "veen", "").Running(t), tokens: map[access.Role]string{}}
	_, w.tokens[access.Liaison], _ = w.SignedIn(t, access.Liaison)
	w.handler = w.Web(t, web.Options{ProviderName: "Gemeente Veen", Provider: account.Provider{Issuer: p.Issuer, ClientID: idp.ClientID, ClientSecret: idp.ClientSecret,
		Scopes: []string{"groups"}, GroupClaim: "groups", Strong: []string{"otp"}}}, nil)
	return w, browser{t, w.handler, map[string]string{web.CookieName(w.Network.ID): w.tokens[access.Liaison]}}, p
}

// link ties the person at the provider to the account whose session the browser holds.
func (b browser) link(p *idp.Provider) {
	b.t.Helper()
	page := b.ask("POST", here+"/account/oidc")
	away, _ := page.doc.Find("section[aria-labelledby=provider] a").Attr("href")
	if a := b.ask("GET", p.Visit(b.t, away).String()); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/account" {
		b.t.Fatalf("after linking: %d %s", a.StatusCode, a.text("main"))
	}
}

// through signs in by the provider.
func (b browser) through(p *idp.Provider) answer {
	b.t.Helper()
	clear(b.cookies)
	out := b.ask("GET", here+"/inloggen/oidc")
	if out.StatusCode != http.StatusSeeOther {
		b.t.Fatalf("the way to the provider answers %d: %s", out.StatusCode, out.text("main"))
	}
	return b.ask("GET", p.Visit(b.t, out.Header.Get("Location")).String())
}

// TestSignInAtARealProvider goes through the pages with what a provider can do right and wrong. Who has no address there
// comes in as well: an identity is never an address.
func TestSignInAtARealProvider(t *testing.T) {
	w, b, p := atRealProvider(t)
	p.Control(t, "who", "bram")
	b.link(p)
	for _, alg := range []string{"", "RS256", "EdDSA"} { // keys that are renewed while we remember the old ones
		p.Control(t, "who", "bram", "alg", alg)
		if a := b.through(p); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/week" {
			t.Fatalf("with a key for %q: %d %s", alg, a.StatusCode, a.text("main"))
		}
	}
	for _, spoil := range []string{"signature", "unknown-key", "expired", "audience", "issuer", "nonce", "none"} {
		p.Control(t, "who", "bram", "spoil", spoil)
		a := b.through(p)
		if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text("[role=alert]"), "Inloggen met Gemeente Veen lukte niet.") || b.cookies[web.CookieName(w.Network.ID)] != "" {
			t.Errorf("%s: %d, cookies %v, %s", spoil, a.StatusCode, b.cookies, a.text("main"))
		}
	}
	p.Control(t, "who", "cor") // whom nobody linked
	if a := b.through(p); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a stranger gets %d", a.StatusCode)
	}
	p.Control(t, "who", "bram", "deny", "1")
	if a := b.through(p); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("who says no gets %d", a.StatusCode)
	}
}

func TestAnIdentityCanBeUnlinked(t *testing.T) {
	w, b, p := atRealProvider(t)
	b.link(p)
	if a := b.ask("GET", here+"/account"); !strings.Contains(a.text("section[aria-labelledby=provider]"), "Ontkoppel Gemeente Veen") {
		t.Fatalf("the account says %s", a.text("section[aria-labelledby=provider]"))
	}
	for range 2 { // the second finds nothing to do
		if a := b.ask("POST", here+"/account/oidc-weg"); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/account" {
			t.Fatalf("unlinking answers %d %s", a.StatusCode, a.text("main"))
		}
	}
	letters := *w.Letters
	if last := letters[len(letters)-1]; last.About != account.ActUnlinkIdentity {
		t.Errorf("the owner was told of %q", last.About)
	}
	if a := b.through(p); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("what was unlinked signs in: %d", a.StatusCode)
	}
}

// TestGroupsGiveRolesByRulesOnly signs in before and after a rule, and after the rule is gone.
func TestGroupsGiveRolesByRulesOnly(t *testing.T) {
	w, b, p := atRealProvider(t)
	ctx := context.Background()
	p.Control(t, "who", "bram") // is in the group ambassadeurs
	b.link(p)
	roles := func() string {
		if a := b.through(p); a.StatusCode != http.StatusSeeOther {
			t.Fatalf("signing in answers %d", a.StatusCode)
		}
		return b.ask("GET", here+"/week").text("main .by")
	}
	if got := roles(); got != "Aandachtsfunctionaris" {
		t.Errorf("without a rule the person is %q", got)
	}
	for _, r := range []people.GroupRule{{Group: "ambassadeurs", Role: access.Observer}, {Group: "bazen", Role: access.Administrator}} {
		if err := w.People.AddGroupRule(ctx, w.Operator, r); err != nil {
			t.Fatal(err)
		}
	}
	if got := roles(); !strings.Contains(got, "Gemeente (meelezen)") || strings.Contains(got, "Beheerder") {
		t.Errorf("with the rule the person is %q", got)
	}
	all, err := w.People.GroupRules(ctx, w.Operator)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(r people.GroupRule) bool { return r.Group == "ambassadeurs" })
	if err := w.People.DropGroupRule(ctx, w.Operator, all[i].ID); err != nil {
		t.Fatal(err)
	}
	if got := b.ask("GET", here+"/week").text("main .by"); got != "Aandachtsfunctionaris" { // at the next request
		t.Errorf("without the rule the person is %q", got)
	}
	_, w.tokens[access.Administrator], _ = w.SignedIn(t, access.Administrator)
	page := w.request(t, access.Administrator, "/beheer/groepen", nil)
	if !strings.Contains(page.text("main"), "bazen → Beheerder") || !strings.Contains(page.text("nav.staff"), "Groepen") {
		t.Errorf("the page of groups says %s", page.text("main"))
	}
}

// TestAProviderThatFailsLeavesTheOtherWays lets the provider hang and break: an answer within three seconds, and a
// password still works.
func TestAProviderThatFailsLeavesTheOtherWays(t *testing.T) {
	w, b, p := atRealProvider(t)
	w.SignedIn(t, access.Coordinator)
	b.link(p)
	for _, fault := range []string{"hang", "break"} {
		p.Control(t)
		clear(b.cookies)
		out := b.ask("GET", here+"/inloggen/oidc")
		back := p.Visit(t, out.Header.Get("Location")).String()
		p.Control(t, fault, "/token")
		began := time.Now()
		a := b.ask("GET", back)
		if took := time.Since(began); took > 3500*time.Millisecond {
			t.Errorf("%s: the answer came after %s", fault, took)
		}
		if a.StatusCode != http.StatusServiceUnavailable || !strings.Contains(a.text("main"), "Gemeente Veen geeft nu geen antwoord.") || a.doc.Find("#f-password").Length() != 1 {
			t.Errorf("%s: %d %s", fault, a.StatusCode, a.text("main"))
		}
		in := w.request(t, "", "/inloggen", url.Values{"email": {"coordinator@veen.example"}, "password": {"een lange zin die niemand raadt"}})
		if in.StatusCode != http.StatusSeeOther || in.Header.Get("Location") != "/inloggen/code" {
			t.Errorf("%s: with a password: %d", fault, in.StatusCode)
		}
	}
}
