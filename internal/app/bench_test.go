package app_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"samenspel/internal/testkit"
)

// BenchmarkStart reports how long the program takes from start to its first page, and its memory then.
func BenchmarkStart(b *testing.B) {
	data := b.TempDir()
	if err := start(b, "demo", "--data", data).stop(b); err != nil { // fills the database
		b.Fatal(err)
	}
	var first []time.Duration
	memory := 0
	for b.Loop() {
		begin := time.Now()
		s := start(b, "demo", "--data", data)
		s.get(b, "/zoek?q=maatje")
		first = append(first, time.Since(begin))
		memory = max(memory, s.memory(b))
		if err := s.stop(b); err != nil {
			b.Fatal(err)
		}
	}
	slices.Sort(first)
	b.ReportMetric(float64(first[len(first)/2].Milliseconds()), "ms-to-first-page")
	b.ReportMetric(float64(memory), "MB")
}

// BenchmarkVisit reports the time of whole requests to the example town over a connection on this machine, for each
// page, and the memory of the server after all of them.
func BenchmarkVisit(b *testing.B) {
	s := start(b, "demo", "--data", b.TempDir())
	for _, path := range []string{"/", "/zoek?q=iemand+om+mee+te+praten&wijk=vogelbuurt", "/aanbod/bezoekmaatje-voor-ouderen",
		"/organisatie", "/wijk", "/wijk/vogelbuurt", "/gids"} {
		b.Run(path, func(b *testing.B) { visit(b, s, path) })
	}
	b.Logf("memory after all visits: %d MB", s.memory(b))
}

// BenchmarkVisitLarge is BenchmarkVisit with a directory of 3,000 services.
func BenchmarkVisitLarge(b *testing.B) {
	file := testkit.Shared(b, "data/search/services.csv")
	data := b.TempDir()
	for _, args := range [][]string{{"network", "add", "groot"}, {"import", "--network", "groot", file}} {
		run(b, append(args, "--data", data)...)
	}
	s := start(b, "serve", "--data", data)
	for _, path := range []string{"/", "/zoek?q=iemand+om+mee+te+praten&wijk=vogelbuurt", "/aanbod/telefooncirkel", "/wijk/vogelbuurt", "/gids/vogelbuurt"} {
		b.Run(path, func(b *testing.B) { visit(b, s, path) })
	}
	b.Logf("memory after all visits: %d MB", s.memory(b))
}

func visit(b *testing.B, s *server, path string) {
	var took []time.Duration
	for b.Loop() {
		begin := time.Now()
		if status, _ := s.get(b, path); status != 200 {
			b.Fatal(fmt.Sprint(path, " answers ", status))
		}
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
}
