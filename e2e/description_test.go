package e2e

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTheDescriptionKeepsTheDesignRules holds the description of the interface for programs against api-rules.yaml.
func TestTheDescriptionKeepsTheDesignRules(t *testing.T) {
	answer, err := http.Get(site + "/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%d: %v", answer.StatusCode, err)
	}
	own := regexp.MustCompile(`"https://[^"]+/schema/\w+\.json"`).ReplaceAll(text, []byte(`"#/components/schemas/problem"`)) // those of HSDS are not ours to check
	for _, broken := range spectral(t, own) {
		t.Errorf("%s at %s: %s", broken.Code, strings.Join(broken.Path, "/"), broken.Message)
	}
}

// TestEachDesignRuleCanFail gives the rules a description that breaks every one of them.
func TestEachDesignRuleCanFail(t *testing.T) {
	bad := `{"openapi": "2.0", "info": {"title": "x", "version": "1.0", "contact": {"name": "x", "url": "https://x.example"}},
		"servers": [{"url": "http://x.example"}],
		"paths": {"/api/search/": {"get": {"summary": "x", "responses": {"200": {"description": "x"}}}},
			"/api/v1/Search_Result": {"get": {"parameters": [{"name": "page_size", "in": "query"}], "responses": {}}, "trace": {}}},
		"components": {"schemas": {"thing": {"properties": {"found_on": {"type": "string"}}}}, "responses": {"400": {"content": {"text/html": {}}}}}}`
	var names []string
	for _, broken := range spectral(t, []byte(strings.ReplaceAll(bad, "\t", ""))) {
		names = append(names, broken.Code)
	}
	slices.Sort(names)
	if got, want := slices.Compact(names), designRules(t); !slices.Equal(got, want) {
		t.Errorf("the bad description breaks %v, and the rules are %v", got, want)
	}
}

// broken is a rule that a description does not keep.
type broken struct {
	Code, Message string
	Path          []string
}

// spectral gives what it says of a description.
func spectral(t *testing.T, description []byte) []broken {
	t.Helper()
	path := filepath.Join(t.TempDir(), "openapi.json")
	if err := os.WriteFile(path, description, 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.Command("node", module(t, "@stoplight/spectral-cli/dist/index.js"), "lint", path, "--ruleset", "api-rules.yaml", "--format", "json", "--quiet").Output()
	var all []broken
	if decoding := json.Unmarshal(said, &all); decoding != nil {
		t.Fatalf("%v, %v: %s", err, decoding, said)
	}
	return all
}

// designRules gives the names in api-rules.yaml: lines with two spaces before a name and nothing behind it.
func designRules(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("api-rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		name := strings.TrimSuffix(strings.TrimSpace(line), ":")
		if strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "   ") && strings.HasSuffix(strings.TrimSpace(line), ":") {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
