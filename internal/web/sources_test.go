package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"samenspel/internal/access"
	"samenspel/internal/harvest"
	"samenspel/internal/jobs"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// sendFile uploads a file as an editor and gives where the answer leads.
func (w staffed) sendFile(t *testing.T, path, name, text string) answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = io.WriteString(file, text)
	}
	if err != nil || form.Close() != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "http://localhost"+path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.AddCookie(&http.Cookie{Name: web.CookieName(w.Network.ID), Value: w.tokens[access.Editor]})
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	a := answer{Response: recorder.Result(), body: recorder.Body.String()}
	if a.doc, err = goquery.NewDocumentFromReader(strings.NewReader(a.body)); err != nil {
		t.Fatal(err)
	}
	return a
}

// work does the jobs that wait, as the program does in the background.
func (w staffed) work(t *testing.T) {
	t.Helper()
	im := harvest.New(w.DB, func() time.Time { return testkit.Today })
	kind := jobs.Kind{Name: harvest.JobKind, Do: func(ctx context.Context, job *jobs.Run) error {
		return im.Work(ctx, access.As(access.Operator, job.Network), job, nil, w.Network.Settings.Town)
	}}
	worker, err := jobs.NewWorker(w.DB, jobs.Options{Kinds: []jobs.Kind{kind}, Networks: func(context.Context) ([]string, error) { return []string{w.Network.ID}, nil }})
	if err == nil {
		_, err = worker.Drain(context.Background())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (w staffed) newSource(t *testing.T) string {
	t.Helper()
	made := w.request(t, access.Editor, "/beheer/bronnen/nieuw", url.Values{"name": {"kaart"}, "format": {"auto"}, "every": {"0"}})
	if made.StatusCode != http.StatusSeeOther {
		t.Fatalf("making a source answers %d\n%s", made.StatusCode, made.doc.Find(".error").Text())
	}
	address, _, _ := strings.Cut(made.Header.Get("Location"), "?")
	return address
}

// An editor sends a file, sees what would change, publishes it and takes it back, all without JavaScript.
func TestAnEditorImportsLooksAndUndoes(t *testing.T) {
	w := withStaff(t, access.Editor)
	source := w.newSource(t)
	sent := w.sendFile(t, source+"/bestand", "kaart.csv", "id,title,organization\n1,Schaken in Noord,Club\n2,Dammen,Club\n")
	run := sent.Header.Get("Location")
	if sent.StatusCode != http.StatusSeeOther {
		t.Fatalf("sending answers %d", sent.StatusCode)
	}
	if waits := w.request(t, access.Editor, run, nil); waits.doc.Find("noscript").Length() == 0 || !strings.Contains(waits.body, "ververst zichzelf") {
		t.Error("the page of a run that waits does not look again")
	}
	w.work(t)
	ready := w.request(t, access.Editor, run, nil)
	if !strings.Contains(ready.doc.Find("[role=status]").Text(), "Klaar om te bekijken") || !strings.Contains(ready.doc.Find("main").Text(), "Schaken in Noord") {
		t.Fatalf("the run says %q", ready.doc.Find("main").Text())
	}
	if w.request(t, access.Visitor, "/aanbod/schaken-in-noord", nil).StatusCode != http.StatusNotFound {
		t.Error("visitors see what is not published")
	}
	for _, step := range []struct {
		action string
		status int
	}{{"/publiceren", http.StatusOK}, {"/terug", http.StatusNotFound}} {
		if done := w.request(t, access.Editor, run+step.action, url.Values{}); done.StatusCode != http.StatusSeeOther {
			t.Errorf("%s answers %d", step.action, done.StatusCode)
		}
		if got := w.request(t, access.Visitor, "/aanbod/schaken-in-noord", nil).StatusCode; got != step.status {
			t.Errorf("after %s a visitor gets %d", step.action, got)
		}
	}
	if again := w.request(t, access.Editor, run+"/terug", url.Values{}); again.StatusCode != http.StatusConflict {
		t.Errorf("undoing twice answers %d", again.StatusCode)
	}
}

// A file with columns of its own is refused; the editor says what they hold, and the file is read again. The next time
// it is known.
func TestAnEditorSaysWhatColumnsHold(t *testing.T) {
	w := withStaff(t, access.Editor)
	source := w.newSource(t)
	text := "Nr;Naam <b>van</b> activiteit;Door wie;Steekwoorden\n1;Schaken;Club;bord|stukken\n"
	run := w.sendFile(t, source+"/bestand", "eigen.csv", text).Header.Get("Location")
	w.work(t)
	refused := w.request(t, access.Editor, run, nil)
	link, ok := refused.doc.Find(`main a[href$="/vertaling"]`).Attr("href")
	if !ok || !strings.Contains(refused.doc.Find(".notice").Text(), "Wij kennen deze kolommen nog niet.") {
		t.Fatalf("the run says %q", refused.doc.Find("main").Text())
	}
	page := w.request(t, access.Editor, link, nil)
	if page.doc.Find("main select").Length() != 4 || !strings.Contains(page.doc.Find("main").Text(), "Bijvoorbeeld: bord|stukken") {
		t.Errorf("the columns are shown as %q", page.doc.Find("main").Text())
	}
	wrong := w.request(t, access.Editor, link, url.Values{"kolom0": {"id"}, "kolom1": {"title"}, "kolom3": {"keywords"}, "separator": {"|"}})
	if wrong.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(wrong.doc.Find(".error").Text(), "naam van de organisatie") ||
		wrong.doc.Find(`#f-kolom3 option[selected]`).AttrOr("value", "") != "keywords" {
		t.Errorf("without an organisation it answers %d, %q", wrong.StatusCode, wrong.doc.Find(".error").Text())
	}
	right := w.request(t, access.Editor, link, url.Values{"kolom0": {"id"}, "kolom1": {"title"}, "kolom2": {"organization"}, "kolom3": {"keywords"}, "separator": {"|"}})
	w.work(t)
	if ready := w.request(t, access.Editor, right.Header.Get("Location"), nil); !strings.Contains(ready.doc.Find("main").Text(), "Schaken") ||
		!strings.Contains(ready.doc.Find("[role=status]").Text(), "Klaar") {
		t.Errorf("after the mapping it says %q", ready.doc.Find("main").Text())
	}
	next := w.sendFile(t, source+"/bestand", "eigen.csv", text).Header.Get("Location")
	w.work(t)
	if ready := w.request(t, access.Editor, next, nil); !strings.Contains(ready.doc.Find("[role=status]").Text(), "Klaar") {
		t.Errorf("the next time it says %q", ready.doc.Find("main").Text())
	}
}

// Words of a source that are none of ours are given a meaning on a screen, once.
func TestAnEditorSaysWhatWordsMean(t *testing.T) {
	w := withStaff(t, access.Editor)
	source := w.newSource(t)
	text := "id,title,organization,needs,audiences\n1,Schaken,Club,gezelligheid; taal,senioren\n2,Dammen,Club,gezelligheid; denken,\n"
	run := w.sendFile(t, source+"/bestand", "kaart.csv", text).Header.Get("Location")
	w.work(t)
	link, ok := w.request(t, access.Editor, run, nil).doc.Find(`main a[href$="/woorden"]`).Attr("href")
	if !ok {
		t.Fatal("the run does not ask what words mean")
	}
	page := w.request(t, access.Editor, link, nil)
	if got := page.text("main label"); got != "gezelligheiddenkensenioren" || !strings.Contains(page.text("main"), "hulpvragen, 2 keer") {
		t.Fatalf("it asks for %q", page.text("main"))
	}
	if got := w.request(t, access.Editor, link, url.Values{"woord0": {"iets anders"}}); got.StatusCode != http.StatusBadRequest {
		t.Errorf("a meaning that is none answers %d", got.StatusCode)
	}
	saved := w.request(t, access.Editor, link, url.Values{"woord0": {"gezelschap"}, "woord1": {""}, "woord2": {"ouderen"}})
	w.work(t)
	run = saved.Header.Get("Location")
	if ready := w.request(t, access.Editor, run, nil); ready.doc.Find(`main a[href$="/woorden"]`).Length() != 0 {
		t.Error("it asks again")
	}
	w.request(t, access.Editor, run+"/publiceren", url.Values{})
	for slug, want := range map[string]string{"schaken": "gezelschap taal / ouderen / ", "dammen": "gezelschap /  / denken"} {
		e, err := w.Directory.Entry(t.Context(), w.Operator, slug)
		if got := strings.Join(e.Needs, " ") + " / " + strings.Join(e.Audiences, " ") + " / " + strings.Join(e.Words, " "); err != nil || got != want {
			t.Errorf("%s has %q, %v", slug, got, err)
		}
	}
}

// What was written here and what the source now says differ; the editor chooses.
func TestAnEditorResolvesAConflict(t *testing.T) {
	w := withStaff(t, access.Editor)
	source := w.newSource(t)
	publish := func(text string) string {
		run := w.sendFile(t, source+"/bestand", "kaart.csv", text).Header.Get("Location")
		w.work(t)
		w.request(t, access.Editor, run+"/publiceren", url.Values{})
		return run
	}
	publish("id,title,organization,phone\n1,Schaken,Club,030 1\n")
	e, err := w.Directory.Entry(context.Background(), w.Operator, "schaken")
	if err != nil {
		t.Fatal(err)
	}
	e.Service.Phone = "030 2"
	if _, err := w.Directory.SaveService(context.Background(), w.Operator, e.Service, "redactie"); err != nil {
		t.Fatal(err)
	}
	run := publish("id,title,organization,phone\n1,Schaken,Club,030 3\n")
	page := w.request(t, access.Editor, run+"?soort=conflict", nil)
	if said := page.doc.Find("#changes ~ ul dd").Text(); !strings.Contains(said, "030 2") || !strings.Contains(said, "030 3") {
		t.Fatalf("the conflict is shown as %q", page.doc.Find("main").Text())
	}
	number := page.doc.Find(`input[name="nummer"]`).First().AttrOr("value", "")
	w.request(t, access.Editor, run+"/keuze", url.Values{"nummer": {number}, "wie": {"source"}})
	if now, err := w.Directory.Entry(context.Background(), w.Operator, "schaken"); err != nil || now.Service.Phone != "030 3" {
		text, _ := json.Marshal(now.Service)
		t.Errorf("after the choice it is %s, %v", text, err)
	}
	if after := w.request(t, access.Editor, run+"?soort=conflict", nil); !strings.Contains(after.doc.Find("main").Text(), "Wij namen wat de bron zegt") {
		t.Error("the choice is not shown")
	}
}

func TestASourceThatIsWrongStaysInTheForm(t *testing.T) {
	w := withStaff(t, access.Editor)
	for field, want := range map[string]string{"name": "korte naam", "address": "https://", "every": "eerst een adres"} {
		form := url.Values{"name": {"kaart"}, "format": {"auto"}, "every": {"0"}, "owner": {"Jan van de gemeente"}}
		form.Set(field, map[string]string{"name": "", "address": "geen adres", "every": "24"}[field])
		got := w.request(t, access.Editor, "/beheer/bronnen/nieuw", form)
		if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.doc.Find("#f-"+field+"-wrong").Text(), want) ||
			got.doc.Find("#f-owner").AttrOr("value", "") != "Jan van de gemeente" {
			t.Errorf("a wrong %s answers %d, %q", field, got.StatusCode, got.doc.Find(".error").Text())
		}
	}
}
