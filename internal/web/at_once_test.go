package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/web"
)

// TestManyLookAtOnce lets people of different roles open every page at the same time, each role twice. Both see the same
// answers, and nobody is named on the page of another. Under the race detector it is also the test of what pages share.
func TestManyLookAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var paths []string
	for _, route := range web.Addresses() {
		if route[0] == http.MethodGet {
			paths = append(paths, address(route[1], w.ids))
		}
	}
	roles := []access.Role{access.Visitor, access.Coordinator, access.Desk, access.Member}
	codes := make([][]int, 2*len(roles))
	var all sync.WaitGroup
	for i := range codes {
		codes[i] = make([]int, len(paths))
		role := roles[i%len(roles)]
		all.Go(func() {
			for n := range paths {
				at := (n + i*len(paths)/len(codes)) % len(paths) // each begins elsewhere
				code, body := w.ask(role, http.MethodGet, paths[at], url.Values{})
				codes[i][at] = code
				if menu := `<nav class="staff"`; role == access.Visitor && strings.Contains(body, menu) {
					t.Errorf("%s: a visitor gets the menu of somebody else", paths[at])
				}
			}
		})
	}
	all.Wait()
	for i, role := range roles {
		for at, path := range paths {
			if a, b := codes[i][at], codes[i+len(roles)][at]; a != b || a >= http.StatusInternalServerError {
				t.Errorf("%s as %s answers %d and %d", path, role, a, b)
			}
		}
	}
}
