package web_test

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/mail"
	"samenspel/internal/privacy"
	"samenspel/internal/testkit"
)

func TestThePrivacyStatementSaysWhatTheRegisterSays(t *testing.T) {
	w := withStaff(t, access.Coordinator)
	for prefix, in := range map[string]func(privacy.Words) string{
		"": func(w privacy.Words) string { return w.NL }, "/en": func(w privacy.Words) string { return w.EN },
	} {
		a := w.request(t, "", prefix+"/privacy", nil)
		for _, p := range privacy.Register {
			if shown := strings.Contains(a.text("main"), in(p.Data)); p.Personal() && !shown {
				t.Errorf("%s/privacy does not name %s", prefix, in(p.Data))
			}
		}
	}
	if got := w.request(t, "", "/privacy", nil).text("main"); !strings.Contains(got, "90 dagen") || !strings.Contains(got, "Autoriteit Persoonsgegevens") {
		t.Errorf("the statement says %s", got)
	}
	w.request(t, access.Coordinator, "/beheer/privacy/termijn", url.Values{"object": {"mail"}, "from": {"made"}, "term": {"21d"}})
	if got := w.request(t, "", "/privacy", nil).text("main"); !strings.Contains(got, "21 dagen") {
		t.Errorf("after a change of the term it says %s", got)
	}
}

func TestTheRegisterOnScreenAndAsAFile(t *testing.T) {
	w := withStaff(t, access.PrivacyOfficer)
	a := w.request(t, access.PrivacyOfficer, "/beheer/privacy/register", nil)
	rows, err := csv.NewReader(strings.NewReader(w.request(t, access.PrivacyOfficer, "/beheer/privacy/register.csv", nil).body)).ReadAll()
	if err != nil || len(rows) != len(privacy.Entries())+1 || a.doc.Find("tbody tr").Length() != len(privacy.Entries()) {
		t.Fatalf("%d columns on screen, %d rows in the file, %v; the register has %d", a.doc.Find("tbody tr").Length(), len(rows), err, len(privacy.Entries()))
	}
	for _, row := range rows {
		if row[6] == "account" && row[7] == "password" && strings.Join(row[8:], " ") != "gevoelig Niemand" {
			t.Errorf("of a password the register says %v", row)
		}
	}
	if got := a.text("main"); !strings.Contains(got, "Voor uw DPIA") {
		t.Errorf("nothing for an assessment: %s", got)
	}
}

func TestTermsAndTwoPeopleOnScreen(t *testing.T) {
	w := withStaff(t, access.Coordinator, access.PrivacyOfficer, access.Administrator)
	term := url.Values{"object": {"mail"}, "from": {"made"}, "term": {"999d"}}
	a := w.request(t, access.Coordinator, "/beheer/privacy/termijn", term)
	if a.StatusCode != http.StatusUnprocessableEntity || a.doc.Find(".wrong input[name=term]").AttrOr("value", "") != "999d" || !strings.Contains(a.text(".wrong .error"), "Kies van 7 dagen tot 180 dagen") {
		t.Errorf("a term out of bounds: %d, %s", a.StatusCode, a.text(".wrong"))
	}
	for _, step := range []struct {
		role access.Role
		path string
		want int
		says string
	}{
		{access.Coordinator, "vraag", http.StatusSeeOther, "De privacyfunctionaris of een beheerder moet het goed vinden"},
		{access.Coordinator, "akkoord", http.StatusNotFound, "De privacyfunctionaris of een beheerder moet het goed vinden"},
		{access.PrivacyOfficer, "akkoord", http.StatusSeeOther, "Gevraagd door coordinator veen, akkoord van privacy-officer veen"},
		{access.Administrator, "akkoord", http.StatusConflict, "Gevraagd door coordinator veen"},
		{access.Coordinator, "vraag", http.StatusConflict, "Gevraagd door coordinator veen"},
	} {
		if a := w.request(t, step.role, "/beheer/privacy/"+step.path, url.Values{}); a.StatusCode != step.want {
			t.Errorf("%s %s: %d, want %d", step.role, step.path, a.StatusCode, step.want)
		}
		if got := w.request(t, access.Coordinator, "/beheer/privacy", nil).text("#first, section"); !strings.Contains(got, step.says) {
			t.Errorf("after %s by %s: %s", step.path, step.role, got)
		}
	}
	w.post(t, "oud@post.example", mail.Sent, "")
	w.write(t, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `update outbox set created_at = $2 where network_id = $1`, tx.Network, tx.Now.AddDate(-1, 0, 0))
		return err
	})
	tried := w.request(t, access.Coordinator, "/beheer/privacy?proef=ja", nil)
	if !strings.Contains(tried.text("[role=status]"), "1 ding zou nu weggaan") || !strings.Contains(tried.text("main"), "Nu: 1") {
		t.Errorf("a try says %s", tried.text("main"))
	}
}

// TestFreeTextAboutPeopleIsLookedAt types what does not belong there, and what does.
func TestFreeTextAboutPeopleIsLookedAt(t *testing.T) {
	w := withStaff(t, access.Coordinator)
	person := func(quote string) url.Values {
		return url.Values{"name": {"Hanna Zwart"}, "email": {"hanna@veen.example"}, "phone": {"099 000 03 03"}, "quote": {quote}}
	}
	bad := w.request(t, access.Coordinator, "/beheer/mensen/nieuw", person("Ik help mevrouw Jansen, 06 12345678."))
	if bad.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(bad.text("#f-quote-wrong"), "Hier staat een naam") ||
		bad.text("#f-quote") != "Ik help mevrouw Jansen, 06 12345678." || bad.doc.Find("#f-name").AttrOr("value", "") != "Hanna Zwart" {
		t.Errorf("%d: %s, and the text is %q", bad.StatusCode, bad.text("#f-quote-wrong"), bad.text("#f-quote"))
	}
	good := w.request(t, access.Coordinator, "/beheer/mensen/nieuw", person("Ik ben Hanna. Bel mij gerust als u in Noord woont."))
	if good.StatusCode != http.StatusSeeOther {
		t.Fatalf("an honest sentence answers %d: %s", good.StatusCode, good.text(".error"))
	}
	task := func(field, text string) answer {
		return w.request(t, access.Coordinator, good.Header.Get("Location")+"/taak", url.Values{"role": {"editor"}, "hours": {"4"}, "paid": {"ja"}, field: {text}})
	}
	for field, text := range map[string]string{"sector": "BSN 111222333", "days": "dinsdag, dhr. De Boer", "funding": "NL91ABNA0417164300", "consulting": "bij mevrouw Jansen thuis"} {
		if a := task(field, text); a.StatusCode != http.StatusUnprocessableEntity || a.text("#f-"+field+"-wrong") == "" {
			t.Errorf("%s %q answers %d", field, text, a.StatusCode)
		}
	}
	if a := task("consulting", "dinsdag 10.00 uur, Kerkstraat 12"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("an office hour with an address answers %d: %s", a.StatusCode, a.text(".error"))
	}
}

// TestWhatATeamSaysOfMembersIsLookedAt types in the fields about members of a team what does not belong there, and what does.
func TestWhatATeamSaysOfMembersIsLookedAt(t *testing.T) {
	w := newWorld(t)
	member, err := w.here.People.Join(ctx, w.here.Operator, w.ids["teams"], w.persons[access.Desk], testkit.Today.AddDate(0, -1, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		do, field, text string
		want            int
	}{
		{"describe", "specialism", "helpt mevrouw Jansen", http.StatusUnprocessableEntity},
		{"train", "training", "gesprek bij 06 12345678 thuis", http.StatusUnprocessableEntity},
		{"describe", "specialism", "informele zorg, dementie", http.StatusSeeOther},
		{"train", "training", "Omgaan met dementie", http.StatusSeeOther},
	} {
		form := url.Values{"do": {c.do}, "membership": {member}, "kind": {"professional"}, c.field: {c.text}}
		code, body := w.ask(access.Coordinator, http.MethodPost, "/beheer/teams/"+w.ids["teams"], form)
		if code != c.want || code == http.StatusUnprocessableEntity && !strings.Contains(body, `value="`+c.text+`"`) {
			t.Errorf("%s %q answers %d, and what was typed is there: %v", c.field, c.text, code, strings.Contains(body, c.text))
		}
	}
}

// TestMailThatIsHeldWaitsForAPerson lets a mail go that came out of a backup.
func TestMailThatIsHeldWaitsForAPerson(t *testing.T) {
	w := withStaff(t, access.Administrator)
	id := w.post(t, "terug@post.example", mail.Waiting, "")
	w.write(t, func(ctx context.Context, tx *db.Tx) error { _, err := mail.Hold(ctx, tx); return err })
	a := w.request(t, access.Administrator, "/beheer/post", nil)
	if got := a.text("#pile-held"); !strings.Contains(got, "Vastgehouden") || !strings.Contains(got, "terug@post.example") || a.doc.Find("#pile-held button").Length() != 1 {
		t.Errorf("what is held shows as %s", got)
	}
	w.request(t, access.Administrator, "/beheer/post/"+id+"/opnieuw", url.Values{})
	if got := w.request(t, access.Administrator, "/beheer/post?stand=waiting", nil).text("main"); !strings.Contains(got, "terug@post.example") {
		t.Errorf("after letting it go: %s", got)
	}
}
