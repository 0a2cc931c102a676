package app_test

import (
	"context"
	"fmt"
	"io/fs"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
)

// post is the folder of the example town where mails go out and come in.
type post struct {
	*testing.T
	data string
	db   *db.DB
	n    int
}

// letterTo waits for a mail about something to an address, and gives its Message-ID.
func (p *post) letterTo(address, subject string) (id string) {
	p.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		_ = filepath.WalkDir(filepath.Join(p.data, "mail"), func(path string, e fs.DirEntry, err error) error {
			file, openErr := os.Open(path)
			if err != nil || openErr != nil || e.IsDir() {
				return err
			}
			defer func() { _ = file.Close() }()
			if m, err := mail.ReadMessage(file); err == nil && strings.Contains(m.Header.Get("To"), address) && strings.Contains(m.Header.Get("Subject"), subject) {
				id = m.Header.Get("Message-ID")
			}
			return nil
		})
		if id != "" {
			return id
		}
	}
	p.Fatalf("no mail %q went to %s", subject, address)
	return ""
}

// reply lets somebody answer a mail. name is of this reply: the same one is the same mail.
func (p *post) reply(name, from, to, header, text string) {
	p.Helper()
	p.n++
	raw := fmt.Sprintf("From: %s\r\nTo: informatiepunt@waterveen.example\r\nMessage-ID: <%s@antwoord.example>\r\nIn-Reply-To: %s\r\nReferences: %s\r\n"+
		"Subject: Re: Kunt u helpen?\r\nDate: Mon, 02 Nov 2026 10:00:00 +0100\r\n%s\r\n%s", from, name, to, to, header, strings.ReplaceAll(text, "\n", "\r\n"))
	half := filepath.Join(p.data, "mail-in", fmt.Sprintf("antwoord-%d", p.n))
	err := os.MkdirAll(filepath.Dir(half), 0o700)
	if err == nil {
		err = os.WriteFile(half, []byte(raw), 0o600)
	}
	if err == nil {
		err = os.Rename(half, half+".eml")
	}
	if err != nil {
		p.Fatal(err)
	}
}

// becomes waits until a query gives a text.
func (p *post) becomes(want, query string) {
	p.Helper()
	var got string
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if got = strings.Join(dbtest.Ask[string](p, p.db, query), " "); got == want {
			return
		}
	}
	p.Fatalf("%s gives %q, want %q", query, got, want)
}

const (
	html    = "Content-Type: text/html; charset=utf-8\r\n"
	machine = "Auto-Submitted: auto-replied\r\n"
)

// TestAReplyToAMailIsAnAnswer: organisations of the example town answer the mails that it sent, as mail programs write
// them. What they quote counts nowhere, an answering machine says nothing, and the same mail comes in twice.
func TestAReplyToAMailIsAnAnswer(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, "demo", "--addr", "127.0.0.1:0", "--data", data)
	d, err := db.Open(context.Background(), "sqlite:"+filepath.Join(data, "samenspel.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	p := &post{T: t, data: data, db: d}
	state := func(slug string) string {
		return `select r.state || r.reason || r.answered_by from referral r join service s on s.id = r.service_id where s.slug = '` + slug + `'`
	}

	lantern, chairs, circle := "info@wijkkerkdelantaarn.example", "info@tweestoelen.example", "buurtkringdemerel@vogelbuurt.example"
	asked := p.letterTo(lantern, "Kunt u helpen")
	yes := "Beste Emre,\n\nJa, dat kan. Wij bellen deze week.\n\nMet vriendelijke groet,\nKees\n\nOp zo 1 nov 2026 om 09:00 schreef Samenspel Waterveen <informatiepunt@waterveen.example>:\n\n> Iemand zoekt hulp. Kunt u helpen?\n> Nee is ook een antwoord.\n"
	p.reply("ja", lantern, asked, "", yes)
	p.becomes("acceptedorganization", state("bezoekgroep-de-lantaarn"))
	p.letterTo(lantern, "Wij lazen uw mail")
	p.reply("ja", lantern, asked, "", yes)

	p.reply("nee", chairs, p.letterTo(chairs, "Kunt u helpen"), html, "<p>Nee, helaas geen plek.</p><p>Verzonden vanaf Outlook</p><hr><div><b>Van:</b> Samenspel Waterveen<br><b>Verzonden:</b> zondag<br><b>Onderwerp:</b> Kunt u helpen?</div><p>Ja of nee?</p>")
	p.becomes("declinedno-roomorganization", state("belmaatje"))

	asked = p.letterTo(circle, "Kunt u helpen")
	p.reply("machine", circle, asked, machine, "Ja, bedankt voor uw mail. Ik ben er maandag weer.")
	p.reply("vreemd", "iemand@anders.example", asked, "", "Nee")
	p.reply("later", circle, asked, "", "Ja, over 6 weken.\n\nVan: Samenspel Waterveen\nVerzonden: zondag\nOnderwerp: Kunt u helpen?\n\nNee")
	p.becomes("laterorganization", state("kwartelkoffie"))
	p.becomes("aside automatic", `select state || ' ' || reason from mail_in where state <> 'done'`)
	p.becomes("1", `select cast(count(*) as text) from referral_event e join referral r on r.id = e.referral_id join service s on s.id = r.service_id where s.slug = 'bezoekgroep-de-lantaarn' and e.act = 'accept'`)
	if n := dbtest.Ask[int](t, d, `select count(*) from referral_event where act = 'comment'`)[0]; n != 0 {
		t.Errorf("%d mails were left to a person", n)
	}
	if err := s.stop(t); err != nil {
		t.Error(err)
	}
}
