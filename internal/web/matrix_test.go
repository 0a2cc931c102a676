package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/harvest"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// subjects are who tries every address.
var subjects = []access.Role{access.Visitor, access.Administrator, access.Coordinator, access.Ambassador, access.Desk, access.Liaison, access.TeamManager,
	access.SocialBroker, access.Host, access.Professional, access.Volunteer, access.Member, access.Editor, access.Observer, access.PrivacyOfficer}

// world is two networks with someone of every role in each.
type world struct {
	handler http.Handler
	here    testkit.Town
	there   testkit.Town
	tokens  map[access.Role]string
	persons map[access.Role]string
	ids     map[string]string // what stands in addresses: of here
	foreign map[string]string // the same kinds of things, of there
}

func newWorld(t *testing.T) world {
	d := dbtest.SQLite(t)
	w := world{here: testkit.NewTown(t, d, "hier", "KANARIEHIER"), there: testkit.NewTown(t, d, "daar", "KANARIEDAAR"),
		tokens: map[access.Role]string{}, persons: map[access.Role]string{}, ids: map[string]string{}, foreign: map[string]string{}}
	for _, role := range subjects[1:] {
		w.persons[role], w.tokens[role], _ = w.here.SignedIn(t, role)
	}
	for town, ids := range map[*testkit.Town]map[string]string{&w.here: w.ids, &w.there: w.foreign} {
		staff := access.As(access.Operator, town.Network.ID)
		person, err := town.People.Save(context.Background(), staff, people.Person{Name: "Doelwit " + town.Network.Settings.Name, Email: "doelwit@" + town.Network.Slug + ".example"})
		if err != nil {
			t.Fatal(err)
		}
		team, err := town.People.SaveTeam(context.Background(), staff, people.Team{Name: "Doelteam " + town.Network.Settings.Name})
		if err != nil {
			t.Fatal(err)
		}
		ids["mensen"], ids["teams"] = person, team
		ids["bronnen"], ids["ronde"] = heldRun(t, town)
	}
	w.handler = w.here.Web(t, web.Options{}, nil)
	return w
}

// heldRun makes a source, and a run of it that waits for an editor.
func heldRun(t *testing.T, town *testkit.Town) (source, run string) {
	t.Helper()
	ctx, operator := context.Background(), access.As(access.Operator, town.Network.ID)
	im := harvest.New(town.DB, func() time.Time { return testkit.Today })
	source, err := im.SaveSource(ctx, operator, harvest.Source{Name: "Doelbron " + town.Network.Settings.Name, Format: harvest.FormatAuto})
	if err != nil {
		t.Fatal(err)
	}
	report, err := im.Import(ctx, operator, "Doelbron "+town.Network.Settings.Name, harvest.Input{Data: strings.NewReader("id,title,organization\n1,Doelaanbod,Doelgroep\n")}, harvest.Options{Hold: true})
	if err != nil {
		t.Fatal(err)
	}
	return source, report.Run
}

// address fills the holes of a pattern.
func address(pattern string, ids map[string]string) string {
	return strings.NewReplacer("/{$}", "/", "{token}", "nonsense", "/aanbod/{slug}", "/aanbod/bezoekmaatje",
		"/organisatie/{slug}", "/organisatie/kluszaak-kees", "/wijk/{slug}", "/wijk/noord", "/gids/{wijk}", "/gids/noord",
		"/mensen/{id}", "/mensen/"+ids["mensen"], "/teams/{id}", "/teams/"+ids["teams"],
		"/bronnen/ronde/{id}", "/bronnen/ronde/"+ids["ronde"], "/bronnen/{id}", "/bronnen/"+ids["bronnen"], "{id}", "nonsense", "{hash}", "nonsense", "{step}", "1").Replace(pattern)
}

func (w world) ask(role access.Role, method, path string, form url.Values) (int, string) {
	r := httptest.NewRequest(method, "http://127.0.0.1/n/hier"+path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if token := w.tokens[role]; token != "" {
		r.AddCookie(&http.Cookie{Name: web.CookieName(w.here.Network.ID), Value: token})
	}
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, r)
	return answer.Code, answer.Body.String()
}

// TestTheMatrix asks every address as everyone, and holds the answers against testdata/matrix.txt. A new address has no
// row there and fails. UPDATE_MATRIX=1 writes the file anew, to be read line by line.
func TestTheMatrix(t *testing.T) {
	w := newWorld(t)
	var b strings.Builder
	fmt.Fprintf(&b, "# What every address answers to everyone, in a network of their own. 303 to a visitor is the way to the sign-in.\n")
	for _, route := range web.Addresses() {
		fmt.Fprintf(&b, "%-4s %-32s", route[0], route[1])
		for _, role := range subjects {
			if route[1] == "/uitloggen" && role != access.Visitor {
				continue // it would end the session of those who come after
			}
			code, _ := w.ask(role, route[0], address(route[1], w.ids), url.Values{})
			fmt.Fprintf(&b, " %s=%d", role, code)
		}
		b.WriteString("\n")
	}
	path := filepath.Join("testdata", "matrix.txt")
	if os.Getenv("UPDATE_MATRIX") != "" {
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, after := strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")
	for i, line := range after {
		if i >= len(before) || line != before[i] {
			t.Errorf("the matrix now has\n%s\nwhich differs from testdata/matrix.txt; read it, and write the file anew with UPDATE_MATRIX=1", line)
		}
	}
}

// TestAThingOfAnotherNetworkDoesNotExist asks for ids of the other network and for ids that are nowhere: the answers are
// the same to the byte, but for the reference number.
func TestAThingOfAnotherNetworkDoesNotExist(t *testing.T) {
	w := newWorld(t)
	nowhere := map[string]string{"mensen": "00000000-0000-7000-8000-000000000000", "teams": "00000000-0000-7000-8000-000000000000",
		"bronnen": "00000000-0000-7000-8000-000000000000", "ronde": "00000000-0000-7000-8000-000000000000"}
	for _, route := range web.Addresses() {
		if !strings.Contains(route[1], "{id}") {
			continue
		}
		for _, role := range subjects {
			theirs, said := w.ask(role, route[0], address(route[1], w.foreign), url.Values{"do": {"join"}, "name": {"X"}, "version": {"1"}})
			none, saidNone := w.ask(role, route[0], address(route[1], nowhere), url.Values{"do": {"join"}, "name": {"X"}, "version": {"1"}})
			if theirs != none || strip(said, w.foreign) != strip(saidNone, nowhere) {
				t.Errorf("%s %s to %s: %d for the other network, %d for nothing", route[0], route[1], role, theirs, none)
			}
			if strings.Contains(said, "KANARIEDAAR") || strings.Contains(said, "daar.example") {
				t.Errorf("%s %s shows %s something of the other network", route[0], route[1], role)
			}
		}
	}
}

// strip takes out what differs between two answers for a good reason: the id that was asked for, and reference numbers.
func strip(text string, ids map[string]string) string {
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
