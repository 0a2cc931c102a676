package e2e

import (
	"strings"

	"github.com/chromedp/chromedp"
)

// keepTheDirectory walks the pages about what is listed twice and where nothing is offered, narrow and wide.
func keepTheDirectory(p tab) {
	p.t.Helper()
	p.open("/beheer/dubbel")
	p.follow("main form button")
	if !strings.Contains(p.text("main"), "Er is opnieuw gezocht") {
		p.t.Errorf("after searching the page says %.200q", p.text("main"))
	}
	for name, width := range map[string]int64{"narrow": 390, "wide": 1280} {
		p.do("a window", chromedp.EmulateViewport(width, 1000))
		for _, path := range []string{"/beheer/dubbel", "/beheer/dubbel?stand=merged", "/beheer/overlap", "/en/beheer/dubbel", "/en/beheer/overlap"} {
			p.open(path)
			check(p, path)
			p.picture("staff" + strings.NewReplacer("/", "-", "?stand=", "-").Replace(path) + "-" + name)
		}
	}
}
