package network_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/network"
	"samenspel/internal/testkit"
)

func TestAPresetFillsHowANetworkWorksAndNothingElse(t *testing.T) {
	asked := network.Settings{Phone: "099 000 00 00", About: "Wij."}
	for _, preset := range network.Presets {
		n, err := network.New(" Veen ", preset.ID, asked)
		if err != nil || n.Slug != "veen" || n.Settings.Name != "Samenspel Veen" || n.Settings.Town != "Veen" || n.Settings.Phone != asked.Phone || n.Settings.About != asked.About {
			t.Errorf("%s gives %+v, %v", preset.ID, n, err)
		}
		if n.Settings.Deadlines.Desk < 1 || n.Settings.ByCoordinator != (preset.ID == "coordinator") || n.Settings.Has(network.Board) != (preset.ID == "stad") {
			t.Errorf("%s works as %+v", preset.ID, n.Settings)
		}
	}
	if n, _ := network.New("veen", "", asked); n.Settings.Deadlines != (network.Deadlines{Desk: 1, Ambassador: 2, Volunteer: 3, Organization: 5, Update: 3, Long: 8}) {
		t.Errorf("without a preset the deadlines are %+v", n.Settings.Deadlines)
	}
	if _, err := network.New("veen", "dorp", asked); !errors.Is(err, errs.Invalid) {
		t.Errorf("a preset that is not there gives %v", err)
	}
}

func TestSettingsComeBackWholeAlsoFromBeforeThereWereDeadlines(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store := network.NewStore(d)
		n, err := store.Add(ctx, named("veen"))
		if err != nil {
			t.Fatal(err)
		}
		n.Settings.Roles = map[access.Role]network.Label{access.Ambassador: {NL: "Verbinder"}}
		n.Settings.Off = []network.Module{network.Guide}
		n.Settings.Theme = network.Theme{"--basis-color-accent-1-bg-default": "#005ca9"}
		n.Settings.Conditions = map[string]network.Condition{"funding": {Owner: "Wethouder", State: network.Busy}}
		n.Settings.Controllers = []network.Controller{{Name: "Gemeente", Contact: "avg@veen.example", Does: "Geeft inzage."}}
		if err := store.Change(ctx, access.As(access.Operator, n.ID), n); err != nil {
			t.Fatal(err)
		}
		found, err := store.BySlug(ctx, "veen")
		n.Settings.Deadlines = network.Deadlines{Desk: 1, Ambassador: 2, Volunteer: 3, Organization: 5, Update: 3, Long: 8}
		if diff := cmp.Diff(n.Settings, found.Settings); err != nil || diff != "" {
			t.Errorf("%v, %s", err, diff)
		}
	})
}

func TestWhatOthersWriteIsChecked(t *testing.T) {
	for want, s := range map[string]network.Settings{
		"desk": {Desk: strings.Repeat("x", 81)}, "role-ambassador": {Roles: map[access.Role]network.Label{access.Ambassador: {NL: strings.Repeat("x", 81)}}},
		"desk_days": {Deadlines: network.Deadlines{Desk: 31}}, "contact-0": {Controllers: []network.Controller{{Name: "x", Does: "y"}}},
		"does-0": {Controllers: []network.Controller{{Name: "x", Contact: "y"}}},
	} {
		s.Name = "x"
		err := network.Network{Slug: "veen", Settings: s}.Check()
		var problems errs.Problems
		if !errors.As(err, &problems) || len(problems) != 1 || problems[0].Column != want || problems[0].Key == "" || strings.Contains(problems[0].Text, "networks.wrong") {
			t.Errorf("want a problem with %s, got %#v", want, err)
		}
	}
}

func TestWordsOfARole(t *testing.T) {
	s := network.Settings{Roles: map[access.Role]network.Label{access.Ambassador: {NL: "Verbinder", EN: "Connector"}, access.Coordinator: {NL: "Regisseur"}}}
	if got := s.Words("nl"); got["role.ambassador"] != "Verbinder" || got["role.contact"] != "Verbinder" {
		t.Errorf("in Dutch %v", got)
	}
	if got := s.Words("en"); got["role.contact"] != "Connector" || got["role.coordinator"] != "" {
		t.Errorf("in English %v", got)
	}
	s.ByCoordinator = true
	if nl, en := s.Words("nl")["role.contact"], s.Words("en")["role.contact"]; nl != "Regisseur" || en != "Coordinator" {
		t.Errorf("where the coordinator answers, the contact is %q and %q", nl, en)
	}
	if got := (network.Settings{}).Words("nl"); len(got) > 0 {
		t.Errorf("without words of its own a network says %v", got)
	}
}

func TestTheWayToTheFirstQuestion(t *testing.T) {
	left := func(s network.Settings, f network.Facts) string {
		var ids []string
		for _, step := range s.Steps(f) {
			if step.Left > 0 {
				ids = append(ids, step.ID)
			}
		}
		return strings.Join(ids, " ")
	}
	if got := left(network.Settings{Name: "x"}, network.Facts{}); got != "name desk areas people teams controllers conditions" {
		t.Errorf("at the beginning there is left: %s", got)
	}
	s := network.Settings{Name: "x", Town: "x", About: "x", Phone: "1", Email: "a@b", Hours: "x", Controllers: []network.Controller{{Name: "x"}}, Conditions: map[string]network.Condition{}}
	for _, id := range network.Conditions {
		s.Conditions[id] = network.Condition{State: network.Done}
	}
	if got := left(s, network.Facts{Wijken: 2, Vacant: 1, Teams: 1, Persons: 4}); got != "people" {
		t.Errorf("with a wijk that nobody answers for there is left: %s", got)
	}
	if got := left(s, network.Facts{Wijken: 2, Teams: 1, Persons: 4}); got != "" {
		t.Errorf("at the end there is left: %s", got)
	}
}

// TestTokensAreThoseOfTheStylesheet holds the tokens that a theme may set against those that the stylesheet asks for.
func TestTokensAreThoseOfTheStylesheet(t *testing.T) {
	css, err := os.ReadFile(filepath.Join(testkit.Root(), "internal/web/static/samenspel.css"))
	if err != nil {
		t.Fatal(err)
	}
	var asked []string
	for _, m := range regexp.MustCompile(`var\((--basis-[a-z0-9-]+)`).FindAllStringSubmatch(string(css), -1) {
		asked = append(asked, m[1])
	}
	slices.Sort(asked)
	if got, want := slices.Sorted(slices.Values(network.Tokens())), slices.Compact(asked); !slices.Equal(got, want) {
		t.Errorf("a theme sets %v, the stylesheet asks for %v", got, want)
	}
}

func TestOfAThemeOnlyReadableTokensComeThrough(t *testing.T) {
	theme, skipped, err := network.ReadTheme(`/* --basis-color-action-1-color-default: #111 */ @import url(http://evil.example/x.css);
		.town-theme { --town-blue: RGB(0, 92, 169); --basis-color-accent-1-bg-default: var(--town-blue); --basis-text-font-family-default: 'Town Sans', Arial;
		--basis-color-default-bg-document: url(http://evil.example/pixel); --basis-border-radius-md: 4px; --basis-other: #123; color: red }
		@media (prefers-color-scheme: dark) { .town-theme { --basis-color-accent-1-bg-default: #000 } }`)
	want := network.Theme{"--basis-color-accent-1-bg-default": "#005ca9", "--basis-text-font-family-default": `"town sans", arial`, "--basis-border-radius-md": "4px"}
	if diff := cmp.Diff(want, theme); err != nil || diff != "" || !slices.Equal(skipped, []string{"--basis-color-default-bg-document"}) {
		t.Errorf("%v, skipped %v, %s", err, skipped, diff)
	}
	for name, text := range map[string]string{"no tokens": "body { color: red }", "nothing": "", "a circle": "a { --basis-color-accent-1-bg-default: var(--x); --x: var(--x) }", "too large": strings.Repeat(" ", 1<<20+1)} {
		if _, _, err := network.ReadTheme(text); !errors.Is(err, errs.Invalid) {
			t.Errorf("%s gives %v", name, err)
		}
	}
	stored := network.Theme{"--basis-color-accent-1-bg-default": "red } body { display: none", "--evil": "#fff", "--basis-border-radius-md": "4px"}
	if got, want := stored.CSS(), ":root {\n  --basis-border-radius-md: 4px;\n}\n"; got != want {
		t.Errorf("a stored theme that is not right is written as %q", got)
	}
}

func FuzzReadTheme(f *testing.F) {
	f.Add(":root { --basis-color-accent-1-bg-default: #fff; --basis-text-font-family-default: \"a\", b }")
	f.Add("--basis-color-accent-1-bg-default:rgb(1 2 999)")
	line := regexp.MustCompile(`^  --basis-[a-z0-9-]+: [a-z0-9#". ,-]+;$`)
	f.Fuzz(func(t *testing.T, text string) {
		theme, _, err := network.ReadTheme(text)
		if err != nil {
			return
		}
		lines := strings.Split(strings.TrimSuffix(strings.TrimPrefix(theme.CSS(), ":root {\n"), "\n}\n"), "\n")
		if len(lines) != len(theme) {
			t.Errorf("%d tokens become %d lines", len(theme), len(lines))
		}
		for _, l := range lines {
			if !line.MatchString(l) {
				t.Errorf("the line %q came through", l)
			}
		}
		theme.Faints()
	})
}

func TestFaintColoursAreTold(t *testing.T) {
	if faint := (network.Theme{}).Faints(); len(faint) > 0 {
		t.Errorf("our own colours are faint: %v", faint)
	}
	faint := network.Theme{"--basis-color-accent-1-bg-default": "#ffee00"}.Faints() // white on yellow
	if len(faint) == 0 || faint[0].Front != "--basis-color-accent-1-inverse-color-default" && faint[0].Back != "--basis-color-default-bg-document" || faint[0].Ratio > 1.3 {
		t.Errorf("white on yellow: %+v", faint)
	}
	if faint := (network.Theme{"--basis-color-accent-1-bg-default": "#777"}).Faints(); len(faint) != 1 || faint[0].Ratio != 4.4 {
		t.Errorf("white on #777 has 4.48, which is told as %+v", faint)
	}
}

func TestALogoBelongsToItsNetwork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store := network.NewStore(d)
		n, err := store.Add(ctx, named("veen"))
		if err != nil {
			t.Fatal(err)
		}
		other, err := store.Add(ctx, named("elders"))
		if err != nil {
			t.Fatal(err)
		}
		body := []byte("a picture")
		logo := network.NewLogo(body, "Logo", 40, 20)
		if err := store.PutLogo(ctx, access.As(access.Visitor, n.ID), n, logo, body); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a visitor puts a logo: %v", err)
		}
		if err := store.PutLogo(ctx, access.As(access.Operator, n.ID), n, logo, body); err != nil {
			t.Fatal(err)
		}
		if got, err := store.Picture(ctx, access.As(access.Visitor, n.ID)); err != nil || !bytes.Equal(got, body) {
			t.Errorf("the picture comes back as %d bytes, %v", len(got), err)
		}
		if _, err := store.Picture(ctx, access.As(access.Visitor, other.ID)); !errors.Is(err, errs.NotFound) {
			t.Errorf("another network shows it: %v", err)
		}
		n, _ = store.BySlug(ctx, "veen")
		if text, _ := json.Marshal(n.Settings.Logo); !strings.Contains(string(text), logo.Hash) {
			t.Errorf("the settings say %s", text)
		}
		if err := store.PutLogo(ctx, access.As(access.Operator, n.ID), n, network.Logo{}, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Picture(ctx, access.As(access.Visitor, n.ID)); !errors.Is(err, errs.NotFound) {
			t.Errorf("a logo that was taken away is still there: %v", err)
		}
	})
}
