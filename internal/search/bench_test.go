package search

import (
	"os"
	"runtime"
	"slices"
	"strconv"
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

// BenchmarkNetworks builds an index for each of many networks of 3,000 services
// and searches in one of them: SEARCH_NETWORKS=34 is a directory of about
// 100,000 services, 342 one of a million.
func BenchmarkNetworks(b *testing.B) {
	n, _ := strconv.Atoi(os.Getenv("SEARCH_NETWORKS"))
	n = max(n, 2)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start, all := time.Now(), make([]*Index, n)
	for i := range all {
		areas, docs := generated(3000, 12)
		all[i] = Build(Config{Network: strconv.Itoa(i)}, areas, docs)
	}
	built := time.Since(start)
	runtime.GC()
	runtime.ReadMemStats(&after)
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		all[i*7%n].Search(Query{Text: benchQueries[i%len(benchQueries)], Area: "wk1"})
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(built.Seconds(), "s-build")
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
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
