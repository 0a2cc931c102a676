//go:build !race

package harvest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"samenspel/internal/db/dbtest"
	"samenspel/internal/harvest"
)

func TestReadingALargeFileTakesLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads 100 MB")
	}
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	n.run("bron", flat(service("a")))
	var most uint64
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapInuse)
			}
		}
	}()
	_, err := n.importer.Import(context.Background(), n.actor, "groot", harvest.Input{Name: "groot.json", Data: largeJSON(100 << 20)},
		harvest.Options{Format: harvest.FormatHSDS, DryRun: true})
	close(stop)
	<-done
	if err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	if most > 300<<20 {
		t.Errorf("it held %d MB", most>>20)
	}
}

// largeJSON gives NDJSON of about this many bytes.
func largeJSON(size int) io.Reader {
	r, w := io.Pipe()
	go func() {
		text := strings.Repeat("Samen koffie drinken in de buurt. ", 60)
		for i := 0; i < size/len(text); i++ {
			if _, err := fmt.Fprintf(w, `{"id":"s%d","name":"Aanbod %d","description":%q,"organization":{"id":"o%d","name":"Organisatie %d"}}`+"\n", i, i, text, i%500, i%500); err != nil {
				return
			}
		}
		_ = w.Close()
	}()
	return r
}
