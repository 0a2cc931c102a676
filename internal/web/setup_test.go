package web_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samenspel/internal/access"
	"samenspel/internal/network"
	"samenspel/internal/places"
	"samenspel/internal/web"
)

// version gives the version that a form about settings starts from.
func (w world) version(t *testing.T) string {
	t.Helper()
	n, err := w.here.Networks.BySlug(context.Background(), "hier")
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(n.Version)
}

// save sends a form of the administrator, and wants it to be taken.
func (w world) save(t *testing.T, path string, form url.Values) {
	t.Helper()
	form.Set("version", w.version(t))
	if code, body := w.ask(access.Administrator, http.MethodPost, path, form); code != http.StatusSeeOther {
		t.Fatalf("%s answers %d: %s", path, code, body)
	}
}

// way is the page of the way of working as it is at the beginning.
func way(changes ...string) url.Values {
	form := url.Values{"answers": {"ambassador"}, "desk_days": {"1"}, "ambassador_days": {"2"}, "volunteer_days": {"3"}, "organization_days": {"5"}, "update_weeks": {"3"}, "long_weeks": {"8"}}
	for _, m := range network.Modules {
		form.Set("module-"+string(m), "ja")
	}
	for i := 0; i+1 < len(changes); i += 2 {
		form.Set(changes[i], changes[i+1])
	}
	return form
}

func TestRolesAreCalledAsTheNetworkCallsThem(t *testing.T) {
	w := newWorld(t)
	w.save(t, "/beheer/werkwijze", way("role-ambassador", "Opbouwwerker", "role-en-ambassador", "Community worker", "ambassador_days", "4", "desk_days", "1"))
	for path, want := range map[string][]string{
		"/wijk/noord": {"Fatima is uw opbouwwerker", "binnen 4 werkdagen"}, "/en/wijk/noord": {"Fatima is your community worker", "within 4 working days"},
		"/wijk": {"geen eigen opbouwwerker"}, "/": {"Mijn opbouwwerker"}, "/over": {"Uw opbouwwerker of"}, "/vraag": {"binnen 1 werkdag<"},
	} {
		_, body := w.ask(access.Visitor, http.MethodGet, path, nil)
		for _, text := range want {
			if !strings.Contains(body, text) {
				t.Errorf("%s does not say %q", path, text)
			}
		}
		if strings.Contains(strings.ToLower(body), "mbassad") && !strings.Contains(body, `class="ambassador"`) {
			t.Errorf("%s still speaks of an ambassador", path)
		}
	}
	for path, want := range map[string]string{"/beheer/mensen": "Opbouwwerker", "/beheer/mensen/nieuw": "", "/beheer/uren": "Opbouwwerker", "/week": ""} {
		if _, body := w.ask(access.Administrator, http.MethodGet, path, nil); !strings.Contains(body, want) || strings.Contains(body, ">Ambassadeur<") {
			t.Errorf("%s does not say %q", path, want)
		}
	}
	if other := get(t, w.handler, "/n/daar/wijk/noord"); !strings.Contains(other.body, "is uw ambassadeur") {
		t.Error("the other network says it in words that are not its own")
	}
	there := w.there.Network // its settings get the same version as those of here
	there.Settings.Roles = map[access.Role]network.Label{access.Ambassador: {NL: "Wegwijzer"}}
	if err := w.there.Networks.Change(context.Background(), w.there.Operator, there); err != nil {
		t.Fatal(err)
	}
	ours, theirs := get(t, w.handler, "/n/hier/wijk/noord"), get(t, w.handler, "/n/daar/wijk/noord")
	if !strings.Contains(ours.body, "is uw opbouwwerker") || !strings.Contains(theirs.body, "is uw wegwijzer") {
		t.Error("two networks with words of their own say each other's")
	}
	w.save(t, "/beheer/werkwijze", way("role-ambassador", "Verbinder"))
	if _, body := w.ask(access.Visitor, http.MethodGet, "/wijk/noord", nil); !strings.Contains(body, "is uw verbinder") {
		t.Error("a word that changed is not said")
	}
}

func TestWhereTheCoordinatorAnswersNoWijkIsVacant(t *testing.T) {
	w := newWorld(t)
	w.save(t, "/beheer/werkwijze", way("answers", "coordinator"))
	if _, body := w.ask(access.Visitor, http.MethodGet, "/wijk/zuid", nil); !strings.Contains(body, "Cor is uw coördinator") || strings.Contains(body, "heeft nu geen") {
		t.Error("Zuid does not say that the coordinator is there for it")
	}
	if _, body := w.ask(access.Administrator, http.MethodGet, "/beheer/mensen", nil); strings.Contains(body, "Zonder eigen") {
		t.Error("wijken without an ambassador are still shown as a lack")
	}
}

func TestAModuleThatIsOffIsNowhere(t *testing.T) {
	w := newWorld(t)
	if _, body := w.ask(access.Visitor, http.MethodGet, "/wijk/noord", nil); !strings.Contains(body, "10.00–12.00") || !strings.Contains(body, "/gids") {
		t.Fatal("at the beginning office hours and guide are not there")
	}
	w.save(t, "/beheer/werkwijze", way("module-guide", "", "module-office-hours", ""))
	for _, path := range []string{"/gids", "/gids/noord", "/en/gids"} {
		if code, _ := w.ask(access.Administrator, http.MethodGet, path, nil); code != http.StatusNotFound {
			t.Errorf("%s answers %d", path, code)
		}
	}
	if _, body := w.ask(access.Visitor, http.MethodGet, "/agenda", nil); strings.Contains(body, "Spreekuur van") {
		t.Error("the agenda still shows office hours")
	}
	for _, path := range []string{"/", "/wijk/noord"} {
		if _, body := w.ask(access.Visitor, http.MethodGet, path, nil); strings.Contains(body, "/gids") || strings.Contains(body, "10.00–12.00") {
			t.Errorf("%s still shows what is off", path)
		}
	}
}

func TestWrongWaysOfWorkingKeepWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	form := way("desk_days", "nul", "ambassador_days", "31", "role-desk", strings.Repeat("x", 81), "version", w.version(t))
	code, body := w.ask(access.Administrator, http.MethodPost, "/beheer/werkwijze", form)
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="nul"`) || !strings.Contains(body, "minstens 1") {
		t.Errorf("it answers %d", code)
	}
	form.Set("desk_days", "1")
	if _, body = w.ask(access.Administrator, http.MethodPost, "/beheer/werkwijze", form); !strings.Contains(body, "Kies 1 tot 30 werkdagen.") || !strings.Contains(body, "Deze tekst is te lang.") {
		t.Error("what is wrong is not said")
	}
	if code, _ := w.ask(access.Administrator, http.MethodPost, "/beheer/werkwijze", way("version", "99")); code != http.StatusConflict {
		t.Errorf("a form from another version answers %d", code)
	}
}

// file sends a file of the administrator.
func (w world) file(path, field string, content []byte, fields map[string]string) (int, string) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		_ = form.WriteField(name, value)
	}
	if content != nil {
		part, _ := form.CreateFormFile(field, "file")
		_, _ = part.Write(content)
	}
	_ = form.Close()
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/n/hier"+path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: web.CookieName(w.here.Network.ID), Value: w.tokens[access.Administrator]})
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, r)
	return answer.Code, answer.Body.String()
}

func TestAThemeAndALogo(t *testing.T) {
	w := newWorld(t)
	theme := []byte(`.town { --basis-color-accent-1-bg-default: #ffee00; --basis-color-default-bg-document: url(https://evil.example) }`)
	if code, body := w.file("/beheer/huisstijl", "theme", theme, map[string]string{"version": w.version(t)}); code != http.StatusSeeOther {
		t.Fatalf("the theme answers %d: %s", code, body)
	}
	if _, body := w.ask(access.Administrator, http.MethodGet, "/beheer/huisstijl", nil); !strings.Contains(body, "Contrast 1,1, nodig is") {
		t.Error("nobody is told that white on yellow cannot be read")
	}
	n, _ := w.here.Networks.BySlug(context.Background(), "hier")
	if _, body := w.ask(access.Visitor, http.MethodGet, "/en/wijk", nil); !strings.Contains(body, fmt.Sprintf(`href="/n/hier/huisstijl.css?v=%d"`, n.Version)) {
		t.Error("the page does not ask for the theme")
	}
	css := get(t, w.handler, fmt.Sprintf("/n/hier/huisstijl.css?v=%d", n.Version))
	if want := ":root {\n  --basis-color-accent-1-bg-default: #ffee00;\n}\n"; css.body != want || css.Header.Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(css.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("the theme is %q as %q", css.body, css.Header.Get("Content-Type"))
	}
	if again := get(t, w.handler, "/n/hier/huisstijl.css", "If-None-Match", css.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("a browser that has it gets %d", again.StatusCode)
	}
	var drawn bytes.Buffer
	_ = png.Encode(&drawn, image.NewNRGBA(image.Rect(0, 0, 900, 300)))
	for want, wrong := range map[string]struct {
		file []byte
		alt  string
	}{"Vul in wat er op het logo staat": {drawn.Bytes(), ""}, "Dit is geen afbeelding": {[]byte("<svg/>"), "Logo Veen"}} {
		if code, body := w.file("/beheer/huisstijl/logo", "picture", wrong.file, map[string]string{"version": w.version(t), "alt": wrong.alt}); code != http.StatusUnprocessableEntity || !strings.Contains(body, want) {
			t.Errorf("a wrong logo answers %d without %q", code, want)
		}
	}
	if code, body := w.file("/beheer/huisstijl/logo", "picture", drawn.Bytes(), map[string]string{"version": w.version(t), "alt": "Logo Veen"}); code != http.StatusSeeOther {
		t.Fatalf("the logo answers %d: %s", code, body)
	}
	page := get(t, w.handler, "/n/hier/")
	source, _ := page.doc.Find(".brand img").Attr("src")
	if alt, _ := page.doc.Find(".brand img").Attr("alt"); alt != "Logo Veen" || !strings.HasPrefix(source, "/n/hier/logo.png?v=") {
		t.Errorf("the logo is %q at %q", alt, source)
	}
	if logo := get(t, w.handler, source); logo.Header.Get("Content-Type") != "image/png" || !strings.Contains(logo.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("the picture comes as %v", logo.Header)
	}
	for _, path := range []string{"/n/daar/huisstijl.css", "/n/daar/logo.png"} {
		if other := get(t, w.handler, path); other.StatusCode != http.StatusNotFound {
			t.Errorf("%s of the other network answers %d", path, other.StatusCode)
		}
	}
	for _, path := range []string{"/beheer/huisstijl", "/beheer/huisstijl/logo"} {
		if code, _ := w.file(path, "", nil, map[string]string{"version": w.version(t), "do": "weg"}); code != http.StatusSeeOther {
			t.Errorf("taking away at %s answers %d", path, code)
		}
	}
	if page := get(t, w.handler, "/n/hier/"); strings.Contains(page.body, "huisstijl.css") || strings.Contains(page.body, "logo.png") {
		t.Error("what was taken away is still asked for")
	}
}

func TestControllersAreNamedInPublic(t *testing.T) {
	w := newWorld(t)
	if _, body := w.ask(access.Administrator, http.MethodGet, "/beheer/start", nil); !strings.Contains(body, "Noem minstens één organisatie.") {
		t.Error("nobody is told that controllers are missing")
	}
	form := url.Values{"name-0": {"Gemeente Veen"}, "contact-0": {"avg@veen.example"}, "does-0": {""}, "name-2": {"Stichting Aanloop"}, "contact-2": {"099 000 00 01"}, "does-2": {"Vraagt u om toestemming."}, "version": {w.version(t)}}
	if code, body := w.ask(access.Administrator, http.MethodPost, "/beheer/verantwoordelijken", form); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Vul in wat Gemeente Veen voor de inwoner doet.") || !strings.Contains(body, "Stichting Aanloop") {
		t.Errorf("a controller that does nothing answers %d", code)
	}
	form.Set("does-0", "Geeft u inzage.")
	w.save(t, "/beheer/verantwoordelijken", form)
	_, body := w.ask(access.Visitor, http.MethodGet, "/privacy", nil)
	for _, want := range []string{"Gemeente Veen", "avg@veen.example", "Geeft u inzage.", "Stichting Aanloop"} {
		if !strings.Contains(body, want) {
			t.Errorf("the public page does not say %q", want)
		}
	}
	if other := get(t, w.handler, "/n/daar/privacy"); strings.Contains(other.body, "Gemeente Veen") {
		t.Error("the other network names them too")
	}
	form.Set("name-0", "")
	w.save(t, "/beheer/verantwoordelijken", form)
	if _, body := w.ask(access.Visitor, http.MethodGet, "/privacy", nil); strings.Contains(body, "Gemeente Veen") || !strings.Contains(body, "Stichting Aanloop") {
		t.Error("a controller without a name is still there")
	}
}

func TestTheConditionsOfAGoodStart(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Administrator, http.MethodGet, "/beheer/start", nil)
	if !strings.Contains(body, "6 voorwaarden zijn nog niet rond.") || strings.Count(body, `name="owner-`) != 6 {
		t.Error("the six conditions are not there")
	}
	form := url.Values{}
	for _, id := range network.Conditions {
		form.Set("owner-"+id, "Wethouder "+id)
		form.Set("state-"+id, "done")
	}
	form.Set("state-funding", "busy")
	w.save(t, "/beheer/start", form)
	_, body = w.ask(access.Administrator, http.MethodGet, "/beheer/start", nil)
	if !strings.Contains(body, "1 voorwaarde is nog niet rond.") || !strings.Contains(body, `value="Wethouder funding"`) || !strings.Contains(body, `<option value="busy" selected>`) {
		t.Error("owner and state did not stay")
	}
}

func TestHoursBesideResidents(t *testing.T) {
	w := newWorld(t)
	tree, err := w.here.Places.Tree(context.Background(), w.here.Visitor)
	if err != nil {
		t.Fatal(err)
	}
	north := tree.Kind(places.Wijk)[0]
	if code, body := w.ask(access.Administrator, http.MethodPost, "/beheer/gebieden/inwoners", url.Values{"residents-" + north.ID: {"veel"}}); code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="veel"`) {
		t.Errorf("a wrong number answers %d", code)
	}
	if code, _ := w.ask(access.Administrator, http.MethodPost, "/beheer/gebieden/inwoners", url.Values{"residents-" + north.ID: {"9.000"}}); code != http.StatusSeeOther {
		t.Errorf("a number answers %d", code)
	}
	if code, _ := w.ask(access.Administrator, http.MethodPost, "/beheer/gebieden/inwoners", url.Values{"residents-nonsense": {"9"}}); code != http.StatusNotFound {
		t.Errorf("an area that is not there answers %d", code)
	}
	_, page := w.ask(access.Coordinator, http.MethodGet, "/beheer/uren", nil)
	for _, want := range []string{"9.000", "500", "Fatima Bouali", "niemand"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	_, file := w.ask(access.Coordinator, http.MethodGet, "/beheer/uren.csv", nil)
	if !strings.Contains(file, "Noord,9000,Fatima Bouali,Stichting Aanloop,6,2024-01-01,,\n") || !strings.Contains(file, "Zuid,0,,,,,,niemand\n") {
		t.Errorf("the file is\n%s", file)
	}
}

// TestAScreenAndTheShellMakeTheSameNetwork holds the network of a screen against that of `network add`.
func TestAScreenAndTheShellMakeTheSameNetwork(t *testing.T) {
	w := newWorld(t)
	form := url.Values{"slug": {"Rietland"}, "preset": {"coordinator"}, "phone": {"099 000 09 09"}, "admin": {"Eva Eerste"}, "adminmail": {"eva@rietland.example"}}
	if code, body := w.ask(access.Administrator, http.MethodPost, "/beheer/netwerken", form); code != http.StatusSeeOther {
		t.Fatalf("making it answers %d: %s", code, body)
	}
	n, err := w.here.Networks.BySlug(context.Background(), "rietland")
	if err != nil {
		t.Fatal(err)
	}
	shell, err := network.New("rietland", "coordinator", network.Settings{Phone: "099 000 09 09"})
	if diff := cmp.Diff(shell.Settings, n.Settings); err != nil || diff != "" {
		t.Errorf("%v, %s", err, diff)
	}
	form.Set("preset", "dorp")
	form.Set("slug", "elders")
	if code, body := w.ask(access.Administrator, http.MethodPost, "/beheer/netwerken", form); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Kies een van deze werkwijzen.") {
		t.Errorf("a preset that is not there answers %d", code)
	}
}
