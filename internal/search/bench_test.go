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
	b.ReportAllocs()
	searching(b, func(int) *Index { return x })
}

// BenchmarkNetworks builds an index for each of many networks of 3,000 services, and searches in one of them, and in
// another each time, which finds nothing of it in the caches of the processor: SEARCH_NETWORKS=34 is a directory of about
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
	for _, way := range []struct {
		name string
		step int
	}{{"one", 0}, {"another each time", 7}} {
		b.Run(way.name, func(b *testing.B) {
			searching(b, func(i int) *Index { return all[i*way.step%n] })
			b.ReportMetric(built.Seconds(), "s-build")
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
		})
	}
}

// searching asks question after question, each of the index that in gives, and reports how long they took.
func searching(b *testing.B, in func(i int) *Index) {
	b.Helper()
	took := make([]time.Duration, 0, 1<<20)
	i := 0
	for b.Loop() {
		x, start := in(i), time.Now()
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
