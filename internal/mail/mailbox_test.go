package mail_test

import (
	"context"
	"crypto/tls"
	"errors"
	"testing"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
	"samenspel/internal/testkit"
)

// TestALetterGoesOutAndComesIn sends a letter over SMTP and finds it by IMAP in a real mailbox.
func TestALetterGoesOutAndComesIn(t *testing.T) {
	post := testkit.NewPost(t)
	trust := &tls.Config{RootCAs: post.Trust, MinVersion: tls.VersionTLS12}
	out := mail.SMTP{Host: "127.0.0.1", Port: post.SMTP, User: testkit.PostUser, Password: testkit.PostPassword, TLS: trust}
	box := mail.Mailbox{Host: "127.0.0.1", Port: post.IMAP, Policy: mail.Implicit, User: testkit.PostUser, Password: testkit.PostPassword, TLS: trust}
	who := mail.Identity{Name: "Samenspel Waterveen", From: "post@waterveen.example", Host: "waterveen.example"}
	var sent []mail.Envelope
	for range 2 {
		letter := mail.Try("a", who, "punt@waterveen.example", db.NewID(), time.Now())
		if err := out.Send(t.Context(), letter); err != nil {
			t.Fatal(err)
		}
		sent = append(sent, letter)
	}
	soon, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := box.Await(soon, sent[0].MessageID, nil); err != nil || post.Left() != 1 {
		t.Fatalf("the letter did not come, or did not go alone: %v, %d left", err, post.Left())
	}
	short, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if err := box.Await(short, sent[0].MessageID, nil); !errors.Is(err, errs.NotFound) {
		t.Errorf("a letter that does not come: %v", err)
	}
	for name, wrong := range map[string]struct {
		change func(*mail.Mailbox)
		want   error
	}{
		"a wrong password":     {func(m *mail.Mailbox) { m.Password = "x" }, errs.Forbidden},
		"an unknown authority": {func(m *mail.Mailbox) { m.TLS = nil }, errs.Unavailable},
		"nobody there":         {func(m *mail.Mailbox) { m.Port = testkit.FreePort(t) }, errs.Unavailable},
	} {
		other := box
		wrong.change(&other)
		if err := other.Await(soon, sent[1].MessageID, nil); !errors.Is(err, wrong.want) {
			t.Errorf("%s: %v, want %v", name, err, wrong.want)
		}
	}
}
