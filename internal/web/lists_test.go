package web_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/web"
)

// permitted enters thirteen made-up statements as those of a list, with permission.
func (w world) permitted(t *testing.T) {
	t.Helper()
	w.step(t, access.Administrator, "/beheer/lijsten", http.StatusSeeOther, "list", "csi", "items", strings.Repeat("Ik slaap slecht.\n", 13), "from", "de maker, brief 12", "day", "2026-10-01", "permitted", "ja")
}

// csi answers so many statements with yes.
func csi(yes int) url.Values {
	form := url.Values{}
	for i := range 13 {
		form.Set(fmt.Sprint("i", i+1), fmt.Sprint(map[bool]int{true: 1}[i < yes]))
	}
	return form
}

// TestAListOfAnotherNeedsPermission: without it the page explains and leads to the maker; only an administrator enters the
// statements, with where and when permission was given.
func TestAListOfAnotherNeedsPermission(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Visitor, http.MethodGet, "/hulpmiddelen/lijst/csi", nil)
	says(t, "without permission", body, "Dit netwerk mag ze nog niet laten zien", "B. Robinson")
	if strings.Contains(body, `name="i1"`) {
		t.Error("it can be filled in without permission")
	}
	if code, _ := w.ask(access.Visitor, http.MethodPost, "/hulpmiddelen/lijst/csi", csi(7)); code != http.StatusNotFound {
		t.Errorf("it is scored without permission: %d", code)
	}
	items := strings.Repeat("Ik slaap slecht.\n", 12)
	body = w.step(t, access.Administrator, "/beheer/lijsten", http.StatusUnprocessableEntity, "list", "csi", "items", items, "from", "de maker", "day", "2027-01-01")
	says(t, "what is wrong", body, "U schreef 12 uitspraken. Het moeten er 13 zijn.", "Kies de dag waarop u toestemming kreeg.", "Zonder toestemming tonen wij de lijst niet.", "Ik slaap slecht.", `value="de maker"`)
	w.permitted(t)
	_, body = w.ask(access.Administrator, http.MethodGet, "/beheer/lijsten", nil)
	says(t, "what is kept", body, "de maker, brief 12", `value="2026-10-01"`)
	picture(t, "licences", body)
	w.step(t, access.Administrator, "/beheer/lijsten", http.StatusSeeOther, "list", "csi", "items", " ")
	_, body = w.ask(access.Visitor, http.MethodGet, "/hulpmiddelen/lijst/csi", nil)
	says(t, "taken away", body, "Dit netwerk mag ze nog niet laten zien")
}

// TestWhatIsFilledInIsShownAndGone: the result is on the page with where to find help, an answer that lacks is asked for and
// the others stay, and neither the database nor the log know of it.
func TestWhatIsFilledInIsShownAndGone(t *testing.T) {
	w := newWorld(t)
	w.permitted(t)
	var log bytes.Buffer
	w.handler = w.here.Web(t, web.Options{}, &log)
	before := w.count(t, "audit_line")
	for yes, want := range map[int]string{6: "Dit is onder de grens van zeven.", 7: "Dit is zeven of meer."} {
		code, body := w.ask(access.Visitor, http.MethodPost, "/hulpmiddelen/lijst/csi", csi(yes))
		if code != http.StatusOK {
			t.Errorf("%d times yes answers %d", yes, code)
		}
		says(t, "the result", body, want, "Dit zegt iets over nu.")
		if strings.Contains(body, "Zoek wie even overneemt") != (yes == 7) {
			t.Errorf("with %d times yes help is offered, or not", yes)
		}
		picture(t, "list", body)
	}
	lacking := csi(3)
	lacking.Del("i5")
	code, body := w.ask(access.Visitor, http.MethodPost, "/hulpmiddelen/lijst/csi", lacking)
	if code != http.StatusUnprocessableEntity || strings.Count(body, "checked") != 12 {
		t.Errorf("without the fifth it answers %d with %d answers", code, strings.Count(body, "checked"))
	}
	says(t, "what lacks", body, "Kies een antwoord.")
	if now := w.count(t, "audit_line"); now != before || strings.Contains(log.String(), "i5") || strings.Contains(log.String(), "csi") {
		t.Errorf("%d lines in the trace were %d; the log says %s", now, before, &log)
	}
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "http://127.0.0.1/n/hier/hulpmiddelen/lijst/csi", nil))
	if answer.Header().Get("Cache-Control") != "no-store" || len(answer.Header().Values("Set-Cookie")) > 0 {
		t.Errorf("the page may be kept: %v", answer.Header())
	}
}

// TestTheSelfScanIsPrivate: ten questions of our own, and the three in which there is most to learn.
func TestTheSelfScanIsPrivate(t *testing.T) {
	w := newWorld(t)
	form := url.Values{}
	for i := range 10 {
		form.Set(fmt.Sprint("i", i+1), fmt.Sprint(5-i/3))
	}
	_, body := w.ask(access.Visitor, http.MethodPost, "/hulpmiddelen/lijst/scan", form)
	result := body[strings.Index(body, `id="result"`):strings.Index(body, `<form class="edit`)]
	says(t, "the result", result, "Hoe leer ik van wat ik doe?", "Hoe werk ik samen met andere organisaties?")
	if strings.Contains(result, "Hoe zie ik wat iemand zelf kan?") {
		t.Error("what went well is among the lowest")
	}
	if code, _ := w.ask(access.Visitor, http.MethodGet, "/hulpmiddelen/lijst/nonsense", nil); code != http.StatusNotFound {
		t.Errorf("a list that is not there answers %d", code)
	}
}

// TestAnEcogramIsDrawnAndGone: who was chosen stands in the drawing and in words, the nearer the closer, without a name.
func TestAnEcogramIsDrawnAndGone(t *testing.T) {
	w := newWorld(t)
	code, body := w.ask(access.Visitor, http.MethodPost, "/hulpmiddelen/ecogram", url.Values{"who1": {""}, "who2": {"de heer Jansen"}})
	if code != http.StatusUnprocessableEntity || strings.Contains(body, "Jansen") {
		t.Errorf("nobody known answers %d", code)
	}
	code, body = w.ask(access.Visitor, http.MethodPost, "/hulpmiddelen/ecogram",
		url.Values{"who1": {"partner"}, "near1": {"1"}, "kind1": {"P", "E"}, "who3": {"neighbour"}, "near3": {"3"}, "who4": {"volunteer"}, "kind4": {"G", "X"}})
	if code != http.StatusOK || strings.Count(body, "<line") != 3 {
		t.Errorf("three people answer %d with %d lines", code, strings.Count(body, "<line"))
	}
	says(t, "the drawing", body, "Partner (Heel dichtbij): P E", "Buur (Verder weg)", "Vrijwilliger (Gewoon): G<", `x2="350" y2="200"`, "data-print")
	picture(t, "ecogram", body)
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "http://127.0.0.1/n/hier/hulpmiddelen/ecogram", nil))
	if answer.Header().Get("Cache-Control") != "no-store" {
		t.Error("the drawing may be kept by a cache")
	}
}
