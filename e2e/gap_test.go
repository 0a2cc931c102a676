package e2e

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestAGapGoesFromASearchWithoutResultToAnOffer lets three visitors look for something in vain, one of them in the browser. An
// editor makes a gap of it, the coordinator goes through its states and names the offer, and a visitor finds that.
func TestAGapGoesFromASearchWithoutResultToAnOffer(t *testing.T) {
	const words = "kwoezelbak"
	search := "/zoek?q=" + url.QueryEscape(words)
	for _, from := range []string{"127.0.0.2", "127.0.0.3"} {
		searchFrom(t, from, search)
	}
	p := newTab(t, 1280, 900, "light")
	p.open(search)
	p.says("Wij vonden niets dat precies past")

	p.open(colleague(t, "Evi Editor", "editor"))
	p.follow("main form button")
	p.open("/beheer/bijhouden")
	p.follow(`li:has(input[value="` + words + `"]) button[value=gap]`)
	p.says("leemte: Gezien")
	check(p, "/beheer/bijhouden")

	comeIn(t, p, colleague(t, "Carla Coordineert", "coordinator"))
	for i, state := range []string{"Besproken", "Er wordt aan gewerkt", "Opgelost"} {
		p.open("/cijfers/leemten")
		section := eval[string](p, `[...document.querySelectorAll("section.box")].find(s => s.textContent.includes("`+words+`"))?.getAttribute("aria-labelledby") ?? ""`)
		number := strings.TrimPrefix(section, "gap-")
		if number == "" {
			t.Fatal("the gap is not on the page")
		}
		p.choose("state-"+number, state)
		if state == "Opgelost" {
			p.follow("section[aria-labelledby=" + section + "] button")
			p.says("Noem het aanbod waarmee het is opgelost")
			check(p, "/cijfers/leemten")
			p.fill("service-"+number, "Rit met de wijkbus, Wijkbus Heen en Weer")
		}
		p.follow("section[aria-labelledby=" + section + "] button")
		p.until("it is "+state, `[...document.querySelectorAll("section.box")].some(s => s.textContent.includes("`+words+`") && s.querySelector(".badge").textContent === "`+state+`")`)
		if i == 0 {
			p.picture("gaps")
		}
	}
	p.says("Opgelost met: Rit met de wijkbus, Wijkbus Heen en Weer")
	p.size(390, 844)
	check(p, "/cijfers/leemten")
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Second) { // the index follows in a moment
		p.open(search)
		if strings.Contains(p.text("main"), "Rit met de wijkbus") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the words do not find the offer")
		}
	}
}

// searchFrom asks for a page as a visitor with another address of this machine.
func searchFrom(t *testing.T, from, path string) {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		return dialer.DialContext(ctx, network, address)
	}}}
	answer, err := client.Get(site + path)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("searching from %s answers %d", from, answer.StatusCode)
	}
}
