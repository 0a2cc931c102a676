package web_test

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/harvest"
	"samenspel/internal/testkit"
)

// secondSource tells of two organisations that the town has already, one of them with a telephone number of its own.
const secondSource = "id,title,organization_id,organization,organization_type,organization_phone,organization_url,description,needs,audiences,area,serves,location,address,postcode\n" +
	"x1,Koffie voor buren,b1,De Brug,bewonersinitiatief,099 000 00 02,https://debrug.example,Koffie.,gezelschap,iedereen,Zuid,Zuid,,,\n" +
	"x2,Klussen in en aan huis,b2,Kluszaak Kees Veendam aan Zee,vrijwilligersorganisatie,099 000 00 05,,=Klussen.,klusjes-tuin,iedereen,Noord,Noord,,,\n"

// doubled is the world with a second source, after a search for pairs.
func doubled(t *testing.T) world {
	w := newWorld(t)
	_, err := harvest.New(w.here.DB, func() time.Time { return testkit.Today }).Import(context.Background(), w.here.Operator, "tweede",
		harvest.Input{Name: "x.csv", Data: strings.NewReader(secondSource)}, harvest.Options{Town: w.here.Network.Settings.Town})
	if err != nil {
		t.Fatal(err)
	}
	if code, _ := w.ask(access.Editor, http.MethodPost, "/beheer/dubbel", url.Values{}); code != http.StatusSeeOther {
		t.Fatalf("searching answers %d", code)
	}
	return w
}

var pairForm = regexp.MustCompile(`(?s)<h2 id="p-([^"]+)">([^<]*)</h2>.*?value="([^"]+)" checked.*?name="survivor" value="([^"]+)"`)

// pairOf gives the id of the first pair whose heading has a name, and the ids of its two records.
func (w world) pairOf(t *testing.T, name string) (id, left, right string) {
	t.Helper()
	_, body := w.ask(access.Editor, http.MethodGet, "/beheer/dubbel", nil)
	for _, m := range pairForm.FindAllStringSubmatch(body, -1) {
		if strings.Contains(m[2], name) {
			return m[1], m[3], m[4]
		}
	}
	t.Fatalf("there is no pair with %q in\n%s", name, body)
	return "", "", ""
}

// location gives where an address sends a visitor, and the status.
func (w world) location(path string) (int, string) {
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+path, nil))
	return answer.Code, answer.Header().Get("Location")
}

func TestAnEditorMergesAndUndoes(t *testing.T) {
	w := doubled(t)
	id, left, right := w.pairOf(t, "De Brug")
	_, body := w.ask(access.Editor, http.MethodGet, "/beheer/dubbel", nil)
	for _, want := range []string{"Het telefoonnummer is hetzelfde. Dat zegt veel.", "brug@brug.example", "https://debrug.example", "tweede"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if code, _ := w.ask(access.Editor, http.MethodPost, "/beheer/dubbel/"+id, url.Values{"do": {"merge"}, "survivor": {"someone else"}}); code != http.StatusBadRequest {
		t.Errorf("a survivor that is none of the two answers %d", code)
	}
	if code, _ := w.ask(access.Editor, http.MethodPost, "/beheer/dubbel/"+id, url.Values{"do": {"merge"}, "survivor": {right}}); code != http.StatusSeeOther {
		t.Fatalf("merging answers %d", code)
	}
	for path, want := range map[string]string{
		"/n/hier/organisatie/bewonersinitiatief-de-brug":            "/n/hier/organisatie/de-brug",
		"/n/hier/en/organisatie/bewonersinitiatief-de-brug?uit=%2F": "/n/hier/en/organisatie/de-brug?uit=%2F",
	} {
		if code, to := w.location(path); code != http.StatusMovedPermanently || to != want {
			t.Errorf("%s answers %d to %q", path, code, to)
		}
	}
	if _, body := w.ask(access.Visitor, http.MethodGet, "/organisatie/de-brug", nil); !strings.Contains(body, "Wandelmaatje") || !strings.Contains(body, "Koffie voor buren") || !strings.Contains(body, "brug@brug.example") {
		t.Errorf("the survivor does not offer what both offer:\n%s", body)
	}
	if _, body := w.ask(access.Visitor, http.MethodGet, "/aanbod/wandelmaatje", nil); !strings.Contains(body, "/organisatie/de-brug") {
		t.Error("the service does not name the survivor")
	}
	if _, body := w.ask(access.Visitor, http.MethodGet, "/hsds/v3/organizations/"+right, nil); !strings.Contains(body, "brug@brug.example") {
		t.Errorf("programs do not hear what the merged record knows: %s", body)
	}
	if _, body := w.ask(access.Editor, http.MethodGet, "/beheer/organisaties/"+right, nil); strings.Contains(body, `value="brug@brug.example"`) {
		t.Error("the form of the survivor holds what another record knows")
	}
	code, body := w.ask(access.Editor, http.MethodPost, "/beheer/dubbel/"+id, url.Values{"do": {"merge"}, "survivor": {left}})
	if code != http.StatusConflict || !strings.Contains(body, "role=\"alert\"") {
		t.Errorf("merging twice answers %d", code)
	}
	if code, _ := w.ask(access.Editor, http.MethodPost, "/beheer/dubbel/"+id, url.Values{"do": {"undo"}, "state": {"merged"}}); code != http.StatusSeeOther {
		t.Fatalf("undoing answers %d", code)
	}
	if code, _ := w.location("/n/hier/organisatie/bewonersinitiatief-de-brug"); code != http.StatusOK {
		t.Errorf("after undoing the page answers %d", code)
	}
	if code, _ := w.ask(access.Editor, http.MethodPost, "/beheer/dubbel/"+id, url.Values{"do": {"different"}}); code != http.StatusSeeOther {
		t.Errorf("telling apart answers %d", code)
	}
	if _, body := w.ask(access.Editor, http.MethodGet, "/beheer/dubbel?stand=different", nil); !strings.Contains(body, id) {
		t.Error("what was told apart is not in its list")
	}
}

func TestAMergedServiceSendsItsVisitorsOn(t *testing.T) {
	w := doubled(t)
	if _, body := w.ask(access.Editor, http.MethodGet, "/beheer/dubbel?stand=merged", nil); !strings.Contains(body, "automatisch samengevoegd") {
		t.Errorf("the program does not say what it merged:\n%s", body)
	}
	id, left, right := w.pairOf(t, "Klussen")
	if code, _ := w.ask(access.Editor, http.MethodPost, "/beheer/dubbel/"+id, url.Values{"do": {"merge"}, "survivor": {left}}); code != http.StatusSeeOther {
		t.Fatalf("merging services answers %d", code)
	}
	if code, to := w.location("/n/hier/aanbod/klussen-in-en-aan-huis"); code != http.StatusMovedPermanently || to != "/n/hier/aanbod/klussen-aan-huis" {
		t.Errorf("the old address answers %d to %q", code, to)
	}
	if _, body := w.ask(access.Visitor, http.MethodGet, "/zoek?q=klussen+in+en+aan+huis", nil); !strings.Contains(body, "/aanbod/klussen-aan-huis") || strings.Contains(body, "/aanbod/klussen-in-en-aan-huis") {
		t.Error("search does not lead from the old title to the survivor")
	}
	for _, path := range []string{"/hsds/v3/services?format=ndjson", "/hsds/v3/services?minimal=true"} {
		if _, body := w.ask(access.Visitor, http.MethodGet, path, nil); !strings.Contains(body, `"id":"`+left+`"`) || strings.Contains(body, `"id":"`+right+`"`) {
			t.Errorf("%s does not give the survivor alone", path)
		}
	}
}

func TestGapsAndOverlap(t *testing.T) {
	w := doubled(t)
	code, body := w.ask(access.Coordinator, http.MethodGet, "/beheer/overlap?vanaf=2", nil)
	if code != http.StatusOK || !strings.Contains(body, "leemte") || !strings.Contains(body, ">veel<") || !strings.Contains(body, "hulpvraag=gezelschap&amp;wijk=zuid") {
		t.Errorf("the matrix answers %d:\n%s", code, body)
	}
	code, body = w.ask(access.Editor, http.MethodGet, "/beheer/overlap.csv?vanaf=3", nil)
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if code != http.StatusOK || err != nil || len(rows) != 1+15*2 {
		t.Fatalf("the file answers %d with %d rows, %v", code, len(rows), err)
	}
	found := map[string][]string{}
	for _, row := range rows[1:] {
		found[row[0]+" "+row[1]] = row[2:]
	}
	if got := found["Gezelschap en contact Zuid"]; len(got) < 4 || got[0] != "4" || got[3] != "veel" {
		t.Errorf("company in Zuid: %q of %q", got, rows[1:])
	}
}
