//go:build !race

package web_test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// formsOf gives every form that a coordinator or an administrator finds, each once.
func (w *twins) formsOf(t testing.TB) (all []sent) {
	t.Helper()
	seen := map[string]bool{}
	for _, role := range []access.Role{access.Coordinator, access.Administrator} {
		_, forms := w.walk(t, role)
		for _, s := range forms {
			if key := s.path + s.values.Encode(); !seen[key] {
				seen[key] = true
				all = append(all, s)
			}
		}
	}
	return all
}

// with gives the same request with another value in a field.
func (s sent) with(field, value string) sent {
	values := url.Values{}
	for name, v := range s.values {
		values[name] = slices.Clone(v)
	}
	values.Set(field, value)
	s.values = values
	return s
}

var uuid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// TestIDsOfAnotherNetworkInForms puts ids of another network in every field that holds one: the answer is that to an id
// that is nowhere, and nothing changes there.
func TestIDsOfAnotherNetworkInForms(t *testing.T) {
	t.Parallel()
	w := newTwins(t, dbtest.SQLite(t))
	forms := w.formsOf(t)
	there := testkit.NewTown(t, w.town.DB, "daar", otherMark)
	foreign := map[string]string{}
	worldThere := world{}
	worldThere.fill(t, there, foreign)
	tree, err := there.Places.Tree(ctx, there.Operator)
	if err != nil {
		t.Fatal(err)
	}
	organizations, err := there.Directory.Organizations(ctx, there.Operator)
	if err != nil {
		t.Fatal(err)
	}
	foreign["areas"], foreign["organizations"] = tree.Areas()[0].ID, organizations[0].ID
	w.keep(t)
	w.remember(t, there.Network.ID)
	fields := 0
	for _, s := range forms {
		for field, values := range s.values {
			if !uuid.MatchString(values[0]) || field == "new" {
				continue
			}
			none := "00000000-0000-7000-8000-000000000000"
			w.reset(t)
			want := w.send(s.with(field, none))
			for _, id := range foreign {
				if !uuid.MatchString(id) {
					continue // it has not the form of what stands there
				}
				fields++
				w.reset(t)
				got := w.send(s.with(field, id))
				if got.Code != want.Code || strip(got.Body.String(), map[string]string{"": id}) != strip(want.Body.String(), map[string]string{"": none}) {
					t.Errorf("%s with %s = %s of another network: %d, and %d for one that is nowhere", s, field, id, got.Code, want.Code)
				}
				if w.disturbed(t) {
					t.Errorf("%s with %s of another network changes something there", s, field)
				}
			}
		}
	}
	if fields == 0 {
		t.Error("no form holds an id")
	}
	t.Logf("%d forms, %d fields with an id of another network", len(forms), fields)
}

// TestAStaleFormKeepsWhatWasTyped sends every form that has a version as if somebody else was first.
func TestAStaleFormKeepsWhatWasTyped(t *testing.T) {
	w := newTwins(t, dbtest.SQLite(t))
	tried := 0
	for _, s := range w.formsOf(t) {
		if version := s.values.Get("version"); version == "" || version == "0" {
			continue
		}
		tried++
		w.reset(t)
		s = s.with("version", "99")
		typed := ""
		for field, values := range s.values {
			if strings.Contains(values[0], " ") {
				typed = " GETYPT"
				s = s.with(field, values[0]+typed)
			}
		}
		a := w.send(s)
		incomplete := typed == "" && a.Code == http.StatusUnprocessableEntity // it lacks a choice or a file
		if a.Code != http.StatusConflict && !incomplete || !strings.Contains(a.Body.String(), typed) {
			t.Errorf("%s: %d, and what was typed is there: %v", s, a.Code, strings.Contains(a.Body.String(), typed))
		}
	}
	if tried < 2 {
		t.Errorf("%d forms have a version", tried)
	}
}

// TestFormsThatAreTooLarge sends every form with more than a form may have: more bytes, and more fields.
func TestFormsThatAreTooLarge(t *testing.T) {
	t.Parallel()
	w := newTwins(t, dbtest.SQLite(t))
	reads := func(s sent) bool { return len(s.values) > 0 && s.file == "" }
	for _, s := range w.formsOf(t) {
		if !reads(s) || strings.HasPrefix(s.pattern, "/welkom") {
			continue
		}
		w.reset(t)
		large, many := s.with("filler", strings.Repeat("x", 70<<10)), s
		for i := range 201 {
			many = many.with(fmt.Sprint("filler", i), "x")
		}
		for what, bad := range map[string]sent{"bytes": large, "fields": many} {
			if a := w.send(bad); a.Code != http.StatusBadRequest && a.Code != http.StatusRequestEntityTooLarge {
				t.Errorf("%s with too many %s answers %d", s, what, a.Code)
			}
		}
	}
}

// TestWhenRightsCannotBeKnownNothingIsAllowed lets one of the tables fail that say who somebody is, what that person may
// do, or what was done. Every page for staff says so, every form changes nothing.
func TestWhenRightsCannotBeKnownNothingIsAllowed(t *testing.T) {
	t.Parallel()
	w := newTwins(t, dbtest.SQLite(t))
	pages, forms := w.walk(t, access.Coordinator)
	all := append(pages, forms...)
	for _, table := range []string{"account_session", "assignment", "membership", "audit_head", "audit_line"} {
		w.reset(t)
		touches := regexp.MustCompile(`(update|insert into|from|join) ` + table + `\b`)
		if strings.HasPrefix(table, "audit") {
			touches = regexp.MustCompile(`(update|insert into) ` + table + `\b`)
		}
		w.say = func(statement string) string {
			if touches.MatchString(statement) {
				return "select is broken"
			}
			return statement
		}
		before := w.holds(t, w.town.Network.ID)
		for _, s := range all {
			if !strings.HasPrefix(s.pattern, "/beheer") && s.pattern != "/week" {
				continue
			}
			if s.method == http.MethodGet && strings.HasPrefix(table, "audit") && s.pattern != "/beheer/spoor" {
				continue // looking leaves no line yet
			}
			a := w.send(s)
			if a.Code == http.StatusNotFound || a.Code == http.StatusUnprocessableEntity || a.Code == http.StatusConflict {
				continue // it was refused before anything was written
			}
			if a.Code != http.StatusServiceUnavailable || strings.Contains(a.Body.String(), "broken") {
				t.Errorf("without %s %s answers %d", table, s, a.Code)
			}
		}
		w.say = nil
		if !slices.Equal(before, w.holds(t, w.town.Network.ID)) {
			t.Errorf("without %s something changed", table)
		}
	}
}

// TestLinksThatDoNotWorkSayWhy opens links that are forged, of another network, used and expired.
func TestLinksThatDoNotWorkSayWhy(t *testing.T) {
	w := newTwins(t, dbtest.SQLite(t))
	there := testkit.NewTown(t, w.town.DB, "daar", otherMark)
	if _, _, err := there.Accounts.Invite(ctx, there.Operator, personOf(t, there), "iemand@daar.example"); err != nil {
		t.Fatal(err)
	}
	letters := *there.Letters
	foreign, err := there.Accounts.LinkToken(ctx, there.Network.ID, letters[len(letters)-1].Link)
	if err != nil {
		t.Fatal(err)
	}
	own := w.secrets["link"]
	open := func(token, want string) {
		t.Helper()
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			a := w.send(sent{role: access.Visitor, method: method, path: "/welkom/" + token})
			if len(a.Result().Cookies()) > 0 || !strings.Contains(a.Body.String(), want) {
				t.Errorf("%s: %d, cookies %v, without %q", method, a.Code, a.Result().Cookies(), want)
			}
		}
	}
	const unknown = "Deze link werkt niet"
	open("x", unknown)
	open(own[1:], unknown)
	open(foreign, unknown)
	if a := w.send(sent{role: access.Visitor, method: http.MethodPost, path: "/welkom/" + own}); a.Code != http.StatusSeeOther || len(a.Result().Cookies()) != 1 {
		t.Fatalf("the link itself: %d", a.Code)
	}
	open(own, "al gebruikt")
	w.reset(t)
	*w.town.Later = time.Hour
	open(own, "Deze link is verlopen")
}

// TestATokenFromBeforeIsWorthNothing signs in with a token that somebody else put in the browser: it is not kept, at no
// step of the way.
func TestATokenFromBeforeIsWorthNothing(t *testing.T) {
	w := newTwins(t, dbtest.SQLite(t))
	name := web.CookieName(w.town.Network.ID)
	form := url.Values{"email": {"coordinator@hier.example"}, "password": {"een lange zin die niemand raadt"}}
	for _, planted := range []string{"planted", w.tokens[access.Member], w.secrets["half"]} {
		w.reset(t)
		w.tokens["planted"] = planted
		a := w.send(sent{role: "planted", method: http.MethodPost, path: "/inloggen", values: form})
		first := cookie(a, name)
		if a.Code != http.StatusSeeOther || first == "" || first == planted {
			t.Fatalf("the password answers %d with the token %q", a.Code, first)
		}
		w.tokens["planted"] = first
		a = w.send(sent{role: "planted", method: http.MethodPost, path: "/inloggen/code", values: url.Values{"code": {w.secrets["recovery"]}}})
		if second := cookie(a, name); a.Code != http.StatusSeeOther || second == "" || second == first {
			t.Errorf("the second factor answers %d with the token %q", a.Code, second)
		}
		for _, old := range []string{planted, first} {
			w.tokens["planted"] = old
			if a := w.send(sent{role: "planted", method: http.MethodGet, path: "/week"}); a.Code != http.StatusSeeOther && old != w.tokens[access.Member] {
				t.Errorf("the token from before is still good: %d", a.Code)
			}
		}
	}
}

func cookie(a *httptest.ResponseRecorder, name string) string {
	for _, c := range a.Result().Cookies() {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// TestAHostOpensItsOwnNetwork asks under the host name of one network with what is of the other.
func TestAHostOpensItsOwnNetwork(t *testing.T) {
	w := newWorld(t)
	for _, town := range []testkit.Town{w.here, w.there} {
		n := town.Network
		n.Host = n.Slug + ".example"
		if err := town.Networks.Change(ctx, town.Operator, n); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		host, path string
		want       int
		shows      string
	}{
		{"daar.example", "/over", http.StatusOK, "KANARIEDAAR"},
		{"hier.example:8080", "/over", http.StatusOK, "KANARIEHIER"},
		{"DAAR.example", "/over", http.StatusOK, "KANARIEDAAR"},
		{"daar.example", "/week", http.StatusSeeOther, ""},
		{"daar.example", "/beheer/mensen/" + w.ids["mensen"], http.StatusSeeOther, ""},
		{"hier.example", "/beheer/mensen/" + w.foreign["mensen"], http.StatusNotFound, "KANARIEHIER"},
		{"elders.example", "/over", http.StatusNotFound, ""},
		{"hier.example.elders.example", "/over", http.StatusNotFound, ""},
		{"", "/over", http.StatusNotFound, ""},
	} {
		r := httptest.NewRequest(http.MethodGet, c.path, nil)
		r.Host = c.host
		for _, header := range []string{"X-Forwarded-Host", "Forwarded", "X-Host"} {
			r.Header.Set(header, "hier.example")
		}
		for _, town := range []testkit.Town{w.here, w.there} {
			r.AddCookie(&http.Cookie{Name: web.CookieName(town.Network.ID), Value: w.tokens[access.Coordinator]})
		}
		a := httptest.NewRecorder()
		w.handler.ServeHTTP(a, r)
		shows := map[string]string{"KANARIEDAAR": "KANARIEHIER", "KANARIEHIER": "KANARIEDAAR"}
		if a.Code != c.want || !strings.Contains(a.Body.String(), c.shows) || strings.Contains(a.Body.String(), cmp.Or(shows[c.shows], "KANARIE")) {
			t.Errorf("%s%s answers %d", c.host, c.path, a.Code)
		}
	}
}

// TestWhatIsOfferedOpens walks along all links as everyone: what a page links to opens, menus included. Of links to things
// of one kind it follows some.
func TestWhatIsOfferedOpens(t *testing.T) {
	t.Parallel()
	w := newTwins(t, dbtest.SQLite(t))
	match := matcher()
	for _, role := range subjects {
		followed, times := map[string]bool{}, map[string]int{}
		pages, _ := w.walk(t, role)
		for _, s := range pages {
			for _, link := range s.leads {
				path, query, _ := strings.Cut(link, "?")
				kind := match(http.MethodGet, path) + keysOf(query)
				if followed[link] || times[kind] == 3 {
					continue
				}
				followed[link] = true
				times[kind]++
				if a := w.send(sent{role: role, method: http.MethodGet, path: link}); a.Code != http.StatusOK && a.Code != http.StatusSeeOther {
					t.Errorf("as %s %s leads to %s, which answers %d", role, s.path, link, a.Code)
				}
			}
		}
		if len(followed) < 10 {
			t.Errorf("as %s there are %d links", role, len(followed))
		}
	}
}
