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

// Remove takes a mail away. One that is not there is as good.
func (f Folder) Remove(network, id string) error {
	path, ok := f.file(network, id)
	if !ok {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (f Folder) file(network, id string) (string, bool) {
	return filepath.Join(f.Path, network, id+".eml"), plainName.MatchString(network) && plainName.MatchString(id)
}

// Filed is a mail in the folder, as a page shows it.
type Filed struct {
	ID      string // of the message
	To      string
	Subject string
	At      time.Time
	Text    string // the plain part
	HTML    string // the other part, as it was sent
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
	texts := map[string]string{}
	err = parts(m.Header.Get("Content-Type"), m.Body, texts)
	one.Text, one.HTML = texts["text/plain"], texts["text/html"]
	return one, err
}

// parts reads the texts of a mail of ours by their type, from a body that has a type. Files that go with it are left out.
func parts(kind string, body io.Reader, texts map[string]string) error {
	_, params, err := mime.ParseMediaType(kind)
	if err != nil {
		return err
	}
	reader := multipart.NewReader(body, params["boundary"])
	for {
		p, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = part(p, texts)
		}
		if err != nil {
			return err
		}
	}
}

// part reads one part of a mail, which may have parts itself.
func part(p *multipart.Part, texts map[string]string) error {
	full := p.Header.Get("Content-Type")
	kind, _, _ := mime.ParseMediaType(full)
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		return parts(full, p, texts)
	case p.FileName() != "":
		return nil
	}
	text, err := io.ReadAll(quotedprintable.NewReader(p))
	texts[kind] = strings.ReplaceAll(string(text), "\r\n", "\n")
	return err
}
