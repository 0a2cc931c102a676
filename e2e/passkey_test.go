package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// withPhone gives the tab a device that holds passkeys and always finds the right finger.
func (p tab) withPhone() {
	p.t.Helper()
	call(p, webauthn.Enable, webauthn.EnableParams{})
	call(p, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
}

// takeCookies takes the cookies of this page out of the browser, as if another one were used.
func (p tab) takeCookies() (taken []*network.CookieParam) {
	p.t.Helper()
	for _, c := range call(p, network.GetCookies, network.GetCookiesParams{}).Cookies {
		taken = append(taken, &network.CookieParam{Name: c.Name, Value: c.Value, URL: "https://" + c.Domain + "/", Path: c.Path, Secure: c.Secure, HTTPOnly: c.HTTPOnly, SameSite: c.SameSite})
	}
	call(p, network.ClearBrowserCookies, cdp.Empty{})
	if len(taken) != 1 {
		p.t.Fatalf("%d cookies on a page of somebody signed in", len(taken))
	}
	return taken
}

// TestComingInWithAPasskey is the way of an ambassador who has no password: invitation, passkey, out, in, and out from
// elsewhere.
func TestComingInWithAPasskey(t *testing.T) {
	named := func(address string) string { return strings.Replace(address, "127.0.0.1", "localhost", 1) } // a passkey belongs to a name
	p := newTab(t, 390, 844, "light")
	p.withPhone()
	p.open(named(logins["ambassador"]))
	p.follow("main form button")
	if !strings.Contains(p.text("main"), "Uw taak vraagt een wachtwoord") {
		t.Fatalf("the first page says %.200q", p.text("main"))
	}
	p.picture("passkey-make")
	p.do("naming it", chromedp.SendKeys(chromedp.ID("f-name"), "mijn telefoon"))
	p.click("[data-passkey=register]")
	p.until("the recovery codes are there", `document.querySelectorAll(".code li").length === 10`)
	p.follow("main .actions a")
	p.open(named(site) + "/account")
	if !strings.Contains(p.text("section[aria-labelledby=passkey]"), "mijn telefoon") {
		t.Errorf("the account says %.300q", p.text("main"))
	}
	p.click("section[aria-labelledby=passkey] .rows button") // the last key stays
	p.until("the page says why not", `document.querySelector("[role=alert]:not([hidden])")?.textContent.includes("Koppel eerst een andere")`)
	p.follow("footer form button")

	signIn := func() {
		t.Helper()
		p.open(named(site) + "/inloggen")
		p.click("[data-passkey=signin]")
		p.until("the week is there", `location.pathname === "/week"`)
	}
	signIn()
	first := p.takeCookies()
	signIn() // elsewhere, with the same phone
	p.open(named(site) + "/account")
	if n := eval[int](p, `document.querySelectorAll("section[aria-labelledby=sessions] input[name=session]").length`); n != 1 {
		t.Fatalf("the account shows %d other sessions: %.300q", n, p.text("main"))
	}
	p.follow("section[aria-labelledby=sessions] li button")
	p.takeCookies()
	call(p, network.SetCookies, network.SetCookiesParams{Cookies: first})
	p.open(named(site) + "/week")
	if got := eval[string](p, `location.pathname`); got != "/inloggen" {
		t.Errorf("a session that was ended elsewhere leads to %s", got)
	}
}

func TestAPasskeyNeedsAName(t *testing.T) {
	p := newTab(t, 390, 844, "light")
	p.open("/inloggen") // by number, not by name
	if n := eval[int](p, `document.querySelectorAll("[data-passkey]").length`); n != 0 {
		t.Error("passkeys are offered where no browser gives them")
	}
	p.withoutScript()
	p.open(strings.Replace(site, "127.0.0.1", "localhost", 1) + "/inloggen")
	if shown := eval[bool](p, `document.querySelector("[data-passkey]").checkVisibility()`); shown {
		t.Error("without a script there is a button that does nothing")
	}
}
