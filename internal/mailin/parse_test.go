package mailin

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"samenspel/internal/errs"
	"samenspel/internal/inbox"
)

// TestMailAsItComes reads every fixture.
func TestMailAsItComes(t *testing.T) {
	all := fixtures()
	names := map[string]bool{}
	for _, f := range all {
		if names[f.name] {
			t.Errorf("two fixtures are called %q", f.name)
		}
		names[f.name] = true
		t.Run(f.name, func(t *testing.T) {
			begin := time.Now()
			got, err := Parse([]byte(f.raw))
			if took := time.Since(begin); took > 2*time.Second {
				t.Errorf("it took %v", took)
			}
			if (err != nil) != f.want.wrong || err != nil && !errors.Is(err, errs.Invalid) {
				t.Fatalf("the error is %v", err)
			}
			if err == nil {
				f.want.check(t, got)
				clean(t, got)
			}
		})
	}
	if len(all) < 100 {
		t.Errorf("there are %d fixtures", len(all))
	}
}

func (w read) check(t *testing.T, got inbox.Reading) {
	t.Helper()
	p := got.Post
	if !w.any && p.Text != w.text {
		t.Errorf("the text is %.200q, want %.200q", p.Text, w.text)
	}
	for what, pair := range map[string][2]string{"subject": {p.Subject, w.subject}, "from": {p.From, w.from}, "name": {p.Name, w.sender}} {
		if pair[1] != "" && pair[0] != pair[1] {
			t.Errorf("%s is %q, want %q", what, pair[0], pair[1])
		}
	}
	kind := inbox.Kind(w.kind)
	if kind == "" {
		kind = inbox.Written
	}
	if got.Kind != kind || got.Silent != w.silent || p.Attached != w.attached || p.Cut != w.cut || len(got.References) != w.refs {
		t.Errorf("it is %s, silent %v, with %d attachments, cut %v, %d references", got.Kind, got.Silent, p.Attached, p.Cut, len(got.References))
	}
	failed := ""
	if got.Failed.Final {
		failed = got.Failed.MessageID + " " + got.Failed.Recipient
	}
	if failed != w.failed {
		t.Errorf("what failed is %q, want %q", failed, w.failed)
	}
}

// clean holds what every reading must be: nothing of it can become a header, or turn a page around.
func clean(t testing.TB, r inbox.Reading) {
	t.Helper()
	for _, line := range append([]string{r.MessageID, r.Post.Subject, r.Post.Name, r.Post.From, r.Post.Checks, r.Failed.MessageID, r.Failed.Recipient}, r.References...) {
		if strings.ContainsFunc(line, unicode.IsControl) || !utf8.ValidString(line) || len(line) > 2000 {
			t.Errorf("%.100q is not one clean line", line)
		}
	}
	if !utf8.ValidString(r.Post.Text) || len(r.Post.Text) > 12*maxText {
		t.Error("the text is not clean, or too long")
	}
	for _, c := range r.Post.Text {
		if c != '\n' && unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) {
			t.Errorf("the text has %q", c)
		}
	}
	for _, id := range append([]string{r.MessageID}, r.References...) {
		if id != "" && idForm.FindString(id) != id {
			t.Errorf("%q is no Message-ID", id)
		}
	}
	if len(r.References) > maxReferences || r.Post.From != "" && addressForm.FindString(r.Post.From) != r.Post.From {
		t.Errorf("%d references, from %q", len(r.References), r.Post.From)
	}
}

// FuzzParse reads anything as a mail.
func FuzzParse(f *testing.F) {
	for _, one := range fixtures() {
		if len(one.raw) < 20_000 {
			f.Add([]byte(one.raw))
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if e := skim(raw); len(e.essence) != 32 || strings.ContainsFunc(e.from+e.messageID, unicode.IsControl) {
			t.Errorf("it is skimmed as %+v", e)
		}
		got, err := Parse(raw)
		if err != nil && !errors.Is(err, errs.Invalid) {
			t.Errorf("the error is %v", err)
		}
		if err == nil {
			clean(t, got)
		}
	})
}
