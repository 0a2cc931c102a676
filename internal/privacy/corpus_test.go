package privacy_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samenspel/internal/privacy"
)

// What the scanner must reach on each half of the corpus.
const (
	leastFound  = 0.98
	mostAlarms  = 0.05
	presentYear = 2026
)

// ours is what the network of the corpus publishes.
func ours() *privacy.Scanner {
	return &privacy.Scanner{Year: presentYear, Allow: []string{"De Kade", "Waterveen", "Noord", "Zuid", "Buurthuis De Brug", "Het Lokaal",
		"Bartholomeuskerk", "Vrouwenkoor De Merel", "De Regenboog", "De Vlinder", "Kerk aan het Plein"}}
}

// planted is a place in a sentence where an identifier was put.
type planted struct {
	kind       string
	start, end int
}

// sentences reads a file of the corpus, without its comments.
func sentences(t testing.TB, name string) (lines []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "corpus", name))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSuffix(line, "\n"); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}

// unplant takes the notation {kind:text} out of a sentence.
func unplant(t testing.TB, line string) (text string, all []planted) {
	t.Helper()
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(line, "{")
		b.WriteString(before)
		if !found {
			return b.String(), all
		}
		inside, after, closed := strings.Cut(rest, "}")
		kind, what, named := strings.Cut(inside, ":")
		if !closed || !named {
			t.Fatalf("not {kind:text}: %s", line)
		}
		all = append(all, planted{kind, b.Len(), b.Len() + len(what)})
		b.WriteString(what)
		line = after
	}
}

// tally counts what became of the identifiers of one kind.
type tally struct{ planted, found, whole, alarms int }

// overlap tells whether a finding touches a planted identifier, and whether findings cover all of it.
func overlap(p planted, findings []privacy.Finding) (found, whole bool) {
	at := p.start
	for _, f := range findings {
		found = found || f.Start < p.end && f.End > p.start
		if f.Start <= at && f.End > at {
			at = f.End
		}
	}
	return found, at >= p.end
}

// strays gives the findings that touch nothing planted.
func strays(all []planted, findings []privacy.Finding) (none []privacy.Finding) {
	for _, f := range findings {
		touches := false
		for _, p := range all {
			touches = touches || f.Start < p.end && f.End > p.start
		}
		if !touches {
			none = append(none, f)
		}
	}
	return none
}

// measure runs the scanner over a half of the corpus. Misses and false alarms are told only when tell is set: those
// of the half that is held out stay unseen, so that nobody fits the rules to them.
func measure(t *testing.T, plantedFile, cleanFile string, tell bool) {
	scanner, counts := ours(), map[string]*tally{}
	of := func(kind string) *tally {
		if counts[kind] == nil {
			counts[kind] = &tally{}
		}
		return counts[kind]
	}
	for _, line := range sentences(t, plantedFile) {
		text, all := unplant(t, line)
		findings := scanner.Scan(text)
		for _, p := range all {
			found, whole := overlap(p, findings)
			c := of(p.kind)
			c.planted, c.found, c.whole = c.planted+1, c.found+count(found), c.whole+count(whole)
			if tell && !whole {
				t.Logf("missed (any part found: %v): %s: %q in %s", found, p.kind, text[p.start:p.end], text)
			}
		}
		for _, f := range strays(all, findings) {
			if tell {
				t.Logf("false alarm beside planted ones: %s %q in %s", f.Kind, text[f.Start:f.End], text)
			}
		}
	}
	clean := sentences(t, cleanFile)
	alarmed := 0
	for _, text := range clean {
		findings := scanner.Scan(text)
		alarmed += count(len(findings) > 0)
		for _, f := range findings {
			of(f.Kind.String()).alarms++
			if tell {
				t.Logf("false alarm: %s %q in %s", f.Kind, text[f.Start:f.End], text)
			}
		}
	}
	judge(t, counts, alarmed, len(clean))
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// judge prints the table and holds it against what must be reached.
func judge(t *testing.T, counts map[string]*tally, alarmed, clean int) {
	var b strings.Builder
	var sum tally
	fmt.Fprintf(&b, "\n%-10s %8s %8s %8s %8s %8s\n", "kind", "planted", "found", "missed", "whole", "alarms")
	for _, kind := range privacy.Kinds {
		c := counts[kind.String()]
		if c == nil {
			c = &tally{}
		}
		fmt.Fprintf(&b, "%-10s %8d %8d %8d %8d %8d\n", kind, c.planted, c.found, c.planted-c.found, c.whole, c.alarms)
		sum = tally{sum.planted + c.planted, sum.found + c.found, sum.whole + c.whole, sum.alarms + c.alarms}
	}
	fmt.Fprintf(&b, "%-10s %8d %8d %8d %8d %8d\n", "all", sum.planted, sum.found, sum.planted-sum.found, sum.whole, sum.alarms)
	found, alarms := float64(sum.found)/float64(sum.planted), float64(alarmed)/float64(clean)
	fmt.Fprintf(&b, "found %.1f %%; false alarm on %d of %d clean sentences, %.1f %%", 100*found, alarmed, clean, 100*alarms)
	t.Log(b.String())
	if found < leastFound {
		t.Errorf("%.1f %% of what was planted is found; at least %.0f %% is expected", 100*found, 100*leastFound)
	}
	if alarms > mostAlarms {
		t.Errorf("%.1f %% of the clean sentences raise a false alarm; at most %.0f %% is expected", 100*alarms, 100*mostAlarms)
	}
}

func TestCorpusTuned(t *testing.T) { measure(t, "planted.txt", "clean.txt", true) }

func TestCorpusHeldOut(t *testing.T) { measure(t, "planted_heldout.txt", "clean_heldout.txt", false) }

func TestCorpusIsLargeEnough(t *testing.T) {
	all, several, clean := 0, 0, 0
	for _, name := range []string{"planted.txt", "planted_heldout.txt"} {
		for _, line := range sentences(t, name) {
			_, found := unplant(t, line)
			kinds := map[string]bool{}
			for _, p := range found {
				kinds[p.kind] = true
			}
			all, several = all+1, several+count(len(kinds) > 1)
		}
	}
	for _, name := range []string{"clean.txt", "clean_heldout.txt"} {
		clean += len(sentences(t, name))
	}
	if all < 260 || several < 30 || clean < 300 {
		t.Errorf("the corpus has %d sentences with something planted, %d of them with several kinds, and %d clean ones", all, several, clean)
	}
}
