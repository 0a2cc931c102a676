package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/mail"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/errs"
)

func identity() Identity {
	return Identity{Name: "Samenspel Waterveen", From: "post@waterveen.example", Host: "waterveen.example",
		ReplyTo: "reply+TOKEN@waterveen.example", ReturnPath: "bounce+TOKEN@waterveen.example"}
}

func eml(t testing.TB, m Message, who Identity) *mail.Message {
	t.Helper()
	letter, err := write(m, who.Name, who.ReplyTo != "", plain)
	if err != nil {
		t.Fatal(err)
	}
	e, err := seal(m, messageID(m.ID, who.Host), who, key, letter, time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	msg, err := e.message()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := msg.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	parsed, err := mail.ReadMessage(&out)
	if err != nil {
		t.Fatalf("%v in\n%s", err, out.String())
	}
	return parsed
}

func referral(name, need string) Message {
	return Message{ID: "0190a3b4-1111-7222-8333-444455556666", Network: "a", Kind: "referral", Lang: "nl", Address: "anna@example.org", Name: name,
		Args: map[string]string{"Need": need, "Area": "Binnenveen", "Until": "vrijdag"}, Thread: "t-1", InReplyTo: "<question@example.org>"}
}

func TestHeaders(t *testing.T) {
	h := eml(t, referral("Anna de Vries", "vervoer"), identity()).Header
	for name, want := range map[string]string{"Message-Id": "<0190a3b4-1111-7222-8333-444455556666@waterveen.example>",
		"In-Reply-To": "<question@example.org>", "References": "<thread-t-1@waterveen.example> <question@example.org>",
		"Auto-Submitted": "auto-generated", "Content-Language": "nl", "Date": "Tue, 10 Mar 2026 12:00:00 +0000",
		"From": `"Samenspel Waterveen" <post@waterveen.example>`, "To": `"Anna de Vries" <anna@example.org>`} {
		if got := h.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	reply, err := mail.ParseAddress(h.Get("Reply-To"))
	if err != nil {
		t.Fatal(err)
	}
	token, _, _ := strings.Cut(strings.TrimPrefix(reply.Address, "reply+"), "@")
	if id, ok := ReadReplyToken(key, "a", token); !ok || id != "0190a3b4-1111-7222-8333-444455556666" {
		t.Errorf("answers to %s lead to %q, %v", reply.Address, id, ok)
	}
}

func TestThreadsWithoutAQuestion(t *testing.T) {
	m := referral("Anna", "vervoer")
	m.InReplyTo, m.Thread = "", "t>\r\n<1"
	if in, refs := thread(m, "w.example"); in != "<thread-t1@w.example>" || refs != in {
		t.Errorf("%q, %q", in, refs)
	}
	m.Thread = ""
	if in, refs := thread(m, "w.example"); in != "" || refs != "" {
		t.Errorf("%q, %q", in, refs)
	}
	if got := messageID("x", "a host\r\n"); got != "x@samenspel.invalid" {
		t.Errorf("a host that is none gives %q", got)
	}
}

// FuzzHeader: whatever names and words are, the mail has the headers we gave it, each once, and they read as meant.
func FuzzHeader(f *testing.F) {
	f.Add("Anna", "vervoer", "Samenspel")
	f.Add("Anna\r\nBcc: x@example.org", "a\r\n\r\nbody", "b\nX-Evil: 1")
	f.Add("=?utf-8?q?=0D=0ABcc:_x?=", "=?utf-8?b?DQpCY2M6?=", "=?=?=?")
	f.Add("\u202eanna\u2066", strings.Repeat("zeer lang woord ", 50), "\u2028\u0085\x00\x7f")
	f.Add("a\\\ufffd", "\\", `\"é`)
	f.Add(`" <x@example.org>, "`, strings.Repeat("é", 300), "👩‍👩‍👧 \xff\xfe")
	f.Fuzz(func(t *testing.T, name, need, network string) {
		m, who := referral(name, need), identity()
		who.Name = network
		parsed := eml(t, m, who)
		want := []string{"Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "In-Reply-To", "Message-Id", "Mime-Version",
			"References", "Reply-To", "Subject", "To", "X-Auto-Response-Suppress"}
		if got := slices.Sorted(maps.Keys(parsed.Header)); !slices.Equal(got, want) {
			t.Fatalf("the headers are %v", got)
		}
		for header, values := range parsed.Header {
			if len(values) != 1 || strings.ContainsAny(values[0], "\r\n\x00") {
				t.Fatalf("%s is %q", header, values)
			}
		}
		letter, err := write(m, network, true, plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject")); err != nil || got != letter.Subject || strings.ContainsAny(got, "\r\n\u202e") {
			t.Fatalf("the subject is %q, %v; want %q", got, err, letter.Subject)
		}
		to, err := parsed.Header.AddressList("To")
		if err != nil || len(to) != 1 || to[0].Address != m.Address || to[0].Name != nameOf(name) {
			t.Fatalf("the recipient is %v, %v; want %q", to, err, nameOf(name))
		}
	})
}

// TestAFileForCalendarsGoesWithALetter: the letter reads as ever, and the file is what was given.
func TestAFileForCalendarsGoesWithALetter(t *testing.T) {
	file := "BEGIN:VCALENDAR\r\nSUMMARY:Kerngroep\r\nEND:VCALENDAR\r\n"
	m := referral("Anna", "vervoer")
	m.Args[Calendar] = file
	letter, err := write(m, "w", true, plain)
	if err != nil {
		t.Fatal(err)
	}
	f := Folder{Path: t.TempDir()}
	e, err := seal(m, messageID(m.ID, "w.example"), identity(), key, letter, time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC))
	if err == nil {
		err = f.Send(t.Context(), e)
	}
	if err != nil {
		t.Fatal(err)
	}
	one, err := f.Open("a", m.ID)
	if err != nil || !strings.HasPrefix(one.Text, "Beste Anna,") || strings.Contains(one.Text+one.HTML, "VCALENDAR") {
		t.Errorf("it reads %+v, %v", one, err)
	}
	with := eml(t, m, identity())
	_, params, err := mime.ParseMediaType(with.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	reader := multipart.NewReader(with.Body, params["boundary"])
	for {
		p, err := reader.NextPart()
		if err != nil {
			t.Fatalf("no file: %v", err)
		}
		if p.FileName() != "agenda.ics" {
			continue
		}
		got, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
		if kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type")); err != nil || string(got) != file || kind != "text/calendar" {
			t.Errorf("the file is %s %q, %v", kind, got, err)
		}
		return
	}
}

func TestTheFolder(t *testing.T) {
	f := Folder{Path: t.TempDir()}
	var ids []string
	for i, name := range []string{"Anna", "Bé", "Anna"} {
		m := referral(name, "vervoer")
		if i < 2 {
			m.ID = db.NewID()
			ids = append(ids, m.ID)
		} else {
			m.ID = ids[1] // a second attempt
		}
		letter, err := write(m, "w", true, plain)
		if err != nil {
			t.Fatal(err)
		}
		e, err := seal(m, messageID(m.ID, "w.example"), identity(), key, letter, time.Date(2026, 3, 10, 12, i, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Send(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	second, err := f.Open("a", ids[1])
	if err != nil || second.ID != ids[1] || second.Subject != "Kunt u helpen? vervoer in Binnenveen" || second.To != "anna@example.org" || second.At.Minute() != 2 {
		t.Errorf("a second attempt reads %+v, %v", second, err)
	}
	if files, err := filepath.Glob(filepath.Join(f.Path, "a", "*")); err != nil || len(files) != 2 {
		t.Errorf("the folder holds %v, %v", files, err)
	}
	one, err := f.Open("a", ids[0])
	if err != nil || !strings.HasPrefix(one.Text, "Beste Anna,\n\nIemand in Binnenveen") || !strings.Contains(one.Text, "https://waterveen.example/l/accept?x=1&y=") {
		t.Errorf("a mail reads %+v, %v", one, err)
	}
	if !strings.Contains(one.HTML, "<p>Beste Anna,</p>") || !strings.HasSuffix(one.HTML, "</html>\n") {
		t.Errorf("its other part is %q", one.HTML)
	}
	if _, err := f.Open("b", ids[0]); !errors.Is(err, errs.NotFound) {
		t.Errorf("another network gets %v", err)
	}
	for _, wrong := range []string{"../a", "", ids[0] + "x"} {
		if _, err := f.Open("a", wrong); err == nil {
			t.Errorf("%q can be opened", wrong)
		}
	}
}
