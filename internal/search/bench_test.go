package search

import (
	"slices"
	"testing"
	"time"
)

var benchQueries = []string{
	"wandelmaatje", "taalles", "eenzaam", "koffie", "ik zoek iemand die met mijn vader van 83 gaat wandelen",
	"hulp bij de boodschappen in kwartierC", "computr les", "rou", "telefon", "ouders met jonge kinderen op adem",
	"brieven van de overheid en regelingen", "muziekgroep", "ervaringen delen over rouw", "",
}

func BenchmarkSearch(b *testing.B) {
	areas, docs := generated(3000, 12)
	x := Build(Config{}, areas, docs)
	took := make([]time.Duration, 0, 1<<20)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		start := time.Now()
		x.Search(Query{Text: benchQueries[i%len(benchQueries)], Area: "wk1"})
		took = append(took, time.Since(start))
		i++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

func BenchmarkSuggest(b *testing.B) {
	areas, docs := generated(3000, 12)
	x := Build(Config{}, areas, docs)
	for b.Loop() {
		x.Suggest("w", 8)
	}
}

func BenchmarkBuild(b *testing.B) {
	areas, docs := generated(3000, 12)
	b.ReportAllocs()
	for b.Loop() {
		Build(Config{}, areas, docs)
	}
}
