package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// TestAnInvitationNeedsAnAddress invites someone without an e-mail address: the sentence stands at that field.
func TestAnInvitationNeedsAnAddress(t *testing.T) {
	w := newWorld(t)
	id, err := w.here.People.Save(context.Background(), access.As(access.Operator, w.here.Network.ID), people.Person{Name: "Zonder Adres"})
	if err != nil {
		t.Fatal(err)
	}
	code, body := w.ask(access.Coordinator, http.MethodPost, "/beheer/mensen/"+id+"/account", url.Values{"do": {"invite"}})
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, `id="f-email-wrong"`) || !strings.Contains(body, "Zonder Adres") {
		t.Errorf("it answers %d without a sentence at the address", code)
	}
}

// TestATokenWorksInItsNetworkOnly shows the tokens of one network to the other.
func TestATokenWorksInItsNetworkOnly(t *testing.T) {
	w := newWorld(t)
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1/n/daar/week", nil)
	for _, name := range []string{web.CookieName(w.here.Network.ID), web.CookieName(w.there.Network.ID)} {
		r.AddCookie(&http.Cookie{Name: name, Value: w.tokens[access.Coordinator]})
	}
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, r)
	if answer.Code != http.StatusSeeOther || !strings.HasSuffix(answer.Header().Get("Location"), "/inloggen") {
		t.Errorf("the token of one network opens the other: %d", answer.Code)
	}
}

// TestRightsEndAtTheNextRequest takes a role away from someone who is signed in.
func TestRightsEndAtTheNextRequest(t *testing.T) {
	w := newWorld(t)
	if code, _ := w.ask(access.Coordinator, http.MethodGet, "/beheer/mensen", nil); code != http.StatusOK {
		t.Fatalf("the coordinator gets %d", code)
	}
	staff := access.As(access.Operator, w.here.Network.ID)
	record, err := w.here.People.Person(context.Background(), staff, w.persons[access.Coordinator])
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range record.Tasks {
		if err := w.here.People.End(context.Background(), staff, task.ID, testkit.Today); err != nil {
			t.Fatal(err)
		}
	}
	if code, body := w.ask(access.Coordinator, http.MethodGet, "/beheer/mensen", nil); code != http.StatusNotFound || strings.Contains(body, "Doelwit") {
		t.Errorf("without the role it still answers %d", code)
	}
}

// TestStaffPagesAreKeptByNobody looks at what caches may do with what staff see.
func TestStaffPagesAreKeptByNobody(t *testing.T) {
	w := newWorld(t)
	for _, route := range web.Addresses() {
		if !strings.HasPrefix(route[1], "/beheer") && !slices.Contains([]string{"/week", "/account", "/inloggen"}, route[1]) {
			continue
		}
		r := httptest.NewRequest(route[0], "http://127.0.0.1/n/hier"+address(route[1], w.ids), nil)
		r.AddCookie(&http.Cookie{Name: web.CookieName(w.here.Network.ID), Value: w.tokens[access.Administrator]})
		answer := httptest.NewRecorder()
		w.handler.ServeHTTP(answer, r)
		if got := answer.Header().Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s %s may be kept: %q", route[0], route[1], got)
		}
	}
}
