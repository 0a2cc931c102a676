//go:build !race

package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/web"
)

// TestTheMatrix asks every address as everyone, and holds the answers against testdata/matrix.txt and strangers.txt. A new
// address has no row there and fails. UPDATE_MATRIX=1 writes the files anew, to be read line by line.
func TestTheMatrix(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorldOn(t, d)
		w.hold(t, "matrix.txt", "What every address answers to everyone, in a network of their own. 303 to a visitor is the way to the sign-in.", subjects)
		w.letStrangersIn(t)
		w.hold(t, "strangers.txt", "What every address answers to who is here no more, for something else, or from elsewhere.", strangers)
	})
}

// hold asks every address as these, and holds the answers against a file.
func (w world) hold(t *testing.T, file, title string, as []access.Role) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", title)
	for _, route := range web.Addresses() {
		fmt.Fprintf(&b, "%-4s %-32s", route[0], route[1])
		for _, role := range as {
			if route[1] == "/uitloggen" && role != access.Visitor {
				continue // it would end the session of those who come after
			}
			code, _ := w.ask(role, route[0], address(route[1], w.ids), url.Values{})
			if code >= http.StatusInternalServerError {
				t.Errorf("%s %s answers %s with %d", route[0], route[1], role, code)
			}
			fmt.Fprintf(&b, " %s=%d", role, code)
		}
		b.WriteString("\n")
	}
	path := filepath.Join("testdata", file)
	if os.Getenv("UPDATE_MATRIX") != "" {
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) == b.String() {
		return
	}
	before, after := strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")
	for _, line := range after {
		if !slices.Contains(before, line) {
			t.Errorf("the matrix now has\n%s\nwhich differs from testdata/%s; read it, and write the file anew with UPDATE_MATRIX=1", line, file)
		}
	}
	for _, line := range before {
		if !slices.Contains(after, line) {
			t.Errorf("the matrix no longer has\n%s\nof testdata/%s", line, file)
		}
	}
}

// TestWhatIsDeniedDoesNotExist asks for things of the other network, for ids that are nowhere, and for things here. What
// is of the other network, and what is denied here, is answered as what is nowhere: the same to the byte, but for the
// reference number.
func TestWhatIsDeniedDoesNotExist(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorldOn(t, d)
		w.letStrangersIn(t)
		cells := 0
		for _, route := range web.Addresses() {
			if !strings.Contains(route[1], "{id}") {
				continue
			}
			for _, role := range append(slices.Clone(subjects), strangers...) {
				cells += w.compare(t, role, route[0], route[1])
			}
		}
		t.Logf("%d cells", cells)
	})
}

// compare holds the answers to one person at one address beside each other, and gives how many there were.
func (w world) compare(t *testing.T, role access.Role, method, pattern string) (cells int) {
	t.Helper()
	nowhere := map[string]string{}
	for kind := range w.ids {
		nowhere[kind] = "00000000-0000-7000-8000-000000000000"
	}
	form := url.Values{"do": {"join"}, "name": {"X"}, "version": {"1"}, "person": {w.persons[access.Desk]}, "role": {"desk"}, "hours": {"8"}, "paid": {"ja"}}
	none, saidNone := w.ask(role, method, address(pattern, nowhere), form)
	for whose, ids := range map[string]map[string]string{"of the other network": w.foreign, "that is denied": w.ids} {
		code, said := w.ask(role, method, address(pattern, ids), form)
		cells++
		if whose == "that is denied" && code != http.StatusNotFound {
			continue // it is not denied
		}
		if code != none || strip(said, ids) != strip(saidNone, nowhere) {
			t.Errorf("%s %s to %s: %d for a thing %s, %d for nothing", method, pattern, role, code, whose, none)
		}
		if strings.Contains(said, "KANARIEDAAR") || strings.Contains(said, "daar.example") {
			t.Errorf("%s %s shows %s something of the other network", method, pattern, role)
		}
	}
	return cells
}

// strip takes out what differs between two answers for a good reason: the id that was asked for, those that forms carry
// for what they make, and reference numbers.
func strip(text string, ids map[string]string) string {
	text = carried.ReplaceAllString(text, "")
	for _, id := range ids {
		text = strings.ReplaceAll(text, id, "ID")
	}
	for {
		before, rest, found := strings.Cut(text, "nummer ")
		if !found {
			return text
		}
		text = before + "reference" + rest[min(len(rest), 10):]
	}
}
