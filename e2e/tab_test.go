package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tab is a page in the browser as one visitor sees it.
type tab struct {
	t   *testing.T
	ctx context.Context
}

// newTab opens a tab of a width and height, with a colour scheme ("light" or "dark").
func newTab(t *testing.T, width, height int64, scheme string) tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	ctx, cancelTime := context.WithTimeout(ctx, patience)
	t.Cleanup(cancelTime)
	p := tab{t, ctx}
	p.size(width, height)
	call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}) // keys arrive, whichever tab is on top
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	return p
}

func call[P, R any](p tab, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	result, err := chromedp.Call(p.ctx, command, params)
	if err != nil {
		p.t.Fatal(err)
	}
	return result
}

func (p tab) size(width, height int64) {
	p.t.Helper()
	call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
}

func (p tab) withoutScript() {
	p.t.Helper()
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

func (p tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

func (p tab) open(path string) {
	p.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = site + path
	}
	p.do("opening "+path, chromedp.Navigate(path))
}

// follow goes to a link or button, presses Enter and waits for the page that comes. A key finds its element also while
// a busy machine still moves the page about; a click by place may miss it.
func (p tab) follow(selector string) {
	p.t.Helper()
	if _, err := chromedp.RunResponse(p.ctx, chromedp.Focus(chromedp.CSS(selector), chromedp.NodeVisible), chromedp.KeyEvent(kb.Enter)); err != nil {
		p.t.Fatalf("following %s: %v", selector, err)
	}
}

func (p tab) click(selector string) {
	p.t.Helper()
	p.do("clicking "+selector, chromedp.Click(chromedp.CSS(selector)))
}

func (p tab) keys(keys string) {
	p.t.Helper()
	p.do("typing", chromedp.KeyEvent(keys))
}

func (p tab) text(selector string) string {
	p.t.Helper()
	text, err := chromedp.Run(p.ctx, chromedp.TextContent(chromedp.CSS(selector)))
	if err != nil {
		p.t.Fatalf("reading %s: %v", selector, err)
	}
	return strings.Join(strings.Fields(text), " ")
}

// eval asks the page. The script may be a promise.
func eval[T any](p tab, script string) T {
	p.t.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("asking the page %.60s…: %v", script, err)
	}
	return value
}

// until waits for a script to become true, on this page or on one that comes after it.
func (p tab) until(what, script string) {
	p.t.Helper()
	for {
		now, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](`Boolean(`+script+`)`))
		if err == nil && now {
			return
		}
		select {
		case <-p.ctx.Done():
			p.t.Fatalf("waiting until %s: %v %v", what, p.ctx.Err(), err)
		case <-time.After(30 * time.Millisecond):
		}
	}
}

func (p tab) path() string {
	p.t.Helper()
	location, err := chromedp.Run(p.ctx, chromedp.Location())
	if err != nil {
		p.t.Fatal(err)
	}
	return strings.TrimPrefix(location, site)
}

// picture keeps what the tab shows as a file of the folder for pictures.
func (p tab) picture(name string) {
	p.t.Helper()
	p.shoot(filepath.Join(out, name+".png"))
}

func (p tab) shoot(file string) {
	p.t.Helper()
	image, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, image, 0o644); err != nil {
		p.t.Fatal(err)
	}
}
