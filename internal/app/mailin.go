package app

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/config"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/inbox"
	"samenspel/internal/mail"
	"samenspel/internal/mailin"
	"samenspel/internal/network"
	"samenspel/internal/web"
)

// mailIn is what reads mail.
type mailIn struct {
	store  *inbox.Store
	reader *mailin.Reader
}

// mailIn puts together what reads mail, from what takes it over. Without a box nothing new comes in, and what is there can still be read.
func (e *env) mailIn(s *services, secret []byte, secrets func(context.Context, string) (tink.AEAD, error), log *slog.Logger) (*mailIn, error) {
	in := inbox.NewStore(e.db, inbox.Options{Key: derive(secret, "mail-in"), Secrets: secrets, Desk: s.takingOver(e.directory)})
	box, owner, err := mailBox(e.values)
	return &mailIn{in, &mailin.Reader{Box: box, Inbox: in, Networks: e.networks, People: e.people, Key: derive(secret, "mail"), Owner: owner, Log: log}}, err
}

// mailBox gives the box that the settings name, and the address of its owner; nil when no mail is read.
func mailBox(v config.Values) (box mailin.Box, owner string, err error) {
	switch v["mail-in"] {
	case "imap":
		mailbox, err := imapMailbox(v)
		if strings.Contains(mailbox.User, "@") {
			owner = strings.ToLower(mailbox.User)
		}
		return mailin.IMAP{Mailbox: mailbox}, owner, err
	case "folder":
		return mailInFolder(v), "", nil
	}
	return nil, "", nil
}

func mailInFolder(v config.Values) mailin.Folder {
	return mailin.Folder{Path: filepath.Join(v["data"], "mail-in")}
}

// imapMailbox is the mailbox of the settings, with its password.
func imapMailbox(v config.Values) (mail.Mailbox, error) {
	m := mail.Mailbox{Host: v["imap-host"], Port: v.Number("imap-port"), Policy: mail.Policy(v["imap-policy"]), User: v["imap-user"], Password: v["imap-password"]}
	if file := v["imap-password-file"]; file != "" {
		text, err := os.ReadFile(file) // #nosec G304 -- the administrator names the file
		if err != nil {
			return m, fmt.Errorf("%w: imap-password-file cannot be read: %w", errs.Invalid, err)
		}
		m.Password = strings.TrimRight(string(text), "\r\n")
	}
	return m, nil
}

// run reads mail until ctx ends.
func (m *mailIn) run(ctx context.Context) {
	if m.reader.Box != nil {
		m.reader.Run(ctx)
	}
}

// forWeb is what pages show of the box; nil when no mail is read.
func (m *mailIn) forWeb(v config.Values) *web.MailBox {
	if m.reader.Box == nil {
		return nil
	}
	box := &web.MailBox{Last: func() (good, since time.Time, refused bool) {
		look := m.reader.Last()
		return look.Good, look.Since, look.Refused
	}}
	if v["mail-in"] == "folder" {
		box.Drop = func(n network.Network, d web.DroppedMail) error {
			raw, err := compose(n, d, time.Now())
			if err != nil {
				return err
			}
			return mailInFolder(v).Drop(raw)
		}
	}
	return box
}

// compose writes a mail to the information point of a network, as a mail program would.
func compose(n network.Network, d web.DroppedMail, now time.Time) ([]byte, error) {
	var out bytes.Buffer
	from, to := netmail.Address{Address: d.From}, netmail.Address{Address: n.Settings.Email}
	for _, field := range [][2]string{{"From", from.String()}, {"To", to.String()}, {"Subject", mime.QEncoding.Encode("utf-8", mail.Line(d.Subject, 200))},
		{"Date", now.Format(time.RFC1123Z)}, {"Message-ID", "<" + db.NewID() + "@voorbeeld.invalid>"}, {"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8"}, {"Content-Transfer-Encoding", "quoted-printable"}} {
		fmt.Fprintf(&out, "%s: %s\r\n", field[0], field[1])
	}
	out.WriteString("\r\n")
	body := quotedprintable.NewWriter(&out)
	if _, err := body.Write([]byte(d.Text)); err != nil {
		return nil, err
	}
	return out.Bytes(), body.Close()
}

// answerAddresses gives the addresses to which answers and bounces of a network go, with TOKEN in them, when mail to an
// address with a plus comes in. Bounces go there only when that is the domain we send from, as SPF asks.
func answerAddresses(v config.Values, email, from string) (replyTo, returnPath string) {
	_, host, ok := strings.Cut(email, "@")
	if !v.Yes("imap-plus") || !ok {
		return "", ""
	}
	replyTo = plus(email, "TOKEN")
	if _, sending, _ := strings.Cut(from, "@"); strings.EqualFold(sending, host) {
		returnPath = replyTo
	}
	return replyTo, returnPath
}

// plus gives an address with a mark behind its name: NAME+MARK@HOST.
func plus(address, mark string) string {
	name, host, _ := strings.Cut(address, "@")
	name, _, _ = strings.Cut(name, "+")
	return name + "+" + mark + "@" + host
}

// examineAddresses looks whether every network has an address of its own, where mail to them is read.
func (e *env) examineAddresses(networks []network.Network) (all []finding) {
	if e.values["mail-in"] != "imap" || len(networks) < 2 {
		return nil
	}
	owners := map[string]string{}
	for _, n := range networks {
		address := strings.ToLower(n.Settings.Email)
		switch other, taken := owners[address]; {
		case address == "":
			all = append(all, says(wrong, "%s has no e-mail address, so no mail comes in for it; use samenspel network set %s --email …", n.Slug, n.Slug)...)
		case taken:
			all = append(all, says(wrong, "%s and %s have the same e-mail address, so mail to it stays in the mailbox; give each its own, such as name+%s@…", other, n.Slug, n.Slug)...)
		}
		owners[address] = n.Slug
	}
	return all
}

// tookIn gives a function that tells whether a server that reads the mailbox has taken a letter out of it before us.
func (e *env) tookIn(ctx context.Context, network, messageID string) func() (bool, error) {
	if e.values["mail-in"] != "imap" {
		return nil
	}
	return func() (bool, error) {
		secret, err := keep(filepath.Join(e.values["data"], "keys", "secret"))
		if err != nil {
			return false, err
		}
		store := inbox.NewStore(e.db, inbox.Options{Key: derive(secret, "mail-in")})
		return store.Came(ctx, access.As(access.Operator, network), "<"+messageID+">")
	}
}
