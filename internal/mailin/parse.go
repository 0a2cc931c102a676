package mailin

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"strings"

	"github.com/emersion/go-message"

	"samenspel/internal/errs"
	"samenspel/internal/inbox"
	"samenspel/internal/mail"
)

// The bounds of a mail.
const (
	maxDepth      = 20
	maxParts      = 500
	maxText       = 1 << 20 // bytes of one part
	maxName       = 100     // characters
	maxSubject    = 200
	maxReferences = 20
)

// Parse reads a mail. Its error is errs.Invalid for one that is no mail, or beyond bounds. Whose address the sender's is,
// and what of it is known here, is left to the caller.
func Parse(raw []byte) (r inbox.Reading, err error) {
	h, body, err := split(raw)
	if err != nil {
		return r, err
	}
	if h.Len() == 0 {
		return r, fmt.Errorf("%w: it has no header", errs.Invalid)
	}
	top, err := message.New(h, bytes.NewReader(body))
	if top == nil {
		return r, fmt.Errorf("%w: %w", errs.Invalid, err)
	}
	w := &walk{}
	found := w.read(top, 0)
	if w.problem != nil {
		return r, w.problem
	}
	r = inbox.Reading{MessageID: idForm.FindString(h.Get("Message-Id")), References: references(h), Failed: w.failed,
		Post: inbox.Post{Subject: decoded(h, "Subject", maxSubject), Attached: w.attached, Cut: w.cut, Checks: checks(h)}}
	r.Post.From, r.Post.Name = sender(h, "From")
	r.Post.Text = strings.TrimSpace(mail.Paragraph(found.best()))
	if len(r.References) > 0 {
		r.Post.Text = withoutQuotes(r.Post.Text)
	}
	r.Kind, r.Silent = origin(h, w.report)
	if r.Kind == inbox.Report && !w.report {
		r.Failed = guess(r.Post.Text)
	}
	return r, nil
}

// references gives the mails that a mail refers to, the nearest first.
func references(h message.Header) (all []string) {
	all = append(ids(h, "In-Reply-To"), ids(h, "References")...)
	return all[:min(len(all), maxReferences)]
}

// texts is what was found to read in a part: the same in two forms, or one of them.
type texts struct{ plain, html string }

// best gives the plain text, or else one made from HTML.
func (t texts) best() string {
	if strings.TrimSpace(t.plain) != "" || t.html == "" {
		return t.plain
	}
	return htmlText(t.html)
}

// walk goes through the parts of a mail once.
type walk struct {
	parts    int
	attached int
	cut      bool
	report   bool // there is a report about delivery
	failed   inbox.Failure
	problem  error
}

// read gives the text of a part and of those in it.
func (w *walk) read(e *message.Entity, depth int) texts {
	kind, params, _ := e.Header.ContentType()
	if kind = strings.ToLower(kind); kind == "" || !strings.Contains(kind, "/") || params["boundary"] == "" && strings.HasPrefix(kind, "multipart/") {
		kind = "text/plain"
	}
	if parts := e.MultipartReader(); parts != nil && kind != "text/plain" {
		return w.readParts(parts, kind, depth+1)
	}
	disposition, named, _ := e.Header.ContentDisposition()
	file := disposition == "attachment" || named["filename"] != "" || params["name"] != ""
	switch {
	case kind == "message/delivery-status":
		w.readStatus(e.Body)
	case w.report && (kind == "message/rfc822" || kind == "text/rfc822-headers"):
		w.readReturned(e.Body)
	case file && disposition == "inline" && strings.HasPrefix(kind, "image/"), e.Header.Get("Content-Id") != "" && strings.HasPrefix(kind, "image/"),
		strings.HasSuffix(kind, "-signature"):
		// a picture in the text, or the proof of a signature
	case file, !strings.HasPrefix(kind, "text/"), kind == "text/calendar":
		w.attached++
	case kind == "text/html":
		return texts{html: w.text(e.Body, params["charset"])}
	default:
		return texts{plain: w.text(e.Body, params["charset"])}
	}
	return texts{}
}

// readParts gives the text of a part with parts.
func (w *walk) readParts(parts message.MultipartReader, kind string, depth int) (all texts) {
	if depth > maxDepth {
		w.problem = fmt.Errorf("%w: it has more than %d levels", errs.Invalid, maxDepth)
	}
	for w.problem == nil {
		part, err := parts.NextPart()
		if part == nil {
			w.cut = w.cut || err != io.EOF
			return all
		}
		if w.parts++; w.parts > maxParts {
			w.problem = fmt.Errorf("%w: it has more than %d parts", errs.Invalid, maxParts)
			return all
		}
		found := w.read(part, depth)
		if kind == "multipart/alternative" {
			all = texts{plain: join(all.plain, found.plain), html: join(all.html, found.html)}
			continue
		}
		all = texts{plain: join(all.best(), found.best())}
	}
	return all
}

// join puts one text under another.
func join(text, more string) string {
	if strings.TrimSpace(text) == "" {
		return more
	}
	if strings.TrimSpace(more) == "" || len(text) > maxText {
		return text
	}
	return text + "\n\n" + more
}

// text reads a text, up to a bound. What comes before an error in its coding is kept.
func (w *walk) text(from io.Reader, charset string) string {
	text, err := io.ReadAll(io.LimitReader(from, maxText+1))
	if len(text) > maxText || err != nil {
		w.cut = true
		text = text[:min(len(text), maxText)]
	}
	return toUTF8(text, charset)
}

// readStatus reads the part of a report that is for programs (RFC 3464): groups of fields, one for each recipient.
func (w *walk) readStatus(from io.Reader) {
	w.report = true
	text, _ := io.ReadAll(io.LimitReader(from, maxHeader))
	for _, group := range bytes.Split(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("\n\n")) {
		h, _, err := split(append(group, "\n\n"...))
		if err != nil || !strings.EqualFold(strings.TrimSpace(h.Get("Action")), "failed") {
			continue
		}
		w.failed.Final = true
		if found := addresses(h, "Original-Recipient", "Final-Recipient"); len(found) > 0 {
			w.failed.Recipient = found[0]
		}
	}
}

// readReturned reads which mail a report is about, from the copy that comes with it.
func (w *walk) readReturned(from io.Reader) {
	text, _ := io.ReadAll(io.LimitReader(from, maxHeader))
	if h, _, err := split(text); err == nil {
		w.failed.MessageID = idForm.FindString(h.Get("Message-Id"))
	}
}

// mediaType gives a type without its parameters.
func mediaType(text string) string {
	kind, _, err := mime.ParseMediaType(text)
	if err != nil {
		kind, _, _ = strings.Cut(text, ";")
	}
	return strings.ToLower(strings.TrimSpace(kind))
}
