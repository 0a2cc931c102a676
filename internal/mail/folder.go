package mail

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"samenspel/internal/errs"
)

// Folder keeps mails as .eml files, one folder for each network, where no server for mail is set up. Whoever can read
// the folder can use the links in it.
type Folder struct{ Path string }

// Send writes one mail. A mail that was written before is written over: there is never a second one.
func (f Folder) Send(_ context.Context, e Envelope) error {
	path, ok := f.file(e.Network, e.ID)
	msg, err := e.message()
	if err != nil || !ok {
		return &Failure{Class: Unwritable}
	}
	var text bytes.Buffer
	if _, err := msg.WriteTo(&text); err != nil {
		return &Failure{Class: Unwritable, cause: err}
	}
	err = os.MkdirAll(filepath.Dir(path), 0o700)
	if err == nil {
		err = keep(path, text.Bytes())
	}
	if err != nil {
		return &Failure{Class: Connect, cause: err}
	}
	return nil
}

// keep writes a file that is there as a whole, or not at all, after a power cut too.
func keep(path string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

var plainName = regexp.MustCompile(`^[0-9A-Za-z-]{1,64}$`)

func (f Folder) file(network, id string) (string, bool) {
	return filepath.Join(f.Path, network, id+".eml"), plainName.MatchString(network) && plainName.MatchString(id)
}

// Filed is a mail in the folder, as a page shows it.
type Filed struct {
	ID      string // of the message
	To      string
	Subject string
	At      time.Time
	Text    string // the plain part; "" in a list
}

// List gives the mails of a network, the newest first, at most so many.
func (f Folder) List(network string, most int) (all []Filed, err error) {
	defer errs.Wrap(&err, "mail.Folder.List")
	if !plainName.MatchString(network) {
		return nil, errs.NotFound
	}
	entries, err := os.ReadDir(filepath.Join(f.Path, network))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	slices.Reverse(entries) // ids sort by the time they were made
	for _, entry := range entries {
		id, ok := strings.CutSuffix(entry.Name(), ".eml")
		if !ok || len(all) == most {
			continue
		}
		one, err := f.Open(network, id)
		if err != nil {
			return all, err
		}
		one.Text = ""
		all = append(all, one)
	}
	return all, err
}

// Open gives one mail with its text.
func (f Folder) Open(network, id string) (one Filed, err error) {
	defer errs.Wrap(&err, "mail.Folder.Open(%q)", id)
	path, ok := f.file(network, id)
	if !ok {
		return one, errs.NotFound
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return one, errs.NotFound
	}
	if err != nil {
		return one, err
	}
	return parse(id, data)
}

func parse(id string, data []byte) (one Filed, err error) {
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return one, err
	}
	one = Filed{ID: id, To: m.Header.Get("To")}
	if to, err := m.Header.AddressList("To"); err == nil && len(to) == 1 {
		one.To = to[0].Address
	}
	if one.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return one, err
	}
	if one.At, err = m.Header.Date(); err != nil {
		return one, err
	}
	one.Text, err = part(m, "text/plain")
	return one, err
}

// part gives the text of the part of a mail of ours that has a type.
func part(m *mail.Message, want string) (string, error) {
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return "", err
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := parts.NextRawPart()
		if err != nil {
			return "", err
		}
		if kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type")); kind == want {
			text, err := io.ReadAll(quotedprintable.NewReader(p))
			return strings.ReplaceAll(string(text), "\r\n", "\n"), err
		}
	}
}
