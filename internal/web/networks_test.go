package web_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/places"
	"samenspel/internal/web"
)

// TestASecondMunicipalityFromScreens makes a network, goes in as its first administrator and gives it areas; who made
// it stays outside (inventory A02).
func TestASecondMunicipalityFromScreens(t *testing.T) {
	w := newWorld(t)
	made := url.Values{"town": {"Nieuwdorp"}, "name": {"Samen in Nieuwdorp"}, "slug": {"nieuwdorp"}, "phone": {"099 000 09 09"}, "admin": {"Eva Eerste"}, "adminmail": {"eva@nieuwdorp.example"}}
	for wrong, want := range map[string]string{"slug": "Gebruik 1 tot 40", "admin": "Vul een naam in", "adminmail": "geen e-mailadres"} {
		form := url.Values{}
		for name, value := range made {
			form[name] = value
		}
		form.Set(wrong, "!")
		if wrong == "admin" {
			form.Set(wrong, "")
		}
		if code, body := w.ask(access.Administrator, http.MethodPost, "/beheer/netwerken", form); code != http.StatusUnprocessableEntity || !strings.Contains(body, want) {
			t.Errorf("a wrong %s answers %d without %q", wrong, code, want)
		}
	}
	if code, _ := w.ask(access.Administrator, http.MethodPost, "/beheer/netwerken", made); code != http.StatusSeeOther {
		t.Fatalf("making it answers %d", code)
	}
	if code, _ := w.ask(access.Administrator, http.MethodPost, "/beheer/netwerken", made); code != http.StatusUnprocessableEntity {
		t.Errorf("making it twice answers %d", code)
	}
	n, err := w.here.Networks.BySlug(context.Background(), "nieuwdorp")
	if err != nil {
		t.Fatal(err)
	}
	letters := *w.here.Letters
	last := letters[len(letters)-1]
	if last.To != "eva@nieuwdorp.example" {
		t.Fatalf("the invitation went to %q", last.To)
	}
	if _, err := w.here.Accounts.LinkToken(context.Background(), n.ID, last.Link); err != nil {
		t.Errorf("the invitation does not work: %v", err)
	}
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1/n/nieuwdorp/week", nil)
	r.AddCookie(&http.Cookie{Name: web.CookieName(n.ID), Value: w.tokens[access.Administrator]})
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, r)
	if answer.Code != http.StatusSeeOther {
		t.Errorf("who made it can go in: %d", answer.Code)
	}
}

func (w world) send(role access.Role, path, name, text string) (int, string) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, _ := form.CreateFormFile("file", name)
	_, _ = part.Write([]byte(text))
	_ = form.Close()
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/n/hier"+path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: web.CookieName(w.here.Network.ID), Value: w.tokens[role]})
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, r)
	return answer.Code, answer.Body.String()
}

func TestAreasFromAScreen(t *testing.T) {
	w := newWorld(t)
	west := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"WK900003","naam":"West"},"geometry":null}]}`
	if code, _ := w.send(access.Observer, "/beheer/gebieden", "a.geojson", west); code != http.StatusNotFound {
		t.Errorf("the municipality sends areas: %d", code)
	}
	if code, body := w.send(access.Administrator, "/beheer/gebieden", "a.geojson", "{broken"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Er is niets veranderd") ||
		!strings.Contains(body, "Dit is geen GeoJSON met gebieden (FeatureCollection): byte 2.") {
		t.Errorf("a broken file answers %d", code)
	}
	for _, wrong := range []struct{ path, file, want string }{
		{"/beheer/gebieden", "PC6;Huisnummer;Buurt;Wijk;Gemeente\nAB;1;x;y;z\n", "Rij 2: “AB” is geen postcode."},
		{"/en/beheer/gebieden", "PC6;Huisnummer;Buurt;Wijk;Gemeente\nAB;1;x;y;z\n", "Row 2: &#34;AB&#34; is not a postcode"},
		{"/beheer/gebieden", strings.Replace(west, `WK900003`, `BU88800101`, 1), "Rij 1: Het gebied ligt in “WK888001”, en dat is niet bekend."},
	} {
		if code, body := w.send(access.Administrator, wrong.path, "a", wrong.file); code != http.StatusUnprocessableEntity || !strings.Contains(body, wrong.want) {
			t.Errorf("%s answers %d to %.40q without %q", wrong.path, code, wrong.file, wrong.want)
		}
	}
	if code, _ := w.send(access.Administrator, "/beheer/gebieden", "a.geojson", west); code != http.StatusSeeOther {
		t.Errorf("a good file answers %d", code)
	}
	if code, _ := w.send(access.Administrator, "/beheer/gebieden", "p.csv", "PC6;Huisnummer;Buurt;Wijk;Gemeente\n0777AA;1;;WK900003;GM9000\n"); code != http.StatusSeeOther {
		t.Errorf("postcodes answer %d", code)
	}
	tree, err := w.here.Places.Tree(context.Background(), w.here.Visitor)
	if err != nil || len(tree.Kind(places.Wijk)) != 3 {
		t.Errorf("there are %d wijken, %v", len(tree.Kind(places.Wijk)), err)
	}
	found, err := w.here.Places.Suggest(context.Background(), w.here.Visitor, "0777AA", 1)
	if err != nil || len(found.Wijken) != 1 || found.Wijken[0].Name != "West" {
		t.Errorf("the postcode leads to %v, %v", found.Wijken, err)
	}
}

// TestADenialIsInTheTrace lets someone ask for what is not theirs.
func TestADenialIsInTheTrace(t *testing.T) {
	w := newWorld(t)
	w.ask(access.Observer, http.MethodGet, "/beheer/mensen", nil)
	officer := access.Actor{Network: w.here.Network.ID, Person: "p", Grants: []access.Grant{{Role: access.PrivacyOfficer}}}
	lines, err := audit.NewStore(w.here.DB).Lines(context.Background(), officer, audit.Filter{Person: w.persons[access.Observer], Limit: 1})
	if err != nil || len(lines) != 1 || lines[0].Outcome != audit.Denied || !strings.Contains(lines[0].Action, "/beheer/mensen") {
		t.Errorf("the trace says %+v, %v", lines, err)
	}
	if _, err := audit.NewStore(w.here.DB).Verify(context.Background(), officer, nil); err != nil {
		t.Error(err)
	}
}
