package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// staffed is a town with somebody signed in for each role that was asked for.
type staffed struct {
	testkit.Town
	handler http.Handler
	tokens  map[access.Role]string
}

func withStaff(t *testing.T, roles ...access.Role) staffed {
	t.Helper()
	w := staffed{Town: testkit.NewTown(t, dbtest.SQLite(t), "veen", ""), tokens: map[access.Role]string{}}
	for _, role := range roles {
		_, w.tokens[role], _ = w.SignedIn(t, role)
	}
	w.handler = w.Web(t, web.Options{}, nil)
	return w
}

// request asks as somebody with a role. A form makes it a POST.
func (w staffed) request(t *testing.T, role access.Role, path string, form url.Values) answer {
	t.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r := httptest.NewRequest(method, "http://localhost"+path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if token := w.tokens[role]; token != "" {
		r.AddCookie(&http.Cookie{Name: web.CookieName(w.Network.ID), Value: token})
	}
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	a := answer{Response: recorder.Result(), body: recorder.Body.String()}
	var err error
	if a.doc, err = goquery.NewDocumentFromReader(strings.NewReader(a.body)); err != nil {
		t.Fatal(err)
	}
	return a
}

// write changes the database as the program itself would.
func (w staffed) write(t *testing.T, do func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	ctx := context.Background()
	if err := w.DB.In(ctx, w.Network.ID, func(tx *db.Tx) error { return do(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
}

const secretWord = "geheimwoord"

// post puts a mail into the outbox in a state, and gives its id.
func (w staffed) post(t *testing.T, to string, state mail.State, class mail.Class) (id string) {
	t.Helper()
	w.write(t, func(ctx context.Context, tx *db.Tx) (err error) {
		id, err = mail.Queue(ctx, tx, mail.Message{Kind: "notice", Lang: "nl", Address: to, Object: secretWord, Args: map[string]string{"About": "password-set", "Until": secretWord}})
		if err == nil {
			_, err = tx.Exec(ctx, `update outbox set state = $3, last_error = $4, attempts = 2 where network_id = $1 and id = $2`, tx.Network, id, string(state), string(class))
		}
		if err == nil {
			_, err = tx.Exec(ctx, `delete from job where network_id = $1`, tx.Network)
		}
		return err
	})
	return id
}

func TestTheOutboxShowsToWhomAndNeverWhat(t *testing.T) {
	w := withStaff(t, access.Administrator, access.Coordinator)
	failed := w.post(t, "mis@post.example", mail.Failed, mail.Refused)
	w.post(t, "onderweg@post.example", mail.Waiting, mail.Connect)
	w.post(t, "klaar@post.example", mail.Sent, "")
	w.post(t, "terug@post.example", mail.Bounced, "")
	a := w.request(t, access.Administrator, "/beheer/post", nil)
	if a.StatusCode != http.StatusOK {
		t.Fatalf("the outbox answers %d", a.StatusCode)
	}
	for selector, want := range map[string]string{
		"#pile-failed":  "mis@post.example Bericht over een account 2 pogingen De mailserver neemt deze mail niet aan. Probeer opnieuw",
		"#pile-waiting": "onderweg@post.example Bericht over een account 2 pogingen Wij krijgen geen verbinding met de mailserver.",
		"#pile-sent":    "klaar@post.example",
		"#pile-bounced": "terug@post.example",
		"nav.staff":     "Verstuurde mail Post die niet gelezen kon worden Automatisch werk",
	} {
		got := strings.ReplaceAll(strings.Join(strings.Fields(strings.ReplaceAll(textWithSpaces(a, selector), "\u00a0", " ")), " "), " , ", ", ")
		if !strings.Contains(got, want) {
			t.Errorf("%s says\n%s\nand not\n%s", selector, got, want)
		}
	}
	if strings.Contains(a.body, secretWord) {
		t.Error("the page shows what a mail says or what it is about")
	}
	if n := a.doc.Find("#pile-sent button, #pile-waiting button").Length(); n > 0 {
		t.Error("mail that needs no second try has a button for one")
	}
	one := w.request(t, access.Administrator, "/beheer/post?stand=failed", nil)
	if one.doc.Find("main section").Length() != 1 || one.text(".chips [aria-current]") != "Mislukt" {
		t.Errorf("one state shows %s", one.text("main"))
	}
	if a := w.request(t, access.Administrator, "/beheer/post?stand=nonsense", nil); a.StatusCode != http.StatusNotFound {
		t.Errorf("a state that is none answers %d", a.StatusCode)
	}
	for range 2 { // the second finds nothing to do
		if a := w.request(t, access.Administrator, "/beheer/post/"+failed+"/opnieuw", url.Values{}); a.StatusCode != http.StatusSeeOther {
			t.Fatalf("another try answers %d", a.StatusCode)
		}
	}
	again := w.request(t, access.Administrator, "/beheer/post?stand=waiting", nil)
	if !strings.Contains(again.text("main"), "mis@post.example") {
		t.Errorf("after another try: %s", again.text("main"))
	}
	for path, form := range map[string]url.Values{"/beheer/post": nil, "/beheer/post/" + failed + "/opnieuw": {}} {
		if a := w.request(t, access.Coordinator, path, form); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers a coordinator %d", path, a.StatusCode)
		}
	}
}

// textWithSpaces gives the text below a selector with a space between its pieces.
func textWithSpaces(a answer, selector string) string {
	var b strings.Builder
	a.doc.Find(selector).Find("*").AddSelection(a.doc.Find(selector)).Contents().Each(func(_ int, s *goquery.Selection) {
		if goquery.NodeName(s) == "#text" && !s.Parent().HasClass("visually-hidden") {
			b.WriteString(s.Text() + " ")
		}
	})
	return b.String()
}

// enter puts a job into the queue in a state, and gives its id.
func (w staffed) enter(t *testing.T, kind, key string, state jobs.State, class string) (id string) {
	t.Helper()
	w.write(t, func(ctx context.Context, tx *db.Tx) (err error) {
		id, err = jobs.Enter(ctx, tx, jobs.Job{Kind: kind, Key: key, Payload: secretWord})
		if err == nil {
			_, err = tx.Exec(ctx, `update job set state = $3, last_error = $4, attempt = 1, done = 3, total = 8, started_at = $5, ended_at = $5
				where network_id = $1 and id = $2`, tx.Network, id, string(state), class, tx.Now)
		}
		return err
	})
	return id
}

func TestBackgroundWorkCanBeSeenAndMended(t *testing.T) {
	w := withStaff(t, access.Administrator, access.Coordinator, access.Ambassador)
	crashed := w.enter(t, "mail", "a", jobs.Failed, "crashed")
	hopeless := w.enter(t, "other", "", jobs.Failed, "invalid input")
	w.enter(t, "mail", "b", jobs.Running, "")
	a := w.request(t, access.Administrator, "/beheer/werk", nil)
	for selector, want := range map[string]string{
		"#pile-failed":  "Het programma stopte tijdens dit werk.",
		"#pile-running": "3 van 8",
		"#pile-waiting": "Hier staat nu niets.",
	} {
		if got := a.text(selector); !strings.Contains(got, want) {
			t.Errorf("%s says %s and not %s", selector, got, want)
		}
	}
	if strings.Contains(a.body, secretWord) {
		t.Error("the page shows the payload of a job")
	}
	reader := w.request(t, access.Coordinator, "/beheer/werk", nil)
	if reader.StatusCode != http.StatusOK || reader.doc.Find("main button").Length() != 0 {
		t.Errorf("a coordinator, who only reads, gets %d with %d buttons", reader.StatusCode, reader.doc.Find("main button").Length())
	}
	for _, path := range []string{crashed + "/opnieuw", hopeless + "/weg"} {
		if a := w.request(t, access.Coordinator, "/beheer/werk/"+path, url.Values{}); a.StatusCode != http.StatusNotFound {
			t.Errorf("a coordinator who tries %s gets %d", path, a.StatusCode)
		}
		if a := w.request(t, access.Administrator, "/beheer/werk/"+path, url.Values{}); a.StatusCode != http.StatusSeeOther {
			t.Errorf("%s answers %d", path, a.StatusCode)
		}
	}
	if a := w.request(t, access.Ambassador, "/beheer/werk", nil); a.StatusCode != http.StatusNotFound {
		t.Errorf("an ambassador gets %d", a.StatusCode)
	}
	after := w.request(t, access.Administrator, "/beheer/werk", nil)
	if !strings.Contains(after.text("#pile-waiting"), "Mail versturen") || !strings.Contains(after.text("#pile-failed"), "Hier staat nu niets.") {
		t.Errorf("after a try and a drop: %s", after.text("main"))
	}
}

func TestWorkThatWaitsAlreadyIsNotEnteredTwice(t *testing.T) {
	w := withStaff(t, access.Administrator)
	failed := w.enter(t, "mail", "a", jobs.Failed, "crashed")
	w.enter(t, "mail", "a", jobs.Waiting, "")
	a := w.request(t, access.Administrator, "/beheer/werk/"+failed+"/opnieuw", url.Values{})
	if a.StatusCode != http.StatusConflict || !strings.Contains(a.text("main"), "Hetzelfde werk wacht al.") {
		t.Errorf("%d: %s", a.StatusCode, a.text("main"))
	}
}

func TestALongListHasMoreBehindIt(t *testing.T) {
	w := withStaff(t, access.Administrator)
	for i := range jobs.PageLength + 1 {
		w.enter(t, "mail", fmt.Sprint(i), jobs.Failed, "error")
	}
	first := w.request(t, access.Administrator, "/beheer/werk?stand=failed", nil)
	older, found := first.doc.Find("section > .actions a").Attr("href")
	if n := first.doc.Find("tbody tr").Length(); n != jobs.PageLength || !found {
		t.Fatalf("the first list has %d rows, older: %v", n, found)
	}
	if n := w.request(t, access.Administrator, older, nil).doc.Find("tbody tr").Length(); n != 1 {
		t.Errorf("the second list has %d rows", n)
	}
	if a := w.request(t, access.Administrator, "/beheer/werk?stand=failed&voor=%ff%00", nil); a.StatusCode != http.StatusOK {
		t.Errorf("a forged place in the list answers %d", a.StatusCode)
	}
}
