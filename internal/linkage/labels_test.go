package linkage_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"samenspel/internal/directory"
	"samenspel/internal/linkage"
	"samenspel/internal/testkit"
)

// labelled is a pair that people judged.
type labelled struct {
	a, b linkage.Record
	same bool
}

// labelledPairs reads a labelled set. Its rows are places of American organisations: the streets are written the way a
// Dutch source would, with words in full and the number behind. Rows with one organisation id come from one record.
func labelledPairs(t *testing.T, file string) (all []labelled) {
	t.Helper()
	var sets map[string][]struct {
		Rows [2]map[string]any `json:"__value__"`
	}
	if err := json.Unmarshal(shared(t, file), &sets); err != nil {
		t.Fatal(err)
	}
	for _, set := range []string{"match", "distinct"} {
		for _, pair := range sets[set] {
			p := labelled{recordOf(pair.Rows[0]), recordOf(pair.Rows[1]), set == "match"}
			p.a.ID, p.b.ID = "a", "b"
			all = append(all, p)
		}
	}
	return all
}

func shared(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(testkit.Shared(t, "data/import/dedupe-labels/"+file))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func recordOf(row map[string]any) linkage.Record {
	text := func(names ...string) string {
		for _, name := range names {
			if value, ok := row[name].(string); ok && value != "" {
				return value
			}
		}
		return ""
	}
	return linkage.Record{Source: text("organization_id"), Name: inFull(text("o_name", "name")), URL: text("o_url"),
		Places: []linkage.Place{{Address: dutchOrder(text("address_1")), Postcode: text("postal_code"), Town: text("city")}}}
}

// american are the short words of American addresses.
var american = strings.NewReplacer(" nw ", " northwest ", " ne ", " northeast ", " sw ", " southwest ", " se ", " southeast ",
	" n ", " north ", " s ", " south ", " e ", " east ", " w ", " west ", " ave ", " avenue ", " ave. ", " avenue ", " st ", " street ",
	" st. ", " street ", " rd ", " road ", " dr ", " drive ", " pkwy ", " parkway ", " hwy ", " highway ", " pl ", " place ")

func inFull(text string) string {
	return strings.TrimSpace(american.Replace(american.Replace(" " + text + " ")))
}

var americanAddress = regexp.MustCompile(`^(\d+\w?) ([^,]+)`)

// numerals keep the number of a numbered street from being read as that of a house.
var numerals = strings.NewReplacer("0", "o", "1", "i", "2", "z", "3", "e", "4", "a", "5", "s", "6", "g", "7", "t", "8", "b", "9", "p")

func dutchOrder(address string) string {
	parts := americanAddress.FindStringSubmatch(address)
	if parts == nil {
		return ""
	}
	return numerals.Replace(inFull(parts[2])) + " " + parts[1]
}

// counted are right and wrong answers.
type counted struct{ right, wrong, missed int }

func (c *counted) add(said, is bool) {
	switch {
	case said && is:
		c.right++
	case said:
		c.wrong++
	case is:
		c.missed++
	}
}

// precision is the part of what was said that is right; 1 when nothing was said.
func (c counted) precision() float64 {
	if c.right+c.wrong == 0 {
		return 1
	}
	return float64(c.right) / float64(c.right+c.wrong)
}

func (c counted) String() string {
	precision := "none said"
	if c.right+c.wrong > 0 {
		precision = fmt.Sprintf("precision %.3f", c.precision())
	}
	return fmt.Sprintf("%d right, %d wrong, %d missed: %s, recall %.3f", c.right, c.wrong, c.missed, precision,
		float64(c.right)/float64(max(1, c.right+c.missed)))
}

// TestLabelledPairs measures proposals and merges against pairs that people judged, and against the reference of
// Splink. docs/linkage.md publishes what it finds; UPDATE_FIGURES=1 writes it anew.
func TestLabelledPairs(t *testing.T) {
	var b strings.Builder
	for _, set := range []struct{ name, file string }{{"names", "dedupe_dataframe_training_1.json"}, {"addresses", "dedupe_io_addresses_training.json"}} {
		var proposed, merged, between counted
		for _, p := range labelledPairs(t, set.file) {
			found := linkage.Find(directory.OrganizationRecord, []linkage.Record{p.a, p.b}, nil)
			two := p.a.Source != p.b.Source // what is one organisation already is not proposed
			said := len(found) == 1 && two
			proposed.add(said, p.same)
			merged.add(said && found[0].Sure, p.same)
			if two {
				between.add(said, p.same)
			}
		}
		if merged.precision() < 0.99 {
			t.Errorf("%s: the program merges with precision %.3f, below 0.99", set.name, merged.precision())
		}
		fmt.Fprintf(&b, "%-9s proposed, all pairs:              %v\n", set.name, proposed)
		fmt.Fprintf(&b, "%-9s proposed, of two organisations:   %v\n", set.name, between)
		fmt.Fprintf(&b, "%-9s merged by the program, all pairs: %v\n", set.name, merged)
	}
	fmt.Fprint(&b, againstSplink(t))
	t.Log("\n" + b.String())
	published(t, "figures", b.String())
}

// published holds figures against the page that publishes them.
func published(t *testing.T, block, figures string) {
	t.Helper()
	path := filepath.Join(testkit.Root(), "docs", "linkage.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), "```"+block+"\n")
	now, after, closed := strings.Cut(rest, "```\n")
	if !found || !closed {
		t.Fatal("docs/linkage.md has no block " + block)
	}
	if os.Getenv("UPDATE_FIGURES") != "" {
		if err := os.WriteFile(path, []byte(before+"```"+block+"\n"+figures+"```\n"+after), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if now != figures {
		t.Errorf("docs/linkage.md says\n%s\nand the measurement is\n%s", now, figures)
	}
}

// vector is one pair of the reference: what agreed in three columns, whether it is the same, and Splink's own chance.
type vector struct {
	seen   []int
	same   bool
	chance float64
}

func splinkVectors(t *testing.T) (all []vector) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(string(shared(t, "splink_known_params_comparison_vectors.csv")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		v := vector{same: row[3] == "1"}
		for _, text := range row[:3] {
			level, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(err)
			}
			v.seen = append(v.seen, level)
		}
		if v.chance, err = strconv.ParseFloat(row[7], 64); err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

// againstSplink estimates weights from the reference without its labels (expectation maximisation), with the rule of this
// package for the chance, and holds the result against Splink's.
func againstSplink(t *testing.T) string {
	all := splinkVectors(t)
	prior, fields := 0.3, [][]linkage.Outcome{}
	for range 3 {
		fields = append(fields, []linkage.Outcome{{M: .2, U: .8}, {M: .8, U: .2}})
	}
	for range 100 {
		prior, fields = estimate(all, prior, fields)
	}
	var ours, theirs counted
	furthest, agree := 0.0, 0
	for _, v := range all {
		chance := linkage.ChanceOf(prior, fields, v.seen)
		furthest = math.Max(furthest, math.Abs(chance-v.chance))
		ours.add(chance >= .5, v.same)
		theirs.add(v.chance >= .5, v.same)
		if (chance >= .5) == (v.chance >= .5) {
			agree++
		}
	}
	if furthest > .05 {
		t.Errorf("a chance is %.3f from that of the reference", furthest)
	}
	return fmt.Sprintf("splink    this package:  %v\nsplink    the reference: %v\nsplink    the same answer for %d of %d pairs, chances at most %.3f apart\n",
		ours, theirs, agree, len(all), furthest)
}

// estimate does one step: the chances that the weights give, and the weights that follow from those chances.
func estimate(all []vector, prior float64, fields [][]linkage.Outcome) (float64, [][]linkage.Outcome) {
	var same float64
	next := make([][]linkage.Outcome, len(fields))
	for i := range fields {
		next[i] = make([]linkage.Outcome, len(fields[i]))
	}
	for _, v := range all {
		chance := linkage.ChanceOf(prior, fields, v.seen)
		same += chance
		for i, level := range v.seen {
			next[i][level].M += chance
			next[i][level].U += 1 - chance
		}
	}
	for i := range next {
		for level := range next[i] {
			next[i][level].M /= same
			next[i][level].U /= float64(len(all)) - same
		}
	}
	return same / float64(len(all)), next
}

func TestNamesAreComparedByTheirWords(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Stichting De Aanloop", "Aanloop", true},
		{"St. Aanloop", "stichting aanloop", true},
		{"Vereniging Zorg & Welzijn", "Ver. Welzijn en Zorg", true},
		{"Coöperatie Dichtbij U.A.", "Cooperatie Dichtbij", true},
		{"Buurtcafé 't Hoekje", "Buurtcafe t Hoekje", true},
		{"Humanitas Waterveen", "Humanitas", true},
		{"Humanitas (Waterveen)", "Humanitas", true},
		{"Samen B.V.", "Samen bv", true},
		{"Stichting", "Vereniging", false},
		{"Waterveen", "Noord", false},
		{"Buurthuis Noord", "Buurthuis Zuid", false},
	} {
		got := slices.Equal(linkage.Words(c.a, "Waterveen"), linkage.Words(c.b, "Waterveen"))
		if got != c.want {
			t.Errorf("%q and %q are one name: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestContactIsComparedAsItIsUsed(t *testing.T) {
	for got, want := range map[string]string{
		linkage.PhoneOf("+31 (0)99 000 00 01"): "0990000001", linkage.PhoneOf("0031-99-0000001"): "0990000001",
		linkage.PhoneOf("14 030"): "", linkage.SiteOf("http://www.Aanloop.example/over", ""): "aanloop.example",
		linkage.SiteOf("", "post@zorg.example"): "zorg.example", linkage.SiteOf("", "a.b@gmail.com"): "a.b@gmail.com",
		linkage.SiteOf("facebook.com/aanloop/", ""): "facebook.com/aanloop", linkage.SiteOf("", ""): "",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for address, want := range map[string][3]string{
		"Merelstr. 12 a":               {"merelstraat", "12a", "0101AA"},
		"Merelstraat 12A":              {"merelstraat", "12a", "0101AA"},
		"1e Kade 3, 2e verdieping":     {"1e kade", "3", "0101AA"},
		"Kerkln 4":                     {"kerklaan", "4", "0101AA"},
		"de weg die geen nummer heeft": {"de weg die geen nummer heeft", "", "0101AA"},
	} {
		if got := linkage.HouseOf(address, "0101 aa"); got != want {
			t.Errorf("%q is read as %q, want %q", address, got, want)
		}
	}
}
