package knowledge_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"samenspel/internal/knowledge"
)

// TestEveryLinkSaysWhoMadeItAndWhatItIsFor, and leads over https.
func TestEveryLinkSaysWhoMadeItAndWhatItIsFor(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range knowledge.Subjects {
		if seen[s.ID] || len(s.Links) == 0 {
			t.Errorf("subject %q is there twice, or has nothing", s.ID)
		}
		seen[s.ID] = true
		short(t, s.Name)
		for _, l := range s.Links {
			address, err := url.Parse(l.URL)
			if err != nil || address.Scheme != "https" || address.Host == "" {
				t.Errorf("%s leads to %q: %v", l.Name, l.URL, err)
			}
			if l.Name == "" || l.By == "" || seen[l.Name] {
				t.Errorf("%q of %q is there twice, or says not who made it", l.Name, l.By)
			}
			seen[l.Name] = true
			short(t, l.For)
		}
	}
	for _, term := range knowledge.Terms {
		if term.Source == "" {
			t.Errorf("%s has no source", term.Name.NL)
		}
		short(t, term.Name)
		short(t, term.Means)
	}
}

// TestCardsFitOnPaper: each has a name, two to seven lines, and an address of its own.
func TestCardsFitOnPaper(t *testing.T) {
	for _, c := range knowledge.Cards {
		found, ok := knowledge.Find(c.ID)
		if !ok || found.Name != c.Name || url.PathEscape(c.ID) != c.ID || len(c.Lines) < 2 || len(c.Lines) > 7 {
			t.Errorf("the card %q cannot be found, or has %d lines", c.ID, len(c.Lines))
		}
		for _, w := range append(c.Lines, c.Name, c.About) {
			short(t, w)
		}
	}
	if vragen, _ := knowledge.Find("vragen"); len(vragen.Lines) != 7 {
		t.Errorf("%d open questions", len(vragen.Lines))
	}
	if _, ok := knowledge.Find("nonsense"); ok {
		t.Error("there is a card for nonsense")
	}
}

var sentences = regexp.MustCompile(`[.!?:]\s`)

// short fails when a text lacks a language, or has a Dutch sentence that is longer than everyone can read (level B1).
func short(t *testing.T, w knowledge.Words) {
	t.Helper()
	if w.In("nl") == "" || w.In("en") == "" || w.In("fr") != w.NL {
		t.Errorf("%+v lacks a language", w)
	}
	for _, s := range sentences.Split(w.NL, -1) {
		if n := len(strings.Fields(s)); n > 15 {
			t.Errorf("a sentence of %d words: %s", n, s)
		}
	}
}
