package web_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/inbox"
	"samenspel/internal/network"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

func TestMailThatCouldNotBeReadIsSeen(t *testing.T) {
	w := withStaff(t, access.Desk, access.Coordinator, access.Administrator, access.Ambassador)
	id := w.Stuck(t, "anna@kapot.example", secretWord, inbox.Broken)
	for _, role := range []access.Role{access.Desk, access.Coordinator, access.Administrator} {
		a := w.request(t, role, "/beheer/binnenpost", nil)
		got := strings.Join(strings.Fields(strings.ReplaceAll(textWithSpaces(a, "#pile-stuck"), "\u00a0", " ")), " ")
		if a.StatusCode != http.StatusOK || !strings.Contains(got, "kapot.example 2 november 2026") || !strings.Contains(got, "Deze mail is kapot") {
			t.Errorf("%s sees %d: %s", role, a.StatusCode, got)
		}
		if strings.Contains(a.body, secretWord) || strings.Contains(a.body, "anna") {
			t.Errorf("the page shows %s what the mail says or who wrote it", role)
		}
		if week := w.request(t, role, "/week", nil); !strings.Contains(week.body, "1 mail kon niet gelezen worden.") {
			t.Errorf("the week of %s does not say that a mail waits", role)
		}
	}
	if a := w.request(t, access.Ambassador, "/beheer/binnenpost", nil); a.StatusCode == http.StatusOK {
		t.Error("an ambassador sees the list")
	}
	if a := w.request(t, access.Desk, "/beheer/binnenpost/"+id+"/weg", url.Values{}); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("putting aside answers %d", a.StatusCode)
	}
	a := w.request(t, access.Desk, "/beheer/binnenpost", nil)
	if a.doc.Find("#pile-stuck form").Length() != 0 || a.doc.Find("#pile-aside form").Length() != 1 {
		t.Error("the mail is not put aside")
	}
	if a := w.request(t, access.Desk, "/beheer/binnenpost/"+id+"/opnieuw", url.Values{}); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("trying again answers %d", a.StatusCode)
	}
	if a := w.request(t, access.Desk, "/beheer/binnenpost", nil); !strings.Contains(a.text("#pile-waiting"), "kapot.example") {
		t.Error("the mail does not wait")
	}
}

func TestAMailboxThatCannotBeReadIsSaid(t *testing.T) {
	w := withStaff(t, access.Desk)
	var good, since time.Time
	refused := false
	w.handler = w.Web(t, web.Options{MailBox: &web.MailBox{Last: func() (time.Time, time.Time, bool) { return good, since, refused }}}, nil)
	for _, c := range []struct {
		good, since time.Time
		refused     bool
		want        string
	}{
		{want: "voor het eerst bekeken"},
		{good: testkit.Today, want: "laatst bekeken op 2"},
		{good: testkit.Today, since: testkit.Today, want: "niet te bereiken sinds"},
		{since: testkit.Today, refused: true, want: "laat ons niet binnen sinds"},
	} {
		good, since, refused = c.good, c.since, c.refused
		if a := w.request(t, access.Desk, "/beheer/binnenpost", nil); !strings.Contains(strings.ReplaceAll(a.body, "\u00a0", " "), c.want) {
			t.Errorf("the page does not say %q", c.want)
		}
	}
}

func TestAMailIsMadeUpWhereThereIsNoMailbox(t *testing.T) {
	w := withStaff(t, access.Desk, access.Ambassador)
	mail := url.Values{"from": {"anna@example.org"}, "subject": {"Hulp"}, "text": {"Wie helpt mijn moeder?"}}
	if a := w.request(t, access.Desk, "/beheer/binnenpost", mail); a.StatusCode != http.StatusNotFound {
		t.Errorf("without a folder it answers %d", a.StatusCode)
	}
	var dropped []web.DroppedMail
	w.handler = w.Web(t, web.Options{MailBox: &web.MailBox{Last: func() (good, since time.Time, refused bool) { return },
		Drop: func(n network.Network, d web.DroppedMail) error {
			if n.Slug != "veen" {
				return errors.New("another network")
			}
			dropped = append(dropped, d)
			return nil
		}}}, nil)
	if a := w.request(t, access.Desk, "/beheer/binnenpost", mail); a.StatusCode != http.StatusSeeOther || len(dropped) != 1 || dropped[0].Text != "Wie helpt mijn moeder?" {
		t.Errorf("it answers %d and gives %v", a.StatusCode, dropped)
	}
	for field, value := range map[string]string{"from": "anna@example.org\r\nBcc: x@y.example", "text": ""} {
		wrong := url.Values{"from": mail["from"], "subject": {"Mijn onderwerp"}, "text": mail["text"]}
		wrong.Set(field, value)
		a := w.request(t, access.Desk, "/beheer/binnenpost", wrong)
		if a.StatusCode != http.StatusUnprocessableEntity || a.doc.Find("#f-"+field+"-wrong").Length() != 1 || a.doc.Find("#f-subject").AttrOr("value", "") != "Mijn onderwerp" {
			t.Errorf("a wrong %s answers %d", field, a.StatusCode)
		}
	}
	if a := w.request(t, access.Ambassador, "/beheer/binnenpost", mail); a.StatusCode != http.StatusNotFound && a.StatusCode != http.StatusForbidden || len(dropped) != 1 {
		t.Errorf("an ambassador gets %d", a.StatusCode)
	}
}
