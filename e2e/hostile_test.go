package e2e

import (
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/page"
)

// hostile are texts that someone could put into an entry to get a script to run.
var hostile = []string{
	`<script>window.hit=1</script>`, `"><img src=x onerror=window.hit=1>`, `'><svg onload=window.hit=1>`,
	`javascript:window.hit=1`, `{{.}}{{printf "%s" .}}`, `</title><script>window.hit=1</script>`, `<iframe srcdoc="<script>top.hit=1</script>">`,
	`" autofocus onfocus=window.hit=1 x="`, `--><script>window.hit=1</script>`, `<style>*{background:url(javascript:window.hit=1)}</style>`,
	"<a href=\"java\tscript:window.hit=1\">x</a>", `<math><mi xlink:href="data:x,<script>window.hit=1</script>">`, `${window.hit=1}`, `<base href="https://elsewhere.example/">`,
}

// TestHostileTextsStayText fills every field of entries with them and opens every page that shows them.
func TestHostileTextsStayText(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "hostile.csv")
	writeHostile(t, file)
	for _, args := range [][]string{{"network", "add", "veen", "--name", hostile[0], "--town", hostile[1], "--motto", hostile[2], "--about", hostile[5], "--phone", hostile[7], "--hours", hostile[2]},
		{"import", "--network", "veen", "--skip-bad", file}} {
		if text, err := exec.Command(binary, append(args, "--data", folder)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v: %s", args, err, text)
		}
	}
	address, _, stop, err := startServer("serve", "--data", folder)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	p := newTab(t, 1280, 900, "light")
	call(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `window.broken = [];
		addEventListener("securitypolicyviolation", e => broken.push(e.violatedDirective + " " + e.blockedURI));`})
	p.open(address + "/gids")
	shown := eval[int](p, `document.querySelectorAll(".entry h3").length`)
	if shown < len(hostile) {
		t.Fatalf("the guide shows %d of %d hostile entries", shown, len(hostile))
	}
	paths := []string{"/", "/zoek", "/zoek?q=%3Cscript%3Ewindow.hit%3D1%3C%2Fscript%3E&wijk=%22%3E%3Cimg+src%3Dx+onerror%3Dwindow.hit%3D1%3E", "/organisatie", "/wijk",
		"/gids", "/over", "/vraag?q=%3Cscript%3Ewindow.hit%3D1%3C%2Fscript%3E", "/vergelijk?aanbod=%3Cscript%3E", "/%3Cscript%3Ewindow.hit%3D1%3C/script%3E"}
	p.open(address + "/zoek")
	paths = append(paths, eval[[]string](p, `[...document.querySelectorAll(".cards h2 a")].map(a => a.getAttribute("href"))`)...)
	for _, path := range paths {
		p.open(address + path)
		if eval[bool](p, `window.hit === 1 || [...document.querySelectorAll("iframe")].length > 0`) {
			t.Errorf("%s ran a script that came in with an entry", path)
		}
		if broken := eval[string](p, `broken.join("; ")`); broken != "" {
			t.Errorf("%s broke the content policy: %s", path, broken)
		}
	}
}

func writeHostile(t *testing.T, file string) {
	t.Helper()
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	rows := [][]string{{"id", "title", "organization", "description", "organization_description", "keywords", "does", "does_not", "different", "cost_note", "phone", "location", "address", "area"}}
	for i, text := range hostile {
		rows = append(rows, []string{fmt.Sprint("h", i), text, "Organisatie " + text, text, text, text, text, text, text, text, text, text, text, "Wijk " + text})
	}
	if err := csv.NewWriter(out).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
}
