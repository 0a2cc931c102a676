package search

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func FuzzSearch(f *testing.F) {
	for _, text := range []string{
		"", "wandelmaatje", "mijn moeder van 83 is alleen", "koffie in kwartierB", "65+ 65+ 65+",
		"\xff\xfe\x00", "e\u0301\u202e\u200d", "taal-les's", "999999999999999999999", "مساعدة", "a b c d e f g", "''''", "ß", "\u0345",
	} {
		f.Add(text, "wk1", 3, 0)
	}
	areas, docs := generated(60, 3)
	docs = append(docs, service("\xff\u202ekapot\x00", says("'s")), Document{})
	x := Build(Config{}, areas, docs)
	f.Fuzz(func(t *testing.T, text, area string, limit, offset int) {
		r := x.Search(Query{Text: text, Area: area, Limit: limit, Offset: offset})
		if len(r.Hits) > r.Total || r.Total > len(docs) {
			t.Errorf("%d hits, total %d of %d", len(r.Hits), r.Total, len(docs))
		}
		seen := make(map[*Document]bool)
		for _, h := range r.Hits {
			if seen[h.Document] {
				t.Errorf("%q twice", h.Document.Ref)
			}
			seen[h.Document] = true
		}
		x.Suggest(text, limit%20)
	})
}

// The longest and strangest text is answered within bounded time.
func TestLongTextIsBounded(t *testing.T) {
	areas, docs := generated(3000, 12)
	x := Build(Config{}, areas, docs)
	random := rand.New(rand.NewPCG(1, 2))
	text := make([]byte, 1<<20)
	for i := range text {
		text[i] = "abcdefghijklmnopqrstuvwxyz    "[random.IntN(30)]
	}
	for _, q := range []string{string(text), strings.Repeat("ik wil graag boodschappen ", 40_000), strings.Repeat("é", 1<<20), strings.Repeat("a ", 1<<19)} {
		best := time.Hour
		for range 5 {
			start := time.Now()
			x.Search(Query{Text: q})
			best = min(best, time.Since(start))
		}
		if best > 50*time.Millisecond && !raceEnabled {
			t.Errorf("%.20q… of %d bytes takes %v", q, len(q), best)
		}
	}
}

// FuzzBuild puts any text into an index and looks for it.
func FuzzBuild(f *testing.F) {
	f.Add("Wandelmaatje", "Samen naar buiten.")
	f.Add("\xff", "\u202e'")
	f.Fuzz(func(t *testing.T, title, text string) {
		x := Build(Config{}, testAreas, []Document{service(title, says(text)), service("Zang", says(text))})
		x.Search(Query{Text: title})
		if r := x.Search(Query{}); r.Total != 2 {
			t.Errorf("%d documents of 2", r.Total)
		}
	})
}
