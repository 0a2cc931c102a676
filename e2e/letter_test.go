package e2e

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAnInvitationIsReadAndFollowedWithoutAMailServer is how someone tries the product out: the mail lies on a page, and
// its link lets the other person in.
func TestAnInvitationIsReadAndFollowedWithoutAMailServer(t *testing.T) {
	folder := t.TempDir()
	command := func(args ...string) string {
		text, err := exec.Command(binary, append(args, "--data", folder)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v: %s", args, err, text)
		}
		return strings.TrimSpace(string(text))
	}
	command("network", "add", "veen", "--name", "Samenspel Veen", "--email", "punt@veen.example")
	added := command("user", "add", "baas@veen.example", "--network", "veen", "--name", "Bea Baas")
	address, _, stop, err := startServer("serve", "--data", folder)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	p := newTab(t, 390, 844, "light")
	comeIn(t, p, address+added[strings.Index(added, "/n/veen"):])
	p.open(address + "/n/veen/beheer/mensen/nieuw")
	p.do("filling in", chromedp.SendKeys(chromedp.ID("f-name"), "Lies Lid"), chromedp.SendKeys(chromedp.ID("f-email"), "lies@veen.example"))
	p.follow("form.edit button")
	p.follow("section[aria-labelledby=account] button")
	const link = `[...document.querySelectorAll("#pile-sent tr")].find(r => r.textContent.includes("lies@veen.example"))?.querySelector("a").href ?? ""`
	mail := ""
	for mail == "" { // the job that sends it is there within a second
		p.open(address + "/n/veen/beheer/post")
		mail = eval[string](p, link)
	}
	check(p, "the mails")
	p.picture("staff-letters")
	p.open(mail)
	if !strings.Contains(p.text("main"), "lies@veen.example") || !strings.Contains(p.text("h1"), "Samenspel Veen") {
		t.Errorf("the mail says %.300q", p.text("main"))
	}
	check(p, "a mail")
	p.picture("staff-letter")
	p.size(1280, 900)
	p.picture("staff-letter-wide")
	p.follow(".letter a")
	p.follow("main form button")
	p.open(address + "/n/veen/week")
	p.until("Lies is in", `document.querySelector("h1")?.textContent.includes("Lies")`)
}
