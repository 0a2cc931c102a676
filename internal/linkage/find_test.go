package linkage_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"samenspel/internal/directory"
	"samenspel/internal/linkage"
)

// made is a large directory in which it is known who is who.
type made struct {
	records []linkage.Record
	twin    map[string]string // id of a copy → id of what it is a copy of
}

// makeDirectory makes n organisations from one source, and for each tenth a copy as a second source would write it.
func makeDirectory(n int) made {
	random := rand.New(rand.NewPCG(1, 2)) // #nosec G404 -- the same directory each time
	m := made{twin: map[string]string{}}
	for i := range n {
		words := []string{syllables(random, 2), syllables(random, 3), kinds[random.IntN(len(kinds))]}
		r := linkage.Record{ID: fmt.Sprintf("%07d", i), Source: "one", Name: "Stichting " + strings.Join(words, " "),
			Phone: fmt.Sprintf("0%09d", random.IntN(1e9)), URL: "https://www." + words[0] + words[1] + ".example",
			Places: []linkage.Place{{Address: fmt.Sprintf("%sstraat %d", syllables(random, 2), 1+random.IntN(200)), Postcode: fmt.Sprintf("%04dAB", random.IntN(10_000))}}}
		m.records = append(m.records, r)
		if i%10 == 0 {
			copied := rewrite(random, r)
			copied.ID, copied.Source = fmt.Sprintf("%07d", n+i), "two"
			m.records, m.twin[copied.ID] = append(m.records, copied), r.ID
		}
	}
	return m
}

var kinds = []string{"Zorg", "Welzijn", "Buurthuis", "Inloop", "Hulp", "Thuis", "Samen", "Maatjes"}

func syllables(random *rand.Rand, n int) string {
	parts := []string{"ba", "de", "ki", "lo", "mu", "ra", "se", "ti", "vo", "wu", "ger", "lan", "mer", "nik", "pol", "rut", "san", "tel", "vis", "zon"}
	var b strings.Builder
	for range n {
		b.WriteString(parts[random.IntN(len(parts))])
	}
	return b.String()
}

// rewrite writes a record as another source does: some fields differently, some not at all.
func rewrite(random *rand.Rand, r linkage.Record) linkage.Record {
	switch random.IntN(4) {
	case 0:
		r.Name = strings.TrimPrefix(r.Name, "Stichting ") + " Waterveen"
	case 1:
		r.Name = strings.Replace(r.Name, "Stichting", "St.", 1)
	case 2:
		at := 12 + random.IntN(4) // a letter forgotten
		r.Name = r.Name[:at] + r.Name[at+1:]
	}
	if random.IntN(3) == 0 {
		r.Phone = ""
	}
	if random.IntN(3) == 0 {
		r.URL = ""
	}
	if random.IntN(5) == 0 {
		r.Places = nil
	}
	return r
}

// TestOneHundredThousandOrganisations finds the copies in a large directory: fast, nearly all, and merges none that is
// not one.
func TestOneHundredThousandOrganisations(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 10_000
	}
	m := makeDirectory(n)
	start := time.Now()
	found := linkage.Find(directory.OrganizationRecord, m.records, []string{"Waterveen"})
	took := time.Since(start)
	var proposed, merged counted
	for _, p := range found {
		is := m.twin[p.Right] == p.Left
		proposed.add(true, is)
		merged.add(p.Sure, is)
	}
	proposed.missed = len(m.twin) - proposed.right
	merged.missed = len(m.twin) - merged.right
	figures := fmt.Sprintf("%d records, %d of them copies\nproposed:              %v\nmerged by the program: %v\n", len(m.records), len(m.twin), proposed, merged)
	t.Logf("in %.1f s:\n%s", took.Seconds(), figures)
	if !testing.Short() {
		published(t, "made", figures)
	}
	if took > 2*time.Minute {
		t.Errorf("it took %v", took)
	}
	if merged.precision() < .99 || merged.right < len(m.twin)/2 {
		t.Errorf("the program merges: %v", merged)
	}
	if proposed.right < len(m.twin)*9/10 {
		t.Errorf("proposed: %v", proposed)
	}
}

func TestWhatManyShareSaysNothing(t *testing.T) {
	var all []linkage.Record
	for i := range 12 {
		all = append(all, linkage.Record{ID: fmt.Sprint(10 + i), Source: fmt.Sprint(i), Name: syllables(rand.New(rand.NewPCG(uint64(i), 7)), 4), // #nosec G404,G115
			Phone: "099 000 00 01", URL: "https://gemeente.example"})
	}
	if found := linkage.Find(directory.OrganizationRecord, all, nil); len(found) > 0 {
		t.Errorf("12 organisations with the number and site of the town hall are taken for %d pairs", len(found))
	}
	if found := linkage.Find(directory.OrganizationRecord, all[:2], nil); len(found) != 1 {
		t.Errorf("two with the same number and site are no pair: %v", found)
	}
}

// TestWhatTheProgramMergesItself goes along the edge of what is sure.
func TestWhatTheProgramMergesItself(t *testing.T) {
	base := linkage.Record{ID: "a", Source: "one", Name: "Stichting Aanloop", Phone: "099 000 00 01", URL: "https://aanloop.example",
		Places: []linkage.Place{{Address: "Kade 1", Postcode: "0101 AA", Point: &directory.Point{Latitude: 52.1, Longitude: 5.1}}}}
	with := func(change func(*linkage.Record)) linkage.Record {
		r := base
		r.ID, r.Source, r.Places = "b", "two", slices.Clone(base.Places)
		change(&r)
		return r
	}
	for _, c := range []struct {
		name           string
		other          linkage.Record
		proposed, sure bool
	}{
		{"all the same", with(func(*linkage.Record) {}), true, true},
		{"name and house", with(func(r *linkage.Record) { r.Phone, r.URL = "", "" }), true, true},
		{"another way of writing", with(func(r *linkage.Record) { r.Name, r.Phone = "aanloop", "+31 99 000 00 01" }), true, true},
		{"the same source", with(func(r *linkage.Record) { r.Source = "one" }), true, false},
		{"another number", with(func(r *linkage.Record) { r.Phone = "099 000 00 09" }), true, false},
		{"a house in the same street", with(func(r *linkage.Record) { r.Places[0].Address = "Kade 9" }), true, true},
		{"another house", with(func(r *linkage.Record) { r.Places[0].Address, r.Places[0].Postcode = "Dorpsweg 1", "0102 AA" }), true, false},
		{"only the name", with(func(r *linkage.Record) { r.Phone, r.URL, r.Places = "", "", nil }), true, false},
		{"only the house", with(func(r *linkage.Record) { r.Name, r.Phone, r.URL = "Klus en Zo", "", "" }), false, false},
		{"name and spot", with(func(r *linkage.Record) { r.Phone, r.URL, r.Places[0].Address = "", "", "" }), true, true},
		{"name, and a spot far away", with(func(r *linkage.Record) {
			r.Phone, r.URL, r.Places[0].Address, r.Places[0].Point = "", "", "", &directory.Point{Latitude: 52.2, Longitude: 5.1}
		}), false, false},
	} {
		found := linkage.Find(directory.OrganizationRecord, []linkage.Record{base, c.other}, nil)
		if proposed := len(found) == 1; proposed != c.proposed || proposed && found[0].Sure != c.sure {
			t.Errorf("%s: %+v", c.name, found)
		}
	}
}
