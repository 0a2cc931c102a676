package mailin

import (
	"fmt"
	"testing"

	"samenspel/internal/db/dbtest"
)

// BenchmarkIngest stores mails, reads them and gives them to the desk, on SQLite. The norm is 100 mails a second.
func BenchmarkIngest(b *testing.B) {
	o := newDesk(b, dbtest.SQLite(b), "veen")
	o.reader.Box = Folder{}
	var letters []Letter
	for n := range b.N {
		raw := letterOf(fmt.Sprintf("m%d@example.org", n), "punt@veen.example", crlf(lettersText))
		letters = append(letters, Letter{UID: int64(n + 1), Raw: []byte(raw)})
	}
	b.ResetTimer()
	for at := 0; at < len(letters); at += maxBatch {
		if _, err := o.reader.take(ctx, letters[at:min(at+maxBatch, len(letters))]); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := o.worker.Drain(ctx); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	if n := len(o.got()); n != b.N {
		b.Fatalf("the desk got %d mails of %d", n, b.N)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
}

const lettersText = `Goedemiddag,

Mijn moeder woont in Overvecht en is veel alleen sinds mijn vader overleed. Zij houdt van wandelen en van kaarten, en
zij hoort niet meer zo goed. Is er iemand die af en toe bij haar langs kan gaan?

Met vriendelijke groet,
een dochter
`
