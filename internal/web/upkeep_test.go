package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// formOn gives the fields of the first form that posts on a page, as a browser would send them.
func formOn(t *testing.T, body string) url.Values {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	values := url.Values{}
	form := doc.Find("main form[method=post].edit, main form[method=post].beside").First()
	form.Find("input, textarea").Each(func(_ int, s *goquery.Selection) {
		name, _ := s.Attr("name")
		value, _ := s.Attr("value")
		kind, _ := s.Attr("type")
		_, checked := s.Attr("checked")
		switch {
		case goquery.NodeName(s) == "textarea":
			values.Add(name, s.Text())
		case kind != "checkbox" && kind != "radio" || checked:
			values.Add(name, value)
		}
	})
	form.Find("select").Each(func(_ int, s *goquery.Selection) {
		name, _ := s.Attr("name")
		value, _ := s.Find("option[selected]").Attr("value")
		values.Add(name, value)
	})
	return values
}

// TestAnEditorKeepsAnEntryRight changes an entry from its own form, with a mistake on the way.
func TestAnEditorKeepsAnEntryRight(t *testing.T) {
	w := newWorld(t)
	code, body := w.ask(access.Editor, http.MethodGet, "/beheer/aanbod?q=wandelmaatje", nil)
	path := regexp.MustCompile(`/beheer/aanbod/[0-9a-f-]{36}`).FindString(body)
	if code != http.StatusOK || path == "" || !strings.Contains(body, "onbekend") {
		t.Fatalf("the list answers %d: %s", code, body)
	}
	_, body = w.ask(access.Editor, http.MethodGet, path, nil)
	form := formOn(t, body)
	if form.Get("title") != "Wandelmaatje" || form.Get("capacity") != "wachtlijst" || form.Get("weeks") != "8" || form["needs"][1] != "erop-uit" {
		t.Errorf("the form shows %v", form)
	}
	form.Set("hours", "soms")
	form.Set("title", "Wandelen met een buur")
	code, body = w.ask(access.Editor, http.MethodPost, path, form)
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, "Wij kunnen deze tijden niet lezen.") || !strings.Contains(body, "Wandelen met een buur") {
		t.Errorf("wrong hours answer %d", code)
	}
	form.Set("hours", "wo 10:00-11:00\n1e za 10-12")
	form.Set("url", "www.brug.example")
	if code, _ = w.ask(access.Editor, http.MethodPost, path, form); code != http.StatusSeeOther {
		t.Fatalf("saving answers %d", code)
	}
	if code, body = w.ask(access.Editor, http.MethodPost, path, form); code != http.StatusConflict || !strings.Contains(body, "Wandelen met een buur") {
		t.Errorf("a form of before answers %d", code)
	}
	_, body = w.ask(access.Visitor, http.MethodGet, "/aanbod/wandelmaatje", nil)
	for _, want := range []string{"Wandelen met een buur", "woensdag: 10.00–11.00 uur", "elke 1e zaterdag van de maand", "https://www.brug.example", "Gecontroleerd op 2 november 2026"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page for visitors lacks %q", want)
		}
	}
}

// TestAMemberWritesOwnEntriesOnly is about the organisation whose member this is: Stichting Aanloop.
func TestAMemberWritesOwnEntriesOnly(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Member, http.MethodGet, "/beheer/aanbod", nil)
	own := regexp.MustCompile(`/beheer/aanbod/[0-9a-f-]{36}`).FindAllString(body, -1)
	_, all := w.ask(access.Editor, http.MethodGet, "/beheer/aanbod", nil)
	if len(own) == 0 || len(own) >= len(regexp.MustCompile(`/beheer/aanbod/[0-9a-f-]{36}`).FindAllString(all, -1)) {
		t.Fatalf("a member sees %v", own)
	}
	for _, path := range regexp.MustCompile(`/beheer/aanbod/[0-9a-f-]{36}`).FindAllString(all, -1) {
		want := http.StatusNotFound
		if strings.Contains(body, path) {
			want = http.StatusOK
		}
		if code, _ := w.ask(access.Member, http.MethodGet, path, nil); code != want {
			t.Errorf("%s answers %d, want %d", path, code, want)
		}
	}
}

// TestAnOrganisationAnswersByLink goes the way of the mail: look, set the room in two taps, change, confirm.
func TestAnOrganisationAnswersByLink(t *testing.T) {
	town := testkit.NewTown(t, dbtest.SQLite(t), "veen", "")
	h := town.Web(t, web.Options{}, nil)
	if err := town.Upkeep.Run(t.Context(), town.Network.ID); err != nil {
		t.Fatal(err)
	}
	brug := dbtest.Ask[string](t, town.DB, `select id from organization where name = 'Bewonersinitiatief De Brug'`)[0]
	root := "/bijhouden/" + brug + "/" + town.Upkeep.Token(brug, 1)
	page := get(t, h, root)
	for _, want := range []string{"Klopt dit nog? Bewonersinitiatief De Brug", "Open huiskamer", "Wandelmaatje", "Nog niet ingevuld:"} {
		if !strings.Contains(page.text("main"), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if page.Header.Get("Referrer-Policy") != "no-referrer" || page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the address of the page can leak: %v", page.Header)
	}
	if changed := dbtest.Ask[int](t, town.DB, `select count(*) from service where version > 1`)[0]; changed != 0 {
		t.Errorf("looking at the page changed %d services", changed)
	}
	id := dbtest.Ask[string](t, town.DB, `select id from service where ref = 's2'`)[0]
	if code := post(h, root+"/plek/"+id, url.Values{"capacity": {"plek"}}); code != http.StatusSeeOther {
		t.Errorf("setting the room answers %d", code)
	}
	if got := get(t, h, "/aanbod/wandelmaatje").text(".contact-box"); !strings.Contains(got, "Er is plek") {
		t.Errorf("visitors see %s", got)
	}
	form := formOn(t, get(t, h, root+"/aanbod/"+id).body)
	form.Set("description", "Samen een rondje lopen door de wijk, ook met de rollator of met een hond aan de lijn.")
	if code := post(h, root+"/aanbod/"+id, form); code != http.StatusSeeOther {
		t.Errorf("changing answers %d", code)
	}
	foreign := dbtest.Ask[string](t, town.DB, `select id from service where ref = 's1'`)[0]
	if code := post(h, root+"/plek/"+foreign, url.Values{"capacity": {"vol"}}); code != http.StatusNotFound {
		t.Errorf("the room of another answers %d", code)
	}
	if got := get(t, h, root+"/aanbod/"+foreign).StatusCode; got != http.StatusNotFound {
		t.Errorf("the entry of another answers %d", got)
	}
	if code := post(h, root, nil); code != http.StatusSeeOther {
		t.Errorf("confirming answers %d", code)
	}
	if got := get(t, h, "/aanbod/open-huiskamer").text("main"); strings.Contains(got, "te lang geleden") || !strings.Contains(got, "door de organisatie zelf") {
		t.Errorf("after confirming visitors see %s", got)
	}
	if code := get(t, h, "/bijhouden/"+brug+"/AAAA").StatusCode; code != http.StatusNotFound {
		t.Errorf("a forged link answers %d", code)
	}
}

// post sends a form without a sign-in.
func post(h http.Handler, address string, form url.Values) int {
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	return answer.Code
}

func TestAVisitorSaysWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	path := "/aanbod/bezoekmaatje/klopt-niet"
	for text, want := range map[string]string{"": "Schrijf kort op", "Vraag naar mevrouw De Vries": "Hier staat een naam", strings.Repeat("x", 1200): "te lang"} {
		if code, body := w.ask(access.Visitor, http.MethodPost, path, url.Values{"text": {text}}); code != http.StatusUnprocessableEntity || !strings.Contains(body, want) {
			t.Errorf("%.30q answers %d", text, code)
		}
	}
	if code, _ := w.ask(access.Visitor, http.MethodPost, path, url.Values{"text": {"Het nummer is nu 099 123 45 67."}}); code != http.StatusSeeOther {
		t.Errorf("reporting answers %d", code)
	}
	_, body := w.ask(access.Editor, http.MethodGet, "/beheer/bijhouden", nil)
	if !strings.Contains(body, "Het nummer is nu 099 123 45 67.") || !strings.Contains(body, "Is iedereen te vinden?") {
		t.Errorf("the editor sees %s", body)
	}
	settle := regexp.MustCompile(`/beheer/meldingen/[0-9a-f-]{36}`).FindString(body)
	if code, _ := w.ask(access.Editor, http.MethodPost, settle, url.Values{"outcome": {"mended"}}); code != http.StatusSeeOther {
		t.Errorf("settling answers %d", code)
	}
}

// TestWordsThatFindNothingReachAnEditor looks in vain from three addresses, and adds the word in one click.
func TestWordsThatFindNothingReachAnEditor(t *testing.T) {
	w := newWorld(t)
	for _, from := range []string{"192.0.2.1:5", "192.0.2.1:6", "192.0.2.2:5"} {
		lookFrom(t, w.handler, "/n/hier/zoek?q=xyzzykwark+wandelen", from)
		lookFrom(t, w.handler, "/n/hier/zoek?q=xyzzykwark", from)
	}
	if _, body := w.ask(access.Editor, http.MethodGet, "/beheer/bijhouden", nil); strings.Contains(body, "xyzzykwark") {
		t.Error("the word of two visitors is told")
	}
	lookFrom(t, w.handler, "/n/hier/zoek?q=xyzzykwark", "192.0.2.3:5")
	_, body := w.ask(access.Editor, http.MethodGet, "/beheer/bijhouden", nil)
	if !strings.Contains(body, "xyzzykwark") {
		t.Fatalf("the word of three visitors is not told: %s", body)
	}
	service := dbtest.Ask[string](t, w.here.DB, `select id from service where ref = 's2'`)[0]
	if code, _ := w.ask(access.Editor, http.MethodPost, "/beheer/gemist", url.Values{"words": {"xyzzykwark"}, "service": {service}}); code != http.StatusSeeOther {
		t.Errorf("adding answers %d", code)
	}
	_, body = w.ask(access.Editor, http.MethodGet, "/beheer/aanbod/"+service, nil)
	if !strings.Contains(body, "xyzzykwark") {
		t.Error("the entry does not have the word")
	}
}

// lookFrom asks for a page from an address.
func lookFrom(t *testing.T, h http.Handler, path, from string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.RemoteAddr = from
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	if answer.Code != http.StatusOK {
		t.Fatalf("%s answers %d", path, answer.Code)
	}
}

// TestWhoWasNeverInvitedIsListed is about organisations that stand in the directory and take no part (H47).
func TestWhoWasNeverInvitedIsListed(t *testing.T) {
	w := withStaff(t, access.Editor, access.Ambassador)
	list := func() string {
		return w.request(t, access.Editor, "/beheer/bijhouden", nil).text("section[aria-labelledby=invite]")
	}
	if got := list(); !strings.Contains(got, "Bewonersinitiatief De Brug") || !strings.Contains(got, "Kluszaak Kees") || strings.Contains(got, "Stichting Aanloop") {
		t.Fatalf("the list is %s", got)
	}
	kees := dbtest.Ask[string](t, w.DB, `select id from organization where name = 'Kluszaak Kees'`)[0]
	path := "/beheer/bijhouden/" + kees + "/uitgenodigd"
	if code := w.request(t, access.Ambassador, path, url.Values{}).StatusCode; code != http.StatusNotFound {
		t.Errorf("who is no editor gets %d", code)
	}
	for _, want := range []int{http.StatusSeeOther, http.StatusNotFound} {
		if code := w.request(t, access.Editor, path, url.Values{}).StatusCode; code != want {
			t.Errorf("inviting answers %d, want %d", code, want)
		}
	}
	w.Import(t, strings.ReplaceAll(testkit.Services, "Klussen tegen betaling", "Klussen voor geld"))
	if got := list(); strings.Contains(got, "Kluszaak Kees") || !strings.Contains(got, "De Brug") {
		t.Errorf("after an invitation and an import the list is %s", got)
	}
}
