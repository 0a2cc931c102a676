package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func site(t testing.TB) (testkit.Town, http.Handler) {
	t.Helper()
	town := testkit.NewTown(t, dbtest.SQLite(t), "veen", "")
	return town, town.Web(t, web.Options{}, nil)
}

// ask gives the answer to a request of a program.
func ask(t testing.TB, h http.Handler, method, address string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, address, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// page is a list as a program reads it.
type page struct {
	TotalItems int  `json:"total_items"`
	TotalPages int  `json:"total_pages"`
	PageNumber int  `json:"page_number"`
	Size       int  `json:"size"`
	FirstPage  bool `json:"first_page"`
	LastPage   bool `json:"last_page"`
	Empty      bool `json:"empty"`
	Contents   []map[string]any
	link       string
}

func list(t testing.TB, h http.Handler, address string) (p page) {
	t.Helper()
	w := ask(t, h, http.MethodGet, address)
	if w.Code != http.StatusOK {
		t.Fatalf("%s answers %d: %s", address, w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(address, err)
	}
	p.link = strings.TrimSuffix(strings.TrimPrefix(w.Header().Get("Link"), "<"), `>; rel="next"`)
	return p
}

func (p page) names() string {
	var names []string
	for _, c := range p.Contents {
		if c["name"] == nil {
			c = c["service"].(map[string]any)
		}
		names = append(names, fmt.Sprint(c["name"]))
	}
	return strings.Join(names, ", ")
}

func TestFiltersAreCumulative(t *testing.T) {
	_, h := site(t)
	idOf := func(path, name string) string {
		for _, c := range list(t, h, path+"?per_page=500").Contents {
			if c["name"] == name {
				return fmt.Sprint(c["id"])
			}
		}
		t.Fatalf("%s has no %q", path, name)
		return ""
	}
	term := func(name string) string { return "taxonomy_term_id=" + idOf("/hsds/v3/taxonomy_terms", name) }
	brug := idOf("/hsds/v3/organizations", "Bewonersinitiatief De Brug")
	for query, want := range map[string]string{
		"":                            "Bezoekmaatje, Wandelmaatje, Open huiskamer, Thuisadministratie, Opvang voor vrouwen, Klussen aan huis",
		term("Gezelschap en contact"): "Bezoekmaatje, Wandelmaatje, Open huiskamer",
		term("Gezelschap en contact") + "&organization_id=" + brug: "Wandelmaatje, Open huiskamer",
		term("Binnenlopen") + "&organization_id=" + brug:           "Open huiskamer",
		term("Gratis"):                        "Bezoekmaatje, Wandelmaatje, Thuisadministratie, Opvang voor vrouwen",
		"search=post":                         "Thuisadministratie",
		"modified_after=2026-11-02":           "Bezoekmaatje, Wandelmaatje, Open huiskamer, Thuisadministratie, Opvang voor vrouwen, Klussen aan huis",
		"modified_after=2026-11-03T00:00:00Z": "",
	} {
		if got := list(t, h, "/hsds/v3/services?"+query).names(); got != want {
			t.Errorf("%s gives %q, want %q", query, got, want)
		}
	}
}

func TestPlacesByPostcodeAndDistance(t *testing.T) {
	town, h := site(t)
	town.ImportFrom(t, "kaart", "id,title,organization_id,organization,latitude,longitude\nk1,Nabij,k,Kaart,52.150,5.051\nk2,Verder,k,Kaart,52.152,5.060\n")
	for query, want := range map[string]string{
		"":                               "Bezoekmaatje, Wandelmaatje, Open huiskamer, Thuisadministratie, Klussen aan huis, Nabij, Verder",
		"postcode=0101AA":                "Bezoekmaatje, Thuisadministratie, Klussen aan huis, Nabij, Verder",
		"postcode=0102aa":                "Bezoekmaatje, Wandelmaatje, Open huiskamer, Thuisadministratie, Klussen aan huis, Nabij, Verder",
		"postcode=0101AA&proximity=200":  "Nabij",
		"postcode=0101AA&proximity=1000": "Nabij, Verder",
		"postcode=9999ZZ":                "",
	} {
		if got := list(t, h, "/hsds/v3/service_at_locations?"+query).names(); got != want {
			t.Errorf("%s gives %q, want %q", query, got, want)
		}
	}
}

// TestPlacesOfWhatWasMerged: a location names an organisation that can be asked for, and that one has all its locations.
func TestPlacesOfWhatWasMerged(t *testing.T) {
	town, h := site(t)
	ids := dbtest.Ask[string](t, town.DB, `select id from organization where name in ('Kluszaak Kees', 'Stichting Aanloop') order by name`)
	err := town.DB.In(t.Context(), town.Network.ID, func(tx *db.Tx) error {
		return directory.SetSurvivors(t.Context(), tx, directory.OrganizationRecord, map[string]string{ids[0]: ids[1]})
	})
	if err != nil {
		t.Fatal(err)
	}
	public := map[any]bool{}
	for _, o := range list(t, h, "/hsds/v3/organizations?per_page=500").Contents {
		public[o["id"]] = true
	}
	all := list(t, h, "/hsds/v3/locations?per_page=500").Contents
	of := list(t, h, "/hsds/v3/locations?per_page=500&organization_id="+ids[1]).Contents
	for _, l := range all {
		if !public[l["organization_id"]] {
			t.Errorf("%v is of an organisation that nobody can ask for", l["name"])
		}
	}
	if count := len(slices.DeleteFunc(all, func(l map[string]any) bool { return l["organization_id"] != ids[1] })); count != len(of) || count < 2 {
		t.Errorf("%d locations name the organisation, %d are given as its own", count, len(of))
	}
}

func TestPagesFollowEachOtherWhileTheDirectoryChanges(t *testing.T) {
	town, h := site(t)
	var got []string
	address := "/hsds/v3/services?per_page=2"
	for n := 0; address != ""; n++ {
		p := list(t, h, address)
		if p.Size != len(p.Contents) || p.FirstPage != (n == 0) {
			t.Errorf("page %d: %+v", n+1, p)
		}
		got = append(got, p.names())
		address = strings.TrimPrefix(p.link, "http://example.com")
		if n == 0 {
			town.ImportFrom(t, "later", "id,title,organization_id,organization\ns9,Nieuw,o9,Later\n")
		}
	}
	if want := "Nieuw"; !strings.Contains(strings.Join(got, ", "), want) {
		t.Errorf("the pages lack %q: %v", want, got)
	}
}

func TestLinesAndStamps(t *testing.T) {
	_, h := site(t)
	w := ask(t, h, http.MethodGet, "/hsds/v3/services?format=ndjson")
	lines := strings.Split(strings.TrimSpace(w.Body.String()), "\n")
	if len(lines) != 6 || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/x-ndjson") {
		t.Errorf("%d lines of %s", len(lines), w.Header().Get("Content-Type"))
	}
	var first map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &first); err != nil || first["attributes"] == nil {
		t.Errorf("the first line is %s: %v", lines[0], err)
	}
	stamps := list(t, h, "/hsds/v3/services?minimal=true")
	if len(stamps.Contents) != 6 || len(stamps.Contents[0]) != 2 || stamps.Contents[0]["last_modified"] == nil {
		t.Errorf("stamps: %+v", stamps.Contents)
	}
}

func TestWrongQuestionsGetAProblem(t *testing.T) {
	_, h := site(t)
	for address, want := range map[string]string{
		"/hsds/v3/services?per_page=0":                           "400 Per_page must be a whole number from 1 to 500.",
		"/hsds/v3/services?page=x":                               "400 Page must be a whole number from 1 to 1000000.",
		"/hsds/v3/services?wijk=noord":                           `400 There is no parameter "wijk" here.`,
		"/hsds/v3/services?page=1&page=2":                        "400 Give page once.",
		"/hsds/v3/services?full=ja":                              "400 Full must be true or false.",
		"/hsds/v3/services?modified_after=gisteren":              "400 Modified_after must be a moment such as 2026-11-02T09:00:00Z, or a day.",
		"/hsds/v3/services?organization_id=%27--":                "400 Organization_id must be an id, such as 01a20178-f438-7a92-b2fb-c577e2c2cab9.",
		"/hsds/v3/services/01a20178-f438-7a92-b2fb-c577e2c2cab9": "404 There is nothing at this address.",
		"/hsds/v3/nothing":                                       "404 There is nothing at this address.",
		"/n/elders/hsds/v3/services":                             "404 There is nothing at this address.",
		"/api/v1/search-results?area=elders":                     "404 There is nothing at this address.",
	} {
		w := ask(t, h, http.MethodGet, address)
		var problem struct {
			Status int
			Detail string
		}
		if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil {
			t.Errorf("%s: %v", address, err)
		}
		if got := fmt.Sprint(w.Code, " ", problem.Detail); got != want || problem.Status != w.Code || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s gives %s, want %s", address, got, want)
		}
	}
}

func TestAnyWebsiteMayRead(t *testing.T) {
	_, h := site(t)
	w := ask(t, h, http.MethodGet, "/hsds/v3/", "Origin", "https://elders.example")
	if w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("headers %v", w.Header())
	}
	if w := ask(t, h, http.MethodOptions, "/hsds/v3/services"); w.Code != http.StatusNoContent || w.Header().Get("Access-Control-Allow-Methods") == "" {
		t.Errorf("asking what is possible gives %d %v", w.Code, w.Header())
	}
	if w := ask(t, h, http.MethodDelete, "/hsds/v3/services"); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("deleting gives %d", w.Code)
	}
	tag := ask(t, h, http.MethodGet, "/hsds/v3/services").Header().Get("ETag")
	if w := ask(t, h, http.MethodGet, "/hsds/v3/services", "If-None-Match", tag); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("the same answer again gives %d", w.Code)
	}
}

func TestTooManyRequestsMustWait(t *testing.T) {
	_, h := site(t)
	for range 600 {
		if w := ask(t, h, http.MethodGet, "/hsds/v3/"); w.Code != http.StatusOK {
			t.Fatalf("answers %d", w.Code)
		}
	}
	if w := ask(t, h, http.MethodGet, "/hsds/v3/"); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
		t.Errorf("the request over the limit gives %d", w.Code)
	}
}

// TestConfidentialPlacesStay asks every address for the address that must not leave.
func TestConfidentialPlacesStay(t *testing.T) {
	_, h := site(t)
	for _, path := range []string{"services?full=true", "services?format=ndjson", "organizations?full_service=true", "locations", "service_at_locations?full=true"} {
		body := ask(t, h, http.MethodGet, "/hsds/v3/"+path).Body.String()
		if strings.Contains(body, "Verborgenlaan") || strings.Contains(body, "Geheim Huis") {
			t.Errorf("%s tells the confidential address", path)
		}
	}
}

func TestSearchAsOnTheWebsite(t *testing.T) {
	_, h := site(t)
	var found struct {
		Total, Page, PageSize int
		Items                 []struct {
			Title, URL string
			FoundOn    []string
		}
	}
	w := ask(t, h, http.MethodGet, "/api/v1/search-results?q=eenzaam&area=noord&pageSize=1")
	if err := json.Unmarshal(w.Body.Bytes(), &found); err != nil {
		t.Fatal(err)
	}
	if len(found.Items) != 1 || found.Items[0].Title != "Bezoekmaatje" || found.Items[0].URL != "http://example.com/aanbod/bezoekmaatje" || len(found.Items[0].FoundOn) == 0 {
		t.Errorf("got %+v", found)
	}
}

// published gives the schemas of HSDS 3.1, with formats asserted.
func published(t testing.TB) *jsonschema.Compiler {
	t.Helper()
	folder := testkit.Shared(t, "data/hsds-3.1/schema")
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no schemas in %s: %v", folder, err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for _, file := range files {
		text, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		schema, err := jsonschema.UnmarshalJSON(text)
		_ = text.Close()
		if err != nil {
			t.Fatal(file, err)
		}
		if err := c.AddResource("https://hsds.example/"+filepath.Base(file), schema); err != nil {
			t.Fatal(file, err)
		}
	}
	return c
}

// TestRecordsFollowThePublishedSchemas holds every record of every list, short and full, against the specification.
func TestRecordsFollowThePublishedSchemas(t *testing.T) {
	c := published(t)
	_, h := site(t)
	for path, name := range map[string]string{"services": "service", "services?full=true": "service", "organizations": "organization", "organizations?full_service=true": "organization",
		"locations": "location", "service_at_locations": "service_at_location", "service_at_locations?full=true": "service_at_location", "taxonomies": "taxonomy", "taxonomy_terms?per_page=500": "taxonomy_term"} {
		schema, err := c.Compile("https://hsds.example/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		records := list(t, h, "/hsds/v3/"+path).Contents
		if len(records) == 0 {
			t.Errorf("%s has no records", path)
		}
		for _, record := range records {
			if err := schema.Validate(record); err != nil {
				t.Errorf("%s: %v", path, err)
			}
			one := ask(t, h, http.MethodGet, "/hsds/v3/"+strings.SplitN(path, "?", 2)[0]+"/"+url.PathEscape(fmt.Sprint(record["id"])))
			var alone any
			if err := json.Unmarshal(one.Body.Bytes(), &alone); err != nil || one.Code != http.StatusOK {
				t.Errorf("%s: the record alone answers %d %v", path, one.Code, err)
			}
			if err := schema.Validate(alone); err != nil {
				t.Errorf("%s alone: %v", path, err)
			}
		}
	}
}

// described gives a compiler that knows the description of the interface as "description", with the schemas of HSDS that
// it refers to.
func described(t testing.TB, text []byte) *jsonschema.Compiler {
	t.Helper()
	c := published(t)
	refers := regexp.MustCompile(`https://[^"]*/schema/`).ReplaceAll(text, []byte("https://hsds.example/"))
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(refers))
	if err == nil {
		err = c.AddResource("https://hsds.example/description", document)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// keeps holds an answer against the schema that its description gives it. Stamps (minimal) and lines have none.
func keeps(t *testing.T, c *jsonschema.Compiler, path, question string, answer []byte) {
	t.Helper()
	if question == "minimal=true" || strings.HasPrefix(question, "format=ndjson") {
		return
	}
	place := strings.NewReplacer("/", "~1", "{", "%7B", "}", "%7D").Replace(path)
	schema, err := c.Compile("https://hsds.example/description#/paths/" + place + "/get/responses/200/content/application~1json/schema")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(answer))
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		t.Errorf("%s?%s answers what it should not: %v", path, question, err)
	}
}

// TestTheDescriptionTellsEveryAddress asks each described endpoint with each described parameter, and holds every answer
// against its schema.
func TestTheDescriptionTellsEveryAddress(t *testing.T) {
	_, h := site(t)
	text := ask(t, h, http.MethodGet, "/openapi.json").Body.Bytes()
	c := described(t, text)
	var document struct {
		OpenAPI string `json:"openapi"`
		Paths   map[string]map[string]struct {
			Parameters []struct {
				Name, In string
				Schema   struct {
					Type, Format string
					Enum         []string
				}
			}
		}
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	if len(document.Paths) != 15 || document.OpenAPI != "3.1.0" {
		t.Errorf("%d paths in version %s", len(document.Paths), document.OpenAPI)
	}
	samples := map[string]string{"string": "koffie", "integer": "1", "boolean": "true", "uuid": "01a20178-f438-7a92-b2fb-c577e2c2cab9", "date-time": "2026-11-02T09:00:00Z"}
	for path, operations := range document.Paths {
		whole, one := strings.CutSuffix(path, "/{id}")
		if one { // every record alone
			for _, record := range list(t, h, whole+"?per_page=500").Contents {
				answer := ask(t, h, http.MethodGet, whole+"/"+url.PathEscape(fmt.Sprint(record["id"])))
				keeps(t, c, path, "", answer.Body.Bytes())
			}
			continue
		}
		keeps(t, c, path, "", ask(t, h, http.MethodGet, path).Body.Bytes())
		for _, p := range operations["get"].Parameters {
			value := samples[p.Schema.Type]
			if p.Schema.Format != "" {
				value = samples[p.Schema.Format]
			}
			if len(p.Schema.Enum) > 0 {
				value = p.Schema.Enum[0]
			}
			if p.Name == "area" {
				value = "noord"
			}
			question := p.Name + "=" + url.QueryEscape(value)
			w := ask(t, h, http.MethodGet, path+"?"+question)
			if w.Code != http.StatusOK {
				t.Errorf("%s?%s answers %d: %s", path, question, w.Code, w.Body)
			}
			keeps(t, c, path, question, w.Body.Bytes())
		}
	}
}
