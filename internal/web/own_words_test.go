package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/web"
)

// TestAnEditorAddsAWordToAKindOfHelp looks first, adds the word, finds by it, and takes it away.
func TestAnEditorAddsAWordToAKindOfHelp(t *testing.T) {
	w := newWorld(t)
	const path = "/beheer/woorden"
	_, body := w.ask(access.Editor, http.MethodGet, path+"?soort=bezoekmaatje&words=kwebbelbeurt", nil)
	if _, then, ok := strings.Cut(body, "Vindt straks ook"); !ok || !strings.Contains(then, "Bezoekmaatje") {
		t.Errorf("looking first shows %q", then)
	}
	for want, form := range map[string]url.Values{
		"Kies een soort hulp.":           {"soort": {"nonsense"}, "words": {"kwebbelbeurt"}},
		"Schrijf minstens twee letters.": {"soort": {"bezoekmaatje"}, "words": {"x"}},
		"Laat weg wie het is.":           {"soort": {"bezoekmaatje"}, "words": {"bel 06 12345678"}},
	} {
		code, body := w.ask(access.Editor, http.MethodPost, path, form)
		if code != http.StatusUnprocessableEntity || !strings.Contains(body, want) || !strings.Contains(body, form.Get("words")) {
			t.Errorf("%v answers %d without %q", form, code, want)
		}
	}
	form := url.Values{"soort": {"bezoekmaatje"}, "words": {"kwebbelbeurt"}, "do": {"add"}}
	if code, body := w.ask(access.Editor, http.MethodPost, path, form); code != http.StatusSeeOther {
		t.Fatalf("adding answers %d: %s", code, body)
	}
	if _, body := w.ask(access.Editor, http.MethodGet, path, nil); !strings.Contains(body, "kwebbelbeurt") {
		t.Error("the word is not on the list")
	}
	w.handler = w.here.Web(t, web.Options{}, nil) // with an index built after the change
	if _, body := w.ask(access.Visitor, http.MethodGet, "/zoek?q=kwebbelbeurt", nil); !strings.Contains(body, "/aanbod/bezoekmaatje") || !strings.Contains(body, "Iemand op bezoek") {
		t.Error("the word finds nothing")
	}
	form.Set("do", "drop")
	if code, _ := w.ask(access.Editor, http.MethodPost, path, form); code != http.StatusSeeOther {
		t.Errorf("taking away answers %d", code)
	}
	if _, body := w.ask(access.Editor, http.MethodGet, "/en"+path, nil); !strings.Contains(body, "None yet.") {
		t.Error("the word is still there")
	}
}
