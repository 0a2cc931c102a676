package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/desk"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

var enquiryPath = regexp.MustCompile(`/vragen/[0-9a-f]{8}-[0-9a-f-]{27}`)

// TestACallIsWrittenDownAndAnswered goes the way of a call without a script: note, look what fits, tick, done, close.
func TestACallIsWrittenDownAndAnswered(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Desk, http.MethodGet, "/vragen/nieuw", nil)
	if !regexp.MustCompile(`<textarea id="f-note"[^>]* autofocus`).MatchString(body) {
		t.Error("the cursor is not in the note")
	}
	says(t, "who asks", body, "Huisarts of praktijkondersteuner", "Wijkverpleging")
	if fits := strings.Index(body, `id="offers"`); fits < strings.Index(body, `value="keep"`) || fits > strings.Index(body, `name="asker"`) {
		t.Error("on a narrow screen what fits does not come straight after the note")
	}
	form := formOn(t, body)
	form.Set("note", "mevrouw Jansen is eenzaam, wil wandelen, belt 06-12345678, woont in Noord")
	form.Set("do", "look")
	code, body := w.ask(access.Desk, http.MethodPost, "/vragen/nieuw", form)
	if code != http.StatusOK || !strings.Contains(body, "Wandelmaatje") || !strings.Contains(body, "Wijk: Noord") || !strings.Contains(body, "mevrouw Jansen is eenzaam") {
		t.Fatalf("looking answers %d", code)
	}
	_, body = w.ask(access.Desk, http.MethodGet, "/vragen", nil)
	draft := regexp.MustCompile(`/vragen/nieuw\?concept=[^"]+`).FindString(body)
	_, body = w.ask(access.Desk, http.MethodGet, strings.ReplaceAll(draft, "&amp;", "&"), nil)
	if draft == "" || !strings.Contains(body, "mevrouw Jansen is eenzaam") || formOn(t, body).Get("request") != form.Get("request") {
		t.Error("the draft is not there after the browser was closed")
	}
	if _, theirs := w.ask(access.Coordinator, http.MethodGet, "/vragen", nil); strings.Contains(theirs, "Jansen") {
		t.Error("a draft is shown to somebody else")
	}
	service := dbtest.Ask[string](t, w.here.DB, `select id from service where ref = 's2' and network_id = '`+w.here.Network.ID+`'`)[0]
	form.Set("do", "keep")
	form.Set("given", service)
	for range 2 { // the same form a second time makes nothing
		if code, _ = w.ask(access.Desk, http.MethodPost, "/vragen/nieuw", form); code != http.StatusSeeOther {
			t.Fatalf("keeping answers %d", code)
		}
	}
	if n := dbtest.Ask[int](t, w.here.DB, `select count(*) from enquiry where note like '%eenzaam%'`)[0]; n != 1 {
		t.Errorf("the form made %d questions", n)
	}
	_, body = w.ask(access.Desk, http.MethodGet, "/vragen?lijst=mijn", nil)
	if strings.Contains(body, "Jansen") || strings.Contains(body, "12345678") || !strings.Contains(body, "[naam]") || strings.Contains(body, "concept=") {
		t.Error("the list says who asked, or keeps the draft")
	}
	path := enquiryPath.FindString(body)
	_, body = w.ask(access.Desk, http.MethodGet, path, nil)
	for _, want := range []string{"Beantwoord", "06-12345678", "Jansen", "Wandelmaatje", "Rond af vóór of op 9 november 2026", "Antwoord op papier"} {
		if !strings.Contains(body, want) {
			t.Errorf("its page lacks %q", want)
		}
	}
	if _, paper := w.ask(access.Desk, http.MethodGet, path+"/antwoord", nil); !strings.Contains(paper, "Wandelmaatje") || !strings.Contains(paper, "099 000 00 02") || strings.Contains(paper, "Jansen") {
		t.Error("the answer on paper")
	}
	version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(body)[1]
	closing := url.Values{"version": {version}, "do": {"close"}, "outcome": {"information"}}
	if code, body = w.ask(access.Desk, http.MethodPost, path, closing); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Kies wie het vroeg.") {
		t.Errorf("closing without asker answers %d", code)
	}
	closing.Set("kind", "wanted")
	closing.Set("asker", "resident")
	if code, _ = w.ask(access.Desk, http.MethodPost, path, closing); code != http.StatusSeeOther {
		t.Errorf("closing answers %d", code)
	}
	if code, _ = w.ask(access.Desk, http.MethodPost, path, closing); code != http.StatusConflict {
		t.Errorf("closing from an old form answers %d", code)
	}
	if _, body = w.ask(access.Desk, http.MethodPost, "/vragen", url.Values{"caller": {"+31612345678"}}); !strings.Contains(body, path) {
		t.Error("the caller is not found by the number")
	}
}

// TestWhatANoteIsAboutIsTicked keeps the needs that the note speaks of, but for one whose tick was taken away.
func TestWhatANoteIsAboutIsTicked(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Desk, http.MethodGet, "/vragen/nieuw", nil)
	form := formOn(t, body)
	for i, note := range []string{"Meneer is eenzaam en zoekt een maatje", "Meneer is eenzaam en zoekt een maatje, de eerste keer"} {
		form.Set("note", note)
		form.Set("do", "look")
		_, body = w.ask(access.Desk, http.MethodPost, "/vragen/nieuw", form)
		if form = formOn(t, body); slices.Contains(form["needs"], "gezelschap") != (i == 0) {
			t.Errorf("after %q these are ticked: %v", note, form["needs"])
		}
		form.Del("needs")
	}
	form.Set("note", "Meneer is eenzaam en zoekt een maatje, de tuin is te veel voor hem")
	form.Set("do", "keep")
	if code, _ := w.ask(access.Desk, http.MethodPost, "/vragen/nieuw", form); code != http.StatusSeeOther {
		t.Fatalf("keeping answers %d", code)
	}
	kept := dbtest.Ask[string](t, w.here.DB, `select needs from enquiry where note like '%de tuin is te veel%'`)[0]
	if strings.Contains(kept, "gezelschap") || kept == "[]" {
		t.Errorf("it is kept with %s", kept)
	}
}

// TestAQuestionIsPassedOn gives a question to the ambassador of the wijk, who finds it on the own week and gives it back.
func TestAQuestionIsPassedOn(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Desk, http.MethodGet, "/vragen/nieuw", nil)
	form := formOn(t, body)
	form.Set("note", "Iemand zoekt gezelschap")
	form.Set("wijk", "Nergenshuizen")
	form.Set("do", "pass")
	if code, body := w.ask(access.Desk, http.MethodPost, "/vragen/nieuw", form); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Wij kennen deze wijk of postcode niet.") || !strings.Contains(body, "Iemand zoekt gezelschap") {
		t.Errorf("an unknown wijk answers %d", code)
	}
	form.Set("wijk", "0101 AA")
	if code, _ := w.ask(access.Desk, http.MethodPost, "/vragen/nieuw", form); code != http.StatusSeeOther {
		t.Fatalf("passing on answers %d", code)
	}
	q, err := w.here.Desk.Queue(t.Context(), access.As(access.Desk, w.here.Network.ID), desk.All, "")
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	for i, r := range q.Rows {
		if r.Note == "Iemand zoekt gezelschap" {
			at = i
		}
	}
	row := q.Rows[at]
	if row.State != desk.Passed || row.Responsible.Name == "" {
		t.Fatalf("it is %+v", row)
	}
	// the ambassador of the wijk here is either of two: give it to the one who is signed in
	path := "/vragen/" + row.ID
	give := url.Values{"version": {"2"}, "do": {"pass-on"}, "to": {"person:" + w.persons[access.Ambassador]}}
	if row.Responsible.ID != w.persons[access.Ambassador] {
		if code, body := w.ask(access.Desk, http.MethodPost, path, give); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Schrijf waarom iemand anders de vraag krijgt.") {
			t.Errorf("passing on without a reason answers %d", code)
		}
		give.Set("reason", "Zij kent de straat")
		if code, _ := w.ask(access.Desk, http.MethodPost, path, give); code != http.StatusSeeOther {
			t.Errorf("passing on answers %d", code)
		}
	}
	if _, body = w.ask(access.Ambassador, http.MethodGet, "/vragen", nil); !strings.Contains(body, path) {
		t.Error("it is not on her list")
	}
	now, err := w.here.Desk.Enquiry(t.Context(), access.As(access.Desk, w.here.Network.ID), row.ID)
	if err != nil {
		t.Fatal(err)
	}
	back := url.Values{"version": {strconv.FormatInt(now.Version, 10)}, "do": {"pass-on"}, "to": {"desk"}, "reason": {"Hoort niet bij mij"}}
	if code, _ := w.ask(access.Ambassador, http.MethodPost, path, back); code != http.StatusSeeOther {
		t.Errorf("giving back answers %d", code)
	}
	if _, body = w.ask(access.Desk, http.MethodGet, "/vragen?lijst=vrij", nil); !strings.Contains(body, path) {
		t.Error("it is not of the information point again")
	}
}

// TestMyWeekShowsQuestions shows what is due today to its owner.
func TestMyWeekShowsQuestions(t *testing.T) {
	w := newWorld(t)
	actor := access.Actor{Network: w.here.Network.ID, Person: w.persons[access.Desk], Grants: []access.Grant{{Role: access.Desk}}}
	at := testkit.Today.Add(-24 * 4 * time.Hour)
	store := w.here.DeskAt(at)
	e, err := store.Receive(t.Context(), actor, desk.Incoming{Channel: desk.Phone, Note: "Een oude vraag", Take: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, body := w.ask(access.Desk, http.MethodGet, "/week", nil); !strings.Contains(body, "Vraag "+e.Code+" is te laat") || !strings.Contains(body, "/vragen/"+e.ID) {
		t.Error("my week does not say that it is late")
	}
	if _, body := w.ask(access.Coordinator, http.MethodGet, "/week", nil); strings.Contains(body, e.Code) {
		t.Error("the week of somebody else shows it")
	}
}

// sendTo sends a form as a visitor does.
func sendTo(h http.Handler, address string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	return answer
}

func send(h http.Handler, address string, form url.Values) (int, string) {
	answer := sendTo(h, address, form)
	return answer.Code, answer.Body.String()
}

// TestAVisitorAsks sends the public form, with its mistakes, and looks at the status by code.
func TestAVisitorAsks(t *testing.T) {
	town := testkit.NewTown(t, dbtest.SQLite(t), "veen", "")
	h := town.Web(t, web.Options{}, nil)
	page := get(t, h, "/vraag?q=wandelen+met+iemand&wijk=noord")
	form := formOn(t, page.body)
	if form.Get("note") != "wandelen met iemand" || form.Get("wijk") != "Noord" || len(page.Cookies()) > 0 || page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the form begins with %v", form)
	}
	if code, body := send(h, "/vraag", form); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Kijk uw vraag nog even na") || !strings.Contains(body, "wandelen met iemand") {
		t.Errorf("a form of the same second answers %d", code)
	}
	form.Set("request", town.Desk.NewRequest(testkit.Today.Add(-time.Minute)))
	for field, wrong := range map[string][2]string{"note": {" ", "Schrijf in het kort"}, "reach": {"bel maar", "Schrijf een telefoonnummer of een e-mailadres"}, "website": {"https://spam.example", "Laat dit veld leeg"}, "wijk": {"Elders", "Wij kennen deze wijk"}} {
		sent := url.Values{}
		for name := range form {
			sent.Set(name, form.Get(name))
		}
		sent.Set(field, wrong[0])
		if code, body := send(h, "/vraag", sent); code != http.StatusUnprocessableEntity || !strings.Contains(body, wrong[1]) {
			t.Errorf("%s %q answers %d", field, wrong[0], code)
		}
	}
	form.Set("reach", "06 1234 5678")
	var to string
	for range 2 {
		answer := sendTo(h, "/vraag", form)
		if answer.Code != http.StatusSeeOther {
			t.Fatalf("asking answers %d", answer.Code)
		}
		if to != "" && to != answer.Header().Get("Location") {
			t.Error("the same form twice makes two questions")
		}
		to = answer.Header().Get("Location")
	}
	status := get(t, h, to)
	for _, want := range []string{"Bedankt", "Fatima Bouali (ambassadeur)", "3 november 2026", "Wis mijn contactgegevens"} {
		if !strings.Contains(strings.ToLower(status.text("main")), strings.ToLower(want)) {
			t.Errorf("the confirmation lacks %q: %s", want, status.text("main"))
		}
	}
	path, _, _ := strings.Cut(to, "?")
	if code := post(h, path, url.Values{}); code != http.StatusSeeOther || dbtest.Ask[int](t, town.DB, `select count(*) from enquiry_contact`)[0] != 0 {
		t.Errorf("erasing answers %d", code)
	}
	for range 20 {
		form.Set("request", town.Desk.NewRequest(testkit.Today.Add(-time.Minute)))
		if code, body := send(h, "/vraag", form); code == http.StatusTooManyRequests && strings.Contains(body, "Bel ons") {
			return
		}
	}
	t.Error("twenty questions from one place in a moment are taken")
}

// TestTheDeskSeesItsFigures shows the page of the quarter, and who does not see it.
func TestTheDeskSeesItsFigures(t *testing.T) {
	w := newWorld(t)
	code, body := w.ask(access.Desk, http.MethodGet, "/vragen/cijfers", nil)
	for _, want := range []string{"Vragen in kwartaal 4 van 2026", "Nog niet bekend", "Oudste van"} {
		if code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("it answers %d without %q", code, want)
		}
	}
	if code, _ := w.ask(access.Desk, http.MethodGet, "/vragen/cijfers?vanaf=2020-01-01", nil); code != http.StatusOK {
		t.Errorf("a quarter without questions answers %d", code)
	}
	if code, _ := w.ask(access.Desk, http.MethodGet, "/vragen/cijfers?vanaf=gisteren", nil); code != http.StatusNotFound {
		t.Errorf("a day that is none answers %d", code)
	}
}

// TestAnAnswerBeginsWithKnownWords keeps words for a need, and finds them in the answer to a question.
func TestAnAnswerBeginsWithKnownWords(t *testing.T) {
	w := newWorld(t)
	words := url.Values{"need": {"gezelschap"}, "words": {"Bel mevrouw Jansen"}, "version": {"0"}}
	if code, body := w.ask(access.Desk, http.MethodPost, "/vragen/antwoorden", words); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Haal namen en nummers van mensen weg.") || !strings.Contains(body, "Bel mevrouw Jansen") {
		t.Errorf("words with a name answer %d", code)
	}
	words.Set("words", "Fijn dat u belde. Dit past misschien bij u.")
	if code, _ := w.ask(access.Desk, http.MethodPost, "/vragen/antwoorden", words); code != http.StatusSeeOther {
		t.Errorf("keeping words answers %d", code)
	}
	e, err := w.here.Desk.Receive(t.Context(), access.As(access.Desk, w.here.Network.ID), desk.Incoming{Channel: desk.Mail, Note: "Ik ben eenzaam", Needs: []string{"gezelschap"}, Contact: desk.Contact{Email: "vrager@post.example"}})
	if err != nil {
		t.Fatal(err)
	}
	_, body := w.ask(access.Desk, http.MethodGet, "/vragen/"+e.ID, nil)
	if !strings.Contains(body, "Fijn dat u belde. Dit past misschien bij u.</textarea>") {
		t.Error("the answer does not begin with them")
	}
	service := dbtest.Ask[string](t, w.here.DB, `select id from service where ref = 's1' and network_id = '`+w.here.Network.ID+`'`)[0]
	answer := url.Values{"version": {"1"}, "do": {"answer"}, "given": {service}, "text": {"Dit past bij u."}, "mail": {"ja"}}
	if code, body := w.ask(access.Desk, http.MethodPost, "/vragen/"+e.ID, answer); code != http.StatusSeeOther {
		t.Fatalf("answering by mail answers %d: %s", code, body)
	}
	sent := dbtest.Ask[string](t, w.here.DB, `select address || ' ' || args from outbox where kind = 'desk-answer'`)
	if len(sent) != 1 || !strings.Contains(sent[0], "vrager@post.example") || !strings.Contains(sent[0], "Dit past bij u.") || !strings.Contains(sent[0], "Bezoekmaatje, Stichting Aanloop") {
		t.Errorf("mails: %v", sent)
	}
	if _, body = w.ask(access.Administrator, http.MethodGet, "/beheer/post", nil); !strings.Contains(body, "Antwoord op een vraag") || strings.Contains(body, "Andere mail") {
		t.Error("the list of mails does not name the answer")
	}
	if _, body = w.ask(access.Desk, http.MethodGet, "/vragen/nieuw", nil); strings.Contains(body, "keer genoemd") {
		t.Error("an empty form tells what was named before")
	}
	form := formOn(t, body)
	form.Set("note", "eenzaam, zoekt gezelschap")
	form.Set("do", "look")
	if _, body = w.ask(access.Desk, http.MethodPost, "/vragen/nieuw", form); !strings.Contains(body, "1 keer genoemd") {
		t.Error("what was named before is not told")
	}
}
