package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/mail"
	"samenspel/internal/web"
)

// TestALetterInTheFolderCanBeReadAndFollowed is for an installation without a mail server, such as the example town.
func TestALetterInTheFolderCanBeReadAndFollowed(t *testing.T) {
	w := withStaff(t, access.Administrator, access.Coordinator)
	folder := mail.Folder{Path: t.TempDir()}
	id := w.post(t, "nieuw@post.example", mail.Sent, "")
	letter := mail.Letter{Lang: "nl", Subject: "Welkom <b>hier</b>", Greeting: "Beste <script>alert(1)</script>,", Paragraphs: []string{"Kijk niet op javascript:alert(1)."},
		Buttons: []mail.Button{{Label: "Ga naar binnen", URL: "https://veen.example/welkom/abc?x=1&y=2"}}, Copy: "Kopieer de link."}
	err := folder.Send(context.Background(), mail.Envelope{Network: w.Network.ID, ID: id, MessageID: id + "@veen.example", Address: "nieuw@post.example",
		Identity: mail.Identity{Name: "Samenspel Veen", From: "punt@veen.example", Host: "veen.example"}, Date: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), Letter: letter})
	if err != nil {
		t.Fatal(err)
	}
	if a := w.request(t, access.Administrator, "/beheer/post/"+id, nil); a.StatusCode != http.StatusNotFound {
		t.Errorf("with a mail server a mail answers %d", a.StatusCode)
	}
	w.handler = w.Web(t, web.Options{Letters: &folder}, nil)
	list := w.request(t, access.Administrator, "/beheer/post", nil)
	path, _ := list.doc.Find("#pile-sent td a").Attr("href")
	if !strings.Contains(list.text("main"), "Er is geen mailserver.") || path != "/beheer/post/"+id {
		t.Fatalf("the list leads to %q: %s", path, list.text("main"))
	}
	a := w.request(t, access.Administrator, path, nil)
	links := a.doc.Find(".letter a")
	if href, _ := links.Attr("href"); links.Length() != 1 || href != "https://veen.example/welkom/abc?x=1&y=2" {
		t.Errorf("%d links, the first to %q", links.Length(), href)
	}
	if a.text("h1") != "Welkom <b>hier</b>" || !strings.Contains(a.text(".letter"), "Beste <script>alert(1)</script>,") || !strings.Contains(a.text("pre"), `<a href="https://veen.example/welkom/abc`) {
		t.Errorf("the mail reads %s", a.text("main"))
	}
	if a.doc.Find("main script, main b, iframe").Length() > 0 || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("what stands in a mail became part of the page; Cache-Control %q", a.Header.Get("Cache-Control"))
	}
	lines, err := audit.NewStore(w.DB).Lines(context.Background(), w.Operator, audit.Filter{Object: string(access.Outbox), ID: id, Limit: 10})
	if err != nil || len(lines) != 1 || lines[0].Action != "read" {
		t.Errorf("the trace says %+v, %v", lines, err)
	}
	for name, a := range map[string]answer{"a coordinator": w.request(t, access.Coordinator, path, nil),
		"an id of nothing": w.request(t, access.Administrator, "/beheer/post/"+w.Network.ID, nil), "a path": w.request(t, access.Administrator, "/beheer/post/..%2Fx", nil)} {
		if a.StatusCode != http.StatusNotFound {
			t.Errorf("%s gets %d", name, a.StatusCode)
		}
	}
}

func TestThePageOfWorkTellsOfBackups(t *testing.T) {
	w := withStaff(t, access.Administrator)
	made := time.Time{}
	for _, c := range []struct {
		options web.Options
		made    time.Time
		want    string
	}{
		{web.Options{}, made, "Er wordt niet vanzelf een reservekopie gemaakt."},
		{web.Options{LastBackup: func() time.Time { return made }}, made, "Er is nog geen reservekopie gemaakt."},
		{web.Options{LastBackup: func() time.Time { return made }}, time.Date(2026, 11, 2, 1, 30, 0, 0, time.UTC), "De laatste reservekopie is van 2 november 2026 02:30."},
	} {
		made = c.made
		w.handler = w.Web(t, c.options, nil)
		if got := strings.ReplaceAll(w.request(t, access.Administrator, "/beheer/werk", nil).text("main"), "\u00a0", " "); !strings.Contains(got, c.want) {
			t.Errorf("it says %s, want %s", got, c.want)
		}
	}
}
